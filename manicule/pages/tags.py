"""Tags: their index, and a page for each tag in use.

In go the `Holdings`, out come planned pages. A tag's page shows its own papers and those of the tags below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from ..library import ancestors
from ..values import replace
from .counting import count_papers
from .head import DESCRIBED, cut_list, make_head, make_list_pager, page_title
from .holdings import Holdings
from .linked_data import describe_list
from .margins import ALL_GROUPS, group_by_kind, moved
from .parts import NO_HTML, Counted, KindGroup, Page
from .urls import TAGS, root_of, tag_url
from .views import IndexView, TagView
from .words import capital, shorten

RELATED = 6
OPEN_UP_TO = 5
"""Abstracts stand open on the page of a tag with up to so many papers."""

_SPOKEN = tuple((kind, label) for kind, label in ALL_GROUPS if kind != "highlight")


def plan_tags(holdings: Holdings) -> Iterator[Page]:
    if not holdings.has.tags:
        return
    below = _children(holdings)
    yield Page(TAGS, "index.html", _make_index(holdings, below))
    for key in holdings.library.tags:
        yield from _plan_tag(holdings, key, below)


def _children(holdings: Holdings) -> Mapping[str, tuple[str, ...]]:
    """The tags right below each, by their labels; '' for those that stand at the top."""
    tags = holdings.library.tags
    below: dict[str, list[str]] = {}
    for key in sorted(tags, key=lambda key: (*holdings.words.sort_key(tags[key].label), key)):
        parent = tags[key].parent if tags[key].parent in tags else ""
        below.setdefault(parent, []).append(key)
    return {key: tuple(keys) for key, keys in below.items()}


def _count(holdings: Holdings, keys: Iterable[str], below: Mapping[str, tuple[str, ...]]) -> tuple[Counted, ...]:
    return tuple(
        Counted(
            text=holdings.tags[key].text,
            url=holdings.tags[key].url,
            count=len(holdings.library.tagged[key]),
            children=_count(holdings, below.get(key, ()), below),
        )
        for key in keys
    )


def _make_index(holdings: Holdings, below: Mapping[str, tuple[str, ...]]) -> IndexView:
    words = holdings.words
    total = words.ngettext("%(count)s tag", "%(count)s tags", len(holdings.library.tags))
    lede = words.gettext("%(tags)s, by what the papers are about.", tags=capital(total))
    title = words.gettext("Tags")
    return IndexView(
        head=make_head(holdings.site, TAGS, title, "tags", "tags", lede),
        title=title,
        lede=lede,
        sections=(("", _count(holdings, below.get("", ()), below)),),
    )


def _plan_tag(holdings: Holdings, key: str, below: Mapping[str, tuple[str, ...]]) -> Iterator[Page]:
    words, label = holdings.words, holdings.tags[key].text
    slugs = holdings.library.tagged[key]
    above = ancestors(holdings.library.tags, key)
    count = capital(count_papers(len(slugs), words)) if slugs else ""
    opening = holdings.texts.tags[key].partition("</p>")[0]
    about = shorten(opening.striptags(), DESCRIBED) or words.gettext("Papers tagged %(tag)s.", tag=label)
    named = words.gettext("Papers tagged %(tag)s", tag=label)

    def url(number: int) -> str:
        return tag_url(key, number)

    def make_view(number: int, part: tuple[str, ...]) -> TagView:
        first = not number
        head = make_head(holdings.site, url(number), page_title(label, number, words), "tags", "tag", about)
        feeds = holdings.feed_links("tags", named, tag_url(key), slugs) if first else ()
        cards = tuple(holdings.rows[slug] for slug in part)
        return TagView(
            head=describe_list(replace(head, feeds=feeds), holdings, label, cards),
            label=label,
            ancestors=tuple(holdings.tags[one] for one in reversed(above)),
            children=_count(holdings, below.get(key, ()), below) if first else (),
            intro=holdings.texts.tags[key].at(head.root) if first else NO_HTML,
            related=_related(holdings, key, above) if first else (),
            cards=cards,
            open_abstracts=len(slugs) <= OPEN_UP_TO,
            margin=_margin(holdings, key, part, root_of(url(number)), first),
            pager=make_list_pager(number, len(slugs), url),
            bibliography=holdings.bibliography_link("tags", tag_url(key)) if slugs and first else None,
            heading=count if first else words.gettext("Page %(number)s", number=number),
            downloads=holdings.download_links("tags", tag_url(key)) if slugs and first else (),
        )

    for number, part in cut_list(slugs):
        yield Page(url(number), "tag.html", partial(make_view, number, part))


def _related(holdings: Holdings, key: str, above: tuple[str, ...]) -> tuple[Counted, ...]:
    """The tags that most often stand beside this one, without those above and below it."""
    tags, tagged = holdings.library.tags, holdings.census.tags
    beside = Counter(other for slug in holdings.library.tagged[key] for other in tagged[slug] if other in tags)
    apart = {key, *above}
    found = [other for other in beside if other not in apart and key not in ancestors(tags, other)]
    found.sort(key=lambda other: (-beside[other], *holdings.words.sort_key(tags[other].label), other))
    return tuple(Counted(holdings.tags[one].text, holdings.tags[one].url, beside[one]) for one in found[:RELATED])


def _margin(holdings: Holdings, key: str, slugs: Sequence[str], root: str, first: bool) -> tuple[KindGroup, ...]:
    """What is noted on the papers that this page shows; on the first page also notes that have the tag themselves, on
    papers that have not."""
    if not holdings.has.margin:
        return ()
    gathered = [
        item
        for slug in slugs
        for item in (*(note for note in holdings.noted.get(slug, ()) if note.body), *holdings.quoted.get(slug, ()))
    ]
    if first:
        here, tag = set(holdings.library.tagged[key]), holdings.tags[key]
        others = (slug for slug in holdings.census.tag_noted.get(key, ()) if slug not in here)
        gathered += [note for slug in others for note in holdings.noted[slug] if tag in note.tags]
    return tuple(
        replace(group, items=moved(group.items, root)) for group in group_by_kind(gathered, holdings.words, _SPOKEN)
    )
