"""The list of all papers, and the years.

In go the `Holdings`, out come planned pages. Rows are made; here they are only grouped and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from .counting import all_papers, count_papers, make_bars
from .head import cut_list, make_head, make_list_pager, page_title
from .holdings import Holdings
from .linked_data import describe_list
from .parts import Counted, EntryCard, Link, Page, YearGroup
from .pointers import find_pointed
from .timeline import place_bars
from .urls import WORKS, YEARS, papers_url, year_url
from .views import IndexView, ListView
from .words import Words, capital

# All papers.


def plan_list(holdings: Holdings) -> Iterator[Page]:
    slugs = tuple(holdings.library.entries)
    total = len(slugs)
    counts = {year: len(slugs) for year, slugs in holdings.library.years.items()}
    outside, words = _outside(holdings), holdings.words
    title = words.gettext("Papers")

    def make_view(number: int, part: tuple[str, ...]) -> ListView:
        path, first = papers_url(number), not number
        about = _all_of(total, words) if first else ""
        head = make_head(holdings.site, path, page_title(title, number, words), "papers", "papers", about)
        return ListView(
            head=describe_list(head, holdings, title, [holdings.rows[slug] for slug in part]),
            title=title,
            groups=tuple(_group_by_year(holdings, part, counts, total)),
            pager=make_list_pager(number, total, papers_url),
            ways=holdings.ways if first else (),
            outside=outside if first else None,
            bibliography=holdings.bibliography_link("list") if slugs and first else None,
            lede=_lede(total, words) if first else "",
        )

    for number, part in cut_list(slugs) if holdings.has.papers else ():
        yield Page(papers_url(number), "papers.html", partial(make_view, number, part))


def _outside(holdings: Holdings) -> Link | None:
    count = len(find_pointed(holdings))
    said = holdings.words.ngettext("%(count)s work not on it yet", "%(count)s works not on it yet", count)
    return Link(said, WORKS) if count else None


def _lede(total: int, words: Words) -> str:
    if total < 2:
        return ""
    both = words.gettext("Both, newest first.")
    return both if total == 2 else words.ngettext("One.", "All %(count)s, newest first.", total)


def _all_of(total: int, words: Words) -> str:
    return words.gettext("%(papers)s of the list.", papers=all_papers(total, words)) if total > 1 else ""


def _group_by_year(holdings: Holdings, slugs: Iterable[str], counts: dict[int, int], total: int) -> Iterator[YearGroup]:
    """In the order of the rows, which is by year, papers without a date last."""
    groups: dict[int, list[EntryCard]] = {}
    for row in (holdings.rows[slug] for slug in slugs):
        groups.setdefault(row.date.year if row.date else 0, []).append(row)
    for year, cards in groups.items():
        count = counts[year] if year else total - sum(counts.values())
        link = holdings.year_link(year) if year else Link(holdings.words.gettext("No date"), "")
        yield YearGroup(link, tuple(cards), holdings.words.ngettext("%(num)s paper", "%(num)s papers", count))


# Years.


def plan_years(holdings: Holdings) -> Iterator[Page]:
    if not holdings.has.years:
        return
    years = sorted(holdings.library.years)
    yield Page(YEARS, "index.html", _make_years_index(holdings, years))
    for place, year in enumerate(years):
        previous = holdings.year_link(years[place - 1]) if place else None
        following = holdings.year_link(years[place + 1]) if place + 1 < len(years) else None
        yield from _plan_year(holdings, year, previous, following)


def _plan_year(holdings: Holdings, year: int, previous: Link | None, following: Link | None) -> Iterator[Page]:
    slugs, words = holdings.library.years[year], holdings.words
    lede = words.gettext("%(papers)s on the list.", papers=capital(count_papers(len(slugs), words)))

    def url(number: int) -> str:
        return year_url(year, number)

    def make_view(number: int, part: tuple[str, ...]) -> ListView:
        head = make_head(holdings.site, url(number), page_title(str(year), number, words), "years", "year")
        return ListView(
            head=describe_list(head, holdings, str(year), [holdings.rows[slug] for slug in part]),
            title=str(year),
            groups=(YearGroup(None, tuple(holdings.rows[slug] for slug in part)),),
            pager=make_list_pager(number, len(slugs), url),
            ways=(),
            previous=previous,
            next=following,
            lede="" if number else lede,
            downloads=() if number else holdings.download_links("years", year_url(year)),
        )

    for number, part in cut_list(slugs):
        yield Page(url(number), "papers.html", partial(make_view, number, part))


def _make_years_index(holdings: Holdings, years: Sequence[int]) -> IndexView:
    words = holdings.words
    title, about = words.gettext("Years"), words.gettext("The list by year of publication.")
    lede = ""
    if len(years) > 1:
        count = capital(words.ngettext("%(count)s year", "%(count)s years", len(years)))
        lede = words.gettext("%(years)s, from %(first)s to %(last)s.", years=count, first=years[0], last=years[-1])
    counted = (Counted(str(y), year_url(y), len(holdings.library.years[y])) for y in reversed(years))
    return IndexView(
        head=make_head(holdings.site, YEARS, title, "years", "years", about),
        title=title,
        lede=lede,
        sections=(("", tuple(counted)),),
        timeline=place_bars(make_bars(holdings), words),
    )
