"""A YAML file to nodes with positions: its bytes to text, its text to nodes, and every problem of either.

A file's text goes in; nodes come out that know their offsets, lines and columns. It types nothing (fieldtypes.py does) and
changes nothing (yamlpatch.py does).

Why the import inside a function: most entries need no parser, and a build of a few new words need not load one.
"""

from __future__ import annotations

from itertools import islice

from .problems import Problem, Where, error
from .simpleyaml import read_simply
from .text import find_strays
from .yamlnodes import CONTROL, MAX_BYTES, MAX_PROBLEMS, Lines, Node, stray_problem, too_large


def decode_yaml(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The file's text; a byte order mark stays in it, so that offsets and patches keep it."""
    if len(data) > MAX_BYTES:
        return None, (too_large(path),)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None, (error("not-utf-8", "this file is UTF-16; save it as UTF-8", Where(path)),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as reason:
        before = data[: reason.start].decode("utf-8").removeprefix("\ufeff")
        place = Where(path, *Lines(before).place(len(before)))
        return None, (error("not-utf-8", "this byte is not UTF-8; save the file as UTF-8", place),)


def check_characters(text: str, place: Where) -> tuple[Problem, ...]:
    """The same of a text that is no YAML, as a page of Markdown is: the first `MAX_PROBLEMS` characters that no text may
    have. `place` is that of the text."""
    if text.isprintable():
        return ()
    found = [
        error("control-character", f"a control character (U+{ord(match[0]):04X}) is in this text", place.within(text, match.start(), 1))
        for match in islice(CONTROL.finditer(text), MAX_PROBLEMS)
    ]  # fmt: skip
    return (*found, *(stray_problem(text, offset, place) for offset in find_strays(text)[:MAX_PROBLEMS]))


def parse(text: str, path: str, *, pure: bool = False) -> tuple[Node | None, tuple[Problem, ...]]:
    """The document's root and its problems; (None, ()) for an empty one. There is a root as well where all problems
    are of single values (a key given twice, a control character) and the rest could be read. `pure` reads with the
    parser that is written in Python, as is done where libyaml is missing: the same nodes from what both can read (it
    takes no tab in a plain value, and some escapes that libyaml refuses)."""
    root = None if pure else read_simply(text)
    if root is not None:
        return root, ()
    from .yamlparser import parse_anything

    return parse_anything(text, path, pure=pure)
