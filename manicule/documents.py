"""Which paper of the list a document is that annotations were made on: by its addresses, ids and title.

The papers as the list has them go in once, a function comes out that takes an annotation and gives the slugs of all
papers that it fits equally well. It must not know what the annotation says, nor what becomes of it.

Why a title comes last, and yields to ids: programs often have only the name of a tab or a file for a title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from .addresses import address_keys, page_key
from .identifiers import read_arxiv
from .matching import Known, id_keys
from .model import Annotation, Name, PartialDate, Person
from .statements import placeholder_title
from .text import fold

FindPapers = Callable[[Annotation], tuple[str, ...]]

PAPERS = "papers/"
"""What the address of a paper's page begins with, behind the site's own."""


def index_papers(papers: Iterable[Known], site_url: str = "") -> FindPapers:
    """A function from an annotation to the slugs of the papers that it is about: none, one, or the several that cannot
    be told apart. `site_url` is the list's own address; its pages of papers count as the papers."""
    entries = [paper for paper in papers if paper.place == "papers"]
    listed = {paper.key: paper.values for paper in entries}
    by_key: dict[str, dict[str, None]] = {}
    by_title: dict[str, dict[str, None]] = {}
    by_citation: dict[tuple[str, int], dict[str, None]] = {}
    for slug, values in listed.items():
        for key in (*_paper_keys(values), *_own_pages(slug, site_url)):
            by_key.setdefault(key, {})[slug] = None
        for title in _titles(values):
            by_title.setdefault(title, {})[slug] = None
        for family in _families(values):
            by_citation.setdefault((family, _year(values)), {})[slug] = None
    stated = frozenset(by_key)
    for paper in entries:
        # What an entry was once recognised by counts where no file says otherwise: it may be unreadable now.
        for key in paper.remembered:
            if key not in stated and key.startswith(_SCHEMES):
                by_key.setdefault(key, {})[paper.key] = None

    def find(annotation: Annotation) -> tuple[str, ...]:
        keys = _annotation_keys(annotation)
        several: tuple[str, ...] = ()
        for key in keys:
            found = tuple(by_key.get(key, ()))
            if len(found) == 1:
                return found
            several = several or found
        if several:
            return several
        if is_cited_only(annotation):
            return tuple(by_citation.get((fold(annotation.family), annotation.year), ()))
        title = fold(_bare_title(annotation.title))
        found = tuple(slug for slug in by_title.get(title, ()) if title and not _differs(keys, listed[slug]))
        return _narrow(found, annotation, listed)

    return find


def document_name(annotation: Annotation) -> str:
    """What to call the document in a report: its title, an address, or how it is cited."""
    cited = f"{annotation.family} {annotation.year}" if is_cited_only(annotation) else annotation.source
    return " ".join(annotation.title.split()) or next((a for a in annotation.addresses if a), cited)


def is_cited_only(annotation: Annotation) -> bool:
    """Whether all that it says of the paper is its first author and year, as a printed citation does."""
    said = annotation.title or annotation.scope or any(annotation.addresses)
    return bool(annotation.family and annotation.year) and not said


# Of a paper.


def _paper_keys(values: Mapping[str, Any]) -> Iterable[str]:
    yield from id_keys(values)
    for name in ("pmid", "pmcid"):
        if values.get(name):
            yield f"{name}:{values[name].lower()}"
    for name, value in values.items():
        if name.startswith("urls.") and (key := page_key(value)):
            yield key


def _own_pages(slug: str, site_url: str) -> Iterable[str]:
    """The paper's page on the list's own site, with and without its ending, and as it is named from within."""
    yield f"own:{slug.lower()}.html"
    if site_url:
        root = page_key(f"{site_url}{PAPERS}{slug}")
        yield from (f"{root}.html", root)


def _titles(values: Mapping[str, Any]) -> Iterable[str]:
    title = values.get("title", "")
    said = () if title == placeholder_title(values) else (title,)
    return [folded for text in (*said, *values.get("earlier_titles", ())) if (folded := fold(text))]


# Of an annotation.

_MARKED_TITLE = re.compile(r"\s*\[([^\]\s]{5,30})\]\s*(?=\S)")


def _annotation_keys(annotation: Annotation) -> tuple[str, ...]:
    """Of all its addresses in their order, then of the id in its title (`[2107.03374] …` is how arXiv names its
    pages), then of the page that it was made on."""
    said = list(annotation.addresses)
    if match := _MARKED_TITLE.match(annotation.title):
        said.append(read_arxiv(match[1]))
    said.append(annotation.scope)
    return tuple(dict.fromkeys(key for address in said for key in (*address_keys(address), *_relative(address))))


def _relative(address: str) -> tuple[str, ...]:
    """The key of a page of a site that has no address: `papers/ducks.html`, `ducks.html#staged-release`."""
    path = address.partition("#")[0].partition("?")[0]
    name = unquote(path.rpartition("/")[2])
    return (f"own:{name.lower()}",) if name.endswith(".html") and ":" not in path else ()


def _bare_title(title: str) -> str:
    match = _MARKED_TITLE.match(title)
    return title[match.end() :] if match and read_arxiv(match[1]) else title


def _differs(keys: Iterable[str], values: Mapping[str, Any]) -> bool:
    """Whether ids say that the document is another paper than this one. arXiv's own DOIs tell nothing against a
    publisher's."""
    mine = set(id_keys(values))
    theirs = set(keys)
    for scheme in _SCHEMES:
        one = {key for key in mine if key.startswith(scheme) and not key.startswith(_ARXIV_DOI)}
        other = {key for key in theirs if key.startswith(scheme) and not key.startswith(_ARXIV_DOI)}
        if one and other and one.isdisjoint(other):
            return True
    return False


_SCHEMES = ("arxiv:", "doi:")
_ARXIV_DOI = "doi:10.48550/arxiv."


def _narrow(slugs: tuple[str, ...], annotation: Annotation, listed: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Without those whose first author is another. The year decides where the author does not: that of a preprint
    and that of its publication often differ."""
    family, year = fold(annotation.family), annotation.year
    named: list[str] = []
    unnamed: list[str] = []
    for slug in slugs:
        families = _families(listed[slug])
        if family and families:
            named += [slug] if family in families else []
        elif not year or _year(listed[slug]) in (0, year):
            unnamed.append(slug)
    found = named or unnamed
    same_year = [slug for slug in found if year and year == _year(listed[slug])]
    return tuple(same_year or found)


def _families(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The first author's family name, with and without its particle."""
    authors: tuple[Name, ...] = values.get("authors", ())
    if not authors:
        return ()
    first = authors[0]
    return (fold(first.last), fold(first.family)) if isinstance(first, Person) else (fold(first.name),)


def _year(values: Mapping[str, Any]) -> int:
    date = values.get("date")
    return date.year if isinstance(date, PartialDate) else 0
