"""CSL-JSON, the form in which citation programs exchange records, to Papers and back.

Bytes go in and Records come out (csl_writing.py has the way back). It must not know of any other format; JSON
itself is json_items.py's, and the forms of dates, names and marked-up text are csl_parts.py's.

What CSL has no field for stands in its `custom` object: categories, comment, earlier titles, further addresses.
What we have no field for goes to `Paper.extra` under its own name, and back from there.

Why no publisher for preprints of arXiv: "arXiv" follows from the id, and a publisher would hide that it is none.
The writer gives it back, as it does the `genre` and the address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from ..identifiers import arxiv_base, doi_key, read_arxiv, read_doi
from ..model import KINDS, Identifiers, Json, Leftover, Name, Paper, PartialDate, Reading, Record
from ..problems import Problem, Where, notice, warning
from ..text import collapse
from .csl_parts import (
    ARXIV_LINE,
    ARXIV_NAMES,
    TYPES,
    find_kind,
    read_date,
    read_marked,
    read_name,
    read_paragraphs,
)
from .csl_writing import write as write
from .decoding import Walk, decode
from .json_items import read_items


def read(data: bytes, path: str) -> Reading:
    """The records of an array of items, of the `items` of an object, or of one item.

    Problems: `json` where it is not JSON, `csl-…` where an item is odd. `dropped` counts markup in texts that was
    made plain, and keys beside `items`. An item that is no object is left over.
    """
    text, problems = decode(data, path)
    found = read_items(text, path, "items")
    all_problems = [*problems, *found.problems]
    leftovers = list(found.leftovers)
    records: list[Record] = []
    dropped = Counter(found.others)
    walk = Walk(text, path)
    for item in found.items:
        where = walk.place(item.start)
        all_problems += (warning("csl-odd", odd, where) for odd in item.odd)
        if isinstance(item.value, Mapping):
            opened = _open(item.value, where)
            records.append(_read_item(opened))
            all_problems += opened.problems
            dropped.update(opened.dropped)
        else:
            all_problems.append(warning("csl-item", "an item must be an object, as { … }", where))
            leftovers.append(Leftover(text[item.start : item.end], where))
    return Reading(tuple(records), tuple(all_problems), tuple(leftovers), tuple(sorted(dropped.items())))


def sniff(text: str) -> bool:
    """Whether `text` (the beginning of a file) looks like CSL-JSON: JSON with a CSL type or a CSL date in it."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{") and _TELLING.search(text) is not None


_TELLING = re.compile(
    r'"(?:date-parts|container-title|non-dropping-particle)"\s*:|"type"\s*:\s*"(?:article(?:-journal|-magazine|'
    r'-newspaper)?|paper-conference|chapter|book|thesis|report|software|dataset|webpage|manuscript)"'
)

# Reading.


@dataclass(slots=True)
class _Opened:
    """An item while it is read: what is understood is taken out of `rest` and `custom`, and the remains are kept."""

    rest: dict[str, Json]
    custom: dict[str, Json]
    where: Where
    problems: list[Problem] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def _open(item: Mapping[str, Json], where: Where) -> _Opened:
    rest = dict(item)
    custom = rest.get("custom")
    if isinstance(custom, Mapping):
        del rest["custom"]
        return _Opened(rest, dict(custom), where)
    return _Opened(rest, {}, where)


def _read_item(opened: _Opened) -> Record:
    rest, custom = opened.rest, opened.custom
    key = _take(rest, "id")
    doi = _read_doi(opened)
    arxiv = _read_arxiv_id(opened, doi)
    identifiers = Identifiers(
        arxiv, doi, _take(rest, "ISBN"), _take(rest, "ISSN"), _take(rest, "PMID"), _take(rest, "PMCID")
    )
    title, venue = _take_marked(opened, "title"), _take_marked(opened, "container-title")
    publisher = _take(rest, "publisher")
    kind = _read_kind(opened, arxiv, venue, publisher)
    if kind == "preprint" and arxiv and publisher.casefold() in ARXIV_NAMES:
        publisher = ""
    abstract, lost = read_paragraphs(value) if isinstance(value := rest.get("abstract"), str) else ("", False)
    if isinstance(value, str):
        del rest["abstract"]
    if lost:
        opened.dropped.append("markup in abstract")
    paper = Paper(
        kind=kind,
        title=title,
        authors=_read_authors(opened),
        date=_read_issued(opened),
        updated=_take_date(custom, "updated"),
        venue=venue,
        volume=_take(rest, "volume"),
        issue=_take(rest, "issue"),
        pages=_take(rest, "page"),
        publisher=publisher,
        language=_take(rest, "language"),
        identifiers=identifiers,
        categories=_read_categories(custom),
        comment=_take_text(custom, "comment"),
        abstract=abstract,
        urls=_read_urls(opened, identifiers),
        earlier_titles=_take_texts(custom, "earlier-titles"),
        extra=_read_extra(opened),
    )
    return Record(paper, key=key, where=opened.where)


_ARXIV_FIELDS = ("number", "archive_id", "arxiv", "eprint")
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)


def _read_doi(opened: _Opened) -> str:
    """The item's DOI, else that of its address, else the one that arXiv gave it."""
    stated, address, given = opened.rest.get("DOI"), opened.rest.get("URL"), opened.custom.get("arxiv-doi")
    if isinstance(stated, str) and (not stated.strip() or read_doi(stated)):
        del opened.rest["DOI"]
        if stated.strip():
            return read_doi(stated)
    if isinstance(address, str) and (doi := read_doi(unquote(address))):
        return doi
    if isinstance(given, str) and (doi := read_doi(given)):
        del opened.custom["arxiv-doi"]
        return doi
    if isinstance(stated, str) and stated.strip():
        message = f"{collapse(stated)!r} is no DOI; it is kept in extra"
        opened.problems.append(notice("csl-identifier", message, opened.where))
    return ""


def _read_arxiv_id(opened: _Opened, doi: str) -> str:
    """From `number` and its like, the address, a line of the note as Zotero writes it, or arXiv's own DOI."""
    for fields in (opened.rest, opened.custom):
        for name in _ARXIV_FIELDS:
            if isinstance(value := fields.get(name), str) and (arxiv := read_arxiv(value)):
                del fields[name]
                return arxiv
    if isinstance(address := opened.rest.get("URL"), str) and (arxiv := read_arxiv(address)):
        return arxiv
    for name in ("note", "extra"):
        if isinstance(text := opened.rest.get(name), str):
            for line in ARXIV_LINE.finditer(text):
                if arxiv := read_arxiv(line[1]):
                    return arxiv
    return read_arxiv(_ARXIV_DOI.sub("", doi, count=1)) if _ARXIV_DOI.match(doi) else ""


def _read_kind(opened: _Opened, arxiv: str, venue: str, publisher: str) -> str:
    """The kind. A CSL type that would not be written for it again stays in extra."""
    rest, custom = opened.rest, opened.custom
    csl_type = _take(rest, "type")
    genre, stated = rest.get("genre"), custom.get("kind")
    preprint = publisher.casefold() in ARXIV_NAMES
    if csl_type == "article" and isinstance(genre, str) and genre.casefold() == "preprint":
        preprint = True
        del rest["genre"]
    kind = find_kind(csl_type, preprint, venue)
    if not kind:
        kind = "preprint" if arxiv and not csl_type else "web"
        message = f"no kind fits the type {csl_type!r}; taken as {kind}" if csl_type else f"no type; taken as {kind}"
        opened.problems.append(notice("csl-type", message, opened.where))
    if isinstance(stated, str) and stated in KINDS:
        kind = stated
        del custom["kind"]
    if csl_type and csl_type != TYPES[kind] and (csl_type, kind) != ("article", "article"):
        rest["type"] = csl_type
    return kind


def _read_authors(opened: _Opened) -> tuple[Name, ...]:
    """The names. If they say more than a name (an ORCID, an affiliation), extra keeps them as they were."""
    value = opened.rest.pop("author", None)
    given = value if isinstance(value, tuple) else () if value is None else (value,)
    read_names = [read_name(name) for name in given]
    if not all(whole for _, whole in read_names):
        opened.rest["author"] = value
    for number, (name, whole) in enumerate(read_names, 1):
        if name is None and not whole:
            opened.problems.append(warning("csl-author", f"author {number} has no name", opened.where))
    return tuple(name for name, _ in read_names if name is not None)


def _read_issued(opened: _Opened) -> PartialDate | None:
    date, whole = read_date(opened.rest.get("issued"))
    if whole:
        opened.rest.pop("issued", None)
    elif date is None:
        opened.problems.append(warning("csl-date", "not a date of the years 1 to 9999; kept in extra", opened.where))
    else:
        message = f"the date says more than {date}, or what cannot be; the whole is kept in extra"
        opened.problems.append(notice("csl-date", message, opened.where))
    return date


def _read_categories(custom: dict[str, Json]) -> tuple[str, ...]:
    """The primary category first, each once."""
    primary = _take_text(custom, "primary-category")
    return tuple(dict.fromkeys(filter(None, (primary, *_take_texts(custom, "categories")))))


def _read_urls(opened: _Opened, identifiers: Identifiers) -> tuple[tuple[str, str], ...]:
    address = _take(opened.rest, "URL")
    first = (("url", address),) if address and not _is_derived(address, identifiers) else ()
    more = opened.custom.get("urls")
    if not isinstance(more, tuple):
        return first
    pairs = tuple(
        (what, where)
        for pair in more
        if isinstance(pair, tuple) and len(pair) == 2
        for what, where in [pair]
        if isinstance(what, str) and isinstance(where, str)
    )
    if len(pairs) == len(more):
        del opened.custom["urls"]
        return first + pairs
    return first


def _is_derived(address: str, identifiers: Identifiers) -> bool:
    """Whether the address only says what an identifier says."""
    arxiv, doi = read_arxiv(address), read_doi(unquote(address))
    return bool(arxiv and arxiv_base(arxiv) == arxiv_base(identifiers.arxiv)) or bool(
        doi and doi_key(doi) == doi_key(identifiers.doi)
    )


def _read_extra(opened: _Opened) -> tuple[tuple[str, Json], ...]:
    """All that is left of the item and of its `custom`, by name; `custom.` in front where both have the name."""
    extra = dict(opened.rest)
    for name, value in opened.custom.items():
        while name in extra:
            name = f"custom.{name}"
        extra[name] = value
    return tuple(sorted(extra.items(), key=lambda pair: pair[0]))


def _take(fields: dict[str, Json], name: str) -> str:
    """Takes a text or a number, or the only text of a list, out of `fields`, as one line; '' if it is none."""
    value = fields.get(name)
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        fields.pop(name, None)
        return "" if value is None else collapse(str(value))
    return ""


def _take_marked(opened: _Opened, name: str) -> str:
    text, lost = read_marked(_take(opened.rest, name))
    if lost:
        opened.dropped.append(f"markup in {name}")
    return collapse(text)


def _take_text(fields: dict[str, Json], name: str) -> str:
    """Takes a text out of `fields` as it is."""
    value = fields.get(name)
    if not isinstance(value, str):
        return ""
    del fields[name]
    return value


def _take_texts(fields: dict[str, Json], name: str) -> tuple[str, ...]:
    """Takes a text or a list of nothing but texts out of `fields`."""
    value = fields.get(name)
    values = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    texts = tuple(text for text in values if isinstance(text, str))
    if len(texts) == len(values):
        fields.pop(name, None) if texts else None
        return texts
    return ()


def _take_date(fields: dict[str, Json], name: str) -> PartialDate | None:
    value = fields.get(name)
    try:
        date = PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if date:
        del fields[name]
    return date
