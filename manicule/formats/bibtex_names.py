"""BibTeX's lists of names to Persons and Groups.

The text of an `author` field goes in, names come out. It must not know of entries; letters are latex.py's.

The rules are BibTeX's (Patashnik, "Designing BibTeX Styles", and "Tame the BeaST", section 11): a list is parted by
`and`, a name by its commas, and small first letters tell the particle; braces keep together what they enclose, and a
name that is all in braces is a body's.
"""

from __future__ import annotations

import re

from ..model import Group, Name, Person
from ..values import Value
from .latex import read_latex


class Names(Value):
    """`more`: the list ends in `and others`. `odd`: what is not as BibTeX has it, in words. `unknown`: LaTeX commands
    that were left standing."""

    names: tuple[Name, ...] = ()
    more: bool = False
    odd: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def read_names(text: str) -> Names:
    """The names of a list, in order. Empty ones are left out."""
    odd: list[str] = []
    unknown: list[str] = []
    parts = _split(text, _AND)
    if len(parts) == 1 and ";" in text and len(found := _split(text, _SEMICOLON)) > 1:
        odd.append("names are parted by `and`, and not by semicolons; they were read so")
        parts = found
    more = False
    names: list[Name] = []
    for part in parts:
        if part.strip().casefold() in ("others", "et al", "et al."):
            more = True
        elif name := _read_name(part.strip(), odd, unknown):
            names.append(name)
    return Names(tuple(names), more, tuple(dict.fromkeys(odd)), tuple(dict.fromkeys(unknown)))


_BRACE = re.compile(r"[{}]")
_AND = re.compile(r"(?:(?<=\s)|^)and(?=\s|$)", re.IGNORECASE)
_SEMICOLON = re.compile(";")
_COMMA = re.compile(",")
_SPACE = re.compile(r"(?:\s|~)+")
_PAIR = re.compile(
    r"\s*(?P<part>family|given|prefix|suffix|useprefix|(?:family|given|prefix|suffix)-i|id)\s*=\s*(?P<text>.*)",
    re.DOTALL,
)
_SUFFIX = re.compile(r"\{?(?:[JS]r\.?|[IVX]{1,4}|[JS]unior|\d(?:st|nd|rd|th))\}?", re.IGNORECASE)


def _split(text: str, at: re.Pattern[str]) -> list[str]:
    """At what fits outside of all braces."""
    if "{" not in text:
        return at.split(text)
    depths = _deep_spans(text)
    parts, start, span = [], 0, 0
    for found in at.finditer(text):
        while span < len(depths) and depths[span][1] <= found.start():
            span += 1
        if span < len(depths) and depths[span][0] < found.start():
            continue
        parts.append(text[start : found.start()])
        start = found.end()
    return [*parts, text[start:]]


def _deep_spans(text: str) -> list[tuple[int, int]]:
    """Where groups are, the outermost ones; one that is not closed goes to the end."""
    spans, depth, start = [], 0, 0
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            start = brace.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((start, brace.end()))
    return [*spans, (start, len(text))] if depth else spans


def _read_name(text: str, odd: list[str], unknown: list[str]) -> Name | None:
    if not text:
        return None
    spans = _deep_spans(text)
    if len(spans) == 1 and spans[0] == (0, len(text)) and not text.startswith("{\\"):
        name = _plain(text, unknown)
        return Group(name) if name else None
    parts = [part.strip() for part in _split(text, _COMMA)]
    if all(_PAIR.match(part) for part in parts):
        return _read_pairs(parts, unknown)
    if len(parts) == 1:
        given, particle, family = _read_plain(_words(text))
        return _person(family, given, particle, "", unknown)
    particle, family = _read_last(_words(parts[0]))
    if len(parts) == 2:
        if not family:
            return _person("", parts[1], "", "", unknown)
        return _person(family, parts[1], particle, "", unknown)
    suffix, given = parts[1], ", ".join(parts[2:])
    if _SUFFIX.fullmatch(given) and not _SUFFIX.fullmatch(suffix):
        # "Sherry, John F., Jr.": BibTeX has it the other way round, and means no person's given name by "Jr.".
        suffix, given = given, suffix
    elif len(parts) > 3:
        odd.append(f"a name with more than two commas: {' '.join(text.split())[:80]}")
    return _person(family, given, particle, suffix, unknown)


def _words(text: str) -> list[str]:
    return [word for word in _split(text, _SPACE) if word]


def _read_plain(words: list[str]) -> tuple[str, str, str]:
    """Given, particle and family of `First von Last`: the last word is always of the family name."""
    small = [number for number, word in enumerate(words[:-1]) if _is_small(word)]
    if not small:
        return " ".join(words[:-1]), "", words[-1] if words else ""
    start, end = small[0], small[-1] + 1
    return " ".join(words[:start]), " ".join(words[start:end]), " ".join(words[end:])


def _read_last(words: list[str]) -> tuple[str, str]:
    """Particle and family of `von Last`."""
    small = [number for number, word in enumerate(words[:-1]) if _is_small(word)]
    end = small[-1] + 1 if small else 0
    return " ".join(words[:end]), " ".join(words[end:])


def _is_small(word: str) -> bool:
    """Whether the word's first letter is small, as bibtex.web has it: a group counts only if it is an accented letter."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    letter = next((c for c in (read_latex(word[:80])[0] if "\\" in word else word) if c.isalpha()), "")
    return letter.islower()


def _read_pairs(parts: list[str], unknown: list[str]) -> Name | None:
    """biblatex's `family=Harman, given=Hans, prefix=von`."""
    said: dict[str, str] = {}
    for part in parts:
        if pair := _PAIR.match(part):
            said.setdefault(pair["part"], pair["text"].strip().strip('"'))
    return _person(
        said.get("family", ""), said.get("given", ""), said.get("prefix", ""), said.get("suffix", ""), unknown
    )


def _person(family: str, given: str, particle: str, suffix: str, unknown: list[str]) -> Person | None:
    parts = [_plain(part, unknown) for part in (family, given, particle, suffix)]
    if not parts[0]:
        parts[0], parts[1] = parts[1] or parts[2], ""
        parts[2] = "" if parts[0] == parts[2] else parts[2]
    return Person(*parts) if parts[0] else None


def _plain(text: str, unknown: list[str]) -> str:
    made, left = read_latex(text)
    unknown += left
    return " ".join(made.split())
