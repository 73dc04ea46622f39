"""The shipped list as its readers see it: every kind of page, wide and narrow, light and dark, with and without scripts."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page
from visits import Visits

KINDS = {
    "home": "index.html",
    "papers": "papers/index.html",
    "paper": "papers/1908.09203.html",
    "paper with maths": "papers/1708.05866.html",
    "paper with a note on its title": "papers/1806.00610.html",
    "paper with a table": "papers/2004.07213.html",
    "tags": "tags/index.html",
    "tag": "tags/evaluation.html",
    "wide tag": "tags/governance.html",
    "people": "people/index.html",
    "person": "people/miles-brundage.html",
    "years": "years/index.html",
    "year": "years/2019.html",
    "paths": "paths/index.html",
    "path": "paths/misuse-to-norms.html",
    "margin": "margin.html",
    "about": "about.html",
    "404": "404.html",
}

LOST = ("404", "favicon.ico")
"""What a browser says of a page that is not there; without the site's address, 404.html can name no picture."""

Box = dict[str, float]


def boxes(page: Page, selector: str) -> list[Box]:
    found: list[Box] = page.evaluate(
        "s => [...document.querySelectorAll(s)].map(e => { const b = e.getBoundingClientRect();"
        " return {left: b.left, right: b.right, top: b.top + scrollY, bottom: b.bottom + scrollY} })",
        selector,
    )
    return found


def overlaps(one: Box, other: Box) -> bool:
    return (
        one["left"] < other["right"] - 0.5
        and other["left"] < one["right"] - 0.5
        and one["top"] < other["bottom"] - 0.5
        and other["top"] < one["bottom"] - 0.5
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_the_window(reader: Visits, kind: str, width: int, javascript: bool) -> None:
    """The reader itself fails on a console error, a failed request, or one to somewhere else."""
    page = reader.open(KINDS[kind], width=width, javascript=javascript, forgive=LOST if kind == "404" else ())
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("main").inner_text().strip()


@pytest.mark.parametrize("kind", ["home", "paper", "margin"])
def test_from_the_disk_too(disk_reader: Visits, kind: str) -> None:
    page = disk_reader.open(KINDS[kind])
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Iowan')
    page.locator(".masthead nav a").first.click()
    assert page.locator("h1").inner_text() == "Papers"


# Margin notes.


def papers(built_site: Path) -> list[str]:
    return sorted(f"papers/{p.name}" for p in (built_site / "papers").glob("[0-9]*.html"))


@pytest.mark.parametrize("width", [1280, 1920, 992])
def test_notes_stand_beside_their_words_and_touch_nothing(reader: Visits, built_site: Path, width: int) -> None:
    for path in papers(built_site):
        page = reader.open(path, width=width)
        notes = boxes(page, ".note")
        marks = boxes(page, "mark[class*=' m']")
        assert len(notes) == len(marks) > 0
        text = boxes(page, "#abstract")[0]
        for number, (note, mark) in enumerate(zip(notes, marks, strict=True)):
            assert note["left"] >= text["right"], path
            above = notes[number - 1]["bottom"] if number else 0
            beside = abs(note["top"] - mark["top"]) < 24
            assert beside or note["top"] - above < 24 or mark["bottom"] < text["top"], (path, number)
        others = boxes(page, ".reading ~ .block, .colophon, .turn, .prose, #abstract")
        for number, note in enumerate(notes):
            assert not [other for other in [*notes[:number], *others] if overlaps(note, other)], (path, number)


@pytest.mark.parametrize("width", [320, 500])
def test_on_a_phone_notes_follow_the_text_with_their_words(reader: Visits, built_site: Path, width: int) -> None:
    for path in papers(built_site):
        page = reader.open(path, width=width, javascript=False)
        text = boxes(page, "#abstract")[0]
        notes = boxes(page, ".note")
        assert all(note["top"] >= text["bottom"] and note["right"] <= width for note in notes)
        assert all(one["bottom"] <= other["top"] for one, other in pairwise(notes))
        assert page.locator(".note .q").first.is_visible()


def test_the_text_of_an_abstract_is_the_abstract(reader: Visits, built_site: Path) -> None:
    """So that what is copied, searched for and quoted is what the paper says; a formula counts as its source."""
    text = (Path(__file__).parents[2] / "content/sources/000_884123225bf36b53.txt").read_text("utf-8")
    for path in papers(built_site):
        page = reader.open(path)
        shown = page.evaluate(
            "() => { const c = document.querySelector('#abstract').cloneNode(true);"
            " c.querySelectorAll('math').forEach(m => m.replaceWith('$' + m.dataset.tex + '$')); return c.textContent }"
        )
        assert shown in text, path
        assert len(shown) > 400


def test_a_reference_leads_to_its_note_and_back(reader: Visits) -> None:
    page = reader.open("papers/1908.09203.html", width=360)
    page.locator(".ref").nth(2).click()
    assert page.url.endswith("#staged-release")
    assert page.locator(".note:target .k").inner_text().split() == ["3", "claim"]
    page.locator(".note:target [role=doc-backlink]").click()
    assert page.url.endswith("#r-staged-release")


def test_what_can_be_pressed_is_large_enough(reader: Visits) -> None:
    page = reader.open("papers/1908.09203.html", width=360)
    sizes = page.evaluate(
        "[...document.querySelectorAll('.ref')].map(e => { const s = getComputedStyle(e, '::after');"
        " return [parseFloat(s.inlineSize), parseFloat(s.blockSize)] })"
    )
    assert sizes
    assert all(size >= [24, 24] for size in sizes)


def test_printing_puts_notes_under_the_abstract_with_their_words(reader: Visits) -> None:
    page = reader.open("papers/1908.09203.html")
    page.emulate_media(media="print")
    text, notes = boxes(page, "#abstract")[0], boxes(page, ".note")
    assert all(note["top"] >= text["bottom"] for note in notes)
    assert page.locator(".note .q").first.is_visible()
    assert not page.locator(".masthead nav").is_visible()


# What the scripts add.


def test_the_scheme_is_chosen_and_kept(reader: Visits) -> None:
    page = reader.open("index.html", scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.get_by_role("link", name="Tags", exact=True).first.click()
    page.get_by_role("heading", name="Tags", level=1).wait_for()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.get_by_role("button", name="As the system has it").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_progress_along_a_path_is_kept(reader: Visits) -> None:
    # Reloading may cut off the request for the picture in the tab.
    page = reader.open("paths/misuse-to-norms.html", forgive=("ERR_ABORTED",))
    page.get_by_label("Read by me").first.check()
    page.reload()
    assert page.get_by_label("Read by me").first.is_checked()
    assert not page.get_by_label("Read by me").nth(1).is_checked()


def test_bibtex_is_copied(reader: Visits) -> None:
    page = reader.open("papers/1908.09203.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").last.click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("@misc{solaiman2019release,")


def test_a_paper_page_is_light(built_site: Path) -> None:
    """HTML, and the CSS and scripts that it loads, together, uncompressed. What draws the cards of papers comes when
    one is asked for."""
    for path in (built_site / "papers").glob("[0-9]*.html"):
        assets = {
            path.parent / url for url in re.findall(r'(?:href|src)="([^":]*\.(?:css|js))"', path.read_text("utf-8"))
        }
        assert {asset.name for asset in assets} == {"style.css", "scheme.js", "page.js", "notes.js"}
        assert sum(asset.stat().st_size for asset in (path, *assets)) < 60_000, path.name
