"""What services say of a paper, held against what its entry says: another title or first author, a retraction, a newer or a
published version.

The entry's values and a record of the service go in, doubts come out, each a code and a sentence; whether the paper was
taken back is read of the answer as it was received. It asks nobody and decides nothing: who is right, the owner knows.

Sources: Crossref, "Retraction Watch data in the REST API" (`updated-by`); arXiv, "To withdraw an article".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .asking import same_title
from .identifiers import ARXIV, arxiv_base, doi_key
from .model import Group, Name, Paper, Record
from .statements import ARXIV_DOI, placeholder_title
from .text import fold

Doubt = tuple[str, str]

SERIOUS = ("unknown-id", "other-title", "other-author", "retracted", "withdrawn")
"""The others are offers."""


def find_doubts(of: str, values: Mapping[str, Any], record: Record, data: bytes, service: str) -> Iterator[Doubt]:
    """`values` are the entry's by flat name, `data` the answer that the record is from, empty if it was not kept."""
    paper, name = record.paper, _NAMES[service]
    titles = [values.get("title", ""), *values.get("earlier_titles", ())]
    known = titles[0] and titles[0] != placeholder_title(values)
    if known and paper.title and not any(same_title(one, paper.title) for one in titles):
        yield "other-title", f"{name} has it as “{paper.title}”"
    authors = values.get("authors", ())
    if authors and paper.authors and not same_author(authors[0], paper.authors[0]):
        yield "other-author", f"its first author is {paper.authors[0].display} at {name}, and {authors[0].display} here"
    if of.startswith("arxiv:"):
        yield from _find_versions(values, record)
        if is_withdrawn(paper):
            yield "withdrawn", "arXiv says that it was withdrawn"
    else:
        taken_back = find_retraction(data)
        if taken_back:
            yield "retracted", taken_back


def same_author(one: Name, other: Name) -> bool:
    """By the family name, wherever it stands; a group has but one."""
    if isinstance(one, Group) or isinstance(other, Group):
        return bool(_words(one.display) & _words(other.display))
    return bool(_words(one.last) & _words(other.display) or _words(other.last) & _words(one.display))


def _words(name: str) -> set[str]:
    return set(fold(name).split())


def _find_versions(values: Mapping[str, Any], record: Record) -> Iterator[Doubt]:
    here, there = ARXIV.fullmatch(values.get("arxiv", "")), ARXIV.fullmatch(record.key)
    if here and there and here["version"] and there["version"] and int(here["version"]) < int(there["version"]):
        base = arxiv_base(record.key)
        yield "newer", f"the version noted is {here['version']}, and the latest is {base}v{there['version']}"
    doi = record.paper.identifiers.doi
    own = doi_key(values.get("doi", ""))
    if doi and not doi_key(doi).startswith(ARXIV_DOI) and (not own or own.startswith(ARXIV_DOI)):
        yield "published", f"arXiv tells of a published version: {doi}"


def is_withdrawn(paper: Paper) -> bool:
    return bool(_WITHDRAWN.search(paper.comment) or _WITHDRAWN_ABSTRACT.match(paper.abstract))


_WITHDRAWN = re.compile(
    r"^\s*withdrawn\b(?! from)|\b(?:paper|article|submission|manuscript|work|preprint)\b[^.;]{0,40}\bwithdrawn\b",
    re.IGNORECASE,
)
_WITHDRAWN_ABSTRACT = re.compile(
    r"\s*(?:this|the) (?:paper|article|submission|manuscript|work|preprint) (?:has been|is|was) withdrawn\b",
    re.IGNORECASE,
)


def find_retraction(data: bytes) -> str:
    """What Crossref says of it, as a sentence; '' if it says nothing."""
    try:
        item = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(item, Mapping):
        return ""
    updates = item.get("updated-by")
    for update in updates if isinstance(updates, list) else ():
        word = _TAKEN_BACK.get(str(update.get("type")).lower(), "") if isinstance(update, Mapping) else ""
        if word:
            doi = str(update.get("DOI", ""))[:200]
            return f"Crossref says that it was {word}" + (f": {doi}" if doi else "")
    title = item.get("title")
    said = str(title[0] if isinstance(title, list) and title else title or "")
    return "its title at Crossref says that it was taken back" if _TITLE.match(said) else ""


_TAKEN_BACK = {"retraction": "retracted", "withdrawal": "withdrawn", "removal": "removed", "partial_retraction": "retracted in part"}  # fmt: skip
_TITLE = re.compile(r"\s*\[?(?:RETRACTED|WITHDRAWN|Retracted Article|Retraction)\b\]?\s*[:.\u2013-]?\s", re.ASCII)
_NAMES = {"arxiv": "arXiv", "crossref": "Crossref", "datacite": "DataCite"}
