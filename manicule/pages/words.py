"""Numbers and lists as words, for sentences: "two notes", "A, B and C".

Plain values to plain text, in the English of the site's own words. Knows nothing of papers or pages.
"""

from __future__ import annotations

from collections.abc import Sequence

_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def number_word(number: int) -> str:
    """In letters up to twelve; above it in figures, the thousands parted: `1,250`."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def count_words(number: int, one: str, many: str) -> str:
    """`one note`, `12 notes`, `no notes`: the number in words."""
    return f"{number_word(number)} {one if number == 1 else many}"


def count_figures(number: int, one: str, many: str) -> str:
    """`1 note`, `12 notes`: the number in figures, for labels."""
    return f"{number:,} {one if number == 1 else many}"


def all_words(number: int, one: str, many: str) -> str:
    """`All ten papers`, `Both papers`, `One paper`: for links to the whole."""
    if number == 2:
        return f"Both {many}"
    return f"All {count_words(number, one, many)}" if number > 2 else capital(count_words(number, one, many))


def join_words(parts: Sequence[str], last: str = " and ") -> str:
    """`A`, `A and B`, `A, B and C`."""
    return last.join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def capital(text: str) -> str:
    """As a sentence begins."""
    return text[:1].upper() + text[1:]


def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: `Language models` → `language models`, but `GPT` stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def shorten(text: str, length: int) -> str:
    """At most `length` characters: cut behind a word, with an ellipsis."""
    if len(text) <= length:
        return text
    cut = text.rfind(" ", 0, length)
    return text[: cut if cut > length // 2 else length - 1].rstrip(" ,;:.–—-") + "…"
