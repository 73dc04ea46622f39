"""A long .bib out of short ones: real entries again and again, each time another paper, some broken as real files are.

    python benchmarks/bib_corpus.py refs.bib more.bib --entries 4000 --out long.bib

The same files give the same bytes. Every 50th entry is one that was there before, under another key; every 97th has lost
its last brace. What a list makes of it is accounted for by the report of `manicule import`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from manicule.formats.bibtex_syntax import RawEntry, read_syntax
from manicule.formats.decoding import decode

LENDERS = ("xdata", "set")
AGAIN, BROKEN = 50, 97


def read_entries(files: Sequence[Path]) -> list[RawEntry]:
    """Those that have a title, without what refers to others."""
    found = []
    for file in files:
        text, _ = decode(file.read_bytes(), file.name)
        for entry in read_syntax(text, file.name).entries:
            names = {one.name for one in entry.fields}
            if "title" in names and "crossref" not in names and entry.type not in LENDERS:
                found.append(entry)
    return found


def write_entries(entries: Sequence[RawEntry], wanted: int) -> Iterator[str]:
    """`wanted` entries: round after round, with the round's number in title, DOI and ids."""
    for number in range(wanted):
        which, turn = number % len(entries), number // len(entries)
        again = number % AGAIN == AGAIN - 1
        if again:
            which, turn = (number - 1) % len(entries), (number - 1) // len(entries)
        yield write_entry(entries[which], turn, number, broken=number % BROKEN == BROKEN - 1)


def write_entry(entry: RawEntry, turn: int, number: int, broken: bool) -> str:
    lines = [f"@{entry.type}{{{re.sub(r'[^A-Za-z0-9]', '', entry.key)[:30]}{number},"]
    for one in entry.fields:
        text = one.text
        if turn and one.name == "title":
            text = f"{text} ({turn + 1})"
        elif turn and one.name in ("doi", "eprint", "url", "isbn"):
            text = f"{text}.{turn + 1}"
        lines.append(f"  {one.name} = {{{text}}},")
    return "\n".join(lines) + ("\n\n" if broken else "\n}\n\n")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Makes a long .bib out of short ones.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--entries", type=int, default=4000)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    entries = read_entries(options.files)
    options.out.write_text("".join(write_entries(entries, options.entries)), encoding="utf-8")
    print(f"{options.out}: {options.entries} entries out of {len(entries)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
