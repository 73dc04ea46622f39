"""What was read of a file, or written to it, for as long as the file stays that very one.

A path goes in and a function that reads it; out comes what was read of it before, if its stat is as it was then. For a
process that builds again and again; it must not know what the files hold.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

_Value = TypeVar("_Value")
_Stat = tuple[int, int, int, int]


class Memory:
    """Of files that are only ever replaced as a whole, so that each change gives them another inode."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[_Stat, Any]] = {}

    def recall(self, path: Path, read: Callable[[], _Value]) -> _Value:
        stat = _stat(path)
        known = self._known.get(path)
        if known is not None and stat is not None and known[0] == stat:
            value: _Value = known[1]
            return value
        value = read()
        self._known.pop(path, None)
        if stat is not None and stat == _stat(path):
            self._known[path] = stat, value
        return value

    def put(self, path: Path, value: object) -> None:
        """What has just been written there."""
        stat = _stat(path)
        self._known.pop(path, None)
        if stat is not None:
            self._known[path] = stat, value


def _stat(path: Path) -> _Stat | None:
    try:
        stat = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
