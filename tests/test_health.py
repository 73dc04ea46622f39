"""The health of small lists: what is found, what is not, what the page shows and what a click mends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from manicule.cli import main
from manicule.gates import check_health
from manicule.order import Order
from manicule.pipeline import build

SAMPLE = Path(__file__).parent / "sample"
FULL = "date: 2020\nabstract: Some words.\nwhy: For this.\n"
DEAD = '{"of":"https://gone.example/x","state":"dead","said":"404","since":"2026-10-02","asked":"2026-11-26"}\n'
COPY = "https://web.archive.org/web/2019/https://gone.example/x"


def make(root: Path, checked: str = "", site: str = "", tags: str = "", **entries: str) -> Order:
    (root / "content/papers").mkdir(parents=True, exist_ok=True)
    (root / "content/sources").mkdir(exist_ok=True)
    (root / "content/site.yaml").write_text(f"title: Mine\n{site}")
    (root / "content/sources/checked.jsonl").write_text(checked)
    (root / "content/tags.yaml").write_text(tags)
    for slug, text in entries.items():
        (root / f"content/papers/{slug}.yaml").write_text(text)
    return Order(root, root / "site")


def found(order: Order) -> list[tuple[str, str]]:
    """Kind and place of each finding."""
    outcome = check_health(order)
    assert not outcome.failed, outcome.report
    names = [one.where.path.rpartition("/")[2].removesuffix(".yaml") for one in outcome.problems]
    return sorted((one.code.removeprefix("health-"), n) for one, n in zip(outcome.problems, names, strict=True))


def page(order: Order, path: str = "health.html") -> str:
    outcome = build(order)
    assert not outcome.failed, outcome.report
    return (order.target / path).read_text("utf-8")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"a": f"title: A\narxiv: '2107.03374'\n{FULL}"}, []),
        ({"a": "title: A\narxiv: '2107.03374'\nwhy: x\ndate: 2020\n"}, [("missing", "a")]),
        ({"a": "title: A\narxiv: '2107.03374'\ndate: 2020\nabstract: b\n"}, [("silent", "a")]),
        ({"a": "title: A\narxiv: '2107.03374'\ndate: 2020\nabstract: b\nmargin: [{quote: b}]\n"}, []),
        ({"a": f"title: A\nurls: {{pdf: 'https://x.example/'}}\n{FULL}", "b": f"title: B\narxiv: '2107.03375'\n{FULL}"},
         [("alone", "a"), ("alone", "b")]),
        ({"a": f"title: A\narxiv: '2107.03374'\n{FULL}notes: See [[b]].\n", "b": f"title: B\narxiv: '2107.03375'\n{FULL}"}, []),
        ({"a": f"title: A\narxiv: '2107.03374'\n{FULL}relations: [{{type: cites, to: 'doi:10.1000/x'}}]\n"}, [("dangling", "a")]),
        ({"a": f"title: One of two\nauthors: [Ada Alpha]\narxiv: '2107.03374'\n{FULL}notes: '[[b]]'\n",
          "b": f"title: One of two\nauthors: [Ada Alpha]\narxiv: '2107.03375'\n{FULL}"}, [("twice", "a")]),
        ({"a": f"title: A paper of four words\nauthors: [Ada Alpha]\narxiv: '2107.03374'\n{FULL}notes: '[[b]]'\n",
          "b": "title: A paper of four words\nauthors: [Ada Alpha]\nkind: article\ndoi: 10.1000/x\ndate: 2022\nabstract: b\nwhy: x\n"}, [("twice", "b")]),
    ],
)  # fmt: skip
def test_what_is_found_in_entries(tmp_path: Path, entries: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert found(make(tmp_path, **entries)) == expected


def test_what_is_found_in_tags(tmp_path: Path) -> None:
    tags = "wide: {}\nnarrow: {parent: wide}\nunused: {}\nboth: {}\n"
    entry = f"title: {{0}}\narxiv: '2107.0337{{1}}'\ntags: {{2}}\n{FULL}notes: '[[{{3}}]]'\n"
    order = make(
        tmp_path, tags=tags, a=entry.format("A", 4, "[narrow, both]", "b"), b=entry.format("B", 5, "[both]", "a")
    )
    said = {one.code: one.message for one in check_health(order).problems}
    assert set(said) == {"health-unused", "health-once"}
    assert "`unused`" in said["health-unused"] and "`narrow`" in said["health-once"]


def test_drafts_have_no_health(tmp_path: Path) -> None:
    assert found(make(tmp_path, DEAD, a="title: A\nurls: {pdf: 'https://gone.example/x'}\ndraft: true\n")) == []


def test_there_is_a_page_only_where_it_is_asked_for(tmp_path: Path) -> None:
    order = make(tmp_path, a=f"title: A\narxiv: '2107.03374'\n{FULL}")
    assert "Health of this list" not in page(order, "index.html") and not (order.target / "health.html").exists()
    order = make(tmp_path, site="pages: {health: true}\n")
    assert "Nothing is missing, gone or in doubt." in page(order)
    home = (order.target / "index.html").read_text("utf-8")
    assert home.count("health.html") == 1 and home.index("health.html") > home.index("colophon")


def test_the_page_shows_what_is_gone_and_the_paper_marks_it(tmp_path: Path) -> None:
    entry = f"title: A\nurls: {{code: 'https://gone.example/x', data: 'https://fine.example/'}}\n{FULL}"
    copied = DEAD.replace('"since"', f'"archived":"{COPY}","since"')
    order = make(tmp_path, copied, "pages: {health: true}\n", a=entry)
    said = page(order)
    assert "One link is gone" in said and "gone since 2026-10-02" in said and COPY in said
    assert "archived:" in said, "the fix, as YAML"
    paper = (order.target / "papers/a.html").read_text("utf-8")
    assert "<dt>Gone</dt>" in paper and "since October 2026" in paper and f'href="{COPY}">archived copy' in paper
    links = paper.partition("<dt>Links</dt>")[2].partition("</dd>")[0]
    assert "fine.example" in links and "gone.example" not in links


def test_a_link_in_notes_is_marked_too_and_the_entry_s_own_copy_goes_first(tmp_path: Path) -> None:
    own = "https://archive.example/mine"
    entry = f"title: A\n{FULL}archived: {{'https://gone.example/x': '{own}'}}\nnotes: As [here](https://gone.example/x#a).\n"
    order = make(tmp_path, DEAD, a=entry)
    paper = page(order, "papers/a.html")
    assert "<dt>Gone</dt>" in paper and own in paper and "gone.example</a>" in paper
    assert not [one for one in build(order).problems if one.code == "link-dead"]


def test_what_was_asked_changes_pages_and_a_day_does_not(tmp_path: Path) -> None:
    """Only the file decides: the same file on another day is the same site, another file another."""
    order = make(tmp_path, a=f"title: A\nurls: {{code: 'https://gone.example/x'}}\n{FULL}")
    assert "<dt>Gone</dt>" not in page(order, "papers/a.html")
    make(tmp_path, DEAD)
    assert "<dt>Gone</dt>" in page(order, "papers/a.html")
    make(tmp_path, DEAD.replace('"dead","said":"404"', '"fine"'))
    assert "<dt>Gone</dt>" not in page(order, "papers/a.html")


@pytest.mark.parametrize("before", ["Nothing yet.", "As [here](https://gone.example/x)."])
def test_an_incremental_build_with_a_dead_link_is_a_clean_one(tmp_path: Path, before: str) -> None:
    """New words may bring a link that is known to be gone, or take it away."""
    site = "pages: {health: true}\n"
    order = make(tmp_path, DEAD, site, a=f"title: A\n{FULL}notes: {before}\n", b=f"title: B\n{FULL}notes: Else.\n")
    page(order)
    for words in ("As [here](https://gone.example/x).", "Other words.", "See <https://gone.example/x>, too."):
        make(tmp_path, DEAD, site, a=f"title: A\n{FULL}notes: {words}\n")
        quick = page(order)
        paper = (order.target / "papers/a.html").read_text("utf-8")
        assert ("<dt>Gone</dt>" in paper) == ("gone.example" in words) == ("is gone" in quick)
        clean = Order(tmp_path, tmp_path / "clean", clean=True, cache=False)
        assert page(clean) == quick and (clean.target / "papers/a.html").read_text("utf-8") == paper


def test_a_long_list_of_one_kind_is_cut_on_the_page_and_whole_in_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = {f"p{n}": f"title: Paper {n}\narxiv: '2107.{10000 + n}'\n{FULL}" for n in range(230)}
    order = make(tmp_path, site="pages: {health: true, related: false}\n", **entries)
    said = page(order)
    assert said.count('class="row"') == 200 and "And 30 more" in said
    assert main(["check", "--health", "--root", str(tmp_path)]) == 0
    assert capsys.readouterr().err.count("health-alone") == 230


def test_the_command_says_it_as_json_and_where_nothing_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "sample")
    assert main(["check", "--health", "--json", "--root", str(tmp_path / "sample")]) == 0
    assert '"health-dangling"' in capsys.readouterr().out
    make(tmp_path / "well", a=f"title: A\narxiv: '2107.03374'\n{FULL}")
    assert main(["check", "--health", "--root", str(tmp_path / "well")]) == 0
    assert "Nothing is missing, gone or in doubt." in capsys.readouterr().out
    (tmp_path / "well/content/papers/a.yaml").write_text("titel: A\n")
    assert main(["check", "--health", "--root", str(tmp_path / "well")]) == 1


def test_archived_copies_are_addresses(tmp_path: Path) -> None:
    order = make(
        tmp_path, a=f"title: A\n{FULL}archived: {{x: 'https://a.example/', 'https://b.example/': 'javascript:x'}}\n"
    )
    assert [one.code for one in build(order).problems if one.level == "error"] == ["wrong-form", "wrong-form"]
