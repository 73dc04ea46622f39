"""Any YAML text to nodes by PyYAML's events: bounded before anything is built, mistakes told in plain words.

A text goes in; its root comes out, and every problem of the syntax. It must not know what the values mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from .problems import Problem, Where, error
from .text import find_strays
from .values import replace
from .yamlnodes import (
    CONTROL,
    MAX_BYTES,
    MAX_PROBLEMS,
    Lines,
    Mapping,
    Node,
    Scalar,
    Sequence,
    stray_problem,
    too_large,
    where,
)

MAX_DEPTH = 32
MAX_EVENTS = 200_000

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def parse_anything(text: str, path: str, *, pure: bool = False) -> tuple[Node | None, tuple[Problem, ...]]:
    """What `yamltext.parse` says, of any text."""
    # Four bytes are the most that a character takes; only longer texts need to be counted.
    if len(text) > MAX_BYTES // 4 and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return None, (too_large(path),)
    body = text.removeprefix("\ufeff")
    builder = _Builder(text, len(text) - len(body), path)
    try:
        take = builder.take
        for event in yaml.parse(body, Loader=yaml.BaseLoader if pure else _Loader):
            if not take(event):
                break
    except yaml.YAMLError as reason:
        if not pure and "maximum nesting depth" in str(reason):
            # libyaml looks ahead, and may meet its own bound (1,000 since 0.2.6) before it hands on the 33rd bracket.
            return parse_anything(text, path, pure=True)
        builder.problems.append(_syntax_problem(reason, body, path))
    except UnicodeEncodeError:
        # libyaml is handed UTF-8, in which half a surrogate pair cannot be said.
        builder.problems.append(_character_problem(body, path) or error("yaml-syntax", _NOT_YAML_AT_ALL, Where(path)))
    if not builder.whole or builder.root is None or _is_nothing(builder.root):
        return None, tuple(builder.problems)
    return builder.root, tuple(builder.problems)


def _is_nothing(root: Node) -> bool:
    """A document of which nothing is written but its marks (`---`)."""
    return isinstance(root, Scalar) and root.plain and not root.text


# Building.


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    event: Any
    items: list[Any]
    keys: dict[str, int] | None
    """Of a mapping: its keys so far, and the line of each."""
    key: Scalar | None = None
    """Of a mapping: the key whose value comes next."""


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
        self._lines = Lines(text) if _ODD_BREAK.search(text) else None

    def take(self, event: Any) -> bool:
        """False ends the reading."""
        self._events += 1
        if self._events > MAX_EVENTS:
            return self._refuse("too-large", f"more than {MAX_EVENTS:,} values in one file", event)
        if type(event) is yaml.ScalarEvent:
            return self._take_scalar(event)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self._stack) >= MAX_DEPTH:
                return self._refuse("too-deep", f"nested more than {MAX_DEPTH} levels deep", event)
            if not self._is_plain_event(event):
                return False
            keys: dict[str, int] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
            self._stack.append(_Open(event, [], keys))
            return True
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            return self._close(event)
        if isinstance(event, yaml.AliasEvent):
            return self._refuse("yaml-alias", "an alias (*name) is not allowed here; write the value itself", event)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                return self._refuse("yaml-document", "a second document (---) is not allowed here", event)
            # libyaml refuses directives that it does not know; the pure parser passes over them.
            if event.version or event.tags or self.text[self._offset(event.start_mark) :][:1] == "%":
                return self._refuse("yaml-directive", _DIRECTIVE, event)
        if isinstance(event, yaml.StreamEndEvent):
            self.whole = True
        return True

    def _take_scalar(self, event: Any) -> bool:
        if (event.anchor or event.tag) and not self._is_plain_event(event):
            return False
        scalar = self._scalar(event)
        found = None if event.value.isprintable() else CONTROL.search(scalar.text)
        if found:
            fix = "write it in single quotes" if scalar.style == '"' else ""
            message = f"a control character (U+{ord(found[0]):04X}) is in this value"
            self.problems.append(error("control-character", message, where(scalar, self.path), fix=fix))
        elif not event.value.isprintable() and (strays := find_strays(scalar.text)):
            self.problems.append(stray_problem(scalar.text, strays[0], where(scalar, self.path)))
        return self._add(scalar, event) and len(self.problems) < MAX_PROBLEMS

    def _scalar(self, event: Any) -> Scalar:
        value, first, last = event.value, event.start_mark, event.end_mark
        start, end = first.index + self.shift, last.index + self.shift
        style = event.style if event.style in _STYLES else ""
        line, column = (first.line + 1, first.column + 1) if self._lines is None else self._place(first)
        end_line = last.line + 1 if self._lines is None else self._place(last)[0]
        text_line, text_column = 0, 0
        if style == "|":
            text_line, text_column = self._block_place(self.text[start:end], value, line)
        elif end_line == line and style != ">":
            inner = 1 if style else 0
            if self.text[start + inner : end - inner] == value:
                text_line, text_column = line, column + inner
        return Scalar(value, not style, style, start, end, line, column, end_line, text_line, text_column)

    def _offset(self, mark: Any) -> int:
        return int(mark.index) + self.shift

    def _place(self, mark: Any) -> tuple[int, int]:
        """Line and column from 1, as an editor counts them."""
        if self._lines is None:
            return mark.line + 1, mark.column + 1
        return self._lines.place(mark.index + self.shift)

    def _block_place(self, raw: str, value: str, line: int) -> tuple[int, int]:
        """The line after the header, and the column that its text begins in: that of the first line with any."""
        at = 0
        for written in _line_ends(raw).split("\n")[1:]:
            until = value.find("\n", at)
            meant = value[at : until if until >= 0 else len(value)]
            if meant:
                return line + 1, len(written) - len(meant) + 1
            if until < 0:
                break
            at = until + 1
        return line + 1, 1

    def _is_plain_event(self, event: Any) -> bool:
        if event.anchor:
            return self._refuse("yaml-anchor", "an anchor (&name) is not allowed here", event)
        if event.tag:
            return self._refuse("yaml-tag", _TAG, event)
        return True

    def _close(self, event: Any) -> bool:
        frame = self._stack.pop()
        items = tuple(frame.items)
        flow = bool(frame.event.flow_style)
        end = self._offset(event.end_mark)
        if items and not flow:
            # YAML counts comments and blank lines behind a block to it, up to where the next thing begins.
            last = items[-1] if frame.keys is None else items[-1][1]
            end = last.end
        kind = Sequence if frame.keys is None else Mapping
        start = self._offset(frame.event.start_mark)
        return self._add(kind(items, flow, start, end, *self._place(frame.event.start_mark)), frame.event)

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
        return len(self.problems) < MAX_PROBLEMS

    def _refuse(self, code: str, message: str, event: Any) -> bool:
        self.problems.append(error(code, message, Where(self.path, *self._place(event.start_mark))))
        return False


_DIRECTIVE = "a directive (%…) is not allowed here"
_TAG = "a tag (!name) is not allowed here; put text that begins with ! in quotes"
_STYLES = ("'", '"', "|", ">")

# What the parsers take for the end of a line (YAML 1.1, section 4.2) and editors, and problems.py, do not.
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# Syntax errors in plain words.


def _syntax_problem(reason: yaml.YAMLError, text: str, path: str) -> Problem:
    """`text` has no byte order mark, as the parser was given it."""
    if isinstance(reason, yaml.reader.ReaderError):
        return _character_problem(text, path) or error(
            "yaml-syntax", f"{_NOT_YAML_AT_ALL}: {reason.reason}", Where(path)
        )
    mark = getattr(reason, "problem_mark", None)
    opening = getattr(reason, "context_mark", None)
    said = " ".join(str(part) for part in (getattr(reason, "context", ""), getattr(reason, "problem", "")) if part)
    if mark is None or (opening is not None and said.startswith(_TOLD_WHERE_IT_OPENS)):
        mark = opening
    if mark is None:
        return error("yaml-syntax", f"{_NOT_YAML_AT_ALL}: {said or reason}", Where(path))
    place = Where(path, *Lines(text).place(mark.index))
    if "directive" in said:
        return error("yaml-directive", _DIRECTIVE, replace(place, column=1))
    if " a tag " in said:
        return error("yaml-tag", _TAG, place)
    before = text[mark.index - place.column + 1 : mark.index]
    if "mapping values" in said and ":" not in before:
        return error("yaml-syntax", _GOES_ON[0], place, _GOES_ON[1])
    for pattern, message, *detail in _PLAIN_WORDS:
        if re.search(pattern, said):
            return error("yaml-syntax", message, place, *detail)
    return error("yaml-syntax", f"{_NOT_YAML_AT_ALL}: {said}", place)


def _character_problem(text: str, path: str) -> Problem | None:
    """The first character that YAML does not allow in any file (YAML 1.1, section 4.1)."""
    found = _NOT_YAML.search(text)
    if found is None:
        return None
    message = f"U+{ord(found[0]):04X} cannot be part of a YAML file"
    return error("yaml-character", message, Where(path, *Lines(text).place(found.start())))


_NOT_YAML_AT_ALL = "this is not YAML"
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TOLD_WHERE_IT_OPENS = "while scanning a quoted scalar"
"""Such a mistake is noticed where the file ends."""

_GOES_ON = (
    "this line is read as the rest of the one above it, which a `: ` cannot stand in",
    "the line above lacks its `:`, or this one is indented too far",
)

# What is looked for are the words of libyaml, and those of the pure parser for the same mistake where they differ.
_PLAIN_WORDS: tuple[tuple[str, ...], ...] = (
    (r"cannot start any token", "this cannot stand here", "a value that begins with @, ` or % must be quoted; indent with spaces, not tabs"),
    (r"tab character", "a tab cannot indent a line", "indent with spaces, not tabs"),
    (r"mapping values are not allowed", "there is a second `: ` on this line", "a value with `: ` in it must be in quotes"),
    (r"could not find expected ':'", "a `:` is missing, or this line should be indented"),
    (r"unknown escape|hexa?decimal number|Unicode character escape", "a backslash in double quotes begins an escape, and this is none", "write the value in single quotes"),
    (r"while scanning a quoted scalar", "a quotation mark that opens here is not closed"),
    (r"expected ',' or '[\]}]'", "a list or mapping in brackets is not closed, or a comma is missing"),
    (r"did not find expected key|parsing a block mapping expected <block end>", "this line does not fit the indentation of those above it, or a quotation mark in it should be doubled"),
    (r"expected '-' indicator|parsing a block collection expected <block end>", "this line does not fit the list above it"),
    (r"sequence entries are not allowed", "a list item cannot begin here"),
    (r"while scanning an (?:alias|anchor)", "a value that begins with * or & must be in quotes"),
    (r"while scanning a block scalar", "what follows | or > on its line, or the indentation below it, is wrong"),
    (r"expected (?:the )?node content", "a comma or a closing bracket cannot stand here", "a value that begins with one must be in quotes"),
    (r"<document start>", "nothing can follow here: the document has ended"),
)  # fmt: skip
