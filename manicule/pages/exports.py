"""The list, parts of it and each paper as files for citation programs, spreadsheets and READMEs.

In go the `Holdings`, out come planned pages whose makers are functions here. How a format is written is its module's, and
which there are says formats/writers.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from ..formats import csl_writing
from ..formats.bibtex import write_entry
from ..formats.writers import WRITERS
from ..markup import plain_line
from ..model import Paper
from ..values import Value
from .holdings import Holdings
from .margins import say_plainly
from .parts import Link, Page
from .urls import annotations_url, paper_file, papers_file, path_url, person_url, tag_url, year_url


class BibView(Value):
    """BibTeX entries as text, in the list's order."""

    entries: tuple[str, ...]


class CslView(Value):
    """Papers with the ids under which they are written, and the notes that go with them, by these ids."""

    papers: tuple[tuple[str, Paper], ...]
    notes: tuple[tuple[str, str], ...] = ()


class PapersView(Value):
    """Papers with their keys."""

    papers: tuple[tuple[str, Paper], ...]


class TableView(Value):
    """Papers with their keys, and what their owner says of each, in the same order, by the name of its column."""

    papers: tuple[tuple[str, Paper], ...]
    said: tuple[tuple[tuple[str, str], ...], ...]


class ReadmeView(Value):
    """The papers of each section, below its heading."""

    title: str
    about: str
    sections: tuple[tuple[str, tuple[Paper, ...]], ...]


class _Scope(Value):
    """What files are made of: its page (`url`, '' for the whole list), and its papers."""

    of: str
    url: str
    title: str
    about: str
    slugs: tuple[str, ...]


def plan_exports(holdings: Holdings) -> Iterator[Page]:
    for scope in _scopes(holdings):
        for name in holdings.has.downloads.get(scope.of, ()):
            maker, make_view = _MAKERS[name]
            yield Page(papers_file(WRITERS[name].ending, scope.url), maker, partial(make_view, holdings, scope))
    for slug in holdings.library.entries:
        for name in holdings.site.exports:
            maker, make_view = _MAKERS[name]
            one = _Scope("papers", "", "", "", (slug,))
            yield Page(paper_file(slug, WRITERS[name].ending), maker, partial(make_view, holdings, one), slug)


def _scopes(holdings: Holdings) -> Iterator[_Scope]:
    """In an order that is the list's own everywhere, but for a path, which has its own."""
    library, wanted, site = holdings.library, holdings.has.downloads, holdings.site
    yield _Scope("list", "", site.title, site.description, tuple(library.entries))
    for key in library.tags if wanted.get("tags") else ():
        if library.tagged[key]:
            yield _Scope("tags", tag_url(key), holdings.tags[key].text, site.title, library.tagged[key])
    for key in holdings.people if wanted.get("people") else ():
        person = library.people[key]
        yield _Scope("people", person_url(person.slug), person.name.display, site.title, person.entries)
    for year, slugs in library.years.items() if wanted.get("years") and holdings.has.years else ():
        yield _Scope("years", year_url(year), str(year), site.title, slugs)
    for path in library.paths.values() if wanted.get("paths") and holdings.has.paths else ():
        steps = tuple(dict.fromkeys(step.paper for step in path.steps))
        yield _Scope("paths", path_url(path.slug), plain_line(path.title), site.title, steps)


# Views.


def _bib_view(holdings: Holdings, scope: _Scope) -> BibView:
    return BibView(tuple(_write_bibtex(holdings, slug) for slug in scope.slugs))


def _write_bibtex(holdings: Holdings, slug: str) -> str:
    said = _note(holdings, slug)
    if not said:
        return holdings.bibtex[slug]
    return write_entry(holdings.census.keys[slug], holdings.papers[slug], annote=said)


def _csl_view(holdings: Holdings, scope: _Scope) -> CslView:
    keys = holdings.census.keys
    notes = tuple((keys[slug], said) for slug in scope.slugs if (said := _note(holdings, slug)))
    return CslView(_papers(holdings, scope), notes)


def _note(holdings: Holdings, slug: str) -> str:
    """What the owner says of the paper, as plain text, where that is wanted."""
    return say_plainly(holdings.texts.entries[slug]) if holdings.site.export_notes else ""


def _papers_view(holdings: Holdings, scope: _Scope) -> PapersView:
    return PapersView(_papers(holdings, scope))


def _papers(holdings: Holdings, scope: _Scope) -> tuple[tuple[str, Paper], ...]:
    return tuple((holdings.census.keys[slug], holdings.papers[slug]) for slug in scope.slugs)


def _table_view(holdings: Holdings, scope: _Scope) -> TableView:
    statuses = holdings.census.statuses
    said = tuple(
        (
            ("tags", "; ".join(tag.text for tag in holdings.rows[slug].tags)),
            ("status", statuses[slug]),
            ("importance", holdings.rows[slug].importance),
        )
        for slug in scope.slugs
    )
    return TableView(_papers(holdings, scope), said)


def _readme_view(holdings: Holdings, scope: _Scope) -> ReadmeView:
    """The whole list by its tags, each paper once, below the first that it has; other lists as they are."""
    from ..formats.markdown_writing import group_papers

    def heading(slug: str) -> str:
        tags = holdings.census.tags[slug] if scope.of == "list" else ()
        return next((holdings.tags[key].text for key in tags if key in holdings.tags), "")

    sections = group_papers((heading(slug), holdings.papers[slug]) for slug in scope.slugs)
    return ReadmeView(scope.title, scope.about, sections)


# Makers.


def make_bib(view: BibView) -> str:
    return "\n".join(view.entries)


def make_csl(view: CslView) -> str:
    return csl_writing.write(view.papers, dict(view.notes))


def make_biblatex(view: PapersView) -> str:
    return WRITERS["biblatex"].write(view.papers)


def make_ris(view: PapersView) -> str:
    return WRITERS["ris"].write(view.papers)


def make_csv(view: TableView) -> str:
    from ..formats.csv_writing import write

    return write(view.papers, {key: dict(said) for (key, _), said in zip(view.papers, view.said, strict=True)})


def make_readme(view: ReadmeView) -> str:
    from ..formats.markdown_writing import write_sections

    return write_sections(view.title, view.about, view.sections)


_MAKERS: Mapping[str, tuple[Callable[..., str], Callable[[Holdings, _Scope], object]]] = {
    "bib": (make_bib, _bib_view),
    "biblatex": (make_biblatex, _papers_view),
    "ris": (make_ris, _papers_view),
    "json": (make_csl, _csl_view),
    "csv": (make_csv, _table_view),
    "md": (make_readme, _readme_view),
}


def list_exports(holdings: Holdings) -> tuple[Link, ...]:
    """The files of the whole list, for every page's foot."""
    files = tuple(Link(link.text, link.url) for link in holdings.download_links("list"))
    noted = holdings.has.annotations and bool(holdings.census.noted)
    return (*files, Link(holdings.words.gettext("Annotations"), annotations_url())) if noted else files
