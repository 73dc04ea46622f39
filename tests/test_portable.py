"""Other systems, as far as one can be made to look like another: encodings, locales, line ends, names, long paths, clocks.

The command is run as people run it, in a process of its own. What only Windows and macOS can show is tried by CI.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from twins import differences, read_tree

from manicule.text import SLUG_LENGTH, is_slug, slug

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests/sample"

STRICT = ("-X", "warn_default_encoding", "-W", "error::EncodingWarning")
"""An encoding that is left to the system is an error."""

SYSTEMS = {
    "as it is": {},
    "a Windows console": {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    "no locale": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ASCII alone": {"PYTHONIOENCODING": "ascii", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "far east": {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"},
    "far west": {"TZ": "Etc/GMT+12", "PYTHONHASHSEED": "2"},
}


def manicule(root: Path, *words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *STRICT, "-m", "manicule", *words, "--root", str(root)]
    plain = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1790000000", **(environment or {})}
    return subprocess.run(command, cwd=root, env=plain, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "list")
    return tmp_path / "list"


# Encodings and clocks.


def test_the_same_site_on_every_system(root: Path) -> None:
    trees = {}
    for system, environment in SYSTEMS.items():
        done = manicule(root, "build", "--output", str(root.parent / "site"), "--clean", environment=environment)
        assert done.returncode == 0, (system, done.stderr)
        trees[system] = read_tree(root.parent / "site")
        shutil.rmtree(root.parent / "site")
    for system, tree in trees.items():
        assert not list(differences(tree, trees["as it is"])), system


@pytest.mark.parametrize("system", ["a Windows console", "ASCII alone"])
def test_what_is_said_of_any_script_is_said_everywhere(system: str, root: Path) -> None:
    """A hand, Greek and Chinese in a problem and in what was asked for."""
    entry = root / "content/papers/griffin.yaml"
    entry.write_text("titel: ☞ γρύψ 獅鷲\n" + entry.read_text("utf-8"), "utf-8")
    for words in (
        ["check"],
        ["check", "--json"],
        ["why", "☞ γρύψ.html"],
        ["new", "☞ γρύψ 獅鷲", "--slug", "x", "--tag", "γρύψ"],
    ):
        done = manicule(root, *words, environment=SYSTEMS[system])
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr and "Warning" not in done.stderr
        assert "\x1b" not in done.stdout + done.stderr
    assert "γρύψ" in manicule(root, "check", environment=SYSTEMS[system]).stderr


def test_every_command_leaves_no_encoding_to_the_system(root: Path) -> None:
    """And what they write has the line ends of no system but \\n."""
    (root / "refs.bib").write_text("@misc{a, title={Übung ☞}, author={Ó Searcaigh, C.}, year=2019}\n", "utf-8")
    for words in (
        ["import", "refs.bib"], ["new", "Of ☞", "--slug", "of"], ["note", "griffin", "Griffins", "☞", "--on", "title"], ["tag", "beasts", "animals"],
        ["mv", "griffin", "gryphon"], ["schema"], ["check"], ["build"], ["build"], ["why", "index.html"], ["template", "paper.html"],
        ["export", "--format", "csv", "--output", "out.csv"], ["export", "--format", "bib"], ["doctor"], ["doctor", "--json"],
    ):  # fmt: skip
        done = manicule(root, *words, environment=SYSTEMS["no locale"])
        assert "Traceback" not in done.stderr and "EncodingWarning" not in done.stderr, (words, done.stderr)
        assert done.returncode in (0, 1), (words, done.stderr)
    begun = subprocess.run(
        [sys.executable, *STRICT, "-m", "manicule", "init", "new", "--from", "refs.bib"],
        cwd=root, env={**os.environ, "PYTHONPATH": str(ROOT), **SYSTEMS["no locale"]}, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert begun.returncode == 0, begun.stderr
    texts = [
        path
        for path in root.rglob("*")
        if path.suffix in (".yaml", ".html", ".json", ".jsonl", ".md", ".css", ".js", ".txt")
    ]
    assert len(texts) > 50
    assert not [path for path in texts if b"\r" in path.read_bytes()]


def test_a_clock_that_goes_back_hides_no_change(root: Path) -> None:
    """Inputs, output and what the last run noted come from a time that is yet to be; the next word is seen nevertheless."""
    assert manicule(root, "build").returncode == 0
    for path in root.rglob("*"):
        os.utime(path, ns=(2_000_000_000_000_000_000, 2_000_000_000_000_000_000))
    entry = root / "content/papers/griffin.yaml"
    data = entry.read_bytes()
    for word in (b"Griffins at rest", b"Griffons at rest", b"Griffens at rest"):
        entry.write_bytes(data.replace(b"Griffins at rest", word))
        os.utime(entry, ns=(946_684_800_000_000_000, 946_684_800_000_000_000))
        done = manicule(root, "build")
        assert done.returncode == 0, done.stderr
        assert word in (root / "site/papers/griffin.html").read_bytes()


def test_coarse_times_hide_no_change(root: Path) -> None:
    """As on FAT and some network disks: two seconds are one moment, and a word of the same length is written in the same one."""
    entry = root / "content/papers/griffin.yaml"
    data = entry.read_bytes()
    for word in (b"Griffins", b"Griffons", b"Griffens", b"Griffuns"):
        entry.write_bytes(data.replace(b"Griffins at rest", word + b" at rest"))
        coarse = entry.stat().st_mtime_ns // 2_000_000_000 * 2_000_000_000
        os.utime(entry, ns=(coarse, coarse))
        done = manicule(root, "build")
        assert done.returncode == 0, done.stderr
        assert word in (root / "site/papers/griffin.html").read_bytes()


# Line ends.


def test_line_ends_of_windows_make_the_same_site(root: Path) -> None:
    """As git leaves them with autocrlf, in content and in templates; a command leaves them as they are."""
    assert manicule(root, "build").returncode == 0
    before = read_tree(root / "site")
    for path in (root / "content").rglob("*"):
        if path.suffix in (".yaml", ".md"):
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    done = manicule(root, "build")
    assert done.returncode == 0, done.stderr
    assert not list(differences(read_tree(root / "site"), before))
    assert manicule(root, "tag", "beasts", "animals").returncode == 0
    assert manicule(root, "mv", "griffin", "gryphon").returncode == 0
    for name in ("tags.yaml", "papers/gryphon.yaml"):
        data = (root / "content" / name).read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n") > 3


# Names.


def test_names_are_the_same_composed_or_not() -> None:
    for name in ("Seán Ó hÉigeartaigh", "Łódź übt", "Cañón", "naïve façade"):
        assert slug(unicodedata.normalize("NFD", name)) == slug(unicodedata.normalize("NFC", name))


@pytest.mark.skipif(sys.platform == "darwin", reason="has one of the two only")
def test_a_file_of_a_composed_name_is_linked_to_by_either(root: Path) -> None:
    """macOS may give a name back in parts; the link in a note has it as it was typed."""
    files = root / "content/files"
    files.mkdir(exist_ok=True)
    (files / unicodedata.normalize("NFD", "Übersicht é.txt")).write_text("mine", "utf-8")
    done = manicule(root, "build")
    assert done.returncode == 0, done.stderr
    assert [path.read_text("utf-8") for path in (root / "site").glob("*.txt") if "bersicht" in path.name] == ["mine"]


def test_no_path_of_a_site_is_too_long_for_windows(root: Path) -> None:
    """It allows 259 characters; a slug of the greatest length leaves more than half of them to the folder of the list."""
    longest = "x" * SLUG_LENGTH
    assert is_slug(longest) and not is_slug(longest + "x")
    shutil.copy(root / "content/papers/griffin.yaml", root / f"content/papers/{longest}.yaml")
    with (root / "content/tags.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\n{'y' * SLUG_LENGTH}:\n  label: Long\n")
    entry = root / f"content/papers/{longest}.yaml"
    text = re.sub(r"(?m)^(arxiv|doi|aliases):.*\n", "", entry.read_text("utf-8"))
    entry.write_text(re.sub(r"(?m)^tags:.*$", f"tags: [{'y' * SLUG_LENGTH}]", text), "utf-8")
    done = manicule(root, "build")
    assert done.returncode == 0, done.stderr
    site = root / "site"
    found = max((path.relative_to(root).as_posix() for path in site.rglob("*")), key=len)
    assert len(found) <= 120, found
    assert all(path.name.isascii() and not re.search(r'[<>:"\\|?*]|[. ]$', path.name) for path in site.rglob("*"))


def test_a_folder_of_any_name_holds_a_list(tmp_path: Path) -> None:
    root = tmp_path / "Ünd ☞ 'list' & more #1 100%"
    shutil.copytree(SAMPLE, root)
    done = manicule(root, "build", environment=SYSTEMS["no locale"])
    assert done.returncode == 0, done.stderr
    assert json.loads((root / "site/.manicule.json").read_bytes())["files"]
