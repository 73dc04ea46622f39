"""Values that are made or unpacked late, and what may be unpacked at all."""

from __future__ import annotations

import os
import pickle

import pytest

from manicule.lazily import Asked, Bundle, Made, Packed, Replaced, Watched, pack, unpack
from manicule.model import Entry, Paper, Person


def test_a_value_is_made_once_and_only_for_keys_that_are_there() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    values = Made(("b", "a"), make)
    assert list(values) == ["b", "a"]
    assert "a" in values and "c" not in values
    assert (values["a"], values["a"], values.get("c")) == ("A", "A", None)
    assert made == ["a"]


def test_who_was_asked_for_is_noted() -> None:
    asked = Asked()
    values = Watched({"a": 1, "b": 2}, asked)
    assert values["a"] == 1
    assert values.get("c") is None
    assert "b" in values and len(values) == 2
    assert list(asked.keys) == ["a"], "that it is there says nothing of it"
    asked.begin()
    assert list(asked.keys) == []
    assert dict(values) == {"a": 1, "b": 2}
    assert list(asked.keys) == ["a", "b"]


def test_packed_one_by_one_or_all_together() -> None:
    entries = {slug: Entry(slug, Paper(title=f"Of {slug}", authors=(Person("Duck", "A."),))) for slug in ("a", "b")}
    one_by_one: Packed[str, Entry] = Packed({slug: pack(entry) for slug, entry in entries.items()})
    together: Bundle[str, Entry] = Bundle(pack(entries))
    for packed in (one_by_one, together):
        again = unpack(pack(packed))
        assert dict(again) == entries
        assert again["a"] is again["a"]


def test_some_may_be_replaced() -> None:
    values = Replaced({"a": 1, "b": 2}, {"b": 3})
    assert dict(values) == {"a": 1, "b": 3}


class Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("true",)


@pytest.mark.parametrize("value", [Evil(), os.system, Made, Asked(), {"a": Evil()}])
def test_nothing_but_values_of_a_list_is_unpacked(value: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        unpack(pickle.dumps(value))


def test_nothing_is_loaded_for_it() -> None:
    with pytest.raises(pickle.UnpicklingError):
        unpack(b"cmanicule.__main__\nentry_point\n.")
    with pytest.raises(pickle.UnpicklingError):
        unpack(b"cmanicule.lazily\nos.system\n.")
