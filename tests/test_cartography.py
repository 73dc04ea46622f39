"""Places on the map: from what the keys say alone, near whoever is near, and hardly moved by one more."""

from __future__ import annotations

import math
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from manicule.cartography import name_regions, place_keys

GROUPS = ("swans", "measures", "norms")


def make(count: int) -> tuple[dict[str, dict[str, float]], dict[str, list[tuple[str, int]]]]:
    """Keys in three groups, each about its own name and near to those beside it in the group."""
    names = {f"k{n:03}": {GROUPS[n % 3]: 6.0, f"own{n}": 1.0} for n in range(count)}
    near = {f"k{n:03}": [(f"k{m:03}", 9_000) for m in (n - 3, n + 3) if 0 <= m < count] for n in range(count)}
    return names, near


def test_those_of_a_group_lie_together() -> None:
    places = place_keys(*make(90))
    within = [math.dist(places[a], places[b]) for a, b in combinations(places, 2) if (int(a[1:]) - int(b[1:])) % 3 == 0]
    across = [math.dist(places[a], places[b]) for a, b in combinations(places, 2) if (int(a[1:]) - int(b[1:])) % 3]
    assert sum(within) / len(within) < 0.6 * sum(across) / len(across)


def test_one_more_moves_the_others_little() -> None:
    before, after = place_keys(*make(90)), place_keys(*make(91))
    moved = sorted(math.dist(before[key], after[key]) for key in before)
    assert moved[len(moved) // 2] < 0.03
    assert moved[int(len(moved) * 0.95)] < 0.15


def test_regions_have_names_that_set_them_apart() -> None:
    names, near = make(90)
    regions = name_regions(place_keys(names, near), names, {name: name.title() for name in GROUPS})
    assert {region.name for region in regions} == set(GROUPS)
    assert all(0 <= place <= 1 for region in regions for place in region.place)


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=4),
        st.dictionaries(st.text("xyz", max_size=2), st.floats(0.5, 9), max_size=4),
        max_size=30,
    ),
    st.data(),
)
def test_each_has_a_place_of_its_own_on_the_map(names: dict[str, dict[str, float]], data: st.DataObject) -> None:
    keys = sorted(names)
    neighbours = st.lists(st.tuples(st.sampled_from(keys), st.integers(1, 9)), max_size=4) if keys else st.just([])
    places = place_keys(names, {key: data.draw(neighbours) for key in keys})
    assert list(places) == list(names)
    assert len(set(places.values())) == len(names)
    assert all(0 < x < 1 and 0 < y < 1 for x, y in places.values())
