"""Strings to strings: folding for comparison, slugs, sort keys, digests.

Pure functions that every other room may use. Knows nothing of papers, files or HTML.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import cache

# Letters that Unicode does not decompose, with what people type for them.
_LETTERS = str.maketrans(
    {
        "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS",
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "n", "Ŋ": "N",
    }
)  # fmt: skip

_WINDOWS_NAMES = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{device}{n}" for device in ("com", "lpt") for n in range(1, 10)]
)

SLUG = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
"""What a slug may be: ASCII letters and digits, single dots, hyphens and underscores between them."""

SLUG_LENGTH = 80


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for it)
    """Marks a message of the site's own that is translated where it is shown."""
    return message


def main_language(tag: str) -> str:
    """The language of a tag (BCP 47) without script, region and the like, in small letters: `pt-BR` → `pt`."""
    return tag.partition("-")[0].lower()


def plain(text: str) -> str:
    """Letters without their marks, in their case: `Ó hÉigeartaigh` → `O hEigeartaigh`, `Łódź` → `Lodz`."""
    if text.isascii():
        return text
    return change_signs(text, _plain_sign)


@cache
def _plain_sign(sign: str) -> str:
    decomposed = unicodedata.normalize("NFKD", sign.translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def change_signs(text: str, change: Callable[[str], str]) -> str:
    """Every character as `change` has it, which is asked once for each that there is."""
    changed = {ord(sign): new for sign in set(text) if (new := change(sign)) != sign}
    return text.translate(changed) if changed else text


def fold(text: str) -> str:
    """For comparing: no marks, no case, every run of other than letters and digits one space."""
    return " ".join(_WORDS.findall(plain(text).casefold()))


_WORDS = re.compile(r"[^\W_]+")


def sort_key(text: str) -> tuple[str, str]:
    """Sorts as a reader expects, whatever the machine's locale; the text itself decides between equals."""
    return fold(text), text


def slug(text: str) -> str:
    """ASCII, lower case, hyphens; safe as a file name on every system. Letters of other scripts are transliterated, one by
    one, so that their language need not be known. Empty if nothing of `text` is left.

    >>> slug("Seán Ó hÉigeartaigh"), slug("2107.03374"), slug("hep-th/9901001"), slug("Иванов, Пётр")
    ('sean-o-heigeartaigh', '2107.03374', 'hep-th-9901001', 'ivanov-petr')
    """
    latin = plain(text)
    if not latin.isascii():
        from anyascii import anyascii  # Takes its time to load, and most lists have no use for it.

        latin = _LETTERS_ONLY.sub(lambda match: match[0] if match[0].isascii() else anyascii(match[0]), latin)
    ascii_text = latin.encode("ascii", "ignore").decode().lower()
    ascii_text = ascii_text.replace("'", "")
    made = _NO_SLUG.sub("-", ascii_text)
    if "." in made:
        made = _LONE_DOT.sub("-", made)
    made = _HYPHENS.sub("-", made).strip("-.")[:SLUG_LENGTH].rstrip("-.")
    if made.split(".")[0] in _WINDOWS_NAMES:
        # Windows takes `com1.5` for the device, and what stands behind the dot for nothing.
        made = made.replace(".", "-") if "." in made else f"{made}-x"
    return made


_LETTERS_ONLY = re.compile(r"[^\W\d_]+")
_NO_SLUG = re.compile(r"[^a-z0-9.]+")
_LONE_DOT = re.compile(r"\.(?![0-9])|(?<![0-9])\.")
_HYPHENS = re.compile("--+")


def is_slug(text: str) -> bool:
    """Whether `text` can name a file on every system as it stands."""
    return (
        len(text) <= SLUG_LENGTH
        and SLUG.fullmatch(text) is not None
        and text.lower().split(".")[0] not in _WINDOWS_NAMES
    )


def is_portable(name: str) -> bool:
    """Whether every system can have a file or folder of that name, one part of a path."""
    return not _UNPORTABLE.search(name) and name.lower().split(".")[0].rstrip() not in _WINDOWS_NAMES


_UNPORTABLE = re.compile(r'[<>:"\\|?*\x00-\x1f]|[. ]$')
"""What Windows allows in no name (Naming Files, Paths, and Namespaces)."""


def place_key(path: str) -> str:
    """The same for two paths that are one on some system: it may not tell capitals from small letters, nor `é` from an
    `e` with an accent behind it."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def collapse(text: str) -> str:
    """Every run of white space one space, none at the ends."""
    return " ".join(text.split())


def repair(text: str) -> str:
    r"""`text` without half surrogate pairs (`"\ud83d"` alone), which no encoding can write: U+FFFD for each."""
    return _HALVES.sub("\ufffd", text)


_HALVES = re.compile("[\ud800-\udfff]")


def find_strays(text: str) -> list[int]:
    """Offsets of the characters that could turn what stands around `text`, or make it read as what it is not.

    These are all overrides of direction (U+202D, U+202E) with what ends them, and embeddings and isolates that are not
    closed within their line, or closed twice. In pairs the latter are how some people write a name from right to left.

    >>> find_strays("a \u2067pair\u2069 and \u202eone"), find_strays("\u202a\u2069")
    ([11], [0, 1])
    """
    if text.isascii() or _DIRECTION.search(text) is None:
        return []
    strays: list[int] = []
    opened: list[tuple[int, str]] = []
    for match in _DIRECTION_OR_LINE.finditer(text):
        sign, at = match[0], match.start()
        if sign in _OPENING:
            opened.append((at, sign))
        elif sign in _CLOSING and opened and opened[-1][1] in _CLOSING[sign]:
            start, opening = opened.pop()
            strays += [start, at] if opening in _OVERRIDES else []
        elif sign in _CLOSING:
            strays.append(at)
        else:
            strays += [start for start, _ in opened]
            opened.clear()
    return sorted([*strays, *(start for start, _ in opened)])


def without_strays(text: str) -> str:
    """`text` without the characters that `find_strays` finds in it."""
    strays = find_strays(text)
    if not strays:
        return text
    edges = [0, *(edge for at in strays for edge in (at, at + 1)), len(text)]
    return "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


_OVERRIDES = "\u202d\u202e"
_OPENING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
_CLOSING = {"\u202c": "\u202a\u202b\u202d\u202e", "\u2069": "\u2066\u2067\u2068"}
"""What ends an embedding or override, and what ends an isolate (Unicode Standard Annex 9, section 2)."""
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_DIRECTION_OR_LINE = re.compile("[\u202a-\u202e\u2066-\u2069\n\r\x85\u2028\u2029]")


def digest(*parts: str | bytes) -> str:
    """32 hexadecimal digits (blake2b) of the parts in order; where one ends and the next begins counts."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()
