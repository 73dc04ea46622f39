"""A tag or a paper under another name: wherever the list has the old one, and nowhere else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from manicule.editing import move_paper
from manicule.gates import check
from manicule.order import Order
from manicule.renaming import rename_paper, rename_tag

SAMPLE = Path(__file__).parent / "sample"

TAGS = "content/tags.yaml"


def read_list(root: Path) -> dict[str, str]:
    names = sorted((*root.glob("content/**/*.yaml"), *root.glob("content/pages/*.md")))
    return {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in names}


def errors(root: Path) -> list[str]:
    return [problem.message for problem in check(Order(root, root / "site")).problems if problem.level == "error"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "list")
    return tmp_path / "list"


def write(root: Path, changed: dict[str, str]) -> None:
    for name, text in changed.items():
        (root / name).write_bytes(text.encode())


def test_a_tag_under_another_name(root: Path) -> None:
    changed, problems = rename_tag(read_list(root), "beasts", "animals")
    assert not problems
    assert next(iter(changed)) == TAGS
    before = read_list(root)
    for name, text in changed.items():
        gone = [line for line in before[name].splitlines() if line not in text.splitlines()]
        assert gone and all("beasts" in line for line in gone)
    write(root, changed)
    assert not errors(root)
    assert rename_tag(read_list(root), "animals", "beasts")[0] == {name: before[name] for name in changed}


@pytest.mark.parametrize("slug", [path.stem for path in sorted((SAMPLE / "content/papers").glob("*.yaml"))])
def test_a_paper_under_another_name(root: Path, slug: str) -> None:
    before = errors(root)
    changed, problems = rename_paper(read_list(root), slug, "renamed")
    assert not problems
    assert list(changed)[-1] == "content/papers/renamed.yaml"
    write(root, changed)
    (root / f"content/papers/{slug}.yaml").unlink()
    assert errors(root) == before
    said = "".join(text for name, text in read_list(root).items() if "works" not in name)
    assert f"[[{slug}]]" not in said and f"paper:{slug})" not in said
    assert slug in changed["content/papers/renamed.yaml"].partition("aliases:")[2]


def test_back_again_it_has_no_alias_of_its_own_name() -> None:
    there, _ = rename_paper({"content/papers/a.yaml": "title: A\n"}, "a", "b")
    assert there == {"content/papers/b.yaml": "title: A\naliases: [a]\n"}
    assert rename_paper(there, "b", "a")[0] == {"content/papers/a.yaml": "title: A\naliases: [b]\n"}


def test_a_tag_that_becomes_part_of_another() -> None:
    files = {
        TAGS: "# mine\nwide:\n  label: Wide\nold: {parent: wide}\nnew:\n  parent: old\nlow: {parent: old}\n",
        "content/papers/a.yaml": "title: A\ntags: [old, new]  # both\n",
        "content/papers/b.yaml": "title: B\ntags:\n  - old # x\nnotes: |\n  See [[tag:old]] and `[[tag:old]]`.\n",
    }
    changed, problems = rename_tag(files, "old", "new")
    assert not problems
    assert changed == {
        TAGS: "# mine\nwide:\n  label: Wide\nnew:\n  parent: wide\nlow: {parent: new}\n",
        "content/papers/a.yaml": "title: A\ntags: [new]  # both\n",
        "content/papers/b.yaml": "title: B\ntags:\n  - new # x\nnotes: |\n  See [[tag:new]] and `[[tag:old]]`.\n",
    }


def test_a_description_is_not_lost() -> None:
    files = {
        TAGS: "old: {description: What I think of it.}\nnew: {}\n",
        "content/papers/a.yaml": "title: A\ntags: [old]\n",
    }
    changed, problems = rename_tag(files, "old", "new")
    assert [problem.code for problem in problems] == ["tag-kept"]
    assert changed == {TAGS: files[TAGS], "content/papers/a.yaml": "title: A\ntags: [new]\n"}


def test_a_link_in_folded_text_is_renamed_too() -> None:
    text = "title: A\nnotes: >-\n  See [the long\n  label](paper:old) and the rest\n  of it.\nwhy: old\n"
    changed, _ = rename_paper({"content/papers/a.yaml": text, "content/papers/old.yaml": "title: O\n"}, "old", "new")
    assert changed["content/papers/a.yaml"] == text.replace("paper:old", "paper:new")


def test_what_cannot_be_done() -> None:
    files = {"content/papers/a.yaml": "title: A\n", "content/papers/b.yaml": "title: B\n", TAGS: "x: {\n"}
    assert [one.code for one in rename_paper(files, "a", "b")[1]] == ["same-slug"]
    assert [one.code for one in rename_paper(files, "c", "d")[1]] == ["unknown-paper"]
    assert [one.code for one in rename_tag(files, "y", "z")[1]] == ["unknown-tag"]
    assert "edit-refused" in [one.code for one in rename_tag(files, "x", "z")[1]]


# Carried out, while the owner goes on.


def save_in_another_process(root: Path, name: str, work: str) -> subprocess.CompletedProcess[str]:
    """Runs `work` on the list; the owner saves a word in `name` when its first file is written."""
    code = f"""
import sys
from pathlib import Path
from manicule.cli import main
done = []
def hook(event, arguments):
    if event == "os.rename" and {str(root)!r} in str(arguments[0]) and not done:
        done.append(1)
        with open({str(root / name)!r}, "a", encoding="utf-8") as file:
            file.write("# a word of mine\\n")
sys.addaudithook(hook)
sys.exit(main({[*work.split(), "--root", str(root)]!r}))
"""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(
    ("work", "name"),
    [
        ("tag beasts animals", "content/papers/griffin.yaml"),
        ("mv griffin gryphon", "content/papers/griffin.yaml"),
    ],
)
def test_what_is_saved_meanwhile_stays(work: str, name: str, root: Path) -> None:
    ended = save_in_another_process(root, name, work)
    assert ended.returncode == 1
    assert f"{name}: error[changed-meanwhile]: this file has changed meanwhile" in ended.stderr.replace("\\", "/")
    assert (root / name).read_text("utf-8").endswith("# a word of mine\n")


def test_a_name_in_other_capitals_goes_by_way_of_another(root: Path) -> None:
    """Where capitals do not count, the new file is the old one, and would be taken away."""
    done = move_paper(root, "griffin", "Griffin")
    assert [problem.code for problem in done.problems] == ["same-slug"]
    assert (root / "content/papers/griffin.yaml").exists()
