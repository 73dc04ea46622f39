"""Whether records are read as other programs read them: ours beside two others, field by field, on any files.

    python benchmarks/compare_formats.py refs.bib more.bib export.ris

For .bib these are pandoc and pybtex, for .ris pandoc and rispy. Where the two agree on a field of an entry, ours should be
the same; where they do not, nobody is judged. What is compared is folded: no capitals, marks, braces or dashes. People are
compared by their family names.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from manicule.formats.bibtex_reading import read as read_bibtex
from manicule.formats.decoding import decode
from manicule.formats.ris import read as read_ris
from manicule.identifiers import read_doi
from manicule.model import Paper
from manicule.text import fold

Entry = Mapping[str, str]
FIELDS = ("title", "people", "year", "doi", "venue", "arxiv", "abstract")
MARKUP = re.compile(r"<[^<>]*>|[${}\\]")


@dataclass(slots=True)
class Score:
    agreed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    entries: int = 0
    whole: int = 0

    @property
    def missed(self) -> int:
        return self.agreed.total() - self.same.total()


def normal(text: str) -> str:
    return fold(MARKUP.sub("", text))


def of_paper(paper: Paper) -> Entry:
    people = paper.authors
    return {
        "title": paper.title,
        "people": "; ".join(name.last for name in people),
        "year": str(paper.date.year) if paper.date else "",
        "doi": paper.identifiers.doi,
        "venue": paper.venue if paper.kind != "book" else "",
        "arxiv": paper.identifiers.arxiv,
        "abstract": paper.abstract,
    }


def read_own(data: bytes, form: str) -> dict[str, Entry]:
    reading = read_ris(data, "x") if form == "ris" else read_bibtex(data, "x")
    return {record.key or str(n): of_paper(record.paper) for n, record in enumerate(reading.records)}


# The others.


def read_with_pandoc(text: str, form: str) -> dict[str, Entry]:
    """Its CSL-JSON, from which the arXiv id is what the note or the address says."""
    import pypandoc

    found: dict[str, Entry] = {}
    for item in json.loads(pypandoc.convert_text(text, "csljson", format={"bib": "bibtex"}.get(form, form))):
        names = [
            name.get("literal")
            or " ".join(
                filter(None, (name.get("dropping-particle"), name.get("non-dropping-particle"), name.get("family")))
            )
            for name in item.get("author", ())
        ]
        date = item.get("issued", {}).get("date-parts", [[""]])
        said = " ".join(str(item.get(name, "")) for name in ("URL", "note", "number"))
        arxiv = re.search(r"arxiv\.org/abs/([\w./-]+\d)|arXiv:([\w./-]+\d)", said, re.IGNORECASE)
        found[str(item["id"])] = {
            "title": item.get("title", ""),
            "people": "; ".join(names),
            "year": str(date[0][0]) if date and date[0] else "",
            "doi": item.get("DOI", ""),
            "venue": item.get("container-title", "") if item.get("type") != "book" else "",
            "arxiv": (arxiv[1] or arxiv[2]) if arxiv else "",
            "abstract": item.get("abstract", ""),
        }
    return found


def read_with_pybtex(text: str) -> dict[str, Entry]:
    import pybtex.errors
    from pybtex.database import parse_string
    from pybtex.richtext import Text

    pybtex.errors.set_strict_mode(False)
    with redirect_stderr(StringIO()):
        database = parse_string(text, "bibtex")

    def plain(raw: str) -> str:
        try:
            return str(Text.from_latex(raw))
        except Exception:
            return raw

    found: dict[str, Entry] = {}
    for key, entry in database.entries.items():
        said: Any = entry.fields
        people = "; ".join(
            plain(" ".join((*person.prelast_names, *person.last_names))) for person in entry.persons.get("author", ())
        )
        year = re.search(r"\d{4}", said.get("year", "") or said.get("date", ""))
        archive = said.get("archiveprefix", said.get("eprinttype", "arxiv")).lower()
        found[key] = {
            "title": plain(": ".join(filter(None, (said.get("title"), said.get("subtitle"))))),
            "people": people,
            "year": year[0] if year else "",
            "doi": said.get("doi", "").replace("\\_", "_"),
            "venue": plain(said.get("journal") or said.get("journaltitle") or said.get("booktitle") or ""),
            "arxiv": said.get("eprint", "") if archive == "arxiv" else "",
            "abstract": plain(said.get("abstract", "")),
        }
    return found


def read_with_rispy(text: str) -> dict[str, Entry]:
    import rispy

    found: dict[str, Entry] = {}
    for n, item in enumerate(rispy.loads(text.removeprefix("\ufeff"))):
        names = item.get("authors", item.get("first_authors", ()))
        said: dict[str, Any] = dict(item)
        year = re.match(r"\d{4}", str(said.get("year") or said.get("publication_year") or ""))
        found[said.get("id", str(n))] = {
            "title": said.get("title") or said.get("primary_title") or "",
            "people": "; ".join(name.partition(",")[0] for name in names),
            "year": year[0] if year else "",
            "doi": said.get("doi", ""),
            "venue": said.get("secondary_title") or said.get("journal_name") or said.get("alternate_title3") or "",
            "arxiv": "",
            "abstract": said.get("abstract") or said.get("notes_abstract") or "",
        }
    return found


# The comparison.


def compare(files: Sequence[Path]) -> Score:
    score = Score()
    for file in files:
        data = file.read_bytes()
        text, _ = decode(data, file.name)
        form = "ris" if file.suffix.lower() == ".ris" else "bib"
        ours = read_own(data, form)
        others = list(_read_others(text, form))
        if len(others) == 2:
            _score(score, file.name, ours, *others)
        else:
            print(f"{file}: not judged, one of the others cannot read it", file=sys.stderr)
    return score


def _read_others(text: str, form: str) -> Iterator[dict[str, Entry]]:
    for read in (
        lambda: read_with_pandoc(text, form),
        lambda: read_with_rispy(text) if form == "ris" else read_with_pybtex(text),
    ):
        try:
            yield read()
        except Exception as reason:
            print(f"{type(reason).__name__}: {str(reason)[:100]}", file=sys.stderr)


def _score(
    score: Score, file: str, ours: Mapping[str, Entry], one: Mapping[str, Entry], other: Mapping[str, Entry]
) -> None:
    for number, key in enumerate(one):
        # A key that is there twice, or that a program makes up, tells nothing: then the place in the file does.
        first, second = one[key], other.get(key) or list(other.values())[number] if number < len(other) else None
        mine = ours.get(key) or (list(ours.values())[number] if number < len(ours) else {})
        if second is None:
            continue
        score.entries += 1
        right = True
        for name in FIELDS:
            wanted = [likened(name, program[name]) for program in (first, second)]
            if not wanted[0] or wanted[0] != wanted[1]:
                continue
            score.agreed[name] += 1
            if likened(name, mine.get(name, "")) == wanted[0]:
                score.same[name] += 1
            else:
                right = False
                score.wrong.append(
                    f"{file}, {key}: {name} is {mine.get(name, '')[:80]!r}, of others {first[name][:80]!r}"
                )
        score.whole += right


def likened(name: str, value: str) -> str:
    if name == "doi":
        found = re.search(r"10\.\d{4,9}/\S+", value)
        return read_doi(found[0]).lower() if found else ""
    if name == "people":
        # Both of the others take BibTeX's "and others" for somebody's name.
        value = re.sub(r"; (?:others|Others)$", "", value)
    return re.sub(r"v\d+$", "", value.removeprefix("arXiv:")) if name == "arxiv" else normal(value)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Ours beside two other programs.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--wrong", action="store_true", help="show where ours differs")
    options = parser.parse_args(arguments)
    score = compare(options.files)
    print("| field | the others agree | ours is the same |\n| --- | ---: | ---: |")
    for name in FIELDS:
        agreed, same = score.agreed[name], score.same[name]
        print(f"| {name} | {agreed} | {same}{f' ({100 * same / agreed:.1f} %)' if agreed else ''} |")
    share = 100 * score.whole / max(1, score.entries)
    print(f"| entries right in every field | {score.entries} | {score.whole} ({share:.1f} %) |")
    for line in score.wrong if options.wrong else ():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
