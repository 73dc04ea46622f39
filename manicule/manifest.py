"""What a build notes in its output folder: every file that it made, what of, and its stat as written.

The manifest is how the next build knows what is fresh, what is a stray of ours, and what is somebody else's. It
knows nothing of pages, and holds no name of anything that is not published.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import __version__
from .memory import Memory

if TYPE_CHECKING:
    from .problems import Problem

MANIFEST = ".manicule.json"
PENDING = ".manicule-pending.json"
"""The paths of files that are about to change, while they do: a build that is killed leaves it, and the next one knows
that nothing is known of them. Why not in the manifest: of a long list that takes as long to write as the pages."""

_NOT_OURS_BUT_FINE = frozenset({".gitignore", ".DS_Store", "Thumbs.db"})
_BESIDE = re.compile(r"\.manicule-\d+\.new")
_VERSION = 2
_SHORT = 8


class Made(NamedTuple):
    """What the manifest says of a file: its fingerprint, the names of the parts that it is of and the beginnings of
    their digests, one behind the other, and its stat as written. Without a fingerprint it is made anew."""

    fingerprint: str = ""
    names: tuple[str, ...] = ()
    digests: str = ""
    size: int = -1
    mtime: int = -1

    def parts(self) -> dict[str, str]:
        return {name: self.digests[n * _SHORT : (n + 1) * _SHORT] for n, name in enumerate(self.names)}


Manifest = Mapping[str, Made]

Left = tuple[str, int, int]
"""A file's path, its size and the time of its last change in nanoseconds, as a build left it."""


def shorten_digests(digests: Sequence[str]) -> str:
    """They only tell people which part has changed; whether any has, the fingerprint does."""
    return "".join(one[:_SHORT] for one in digests)


def read_manifest(target: Path, memory: Memory | None = None) -> tuple[Manifest, tuple[Problem, ...]]:
    """The last build's manifest, files that it left pending without their fingerprints. A folder that holds anything but
    has none is not ours, and is refused."""
    path = target / MANIFEST
    try:
        pending = _read_pending(target)
        if pending and not path.exists():
            return dict.fromkeys(pending, Made()), ()
        manifest = (memory or Memory()).recall(path, lambda: _read(path.read_bytes()))
        return {**manifest, **dict.fromkeys(pending, Made())} if pending else manifest, ()
    except FileNotFoundError:
        foreign = [item.name for item in target.iterdir() if not _is_fine(item.name)] if target.exists() else []
        if not foreign:
            return {}, ()
        why = f"this folder holds files that Manicule did not make ({sorted(foreign)[0]}, …): give an empty one with --output"
    except NotADirectoryError:
        why = "this is a file, not a folder"
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        why = f"{MANIFEST} in it cannot be read: empty the folder by hand to build anew"
    from .problems import Where, error

    return {}, (error("foreign-folder", why, Where(target.as_posix())),)


def _read_pending(target: Path) -> list[str]:
    try:
        return [str(path) for path in json.loads((target / PENDING).read_bytes())]
    except FileNotFoundError:
        return []


def _is_fine(name: str) -> bool:
    return name in _NOT_OURS_BUT_FINE or _BESIDE.fullmatch(name) is not None


def _read(data: bytes) -> Manifest:
    import msgspec.json  # Not before it is needed: a build with nothing to do does not look into the manifest.

    said = msgspec.json.decode(data)
    if not isinstance(said, dict):
        raise TypeError
    if said["manicule"] != _VERSION:
        # Of an older release: the files are ours, and nothing is known of what they are made of.
        return {name: Made() for name in said["files"]}
    kinds = [tuple(names) for names in said["kinds"]]
    return {
        name: Made(fingerprint, kinds[kind], digests, size, mtime)
        for name, (fingerprint, kind, digests, size, mtime) in said["files"].items()
    }


def manifest_bytes(files: Manifest) -> bytes:
    import msgspec.json

    kinds: dict[tuple[str, ...], int] = {}
    rows = {
        path: (made.fingerprint, kinds.setdefault(made.names, len(kinds)), made.digests, made.size, made.mtime)
        for path, made in sorted(files.items())
    }
    return msgspec.json.encode({"manicule": _VERSION, "release": __version__, "kinds": list(kinds), "files": rows})


def read_release(target: Path) -> str | None:
    """The version of Manicule that last built the folder; '' where its manifest does not say, None without one."""
    try:
        return str(json.loads((target / MANIFEST).read_bytes()).get("release", ""))
    except FileNotFoundError:
        return None
    except (ValueError, AttributeError, NotADirectoryError):
        return ""


def as_left(target: Path, path: str, made: Made) -> bool:
    """Whether the file is as it was written; one altered by hand is noticed by its stat."""
    return all_as_left(target, [(path, made.size, made.mtime)])


def all_as_left(target: Path, files: Iterable[Left]) -> bool:
    """Whether each of the files has the size and time of last change with which it was written."""
    lstat, folder = os.lstat, f"{target}{os.sep}"
    try:
        for path, size, mtime in files:
            stat = lstat(folder + path)
            if stat.st_size != size or stat.st_mtime_ns != mtime:
                return False
    except OSError:
        return False
    return True


# What a build that was killed leaves behind.


def name_beside(process: int) -> str:
    """Of the file that becomes another one of its folder when it is whole. A process writes one at a time."""
    return f".manicule-{process}.new"


def name_staging(target: str, process: int) -> str:
    """Of the folder beside the output folder in which pages wait."""
    return f".{target}.staging-{process}"


def clear_leftovers(target: Path) -> None:
    """What lies beside the output folder, and directly in it; in the folders below there is something only if the
    manifest has files without a fingerprint. To be called by whoever holds the lock."""
    clear_folder(target)
    staging = name_staging(target.name, 0)[:-1]
    try:
        found = [item.path for item in os.scandir(target.parent) if item.name.startswith(staging)]
    except OSError:
        return
    if found:
        from shutil import rmtree

        for path in found:
            rmtree(path, ignore_errors=True)


def clear_folder(folder: Path) -> None:
    try:
        for item in list(os.scandir(folder)):
            if _BESIDE.fullmatch(item.name):
                os.unlink(item.path)  # noqa: PTH108
    except OSError:
        return
