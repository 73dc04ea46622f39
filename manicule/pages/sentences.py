"""The sentence around a range of a text, for showing quoted words away from their paper.

A text and a range go in, a wider range comes out, which ends where sentences end and never cuts through `$maths$`.
Plain text only: it knows neither Html nor notes.
"""

from __future__ import annotations

import re

from ..anchoring import maths_spans

MOST = 300
"""Characters that a sentence may have, the quoted words aside."""

_END = re.compile(r"[.?!][\"'”’)\]]*(\s+)")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:al|cf|e\.g|i\.e|etc|vs|Fig|Figs|Eq|Eqs|Sec|No|Dr|Prof|resp|approx))\.$")


def find_sentence(text: str, start: int, end: int, most: int = MOST) -> tuple[int, int]:
    """The range of the sentence or sentences of the paragraph that hold `text[start:end]`; at most about `most`
    characters more than the range itself, then cut between words."""
    break_before = text.rfind("\n\n", 0, start)
    floor = max(break_before + 2 if break_before >= 0 else 0, start - 4 * most)
    break_behind = text.find("\n\n", end)
    roof = min(len(text) if break_behind < 0 else break_behind, end + 4 * most)
    maths = tuple((low + floor, high + floor) for low, high in maths_spans(text[floor:roof]))
    low = _begin(text, floor, start, maths)
    high = _finish(text, end, roof, maths)
    spare = max(most // 2, most - (high - end))
    if start - low > spare:
        low = _cut_before(text, start - spare, start, maths)
    spare = max(most // 2, most - (start - low))
    if high - end > spare:
        high = _cut_behind(text, end, end + spare, maths)
    return low, high


def _begin(text: str, floor: int, start: int, maths: _Spans) -> int:
    low = floor
    for match in _END.finditer(text, floor, start):
        if _ends(text, match, maths):
            low = match.end()
    return low


def _finish(text: str, end: int, roof: int, maths: _Spans) -> int:
    """From two characters before the range's end: it may hold the full stop itself."""
    for match in _END.finditer(text, max(0, end - 2), roof):
        if match.start(1) >= end and _ends(text, match, maths):
            return match.start(1)
    return roof


def _ends(text: str, match: re.Match[str], maths: _Spans) -> bool:
    """Whether a sentence ends here: no abbreviation, not within maths, and no small letter follows."""
    stop = match.start(1)
    if _ABBREVIATION.search(text[max(0, stop - 8) : stop]) or text[match.end() : match.end() + 1].islower():
        return False
    return not _within(stop, maths)


def _cut_before(text: str, wish: int, start: int, maths: _Spans) -> int:
    """The first word's beginning from `wish` on, outside maths."""
    return next((n for n in range(wish, start) if text[n - 1].isspace() and not _within(n, maths)), start)


def _cut_behind(text: str, end: int, wish: int, maths: _Spans) -> int:
    """The last word's end up to `wish`, outside maths."""
    return next((n for n in range(wish, end, -1) if text[n].isspace() and not _within(n, maths)), end)


def _within(position: int, maths: _Spans) -> bool:
    return any(low < position < high for low, high in maths)


_Spans = tuple[tuple[int, int], ...]
