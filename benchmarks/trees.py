"""Output folders by kinds of pages, and the least that any tool could take for them: reading its input, copying its output.

Folders go in, counts and seconds come out. It must not know who wrote them: the kinds are found by the paths that the
tools have in common.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

KINDS: tuple[tuple[str, str], ...] = (
    ("papers", r"papers/\d{4}\.\d{5}\.html"),
    ("lists of papers", r"papers/.*\.html"),
    ("tags", r"tags/.*\.html"),
    ("years", r"years/.*\.html"),
    ("home", r"index\.html"),
    ("feed", r"feed\.xml|index\.xml"),
    ("style, scripts", r"assets/.*"),
    ("sitemap, robots, 404", r"sitemap\.xml|robots\.txt|404\.html"),
)
REST = "what else there is"


def count_kinds(folder: Path) -> dict[str, tuple[int, int]]:
    """Files and bytes of each kind, in the order of the table."""
    counts = dict.fromkeys((*(kind for kind, _ in KINDS), REST), (0, 0))
    for file in folder.rglob("*"):
        if file.is_file():
            kind = _kind_of(file.relative_to(folder).as_posix())
            files, size = counts[kind]
            counts[kind] = files + 1, size + file.stat().st_size
    return counts


def _kind_of(path: str) -> str:
    return next((kind for kind, pattern in KINDS if re.fullmatch(pattern, path)), REST)


def find_differences(counts: Mapping[str, Mapping[str, tuple[int, int]]]) -> list[str]:
    """The kinds of which not every tool has the same number of files, the last kind aside: notes of a tool's own."""
    kinds = [kind for kind, _ in KINDS]
    return [kind for kind in kinds if len({own[kind][0] for own in counts.values()}) > 1]


def time_copying(folder: Path, target: Path) -> float:
    """Seconds for all files of a folder, as bytes, one after the other. The copy stays (see `Tool.put_away_made`)."""
    started = time.perf_counter()
    shutil.copytree(folder, target, copy_function=shutil.copyfile)
    return time.perf_counter() - started


def time_reading(folder: Path) -> float:
    started = time.perf_counter()
    for file in folder.rglob("*"):
        if file.is_file():
            file.read_bytes()
    return time.perf_counter() - started
