"""The words of a text that another program's highlight means, though copying or setting has changed them.

A text and a quote as received go in, a range of the text comes out, or None: where two places fit as well, and where
the words are not there. It knows nothing of entries; for what people write themselves anchoring.py is the strict way.

Why near matches only of long quotes, and only at nine letters in ten: two sentences of one abstract are hardly ever so
much alike, while what a PDF does to a sentence (a lost ligature, a number of a footnote) seldom costs more.
"""

from __future__ import annotations

import difflib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

from .anchoring import SEARCHED, Anchor, Folded, find_closest, find_context, find_in, find_places, fold_text
from .values import Value

__all__ = ["find_context", "find_loosely"]

NEAR = 0.9
"""How much alike (difflib's ratio, of the letters) a passage must be."""

LONG = 20
"""Letters that a quote must have for a near match."""

AROUND = 64
"""Letters before and behind a place that are held against prefix and suffix."""


def find_loosely(text: Folded, quote: str, prefix: str = "", suffix: str = "") -> tuple[int, int] | None:
    """The range of `text.text`, of whole formulas, within one paragraph; None if there is none, or no single one."""
    found = find_in(text, quote, prefix, suffix) if prefix or suffix else None
    if isinstance(found, Anchor):
        return found.start, found.end
    wanted = fold_text(quote).folded.replace("\n", " ").strip()
    if not wanted or len(wanted) > 2 * len(text.folded) + LONG:
        return None
    letters = _squeeze(text.folded)
    ends = _letters(prefix)[-AROUND:], _letters(suffix)[:AROUND]
    exact = [place for place in find_places(text, wanted) if _is_whole(text.folded, *place)]
    place = _choose(exact, letters, *ends) if exact else None
    if place is None and not exact:
        squeezed = list(_find_squeezed(text.folded, letters, _letters(wanted)))
        place = _choose(squeezed, letters, *ends) if squeezed else _find_near(text, wanted)
    return text.span(*place) if place else None


_Place = tuple[int, int]


class _Squeezed(Value):
    """The letters and digits of a text, in small ones, and where each stands in it."""

    letters: str
    offsets: tuple[int, ...]


def _squeeze(folded: str) -> _Squeezed:
    letters: list[str] = []
    offsets: list[int] = []
    for at, character in enumerate(folded):
        for letter in _fold_letter(character):
            letters.append(letter)
            offsets.append(at)
    return _Squeezed("".join(letters), tuple(offsets))


def _letters(words: str) -> str:
    return _squeeze(fold_text(words).folded).letters


def _fold_letter(character: str) -> Iterable[str]:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    return [c for c in unicodedata.normalize("NFKD", character).casefold() if c.isalnum()]


def _find_squeezed(folded: str, text: _Squeezed, wanted: str) -> Iterable[_Place]:
    """The places of whole words with just these letters, whatever stands between them."""
    at = text.letters.find(wanted) if wanted else -1
    while at >= 0:
        place = text.offsets[at], text.offsets[at + len(wanted) - 1] + 1
        if _is_whole(folded, *place):
            yield place
        at = text.letters.find(wanted, at + 1)


def _is_whole(folded: str, start: int, end: int) -> bool:
    """Whether the place is of whole words, and of one paragraph."""
    before, behind = folded[max(0, start - 1) : start], folded[end : end + 1]
    cut = (before.isalnum() and folded[start].isalnum()) or (behind.isalnum() and folded[end - 1].isalnum())
    return "\n" not in folded[start:end] and (not cut or not folded[start].isascii())


def _choose(places: list[_Place], text: _Squeezed, prefix: str, suffix: str) -> _Place | None:
    """The only place, or the one whose surroundings are most like what was said to stand around it."""
    if len(places) == 1:
        return places[0]

    def weigh(place: _Place) -> int:
        low, high = bisect_left(text.offsets, place[0]), bisect_left(text.offsets, place[1])
        before, behind = text.letters[max(0, low - AROUND) : low], text.letters[high : high + AROUND]
        return _common(prefix[::-1], before[::-1]) + _common(suffix, behind)

    best, second = sorted(((weigh(place), place) for place in places), key=lambda pair: (-pair[0], pair[1]))[:2]
    return best[1] if best[0] > second[0] else None


def _common(one: str, other: str) -> int:
    """How many letters they begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _find_near(text: Folded, wanted: str) -> _Place | None:
    letters = _letters(wanted)
    if len(letters) < LONG or len(text.folded) > SEARCHED or not _may_be_near(letters, _squeeze(text.folded).letters):
        return None
    ratio, place = find_closest(text.folded, wanted)
    if ratio < NEAR / 2:
        return None
    passage = _letters(text.folded[slice(*place)])
    matcher = difflib.SequenceMatcher(a=letters, b=passage, autojunk=False)
    alike = matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR
    return place if alike else None


def _may_be_near(letters: str, text: str) -> bool:
    """Whether looking closer is worth it: a letter that differs spoils six runs of six letters, so of a passage that
    is near enough four in ten are left. Most of what people quote from a paper's body is told so."""
    runs = {text[n : n + 6] for n in range(len(text) - 5)}
    found = sum(letters[n : n + 6] in runs for n in range(len(letters) - 5))
    return found >= 0.3 * (len(letters) - 5)
