"""The importer's memory: what each source said of each paper, and what was written because of it, as digests.

One line of JSON per paper goes in and out, sorted, so that git merges it line by line; a `Line` and its `Told`s are
what the deciding room works with. It must not know what a field means, nor where the ledger lies on the disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from .model import Group, PartialDate, Person
from .problems import Problem, Where, error
from .text import digest
from .values import Value, field

_NOTHING_SAID: Mapping[str, str] = MappingProxyType({})

DIGITS = 16
"""Hexadecimal digits of a value's digest: enough to tell a value from its own earlier forms, which is all it is for."""


class Told(Value):
    """One field of one paper. `said`: source to digest of what it said last. `wrote`: digest of the value that an
    importer wrote last, from the source `by`; both empty if none ever did. `derived`: that value was worked out and
    not stated, so a stated one may replace it."""

    said: Mapping[str, str] = field(default_factory=lambda: _NOTHING_SAID)
    wrote: str = ""
    by: str = ""
    derived: bool = False


class Line(Value):
    """One paper. `key` is an entry's slug, or `works:` and what identifies a work. `ids` are the keys by which the
    paper's records were recognised; `relations` and `annotations` are those that were appended, by their source's
    ids."""

    key: str
    ids: tuple[str, ...] = ()
    fields: Mapping[str, Told] = field(default_factory=dict)
    relations: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()


Ledger = Mapping[str, Line]


def value_digest(value: Any) -> str:
    """Of a field's value; equal values have equal digests, whatever order a mapping's keys came in."""
    return digest(json.dumps(as_json(value), sort_keys=True, ensure_ascii=False))[:DIGITS]


def as_json(value: Any) -> Any:
    """A field's value in what JSON has. Numbers and truth values become text, which is what YAML gives back."""
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Person):
        parts = ("family", "given", "particle", "suffix")
        return {part: getattr(value, part) for part in parts if getattr(value, part)}
    if isinstance(value, Group):
        return {"name": value.name}
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float) else value


def read_ledger(text: str, path: str) -> tuple[dict[str, Line], tuple[Problem, ...]]:
    """The lines by key. Two lines of one paper, as a merge in git may leave them, become one; a line that is not of
    this form is an error, since what it knew would be lost by writing the ledger anew."""
    lines: dict[str, Line] = {}
    problems: list[Problem] = []
    for number, raw in enumerate(text.split("\n"), 1):
        if not raw.strip():
            continue
        line = _read_line(raw)
        if line is None:
            problems.append(
                error(
                    "ledger-damaged",
                    "this line of the ledger cannot be read",
                    Where(path, number, 1, len(raw)),
                    "if it is a mark of a merge, delete it; if the line is lost, delete it, and what was imported"
                    " for that paper counts as the owner's",
                )
            )
            continue
        lines[line.key] = merge_lines(lines[line.key], line) if line.key in lines else line
    return lines, tuple(problems)


def ledger_text(lines: Iterable[Line]) -> str:
    """The whole ledger: sorted by key, keys of objects sorted, each line ended by a line feed."""
    return "".join(_line_text(line) + "\n" for line in sorted(lines, key=lambda line: line.key))


def merge_lines(old: Line, new: Line) -> Line:
    """Both, the newer one deciding on fields that both know of."""
    fields = dict(old.fields)
    for name, told in new.fields.items():
        before = fields.get(name, Told())
        fields[name] = Told({**before.said, **told.said}, told.wrote, told.by, told.derived) if told.wrote else Told(
            {**before.said, **told.said}, before.wrote, before.by, before.derived
        )  # fmt: skip
    return Line(
        new.key,
        tuple(dict.fromkeys((*old.ids, *new.ids))),
        fields,
        tuple(dict.fromkeys((*old.relations, *new.relations))),
        tuple(dict.fromkeys((*old.annotations, *new.annotations))),
    )


def _line_text(line: Line) -> str:
    data: dict[str, Any] = {"paper": line.key, "fields": {name: _told_json(told) for name, told in line.fields.items()}}
    if line.ids:
        data["ids"] = sorted(line.ids)
    if line.relations:
        data["relations"] = sorted(line.relations)
    if line.annotations:
        data["annotations"] = sorted(line.annotations)
    return json.dumps(data, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def _told_json(told: Told) -> dict[str, Any]:
    data: dict[str, Any] = {"said": dict(told.said)} if told.said else {}
    if told.wrote:
        data["wrote"] = told.wrote
    if told.by:
        data["by"] = told.by
    if told.derived:
        data["derived"] = True
    return data


def _read_line(raw: str) -> Line | None:
    """None if it is not of the form that `ledger_text` writes."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not isinstance(data.get("paper"), str) or not data["paper"]:
        return None
    fields = data.get("fields", {})
    lists = [data.get(name, []) for name in ("ids", "relations", "annotations")]
    if not isinstance(fields, dict) or not all(map(_is_texts, lists)):
        return None
    ids, relations, annotations = map(tuple, lists)
    told = {name: _read_told(item) for name, item in fields.items()}
    if None in told.values():
        return None
    known = {name: item for name, item in told.items() if item is not None}
    return Line(data["paper"], ids, known, relations, annotations)


def _read_told(data: Any) -> Told | None:
    if not isinstance(data, dict):
        return None
    said, wrote, by = data.get("said", {}), data.get("wrote", ""), data.get("by", "")
    fine = isinstance(said, dict) and _is_texts(list(said.values())) and isinstance(wrote, str) and isinstance(by, str)
    return Told(dict(said), wrote, by, data.get("derived") is True) if fine else None


def _is_texts(items: Any) -> bool:
    return isinstance(items, list) and all(isinstance(item, str) for item in items)
