"""The owner's own pages, what is searched of them, and the page for addresses that lead nowhere.

In go the `Holdings`, out come planned pages. It must not know any other page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from ..jsontext import write_json
from ..markup import plain_line
from ..model import ProsePage
from ..values import Value, replace
from .head import make_head
from .holdings import Holdings
from .markings import fill_html, fill_message, text_html
from .outline import list_sections, set_ids
from .parts import Link, Page
from .urls import HOME, NOT_FOUND, page_url, papers_url, root_of, search_url
from .views import PageMenu, ProseView

LISTED = 3
"""Headings from which on a page has a list of them."""


class SearchedView(Value):
    """A row for each section of a page: the page's title, the heading, the address, the text."""

    rows: tuple[tuple[str, str, str, str], ...]


def plan_prose(holdings: Holdings) -> Iterator[Page]:
    pages = {page.slug: page for page in holdings.library.pages}
    groups = group_pages(holdings)
    order = [slug for _, slugs in groups for slug in slugs]
    links = {slug: Link(plain_line(page.title), page_url(slug)) for slug, page in pages.items()}
    named = tuple((title, tuple(links[slug] for slug in slugs)) for title, slugs in groups)
    searched = len(pages) if groups else 0
    for slug, page in pages.items():
        menu = None
        if groups:
            at = order.index(slug) if slug in order else -1
            before = links[order[at - 1]] if at > 0 else None
            menu = PageMenu(named, before, links[order[at + 1]] if at + 1 < len(order) else None, searched)
        yield Page(page_url(slug), "prose.html", _make_view(holdings, page, menu))
    if searched:
        yield Page(
            search_url("pages"),
            write_searched,
            partial(_make_searched, holdings, [s for s in ["index", *order] if s in pages]),
        )
    yield Page(NOT_FOUND, "404.html", _make_not_found(holdings))


def group_pages(holdings: Holdings) -> list[tuple[str, list[str]]]:
    """The groups of the site's menu with the slugs of their pages; those that none names come last in the last one, by
    their titles. The home page is in none: the site's name leads there."""
    site, pages = holdings.site, {page.slug: page for page in holdings.library.pages}
    groups = [(group.title, [slug for slug in group.pages if slug in pages]) for group in site.menu]
    placed = {slug for _, slugs in groups for slug in slugs} | {slug for slug in pages if page_url(slug) == HOME}
    rest = sorted(pages.keys() - placed, key=lambda slug: (*holdings.words.sort_key(pages[slug].title), slug))
    if groups:
        groups[-1][1].extend(rest)
    return [(title, slugs) for title, slugs in groups if slugs]


def _make_view(holdings: Holdings, page: ProsePage, menu: PageMenu | None) -> ProseView:
    url = page_url(page.slug)
    title, body = holdings.texts.pages[page.slug]
    name = plain_line(page.title)
    section, kind = ("home", "prose p-home") if url == HOME else (f"page:{page.slug}", "prose")
    for number, (_, links) in enumerate(menu.groups if menu else ()):
        section = f"menu:{number}" if url in {link.url for link in links} else section
    about = holdings.site.description if url == HOME else ""
    head = make_head(holdings.site, url, name, section, kind, about)
    named, headings = set_ids(body)
    return ProseView(head, title, named.at(root_of(url)), headings if len(headings) >= LISTED else (), menu)


def _make_searched(holdings: Holdings, slugs: Sequence[str]) -> SearchedView:
    rows = []
    pages = {page.slug: page for page in holdings.library.pages}
    for slug in slugs:
        body, headings = set_ids(holdings.texts.pages[slug][1])
        for section in list_sections(body, headings):
            at = f"#{section.heading.id}" if section.heading else ""
            said = section.heading.text if section.heading else ""
            rows.append((plain_line(pages[slug].title), said, page_url(slug) + at, section.text))
    return SearchedView(tuple(rows))


def write_searched(view: SearchedView) -> str:
    return f"maniculePages({write_json(view.rows)});\n"


def _make_not_found(holdings: Holdings) -> ProseView:
    """Hosts serve it at any depth: its root is the site's own address, and without one it has no links at all."""
    url = holdings.site.url
    words = holdings.words
    title = words.gettext("Not found")
    head = make_head(holdings.site, NOT_FOUND, title, "", "not-found")
    said = fill_html("<p>{}</p>", words.gettext("There is no page at this address."))
    if url and holdings.has.papers:
        papers = fill_html('<a href="{}">{}</a>', url + papers_url(), words.gettext("All papers"))
        said += fill_html("<p>{}</p>", fill_message(words.gettext("%(papers)s may have it."), papers=papers))
    return ProseView(replace(head, root=url, canonical=""), text_html(title), said)
