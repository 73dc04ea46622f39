"""docs/dependencies.md against pyproject.toml: each dependency is told of once, with the range that holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DOCUMENT = (ROOT / "docs" / "dependencies.md").read_text("utf-8")


def split_requirements(requirements: Iterable[str]) -> list[tuple[str, str]]:
    found = [re.fullmatch(r"([\w.-]+)(.*)", requirement) for requirement in requirements]
    return sorted((match[1], match[2]) for match in found if match)


def read_rows(heading: str) -> list[tuple[str, str]]:
    """Name and range of each row below `heading`; a row without licence, purpose or reason does not count."""
    section = DOCUMENT.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| \[([\w.-]+)\]\(https://[^)]+\) \| `([^`]+)` \| [^|]+ \| [^|]+ \| [^|]+ \|$", section, re.M)
    return sorted(rows)


def test_each_dependency_has_its_row() -> None:
    project = PROJECT["project"]
    assert read_rows("To build and preview") == split_requirements(project["dependencies"])
    wanted = read_rows("If you want it")
    assert wanted == split_requirements(project["optional-dependencies"]["picture"])
    assert sorted([*read_rows("To test"), *wanted]) == split_requirements(project["optional-dependencies"]["test"])
    assert read_rows("To measure") == split_requirements(project["optional-dependencies"]["bench"])
    assert read_rows("To fuzz") == split_requirements(project["optional-dependencies"]["fuzz"])


def test_the_build_backend_is_told() -> None:
    for name, versions in split_requirements(PROJECT["build-system"]["requires"]):
        assert f"`{name}` (`{versions}`" in DOCUMENT
