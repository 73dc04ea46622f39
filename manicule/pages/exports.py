"""The list and each paper as files for citation programs.

In go the `Holdings`, out come planned pages whose makers are functions here. How a format is written is its module's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..formats import csl_json
from ..model import Paper
from .holdings import Holdings
from .parts import Link, Page
from .urls import LIST_BIB, LIST_JSON, annotations_url, paper_file


@dataclass(frozen=True, slots=True)
class BibView:
    """BibTeX entries as text, in the list's order."""

    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CslView:
    """Papers with the ids under which they are written."""

    papers: tuple[tuple[str, Paper], ...]


def plan_exports(holdings: Holdings) -> Iterator[Page]:
    entries = holdings.library.entries
    if not entries:
        return
    keyed = {slug: (holdings.keys[slug], entry.paper) for slug, entry in entries.items()}
    yield Page(LIST_BIB, make_bib, BibView(tuple(holdings.bibtex.values())))
    yield Page(LIST_JSON, make_csl, CslView(tuple(keyed.values())))
    for slug in entries:
        if "bib" in holdings.site.exports:
            yield Page(paper_file(slug, "bib"), make_bib, BibView((holdings.bibtex[slug],)))
        if "json" in holdings.site.exports:
            yield Page(paper_file(slug, "json"), make_csl, CslView((keyed[slug],)))


def list_exports(holdings: Holdings) -> tuple[Link, ...]:
    """The files of the whole list, for every page's foot."""
    if not holdings.library.entries:
        return ()
    noted = any(note.start >= 0 for texts in holdings.texts.entries.values() for note in texts.noted)
    notes = (Link("Annotations", annotations_url()),) if noted else ()
    return (Link("BibTeX", LIST_BIB), Link("CSL-JSON", LIST_JSON), *notes)


def make_bib(view: BibView) -> str:
    return "\n".join(view.entries)


def make_csl(view: CslView) -> str:
    return csl_json.write(view.papers)
