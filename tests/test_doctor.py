"""What is said of a list's set-up, and of its templates beside those of the package."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from manicule import __version__
from manicule.cli import main
from manicule.doctor import check_up, fits_range, named_commands
from manicule.manifest import MANIFEST, read_release
from manicule.model import PartialDate
from manicule.order import Order
from manicule.overrides import copy_templates, find_overrides, has_own_templates, template_names
from manicule.pipeline import build
from manicule.sources import package_templates
from manicule.starting import start_list

ROOT = Path(__file__).parents[1]
COMMANDS = ("build", "check", "template", "schema")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A list of which nothing is to be said."""
    start_list(tmp_path / "list", [], PartialDate(2026, 11, 23), url="https://example.org/list/")
    return tmp_path / "list"


def said(root: Path) -> list[tuple[str, str]]:
    return [(p.code, p.where.path) for p in check_up(root, root / "site", COMMANDS).problems]


def states(root: Path) -> dict[str, str]:
    return {override.name: override.state for override in find_overrides(root)}


def write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8", newline="\n")


def test_of_a_new_list_there_is_nothing_to_say(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--root", str(root)]) == 0
    told = capsys.readouterr()
    assert f"Manicule   {__version__}, in {ROOT / 'manicule'}" in told.out
    assert "not built yet" in told.out
    assert told.out.endswith("\nNothing is amiss.\n") and not told.err


# Templates.


def test_a_copy_is_watched_for_changes_of_its_original(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "tag.html", "--root", str(root)]) == 0
    assert capsys.readouterr().out == "templates/tag.html\n"
    assert states(root) == {"tag.html": "same"}
    write(root / "templates/tag.html", (package_templates() / "tag.html").read_text("utf-8") + "<!-- mine -->\n")
    assert states(root) == {"tag.html": "current"}
    assert said(root) == []

    # As an older Manicule had it, from which it was copied.
    original = root / "templates/.originals/tag.html"
    write(original, "<p>as it was</p>\n" + original.read_text("utf-8"))
    assert said(root) == [("template-changed", "templates/tag.html")]
    assert main(["doctor", "--diff", "--root", str(root)]) == 0
    out = capsys.readouterr().out
    assert "--- tag.html (when it was copied)\n+++ tag.html (now)\n@@ -1,4 +1,3 @@\n-<p>as it was</p>\n" in out

    mine = (root / "templates/tag.html").read_bytes()
    assert main(["template", "--merged", "templates/tag.html", "--root", str(root)]) == 0
    assert (said(root), (root / "templates/tag.html").read_bytes()) == ([], mine)


def test_the_originals_are_no_templates(root: Path) -> None:
    copy_templates(root, ["base.html", "assets/css/tokens.css"])
    write(root / "templates/.originals/base.html", "{% broken")
    outcome = build(Order(root, root / "site"))
    assert not outcome.failed, outcome.report
    assert not [path for path in (root / "site").rglob("*") if "originals" in path.name]


def test_line_ends_are_no_change(root: Path) -> None:
    copy_templates(root, ["tag.html"])
    for place in (root / "templates/tag.html", root / "templates/.originals/tag.html"):
        place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    assert states(root) == {"tag.html": "same"}


def test_a_copy_by_hand_is_not_said_to_be_of_a_version(root: Path) -> None:
    text = (package_templates() / "tag.html").read_text("utf-8")
    write(root / "templates/tag.html", text.replace("\n", "\n<!-- mine -->\n", 1))
    (override,) = find_overrides(root)
    assert override.state == "unknown" and 90 < override.alike < 100
    (problem,) = check_up(root, root / "site", COMMANDS).problems
    assert problem.message.startswith("not known from which version")


@pytest.mark.parametrize(
    ("name", "state", "near"),
    [
        ("papr.html", "misspelled", "paper.html"),
        ("note.html", "misspelled", "parts/note.html"),
        ("assets/css/token.css", "misspelled", "assets/css/tokens.css"),
        ("assets/tokens.css", "misspelled", "assets/css/tokens.css"),
        ("assets/css/mine.css", "own", ""),
        ("assets/font.woff2", "own", ""),
        ("masthead.html", "unused", ""),
        ("notes.txt", "unread", ""),
        ("preview/preview.js", "unread", ""),
    ],
)
def test_names_that_the_package_has_not(root: Path, name: str, state: str, near: str) -> None:
    write(root / "templates" / name, "x")
    assert [(one.state, one.near) for one in find_overrides(root)] == [(state, near)]
    assert len(said(root)) == (state != "own")


def test_a_part_that_another_template_names_is_used(root: Path) -> None:
    write(root / "templates/masthead.html", "<p>mine</p>")
    write(root / "templates/parts/notes.html", "<p>mine, with a name like that of another</p>")
    write(root / "templates/parts/frame.html", '{% include "masthead.html" %}{% include "parts/notes.html" %}')
    assert states(root) == {"masthead.html": "own", "parts/frame.html": "unknown", "parts/notes.html": "own"}


def test_a_template_that_is_gone_is_told(root: Path) -> None:
    write(root / "templates/old.html", "x")
    write(root / "templates/.originals/old.html", "x")
    assert said(root) == [("template-gone", "templates/old.html")]


@pytest.mark.parametrize(
    ("words", "code"), [(["papr.html"], "no-template"), (["tag.html"], "template-exists"), (["../x"], "no-template")]
)
def test_what_cannot_be_copied_is_told(
    root: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: str
) -> None:
    write(root / "templates/tag.html", "mine")
    assert main(["template", *words, "base.html", "--root", str(root)]) == 1
    assert f"error[{code}]" in capsys.readouterr().err
    assert not (root / "templates/base.html").exists()
    assert (root / "templates/tag.html").read_text("utf-8") == "mine"


def test_without_a_name_all_templates_are_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root / "templates/tag.html", "mine")
    assert main(["template", "--root", str(root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(template_names())
    assert "base.html" in lines and "tag.html  (the list has its own)" in lines


def test_in_a_checkout_the_templates_are_the_packages_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert not has_own_templates(ROOT) and find_overrides(ROOT) == ()
    assert main(["template", "base.html", "--root", str(ROOT)]) == 1
    assert "error[own-checkout]" in capsys.readouterr().err


# The rest of the set-up.


def test_schemas_of_another_manicule(root: Path) -> None:
    write(root / "content/.schema/entry.json", "{}\n")
    (root / "content/.schema/path.json").unlink()
    (problem,) = check_up(root, root / "site", COMMANDS).problems
    assert (problem.code, problem.fix) == ("old-schemas", "manicule schema")
    assert problem.message.endswith("entry.json, path.json")
    shutil.rmtree(root / "content/.schema")
    assert said(root) == [("no-schemas", "content/.schema")]
    assert main(["schema", "--root", str(root)]) == 0
    assert said(root) == []


def test_what_nothing_reads(root: Path) -> None:
    write(root / "content/tag.yaml", "")
    write(root / "content/papers/x.yml", "title: x\n")
    write(root / "content/site.yaml", "title: x\n")
    assert said(root) == [
        ("unknown-file", "content/papers/x.yml"),
        ("no-url", "content/site.yaml"),
        ("unknown-file", "content/tag.yaml"),
    ]


def test_a_folder_that_is_no_list(tmp_path: Path) -> None:
    assert ("no-site", "content/site.yaml") in said(tmp_path)
    assert main(["doctor", "--root", str(tmp_path)]) == 1


def test_who_built_the_site(root: Path) -> None:
    build(Order(root, root / "site"))
    assert read_release(root / "site") == __version__
    assert said(root) == []
    manifest = root / "site" / MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace(f'"release":"{__version__}"', '"release":"0.0.9"'), "utf-8")
    (problem,) = check_up(root, root / "site", COMMANDS).problems
    assert problem.message == "last built by Manicule 0.0.9; the next build makes every page anew"


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_a_site_in_git(root: Path) -> None:
    build(Order(root, root / "site"))
    git = ["git", "-C", str(root)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "."], check=True, capture_output=True)
    assert said(root) == []
    subprocess.run([*git, "add", "--force", "site/index.html", "site/papers"], check=True, capture_output=True)
    (problem,) = check_up(root, root / "site", COMMANDS).problems
    assert problem.code == "made-in-git"
    assert problem.fix == "git rm -r --cached --quiet site"
    subprocess.run([*git, *problem.fix.split()[1:]], check=True)
    assert said(root) == []


def test_a_workflow_that_names_what_there_is_not(root: Path) -> None:
    workflow = root / ".github/workflows/pages.yml"
    write(workflow, workflow.read_text("utf-8").replace("manicule build", "manicule biuld"))
    (problem,) = check_up(root, root / "site", COMMANDS).problems
    assert (problem.code, problem.level) == ("no-command", "warning")
    assert problem.where.line and problem.where.column == 23 and problem.where.width == 5


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("      - run: manicule build", ["build"]),
        ("    - manicule build --output public", ["build"]),
        ("          pip install manicule && manicule check && manicule build", ["check", "build"]),
        ("run: .venv/bin/manicule build", ["build"]),
        ("run: python -m manicule build", ["build"]),
        ("run: uvx manicule build", ["build"]),
        ("run: manicule --root list build", []),
        ("run: pip install manicule jinja2", []),
        ("# manicule is what makes the site", []),
        ("name: manicule site", []),
    ],
)
def test_commands_in_a_workflow(line: str, words: list[str]) -> None:
    assert [word for _, word in named_commands(line)] == words


@pytest.mark.parametrize(
    ("found", "fits"),
    [
        ("3.1.6", True),
        ("3.2", True),
        ("3.1.5", False),
        ("4.0", False),
        ("4", False),
        ("4.0.0rc1", False),
        ("3.10", True),
    ],
)
def test_ranges(found: str, fits: bool) -> None:
    assert fits_range(found, ">=3.1.6,<4") == fits


def test_all_is_told_to_machines(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root / "templates/papr.html", "x")
    assert main(["doctor", "--json", "--root", str(root)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["facts"]) == {"Manicule", "Python", "Libraries", "Templates", "Site", "Cache"}
    assert [problem["code"] for problem in told["problems"]] == ["template-misspelled"]
    assert told["overrides"][0]["near"] == "paper.html"
