"""Two hundred papers with a thousand notes: built, given out as annotations, and read back in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from annotated_list import make_annotated_list, slug_of

from manicule.content import load_entry
from manicule.importing import run_import
from manicule.model import Entry, MarginNote, PartialDate
from manicule.order import Order
from manicule.pipeline import build
from manicule.values import replace

PAPERS, NOTES = 200, 5


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("noted")
    make_annotated_list(folder, PAPERS, NOTES)
    outcome = build(Order(folder, folder / "site"))
    assert not outcome.failed, outcome.report
    return folder


def entry_of(folder: Path, slug: str) -> Entry:
    name = f"content/papers/{slug}.yaml"
    entry, problems = load_entry(name, (folder / name).read_bytes())
    assert entry is not None, problems
    return entry


def pages(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "site").rglob("*.html")):
        yield path.read_text("utf-8")


def test_every_note_is_on_its_page_and_can_be_reached(noted: Path) -> None:
    for number in range(PAPERS):
        page = (noted / f"site/papers/{slug_of(number)}.html").read_text("utf-8")
        entry = entry_of(noted, slug_of(number))
        said = [note.id for note in entry.margin if note.note]
        assert sorted(re.findall(r'<a class="ref" id="r-([^"]+)"', page)) == sorted(said)
        assert sorted(re.findall(r'<div class="note[^"]*" data-kind="[a-z]+" id="([^"]+)"', page)) == sorted(said)
        highlights = [note.id for note in entry.margin if not note.note]
        assert sorted(re.findall(r'<mark class="hl content" data-kind="highlight" id="([^"]+)"', page)) == sorted(
            highlights
        )


def test_all_are_gathered_once(noted: Path) -> None:
    found = "".join(path.read_text("utf-8") for path in (noted / "site").glob("margin*.html"))
    for kind in ("question", "doubt", "claim", "comment", "highlight"):
        assert len(re.findall(rf'id="{kind}-\d+"', found)) == PAPERS * NOTES / 5
    assert len(re.findall(r'id="quote-\d+"', found)) == PAPERS
    theirs = [
        len(
            re.findall(
                r'<li class="pair"',
                "".join(path.read_text("utf-8") for path in (noted / "site/annotators").glob(f"{key}*")),
            )
        )
        for key in ("ab", "cd")
    ]
    signed = [note.by for number in range(PAPERS) for note in entry_of(noted, slug_of(number)).margin]
    assert theirs == [signed.count("ab"), signed.count("cd") + PAPERS]


def test_both_ends_of_every_relation_and_every_link(noted: Path) -> None:
    page = (noted / f"site/papers/{slug_of(0)}.html").read_text("utf-8")
    assert '<span class="k">extends</span>' in page
    assert '<span class="k">extended by</span>' in page
    linked = page.partition("<h2>Linked from</h2>")[2].partition("</section>")[0]
    assert f"What I think of number {PAPERS - 3}, after <mark>The paper about number 0</mark> and Odd." in linked
    works = (noted / "site/works.html").read_text("utf-8")
    assert works.count("cites it") == PAPERS


def test_nothing_of_it_is_alive(noted: Path) -> None:
    """The texts hold scripts, handlers and javascript: links; the pages' own scripts have an address."""
    for page in pages(noted):
        assert not re.search(r'<script(?! src=| type="application/ld\+json")', page)
        assert not re.search(r"<[^>]*\son\w+\s*=", re.sub(r'"[^"]*"', '""', page))
        assert not re.search(r'(?:href|src)="\s*javascript:', page, re.IGNORECASE)
        assert "<svg/onload" not in page


def without_source(notes: tuple[MarginNote, ...]) -> list[MarginNote]:
    return sorted((replace(note, source="") for note in notes), key=lambda note: note.id)


def test_what_is_given_out_reads_back_the_same(noted: Path, tmp_path: Path) -> None:
    make_annotated_list(tmp_path, PAPERS, NOTES)
    for path in (tmp_path / "content/papers").iterdir():
        path.write_text(re.sub(r"^margin:\n(?: .*\n)+", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
        assert entry_of(tmp_path, path.stem).margin == ()
    given = noted / "site/annotations.jsonld"
    assert json.loads(given.read_text("utf-8"))["total"] == PAPERS * NOTES
    report = run_import(tmp_path, [given], PartialDate(2026, 11, 23))
    assert not report.failed
    for number in range(PAPERS):
        before, after = entry_of(noted, slug_of(number)), entry_of(tmp_path, slug_of(number))
        assert without_source(after.margin) == without_source(before.margin), slug_of(number)
    assert run_import(tmp_path, [given], PartialDate(2026, 11, 23)).written == ()
    assert run_import(noted, [given], PartialDate(2026, 11, 23), dry_run=True).written == (), "the list that it is from"
