"""What Zotero says of the work that a note is on: addresses, title, first author and year.

A library item, CSL-JSON or a citation as printed goes in, a `Work` comes out. It must not know the annotations, nor how
notes are marked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..identifiers import read_arxiv, read_doi
from ..model import Json, Person
from ..values import Value
from .csl_parts import ARXIV_LINE, read_date, read_name


class Work(Value):
    """`addresses` are the surest first, as `model.Annotation` has them."""

    addresses: tuple[str, ...] = ()
    title: str = ""
    family: str = ""
    year: int = 0


def read_item(fields: Mapping[str, Json]) -> Work:
    """Of an item of a library, by the names of Zotero's own schema."""
    creators = [one for one in objects(fields.get("creators")) if one.get("creatorType") in ("author", None)]
    first = (creators or objects(fields.get("creators")) or ({},))[0]
    year = _YEAR.search(text_of(fields, "date"))
    return Work(
        tuple(dict.fromkeys(_find_addresses(fields, ("archiveID", "number"), "DOI", "extra", "url"))),
        text_of(fields, "title"),
        text_of(first, "lastName") or text_of(first, "name"),
        int(year[0]) if year else 0,
    )


def read_csl(item: Mapping[str, Json]) -> Work:
    """Of the CSL-JSON that a note keeps of what it cites."""
    authors = item.get("author")
    name = read_name(authors[0])[0] if isinstance(authors, tuple) and authors else None
    date = read_date(item.get("issued"))[0]
    return Work(
        tuple(dict.fromkeys(_find_addresses(item, ("number", "archive_id"), "DOI", "note", "URL"))),
        text_of(item, "title"),
        (name.last if isinstance(name, Person) else name.name) if name else "",
        date.year if date else 0,
    )


def _find_addresses(
    fields: Mapping[str, Json], archive: tuple[str, ...], doi: str, note: str, url: str
) -> Iterator[str]:
    for name in archive:
        if arxiv := read_arxiv(text_of(fields, name)):
            yield f"arxiv:{arxiv}"
    if found := read_doi(text_of(fields, doi)):
        yield f"doi:{found}"
    for line in ARXIV_LINE.finditer(text_of(fields, note)):
        if arxiv := read_arxiv(line[1]):
            yield f"arxiv:{arxiv}"
    for line in _DOI_LINE.finditer(text_of(fields, note)):
        if found := read_doi(line[1]):
            yield f"doi:{found}"
    if address := text_of(fields, url):
        yield address


def read_citation(text: str) -> tuple[Work, str]:
    """The work and the page's label of `Solaiman et al., 2019, p. 4`, in whatever language its words are."""
    match = _CITATION.match(text)
    if match is None:
        return Work(), ""
    page = _PAGE.search(match["rest"])
    return Work(family=match["family"].strip(), year=int(match["year"])), page[1] if page else ""


def text_of(fields: Mapping[str, Json], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def objects(value: Json) -> tuple[Mapping[str, Json], ...]:
    """The objects of a list; none if it is none."""
    return tuple(part for part in value if isinstance(part, Mapping)) if isinstance(value, tuple) else ()


_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20|21)\d\d(?!\d)")
_DOI_LINE = re.compile(r"^[ \t]*doi[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_CITATION = re.compile(
    # APA's note style, which Zotero uses in notes whatever style a person has chosen for papers.
    r"\s*(?P<family>[^,;&()]{1,100}?)(?:\s+(?:et al\b|and\s|und\s|et\s|y\s|e\s|i\s|&)[^,;()]{0,100})?,?\s*"
    r"\(?(?P<year>(?:1[4-9]|20|21)\d\d)[a-z]?\)?(?P<rest>[^;]{0,100})"
)
_PAGE = re.compile(r",\s*(?:[^\s\d]{1,12}\s+)?([0-9A-Za-z][0-9A-Za-z.–-]{0,20})\s*\)?\s*$")
