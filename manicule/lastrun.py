"""What the last run noted for the next one: the inputs as it saw them, and how it left the output.

From it a build learns that there is nothing to do, without loading anything else. The note lives in .cache/ and may
be deleted at any time; it is not published, since it names files that may be drafts.
"""

from __future__ import annotations

import json
import os
import sys
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from .inputs import NOTHING, Stamps
from .manifest import MANIFEST, PENDING, Left, Manifest, all_as_left
from .text import digest

CACHE = ".cache"
_FORM = f"6 {sys.byteorder}"


class LastRun(NamedTuple):
    """`started` in nanoseconds since the epoch; `report` are the problems (no errors among them) as told then;
    `outputs` what is told of each file; `strayed` are the paths of
    files that are otherwise than when all was last planned for what is near what, and found by what."""

    started: int = 0
    generator: str = ""
    manifest: str = ""
    report: str = ""
    inputs: Stamps = NOTHING
    outputs: Sequence[Left] = ()
    strayed: Sequence[str] = ()


class Start(NamedTuple):
    """What a build begins with: what the `last` one noted, the `inputs` as they are, the digest of the generator, and whether
    the output is as it was `left`."""

    last: LastRun
    inputs: Stamps
    generator: str
    left: bool

    @property
    def nothing_changed(self) -> bool:
        return self.left and self.generator == self.last.generator and self.inputs.hold_the_same(self.last.inputs)


def note_path(root: Path, target: Path, drafts: bool) -> Path:
    """One note for each output folder of a list."""
    name = digest(target.resolve().as_posix(), str(drafts))[:16]
    return root / CACHE / f"last-run-{name}"


def lock_path(root: Path, target: Path) -> Path:
    """What a build of that output folder locks."""
    return root / CACHE / f"build-{digest(target.resolve().as_posix())[:16]}.lock"


def read_last_run(path: Path) -> LastRun:
    """An empty one where there is none, or where it cannot be read."""
    try:
        told, _, columns = path.read_bytes().partition(b"\n")
        form, started, generator, manifest, report, strayed, sizes = json.loads(told)
        if form != _FORM:
            return LastRun()
        cut = _Cutter(columns, sizes)
        inputs = Stamps(list(zip(cut.texts(), *(cut.numbers() for _ in range(4)), strict=True)), cut.texts())
        outputs = list(zip(cut.texts(), cut.numbers(), cut.numbers(), strict=True))
        if len(inputs.rows) != len(inputs.digests):
            return LastRun()
        return LastRun(started, generator, manifest, report, inputs, outputs, strayed)
    except (OSError, ValueError, TypeError, AttributeError, IndexError):
        return LastRun()


def last_run_bytes(run: LastRun) -> bytes:
    """A line of JSON with all but the long columns, which stand behind it as they are in memory."""
    names, *numbers = zip(*run.inputs.rows, strict=True) if run.inputs.rows else ((), (), (), (), ())
    paths, *others = zip(*run.outputs, strict=True) if run.outputs else ((), (), ())
    columns = [
        _join(names), *(array("q", column).tobytes() for column in numbers), _join(run.inputs.digests),
        _join(paths), *(array("q", column).tobytes() for column in others),
    ]  # fmt: skip
    sizes = [len(column) for column in columns]
    row = (_FORM, run.started, run.generator, run.manifest, run.report, run.strayed, sizes)
    return json.dumps(row, separators=(",", ":")).encode() + b"\n" + b"".join(columns)


def _join(texts: Iterable[str]) -> bytes:
    """None of them has the sign that parts them: no file's name can."""
    return os.fsencode("\0".join(texts))


class _Cutter:
    """The columns one after the other. Raises ValueError where they are not what was written."""

    def __init__(self, data: bytes, sizes: Sequence[int]) -> None:
        if sum(sizes) != len(data):
            raise ValueError("it ends before its end")
        self._data = data
        self._sizes = iter(sizes)
        self._at = 0

    def _next(self) -> bytes:
        size = next(self._sizes, 0)
        self._at += size
        return self._data[self._at - size : self._at]

    def texts(self) -> list[str]:
        column = self._next()
        return os.fsdecode(column).split("\0") if column else []

    def numbers(self) -> array[int]:
        return array("q", self._next())


def manifest_digest(target: Path) -> str:
    try:
        return digest((target / MANIFEST).read_bytes())
    except OSError:
        return ""


def list_outputs(manifest: Manifest) -> list[Left]:
    """What a note tells of the files that a manifest names."""
    return [(path, made.size, made.mtime) for path, made in manifest.items()]


def outputs_are_left(last: LastRun, target: Path) -> bool:
    """Whether the output is as the last run left it: one altered by hand is noticed by its stat."""
    if not last.manifest or manifest_digest(target) != last.manifest or (target / PENDING).exists():
        return False
    return all_as_left(target, last.outputs)
