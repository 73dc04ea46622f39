"""Texts in the order of a language's alphabet.

A language goes in, out comes what sorts texts in it, and the letter that each stands below. It knows nothing of papers.

Source: the tailorings of the Unicode CLDR's root collation, as far as they make letters of their own or put the language's
script first. Why not ICU itself: its Python binding has to be compiled, and differs by the version that a machine has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from .text import N_, fold, main_language, sort_key

OTHERWISE = N_("Other")
"""The heading of what begins with no letter from A to Z nor of the language's own script."""

_LETTERS = {
    "az": "c:ç e:ə g:ğ h:x,ı o:ö s:ş u:ü",
    "be": "е:ё и:і,й у:ў",
    "bg": "и:й",
    "bs": "c:č,ć d:dž,đ l:lj n:nj s:š z:ž",
    "cs": "c:č h:ch r:ř s:š z:ž",
    "da": "z:æ=ä,ø=ö,å=aa",
    "eo": "c:ĉ g:ĝ h:ĥ j:ĵ s:ŝ u:ŭ",
    "es": "n:ñ",
    "et": "s:š,z,ž w:õ,ä,ö,ü",
    "fa": "ب:پ ج:چ ز:ژ ق:ک,گ ن:و",
    "fi": "z:å,ä=æ,ö=ø",
    "hr": "c:č,ć d:dž,đ l:lj n:nj s:š z:ž",
    "hu": "c:cs d:dz,dzs g:gy l:ly n:ny o:ö=ő s:sz t:ty u:ü=ű z:zs",
    "is": "a:á d:ð e:é i:í o:ó u:ú y:ý z:þ,æ,ö=ø,å",
    "lt": "c:č s:š z:ž",
    "lv": "c:č g:ģ k:ķ l:ļ n:ņ s:š z:ž",
    "nb": "z:æ=ä,ø=ö,å=aa",
    "nn": "z:æ=ä,ø=ö,å=aa",
    "no": "z:æ=ä,ø=ö,å=aa",
    "pl": "a:ą c:ć e:ę l:ł n:ń o:ó s:ś z:ź,ż",
    "ro": "a:ă,â i:î s:ș=ş t:ț=ţ",
    "ru": "и:й",
    "sk": "a:ä c:č h:ch o:ô s:š z:ž",
    "sl": "c:č,ć d:đ s:š z:ž",
    "sr": "д:ђ и:ј л:љ н:њ т:ћ ч:џ",
    "sv": "z:å,ä=æ,ö=ø",
    "tr": "c:ç g:ğ h:ı o:ö s:ş u:ü",
    "uk": "г:ґ е:є и:і,ї,й",
}
"""Of each language, the letters of its own behind the letter that they follow; `=` before such as are sorted as one."""

_SCRIPTS = {
    "ar": (0x620, 0x6FF), "fa": (0x620, 0x6FF), "ur": (0x620, 0x6FF), "he": (0x5D0, 0x5EA), "yi": (0x5D0, 0x5EA),
    "el": (0x370, 0x3FF), "hy": (0x531, 0x587), "ka": (0x10D0, 0x10FF), "hi": (0x900, 0x97F), "mr": (0x900, 0x97F),
    "be": (0x400, 0x52F), "bg": (0x400, 0x52F), "mk": (0x400, 0x52F), "ru": (0x400, 0x52F), "sr": (0x400, 0x52F), "uk": (0x400, 0x52F),
}  # fmt: skip
"""Of languages that are not written in Latin letters: their own come first."""

_BEHIND = 0x2A6B0
"""A letter of its own sorts as the one that it follows, with one of these signs behind it: they count as letters, and no text
has them behind a letter."""


class _Alphabet(NamedTuple):
    """`table` has each letter of the language's own with what it is sorted as, which `letters` has the other way round, the
    first of those that are sorted as one; `pattern` finds them. `low` and `high` are the ends of the language's own script."""

    table: Mapping[str, str]
    letters: Mapping[str, str]
    pattern: re.Pattern[str] | None
    low: int
    high: int
    lower: Mapping[int, int]
    upper: Mapping[int, int]

    def fold(self, text: str) -> str:
        if self.pattern is None:
            return fold(text)
        lower = unicodedata.normalize("NFC", text).translate(self.lower).lower()
        return fold(self.pattern.sub(lambda match: self.table[match[0]], lower))

    def is_own(self, folded: str) -> bool:
        """Whether it begins in the language's own script."""
        return bool(folded) and self.low <= ord(folded[0]) <= self.high


@cache
def make_sort_key(language: str) -> Callable[[str], tuple[object, ...]]:
    """What sorts as readers of the language (BCP 47) expect, whatever the machine's locale; the text itself decides
    between equals. Languages without an alphabet of their own here are sorted as English is."""
    alphabet = _find_alphabet(main_language(language))
    if not alphabet.table and not alphabet.high:
        return sort_key

    def key(text: str) -> tuple[object, ...]:
        folded = alphabet.fold(text)
        return (bool(alphabet.high and folded) and not alphabet.is_own(folded), folded, text)

    return key


def initial(text: str, language: str) -> str:
    """The letter that a text stands below in an index, a capital where there are such; else OTHERWISE."""
    alphabet = _find_alphabet(main_language(language))
    folded = alphabet.fold(text)
    own = alphabet.letters.get(folded[:2])
    letter = (own or folded[:1]).translate(alphabet.upper).upper()
    return letter if own or "A" <= letter <= "Z" or letter == "İ" or alphabet.is_own(folded) else OTHERWISE


_DOTTED = {"tr", "az"}
"""Languages in which i and ı are two letters, each with a capital of its own."""


@cache
def _find_alphabet(own: str) -> _Alphabet:
    table = {}
    for group in _LETTERS.get(own, "").split():
        base, _, letters = group.partition(":")
        for place, alike in enumerate(letters.split(",")):
            for letter in alike.split("="):
                table[letter] = base + chr(_BEHIND + place)
    return _Alphabet(
        table,
        {value: letter for letter, value in reversed(table.items())},
        re.compile("|".join(sorted(table, key=len, reverse=True))) if table else None,
        *_SCRIPTS.get(own, (0, 0)),
        str.maketrans("Iİ", "ıi") if own in _DOTTED else {},
        str.maketrans("i", "İ") if own in _DOTTED else {},
    )
