"""The list that comes with Manicule: exact where it quotes, whole where it annotates."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from manicule.content import Content, load_content
from manicule.formats import arxiv_listing
from manicule.gates import check
from manicule.importing import run_import
from manicule.inputs import Source, find_files
from manicule.model import Entry, PartialDate
from manicule.order import Order

ROOT = Path(__file__).parents[1]
SEED = ROOT / "content/sources/000_884123225bf36b53.txt"
FACTS = ROOT / "content/sources/metadata.csl.json"
TODAY = PartialDate(2026, 11, 23)


def load(root: Path) -> Content:
    names = [name for name, _ in find_files(Source("content", root / "content"))]
    content, problems = load_content(names, lambda name: (root / name).read_bytes())
    assert problems == ()
    return content


@pytest.fixture(scope="module")
def shipped() -> Content:
    return load(ROOT)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def copied(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    return tmp_path


def test_all_ten_are_exact(shipped: Content) -> None:
    """Id, abstract and comments letter for letter as in the seed."""
    records = {r.paper.identifiers.arxiv: r.paper for r in arxiv_listing.read(SEED.read_bytes(), SEED.name).records}
    entries = {entry.slug: entry.paper for entry in shipped.entries}
    assert sorted(records) == sorted(entries)
    assert len(records) == 10
    text = SEED.read_text("utf-8")
    for slug, record in records.items():
        paper = entries[slug]
        assert paper.identifiers.arxiv == slug
        assert (paper.abstract, paper.comment) == (record.abstract, record.comment)
        assert f"{paper.abstract}\n" in text
        assert not paper.comment or f"\n{paper.comment}\narXiv:{slug}" in text


def test_facts_are_those_that_were_verified(shipped: Content) -> None:
    for item in json.loads(FACTS.read_text("utf-8")):
        paper = next(entry.paper for entry in shipped.entries if entry.slug == item["id"])
        assert paper.title == item["title"]
        names = [f"{who['given']} {who['family']}" for who in item["author"]]
        assert [name.display for name in paper.authors] == names
        assert str(paper.date) == "-".join(f"{part:02d}" for part in item["issued"]["date-parts"][0])
        assert paper.identifiers.doi == item.get("DOI", item["custom"].get("arxiv-doi", ""))
        assert list(paper.categories) == item["custom"].get("categories", [])
        assert list(paper.earlier_titles) == item["custom"].get("earlier-titles", [])


def test_importing_again_changes_no_byte(tmp_path: Path) -> None:
    root = copied(tmp_path)
    before = tree(root)
    report = run_import(root, [SEED, FACTS, ROOT / "content/sources/related.csl.json"], TODAY)
    assert not report.failed
    assert tree(root) == before


def test_what_is_deleted_comes_back_from_its_sources(tmp_path: Path) -> None:
    """Less the owner's part."""
    root = copied(tmp_path)
    shutil.rmtree(root / "content/papers")
    run_import(root, [SEED, FACTS], TODAY)
    made = {entry.slug: entry for entry in load_papers(root)}
    assert {slug: entry.paper for slug, entry in made.items()} == {e.slug: e.paper for e in load(ROOT).entries}
    assert all(not (entry.tags or entry.why or entry.notes or entry.margin) for entry in made.values())
    assert [relation.to for relation in made["2108.02818"].relations] == ["arxiv:2103.00020"]


def load_papers(root: Path) -> tuple[Entry, ...]:
    names = [name for name, _ in find_files(Source("content", root / "content"))]
    return load_content(names, lambda name: (root / name).read_bytes())[0].entries


def test_nothing_is_wrong_with_it() -> None:
    assert [problem.code for problem in check(Order(ROOT, ROOT / "site")).problems] == ["no-url"]


def test_it_is_annotated_throughout(shipped: Content) -> None:
    parents = {tag.parent for tag in shipped.tags}
    for tag in shipped.tags:
        assert tag.description
        if tag.key not in parents:
            assert sum(tag.key in entry.tags for entry in shipped.entries) >= 2, tag.key
    assert 8 <= len(shipped.tags) <= 14
    for entry in shipped.entries:
        assert entry.why, entry.slug
        assert len(entry.why) <= 120
        assert 2 <= len(entry.margin) <= 5, entry.slug
        assert len({note.kind for note in entry.margin}) > 1
        assert 2 <= len([part for part in entry.notes.split("\n\n") if part[:1].isalpha()]) <= 4, entry.slug
    assert {note.kind for entry in shipped.entries for note in entry.margin} == {
        "comment",
        "question",
        "claim",
        "doubt",
        "highlight",
    }
    assert len(shipped.paths) == 2
