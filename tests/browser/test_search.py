"""Search as a reader uses it; and what it finds held against the same in Python, and against looking through all texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from loopback import serve_folder
from playwright.sync_api import Browser, Page, expect
from search_twin import Twin, parse
from searched_list import make_searched_list
from visits import Visits, disk_address

from manicule.order import Order
from manicule.pipeline import build
from manicule.search.tokens import fold_letters, split_words

QUERIES = (
    "", "model", "models", "mod", "release misuse", "release OR sampling", "release -misuse", "of the", "the", "m", "mo",
    "author:brundage", "author:Bründage release", "title:models", "abstract:code", "note:release", "tag:misuse", "tag:impact", "-tag:misuse",
    "year:2019", "year:2019..2021 model", "year:..2018", "year:2020..", "status:read", "status:to", "kind:preprint", "importance:essential",
    "has:notes", "has:question", "has:quotes model", "\"staged release\"", "\"language models\" -\"staged release\"", "\"of the\"",
    "\"large language mod", "self-supervised", "trasformer", "relaese", "modle", "言語", "模型", "大", "łódź", "Lodz", "ø", "don't", "GPT-2", "28.8%",
    "nothingatallhere", "model*", "x:y", "\"\"", "-", "release | code", "tag:none", "ſtaged", "İ",
)  # fmt: skip
SCANNED = tuple(
    query for query in QUERIES if query not in ("trasformer", "relaese", "modle") and query.split(":")[0] != "m"
)

FIND = """async queries => {
  const found = [];
  for (const query of queries) {
    const one = await maniculeSearch.find(query);
    found.push([query, one.results.map(r => [r.number, r.score, r.parts]), one.atLeast]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("searched")
    make_searched_list(root)
    outcome = build(Order(root, root / "site"))
    assert not outcome.failed, outcome.report
    return root / "site"


@pytest.fixture(scope="module")
def twin(site: Path) -> Twin:
    return Twin(site)


@pytest.fixture
def seeker(chromium: Browser, site: Path) -> Iterator[Visits]:
    """Over http, under a path."""
    with serve_folder(site) as address:
        visits = Visits(chromium, address)
        yield visits
        visits.close()
    assert not visits.complaints, "\n".join(visits.complaints)


@pytest.fixture
def disk_seeker(chromium: Browser, site: Path) -> Iterator[Visits]:
    visits = Visits(chromium, disk_address(site))
    yield visits
    visits.close()
    assert not visits.complaints, "\n".join(visits.complaints)


def no_violations(page: Page, context: str | None = None) -> bool:
    found = Axe().run(page, context=context)
    assert found.violations_count == 0, found.generate_report()
    return True


def ask(page: Page) -> Page:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search the list")).to_be_focused()
    return page


def test_the_browser_finds_what_the_twin_finds(disk_seeker: Visits, twin: Twin) -> None:
    page = disk_seeker.open("search.html")
    page.wait_for_selector(".hits li")
    assert page.evaluate("queries => queries.map(q => maniculeSearch.parse(q).length)", list(QUERIES)) == [
        len(parse(query)) for query in QUERIES
    ]
    for query, results, at_least in page.evaluate(FIND, [query for query in QUERIES if query]):
        wanted = twin.find(query)
        if at_least:
            assert {one[0] for one in results} <= {one[0] for one in wanted}, query
            continue
        assert [(n, parts) for n, _, parts in results] == [(n, parts) for n, _, parts in wanted], query
        assert [s for _, s, _ in results] == pytest.approx([s for _, s, _ in wanted]), query


@pytest.mark.parametrize("query", [query for query in SCANNED if query])
def test_what_fits_is_what_looking_through_all_texts_finds(query: str, twin: Twin) -> None:
    if len(query) > 2 or not query.isalpha():
        assert {number for number, _, _ in twin.find(query)} == twin.scan(query)


def test_words_are_split_as_the_builder_splits_them(disk_seeker: Visits, twin: Twin) -> None:
    page = disk_seeker.open("search.html")
    texts = [text for own in twin.texts for _, text in own]
    texts += [
        "Ångström İstanbul ǅ ŉ ﬁne Ⅻ ² ½ é",
        "ÀÉÎÕÜ straße ẞ",
        "한국어 조선말",
        "ガギグ ｶﾞｷﾞ",
        "𠀀𠀁 𝒳 👍 _a_",
        "Οδυσσεύς ΣΑΣ",
        "it’s 'quoted' rock'n'roll",
    ]
    assert page.evaluate("texts => texts.map(maniculeSearch.split)", texts) == [
        list(split_words(text)) for text in texts
    ]
    assert page.evaluate("texts => texts.map(maniculeSearch.fold)", texts) == [fold_letters(text) for text in texts]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_palette_by_keyboard(seeker: Visits, width: int) -> None:
    asked: list[str] = []
    page = seeker.open("papers/index.html", width=width)
    page.on("request", lambda request: asked.append(request.url))
    assert page.evaluate("window.maniculeSearch") is None, "nothing is loaded before it is asked for"
    ask(page)
    assert not [url for url in asked if "/part" in url or "columns" in url]
    page.keyboard.type("staged rel")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Release Strategies")
    expect(options.first.locator("mark").first).to_be_visible()
    expect(options.first.locator(".ex")).to_contain_text("staged")
    box = page.get_by_role("combobox")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert no_violations(page, ".palette")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/1908.09203.html#*")
    assert page.evaluate("document.querySelector(location.hash)?.className").startswith("note"), "at the very note"
    ask(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox")).to_be_hidden()


def test_a_title_that_would_do_harm_is_text(seeker: Visits) -> None:
    page = ask(seeker.open())
    page.keyboard.type("hostile")
    expect(page.get_by_role("option").first).to_contain_text("<img src=x onerror=window.mine=1>")
    assert page.evaluate("window.mine") is None
    assert page.locator(".palette img").count() == 0


def facet(page: Page, name: str, value: str) -> Any:
    group = page.locator(f"details[data-key={name}]")
    if not group.evaluate("one => one.open"):
        group.locator("summary").click()
    return group.locator("li", has_text=value)


def counted(page: Page) -> int:
    said = page.locator(".results .told").inner_text()
    return 0 if said.startswith("Nothing") else int(said.split()[0])


def test_facets_narrow_and_the_address_remembers(seeker: Visits, twin: Twin) -> None:
    page = seeker.open("search.html?q=model")
    expect(page.locator(".results .told")).to_have_text(f"{len(twin.find('model'))} papers.")
    before = counted(page)
    row = facet(page, "tag", "Misuse")
    promised = int(row.locator(".n").inner_text())
    row.get_by_role("checkbox").check()
    expect(page.locator(".results .told")).to_have_text(f"{promised} papers." if promised > 1 else f"{promised} paper.")
    assert promised == len(twin.find("model tag:misuse")) < before
    address = page.url
    assert "tag=misuse" in address
    again = seeker.open(address)
    expect(again.locator(".results .told")).to_have_text(page.locator(".results .told").inner_text())
    facet(page, "tag", "Misuse").get_by_role("button", name="Without Misuse").click()
    expect(page.locator(".chips")).to_contain_text("without Misuse")
    assert counted(page) == before - promised
    page.go_back()
    expect(page.locator(".results .told")).to_have_text(f"{promised} papers." if promised > 1 else f"{promised} paper.")
    page.get_by_role("button", name="No longer: Misuse").click()
    assert counted(page) == before
    page.get_by_label("From the year").fill("2020")
    page.get_by_label("From the year").press("Tab")
    expect(page.locator(".results .told")).to_contain_text(str(len(twin.find("model year:2020.. "))))
    page.locator("#sort").select_option("title")
    titles = page.locator(".hits .t").all_inner_texts()
    assert titles == sorted(titles, key=str.casefold)


def test_people_come_when_they_are_asked_for(seeker: Visits, twin: Twin) -> None:
    page = seeker.open("search.html")
    facet(page, "person", "Miles Brundage").get_by_role("checkbox").check()
    expect(page.locator(".results .told")).to_have_text(f"{len(twin.find('author:brundage '))} papers.")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_page_is_accessible_and_fits(seeker: Visits, width: int, scheme: Any) -> None:
    page = seeker.open("search.html?q=model&status=skimmed", width=width, scheme=scheme)
    expect(page.locator(".hits .ex").first).to_be_visible()
    if width < 500:
        page.locator(".narrow > summary").click()
    assert no_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("ending", ["bib", "ris", "json", "md"])
def test_what_is_left_is_taken_along(seeker: Visits, twin: Twin, ending: str) -> None:
    page = seeker.open("search.html?q=release")
    expect(page.locator(".hits li").first).to_be_visible()
    names = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON", "md": "Markdown"}
    with page.expect_download() as started:
        page.get_by_role("button", name=names[ending]).click()
    text = Path(started.value.path()).read_text("utf-8")
    count = len(twin.find("release"))
    signs = {"bib": text.count("\n@") + text.startswith("@"), "ris": text.count("\nER  - "), "md": text.count("\n")}
    assert (len(json.loads(text)) if ending == "json" else signs[ending]) == count


def test_without_javascript_it_says_so(chromium: Browser, site: Path) -> None:
    visits = Visits(chromium, disk_address(site))
    page = visits.open("search.html", javascript=False)
    expect(page.locator("main")).to_contain_text("Searching needs JavaScript")
    assert page.locator("main button, main input").count() == 0
    page.locator("main").get_by_role("link", name="by year").click()
    assert page.url.endswith("years/index.html")
    visits.close()
