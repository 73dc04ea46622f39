"""Places on a map for things that are near to each other, by what each is about and by who is near to whom.

Keys with weighted names and their neighbours go in, a place for each comes out, and names for the regions. It must not
know what the keys are, nor how a map is drawn.

Why so: a place follows from the key's own names first, each of which has a place of its own that follows from its letters
alone; then it is drawn to its neighbours, half as far at each step away. So there is no chance in it, no memory of an
earlier map, and whoever is added moves hardly anybody but those near.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence

from .values import Value

Point = tuple[float, float]

PULLED = 8
"""Steps in which places are drawn to those of their neighbours."""

SPREAD = 0.7
"""How far places are moved from where they came to lie towards an even distribution: 0 not at all, 1 all the way."""

SIDES = (4, 3)
"""Regions that a map is cut into, across and down."""

NAMED = 3
"""So many keys of a region must share a name for it to be the region's."""


class Region(Value):
    name: str
    place: Point
    keys: tuple[str, ...]


def place_keys(
    names: Mapping[str, Mapping[str, float]], near: Mapping[str, Sequence[tuple[str, int]]]
) -> dict[str, Point]:
    """A point of the unit square for each key, in the order of the keys; no two are the same. `names` are what each key
    is about, with weights; `near` its neighbours, with how near they are."""
    start = {
        key: _mean([(_place_name(name), weight) for name, weight in own.items()], key) for key, own in names.items()
    }
    places = dict(start)
    for _ in range(PULLED):
        places = {key: _pull(start[key], near.get(key, ()), places) for key in names}
    return _settle(_spread(_loosen(places)))


def name_regions(
    places: Mapping[str, Point], names: Mapping[str, Mapping[str, float]], printed: Mapping[str, str]
) -> tuple[Region, ...]:
    """For each part of the map the name that says most of it and of no part beside it; `printed` are those that may be
    shown."""
    cells: dict[tuple[int, int], list[str]] = {}
    for key, (x, y) in places.items():
        cells.setdefault((min(SIDES[0] - 1, int(x * SIDES[0])), min(SIDES[1] - 1, int(y * SIDES[1]))), []).append(key)
    total = Counter(name for own in names.values() for name in own if name in printed)
    scored = []
    for cell, keys in cells.items():
        held = Counter(name for key in keys for name in names[key] if name in printed)
        for name, count in held.items():
            if count >= min(NAMED, len(places) // 4 or 1):
                scored.append((-count * count / total[name] * math.log(1 + len(places) / total[name]), name, cell))
    regions: dict[tuple[int, int], Region] = {}
    taken: set[str] = set()
    for _, name, cell in sorted(scored):
        if cell in regions or name in taken:
            continue
        taken.add(name)
        middle = _mean([(places[key], 1.0) for key in cells[cell] if name in names[key]], name)
        regions[cell] = Region(name, middle, tuple(cells[cell]))
    return tuple(regions[cell] for cell in sorted(regions, key=lambda cell: (cell[1], cell[0])))


def _place_name(name: str) -> Point:
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest[:4], "big") / 2**32, int.from_bytes(digest[4:], "big") / 2**32


def _mean(points: Sequence[tuple[Point, float]], key: str) -> Point:
    """Weighted; of none, the key's own."""
    weight = sum(weight for _, weight in points)
    if not weight:
        return _place_name(key)
    return sum(x * w for (x, _), w in points) / weight, sum(y * w for (_, y), w in points) / weight


def _pull(own: Point, near: Sequence[tuple[str, int]], places: Mapping[str, Point]) -> Point:
    found = [(places[other], float(score)) for other, score in near if other in places]
    if not found:
        return own
    x, y = _mean(found, "")
    return (own[0] + x) / 2, (own[1] + y) / 2


def _loosen(places: Mapping[str, Point]) -> dict[str, Point]:
    """As far apart one way as another (ZCA whitening): means of a few names lie along a line, more often than not. Unlike
    the axes of a principal component analysis these never turn over for one more key."""
    count = max(1, len(places))
    middle = _mean([(place, 1.0) for place in places.values()], "")
    apart = {key: (x - middle[0], y - middle[1]) for key, (x, y) in places.items()}
    xx, yy, xy = (
        sum(one[a] * one[b] for one in apart.values()) / count + (0.0001 if a == b else 0)
        for a, b in ((0, 0), (1, 1), (0, 1))
    )
    root = math.sqrt(xx * yy - xy * xy)  # of the matrix [xx xy; xy yy], whose inverse square root is wanted
    size = math.sqrt(xx + yy + 2 * root) * root
    return {
        key: (((yy + root) * x - xy * y) / size, ((xx + root) * y - xy * x) / size) for key, (x, y) in apart.items()
    }


def _spread(places: Mapping[str, Point]) -> dict[str, Point]:
    """Means of many lie in the middle: each is moved towards where it stands in the order from left to right, and from top
    to bottom."""
    count = max(1, len(places) - 1)
    across = {key: n / count for n, key in enumerate(sorted(places, key=lambda key: (places[key][0], key)))}
    down = {key: n / count for n, key in enumerate(sorted(places, key=lambda key: (places[key][1], key)))}
    lows = [min((place[axis] for place in places.values()), default=0.0) for axis in (0, 1)]
    sizes = [max((place[axis] for place in places.values()), default=1.0) - low or 1.0 for axis, low in enumerate(lows)]

    def move(key: str) -> Point:
        x, y = ((places[key][axis] - lows[axis]) / sizes[axis] for axis in (0, 1))
        return x + (across[key] - x) * SPREAD, y + (down[key] - y) * SPREAD

    return {key: move(key) for key in places}


def _settle(places: Mapping[str, Point]) -> dict[str, Point]:
    """Each in a cell of its own of a fine grid, the nearest that is free; who came first stays."""
    side = max(2, math.ceil(math.sqrt(3 * len(places))))
    taken: set[tuple[int, int]] = set()
    settled: dict[str, Point] = {}
    for key, (x, y) in places.items():
        cell = _free_cell((min(side - 1, int(x * side)), min(side - 1, int(y * side))), side, taken)
        taken.add(cell)
        settled[key] = (cell[0] + 0.5) / side, (cell[1] + 0.5) / side
    return settled


def _free_cell(wished: tuple[int, int], side: int, taken: set[tuple[int, int]]) -> tuple[int, int]:
    for ring in range(side):
        around = [
            (wished[0] + dx, wished[1] + dy)
            for dx in range(-ring, ring + 1)
            for dy in range(-ring, ring + 1)
            if max(abs(dx), abs(dy)) == ring
        ]
        free = [(x, y) for x, y in around if 0 <= x < side and 0 <= y < side and (x, y) not in taken]
        if free:
            return min(free, key=lambda cell: (math.dist(cell, wished), cell))
    raise ValueError("there are more cells than keys")
