"""What stands in a page's head, and how a long list is cut into pages.

In go the site and a page's path and title, out come a `Head` and a `Pager`. It must not know what is on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from ..model import MADE_PICTURE, Site
from .parts import Head, Link, Pager
from .urls import PICTURE, absolute, root_of
from .words import Words

DESCRIBED = 200
"""Characters of a page's description; what search engines show of it is about that long."""

PAGE = 100
"""Entries on one page of a list."""

_Item = TypeVar("_Item")


def make_head(site: Site, path: str, title: str, section: str, kind: str, description: str = "") -> Head:
    """`kind` is the kind of page ("tag"), `section` the key of its item in the navigation. `title` is the page's
    own; the site's is added, but for the site's own title."""
    canonical = absolute(site.url, path) if site.url else ""
    return Head(
        path=path,
        root=root_of(path),
        title=title if title == site.title else f"{title}: {site.title}",
        description=description,
        section=section,
        css_class=f"p-{kind}",
        canonical=canonical,
        properties=list_properties(site, canonical, "website", title, description),
    )


def list_properties(site: Site, canonical: str, kind: str, title: str, description: str) -> tuple[tuple[str, str], ...]:
    """Open Graph: what those show who are given the page's address; of a site that knows its own."""
    if not canonical:
        return ()
    picture = PICTURE if site.picture == MADE_PICTURE else site.picture
    pairs = [
        ("og:type", kind),
        ("og:title", title),
        ("og:url", canonical),
        ("og:site_name", site.title if title != site.title else ""),
        ("og:description", description),
        ("og:image", absolute(site.url, picture) if picture else ""),
        ("og:image:alt", site.title if picture else ""),
    ]
    return tuple((name, content) for name, content in pairs if content)


def cut_list(items: Sequence[_Item], size: int = PAGE) -> Iterator[tuple[int, tuple[_Item, ...]]]:
    """The pages of a list whose newest come first, each with its number: 0 is the first page, which holds from half a page
    to one and a half; the others are numbered from the oldest on. So an address keeps its papers, and a new one
    changes the first page and, once in a hundred times, the row of numbers."""
    older = _count_older(len(items), size)
    start = len(items) - older * size
    yield 0, tuple(items[:start])
    for number in range(older, 0, -1):
        yield number, tuple(items[start : start + size])
        start += size


def make_list_pager(number: int, items: int, url: Callable[[int], str], size: int = PAGE) -> Pager | None:
    """For page `number` of a list of `items` that was cut like that; None where all of them are on one page."""
    older = _count_older(items, size)
    if not older:
        return None
    links = (Link(str(older + 1), url(0)), *(Link(str(n), url(n)) for n in range(older, 0, -1)))
    return Pager(older + 2 - number if number else 1, older + 1, links)


def _count_older(items: int, size: int) -> int:
    return max(0, (items - size // 2) // size)


def cut_pages(items: Sequence[_Item], size: int = PAGE) -> Iterator[tuple[int, tuple[_Item, ...]]]:
    """The pages of a list with their numbers from 1; of an empty list, one empty page."""
    for start in range(0, max(1, len(items)), size):
        yield start // size + 1, tuple(items[start : start + size])


def make_pager(number: int, items: int, url: Callable[[int], str], size: int = PAGE) -> Pager | None:
    """For page `number` of a list of `items`; None where all of them are on one page."""
    total = -(-items // size)
    if total < 2:
        return None
    return Pager(number, total, tuple(Link(str(n), url(n)) for n in range(1, total + 1)))


def page_title(title: str, number: int, words: Words) -> str:
    """`number` is 0 for the first page."""
    return words.gettext("%(title)s, page %(number)s", title=title, number=number) if number else title
