"""YAML text to nodes with positions: bounded before it is built, every scalar kept as text.

A file's text goes in; nodes come out that know their offsets, lines and columns, and every problem of the syntax. It
types nothing (fieldtypes.py does) and changes nothing (yamlpatch.py does).

Why text only: YAML's own typing turns `2301.00010` into 2301.0001, `no` into false and `12:34` into 754.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from .problems import Problem, Where, error

MAX_CHARACTERS = 4 * 1024 * 1024
MAX_DEPTH = 32
MAX_EVENTS = 200_000

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """`start` and `end` are offsets of the scalar as written, quotes included; `line` and `column` count from 1.
    `text_line` and `text_column` are as in problems.Where: 0 where the text does not stand in the file line by
    line."""

    text: str
    plain: bool
    style: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    text_line: int = 0
    text_column: int = 0


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    flow: bool
    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    pairs: tuple[tuple[Scalar, Node], ...]
    flow: bool
    start: int
    end: int
    line: int
    column: int


Node = Scalar | Sequence | Mapping


def where(node: Node, path: str) -> Where:
    """The node's place; the caret runs to the end of its first line."""
    if isinstance(node, Scalar):
        width = node.end - node.start if node.end_line == node.line else 1
        return Where(path, node.line, node.column, max(1, width), node.text_line, node.text_column)
    return Where(path, node.line, node.column)


def is_absent(node: Node) -> bool:
    """Empty, `~` and `null`, unquoted."""
    return isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null", "Null", "NULL")


def cut_by_comment(text: str, scalar: Scalar) -> bool:
    """Whether a plain value ends at ` #` with a letter or digit right behind: a comment that may have been meant as
    text."""
    if not scalar.plain:
        return False
    behind = re.compile(r"[ \t]+#(\w)").match(text, scalar.end)
    return behind is not None


def decode_yaml(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The file's text; a byte order mark stays in it, so that offsets and patches keep it."""
    if len(data) > 4 * MAX_CHARACTERS:
        return None, (error("too-large", f"larger than {MAX_CHARACTERS >> 20} MiB", Where(path)),)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None, (error("not-utf-8", "this file is UTF-16; save it as UTF-8", Where(path)),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as reason:
        before = data[: reason.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        return None, (error("not-utf-8", "this byte is not UTF-8; save the file as UTF-8", Where(path, line, column)),)


def parse(text: str, path: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """The document's root and its problems; (None, ()) for an empty one. After an error there is no root."""
    if len(text) > MAX_CHARACTERS:
        return None, (error("too-large", f"larger than {MAX_CHARACTERS >> 20} MiB", Where(path)),)
    body = text[1:] if text.startswith("\ufeff") else text
    builder = _Builder(text, len(text) - len(body), path)
    try:
        for event in yaml.parse(body, Loader=_Loader):
            if not builder.take(event):
                break
    except yaml.YAMLError as reason:
        builder.problems.append(_syntax_problem(reason, body, path))
    except UnicodeEncodeError as reason:
        builder.problems.append(
            _at_offset("yaml-syntax", "this character cannot be part of a file", body, reason.start, path)
        )
    broken = any(problem.level == "error" for problem in builder.problems)
    return (builder.root if not broken or builder.whole else None), tuple(builder.problems)


# Building.


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    event: Any
    items: list[Any]
    key: Scalar | None = None
    keys: dict[str, int] | None = None


class _Builder:
    """Takes events one by one, so that a limit is noticed before anything deep or large is built."""

    def __init__(self, text: str, shift: int, path: str) -> None:
        self.text = text
        self.shift = shift
        self.path = path
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.whole = False
        self._stack: list[_Open] = []
        self._events = 0
        self._documents = 0

    def take(self, event: Any) -> bool:
        """False ends the reading."""
        self._events += 1
        if self._events > MAX_EVENTS:
            return self._refuse("too-large", f"more than {MAX_EVENTS:,} values in one file", event)
        if isinstance(event, yaml.ScalarEvent):
            return self._take_scalar(event)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self._stack) >= MAX_DEPTH:
                return self._refuse("too-deep", f"nested more than {MAX_DEPTH} levels deep", event)
            if not self._is_plain_event(event):
                return False
            keys: dict[str, int] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
            self._stack.append(_Open(event, [], keys=keys))
            return True
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            return self._close(event)
        if isinstance(event, yaml.AliasEvent):
            return self._refuse("yaml-alias", "an alias (*name) is not allowed here; write the value itself", event)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                return self._refuse("yaml-document", "a second document (---) is not allowed here", event)
            if event.version or event.tags:
                return self._refuse("yaml-directive", "a directive (%…) is not allowed here", event)
        if isinstance(event, yaml.StreamEndEvent):
            self.whole = True
        return True

    def _take_scalar(self, event: Any) -> bool:
        if not self._is_plain_event(event):
            return False
        scalar = self._scalar(event)
        self._check_characters(scalar)
        return self._add(scalar, event)

    def _scalar(self, event: Any) -> Scalar:
        start, end = event.start_mark.index + self.shift, event.end_mark.index + self.shift
        style = event.style or ""
        style = "" if style == ":" else style
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        text_line, text_column = 0, 0
        raw = self.text[start:end]
        if style == "|":
            text_line, text_column = self._block_place(raw, event.value, line)
        elif "\n" not in raw:
            quoted = style in ("'", '"')
            if (raw[1:-1] if quoted else raw) == event.value:
                text_line, text_column = line, column + quoted
        end_line = event.end_mark.line + 1
        return Scalar(event.value, not style, style, start, end, line, column, end_line, text_line, text_column)

    def _block_place(self, raw: str, value: str, line: int) -> tuple[int, int]:
        """The line after the header, and the column that its text begins in: that of the first line with any."""
        lines = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")[1:]
        for written, meant in zip(lines, value.split("\n"), strict=False):
            if meant:
                return line + 1, len(written) - len(meant) + 1
        return line + 1, 1

    def _is_plain_event(self, event: Any) -> bool:
        if event.anchor:
            return self._refuse("yaml-anchor", "an anchor (&name) is not allowed here", event)
        if event.tag:
            return self._refuse(
                "yaml-tag", "a tag (!name) is not allowed here; put text that begins with ! in quotes", event
            )
        return True

    def _check_characters(self, scalar: Scalar) -> None:
        found = _CONTROL.search(scalar.text)
        if found:
            fix = "write it in single quotes" if scalar.style == '"' else ""
            message = f"a control character (U+{ord(found[0]):04X}) is in this value"
            self.problems.append(error("control-character", message, where(scalar, self.path), fix=fix))

    def _close(self, event: Any) -> bool:
        frame = self._stack.pop()
        start = frame.event.start_mark
        flow = bool(frame.event.flow_style)
        kind = Mapping if frame.keys is not None else Sequence
        node = kind(
            tuple(frame.items),
            flow,
            start.index + self.shift,
            event.end_mark.index + self.shift,
            start.line + 1,
            start.column + 1,
        )
        return self._add(node, event)

    def _add(self, node: Node, event: Any) -> bool:
        if not self._stack:
            self.root = node
            return True
        frame = self._stack[-1]
        if frame.keys is None:
            frame.items.append(node)
        elif frame.key is None:
            return self._take_key(frame, node, event)
        else:
            frame.items.append((frame.key, node))
            frame.key = None
        return True

    def _take_key(self, frame: _Open, node: Node, event: Any) -> bool:
        if not isinstance(node, Scalar):
            return self._refuse("yaml-key", "a key has to be text", event)
        if node.plain and node.text == "<<":
            return self._refuse("yaml-merge", "a merge key (<<) is not allowed here", event)
        keys = frame.keys if frame.keys is not None else {}
        if node.text in keys:
            message = f"`{node.text}` is given twice"
            first = f"the first is on line {keys[node.text]}"
            self.problems.append(error("duplicate-key", message, where(node, self.path), first))
        keys.setdefault(node.text, node.line)
        frame.key = node
        return True

    def _refuse(self, code: str, message: str, event: Any) -> bool:
        mark = event.start_mark
        self.problems.append(error(code, message, Where(self.path, mark.line + 1, mark.column + 1)))
        return False


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


# Syntax errors in plain words.


def _syntax_problem(reason: yaml.YAMLError, text: str, path: str) -> Problem:
    if isinstance(reason, yaml.reader.ReaderError):
        return _reader_problem(reason, text, path)
    mark = getattr(reason, "problem_mark", None) or getattr(reason, "context_mark", None)
    if "quoted scalar" in str(getattr(reason, "context", "")):
        mark = reason.context_mark  # type: ignore[attr-defined]  # where it opens, not where the file ends
    place = Where(path, mark.line + 1, mark.column + 1) if mark else Where(path)
    said = " ".join(str(part) for part in (getattr(reason, "context", ""), getattr(reason, "problem", "")) if part)
    for pattern, message, *detail in _PLAIN_WORDS:
        if re.search(pattern, said):
            return error("yaml-syntax", message, place, *detail)
    return error("yaml-syntax", f"this is not YAML: {said or reason}", place)


def _reader_problem(reason: yaml.reader.ReaderError, text: str, path: str) -> Problem:
    """A character that YAML does not allow in any file."""
    found = _NOT_YAML.search(text)
    if found is None:
        return error("yaml-syntax", f"this is not YAML: {reason.reason}", Where(path))
    message = f"U+{ord(found[0]):04X} cannot be part of a YAML file"
    return _at_offset("yaml-character", message, text, found.start(), path)


def _at_offset(code: str, message: str, text: str, offset: int, path: str) -> Problem:
    line_start = text.rfind("\n", 0, offset) + 1
    return error(code, message, Where(path, text.count("\n", 0, offset) + 1, offset - line_start + 1))


_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")

_PLAIN_WORDS: tuple[tuple[str, ...], ...] = (
    (r"cannot start any token.*|found character '\\t'", "this cannot stand here", "a value that begins with @, ` or % must be quoted; indent with spaces, not tabs"),
    (r"mapping values are not allowed", "there is a second `: ` on this line", "a value with `: ` in it must be in quotes"),
    (r"could not find expected ':'", "a `:` is missing, or this line should be indented"),
    (r"while scanning a quoted scalar", "a quotation mark that opens here is not closed"),
    (r"did not find expected ',' or '[\]}]'", "a list or mapping in brackets is not closed, or a comma is missing"),
    (r"did not find expected key", "this line does not fit the indentation of those above it, or a quotation mark in it should be doubled"),
    (r"did not find expected '-' indicator", "this line does not fit the list above it"),
    (r"block sequence entries are not allowed", "a list item cannot begin here"),
    (r"found undefined alias|while scanning an alias|while scanning an anchor", "a value that begins with * or & must be in quotes"),
    (r"while scanning a block scalar", "what follows | or > on its line, or the indentation below it, is wrong"),
)  # fmt: skip
