"""An entry to the words that find it: in which of its parts each stands, and how much it weighs there.

An entry goes in, a text with a word and two signs for each comes out, so that it can be kept; and its parts as plain
texts, in which the browser shows what was found. It must not know any other entry.

The weight is BM25F's for a single entry (Robertson and Zaragoza 2009, section 3.6): word counts of each part, by the
part's own length, are added up with weights before they are damped. Lengths are compared with fixed ones, not with the list's
average, so that no entry's weights change with another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from ..model import Entry
from ..text import collapse
from ..values import Value
from .tokens import find_words

SIGNS = "".join(chr(n) for n in range(35, 127) if chr(n) != "\\")
"""What numbers are written in: printable, and none that a string of JavaScript has to escape."""

HIGHEST = len(SIGNS) - 1
DAMPING = 1.2


class Field(Value):
    """A part of an entry: `bit` marks it, a word in it weighs `weight`; in a text of `usual` words it weighs just that, in a
    longer one less, by `slope` (0 to 1)."""

    bit: int
    weight: float
    usual: int
    slope: float


FIELDS = MappingProxyType(
    {
        "title": Field(1, 6.0, 10, 0.3),
        "people": Field(2, 4.0, 8, 0.1),
        "tags": Field(4, 3.0, 6, 0.1),
        "why": Field(8, 2.5, 15, 0.3),
        "notes": Field(16, 1.6, 120, 0.5),
        "margin": Field(32, 1.6, 60, 0.5),
        "abstract": Field(64, 1.2, 150, 0.5),
    }
)
"""The signs for the parts of a word are two: their bits do not fit into one."""


def list_texts(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """The parts as plain texts: (part, id on the page, text)."""
    paper = entry.paper
    yield "title", "", collapse(paper.title)
    yield "people", "", ", ".join(name.display for name in paper.authors)
    yield "tags", "", ", ".join(key.replace("-", " ") for key in entry.tags)
    yield "why", "why", plain_text(entry.why)
    yield "notes", "notes", plain_text(entry.notes)
    for note in entry.margin:
        yield "margin", note.id, collapse(f"{note.quote} — {plain_text(note.note)}" if note.note else note.quote)
    for quote in entry.quotes:
        yield "margin", "quotes", collapse(f"{quote.text} — {plain_text(quote.note)}" if quote.note else quote.text)
    yield "abstract", "abstract", collapse(paper.abstract)


def list_postings(entry: Entry) -> str:
    """`word` and three signs, its weight and its parts, for each word, a space between."""
    texts: dict[str, list[str]] = {}
    for part, _, text in list_texts(entry):
        if text:
            texts.setdefault(part, []).append(text)
    weights: dict[str, float] = {}
    parts: dict[str, int] = {}
    for part, said in texts.items():
        field = FIELDS[part]
        words = [word for text in said for word in find_words(text)]
        length = 1 - field.slope + field.slope * len(words) / field.usual
        bit, weight = field.bit, field.weight
        for word, count in Counter(words).items():
            weights[word] = weights.get(word, 0.0) + weight * count / length
            parts[word] = parts.get(word, 0) | bit
    # Of both there are few in an entry.
    weighed = {weight: sign_weight(weight) for weight in set(weights.values())}
    placed = {bits: sign_parts(bits) for bits in set(parts.values())}
    return " ".join([f"{word}{weighed[weight]}{placed[parts[word]]}" for word, weight in weights.items()])


def split_postings(postings: str) -> list[tuple[str, str]]:
    """Words, each with its three signs."""
    return [(one[:-3], one[-3:]) for one in postings.split(" ")] if postings else []


def sign_weight(weight: float) -> str:
    return SIGNS[min(HIGHEST, int(weight / (DAMPING + weight) * (HIGHEST + 1)))]


def sign_parts(parts: int) -> str:
    return SIGNS[parts >> 4] + SIGNS[parts & 15]


def tag_postings(labels: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Of labels, which an entry does not have itself."""
    field = FIELDS["tags"]
    return ((word, sign_weight(field.weight) + sign_parts(field.bit)) for label in labels for word in find_words(label))


def write_numbers(values: Sequence[int]) -> tuple[int, str]:
    """Whole numbers, all in as many digits as the greatest needs, the highest first; and how many these are."""
    base, width, most = len(SIGNS), 1, max(values, default=0)
    while base**width <= most:
        width += 1
    powers = [base**place for place in reversed(range(width))]
    return width, "".join([SIGNS[value // power % base] for value in values for power in powers])


def write_lists(lists: Sequence[Sequence[int]]) -> tuple[int, str]:
    """The same of several numbers each, with a space between."""
    width, digits = write_numbers([value for values in lists for value in values])
    out, at = [], 0
    for values in lists:
        out.append(digits[at : at + width * len(values)])
        at += width * len(values)
    return width, " ".join(out)


def plain_text(text: str) -> str:
    """Markdown as the words that it says, formulas as they are written."""
    for sign, pattern, put in _MARKUP:
        if sign in text:
            text = pattern.sub(put, text)
    return " ".join(text.split())


_LINK = r"\[([^\[\]\n]*)\]\([^()\s]*(?:\s+\"[^\"\n]*\")?\)"
_MARKUP = (
    ("![", re.compile(rf"!{_LINK}"), r"\1"),
    ("](", re.compile(_LINK), r"\1"),
    ("[[", re.compile(r"\[\[[^\[\]\n]*\]\]"), " "),
    ("[^", re.compile(r"\[\^[^\]\s]{1,100}\]:?"), " "),
    ("<", re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|<(?=https?://)|(?<=[^\s<])>"), " "),
    ("#", re.compile(r"^ {0,3}#{1,6}[ \t]+|[ \t]+#+[ \t]*$", re.MULTILINE), " "),
    (">", re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE), " "),
    ("*", re.compile(r"(?<!\\)\*+"), ""),
    ("_", re.compile(r"(?<![\w\\])_+(?=\w)|(?<=\w)_+(?!\w)"), ""),
    ("`", re.compile(r"`+"), ""),
    ("- ", re.compile(r"^\s*- ", re.MULTILINE), " "),
    ("|", re.compile(r"(?<!\\)\|[-:|\s]*"), " "),
    ("\\", re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~$-])"), r"\1"),
)
