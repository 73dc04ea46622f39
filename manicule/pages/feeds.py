"""The feed of the list, the map of the site and what crawlers are told.

In go the `Holdings` (for the map, the planned pages), out come planned files; their makers write XML. Only a site that
knows its address has them.

Sources: RFC 4287 (Atom), RFC 4151 (tag URIs), sitemaps.org's protocol, RFC 9309 (robots.txt).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape as escape_html
from urllib.parse import quote, urlsplit

from ..markup import Html, plain_line
from ..model import Entry, PartialDate
from .cards import last_change, name_authors, own_address
from .holdings import Holdings
from .margins import quoted_words
from .markings import fill_html, join_html
from .parts import Link, Page
from .urls import FEED, ROBOTS, SITEMAP, absolute, paper_url, sitemap_url

NEWEST = 100
"""Papers in the feed: those that came on the list last."""

MAP_SIZE = 50_000
"""Addresses in one map, by sitemaps.org's protocol."""

_UNMAPPED = ("404.html", "redirect.html")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """`content` has absolute links. `published` and `updated` are RFC 3339 times."""

    id: str
    title: str
    url: str
    related: str
    published: str
    updated: str
    tags: tuple[tuple[str, str], ...]
    content: Html


@dataclass(frozen=True, slots=True)
class FeedView:
    id: str
    title: str
    subtitle: str
    language: str
    url: str
    feed_url: str
    authors: tuple[tuple[str, str], ...]
    items: tuple[FeedItem, ...]


@dataclass(frozen=True, slots=True)
class SitemapView:
    """(address, last change or '')."""

    pages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RobotsView:
    sitemap: str


# The feed.


def plan_feed(holdings: Holdings) -> Iterator[Page]:
    if has_feed(holdings):
        yield Page(FEED, make_feed, partial(_make_feed_view, holdings))


def list_feeds(holdings: Holdings) -> tuple[Link, ...]:
    return (Link("All papers", FEED),) if has_feed(holdings) else ()


def has_feed(holdings: Holdings) -> bool:
    """A feed tells of additions: there has to be one with a date."""
    return bool(holdings.site.url) and holdings.census.last_added is not None


def feed_id(holdings: Holdings) -> str:
    """The feed's identity; each paper's begins with it.

    That of site.yaml if it has one. Else a tag URI of the site's host, its path and the year of the first addition:
    the same as long as that paper stays and the site does not move, so a list that may move had better state one.
    """
    if holdings.site.feed_id:
        return holdings.site.feed_id
    parts = urlsplit(holdings.site.url)
    host = _ascii_host(parts.hostname or "")
    first = holdings.census.first_added
    return f"tag:{host},{first.year if first else ''}:{quote(parts.path.rstrip('/'), safe='/%') or '/'}"


def _ascii_host(host: str) -> str:
    """In lower case, as the domain name system has it; percent-encoded if it could not."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host)


def entry_id(feed: str, entry: Entry) -> str:
    """By the paper's first slug, so that a new name does not make it a new paper."""
    slug = entry.aliases[0] if entry.aliases else entry.slug
    return f"{feed.rstrip('/')}/papers/{slug}"


def timestamp(date: PartialDate) -> str:
    """RFC 3339; what is not known of a date begins at its first day."""
    return f"{date.year:04d}-{date.month or 1:02d}-{date.day or 1:02d}T00:00:00Z"


def _make_feed_view(holdings: Holdings) -> FeedView:
    site = holdings.site
    identity = feed_id(holdings)
    entries = [entry for slug in holdings.census.by_added[:NEWEST] if (entry := holdings.library.entries[slug]).added]
    authors = tuple((who.name, who.url) for who in site.annotators) or ((site.title, ""),)
    return FeedView(
        id=identity,
        title=site.title,
        subtitle=site.description,
        language=site.language,
        url=site.url,
        feed_url=absolute(site.url, FEED),
        authors=authors,
        items=tuple(_make_item(holdings, entry, identity) for entry in entries),
    )


def _make_item(holdings: Holdings, entry: Entry, identity: str) -> FeedItem:
    added, changed = entry.added, last_change(entry)
    assert added is not None and changed is not None  # noqa: S101  (only entries that were added on a day get here)
    return FeedItem(
        id=entry_id(identity, entry),
        title=plain_line(entry.paper.title),
        url=absolute(holdings.site.url, paper_url(entry.slug)),
        related=own_address(entry.paper),
        published=timestamp(added),
        updated=timestamp(changed),
        tags=tuple((key, holdings.tags[key].text) for key in entry.tags if key in holdings.tags),
        content=_content(holdings, entry),
    )


def _content(holdings: Holdings, entry: Entry) -> Html:
    """Who wrote it, why it is on the list, the owner's notes, and the notes in its margin with their words."""
    texts = holdings.texts.entries[entry.slug]
    authors, more = name_authors(entry.paper.authors)
    who = f"{authors} and {more} more" if more else authors
    year = str(entry.paper.date.year) if entry.paper.date else ""
    line = ", ".join(part for part in (who, year) if part)
    parts = [fill_html("<p>{}</p>", line)] if line else []
    parts += [fill_html("<p><b>{}</b></p>", texts.why)] if texts.why else []
    parts += [texts.notes.at(holdings.site.url)]
    for note, body in zip(texts.noted, texts.margin, strict=True):
        if body:
            parts.append(fill_html("<blockquote><p>{}</p></blockquote>", quoted_words(texts, note)))
            parts.append(body.at(holdings.site.url))
    return join_html(parts)


def escape(text: str) -> str:
    """For an element's text (XML 1.0, section 2.4, which HTML's escapes are in keeping with)."""
    return escape_html(text, quote=False)


def quoteattr(text: str) -> str:
    return f'"{escape_html(text)}"'


def make_feed(view: FeedView) -> str:
    out = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(view.language)}>',
        f"<id>{escape(view.id)}</id>",
        f"<title>{escape(view.title)}</title>",
        *([f"<subtitle>{escape(view.subtitle)}</subtitle>"] if view.subtitle else []),
        f"<updated>{max(item.updated for item in view.items)}</updated>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(view.feed_url)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(view.url)}/>',
    ]
    for name, url in view.authors:
        uri = f"<uri>{escape(url)}</uri>" if url else ""
        out.append(f"<author><name>{escape(name)}</name>{uri}</author>")
    for item in view.items:
        out += _write_item(item)
    return "\n".join([*out, "</feed>"]) + "\n"


def _write_item(item: FeedItem) -> Iterator[str]:
    yield "<entry>"
    yield f"<id>{escape(item.id)}</id>"
    yield f"<title>{escape(item.title)}</title>"
    yield f"<published>{item.published}</published>"
    yield f"<updated>{item.updated}</updated>"
    yield f'<link rel="alternate" type="text/html" href={quoteattr(item.url)}/>'
    if item.related:
        yield f'<link rel="related" href={quoteattr(item.related)}/>'
    for term, label in item.tags:
        yield f"<category term={quoteattr(term)} label={quoteattr(label)}/>"
    if item.content:
        yield f'<content type="html">{escape(str(item.content))}</content>'
    yield "</entry>"


# The map, and crawlers.


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
        out.append(f"<{part}><loc>{escape(address)}</loc>{date}</{part}>")
    return "\n".join([*out, f"</{whole}>"]) + "\n"


def make_robots(view: RobotsView) -> str:
    return f"User-agent: *\nAllow: /\nSitemap: {view.sitemap}\n"
