"""Failures as data: where something is wrong, what, and what would mend it.

Every other room returns `Problem` values and never prints; this one sorts a list of them and writes it out
with the source line, a caret and the fix. It must not know what kinds of problem there are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

from .values import Value, replace

Level = Literal["error", "warning", "notice"]

LINE_SHOWN = 140
"""Characters of a source line that are shown; a longer line is cut around the caret."""


class Where(Value):
    """A place in a file of a person's: `path` with `/`, relative to the list's root.

    `line` and `column` count from 1, in characters; 0 means the file as a whole. `width` is how many characters
    the caret underlines. `text_line` and `text_column` say where the text of a scalar begins, for scalars whose
    text stands in the file line by line (plain, quoted on one line, `|` blocks); 0 where it does not.
    """

    path: str
    line: int = 0
    column: int = 0
    width: int = 1
    text_line: int = 0
    text_column: int = 0

    def within(self, text: str, offset: int, width: int) -> Where:
        """The place of `text[offset:offset + width]`, where `text` is the scalar's text; else the scalar's own."""
        if not self.text_line:
            return self
        before = text.rfind("\n", 0, offset) + 1
        return Where(
            self.path,
            self.text_line + text.count("\n", 0, offset),
            self.text_column + offset - before,
            max(1, min(width, len(text) - offset)),
        )


class Problem(Value):
    """One thing wrong. `detail` are further lines ("closest: …"); `fix` is text that can be pasted."""

    level: Level
    code: str
    message: str
    where: Where
    detail: tuple[str, ...] = ()
    fix: str = ""


def error(code: str, message: str, where: Where, *detail: str, fix: str = "") -> Problem:
    return Problem("error", code, message, where, detail, fix)


def warning(code: str, message: str, where: Where, *detail: str, fix: str = "") -> Problem:
    return Problem("warning", code, message, where, detail, fix)


def notice(code: str, message: str, where: Where, *detail: str, fix: str = "") -> Problem:
    return Problem("notice", code, message, where, detail, fix)


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """In the order of a person's walk through the files; each problem once."""
    return sorted(
        dict.fromkeys(problems),
        key=lambda p: (p.where.path, p.where.line, p.where.column, p.level, p.code, p.message),
    )


def format_problem(problem: Problem, source: str | None) -> str:
    """One problem as a person reads it. `source` is the whole text of the file it is in, if that can be had."""
    where = problem.where
    place = ":".join(str(part) for part in (where.path, where.line, where.column) if part)
    out = [f"{printable(place)}: {problem.level}[{problem.code}]: {printable(problem.message)}"]
    margin = " " * 6
    frame = frame_of(problem, source)
    if frame is not None:
        shown, caret = frame
        out += [f"{where.line:>5} | {shown}", f"{margin}| {caret}"]
    out += [f"{margin}= {printable(text)}" for text in problem.detail]
    if problem.fix:
        first, *rest = problem.fix.split("\n")
        out += [f"{margin}= fix: {printable(first)}", *(f"{margin}       {printable(text)}" for text in rest)]
    return "\n".join(out)


def frame_of(problem: Problem, source: str | None) -> tuple[str, str] | None:
    """The line that the problem is in, and the carets under it; None if there is none to show."""
    line = _source_line(source, problem.where.line)
    return None if line is None else _frame(line, problem.where)


def format_problems(problems: Iterable[Problem], read_source: Callable[[str], str | None]) -> str:
    """All problems, sorted, a blank line between any two; `read_source(path)` gives a file's text or None."""
    sources: dict[str, str | None] = {}
    out = []
    for problem in sort_problems(problems):
        path = problem.where.path
        if path not in sources:
            sources = {path: read_source(path)}
        out.append(format_problem(problem, sources[path]))
    return "\n\n".join(out)


def printable(text: str) -> str:
    """`text` safe for a terminal: control and bidirectional formatting characters as `\\u202e`, tabs as a space."""
    return "".join(
        " " if c == "\t" else f"\\u{ord(c):04x}" if unicodedata.category(c) in _UNPRINTABLE and c != "\n" else c
        for c in text
    )


def moved(problem: Problem, where: Where) -> Problem:
    """The same problem at another place."""
    return replace(problem, where=where)


_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _source_line(source: str | None, line: int) -> str | None:
    if source is None or line < 1:
        return None
    lines = _split_lines(source)
    return lines[line - 1] if line <= len(lines) else None


@lru_cache(maxsize=1)
def _split_lines(source: str) -> list[str]:
    """Kept for the next problem, which mostly is of the same file."""
    return source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _frame(line: str, where: Where) -> tuple[str, str]:
    """The line and the carets under it, both cut to what is shown and as wide as a terminal shows them."""
    start = max(0, where.column - 1)
    width = max(1, min(where.width, len(line) - start))
    cut = max(0, start - LINE_SHOWN // 3) if len(line) > LINE_SHOWN else 0
    head, tail = ("…" if cut else ""), ("…" if len(line) > cut + LINE_SHOWN else "")
    width = min(width, LINE_SHOWN - (start - cut))
    before = head + printable(line[cut:start])
    shown = before + printable(line[start : cut + LINE_SHOWN]) + tail
    carets = "^" * max(1, _columns(printable(line[start : start + width])))
    return shown, " " * _columns(before) + carets


def _columns(text: str) -> int:
    """Terminal cells: wide characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
