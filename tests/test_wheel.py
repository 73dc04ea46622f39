"""The wheel as people get it: installed alone, it makes a list of their own and its site, far from any checkout.

The wheel is built by this environment's own hatchling and put into an empty environment by this one's pip, neither of which
asks an index. The libraries are this environment's, behind what the new one has itself.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIB = ROOT / "tests/golden/list.bib"


def run(command: Sequence[str | Path], where: Path) -> str:
    """As at anybody's terminal: nothing in the environment leads to the checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in command], cwd=where, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # Hatchling is here already; with --no-index nobody is asked for it, or for anything else.
    run([*pip, "wheel", ROOT, "--no-deps", "--no-build-isolation", "--no-index", "-w", folder], folder)
    return next(folder.glob("manicule-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment's programs, with the wheel in that environment and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    python = programs / Path(sys.executable).name
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", python]
    run([*pip, "install", "--no-deps", "--no-index", wheel], folder)
    # The folders alone, which come last: what stands in .pth files there, such as this checkout, is not followed.
    libraries = [place for place in sys.path if "site-packages" in place and Path(place).is_dir()]
    packages = run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).strip()
    Path(packages, "libraries.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    return programs


def test_the_wheel_has_all_that_is_no_code(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, inside in (
        (ROOT / "templates", "manicule/templates"),
        (ROOT / "manicule/skeleton", "manicule/skeleton"),
    ):
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert {f"{inside}/{name}" for name in files} <= names
    assert not [name for name in names if not re.match(r"manicule(/|-[\d.]+\.dist-info/)", name)]


def test_the_wheel_alone_makes_a_site_of_a_bib(installed: Path, tmp_path: Path) -> None:
    manicule = installed / "manicule"
    (tmp_path / "refs.bib").write_bytes(BIB.read_bytes())
    run([manicule, "init", "mylist", "--from", "refs.bib"], tmp_path)
    run([manicule, "build", "--root", "mylist"], tmp_path)

    site = tmp_path / "mylist/site"
    papers = {path.stem for path in (tmp_path / "mylist/content/papers").glob("*.yaml")}
    assert len(papers) == BIB.read_text("utf-8").count("\n@") + 1
    assert papers <= {path.stem for path in (site / "papers").glob("*.html")}
    assert "Griffins at rest" in (site / "index.html").read_text("utf-8")
    assert (site / "assets/style.css").stat().st_size > 1000
    assert not (tmp_path / "mylist/templates").exists()

    facts = json.loads(run([manicule, "doctor", "--root", "mylist", "--json"], tmp_path))["facts"]
    environment = str(installed.parent)
    assert environment in facts["Manicule"]
    assert environment in facts["Templates"]
    assert Path("manicule", "templates").as_posix() in facts["Templates"].replace("\\", "/")


def test_the_wheel_alone_makes_a_list_out_of_nothing(installed: Path, tmp_path: Path) -> None:
    run([installed / "manicule", "init", "."], tmp_path)
    assert run([installed / "manicule", "check"], tmp_path) == "Nothing that would stop a build.\n"
