"""The list at a glance: a map by nearness, its tags over the years, and which tags stand together.

In go the `Holdings`, out comes one planned page. Where things lie on the map is `cartography`'s to know; here they are
measured for the page. Each of the three is told as a list or a table too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from urllib.parse import quote

from ..cartography import Point, name_regions, place_keys
from .counting import count_papers
from .head import make_head
from .holdings import Holdings
from .neighbours import NOBODY
from .parts import Page
from .urls import OVERVIEW, SEARCH, tag_url
from .views import MapDot, MapRegion, MatrixCell, MatrixRow, OverviewView, TagYears, YearCount
from .words import capital

WIDE, HIGH = 1000, 620
"""Of the map, in its own units."""

ASIDE, ABOVE = 70, 26
"""Of its edges, where nothing lies but labels."""

COMPARED = 24
"""So many tags stand in the table of which stand together, and in that of years: those with the most papers."""

LEVELS = 4

LABELLED = 15
"""A map of no more papers than this says who each is by and from when."""

TERMS = 8
"""Of a paper, which count for where it lies: those that it says most of."""

TAG, TERM = 6.0, 1.0
"""What a tag and a term weigh in where a paper lies."""


def plan_overview(holdings: Holdings) -> Iterator[Page]:
    if holdings.has.map:
        yield Page(OVERVIEW, "map.html", partial(_make_view, holdings))


def _make_view(holdings: Holdings) -> OverviewView:
    words = holdings.words
    papers = capital(count_papers(len(holdings.rows), words))
    title, about = words.gettext("Map"), words.gettext("The list by nearness, by tags and by years.")
    tags = _list_tags(holdings)
    dots, regions = _draw(holdings)
    years = sorted(holdings.library.years)
    return OverviewView(
        head=make_head(holdings.site, OVERVIEW, title, "map", "map", about),
        lede=words.gettext(
            "%(papers)s: those near each other are about the same, or by the same people.", papers=papers
        ),
        wide=WIDE,
        high=HIGH,
        dots=dots,
        regions=regions,
        tags=tuple(holdings.tags[key] for key in tags),
        years=tuple(years),
        by_tag=tuple(_count_years(holdings, key, years) for key in tags) if len(years) > 1 else (),
        matrix=_compare_all(holdings, tags) if len(tags) > 1 else (),
    )


# The map.


def _draw(holdings: Holdings) -> tuple[tuple[MapDot, ...], tuple[MapRegion, ...]]:
    census = holdings.census
    names: dict[str, dict[str, float]] = {}
    near: dict[str, list[tuple[str, int]]] = {}
    printed = {f"#{key}": link.text for key, link in holdings.tags.items()}
    for slug in census.numbered:
        names[slug] = {f"#{key}": TAG for key in census.tags[slug] if key in holdings.tags}
        nearby = holdings.nearby.get(slug, NOBODY)
        for name, shown in islice(nearby.printed.items(), TERMS):
            names[slug][name] = TERM
            printed.setdefault(name, shown)
        near[slug] = [(one.key, one.score) for one in nearby.near]
    places = place_keys(names, near)
    dots = tuple(_make_dot(holdings, slug, places[slug]) for slug in holdings.library.entries)
    regions = tuple(
        MapRegion(printed[region.name], *_measure(region.place), tuple(holdings.cards[key] for key in region.keys))
        for region in name_regions(places, names, printed)
    )
    return dots, regions


def _measure(place: Point) -> tuple[int, int]:
    return round(ASIDE + place[0] * (WIDE - 2 * ASIDE)), round(ABOVE + place[1] * (HIGH - 2 * ABOVE))


def _make_dot(holdings: Holdings, slug: str, place: Point) -> MapDot:
    row = holdings.rows[slug]
    words = holdings.words
    who = words.gettext("%(name)s and others", name=row.authors) if row.more else row.authors
    said = words.gettext(", ").join(part for part in (who, row.date.words if row.date else "") if part)
    x, y = _measure(place)
    paper = holdings.papers[slug]
    first = [paper.authors[0].last] if paper.authors else []
    label = " ".join([*first, *([str(paper.date.year)] if paper.date else [])])
    label = label if len(holdings.rows) <= LABELLED else ""
    return MapDot(row.url, row.title_text, said, x, y, row.status, row.importance, holdings.census.tags[slug], label)


# Tags.


def _list_tags(holdings: Holdings) -> tuple[str, ...]:
    """Those with the most papers, by their labels."""
    tagged = holdings.library.tagged
    most = sorted((key for key in holdings.tags if tagged[key]), key=lambda key: (-len(tagged[key]), key))[:COMPARED]
    return tuple(sorted(most, key=lambda key: (*holdings.words.sort_key(holdings.tags[key].text), key)))


def _count_years(holdings: Holdings, key: str, years: list[int]) -> TagYears:
    counts: Mapping[int, int] = Counter(
        date.year for slug in holdings.library.tagged[key] if (date := holdings.papers[slug].date)
    )
    most = max(counts.values(), default=1)
    return TagYears(
        holdings.tags[key],
        tuple(YearCount(year, counts.get(year, 0), -(-LEVELS * counts.get(year, 0) // most)) for year in years),
    )


def _compare_all(holdings: Holdings, tags: tuple[str, ...]) -> tuple[MatrixRow, ...]:
    tagged = {key: set(holdings.library.tagged[key]) for key in tags}
    return tuple(_compare(holdings, key, tagged) for key in tags)


def _compare(holdings: Holdings, key: str, tagged: Mapping[str, set[str]]) -> MatrixRow:
    """How many papers have both, and where they are."""
    cells = []
    for other in tagged:
        both = len(tagged[key] & tagged[other])
        least = min(len(tagged[key]), len(tagged[other])) or 1
        level = -(-LEVELS * both // least) if other != key else 0
        said = holdings.words.ngettext(
            "%(tags)s: %(num)s paper",
            "%(tags)s: %(num)s papers",
            both,
            tags=holdings.words.join([holdings.tags[key].text, holdings.tags[other].text]),
        )
        said = said if other != key else ""
        cells.append(MatrixCell(both, level, said, _both_url(holdings, key, other) if both else "", other == key))
    return MatrixRow(holdings.tags[key], tuple(cells))


def _both_url(holdings: Holdings, key: str, other: str) -> str:
    """The search for both; where nothing is searched, the tag itself."""
    if key == other or not holdings.has.search:
        return tag_url(key)
    return f"{SEARCH}?q={quote(f'tag:{key} tag:{other} ')}"
