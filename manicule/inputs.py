"""The files that a build reads: which there are, and which have changed since the last run, by content.

Folders go in, a stamp for each file comes out; a file whose size, times and inode are the last run's is trusted
unread. It knows nothing of what the files hold.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

RACY_NS = 2_000_000_000
"""A file changed this shortly before the last run (nanoseconds) may have changed again within the same tick of a
coarse file system's clock, so its stat proves nothing (git's "racy" entries; FAT counts in two seconds). The time of its
last change counts as well as that of its content, which programs set to what they like."""


Row = tuple[str, int, int, int, int]
"""A file's name, its size, the times of its last change and of that of its inode in nanoseconds, and its inode: what lets a
digest be trusted unread."""


class Stamps(NamedTuple):
    """The files by name, sorted, and the digest of what each holds; '' of one that is to be read again.

    Why no mapping of them: a build of which nothing has changed only asks whether these are those of the last run, and that
    is one comparison of two lists."""

    rows: list[Row]
    digests: list[str]

    def by_name(self) -> dict[str, str]:
        """The digests."""
        return {row[0]: digest for row, digest in zip(self.rows, self.digests, strict=True)}

    def below(self, folder: str) -> Iterable[tuple[str, str]]:
        """Names and digests of the files in that folder, whose name ends in `/`."""
        start = bisect_left(self.rows, (folder,))
        end = bisect_left(self.rows, (f"{folder[:-1]}0",))  # The sign behind `/` is 0.
        return zip([row[0] for row in self.rows[start:end]], self.digests[start:end], strict=True)

    def hold_the_same(self, other: Stamps) -> bool:
        """Whether all files hold what they held, whatever became of their times."""
        if self is other:
            return True
        return self.digests == other.digests and [row[0] for row in self.rows] == [row[0] for row in other.rows]


class Source(NamedTuple):
    """A folder that is read: `name` is what its files' names begin with (`content`), `folder` where it is. Files
    count if their name ends in one of `suffixes`; all do if there are none."""

    name: str
    folder: Path
    suffixes: tuple[str, ...] = ()


NOTHING = Stamps([], [])


def stamp_inputs(sources: Sequence[Source], last: Stamps = NOTHING, last_run: int = 0) -> Stamps:
    """Every file of the sources. `last` and `last_run` (nanoseconds) are the previous run's."""
    rows: list[Row] = []
    add = rows.append
    for source in sources:
        for folder, items in _walk(source):
            for item in items:
                stat = item.stat()
                add((folder + item.name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
    rows.sort()
    racy = last_run - RACY_NS
    if rows == last.rows and "" not in last.digests and all(row[2] < racy and row[3] < racy for row in rows):
        return last
    known = dict(zip(last.rows, last.digests, strict=True))
    place = _places(sources)
    digests = []
    for row in rows:
        digest = known.get(row) if row[2] < racy and row[3] < racy else ""
        digests.append(digest or digest_file(place(row[0])))
    return Stamps(rows, digests)


def _places(sources: Iterable[Source]) -> Callable[[str], str]:
    """Where a file is, by its name."""
    folders = {source.name: str(source.folder) for source in sources}

    def place(name: str) -> str:
        folder, _, rest = name.partition("/")
        return f"{folders[folder]}/{rest}"

    return place


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


def doubt_changed(sources: Iterable[Source], stamps: Stamps, unread: Collection[str] = ()) -> Stamps:
    """The stamps, with no digest for files that have been changed since they were stamped: what was read
    of them may be neither what they held then nor what they hold now. Of those that were left `unread` nothing is asked."""
    place = _places(sources)
    digests = list(stamps.digests)
    for number, row in enumerate(stamps.rows):
        if row[0] not in unread and not _is_still(place(row[0]), row):
            digests[number] = ""
    return Stamps(stamps.rows, digests)


def _is_still(path: str, row: Row) -> bool:
    try:
        stat = os.stat(path)  # noqa: PTH116
    except OSError:
        return False
    return row[1:] == (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def find_files(source: Source) -> Iterator[tuple[str, Path]]:
    """Names with `/` and paths, in any order. Hidden files, editors' backups and byte code are no inputs."""
    place = _places([source])
    return ((folder + item.name, Path(place(folder + item.name))) for folder, items in _walk(source) for item in items)


def _walk(source: Source) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Each folder, as its files' names begin, and these files, which can be asked for their stat until the next folder comes.
    Why a folder at a time: there are many files, and little is done with most."""
    stack = [(f"{source.name}/", str(source.folder))]
    suffixes = source.suffixes or ""
    while stack:
        name, folder = stack.pop()
        files = []
        with _open(folder) as found:
            for item in found:
                own = item.name
                if own[0] == "." or own[-1] == "~":
                    continue
                if item.is_file():
                    if own.endswith(suffixes):
                        files.append(item)
                elif item.is_dir() and own != "__pycache__":
                    stack.append((f"{name}{own}/", f"{folder}/{own}"))
            yield name, files


@contextmanager
def _open(folder: str) -> Iterator[list[os.DirEntry[str]]]:
    """What is in a folder, if it is there; held open where that can be, so that a stat need not find its way anew."""
    file = -1
    try:
        try:
            if os.scandir in os.supports_fd:
                file = os.open(folder, os.O_RDONLY)
            found = list(os.scandir(folder if file < 0 else file))
        except FileNotFoundError:
            found = []
        yield found
    finally:
        if file >= 0:
            os.close(file)
