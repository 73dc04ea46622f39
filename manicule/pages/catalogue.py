"""Catalogues of translations (gettext's .po files) to the words of the site.

A language and the texts of the catalogues go in; the words and what is wrong with their catalogue come out. It must not
know which messages there are.

Why .po and not compiled ones: an owner writes them, and there are few messages; reading them takes less than a tenth of a
second, and only where the site is not in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import TYPE_CHECKING

from ..model import NOWHERE, Site
from ..problems import Problem, Where, error, notice, warning
from ..text import digest, main_language
from ..values import replace
from .words import NUMBERS, Words

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages.catalog import Catalog, Message

FOLDER = "locales/"
"""Of catalogues among the templates: `locales/de.po`, `locales/pt-BR.po`."""


def read_words(site: Site, texts: Mapping[str, str], folder: str = "templates") -> tuple[Words, tuple[Problem, ...]]:
    """The words for the language of the site. `texts` are the templates' by name; `folder` is what their names stand
    below, for problems. Without a catalogue the words are English."""
    language = site.language
    if main_language(language) == "en":
        return Words(language), ()
    name, locale = find_catalogue(language, texts), _find_locale(language)
    english = Words(language, rtl=locale is not None and locale.text_direction == "rtl")
    if not name or locale is None:
        said = f"there is no catalogue of messages in `{language}`: the words of the site are in English"
        return english, (notice("no-catalogue", said, site.places.get("language", NOWHERE)),)
    path, text = f"{folder}/{name}", texts[name]
    line = next((n for n, line in enumerate(text.splitlines(), 1) if not _LINE.fullmatch(line.strip())), 0)
    if line:
        return english, (error("broken-catalogue", "this line is none of a catalogue", Where(path, line, 1)),)
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalogue = read_po(text.splitlines(), locale=locale, abort_invalid=True)
        said_by, problems = _translate(catalogue, path)
    except (ValueError, KeyError, PoFileError) as reason:
        line = reason.lineno + 1 if isinstance(reason, PoFileError) else 1
        return english, (error("broken-catalogue", f"this is no catalogue: {reason}", Where(path, line, 1)),)
    words = replace(
        english,
        said=said_by,
        locale=str(locale),
        numbers=tuple(_list_numbers(said_by)),
        rule=catalogue.plural_expr,
        samples=_find_samples(said_by),
        digest=digest(name, text, catalogue.plural_expr),
    )
    return words, problems


def find_catalogue(language: str, texts: Mapping[str, str]) -> str:
    """`locales/pt-BR.po`, else `locales/pt.po`; '' if there is none. Languages are compared without case."""
    known = {name.lower(): name for name in texts if name.startswith(FOLDER) and name.endswith(".po")}
    wanted = (f"{FOLDER}{tag}.po" for tag in _shorten(language.lower()))
    return next((known[name] for name in wanted if name in known), "")


def _find_locale(language: str) -> Locale | None:
    """What Babel knows of it, or of the language without its region."""
    from babel import Locale, UnknownLocaleError

    for tag in _shorten(language):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(tag, sep="-")
    return None


def _shorten(language: str) -> Iterator[str]:
    """The tag, and then without its last part, as long as there is one (RFC 4647, lookup)."""
    parts = language.split("-")
    return ("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def _find_samples(said: GNUTranslations) -> tuple[int, ...]:
    """A number for each form."""
    numbers: dict[int, int] = {}
    for number in range(_TRIED):
        numbers.setdefault(said.plural(number), number)  # type: ignore[attr-defined]
    return tuple(numbers.get(form, 1) for form in range(max(numbers) + 1))


def _translate(catalogue: Catalog, path: str) -> tuple[GNUTranslations, tuple[Problem, ...]]:
    """The translations, but for those that would break what they are put into."""
    from babel.messages.mofile import write_mo

    if not _PLURAL.fullmatch(catalogue.plural_expr):
        raise ValueError(f"`{catalogue.plural_expr}` is no rule for plurals")
    problems = []
    for message in list(catalogue):
        wrong = next(_find_wrong(message), "")
        if wrong:
            where = Where(path, message.lineno or 1, 1)
            problems.append(warning("wrong-translation", f"{wrong}: this message stays in English", where))
            catalogue.delete(message.id, message.context)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled), tuple(problems)


def _find_wrong(message: Message) -> Iterator[str]:
    """What would break where the translation is put in: values that the message does not have, and signs of HTML."""
    if not message.id:
        return
    ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    known = {name for text in ids for name in _VALUE.findall(text)} | ({"count", "num"} if len(ids) > 1 else set())
    for text in filter(None, strings):
        yield from (f"its message has no %({name})s" for name in _VALUE.findall(text) if name not in known)
        if known and "%" in _VALUE.sub("", text).replace("%%", ""):
            yield "a sign of per cent has to be doubled"
        yield from (f"its message has no {sign}" for sign in '<>&"' if sign in text and sign not in "".join(ids))


_TRIED = 1_000
"""Numbers among which each form of any language is found."""

_VALUE = re.compile(r"%\((\w+)\)s")
_LINE = re.compile(r'(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d\])?)[ \t]+)?"([^"\\]|\\.)*")?')
"""What a line of a catalogue can be: Babel passes over others."""
_PLURAL = re.compile(r"[n0-9 %=!<>&|?:()]+")
"""What a rule for plurals is made of, as gettext has it. Scripts are given it as it stands."""


def _list_numbers(said: NullTranslations) -> Iterator[str]:
    """As far as they are translated."""
    pgettext = said.pgettext
    words = (
        pgettext("number", "no"),
        pgettext("number", "one"),
        pgettext("number", "two"),
        pgettext("number", "three"),
        pgettext("number", "four"),
        pgettext("number", "five"),
        pgettext("number", "six"),
        pgettext("number", "seven"),
        pgettext("number", "eight"),
        pgettext("number", "nine"),
        pgettext("number", "ten"),
        pgettext("number", "eleven"),
        pgettext("number", "twelve"),
    )
    for number, word in zip(NUMBERS, words, strict=True):
        if word == number:
            return
        yield word
