"""What is counted on more than one page: papers by year, people by their papers.

In go the `Holdings`, out come the parts that show the counts. It must not know the pages.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..library import Somebody
from .holdings import Holdings
from .parts import YearBar
from .words import Words

ALL_YEARS = 40
"""A timeline of up to so many years has a place for each of them; a longer one only for those with papers."""


def by_frequency(words: Words, person: Somebody) -> tuple[object, ...]:
    """Sorts those with the most papers first."""
    return (-len(person.entries), *words.sort_key(person.name.inverted), person.key)


def count_papers(number: int, words: Words) -> str:
    """`ten papers`: within a sentence."""
    return words.ngettext("%(count)s paper", "%(count)s papers", number)


def all_papers(number: int, words: Words) -> str:
    """`All ten papers`, `Both papers`: for links to the whole."""
    return words.gettext("Both papers") if number == 2 else words.ngettext("One paper", "All %(count)s papers", number)


GONE_THROUGH = frozenset({"read", "skimmed"})
"""The statuses that fill a paper's block in the timeline."""


def make_bars(holdings: Holdings) -> tuple[YearBar, ...]:
    """The timeline: every year from the first to the last; of a long time only those with papers."""
    found = holdings.library.years
    if not found:
        return ()
    first, last = min(found), max(found)
    years: Iterable[int] = range(first, last + 1) if last - first < ALL_YEARS else sorted(found)
    statuses = holdings.census.statuses
    return tuple(
        YearBar(
            year=year,
            url=holdings.year_link(year).url if year in found else "",
            total=len(found.get(year, ())),
            read=sum(1 for slug in found.get(year, ()) if statuses[slug] in GONE_THROUGH),
        )
        for year in years
    )
