"""Planned pages and the last manifest to an output folder: what is stale is made and written, strays are removed.

A page whose fingerprint is the manifest's is left alone. It must not know where pages come from or how they are
made: both come as functions. Large sites are made by several workers, each of a share of the pages.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from stat import S_ISREG

from .fingerprints import Fingerprints, join_digests
from .lazily import MANY, Asked
from .manifest import (
    MANIFEST,
    PENDING,
    Made,
    Manifest,
    as_left,
    clear_folder,
    manifest_bytes,
    name_beside,
    name_staging,
    read_manifest,
    shorten_digests,
)
from .memory import Memory
from .pages.parts import Page
from .problems import Problem, has_errors
from .safewrite import move_over
from .text import digest, place_key
from .values import Value, field, replace
from .workers import Crew, count_workers, is_orphan

HELD = 4 * 1024 * 1024
"""Bytes of new pages that a worker holds in memory; what comes after them waits in the staging folder, which takes no
longer: a file is written once and moved once either way."""

Progress = Callable[[str, int, int], None]


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """For whoever does not want to be told."""


class Published(Value):
    """Paths by what was done; `kept` were left alone. With errors among the `problems`, nothing was done. `remarks` is what
    there was to say of each paper's texts, by slug, where there was anything; `asked` whose own words are on each
    page. `manifest` is the folder's as it is now, `mark` the digest of its text. `stopped`: nobody wanted it any more, and
    nothing was done."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: int = 0
    problems: tuple[Problem, ...] = ()
    manifest: Manifest = field(default_factory=dict)
    mark: str = ""
    remarks: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stopped: bool = False


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
    stop: Callable[[], bool] = lambda: False
    begin: Callable[[], None] = lambda: None


def publish(
    pages: Iterable[Page],
    target: Path,
    press: Press,
    progress: Progress = no_progress,
    others: bool = False,
    memory: Memory | None = None,
) -> Published:
    """Brings `target` to hold just these pages, or with `others` what else it holds of ours as well. If any of them
    cannot be made, nothing is written at all."""
    target = target.absolute()
    manifest, problems = read_manifest(target, memory)
    if problems:
        return Published(problems=problems)
    pages = tuple(pages)
    shares = _share_out(pages, press.remarks, count_workers(len(pages)))
    desks = [
        _Desk(share, target, manifest, press, progress if n == 0 else no_progress) for n, share in enumerate(shares)
    ]
    with Crew(desks) as crew:
        try:
            work: list[_Work] = []
            if len(press.remarks) > MANY:
                work = crew.ask("make")  # While a page is made its texts are set, which is not done twice for many.
            remarks = {slug: problems for found in crew.ask("check") for slug, problems in found.items()}
            told = tuple(problem for problems in remarks.values() for problem in problems)
            if has_errors(told):
                return Published(problems=told)
            paths = {page.path for page in pages}
            published = _publish(
                crew,
                work or crew.ask("make"),
                paths.union(manifest) if others else paths,
                target,
                manifest,
                press.begin,
            )
            if published.mark and memory:
                memory.put(target / MANIFEST, published.manifest)
            return replace(published, problems=(*told, *published.problems), remarks=remarks)
        finally:
            crew.ask("clear")


def publish_first(pages: Iterable[Page], target: Path, press: Press) -> dict[str, tuple[int, int]] | None:
    """Puts a few pages in place that are there already, ahead of the build that makes them with all others: size and mtime
    of each that has changed. None, and nothing is done, where one cannot be made. The manifest stays as it is, so that
    build looks at them again."""
    if any(has_errors(problems) for problems in press.remarks.values()):
        return None
    target = target.absolute()
    made = {page.path: press.make(page, page.view) for page in pages}
    if not all(isinstance(data, bytes) and (target / path).is_file() for path, data in made.items()):
        return None
    put: dict[str, tuple[int, int]] = {}
    for path, data in made.items():
        place = _inside(target, path)
        if isinstance(data, bytes) and not _holds(place, data):
            write_atomically(place, data)
            stat = place.stat()
            put[path] = stat.st_size, stat.st_mtime_ns
    return put


def _publish(
    crew: Crew, found: Sequence[_Work], paths: set[str], target: Path, manifest: Manifest, begin: Callable[[], None]
) -> Published:
    """What was `found` to do, file by file, each atomically. The paths that are about to change are noted before the first
    file moves, so that a build that is killed is completed by the next."""
    if any(work.stopped for work in found):
        return Published(stopped=True)
    problems = tuple(problem for work in found for problem in work.problems)
    if problems:
        return Published(problems=problems)
    stale = {path: made for work in found for path, made in work.stale.items()}
    asked = {path: slugs for work in found for path, slugs in work.asked.items()}
    gone = sorted(set(manifest) - paths)
    if not stale and not gone:
        (target / PENDING).unlink(missing_ok=True)
        mark = digest((target / MANIFEST).read_bytes()) if manifest else ""
        return Published(kept=len(paths), asked=asked, manifest=manifest, mark=mark)
    begin()
    for folder in {path.rpartition("/")[0] for path in stale}:
        _inside(target, f"{folder}/x")
    unfinished = [path for path, made in manifest.items() if made == Made()]
    if unfinished:
        for folder in {path.rpartition("/")[0] for path in manifest}:
            clear_folder(target / folder)
    files: dict[str, Made] = {path: made for path, made in manifest.items() if path not in stale}
    target.mkdir(parents=True, exist_ok=True)
    if stale:
        # With those that a killed build had noted, and which may stand in no manifest: this one may be killed as well.
        write_atomically(target / PENDING, json.dumps(sorted({*stale, *unfinished})).encode())
    for path in _in_the_way(gone, stale):
        _remove(target, path)
    _make_room(target, stale)
    put: list[dict[str, tuple[int, int, bool]]] = crew.ask("put")
    written = []
    for path, (size, mtime, new) in (item for share in put for item in share.items()):
        made = stale[path]
        files[path] = Made(made.fingerprint, made.names, made.digests, size, mtime)
        written += [path] if new else []
    for path in gone:
        files.pop(path)
        _remove(target, path)
    text = manifest_bytes(files)
    write_atomically(target / MANIFEST, text)
    (target / PENDING).unlink(missing_ok=True)
    kept = len(paths) - len(written)
    return Published(tuple(sorted(written)), tuple(gone), kept, asked=asked, manifest=files, mark=digest(text))


def reasons(wanted: Mapping[str, str], made: Made | None) -> tuple[str, ...]:
    """The names of the parts whose digests are not the manifest's; `new` for a page that was not there."""
    if made is None:
        return ("new",)
    known, names = made.parts(), tuple(wanted)
    parts = Made(names=names, digests=shorten_digests(tuple(wanted.values()))).parts()
    return tuple(name for name in {**parts, **known} if parts.get(name) != known.get(name))


# One worker.


class _Share(Value):
    pages: tuple[Page, ...]
    slugs: tuple[str, ...]


def _share_out(pages: Sequence[Page], remarks: Mapping[str, tuple[Problem, ...]], count: int) -> list[_Share]:
    """All that is of one paper goes to one worker, which sets its texts, and is made at a time; the rest is dealt out."""
    shares: list[tuple[dict[str, list[Page]], list[Page]]] = [({}, []) for _ in range(count)]
    place = {}
    for n, slug in enumerate(remarks):
        place[slug] = shares[n % count][0][slug] = []
    for page in pages:
        own = place.get(page.about)
        rest = shares[zlib.crc32(page.path.encode()) % count][1] if own is None else own
        rest.append(page)
    return [
        _Share((*(page for of_one in papers.values() for page in of_one), *others), tuple(papers))
        for papers, others in shares
    ]


class _Work(Value):
    """What of a share is to be written, as the manifest will have it but for its stat; and whose own words are on each
    page."""

    stale: dict[str, Made]
    problems: tuple[Problem, ...]
    asked: dict[str, tuple[str, ...]]
    stopped: bool = False


class _Desk:
    """Makes a share of the pages and keeps them, in memory or in the staging folder, until they are put in place."""

    def __init__(self, share: _Share, target: Path, manifest: Manifest, press: Press, progress: Progress) -> None:
        self._share = share
        self._target = target
        self._manifest = manifest
        self._press = press
        self._progress = progress
        self._parent = os.getpid()
        self._held: dict[str, bytes] = {}
        self._spooled: dict[str, Path] = {}
        self._size = 0
        self._told: dict[str, tuple[Problem, ...]] = {}

    def check(self) -> dict[str, tuple[Problem, ...]]:
        """What there is to say of the texts of the share's papers, of those that have anything."""
        for slug in self._share.slugs:
            self._look_at(slug)
        return {slug: problems for slug, problems in self._told.items() if problems}

    def _look_at(self, slug: str) -> None:
        if slug not in self._told:
            self._told[slug] = self._press.remarks[slug]

    def make(self) -> _Work:
        stale: dict[str, Made] = {}
        problems: list[Problem] = []
        asked: dict[str, tuple[str, ...]] = {}
        for number, page in enumerate(self._share.pages, start=1):
            if self._press.stop():
                return _Work({}, (), {}, stopped=True)
            self._press.asked.begin()
            view = page.view
            if page.about in self._press.remarks:
                self._look_at(page.about)
            if self._press.asked.keys:
                asked[page.path] = tuple(self._press.asked.keys)
            parts = self._press.fingerprints.parts(page, view)
            fingerprint = join_digests(parts)
            if self._press.anew or not self._is_fresh(page.path, fingerprint):
                made = self._press.make(page, view)
                if isinstance(made, bytes):
                    self._keep(page.path, made)
                    stale[page.path] = Made(fingerprint, tuple(parts), shorten_digests(tuple(parts.values())))
                else:
                    problems.append(made)
            self._progress("rendering", number, len(self._share.pages))
        return _Work(stale, tuple(problems), asked)

    def put(self) -> dict[str, tuple[int, int, bool]]:
        """Size, mtime and whether it was written, of each stale page."""
        done: dict[str, tuple[int, int, bool]] = {}
        paths = [*self._held, *self._spooled]
        for number, path in enumerate(paths, start=1):
            if is_orphan(self._parent):
                break
            place = self._target / path
            spooled = self._spooled.get(path)
            new = not _holds(place, spooled or self._held[path])
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
        self._spooled[path].write_bytes(data)

    def _folder(self) -> Path:
        """Beside the target, so that what waits there needs but to be moved."""
        return self._target.with_name(name_staging(self._target.name, os.getpid()))


def write_atomically(place: Path, data: bytes) -> None:
    """The whole file or none of it: written beside its place, then renamed. Not synced: output can be made anew."""
    beside = place.with_name(name_beside(os.getpid()))
    try:
        beside.write_bytes(data)
        move_over(beside, place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _in_the_way(gone: Iterable[str], stale: Iterable[str]) -> list[str]:
    """Those that have gone where a folder is to be, or within what is to be a file, or that differ only in capitals from
    a new one: these go before the new ones come, and all others after them."""
    files = {place_key(path) for path in stale}
    folders = {folder for path in files for folder in _folders(path)}
    return [
        path
        for path in gone
        if place_key(path) in folders or not files.isdisjoint((place_key(path), *_folders(place_key(path))))
    ]


def _folders(path: str) -> list[str]:
    """All that a file is in: `a/b` and `a` of `a/b/c`."""
    return [path[:at] for at, letter in enumerate(path) if letter == "/"]


def _make_room(target: Path, paths: Iterable[str]) -> None:
    """All folders that the files need, and none in a file's place, unless somebody has put something into it."""
    for folder in sorted({path.rpartition("/")[0] for path in paths}):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for path in paths:
        place = f"{target}{os.sep}{path}"
        if os.path.isdir(place) and not os.path.islink(place):  # noqa: PTH112, PTH114 (of many files, and much quicker)
            Path(place).rmdir()


def _inside(target: Path, path: str) -> Path:
    """Raises ValueError where a path, or a link on the way to it, would lead out of the folder."""
    parts = PurePosixPath(path.lstrip("/")).parts
    place = target.joinpath(*parts)
    if ".." in parts or not place.parent.resolve().is_relative_to(target.resolve()):
        raise ValueError(f"{path} would be written outside {target}")
    return place


def _holds(place: Path, wanted: bytes | Path) -> bool:
    """Whether the file has these bytes, or those of that other file."""
    try:
        stat = place.lstat()
        size = len(wanted) if isinstance(wanted, bytes) else wanted.stat().st_size
        if not S_ISREG(stat.st_mode) or stat.st_size != size:
            return False
        return place.read_bytes() == (wanted if isinstance(wanted, bytes) else wanted.read_bytes())
    except OSError:
        return False


def _remove(target: Path, path: str) -> None:
    """The file, and the folders that it leaves empty. What somebody else has put in the place of either is left."""
    place = _inside(target, path)
    folders = [*place.parents]
    if place.is_dir() and not place.is_symlink():
        folders.insert(0, place)
    elif place.parent.is_dir():
        place.unlink(missing_ok=True)
    for folder in folders:
        if folder == target:
            return
        try:
            folder.rmdir()
        except OSError:
            return
