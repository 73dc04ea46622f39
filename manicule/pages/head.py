"""What stands in a page's head, and how a long list is cut into pages.

In go the site and a page's path and title, out come a `Head` and a `Pager`. It must not know what is on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from ..model import Site
from .parts import Head, Link, Pager
from .urls import absolute, root_of

DESCRIBED = 200
"""Characters of a page's description; what search engines show of it is about that long."""

PAGE = 100
"""Entries on one page of a list."""

_Item = TypeVar("_Item")


def make_head(site: Site, path: str, title: str, section: str, kind: str, description: str = "") -> Head:
    """`kind` is the kind of page ("tag"), `section` the key of its item in the navigation. `title` is the page's
    own; the site's is added, but for the site's own title."""
    return Head(
        path=path,
        root=root_of(path),
        title=title if title == site.title else f"{title}: {site.title}",
        description=description,
        section=section,
        css_class=f"p-{kind}",
        canonical=absolute(site.url, path) if site.url else "",
    )


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


def page_title(title: str, number: int) -> str:
    return title if number == 1 else f"{title}, page {number}"
