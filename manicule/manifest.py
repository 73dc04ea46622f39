"""What a build notes in its output folder: every file that it made, what of, and its stat as written.

The manifest is how the next build knows what is fresh, what is a stray of ours, and what is somebody else's. It
knows nothing of pages, and holds no name of anything that is not published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .problems import Problem, Where, error

MANIFEST = ".manicule.json"

_NOT_OURS_BUT_FINE = frozenset({".gitignore", ".DS_Store", "Thumbs.db"})


@dataclass(frozen=True, slots=True)
class Made:
    """What the manifest says of a file: the digests of what it was made of, by name, and its stat as written."""

    parts: Mapping[str, str]
    size: int = -1
    mtime: int = -1


Manifest = Mapping[str, Made]


def read_manifest(target: Path) -> tuple[Manifest, tuple[Problem, ...]]:
    """The last build's manifest. A folder that holds anything but has none is not ours, and is refused."""
    path = target / MANIFEST
    try:
        data = json.loads(path.read_bytes())
        return {name: Made(row["parts"], row["size"], row["mtime"]) for name, row in data["files"].items()}, ()
    except FileNotFoundError:
        foreign = (
            [item.name for item in target.iterdir() if item.name not in _NOT_OURS_BUT_FINE] if target.exists() else []
        )
        if not foreign:
            return {}, ()
        why = f"this folder holds files that Manicule did not make ({sorted(foreign)[0]}, …): give an empty one with --output"
    except NotADirectoryError:
        why = "this is a file, not a folder"
    except (ValueError, KeyError, TypeError, AttributeError):
        why = f"{MANIFEST} in it cannot be read: empty the folder by hand to build anew"
    return {}, (error("foreign-folder", why, Where(target.as_posix())),)


def manifest_text(files: Manifest) -> str:
    rows = {
        path: {"parts": dict(made.parts), "size": made.size, "mtime": made.mtime}
        for path, made in sorted(files.items())
    }
    return json.dumps({"manicule": 1, "files": rows}, separators=(",", ":"), sort_keys=True)


def as_left(target: Path, path: str, made: Made) -> bool:
    """Whether the file is as it was written; one altered by hand is noticed by its stat."""
    try:
        stat = (target / path).lstat()
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (made.size, made.mtime)
