"""The lock that a build takes: the second waits and says so, gives up in the end, and nothing outlives its process."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from manicule import lock
from manicule.lastrun import CACHE, lock_path, note_path, read_last_run
from manicule.lock import BusyError, hold, read_clock
from manicule.order import Order
from manicule.pipeline import build

SAMPLE = Path(__file__).parent / "sample"

HOLDER = """\
import sys, time
from pathlib import Path
from manicule.lock import hold
with hold(Path(sys.argv[1]), "waiting"):
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    root = tmp_path / "list"
    shutil.copytree(SAMPLE, root)
    return root


@pytest.fixture
def held(sample: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the lock of the sample's site/ until its stdin ends."""
    command = [sys.executable, "-c", HOLDER, str(lock_path(sample, sample / "site"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "locked\n"
        yield process
        process.kill()


def test_the_second_waits_and_says_so_once(sample: Path, held: subprocess.Popen[str], tmp_path: Path) -> None:
    told = tmp_path / "told"
    command = [sys.executable, "-m", "manicule", "build", "--root", str(sample)]
    with told.open("w") as err, subprocess.Popen(command, stderr=err, stdout=subprocess.DEVNULL) as second:
        while "Waiting for another build of " not in told.read_text():
            assert second.poll() is None
            time.sleep(0.02)
        time.sleep(0.3)
        assert second.poll() is None
        assert not (sample / "site").exists()
        assert held.stdin
        held.stdin.close()
        assert second.wait() == 0
    assert told.read_text().count("Waiting for") == 1
    assert (sample / "site/index.html").exists()


def test_it_gives_up_in_the_end(
    sample: Path, held: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from manicule.cli import main

    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    assert main(["build", "--root", str(sample)]) == 1
    said = capsys.readouterr().err
    assert "error[busy]: another build is at work on this folder" in said
    assert "stays as it was" in said
    assert not (sample / "site").exists()
    # Another output folder of the same list is nobody's.
    assert not build(Order(sample, sample / "elsewhere")).failed


def test_the_lock_goes_with_the_process_that_has_it(sample: Path, held: subprocess.Popen[str]) -> None:
    held.kill()
    assert not build(Order(sample, sample / "site")).failed


def test_one_process_cannot_have_it_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    with hold(tmp_path / "new/a.lock", "") as locked, pytest.raises(BusyError), hold(tmp_path / "new/a.lock", ""):
        pass
    assert locked
    with hold(tmp_path / "new/a.lock", "") as locked:
        assert locked
    assert (tmp_path / "new/.gitignore").read_text() == "*\n"


def test_where_no_file_can_be_made_it_is_done_without(sample: Path) -> None:
    (sample / CACHE).write_text("a file where the folder would be")
    assert not build(Order(sample, sample / "site")).failed
    with hold(sample / CACHE / "a.lock", "") as locked:
        assert not locked


def test_a_folder_that_is_no_list_is_left_as_it_is(tmp_path: Path) -> None:
    assert build(Order(tmp_path, tmp_path / "site")).failed
    assert list(tmp_path.iterdir()) == []


def test_a_disk_with_a_clock_that_is_behind_is_asked_for_the_time(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a file that is changed twice in one tick of that clock would be trusted unread after the first."""
    before, behind = time.time_ns(), time.time_ns() + 3600 * 10**9
    monkeypatch.setattr("manicule.lock.time.time_ns", lambda: behind)
    assert not build(Order(sample, sample / "site")).failed
    started = read_last_run(note_path(sample, sample / "site", False)).started
    assert before - 10**8 < started < before + 600 * 10**9
    monkeypatch.setattr("manicule.lock.time.time_ns", lambda: 17)
    assert read_clock(sample / "content") == 17
    assert read_clock(sample / "none") == 17
