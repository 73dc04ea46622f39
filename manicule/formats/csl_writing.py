"""Papers to CSL-JSON: the way back of csl_json.py.

(key, paper) pairs go in; JSON text comes out that the official schema (citation-style-language/schema,
csl-data.json) accepts, and that csl_json.read turns into the same papers. It must not know of any other format.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import unquote

from ..identifiers import arxiv_abs, read_arxiv, read_doi
from ..jsontext import write_json
from ..model import Json, Paper
from ..text import collapse, repair
from .csl_parts import (
    ARXIV_LINE,
    ARXIV_NAMES,
    OTHER_TYPES,
    TYPES,
    find_kind,
    fits_schema,
    read_date,
    words,
    write_date,
    write_marked,
    write_name,
)

NO_NOTES: Mapping[str, str] = MappingProxyType({})


def write(papers: Sequence[tuple[str, Paper]], notes: Mapping[str, str] = NO_NOTES) -> str:
    """(key, paper) to an array of items with the keys as ids, in the order given; valid by the official schema.
    `notes` are what stands in `note`, by key."""
    items = [_thaw(_make_item(key, paper)) for key, paper in papers]
    for item in items:
        if isinstance(item, dict) and notes.get(item["id"]):
            item["note"] = notes[item["id"]]
    return write_json(items, indent=1) + "\n"


def write_item(key: str, paper: Paper) -> str:
    """One item by itself, on one line."""
    return write_json(_thaw(_make_item(key, paper)), indent=0)


_OURS = words(
    "id type title author issued container-title volume issue page publisher language abstract number URL genre DOI "
    "ISBN ISSN PMID PMCID custom"
)


def _make_item(key: str, paper: Paper) -> dict[str, Json]:
    """The item, in the order in which people read it; what CSL has no field for is in `custom`."""
    ids = paper.identifiers
    address = _address(paper)
    of_arxiv = paper.kind == "preprint" and bool(ids.arxiv)
    item: dict[str, Json] = {
        "id": key,
        "type": TYPES[paper.kind],
        "title": write_marked(paper.title),
        "author": tuple(write_name(name) for name in paper.authors),
        "issued": write_date(paper.date) if paper.date else None,
        "container-title": write_marked(paper.venue),
        "volume": paper.volume,
        "issue": paper.issue,
        "page": paper.pages,
        "publisher": paper.publisher or ("arXiv" if of_arxiv else ""),
        "number": f"arXiv:{ids.arxiv}" if ids.arxiv else "",
        "URL": address,
        "genre": "Preprint" if paper.kind == "preprint" else "",
        "DOI": ids.doi,
        "ISBN": ids.isbn,
        "ISSN": ids.issn,
        "PMID": ids.pmid,
        "PMCID": ids.pmcid,
        "language": paper.language,
        "abstract": write_marked(paper.abstract),
    }
    item = {name: value for name, value in item.items() if value not in ("", (), None)}
    item["id"] = key
    urls = paper.urls[1:] if address and not ids.arxiv else paper.urls
    custom: dict[str, Json] = {
        "primary-category": paper.categories[0] if paper.categories else "",
        "categories": paper.categories,
        "comment": paper.comment,
        "earlier-titles": paper.earlier_titles,
        "updated": str(paper.updated) if paper.updated else "",
        "urls": urls,
    }
    custom = {name: value for name, value in custom.items() if value not in ("", ())}
    _add_extra(item, custom, paper)
    if custom:
        item["custom"] = custom
    return item


def _address(paper: Paper) -> str:
    """arXiv's page, else the first of the paper's addresses if it is a plain one that says no more than itself."""
    if paper.identifiers.arxiv:
        return arxiv_abs(paper.identifiers.arxiv)
    what, address = paper.urls[0] if paper.urls else ("", "")
    names_something = read_arxiv(address) or read_doi(unquote(address))
    return address if what == "url" and not names_something and collapse(address) == address else ""


def _add_extra(item: dict[str, Json], custom: dict[str, Json], paper: Paper) -> None:
    """Each value where `read` finds it under the same name: in a field of CSL's if it fits there, else in `custom`."""
    late: list[tuple[str, Json]] = []
    for name, value in paper.extra:
        if name.startswith("custom."):
            late.append((name, value))
        elif name == "type" and isinstance(value, str) and _writes_type(value, paper.kind):
            item["type"] = value
        elif name == "issued" and fits_schema(name, value) and read_date(value) == (paper.date, False):
            item["issued"] = value
        elif name == "genre" and isinstance(value, str) and paper.kind == "preprint":
            item["genre"] = value
        elif _may_carry(item, name, value):
            item[name] = value
        else:
            custom[name] = value
    for name, value in late:
        bare = name.removeprefix("custom.")
        custom[bare if bare in item and bare not in custom else name] = value
    genre, publisher = str(item.get("genre", "")), str(item.get("publisher", ""))
    preprint = genre.casefold() == "preprint" or publisher.casefold() in ARXIV_NAMES
    if (find_kind(str(item["type"]), preprint, paper.venue) or "web") != paper.kind:
        custom["kind"] = paper.kind


def _writes_type(csl_type: str, kind: str) -> bool:
    return find_kind(csl_type, False, "") == kind or (csl_type in OTHER_TYPES and kind == "web")


def _may_carry(item: Mapping[str, Json], name: str, value: Json) -> bool:
    """Whether `value` may stand in the field `name` as it came, and would be read from there as it is."""
    if name in item or not fits_schema(name, value):
        return False
    if name == "number":
        return not read_arxiv(str(value))
    if name == "DOI":
        return bool(str(value).strip()) and not read_doi(str(value))
    if name in ("note", "extra"):
        return bool(item.get("number")) or not ARXIV_LINE.search(str(value))
    return name not in _OURS or name == "genre"


def _thaw(value: Json) -> object:
    """For json: lists for tuples, what JSON cannot say (an infinite number, half a character) as text or mended."""
    if isinstance(value, str):
        return repair(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, tuple):
        return [_thaw(part) for part in value]
    if isinstance(value, Mapping):
        return {repair(name): _thaw(part) for name, part in value.items()}
    return value
