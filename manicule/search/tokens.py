"""Texts to the words by which they are found, as assets/js/search.js does it with what a reader types.

Texts go in, folded words come out, in their order. It must not know what the texts are of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from ..text import change_signs, plain

LONGEST = 40
"""Letters of a word that count: of longer ones, hardly anybody types more."""

FEW_SIGNS = 8
"""For more, a text is not gone through so many times."""

_COMMON = """
a an and are as at be been but by can do for from has have how if in into is it its may not of on or our such than that the
their them then there these they this to was we were what when which who will with would you
"""
STOP_WORDS = frozenset(_COMMON.split())
"""Words that would find everything. A phrase may have them: it is looked for in the text."""


def split_words(text: str) -> list[str]:
    """Every word of the text: letters and digits of any language, without case and marks; of Chinese, Japanese and Korean
    each two signs that stand side by side."""
    folded = fold_letters(text if text.isascii() else _part(text))
    if folded.isascii():
        return [run[:LONGEST] for run in folded.translate(_SPACES).split()]
    if _CJK.search(folded):
        return [word for run in _WORD.findall(folded) for word in _split_run(run)]
    return [run[:LONGEST] for run in _WORD.findall(folded)]


def find_words(text: str) -> list[str]:
    """Those by which it is found."""
    return [word for word in split_words(text) if word not in STOP_WORDS]


def fold_letters(text: str) -> str:
    """Without case and marks; apostrophes within words go, so that `don't` is one word."""
    folded = plain(text).lower()
    if not folded.isascii():
        folded = change_signs(folded, _fold_sign)
    return _APOSTROPHE.sub("", folded) if "'" in folded or "’" in folded else folded


def _part(text: str) -> str:
    """With spaces for the few dashes and quotes that most often are all that is not ASCII."""
    signs = [sign for sign in set(text) if not sign.isascii() and _parts_words(sign)]
    if len(signs) <= FEW_SIGNS:
        for sign in signs:
            text = text.replace(sign, " ")
    return text


@cache
def _parts_words(sign: str) -> bool:
    folded = fold_letters(sign)
    return folded != "" and not any(one.isalnum() or one in "'’" for one in folded)


@cache
def _fold_sign(sign: str) -> str:
    decomposed = unicodedata.normalize("NFKD", sign)
    return "".join(c for c in decomposed if not unicodedata.category(c).startswith("M")).replace("ς", "σ")


def _split_run(run: str) -> Iterator[str]:
    at = 0
    for match in _CJK.finditer(run):
        if match.start() > at:
            yield run[at : match.start()][:LONGEST]
        signs = match[0]
        if len(signs) == 1:
            yield signs
        yield from (signs[n : n + 2] for n in range(len(signs) - 1))
        at = match.end()
    if at < len(run):
        yield run[at:][:LONGEST]


_WORD = re.compile(r"[^\W_]+")
_SPACES = {n: " " for n in range(128) if not chr(n).isalnum()}
"""Splits ASCII just like it, in a third of the time."""

_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_CJK = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u1100-\u11ff\U00020000-\U0003ffff]+"
)
"""Hangul decomposes into its letters (U+1100–11FF), Kana with marks into Kana."""
