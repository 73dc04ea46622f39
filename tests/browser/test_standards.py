"""What standards ask of pages, asked of every kind of page: WCAG 2.2 by axe and by key, reflow, forced colours, less motion,
paper.

Three lists: the shipped one, the same as Arabic has it, from the right, and a small one with everything switched on (full_list.py). A page is opened once and then looked
at in several ways, since opening takes longer than looking.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from full_list import make_full_list
from loopback import serve_folder
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from visits import Visits

from manicule.order import Order
from manicule.pipeline import build

CONTENT = Path(__file__).parents[2] / "content"

KINDS = {
    # Of the shipped list.
    "home": "index.html",
    "papers": "papers/index.html",
    "paper": "papers/1908.09203.html",
    "paper with maths": "papers/1708.05866.html",
    "paper with a table": "papers/2004.07213.html",
    "tags": "tags/index.html",
    "tag": "tags/evaluation.html",
    "people": "people/index.html",
    "person": "people/miles-brundage.html",
    "years": "years/index.html",
    "year": "years/2019.html",
    "paths": "paths/index.html",
    "path": "paths/misuse-to-norms.html",
    "margin": "margin.html",
    "works": "works.html",
    "bibliography": "bibliography.html",
    "search": "search.html",
    "map": "map.html",
    "about": "about.html",
    "404": "404.html",
    # Of the one that has everything.
    "everything: home": "all/index.html",
    "everything: paper": "all/papers/2001.00001.html",
    "everything: article": "all/papers/griffin.html",
    "everything: nothing but a title": "all/papers/plain.html",
    "everything: tag": "all/tags/measures.html",
    "everything: health": "all/health.html",
    "everything: person": "all/people/ada-example.html",
    "everything: annotator": "all/annotators/ab.html",
    "everything: bibliography of a path": "all/paths/weights--bibliography.html",
    # Of the one from the right.
    "from the right: home": "ar/index.html",
    "from the right: paper": "ar/papers/1908.09203.html",
    "from the right: search": "ar/search.html",
    "from the right: map": "ar/map.html",
}

LOST = ("404", "favicon.ico")
"""What a browser says of a page that is not there."""

ALL_RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
"""axe leaves WCAG 2.5.8, the size of targets, out unless it is asked."""

COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
"""The rules that another scheme can break."""

NARROW = {
    "runOnly": ["target-size", "scrollable-region-focusable", "aria-hidden-focus", "button-name", "link-name"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
"""Those that another layout can break."""

FORCED = ("home", "paper", "search", "map", "everything: paper")
"""Kinds that between them have all that is coloured."""


@pytest.fixture(scope="module")
def addresses(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Of the lists, by what their paths begin with here."""
    folder = tmp_path_factory.mktemp("lists")
    make_full_list(folder / "list", papers=8)
    shutil.copytree(CONTENT, folder / "arabic/content")
    settings = folder / "arabic/content/site.yaml"
    settings.write_text(settings.read_text("utf-8").replace("language: en", "language: ar"), encoding="utf-8")
    for root, site in (("list", "all"), ("arabic", "ar")):
        outcome = build(Order(folder / root, folder / site))
        assert not outcome.failed, outcome.report
    with (
        serve_folder(built_site) as shipped,
        serve_folder(folder / "all") as everything,
        serve_folder(folder / "ar") as arabic,
    ):
        yield {"": shipped, "all": everything, "ar": arabic}


@dataclass(slots=True)
class Lists:
    """Opens a kind of page of any list. Each has an address of its own, and complaints of its own."""

    visits: dict[str, Visits]

    def open(self, kind: str, width: int = 1280) -> Page:
        path = KINDS[kind]
        name = next((name for name in self.visits if name and path.startswith(f"{name}/")), "")
        return self.visits[name].open(path.removeprefix(f"{name}/"), width=width, forgive=LOST if kind == "404" else ())


@pytest.fixture
def lists(chromium: Browser, addresses: dict[str, str]) -> Iterator[Lists]:
    opened = {name: Visits(chromium, address) for name, address in addresses.items()}
    yield Lists(opened)
    for visits in opened.values():
        visits.close()
    complaints = [said for visits in opened.values() for said in visits.complaints]
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


def violations(page: Page, options: dict[str, Any]) -> list[tuple[str, list[str]]]:
    found: dict[str, Any] = Axe().run(page, options=options).response
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]]


def set_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


# WCAG 1.4.12, with all four of its values.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""

ADD_STYLE = """css => {
  // Not as an element, which a page's own policy may refuse.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_in_every_way(lists: Lists, kind: str) -> None:
    """axe in both schemes, forced colours and on a narrow window; WCAG 1.4.10: no sideways scrolling at 320 px, which is a
    window of 1280 px at 400 %, nor at 200 %, nor with wider spacing."""
    page = lists.open(kind)
    assert violations(page, ALL_RULES) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == [], "dark"
    if kind in FORCED:
        page.emulate_media(forced_colors="active")
        assert violations(page, COLOURS) == [], "dark, forced colours"
    page.emulate_media(color_scheme="light", forced_colors="none")
    set_width(page, 640)
    assert sideways(page) <= 0, "at 200 %"
    set_width(page, 320)
    assert sideways(page) <= 0
    assert violations(page, NARROW) == [], "at 320 px"
    page.evaluate(ADD_STYLE, SPACED)
    assert sideways(page) <= 0, "with the spacing of WCAG 1.4.12"


# By key.

MARK_STOPS = """() => {
  // What Tab has to reach, in the order of the source; each gets its number. A script puts what it adds where it belongs.
  const can = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const stops = [...document.querySelectorAll(can)].filter(e =>
    !e.disabled && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}) &&
    !(e.type === 'radio' && !e.checked && document.querySelector(`[name="${e.name}"]:checked`)));
  stops.forEach((e, n) => e.dataset.stop = n);
  document.body.tabIndex = -1;
  document.body.focus();  // the walk begins at the top, though a page may have put the focus into a field
  document.body.removeAttribute('tabindex');
  return stops.map(e => e.outerHTML.slice(0, 120));
}"""

FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const own = getComputedStyle(e), box = e.getBoundingClientRect();
  const inner = e.querySelector('.hit, circle');
  const drawn = inner && getComputedStyle(inner);
  return {
    stop: Number(e.dataset.stop), html: e.outerHTML.slice(0, 120),
    shown: own.outlineStyle !== 'none' && parseFloat(own.outlineWidth) >= 2 ||
           !!drawn && drawn.stroke !== 'none' && parseFloat(drawn.strokeWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    head: !!e.closest('.masthead'), top: box.top, bottom: box.bottom,
    left: document.dir === 'rtl' ? innerWidth - box.right : box.left,
  };
}"""


@pytest.mark.parametrize(
    ("kind", "width"),
    [
        ("home", 1280), ("paper", 1280), ("tag", 1280), ("path", 1280), ("search", 1280), ("map", 1280),
        ("home", 320), ("search", 320), ("everything: paper", 320), ("from the right: paper", 1280),
    ],
)  # fmt: skip
def test_tab_reaches_everything_in_order_and_shows_where_it_is(lists: Lists, kind: str, width: int) -> None:
    """WCAG 2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11: every stop once, in the order of the text, with a visible focus, and out again."""
    page = lists.open(kind, width)
    stops = page.evaluate(MARK_STOPS)
    walked: list[dict[str, Any]] = []
    for _ in range(len(stops) + 20):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        walked.append(focused)
    else:
        pytest.fail(f"no way out: {walked[-3:]}")
    assert 'class="skip"' in walked[0]["html"]
    head = [one for one in walked if one["head"]]
    assert sorted(one["stop"] for one in walked) == list(range(len(stops)))
    rest = [one["stop"] for one in walked if not one["head"]]
    assert rest == sorted(rest)
    assert [one["html"] for one in walked if not one["shown"]] == []
    assert [one["html"] for one in walked if not one["inside"]] == []
    for one, other in pairwise(head):
        assert other["top"] >= one["bottom"] - 4 or (other["left"] > one["left"] and other["bottom"] > one["top"]), (
            one,
            other,
        )


def test_the_skip_link_leads_past_the_menu(lists: Lists) -> None:
    page = lists.open("paper")
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    assert box is not None and box["width"] > 24 and box["height"] >= 24 and box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_palette_is_left_as_it_was_entered(lists: Lists) -> None:
    page = lists.open("paper")
    page.get_by_role("button", name="Search").focus()
    page.keyboard.press("Enter")
    page.locator(".palette input").wait_for()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('.palette')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "search"


# Forced colours, less motion.


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_take_no_difference_away(lists: Lists, scheme: Any) -> None:
    page = lists.open("everything: paper")
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    styles = page.evaluate(
        "() => { const all = {}; document.querySelectorAll('#abstract mark').forEach(m => { const s = getComputedStyle(m);"
        " all[m.dataset.kind] = [s.textDecorationStyle, s.textDecorationColor === s.color] }); return all }"
    )
    assert set(styles) >= {"comment", "question", "claim", "doubt", "highlight"}
    assert all(line for _, line in styles.values()), "the line has the colour of the text"
    told = [style for kind, (style, _) in styles.items() if kind != "highlight"]
    assert len(set(told)) == 4, "each kind by the form of its line"
    colours = page.evaluate(
        "() => ['.prose a', '.prose', '.tags a'].map(s => getComputedStyle(document.querySelector(s))).map("
        "s => [s.color, s.borderTopStyle, s.textDecorationLine])"
    )
    (link, _, line), (text, _, _), (_, border, _) = colours
    assert link != text and line == "underline" and border == "solid"


def test_nothing_moves_for_who_wants_no_motion(lists: Lists) -> None:
    for kind in ("home", "paper", "map"):
        page = lists.open(kind)
        page.emulate_media(reduced_motion="reduce")
        moving = page.evaluate(
            "() => [...document.querySelectorAll('*')].flatMap(e => ['', '::before', '::after'].map("
            "p => [e, getComputedStyle(e, p || null)])).filter(([e, s]) => s.animationName !== 'none' ||"
            " parseFloat(s.transitionDuration) > 0 || s.scrollBehavior === 'smooth').map(([e]) => e.outerHTML.slice(0, 100))"
        )
        assert moving == []
        assert page.evaluate("document.getAnimations().length") == 0


# On paper.


def printed(page: Page) -> list[str]:
    """The text of each sheet."""
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]


@pytest.mark.parametrize("kind", ["everything: paper", "bibliography", "tag"])
def test_what_is_printed_can_be_read_without_a_screen(lists: Lists, kind: str) -> None:
    page = lists.open(kind)
    sheets = printed(page)
    text = "\n".join(sheets)
    page.emulate_media(media="print")
    flat = "".join(text.split())
    for chrome in ("Skip to the content", "Back to the text", "Copy", "As the system has it"):
        assert "".join(chrome.split()) not in flat, chrome
    for menu in page.locator(".masthead nav a").all_inner_texts():
        assert f"\n{menu}\n" not in text
    assert not [shown for shown in page.locator("button").all() if shown.is_visible()]
    assert "".join(page.locator("h1").inner_text().split()) in flat
    if kind == "everything: paper":
        assert "We weigh dragons" in sheets[0], "no sheet is left half empty"
        assert "https://doi.org/10.1000/dragon.1" in flat and "https://arxiv.org/abs/2001.00001" in flat
        assert all("".join(note.split()) in flat for note in page.locator(".note .b").all_inner_texts())


# From the right.


def test_a_search_in_arabic_says_what_it_finds(lists: Lists) -> None:
    page = lists.open("from the right: home")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="البحث في القائمة")
    box.fill("misuse")
    expect(page.locator(".palette .told")).to_contain_text(re.compile("ورق|أوراق"))
    rail, text = (page.locator(one).first.bounding_box() for one in (".block > h2", ".entry .title"))
    assert rail and text
    assert rail["x"] >= text["x"] + text["width"], "the rail is on the right"
