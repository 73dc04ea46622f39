"""Nearness by shared features: what weighs, what is too common, and that going on from the last time finds the same."""

from __future__ import annotations

import marshal
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from manicule.related import KINDS, TOO_COMMON, Features, Related, find_related


def make(**kinds: str) -> Features:
    """`term="a b:7"`: features of a kind with their strengths, 4 if none is said."""
    features = {}
    for kind, said in kinds.items():
        pairs = [one.partition(":")[::2] for one in said.split()]
        features[kind] = tuple(name for name, _ in pairs), bytes(int(strength or 4) for _, strength in pairs)
    return features


def keys_of(related: Related, key: str) -> list[str]:
    return [other for other, _ in related.nearest[key]]


def others(count: int) -> dict[str, Features]:
    """Papers that share nothing, so that a list is not too small to tell what is rare."""
    return {f"z{n}": make(term=f"lonely{n}") for n in range(count)}


def test_what_few_share_weighs_more_than_what_many_share() -> None:
    features = {
        "a": make(term="rare common"),
        "b": make(term="rare other"),
        "c": make(term="common other"),
        "d": make(term="common third"),
        "e": make(term="common third"),
    }
    assert keys_of(find_related(features | others(20), 4), "a") == ["b", "c", "d", "e"]


def test_what_is_said_often_weighs_more_than_what_is_said_in_passing() -> None:
    features = {"a": make(term="x:9 y:2"), "b": make(term="y:2 q:4"), "c": make(term="x:9 p:4"), "d": make(term="p q")}
    assert keys_of(find_related(features | others(20), 4), "a") == ["c", "b"]


def test_what_all_share_is_no_reason_by_itself() -> None:
    for kind in KINDS:
        assert find_related({str(n): make(**{kind: "everywhere"}) for n in range(40)}, 4).nearest["1"] == ()


def test_of_two_what_both_have_is_a_reason() -> None:
    for kind in KINDS:
        (near,) = find_related({"a": make(**{kind: "x"}), "b": make(**{kind: "x"})}, 4).near("a")
        assert near.key == "b"
        assert [name for name, _ in near.shared[kind]] == ["x"]


def test_kinds_add_up_and_each_tells_what_is_shared() -> None:
    both = make(term="x:2 y:9", tag="t", person="p", tie="l")
    features = {"a": both, "b": both, "c": make(tag="t"), "d": make(person="p"), "e": make(tie="l")}
    related = find_related(features | others(20), 4)
    assert keys_of(related, "a")[0] == "b"
    assert set(keys_of(related, "a")) <= {"b", "c", "d", "e"}
    near = related.near("a")[0]
    assert {kind: [name for name, _ in found] for kind, found in near.shared.items()} == {
        "term": ["y", "x"],
        "tag": ["t"],
        "person": ["p"],
        "tie": ["l"],
    }
    assert near.score == sum(added for found in near.shared.values() for _, added in found)


def test_what_one_paper_alone_has_does_not_count_for_or_against() -> None:
    plain = {"a": make(term="x y"), "b": make(term="x y"), "c": make(term="x")}
    wordy = {**plain, "b": make(term="x y own1:9 own2:9 own3:9")}
    assert find_related(plain, 4).nearest == find_related(wordy, 4).nearest


def test_equal_scores_go_by_key_and_not_by_the_order_of_the_mapping() -> None:
    names = ["d", "b", "a", "c"]
    one = find_related({name: make(term="x") for name in names} | others(9), 2)
    other = find_related(others(9) | {name: make(term="x") for name in reversed(names)}, 2)
    assert one.nearest == other.nearest
    assert keys_of(one, "d") == ["a", "b"]


def test_those_apart_are_left_out_and_do_not_use_up_the_count() -> None:
    features = {name: make(term="x") for name in "abcd"} | others(9)
    assert keys_of(find_related(features, 2, {"a": {"b", "not-there"}}), "a") == ["c", "d"]


def test_what_too_many_share_finds_nobody_but_adds_to_what_is_found() -> None:
    many = {f"m{n:03d}": make(tag="big") for n in range(TOO_COMMON)}
    features = many | {"a": make(tag="big", term="x"), "b": make(tag="big", term="x"), "c": make(term="x")}
    related = find_related(features | others(3000), 4)
    assert related.nearest["m000"] == ()
    assert keys_of(related, "a") == ["b", "c"]
    assert dict(related.nearest["a"])["b"] > dict(related.nearest["a"])["c"]
    assert [name for name, _ in related.near("a")[0].shared["tag"]] == ["big"]


def test_a_word_that_too_many_share_does_not_even_add() -> None:
    many = {f"m{n:03d}": make(term="big") for n in range(TOO_COMMON)}
    features = many | {"a": make(term="big", tag="t"), "b": make(term="big", tag="t")}
    assert find_related(features | others(3000), 4).near("a")[0].shared["term"] == ()


def test_only_so_many_features_of_a_paper_count() -> None:
    most = KINDS["term"].most
    said = " ".join(f"w{n:02d}:{9 if n < most else 8}" for n in range(most + 5))
    (near,) = find_related({"a": make(term=said), "b": make(term=said)} | others(20), 4).near("a")
    assert [name for name, _ in near.shared["term"]] == [f"w{n:02d}" for n in range(most)]


def test_all_of_it_is_plain_and_can_be_kept() -> None:
    related = find_related({"a": make(term="x", tag="t"), "b": make(term="x"), "c": {}}, 4, {"a": {"c"}})
    parts = (related.count, related.features, related.apart, related.holders, related.vectors, related.nearest)
    assert Related(*marshal.loads(marshal.dumps(parts))) == related


def test_one_edit_leaves_nearly_all_as_they_were() -> None:
    features = {f"{n:04d}": make(term=" ".join(f"w{n * k % 397}" for k in range(1, 12))) for n in range(1, 1001)}
    before = find_related(features, 4)
    after = find_related({**features, "0500": make(term="w1 w2 w3 w4 w5 w6")}, 4)
    assert 0 < sum(before.nearest[key] != after.nearest[key] for key in features) < 150


NAMES = st.lists(st.sampled_from([f"f{n}" for n in range(7)]), unique=True, max_size=5)


@st.composite
def some_features(draw: st.DrawFn) -> Features:
    names = {kind: draw(NAMES) for kind in KINDS}
    return {kind: (tuple(own), bytes(draw(st.integers(1, 9)) for _ in own)) for kind, own in names.items() if own}


LISTS = st.dictionaries(st.sampled_from([f"k{n}" for n in range(14)]), some_features(), max_size=14)
APARTS = st.dictionaries(st.sampled_from([f"k{n}" for n in range(14)]), st.sets(st.sampled_from(["k1", "k2", "k3"])))


@given(LISTS, LISTS, st.sets(st.sampled_from([f"k{n}" for n in range(14)])), APARTS, APARTS, st.integers(1, 3))
def test_going_on_from_the_last_time_finds_the_same(
    first: Mapping[str, Features],
    edits: Mapping[str, Features],
    gone: set[str],
    apart: Mapping[str, set[str]],
    apart_then: Mapping[str, set[str]],
    count: int,
) -> None:
    second = {key: own for key, own in (dict(first) | dict(list(edits.items())[:3])).items() if key not in gone}
    last = find_related(first, count, apart_then)
    for aside in (apart, apart_then):
        assert find_related(second, count, aside, last) == find_related(second, count, aside)


def test_going_on_finds_the_same_where_a_feature_becomes_too_common() -> None:
    many = {f"m{n:03d}": make(tag="big", term=f"own{n % 100}") for n in range(TOO_COMMON)}
    features = many | others(500) | {"new": make(term="own1")}
    last = find_related(features, 4)
    for then in (features | {"new": make(tag="big", term="own1")}, features | {"m000": make(term="own7")}):
        assert find_related(then, 4, last=last) == find_related(then, 4)
        assert find_related(features, 4, last=find_related(then, 4)) == last


def test_going_on_finds_the_same_as_a_list_grows() -> None:
    features: dict[str, Features] = {}
    last = find_related(features, 4)
    for n in range(70):
        features[f"k{n * 37 % 70:02d}"] = make(
            term=f"a{n % 5} b{n % 7} c{n % 11}", person=f"p{n % 13}", tag=f"t{n % 3}"
        )
        last = find_related(features, 4, last=last)
        assert last == find_related(features, 4)


def test_ten_thousand_keys_take_seconds() -> None:
    features = {
        str(n): make(
            tag=f"t{n % 40} u{n % 97}",
            person=" ".join({f"p{n * k % 9000}" for k in range(1, 9)}),
            term=" ".join({f"w{n * k % 3001}" for k in range(1, 30)}),
        )
        for n in range(10_000)
    }
    assert len(find_related(features, 4).nearest) == 10_000
