"""A file of content/ replaced whole or not at all: written beside its place, synced, renamed.

A place and bytes go in, the file holds them; its mode stays, a link that leads out of the folder is refused. What a process
that was killed has left beside a file is cleared away by the next. It must not know what is in a file.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from .text import digest

PATIENCE = 2.0
"""Seconds for which Windows is asked again. What has a file open there (an editor, a virus scanner, a synchroniser) mostly
has it for moments."""

LEFT_AFTER = 60.0
"""Seconds after which a file beside another one is not being written any more, so that nobody's work is taken away."""


class LeadsOutsideError(OSError):
    """A path, or a link on the way to it, leads out of the folder that may be written to."""


def write_safely(place: Path, data: bytes, within: Path) -> None:
    """Makes folders as needed. Raises OSError, and then the file is what it was before."""
    real = find_inside(place, within)
    if real.exists() and not os.access(real, os.W_OK):
        raise PermissionError(13, "this file may not be written to", str(place))
    real.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own length, since that of the file may be as long as the system allows.
    beside = real.with_name(f".{digest(real.name)[:12]}.{os.getpid()}.new")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if real.exists():
            beside.chmod(stat.S_IMODE(real.stat().st_mode))
        move_over(beside, real)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def move_over(source: Path, place: Path, patience: float = PATIENCE) -> None:
    """Renames, in place of what is there. Windows refuses that while anybody else has the file open; then it is asked again."""
    end = time.monotonic() + patience
    while True:
        try:
            source.replace(place)
            return
        except PermissionError as reason:
            if getattr(reason, "winerror", None) not in _IN_USE or time.monotonic() > end:
                raise
        time.sleep(0.02)


def clear_left(folders: Iterable[Path]) -> None:
    """Removes what a process that was killed while it wrote a file of one of these folders has left there."""
    for folder in folders:
        with suppress(OSError):
            for item in list(os.scandir(folder)):
                if _BESIDE.fullmatch(item.name) and abs(time.time() - item.stat().st_mtime) > LEFT_AFTER:
                    Path(item.path).unlink()


def find_inside(place: Path, within: Path) -> Path:
    """Where `place` really is, links followed. Raises LeadsOutsideError if that is not below `within`."""
    try:
        real = place.resolve()
    except RuntimeError as reason:  # a link that leads to itself, up to Python 3.12
        raise LeadsOutsideError(f"{place} is a link that leads nowhere") from reason
    if real.is_symlink():
        raise LeadsOutsideError(f"{place} is a link that leads nowhere")
    if not real.is_relative_to(within.resolve()):
        raise LeadsOutsideError(f"{place} leads to {real}, outside of {within}")
    return real


_BESIDE = re.compile(r"\.[0-9a-f]{12}\.[0-9]+\.new")

_IN_USE = (5, 32, 33)
"""Windows' own numbers: access denied (which it says of a file that somebody has open), sharing and lock violation."""
