"""The map and the two tables of tags, as a reader uses them."""

from __future__ import annotations

from playwright.sync_api import expect
from visits import Visits


def test_zoom_filter_and_telling(disk_reader: Visits) -> None:
    page = disk_reader.open("map.html")
    assert page.locator("#chart a").count() == 10
    page.locator("#chart circle").first.hover()
    expect(page.locator("#chart .told")).to_contain_text(
        page.locator("#chart a").first.get_attribute("aria-label") or "?"
    )
    whole = page.locator("#chart svg").get_attribute("viewBox")
    page.get_by_role("button", name="Nearer").click()
    assert page.locator("#chart svg").get_attribute("viewBox") != whole
    page.get_by_role("button", name="All of it").click()
    assert (page.locator("#chart svg").get_attribute("viewBox") or "").split(".")[0] == (whole or "").split(" ")[0]
    page.get_by_label("Show papers with the tag").select_option("misuse")
    shown = page.locator("#chart a:not(.off)")
    assert 0 < shown.count() < 10
    assert all("misuse" in (dot.get_attribute("data-tags") or "").split() for dot in shown.all())
    shown.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/*.html")


def test_a_field_of_the_table_leads_to_the_papers_that_have_both(reader: Visits) -> None:
    page = reader.open("map.html")
    cell = page.get_by_label("Misuse and Impact: 2 papers")
    cell.click()
    expect(page.locator(".results .told")).to_have_text("2 papers.")


def test_without_javascript_it_is_a_picture_and_a_list(reader: Visits) -> None:
    page = reader.open("map.html", javascript=False)
    assert page.locator("#chart button, #chart select").count() == 0
    page.locator(".same summary").click()
    page.locator(".same a").first.click()
    assert "/papers/" in page.url
