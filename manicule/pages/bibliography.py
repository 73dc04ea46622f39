"""Annotated bibliographies: the whole list, a reading path or a tag as one page made for print, and as Markdown.

In go the `Holdings`, out come planned pages: each paper as a reference, and below it what its reader says of it. How
the Markdown is put together is bibliography_text.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..markup import Html, plain_line
from ..values import Value, replace
from .bibliography_text import TextView, make_text
from .citing import format_reference
from .counting import count_papers
from .head import make_head
from .holdings import Holdings
from .margins import moved
from .own_text import find_addresses, gather_text
from .parts import NO_HTML, Link, Page
from .urls import bibliography_url, papers_url, path_url, root_of, tag_url
from .views import BibliographyItem, BibliographyView
from .words import Words, capital


class _Scope(Value):
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
        back = Link(holdings.words.gettext("Papers"), papers_url())
        yield _Scope("", "papers", holdings.site.title, back, NO_HTML, holdings.site.description, papers)
    for path in library.paths.values() if "paths" in wanted and holdings.has.paths else ():
        said = zip(path.steps, texts.paths[path.slug].whys, strict=True)
        steps = tuple((step.paper, why, step.why) for step, why in said)
        title, intro = plain_line(path.title), texts.paths[path.slug].intro
        yield _Scope(
            path_url(path.slug),
            "paths",
            title,
            Link(holdings.words.gettext("Path"), path_url(path.slug)),
            intro,
            path.intro,
            steps,
        )
    ranks = {slug: rank for rank, slug in enumerate(holdings.census.by_name)}
    for key, tag in library.tags.items() if "tags" in wanted else ():
        papers = tuple((slug, NO_HTML, "") for slug in sorted(library.tagged[key], key=ranks.__getitem__))
        intro = texts.tags[key]
        yield _Scope(
            tag_url(key),
            "tags",
            tag.label,
            Link(holdings.words.gettext("Tag"), tag_url(key)),
            intro,
            tag.description,
            papers,
        )


# As a page.


def _make_view(holdings: Holdings, scope: _Scope) -> BibliographyView:
    path = bibliography_url("html", scope.url)
    root = root_of(path)
    words = holdings.words
    papers = capital(count_papers(len(scope.papers), words))
    if scope.section == "paths":
        said = words.gettext(
            "%(papers)s, in the order of the path, with what their reader says of them.", papers=papers
        )
    else:
        said = words.gettext("%(papers)s, by first author, with what their reader says of them.", papers=papers)
    return BibliographyView(
        head=make_head(holdings.site, path, _name(scope, words), scope.section, "works", said),
        title=scope.title,
        back=scope.back,
        lede=said,
        intro=scope.intro.at(root),
        items=tuple(_make_item(holdings, slug, why, root) for slug, why, _ in scope.papers),
        markdown=Link(words.gettext("The same as Markdown"), bibliography_url("md", scope.url)),
    )


def _name(scope: _Scope, words: Words) -> str:
    return words.gettext("%(title)s: annotated bibliography", title=scope.title)


def _make_item(holdings: Holdings, slug: str, reason: Html, root: str) -> BibliographyItem:
    texts = holdings.texts.entries[slug]
    noted = (item for item in holdings.noted.get(slug, ()) if item.body)
    return BibliographyItem(
        card=holdings.cards[slug],
        reference=format_reference(holdings.papers[slug], texts.title, holdings.words),
        reason=reason,
        why=texts.why,
        notes=texts.notes.at(root),
        margin=moved(noted, root),
        quotes=moved(holdings.quoted.get(slug, ()), root),
    )


# As Markdown.


def _make_text_view(holdings: Holdings, scope: _Scope) -> TextView:
    items = tuple(gather_text(holdings, slug, why) for slug, _, why in scope.papers)
    view = TextView(_name(scope, holdings.words), scope.markdown, items, ())
    return replace(view, addresses=find_addresses(holdings, bibliography_url("md", scope.url), view.links()))
