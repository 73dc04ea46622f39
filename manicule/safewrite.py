"""A file of content/ replaced whole or not at all: written beside its place, synced, renamed.

A place and bytes go in, the file holds them; its mode stays, a link that leads out of the folder is refused. It must
not know what is in a file.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from .text import digest


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
        beside.replace(real)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


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
