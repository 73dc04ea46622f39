"""One folder for each way in which content can be wrong, with what is said of it, to the letter.

`problems/<case>/content/` and `templates/` are laid over `problems/base/`; `without.txt` names files of the base that are left
out; `expected.txt` is the report. With MANICULE_RECORD=1 the reports are written anew, to be read before they are
committed.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from manicule.gates import check
from manicule.order import Order
from manicule.pipeline import build

HERE = Path(__file__).parent / "problems"
CASES = sorted(folder.name for folder in HERE.iterdir() if folder.is_dir() and folder.name != "base")


@pytest.fixture
def make_list(tmp_path: Path) -> object:
    def make(case: str) -> Path:
        root = tmp_path / "list"
        shutil.copytree(HERE / "base", root)
        if case != "base":
            for folder in ("content", "templates"):
                if (HERE / case / folder).is_dir():
                    shutil.copytree(HERE / case / folder, root / folder, dirs_exist_ok=True)
            without = HERE / case / "without.txt"
            for name in without.read_text("utf-8").split() if without.exists() else []:
                (root / "content" / name).unlink()
        return root

    return make


@pytest.mark.parametrize("case", CASES)
def test_what_is_said(case: str, make_list: object) -> None:
    root = make_list(case)  # type: ignore[operator]
    if case == "same-slug" and len(list((root / "content/papers").iterdir())) < 2:
        pytest.skip("this file system does not tell capitals from small letters")
    said = check(Order(root, root / "site")).report + "\n"
    expected = HERE / case / "expected.txt"
    if os.environ.get("MANICULE_RECORD"):
        expected.write_text(said, encoding="utf-8", newline="\n")
    assert said == expected.read_text("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_an_error_stops_the_build_and_leaves_the_last_site_whole(case: str, make_list: object) -> None:
    root = make_list("base")  # type: ignore[operator]
    order = Order(root, root / "site")
    assert not build(order).failed
    before = _tree(order.target)
    shutil.rmtree(root / "content")
    shutil.rmtree(root.parent / "again", ignore_errors=True)
    shutil.move(root / "site", root.parent / "kept")
    shutil.rmtree(root)
    broken = make_list(case)  # type: ignore[operator]
    shutil.move(root.parent / "kept", root / "site")
    outcome = build(Order(broken, root / "site"))
    says_error = re.search(r"^\S.*: error\[", (HERE / case / "expected.txt").read_text("utf-8"), re.MULTILINE)
    assert outcome.failed == bool(says_error)
    if outcome.failed:
        assert _tree(order.target) == before


def test_the_base_is_fine(make_list: object) -> None:
    root = make_list("base")  # type: ignore[operator]
    assert [problem.code for problem in check(Order(root, root / "site")).problems] == ["no-url"]


def test_every_code_has_a_folder() -> None:
    """A new kind of problem wants its own folder. Those of importing and publishing are tested with those rooms, and
    names of files that not every system can have in test_hostile.py."""
    package = Path(__file__).parents[1] / "manicule"
    rooms = [
        "yamlnodes",
        "yamlparser",
        "yamltext",
        "fieldtypes",
        "content",
        "library",
        "anchoring",
        "markup",
        "passage",
        "pages/plan",
        "checked",
        "health",
    ]
    source = "\n".join((package / f"{name}.py").read_text("utf-8") for name in rooms)
    codes = set(re.findall(r"(?:error|warning|notice|warn|Miss|_refuse|_at_offset)\(\s*\"([a-z0-9-]+)\"", source))
    told = "\n".join((HERE / case / "expected.txt").read_text("utf-8") for case in CASES)
    assert codes - set(re.findall(r"(?:error|warning|notice)\[([a-z0-9-]+)\]", told)) == {"bad-file-name", "too-large"}


def _tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
