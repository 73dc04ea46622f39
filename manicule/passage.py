"""Plain text with `$maths$` to safe HTML: titles and reasons, and abstracts with the marks of margin notes.

Text and the ranges to be marked go in, Html comes out whose text is the text that went in (a formula counts as its
source). It knows nothing of notes but where their words are and how they are numbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

from .anchoring import maths_spans
from .mathml import render_maths
from .safehtml import Html, element, escape
from .values import Value, replace

BACKLINK = "Back to the text"
"""What the link from a footnote to its place is called."""


class Remark(Value):
    """Something about a text that its owner should know; `offset` is in the source, -1 if it was not found there."""

    level: Literal["error", "warning", "notice"]
    code: str
    message: str
    offset: int = -1
    width: int = 1


class Mark(Value):
    """A note's words: `text[start:end]`. `number` 0 is a plain highlight, to which nothing leads. `label` is what the link to
    the note is called."""

    start: int
    end: int
    kind: str
    id: str
    number: int
    label: str = ""


def render_line(text: str) -> tuple[Html, tuple[Remark, ...]]:
    """One line: everything escaped, formulas set."""
    return render_passage(text, (), inline=True)


def plain_line(text: str) -> str:
    """For places that take no markup (`<title>`, feeds, metadata): formulas stay as they were written."""
    return " ".join(text.split())


def render_passage(text: str, marks: Sequence[Mark], inline: bool = False) -> tuple[Html, tuple[Remark, ...]]:
    """Paragraphs (parted by a blank line) as `<p>`; `inline` makes none, for a title. A mark that would cut a formula
    is widened to hold it."""
    if not marks and "$" not in text:
        said = escape(text)
        return Html(said if inline else _in_paragraphs(said)), ()
    formulas = []
    remarks = []
    for start, end in maths_spans(text):
        made, fault = render_maths(text[start:end], inline)
        formulas.append((start, end, made))
        if fault:
            remarks.append(make_maths_remark(fault, start, end - start))
    paragraphs = [(0, len(text))] if inline else _find_paragraphs(text)
    whole = sorted(_fit_marks(marks, paragraphs, formulas), key=lambda m: (m.start, -m.end, m.number))
    rendered = [
        _render_range(
            text,
            (start, end),
            [formula for formula in formulas if start <= formula[0] < end],
            [mark for mark in whole if start <= mark.start < end],
        )
        for start, end in paragraphs
    ]
    return Html(rendered[0] if inline else "\n\n".join(f"<p>{said}</p>" for said in rendered)), tuple(remarks)


def make_maths_remark(fault: str, offset: int, width: int) -> Remark:
    return Remark("warning", "maths", f"this formula is not set: {fault}", offset, width)


_Formula = tuple[int, int, str]


def _in_paragraphs(said: str) -> str:
    """What has been escaped already; that changes no blank line."""
    return "\n\n".join(f"<p>{said[start:end]}</p>" for start, end in _find_paragraphs(said))


def _find_paragraphs(text: str) -> list[tuple[int, int]]:
    """By blank lines; a text of white space alone has none."""
    edges = [0, *(edge for m in re.finditer(r"\n\s*\n", text) for edge in m.span()), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if text[start:end].strip()]


def _fit_marks(
    marks: Iterable[Mark], paragraphs: Sequence[tuple[int, int]], formulas: Sequence[_Formula]
) -> Iterable[Mark]:
    """Each within its paragraph and around whole formulas; what is empty is left out."""
    for mark in marks:
        low, high = next(((low, high) for low, high in paragraphs if low <= mark.start < high), (0, 0))
        start, end = mark.start, min(mark.end, high)
        for left, right, _ in formulas:
            if low <= left and start < right and left < end:
                start, end = min(start, left), max(end, right)
        if low <= start < end:
            yield replace(mark, start=start, end=end)


def _render_range(text: str, span: tuple[int, int], formulas: Sequence[_Formula], marks: Sequence[Mark]) -> str:
    """The range cut wherever a mark begins or ends; each piece in the marks that cover it, each mark's reference right
    behind its last piece."""
    cuts = sorted({*span, *(edge for mark in marks for edge in (mark.start, mark.end))})
    named: set[str] = set()
    out = []
    for left, right in pairwise(cuts):
        covering = [mark for mark in marks if mark.start <= left and right <= mark.end]
        for mark in covering:
            out.append(open_mark(mark, mark.id not in named))
            named.add(mark.id)
        out.append(_render_plain(text, left, right, formulas))
        out.append("</mark>" * len(covering))
        ended = (mark for mark in covering if mark.end == right and mark.number)
        out += [refer_to(mark) for mark in sorted(ended, key=lambda mark: mark.number)]
    return "".join(out)


def _render_plain(text: str, start: int, end: int, formulas: Sequence[_Formula]) -> str:
    out = []
    for left, right, made in formulas:
        if start <= left < end:
            out += [escape(text[start:left]), made]
            start = right
    return "".join([*out, escape(text[start:end])])


def open_mark(mark: Mark, first: bool) -> str:
    """The tag before a piece of the note's words; the first piece is what the note is placed by, and where there is no
    note what a link to the highlight leads to."""
    name = f" m{mark.number}" if mark.number and first else ""
    if not mark.number and first:
        # "content": reader views leave out what is named by words such as "social", unless its class says otherwise.
        return f'<mark class="hl content" data-kind="{escape(mark.kind)}" id="{escape(mark.id)}">'
    return f'<mark class="hl{name}" data-kind="{escape(mark.kind)}">'


def refer_to(mark: Mark) -> str:
    """The link behind a note's words that leads to the note; its number is not part of the text."""
    return element(
        "a",
        {
            "class": "ref",
            "id": f"r-{mark.id}",
            "href": f"#{mark.id}",
            "role": "doc-noteref",
            "aria-label": mark.label or str(mark.number),
            "data-n": str(mark.number),
        },
    )
