"""A build in the output's own folder against one from nothing: whether both say the same and leave the same behind.

A list's folder goes in, sentences about what differs come out. The clean build is of a copy of the inputs in a folder of
its own, so that it can have nothing from .cache/; both run in processes of their own, as builds do.

Why forks: a process that is started takes longer to load Jinja and all the rest than to build a small list.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from manicule.manifest import MANIFEST
from manicule.order import Order, Outcome
from manicule.pipeline import build

Tree = dict[str, bytes]


def read_tree(folder: Path) -> Tree:
    """Every file but the manifest, and folders without any as `name/`; links as what they are."""
    found: Tree = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = b"-> " + os.readlink(path).encode()
        elif path.is_file():
            found[name] = path.read_bytes()
        elif not any(path.iterdir()):
            found[f"{name}/"] = b""
    found.pop(MANIFEST, None)
    return found


def build_apart(root: Path, site: Path, **options: Any) -> Outcome:
    """The outcome of a build in another process. Raises what it raised."""
    return run_apart(lambda: build(Order(root, site, **options)))


def run_apart(work: Callable[[], Outcome]) -> Outcome:
    if sys.platform != "linux":
        return work()
    gc.freeze()  # what is there now need not be copied to be looked through
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            gc.disable()
            os.close(source)
            try:
                answer: Outcome | BaseException = work()
            except BaseException as reason:
                reason.__traceback__ = None
                answer = reason
            with os.fdopen(sink, "wb") as file:
                pickle.dump(answer, file)
        finally:
            os._exit(0)
    os.close(sink)
    with os.fdopen(source, "rb") as file:
        data = file.read()
    os.waitpid(child, 0)
    found = pickle.loads(data)
    if isinstance(found, BaseException):
        raise found
    assert isinstance(found, Outcome)
    return found


def build_clean(root: Path) -> tuple[Outcome, Tree]:
    """Of a copy of what a build of `root` reads, somewhere else."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("content", "templates"):
            if (root / name).is_dir():
                shutil.copytree(root / name, Path(folder) / name)
        outcome = build_apart(Path(folder), Path(folder) / "site")
        return outcome, read_tree(Path(folder) / "site")


def compare(root: Path, site: Path, **options: Any) -> tuple[list[str], Outcome]:
    """Builds, and says what is not as it should be, with the outcome."""
    before, manifest = read_tree(site), _manifest(site)
    outcome = build_apart(root, site, **options)
    after = read_tree(site)
    wanted, tree = build_clean(root)
    found = [] if outcome.report == wanted.report else [f"it says:\n{outcome.report}\ninstead of:\n{wanted.report}"]
    if outcome.failed != wanted.failed:
        found.append(f"failed: {outcome.failed} instead of {wanted.failed}")
    if outcome.failed:
        if (before, manifest) != (after, _manifest(site)):
            found += ["a build that failed has changed the output", *differences(after, before)]
        return found, outcome
    found += differences(after, tree)
    changed = {name for name, data in after.items() if before.get(name) != data}
    if set(outcome.written) != changed:
        found.append(f"written {sorted(outcome.written)} instead of {sorted(changed)}")
    if set(json.loads(_manifest(site))["files"]) != set(after):
        found.append("the manifest does not name just the files that are there")
    strays = [p.name for p in site.parent.iterdir() if p.name.startswith(f".{site.name}.")]
    found += [f"{name} is left beside the output" for name in strays]
    again = build_apart(root, site)
    if again.written or again.removed or again.report != outcome.report:
        found.append(f"building again does this: {again}")
    return found, outcome


def differences(found: Tree, wanted: Tree) -> Iterator[str]:
    for name in sorted(found.keys() | wanted.keys()):
        if name not in found or name not in wanted:
            yield f"{name} is {'missing' if name in wanted else 'one too many'}"
        elif found[name] != wanted[name]:
            ours, theirs = (data[name].decode("utf-8", "replace").split("\n") for data in (found, wanted))
            lines = [pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]]
            has, should = lines[0] if lines else (f"{len(ours)} lines", f"{len(theirs)} lines")
            yield f"{name} has\n    {has.strip()[:300]}\n  instead of\n    {should.strip()[:300]}"


def _manifest(site: Path) -> bytes:
    try:
        return (site / MANIFEST).read_bytes()
    except OSError:
        return b""
