"""Cards of papers beside the links to them, and the notes of one kind at a time, as the scripts bring them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect
from visits import Visits

PAPER = "papers/2107.03374.html"


def card(page: Page) -> str:
    expect(page.locator("#card")).to_be_visible()
    return page.locator("#card").inner_text()


def is_within(page: Page, width: int) -> bool:
    box = page.locator("#card").bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width


@pytest.mark.parametrize("width", [1280, 360])
def test_pointing_at_a_link_shows_the_papers_card(reader: Visits, width: int) -> None:
    page = reader.open(PAPER, width=width)
    link = page.locator(".prose a:not(.ref)").first
    link.hover()
    assert "Neglected Dimensions" in card(page)
    assert "2018" in card(page)
    assert is_within(page, width)
    page.locator("#card").hover()
    page.wait_for_timeout(400)
    assert "Neglected Dimensions" in card(page), "one can go into it"
    page.locator("h1").hover()
    expect(page.locator("#card")).to_be_hidden()


def test_from_the_disk_too(disk_reader: Visits) -> None:
    page = disk_reader.open(PAPER)
    page.locator(".prose a:not(.ref)").first.hover()
    assert "Neglected Dimensions" in card(page)


def test_the_keyboard_shows_it_and_escape_closes_it(reader: Visits) -> None:
    page = reader.open(PAPER)
    link = page.locator(".prose a:not(.ref)").first
    page.locator(".kinds button").last.focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if link.evaluate("a => a === document.activeElement"):
            break
    expect(link).to_have_attribute("aria-describedby", "card")
    expect(page.locator("#card")).to_contain_text("Neglected Dimensions")
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    assert link.evaluate("a => a === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/1806.00610.html")


def test_a_card_that_comes_after_the_pointer_has_gone_stays_away(reader: Visits) -> None:
    page = reader.open(PAPER)
    late: list[Route] = []
    page.route("**/cards-*.js", lambda route: late.append(route))
    with page.expect_request("**/cards-*.js"):
        page.locator(".prose a:not(.ref)").first.hover()
    page.locator("h1").hover()
    page.wait_for_timeout(400)
    with page.expect_response("**/cards-*.js"):
        late[0].continue_()
    page.wait_for_timeout(200)
    expect(page.locator("#card")).to_be_hidden()


def test_the_first_tap_shows_it_and_the_second_follows(reader: Visits) -> None:
    page = reader.open(PAPER, width=360, touch=True)
    link = page.locator(".prose a:not(.ref)").first
    link.tap()
    assert "Neglected Dimensions" in card(page)
    assert page.url.endswith(PAPER)
    assert is_within(page, 360)
    page.locator("h2").first.tap()
    expect(page.locator("#card")).to_be_hidden()
    link.tap()
    expect(page.locator("#card")).to_be_visible()
    link.tap()
    page.wait_for_url("**/1806.00610.html")


def test_without_scripts_it_is_a_link(reader: Visits) -> None:
    page = reader.open(PAPER, javascript=False)
    page.locator(".prose a:not(.ref)").first.click()
    assert page.url.endswith("/1806.00610.html")


def test_nothing_of_it_is_loaded_before_it_is_asked_for(reader: Visits) -> None:
    page = reader.open(PAPER)
    loaded = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert not [name for name in loaded if "cards" in name]


def test_notes_of_one_kind(reader: Visits) -> None:
    page = reader.open(PAPER)
    kinds = page.get_by_role("group", name="Which notes are shown").get_by_role("button")
    assert kinds.all_inner_texts() == ["all notes 5", "doubts 2", "questions 2", "claim 1"]
    kinds.nth(2).click()
    assert [note.inner_text().split()[1] for note in page.locator(".note").all() if note.is_visible()] == [
        "question"
    ] * 2
    assert kinds.nth(2).get_attribute("aria-pressed") == "true"
    assert page.locator(".ref:visible").count() == 2
    first, second = page.locator(".note:not(.off)").evaluate_all(
        "all => all.map(n => n.getBoundingClientRect()).map(b => [b.top, b.bottom])"
    )
    mark = page.locator("mark:not(.off)").first.evaluate("m => m.getBoundingClientRect().top")
    assert abs(first[0] - mark) < 24, "it is beside its words"
    assert 0 < second[0] - first[1] < 40, "no room is left for those that are not shown"
    page.evaluate("location.hash = document.querySelector('.note.off').id")
    expect(page.locator(".note.off")).to_have_count(0)
