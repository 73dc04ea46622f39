"""Writing in the preview, as its owner does: select, write, save, see, take back; all of it by keyboard and on a telephone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from previews import SAMPLE, Preview, run_preview
from visits import Visits

DRAGON = "papers/2001.00001.html"
GRIFFIN = "papers/griffin.html"

SELECT = """([where, words]) => {
  const walker = document.createTreeWalker(document.querySelector(where), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return true;
  }
  return false; }"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    root = tmp_path_factory.mktemp("written") / "list"
    shutil.copytree(SAMPLE, root)
    yield from run_preview(root, root.parent / "told")


@pytest.fixture
def preview(running: Preview) -> Iterator[Preview]:
    """One for all tests, each of which begins with the list as it was."""
    yield running
    for path in running.root.glob("content/**/*.*"):
        there = SAMPLE / path.relative_to(running.root)
        if not there.exists():
            path.unlink()
        elif path.read_bytes() != there.read_bytes():
            path.write_bytes(there.read_bytes())
    running.settle()


@pytest.fixture
def owner(chromium: Browser, preview: Preview) -> Iterator[Visits]:
    visits = Visits(chromium, f"http://127.0.0.1:{preview.port}/")
    yield visits
    visits.close()
    assert not visits.complaints, "\n".join(visits.complaints)


def select(page: Page, words: str, where: str = "#abstract") -> None:
    assert page.evaluate(SELECT, [where, words])


def said(preview: Preview, name: str) -> str:
    return (preview.root / "content" / name).read_text("utf-8")


def dialog(page: Page) -> Locator:
    return page.locator("dialog[open]")


def test_select_write_save_see_and_take_back(preview: Preview, owner: Visits) -> None:
    page = owner.open(GRIFFIN)
    page.evaluate("window.mine = 1")
    select(page, "rest often")
    page.get_by_role("toolbar", name="Annotate").get_by_role("button", name="question").click()
    expect(dialog(page).locator("blockquote")).to_have_text("rest often")
    page.keyboard.type("Do they **really**?")
    expect(dialog(page).locator(".mnc-shown strong")).to_have_text("really")
    assert Axe().run(page, context="dialog").violations_count == 0
    page.keyboard.press("Control+Enter")
    note = page.locator("#rest-often")
    expect(note).to_contain_text("Do they really?")
    expect(page.locator("#abstract mark")).to_have_text("rest often")
    assert "  - quote: rest often\n    kind: question\n    note: Do they **really**?\n" in said(
        preview, "papers/griffin.yaml"
    )
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(note).to_have_count(0)
    assert said(preview, "papers/griffin.yaml") == (SAMPLE / "content/papers/griffin.yaml").read_text("utf-8")
    assert page.evaluate("window.mine === 1"), "the page was never loaded anew"


@pytest.mark.parametrize(
    ("where", "words", "lines"),
    [
        ("#abstract", "weight", "  - quote: weight\n    prefix: The\n"),
        ("#abstract", "naïve scales", "  - quote: naïve scales\n"),
        ("#abstract", "\"heavy\" matter", "  - quote: '\"heavy\" matter'\n"),
        ("#abstract", "paragraph says", "  - quote: paragraph says\n"),
        ("main h1", "of dragons", "  - quote: of dragons\n    in: title\n"),
        ("#notes .prose", "beast", "  - quote: beast\n    in: notes\n"),
    ],
)  # fmt: skip
def test_words_anywhere_are_found_again(preview: Preview, owner: Visits, where: str, words: str, lines: str) -> None:
    page = owner.open(DRAGON)
    before = page.locator("mark").count()
    select(page, words, where)
    page.get_by_role("toolbar", name="Annotate").get_by_role("button", name="highlight").click()
    expect(page.get_by_role("status").first).to_contain_text("Highlighted")
    assert lines in said(preview, "papers/2001.00001.yaml")
    expect(page.locator("mark").nth(before)).to_be_attached()


def test_a_formula_is_its_source(preview: Preview, owner: Visits) -> None:
    """Who selects from within a formula means all of it."""
    page = owner.open(DRAGON)
    page.evaluate(
        """() => { const second = document.querySelectorAll("#abstract p")[1], range = document.createRange();
        range.setStart(second.firstChild, second.firstChild.data.indexOf("says"));
        range.setEnd(second.querySelector("math").firstChild, 0);
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    page.get_by_role("toolbar", name="Annotate").get_by_role("button", name="highlight").click()
    expect(page.get_by_role("status").first).to_contain_text("Highlighted")
    assert "  - quote: says that $\\sum_i h_i$\n" in said(preview, "papers/2001.00001.yaml")


def test_by_keyboard_alone(preview: Preview, owner: Visits) -> None:
    page = owner.open(GRIFFIN)
    page.keyboard.press("Control+Alt+KeyM")
    expect(dialog(page)).to_be_visible()
    page.keyboard.type("rest")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("Why?")
    page.keyboard.press("Control+Enter")
    expect(dialog(page)).to_contain_text("2 times")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("They rest")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#they-rest")).to_contain_text("Why?")
    assert "  - quote: They rest\n    kind: question\n    note: Why?\n" in said(preview, "papers/griffin.yaml")


def test_a_note_is_edited_and_deleted(preview: Preview, owner: Visits) -> None:
    page = owner.open(DRAGON)
    page.locator("#weight").get_by_role("button", name="edit").click()
    area = dialog(page).get_by_label("Note, in Markdown")
    expect(area).to_have_value("In *what* units?")
    area.fill("In which *units*?")
    dialog(page).get_by_label("claim").check()
    dialog(page).get_by_role("button", name="Save").click()
    expect(page.locator("#weight")).to_contain_text("In which units?")
    changed = said(preview, "papers/2001.00001.yaml")
    original = (SAMPLE / "content/papers/2001.00001.yaml").read_text("utf-8")
    assert changed == original.replace(
        "kind: question\n    note: In *what* units?", "kind: claim\n    note: In which *units*?"
    )
    page.locator("#weight").get_by_role("button", name="edit").click()
    dialog(page).get_by_role("button", name="Delete").click()
    expect(page.locator("#weight")).to_have_count(0)
    for _ in range(2):
        page.locator(".mnc-tools").get_by_role("button", name="Undo").click()
        page.wait_for_timeout(300)
    expect(page.locator("#weight")).to_contain_text("In what units?")
    assert said(preview, "papers/2001.00001.yaml") == original
    page.locator("mark[data-kind=highlight][id]").click()
    expect(dialog(page).locator("blockquote")).to_have_text("hoard $h_i$")


def test_what_changed_on_disk_meanwhile_is_shown_and_kept(preview: Preview, owner: Visits) -> None:
    page = owner.open(DRAGON)
    page.locator("#weight").get_by_role("button", name="edit").click()
    dialog(page).get_by_label("Note, in Markdown").fill("Mine.")
    preview.write("papers/2001.00001.yaml", "In *what* units?", "In the file now.")
    mine = said(preview, "papers/2001.00001.yaml")
    dialog(page).get_by_role("button", name="Save").click()
    expect(dialog(page)).to_contain_text("In the file now.")
    assert said(preview, "papers/2001.00001.yaml") == mine
    expect(dialog(page).get_by_label("Note, in Markdown")).to_have_value("Mine.")
    dialog(page).get_by_role("button", name="Save mine").click()
    expect(page.locator("#weight")).to_contain_text("Mine.")


def test_the_fields_of_an_entry(preview: Preview, owner: Visits) -> None:
    page = owner.open(GRIFFIN)
    page.get_by_role("toolbar", name="Write").get_by_role("button", name="Edit").click()
    form = dialog(page)
    form.get_by_label("Why it is on the list").fill("It rests: a lot.")
    form.get_by_label("Status").select_option("reading")
    form.get_by_label("Add a tag").fill("Scales")
    form.get_by_label("Add a tag").press("Enter")
    form.get_by_label("Add a tag").fill("Winged things")
    assert Axe().run(page, context="dialog").violations_count == 0
    form.get_by_role("button", name="Save").click()
    expect(page.locator(".why")).to_have_text("It rests: a lot.")
    expect(page.locator(".data")).to_contain_text("Winged things")
    text = said(preview, "papers/griffin.yaml")
    assert "tags: [beasts, scales, winged-things]\nwhy: 'It rests: a lot.'\nstatus: reading\n" in text
    assert "winged-things:\n  label: Winged things\n" in said(preview, "tags.yaml")


def test_relations(preview: Preview, owner: Visits) -> None:
    page = owner.open(GRIFFIN)
    page.get_by_role("toolbar", name="Write").get_by_role("button", name="Edit").click()
    form = dialog(page)
    form.get_by_text("Relations (1)").click()
    form.get_by_label("The other paper").fill("dragons")
    option = form.locator("#mnc-papers option").first
    expect(option).to_have_attribute("value", "2001.00001 On the weight of dragons with $w > 10^3$ kg")
    form.get_by_label("The other paper").fill(option.get_attribute("value") or "")
    form.get_by_label("Why you say so").fill("Weighs them.")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form.locator(".mnc-list li").nth(1)).to_contain_text("2001.00001")
    assert "  - {type: cites, to: '2001.00001', note: Weighs them.}\n" in said(preview, "papers/griffin.yaml")
    form.get_by_role("button", name="Remove", exact=True).first.click()
    expect(form.locator(".mnc-list").first.locator("li")).to_have_count(1)
    assert "outside" not in said(preview, "papers/griffin.yaml")


def free(preview: Preview, page: Page) -> None:
    """No step has to come behind the second any more."""
    preview.write("paths/weights.yaml", ", after: [2001.00001, griffin]", ", why: Free.")
    expect(page.locator(".walk")).to_contain_text("Free.")


def test_a_path_is_put_into_another_order(preview: Preview, owner: Visits) -> None:
    page = owner.open("paths/weights.html")
    page.locator(".mnc-handle").nth(2).focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("status").first).to_contain_text("to be read after")
    expect(page.locator(".walk > li").nth(1)).to_have_attribute("data-step", "griffin")
    free(preview, page)
    before = said(preview, "paths/weights.yaml")
    handles = page.locator(".mnc-handle")
    handles.nth(2).focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("status").first).to_contain_text("new order")
    text = said(preview, "paths/weights.yaml")
    assert text.index("paper: plain") < text.index("paper: griffin")
    page.locator(".mnc-tools").get_by_role("button", name="Undo").click()
    expect(page.locator(".walk > li").nth(1)).to_have_attribute("data-step", "griffin")
    assert said(preview, "paths/weights.yaml") == before


def test_a_step_is_dragged(preview: Preview, owner: Visits) -> None:
    page = owner.open("paths/weights.html", height=2000)
    free(preview, page)
    first, second = page.locator(".mnc-handle").nth(1).bounding_box(), page.locator(".walk > li").nth(2).bounding_box()
    assert first and second
    page.mouse.move(first["x"] + 5, first["y"] + 5)
    page.mouse.down()
    page.mouse.move(first["x"] + 5, second["y"] + second["height"] - 5, steps=8)
    page.mouse.up()
    expect(page.get_by_role("status").first).to_contain_text("new order")
    text = said(preview, "paths/weights.yaml")
    assert text.index("paper: plain") < text.index("paper: griffin")


def test_papers_are_added(preview: Preview, owner: Visits) -> None:
    page = owner.open()
    page.get_by_role("button", name="Add papers").click()
    dialog(page).get_by_label("What is to be added").fill("@article{sphinx, title={Riddles <b>of</b> it}, year=2018}")
    dialog(page).get_by_role("button", name="Look first").click()
    expect(dialog(page)).to_contain_text("Nothing has been written yet.")
    assert not (preview.root / "content/papers/sphinx.yaml").exists()
    dialog(page).get_by_role("button", name="Add", exact=True).click()
    expect(dialog(page).get_by_role("link")).to_contain_text("Riddles")
    page.wait_for_timeout(1500)
    dialog(page).get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("Riddles")


def test_on_a_telephone(preview: Preview, owner: Visits) -> None:
    page = owner.open(GRIFFIN, width=360, height=740, touch=True)
    select(page, "rest often")
    bar = page.get_by_role("toolbar", name="Annotate")
    box = bar.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
    bar.get_by_role("button", name="doubt").tap()
    dialog(page).get_by_label("Note, in Markdown").fill("No.")
    dialog(page).get_by_role("button", name="Save").tap()
    expect(page.locator("#rest-often")).to_contain_text("No.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_click_writes_the_fix(preview: Preview, owner: Visits) -> None:
    page = owner.open(GRIFFIN)
    preview.write("papers/2001.00001.yaml", "quote: We weigh dragons", "quote: We wiegh dragons")
    panel = page.get_by_role("alert")
    expect(panel).to_contain_text("closest")
    panel.get_by_role("button", name="Write it").click()
    expect(panel).to_be_hidden()
    assert "quote: We weigh dragons" in said(preview, "papers/2001.00001.yaml")


def test_on_the_list_that_comes_with_manicule(chromium: Browser, tmp_path: Path) -> None:
    """Select, write, save, see, take back; break, see the panel, have it mended."""
    shutil.copytree(Path(__file__).parents[2] / "content", tmp_path / "list/content")
    entry = tmp_path / "list/content/papers/1908.09203.yaml"
    before = entry.read_bytes()
    previews = run_preview(tmp_path / "list", tmp_path / "told")
    preview = next(previews)
    visits = Visits(chromium, f"http://127.0.0.1:{preview.port}/")
    page = visits.open("papers/1908.09203.html")
    select(page, "prose, poetry")
    page.get_by_role("toolbar", name="Annotate").get_by_role("button", name="question").click()
    expect(dialog(page)).to_be_visible()
    page.keyboard.type("Which of the two?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#prose-poetry")).to_contain_text("Which of the two?")
    preview.write("papers/1908.09203.yaml", "quote: prose, poetry", "quote: prosa, poetry")
    page.get_by_role("alert").get_by_role("button", name="Write it").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    page.locator(".mnc-tools").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("alert")).to_contain_text("prosa, poetry")
    preview.write("papers/1908.09203.yaml", "quote: prosa, poetry", "quote: prose, poetry")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.locator("#prose-poetry").get_by_role("button", name="edit").click()
    dialog(page).get_by_role("button", name="Delete").click()
    expect(page.locator("#prose-poetry")).to_have_count(0)
    visits.close()
    previews.close()  # type: ignore[attr-defined]
    assert entry.read_bytes() == before
    assert not visits.complaints


def test_another_site_in_the_same_browser_can_neither_read_nor_write(
    preview: Preview, chromium: Browser, tmp_path: Path
) -> None:
    """A page from elsewhere, which knows where the preview is and tries all that a page can."""
    (tmp_path / "evil.html").write_text("<!doctype html><title>Elsewhere</title>")
    page = chromium.new_page()
    page.goto((tmp_path / "evil.html").as_uri())
    told = page.evaluate(
        """async address => {
        const tries = {
          read: () => fetch(address).then(a => a.text()),
          blind: () => fetch(address, {mode: "no-cors"}).then(a => a.text()),
          write: () => fetch(address + ".manicule/ask/undo", {method: "POST", headers: {"Content-Type": "application/json", "X-Manicule-Token": ""}, body: "{}"}).then(a => a.text()),
          simple: () => fetch(address + ".manicule/ask/undo", {method: "POST", mode: "no-cors", body: "{}"}).then(a => String(a.status)),
          socket: () => new Promise(done => { const s = new WebSocket(address.replace("http", "ws") + ".manicule/live");
            s.onmessage = e => done(e.data); s.onerror = () => done("refused"); }),
          frame: () => new Promise(done => { const f = document.createElement("iframe"); f.src = address; document.body.append(f);
            setTimeout(() => { try { done(f.contentDocument.body.textContent); } catch (e) { done("refused"); } }, 1500); }),
          script: () => new Promise(done => { const s = document.createElement("script"); s.src = address + ".manicule/preview.js";
            s.onload = () => done(String(window.manicule_preview)); s.onerror = () => done("refused"); document.head.append(s); }),
        };
        const told = {};
        for (const name in tries) told[name] = await tries[name]().catch(e => "refused");
        return told; }""",
        f"http://127.0.0.1:{preview.port}/",
    )
    page.context.close()
    assert told["read"] == told["write"] == told["socket"] == "refused"
    assert told["blind"] in ("", "refused") and told["simple"] in ("0", "refused")
    assert preview.token() not in str(told)
    assert "Griffin" not in str(told)
