"""Nearness by shared features."""

from __future__ import annotations

from manicule.related import find_related


def test_what_few_share_weighs_more_than_what_many_share() -> None:
    features = {
        "a": {"rare": 1.0, "common": 1.0},
        "b": {"rare": 1.0},
        "c": {"common": 1.0},
        "d": {"common": 1.0},
    }
    assert [near.key for near in find_related(features, 4)["a"]] == ["b", "c", "d"]


def test_what_all_share_is_no_reason_by_itself() -> None:
    features = {str(n): {"everywhere": 1.0} for n in range(40)}
    assert find_related(features, 4)["1"] == ()


def test_of_two_what_both_have_is_a_reason() -> None:
    (near,) = find_related({"a": {"x": 1.0}, "b": {"x": 1.0}}, 4)["a"]
    assert (near.key, near.shared) == ("b", ("x",))


def test_shared_features_are_named_weightiest_first() -> None:
    features = {"a": {"p": 0.5, "t": 1.5}, "b": {"p": 0.5, "t": 1.5}, "c": {}}
    assert find_related(features, 4)["a"][0].shared == ("t", "p")


def test_equal_scores_go_by_key_and_not_by_the_order_of_the_mapping() -> None:
    names = ["d", "b", "a", "c"]
    one = find_related({name: {"x": 1.0} for name in names} | {"z": {}}, 2)
    other = find_related({"z": {}} | {name: {"x": 1.0} for name in reversed(names)}, 2)
    assert one["d"] == other["d"]
    assert [near.key for near in one["d"]] == ["a", "b"]


def test_those_apart_are_left_out_and_do_not_use_up_the_count() -> None:
    features = {name: {"x": 1.0} for name in "abcd"} | {"z": {}}
    assert [near.key for near in find_related(features, 2, {"a": {"b"}})["a"]] == ["c", "d"]


def test_ten_thousand_keys_take_seconds() -> None:
    features = {
        str(n): {f"tag:{n % 40}": 1.5, f"tag:{n % 97}": 1.5, **{f"person:{(n * k) % 9000}": 0.5 for k in range(1, 9)}}
        for n in range(10_000)
    }
    assert len(find_related(features, 4)) == 10_000
