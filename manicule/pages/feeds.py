"""Feeds of what came on the list, and on each tag, reading path and person's page: Atom, JSON Feed, and a list of them.

In go the `Holdings`, out come planned files; their makers write XML and JSON. Only a site that knows its address has them.

Sources: RFC 4287 (Atom), RFC 4151 (tag URIs), JSON Feed 1.1, OPML 2.0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from heapq import nsmallest
from html import escape as escape_html
from urllib.parse import quote, urlsplit

from ..jsontext import write_json
from ..markup import Html, plain_line
from ..model import Entry, PartialDate
from ..text import N_
from ..values import Value
from .cards import last_change, name_all, name_authors, own_address
from .holdings import FEED_TYPES, Holdings, make_feed_link
from .margins import quoted_words
from .markings import fill_html, join_html
from .parts import FeedLink, Page
from .urls import HOME, OPML, absolute, feed_url, paper_url, path_url, person_url, tag_url

MOST = {"list": 100, "tags": 30, "paths": 30, "people": 30}
"""Papers in a feed: those that came on the list last. Fewer in those of which a paper is in several, since each of them is
made again when it changes."""


class FeedItem(Value):
    """`content` has absolute links. `published` and `updated` are RFC 3339 times."""

    id: str
    title: str
    url: str
    related: str
    published: str
    updated: str
    tags: tuple[tuple[str, str], ...]
    content: Html


class FeedView(Value):
    id: str
    title: str
    subtitle: str
    language: str
    url: str
    feed_url: str
    authors: tuple[tuple[str, str], ...]
    items: tuple[FeedItem, ...]


class OpmlView(Value):
    """`groups` have a name each, and feeds with title, address and the page that they are of."""

    title: str
    groups: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


class _Scope(Value):
    """What a feed is of: its page (`url`, '' for the whole list), what it is called, the end of its identity, its papers."""

    of: str
    url: str
    title: str
    subtitle: str
    identity: str
    slugs: Sequence[str]


# The feed.


def plan_feeds(holdings: Holdings) -> Iterator[Page]:
    ranks = {slug: rank for rank, slug in enumerate(holdings.census.by_added[: holdings.census.dated])}
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for scope in _scopes(holdings):
        formats = holdings.has.feeds.get(scope.of, ())
        if not any(slug in ranks for slug in scope.slugs):
            continue
        for form in formats:
            maker, ending = _FORMS[form], FEED_TYPES[form][1]
            path = feed_url(ending, scope.url)
            yield Page(path, maker, partial(_make_feed_view, holdings, scope, ranks, path))
        if formats:
            url = holdings.site.url
            page = absolute(url, scope.url or HOME)
            feed = absolute(url, feed_url(FEED_TYPES[formats[0]][1], scope.url))
            groups.setdefault(scope.of, []).append((scope.title, feed, page))
    if groups.keys() - {"list"}:
        named = tuple((holdings.words.gettext(_GROUPS[of]), tuple(feeds)) for of, feeds in groups.items())
        yield Page(OPML, make_opml, OpmlView(holdings.site.title, named))


def _scopes(holdings: Holdings) -> Iterator[_Scope]:
    library, site, words, wanted = holdings.library, holdings.site, holdings.words, holdings.has.feeds
    if not wanted:
        return
    yield _Scope("list", "", site.title, site.description, "", holdings.census.by_added)
    for key in library.tags if wanted.get("tags") else ():
        title = f"{holdings.tags[key].text}: {site.title}"
        yield _Scope(
            "tags",
            tag_url(key),
            title,
            words.gettext("Papers tagged %(tag)s.", tag=holdings.tags[key].text),
            f"/tags/{key}",
            library.tagged[key],
        )
    for path in library.paths.values() if wanted.get("paths") and holdings.has.paths else ():
        title = plain_line(path.title)
        steps = tuple(dict.fromkeys(step.paper for step in path.steps))
        about = words.gettext("Papers of the reading path %(path)s.", path=title)
        yield _Scope("paths", path_url(path.slug), f"{title}: {site.title}", about, f"/paths/{path.slug}", steps)
    for key in holdings.people if wanted.get("people") else ():
        person = library.people[key]
        name = person.name.display
        about = words.gettext("Papers by %(name)s.", name=name)
        yield _Scope(
            "people", person_url(person.slug), f"{name}: {site.title}", about, f"/people/{person.slug}", person.entries
        )


def list_feeds(holdings: Holdings) -> tuple[FeedLink, ...]:
    """That of the whole list, and the list of all, for every page."""
    feeds, every = holdings.has.feeds, holdings.words.gettext("All papers")
    links = [make_feed_link(form, every, text=every) for form in feeds.get("list", ())[:1]]
    others = (scope for scope in _scopes(holdings) if scope.of != "list" and feeds.get(scope.of))
    if any(slug in holdings.dated for scope in others for slug in scope.slugs):
        links.append(FeedLink(holdings.words.gettext("all feeds (OPML)"), OPML))
    return tuple(links)


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


def _make_feed_view(holdings: Holdings, scope: _Scope, ranks: Mapping[str, int], path: str) -> FeedView:
    site = holdings.site
    identity = feed_id(holdings)
    newest = nsmallest(MOST[scope.of], (slug for slug in scope.slugs if slug in ranks), key=ranks.__getitem__)
    entries = [holdings.library.entries[slug] for slug in newest]
    authors = tuple((who.name, who.url) for who in site.annotators) or ((site.title, ""),)
    return FeedView(
        id=identity + scope.identity,
        title=scope.title,
        subtitle=scope.subtitle,
        language=site.language,
        url=absolute(site.url, scope.url or HOME),
        feed_url=absolute(site.url, path),
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
    who = name_all(*name_authors(entry.paper.authors, holdings.words), holdings.words)
    year = str(entry.paper.date.year) if entry.paper.date else ""
    line = holdings.words.gettext(", ").join(part for part in (who, year) if part)
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


def make_json_feed(view: FeedView) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.title,
        "home_page_url": view.url,
        "feed_url": view.feed_url,
        **({"description": view.subtitle} if view.subtitle else {}),
        "language": view.language,
        "authors": [{"name": name, **({"url": url} if url else {})} for name, url in view.authors],
        "items": [
            {
                "id": item.id,
                "url": item.url,
                **({"external_url": item.related} if item.related else {}),
                "title": item.title,
                "content_html": str(item.content),
                "date_published": item.published,
                "date_modified": item.updated,
                **({"tags": [label for _, label in item.tags]} if item.tags else {}),
            }
            for item in view.items
        ],
    }
    return write_json(feed, indent=1) + "\n"


def make_opml(view: OpmlView) -> str:
    out = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(view.title)}</title></head>",
        "<body>",
    ]
    for name, feeds in view.groups:
        out.append(f"<outline text={quoteattr(name)}>")
        for title, feed, page in feeds:
            said = f"text={quoteattr(title)} title={quoteattr(title)}"
            out.append(f'<outline type="rss" {said} xmlUrl={quoteattr(feed)} htmlUrl={quoteattr(page)}/>')
        out.append("</outline>")
    return "\n".join([*out, "</body>", "</opml>"]) + "\n"


_GROUPS = {"list": N_("The list"), "tags": N_("Tags"), "paths": N_("Reading paths"), "people": N_("People")}
_FORMS: Mapping[str, Callable[[FeedView], str]] = {"atom": make_feed, "json": make_json_feed}
