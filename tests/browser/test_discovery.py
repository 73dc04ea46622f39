"""What a browser remembers for its reader: what is new since, what has been opened, how far along a path one is."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect
from visits import Visits


def test_what_is_new_since_the_last_visit(reader: Visits) -> None:
    page = reader.open("index.html")
    expect(page.locator(".new")).to_have_count(0)
    days = (page.locator("[data-days]").get_attribute("data-days") or "").split()
    assert len(days) > 1
    page.evaluate(
        "sessionStorage.clear(); localStorage.setItem('manicule-seen:' + location.pathname.replace(/[^/]*$/, ''), '2000-01-01')"
    )
    page.reload()
    expect(page.locator(".new")).to_have_count(len(days))
    expect(page.locator(".opening .sum")).to_contain_text("new since you were here")
    page.reload()
    expect(page.locator(".new")).to_have_count(len(days))
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.locator(".new")).to_have_count(0)


def test_one_that_has_not_been_opened(reader: Visits) -> None:
    page = reader.open("index.html")
    seen = set()
    for _ in range(10):
        page.get_by_role("button", name="One that you have not opened").click()
        page.wait_for_url("**/papers/*.html")
        seen.add(page.url)
        page.wait_for_load_state("networkidle")
        page.goto(reader.address)
        page.wait_for_load_state("networkidle")
    assert len(seen) == 10
    page.get_by_role("button", name="One that you have not opened").click()
    expect(page.get_by_role("button", name="You have opened all of them")).to_be_visible()


def test_progress_is_taken_along(reader: Visits) -> None:
    page = reader.open("paths/misuse-to-norms.html")
    page.get_by_role("checkbox").nth(1).check()
    with page.expect_download() as started:
        page.get_by_role("button", name="Save your progress").click()
    lines = Path(started.value.path()).read_text("utf-8").splitlines()
    assert lines[0] == "# From misuse to norms"
    assert [line[:6] for line in lines[2:]] == ["- [ ] ", "- [x] ", "- [ ] ", "- [ ] "]
    assert started.value.suggested_filename == "misuse-to-norms-progress.md"
