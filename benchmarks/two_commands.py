"""From a long .bib to a site in two commands, `manicule init --from` and `manicule build`: how long, and what of it is there.

    python benchmarks/two_commands.py refs.bib more.bib --entries 4000

The long file is made of the short ones by bib_corpus.py. Every entry has to be accounted for, by the report and then by
files; otherwise this ends with 1. Seconds are by the clock and of all processors.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bib_corpus import read_entries, write_entries
from measure import measure

COUNTED = ("new", "joined", "same", "left out")


def account(report: dict[str, dict[str, int]], entries: int, papers: int, pages: int) -> list[str]:
    """What does not add up."""
    counts = report["counts"]
    told = sum(counts[name] for name in COUNTED)
    wrong = [f"{told} entries are told of, and there are {entries}"] if told != entries else []
    wrong += [f"{counts['new']} were new, and there are {papers} files of them"] if counts["new"] != papers else []
    return wrong + ([f"{papers} papers have {pages} pages"] if papers != pages else [])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="From a long .bib to a site in two commands.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--entries", type=int, default=4000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bib, root, log = folder / "refs.bib", folder / "mylist", folder / "log"
        bib.write_text("".join(write_entries(read_entries(options.files), options.entries)), encoding="utf-8")
        manicule = [sys.executable, "-m", "manicule"]
        begun = measure([*manicule, "init", str(root), "--from", str(bib), "--json"], log)
        report = json.loads(log.read_text("utf-8"))["import"]
        built = measure([*manicule, "build", "--root", str(root)], log)
        papers = {path.stem for path in (root / "content/papers").glob("*.yaml")}
        pages = {path.stem for path in (root / "site/papers").glob("*.html")} & papers
        files = sum(path.is_file() for path in (root / "site").rglob("*"))
    print(f"{options.entries} entries: " + ", ".join(f"{report['counts'][name]} {name}" for name in COUNTED))
    for command, cost in (("init", begun), ("build", built)):
        print(f"manicule {command}: {cost.seconds:.1f} s, {cost.cpu:.1f} s of processors")
    print(f"{files} files in the site")
    wrong = account(report, options.entries, len(papers), len(pages))
    print("\n".join(wrong), end="\n" if wrong else "", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
