"""What the last run noted for the next one: the inputs as it saw them, and how it left the output.

From it a build learns that there is nothing to do, without loading anything else. The note lives in .cache/ and may
be deleted at any time; it is not published, since it names files that may be drafts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .inputs import Stamp
from .manifest import MANIFEST, as_left, read_manifest
from .text import digest

CACHE = ".cache"


@dataclass(frozen=True, slots=True)
class LastRun:
    """`started` in nanoseconds since the epoch; `report` are the problems (no errors among them) as told then."""

    started: int = 0
    generator: str = ""
    manifest: str = ""
    report: str = ""
    inputs: Mapping[str, Stamp] | None = None


def note_path(root: Path, target: Path, drafts: bool) -> Path:
    """One note for each output folder of a list."""
    name = digest(target.resolve().as_posix(), str(drafts))[:16]
    return root / CACHE / f"last-run-{name}.json"


def read_last_run(path: Path) -> LastRun:
    """An empty one where there is none, or where it cannot be read."""
    try:
        data = json.loads(path.read_bytes())
        inputs = {name: Stamp(*row) for name, row in data["inputs"].items()}
        return LastRun(data["started"], data["generator"], data["manifest"], data["report"], inputs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return LastRun()


def last_run_text(run: LastRun) -> str:
    inputs = {
        name: [stamp.size, stamp.mtime, stamp.ctime, stamp.inode, stamp.digest]
        for name, stamp in sorted((run.inputs or {}).items())
    }
    row = {
        "started": run.started,
        "generator": run.generator,
        "manifest": run.manifest,
        "report": run.report,
        "inputs": inputs,
    }
    return json.dumps(row, separators=(",", ":"))


def manifest_digest(target: Path) -> str:
    try:
        return digest((target / MANIFEST).read_bytes())
    except OSError:
        return ""


def nothing_changed(last: LastRun, inputs: Mapping[str, Stamp], generator: str, target: Path) -> bool:
    """Whether the inputs hold what they held, and every file of the output is as it was left."""
    if last.inputs is None or generator != last.generator or set(inputs) != set(last.inputs):
        return False
    if any(stamp.digest != last.inputs[name].digest for name, stamp in inputs.items()):
        return False
    if not last.manifest or manifest_digest(target) != last.manifest:
        return False
    made, problems = read_manifest(target)
    return not problems and all(as_left(target, path, row) for path, row in made.items())
