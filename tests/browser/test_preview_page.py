"""The preview in a browser: what changed comes onto the open page as it is, and what is wrong stands on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from previews import SAMPLE, Preview, run_preview
from visits import Visits

GRIFFIN = "papers/griffin.html"
TITLE = "title: Griffins at rest"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    root = tmp_path_factory.mktemp("previewed") / "list"
    shutil.copytree(SAMPLE, root)
    yield from run_preview(root, root.parent / "told")


@pytest.fixture
def preview(running: Preview) -> Iterator[Preview]:
    """One for all tests, each of which begins with the list as it was."""
    yield running
    for path in (SAMPLE / "content").rglob("*.yaml"):
        mine = running.root / path.relative_to(SAMPLE)
        if mine.read_bytes() != path.read_bytes():
            mine.write_bytes(path.read_bytes())
    shutil.rmtree(running.root / "templates", ignore_errors=True)
    running.settle()


@pytest.fixture
def owner(chromium: Browser, preview: Preview) -> Iterator[Visits]:
    visits = Visits(chromium, f"http://127.0.0.1:{preview.port}/")
    yield visits
    visits.close()
    assert not visits.complaints, "\n".join(visits.complaints)


def mark(page: Page) -> None:
    """It is gone when the page is loaded again."""
    page.evaluate("window.mine = 1")


def is_same(page: Page) -> bool:
    return bool(page.evaluate("window.mine === 1"))


def test_the_text_changes_in_place(preview: Preview, owner: Visits) -> None:
    """Scrolled to, focused, selected and opened it stays, and what scripts add is there again."""
    page = owner.open(GRIFFIN, height=500)
    mark(page)
    chosen = page.evaluate(
        """() => { scrollTo(0, 200);
        document.querySelectorAll("main details").forEach(one => { one.open = true; });
        document.querySelector("main [data-copy] button, main button.copy").focus();
        const range = document.createRange();
        range.selectNodeContents(document.querySelector("main h1"));
        getSelection().removeAllRanges(); getSelection().addRange(range);
        return [scrollY, getSelection().toString(), document.querySelectorAll("main button").length,
          document.querySelectorAll("main details[open]").length, document.activeElement.className]; }"""
    )
    preview.write("papers/griffin.yaml", "It answers", "It hardly answers")
    expect(page.locator("main")).to_contain_text("It hardly answers")
    now = page.evaluate(
        """() => [scrollY, getSelection().toString(), document.querySelectorAll("main button").length,
          document.querySelectorAll("main details[open]").length, document.activeElement.className]"""
    )
    assert now == chosen
    assert is_same(page)


def test_a_new_title_is_in_the_head_too(preview: Preview, owner: Visits) -> None:
    page = owner.open(GRIFFIN)
    mark(page)
    preview.write("papers/griffin.yaml", TITLE, "title: Griffins awake")
    expect(page.locator("h1")).to_contain_text("Griffins awake")
    assert page.title().startswith("Griffins awake")
    assert is_same(page)


def test_a_stylesheet_is_exchanged(preview: Preview, owner: Visits) -> None:
    page = owner.open("papers/index.html")
    mark(page)
    sheet = preview.root / "templates/assets/lists.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("h1 { color: rgb(1, 2, 3) !important }")
    expect(page.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")
    assert is_same(page)


def test_another_page_is_told_of(preview: Preview, owner: Visits) -> None:
    page = owner.open("tags/index.html")
    preview.write("papers/griffin.yaml", "It answers", "It hardly answers")
    expect(page.get_by_role("status")).to_contain_text("papers/griffin.html")
    page.get_by_role("status").get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("It hardly answers")


def test_what_is_wrong_stands_on_every_page_until_it_is_mended(preview: Preview, owner: Visits) -> None:
    page = owner.open(GRIFFIN)
    mark(page)
    preview.write("papers/griffin.yaml", TITLE, TITLE.replace("title", "titel"))
    panel = page.get_by_role("alert")
    expect(panel).to_contain_text("content/papers/griffin.yaml:")
    expect(panel).to_contain_text("did you mean `title`?")
    expect(panel.locator("pre").last).to_contain_text("titel: Griffins at rest\n^^^^^")
    assert Axe().run(page, context=".mnc-preview").violations_count == 0
    later = owner.open("index.html", width=360)
    expect(later.get_by_role("alert")).to_contain_text("did you mean `title`?")
    assert later.evaluate("document.documentElement.scrollWidth") <= 360
    later.keyboard.press("Escape")
    expect(later.get_by_role("alert")).to_be_hidden()
    preview.write("papers/griffin.yaml", "titel: Griffins", "title: Griffins")
    expect(panel).to_be_hidden()
    assert is_same(page)


def test_several_problems_and_nothing_of_them_is_run(preview: Preview, owner: Visits) -> None:
    page = owner.open()
    hostile = "<img src=x onerror=alert(1)></script><script>window.mine = 2</script>"
    preview.write("papers/griffin.yaml", TITLE, f"title: Griffins at rest\n'{hostile}': 1\nnothing: 2")
    panel = page.get_by_role("alert")
    expect(panel).to_contain_text("2 problems")
    expect(panel).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.evaluate("window.mine") is None
    assert panel.locator("img").count() == 0


def test_a_template_tells_its_line(preview: Preview, owner: Visits) -> None:
    page = owner.open()
    template = preview.root / "templates/prose.html"
    template.parent.mkdir()
    template.write_text("{% extends 'base.html' %}\n{% block main %}\n{{ page.title }\n{% endblock %}\n")
    expect(page.get_by_role("alert")).to_contain_text("templates/prose.html:3")
    template.write_text("{% extends 'base.html' %}\n{% block main %}\n{{ page.titel }}\n{% endblock %}\n")
    expect(page.get_by_role("alert")).to_contain_text("titel")
    template.unlink()
    expect(page.get_by_role("alert")).to_be_hidden()
