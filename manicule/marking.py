"""Marks of notes in HTML that has been set already: the owner's own text, whose quotes are of its words as they read.

Safe Html goes in, out come its text, in which quotes are looked for, and the same Html with marks in it. It must not
know what the notes say, nor Markdown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .anchoring import Folded, fold_text
from .passage import Mark, open_mark, refer_to
from .safehtml import Html
from .values import Value, replace


class Piece(Value):
    """Markup that stands for `text[start:end]`; nothing of the text if it is a tag. A formula, and a character written
    as a reference, is `whole`: it is not cut."""

    markup: str
    start: int
    end: int
    whole: bool = True


class Prose(Value):
    """Html as its pieces, and its text as a reader selects it: formulas as their source in dollars, blocks parted by a
    blank line, so that no quote crosses one."""

    text: str
    pieces: tuple[Piece, ...]
    maths: tuple[tuple[int, int], ...]

    def fold(self) -> Folded:
        """For looking for quotes. Only formulas that were set are formulas here: a dollar may be money."""
        folded = fold_text(self.text)
        return Folded(folded.text, folded.folded, folded.offsets, folded.pieces, self.maths)


def read_prose(markup: Html) -> Prose:
    pieces: list[Piece] = []
    maths: list[tuple[int, int]] = []
    said: list[str] = []
    at = 0
    for match in _TOKEN.finditer(markup):
        words, whole = _words(match), match.lastgroup != "plain"
        if match.lastgroup == "formula":
            maths.append((at, at + len(words)))
        elif words == _BREAK and (not said or said[-1] == _BREAK):
            words = ""
        pieces.append(Piece(match[0], at, at + len(words) * (match.lastgroup != "tag"), whole))
        said += [words] if words else []
        at += len(words)
    return Prose("".join(said), tuple(pieces), tuple(maths))


def mark_prose(prose: Prose, marks: Sequence[Mark]) -> Html:
    """Each mark around every piece of its words, its reference behind the last one, and behind the link that this
    stands in, since links do not nest."""
    order = sorted(_fit_marks(prose, marks), key=lambda m: (m.start, -m.end, m.number))
    named: set[str] = set()
    waiting: list[Mark] = []
    linked = 0
    out: list[str] = []
    for piece in prose.pieces:
        if piece.start == piece.end:
            linked += piece.markup.startswith("<a ") - (piece.markup == "</a>")
        for markup, covering, ending in _cut(piece, order):
            for mark in covering:
                out.append(open_mark(mark, mark.id not in named))
                named.add(mark.id)
            out += [markup, "</mark>" * len(covering)]
            waiting += ending
            if not linked:
                out += [refer_to(mark) for mark in sorted(waiting, key=lambda mark: mark.number)]
                waiting.clear()
    return Html("".join(out))


def _fit_marks(prose: Prose, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Each from its first to its last piece of text; without those that cover none."""
    said = [piece for piece in prose.pieces if piece.start < piece.end]
    for mark in marks:
        covered = [piece for piece in said if piece.start < mark.end and mark.start < piece.end]
        if covered and mark.start < mark.end:
            first, last = covered[0], covered[-1]
            start = first.start if first.whole else max(first.start, mark.start)
            end = last.end if last.whole else min(last.end, mark.end)
            yield replace(mark, start=start, end=end)


def _cut(piece: Piece, marks: Sequence[Mark]) -> Iterator[tuple[str, list[Mark], list[Mark]]]:
    """The piece wherever a mark begins or ends: its markup, the marks that cover it, those that end with it."""
    if piece.start == piece.end:
        yield piece.markup, [], []
        return
    edges = {edge for mark in marks for edge in (mark.start, mark.end) if piece.start < edge < piece.end}
    for left, right in pairwise(sorted({piece.start, piece.end, *edges})):
        covering = [mark for mark in marks if mark.start < right and left < mark.end]
        markup = piece.markup if piece.whole else piece.markup[left - piece.start : right - piece.start]
        yield markup, covering, [mark for mark in covering if mark.end == right and mark.number]


def _words(match: re.Match[str]) -> str:
    """What a token adds to the text."""
    if match.lastgroup == "formula":
        return f"${html.unescape(match['tex'])}$"
    if match.lastgroup == "tag":
        return _BREAK if _BLOCK.match(match[0]) else "\n" if match[0].startswith("<br") else ""
    return html.unescape(match[0])


_BREAK = "\n\n"
_TOKEN = re.compile(
    r"(?P<formula><(?P<name>math|code)(?=[ ])(?:[^>\"]|\"[^\"]*\")*? data-tex=\"(?P<tex>[^\"]*)\"(?:[^>\"]|\"[^\"]*\")*>.*?</(?P=name)>)"
    r"|(?P<tag><(?:[^>\"]|\"[^\"]*\")*>)"
    r"|(?P<character>&[^;\s]{1,32};)"
    r"|(?P<plain>(?:[^<&]|&(?![^;\s]{1,32};))+)",
    re.DOTALL,
)
_BLOCK = re.compile(
    r"</?(?:p|h[1-6]|li|ul|ol|dl|dt|dd|blockquote|pre|div|table|caption|thead|tbody|tfoot|tr|td|th|hr|figure|figcaption|details|summary)\b"
)
