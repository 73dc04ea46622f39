"""How tall the notes beside a text are, reckoned from their length: the least height of what holds them.

Lengths in characters go in, a height in rem comes out. Always on the high side: notes stand outside the flow, and
what is reckoned too small would run under the block that follows. It knows nothing of pages.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable

from ..markup import Html
from ..values import Value

# What the stylesheet sets: 15.5rem at .868rem × 1.45 for notes, 38rem at 1rem × 1.6 for the text.
NOTE_COLUMNS = 34
NOTE_LINE = 0.868 * 1.45
TEXT_COLUMNS = 60
TEXT_LINE = 1.6
HEADING = 1.25
PADDING = 0.8
GAP = 0.9
ABOVE = 0.8
BLOCK_GAP = 0.45

BETWEEN_BLOCKS = 5
"""Lines that the end of the abstract and the heading of the owner's text take, at most."""

_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|tr|blockquote|pre)>|<br ?/?>")
_TAG = re.compile(r"<[^>]*>")


class Box(Value):
    """A note: `line` is how many lines are above what it stands beside, `extra` lines beside those of `body`."""

    line: int
    body: Html
    extra: str = ""


STEPS = (*range(2, 62, 2), *(2 * round(30 * 1.12**n) for n in range(1, 35)))
"""The heights that blocks can have, in rem: every second one, then ever fewer. A stylesheet has a rule for each, so that
it is the same whatever the notes are."""


def reckon_need(boxes: Iterable[Box]) -> int:
    """The least height in rem, one of STEPS; 0 without notes. Each note stands beside its words, or under the note
    before it if that is still in the way."""
    boxes = tuple(boxes)
    bottom = -GAP
    for box in boxes:
        bottom = max(ABOVE + box.line * TEXT_LINE, bottom + GAP) + _height(box)
    if not boxes:
        return 0
    return int(next((step for step in STEPS if step >= bottom), STEPS[-1]))


def count_lines(text: str, between: int = 0) -> Callable[[int], int]:
    """What says how many lines of the text are above a position; none above one before the text. `between` are the
    lines that the gap between two paragraphs takes: in the owner's text, with its headings, lists and tables, more."""
    starts, above = [0], [0]
    for match in re.finditer(r"\n+", text):
        above.append(above[-1] + max(1, math.ceil((match.start() - starts[-1]) / TEXT_COLUMNS)) + between)
        starts.append(match.end())

    def count(position: int) -> int:
        paragraph = max(0, bisect_right(starts, position) - 1)
        return above[paragraph] + max(0, position - starts[paragraph]) // TEXT_COLUMNS

    return count


def _height(box: Box) -> float:
    pieces = [piece for piece in _BLOCK_END.split(str(box.body)) if piece.strip()]
    if box.extra:
        pieces.append(box.extra)
    lines = sum(_lines(piece) for piece in pieces)
    return HEADING + PADDING + lines * NOTE_LINE + max(0, len(pieces) - 1) * BLOCK_GAP


def _lines(piece: str) -> int:
    """Lines of a note that a block fills; code keeps the lines that it has."""
    if "<pre" in piece:
        return piece.count("\n") + 1
    return math.ceil(len(_TAG.sub("", piece).strip()) / NOTE_COLUMNS)
