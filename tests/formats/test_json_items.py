"""The syntax half of JSON readers: items with their places, whatever is broken around them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.formats.json_items import FAULTS, Items, read_day, read_items
from manicule.model import PartialDate
from manicule.problems import Where


def read(text: str) -> Items:
    return read_items(text, "a.json", "items")


def values(found: Items) -> list[object]:
    return [item.value for item in found.items]


def first_problem(found: Items) -> tuple[str, int, int]:
    problem = found.problems[0]
    return problem.message, problem.where.line, problem.where.column


@pytest.mark.parametrize(
    ("text", "expected", "others"),
    [
        ("[]", [], ()),
        (' [ {"a": [1, {"b": null}]} , 2 ] \n', [{"a": (1, {"b": None})}, 2], ()),
        ('{"items": [{"a": 1}]}', [{"a": 1}], ()),
        ('{"v": [[{"items": 1}]], "items" : [{"a": 1}], "w\\"": "items"}', [{"a": 1}], ("v", 'w\\"')),
        ('{"a": "no list"}', [{"a": "no list"}], ()),
        ('{"items": "no list"}', [{"items": "no list"}], ()),
    ],
)
def test_lists_are_found(text: str, expected: list[object], others: tuple[str, ...]) -> None:
    found = read(text)
    assert (values(found), found.others, found.problems, found.leftovers) == (expected, others, (), ())


@pytest.mark.parametrize(
    ("text", "expected", "others"),
    [
        ('{"rows": [1]}', [1], ()),
        (
            '{"v": 1, "first": {"id": "x", "items": [1, 2], "next": 2}, "w": 3}',
            [1, 2],
            ("v", "first.id", "first.next", "w"),
        ),
        ('{"v": {"items": [1]}}', [{"v": {"items": (1,)}}], ()),
        ('{"first": {"rows": [1]}}', [{"first": {"rows": (1,)}}], ()),
        ('{"first": "items"}', [{"first": "items"}], ()),
    ],
)
def test_lists_may_have_several_names_and_be_further_in(
    text: str, expected: list[object], others: tuple[str, ...]
) -> None:
    found = read_items(text, "a.json", "items", "rows", "first.items")
    assert (values(found), found.others, found.problems, found.leftovers) == (expected, others, (), ())


def test_every_item_has_its_place() -> None:
    text = '[\n {"a": 1},\n  {"a": 2}]'
    assert [text[item.start : item.end] for item in read(text).items] == ['{"a": 1}', '{"a": 2}']


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("", "not JSON: expecting value", 1, 1),
        ("nonsense", "not JSON: expecting value", 1, 1),
        ('"a"', "no list of items", 1, 1),
        ('[\n{"a": 1,\n "b" 2}]', "not JSON: expecting ':' delimiter", 3, 6),
        ('[{"a": 1}\n{"b": 2}]', "not JSON: a comma or ] is expected", 2, 1),
        ('[{"a": 1},', "not JSON: the list is not closed; the file may be cut off", 1, 11),
        ('[{"a": 1}] more', "not JSON: the text goes on behind its end", 1, 12),
        ('[{"a": "', "not JSON: unterminated string starting at", 1, 8),
        ("[" * 100_000, "nested more than 32 levels deep", 1, 2),
        ('[{"a": ' + "[" * 40 + "]" * 40 + "}]", "nested more than 32 levels deep", 1, 2),
    ],
)
def test_what_is_wrong_has_its_place(text: str, message: str, line: int, column: int) -> None:
    assert first_problem(read(text)) == (message, line, column)


def test_a_broken_item_does_not_spoil_the_others() -> None:
    found = read('[{"a": 1}, {"b": nonsense, "c": "}"}, {"d": 2}, ]')
    assert values(found) == [{"a": 1}, {"d": 2}]
    assert [left.text for left in found.leftovers] == ['{"b": nonsense, "c": "}"}']
    assert [(p.level, p.where.column) for p in found.problems] == [("error", 18), ("warning", 49)]


def test_text_behind_a_fault_that_cannot_be_passed_is_left_over() -> None:
    found = read('[1,\n {"a": [}, 2]')
    assert values(found) == [1]
    assert [(left.text, left.where) for left in found.leftovers] == [('{"a": [}, 2]', Where("a.json", 2, 2))]


def test_oddities_are_said_and_kept() -> None:
    (item,) = read('[{"a": NaN, "b": 1e999, "c": 1, "c": 2, "d": "\\ud800x", "e": -Infinity, "f": "\t"}]').items
    assert item.value == {"a": "NaN", "b": "1e999", "c": 2, "d": "�x", "e": "-Infinity", "f": "\t"}
    assert item.odd == (
        "NaN is no JSON number; it is kept as text",
        "-Infinity is no JSON number; it is kept as text",
        "'c' is here 2 times; the last one counts",
    )


def test_numbers_of_thousands_of_digits_stay_text() -> None:
    assert values(read(f"[{'9' * 10_000}, {'9' * 20}]")) == ["9" * 10_000, int("9" * 20)]


@pytest.mark.parametrize(
    "text",
    [
        '["' + '\\"' * 500_000,
        "[" + "{nonsense}," * 100_000,
        '{"a": ' + '"' + '\\"' * 500_000,
        "{" + '"a":[],' * 100_000 + '"items": []}',
        '[{"a": nonsense' + '"\\' * 500_000 + "}]",
        "[{" + ", ".join(f'"{n % 50_000}": 1' for n in range(100_000)) + "}]",
    ],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    found = read(text)
    assert len(found.problems) <= FAULTS + 1


@given(st.text(st.sampled_from('[]{}",:\\ \n1aeit'), max_size=60))
def test_any_text_gives_items_problems_or_both(text: str) -> None:
    found = read(text)
    assert found.problems or found.items or json.loads(text) in ([], {"items": []})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def plain(value: object) -> object:
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return {key: plain(part) for key, part in value.items()} if isinstance(value, dict) else value


@given(st.lists(JSON, max_size=4), st.booleans())
def test_it_agrees_with_json(items: list[object], ascii_only: bool) -> None:
    found = read(json.dumps(items, ensure_ascii=ascii_only, indent=2))
    assert [plain(value) for value in values(found)] == items
    assert not found.problems


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-01-03T19:46:09.334383+00:00", "2019-01-03"),
        ("2019-01-03T23:30:00-05:00", "2019-01-04"),
        ("2020-03-01 00:30+0530", "2020-02-29"),
        ("2019-03-01T00:00:00+01", "2019-02-28"),
        ("2019-05-01T00:00:00+01:00", "2019-04-30"),
        ("2021-01-01T00:00:00+01:00", "2020-12-31"),
        ("2020-12-31T24:00:00Z", "2021-01-01"),
        ("2019-01-03t12:00:00z", "2019-01-03"),
        ("2019-01-03T12:00:00", "2019-01-03"),
        (" 2019-08 ", "2019-08"),
        ("2019", "2019"),
        ("9999-12-31T23:00:00-05:00", "None"),
        ("0001-01-01T00:00:00+05:00", "None"),
        ("2019-02-30T00:00:00Z", "None"),
        ("2019-01-03T99:00:00Z", "None"),
        ("3 January 2019", "None"),
        ("", "None"),
    ],
)
def test_the_day_of_a_moment_is_that_in_utc(text: str, day: str) -> None:
    assert str(read_day(text)) == day


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.integers(-23 * 60, 23 * 60))  # noqa: DTZ001
def test_days_are_those_of_the_calendar(moment: datetime, minutes: int) -> None:
    there = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    day = there.astimezone(UTC)
    assert read_day(there.isoformat()) == PartialDate(day.year, day.month, day.day)
