"""JSON as Python writes it, quicker."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.jsontext import write_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
WAYS: dict[int | None, dict[str, Any]] = {None: {"separators": (",", ":")}, 0: {}, 1: {"indent": 1}, 2: {"indent": 2}}


@pytest.mark.parametrize("indent", WAYS)
@given(value=VALUES)
def test_it_is_what_json_writes(indent: int | None, value: object) -> None:
    assert write_json(value, indent) == json.dumps(value, ensure_ascii=False, **WAYS[indent])


@pytest.mark.parametrize("indent", WAYS)
def test_half_a_pair_stays_for_whoever_mends_it(indent: int | None) -> None:
    value = [{"a": "\ud83d", "b": (1, 2)}]
    assert write_json(value, indent) == json.dumps(value, ensure_ascii=False, **WAYS[indent])


def test_what_is_no_number_is_null() -> None:
    assert write_json([float("nan"), float("inf"), 1.5]) == "[null,null,1.5]"
