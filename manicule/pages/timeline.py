"""The years at a glance: where each bar of the timeline stands.

Counts by year go in, places in units of the drawing (CSS pixels at its own size) come out. It draws nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .parts import Bar, Block, Timeline, YearBar
from .words import Words

WIDTH = 268
"""As wide as the margin, at 18 px a rem."""

MOST_YEARS, MOST_UNITS = 12, 8
"""Up to so many years and papers a year, each paper is a block of its own; beyond, each year is a bar."""

UNIT, UNIT_STEP, WIDEST, GAP = 16, 18, 44, 12
ABOVE, BELOW = 20, 25.5
TALLEST = UNIT_STEP * 4
NUMBER_ROOM, YEAR_ROOM = 20, 36
"""The least width at which a bar carries its number, and a year its name."""


def place_bars(years: Sequence[YearBar], words: Words) -> Timeline | None:
    """None where there is nothing to compare: fewer than two years."""
    if len(years) < 2:
        return None
    most = max(year.total for year in years)
    units = len(years) <= MOST_YEARS and most <= MOST_UNITS
    gap = GAP if len(years) <= MOST_YEARS else 1 if len(years) > 60 else 2
    width = min(WIDEST, (WIDTH - gap * (len(years) - 1)) / len(years))
    base = ABOVE + (UNIT_STEP * most if units else TALLEST) + 0.5
    every = math.ceil(YEAR_ROOM / (width + gap))
    bars = []
    for place, year in enumerate(years):
        x = place * (width + gap)
        x = WIDTH - x - width if words.rtl else x
        blocks = _units(year, x, width, base) if units else _bar(year, x, width, base, most)
        top = min((block.y for block in blocks), default=base)
        bars.append(
            Bar(
                year=year.year,
                url=year.url,
                label=_label(year, words),
                total=str(year.total) if width >= NUMBER_ROOM else "",
                x=round(x, 1),
                width=round(width, 1),
                middle=round(x + width / 2, 1),
                top=round(top - 6, 1),
                named=(len(years) - 1 - place) % every == 0,
                blocks=blocks,
            )
        )
    return Timeline(WIDTH, math.ceil(base + BELOW), base, tuple(bars))


def _units(year: YearBar, x: float, width: float, base: float) -> tuple[Block, ...]:
    """From the base upward, those that are read first; an outline stands half a unit inside."""
    blocks = []
    for n in range(year.total):
        read = n < year.read
        inset = 0 if read else 0.5
        y = base - 0.5 - UNIT_STEP * (n + 1) + 1
        blocks.append(_block(x + inset, y + inset, width - 2 * inset, UNIT - 2 * inset, read))
    return tuple(blocks)


def _bar(year: YearBar, x: float, width: float, base: float, most: int) -> tuple[Block, ...]:
    height = TALLEST * year.total / most
    read = height * year.read / year.total if year.total else 0
    blocks = [_block(x, base - read, width, read, True)] if read else []
    if height > read:
        blocks.append(_block(x + 0.5, base - height + 0.5, max(0.5, width - 1), max(0.5, height - read - 1), False))
    return tuple(blocks)


def _block(x: float, y: float, width: float, height: float, read: bool) -> Block:
    return Block(round(x, 1), round(y, 1), round(width, 1), round(height, 1), read)


def _label(year: YearBar, words: Words) -> str:
    papers = words.ngettext("%(count)s paper", "%(count)s papers", year.total)
    return words.gettext(
        "%(year)s: %(papers)s, %(read)s read or skimmed", year=year.year, papers=papers, read=year.read
    )
