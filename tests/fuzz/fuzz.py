"""The readers, held against bytes that a coverage-guided fuzzer makes up: `make fuzz`, or one harness alone.

    python tests/fuzz/fuzz.py                    every harness, each for a minute, one after the other
    python tests/fuzz/fuzz.py bibtex ris -m 5    these, for five minutes each
    python tests/fuzz/fuzz.py --again FILE       what a finding does: the harness is named by its folder

Atheris (libFuzzer below it) sees which branches of the code an input takes and keeps those that take a new one. What must
hold is in judges.py beside this folder; the beginnings are small_sources.py's. An input that fails it, takes ten seconds, or
two gigabytes, is a finding, and its bytes are kept in .cache/fuzz/<harness>/: mend what it shows, and put it into a test.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / ".cache" / "fuzz"
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

LONGEST = 4096
SLOWEST = 10
LARGEST = 2048

Judge = Callable[[bytes], object]


def harnesses() -> dict[str, tuple[Judge, list[bytes]]]:
    """By name: what judges an input, and what to begin with."""
    import judges
    from small_sources import FILES, SOURCES, TEXTS, plain

    def reader(name: str) -> Judge:
        return lambda data: judges.judge_reader(name, data)

    def content(path: str) -> Judge:
        return lambda data: judges.judge_content(path, data)

    def text(judge: Callable[[str], None]) -> Judge:
        return lambda data: judge(data.decode("utf-8", "replace"))

    def quote(said: str) -> None:
        parts = [*said.split("\n", 3), "", "", ""]
        judges.judge_quote(parts[3], parts[0], parts[1], parts[2])

    made = {name: (reader(name), [plain(source).encode()]) for name, (source, _) in SOURCES.items()}
    for path, (source, _) in FILES.items():
        if path not in judges.LOADERS:
            continue
        made[path.removeprefix("content/").replace("/", "-")] = (content(path), [plain(source).encode()])
    seeds = [case.encode() for case in TEXTS]
    made["markup"] = (text(judges.judge_markdown), seeds)
    made["maths"] = (text(judges.judge_maths), seeds)
    made["text"] = (text(judges.judge_text), seeds)
    made["quote"] = (text(quote), [b"weigh\nWe \n eagles\nWe weigh eagles, and weigh $x^2$ of them."])
    return made


# One harness, in a process of its own: libFuzzer does not come back.


def fuzz_one(name: str, minutes: float) -> None:
    atheris: Any = import_module("atheris")  # a library of `make fuzz` alone

    with atheris.instrument_imports(include=["manicule", "markdown"]):
        import judges  # noqa: F401

        import manicule.formats.bibtex
        import manicule.formats.csv_writing
        import manicule.formats.markdown_writing
        import manicule.formats.ris_writing  # noqa: F401
    judge, seeds = harnesses()[name]
    corpus = KEPT / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    atheris.Setup(
        [
            "fuzz",
            f"-max_total_time={round(minutes * 60)}",
            f"-max_len={LONGEST}",
            f"-timeout={SLOWEST}",
            f"-rss_limit_mb={LARGEST}",
            f"-artifact_prefix={KEPT / name}/",
            "-print_final_stats=1",
            "-verbosity=0",
            str(corpus),
        ],
        judge,
    )
    atheris.Fuzz()


# All of them.


def fuzz_all(names: Sequence[str], minutes: float) -> int:
    """A line for each harness: executions, minutes, findings."""
    worst = 0
    for name in names:
        (KEPT / name).mkdir(parents=True, exist_ok=True)
        before = find_findings(name)
        began = time.monotonic()
        command = [sys.executable, __file__, name, "-m", str(minutes), "--alone"]
        ended = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        took = (time.monotonic() - began) / 60
        (KEPT / name / "log.txt").write_text(ended.stdout + ended.stderr, "utf-8")
        counted = re.search(r"number_of_executed_units: (\d+)", ended.stderr)
        count = int(counted[1]) if counted else 0
        new = find_findings(name) - before
        row = {"harness": name, "executions": count, "minutes": round(took, 1), "findings": sorted(new)}
        with (KEPT / "figures.jsonl").open("a", encoding="utf-8") as figures:
            figures.write(json.dumps(row) + "\n")
        print(f"{name:16}{count:>12,} executions {took:>6.1f} minutes  {len(new)} findings", flush=True)
        worst = max(worst, len(new), 0 if counted else 1)
    return 1 if worst else 0


def find_findings(name: str) -> set[str]:
    return {file.name for file in (KEPT / name).glob("*-*") if re.match("crash|timeout|oom|slow", file.name)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("harness", nargs="*")
    parser.add_argument("-m", "--minutes", type=float, default=1.0, help="for each harness")
    parser.add_argument("--again", type=Path, metavar="FILE")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.again:
        harnesses()[options.again.resolve().parent.name][0](options.again.read_bytes())
        print("nothing is wrong with it")
        return 0
    if options.alone:
        fuzz_one(options.harness[0], options.minutes)
    return fuzz_all(options.harness or list(harnesses()), options.minutes)


if __name__ == "__main__":
    sys.exit(main())
