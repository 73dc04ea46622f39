"""YAML text to nodes with positions: bounded before it is built, every scalar kept as text.

A file's text goes in; nodes come out that know their offsets, lines and columns, and every problem of the syntax. It
types nothing (fieldtypes.py does) and changes nothing (yamlpatch.py does).

Why text only: YAML's own typing turns `2301.00010` into 2301.0001, `no` into false and `12:34` into 754.
Why nodes are named tuples: there are some forty in a file, and a frozen dataclass takes five times as long to make.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

import yaml

from .problems import Problem, Where, error
from .text import find_strays

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32
MAX_EVENTS = 200_000
MAX_PROBLEMS = 100
"""After so many the rest of a file is not read: it is no list of papers."""

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Scalar(NamedTuple):
    """`start` and `end` are offsets of the scalar as written, quotes included, into the text given to `parse`, a byte
    order mark counted; `line` and `column` count from 1, the mark not counted. `style` is `'`, `"`, `|`, `>` or empty.
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


class Sequence(NamedTuple):
    items: tuple[Node, ...]
    flow: bool
    start: int
    end: int
    line: int
    column: int


class Mapping(NamedTuple):
    pairs: tuple[tuple[Scalar, Node], ...]
    flow: bool
    start: int
    end: int
    line: int
    column: int


Node = Scalar | Sequence | Mapping


def where(node: Node, path: str) -> Where:
    """The node's place. The caret is as wide as a scalar on one line, and marks where anything else begins."""
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
    return _CUT.match(text, scalar.end) is not None


_CUT = re.compile(r"[ \t]+#[^\W_]")


def decode_yaml(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The file's text; a byte order mark stays in it, so that offsets and patches keep it."""
    if len(data) > MAX_BYTES:
        return None, (_too_large(path),)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None, (error("not-utf-8", "this file is UTF-16; save it as UTF-8", Where(path)),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as reason:
        before = data[: reason.start].decode("utf-8").removeprefix("\ufeff")
        place = Where(path, *_Lines(before).place(len(before)))
        return None, (error("not-utf-8", "this byte is not UTF-8; save the file as UTF-8", place),)


def check_characters(text: str, place: Where) -> tuple[Problem, ...]:
    """The same of a text that is no YAML, as a page of Markdown is: the first `MAX_PROBLEMS` characters that no text may
    have. `place` is that of the text."""
    if text.isprintable():
        return ()
    found = [
        error("control-character", f"a control character (U+{ord(match[0]):04X}) is in this text", place.within(text, match.start(), 1))
        for match in islice(_CONTROL.finditer(text), MAX_PROBLEMS)
    ]  # fmt: skip
    return (*found, *(stray_problem(text, offset, place) for offset in find_strays(text)[:MAX_PROBLEMS]))


def stray_problem(text: str, offset: int, place: Where) -> Problem:
    """Of one that `find_strays` found; `place` is that of the text."""
    message = f"a character that turns the direction of text (U+{ord(text[offset]):04X}) is here, and could turn what stands around it"
    return error(
        "direction-character",
        message,
        place.within(text, offset, 1),
        "take it out; browsers see to the direction of words by themselves",
    )


def parse(text: str, path: str, *, pure: bool = False) -> tuple[Node | None, tuple[Problem, ...]]:
    """The document's root and its problems; (None, ()) for an empty one. There is a root as well where all problems
    are of single values (a key given twice, a control character) and the rest could be read. `pure` reads with the
    parser that is written in Python, as is done where libyaml is missing: the same nodes from what both can read (it
    takes no tab in a plain value, and some escapes that libyaml refuses)."""
    # Four bytes are the most that a character takes; only longer texts need to be counted.
    if len(text) > MAX_BYTES // 4 and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return None, (_too_large(path),)
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
            return parse(text, path, pure=True)
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


def _too_large(path: str) -> Problem:
    return error("too-large", f"larger than {MAX_BYTES >> 20} MiB", Where(path))


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
        self._lines = _Lines(text) if _ODD_BREAK.search(text) else None

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
        found = None if event.value.isprintable() else _CONTROL.search(scalar.text)
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
# Half a surrogate pair can be had by an escape, and can be written to no file.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# What the parsers take for the end of a line (YAML 1.1, section 4.2) and editors, and problems.py, do not.
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")


class _Lines:
    """A text's lines as an editor counts them. A byte order mark takes no column."""

    def __init__(self, text: str) -> None:
        self._starts = [1 if text.startswith("\ufeff") else 0, *(m.end() for m in re.finditer("\r\n|\r|\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1."""
        line = max(1, bisect_right(self._starts, offset))
        return line, max(1, offset - self._starts[line - 1] + 1)


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
    place = Where(path, *_Lines(text).place(mark.index))
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
    return error("yaml-character", message, Where(path, *_Lines(text).place(found.start())))


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
