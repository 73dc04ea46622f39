"""Annotated bibliographies: the whole list, a reading path or a tag as one page made for print, and as Markdown.

In go the `Holdings`, out come planned pages: each paper as a reference, and below it what its reader says of it. How
the Markdown is put together is bibliography_text.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from ..markup import Html, plain_line
from .bibliography_text import TextItem, TextNote, TextView, make_text
from .citing import format_reference
from .head import make_head
from .holdings import Holdings
from .margins import moved, quoted_words
from .markings import text_html
from .parts import NO_HTML, BibliographyItem, BibliographyView, Link, Page
from .texts import reading_order
from .urls import absolute, bibliography_url, paper_url, papers_url, path_url, root_of, tag_url
from .words import capital, count_words


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a bibliography is of: its page (`url`, '' for the whole list), title, introduction as Html and as Markdown,
    and its papers with the reasons why each stands where it does."""

    url: str
    section: str
    title: str
    back: Link
    intro: Html
    markdown: str
    papers: tuple[tuple[str, Html, str], ...]


def plan_bibliographies(holdings: Holdings) -> Iterator[Page]:
    for scope in _scopes(holdings):
        if scope.papers:
            yield Page(bibliography_url("html", scope.url), "bibliography.html", partial(_make_view, holdings, scope))
            yield Page(bibliography_url("md", scope.url), make_text, partial(_make_text_view, holdings, scope))


def _scopes(holdings: Holdings) -> Iterator[_Scope]:
    """The list and tags by their first authors' names, as bibliographies are; a path in the order of its steps."""
    library, texts, wanted = holdings.library, holdings.texts, holdings.has.bibliographies
    if "list" in wanted:
        papers = tuple((slug, NO_HTML, "") for slug in holdings.census.by_name)
        back = Link("Papers", papers_url())
        yield _Scope("", "papers", holdings.site.title, back, NO_HTML, holdings.site.description, papers)
    for path in library.paths.values() if "paths" in wanted and holdings.has.paths else ():
        said = zip(path.steps, texts.paths[path.slug].whys, strict=True)
        steps = tuple((step.paper, why, step.why) for step, why in said)
        title, intro = plain_line(path.title), texts.paths[path.slug].intro
        yield _Scope(path_url(path.slug), "paths", title, Link("Path", path_url(path.slug)), intro, path.intro, steps)
    ranks = {slug: rank for rank, slug in enumerate(holdings.census.by_name)}
    for key, tag in library.tags.items() if "tags" in wanted else ():
        papers = tuple((slug, NO_HTML, "") for slug in sorted(library.tagged[key], key=ranks.__getitem__))
        intro = texts.tags[key]
        yield _Scope(tag_url(key), "tags", tag.label, Link("Tag", tag_url(key)), intro, tag.description, papers)


# As a page.


def _make_view(holdings: Holdings, scope: _Scope) -> BibliographyView:
    path = bibliography_url("html", scope.url)
    root = root_of(path)
    count = capital(count_words(len(scope.papers), "paper", "papers"))
    order = "in the order of the path" if scope.section == "paths" else "by first author"
    lede = f"{count}, {order}, with what their reader says of them."
    return BibliographyView(
        head=make_head(holdings.site, path, f"{scope.title}: annotated bibliography", scope.section, "works", lede),
        title=scope.title,
        back=scope.back,
        lede=lede,
        intro=scope.intro.at(root),
        items=tuple(_make_item(holdings, slug, why, root) for slug, why, _ in scope.papers),
        markdown=Link("The same as Markdown", bibliography_url("md", scope.url)),
    )


def _make_item(holdings: Holdings, slug: str, reason: Html, root: str) -> BibliographyItem:
    texts = holdings.texts.entries[slug]
    noted = (item for item in holdings.noted.get(slug, ()) if item.body)
    return BibliographyItem(
        card=holdings.cards[slug],
        reference=format_reference(holdings.papers[slug], texts.title),
        reason=reason,
        why=texts.why,
        notes=texts.notes.at(root),
        margin=moved(noted, root),
        quotes=moved(holdings.quoted.get(slug, ()), root),
    )


# As Markdown.


def _make_text_view(holdings: Holdings, scope: _Scope) -> TextView:
    root = root_of(bibliography_url("md", scope.url))
    url = holdings.site.url
    used: dict[tuple[str, str], tuple[str, str]] = {}
    view = TextView(
        scope.title, scope.markdown, tuple(_make_text(holdings, slug, why) for slug, _, why in scope.papers), ()
    )
    for kind, key in view.links():
        target = _target(holdings, kind, key)
        if target:
            used[kind, key] = (target.text, absolute(url, target.url) if url else root + target.url)
    return replace(view, addresses=tuple(sorted(used.items())))


def _target(holdings: Holdings, kind: str, key: str) -> Link | None:
    """Where a link of the owner's text leads, and what it says if it is bare."""
    if kind == "tag":
        return holdings.tags.get(key)
    paper = holdings.papers.get(key)
    return Link(plain_line(paper.title), paper_url(key)) if paper else None


def _make_text(holdings: Holdings, slug: str, why: str) -> TextItem:
    entry, texts = holdings.library.entries[slug], holdings.texts.entries[slug]
    who = {one.key: one.name for one in holdings.site.annotators}
    return TextItem(
        heading=holdings.cards[slug].cited or plain_line(entry.paper.title),
        reference=format_reference(entry.paper, text_html(plain_line(entry.paper.title))),
        reason=why,
        why=entry.why,
        notes=entry.notes,
        margin=tuple(
            TextNote(note.kind, quoted_words(texts, note), note.note, who.get(note.by, ""))
            for note in (texts.noted[n] for n in reading_order(texts.noted))
            if note.note
        ),
        quotes=tuple(TextNote("", quote.text, quote.note, who.get(quote.by, ""), quote.page) for quote in entry.quotes),
    )
