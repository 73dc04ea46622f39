"""RIS, which reference managers and publishers exchange, to Papers.

Bytes go in and Records come out; the way back is ris_writing.py's. It must not know of any other format.

A line is `TY  - JOUR`: two letters, two blanks, a hyphen, a blank, the value. There is no standard but the sheet of its
maker (Reference Manager, "RIS Format Specifications"), and programs differ in what their tags mean; where they do, this
reads what each may mean and writes what Zotero writes.

Why not rispy: version 0.10 takes a record without its end and the next one for one, and drops the last of a file cut off.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..identifiers import read_arxiv, read_doi
from ..model import Identifiers, Json, Leftover, Name, Paper, PartialDate, Reading, Record
from ..problems import Problem, Where, notice, warning
from ..text import collapse
from .csl_parts import ARXIV_NAMES, read_date, write_name
from .decoding import Walk, decode
from .id_parts import arxiv_of_doi, find_said, is_derived, unique_key
from .plain_names import read_inverted
from .ris_writing import ROLES, TYPES, VARIABLES
from .ris_writing import write as write


def read(data: bytes, path: str) -> Reading:
    """The records, in order. Problems: `ris-…`; what stands outside of records, and is no number or heading that programs
    put between them, is left over."""
    text, problems = decode(data, path)
    syntax = _read_syntax(text, path)
    found: list[Problem] = []
    dropped: Counter[str] = Counter()
    records: list[Record] = []
    keys: dict[str, int] = {}
    for raw in syntax.records:
        opened = _Opened(raw.type, raw.where, {tag: list(values) for tag, values in raw.tags.items()})
        key = unique_key(opened.take("ID"), keys)
        records.append(Record(_read_paper(opened), key=key, where=raw.where))
        found += opened.problems
        dropped.update(opened.dropped)
    everything = (*problems, *syntax.problems, *found)
    return Reading(tuple(records), everything, tuple(syntax.leftovers), tuple(sorted(dropped.items())))


def sniff(text: str) -> bool:
    """Whether `text` (the beginning of a file) has a line that begins a record."""
    return _BEGIN.search(text) is not None


_BEGIN = re.compile(r"^\ufeff?TY {1,2}- ?[A-Z]{3,6}[ \t]*$", re.MULTILINE)
_TAG = re.compile(r"[ \t\ufeff]*(?P<tag>[A-Z][A-Z0-9])[ \t]{1,2}-(?:[ \t](?P<value>.*)|[ \t]*)", re.DOTALL)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BETWEEN = re.compile(r"\s*(?:\d+\.?|Record #?\d+ of \d+|(?:Provider|Database|Content): .*)?\s*", re.IGNORECASE)
"""What programs put between records."""

# Syntax.


@dataclass(slots=True)
class _Raw:
    type: str
    where: Where
    tags: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Syntax:
    records: list[_Raw] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)


def _read_syntax(text: str, path: str) -> _Syntax:
    made, walk = _Syntax(), Walk(text, path)
    raw: _Raw | None = None
    last: list[str] = []
    for found in _LINE.finditer(text):
        line = found[0].rstrip("\r\n")
        tag = _TAG.fullmatch(line)
        name, value = (tag["tag"], (tag["value"] or "").strip()) if tag else ("", line)
        if name == "TY":
            where = walk.place(found.start())
            if raw is not None:
                made.problems.append(warning("ris-open", "the record above has no end (ER)", where))
            raw, last = _Raw(value.upper(), where), []
            made.records.append(raw)
        elif raw is None:
            if not _BETWEEN.fullmatch(line):
                where = walk.place(found.start(), len(line))
                made.problems.append(warning("ris-outside", "this line is in no record (TY to ER)", where))
                made.leftovers.append(Leftover(line, where))
        elif name == "ER":
            raw = None
        elif name:
            last = raw.tags.setdefault(name, [])
            last.append(value)
        elif last:
            # A line without a tag goes on with the last one.
            last[-1] += "\n" + line
        elif line.strip():
            where = walk.place(found.start(), len(line))
            made.problems.append(warning("ris-outside", "this line has no tag", where))
            made.leftovers.append(Leftover(line, where))
    if raw is not None:
        made.problems.append(
            warning("ris-open", "the last record has no end (ER); the file may be cut off", walk.place(len(text)))
        )
    return made


# Meaning.

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        **{ris: kind for kind, ris in TYPES.items()},
        **dict.fromkeys(("JFULL", "MGZN", "NEWS", "EJOUR", "ABST", "INPR"), "article"), "CPAPER": "conference",
        **dict.fromkeys(("ECHAP", "ENCYC", "DICT"), "chapter"), **dict.fromkeys(("EBOOK", "EDBOOK", "SER", "CLSWK"), "book"),
        **dict.fromkeys(("STAND", "PAT", "GOVDOC"), "report"), **dict.fromkeys(("AGGR", "DBASE"), "dataset"),
        **dict.fromkeys(("WEB", "BLOG", "ICOMM"), "web"), "MANSCPT": "preprint", "SLIDE": "web",
    }
)  # fmt: skip


@dataclass(slots=True)
class _Opened:
    """A record while it is read: what is understood is taken out of `tags`, and the remains are kept."""

    type: str
    where: Where
    tags: dict[str, list[str]]
    extra: dict[str, Json] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    def values(self, *tags: str) -> list[str]:
        """Takes all that is said under the tags, the first tag's first."""
        return [line for tag in tags for value in self.tags.pop(tag, []) if (line := value.strip())]

    def take(self, *tags: str) -> str:
        """Takes the first value of the first tag that has any."""
        for tag in tags:
            said = [line for value in self.tags.pop(tag, []) if (line := collapse(value))]
            if said:
                if said[1:]:
                    self.tags[tag] = said[1:]
                return said[0]
        return ""

    def carry(self, name: str, *tags: str) -> None:
        if value := self.take(*tags):
            self.extra[name] = value


def _read_paper(opened: _Opened) -> Paper:
    ids, urls = _read_identifiers(opened)
    date = _read_dates(opened)
    kind = _read_kind(opened, ids.arxiv)
    # The title of a whole book may be under the tag that is its series' elsewhere.
    title = opened.take("TI", "T1", *(["BT"] if kind == "book" else []), "CT")
    publisher = opened.take("PB")
    if kind == "preprint" and ids.arxiv and publisher.casefold() in ARXIV_NAMES:
        publisher = ""
    authors = _read_names(opened, "AU", "A1")
    for role, tags in ROLES.items():
        if people := _read_names(opened, *tags):
            opened.extra[role] = tuple(write_name(name) for name in people)
    return Paper(
        kind=kind,
        title=title,
        authors=authors,
        date=date,
        venue=_read_venue(opened),
        volume=opened.take("VL"),
        issue=opened.take("IS", "CP"),
        pages=_read_pages(opened),
        publisher=publisher,
        language=opened.take("LA"),
        identifiers=ids,
        comment="\n".join(
            collapse(note) for value in opened.values("N1", "RN") for note in value.split("\n") if note.strip()
        ),
        abstract=_read_abstract(opened),
        urls=urls,
        extra=_read_extra(opened),
    )


def _read_kind(opened: _Opened, arxiv: str) -> str:
    kind = _KINDS.get(opened.type, "")
    if not kind:
        kind = "preprint" if arxiv else "article" if {"JO", "JF"} & opened.tags.keys() else "web"
        if opened.type != "GEN":
            message = f"no kind fits the type {opened.type or '(none)'}; taken as {kind}"
            opened.problems.append(notice("ris-type", message, opened.where))
    if opened.type != TYPES[kind] and opened.type not in ("GEN", "CPAPER", "WEB", ""):
        opened.extra["TY"] = opened.type
    return kind


def _read_names(opened: _Opened, *tags: str) -> tuple[Name, ...]:
    names = (read_inverted(value) for value in opened.values(*tags))
    return tuple(name for name in names if name)


def _read_venue(opened: _Opened) -> str:
    """The whole name of the journal or book; the first of the tags that has one, the short ones last."""
    venue = opened.take("T2", "JF", "JO", "BT", "JA", "J2", "J1")
    opened.carry("container-title-short", "JA", "J2", "J1")
    if opened.extra.get("container-title-short") == venue:
        del opened.extra["container-title-short"]
    for tag in ("JF", "JO"):
        if tag in opened.tags and all(collapse(value).casefold() == venue.casefold() for value in opened.tags[tag]):
            del opened.tags[tag]
    return venue


def _read_pages(opened: _Opened) -> str:
    start, end = opened.take("SP"), opened.take("EP")
    if "-" in start or "–" in start:
        start, end = re.sub(r"\s*[‒–—−]\s*", "-", start), ""
    return f"{start}-{end}" if start and end and start != end else start or end


def _read_abstract(opened: _Opened) -> str:
    first, second = opened.values("AB"), opened.values("N2")
    said = "\n\n".join(first + (second if second != first else []))
    return "\n\n".join(filter(None, (collapse(part) for part in re.split(r"\n[^\S\n]*\n", said))))


def _read_dates(opened: _Opened) -> PartialDate | None:
    """The most exact of those that say one year."""
    dates: list[PartialDate] = []
    for tag in ("PY", "Y1", "DA"):
        for said in opened.values(tag):
            plain = re.sub(r"(?:/[^/\d]*)+$", "", said.strip())
            date, whole = read_date(plain)
            if date:
                dates.append(date)
            if not whole or (re.search(r"[^\W\d_]", said) and not re.search(r"[^\W\d_]", plain)):
                opened.extra.setdefault(tag, said)
            if date is None:
                opened.problems.append(
                    notice("ris-date", f"{said[:40]!r} is no date; it is kept in extra", opened.where)
                )
    return max(
        (date for date in dates if date.year == dates[0].year),
        key=lambda date: (bool(date.month), bool(date.day)),
        default=None,
    )


def _read_identifiers(opened: _Opened) -> tuple[Identifiers, tuple[tuple[str, str], ...]]:
    urls = [("url", "".join(value.split())) for value in opened.values("UR") for value in value.split("; ")]
    urls += [("pdf", value) for value in opened.values("L1") if value.startswith(("http://", "https://"))]
    urls += [("url", value) for value in opened.values("L2") if value.startswith(("http://", "https://"))]
    arxiv = doi = ""
    for tag in ("DO", "M3", "L3", "AN", "M1", "N1", "C7", "PB", "JO", "T2"):
        for value in list(opened.tags.get(tag, ())):
            plain = collapse(value)
            said_arxiv, said_doi = (
                read_arxiv(re.sub(r"\s*\[[\w.-]+\]$", "", plain)),
                read_doi(plain) or _find_doi(plain, tag),
            )
            if (said_arxiv and (tag != "M1" or ":" in plain)) or said_doi:
                opened.tags[tag].remove(value)
            arxiv, doi = arxiv or (said_arxiv if tag != "M1" or ":" in plain else ""), doi or said_doi
    addresses = [address for _, address in urls]
    doi = doi or find_said(addresses, "doi")
    arxiv = arxiv or find_said(addresses, "arxiv") or arxiv_of_doi(doi)
    isbn, issn = _read_numbers(opened)
    ids = Identifiers(
        arxiv, doi, isbn, issn, pmcid=opened.take("C2") if opened.tags.get("C2", [""])[0].startswith("PMC") else ""
    )
    return ids, tuple(dict.fromkeys(pair for pair in urls if pair[1] and not is_derived(pair[1], ids)))


def _find_doi(text: str, tag: str) -> str:
    """Some write an address, or a word before it."""
    if tag != "DO":
        return ""
    found = _DOI.search(text)
    return read_doi(found[0]) if found else find_said([text], "doi")


_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+", re.ASCII)


def _read_numbers(opened: _Opened) -> tuple[str, str]:
    """ISBN and ISSN are under one tag. What else it says is kept."""
    isbn = issn = ""
    rest: list[str] = []
    for value in opened.values("SN", "BN"):
        bare = re.sub(r"\s*\([^()]*\)", "", value).strip()
        if not issn and re.fullmatch(r"\d{4}-?\d{3}[\dXx]", bare):
            issn = bare
        elif not isbn and re.fullmatch(r"(?:[\d-]{9,16}[\dXx])", bare):
            isbn = bare
        else:
            rest.append(collapse(value))
    if rest:
        opened.extra["SN"] = tuple(rest)
    return isbn, issn


_BOOKKEEPING = frozenset(("DB", "DP", "Y2", "RD", "L4", "L1", "L2", "LK", "RP", "AV", "TN", "CR"))
"""Where a record was found and when, and files on somebody's machine."""


def _read_extra(opened: _Opened) -> tuple[tuple[str, Json], ...]:
    if words := list(dict.fromkeys(collapse(word) for value in opened.values("KW") for word in value.split("\n"))):
        opened.extra["keyword"] = "; ".join(filter(None, words))
    for name, tags in VARIABLES.items():
        opened.carry(name, *tags)
    for tag in sorted(opened.tags):
        said = [collapse(value) for value in opened.tags[tag] if value.strip()]
        if tag in _BOOKKEEPING:
            opened.dropped += [tag] if said else []
        elif said:
            opened.extra.setdefault(tag, said[0] if len(said) == 1 else tuple(said))
    return tuple(sorted(opened.extra.items(), key=lambda pair: pair[0]))
