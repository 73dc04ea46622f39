"""What counts as an input, and when a stat may be trusted."""

from __future__ import annotations

import os
from pathlib import Path

from manicule.inputs import RACY_NS, Source, doubt_changed, stamp_inputs


def _later(path: Path) -> int:
    """A run so long after the file's last change that its stat can be trusted."""
    return max(path.stat().st_mtime_ns, path.stat().st_ctime_ns) + RACY_NS + 1


def test_hidden_and_passing_files_are_no_inputs(tmp_path: Path) -> None:
    for name in ["a.yaml", ".hidden", "a.yaml~", "sub/b.yaml", ".git/x", "__pycache__/c.py"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert list(stamp_inputs([Source("content", tmp_path)], {}, 0)) == ["content/a.yaml", "content/sub/b.yaml"]
    assert list(stamp_inputs([Source("p", tmp_path, (".py",))], {}, 0)) == []
    assert stamp_inputs([Source("content", tmp_path / "none")], {}, 0) == {}


def test_a_file_that_looks_unchanged_is_trusted_unless_the_time_is_racy(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("one")
    source = [Source("c", tmp_path)]
    first = stamp_inputs(source, {}, 0)
    stat = path.stat()
    path.write_text("two")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    # ctime tells that it was touched, even with size and mtime as before.
    assert stamp_inputs(source, first, _later(path))["c/a"].digest != first["c/a"].digest

    trusted = {"c/a": stamp_inputs(source, {}, 0)["c/a"].__class__(*_numbers(path), "a digest from before")}
    assert stamp_inputs(source, trusted, _later(path))["c/a"].digest == "a digest from before"
    assert stamp_inputs(source, trusted, path.stat().st_ctime_ns)["c/a"].digest != "a digest from before"


def test_what_was_changed_while_it_was_read_is_doubted(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    (tmp_path / "b").write_text("one")
    source = [Source("c", tmp_path)]
    stamps = stamp_inputs(source, {}, 0)
    (tmp_path / "a").write_text("other")
    (tmp_path / "new").write_text("one")
    doubted = doubt_changed(source, stamps, stamps)
    assert doubted["c/b"] == stamps["c/b"]
    assert doubted["c/a"].digest == ""
    assert len(doubted) == 2


def _numbers(path: Path) -> tuple[int, int, int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
