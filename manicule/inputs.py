"""The files that a build reads: which there are, and which have changed since the last run, by content.

Folders go in, a stamp for each file comes out; a file whose size, times and inode are the last run's is trusted
unread. It knows nothing of what the files hold.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

RACY_NS = 2_000_000_000
"""A file changed this shortly before the last run (nanoseconds) may have changed again within the same tick of a
coarse file system's clock, so its stat proves nothing (git's "racy" entries; FAT counts in two seconds). The time of its
last change counts as well as that of its content, which programs set to what they like."""


class Stamp(NamedTuple):
    """`digest` is of the content; the rest is what lets it be trusted unread. Times in nanoseconds.

    Why no dataclasses here: a build of which nothing has changed spends most of its time on loading modules."""

    size: int
    mtime: int
    ctime: int
    inode: int
    digest: str


class Source(NamedTuple):
    """A folder that is read: `name` is what its files' names begin with (`content`), `folder` where it is. Files
    count if their name ends in one of `suffixes`; all do if there are none."""

    name: str
    folder: Path
    suffixes: tuple[str, ...] = ()


def stamp_inputs(sources: Iterable[Source], last: Mapping[str, Stamp], last_run: int) -> dict[str, Stamp]:
    """Every file of the sources by name, sorted. `last` and `last_run` (nanoseconds) are the previous run's."""
    stamps: dict[str, Stamp] = {}
    racy = last_run - RACY_NS
    for source in sources:
        for folder, items in _walk(source):
            for item in items:
                name, stat = folder + item.name, item.stat()
                mtime, ctime = stat.st_mtime_ns, stat.st_ctime_ns
                known = last.get(name)
                if known and known[:4] == (stat.st_size, mtime, ctime, stat.st_ino) and mtime < racy and ctime < racy:
                    stamps[name] = known
                else:
                    stamps[name] = Stamp(stat.st_size, mtime, ctime, stat.st_ino, digest_file(item.path))
    return {name: stamps[name] for name in sorted(stamps)}


def find_outside(source: Source, root: Path) -> Iterator[str]:
    """The names of links among the source's files and folders that lead out of the folder `root`, and out of the source's own
    folder, which may be a link itself: somebody else may have put them there."""
    homes = [Path(os.path.realpath(folder)) for folder in (root, source.folder)]
    stack = [(f"{source.name}/", str(source.folder))]
    while stack:
        name, folder = stack.pop()
        try:
            found = list(os.scandir(folder))
        except FileNotFoundError:
            continue
        for item in found:
            if item.is_symlink():
                real = Path(os.path.realpath(item.path))
                if not any(real.is_relative_to(home) for home in homes):
                    yield name + item.name
            elif item.is_dir(follow_symlinks=False) and not item.name.startswith("."):
                stack.append((f"{name}{item.name}/", item.path))


def digest_file(path: str | Path) -> str:
    """Of what the file holds: what a stamp tells of it."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  (a path object for each of many files takes as long)
        return digest_of(file.read())


def digest_of(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def doubt_changed(sources: Iterable[Source], stamps: Mapping[str, Stamp], read: Iterable[str]) -> dict[str, Stamp]:
    """The stamps, with no digest for files that were `read` and have been changed since they were stamped: what was read
    of them may be neither what they held then nor what they hold now."""
    doubted = dict(stamps)
    folders = {source.name: str(source.folder) for source in sources}
    for name in read:
        stamp, (folder, _, rest) = stamps[name], name.partition("/")
        try:
            stat = os.stat(f"{folders[folder]}/{rest}")  # noqa: PTH116
            same = stamp[:4] == (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        except OSError:
            same = False
        if not same:
            doubted[name] = stamp._replace(digest="")
    return doubted


def find_files(source: Source) -> Iterator[tuple[str, Path]]:
    """Names with `/` and paths, in any order. Hidden files, editors' backups and byte code are no inputs."""
    return ((folder + item.name, Path(item.path)) for folder, items in _walk(source) for item in items)


def _walk(source: Source) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Each folder, as its files' names begin, and these files. Why a folder at a time: there are many files, and little is
    done with most."""
    stack = [(f"{source.name}/", str(source.folder))]
    suffixes = source.suffixes or ""
    while stack:
        name, folder = stack.pop()
        files = []
        try:
            found = list(os.scandir(folder))
        except FileNotFoundError:
            continue
        for item in found:
            own = item.name
            if own.startswith(".") or own.endswith("~") or own == "__pycache__":
                continue
            if item.is_dir():
                stack.append((f"{name}{own}/", item.path))
            elif own.endswith(suffixes) and item.is_file():
                files.append(item)
        yield name, files
