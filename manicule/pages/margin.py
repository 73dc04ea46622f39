"""The margin: all questions, doubts, claims, comments, highlights and quotes across the list, and those of each annotator.

In go the `Holdings`, out come planned pages, one for most lists. How a note is gathered is margins.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from ..values import Value, replace
from .head import cut_pages, make_head, make_pager, page_title
from .holdings import Holdings
from .margins import ALL_GROUPS, QUOTE, moved
from .parts import Author, Counted, Gathered, KindGroup, Link, Page
from .urls import annotator_url, margin_url, root_of
from .views import MarginView
from .words import capital

PAGE = 200
"""Notes on one page: a long list has thousands."""


class _Item(Value):
    """Note or quote `place` of that kind, from 0, of those of a paper; `number` is that among all of the kind."""

    kind: str
    slug: str
    place: int
    number: int


class _Margin(Value):
    """What is gathered on one page, or on a row of them, and what is said of it. `by`: only what that person wrote."""

    kind: str
    title: str
    url: Callable[[int], str]
    items: tuple[_Item, ...]
    lede: str
    by: Author | None = None
    annotators: tuple[Counted, ...] = ()
    links: tuple[Link, ...] = ()


def plan_margin(holdings: Holdings) -> Iterator[Page]:
    if not holdings.has.margin:
        return
    annotators = holdings.site.annotators
    theirs = [(who, items) for who in annotators if (items := _list_items(holdings, who.key))]
    counts = tuple(Counted(who.name, annotator_url(who.key), len(items)) for who, items in theirs)
    every = _list_items(holdings)
    yield from _plan(
        holdings,
        _Margin(
            "margin", holdings.words.gettext("Margin"), margin_url, every, _lede(holdings, every), annotators=counts
        ),
    )
    for who, items in theirs:
        links = (Link(holdings.words.gettext("Own page"), who.url),) if who.url else ()
        url, lede, by = partial(annotator_url, who.key), _lede(holdings, items, who.key), holdings.annotators[who.key]
        yield from _plan(holdings, _Margin("annotator", who.name, url, items, lede, by=by, links=links))


def _list_items(holdings: Holdings, by: str = "") -> tuple[_Item, ...]:
    """All of the list, or of one annotator: by kind, and then in the list's order. What they say is not asked for."""
    census = holdings.census
    found: dict[str, list[_Item]] = {kind: [] for kind, _ in ALL_GROUPS}
    for slug in holdings.library.entries:
        kinds = [kind for kind, _, who in census.noted.get(slug, ()) if not by or who == by]
        kinds += [QUOTE[0] for who in census.quoted.get(slug, ()) if not by or who == by]
        for n, kind in enumerate(kinds):
            found[kind].append(_Item(kind, slug, kinds[:n].count(kind), len(found[kind]) + 1))
    return tuple(item for items in found.values() for item in items)


def _plan(holdings: Holdings, margin: _Margin) -> Iterator[Page]:
    totals: dict[str, int] = {}
    for item in margin.items:
        totals[item.kind] = item.number

    def make_view(number: int, part: Sequence[_Item]) -> MarginView:
        url = margin.url(number)
        groups = [
            KindGroup(
                kind,
                holdings.words.gettext(label),
                moved(_gather(holdings, part, kind, margin.by), root_of(url)),
                totals[kind],
            )
            for kind, label in ALL_GROUPS
            if any(item.kind == kind for item in part)
        ]
        head = make_head(
            holdings.site,
            url,
            page_title(margin.title, number if number > 1 else 0, holdings.words),
            "margin",
            margin.kind,
            capital(margin.lede),
        )
        return MarginView(
            head=head,
            title=margin.title,
            lede=margin.lede,
            groups=tuple(group for group in groups if group.kind != QUOTE[0]),
            quotes=next((group for group in groups if group.kind == QUOTE[0]), None),
            pager=make_pager(number, len(margin.items), margin.url, PAGE),
            annotators=margin.annotators,
            links=margin.links,
        )

    for number, part in cut_pages(margin.items, PAGE):
        yield Page(margin.url(number), "margin.html", partial(make_view, number, part))


def _gather(holdings: Holdings, part: Sequence[_Item], kind: str, by: Author | None) -> Iterator[Gathered]:
    known: dict[str, list[Gathered]] = {}
    for item in part:
        if item.kind != kind:
            continue
        if item.slug not in known:
            held = holdings.quoted if kind == QUOTE[0] else holdings.noted
            found = held[item.slug]
            known[item.slug] = [one for one in found if one.kind == kind and (by is None or one.by == by)]
        yield replace(known[item.slug][item.place], id=f"{kind}-{item.number}")


def _lede(holdings: Holdings, items: Sequence[_Item], by: str = "") -> str:
    """`four notes, one highlight and two quotes on nine papers.`"""
    slugs = {item.slug for item in items}
    noted = (note for slug in slugs for note in holdings.census.noted.get(slug, ()))
    notes = sum(said for _, said, who in noted if not by or who == by)
    quotes = sum(1 for item in items if item.kind == QUOTE[0])
    others = len(items) - quotes - notes
    words = holdings.words
    counts = [
        words.ngettext("%(count)s note", "%(count)s notes", notes) if notes else "",
        words.ngettext("%(count)s highlight", "%(count)s highlights", others) if others else "",
        words.ngettext("%(count)s quote", "%(count)s quotes", quotes) if quotes else "",
    ]
    return words.ngettext(
        "%(notes)s on %(count)s paper.",
        "%(notes)s on %(count)s papers.",
        len(slugs),
        notes=words.join([one for one in counts if one]),
    )
