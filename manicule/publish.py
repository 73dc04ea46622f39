"""Planned pages and the last manifest to an output folder: what is stale is made and written, strays are removed.

A page whose fingerprint is the manifest's is left alone. It must not know where pages come from or how they are
made: both come as functions.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath

from .manifest import MANIFEST, Made, Manifest, as_left, manifest_text, read_manifest
from .pages.parts import Page
from .problems import Problem
from .text import digest

HELD = 64 * 1024 * 1024
"""Bytes of new pages that are held in memory; what comes after them is spooled into the staging folder."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """Paths by what was done; `kept` were left alone. With `problems`, nothing was done."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Reckons pages' fingerprints. `common` are digests that are part of every page: the generator, the site's
    facts. `maker` gives the digest of what makes a page."""

    common: Mapping[str, str]
    maker: Callable[[Page], str]

    def reckon(self, pages: Iterable[Page]) -> dict[str, dict[str, str]]:
        """Each page's parts by name with their digests. A part that many pages share is digested once."""
        known: dict[int, str] = {}
        return {page.path: self._parts(page, known) for page in pages}

    def _parts(self, page: Page, known: dict[int, str]) -> dict[str, str]:
        parts = {"maker": self.maker(page), **self.common}
        for part in fields(page.view):  # type: ignore[arg-type]
            value = getattr(page.view, part.name)
            found = known.get(id(value))
            if found is None:
                found = known[id(value)] = digest(repr(value))
            parts[part.name] = found
        return parts


def publish(
    pages: Iterable[Page],
    target: Path,
    fingerprints: Fingerprints,
    make: Callable[[Page], bytes | Problem],
    progress: Progress = lambda _stage, _done, _total: None,
    anew: bool = False,
) -> Published:
    """Brings `target` to hold just these pages. If any of them cannot be made, nothing is written at all. `anew`
    makes every page, whatever the manifest says of it; files whose bytes come out the same stay."""
    manifest, problems = read_manifest(target)
    if problems:
        return Published(problems=problems)
    by_path = {page.path: page for page in pages}
    wanted = fingerprints.reckon(by_path.values())
    stale = [path for path in sorted(by_path) if anew or not _fresh(target, path, wanted[path], manifest)]
    gone = sorted(set(manifest) - set(by_path))
    if not stale and not gone:
        return Published(kept=len(by_path))
    with _Staging(target) as staging:
        problems = _make(stale, by_path, make, staging, progress)
        if problems:
            return Published(problems=problems)
        return _put_in_place(target, staging, wanted, manifest, gone, progress)


def reasons(path: str, wanted: Mapping[str, str], manifest: Manifest) -> tuple[str, ...]:
    """The names of the parts whose digests are not the manifest's; `new` for a page that was not there."""
    made = manifest.get(path)
    if made is None:
        return ("new",)
    return tuple(name for name in {**wanted, **made.parts} if wanted.get(name) != made.parts.get(name))


def _fresh(target: Path, path: str, parts: Mapping[str, str], manifest: Manifest) -> bool:
    made = manifest.get(path)
    return made is not None and made.parts == parts and as_left(target, path, made)


class _Staging:
    """What is rendered and not yet in place: in memory, and beyond HELD bytes in a folder beside the target."""

    def __init__(self, target: Path) -> None:
        self._folder = target.with_name(f".{target.name}.staging-{os.getpid()}")
        self._held: dict[str, bytes] = {}
        self._spooled: dict[str, Path] = {}
        self._size = 0

    def __enter__(self) -> _Staging:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, path: str, data: bytes) -> None:
        if self._size + len(data) <= HELD:
            self._held[path] = data
            self._size += len(data)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        self._spooled[path] = self._folder / str(len(self._spooled))
        self._spooled[path].write_bytes(data)

    def paths(self) -> list[str]:
        return [*self._held, *self._spooled]

    def take(self, path: str) -> bytes:
        return self._held[path] if path in self._held else self._spooled[path].read_bytes()


def _make(
    stale: list[str],
    pages: Mapping[str, Page],
    make: Callable[[Page], bytes | Problem],
    staging: _Staging,
    progress: Progress,
) -> tuple[Problem, ...]:
    problems = []
    for number, path in enumerate(stale):
        made = make(pages[path])
        if isinstance(made, bytes):
            staging.add(path, made)
        else:
            problems.append(made)
        progress("rendering", number + 1, len(stale))
    return tuple(problems)


def _put_in_place(
    target: Path,
    staging: _Staging,
    wanted: Mapping[str, Mapping[str, str]],
    manifest: Manifest,
    gone: list[str],
    progress: Progress,
) -> Published:
    """Files one by one, each atomically. The manifest names old and new paths before the first file moves, those
    that are about to change without their parts, so that a build that is killed is completed by the next."""
    target.mkdir(parents=True, exist_ok=True)
    todo = staging.paths()
    files: dict[str, Made] = {path: made for path, made in manifest.items() if path not in todo}
    write_atomically(target / MANIFEST, manifest_text({**files, **{path: Made({}) for path in todo}}).encode())
    written = []
    for number, path in enumerate(todo):
        data = staging.take(path)
        place = _inside(target, path)
        if not _holds(place, data):
            write_atomically(place, data)
            written.append(path)
        stat = place.stat()
        files[path] = Made(wanted[path], stat.st_size, stat.st_mtime_ns)
        progress("writing", number + 1, len(todo))
    for path in gone:
        files.pop(path)
        _remove(target, path)
    write_atomically(target / MANIFEST, manifest_text(files).encode())
    return Published(tuple(written), tuple(gone), len(wanted) - len(written))


def write_atomically(place: Path, data: bytes) -> None:
    """The whole file or none of it: written beside its place, then renamed. Not synced: output can be made anew."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(data)
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _inside(target: Path, path: str) -> Path:
    """Raises ValueError where a path, or a link on the way to it, would lead out of the folder."""
    place = target.joinpath(*PurePosixPath(path).parts)
    if ".." in PurePosixPath(path).parts or not place.parent.resolve().is_relative_to(target.resolve()):
        raise ValueError(f"{path} would be written outside {target}")
    return place


def _holds(place: Path, data: bytes) -> bool:
    try:
        return not place.is_symlink() and place.stat().st_size == len(data) and place.read_bytes() == data
    except OSError:
        return False


def _remove(target: Path, path: str) -> None:
    """The file, and the folders that it leaves empty."""
    place = _inside(target, path)
    place.unlink(missing_ok=True)
    for folder in place.parents:
        if folder == target:
            return
        try:
            folder.rmdir()
        except OSError:
            return
