"""One worker of a build: it makes pages and keeps them until all are made, then it puts them in place.

Pages and the last manifest go in, files come out, and what the new manifest is to say of them. It must not know how a page
is made, nor what the other workers do: which pages are left to make is said by piles that all take from.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from stat import S_ISREG

from .fingerprints import Fingerprints, join_digests
from .lazily import Asked
from .manifest import Made, Manifest, as_left, name_beside, name_staging, shorten_digests
from .order import Progress, never, nothing
from .pages.parts import Page
from .problems import Problem
from .safewrite import move_over
from .values import Value, field
from .workers import Pile, is_orphan

HELD = 4 * 1024 * 1024
"""Bytes of new pages that a worker holds in memory; what comes after them waits in the staging folder, which takes no
longer: a file is written once and moved once either way."""


class Press(Value):
    """How pages are made: their fingerprints, their bytes, and what there is to say of each paper's texts (by slug),
    which is known when they are set. `anew` makes every page, whatever the manifest says of it; files whose bytes come
    out the same stay. `asked` notes whose own words a view asks for while it is made; `stop` says whether nobody wants
    all this any more, and `begin` is called right before the first file is put in place, after which nobody is asked."""

    fingerprints: Fingerprints
    make: Callable[[Page, object], bytes | Problem]
    remarks: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    anew: bool = False
    asked: Asked = field(default_factory=Asked)
    stop: Callable[[], bool] = never
    begin: Callable[[], None] = nothing


class Stack(Value):
    """Pages that are made one after the other by whoever takes them; with a `slug`, all that is of that paper, so that its
    texts are set once."""

    pages: tuple[Page, ...]
    slug: str = ""


class Work(Value):
    """What a worker has made that is to be written, as the manifest will have it but for its stat; what there is to say of the
    texts of papers that it took, of those of which there is anything; and whose own words are on each page."""

    stale: dict[str, Made] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stopped: bool = False


class Printer:
    """Takes from the piles in their order; pages that are new it keeps, in memory or in the staging folder."""

    def __init__(
        self,
        piles: Sequence[tuple[Pile, Sequence[Stack]]],
        target: Path,
        manifest: Manifest,
        press: Press,
        progress: Progress,
    ) -> None:
        self._piles = piles
        self._target = target
        self._manifest = manifest
        self._press = press
        self._progress = progress
        self._parent = os.getpid()
        self._held: dict[str, bytes] = {}
        self._spooled: dict[str, Path] = {}
        self._size = 0

    def make(self) -> Work:
        work = Work()
        for stack in self._take():
            for page in stack.pages:
                if self._press.stop():
                    return Work(stopped=True)
                self._make(page, work)
            if stack.slug and (told := self._press.remarks[stack.slug]):
                work.remarks[stack.slug] = told
        return work

    def _take(self) -> Iterator[Stack]:
        total, before = sum(len(stacks) for _, stacks in self._piles), 0
        for pile, stacks in self._piles:
            for number in pile.take():
                yield stacks[number]
                self._progress("rendering", before + number + 1, total)
            before += len(stacks)

    def _make(self, page: Page, work: Work) -> None:
        """What is to be written of it goes into the work, or what is wrong with it."""
        press = self._press
        press.asked.begin()
        view = page.view
        if press.asked.keys:
            work.asked[page.path] = tuple(press.asked.keys)
        parts = press.fingerprints.parts(page, view)
        fingerprint = join_digests(parts)
        if not press.anew and self._is_fresh(page.path, fingerprint):
            return
        made = press.make(page, view)
        if isinstance(made, bytes):
            self._keep(page.path, made)
            work.stale[page.path] = Made(fingerprint, tuple(parts), shorten_digests(tuple(parts.values())))
        else:
            work.problems.append(made)

    def put(self) -> dict[str, tuple[int, int, bool]]:
        """Size, mtime and whether it was written, of each stale page."""
        done: dict[str, tuple[int, int, bool]] = {}
        paths = [*self._held, *self._spooled]
        for number, path in enumerate(paths, start=1):
            if is_orphan(self._parent):
                break
            place = self._target / path
            spooled = self._spooled.get(path)
            new = not holds(place, spooled or self._held[path])
            if new and spooled:
                move_over(spooled, place)
            elif new:
                write_atomically(place, self._held.pop(path))
            stat = place.stat()
            done[path] = stat.st_size, stat.st_mtime_ns, new
            self._progress("writing", number, len(paths))
        return done

    def clear(self) -> None:
        self._held.clear()
        if self._spooled:
            shutil.rmtree(self._folder(), ignore_errors=True)

    def _is_fresh(self, path: str, fingerprint: str) -> bool:
        made = self._manifest.get(path)
        return made is not None and made.fingerprint == fingerprint and as_left(self._target, path, made)

    def _keep(self, path: str, data: bytes) -> None:
        if self._size + len(data) <= HELD:
            self._held[path] = data
            self._size += len(data)
            return
        if not self._spooled:
            self._folder().mkdir(parents=True, exist_ok=True)
        self._spooled[path] = self._folder() / str(len(self._spooled))
        write_file(self._spooled[path], data)

    def _folder(self) -> Path:
        """Beside the target, so that what waits there needs but to be moved."""
        return self._target.with_name(name_staging(self._target.name, os.getpid()))


def write_atomically(place: Path, data: bytes) -> None:
    """The whole file or none of it: written beside its place, then renamed. Not synced: output can be made anew."""
    beside = place.with_name(name_beside(os.getpid()))
    try:
        write_file(beside, data)
        move_over(beside, place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_file(place: Path, data: bytes) -> None:
    """Without the buffer that Python has for many small writes, which would be most of the work."""
    with open(place, "wb", buffering=0) as file:  # noqa: PTH123 (of many files, and quicker)
        while data:
            data = data[file.write(data) :]


def holds(place: Path, wanted: bytes | Path) -> bool:
    """Whether the file has these bytes, or those of that other file."""
    try:
        stat = place.lstat()
        size = len(wanted) if isinstance(wanted, bytes) else wanted.stat().st_size
        if not S_ISREG(stat.st_mode) or stat.st_size != size:
            return False
        return place.read_bytes() == (wanted if isinstance(wanted, bytes) else wanted.read_bytes())
    except OSError:
        return False
