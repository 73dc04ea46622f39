"""Strings to strings: folding for comparison, slugs, sort keys, digests.

Pure functions that every other room may use. Knows nothing of papers, files or HTML.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

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


def plain(text: str) -> str:
    """Letters without their marks, in their case: `Ó hÉigeartaigh` → `O hEigeartaigh`, `Łódź` → `Lodz`."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold(text: str) -> str:
    """For comparing: no marks, no case, every run of other than letters and digits one space."""
    return " ".join(re.findall(r"[^\W_]+", plain(text).casefold()))


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

        latin = re.sub(r"[^\W\d_]+", lambda match: match[0] if match[0].isascii() else anyascii(match[0]), latin)
    ascii_text = latin.encode("ascii", "ignore").decode().lower()
    ascii_text = ascii_text.replace("'", "")
    made = re.sub(r"[^a-z0-9.]+", "-", ascii_text)
    made = re.sub(r"\.(?![0-9])|(?<![0-9])\.", "-", made)
    made = re.sub(r"-+", "-", made).strip("-.")[:SLUG_LENGTH].rstrip("-.")
    return f"{made}-x" if made.split(".")[0] in _WINDOWS_NAMES else made


def is_slug(text: str) -> bool:
    """Whether `text` can name a file on every system as it stands."""
    return (
        len(text) <= SLUG_LENGTH
        and SLUG.fullmatch(text) is not None
        and text.lower().split(".")[0] not in _WINDOWS_NAMES
    )


def collapse(text: str) -> str:
    """Every run of white space one space, none at the ends."""
    return " ".join(text.split())


def digest(*parts: str | bytes) -> str:
    """32 hexadecimal digits (blake2b) of the parts in order; where one ends and the next begins counts."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()
