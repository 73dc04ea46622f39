"""A name as plain text, as it is printed or as an index has it, to a Person or a Group.

One name goes in, one comes out. It must not know of lists of names, nor of any format.
"""

from __future__ import annotations

import re

from ..model import Group, Name, Person


def read_printed(text: str) -> Name | None:
    """`Peter H. N. de With`, `The LHCb collaboration`, `Martin Luther King, Jr.`; also with the family name first.

    >>> read_printed("Joost van der Putten")
    Person(family='Putten', given='Joost', particle='van der', suffix='')
    """
    words = text.split()
    if not words:
        return None
    if "," in text:
        head, _, tail = (part.strip() for part in " ".join(words).partition(","))
        if not _SUFFIX.fullmatch(tail) or " " not in head:
            return read_inverted(text)
        found = read_printed(head)
        return Person(found.family, found.given, found.particle, tail) if isinstance(found, Person) else Group(text)
    if _BODIES.search(text):
        return Group(" ".join(words))
    if len(words) == 2 and _INITIALS.fullmatch(words[1]) and not _INITIALS.fullmatch(words[0]):
        return Person(words[0], words[1])
    start = next((n for n, word in enumerate(words[:-1]) if n and word in _PARTICLES), len(words) - 1)
    end = next((n for n in range(len(words) - 1, start, -1) if words[n - 1] in _PARTICLES), start)
    return Person(" ".join(words[end:]), " ".join(words[:start]), " ".join(words[start:end]))


def read_inverted(text: str) -> Name | None:
    """`de la Vega, Juan, Jr.`, `Fanning E.`; what has no comma is a body's name, or the only one that somebody has."""
    parts = [" ".join(part.split()) for part in text.split(",")]
    if len(parts) == 1:
        words = parts[0].split()
        if len(words) > 1 and _INITIALS.fullmatch(words[-1]) and not _BODIES.search(text):
            return _person(" ".join(words[:-1]), words[-1], "")
        return Group(parts[0]) if parts[0] else None
    if _COMPANY.fullmatch(parts[-1]):
        return Group(", ".join(filter(None, parts)))
    family, given, suffix = parts[0], parts[1], ", ".join(filter(None, parts[2:]))
    if suffix and _SUFFIX.fullmatch(given) and not _SUFFIX.fullmatch(suffix):
        given, suffix = suffix, given
    return _person(family, given, suffix)


def _person(family: str, given: str, suffix: str) -> Person | None:
    words = family.split()
    end = next((n for n, word in enumerate(words) if word not in _PARTICLES), len(words))
    if end == len(words):
        end = 0
    name, particle = " ".join(words[end:]), " ".join(words[:end])
    if not name:
        return Person(given, "", "", suffix) if given else None
    return Person(name, given, particle, suffix)


_PARTICLES = frozenset(
    (
        "af", "al", "av", "bin", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "des", "di", "do", "dos",
        "du", "e", "el", "ibn", "la", "las", "le", "los", "op", "st", "ten", "ter", "'t", "und", "van", "vom", "von", "vander",
        "y", "zu", "zum", "zur",
    )
)  # fmt: skip
_SUFFIX = re.compile(r"[JS]r\.?|[IVX]{1,4}|Junior|Senior|\d(?:st|nd|rd|th)", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.-?){1,5}")
_COMPANY = re.compile(r"Inc\.?|Ltd\.?|LLC|GmbH|AG|S\.?A\.?|Co\.?", re.IGNORECASE)
_BODIES = re.compile(
    r"\b(?:association|centre|center|collaborations?|commission|committee|company|consortium|corporation|council|department"
    r"|foundation|group|inc|initiative|institute|laborator(?:y|ies)|ltd|ministry|network|organi[sz]ation|project|society|team"
    r"|university|working group)\b",
    re.IGNORECASE,
)
