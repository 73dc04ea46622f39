"""JSON text to the items of its one list, each with its place; the syntax half of readers of JSON formats.

Text goes in; values made of `model.Json`, with offsets, and problems come out, and one broken item does not spoil
the others. It must not know what the items mean.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress

from ..model import Json, Leftover, PartialDate
from ..problems import Problem, error, warning
from ..text import repair
from ..values import Value, replace
from .decoding import Walk

DEPTH = 32
"""Levels of nesting that a value may have; what we write must be readable again, by YAML readers as well."""

DIGITS = 300
"""Longer integers stay text: Python refuses to turn more than 4,300 digits into a number, and others lose them."""

FAULTS = 200
"""Broken items after which the rest of a file is left unread: each costs json a look at all that was before it."""


class Item(Value):
    """One item of the list. `odd`: what is not as JSON wants it (keys named twice, NaN), as text for people."""

    value: Json
    start: int
    end: int
    odd: tuple[str, ...] = ()


class Items(Value):
    """`others`: the keys beside the list, where an object holds it."""

    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    others: tuple[str, ...] = ()


def read_items(text: str, path: str, *keys: str) -> Items:
    """The items of an array, of the array that an object has under one of `keys`, or one object that has none there.

    `first.items` is the key `items` of the object under `first`; keys beside it are named so, too, in `others`.
    Problems: `json` (not JSON, with line and column of the first character that cannot be). Never raises.
    """
    start, others = _find_list(text, keys)
    if start < 0:
        whole = _skip_space(text, 0)
        item = _read_value(text, whole)
        if isinstance(item, Item) and isinstance(item.value, Mapping):
            return _check_end(Items((item,)), text, item.end, path)
        message, offset = (item.message, item.offset) if isinstance(item, _Fault) else ("no list of items", whole)
        where = Walk(text, path).place(offset)
        left = (Leftover(text, Walk(text, path).place(0)),) if text.strip() else ()
        return Items((), (error("json", message, where),), left)
    return _read_list(text, start, path, others)


def freeze(value: object, depth: int = DEPTH) -> Json:
    """`value`, as Python's json gives it, with tuples for lists, keys sorted, and half surrogate pairs as U+FFFD.

    Raises RecursionError for a value nested more deeply than `depth`.
    """
    if isinstance(value, str):
        return repair(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth == 0:
        raise RecursionError
    if isinstance(value, list | tuple):
        return tuple(freeze(part, depth - 1) for part in value)
    if isinstance(value, Mapping):
        return {repair(str(key)): freeze(value[key], depth - 1) for key in sorted(value)}
    raise TypeError(f"{type(value).__name__} is not of JSON")


def read_day(text: str) -> PartialDate | None:
    """The day in UTC of a moment as JSON documents write it (RFC 3339, or less exact): `2019-01-03T23:30:00-05:00`
    is 4 January. Without an offset it is taken as UTC, and a bare date, month or year as it is. None if it is none.
    """
    match = _MOMENT.fullmatch(text.strip()) if len(text) < _MOMENT_LENGTH else None
    try:
        if match is None:
            return PartialDate.parse(text.strip())
        day = PartialDate.parse(match["day"])
        minutes = int(match["hour"]) * 60 + int(match["minute"])
        if match["sign"]:
            ahead = int(match["ahead"]) * 60 + int(match["more"] or 0)
            minutes += ahead if match["sign"] == "-" else -ahead
        return _next_day(day) if minutes >= 24 * 60 else _last_day(day) if minutes < 0 else day
    except ValueError:
        return None


def _next_day(day: PartialDate) -> PartialDate:
    """Raises ValueError behind the last day of the year 9999."""
    for year, month, number in ((day.year, day.month, day.day + 1), (day.year, day.month + 1, 1)):
        with suppress(ValueError):
            return PartialDate(year, month, number)
    return PartialDate(day.year + 1, 1, 1)


def _last_day(day: PartialDate) -> PartialDate:
    """The one before. Raises ValueError before the first day of the year 1."""
    if day.day > 1:
        return PartialDate(day.year, day.month, day.day - 1)
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    for number in (31, 30, 29):
        with suppress(ValueError):
            return PartialDate(year, month, number)
    return PartialDate(year, month, 28)


_MOMENT_LENGTH = 100
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[Tt ](?P<hour>[01]\d|2[0-4]):(?P<minute>[0-5]\d)(?::\d{2}(?:[.,]\d+)?)?"
    r" ?(?:[Zz]|(?P<sign>[+-])(?P<ahead>[01]\d|2[0-3])(?::?(?P<more>[0-5]\d))?)?",
    re.ASCII,
)
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_KEY = re.compile(r'[ \t\r\n]*+"(?P<key>(?:[^"\\]++|\\.)*+)"[ \t\r\n]*+:[ \t\r\n]*+', re.DOTALL)
_PLAIN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[^\s,\]}"]++', re.DOTALL)
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.?)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)


class _Fault(Value):
    message: str
    offset: int


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _read_value(text: str, at: int) -> Item | _Fault:
    """The JSON value at `at`, or what is wrong with it."""
    odd: list[str] = []

    def read_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs):
            times = Counter(name for name, _ in pairs)
            odd.extend(f"{name!r} is here {times[name]} times; the last one counts" for name in made if times[name] > 1)
        return made

    def read_constant(name: str) -> str:
        odd.append(f"{name} is no JSON number; it is kept as text")
        return name

    def read_float(digits: str) -> float | str:
        number = float(digits)
        return number if math.isfinite(number) else digits

    decoder = json.JSONDecoder(
        strict=False,  # control characters in strings are common, and harmless
        parse_int=lambda digits: int(digits) if len(digits) <= DIGITS else digits,
        parse_float=read_float,
        parse_constant=read_constant,
        object_pairs_hook=read_pairs,
    )
    try:
        value, end = decoder.raw_decode(text, at)
        return Item(freeze(value), at, end, tuple(odd))
    except json.JSONDecodeError as failure:
        return _Fault(f"not JSON: {failure.msg[:1].lower()}{failure.msg[1:]}", min(failure.pos, len(text)))
    except RecursionError:
        return _Fault(f"nested more than {DEPTH} levels deep", at)


def _find_list(text: str, keys: tuple[str, ...], at: int = 0) -> tuple[int, tuple[str, ...]]:
    """The offset of the `[` that opens the list, -1 if there is none from `at` on; and the object's other keys.

    Goes only as far as the object is well-formed: whoever reads it as a whole reports what is wrong in it.
    """
    at = _skip_space(text, at)
    if text[at : at + 1] == "[":
        return at, ()
    found = -1
    others: list[str] = []
    separator = "{"
    while text[at : at + 1] == separator and (name := _KEY.match(text, at + 1)):
        at = name.end()
        within = tuple(key[len(name["key"]) + 1 :] for key in keys if key.startswith(f"{name['key']}."))
        inner, inner_others = _find_list(text, within, at) if within and text[at : at + 1] == "{" else (-1, ())
        if name["key"] in keys and text[at : at + 1] == "[":
            found = at
        elif inner >= 0:
            found = inner
            others += (f"{name['key']}.{other}" for other in inner_others)
        else:
            others.append(name["key"])
        at, separator = _skip_space(text, _find_end(text, at)), ","
    return found, tuple(others) if found >= 0 else ()


def _find_end(text: str, at: int) -> int:
    """Where the value at `at` ends, going by brackets and quotes only; `at` if that cannot be said."""
    if text[at : at + 1] not in ("{", "["):
        plain = _PLAIN.match(text, at)
        return plain.end() if plain else at
    depth = 0
    for token in _TOKEN.finditer(text, at):
        if token[0] in "{[":
            depth += 1
        elif token[0] in "}]":
            depth -= 1
            if depth == 0:
                return token.end()
    return at


def _read_list(text: str, start: int, path: str, others: tuple[str, ...]) -> Items:
    """The items between the brackets. A broken item is left out whole where its brackets balance; else, the rest."""
    walk = Walk(text, path)
    items: list[Item] = []
    problems: list[Problem] = []
    leftovers: list[Leftover] = []
    at = _skip_space(text, start + 1)
    while text[at : at + 1] not in ("", "]"):
        end, item = at, _read_value(text, at)
        if isinstance(item, Item):
            items.append(item)
            end = item.end
        else:
            where = walk.place(at)
            problems.append(error("json", item.message, walk.place(item.offset)))
            end = _find_end(text, at) if len(problems) < FAULTS else at
            leftovers.append(Leftover(text[at : end if end > at else len(text)], where))
            if end == at:
                return Items(tuple(items), tuple(problems), tuple(leftovers), others)
        at = _skip_space(text, end)
        if text[at : at + 1] == ",":
            at = _skip_space(text, at + 1)
            if text[at : at + 1] == "]":
                problems.append(warning("json", "a comma behind the last item", walk.place(at)))
        elif text[at : at + 1] not in ("", "]"):
            problems.append(error("json", "not JSON: a comma or ] is expected", walk.place(at)))
            leftovers.append(Leftover(text[at:], walk.place(at)))
            return Items(tuple(items), tuple(problems), tuple(leftovers), others)
    if at >= len(text):
        problems.append(error("json", "not JSON: the list is not closed; the file may be cut off", walk.place(at)))
    made = Items(tuple(items), tuple(problems), tuple(leftovers), others)
    in_object = text[_skip_space(text, 0)] == "{"
    return made if in_object else _check_end(made, text, at + 1, path)


def _check_end(made: Items, text: str, at: int, path: str) -> Items:
    """What stands behind the end of the JSON is left over."""
    at = _skip_space(text, at)
    if at >= len(text):
        return made
    where = Walk(text, path).place(at)
    problem = error("json", "not JSON: the text goes on behind its end", where)
    return replace(made, problems=(*made.problems, problem), leftovers=(*made.leftovers, Leftover(text[at:], where)))
