import os
import stat
from pathlib import Path
from typing import cast

import pytest

from manicule.safewrite import LeadsOutsideError, clear_left, find_inside, move_over, write_safely

POSIX = pytest.mark.skipif(os.name == "nt", reason="links and modes are POSIX's")


def test_a_file_is_made_with_its_folders_and_nothing_beside_it(tmp_path: Path) -> None:
    write_safely(tmp_path / "a/b/c.yaml", b"one\r\n", tmp_path)
    write_safely(tmp_path / "a/b/c.yaml", b"two", tmp_path)
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["c.yaml"]
    assert (tmp_path / "a/b/c.yaml").read_bytes() == b"two"


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").mkdir()
    with pytest.raises(OSError):
        write_safely(tmp_path / "c.yaml", b"one", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["c.yaml"]


@POSIX
def test_the_longest_name_there_can_be_is_written(tmp_path: Path) -> None:
    write_safely(tmp_path / ("x" * 255), b"one", tmp_path)
    assert (tmp_path / ("x" * 255)).read_bytes() == b"one"


@POSIX
def test_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes(b"one")
    path.chmod(0o600)
    write_safely(path, b"two", tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@POSIX
def test_a_link_inside_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_bytes(b"one")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    write_safely(tmp_path / "link.yaml", b"two", tmp_path)
    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_bytes() == b"two"


@POSIX
def test_a_link_that_leads_out_or_nowhere_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "content"
    inside.mkdir()
    (tmp_path / "secret").write_bytes(b"one")
    (inside / "link").symlink_to(tmp_path / "secret")
    (inside / "folder").symlink_to(tmp_path)
    (inside / "loop").symlink_to("loop")
    for name in ("link", "folder/secret", "../secret"):
        with pytest.raises(LeadsOutsideError):
            write_safely(inside / name, b"two", inside)
    with pytest.raises(OSError):
        write_safely(inside / "loop", b"two", inside)
    assert (tmp_path / "secret").read_bytes() == b"one"


def test_what_is_inside_is_found(tmp_path: Path) -> None:
    assert find_inside(tmp_path / "a/../b", tmp_path) == tmp_path.resolve() / "b"


class Busy:
    """A file that somebody has open the first times that it is moved over, as Windows says it."""

    def __init__(self, times: int, number: int = 32) -> None:
        self.times, self.number, self.moved = times, number, 0

    def replace(self, _: Path) -> None:
        if self.times:
            self.times -= 1
            reason = PermissionError(13, "it is used by another process")
            reason.winerror = self.number  # type: ignore[attr-defined]
            raise reason
        self.moved += 1


def test_a_file_that_is_open_elsewhere_is_asked_for_again(tmp_path: Path) -> None:
    moments = Busy(3)
    move_over(cast("Path", moments), tmp_path / "x")
    assert moments.moved == 1
    with pytest.raises(PermissionError, match="used by another"):
        move_over(cast("Path", Busy(1000)), tmp_path / "x", patience=0.05)
    refused = Busy(1, number=0)
    with pytest.raises(PermissionError):
        move_over(cast("Path", refused), tmp_path / "x")
    assert refused.times == 0


def test_what_a_killed_process_left_is_cleared_away_and_nothing_else(tmp_path: Path) -> None:
    names = [".0123456789ab.77.new", ".0123456789ab.78.new", ".mine.new", "a.yaml"]
    for name in names:
        (tmp_path / name).write_bytes(b"one")
        if ".78." not in name:
            os.utime(tmp_path / name, (1, 1))
    clear_left([tmp_path, tmp_path / "gone"])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])
