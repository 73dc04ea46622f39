"""The site of the documents, which is pages of an owner's own with a menu: contents, code to copy, and the search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from docs_site import lay_out
from loopback import serve_folder
from playwright.sync_api import Browser, expect
from visits import Visits

from manicule.order import Order
from manicule.pipeline import build


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("documents")
    lay_out(folder)
    assert not build(Order(folder, folder / "site")).failed
    with serve_folder(folder / "site") as address:
        yield address


@pytest.fixture
def documents_reader(chromium: Browser, documents: str) -> Iterator[Visits]:
    visits = Visits(chromium, documents)
    yield visits
    visits.close()
    assert not visits.complaints


def test_a_word_leads_to_the_section_that_has_it(documents_reader: Visits) -> None:
    page = documents_reader.open("tutorial.html")
    page.get_by_role("searchbox", name="Search these pages").fill("ambíguous STARTS")
    expect(page.get_by_text("Nothing has these words.")).to_be_visible()
    page.get_by_role("searchbox").fill("text fragments anchors")
    expect(page.locator(".hits a").first).to_contain_text("Design: Why quotes are anchors")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/design.html#why-quotes-are-anchors")


def test_of_a_dialogue_the_commands_are_copied(documents_reader: Visits) -> None:
    page = documents_reader.open("tutorial.html")
    page.evaluate("""() => Object.defineProperty(navigator, "clipboard", {
        value: {writeText: text => { window.copied = text; return Promise.resolve(); }}})""")
    block = page.locator(".code").filter(has_text='manicule note 1908.09203 "model sizes"')
    block.hover()
    block.get_by_role("button", name="Copy").click()
    expect(block.get_by_role("button")).to_have_text("Copied")
    assert page.evaluate("copied") == (
        'manicule note 1908.09203 "model sizes" "How large is large?" --kind question\nmanicule check'
    )


@pytest.mark.parametrize("name", ["tutorial", "commands", "dependencies"])
def test_pages_fit_their_window(documents_reader: Visits, name: str) -> None:
    page = documents_reader.open(f"{name}.html", width=1280)
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_is_accessible(documents_reader: Visits) -> None:
    found = Axe().run(documents_reader.open("exporting.html", width=360, scheme="dark"))
    assert found.violations_count == 0, found.generate_report()


def test_the_contents_show_where_one_is(documents_reader: Visits) -> None:
    page = documents_reader.open("changelog.html", width=1280)
    expect(page.locator(".contents [aria-current=page]")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0
