"""What is sent out, and what it is tried with: sdist and wheel byte for byte, the lock, the licences, the workflows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_release import find_faults
from make_licences import HEAD, PAGE, licence_of, read_lock, read_rows
from make_lock import HEAD as LOCK_HEAD
from make_lock import LOCK
from packaging.requirements import Requirement

from manicule import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

NOT_COPIED = (".git", ".venv", ".cache", ".hypothesis", "*_cache", "__pycache__", "dist", "*.egg-info")

# Sdist and wheel.


def build_packages(source: Path, out: Path, umask: int = 0o022, **more: str) -> dict[str, bytes]:
    """The sdist, and the wheel that is built of the unpacked sdist, by name."""
    plain = {name: value for name, value in os.environ.items() if name not in ("SOURCE_DATE_EPOCH", "PYTHONPATH")}

    def run(target: str, where: Path) -> None:
        command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
        done = subprocess.run(
            command, cwd=where, env={**plain, **more}, capture_output=True, encoding="utf-8", umask=umask
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run("sdist", source)
    with tarfile.open(out / f"manicule-{__version__}.tar.gz") as packed:
        packed.extractall(out / "unpacked", filter="data")
    run("wheel", out / "unpacked" / f"manicule-{__version__}")
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages as the checkout makes them, and the sdist unpacked."""
    folder = tmp_path_factory.mktemp("packages")
    build_packages(ROOT, folder)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="umasks and time zones are POSIX's")
def test_the_same_bytes_elsewhere_and_at_another_time(packages: Path, tmp_path: Path) -> None:
    """Another folder, other times, modes, umask, locale and time zone; and some things that lie about in a checkout."""
    source = tmp_path / "another folder"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for name in (".venv/x.py", ".cache/x", "site/index.html", "manicule/__pycache__/x.pyc", ".hypothesis/x", "dist/x"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("x")
    for number, path in enumerate(sorted(source.rglob("*"))):
        if path.is_file():
            os.utime(path, (10**9 + number, 10**9 + number))
            path.chmod(0o600 | path.stat().st_mode & 0o100)  # whether it is a program is git's to say
    found = build_packages(source, tmp_path / "out", 0o077, LC_ALL="C", TZ="Asia/Kathmandu", PYTHONHASHSEED="7")
    assert found == {path.name: path.read_bytes() for path in packages.iterdir() if path.is_file()}


def test_the_sdist_has_what_it_takes_and_nothing_else(packages: Path) -> None:
    top = packages / "unpacked" / f"manicule-{__version__}"
    found = {path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file()}
    assert {"pyproject.toml", "build.py", "Makefile", "LICENSE", "tests/locked.txt", "site/.gitignore"} <= found
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if listed.returncode or not (ROOT / ".git").exists():
        pytest.skip("this is no clone, so nobody says which files are the project's")
    committed = {name for name in listed.stdout.split("\0") if (ROOT / name).is_file()}
    assert committed - found == set()
    new = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert found - committed - set(new.stdout.split("\0")) == {"PKG-INFO"}


def test_the_wheel_is_for_every_system(packages: Path) -> None:
    wheel = zipfile.ZipFile(packages / f"manicule-{__version__}-py3-none-any.whl")
    assert b"Requires-Python: >=3.11\n" in wheel.read(f"manicule-{__version__}.dist-info/METADATA")
    names = wheel.namelist()
    assert len({name.lower() for name in names}) == len(names)
    # With a virtual environment's own 100 characters or so before it, Windows still has room below its 260.
    assert max(map(len, names)) < 120


def test_what_may_be_sent_out(tmp_path: Path, packages: Path) -> None:
    for name in (f"manicule-{__version__}-py3-none-any.whl", f"manicule-{__version__}.tar.gz"):
        shutil.copy(packages / name, tmp_path / name)
    told = (
        "" if f"## [{__version__}] - " in (ROOT / "CHANGELOG.md").read_text("utf-8") else "CHANGELOG.md has no heading"
    )
    assert [fault[:27] for fault in find_faults(tmp_path, f"v{__version__}")] == ([told] if told else [])
    assert "no tag of a version" in "".join(find_faults(tmp_path, __version__))
    assert "has to hold manicule-9.9.9-py3" in "".join(find_faults(tmp_path, "v9.9.9"))


# The lock.


def test_the_lock_and_the_ranges_agree() -> None:
    locked = read_lock()
    asked = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    for requirement in map(Requirement, asked):
        name = requirement.name.lower()
        assert name in locked, f"{name} is not in tests/locked.txt: make lock"
        assert requirement.specifier.contains(locked[name]), f"{name} is {locked[name]}: make lock"


def test_the_lock_is_whole_and_names_no_place() -> None:
    text = LOCK.read_text("utf-8")
    assert text.startswith(LOCK_HEAD)
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    # Each library: a version, perhaps a condition, and digests.
    for block in re.split(r"^(?=[a-z0-9])", text.removeprefix(LOCK_HEAD), flags=re.MULTILINE)[1:]:
        assert re.match(
            r"[a-z0-9.-]+==[\w.]+( ; [^\\\n]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+    # via", block
        ), block[:80]
    assert "colorama==" in text, "what only Windows needs belongs to it"


# Licences.


def test_licences_are_told_of_all_that_is_locked() -> None:
    """`make licences` makes the page anew."""
    rows = read_rows()
    assert PAGE.read_text("utf-8").startswith(HEAD)
    assert list(rows) == sorted(read_lock())
    assert not [name for name, (licence, _) in rows.items() if licence in ("not said", "not installed here")]
    for name, locked in read_lock().items():
        try:
            here = version(name)
        except PackageNotFoundError:
            continue
        if here == locked:
            assert rows[name][0] == licence_of(name), name
    wanted = {Requirement(line).name.lower() for line in PROJECT["dependencies"]}
    assert wanted <= {name for name, (_, purpose) in rows.items() if purpose == "run time"}
    # What people get asks for no more than that its notice is kept.
    for name, (licence, purpose) in rows.items():
        assert purpose == "tests" or re.match("MIT|BSD|Apache|PSF|ISC", licence), (name, licence)


# Workflows.


def read_workflow(name: str) -> dict[Any, Any]:
    found = yaml.safe_load((ROOT / ".github/workflows" / name).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("name", ["ci.yml", "pages.yml", "release.yml"])
def test_a_workflow_may_only_read_and_is_pinned(name: str) -> None:
    workflow = read_workflow(name)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"]
    assert workflow[True], "YAML 1.1 takes `on` for true"
    for job in workflow["jobs"].values():
        assert "permissions" not in job or not any("run" in step for step in job["steps"]), "who may write runs no code"
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step)
            assert "uses" not in step or re.fullmatch(r"[\w-]+/[\w-]+@(v\d+|release/v\d+)", step["uses"])


def test_ci_tries_what_is_promised() -> None:
    jobs = read_workflow("ci.yml")["jobs"]
    matrix = jobs["test"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    told = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", line)]
    assert matrix["python"] == told
    assert PROJECT["requires-python"] == f">={told[0]}"
    said = "\n".join(step.get("run", "") for step in jobs["test"]["steps"])
    readme = (ROOT / "README.md").read_text("utf-8")
    for line in re.findall(r"^(?:python|\.venv/bin/\S+) [^#\n]*", readme, re.MULTILINE):
        words = line.strip().replace(".venv/bin/", ".venv\\Scripts\\")
        assert words in said, words
    for command in ("make site", "make test"):
        assert command in said
    for line in re.findall(r"\btests/\w+\.\w+", said):
        assert (ROOT / line).exists()


def test_only_the_tag_of_a_version_is_sent_out() -> None:
    workflow = read_workflow("release.yml")
    assert workflow[True] == {"push": {"tags": ["v*"]}}
    publish = workflow["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["needs"] == "build"
    assert "password" not in str(workflow)
    build = "\n".join(step.get("run", "") for step in workflow["jobs"]["build"]["steps"])
    assert "make dist" in build and "make test" in build and "tests/check_release.py dist" in build
