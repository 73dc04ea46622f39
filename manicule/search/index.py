"""The words of all entries to an index in parts, each small enough to be loaded while one types.

In go the postings of entries, in the order in which these came on the list; out comes an `Index`, or the same with the
postings of a few entries exchanged, which takes a small part of the time. It must not know what entries are, nor where
the parts are kept.

Where the parts are cut follows from how many postings there are below each beginning of words, and from nothing else,
so that an index that was changed and one made anew are the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..values import Value, replace
from .postings import SIGNS, split_postings

FULL = 8_000
"""Postings in one part, of about four bytes each."""

DEEPEST = 4
"""Letters of a beginning by which parts are cut."""

_HALF = len(SIGNS) // 2
"""A number is written in digits of this base, the lowest first; all but the last digit are so much higher."""


class Index(Value):
    """`parts` have their lines, a word and its postings, by the beginning from which on their words are, in order; `below` is
    how many postings there are below each beginning of up to four letters; `words` are all words by their length."""

    parts: Mapping[str, str]
    below: Mapping[str, int]
    words: Mapping[int, frozenset[str]]


def build_index(postings: Iterable[str], labels: Iterable[Iterable[tuple[str, str]]] = ()) -> Index:
    """Of entries in their order. `labels` has further postings of each, which weigh only where it has not the word itself."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    last: dict[str, int] = {}
    steps: list[str] = []
    further = iter(labels)
    for number, own in enumerate(postings):
        steps.append(write_step(number))
        for word, signs in (*split_postings(own), *dict(next(further, ())).items()):
            before = last.get(word, -1)
            if before < number:
                places[word].append(steps[number - before - 1] + signs)
                last[word] = number
    below: Counter[str] = Counter()
    for word, found in places.items():
        for length in range(min(DEEPEST, len(word)) + 1):
            below[word[:length]] += len(found)
    parts: dict[str, list[str]] = {start: [] for start in cut_parts(below)}
    starts = list(parts)
    at = 0
    for word in sorted(places, key=_order):
        while at + 1 < len(starts) and _order(starts[at + 1]) <= _order(word):
            at += 1
        parts[starts[at]].append(f"{word} {''.join(places[word])}")
    return Index({start: "\n".join(lines) for start, lines in parts.items()}, dict(below), _by_length(places))


def join_postings(own: str, labels: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """An entry's own postings and those of its tags' labels."""
    found = split_postings(own)
    further = dict(labels)
    if not further:
        return found
    known = {word for word, _ in found}
    return [*found, *((word, signs) for word, signs in further.items() if word not in known)]


def change_index(
    index: Index, changes: Mapping[int, tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]]
) -> Index:
    """With other postings of a few entries, by their numbers: (those that it has in the index, those that it shall
    have)."""
    edits: dict[str, dict[int, str]] = {}
    for number, (old, new) in changes.items():
        before, after = dict(old), dict(new)
        for word in before.keys() | after.keys():
            if before.get(word) != after.get(word):
                edits.setdefault(word, {})[number] = after.get(word, "")
    if not edits:
        return index
    below, words = Counter(index.below), {length: set(known) for length, known in index.words.items()}
    lines = dict(index.parts)
    starts = list(lines)
    opened: dict[str, dict[str, str]] = {}
    for word, edit in edits.items():
        start = find_part(starts, word)
        if start not in opened:
            opened[start] = read_lines(lines[start])
        part = opened[start]
        places = dict(read_places(part.get(word, "")))
        had = len(places)
        places.update(edit)
        kept = sorted((number, signs) for number, signs in places.items() if signs)
        for length in range(min(DEEPEST, len(word)) + 1):
            below[word[:length]] += len(kept) - had
        if kept:
            part[word] = write_places(kept)
            words.setdefault(len(word), set()).add(word)
        else:
            part.pop(word, None)
            words[len(word)].discard(word)
    below = Counter({start: count for start, count in below.items() if count})
    for start, part in opened.items():
        lines[start] = "\n".join(f"{word} {part[word]}" for word in sorted(part, key=_order))
    frozen = {length: frozenset(known) for length, known in words.items() if known}
    return _recut(replace(index, parts=lines, below=dict(below), words=frozen))


def _recut(index: Index) -> Index:
    """The same with its parts where they belong."""
    starts = list(cut_parts(index.below))
    if starts == list(index.parts):
        return index
    every = [line for lines in index.parts.values() for line in lines.split("\n") if line]
    parts: dict[str, list[str]] = {start: [] for start in starts}
    for line in every:
        parts[find_part(starts, line.partition(" ")[0])].append(line)
    return replace(index, parts={start: "\n".join(lines) for start, lines in parts.items()})


def find_part(starts: Sequence[str], word: str) -> str:
    """The beginning of the part that has the word, if any has."""
    low, high = 0, len(starts)
    while high - low > 1:
        middle = (low + high) // 2
        if _order(starts[middle]) <= _order(word):
            low = middle
        else:
            high = middle
    return starts[low]


def cut_parts(below: Mapping[str, int]) -> Iterator[str]:
    """The beginnings from which on parts are. Small ones are joined only with those beside them that have the same
    letters but the last before them: a cut that moves moves no others but these."""
    letters: dict[str, list[str]] = {}
    for start in below:
        if start:
            letters.setdefault(start[:-1], []).append(start)
    yield ""
    yield from [start for start in _cut("", below, letters) if start]


def _cut(above: str, below: Mapping[str, int], letters: Mapping[str, list[str]]) -> Iterator[str]:
    size = below.get(above, 0)
    if size <= FULL or len(above) == DEEPEST or above not in letters:
        yield above
        return
    held = size - sum(below[start] for start in letters[above])
    yield above
    for start in sorted(letters[above], key=_order):
        if below[start] > FULL:
            yield from _cut(start, below, letters)
            held = FULL
        elif held + below[start] > FULL:
            yield start
            held = below[start]
        else:
            held += below[start]


def _order(word: str) -> bytes:
    """As JavaScript compares texts."""
    return word.encode("utf-16-be", "surrogatepass")


def _by_length(words: Iterable[str]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for word in words:
        found.setdefault(len(word), set()).add(word)
    return {length: frozenset(known) for length, known in found.items()}


# Postings as the browser reads them: how far the entry is from the one before, and its three signs.


def write_places(places: Iterable[tuple[int, str]]) -> str:
    out, last = [], -1
    for number, signs in places:
        out.append(write_step(number - last - 1) + signs)
        last = number
    return "".join(out)


def write_step(step: int) -> str:
    """How many entries lie between one that has the word and the one before it."""
    out = ""
    while step >= _HALF:
        out += SIGNS[_HALF + step % _HALF]
        step //= _HALF
    return out + SIGNS[step]


def read_places(text: str) -> Iterator[tuple[int, str]]:
    at, number = 0, -1
    while at < len(text):
        step, factor = 0, 1
        while (digit := _DIGITS[text[at]]) >= _HALF:
            step += (digit - _HALF) * factor
            factor *= _HALF
            at += 1
        number += step + digit * factor + 1
        yield number, text[at + 1 : at + 4]
        at += 4


def read_lines(lines: str) -> dict[str, str]:
    return dict(line.split(" ", 1) for line in lines.split("\n")) if lines else {}


_DIGITS = {sign: digit for digit, sign in enumerate(SIGNS)}
