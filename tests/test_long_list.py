"""A list so long that its texts are not all held in memory: the same site, and the same is said of it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from manicule import lazily, listing
from manicule.content import load_content
from manicule.order import Order
from manicule.pages import holdings, texts
from manicule.pipeline import build

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture
def short_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (listing, texts, holdings):
        monkeypatch.setattr(module, "LONG", 2)
    monkeypatch.setattr(lazily, "MANY", 2)
    monkeypatch.setattr(lazily, "REMEMBERED", 1)


def pages(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".manicule.json"
    }


@pytest.fixture
def plain(tmp_path: Path) -> dict[str, bytes]:
    shutil.copytree(SAMPLE, tmp_path / "plain")
    assert not build(Order(tmp_path / "plain", tmp_path / "plain/site")).failed
    return pages(tmp_path / "plain/site")


@pytest.mark.usefixtures("short_memory")
def test_the_same_site(tmp_path: Path, plain: dict[str, bytes]) -> None:
    shutil.copytree(SAMPLE, tmp_path / "long")
    order = Order(tmp_path / "long", tmp_path / "long/site")
    assert not build(order).failed
    assert pages(order.target) == plain
    path = order.root / "content/papers/griffin.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("title: ", "title: Another "), encoding="utf-8")
    assert not build(order).failed
    path.write_text(text, encoding="utf-8")
    assert not build(order).failed
    assert pages(order.target) == plain


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("notes: |\n  Of it see\n  also [this](paper:nobody).\n", "unknown-paper"),
        ("notes: |\n  A formula that\n  ends not: $\\frac{1$.\n", "maths"),
        ("relations:\n  - type: cites\n    to: nobody\n", "unknown-paper"),
    ],
)
def test_the_same_problems(word: str, code: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(SAMPLE, tmp_path / "list")
    (tmp_path / "list/content/papers/last.yaml").write_text(f"title: Last\n{word}", encoding="utf-8")
    order = Order(tmp_path / "list", tmp_path / "list/site")
    said = build(order).report
    shutil.rmtree(order.root / ".cache", ignore_errors=True)
    request.getfixturevalue("short_memory")
    assert code in said
    assert "last.yaml:" in said
    assert build(order).report == said


@pytest.mark.usefixtures("short_memory")
def test_a_notice_about_the_site_alone_does_not_make_it_hold_all_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "list")
    settings = tmp_path / "list/content/site.yaml"
    settings.write_text(
        "".join(line for line in settings.read_text("utf-8").splitlines(True) if not line.startswith("url:")), "utf-8"
    )
    read: list[int] = []

    def counted(*given: Any) -> Any:
        read.append(len(given))
        return load_content(*given)

    monkeypatch.setattr(listing, "load_content", counted)
    outcome = build(Order(tmp_path / "list", tmp_path / "list/site"))
    assert not outcome.failed
    assert "no-url" in outcome.report
    assert len(read) == 1
