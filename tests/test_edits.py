"""Whatever is done to a list, one more build ends in the tree and the words of a build from nothing.

Directed cases for what is easily forgotten, each done and undone; random series of edits, with one process and with
several; a longer list; and what is outside of the list: the code, its libraries, the clock. The edits are in edits.py,
the comparing is in twins.py. It all goes through `build` and the command line, whatever is behind them.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from stat import S_ISREG
from typing import Any

import markdown
import pytest
from annotated_list import make_annotated_list
from edits import EDITS, HOUR, Editor, make_full_list, set_time
from hypothesis import given, settings
from hypothesis import strategies as st
from twins import Tree, build_apart, compare, differences, read_tree, run_apart

import manicule
from manicule import workers
from manicule.order import Order, Outcome
from manicule.pipeline import build
from manicule.sources import package_templates

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
"""Python 3.12 warns of forks where there are threads, as there are in processes of pytest-xdist."""


# Directed cases.


@dataclass(frozen=True, slots=True)
class Desk:
    """A list as it was built first. `files` are its inputs with their times, `report` what was told."""

    root: Path
    site: Path
    files: dict[str, tuple[bytes, int]]
    tree: Tree
    report: str

    def restore(self) -> None:
        """The inputs as they were, in place and with the times they had."""
        shutil.rmtree(self.root / "templates", ignore_errors=True)
        for path in sorted((self.root / "content").rglob("*"), reverse=True):
            if path.is_file() and path.relative_to(self.root).as_posix() not in self.files:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        for name, (data, mtime) in self.files.items():
            path = self.root / name
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                set_time(path, mtime)


def make_desk(root: Path) -> Desk:
    make_full_list(root)
    outcome = build_apart(root, root / "site")
    assert not outcome.failed, outcome.report
    content = [path for path in (root / "content").rglob("*") if path.is_file()]
    files = {p.relative_to(root).as_posix(): (p.read_bytes(), p.stat().st_mtime_ns) for p in content}
    return Desk(root, root / "site", files, read_tree(root / "site"), outcome.report)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> list[Desk]:
    return [make_desk(tmp_path_factory.mktemp("list"))]


@pytest.fixture
def desk(desks: list[Desk], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all cases, since each of them undoes what it does; after one that failed there is another."""
    mine = desks.pop() if desks else make_desk(tmp_path_factory.mktemp("list"))
    yield mine
    mine.restore()
    if read_tree(mine.site) == mine.tree:
        desks.append(mine)


@dataclass(frozen=True, slots=True)
class Case:
    """What is done to the list, and files of the site that must not be what they were."""

    name: str
    edit: Callable[[Path], object]
    shows: tuple[str, ...]


def put(name: str, old: str, new: str) -> Callable[[Path], object]:
    """A text of content/ with something else in it."""

    def edit(root: Path) -> None:
        path = root / "content" / name
        text = path.read_text("utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")

    return edit


def cut(name: str, line: str) -> Callable[[Path], object]:
    """All from a line of a text of content/ on is gone."""

    def edit(root: Path) -> None:
        path = root / "content" / name
        text, found, _ = path.read_text("utf-8").partition(f"\n{line}")
        assert found
        path.write_text(f"{text}\n", encoding="utf-8", newline="")

    return edit


def ours(name: str, old: str, new: str) -> Callable[[Path], object]:
    """A template that comes with Manicule, changed, as the list's own."""

    def edit(root: Path) -> None:
        text = (Path(__file__).parents[1] / "templates" / name).read_text("utf-8")
        assert old in text
        more(f"templates/{name}", text.replace(old, new))(root)

    return edit


def more(name: str, text: str) -> Callable[[Path], object]:
    """Text behind what is there, or a file of its own."""

    def edit(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((path.read_bytes() if path.exists() else b"") + text.encode())

    return edit


def gone(*names: str) -> Callable[[Path], object]:
    def edit(root: Path) -> None:
        for name in names:
            (root / name).unlink()

    return edit


def moved(old: str, new: str) -> Callable[[Path], object]:
    def edit(root: Path) -> None:
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / old).rename(root / new)

    return edit


def all_of(*edits: Callable[[Path], object]) -> Callable[[Path], object]:
    return lambda root: [edit(root) for edit in edits]


PAPERS = "content/papers"
ANNOTATED = "margin:\n- {quote: word2x3 word2x4, note: The first., tags: [oddments]}\n"
OWN_PART = "{% extends 'base.html' %}{% from 'parts/own.html' import own %}{% block main %}{{ own() }}{% endblock %}"

CASES = (
    # Entries.
    Case(
        "an entry that others link to is retitled",
        put("papers/more-3.yaml", "Paper 3 of more", "Retitled"),
        ("papers/more-3.html", "papers/more-0.html", "papers/more-2.html", "papers/more-4.html", "papers/index.html",
         "feed.xml", "list.bib", "list.json", "bibliography.html", "bibliography.md", "years/2016.html",
         "tags/beasts.html", "people/cy-third.html", "margin.html", "papers/more-3.jsonld", "assets/cards-0.js",
         "tags/beasts--bibliography.md"),
    ),
    Case("the title of one linked from a margin note", put("papers/more-6.yaml", "Paper 6 of", "Six of"), ("margin.html", "papers/more-1.html", "assets/cards-0.js")),
    Case("a step of a path is retitled", put("papers/griffin.yaml", "Griffins at rest", "Griffins"), ("paths/weights.html", "paths/index.html", "papers/2001.00001.html", "papers/plain.html", "about.html", "index.html")),
    Case("the first margin note", more(f"{PAPERS}/more-2.yaml", ANNOTATED), ("papers/more-2.jsonld", "papers/more-2.html", "papers/index.html", "margin.html", "annotations.jsonld", "tags/oddments.html", "list.bib")),
    Case("the last margin note goes", cut("papers/more-1.yaml", "margin:"), ("papers/more-1.html", "papers/more-1.jsonld", "annotations.jsonld", "margin.html", "papers/more-6.html")),
    Case("a tag on a margin note alone", put("papers/2001.00001.yaml", "tags: [measures, units]", "tags: [measures]"), ("papers/2001.00001.html", "tags/units.html")),
    Case("a person's second paper", put("papers/plain.yaml", "tags:", "authors: [The Weighing Group, Dee Fourth2]\ntags:"), ("people/dee-fourth2.html", "people/index.html", "papers/plain.html", "people/the-weighing-group.html")),
    Case("a person has but one paper left", all_of(put("papers/griffin.yaml", "Bo van Beispiel, ", "")), ("people/bo-van-beispiel.html", "papers/2001.00001.html", "people/index.html")),
    Case("a draft is published", put("papers/hidden.yaml", "draft: true", "draft: false"), ("papers/hidden.html", "papers/griffin.html", "index.html", "feed.xml", "sitemap.xml")),
    Case("an entry becomes a draft", more(f"{PAPERS}/plain.yaml", "draft: true\n"), ("papers/plain.html", "paths/weights.html", "papers/griffin.html", "tags/index.html")),
    Case("a date that changes the order", put("papers/more-0.yaml", "2015-01", "2018-01"), ("papers/index.html", "papers/more-0.html", "papers/more-1.html", "years/2015.html", "years/2018.html", "list.bib", "index.html")),
    Case("why", put("papers/more-5.yaml", "Because of 5", "Since 5"), ("papers/more-5.html", "papers/index.html", "tags/units.html", "bibliography.md")),
    Case("status", put("papers/griffin.yaml", "to-read", "read"), ("papers/griffin.html", "index.html", "paths/weights.html", "years/index.html")),
    Case("importance", more(f"{PAPERS}/more-5.yaml", "importance: essential\n"), ("papers/more-5.html", "papers/index.html")),
    Case("added", put("papers/more-5.yaml", "2026-10-06", "2026-12-24"), ("index.html", "feed.xml")),
    Case("an alias more", more(f"{PAPERS}/more-2.yaml", "aliases: [once]\n"), ("papers/once.html",)),
    Case("an alias less", put("papers/2001.00001.yaml", "aliases: [old-dragon]", "aliases: []"), ("papers/old-dragon.html",)),
    Case("a relation's note", put("papers/more-4.yaml", "As 4 says", "As 4 denies"), ("papers/more-4.html", "papers/more-5.html")),
    Case("a relation to another one", put("papers/more-4.yaml", "to: more-5", "to: more-6"), ("papers/more-4.html", "papers/more-5.html", "papers/more-6.html")),
    Case("a work outside comes on the list", more(f"{PAPERS}/outside.yaml", "title: Inside now\ndoi: 10.1000/outside\n"), ("papers/outside.html", "papers/griffin.html", "papers/2001.00001.html", "works.html")),
    Case("an entry by the same author in the same year", more(f"{PAPERS}/again.yaml", "title: Paper one\nauthors: [Ada Example]\ndate: 2015-12\n"), ("list.bib", "list.json", "papers/again.bib", "people/ada-example.html")),
    Case("citation keys that meet", put("papers/more-2.yaml", "Paper 2 of", "Paper 0 of"), ("list.bib", "papers/more-2.bib", "list.json")),
    Case("an entry goes, and what points to it", all_of(gone(f"{PAPERS}/more-7.yaml"), put("papers/more-6.yaml", "more-7", "more-1"), put("papers/more-4.yaml", "more-7", "more-1")), ("papers/more-7.html", "papers/more-6.html", "papers/index.html", "feed.xml", "sitemap.xml", "list.bib")),
    Case("an entry has another slug", all_of(moved(f"{PAPERS}/plain.yaml", f"{PAPERS}/simple.yaml"), put("paths/weights.yaml", "plain", "simple")), ("papers/plain.html", "papers/simple.html", "paths/weights.html")),
    Case("two entries change their places", all_of(moved(f"{PAPERS}/more-1.yaml", f"{PAPERS}/x"), moved(f"{PAPERS}/more-2.yaml", f"{PAPERS}/more-1.yaml"), moved(f"{PAPERS}/x", f"{PAPERS}/more-2.yaml"), put("papers/more-2.yaml", "to: more-2", "to: more-1")) , ("papers/more-1.html", "papers/more-2.html", "papers/more-0.html")),
    Case("a link more", more(f"{PAPERS}/plain.yaml", "why: To link.\nquotes: [{text: A, note: 'As [[more-0]] has it.'}]\n"), ("papers/plain.html", "papers/more-0.html")),
    Case("a link less", put("papers/more-0.yaml", "After [[more-3]]", "After"), ("papers/more-0.html", "papers/more-3.html")),
    Case("an abstract that is near to another", put("papers/more-0.yaml", "abstract: ", "abstract: Griffins rest often. "), ("papers/more-0.html",)),
    Case("an arXiv id less", put("papers/more-0.yaml", "arxiv:", "comment:"), ("papers/more-0.html", "list.bib", "list.json")),
    # The rest of content/.
    Case("a tag's label", put("tags.yaml", "label: Beasts", "label: Animals"), ("tags/beasts.html", "tags/index.html", "index.html", "papers/griffin.html", "papers/more-0.html", "papers/index.html", "people/ada-example.html", "feed.xml")),
    Case("a tag's label in a sentence that links to it", put("tags.yaml", "label: Units", "label: Unities"), ("papers/more-3.html", "papers/more-6.html", "tags/units.html")),
    Case("a tag's parent", put("tags.yaml", "{label: Units}", "{label: Units, parent: things}"), ("tags/things.html", "tags/units.html", "tags/index.html")),
    Case("a tag's description links", put("tags.yaml", "and [[griffin]]", "and [[plain]]"), ("tags/measures.html", "papers/griffin.html", "papers/plain.html")),
    Case("a person's name", put("people.yaml", "name: Ada Example", "name: Ada B. Example"), ("people/index.html",)),
    Case("two names are one person's", more("content/people.yaml", "- {name: Cy Third, also: [Dee Fourth2]}\n"), ("people/cy-third.html", "papers/more-6.html")),
    Case("a person is not known any more", put("people.yaml", "also: [A. Example], ", ""), ("people/ada-example.html", "papers/griffin.html")),
    Case("a work outside is retitled", put("works.yaml", "A work outside the list", "A work far outside"), ("works.html", "papers/griffin.html", "papers/2001.00001.html")),
    Case("no works are known", gone("content/works.yaml"), ("works.html", "papers/griffin.html")),
    Case("a work becomes known", more("content/works.yaml", "- {title: Known now, arxiv: '1901.00001'}\n"), ("works.html", "papers/2001.00001.html")),
    Case("a path has a step more", more("content/paths/weights.yaml", "  - {paper: more-0, why: To end.}\n"), ("paths/weights.html", "papers/more-0.html", "papers/plain.html", "index.html", "paths/weights--bibliography.md")),
    Case("a path more", more("content/paths/other.yaml", "title: Other\nsteps: [{paper: more-1}, {paper: griffin}]\n"), ("paths/other.html", "paths/index.html", "papers/griffin.html", "index.html")),
    Case("a page more", more("content/pages/imprint.md", "# Imprint\n\nSee [[more-1]].\n"), ("imprint.html", "index.html", "papers/more-1.html", "tags/index.html", "404.html")),
    Case("no pages of one's own", gone("content/pages/about.md"), ("about.html", "index.html", "papers/griffin.html")),
    Case("a file", put("files/CNAME", "example.org", "example.net"), ("CNAME",)),
    Case("a file more, and a folder", more("content/files/deep/er/x.bin", "\0"), ("deep/er/x.bin",)),
    Case("a folder where a file stood", all_of(gone("content/files/CNAME"), more("content/files/CNAME/x", "x")), ("CNAME", "CNAME/x")),
    Case("a picture that a page shows", all_of(more("content/files/a.png", "x"), more("content/pages/about.md", "\n![a](a.png)\n")), ("a.png", "about.html")),
    # Settings.
    *(
        Case(f"no {switch}", more("content/site.yaml", f"pages: {{{switch}: false}}\n"), shows)
        for switch, shows in (
            ("people", ("people/index.html", "papers/more-0.html", "index.html")),
            ("years", ("years/index.html", "index.html", "papers/index.html")),
            ("paths", ("paths/weights.html", "index.html", "papers/griffin.html")),
            ("margin", ("margin.html", "annotators/ab.html")),
            ("works", ("works.html",)),
            ("cards", ("assets/cards-0.js", "index.html")),
            ("exports", ("list.bib", "list.json", "index.html")),
            ("annotations", ("annotations.jsonld", "papers/more-1.jsonld", "papers/more-1.html")),
            ("related", ("papers/griffin.html",)),
        )
    ),
    Case("no files of papers", put("site.yaml", "exports: [bib, json]", "exports: []"), ("papers/griffin.bib", "papers/griffin.json", "papers/griffin.html")),
    Case("no notes in exports", put("site.yaml", "export_notes: true", "export_notes: false"), ("list.bib", "list.json", "papers/griffin.bib")),
    Case("another address", put("site.yaml", "https://example.org/list/", "https://example.net/"), ("index.html", "feed.xml", "sitemap.xml", "404.html", "annotations.jsonld")),
    Case("no address", put("site.yaml", "url: https://example.org/list/", "language: en"), ("index.html", "feed.xml", "sitemap.xml", "robots.txt")),
    Case("fewer bibliographies", put("site.yaml", "[list, paths, tags]", "[paths]"), ("bibliography.html", "papers/index.html", "tags/beasts.html", "tags/beasts--bibliography.md")),
    Case("an annotator's name", put("site.yaml", "A. Bystander", "B. Stander"), ("papers/2001.00001.html", "margin.html", "annotators/ab.html", "annotations.jsonld")),
    Case("no start", put("site.yaml", "start: weights", "#"), ("index.html",)),
    Case("another title", put("site.yaml", "title: Beasts & Measures", "title: Other Beasts"), ("index.html", "papers/griffin.html", "404.html", "feed.xml", "annotations.jsonld")),
    Case("another language", put("site.yaml", "start:", "language: de\nstart:"), ("index.html", "feed.xml", "papers/plain.html")),
    Case("an open vocabulary", all_of(more("content/site.yaml", "vocabulary: open\n"), put("papers/plain.yaml", "[oddments]", "[brand-new]")), ("tags/brand-new.html", "tags/index.html", "papers/plain.html")),
    # Templates.
    Case("a template of one's own", more("templates/prose.html", "own {{ page.title }}"), ("about.html", "404.html")),
    Case("a template that takes in another one", all_of(more("templates/prose.html", OWN_PART), more("templates/parts/own.html", "{% macro own() %}A{% endmacro %}")), ("about.html",)),
    Case("a part of ours", ours("parts/entry.html", "<article", "<article data-x"), ("index.html", "papers/index.html", "tags/beasts.html", "years/2015.html")),
    Case("what all pages extend", ours("base.html", "<body", "<body data-x"), ("index.html", "404.html", "papers/plain.html", "bibliography.html")),
    Case("a style of one's own", more("templates/assets/lists.css", "p { margin: 0 }"), ("assets/lists.css",)),
    Case("an asset of one's own", more("templates/assets/new/picture.svg", "<svg/>"), ("assets/new/picture.svg",)),
    # What is said.
    Case("a warning goes", put("papers/2001.00001.yaml", "quote: a footnote", "quote: a footnote1"), ()),
    Case("a warning comes", more("content/tugs.yaml", "a: b\n"), ()),
    Case("a link that is taken out", put("papers/more-0.yaml", "comes", "[comes](javascript:x)"), ("bibliography.md",)),
    Case("a work that is on the list", more("content/works.yaml", "- {title: It, arxiv: '2101.00001'}\n"), ()),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_done_and_undone(case: Case, desk: Desk) -> None:
    case.edit(desk.root)
    found, outcome = compare(desk.root, desk.site)
    after = read_tree(desk.site)
    same = [name for name in case.shows if after.get(name) == desk.tree.get(name)]
    desk.restore()
    undone, back = compare_with(desk)
    assert not found, "\n".join(found)
    assert not outcome.failed, outcome.report
    assert not same, f"{same} do not show it; only {sorted(n for n in after if after[n] != desk.tree.get(n))}"
    assert after != desk.tree or back != outcome.report
    assert not undone, "undone: " + "\n".join(undone)


def test_words_bring_papers_near_and_apart_again(desk: Desk) -> None:
    """The neighbours of others change with them, and change back when the words do."""
    words = "Menageries and hippogriffs. Menageries!"
    all_of(
        put("papers/more-7.yaml", "[[tag:units]].", f"[[tag:units]]. {words}"),
        put("papers/more-7.yaml", "why: Because", "why: Now because"),
        put("papers/more-3.yaml", "[[tag:units]].", "[[tag:units]]. Nothing."),
    )(desk.root)
    for old, new in (("Nothing.", "None."), ("None.", words), (words, "None."), ("None.", words)):
        put("papers/more-3.yaml", old, new)(desk.root)
        found, _ = compare(desk.root, desk.site)
        assert not found, "\n".join(found)
        assert (b"enageries</i>" in read_tree(desk.site)["papers/more-7.html"]) == (new == words)


def compare_with(desk: Desk) -> tuple[list[str], str]:
    """Builds what it was at first, and says what is not as it was, with what is told."""
    outcome = build_apart(desk.root, desk.site)
    found = list(differences(read_tree(desk.site), desk.tree))
    return [*found, *([] if outcome.report == desk.report else [outcome.report])], outcome.report


MISTAKES = (
    Case("unreadable", more(f"{PAPERS}/more-3.yaml", "  bad: [yaml\n"), ("yaml",)),
    Case("an unknown tag", put("papers/more-3.yaml", "- beasts", "- boasts"), ("unknown-tag",)),
    Case("a link to nothing", put("tags.yaml", "[[griffin]]", "[[gryphon]]"), ("unknown-paper",)),
    Case("a link to what has become a draft", more(f"{PAPERS}/more-3.yaml", "draft: true\n"), ("draft-link",)),
    Case("what is pointed to has gone", gone(f"{PAPERS}/more-3.yaml"), ("unknown-paper",)),
    Case("a quote that is lost", put("papers/more-3.yaml", "word3x4 word3x5 word3x6", "word3x4"), ("quote-not-found",)),
    Case("a quote in notes that is lost", put("papers/2001.00001.yaml", "quote: a footnote", "quote: no note"), ("quote-not-found",)),
    Case("the same paper twice", put("papers/more-3.yaml", "2101.00003", "2101.00004"), ("same-paper",)),
    Case("an alias that is taken", more(f"{PAPERS}/more-3.yaml", "aliases: [griffin]\n"), ("same-slug",)),
    Case("a page in a page's place", more("content/pages/margin.md", "# Margin\n"), ("same-path",)),
    Case("a file in a page's place", more("content/files/papers/griffin.html", "x"), ("same-path",)),
    Case("an annotator is forgotten", put("site.yaml", "  ab: {", "  cd: {"), ("unknown-annotator",)),
    Case("the site has no title", put("site.yaml", "title:", "titel:"), ("titel",)),
    Case("no site", gone("content/site.yaml"), ("site.yaml",)),
    Case("a template that is broken", more("templates/prose.html", "{% if %}"), ("error[template]",)),
    Case("a template that asks for too much", more("templates/parts/timeline.html", "{{ nothing }}"), ("error[template]",)),
)  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case.name)
def test_a_mistake_is_made_and_mended(case: Case, desk: Desk) -> None:
    """With a mistake the output is not touched; another edit that comes with it shows when it is mended."""
    case.edit(desk.root)
    found, outcome = compare(desk.root, desk.site)
    desk.restore()
    put("papers/more-6.yaml", "Paper 6 of more", "Paper 6 of many")(desk.root)
    mended, well = compare(desk.root, desk.site)
    desk.restore()
    undone, _ = compare_with(desk)
    assert outcome.failed
    assert case.shows[0] in outcome.report
    assert not found, "\n".join(found)
    assert not well.failed
    assert not mended, "mended: " + "\n".join(mended)
    assert not undone, "undone: " + "\n".join(undone)


# Series.

SERIES = int(os.environ.get("MANICULE_SERIES", "3"))
"""How many of them; more find more."""

Step = list[tuple[str, int]]
STEPS = st.lists(
    st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 9999)), min_size=1, max_size=3),
    min_size=1,
    max_size=8,
)
"""Edits by name, each with the seed of its choices; a build after each step. Hypothesis makes a series that fails shorter."""


def follow(root: Path, steps: list[Step]) -> None:
    """After each step the output is compared with a clean one. What cannot be built is mended with the next step."""
    site = root / "site"
    told: list[str] = []
    found, outcome = compare(root, site)
    assert not outcome.failed, outcome.report
    assert not found, "\n".join(found)
    good = _inputs(root)
    for step in steps:
        for name, seed in step:
            told.append(f"{name}: {EDITS[name](Editor(root, random.Random(seed), site))}")
        found, outcome = compare(root, site)
        if outcome.failed and not found:
            told.append(f"which is mended, since\n{outcome.report}")
            _mend(root, good)
            found, outcome = compare(root, site)
        assert not found, "\n".join([*told, "and then:", *found])
        assert not outcome.failed, outcome.report
        good = _inputs(root)


def _inputs(root: Path) -> Tree:
    return {name: data for name, data in read_tree(root).items() if name.startswith(("content/", "templates/"))}


def _mend(root: Path, good: Tree) -> None:
    for name in ("content", "templates"):
        shutil.rmtree(root / name, ignore_errors=True)
    for name, data in good.items():
        if name.endswith("/"):
            (root / name).mkdir(parents=True)
            continue
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
        set_time(root / name, time.time_ns() - 5 * HOUR)


@pytest.mark.parametrize("crew", [1, 3], ids=["alone", "several"])
def test_any_series_of_edits(
    crew: int, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With several, even so short a list is read and made by as many processes as there are cores."""
    monkeypatch.setattr(workers, "WORTH_IT", 10 if crew > 1 else 10_000)

    @settings(max_examples=SERIES)
    @given(STEPS)
    def run(steps: list[Step]) -> None:
        root = tmp_path_factory.mktemp("series")
        make_full_list(root)
        follow(root, steps)

    run()


@pytest.mark.parametrize("half", [0, 1])
def test_each_kind_of_edit(half: int, tmp_path: Path) -> None:
    """Every one twice, in an order of chance, by halves."""
    make_full_list(tmp_path)
    chance = random.Random(20261125)
    names = chance.sample(sorted(EDITS), len(EDITS))[half::2]
    follow(
        tmp_path,
        [[(name, chance.randrange(9999)), (other, 7)] for name, other in zip(names, reversed(names), strict=True)],
    )


def test_a_list_of_some_hundreds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as it takes for several workers, and for lists that have more than one page."""
    monkeypatch.setattr(workers, "WORTH_IT", 100)
    make_annotated_list(tmp_path, 210, 1)
    site = tmp_path / "site"
    assert not build_apart(tmp_path, site).failed
    edit = all_of(
        put("papers/2011.00006.yaml", "The paper about", "What is about"),
        put("papers/2010.00003.yaml", "date: 2012", "date: 2031"),
        put("tags.yaml", "Odd", "Uneven"),
    )
    edit(tmp_path)
    found, outcome = compare(tmp_path, site)
    assert not outcome.failed, outcome.report[:2000]
    assert not found, "\n".join(found[:20])


# The clock.


@pytest.mark.parametrize("age", [0, HOUR])
def test_a_change_that_no_stat_tells_is_seen_while_the_time_is_young(
    age: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system that counts in seconds: the same size, the same times, the same inode, and other words. The file's
    time may be whatever a program has set it to; that of its last change is young."""
    make_full_list(tmp_path, 2)
    young = time.time_ns() + 10**9
    path = tmp_path / "content/papers/more-1.yaml"
    with coarse_clock(tmp_path / "content", young - age, young, monkeypatch):
        first, _ = compare(tmp_path, tmp_path / "site")
        path.write_text(path.read_text("utf-8").replace("Paper 1", "Piper 1"), "utf-8")
        second, outcome = compare(tmp_path, tmp_path / "site")
    assert not first
    assert "papers/more-1.html" in outcome.written
    assert not second, "\n".join(second)


@pytest.mark.parametrize("in_place", [True, False])
def test_a_change_of_the_same_size_and_time(in_place: bool, tmp_path: Path) -> None:
    """Of a file that had been at rest for so long that it need not be read to be known."""
    make_full_list(tmp_path, 2)
    path = tmp_path / "content/papers/more-1.yaml"
    time.sleep(2.1)
    first, _ = compare(tmp_path, tmp_path / "site")
    stat, data = path.stat(), path.read_bytes().replace(b"Paper 1", b"Piper 1")
    if not in_place:
        path.unlink()
    path.write_bytes(data)
    set_time(path, stat.st_mtime_ns)
    second, outcome = compare(tmp_path, tmp_path / "site")
    assert not first
    assert "papers/more-1.html" in outcome.written
    assert not second, "\n".join(second)


@contextmanager
def coarse_clock(folder: Path, mtime: int, ctime: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """While it lasts, all files in the folder say that they were changed at the same time."""

    class Coarse:
        def __init__(self, stat: os.stat_result) -> None:
            self._stat = stat

        def __getattr__(self, name: str) -> Any:
            times = {"st_mtime_ns": mtime, "st_ctime_ns": ctime, "st_mtime": mtime / 1e9, "st_ctime": ctime / 1e9}
            return times.get(name, getattr(self._stat, name))

        def __getitem__(self, number: int) -> Any:
            return self._stat[number]

    class Item:
        def __init__(self, item: os.DirEntry[str]) -> None:
            self._item = item

        def __getattr__(self, name: str) -> Any:
            return getattr(self._item, name)

        def __fspath__(self) -> str:
            return self._item.path

        def stat(self, **options: Any) -> Any:
            return told(self._item.stat(**options), self._item.path)

    class Items:
        def __init__(self, items: Any) -> None:
            self._items = items

        def __iter__(self) -> Iterator[Any]:
            return (Item(item) for item in self._items)

        def __enter__(self) -> Items:
            return self

        def __exit__(self, *_: object) -> None:
            self._items.close()

        def close(self) -> None:
            self._items.close()

    plain_stat, plain_lstat, plain_scandir = os.stat, os.lstat, os.scandir

    def told(found: os.stat_result, path: Any) -> Any:
        inside = isinstance(path, str | os.PathLike) and os.fspath(path).startswith(str(folder) + os.sep)
        return Coarse(found) if inside and S_ISREG(found.st_mode) else found

    def stat(path: Any, **options: Any) -> Any:
        return told(plain_stat(path, **options), path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", stat)
        patch.setattr(os, "lstat", lambda path, **options: told(plain_lstat(path, **options), path))
        patch.setattr(os, "scandir", lambda path=".": Items(plain_scandir(path)))
        yield


def test_a_clock_that_is_moved_back(desk: Desk) -> None:
    """What is changed then is older than the last build; what was built before that was made in the future."""
    path = desk.root / "content/papers/more-2.yaml"
    try:
        for file in [*(desk.root / ".cache").rglob("*"), *(desk.root / "content").rglob("*")]:
            if file.is_file():
                set_time(file, time.time_ns() + 8760 * HOUR)
        first, _ = compare(desk.root, desk.site)
        path.write_bytes(path.read_bytes().replace(b"Paper 2", b"Piper 2"))
        set_time(path, time.time_ns() - 8760 * HOUR)
        second, outcome = compare(desk.root, desk.site)
        assert not first
        assert not second, "\n".join(second)
        assert "papers/more-2.html" in outcome.written
    finally:
        desk.restore()
        build_apart(desk.root, desk.site)


@pytest.mark.parametrize("opening", [1, 2])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("papers/griffin.yaml", b"rest"),
        ("files/CNAME", b"example"),
        ("tags.yaml", b"Scales"),
        ("pages/about.md", b"made up"),
    ],
)
def test_a_change_while_it_is_built_that_is_taken_back(name: str, words: bytes, opening: int, desk: Desk) -> None:
    """Whatever the build has made of it, the next one makes of it what is there."""
    path = desk.root / "content" / name
    plain = path.read_bytes()
    wanted, other = plain.replace(words, words.upper()), plain.replace(words, words[::-1])
    assert wanted != plain
    path.write_bytes(wanted)
    count = 0

    def change_it(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if event == "open" and str(arguments[0]) == str(path):
            count += 1
            if count == opening:
                path.write_bytes(other)

    def meddled() -> Outcome:
        sys.addaudithook(change_it)  # which cannot be taken away again, but ends with the process
        try:
            return build(Order(desk.root, desk.site))
        except OSError:
            return Outcome()

    if sys.platform != "linux":
        pytest.skip("needs a fork")
    run_apart(meddled)
    path.write_bytes(wanted)
    found, outcome = compare(desk.root, desk.site)
    desk.restore()
    back, _ = compare_with(desk)
    assert not outcome.failed, outcome.report
    assert not found, "\n".join(found)
    assert not back, "\n".join(back)


# Code and libraries.


def run_copy(code: Path, root: Path, site: Path) -> Tree:
    """The tree that a copy of Manicule makes, with libraries beside it going before those that are installed."""
    environment = {**os.environ, "PYTHONPATH": str(code), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "manicule", "build", "--root", str(root), "--output", str(site)]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=code)
    return read_tree(site)


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A copy of Manicule that may be changed."""
    package = Path(manicule.__file__).parent
    shutil.copytree(package, tmp_path / "code/manicule", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(package_templates(), tmp_path / "code/manicule/templates", dirs_exist_ok=True)
    for path in (tmp_path / "code").rglob("*.*"):
        set_time(path, time.time_ns() - 30 * HOUR)
    return tmp_path / "code"


def test_other_code_makes_all_anew(code: Path, tmp_path: Path) -> None:
    """In a module, in a template that comes with Manicule, in one of its assets; all as old as before."""
    root = tmp_path / "list"
    make_full_list(root, 2)
    before = run_copy(code, root, root / "site")
    maker = "\nplain = make_bib\ndef make_bib(view):\n    return '% ' + plain(view)\n_MAKERS['bib'] = (make_bib, _bib_view)\n"
    for name, old, new in (
        ("manicule/pages/words.py", '"three"', '"trois"'),
        # What no page holds as a part: how it is written.
        ("manicule/pages/exports.py", "", maker),
        ("manicule/templates/parts/entry.html", "<article", "<section"),
        ("manicule/templates/assets/js/page.js", "", "void 0;\n"),
    ):
        path = code / name
        text, stat = path.read_text("utf-8"), path.stat()
        assert old in text
        path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8", newline="")
        set_time(path, stat.st_mtime_ns)
        after = run_copy(code, root, root / "site")
        assert after != before, name
        assert not list(differences(after, run_copy(code, root, tmp_path / f"clean-{path.name}")))
        before = after


def test_an_upgraded_library_makes_all_anew(code: Path, tmp_path: Path) -> None:
    root = tmp_path / "list"
    make_full_list(root, 2)
    before = run_copy(code, root, root / "site")
    library = Path(markdown.__file__).parent
    shutil.copytree(library, code / "markdown", ignore=shutil.ignore_patterns("__pycache__"))
    with (code / "markdown/__init__.py").open("a") as source:
        source.write(
            "\nplain = Markdown.convert\n"
            "def convert(self, text):\n"
            "    return plain(self, text).replace('>one</li>', '>uno</li>')\n"
            "Markdown.convert = convert\n"
        )
    (known,) = library.parent.glob("[mM]arkdown-*.dist-info")
    shutil.copytree(known, code / "markdown-3.999.dist-info")
    about = code / "markdown-3.999.dist-info/METADATA"
    about.write_text(about.read_text("utf-8").replace(f"\nVersion: {version('Markdown')}", "\nVersion: 3.999"), "utf-8")
    after = run_copy(code, root, root / "site")
    assert b"<li>one</li>" in before["papers/2001.00001.html"]
    assert b"<li>uno</li>" in after["papers/2001.00001.html"]
    assert not list(differences(after, run_copy(code, root, tmp_path / "clean")))
