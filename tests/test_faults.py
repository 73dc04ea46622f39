"""Builds that are killed, that cannot write, or that meet: every file stays whole, and the next build completes it.

Killed with SIGKILL at random moments, with all workers or without; a disk that is full, that cannot be written to, a
folder that goes away while it is written; two builds at once. What is compared with what is told in twins.py.
"""

from __future__ import annotations

import errno
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from annotated_list import make_annotated_list, slug_of
from edits import make_full_list
from twins import Tree, build_apart, build_clean, compare, differences, read_tree, run_apart

from manicule import press, workers
from manicule.manifest import MANIFEST, PENDING
from manicule.order import Order, Outcome
from manicule.pipeline import build

KILLS = int(os.environ.get("MANICULE_KILLS", "36"))
"""How often builds are killed at random moments; MANICULE_KILLS=200 is the long form."""

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs forks and what Linux has"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "list"
    make_full_list(root)
    return root


# Killed.


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Tree]]:
    """Two states of one list, and the tree of each: many pages differ, some are only in one of them."""
    found = []
    for name in ("one", "other"):
        root = tmp_path_factory.mktemp(name) / "list"
        make_annotated_list(root, 24, 1)
        if name == "other":
            path = root / "content/tags.yaml"
            path.write_text(path.read_text("utf-8").replace("Even", "Straight"), "utf-8")
            for number in (3, 4):
                entry = root / f"content/papers/{slug_of(number)}.yaml"
                entry.write_text(entry.read_text("utf-8") + f"aliases: [was-{number}]\n", "utf-8")
            with (root / "content/site.yaml").open("a") as site:
                site.write("pages: {years: false}\nexports: [json]\n")
            (root / "content/files/new/folder").mkdir(parents=True)
            (root / "content/files/new/folder/a.txt").write_text("new")
        outcome, tree = build_clean(root)
        assert not outcome.failed, outcome.report
        found.append((root, tree))
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("crew", [1, 3], ids=["alone", "several"])
def test_killed_at_any_moment(
    crew: int, seed: int, states: list[tuple[Path, Tree]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Back and forth between two states, killed most times; at the end, either builds right."""
    monkeypatch.setattr(workers, "WORTH_IT", 10 if crew > 1 else 10_000)
    monkeypatch.setattr(press, "HELD", 100_000 if seed == 2 else press.HELD)
    chance = random.Random(f"{crew} {seed}")
    root, site = tmp_path / "list", tmp_path / "list/site"
    shutil.copytree(states[0][0], root)
    whole = [set(tree.items()) for _, tree in states]
    took, killed, turn = 1.0, 0, 0
    while killed < -(-KILLS // 6) and turn < KILLS * 7:
        turn += 1
        become(root, states[turn % 2][0])
        began = time.monotonic()
        # Most of what can go wrong is near the end, where files are put in place.
        if kill_after(took * (1 - chance.random() ** 2 * 0.9), lambda: build(Order(root, site)), chance.random() < 0.5):
            killed += 1
        else:
            took = max(0.05, (time.monotonic() - began) * 1.05)
        for name, data in read_tree(site).items() if site.exists() else ():
            if not name.rpartition("/")[2].startswith(".manicule-") and not name.endswith("/"):
                assert (name, data) in whole[0] or (name, data) in whole[1], f"{name} is not whole"
    for turn in (1, 0):
        become(root, states[turn][0])
        outcome = build_apart(root, site)
        assert not outcome.failed, outcome.report
        assert not list(differences(read_tree(site), states[turn][1]))
        assert set(json.loads((site / MANIFEST).read_bytes())["files"]) == set(states[turn][1])
        assert [p.name for p in root.iterdir() if p.name.startswith(".")] == [".cache"]


def become(root: Path, state: Path) -> None:
    shutil.rmtree(root / "content")
    shutil.copytree(state / "content", root / "content")


def kill_after(seconds: float, work: Callable[[], object], with_workers: bool) -> bool:
    """Whether it was killed before it was done; with the processes that it has begun, or they are left to themselves."""
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            work()
        finally:
            os._exit(0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.002)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL) if with_workers else os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


@pytest.mark.parametrize("step", ["write", "rename", "unlink", "mkdir", "rmdir"])
def test_killed_at_each_change_of_the_disk(step: str, states: list[tuple[Path, Tree]], tmp_path: Path) -> None:
    """Before and behind every one of these calls in turn, as far as they come one by one; then taken back, or not."""
    events = {"write": "open", "rename": "os.rename", "unlink": "os.remove", "mkdir": "os.mkdir", "rmdir": "os.rmdir"}
    root, site = tmp_path / "list", tmp_path / "list/site"
    shutil.copytree(states[0][0], root)
    build_apart(root, site)
    moments = (0, 1, 2, 5, 30) if step in ("write", "rename") else (0, 1)
    for moment in moments:
        become(root, states[1][0])

        def dies(moment: int = moment) -> None:
            count = 0

            def hook(event: str, arguments: tuple[object, ...]) -> None:
                nonlocal count
                if event != events[step] or str(site) not in str(arguments[0]):
                    return
                if event == "open" and not (isinstance(arguments[1], str) and "w" in arguments[1]):
                    return
                if count == moment:
                    os.kill(os.getpid(), signal.SIGKILL)
                count += 1

            sys.addaudithook(hook)
            build(Order(root, site))

        child = os.fork()
        if child == 0:
            try:
                dies()
            finally:
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (0, -signal.SIGKILL)
        goal = moment % 2
        become(root, states[goal][0])
        outcome = build_apart(root, site)
        assert not outcome.failed, outcome.report
        assert not list(differences(read_tree(site), states[goal][1])), (step, moment)
        become(root, states[0][0])
        build_apart(root, site)
        assert not list(differences(read_tree(site), states[0][1])), (step, moment)


def test_the_first_build_is_killed_as_it_begins_to_write(root: Path) -> None:
    """There is no manifest yet, and what is there is ours nevertheless."""
    (root / "site").mkdir()

    def dies() -> Outcome:
        def hook(event: str, arguments: tuple[object, ...]) -> None:
            if event == "os.rename" and str(root / "site") in str(arguments[0]):
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        return build(Order(root, root / "site"))

    with pytest.raises(EOFError):
        run_apart(dies)
    assert list((root / "site").iterdir())
    found, outcome = compare(root, root / "site")
    assert not outcome.failed, outcome.report
    assert not found, "\n".join(found)


# Disks that are full, or cannot be written to.


def command(root: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "manicule", "build", "--root", str(root), *more]


def retitle_all(root: Path) -> None:
    path = root / "content/site.yaml"
    path.write_text(path.read_text("utf-8").replace("Beasts & Measures", "Animals & Measures"), "utf-8")


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Skips the test where that is not allowed."""
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)


def test_a_disk_that_is_full(root: Path) -> None:
    """A file system for the output that holds some of it."""
    site = root / "site"
    site.mkdir()
    if not shutil.which("mount"):
        pytest.skip("there is no mount here")
    with mounted(site, "-t", "tmpfs", "-o", "size=300k", "none"):
        done = subprocess.run(command(root), capture_output=True, text=True, check=False)
        assert done.returncode == 1, done
        assert "No space left on device" in done.stderr
        assert "Traceback" not in done.stderr
        _, tree = build_clean(root)
        for name, data in read_tree(site).items():
            assert name.endswith("/") or name == PENDING or tree[name] == data, f"{name} is not whole"
        subprocess.run(["mount", "-o", "remount,size=30m", str(site)], check=True)
        found, outcome = compare(root, site)
        assert not outcome.failed, outcome.report
        assert not found, "\n".join(found)


@pytest.mark.parametrize("moment", [0, 1, 7, 40, 400])
def test_no_space_at_any_write(moment: int, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of pages, of the manifest, of what is noted for the next build; some of the bytes have been written."""
    site = root / "site"
    before = build_apart(root, site)
    assert not before.failed
    retitle_all(root)
    plain = press.write_file
    count = 0

    def full(path: Path, data: bytes) -> None:
        nonlocal count
        count += 1
        if count > moment:
            plain(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        plain(path, data)

    monkeypatch.setattr(press, "write_file", full)
    if moment < 100:
        with pytest.raises(OSError, match="No space left"):
            build_apart(root, site)
    else:
        build_apart(root, site)
    monkeypatch.setattr(press, "write_file", plain)
    assert not list(root.rglob("*.new"))
    found, outcome = compare(root, site)
    assert not outcome.failed, outcome.report
    assert not found, "\n".join(found)


def test_files_may_not_be_so_large(root: Path) -> None:
    """A limit that the system sets, which stops a write in the midst of a file."""
    site = root / "site"

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(command(root), capture_output=True, text=True, check=False, preexec_fn=limit)
    assert done.returncode == 1, done
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    found, outcome = compare(root, site)
    assert not outcome.failed, outcome.report
    assert not found, "\n".join(found)


def test_an_output_that_cannot_be_written_to(root: Path) -> None:
    site = root / "site"
    assert not build_apart(root, site).failed
    before = read_tree(site)
    retitle_all(root)
    if not shutil.which("mount"):
        pytest.skip("there is no mount here")
    with mounted(site, "--bind", str(site)):
        done = subprocess.run(["mount", "-o", "remount,ro,bind", str(site)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("nothing can be mounted read-only here")
        ended = subprocess.run(command(root), capture_output=True, text=True, check=False)
        assert ended.returncode == 1, ended
        assert "Read-only file system" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert read_tree(site) == before
    found, outcome = compare(root, site)
    assert not outcome.failed, outcome.report
    assert not found, "\n".join(found)


def test_a_list_that_cannot_be_written_to_is_built_without_a_cache(root: Path, tmp_path: Path) -> None:
    if not shutil.which("mount"):
        pytest.skip("there is no mount here")
    with mounted(root, "--bind", str(root)):
        if subprocess.run(["mount", "-o", "remount,ro,bind", str(root)], check=False, capture_output=True).returncode:
            pytest.skip("nothing can be mounted read-only here")
        for _ in range(2):
            found, outcome = compare(root, tmp_path / "site")
            assert not outcome.failed, outcome.report
            assert not found, "\n".join(found)
        assert not (root / ".cache").exists()


@pytest.mark.parametrize("place", ["site", "site/papers", "site/index.html/x"])
def test_something_else_is_in_the_way(place: str, root: Path) -> None:
    """A file where a folder should be, or a folder with something in it where a file should be, that are not ours."""
    site = root / "site"
    if "/" in place:
        assert not build_apart(root, site).failed
        retitle_all(root)
    at = root / place
    for taken in (at, at.parent):
        if taken.is_file():
            taken.unlink()
        elif taken.is_dir() and taken == at:
            shutil.rmtree(taken)
    at.parent.mkdir(exist_ok=True)
    at.write_text("mine")
    ended = subprocess.run(command(root), capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended
    assert "Traceback" not in ended.stderr
    assert at.read_text() == "mine"
    at.unlink()
    found, outcome = compare(root, site)
    assert not outcome.failed, outcome.report
    assert not found, "\n".join(found)


def test_the_output_goes_while_it_is_written(root: Path) -> None:
    """Whatever becomes of that build, the next is right."""
    site = root / "site"
    assert not build_apart(root, site).failed
    for moment in (0, 3, 20):
        retitle_all(root) if moment == 0 else shutil.rmtree(site, ignore_errors=True)

        def vanishing(moment: int = moment) -> Outcome:
            count = 0

            def hook(event: str, arguments: tuple[object, ...]) -> None:
                nonlocal count
                if event == "os.rename" and str(site) in str(arguments[0]):
                    count += 1
                    if count == moment + 1:
                        shutil.rmtree(site)

            sys.addaudithook(hook)
            return build(Order(root, site))

        with suppress(OSError):
            run_apart(vanishing)
        found, outcome = compare(root, site)
        assert not outcome.failed, outcome.report
        assert not found, "\n".join(found)


# Inputs that cannot be read, or are not what they were.


def run_hooked(root: Path, moment: str, do: str) -> subprocess.CompletedProcess[str]:
    """A build in which `do`, a line of Python, happens once, when a file whose path ends in `moment` is opened."""
    code = f"""
import os, shutil, sys
from pathlib import Path
from manicule.cli import main
root, done = Path({str(root)!r}), []
def hook(event, arguments):
    if event == "open" and str(arguments[0]).endswith({moment!r}) and not done:
        done.append(1)
        {do}
sys.addaudithook(hook)
code = main(["build", "--root", str(root)])
assert done
sys.exit(code)
"""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["content/papers/griffin.yaml", "content/papers", "content/files"])
def test_an_input_that_may_not_be_read(name: str, root: Path) -> None:
    """It is not taken for one that is not there: that would take its pages away."""
    if os.getuid() or not shutil.which("setpriv"):
        pytest.skip("another user can be had by root alone")
    with tempfile.TemporaryDirectory() as folder:
        # In a folder that anybody may enter, unlike those of pytest.
        Path(folder).chmod(0o755)
        open_to_all = Path(folder, "list")
        shutil.copytree(root, open_to_all)
        meet_what_may_not_be_read(open_to_all, name)


def meet_what_may_not_be_read(root: Path, name: str) -> None:
    site = root / "site"
    (root / "content/files").mkdir(exist_ok=True)
    assert not build_apart(root, site).failed
    before = read_tree(site)
    for path in (root, *root.rglob("*")):
        path.chmod(0o777)
    mode = (root / name).stat().st_mode
    (root / name).chmod(0)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if subprocess.run(
        [*nobody, sys.executable, "-c", "import manicule.cli"], capture_output=True, check=False
    ).returncode:
        pytest.skip("nobody may not read this checkout, or this Python")
    ended = subprocess.run([*nobody, *command(root)], capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended
    assert re.fullmatch(rf"manicule: Permission denied: \S*{name}\n", ended.stderr), ended.stderr
    assert read_tree(site) == before
    (root / name).chmod(mode)
    found, outcome = compare(root, site)
    assert not outcome.failed, outcome.report
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("moment", "do"),
    [
        ("papers/griffin.yaml", "(root / 'content/papers/more-3.yaml').unlink()"),
        ("papers/griffin.yaml", "(root / 'content/papers/griffin.yaml').unlink()"),
        ("papers/griffin.yaml", "shutil.rmtree(root / 'content')"),
        ("papers/griffin.yaml", "open(root / 'content/papers/more-5.yaml', 'a').write('aliases: [was-five]\\n')"),
        ("content/tags.yaml", "open(root / 'content/tags.yaml', 'a').write('half: {label: Ha')"),
    ],
    ids=["one goes", "this one goes", "all go", "one grows", "this one is half saved"],
)
def test_inputs_go_or_change_while_they_are_read(moment: str, do: str, root: Path) -> None:
    """Whatever that build makes of it, it says so in words, and the next one, of what is there then, is right."""
    site, saved = root / "site", root.parent / "saved"
    assert not build_apart(root, site).failed
    retitle_all(root)
    (root / "content/papers/griffin.yaml").touch()
    shutil.copytree(root / "content", saved)
    ended = run_hooked(root, moment, do)
    assert ended.returncode in (0, 1), ended.stderr
    assert "Traceback" not in ended.stderr, ended.stderr
    assert ended.returncode == 0 or re.search("error\\[|No such file", ended.stderr), ended.stderr
    if (root / "content/site.yaml").exists():
        compared, outcome = compare(root, site)
        assert not compared, "\n".join(compared)
    shutil.rmtree(root / "content", ignore_errors=True)
    shutil.copytree(saved, root / "content")
    compared, outcome = compare(root, site)
    assert not outcome.failed, outcome.report
    assert not compared, "\n".join(compared)


# What is written into content/, where there is no room or no leave.

CHANGES = {
    "import": ["import", "refs.bib"],
    "tag": ["tag", "beasts", "animals"],
    "mv": ["mv", "griffin", "gryphon"],
    "note": ["note", "griffin", "Griffins", "Some words of mine. " * 1000, "--on", "title"],
    "new": ["new", "Of beasts", "--slug", "of-beasts"],
}


def change(root: Path, kind: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "manicule", *CHANGES[kind], "--root", str(root)]
    return subprocess.run(program, cwd=root, capture_output=True, text=True, check=False)


def read_content(root: Path) -> Tree:
    return {name: data for name, data in read_tree(root / "content").items() if not name.endswith("/")}


@pytest.mark.parametrize("kind", CHANGES)
def test_content_on_a_disk_that_is_full_or_cannot_be_written_to(kind: str, root: Path) -> None:
    """Every file is what it was or what it is to be; the command says why, and ends its work when it is called again."""
    if not shutil.which("mount"):
        pytest.skip("there is no mount here")
    entries = "".join(
        f"@misc{{k{n}, title={{Of things number {n}}}, year=2019, abstract={{{'Words of it. ' * 300}}}}}\n"
        for n in range(20)
    )
    (root / "refs.bib").write_text(entries)
    whole = root.parent / "whole"
    shutil.copytree(root, whole)
    before = read_content(root)
    assert change(whole, kind).returncode == 0
    after = read_content(whole)
    with mounted(root / "content", "-t", "tmpfs", "-o", "size=20m", "none"):
        for name, data in before.items():
            (root / "content" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "content" / name).write_bytes(data)
        subprocess.run(["mount", "-o", "remount,ro", str(root / "content")], check=True)
        ended = change(root, kind)
        assert ended.returncode == 1
        assert re.search("Read-only file system|may not be written to", ended.stderr), ended.stderr
        assert "Traceback" not in ended.stderr, ended.stderr
        assert read_content(root) == before
        subprocess.run(["mount", "-o", "remount,rw", str(root / "content")], check=True)
        filler = root / "content/files/filler"
        filler.parent.mkdir(exist_ok=True)
        with suppress(OSError), filler.open("wb") as file:
            while True:
                file.write(bytes(4096))
                file.flush()
        ended = change(root, kind)
        assert ended.returncode == 1
        assert "No space left on device" in ended.stderr and "Traceback" not in ended.stderr, ended.stderr
        filler.unlink()
        found = read_content(root)
        for name in {*before, *found} - {"sources/.ledger.jsonl.pending"}:
            assert found.get(name) in (before.get(name), after.get(name)), name
        ended = change(root, kind)
        assert ended.returncode == 0, ended.stderr
        assert read_content(root) == after


# Two at once.


def test_builds_at_once(states: list[tuple[Path, Tree]], tmp_path: Path) -> None:
    """Four of them while the list changes: all end well, and one more ends in what is there."""
    root, site = tmp_path / "list", tmp_path / "list/site"
    shutil.copytree(states[0][0], root)
    with open(os.devnull, "w") as nothing:
        running = []
        for turn in range(4):
            running.append(subprocess.Popen(command(root), stdout=nothing, stderr=subprocess.PIPE, text=True))
            if turn == 1:
                path = root / "content/tags.yaml"
                beside = path.with_name(".tags.yaml")
                beside.write_bytes((states[1][0] / "content/tags.yaml").read_bytes())
                beside.replace(path)
        told = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0] * 4, told
    assert "Traceback" not in "".join(told)
    become(root, states[1][0])
    outcome = build_apart(root, site)
    assert not outcome.failed
    assert not list(differences(read_tree(site), states[1][1]))


def test_a_build_waits_for_the_workers_of_a_killed_one(states: list[tuple[Path, Tree]], tmp_path: Path) -> None:
    """They may still be writing when the process that began them is gone."""
    from manicule.lastrun import lock_path
    from manicule.lock import hold

    root = tmp_path / "list"
    shutil.copytree(states[0][0], root)
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        with hold(lock_path(root, root / "site"), ""):
            if os.fork() == 0:
                os.close(sink)
                os.read(source, 1)
                os._exit(0)
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(source)
    with subprocess.Popen(command(root), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as second:
        assert second.stderr
        assert second.stderr.readline().startswith("Waiting for another build")
        assert not (root / "site").exists()
        os.close(sink)
        assert second.wait() == 0
    assert (root / "site/index.html").exists()
