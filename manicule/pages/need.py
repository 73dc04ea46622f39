"""How tall the notes beside a text are, reckoned from their length: the least height of what holds them.

Lengths in characters go in, a height in rem comes out. Always on the high side: notes stand outside the flow, and
what is reckoned too small would run under the block that follows. It knows nothing of pages.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from ..markup import Html

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

_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|tr|blockquote|pre)>|<br ?/?>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Box:
    """A note: `at` is the position in the text of what it stands beside, `extra` lines beside those of `body`."""

    at: int
    body: Html
    extra: str = ""


def reckon_need(text: str, boxes: Iterable[Box]) -> int:
    """The least height in rem, an even number; 0 without notes. Each note stands beside its words, or under the note
    before it if that is still in the way."""
    boxes = tuple(boxes)
    bottom = -GAP
    for box, line in zip(boxes, _lines_at(text, [box.at for box in boxes]), strict=True):
        bottom = max(ABOVE + line * TEXT_LINE, bottom + GAP) + _height(box)
    return 2 * math.ceil(bottom / 2) if boxes else 0


def _lines_at(text: str, positions: Iterable[int]) -> list[int]:
    """How many lines of the text are above each position; none above one before the text."""
    starts, above = [0], [0]
    for match in re.finditer(r"\n+", text):
        above.append(above[-1] + max(1, math.ceil((match.start() - starts[-1]) / TEXT_COLUMNS)))
        starts.append(match.end())
    found = []
    for position in positions:
        paragraph = max(0, bisect_right(starts, position) - 1)
        found.append(above[paragraph] + max(0, position - starts[paragraph]) // TEXT_COLUMNS)
    return found


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
