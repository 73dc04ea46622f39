"""BibTeX's syntax: a text to its entries, each field as it stands, with macros put in; nothing is understood yet.

Text goes in; entries with offsets, problems, and the raw text of what is broken come out. It must not know what a field
means, nor LaTeX.

Why not a library: bibtexparser 2.1 takes a missing comma for a part of the value, leaves `#` unread and knows no columns;
pybtex 0.26 loses all that stands behind an unclosed brace, and every comment without a word.

The grammar is BibTeX's own (Patashnik, "BibTeXing", and bibtex.web), with what biber adds: parentheses around entries,
comments after `%`. An entry that is not closed ends where a line begins the next one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..model import MONTHS, Leftover
from ..problems import Problem, notice, warning
from ..values import Value
from .decoding import Walk
from .latex import match_braces

EXPANDED = 16 * 1024 * 1024
"""Characters that macros may make of a file: a few lines of them can double each other without end."""


class Field(Value):
    """`text` is the value with macros put in, without the braces or quotes around it. `macros`: names of macros that
    made parts of it."""

    name: str
    text: str
    offset: int
    macros: tuple[str, ...] = ()


class RawEntry(Value):
    """`type` in small letters, `key` as it stands. `fields` in their order, names in small letters, with those
    that are there twice."""

    type: str
    key: str
    fields: tuple[Field, ...]
    offset: int


class Syntax(Value):
    """`dropped` counts comments and preambles, which say nothing of a paper."""

    entries: tuple[RawEntry, ...]
    problems: tuple[Problem, ...]
    leftovers: tuple[Leftover, ...]
    dropped: Mapping[str, int]


def read_syntax(text: str, path: str) -> Syntax:
    """Every entry of `text`, in order. What comes before a break in a broken entry is kept. Never raises; time grows
    with the text's length.

    Problems: `bibtex-broken` for text that is left over, `bibtex-comma`, `bibtex-macro`, `bibtex-key`.
    """
    reader = _Reader(text, path, match_braces(text))
    at = gap = 0
    while (found := _OPENING.search(text, at)) is not None:
        at = _line_comment(text, found.start(), at)
        if at < 0:
            reader.between(text, gap, found.start())
            at = gap = reader.read_block(found)
    reader.between(text, gap, len(text))
    return reader.finish()


# The grammar.

_OPENING = re.compile(r"(@)[ \t\r\n]*+(?P<type>[A-Za-z][A-Za-z0-9_+-]*+)[ \t\r\n]*+(?P<open>[{(])")
_NEXT = re.compile(
    r"^[ \t\ufeff]*+@[ \t]*+[A-Za-z]+[ \t\r\n]*+[{(][ \t\r\n]*+(?:[^\s{}(),=\"#%]++[ \t\r\n]*+[,=])", re.MULTILINE
)
"""A line that begins an entry, wherever it is: a value that seems to hold one was not closed."""
_KEY = re.compile(r"[ \t\r\n]*+(?P<key>[^,={}()\"\r\n]*+)")
_NAME = re.compile(r"(?P<name>[^\s=,{}()\"#%@]++)[ \t\r\n]*+=")
_SPACE = re.compile(r"(?:\s++|%[^\n\r]*+)*+")
_BLANKS = re.compile(r"\s*+")
_MACRO = re.compile(r"[^\s=,{}()\"#%]++")
_QUOTED = re.compile(r"[{\"]")
_FIELDS = re.compile(r"^[^\S\n]*+[A-Za-z][\w+-]*+[^\S\n]*+=[^\S\n]*+[{\"\d]", re.MULTILINE)
"""What looks like fields, outside of all entries."""
_COMMENT_LINE = re.compile(r"(?:^|(?<=[\r\n]))[ \t]*%[^\r\n]*")

MACROS: Mapping[str, str] = MappingProxyType({name.lower()[:3]: name for name in MONTHS})
"""Those that every style has."""


def _line_comment(text: str, at: int, start: int) -> int:
    """Where the line ends, if `at` is in one that is a comment; else -1."""
    line = max(text.rfind("\n", start, at), text.rfind("\r", start, at)) + 1 or start
    if text[line:at].lstrip()[:1] != "%" or (line == start and start > 0 and text[start - 1] not in "\r\n"):
        return -1
    ends = [end for mark in "\r\n" if (end := text.find(mark, at)) >= 0]
    return min(ends, default=len(text))


class _Broken(Exception):  # noqa: N818 - it never leaves this module
    """The entry cannot be read on from `offset`."""

    def __init__(self, message: str, offset: int) -> None:
        self.message, self.offset = message, offset


@dataclass(slots=True)
class _Reader:
    text: str
    path: str
    braces: Mapping[int, int]
    entries: list[RawEntry] = field(default_factory=list)
    told: list[tuple[int, str, str]] = field(default_factory=list)
    left: list[tuple[int, int]] = field(default_factory=list)
    macros: dict[str, str] = field(default_factory=lambda: dict(MACROS))
    dropped: dict[str, int] = field(default_factory=dict)
    expanded: int = 0

    def finish(self) -> Syntax:
        problems, leftovers = [], []
        walk = Walk(self.text, self.path)
        for offset, code, message in sorted(self.told):
            make = notice if code in ("bibtex-key", "bibtex-comma") else warning
            problems.append(make(code, message, walk.place(offset)))
        walk = Walk(self.text, self.path)
        for start, end in sorted(self.left):
            leftovers.append(Leftover(self.text[start:end].strip("\r\n"), walk.place(start)))
        return Syntax(tuple(self.entries), tuple(problems), tuple(leftovers), self.dropped)

    def drop(self, what: str) -> None:
        self.dropped[what] = self.dropped.get(what, 0) + 1

    def between(self, text: str, start: int, end: int) -> None:
        """What stands outside of entries is a comment, unless it looks like a part of one."""
        said = text[start:end]
        if not said.strip(" \t\r\n\ufeff,})"):
            return
        if _FIELDS.search(_COMMENT_LINE.sub("", said)):
            at = start + len(said) - len(said.lstrip())
            self.told.append((at, "bibtex-broken", "fields outside of any entry: is there a brace too many above?"))
            self.left.append((at, end))
        else:
            self.drop("comments")

    def read_block(self, found: re.Match[str]) -> int:
        """The entry, macro or comment that `found` opens; where to go on."""
        kind, start, at = found["type"].lower(), found.start(1), found.end()
        closing = "}" if found["open"] == "{" else ")"
        if kind == "comment":
            self.drop("comments")
            return self._end_of_comment(at - 1, closing)
        if kind == "preamble":
            self.drop("preambles")
        fields: list[Field] = []
        key = ""
        try:
            if kind == "preamble":
                told = len(self.told)
                at = self._read_value(at)[2]
                del self.told[told:]  # what macros it uses is TeX's business
            else:
                if kind != "string":
                    key, at = self._read_key(at)
                at = self._read_fields(at, fields)
            at = self._read_closing(at, closing)
        except _Broken as broken:
            key = key if fields else ""
            at = self._give_up(start, broken, fields)
        if kind == "string":
            self.macros.update((one.name, one.text) for one in fields)
        elif kind != "preamble" and (fields or key):
            self.entries.append(RawEntry(kind, key, tuple(fields), start))
        return at

    def _give_up(self, start: int, broken: _Broken, fields: list[Field]) -> int:
        """Keeps what cannot be read, from behind the last field that could be, to where the next entry begins."""
        following = _NEXT.search(self.text, max(broken.offset, start + 1))
        end = following.start() if following else len(self.text)
        self.told.append((broken.offset, "bibtex-broken", broken.message))
        self.left.append((broken.offset if fields else start, end))
        return end

    def _end_of_comment(self, at: int, closing: str) -> int:
        if closing == "}" and at in self.braces:
            return self.braces[at] + 1
        end = self.text.find("\n", at)
        return end if end >= 0 else len(self.text)

    def _read_key(self, at: int) -> tuple[str, int]:
        """The key and what follows its comma. An entry without one is read all the same."""
        found = _KEY.match(self.text, at)
        key, end = (found["key"].strip(), found.end()) if found else ("", at)
        following = self.text[end : end + 1]
        if following == "=" and len(key.split()) == 2:
            start = at + len(found[0]) - len(found[0].lstrip()) if found else at
            self.told.append((start, "bibtex-comma", "a comma is missing behind the key"))
            return key.split()[0], start + len(key.split()[0])
        if following == "=":
            self.told.append((at, "bibtex-key", "this entry has no key"))
            return "", at
        if not key:
            self.told.append((at, "bibtex-key", "this entry has no key"))
        if following == ",":
            return key, end + 1
        if following in ("\r", "\n") and _NAME.match(self.text, _skip(self.text, end)):
            self.told.append((end, "bibtex-comma", "a comma is missing behind the key"))
            return key, end
        end = _skip(self.text, end)
        if self.text[end : end + 1] in ("}", ")"):
            return key, end
        raise _Broken("a comma is expected behind the key", end)

    def _read_fields(self, at: int, fields: list[Field]) -> int:
        """Fields until none follows; where they end."""
        text = self.text
        at = _skip(text, at)
        while name := _NAME.match(text, at):
            value, macros, end = self._read_value(name.end())
            fields.append(Field(name["name"].lower(), value, at, macros))
            at = _skip(text, end)
            if text[at : at + 1] == ",":
                at = _skip(text, at + 1)
                while text[at : at + 1] == ",":
                    at = _skip(text, at + 1)
            elif _NAME.match(text, at):
                self.told.append((end, "bibtex-comma", f"a comma is missing behind {name['name']}"))
        return at

    def _read_closing(self, at: int, closing: str) -> int:
        text = self.text
        if text[at : at + 1] == closing:
            return at + 1
        if at >= len(text):
            raise _Broken("the entry is not closed; the file may be cut off", at)
        if _NEXT.match(text, at) or _OPENING.match(text, at):
            self.told.append((at, "bibtex-broken", "the entry above is not closed"))
            return at
        raise _Broken(f"a field, a comma or {closing} is expected", at)

    # Values.

    def _read_value(self, at: int) -> tuple[str, tuple[str, ...], int]:
        """Parts with `#` between them, put together; the macros that were in it; where it ends."""
        parts: list[str] = []
        macros: list[str] = []
        while True:
            at = _skip(self.text, at)
            part, end = self._read_part(at, macros)
            parts.append(part)
            after = _skip(self.text, end)
            if self.text[after : after + 1] != "#":
                return "".join(parts), tuple(macros), end
            at = after + 1

    def _read_part(self, at: int, macros: list[str]) -> tuple[str, int]:
        text = self.text
        first = text[at : at + 1]
        if first == "{":
            end = self.braces.get(at, -1)
            if end < 0 or _NEXT.search(text, at, end):
                raise _Broken("this brace is not closed", at)
            return text[at + 1 : end], end + 1
        if first == '"':
            end = self._end_of_quotes(at)
            if end < 0 or _NEXT.search(text, at, end):
                raise _Broken("this quotation mark is not closed", at)
            return text[at + 1 : end], end + 1
        macro = _MACRO.match(text, at)
        if macro is None:
            raise _Broken("a value is expected", at)
        return self._expand(macro[0], at, macros), macro.end()

    def _end_of_quotes(self, at: int) -> int:
        """The quotation mark outside of braces that closes the one at `at`; -1 if there is none."""
        at += 1
        while found := _QUOTED.search(self.text, at):
            if found[0] == '"':
                return found.start()
            end = self.braces.get(found.start(), -1)
            if end < 0:
                return -1
            at = end + 1
        return -1

    def _expand(self, name: str, at: int, macros: list[str]) -> str:
        """What a macro stands for; a number is itself. An unknown one stays as its name."""
        if name.isdigit():
            return name
        value = self.macros.get(name.lower())
        if value is None or self.expanded + len(value) > EXPANDED:
            said = "is not defined above" if value is None else "would make the file too long"
            self.told.append((at, "bibtex-macro", f"the macro `{name}` {said}; its name stands for it"))
            return name
        self.expanded += len(value)
        macros.append(name.lower())
        return value


def _skip(text: str, at: int) -> int:
    """Over blanks and comments between fields."""
    match = _SPACE.match(text, at)
    return match.end() if match else at
