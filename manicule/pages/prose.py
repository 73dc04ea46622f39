"""The owner's own pages, and the page for addresses that lead nowhere.

In go the `Holdings`, out come planned pages. It must not know any other page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..markup import plain_line
from .head import make_head
from .holdings import Holdings
from .markings import fill_html, join_html, text_html
from .parts import Page, ProseView
from .urls import NOT_FOUND, page_url, papers_url, root_of


def plan_prose(holdings: Holdings) -> Iterator[Page]:
    for page in holdings.library.pages:
        url = page_url(page.slug)
        title, body = holdings.texts.pages[page.slug]
        name = plain_line(page.title)
        head = make_head(holdings.site, url, name, f"page:{page.slug}", "prose")
        yield Page(url, "prose.html", ProseView(head, title, body.at(root_of(url))))
    yield Page(NOT_FOUND, "404.html", _make_not_found(holdings))


def _make_not_found(holdings: Holdings) -> ProseView:
    """Hosts serve it at any depth: its root is the site's own address, and without one it has no links at all."""
    url = holdings.site.url
    head = make_head(holdings.site, NOT_FOUND, "Not found", "", "not-found")
    said = fill_html("<p>There is no page at this address.</p>")
    if url:
        said = join_html([said, fill_html('<p><a href="{}">All papers</a> may have it.</p>', url + papers_url())])
    return ProseView(replace(head, root=url, canonical=""), text_html("Not found"), said)
