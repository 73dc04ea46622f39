"""Margin notes in the browser, where it is hard: many, long, wide, nested, on the same words; at every width, with CSS
anchors and without, zoomed, printed, in a reader view, by keyboard and by touch."""

from __future__ import annotations

import io
import re
import shutil
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from find_readability import NONE_FOUND, find_readability
from loopback import serve_folder
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from visits import Visits

from manicule.order import Order
from manicule.pipeline import build

WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
SENTENCES = [f"This is the {word} sentence, and it says what the others do not." for word in WORDS]
ABSTRACT = " ".join(SENTENCES[:4]) + " Here $a^2 + b_i$ stands.\n\n" + " ".join(SENTENCES[4:])
LONG = " ".join(f"Word {number} of a long note." for number in range(60))
WIDE = f"{'unbroken' * 30}\n\n| a | b | c | d | e |\n|---|---|---|---|---|\n| {'1111111 | ' * 5}\n\n```\n{'code ' * 40}\n```\n\n- one\n- two\n\n$x = \\frac{{a}}{{b}}$ and https://example.org/{'a' * 120}"  # fmt: skip
NOTES = [
    ("A list of hard cases", {"in": "title", "note": "On the title."}),
    ("This", {"suffix": "is the first", "note": "On the first word.", "kind": "question"}),
    ("first sentence", {"note": LONG, "kind": "claim"}),
    ("first sentence", {"note": "On the same words.", "kind": "doubt"}),
    ("sentence, and", {"suffix": "it says", "prefix": "first", "note": "It overlaps."}),
    ("This is the second sentence, and it says what the others do not.", {"note": "Around the next one."}),
    ("second", {"note": WIDE, "kind": "question"}),
    ("a^2", {"note": "On a formula."}),
    ("third", {"kind": "highlight"}),
    *[(word, {"note": f"One of many: {word}."}) for word in ("fifth", "sixth", "seventh", "eighth")],
    ("eighth sentence, and it says what the others do not.", {"note": "At the very end. " + LONG, "kind": "doubt"}),
    ("words of the owner", {"in": "notes", "note": "On the owner's words."}),
]
COUNT = sum("note" in said for _, said in NOTES)
PAGE = "papers/hard.html"


@pytest.fixture(scope="module")
def hard_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hard")
    (folder / "content/papers").mkdir(parents=True)
    (folder / "content/site.yaml").write_text("title: Hard cases\nannotators: {ab: {name: A. Bystander}}\n", "utf-8")
    entry = {
        "title": "A list of hard cases",
        "authors": ["A. Example"],
        "abstract": ABSTRACT,
        "why": "To see where notes go.",
        "margin": [{"quote": quote, "by": "ab", **said} for quote, said in NOTES],
        "notes": "Some words of the owner, with a note.\n",
        "quotes": [{"text": "From the body.", "page": "3"}],
    }
    (folder / "content/papers/hard.yaml").write_text(yaml.safe_dump(entry, allow_unicode=True), "utf-8")
    outcome = build(Order(folder, folder / "site"))
    assert not outcome.failed, outcome.report
    return folder / "site"


@pytest.fixture(scope="module")
def old_site(hard_site: Path) -> Path:
    """As a browser sees it that knows no anchors."""
    folder = hard_site.parent / "old"
    shutil.copytree(hard_site, folder)
    style = folder / "assets/style.css"
    text = style.read_text("utf-8")
    assert "@supports (anchor-name:" in text
    style.write_text(text.replace("@supports (anchor-name:", "@supports (no-anchor-name:"), "utf-8")
    return folder


@pytest.fixture(params=["anchors", "no-anchors"])
def hard(request: pytest.FixtureRequest, chromium: Browser, hard_site: Path, old_site: Path) -> Iterator[Visits]:
    with serve_folder(hard_site if request.param == "anchors" else old_site) as address:
        visits = Visits(chromium, address)
        yield visits
        visits.close()
        assert visits.complaints == []


@pytest.fixture
def new(chromium: Browser, hard_site: Path) -> Iterator[Visits]:
    with serve_folder(hard_site) as address:
        visits = Visits(chromium, address)
        yield visits
        visits.close()
        assert visits.complaints == []


BOXES = """s => [...document.querySelectorAll(s)].map(e => {
  const b = e.getBoundingClientRect()
  return [b.left, b.top + scrollY, b.right, b.bottom + scrollY, e.id || e.className] })"""
Box = tuple[float, float, float, float, str]


def boxes(page: Page, selector: str) -> list[Box]:
    return [tuple(box) for box in page.evaluate(BOXES, selector)]


def touching(one: Box, other: Box) -> bool:
    beside = one[0] >= other[2] - 0.5 or other[0] >= one[2] - 0.5
    above = one[1] >= other[3] - 0.5 or other[1] >= one[3] - 0.5
    return not beside and not above


def hold_geometry(page: Page, width: int) -> None:
    """Nothing lies on anything else, nothing sticks out, and everything is there."""
    notes = boxes(page, ".note")
    texts = boxes(page, "#abstract, .prose, .head > *, .lead, #quotes, #cite, .colophon")
    assert len(notes) == COUNT
    assert all(box[3] - box[1] > 20 and box[2] - box[0] > 100 for box in notes)
    assert all(box[0] >= 0 and box[2] <= width + 0.5 for box in notes), notes
    for one, other in combinations(notes, 2):
        assert not touching(one, other), (one, other)
    for note in notes:
        assert not [text for text in texts if touching(note, text)], note
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    spilling = page.evaluate(
        "[...document.querySelectorAll('.note')].filter(n => n.scrollWidth > n.clientWidth + 1).map(n => n.id)"
    )
    assert spilling == []


@pytest.mark.parametrize("width", [320, 500, 992, 1280, 1920])
def test_nothing_lies_on_anything_else(hard: Visits, width: int) -> None:
    hold_geometry(hard.open(PAGE, width=width), width)


def test_at_twice_the_size(hard: Visits) -> None:
    """A window of 1280 by 900 pixels at 200 % has half as many of CSS."""
    page = hard.open(PAGE, width=640, height=450)
    hold_geometry(page, 640)


def test_with_larger_letters(new: Visits) -> None:
    """As a reader has them who has set the browser's own size of text to double."""
    page = new.open(PAGE, width=1920)
    page.evaluate("document.documentElement.style.setProperty('font-size', '225%', 'important')")
    hold_geometry(page, 1920)


def test_beside_their_words_where_there_is_room(new: Visits) -> None:
    page = new.open(PAGE, width=1280)
    text = boxes(page, "#abstract")[0]
    assert all(note[0] >= text[2] for note in boxes(page, ".note"))
    tops = [note[1] for note in boxes(page, ".note")]
    assert tops == sorted(tops), "in the order of their words"


def test_on_paper_every_word_is_there(hard: Visits) -> None:
    page = hard.open(PAGE)
    pdf = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(sheet.extract_text() for sheet in pdf.pages)
    said = unicodedata.normalize("NFKC", re.sub(r"\s+", " ", text))
    for words in (
        *SENTENCES[2:4],
        "On the title.",
        "It overlaps.",
        "Around the next one.",
        "One of many: sixth.",
        "Word 59 of a long note.",
    ):
        assert words in said, words
    assert said.count("This is the fourth sentence") == 1
    assert said.index("eighth sentence") < said.index("On the title."), "notes come below the text"
    assert "“first sentence”" in said, "with their words, since nothing stands beside them"


def test_in_a_reader_view(new: Visits) -> None:
    script = find_readability()
    if script is None:
        pytest.fail(NONE_FOUND, pytrace=False)
    page = new.open(PAGE)
    source = script.read_text("utf-8").replace("module.exports", "window.ignored")
    page.evaluate(f"{source}; window.Readability = Readability; null")
    article = page.evaluate("new Readability(document.cloneNode(true)).parse()")
    assert article["title"].startswith("A list of hard cases")
    text = re.sub(r"\s+", " ", article["textContent"])
    for sentence in SENTENCES:
        assert sentence.split(" ", 4)[-1] in text
    for words in (
        "It overlaps.",
        "One of many: sixth.",
        "On the owner's words.",
        "Some words of the owner",
        "From the body.",
    ):
        assert words in text, words
    assert text.index("sixth sentence") < text.index("One of many: sixth.")


def test_the_keyboard_goes_as_one_reads(new: Visits) -> None:
    page = new.open(PAGE)
    order = []
    for _ in range(150):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate(
                "document.activeElement.id || document.activeElement.getAttribute('href') || document.activeElement.tagName"
            )
        )
        if order[-1] == "BODY":
            break
    refs = [name for name in order if name.startswith("r-")]
    shown = page.evaluate("[...document.querySelectorAll('.ref')].map(e => e.id)")
    assert refs == shown
    assert len(refs) == COUNT
    assert order[0] == "#main"
    backs = [name for name in order if name.startswith("#r-")]
    assert backs == [f"#{name}" for name in refs], "every note leads back, in the order of the text"
    in_notes = page.evaluate("document.querySelector('.prose .ref').id")
    assert order.index(in_notes) > order.index(f"#{refs[-2]}"), "the abstract's notes come before the next text"
    assert len(order) == len(set(order)) or order[-1] == "BODY"


def test_a_screen_reader_hears_the_text_and_then_its_notes(new: Visits) -> None:
    page = new.open(PAGE)
    heard = page.locator("article").aria_snapshot()
    parts = ["heading \"A list of hard cases", 'heading "Abstract"', "fourth sentence", 'group "Margin notes on the abstract"', "On the title.", 'heading "Notes"', 'group "Margin notes on the notes"', 'heading "Cite"']  # fmt: skip
    places = [heard.index(part) for part in parts]
    assert places == sorted(places)
    assert len(re.findall(r'link "Back to the text"', heard)) == COUNT
    assert len(re.findall(r'link "Note \d+"', heard)) == COUNT


def test_what_can_be_pressed_has_room_for_a_finger(new: Visits) -> None:
    page = new.open(PAGE, width=360, touch=True)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.note .f a, button, summary, .masthead a')].filter(e => e.offsetParent).map(e => {
             const b = e.getBoundingClientRect(), a = getComputedStyle(e, '::after')
             const size = (s, n) => Math.max(n, a.content === 'none' ? 0 : parseFloat(s) || 0)
             return [e.textContent, size(a.inlineSize, b.width), size(a.blockSize, b.height)]
           }).filter(([, width, height]) => width < 24 || height < 24)"""
    )
    assert small == []


def test_by_touch_a_note_opens_in_the_page(new: Visits) -> None:
    page = new.open(PAGE, width=360, height=640, touch=True)
    for number in (0, COUNT // 2, COUNT - 2):
        ref = page.locator(".ref").nth(number)
        ref.scroll_into_view_if_needed()
        ref.tap()
        page.wait_for_url("**#*")
        note = page.locator(f"#{page.url.partition('#')[2]}")
        box = note.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert -1 <= box["y"] < 640 - 24
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        note.locator(".f a").first.tap()
        assert page.url.endswith(f"#{ref.get_attribute('id')}")
