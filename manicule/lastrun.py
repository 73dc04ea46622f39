"""What the last run noted for the next one: the inputs as it saw them, and how it left the output.

From it a build learns that there is nothing to do, without loading anything else. The note lives in .cache/ and may
be deleted at any time; it is not published, since it names files that may be drafts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from .inputs import Stamp
from .manifest import MANIFEST, PENDING, Manifest, all_as_left
from .text import digest

CACHE = ".cache"
_FORM = 5


class LastRun(NamedTuple):
    """`started` in nanoseconds since the epoch; `report` are the problems (no errors among them) as told then;
    `outputs` what is told of each file by its path: size and time of last change; `strayed` are the paths of
    files that are otherwise than when all was last planned for what is near what, and found by what."""

    started: int = 0
    generator: str = ""
    manifest: str = ""
    report: str = ""
    inputs: Mapping[str, Stamp] | None = None
    outputs: Mapping[str, tuple[int, int]] = {}
    strayed: Sequence[str] = ()


def note_path(root: Path, target: Path, drafts: bool) -> Path:
    """One note for each output folder of a list."""
    name = digest(target.resolve().as_posix(), str(drafts))[:16]
    return root / CACHE / f"last-run-{name}.json"


def lock_path(root: Path, target: Path) -> Path:
    """What a build of that output folder locks."""
    return root / CACHE / f"build-{digest(target.resolve().as_posix())[:16]}.lock"


def read_last_run(path: Path) -> LastRun:
    """An empty one where there is none, or where it cannot be read."""
    try:
        form, started, generator, manifest, report, inputs, outputs, strayed = json.loads(path.read_bytes())
        if form != _FORM:
            return LastRun()
        make = Stamp._make
        return LastRun(
            started,
            generator,
            manifest,
            report,
            {name: make(row) for name, row in inputs.items()},
            {name: (size, mtime) for name, (size, mtime) in outputs.items()},
            strayed,
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return LastRun()


def last_run_text(run: LastRun) -> str:
    row = (_FORM, run.started, run.generator, run.manifest, run.report, run.inputs or {}, run.outputs, run.strayed)
    return json.dumps(row, separators=(",", ":"))


def manifest_digest(target: Path) -> str:
    try:
        return digest((target / MANIFEST).read_bytes())
    except OSError:
        return ""


def list_outputs(manifest: Manifest) -> dict[str, tuple[int, int]]:
    """What a note tells of the files that a manifest names."""
    return {path: (made.size, made.mtime) for path, made in manifest.items()}


def nothing_changed(last: LastRun, inputs: Mapping[str, Stamp], generator: str, target: Path) -> bool:
    """Whether the inputs hold what they held, and every file of the output is as it was left."""
    if last.inputs is None or generator != last.generator or len(inputs) != len(last.inputs):
        return False
    before = last.inputs
    for name, stamp in inputs.items():
        known = before.get(name)
        if known is None or known.digest != stamp.digest:
            return False
    return outputs_are_left(last, target)


def outputs_are_left(last: LastRun, target: Path) -> bool:
    """Whether the output is as the last run left it: one altered by hand is noticed by its stat."""
    if not last.manifest or manifest_digest(target) != last.manifest or (target / PENDING).exists():
        return False
    return all_as_left(target, last.outputs)
