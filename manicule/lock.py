"""One build at a time on one output folder: the second waits for the first.

A file to lock goes in; within the `with` it is this process's, or `BusyError` is raised when patience has ended. The lock
goes with the process, however that ends, and with the workers that it leaves; it must not know what is being done.

Why a file that stays when the lock has gone: removing it would let a third build lock another file of the same name.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 600.0
"""Seconds until waiting is given up."""

SILENCE = 0.5
"""Seconds after which it is told that one waits."""

PAUSE = 0.05


class BusyError(Exception):
    """Another process has it still."""


@contextmanager
def hold(path: Path, waiting_for: str) -> Iterator[bool]:
    """Whether it is locked: where no file can be made or locked, the work is done without. `waiting_for` is what to tell
    on stderr, once, when it has to be waited for."""
    file = _open(path)
    if file is None:
        yield False
        return
    try:
        yield _lock(file, waiting_for)
    finally:
        os.close(file)


def read_clock(path: Path) -> int:
    """The time of now in nanoseconds, by this machine's clock or that of the disk with the file, whichever is behind: the
    times of files on a network's disk are told by a clock of its own."""
    now = time.time_ns()
    try:
        os.utime(path)
        return min(now, path.stat().st_mtime_ns)
    except OSError:
        return now


def _open(path: Path) -> int | None:
    """In a folder that is not to be committed."""
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        return None


def _lock(file: int, waiting_for: str) -> bool:
    began = time.monotonic()
    told = False
    while True:
        try:
            _try(file)
        except (BlockingIOError, PermissionError):
            pass
        except OSError:
            return False  # a file system without locks
        else:
            return True
        waited = time.monotonic() - began
        if waited > PATIENCE:
            raise BusyError
        if waited > SILENCE and not told:
            told = True
            sys.stderr.write(f"{waiting_for}\n")
            sys.stderr.flush()
        time.sleep(PAUSE)


if sys.platform == "win32":
    import msvcrt

    def _try(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
