"""Lists that begin: out of nothing, out of files, beside files that are there, and where they cannot."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
import yaml
from bib_corpus import read_entries, write_entries

from manicule.cli import main
from manicule.content import load_entry
from manicule.gates import check
from manicule.model import PartialDate
from manicule.order import Order
from manicule.starting import FILES, SKELETON, Start, start_list
from manicule.values import names_of

ROOT = Path(__file__).parents[1]
BIB = ROOT / "tests/golden/list.bib"
TODAY = PartialDate(2026, 11, 23)


def start(root: Path, *files: Path, title: str = "", url: str = "") -> Start:
    return start_list(root, files, TODAY, title, url)


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def codes(root: Path) -> list[str]:
    outcome = check(Order(root, root / "site"))
    return [problem.code for problem in outcome.problems]


# Out of nothing.


def test_a_new_list_is_a_good_one(tmp_path: Path) -> None:
    root = tmp_path / "some-beasts"
    begun = start(root)
    assert not begun.problems and not begun.left and begun.imported is None
    assert set(begun.written) == set(tree(root))
    assert codes(root) == ["no-url"]
    assert yaml.safe_load((root / "content/site.yaml").read_text("utf-8"))["title"] == "Some beasts"
    assert (root / "README.md").read_text("utf-8").startswith("# Some beasts\n")
    assert (root / "content/paths").is_dir() and (root / "content/files").is_dir()
    assert not (root / "templates").exists()
    assert not [name for name, data in tree(root).items() if b"\r" in data or b"@title@" in data or b"@url@" in data]


def test_title_and_address_are_taken_as_they_are(tmp_path: Path) -> None:
    title = "Beasts: 'tame' & \"wild\""
    start(tmp_path, title=title, url="https://example.org/list")
    said = yaml.safe_load((tmp_path / "content/site.yaml").read_text("utf-8"))
    assert (said["title"], said["url"]) == (title, "https://example.org/list")
    assert codes(tmp_path) == []


def test_the_facts_of_the_example_are_those_of_the_shipped_list() -> None:
    name = "content/papers/1703.10987.yaml"
    example, problems = load_entry(name, (SKELETON / "example.yaml").read_bytes())
    shipped, _ = load_entry(name, (ROOT / name).read_bytes())
    assert example and shipped and not problems
    facts = [name for name in names_of(type(example.paper)) if name != "extra"]
    assert [getattr(example.paper, field) for field in facts] == [getattr(shipped.paper, field) for field in facts]


def test_every_file_of_the_skeleton_is_used() -> None:
    assert {name for name in FILES.values() if name} == {path.name for path in SKELETON.iterdir()}


# What editors and hosts are told.


def test_editors_are_told_of_schemas_that_are_there(tmp_path: Path) -> None:
    start(tmp_path)
    schemas = json.loads((tmp_path / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    used = {path for path in (tmp_path / "content/.schema").glob("*.json") if path.name != "names.json"}
    assert {tmp_path / name for name in schemas} == used
    for schema, files in schemas.items():
        for file in tmp_path.glob(files.removeprefix("/")):
            first = file.read_text("utf-8").partition("\n")[0]
            assert first.endswith(os.path.relpath(tmp_path / schema, file.parent).replace("\\", "/"))


def test_the_workflows_run_what_there_is(tmp_path: Path) -> None:
    start(tmp_path)
    github = yaml.safe_load((tmp_path / ".github/workflows/pages.yml").read_text("utf-8"))
    assert github["permissions"] == {"contents": "read"}
    assert github["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    steps = github["jobs"]["build"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == ["python -m pip install manicule", "manicule build"]
    assert steps[-1]["with"]["path"] == "site"
    gitlab = yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text("utf-8"))["pages"]
    assert gitlab["script"] == ["pip install manicule", "manicule build --output public"]
    assert gitlab["artifacts"]["paths"] == ["public"]


def test_the_workflow_uses_the_actions_that_ours_uses() -> None:
    used = [
        set(re.findall(r"uses: (\S+)", path.read_text("utf-8")))
        for path in (SKELETON / "pages.yml", ROOT / ".github/workflows/pages.yml")
    ]
    assert used[0] == used[1]


# Out of files.


def test_a_long_bib_is_accounted_for_entry_by_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Some of its entries are there twice, and some have no end."""
    bib = tmp_path / "refs.bib"
    bib.write_text("".join(write_entries(read_entries([BIB]), 200)), encoding="utf-8")
    root = tmp_path / "list"
    assert main(["init", str(root), "--from", str(bib), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)["import"]
    counts = report["counts"]
    assert sum(source["records"] for source in report["sources"]) == 200
    assert counts["new"] + counts["joined"] + counts["same"] + counts["left out"] == 200
    assert counts["joined"] > 0
    assert len(list((root / "content/papers").glob("*.yaml"))) == counts["new"]
    assert main(["build", "--root", str(root)]) == 0
    assert len(list((root / "site/papers").glob("*.html"))) >= counts["new"]
    assert not (root / "content/papers/1703.10987.yaml").exists()


def test_headings_become_tags(tmp_path: Path) -> None:
    readme = tmp_path / "list.md"
    lines = ["# Reading", "", "## Tame beasts", ""]
    lines += ["- [On the Impossibility of Supersized Machines](https://arxiv.org/abs/1703.10987)", ""]
    readme.write_text("\n".join(lines), encoding="utf-8")
    begun = start(tmp_path / "list", readme)
    assert begun.imported and begun.imported.new_tags == ("Tame beasts",)
    assert codes(tmp_path / "list") == ["no-url"]
    assert "tame-beasts:\n  label: Tame beasts\n" in (tmp_path / "list/content/tags.yaml").read_text("utf-8")


def test_a_file_without_papers_leaves_the_example(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text("@comment{nothing}\n", encoding="utf-8")
    start(tmp_path / "list", tmp_path / "refs.bib")
    assert (tmp_path / "list/content/papers/1703.10987.yaml").exists()


# Where there is something.


def test_no_file_that_is_there_is_changed(tmp_path: Path) -> None:
    (tmp_path / "readme.rst").write_text("mine", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("*.pdf\n", encoding="utf-8")
    before = tree(tmp_path)
    begun = start(tmp_path, BIB)
    assert set(begun.left) == set(before)
    assert {name: data for name, data in tree(tmp_path).items() if name in before} == before
    assert not (tmp_path / "README.md").exists()
    assert codes(tmp_path) == ["no-url"]


def test_a_list_that_is_there_gets_what_it_needs_and_no_example(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yaml").write_text("title: Mine\n", encoding="utf-8")
    begun = start(tmp_path)
    assert begun.left == ("content/site.yaml",)
    assert {name.split("/")[1] for name in begun.written if name.startswith("content/")} == {".schema"}
    assert ".github/workflows/pages.yml" in begun.written
    again = start(tmp_path)
    assert not again.written
    assert set(again.left) == {*begun.written, *begun.left}


def test_nothing_is_imported_into_a_list_that_is_there(tmp_path: Path) -> None:
    start(tmp_path)
    before = tree(tmp_path)
    begun = start(tmp_path, BIB)
    assert [problem.code for problem in begun.problems] == ["list-exists"]
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--url", "example.org"], 2, "--url: error[wrong-form]"),
        (["--from", "absent.bib"], 1, "absent.bib: error[no-file]"),
    ],
)
def test_what_cannot_be_begun_leaves_no_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert main(["init", str(tmp_path / "list"), *words]) == code
    assert said in capsys.readouterr().err
    assert not (tmp_path / "list").exists()


def test_a_file_in_a_folders_place_is_told_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("", encoding="utf-8")
    begun = start(tmp_path)
    assert [(problem.code, problem.where.path) for problem in begun.problems] == [("not-a-folder", ".github")]
    assert set(tree(tmp_path)) == {".github"}
    assert start(tmp_path / ".github").problems[0].code == "not-a-folder"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path) -> None:
    (tmp_path / "list").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "list/content").symlink_to(tmp_path / "elsewhere")
    assert {problem.code for problem in start(tmp_path / "list").problems} == {"leads-outside"}
    assert not tree(tmp_path / "elsewhere") and not tree(tmp_path / "list")
