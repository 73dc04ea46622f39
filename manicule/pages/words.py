"""What the site says by itself, in its language: messages, counts, dates, lists.

English messages go in, the words of the site's language come out. Knows nothing of papers or pages, nor where the
translations are from (catalogue.py).

Why English needs no catalogue: its messages stand in the code and the templates, as gettext has it, so that a list in
English loads neither translations nor Babel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as calendar_date
from gettext import NullTranslations

from ..collation import make_sort_key
from ..model import MONTHS, PartialDate
from ..safehtml import Html
from ..text import main_language
from ..values import Value, field

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


class Words(Value):
    """`language` is the site's (BCP 47). `locale` is Babel's name for it, '' where the site's words are English; `said` are
    the translations then, `numbers` the words for no, one, two and so on, as far as the language has them. `digest` is of
    all that this is from, and stands for it in fingerprints. `rtl`: written from right to left.
    `rule` says which form goes with the number n, in the notation of gettext, which is that of JavaScript as well; `samples`
    has a number for each form."""

    language: str = "en"
    said: NullTranslations = field(default_factory=NullTranslations)
    locale: str = ""
    numbers: tuple[str, ...] = NUMBERS
    rtl: bool = False
    rule: str = "n != 1"
    samples: tuple[int, ...] = (1, 2)
    digest: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and (self.language, self.digest) == (other.language, other.digest)

    def __hash__(self) -> int:
        return hash((self.language, self.digest))

    def speaks(self, language: str) -> bool:
        """Whether a text in that language is in the site's own; of one ('') that is not told nothing else is known."""
        return not language or main_language(language) == main_language(self.language)

    def sort_key(self, text: str) -> tuple[object, ...]:
        """As the site's language sorts."""
        return make_sort_key(self.language)(text)

    def gettext(self, message: str, **values: object) -> str:
        """With `%(name)s` for each value; a message that has none is taken as it is."""
        text = self.said.gettext(message) if message else ""
        return text % self._isolate_all(values) if values else text

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """The form for that number, which is in it in letters as `%(count)s` or in figures as `%(num)s`."""
        text = self.said.ngettext(one, many, number)
        return text % {"count": self.number(number), "num": self.figures(number), **self._isolate_all(values)}

    def isolate(self, text: str) -> str:
        """Text of another direction set apart from what stands around it, where that is to be expected (Unicode
        Bidirectional Algorithm, section 2.4): within words that are read from the right."""
        return f"\u2068{text}\u2069" if self.rtl and not isinstance(text, Html) else text

    def _isolate_all(self, values: Mapping[str, object]) -> Mapping[str, object]:
        if not self.rtl:
            return values
        return {name: self.isolate(value) if isinstance(value, str) else value for name, value in values.items()}

    def forms(self, one: str, many: str) -> tuple[str, ...]:
        """All forms of a message, in the order of the numbers that `rule` gives."""
        return tuple(self.said.ngettext(one, many, number) for number in self.samples)

    def number(self, number: int) -> str:
        """In letters as far as the language has them, which English has up to twelve; above that in figures."""
        return self.numbers[number] if 0 <= number < len(self.numbers) else self.figures(number)

    def figures(self, number: int) -> str:
        """The thousands parted: `1,250`."""
        if not self.locale or number < 1000:
            return f"{number:,}"
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.locale)

    def join(self, parts: Sequence[str]) -> str:
        """`A`, `A and B`, `A, B and C`."""
        return self._join(parts, "standard", " and ")

    def join_or(self, parts: Sequence[str]) -> str:
        """`A`, `A or B`, `A, B or C`."""
        return self._join(parts, "or", " or ")

    def _join(self, parts: Sequence[str], style: str, last: str) -> str:
        if not self.locale or len(parts) < 2:
            return last.join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
        from babel.lists import format_list

        return format_list([self.isolate(part) for part in parts], style, self.locale)  # type: ignore[arg-type]

    def join_html(self, parts: Sequence[Html]) -> Html:
        return Html(self.join(parts))

    def day(self, date: PartialDate) -> str:
        """As exactly as it is known: `24 August 2019`, `August 2019`, `2019`."""
        if not self.locale or not date.month:
            return date.words
        from babel.dates import format_date, format_skeleton

        if date.day:
            return format_date(calendar_date(date.year, date.month, date.day), "long", locale=self.locale)
        return format_skeleton("yMMMM", calendar_date(date.year, date.month, 1), locale=self.locale)

    def day_of_year(self, date: PartialDate) -> str:
        """Without its year, beside which it stands: `24 August`, `August`; the year alone if that is all."""
        if not date.month:
            return str(date.year)
        if not self.locale:
            return f"{date.day or ''} {MONTHS[date.month - 1]}".lstrip()
        from babel.dates import format_date, format_skeleton

        day = calendar_date(date.year, date.month, date.day or 1)
        if date.day:
            return format_skeleton("MMMMd", day, locale=self.locale)
        return format_date(day, "LLLL", locale=self.locale)

    def in_sentence(self, label: str) -> str:
        """A label as it stands within a sentence: `Language models` → `language models`, but `GPT` stays."""
        if main_language(self.language) in _CAPITAL_NOUNS:
            return label
        return label[:1].lower() + label[1:] if label[1:2].islower() else label


_CAPITAL_NOUNS = frozenset({"de", "lb"})
"""Languages whose nouns begin with a capital letter wherever they stand."""

ENGLISH = Words()


def capital(text: str) -> str:
    """As a sentence begins."""
    return text[:1].upper() + text[1:]


def shorten(text: str, length: int) -> str:
    """At most `length` characters: cut behind a word, with an ellipsis."""
    if len(text) <= length:
        return text
    cut = text.rfind(" ", 0, length)
    return text[: cut if cut > length // 2 else length - 1].rstrip(" ,;:.–—-") + "…"
