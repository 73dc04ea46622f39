"""The files that a build reads: which there are, and which have changed since the last run, by content.

Folders go in, a stamp for each file comes out; a file whose size, times and inode are the last run's is trusted
unread. It knows nothing of what the files hold.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

RACY_NS = 2_000_000_000
"""A file changed this shortly before the last run (nanoseconds) may have changed again within the same tick of a
coarse file system's clock, so its stat proves nothing (git's "racy" entries; FAT counts in two seconds)."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """`digest` is of the content; the rest is what lets it be trusted unread. Times in nanoseconds."""

    size: int
    mtime: int
    ctime: int
    inode: int
    digest: str

    def same_stat(self, stat: os.stat_result) -> bool:
        return (self.size, self.mtime, self.ctime, self.inode) == _numbers(stat)


@dataclass(frozen=True, slots=True)
class Source:
    """A folder that is read: `name` is what its files' names begin with (`content`), `folder` where it is. Files
    count if their name ends in one of `suffixes`; all do if there are none."""

    name: str
    folder: Path
    suffixes: tuple[str, ...] = ()


def stamp_inputs(sources: Iterable[Source], last: Mapping[str, Stamp], last_run: int) -> dict[str, Stamp]:
    """Every file of the sources by name, sorted. `last` and `last_run` (nanoseconds) are the previous run's."""
    stamps: dict[str, Stamp] = {}
    for source in sources:
        for name, path in find_files(source):
            stat = path.stat()
            known = last.get(name)
            if known and known.same_stat(stat) and known.mtime < last_run - RACY_NS:
                stamps[name] = known
            else:
                stamps[name] = Stamp(*_numbers(stat), hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest())
    return dict(sorted(stamps.items()))


def find_files(source: Source) -> Iterator[tuple[str, Path]]:
    """Names with `/` and paths, in any order. Hidden files, editors' backups and byte code are no inputs."""
    stack = [(source.name, source.folder)]
    while stack:
        name, folder = stack.pop()
        try:
            found = list(os.scandir(folder))
        except FileNotFoundError:
            continue
        for item in found:
            if item.name.startswith(".") or item.name.endswith("~") or item.name == "__pycache__":
                continue
            if item.is_dir():
                stack.append((f"{name}/{item.name}", Path(item.path)))
            elif item.is_file() and item.name.endswith(source.suffixes or ""):
                yield f"{name}/{item.name}", Path(item.path)


def _numbers(stat: os.stat_result) -> tuple[int, int, int, int]:
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
