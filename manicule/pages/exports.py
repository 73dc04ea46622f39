"""The list and each paper as files for citation programs.

In go the `Holdings`, out come planned pages whose makers are functions here. How a format is written is its module's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from ..formats import csl_json
from ..formats.bibtex import write_entry
from ..model import Paper
from .holdings import Holdings
from .margins import say_plainly
from .parts import Link, Page
from .urls import LIST_BIB, LIST_JSON, annotations_url, paper_file


@dataclass(frozen=True, slots=True)
class BibView:
    """BibTeX entries as text, in the list's order."""

    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CslView:
    """Papers with the ids under which they are written, and the notes that go with them, by these ids."""

    papers: tuple[tuple[str, Paper], ...]
    notes: tuple[tuple[str, str], ...] = ()


def plan_exports(holdings: Holdings) -> Iterator[Page]:
    slugs = tuple(holdings.library.entries)
    if holdings.has.exports:
        yield Page(LIST_BIB, make_bib, partial(_bib_view, holdings, slugs))
        yield Page(LIST_JSON, make_csl, partial(_csl_view, holdings, slugs))
    for slug in slugs:
        if "bib" in holdings.site.exports:
            yield Page(paper_file(slug, "bib"), make_bib, partial(_bib_view, holdings, (slug,)), slug)
        if "json" in holdings.site.exports:
            yield Page(paper_file(slug, "json"), make_csl, partial(_csl_view, holdings, (slug,)), slug)


def _bib_view(holdings: Holdings, slugs: tuple[str, ...]) -> BibView:
    return BibView(tuple(_write_bibtex(holdings, slug) for slug in slugs))


def _write_bibtex(holdings: Holdings, slug: str) -> str:
    said = _note(holdings, slug)
    if not said:
        return holdings.bibtex[slug]
    return write_entry(holdings.census.keys[slug], holdings.papers[slug], annote=said)


def _csl_view(holdings: Holdings, slugs: tuple[str, ...]) -> CslView:
    keys = holdings.census.keys
    notes = tuple((keys[slug], said) for slug in slugs if (said := _note(holdings, slug)))
    return CslView(tuple((keys[slug], holdings.papers[slug]) for slug in slugs), notes)


def _note(holdings: Holdings, slug: str) -> str:
    """What the owner says of the paper, as plain text, where that is wanted."""
    return say_plainly(holdings.texts.entries[slug]) if holdings.site.export_notes else ""


def list_exports(holdings: Holdings) -> tuple[Link, ...]:
    """The files of the whole list, for every page's foot."""
    files = (Link("BibTeX", LIST_BIB), Link("CSL-JSON", LIST_JSON)) if holdings.has.exports else ()
    noted = holdings.has.annotations and bool(holdings.census.noted)
    return (*files, Link("Annotations", annotations_url())) if noted else files


def make_bib(view: BibView) -> str:
    return "\n".join(view.entries)


def make_csl(view: CslView) -> str:
    return csl_json.write(view.papers, dict(view.notes))
