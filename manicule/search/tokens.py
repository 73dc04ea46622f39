"""Texts to the words by which they are found, as assets/js/search.js does it with what a reader types.

Texts go in, folded words come out, in their order. It must not know what the texts are of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..text import plain

LONGEST = 40
"""Letters of a word that count: of longer ones, hardly anybody types more."""

_COMMON = """
a an and are as at be been but by can do for from has have how if in into is it its may not of on or our such than that the
their them then there these they this to was we were what when which who will with would you
"""
STOP_WORDS = frozenset(_COMMON.split())
"""Words that would find everything. A phrase may have them: it is looked for in the text."""


def split_words(text: str) -> list[str]:
    """Every word of the text: letters and digits of any language, without case and marks; of Chinese, Japanese and Korean
    each two signs that stand side by side."""
    folded = fold_letters(text)
    if folded.isascii():
        return [run[:LONGEST] for run in _WORD.findall(folded)]
    return [word for run in _WORD.findall(folded) for word in _split_run(run)]


def find_words(text: str) -> list[str]:
    """Those by which it is found."""
    return [word for word in split_words(text) if word not in STOP_WORDS]


def fold_letters(text: str) -> str:
    """Without case and marks; apostrophes within words go, so that `don't` is one word."""
    folded = plain(text).lower()
    if not folded.isascii():
        folded = "".join(
            c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.category(c).startswith("M")
        )
        folded = folded.replace("ς", "σ")
    return _APOSTROPHE.sub("", folded) if "'" in folded or "’" in folded else folded


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
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_CJK = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u1100-\u11ff\U00020000-\U0003ffff]+"
)
"""Hangul decomposes into its letters (U+1100–11FF), Kana with marks into Kana."""
