"""Packed values in one file: what was put comes back, before and after the file is whole, and of half a file nothing does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from manicule import store
from manicule.store import OpenStore, Store


@pytest.fixture(params=["with pread", "without"])
def _systems(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without":
        monkeypatch.delattr(os, "pread")


@pytest.mark.usefixtures("_systems")
def test_what_was_put_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "HELD", 10)
    new = Store(tmp_path / "cache/a.kept")
    values = [b"one", b"", b"x" * 100, b"three"]
    slots = [new.put(value) for value in values[:3]]
    assert [new.get(slot) for slot in slots] == values[:3]
    slots.append(new.put(values[3]))
    assert [new.get(slot) for slot in slots] == values
    assert not (tmp_path / "cache/a.kept").exists()
    new.finish(b"the head")
    new.drop()
    whole = OpenStore(tmp_path / "cache/a.kept")
    assert whole.head == b"the head"
    assert [whole.get(slot) for slot in slots] == values
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["a.kept"]


def test_what_is_open_stays_as_it_was(tmp_path: Path) -> None:
    first = Store(tmp_path / "a")
    slot = first.put(b"first")
    first.finish(b"")
    whole = OpenStore(tmp_path / "a")
    second = Store(tmp_path / "a")
    second.put(b"other")
    second.finish(b"")
    assert whole.get(slot) == b"first"
    assert OpenStore(tmp_path / "a").get(slot) == b"other"


def test_one_that_is_dropped_leaves_what_was_there(tmp_path: Path) -> None:
    first = Store(tmp_path / "a")
    first.finish(b"first")
    second = Store(tmp_path / "a")
    second.put(b"x")
    second.drop()
    assert OpenStore(tmp_path / "a").head == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_where_it_cannot_take_its_place_nothing_stays(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/in the way").touch()
    new = Store(tmp_path / "a")
    new.put(b"one")
    new.finish(b"head")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_nothing_is_made_before_there_is_something(tmp_path: Path) -> None:
    new = Store(tmp_path / "cache/a")
    new.put(b"one")
    new.drop()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_build_left_goes(tmp_path: Path) -> None:
    (tmp_path / "a.99999.new").write_bytes(b"half")
    (tmp_path / "b.99999.new").write_bytes(b"somebody else's")
    new = Store(tmp_path / "a")
    new.flush()
    new.drop()
    assert [path.name for path in tmp_path.iterdir()] == ["b.99999.new"]


def test_where_no_file_can_be_written_it_is_in_memory(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder would be")
    new = Store(tmp_path / "cache/a")
    slots = [new.put(b"one"), new.put(b"two")]
    assert [new.get(slot) for slot in slots] == [b"one", b"two"]
    new.flush()
    assert [new.get(slot) for slot in slots] == [b"one", b"two"]
    new.finish(b"head")
    new.drop()
    assert (tmp_path / "cache").is_file()


def test_where_the_disk_is_full_it_goes_on_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "HELD", 10)
    new = Store(tmp_path / "a")
    slots = [new.put(b"x" * 11)]

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        slots += [new.put(b"y" * 25)]
    slots.append(new.put(b"z"))
    assert [new.get(slot) for slot in slots] == [b"x" * 11, b"y" * 25, b"z"]
    new.finish(b"head")
    assert list(tmp_path.iterdir()) == []


def test_half_a_file_is_none(tmp_path: Path) -> None:
    new = Store(tmp_path / "a")
    new.put(b"one" * 10)
    new.finish(b"head")
    whole = (tmp_path / "a").read_bytes()
    for length in range(len(whole)):
        (tmp_path / "a").write_bytes(whole[:length])
        with pytest.raises(ValueError, match="is not whole"):
            OpenStore(tmp_path / "a")
    with pytest.raises(OSError, match="No such file"):
        OpenStore(tmp_path / "b")
