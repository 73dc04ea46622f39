"""The list and each paper as files for citation programs.

In go the `Holdings`, out come planned pages whose makers are functions here. How a format is written is its module's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    entries = holdings.library.entries
    keyed = {slug: (holdings.keys[slug], entry.paper) for slug, entry in entries.items()}
    notes = _notes(holdings) if holdings.site.export_notes else {}
    bibtex = {
        slug: write_entry(key, paper, annote=notes[slug]) if notes.get(slug) else holdings.bibtex[slug]
        for slug, (key, paper) in keyed.items()
    }
    if holdings.has.exports:
        yield Page(LIST_BIB, make_bib, BibView(tuple(bibtex.values())))
        said = tuple((keyed[slug][0], text) for slug, text in notes.items())
        yield Page(LIST_JSON, make_csl, CslView(tuple(keyed.values()), said))
    for slug in entries:
        if "bib" in holdings.site.exports:
            yield Page(paper_file(slug, "bib"), make_bib, BibView((bibtex[slug],)))
        if "json" in holdings.site.exports:
            own = ((keyed[slug][0], notes[slug]),) if notes.get(slug) else ()
            yield Page(paper_file(slug, "json"), make_csl, CslView((keyed[slug],), own))


def _notes(holdings: Holdings) -> dict[str, str]:
    """What the owner says of each paper, as plain text."""
    return {slug: say_plainly(texts) for slug, texts in holdings.texts.entries.items()}


def list_exports(holdings: Holdings) -> tuple[Link, ...]:
    """The files of the whole list, for every page's foot."""
    files = (Link("BibTeX", LIST_BIB), Link("CSL-JSON", LIST_JSON)) if holdings.has.exports else ()
    texts = holdings.texts.entries.values() if holdings.has.annotations else ()
    noted = any(note.start >= 0 for one in texts for note in one.noted)
    return (*files, Link("Annotations", annotations_url())) if noted else files


def make_bib(view: BibView) -> str:
    return "\n".join(view.entries)


def make_csl(view: CslView) -> str:
    return csl_json.write(view.papers, dict(view.notes))
