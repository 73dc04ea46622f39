"""Measured rows as tables in Markdown, to be read on a terminal and to be put into README.md as they are.

Rows go in, text comes out. What is worked out of rows is in figures.py; here it is only laid out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from figures import (
    BUDGETS,
    COLD,
    COPYING,
    EDITED,
    MEMORY,
    NOTHING,
    READING,
    SERVED,
    STEEPEST,
    Budget,
    Key,
    Row,
    middle,
    pair_ratio,
    ratio,
    slope,
    values,
)
from tools import FULL, HUGO, PLAIN

TITLES = {PLAIN: "Manicule", HUGO: "Hugo", FULL: "Manicule, everything on"}

LINES = (
    ("cold", COLD, "seconds"),
    ("cold, processor time", COLD, "cpu"),
    ("cold, memory", MEMORY, "peak"),
    ("one note edited", EDITED, "seconds"),
    ("nothing changed", NOTHING, "seconds"),
    ("preview: save to new bytes", SERVED, "seconds"),
    ("preview: memory", SERVED, "peak"),
    ("limit: copying the output", COPYING, "seconds"),
    ("limit: reading the input", READING, "seconds"),
)
"""What a line is called, and the rows and the field of theirs that it shows."""


def format_results(rows: Sequence[Row]) -> str:
    """A table for each size, then slopes and budgets as far as there are rows for them."""
    sizes = sorted({row.papers for row in rows})
    tables = [_table(_size_lines(rows, size)) for size in sizes]
    tables += [_table(lines) for lines in (list(_slope_lines(rows)), list(_budget_lines(rows))) if len(lines) > 1]
    return "\n\n".join(tables)


def format_trees(counts: Mapping[str, Mapping[str, tuple[int, int]]]) -> str:
    """Files and bytes of each kind, side by side."""
    kinds = list(next(iter(counts.values())))
    lines = [["output", *(TITLES[tool] for tool in counts)]]
    lines += [[kind, *(_files(*own[kind]) for own in counts.values())] for kind in kinds]
    totals = [[sum(column) for column in zip(*own.values(), strict=True)] for own in counts.values()]
    return _table([*lines, ["all", *(_files(files, size) for files, size in totals)]])


def _size_lines(rows: Sequence[Row], papers: int) -> list[list[str]]:
    there = {row.tool for row in rows if row.papers == papers}
    tools = [tool for tool in TITLES if tool in there]
    compared = [tool for tool in tools if tool != HUGO and HUGO in there]
    lines = [
        [f"{papers:,} papers", *(TITLES[tool] for tool in tools), *(f"{TITLES[tool]} / Hugo" for tool in compared)]
    ]
    for name, what, measure in LINES:
        keys = {tool: Key(papers, tool, what, measure) for tool in tools}
        if any(any(values(rows, key)) for key in keys.values()):
            cells = [_spread(values(rows, key), measure) for key in keys.values()]
            lines.append([name, *cells, *(_both_ratios(rows, keys[tool]) for tool in compared)])
    return lines


def _slope_lines(rows: Sequence[Row]) -> Iterator[list[str]]:
    yield ["log-log slope, from 1,000 papers on", "time", "processor time", "memory"]
    for tool, title in TITLES.items():
        slopes = slope(rows, tool, COLD), slope(rows, tool, COLD, "cpu"), slope(rows, tool, MEMORY, "peak")
        if not all(map(math.isnan, slopes)):
            yield [f"{title}, cold", *("–" if math.isnan(found) else f"{found:.2f}" for found in slopes)]


def _budget_lines(rows: Sequence[Row]) -> Iterator[list[str]]:
    yield ["budget", "at most", "measured", "kept"]
    for budget in BUDGETS:
        found = (ratio if budget.of_hugo else middle)(rows, budget.key)
        if not math.isnan(found):
            yield [_budget_name(budget), *_budget_cells(budget, found), "yes" if found <= budget.most else "**no**"]
    steep = slope(rows, PLAIN, COLD)
    if not math.isnan(steep):
        kept = "yes" if steep <= STEEPEST else "**no**"
        yield [f"{TITLES[PLAIN]}, cold: slope", str(STEEPEST), f"{steep:.2f}", kept]


def _budget_name(budget: Budget) -> str:
    key = budget.key
    name = next(name for name, what, measure in LINES if (what, measure) == (key.what, key.measure))
    return f"{key.papers:,} papers, {TITLES[key.tool]}: {name}"


def _budget_cells(budget: Budget, found: float) -> tuple[str, str]:
    if budget.of_hugo:
        return f"{budget.most:g} × Hugo", f"{_figures(found)} × Hugo"
    return _amount(budget.most, budget.key.measure), _amount(found, budget.key.measure)


# Numbers.


def _spread(found: Sequence[float], measure: str) -> str:
    """The median, and the lowest and highest if there are several."""
    if not found:
        return "–"
    lowest, highest = _bare(min(found), measure), _bare(max(found), measure)
    return _amount(median(found), measure) + (f" ({lowest}–{highest})" if len(found) > 1 else "")


def _both_ratios(rows: Sequence[Row], key: Key) -> str:
    """Of the medians, and in brackets the median of the pairs if there are several."""
    found = ratio(rows, key)
    if math.isnan(found):
        return "–"
    pairs = f" ({_figures(pair_ratio(rows, key))})" if len(values(rows, key)) > 1 else ""
    return _figures(found) + pairs


def _amount(value: float, measure: str) -> str:
    return f"{_bare(value, measure)} {'MB' if measure in ('peak', 'largest') else 's'}"


def _bare(value: float, measure: str) -> str:
    return f"{value / 1e6:,.0f}" if measure in ("peak", "largest") else _figures(value)


def _figures(value: float) -> str:
    """Three figures that count, and never an exponent."""
    places = 2 - math.floor(math.log10(value)) if value > 0 else 0
    return f"{value:,.{max(0, min(4, places))}f}"


def _files(files: int, size: int) -> str:
    return f"{files:,} files, {size / 1e6:,.2f} MB" if files else "–"


def _table(lines: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, so that it can be read as it is."""
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    rule = [f"{'-' * (width - 1)}:" if n else "-" * width for n, width in enumerate(widths)]
    padded = [
        [_pad(cell, width, n) for n, (cell, width) in enumerate(zip(line, widths, strict=True))] for line in lines
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (padded[0], rule, *padded[1:]))


def _pad(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column else cell.ljust(width)
