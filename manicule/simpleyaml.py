"""YAML as most entries have it, to nodes without a parser: keys, words on one line, blocks of text, lists of these.

A text goes in, its root node comes out, the very same that the parser makes of it (a property test holds the two against each
other); None where the text has more in it than is known here, or anything wrong. It must not know the parser.

Why: in a large list a fifth of all reading was libyaml's events becoming objects of Python's, some sixty for an entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from .yamlnodes import Mapping, Node, Scalar, Sequence

LONGEST = 200_000
"""Characters: what is longer goes to the parser, which has bounds for the number of values."""

DEEPEST = 8
LONGEST_KEY = 200


class _OtherError(Exception):
    """There is something that is not known here."""


def read_simply(text: str) -> Node | None:
    if len(text) > LONGEST or not text.endswith("\n") or not text.replace("\n", "").isprintable():
        return None
    reader = _Reader(text)
    try:
        if reader.next_line() != 0 or reader.dashed:
            return None
        root = reader.read_mapping(0, 1)
    except _OtherError:
        return None
    return root if reader.line is None else None


class _Reader:
    """`line` is the next line that is neither blank nor a comment, None at the end; `indent` and `dashed` tell how it begins,
    `row` is its number, `start` its offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line: re.Match[str] | None = None
        self.indent = -1
        self.dashed = False
        self.row = 0
        self.start = 0
        self._at = 0
        self._rows = 1

    def next_line(self) -> int:
        """The indentation of the next line, -1 at the end."""
        at = self._at
        line = _LINE.match(self.text, at)
        if line is None or line.lastindex == 1:
            return self._skip()
        self.line, self.start, self._at = line, at, line.end()
        self.row = self._rows
        self._rows += 1
        self.dashed = line[2] is not None
        self.indent = line.end(1) - at
        return self.indent

    def _skip(self) -> int:
        """Blank lines and comments, or what is not known here."""
        nothing = _NOTHING.match(self.text, self._at)
        if nothing is not None:
            self._rows += self.text.count("\n", self._at, nothing.end())
            self._at = nothing.end()
            if self._at < len(self.text):
                return self.next_line()
        elif self._at < len(self.text):
            raise _OtherError
        self.line, self.indent, self.dashed = None, -1, False
        return -1

    def read_mapping(self, indent: int, depth: int) -> Mapping:
        """From the line that is next on, whose key stands at that indentation, maybe behind a dash."""
        pairs: list[tuple[Scalar, Node]] = []
        keys = set()
        first_row, first = self.row, self.start + indent
        while True:
            line = self.line
            word = line and line[3]
            if not word or word in keys or len(word) > LONGEST_KEY:
                raise _OtherError
            keys.add(word)
            column = indent + 1
            start = self.start + indent
            end = start + len(word)
            key = _scalar((word, True, "", start, end, self.row, column, self.row, self.row, column))
            pairs.append((key, self._read_value(indent, end + 1, depth)))
            if self.indent != indent or self.dashed:
                break
        if self.indent > indent:
            raise _OtherError
        return _mapping((tuple(pairs), False, first, pairs[-1][1].end, first_row, indent + 1))

    def _read_value(self, indent: int, after: int, depth: int) -> Node:
        """What belongs to the key of this line. `after` is the offset behind its colon; afterwards the next line is that
        behind the value."""
        line, row = self.line, self.row
        if line is None or line.lastindex != 3:
            return self._read_scalar(indent)
        if depth > DEEPEST:
            raise _OtherError
        column = after - self.start + 1
        below = self.next_line()
        if self.dashed and below >= indent:
            return self._read_sequence(below, depth + 1)
        if below > indent:
            return self.read_mapping(below, depth + 1)
        return _scalar(("", True, "", after, after, row, column, row, row, column))

    def _read_sequence(self, indent: int, depth: int) -> Sequence:
        items: list[Node] = []
        first_row, first = self.row, self.start + indent
        while self.dashed and self.indent == indent:
            line = self.line
            if line is None or line.lastindex == 2:
                raise _OtherError
            items.append(self._read_scalar(indent) if line[3] is None else self.read_mapping(indent + 2, depth + 1))
        if self.indent > indent:
            raise _OtherError
        return _sequence((tuple(items), False, first, items[-1].end, first_row, indent + 1))

    def _read_scalar(self, indent: int) -> Node:
        """The value on this line, and maybe below it: of a key or an item at that indentation."""
        line, row, begin = self.line, self.row, self.start
        if line is None:
            raise _OtherError
        kind = line.lastindex
        value: str = line[kind]  # type: ignore[index]
        if kind == _BLOCK:
            return self._read_block(indent)
        start, end = line.span(kind)  # type: ignore[arg-type]
        self.next_line()
        column = start - begin + 1
        if kind == _PLAIN:
            if value[-1] == " ":
                raise _OtherError
            return _scalar((value, True, "", start, end, row, column, row, row, column))
        if kind == _FLOW:
            return _read_flow(value, start, row, column)
        if kind == _SINGLE and "'" in value:
            return _scalar((value.replace("''", "'"), False, "'", start - 1, end + 1, row, column - 1, row, 0, 0))
        style = "'" if kind == _SINGLE else '"'
        return _scalar((value, False, style, start - 1, end + 1, row, column - 1, row, row, column))

    def _read_block(self, indent: int) -> Scalar:
        """Of which each line, blank ones aside, stands further in than what it belongs to."""
        text, row, line = self.text, self.row, self.line
        assert line is not None  # noqa: S101  (a block was found on it)
        style, chomped = line[7], bool(line[8])
        start = line.start(7)
        spaces = _SPACES.match(text, self._at)
        inner = spaces.end() - self._at if spaces else 0
        block = _block_of(inner).match(text, self._at) if inner > indent else None
        if block is None:
            raise _OtherError
        raw, end = block[0], block.end()
        if " \n" in raw and _ONLY_SPACES.search(raw):
            raise _OtherError
        value = raw.rstrip("\n").replace("\n" + " " * inner, "\n")[inner:]
        if style == ">":
            if value[0] == " " or "\n " in value:
                raise _OtherError
            value = (
                value.replace("\n", " ") if "\n\n" not in value else _MORE_BREAKS.sub(r"\1", _ONE_BREAK.sub(" ", value))
            )
        column = start - self.start + 1
        end_row = row + 1 + raw.count("\n")
        self._at, self._rows = end, end_row
        self.next_line()
        if not chomped:
            value += "\n"
        if style == ">":
            return _scalar((value, False, style, start, end, row, column, end_row, 0, 0))
        return _scalar((value, False, style, start, end, row, column, end_row, row + 1, inner + 1))


def _read_flow(words: str, start: int, row: int, column: int) -> Sequence:
    """A list in brackets: `words` stand between them, from `start` on."""
    items = []
    for match in _WORD.finditer(words):
        word = match[0]
        at, place = start + match.start(), column + match.start()
        items.append(_scalar((word, True, "", at, at + len(word), row, place, row, row, place)))
    return _sequence((tuple(items), True, start - 1, start + len(words) + 1, row, column - 1))


# As the classes themselves would, which ask for the names of the fields first.
_scalar: Callable[[tuple[Any, ...]], Scalar] = partial(tuple.__new__, Scalar)
_sequence: Callable[[tuple[Any, ...]], Sequence] = partial(tuple.__new__, Sequence)
_mapping: Callable[[tuple[Any, ...]], Mapping] = partial(tuple.__new__, Mapping)


@cache
def _block_of(inner: int) -> re.Pattern[str]:
    """The lines that stand at least that far in, and blank ones between and behind them."""
    return re.compile(f"(?:(?: {{{inner}}}[^\n]+| *)\n)+")


_SPACES = re.compile(" *")
_ONLY_SPACES = re.compile("(?:^|\n) +\n")
_ONE_BREAK = re.compile("(?<!\n)\n(?!\n)")
_MORE_BREAKS = re.compile("\n(\n+)")
_NOTHING = re.compile("(?: *(?:#[^\n]*)?\n)+")

_WORDS = r"[^\W_][\w.+/()-]*+(?: [\w.+/()-]++)*+"
_LINE = re.compile(
    r"( *+)(- )?(?:([A-Za-z_][\w-]*+):(?:(?=\n)| (?=[^ \n])))?"
    r"(?:([^\s\-?:,\[\]{}#&*!|>'\"%@`][^\n:#]*+(?:(?::(?![ \n])|(?<! )#)[^\n:#]*+)*+)"
    r"|'((?:[^'\n]++|'')*+)'|\"([^\"\\\n]*+)\""
    r"|([|>])(-?+)"
    rf"|\[((?:{_WORDS}(?:, ?{_WORDS})*+)?+)\])?\n"
)
"""1 indentation, 2 dash, 3 key, and one of 4 plain words, 5 single quotes, 6 double quotes, 7 and 8 a block's signs, 9 a list."""

_WORD = re.compile(_WORDS)
_PLAIN, _SINGLE, _BLOCK, _FLOW = 4, 5, 8, 9
