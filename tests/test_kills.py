"""What writes into content/, killed with SIGKILL at random moments: no file is half, no word of the owner goes, and the same
command done again ends where it would have ended.

Imports, fetches, what the preview writes, and tags and papers under another name. Builds are killed in test_faults.py.
`MANICULE_KILLS=200` kills each of them so often.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from edits import make_full_list
from scripted import serve_script
from test_fetch import atom

from manicule.editing import move_paper, move_tag
from manicule.fetch import Services, fetch_papers
from manicule.importing import run_import
from manicule.model import PartialDate
from manicule.preview.writing import Desk
from manicule.safewrite import LEFT_AFTER, clear_left

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs forks"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

KILLS = int(os.environ.get("MANICULE_KILLS", "10"))

TODAY = PartialDate(2026, 11, 26)

Tree = dict[str, bytes]
Work = Callable[[Path], object]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("start") / "list"
    make_full_list(root, 40)
    return root


def read_content(root: Path) -> tuple[Tree, list[str]]:
    """What is in content/, and the names of what is left beside files there."""
    names = {path.relative_to(root).as_posix(): path for path in (root / "content").rglob("*") if path.is_file()}
    left = [name for name in names if re.fullmatch(r"\.[0-9a-f]{12}\.[0-9]+\.new", name.rpartition("/")[2])]
    return {name: path.read_bytes() for name, path in names.items() if name not in left}, left


def killed_after(seconds: float, work: Callable[[], object]) -> bool:
    """Whether it was killed before it was done."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.0005)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def import_list(root: Path) -> object:
    lines = [
        f"@article{{k{n}, title={{Of things number {n}}}, author={{Example, Ada}}, year={{2019}}, eprint={{1901.{n:05}}}, "
        f"archiveprefix={{arXiv}}, note={{said}}, abstract={{{'Words and words. ' * 20}}}}}\n"
        for n in range(1, 40)
    ]
    # Some of them are on the list already, and get what they lack.
    lines += [
        f"@article{{m{n}, title={{Paper {n} of more}}, journal={{Journal of Beasts}}, year={{2020}}, eprint={{2101.0000{n}}}, "
        f"archiveprefix={{arXiv}}}}\n"
        for n in range(10)
    ]
    file = root / "refs.bib"
    file.write_text("".join(lines), encoding="utf-8")
    return run_import(root, [file], TODAY)


def rename_tag(root: Path) -> object:
    return move_tag(root, "beasts", "animals")


def rename_paper(root: Path) -> object:
    return move_paper(root, "griffin", "gryphon") if (root / "content/papers/griffin.yaml").exists() else None


def write_in_preview(root: Path) -> object:
    desk = Desk(root)
    for number in range(0, 40, 2):
        told = desk.tell_entry(f"more-{number}")
        if f"Noted {number}".encode() in (root / f"content/papers/more-{number}.yaml").read_bytes():
            continue
        asked = {"do": "add-note", "path": told["path"], "base": told["base"], "quote": f"word{number}x3",
                 "kind": "question", "note": f"Noted {number}"}  # fmt: skip
        assert desk.change(asked)["ok"]
    return None


@contextmanager
def fetching() -> Iterator[Work]:
    papers = {f"a2001_{n:05}": f"Fetched things number {n}" for n in range(1, 12)}
    with serve_script([("/arxiv", atom(**papers))]) as script:
        services = Services(f"{script.address}/arxiv", f"{script.address}/works", f"{script.address}/datacite", pause=0)
        ids = [name.removeprefix("a").replace("_", ".") for name in papers]
        yield lambda root: fetch_papers(root, ids, TODAY, services, sleep=lambda _: None)


@contextmanager
def as_it_is(work: Work) -> Iterator[Work]:
    yield work


@pytest.mark.parametrize("kind", ["import", "tag", "mv", "preview", "fetch"])
def test_killed_while_content_is_written(kind: str, start: Path, tmp_path: Path) -> None:
    works = {"import": import_list, "tag": rename_tag, "mv": rename_paper, "preview": write_in_preview}
    chance = random.Random(kind)
    with fetching() if kind == "fetch" else as_it_is(works[kind]) as work:
        whole = tmp_path / "whole"
        shutil.copytree(start, whole)
        began = time.monotonic()
        assert not killed_after(60, lambda: work(whole))
        took = time.monotonic() - began
        before, after = read_content(start)[0], read_content(whole)[0]
        assert before != after
        pending = {"content/sources/.ledger.jsonl.pending"}
        root, killed, midway, strays = tmp_path / "list", 0, 0, 0
        for _ in range(KILLS * 5):
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(start, root)
            if not killed_after(took * (1 - 0.9 * chance.random() ** 2), lambda: work(root)):
                took *= 0.97
                continue
            killed, took = killed + 1, took * 1.01
            found, left = read_content(root)
            midway += found != before
            strays += len(left)
            for name in found.keys() - pending:
                assert found[name] in (before.get(name), after.get(name)), f"{name} is not whole"
            for name in before:
                assert name in found or name not in after, f"{name} has gone"
            if kind == "mv":
                assert {"content/papers/griffin.yaml", "content/papers/gryphon.yaml"} & found.keys()
            for name in left:
                stat = (root / name).stat()
                os.utime(root / name, (stat.st_atime, stat.st_mtime - 2 * LEFT_AFTER))
            work(root)
            found, left = read_content(root)
            assert found == after, sorted(name for name in found | after if found.get(name) != after.get(name))
            folders = ("content", "content/papers", "content/sources", "content/sources/fetched")
            clear_left(root / folder for folder in folders)
            assert read_content(root)[1] == []
            if killed == KILLS:
                break
        sys.stdout.write(f"{kind}: killed {killed} times, {midway} midway, {strays} files left beside theirs\n")
        assert killed == KILLS
        assert midway or KILLS < 100, "so many kills, and none of them while it wrote"
