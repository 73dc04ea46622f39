"""The Nu checker over every page of a folder, by which HTML is valid or not.

In goes a folder, out comes what is wrong in it: errors and warnings, each with its file and line.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 600
"""Seconds for one list."""


@dataclass(frozen=True, slots=True)
class Mistake:
    page: str
    line: int
    level: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.level}: {self.text}"


def check_pages(command: list[str], folder: Path) -> tuple[Mistake, ...]:
    """Of all HTML below `folder` and of the pictures that are SVG; its own notes that are neither errors nor warnings are
    left out. Raises RuntimeError if it could not read them."""
    found: list[Mistake] = []
    for kind, more in (("html", []), ("svg", ["--svg"])):
        files = sorted(str(path) for path in folder.rglob(f"*.{kind}"))
        if files:
            whole = [*command, "--format", "json", *more, *files]
            done = subprocess.run(whole, capture_output=True, text=True, timeout=PATIENCE)
            found += read_report(done.stderr, folder)
    return tuple(found)


def read_report(text: str, folder: Path) -> list[Mistake]:
    """The checker's JSON; `info` that is no warning is only said. What it says of a page's policy is left to a browser
    (tests/browser/test_policy.py): of files it cannot tell what 'self' is, and it takes data blocks for scripts."""
    try:
        messages = json.loads(text)["messages"]
    except (ValueError, KeyError):
        raise RuntimeError(f"the Nu checker said this instead of a report:\n{text[:2_000]}") from None
    return [_mistake(one, folder) for one in messages if _level(one)]


def _mistake(said: dict[str, Any], folder: Path) -> Mistake:
    page = said.get("url", "").removeprefix(folder.resolve().as_uri()).removeprefix(f"file:{folder.resolve()}")
    return Mistake(page.lstrip("/"), said.get("lastLine", 0), _level(said), said["message"])


def _level(said: dict[str, Any]) -> str:
    if "violates Content Security Policy" in said["message"]:
        return ""
    if said["type"] == "info":
        return "warning" if said.get("subType") == "warning" else ""
    return str(said["type"])
