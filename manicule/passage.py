"""Plain text with `$maths$` to safe HTML: titles and reasons, and abstracts with the marks of margin notes.

Text and the ranges to be marked go in, Html comes out whose text is the text that went in (a formula counts as its
source). It knows nothing of notes but where their words are and how they are numbered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from .anchoring import maths_spans
from .mathml import render_maths
from .safehtml import Html, element, escape


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a text that its owner should know; `offset` is in the source, -1 if it was not found there."""

    level: Literal["error", "warning", "notice"]
    code: str
    message: str
    offset: int = -1
    width: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A note's words: `text[start:end]`. `number` 0 is a plain highlight, to which nothing leads."""

    start: int
    end: int
    kind: str
    id: str
    number: int


def render_line(text: str) -> tuple[Html, tuple[Remark, ...]]:
    """One line: everything escaped, formulas set."""
    return render_passage(text, (), inline=True)


def plain_line(text: str) -> str:
    """For places that take no markup (`<title>`, feeds, metadata): formulas stay as they were written."""
    return " ".join(text.split())


def render_passage(text: str, marks: Sequence[Mark], inline: bool = False) -> tuple[Html, tuple[Remark, ...]]:
    """Paragraphs (parted by a blank line) as `<p>`; `inline` makes none, for a title."""
    formulas = {}
    remarks = []
    for start, end in maths_spans(text):
        double = text.startswith("$$", start) and end - start > 4
        tex = text[start + 1 + double : end - 1 - double]
        formulas[start], fault = render_maths(tex, display=double and not inline)
        if fault:
            remarks.append(Remark("warning", "maths", f"this formula is not set: {fault}", start, end - start))
    marked = tuple(sorted((m for m in marks if m.start < m.end), key=lambda m: (m.start, -m.end, m.number)))
    spans = dict(maths_spans(text))
    if inline:
        return Html(_render_range(text, 0, len(text), marked, formulas, spans)), tuple(remarks)
    paragraphs = []
    for start, end in _paragraphs(text):
        within = tuple(m for m in marked if m.start < end and start < m.end)
        paragraphs.append(f"<p>{_render_range(text, start, end, within, formulas, spans)}</p>")
    return Html("\n\n".join(paragraphs)), tuple(remarks)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    edges = [0, *(edge for m in re.finditer(r"\n\s*\n", text) for edge in m.span()), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if text[start:end].strip()]


def _render_range(
    text: str,
    start: int,
    end: int,
    marks: Sequence[Mark],
    formulas: dict[int, str],
    spans: dict[int, int],
) -> str:
    """The range cut wherever a mark begins or ends; each piece in the marks that cover it, each mark's reference
    right behind its last piece."""
    cuts = sorted({start, end, *(edge for m in marks for edge in (m.start, m.end) if start < edge < end)})
    named: set[int] = set()
    out = []
    for left, right in pairwise(cuts):
        covering = [m for m in marks if m.start <= left and right <= m.end]
        inner = _render_plain(text, left, right, formulas, spans)
        for mark in reversed(covering):
            first = mark.number and mark.number not in named
            named.update([mark.number])
            name = f" m{mark.number}" if first else ""
            inner = element("mark", {"class": f"hl k-{mark.kind}{name}"}, inner)
        out.append(inner)
        out += [_reference(m) for m in covering if m.end == right and m.number]
    return "".join(out)


def _render_plain(text: str, start: int, end: int, formulas: dict[int, str], spans: dict[int, int]) -> str:
    out = []
    at = start
    for left in sorted(left for left in spans if start <= left < end):
        out += [escape(text[at:left]), formulas[left]]
        at = spans[left]
    return "".join([*out, escape(text[at:end])])


def _reference(mark: Mark) -> str:
    return element(
        "a",
        {
            "class": "ref",
            "id": f"r-{mark.id}",
            "href": f"#{mark.id}",
            "role": "doc-noteref",
            "aria-label": f"Note {mark.number}",
            "data-n": str(mark.number),
        },
    )
