"""Publishing: only what is stale is written, only what is ours is removed, nothing is half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from manicule import press
from manicule import publish as publishing
from manicule.fingerprints import Fingerprints
from manicule.manifest import (
    MANIFEST,
    PENDING,
    Made,
    clear_leftovers,
    manifest_bytes,
    name_beside,
    name_staging,
    read_manifest,
)
from manicule.pages.parts import Page
from manicule.press import Press
from manicule.problems import Problem, Where, error
from manicule.publish import Published, publish, reasons
from manicule.text import digest
from manicule.values import Value


class View(Value):
    text: str
    other: str = ""


def _text(view: View) -> str:
    return view.text


def _page(path: str, text: str, other: str = "") -> Page:
    return Page(path, _text, View(text, other))


def _make(_page: Page, view: object) -> bytes | Problem:
    assert isinstance(view, View)
    if view.text == "broken":
        return error("template", "it broke", Where("templates/x.html", 3, 1))
    return view.text.encode()


FINGERPRINTS = Fingerprints({"generator": digest("1")}, lambda page: digest(str(page.maker)))


def _publish(target: Path, *pages: Page, fingerprints: Fingerprints = FINGERPRINTS, anew: bool = False) -> Published:
    return publish(pages, target, Press(fingerprints, _make, anew=anew))


def _tree(target: Path) -> dict[str, bytes]:
    return {p.relative_to(target).as_posix(): p.read_bytes() for p in target.rglob("*") if p.is_file()}


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    target = tmp_path / "site"
    assert _publish(target, _page("a.html", "A"), _page("b/c.html", "C")).written == ("a.html", "b/c.html")
    again = _publish(target, _page("a.html", "A"), _page("b/c.html", "C"))
    assert (again.written, again.removed, again.kept) == ((), (), 2)
    assert _publish(target, _page("a.html", "A2"), _page("b/c.html", "C")).written == ("a.html",)
    assert (target / "a.html").read_bytes() == b"A2"


def test_a_build_with_nothing_to_do_touches_no_file(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _publish(target, _page("a.html", "A"))
    before = {p: p.stat().st_mtime_ns for p in target.iterdir()}
    _publish(target, _page("a.html", "A"))
    assert {p: p.stat().st_mtime_ns for p in target.iterdir()} == before


def test_new_parts_with_the_same_bytes_leave_the_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _publish(target, _page("a.html", "A", "x"))
    stat = (target / "a.html").stat()
    assert _publish(target, _page("a.html", "A", "y")).written == ()
    assert (target / "a.html").stat().st_mtime_ns == stat.st_mtime_ns
    assert _publish(target, _page("a.html", "A", "y"), anew=True).written == ()


def test_strays_of_ours_go_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _publish(target, _page("a.html", "A"), _page("deep/er/b.html", "B"))
    (target / "mine.txt").write_text("kept")
    assert _publish(target, _page("a.html", "A")).removed == ("deep/er/b.html",)
    assert set(_tree(target)) == {"a.html", "mine.txt", MANIFEST}
    assert not (target / "deep").exists()


@pytest.mark.parametrize("damage", ["altered", "deleted"])
def test_what_was_changed_by_hand_is_made_again(tmp_path: Path, damage: str) -> None:
    target = tmp_path / "site"
    _publish(target, _page("a.html", "A"))
    if damage == "altered":
        (target / "a.html").write_text("something else")
    else:
        (target / "a.html").unlink()
    assert _publish(target, _page("a.html", "A")).written == ("a.html",)
    assert (target / "a.html").read_bytes() == b"A"


def test_a_folder_may_come_where_a_file_was_and_the_other_way_round(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _publish(target, _page("data", "A"), _page("more/x", "X"), _page("more/y/z", "Z"))
    result = _publish(target, _page("data/a", "A"), _page("data/b/c", "C"), _page("more", "M"))
    assert result.removed == ("data", "more/x", "more/y/z")
    assert set(_tree(target)) == {"data/a", "data/b/c", "more", MANIFEST}
    assert _publish(target, _page("DATA/a", "A"), _page("more", "M")).removed == ("data/a", "data/b/c")
    assert set(_tree(target)) == {"DATA/a", "more", MANIFEST}


def test_an_empty_folder_in_a_files_place_goes_and_one_with_something_in_it_is_not_ours(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _publish(target, _page("a.html", "A"), _page("b.html", "B"))
    for name in ("a.html", "b.html"):
        (target / name).unlink()
        (target / name).mkdir()
    assert _publish(target, _page("a.html", "A")).written == ("a.html",)
    assert set(_tree(target)) == {"a.html", MANIFEST}
    assert not (target / "b.html").exists()
    (target / "a.html").unlink()
    (target / "a.html").mkdir()
    (target / "a.html/mine.txt").write_text("kept")
    with pytest.raises(OSError, match=r"a\.html"):
        _publish(target, _page("a.html", "A"))
    assert _publish(target, _page("c.html", "C")).removed == ("a.html",)
    assert set(_tree(target)) == {"a.html/mine.txt", "c.html", MANIFEST}


def test_what_a_killed_build_has_left_is_cleared_away(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / name_beside(77)).write_text("half a manif")
    (tmp_path / name_staging("site", 77)).mkdir()
    (tmp_path / name_staging("site", 77) / "0").write_text("a page")
    clear_leftovers(target)
    assert list(tmp_path.rglob("*")) == [target]
    # Killed at its first manifest, a build leaves a folder that is not foreign.
    (target / name_beside(77)).write_text("half a manif")
    pages = _page("a.html", "A"), _page("b/c.html", "C")
    _publish(target, *pages)
    manifest, _ = read_manifest(target)
    (target / MANIFEST).write_bytes(manifest_bytes({**manifest, "b/c.html": Made()}))
    (target / "b" / name_beside(78)).write_text("half a pa")
    (target / "b/mine.txt").write_text("kept")
    _publish(target, *pages)
    assert set(_tree(target)) == {"a.html", "b/c.html", "b/mine.txt", MANIFEST}


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    result = _publish(tmp_path, _page("a.html", "A"))
    assert [p.code for p in result.problems] == ["foreign-folder"]
    assert set(_tree(tmp_path)) == {"letters.txt"}


def test_a_gitignore_makes_no_folder_foreign(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*")
    assert _publish(tmp_path, _page("a.html", "A")).written == ("a.html",)
    assert (tmp_path / ".gitignore").read_text() == "*"


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"files": 3}', '{"files": {"a": 1}}'])
def test_a_manifest_that_cannot_be_read_is_not_overwritten(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    assert [p.code for p in _publish(tmp_path, _page("a.html", "A")).problems] == ["foreign-folder"]
    assert (tmp_path / MANIFEST).read_text() == text


def test_what_was_pending_is_made_anew_and_counts_as_ours(tmp_path: Path) -> None:
    (tmp_path / PENDING).write_text('["a.html", "gone.html"]')
    (tmp_path / "a.html").write_text("half a p")
    (tmp_path / "gone.html").write_text("gone")
    done = _publish(tmp_path, _page("a.html", "A"))
    assert (done.written, done.removed) == (("a.html",), ("gone.html",))
    assert set(_tree(tmp_path)) == {"a.html", MANIFEST}
    (tmp_path / PENDING).write_text("[]")
    assert not _publish(tmp_path, _page("a.html", "A")).written
    assert set(_tree(tmp_path)) == {"a.html", MANIFEST}


def test_one_page_that_fails_stops_them_all(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _publish(target, _page("a.html", "A"), _page("b.html", "B"))
    before = _tree(target)
    result = _publish(target, _page("a.html", "A2"), _page("b.html", "broken"))
    assert [p.message for p in result.problems] == ["it broke"]
    assert _tree(target) == before


def test_a_build_that_is_killed_is_completed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "site"
    old = [_page("a.html", "A"), _page("b.html", "B"), _page("gone.html", "G")]
    new = [_page("a.html", "A2"), _page("b.html", "B2"), _page("c.html", "C")]
    write = press.write_atomically
    for moment in range(6):
        _publish(target, *old)
        count = 0

        def dies(place: Path, data: bytes, moment: int = moment) -> None:
            nonlocal count
            if count == moment:
                raise KeyboardInterrupt
            count += 1
            write(place, data)

        for module in (press, publishing):
            monkeypatch.setattr(module, "write_atomically", dies)
        if moment < 5:
            with pytest.raises(KeyboardInterrupt):
                _publish(target, *new)
        for module in (press, publishing):
            monkeypatch.setattr(module, "write_atomically", write)
        assert all(
            data in (b"A", b"A2", b"B", b"B2", b"C", b"G")
            for n, data in _tree(target).items()
            if n not in (MANIFEST, PENDING)
        )
        _publish(target, *new)
        files = {name: data for name, data in _tree(target).items() if name != MANIFEST}
        assert files == {"a.html": b"A2", "b.html": b"B2", "c.html": b"C"}
        assert not [p for p in tmp_path.iterdir() if p != target]


def test_what_does_not_fit_into_memory_is_spooled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "HELD", 5)
    target = tmp_path / "site"
    _publish(target, *[_page(f"{n}.html", f"page {n}") for n in range(9)])
    assert {n: d for n, d in _tree(target).items() if n != MANIFEST} == {
        f"{n}.html": f"page {n}".encode() for n in range(9)
    }
    assert list(tmp_path.iterdir()) == [target]


def test_nothing_is_written_outside(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _publish(target, _page("index.html", "A"))
    with pytest.raises(ValueError, match="outside"):
        _publish(target, _page("../out.html", "A"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    try:
        (target / "papers").symlink_to(elsewhere)
    except OSError:
        pytest.skip("no symbolic links here")
    with pytest.raises(ValueError, match="outside"):
        _publish(target, _page("papers/a.html", "A"))
    assert list(elsewhere.iterdir()) == []


def test_reasons_name_the_parts_that_changed(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _publish(target, _page("a.html", "A", "x"))
    manifest, _ = read_manifest(target)
    same, altered = _page("a.html", "A", "x"), _page("a.html", "A", "y")
    assert reasons(FINGERPRINTS.parts(altered, altered.view), manifest.get("a.html")) == ("other",)
    assert reasons(FINGERPRINTS.parts(altered, altered.view), manifest.get("new.html")) == ("new",)
    upgraded = Fingerprints({"generator": digest("2")}, FINGERPRINTS.maker)
    assert reasons(upgraded.parts(same, same.view), manifest.get("a.html")) == ("generator",)
    assert reasons(FINGERPRINTS.parts(same, same.view), manifest.get("a.html")) == ()


def test_what_two_killed_builds_left_is_known_to_the_third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first was killed when it had put a new file in place, the second, which has no use for it, before that was
    removed: no manifest ever had it."""

    class KilledError(Exception):
        pass

    def killed(*_: object) -> None:
        raise KilledError

    _publish(tmp_path, _page("a.html", "A"))
    with monkeypatch.context() as patched, pytest.raises(KilledError):
        patched.setattr(publishing, "manifest_bytes", killed)
        _publish(tmp_path, _page("a.html", "A"), _page("new.html", "N"))
    assert (tmp_path / "new.html").exists()
    with monkeypatch.context() as patched, pytest.raises(KilledError):
        patched.setattr(publishing, "_make_room", killed)
        _publish(tmp_path, _page("a.html", "B"))
    assert (tmp_path / "new.html").exists()
    assert _publish(tmp_path, _page("a.html", "B")).removed == ("new.html",)
    assert set(_tree(tmp_path)) == {"a.html", MANIFEST}
