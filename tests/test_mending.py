"""Fixes that a problem carries, done: for each way in which content can be wrong, the problem is gone afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from manicule.gates import check
from manicule.mending import mend
from manicule.mentions import rename_mentions
from manicule.order import Order
from manicule.problems import Where, error

HERE = Path(__file__).parent / "problems"

MENDED = {
    "quote-ambiguous", "quote-not-found", "quote-not-found-capitals", "unknown-key", "unknown-value", "unknown-tag",
    "unknown-tag-link", "unknown-page", "unknown-paper", "wrong-type", "link-dead", "link-moved",
}  # fmt: skip
"""The cases of which a problem can be mended; a fix of any other is advice."""


@pytest.mark.parametrize("case", sorted(folder.name for folder in HERE.iterdir() if folder.name != "base"))
def test_a_fix_that_can_be_done_mends(case: str, tmp_path: Path) -> None:
    root = tmp_path / "list"
    shutil.copytree(HERE / "base", root)
    if (HERE / case / "content").is_dir():
        shutil.copytree(HERE / case / "content", root / "content", dirs_exist_ok=True)
    order = Order(root, root / "site")
    mended = 0
    for _ in range(20):
        problems = check(order).problems
        fixes = []
        for problem in problems:
            path = root / problem.where.path
            text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
            after = mend(text, problem)
            if after is not None:
                fixes.append((path, text, after))
        if not fixes:
            break
        path, text, after = fixes[0]
        assert len(after.splitlines()) - len(text.splitlines()) in (0, 1, 2)
        path.write_bytes(after.encode())
        assert len(check(order).problems) < len(problems), after
        mended += 1
    else:
        pytest.fail("it goes on for ever")
    assert bool(mended) == (case in MENDED)


def test_layout_and_comments_stay() -> None:
    text = "title: A  # as printed\nmargin:\n    -   quote: 'wrds'   # mine\n        note: x\n"
    problem = error("quote-not-found", "", Where("content/papers/a.yaml", 3, 16), fix="quote: words")
    assert mend(text, problem) == text.replace("'wrds'", "words")
    problem = error("quote-ambiguous", "", Where("content/papers/a.yaml", 3, 16), fix="prefix: few\nsuffix: more")
    assert mend(text, problem) == text.replace("mine\n", "mine\n        prefix: few\n        suffix: more\n")


@pytest.mark.parametrize(
    ("code", "where", "fix"),
    [
        ("quote-not-found", Where("x.yaml", 1, 8), "quote: words"),
        ("quote-not-found", Where("x.yaml", 9, 9), "quote: words"),
        ("unknown-key", Where("x.yaml", 1, 1), "margin:"),
        ("encoding-guessed", Where("x.yaml", 1, 8), "save the file as UTF-8"),
        ("unknown-value", Where("x.yaml"), "read"),
    ],
)
def test_what_does_not_fit_is_left_alone(code: str, where: Where, fix: str) -> None:
    assert mend("title: A\nmargin: [{quote: b}]\n", error(code, "", where, fix=fix)) is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("See [[old]], [[paper:old]] and [[old-er]].", "See [[new]], [[paper:new]] and [[old-er]]."),
        ("[the old one](paper:old \"old\") [o](<paper:old>)", "[the old one](paper:new \"old\") [o](<paper:new>)"),
        ("[old][1]\n\n[1]: paper:old\n[2]: tag:old\n", "[old][1]\n\n[1]: paper:new\n[2]: tag:old\n"),
        ("`[[old]]` and [[tag:old]]\n\n    [[old]]\n", "`[[old]]` and [[tag:old]]\n\n    [[old]]\n"),
    ],
)  # fmt: skip
def test_links_are_renamed(text: str, after: str) -> None:
    assert rename_mentions(text, "paper", "old", "new") == after
