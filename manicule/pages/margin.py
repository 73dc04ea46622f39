"""The margin: all questions, doubts, claims, comments, highlights and quotes across the list.

In go the `Holdings`, out come planned pages, one for most lists. How a note is gathered is margins.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .head import cut_pages, make_head, make_pager, page_title
from .holdings import Holdings
from .margins import GROUPS, group_by_kind, moved
from .parts import Gathered, KindGroup, MarginView, Page
from .urls import margin_url, root_of
from .words import capital, count_words, join_words

PAGE = 200
"""Notes on one page: a long list has thousands."""

QUOTE = ("quote", "Quotes")


def plan_margin(holdings: Holdings) -> Iterator[Page]:
    if not holdings.has.margin:
        return
    entries = holdings.library.entries.values()
    gathered = [item for e in entries for item in (*holdings.noted.get(e.slug, ()), *holdings.quoted.get(e.slug, ()))]
    papers = sum(1 for entry in entries if entry.margin or entry.quotes)
    groups = group_by_kind(gathered, (*GROUPS, QUOTE))
    lede = _lede(gathered, papers)
    items = [item for group in groups for item in group.items]
    for number, part in cut_pages(items, PAGE):
        url = margin_url(number)
        shown = tuple(_cut(group, part, root_of(url)) for group in groups)
        view = MarginView(
            head=make_head(holdings.site, url, page_title("Margin", number), "margin", "margin", capital(lede)),
            papers=papers,
            groups=tuple(group for group in shown if group.items and group.kind != QUOTE[0]),
            quotes=tuple(item for group in shown if group.kind == QUOTE[0] for item in group.items),
            lede=lede,
            pager=make_pager(number, len(items), margin_url, PAGE),
        )
        yield Page(url, "margin.html", view)


def _cut(group: KindGroup, part: tuple[Gathered, ...], root: str) -> KindGroup:
    """What of the group is on this page of the margin."""
    return replace(group, items=moved((item for item in part if item.kind == group.kind), root))


def _lede(gathered: list[Gathered], papers: int) -> str:
    """`four notes, one highlight and two quotes on nine papers.`"""
    quotes = sum(1 for item in gathered if item.kind == QUOTE[0])
    notes = sum(1 for item in gathered if item.kind != QUOTE[0] and item.body)
    others = len(gathered) - quotes - notes
    counts = ((notes, "note", "notes"), (others, "highlight", "highlights"), (quotes, "quote", "quotes"))
    what = join_words([count_words(*count) for count in counts if count[0]])
    return f"{what} on {count_words(papers, 'paper', 'papers')}."
