"""docs/licences.md: each library of the lock with its licence, as its own metadata says it. `make licences` runs it.

In go tests/locked.txt and what is installed; a library that this system has not (colorama is for Windows) is told as the page has it.
"""

from __future__ import annotations

import re
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import cast

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/licences.md"

HEAD = """\
# Licences of the libraries

Every library that the environment of the tests has, and by whose wish, with the licence that its metadata names; `make licences` makes this
table of what is installed. **Run time** is what `pip install manicule` brings: all of it asks for no more than that its notice is
kept. What is only for **tests** goes into nothing that is built or published.
Why each library that Manicule asks for itself was chosen stands in [Why each library](dependencies.md).

| library | licence | for |
| --- | --- | --- |
"""

OWN = {
    "axe-playwright-python": "MIT; axe-core in it MPL-2.0",
    "colorama": "BSD-3-Clause",
    "pypandoc-binary": "MIT; pandoc in it GPL-2.0-or-later",
}
"""What metadata leave out, from the licence files in the packages."""

TROVE = "License :: OSI Approved :: "


def read_lock() -> dict[str, str]:
    """The locked version of each library."""
    lines = (ROOT / "tests/locked.txt").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s\\]+)", lines, re.MULTILINE))


def licence_of(name: str) -> str:
    """An SPDX expression where there is one; '' of a library that is not installed."""
    if name in OWN:
        return OWN[name]
    try:
        said = cast("Message", metadata(name))
    except PackageNotFoundError:
        return ""
    classes = [line.removeprefix(TROVE) for line in said.get_all("Classifier") or [] if line.startswith(TROVE)]
    plain = (said.get("License") or "").strip()
    short = plain if 0 < len(plain) < 60 and "\n" not in plain else ""
    return said.get("License-Expression") or short or "; ".join(classes) or "not said"


def find_run_time() -> set[str]:
    """What is asked for without an extra, and what that asks for in turn, on any system."""
    wanted = [line for line in requires("manicule") or [] if "extra ==" not in line]
    found: set[str] = set()
    while wanted:
        name = Requirement(wanted.pop()).name.lower().replace("_", "-")
        if name in found:
            continue
        found.add(name)
        try:
            wanted += [line for line in requires(name) or [] if "extra ==" not in line]
        except PackageNotFoundError:
            continue
    return found


def read_rows() -> dict[str, tuple[str, str]]:
    """Licence and purpose of each library, as the page has them."""
    text = PAGE.read_text("utf-8").partition("| --- |")[2] if PAGE.exists() else ""
    return {
        name: (licence, purpose)
        for name, licence, purpose in re.findall(r"^\| ([a-z0-9.-]+) \| ([^|]+) \| ([^|]+) \|$", text, re.M)
    }


def make_page() -> str:
    before, run_time = read_rows(), find_run_time() & read_lock().keys()
    rows = []
    for name in sorted(read_lock()):
        licence = licence_of(name) or before.get(name, ("not installed here", ""))[0]
        rows.append(f"| {name} | {licence} | {'run time' if name in run_time else 'tests'} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_bytes(make_page().encode())
