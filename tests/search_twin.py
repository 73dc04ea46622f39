"""What assets/js/search.js does, said once more in Python: a query, and the files below assets/search/, to what is found.

The built files go in, as does a query; numbers, scores and parts come out, which the browser's must equal. `scan` does it
again without any index, from the texts alone: what fits must be the same.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from manicule.search.index import find_part, read_lines, read_places
from manicule.search.postings import FIELDS, SIGNS
from manicule.search.tokens import STOP_WORDS, split_words

MASKS = {"title": 1, "author": 2, "why": 8, "note": 48, "notes": 48, "abstract": 64}
FACETS = ("tag", "year", "kind", "status", "importance", "has", "venue", "by")
SHOWN = (64, 8, 16, 32, 2, 4)
PREFIX, TYPO, FORGIVEN, SHORT, FEW = 0.7, 0.5, 5, 3, 2


@dataclass(frozen=True, slots=True)
class Clause:
    exclude: bool
    words: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    mask: int = 0
    prefix: bool = False
    facet: str = ""
    value: str = ""


def parse(query: str) -> list[list[Clause]]:
    groups: list[list[Clause]] = [[]]
    for match in re.finditer(r'(-?)(?:([a-zA-Z]+):)?(?:"([^"]*)"?|(\S+))', query):
        exclude, field = match[1] == "-", (match[2] or "").lower()
        value = match[3] if match[3] is not None else match[4]
        last = match.end() == len(query) and match[3] is None
        if not field and not exclude and value in ("OR", "|") and not last:
            groups.append([])
            continue
        if field in FACETS:
            groups[-1] += [Clause(exclude, facet=field, value=value)] if value else []
            continue
        if field and field not in MASKS:
            value = f"{match[2]}:{value}"
        every = tuple(split_words(value))
        words = tuple(word for word in every if word not in STOP_WORDS) or (every if last else ())
        if words:
            phrase = every if match[3] is not None and len(every) > 1 else ()
            groups[-1].append(Clause(exclude, words, phrase, MASKS.get(field, 0), last or value.endswith("*")))
    return [group for group in groups if group]


class Twin:
    """The files of one site."""

    def __init__(self, site: Path) -> None:
        self._folder = site / "assets/search"
        self.core = self._read("core")[0]
        self.count: int = self.core["count"]
        single, many = self._read("columns-0")[1]
        self.columns: dict[str, list[Any]] = {name: list(read_numbers(width, text)) for name, width, text in single}
        self.columns |= {
            name: [list(read_numbers(width, one)) for one in text.split(" ")] for name, width, text in many
        }
        self.columns["year"] = [day // 416 for day in self.columns["date"]]
        self.starts: list[str] = self.core["starts"]

    def _read(self, name: str) -> list[Any]:
        text = (self._folder / f"{name}.js").read_text("utf-8")
        return list(json.loads(f"[{text[text.index('(') + 1 : text.rindex(')')]}]"))

    @cached_property
    def lines(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for file in self._folder.glob("part*.js"):
            start, lines = self._read(file.stem)
            assert all(find_part(self.starts, word) == start for word in read_lines(lines))
            found.update(read_lines(lines))
        return found

    @cached_property
    def texts(self) -> list[list[tuple[int, str]]]:
        """(bit, text) of every part of each paper."""
        rows = [row for k in range(-(-self.count // 16)) for row in self._read(f"rows-{k}")[1]]
        texts = [one for k in range(-(-self.count // 4)) for one in self._read(f"texts-{k}")[1]]
        return [
            [(1, row[1]), (4, ", ".join(row[8])), *((SHOWN[part], text) for part, _, text in own)]
            for row, own in zip(rows, texts, strict=True)
        ]

    # By the index.

    def find(self, query: str) -> list[tuple[int, float, int]]:
        """(number, score, parts), best first; phrases are looked up in all texts."""
        scores: dict[int, tuple[float, int]] = {}
        groups = parse(query)
        for group in groups:
            for number, (score, parts) in self._find_group(group).items():
                known = scores.get(number, (-1.0, 0))
                scores[number] = max(known[0], score), known[1] | parts
        found = sorted(((n, s, p) for n, (s, p) in scores.items()), key=lambda one: (-one[1], -one[0]))
        if not any(clause.phrase for group in groups for clause in group):
            return found
        return [one for one in found if any(self._holds(group, one[0]) for group in groups)]

    def _find_group(self, group: list[Clause]) -> dict[int, tuple[float, int]]:
        found: dict[int, tuple[float, int]] | None = None
        for clause in group:
            if clause.words and not clause.exclude:
                own = self._find_clause(clause, not clause.phrase)
                found = _both(found, own) if found is not None else own
        if found is None:
            found = dict.fromkeys(range(self.count), (0.0, 0))
        for clause in group:
            if clause.words and clause.exclude and not clause.phrase:
                for number in self._find_clause(clause, False):
                    found.pop(number, None)
        for clause in group:
            if clause.facet:
                fits = self._tester(clause.facet, clause.value)
                found = {number: one for number, one in found.items() if fits(number) != clause.exclude}
        return found

    def _find_clause(self, clause: Clause, forgive: bool) -> dict[int, tuple[float, int]]:
        found: dict[int, tuple[float, int]] | None = None
        for place, word in enumerate(clause.words):
            prefix = clause.prefix and place == len(clause.words) - 1
            places = self._look_up(word, prefix, clause.mask, forgive)
            rarity = math.log(1 + (self.count - len(places) + 0.5) / (len(places) + 0.5))
            own = {number: (rarity * impact, parts) for number, (impact, parts) in places.items()}
            found = _both(found, own) if found is not None else own
        return found or {}

    def _look_up(self, word: str, prefix: bool, mask: int, forgive: bool) -> dict[int, tuple[float, int]]:
        found: dict[int, tuple[float, int]] = {}
        first = self.starts.index(find_part(self.starts, word))
        overlap = 1 + sum(1 for start in self.starts[first + 1 :] if start.startswith(word))
        prefix = prefix and (len(word) >= SHORT or overlap <= FEW)
        for other in self.lines if prefix else [word] if word in self.lines else []:
            if other == word or (prefix and other.startswith(word)):
                _gather(found, self.lines[other], 1.0 if other == word else PREFIX, mask)
        if not found and forgive and len(word) >= FORGIVEN:
            for other in self.lines:
                if is_near(word, other):
                    _gather(found, self.lines[other], TYPO, mask)
        return found

    def _holds(self, group: list[Clause], number: int) -> bool:
        for clause in group:
            if clause.phrase:
                wanted = f" {' '.join(clause.phrase)}" + ("" if clause.prefix else " ")
                said = any(
                    wanted in f" {' '.join(split_words(text))} "
                    for bit, text in self.texts[number]
                    if not clause.mask or clause.mask & bit
                )
                if said == clause.exclude:
                    return False
        return True

    def _tester(self, facet: str, value: str) -> Callable[[int], bool]:
        of = self.columns
        if facet == "year":
            first, dots, last = value.partition("..")
            low, high = int(first or 0), int(last or 9999) if dots else int(first or 0)
            return lambda n: bool(of["year"][n]) and low <= of["year"][n] <= high
        if facet == "tag":
            keys = {tag[0] for tag in self.core["tags"] if value in (tag[0], tag[1])}
            while below := {tag[0] for tag in self.core["tags"] if tag[2] in keys} - keys:
                keys |= below
            meant = {number for number, tag in enumerate(self.core["tags"]) if tag[0] in keys}
            return lambda n: not meant.isdisjoint(of["tags"][n])
        if facet == "has":
            kinds = self.core["noteKinds"]
            bits = {"notes": 62, "abstract": 1, "quotes": 64, **{kind: 2 << k for k, kind in enumerate(kinds)}}[value]
            return lambda n: bool(of["has"][n] & bits)
        names = {"kind": "kinds", "status": "statuses", "importance": "importances"}[facet]
        meant = {n + 1 for n, name in enumerate(self.core[names]) if name.startswith(value)}
        return lambda n: of[facet][n] in meant

    # Without it.

    def scan(self, query: str) -> set[int]:
        """What fits, by looking through every text for each word; no word is forgiven a letter."""
        return {
            number
            for number in range(self.count)
            if any(
                self._holds(group, number) and all(self._fits(clause, number) for clause in group)
                for group in parse(query)
            )
        }

    def _fits(self, clause: Clause, number: int) -> bool:
        if clause.facet:
            return self._tester(clause.facet, clause.value)(number) != clause.exclude
        if clause.phrase:
            return True
        said = {
            word
            for bit, text in self.texts[number]
            if not clause.mask or clause.mask & bit
            for word in split_words(text)
        }
        whole, last = clause.words[:-1], clause.words[-1]
        fits = said.issuperset(whole) and (
            any(word.startswith(last) for word in said - STOP_WORDS) if clause.prefix else last in said
        )
        return fits != clause.exclude


def read_numbers(width: int, text: str) -> Iterator[int]:
    for at in range(0, len(text), width):
        number = 0
        for sign in text[at : at + width]:
            number = number * len(SIGNS) + SIGNS.index(sign)
        yield number


def _both(some: dict[int, tuple[float, int]], others: dict[int, tuple[float, int]]) -> dict[int, tuple[float, int]]:
    return {n: (some[n][0] + others[n][0], some[n][1] | others[n][1]) for n in some if n in others}


def _gather(into: dict[int, tuple[float, int]], places: str, factor: float, mask: int) -> None:
    for number, signs in read_places(places):
        parts = SIGNS.index(signs[1]) << 4 | SIGNS.index(signs[2])
        if not mask or parts & mask:
            impact = factor * (SIGNS.index(signs[0]) + 1) / len(SIGNS)
            known = into.get(number, (0.0, 0))
            into[number] = max(known[0], impact), known[1] | parts


def is_near(one: str, other: str) -> bool:
    """Whether one letter more, less, other, or two exchanged make it of the other."""
    return one != other and (other in set(_changes(one)) or one in set(_drops(other)) or _differs_by_one(one, other))


def _changes(word: str) -> Iterator[str]:
    yield from _drops(word)
    yield from (word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1))


def _drops(word: str) -> Iterator[str]:
    return (word[:n] + word[n + 1 :] for n in range(len(word)))


def _differs_by_one(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


assert {field.bit for field in FIELDS.values()} == {1, 2, 4, 8, 16, 32, 64}
