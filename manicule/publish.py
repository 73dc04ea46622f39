"""Planned pages and the last manifest to an output folder: what is stale is made and written, strays are removed.

A page whose fingerprint is the manifest's is left alone. It must not know where pages come from or how they are
made: both come as functions. Large sites are made by several workers (`press`), which take page by page.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from .jsontext import write_json
from .manifest import MANIFEST, PENDING, Made, Manifest, clear_folder, manifest_bytes, read_manifest, shorten_digests
from .memory import Memory
from .order import Progress, no_progress
from .pages.parts import Page
from .press import Press, Printer, Stack, Work, holds, write_atomically
from .problems import Problem, has_errors
from .text import digest, place_key
from .values import Value, field
from .workers import Crew, Pile, count_workers


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
    papers, lists = _stack(pages, press.remarks)
    count = count_workers(len(pages))
    with Pile(len(papers), count > 1) as papers_left, Pile(len(lists), count > 1) as lists_left:
        of_papers, of_lists = (papers_left, papers), (lists_left, lists)
        # What a list shows of papers is made once, if one worker makes lists as long as the others have papers to make.
        printers = [Printer((of_lists, of_papers), target, manifest, press, progress)] + [
            Printer((of_papers, of_lists), target, manifest, press, no_progress) for _ in range(count - 1)
        ]
        with Crew(printers) as crew:
            try:
                work: list[Work] = crew.ask("make")
                paths = {page.path for page in pages}
                published = _publish(crew, work, paths.union(manifest) if others else paths, target, manifest, press)
            finally:
                crew.ask("clear")
    if published.mark and memory:
        memory.put(target / MANIFEST, published.manifest)
    return published


def _stack(
    pages: Iterable[Page], remarks: Mapping[str, tuple[Problem, ...]]
) -> tuple[tuple[Stack, ...], tuple[Stack, ...]]:
    """What is of each paper that there may be something to say of; and all other pages, which are of several papers."""
    papers: dict[str, list[Page]] = {slug: [] for slug in remarks}
    lists: list[Stack] = []
    for page in pages:
        if page.about in papers:
            papers[page.about].append(page)
        else:
            lists.append(Stack((page,)))
    return tuple(Stack(tuple(own), slug) for slug, own in papers.items()), tuple(lists)


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
        if isinstance(data, bytes) and not holds(place, data):
            write_atomically(place, data)
            stat = place.stat()
            put[path] = stat.st_size, stat.st_mtime_ns
    return put


def _publish(
    crew: Crew, found: Sequence[Work], paths: set[str], target: Path, manifest: Manifest, press: Press
) -> Published:
    """What was `found` to do, file by file, each atomically. The paths that are about to change are noted before the first
    file moves, so that a build that is killed is completed by the next."""
    if any(work.stopped for work in found):
        return Published(stopped=True)
    remarks = {slug: told for work in found for slug, told in work.remarks.items()}
    told = tuple(problem for said in remarks.values() for problem in said)
    if has_errors(told):
        return Published(problems=told)
    failed = tuple(problem for work in found for problem in work.problems)
    if failed:
        return Published(problems=(*told, *failed))
    stale = {path: made for work in found for path, made in work.stale.items()}
    asked = {path: slugs for work in found for path, slugs in work.asked.items()}
    gone = sorted(set(manifest) - paths)
    if not stale and not gone:
        (target / PENDING).unlink(missing_ok=True)
        mark = digest((target / MANIFEST).read_bytes()) if manifest else ""
        return Published(kept=len(paths), problems=told, manifest=manifest, mark=mark, remarks=remarks, asked=asked)
    press.begin()
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
        write_atomically(target / PENDING, write_json(sorted({*stale, *unfinished})).encode())
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
    return Published(
        written=tuple(sorted(written)),
        removed=tuple(gone),
        kept=len(paths) - len(written),
        problems=told,
        manifest=files,
        mark=digest(text),
        remarks=remarks,
        asked=asked,
    )


def reasons(wanted: Mapping[str, str], made: Made | None) -> tuple[str, ...]:
    """The names of the parts whose digests are not the manifest's; `new` for a page that was not there."""
    if made is None:
        return ("new",)
    known, names = made.parts(), tuple(wanted)
    parts = Made(names=names, digests=shorten_digests(tuple(wanted.values()))).parts()
    return tuple(name for name in {**parts, **known} if parts.get(name) != known.get(name))


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
