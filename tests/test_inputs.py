"""What counts as an input, and when a stat may be trusted."""

from __future__ import annotations

import os
from pathlib import Path

from manicule.inputs import RACY_NS, Source, Stamps, doubt_changed, stamp_inputs


def _later(path: Path) -> int:
    """A run so long after the file's last change that its stat can be trusted."""
    return max(path.stat().st_mtime_ns, path.stat().st_ctime_ns) + RACY_NS + 1


def test_hidden_and_passing_files_are_no_inputs(tmp_path: Path) -> None:
    for name in ["a.yaml", ".hidden", "a.yaml~", "sub/b.yaml", ".git/x", "__pycache__/c.py"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert list(stamp_inputs([Source("content", tmp_path)]).by_name()) == ["content/a.yaml", "content/sub/b.yaml"]
    assert stamp_inputs([Source("p", tmp_path, (".py",))]) == ([], [])
    assert stamp_inputs([Source("content", tmp_path / "none")]) == ([], [])


def test_a_file_that_looks_unchanged_is_trusted_unless_the_time_is_racy(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("one")
    source = [Source("c", tmp_path)]
    first = stamp_inputs(source)
    stat = path.stat()
    path.write_text("two")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    # ctime tells that it was touched, even with size and mtime as before.
    assert stamp_inputs(source, first, _later(path)).digests != first.digests

    trusted = Stamps(stamp_inputs(source).rows, ["a digest from before"])
    assert stamp_inputs(source, trusted, _later(path)) is trusted
    assert stamp_inputs(source, trusted, path.stat().st_ctime_ns).digests == stamp_inputs(source).digests
    (tmp_path / "b").write_text("another, and the first is trusted still")
    later = stamp_inputs(source, trusted, _later(path)).by_name()
    assert later["c/a"] == "a digest from before"
    assert later["c/b"] == stamp_inputs(source).by_name()["c/b"]
    doubted = Stamps(trusted.rows, [""])
    assert stamp_inputs(source, doubted, _later(tmp_path / "b")).digests == stamp_inputs(source).digests


def test_what_was_changed_while_it_was_read_is_doubted(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    (tmp_path / "b").write_text("one")
    source = [Source("c", tmp_path)]
    stamps = stamp_inputs(source)
    (tmp_path / "a").write_text("other")
    (tmp_path / "new").write_text("one")
    doubted = doubt_changed(source, stamps)
    assert doubted.by_name() == {"c/a": "", "c/b": stamps.by_name()["c/b"]}
    assert doubt_changed(source, stamps, {"c/a"}) == stamps


def test_what_holds_the_same(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text("one")
    source = [Source("c", tmp_path)]
    before = stamp_inputs(source)
    os.utime(tmp_path / "a", ns=(1, 1))
    touched = stamp_inputs(source)
    assert touched.rows != before.rows
    assert touched.hold_the_same(before)
    (tmp_path / "b").rename(tmp_path / "d")
    assert not stamp_inputs(source).hold_the_same(before)


def test_the_files_below_a_folder(tmp_path: Path) -> None:
    for name in ("a/x", "ab", "a", "b/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if not (tmp_path / name).is_dir():
            (tmp_path / name).write_text(name)
    stamps = stamp_inputs([Source("c", tmp_path)])
    assert [name for name, _ in stamps.below("c/a/")] == ["c/a/x"]
    assert [name for name, _ in stamps.below("c/")] == ["c/a/x", "c/ab", "c/b/x"]
    assert dict(stamps.below("none/")) == {}
