"""What somebody who waits for a build is shown first, and builds that are given up: in the end all is as a clean build has it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from manicule.gates import build_first, prepare
from manicule.memory import Memory
from manicule.order import Order, Outcome
from manicule.pipeline import build

SAMPLE = Path(__file__).parent / "sample"
DRAGON, GRIFFIN = "papers/2001.00001", "papers/griffin"


class Owner:
    """A list, built again and again by somebody who waits for it."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(SAMPLE, root)
        self.root = root
        self.order = Order(root, root / "out", drafts=True)
        self.memory = Memory()
        self.shown: list[Outcome] = []
        self.first_bytes: dict[str, bytes] = {}
        self.build()

    def build(self, stop: Callable[[], bool] = lambda: False) -> Outcome:
        first = build_first(self.order, self.memory)
        self.shown = [first] if first else []
        self.first_bytes = {path: (self.order.target / path).read_bytes() for one in self.shown for path in one.written}
        outcome = build(self.order, memory=self.memory, stop=stop)
        prepare(self.order, self.memory)
        return outcome

    def write(self, name: str, old: str, new: str) -> None:
        path = self.root / "content" / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")

    def is_as_built_anew(self) -> bool:
        clean = self.root.parent / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        assert not build(Order(self.root, clean, drafts=True, cache=False)).failed
        return tree(clean) == tree(self.order.target)


def tree(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".manicule"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    return Owner(tmp_path / "list")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (GRIFFIN, "It answers", "It hardly answers"),
        (GRIFFIN, "status: to-read", "status: reading"),
        (GRIFFIN, "tags: [beasts]", "tags: [beasts, scales]"),
        (GRIFFIN, "title: Griffins at rest", "title: Griffins awake"),
        (GRIFFIN, "relations:", "margin:\n  - {quote: rest often, kind: question, note: 'Do they?'}\nrelations:"),
        (DRAGON, "In *what* units?", "In *which* units?"),
        (DRAGON, "kind: doubt", "kind: claim"),
        (DRAGON, "  - quote: hoard $h_i$\n", ""),
    ],
)
def test_the_paper_that_was_changed_is_shown_first(owner: Owner, name: str, old: str, new: str) -> None:
    owner.write(f"{name}.yaml", old, new)
    outcome = owner.build()
    assert [shown.written for shown in owner.shown] == [(f"{name}.html",)]
    assert not outcome.failed and owner.is_as_built_anew()
    owner.write(f"{name}.yaml", new or "quotes:\n", old if new else old + "quotes:\n")
    assert owner.build().written is not None and owner.is_as_built_anew()


def test_own_words_are_shown_first_as_they_stay(owner: Owner) -> None:
    owner.write(f"{GRIFFIN}.yaml", "It answers", "It hardly answers")
    outcome = owner.build()
    assert tree(owner.order.target)[f"{GRIFFIN}.html"] == owner.first_bytes[f"{GRIFFIN}.html"]
    assert f"{GRIFFIN}.html" not in outcome.written, "it was there already"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (GRIFFIN, "tags: [beasts]", "tags: [beasts, unheard-of]"),
        (GRIFFIN, "It answers", "See [[nobody]]. It answers"),
        (GRIFFIN, "type: overlaps", "type: extends"),
        ("site", "title: ", "title: New "),
        ("tags", "label: ", "label: New "),
    ],
)
def test_what_has_to_be_held_against_other_files_waits(owner: Owner, name: str, old: str, new: str) -> None:
    before = tree(owner.order.target)
    owner.write(f"{name}.yaml", old, new)
    outcome = owner.build()
    assert owner.shown == []
    assert (tree(owner.order.target) == before) if outcome.failed else owner.is_as_built_anew()


def test_a_mistake_is_told_first(owner: Owner) -> None:
    before = tree(owner.order.target)
    owner.write(f"{GRIFFIN}.yaml", "status: to-read", "status: finished")
    outcome = owner.build()
    assert outcome.failed and tree(owner.order.target) == before
    assert [[problem.code for problem in shown.problems] for shown in owner.shown] == [["unknown-value"]]
    owner.write(f"{GRIFFIN}.yaml", "status: finished", "status: to-read")
    assert not owner.build().failed and owner.is_as_built_anew()


def test_a_build_that_is_given_up_is_made_good_by_the_next(owner: Owner) -> None:
    """At whatever moment."""
    for moment in range(40):
        left = [moment]

        def stop(left: list[int] = left) -> bool:
            left[0] -= 1
            return left[0] < 0

        owner.write(f"{GRIFFIN}.yaml", "title: ", "title: New ")
        outcome = owner.build(stop)
        assert outcome.stopped
        owner.write(f"{DRAGON}.yaml", "In *what*", "In *what* new")
        assert owner.build(stop).stopped
        if moment % 8 == 0:
            assert not owner.build().stopped and owner.is_as_built_anew()


def test_what_is_taken_back_before_a_build_has_ended_is_gone(owner: Owner) -> None:
    before = tree(owner.order.target)
    owner.write(f"{GRIFFIN}.yaml", "relations:", "margin:\n  - {quote: rest often, note: Mine}\nrelations:")
    assert owner.build(lambda: True).stopped
    assert "Mine" in (owner.order.target / f"{GRIFFIN}.html").read_text("utf-8")
    owner.write(f"{GRIFFIN}.yaml", "margin:\n  - {quote: rest often, note: Mine}\n", "")
    owner.build()
    assert tree(owner.order.target) == before


def test_a_build_that_is_given_up_and_a_new_process(owner: Owner) -> None:
    owner.write(f"{GRIFFIN}.yaml", "It answers", "It hardly answers")
    assert owner.build(lambda: True).stopped
    assert owner.shown and "hardly" in (owner.order.target / f"{GRIFFIN}.html").read_text("utf-8")
    owner.write(f"{GRIFFIN}.yaml", "It hardly answers", "It answers")
    owner.memory = Memory()
    owner.build()
    assert owner.is_as_built_anew()
