"""Papers to RIS: the way back of ris.py.

(key, paper) pairs go in; text comes out that reference managers take, with the tags that Zotero writes. It must not know
of any other format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ..identifiers import arxiv_abs
from ..model import Group, Name, Paper
from ..text import collapse
from .csl_parts import read_name
from .plain_names import read_inverted

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "preprint": "UNPB", "article": "JOUR", "conference": "CONF", "chapter": "CHAP", "book": "BOOK", "thesis": "THES",
        "report": "RPRT", "software": "COMP", "dataset": "DATA", "web": "ELEC",
    }
)  # fmt: skip

ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"editor": ("ED", "A2"), "collection-editor": ("A3",), "translator": ("A4",)}
)
"""CSL's roles, with the tags for them; the first is written."""

VARIABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "publisher-place": ("CY", "PP"), "edition": ("ET",), "genre": ("M3",), "number": ("M1",), "number-of-volumes": ("NV",),
        "collection-title": ("T3",), "title-short": ("ST",), "original-title": ("OP",),
    }
)  # fmt: skip
"""CSL's variables, with the tags that say the same."""


def write(papers: Sequence[tuple[str, Paper]]) -> str:
    """(key, paper) to records in the order given, with the keys as `ID`; lines end in CR LF, as the format's sheet asks."""
    return "\r\n".join(
        "".join(f"{tag}  - {value}\r\n" for tag, value in _list_tags(key, paper)) for key, paper in papers
    )


def _list_tags(key: str, paper: Paper) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES[paper.kind]
    for tag, value in _list_values(key, paper):
        if line := _one_line(value):
            yield tag, line
    yield "ER", ""


def _list_values(key: str, paper: Paper) -> Iterator[tuple[str, str]]:
    ids, extra = paper.identifiers, dict(paper.extra)
    yield "ID", key
    yield "TI", paper.title
    for name in paper.authors:
        yield "AU", _write_name(name)
    for role, (tag, *_) in ROLES.items():
        people = extra.get(role)
        for other in people if isinstance(people, tuple) else ():
            if read := read_name(other)[0]:
                yield tag, _write_name(read)
    if paper.date:
        date = paper.date
        yield "PY", f"{date.year:04d}"
        yield "DA", f"{date.year:04d}/{date.month:02d}/{f'{date.day:02d}' if date.day else ''}" if date.month else ""
    yield "T2", paper.venue
    yield "VL", paper.volume
    yield "IS", paper.issue
    start, dash, end = paper.pages.partition("-")
    ranged = bool(dash) and re.fullmatch(r"[\w.]+-[\w.]+", paper.pages) is not None
    yield "SP", start if ranged else paper.pages
    yield "EP", end if ranged else ""
    yield "PB", paper.publisher or ("arXiv" if paper.kind == "preprint" and ids.arxiv else "")
    yield "SN", ids.isbn
    yield "SN", ids.issn
    yield "C2", ids.pmcid
    yield "LA", paper.language
    yield "DO", ids.doi
    yield "AN", f"arXiv:{ids.arxiv}" if ids.arxiv else ""
    yield "UR", arxiv_abs(ids.arxiv) if ids.arxiv else ""
    for what, address in paper.urls:
        yield "L1" if what == "pdf" else "UR", address
    for line in paper.comment.split("\n"):
        yield "N1", line
    for paragraph in paper.abstract.split("\n\n"):
        yield "AB", paragraph
    for variable, (tag, *_) in VARIABLES.items():
        value = extra.get(variable)
        yield tag, value if isinstance(value, str) else ""
    words = extra.get("keyword")
    for word in words.split(";") if isinstance(words, str) else ():
        yield "KW", word


def _write_name(name: Name) -> str:
    """`van Beethoven, Ludwig, Jr.`; a body's commas would make a person of it, so they go."""
    if isinstance(name, Group):
        return name.name if read_inverted(name.name) == name else " ".join(name.name.replace(",", " ").split())
    parts = [name.last.replace(",", " "), name.given.replace(",", " "), name.suffix]
    return ", ".join(parts[: 3 if name.suffix else 2]) if name.given or name.suffix else f"{parts[0]}, "


def _one_line(text: str) -> str:
    """A value that no program takes for the next line's tag, without control characters."""
    plain = "".join(c for c in collapse(text) if c.isprintable() or not c.isascii())
    return plain.encode("utf-8", "replace").decode("utf-8")
