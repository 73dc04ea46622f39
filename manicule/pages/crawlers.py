"""What crawlers are told: the map of the site, and that they may go everywhere.

In go the `Holdings` and the planned pages, out come planned files; their makers write XML and text. Only a site that knows
its address has them.

Sources: sitemaps.org's protocol, RFC 9309 (robots.txt).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from html import escape

from ..values import Value
from .holdings import Holdings
from .parts import Page
from .urls import ROBOTS, SITEMAP, absolute, sitemap_url

MAP_SIZE = 50_000
"""Addresses in one map, by sitemaps.org's protocol."""

_UNMAPPED = ("404.html", "redirect.html")


class SitemapView(Value):
    """(address, last change or '')."""

    pages: tuple[tuple[str, str], ...]


class RobotsView(Value):
    sitemap: str


def plan_sitemap(holdings: Holdings, pages: Iterable[Page]) -> Iterator[Page]:
    """Of the pages for people that have an address of their own; not 404, and not old addresses."""
    url = holdings.site.url
    if not url:
        return
    mapped = sorted((page.path, page.about) for page in pages if _is_mapped(page))

    def make_view(part: Sequence[tuple[str, str]]) -> SitemapView:
        return SitemapView(tuple((absolute(url, path), holdings.changed[slug] if slug else "") for path, slug in part))

    yield Page(ROBOTS, make_robots, RobotsView(absolute(url, SITEMAP)))
    if len(mapped) <= MAP_SIZE:
        yield Page(SITEMAP, make_sitemap, partial(make_view, mapped))
        return
    parts = [mapped[start : start + MAP_SIZE] for start in range(0, len(mapped), MAP_SIZE)]
    for number, part in enumerate(parts, start=1):
        yield Page(sitemap_url(number), make_sitemap, partial(make_view, part))
    maps = tuple((absolute(url, sitemap_url(number)), "") for number in range(1, len(parts) + 1))
    yield Page(SITEMAP, make_sitemap_index, SitemapView(maps))


def _is_mapped(page: Page) -> bool:
    return isinstance(page.maker, str) and page.maker not in _UNMAPPED


def make_sitemap(view: SitemapView) -> str:
    return _write_map("urlset", "url", view)


def make_sitemap_index(view: SitemapView) -> str:
    return _write_map("sitemapindex", "sitemap", view)


def _write_map(whole: str, part: str, view: SitemapView) -> str:
    out = ['<?xml version="1.0" encoding="utf-8"?>', f'<{whole} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for address, changed in view.pages:
        date = f"<lastmod>{changed}</lastmod>" if changed else ""
        out.append(f"<{part}><loc>{escape(address, quote=False)}</loc>{date}</{part}>")
    return "\n".join([*out, f"</{whole}>"]) + "\n"


def make_robots(view: RobotsView) -> str:
    return f"User-agent: *\nAllow: /\nSitemap: {view.sitemap}\n"
