"""Which papers are near which, and why: by the terms, tags, people and ties that few others share with them.

Each key's features by their kinds go in, and what was found the last time; the nearest keys of each come out. Pure
arithmetic over plain values: it knows neither papers nor pages, and all that it gives can be kept for the next time.

Why whole numbers: sums of floats depend on the order of adding up. Why rarity in half powers of two: one more paper that
says a word moves hardly a word over a step, so that nearly all weights, and all neighbours but a few, stay as they are.
Why a score is the same both ways: after an edit only the keys that it touches are scored anew, and those near to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import nlargest
from math import isqrt
from operator import mul
from types import MappingProxyType

from .values import Value

TOO_COMMON = 255
"""A feature that more keys than this have finds nobody: it would say little, and make the work quadratic."""

TOO_FAR = 3_750
"""A score below this is none; 62,500 is the same terms and nothing else."""

Part = tuple[tuple[str, ...], bytes]
Features = Mapping[str, Part]
"""By kind (see `KINDS`) the features of a key, each once, and how strong each is there, from 1 to about 9.

Why bytes: a tuple for each of a million features would cost more than all the arithmetic."""

Vector = tuple[tuple[str, ...], bytes, tuple[str, ...], bytes]
"""Features by which others are found, with their weights; and those that are too common for it and only add, with theirs."""


class Kind(Value):
    """`scale`: the square of it is what sameness in this kind alone comes to; at most 255. `most`: so many of a key's features count,
    the weightiest. `pivot`: the higher, the more features a key must have before they count in full. `adds`: whether one
    that is too common to find by still counts between those found by another."""

    scale: int
    most: int
    pivot: int
    adds: bool


class Near(Value):
    """A neighbour; by kind the features in common with what each adds to the score, weightiest first."""

    key: str
    score: int
    shared: Mapping[str, tuple[tuple[str, int], ...]]


class Related(Value):
    """`nearest` of each key, best first, with their scores. The rest is what the next search begins with: `features` and
    `apart` as they were given, by kind how many keys hold each feature (`holders`), and by kind the keys' `vectors`. All
    fields are dicts, tuples, texts and whole numbers."""

    count: int
    features: dict[str, Features]
    apart: dict[str, tuple[str, ...]]
    holders: dict[str, dict[str, int]]
    vectors: dict[str, dict[str, Vector]]
    nearest: dict[str, tuple[tuple[str, int], ...]]

    def near(self, key: str) -> tuple[Near, ...]:
        own = {kind: dict(_lay_out(vectors[key])) for kind, vectors in self.vectors.items()}
        return tuple(Near(other, score, self._shared(own, other)) for other, score in self.nearest[key])

    def moved_since(self, last: Related) -> set[str]:
        """The keys whose neighbours, or what they share with them, may be others than they were."""
        other = {
            key
            for kind, vectors in self.vectors.items()
            for key, vector in vectors.items()
            if vector is not last.vectors[kind].get(key)
        }
        return {
            key
            for key, nearest in self.nearest.items()
            if key in other or nearest != last.nearest.get(key) or any(one in other for one, _ in nearest)
        }

    def _shared(self, own: Mapping[str, Mapping[str, int]], other: str) -> dict[str, tuple[tuple[str, int], ...]]:
        shared = {}
        for kind, ours in own.items():
            theirs = _lay_out(self.vectors[kind][other])
            both = sorted([(-ours[name] * weight, name) for name, weight in theirs if name in ours])
            shared[kind] = tuple([(name, -added) for added, name in both])
        return shared


def _lay_out(vector: Vector) -> Iterator[tuple[str, int]]:
    """All its features, each with its weight."""
    rare, weights, common, less = vector
    return zip(rare + common, weights + less, strict=True)


_NO_PART: Part = ((), b"")
_NO_FEATURES: Features = MappingProxyType({})
_NONE_APART: Mapping[str, Collection[str]] = MappingProxyType({})


def find_related(
    features: Mapping[str, Features],
    count: int,
    apart: Mapping[str, Collection[str]] = _NONE_APART,
    last: Related | None = None,
) -> Related:
    """The `count` nearest keys of each key, without those that `apart` names for it; equal scores go by key.

    From what was found `last`, if only a little has changed since, in a small part of the time; and the same is found.
    """
    none: Mapping[str, dict[str, Vector]] = {kind: {} for kind in KINDS}
    if last is None or last.count != count or last.vectors.keys() != KINDS.keys():
        last = Related(count, {}, {}, {kind: {} for kind in KINDS}, dict(none), {})
    aside = {key: tuple(sorted(set(apart[key]))) for key in features if apart.get(key)}
    changed = sorted(
        key for key in features.keys() | last.features.keys() if features.get(key) != last.features.get(key)
    )
    moved = {key for key in features if aside.get(key) != last.apart.get(key)}.union(changed)
    holders, vectors = {}, {}
    for kind in KINDS:
        holders[kind] = _count_holders(kind, changed, features, last)
        vectors[kind] = _weigh_all(kind, changed, features, last, holders[kind])
        before = last.vectors[kind]
        moved.update(key for key, vector in vectors[kind].items() if vector is not before.get(key))
    anew = {key for key in features if key in moved or any(other in moved for other, _ in last.nearest[key])}
    nearest = _find_nearest(_Desk(vectors, aside, count, anew), last, moved, anew)
    return Related(count, dict(features), aside, holders, vectors, nearest)


def _count_holders(
    kind: str, changed: Collection[str], features: Mapping[str, Features], last: Related
) -> dict[str, int]:
    """How many keys have each feature, from how many it were."""
    counts = dict(last.holders[kind])
    for key in changed:
        for name in features.get(key, _NO_FEATURES).get(kind, _NO_PART)[0]:
            counts[name] = counts.get(name, 0) + 1
    for key in changed:
        for name in last.features.get(key, _NO_FEATURES).get(kind, _NO_PART)[0]:
            if counts[name] == 1:
                del counts[name]
            else:
                counts[name] -= 1
    return counts


def _weigh_all(
    kind: str, changed: Collection[str], features: Mapping[str, Features], last: Related, holders: Mapping[str, int]
) -> dict[str, Vector]:
    """The vector of each key; where it is what it was, it is the last one itself."""
    table, size = _list_rarities(kind, len(features)), _step(len(features))
    before = last.vectors[kind]
    if size != _step(len(last.features)):
        anew: Collection[str] = features
    else:
        anew = set(changed) | _find_shifted(kind, changed, features, last, holders)
    vectors = {}
    for key, own in features.items():
        vector = before.get(key)
        if vector is None or key in anew:
            found = _weigh(own.get(kind, _NO_PART), holders, table, KINDS[kind], size)
            vector = found if found != vector or vector is None else vector
        vectors[key] = vector
    return vectors


def _find_shifted(
    kind: str, changed: Iterable[str], features: Mapping[str, Features], last: Related, holders: Mapping[str, int]
) -> set[str]:
    """The keys with a feature that is now more or less rare than it was by a step."""
    old = last.holders[kind]
    sides = [side.get(key, _NO_FEATURES) for key in changed for side in (features, last.features)]
    touched = {name for side in sides for name in side.get(kind, _NO_PART)[0]}
    shifted = {name for name in touched if _step(old.get(name, 0)) != _step(holders.get(name, 0))}
    if not shifted:
        return set()
    return {key for key, own in features.items() if not shifted.isdisjoint(own.get(kind, _NO_PART)[0])}


# Rarity and weights.


def _step(number: int) -> int:
    """Its logarithm in half powers of two, as a whole number: 1 → 1, 2 → 3, 3 → 4, 4 → 5; 0 for none."""
    return (number * number).bit_length()


def _list_rarities(kind: str, total: int) -> list[int]:
    """By the number of holders how much a feature says: nothing if one key alone has it, next to nothing if all have.

    Why next to nothing and not nothing: of two keys, what both have is still a reason."""
    most = total if KINDS[kind].adds else min(total, TOO_COMMON)
    rarities = [max(0, _step(total) + 1 - _step(number)) for number in range(most + 1)]
    rarities[:2] = [0, 0]
    return rarities + [0] * (total - most)


def _weigh(own: Part, holders: Mapping[str, int], rarities: list[int], kind: Kind, size: int) -> Vector:
    """Its weightiest features, as a vector of the length `scale`; a shorter one if there is little to go by."""
    rarity = [rarities[holders[name]] for name in own[0]]
    raw = [(-weight, name) for name, weight in zip(own[0], map(mul, own[1], rarity), strict=True) if weight]
    if not raw:
        return _NO_VECTOR
    raw.sort()
    del raw[kind.most :]
    length = isqrt(sum([weight * weight for weight, _ in raw]) + (kind.pivot * size) ** 2)
    scaled = [(name, -weight * kind.scale // length) for weight, name in raw]
    if not kind.adds:
        return tuple([name for name, _ in scaled]), bytes([weight for _, weight in scaled]), (), b""
    rare = [one for one in scaled if holders[one[0]] <= TOO_COMMON]
    common = [one for one in scaled if holders[one[0]] > TOO_COMMON]
    return (
        *(tuple([name for name, _ in rare]), bytes([weight for _, weight in rare])),
        *(tuple([name for name, _ in common]), bytes([weight for _, weight in common])),
    )


_NO_VECTOR: Vector = ((), b"", (), b"")


# Scores.


class _Desk:
    """Finds the nearest of the keys `asked`, with all that is looked up for it laid out. Keys are numbered in their
    order: numbers are looked up in half the time."""

    def __init__(
        self,
        vectors: Mapping[str, Mapping[str, Vector]],
        apart: Mapping[str, Collection[str]],
        count: int,
        asked: Collection[str],
    ) -> None:
        self.keys = sorted(next(iter(vectors.values())))
        self.numbers = {key: number for number, key in enumerate(self.keys)}
        self._count = count
        self._apart = {
            self.numbers[key]: {self.numbers[one] for one in others if one in self.numbers}
            for key, others in apart.items()
        }
        self._vectors = vectors
        self._holders: list[dict[str, tuple[list[int], bytearray]]] = []
        self._adding: list[dict[str, dict[int, int]]] = []
        for by_key in vectors.values():
            found_by: dict[str, tuple[list[int], bytearray]] = {}
            adding: dict[str, dict[int, int]] = {}
            wanted = {name for key in asked for name in (*by_key[key][0], *by_key[key][2])}
            for number, key in enumerate(self.keys):
                names, weights, common, less = by_key[key]
                if wanted.isdisjoint(names) and wanted.isdisjoint(common):
                    continue
                for name, weight in zip(names, weights, strict=True):
                    if name not in found_by:
                        found_by[name] = [], bytearray()
                    found_by[name][0].append(number)
                    found_by[name][1].append(weight)
                for name, weight in zip(common, less, strict=True):
                    adding.setdefault(name, {})[number] = weight
            self._holders.append(found_by)
            self._adding.append(adding)

    def is_apart(self, number: int, other: int) -> bool:
        return other in self._apart.get(number, ())

    def score(self, number: int) -> dict[int, int]:
        """How near each other is that shares a feature by which others are found; itself and those apart as well."""
        key = self.keys[number]
        scores: dict[int, int] = {}
        get = scores.get
        vectors = [by_key[key] for by_key in self._vectors.values()]
        for (names, weights, _, _), holders in zip(vectors, self._holders, strict=True):
            for name, own in zip(names, weights, strict=True):
                for other, weight in zip(*holders[name], strict=True):
                    scores[other] = get(other, 0) + own * weight
        for (_, _, names, weights), adding in zip(vectors, self._adding, strict=True):
            for name, own in zip(names, weights, strict=True):
                theirs = adding[name]
                for other in scores.keys() & theirs.keys():
                    scores[other] += own * theirs[other]
        return scores

    def find(self, number: int) -> tuple[tuple[int, int], ...]:
        scores = self.score(number)
        for other in (number, *self._apart.get(number, ())):
            scores.pop(other, None)
        # First cut roughly, since most are far.
        least = max(TOO_FAR, min(nlargest(self._count, scores.values()), default=0))
        return self.rank([(other, score) for other, score in scores.items() if score >= least])

    def rank(self, scored: Collection[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        return tuple(sorted(scored, key=lambda one: (-one[1], one[0]))[: self._count])


def _find_nearest(
    desk: _Desk, last: Related, moved: Collection[str], anew: set[str]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """`anew` are the keys that moved, or had one near that moved; the others may get one that moved among theirs.

    The nearest of those others have not moved, so that their scores stand, and whoever was behind them still is."""
    keys, numbers = desk.keys, desk.numbers
    nearest = {key: last.nearest[key] for key in keys if key not in anew}
    come: dict[int, list[tuple[int, int]]] = {}
    for key in sorted(anew.intersection(moved)) if nearest else ():
        number = numbers[key]
        for other, score in desk.score(number).items():
            if score >= TOO_FAR and keys[other] not in anew and not desk.is_apart(other, number):
                come.setdefault(other, []).append((number, score))
    ranked = {keys[other]: desk.rank([*_number(nearest[keys[other]], numbers), *new]) for other, new in come.items()}
    ranked.update((key, desk.find(numbers[key])) for key in anew)
    return {
        key: tuple([(keys[other], score) for other, score in ranked[key]]) if key in ranked else nearest[key]
        for key in keys
    }


def _number(nearest: Iterable[tuple[str, int]], numbers: Mapping[str, int]) -> list[tuple[int, int]]:
    return [(numbers[other], score) for other, score in nearest]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "term": Kind(scale=250, most=15, pivot=3, adds=False),
        "tag": Kind(scale=175, most=40, pivot=2, adds=True),
        "person": Kind(scale=125, most=40, pivot=2, adds=True),
        "tie": Kind(scale=150, most=40, pivot=2, adds=True),
    }
)
"""In the order in which a reason names them. benchmarks/README.md says by what they were set."""
