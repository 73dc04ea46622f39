"""The margin: all questions, doubts, claims, comments, highlights and quotes across the list, and those of each annotator.

In go the `Holdings`, out come planned pages, one for most lists. How a note is gathered is margins.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..model import Annotator
from .head import cut_pages, make_head, make_pager, page_title
from .holdings import Holdings
from .margins import QUOTE, group_by_kind, moved
from .parts import Counted, Gathered, KindGroup, Link, MarginView, Page
from .urls import annotator_url, margin_url, root_of
from .words import capital, count_words, join_words

PAGE = 200
"""Notes on one page: a long list has thousands."""


@dataclass(frozen=True, slots=True)
class _Margin:
    """What is gathered on one page, or on a row of them, and what is said of it."""

    kind: str
    title: str
    url: Callable[[int], str]
    gathered: tuple[Gathered, ...]
    annotators: tuple[Counted, ...] = ()
    links: tuple[Link, ...] = ()


def plan_margin(holdings: Holdings) -> Iterator[Page]:
    if not holdings.has.margin:
        return
    entries = holdings.library.entries
    gathered = tuple(
        item for slug in entries for item in (*holdings.noted.get(slug, ()), *holdings.quoted.get(slug, ()))
    )
    theirs = [(who, _written_by(holdings, who, gathered)) for who in holdings.library.site.annotators]
    counts = tuple(Counted(who.name, annotator_url(who.key), len(items)) for who, items in theirs if items)
    yield from _plan(holdings, _Margin("margin", "Margin", margin_url, gathered, annotators=counts))
    for who, items in theirs:
        if items:
            links = (Link("Own page", who.url),) if who.url else ()
            yield from _plan(holdings, _Margin("annotator", who.name, _addresses(who), items, links=links))


def _written_by(holdings: Holdings, who: Annotator, gathered: Sequence[Gathered]) -> tuple[Gathered, ...]:
    author = holdings.annotators[who.key]
    return tuple(item for item in gathered if item.by == author)


def _addresses(who: Annotator) -> Callable[[int], str]:
    return lambda number: annotator_url(who.key, number)


def _plan(holdings: Holdings, margin: _Margin) -> Iterator[Page]:
    groups = group_by_kind(margin.gathered)
    papers = len({item.card.url for item in margin.gathered})
    lede = _lede(margin.gathered, papers)
    items = [item for group in groups for item in group.items]
    for number, part in cut_pages(items, PAGE):
        url = margin.url(number)
        shown = [cut for group in groups if (cut := _cut(group, part, root_of(url))).items]
        view = MarginView(
            head=make_head(holdings.site, url, page_title(margin.title, number), "margin", margin.kind, capital(lede)),
            title=margin.title,
            lede=lede,
            papers=papers,
            groups=tuple(group for group in shown if group.kind != QUOTE[0]),
            quotes=next((group for group in shown if group.kind == QUOTE[0]), None),
            pager=make_pager(number, len(items), margin.url, PAGE),
            annotators=margin.annotators,
            links=margin.links,
        )
        yield Page(url, "margin.html", view)


def _cut(group: KindGroup, part: tuple[Gathered, ...], root: str) -> KindGroup:
    """What of the group is on this page of the margin."""
    return replace(group, items=moved((item for item in part if item.kind == group.kind), root))


def _lede(gathered: Sequence[Gathered], papers: int) -> str:
    """`four notes, one highlight and two quotes on nine papers.`"""
    quotes = sum(1 for item in gathered if item.kind == QUOTE[0])
    notes = sum(1 for item in gathered if item.kind != QUOTE[0] and item.body)
    others = len(gathered) - quotes - notes
    counts = ((notes, "note", "notes"), (others, "highlight", "highlights"), (quotes, "quote", "quotes"))
    what = join_words([count_words(*count) for count in counts if count[0]])
    return f"{what} on {count_words(papers, 'paper', 'papers')}."
