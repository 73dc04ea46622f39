"""YAML's nodes, each with its place in the text: every scalar kept as it was written.

Values alone: yamltext.py makes them of a text.

Why text only: YAML's own typing turns `2301.00010` into 2301.0001, `no` into false and `12:34` into 754.
Why nodes are named tuples: there are some forty in a file, and that is quickest to make.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from .problems import Problem, Where, error

MAX_BYTES = 4 * 1024 * 1024
MAX_PROBLEMS = 100
"""After so many the rest of a file is not read: it is no list of papers."""


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


class Lines:
    """A text's lines as an editor counts them. A byte order mark takes no column."""

    def __init__(self, text: str) -> None:
        self._starts = [1 if text.startswith("\ufeff") else 0, *(m.end() for m in re.finditer("\r\n|\r|\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1."""
        line = max(1, bisect_right(self._starts, offset))
        return line, max(1, offset - self._starts[line - 1] + 1)


# What is wrong, whoever finds it.


def too_large(path: str) -> Problem:
    return error("too-large", f"larger than {MAX_BYTES >> 20} MiB", Where(path))


def stray_problem(text: str, offset: int, place: Where) -> Problem:
    """Of one that `find_strays` found; `place` is that of the text."""
    message = f"a character that turns the direction of text (U+{ord(text[offset]):04X}) is here, and could turn what stands around it"
    return error(
        "direction-character",
        message,
        place.within(text, offset, 1),
        "take it out; browsers see to the direction of words by themselves",
    )


# Half a surrogate pair can be had by an escape, and can be written to no file.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
