"""Measured rows and what is worked out of them: medians, ratios, the slope over sizes, and whether a budget is kept.

Rows go in, numbers come out, nan where there is no such row. It must not know how they were measured, or how they are
shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import linear_regression, median

from tools import FULL, HUGO, PLAIN

COLD, EDITED, NOTHING = "cold", "one note edited", "nothing changed"
COPYING, READING = "copying the output", "reading the input"
SERVED = "save to new bytes served"
MEMORY = "memory"
"""What one row each is of; MEMORY is a cold build whose memory was looked at, and whose time does not count."""

SLOPE_FROM = 1000
"""Below so many papers it is the start of the program that is measured, which no size changes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One run. Seconds, and bytes; 0 where it was not measured."""

    papers: int
    tool: str
    what: str
    number: int
    seconds: float
    cpu: float = 0
    largest: int = 0
    peak: int = 0

    def value(self, measure: str) -> float:
        return float(getattr(self, measure))


@dataclass(frozen=True, slots=True)
class Key:
    """The rows of one cell of a table: `measure` is the field of theirs that counts."""

    papers: int
    tool: str
    what: str
    measure: str = "seconds"


@dataclass(frozen=True, slots=True)
class Budget:
    """`most` of Hugo's own figure if `of_hugo`, else of seconds or bytes."""

    key: Key
    most: float
    of_hugo: bool = True


def values(rows: Iterable[Row], key: Key) -> list[float]:
    """In the order of the rounds."""
    found = [row for row in rows if (row.papers, row.tool, row.what) == (key.papers, key.tool, key.what)]
    return [row.value(key.measure) for row in sorted(found, key=lambda row: row.number)]


def middle(rows: Iterable[Row], key: Key) -> float:
    found = values(rows, key)
    return median(found) if found else math.nan


def ratio(rows: Sequence[Row], key: Key, other: str = HUGO) -> float:
    """Of the medians, to that of another tool."""
    below = middle(rows, against(key, other))
    return middle(rows, key) / below if below else math.nan


def pair_ratio(rows: Sequence[Row], key: Key, other: str = HUGO) -> float:
    """The median of the ratios round by round: what a slow minute of the machine did to both cancels out."""
    pairs = zip(values(rows, key), values(rows, against(key, other)), strict=False)
    ratios = [own / theirs for own, theirs in pairs if theirs]
    return median(ratios) if ratios else math.nan


def against(key: Key, tool: str) -> Key:
    return Key(key.papers, tool, key.what, key.measure)


def slope(rows: Sequence[Row], tool: str, what: str, measure: str = "seconds") -> float:
    """Of the medians over the number of papers, both as logarithms, by least squares: 1 is linear, 2 quadratic."""
    sizes = sorted({row.papers for row in rows if row.papers >= SLOPE_FROM and (row.tool, row.what) == (tool, what)})
    medians = [middle(rows, Key(size, tool, what, measure)) for size in sizes]
    if len(sizes) < 2 or not all(medians):
        return math.nan
    return linear_regression(list(map(math.log, sizes)), list(map(math.log, medians))).slope


BUDGETS = (
    Budget(Key(10_000, PLAIN, COLD), 0.7),
    Budget(Key(10_000, PLAIN, EDITED), 0.025),
    Budget(Key(10_000, PLAIN, NOTHING), 0.015),
    Budget(Key(10_000, PLAIN, MEMORY, "peak"), 0.5),
    Budget(Key(10_000, FULL, COLD), 2),
    Budget(Key(10_000, PLAIN, SERVED), 0.15, of_hugo=False),
    Budget(Key(100_000, PLAIN, MEMORY, "peak"), 1.5e9, of_hugo=False),
    Budget(Key(100_000, PLAIN, NOTHING), 1.5, of_hugo=False),
    Budget(Key(10, PLAIN, COLD), 0.6, of_hugo=False),
    Budget(Key(10, PLAIN, NOTHING), 0.15, of_hugo=False),
)
STEEPEST = 1.05
"""The budget for the slope of a cold build."""
