"""Every template, and every branch of every template: a fault in one that is seldom taken would wait for a reader."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from foreign_list import make_foreign_list
from jinja2 import nodes

from manicule import gates, render, workers
from manicule.order import Order, Outcome
from manicule.pipeline import build
from manicule.sources import package_templates
from manicule.templatecode import QuickEnvironment

SAMPLE = Path(__file__).parent / "sample"

# What only a page can be that no list brings about, with the reason.
NEVER: frozenset[str] = frozenset()


class Watched(QuickEnvironment):
    """Notes each branch of each `if` as it is taken."""

    seen: set[str]
    known: set[str]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        tests = list(tree.find_all(nodes.If))
        # The `else` of an `elif` is that of the `if` that it belongs to.
        alternatives = {id(other) for test in tests for other in test.elif_}
        for test in tests:
            place = f"{name}:{test.lineno}: "
            for way, body in (("then", test.body), ("else", test.else_)):
                if way == "else" and id(test) in alternatives:
                    continue
                mark = f"{place}{way} {_said(test.test)}"
                self.known.add(mark)
                call = nodes.Call(nodes.Name("_taken", "load"), [nodes.Const(mark)], [], None, None)
                body.insert(0, nodes.ExprStmt(call))
        return tree.set_environment(self)  # type: ignore[return-value]


def _said(expression: nodes.Node) -> str:
    return " ".join(n.attr for n in expression.find_all(nodes.Getattr)) or type(expression).__name__


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> type[Watched]:
    Watched.seen, Watched.known = set(), set()

    class Made(Watched):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.globals["_taken"] = Watched.seen.add

    monkeypatch.setattr(render, "QuickEnvironment", Made)
    monkeypatch.setattr(gates, "open_cache", lambda _mark: None)  # It would be others' code, and others would get this.
    monkeypatch.setattr(workers, "MOST", 1)  # What another process takes is not seen here.
    return Watched


def built(root: Path, drafts: bool = False) -> Outcome:
    outcome = build(Order(root, root / "site", drafts=drafts, cache=False))
    assert not outcome.failed, outcome.report
    return outcome


def test_every_branch_is_taken(tmp_path: Path, watched: type[Watched]) -> None:
    sample = tmp_path / "sample"
    shutil.copytree(SAMPLE, sample)
    built(sample)
    for switch in ("{people: false}", "{people: false, years: false, paths: false, margin: false}"):
        site = (SAMPLE / "content/site.yaml").read_text("utf-8").replace("[list, paths, tags]", "[]")
        (sample / "content/site.yaml").write_text(f"{site}pages: {switch}\n", encoding="utf-8")
        built(sample)
    built(make_minimal(tmp_path / "minimal"))
    built(make_sparse(tmp_path / "sparse"))
    (tmp_path / "empty/content").mkdir(parents=True)
    (tmp_path / "empty/content/site.yaml").write_text("title: Empty\n")
    built(tmp_path / "empty")
    built(make_long(tmp_path / "long"))
    built(make_documents(tmp_path / "documents"))
    built(make_sick(tmp_path / "sick"))
    built(make_well(tmp_path / "well"))
    built(make_small(tmp_path / "small", "tags: [a, b]\n", "tags: [c]\n"))
    built(make_small(tmp_path / "bare", "", ""))
    make_foreign_list(tmp_path / "arabic", "ar")
    built(tmp_path / "arabic")
    settings = tmp_path / "arabic/content/site.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("url: https://example.org/", "citations: [apa, mla]"), encoding="utf-8"
    )
    built(tmp_path / "arabic")
    assert len(watched.known) > 100, "there is something to be missed"
    missed = sorted(watched.known - watched.seen - NEVER)
    assert not missed, "\n".join(missed)
    used = {mark.partition(":")[0] for mark in watched.known}
    assert used <= {path.relative_to(package_templates()).as_posix() for path in package_templates().rglob("*.html")}


def make_minimal(root: Path) -> Path:
    (root / "content/papers").mkdir(parents=True)
    (root / "content/site.yaml").write_text("title: Little\nexports: []\n")
    (root / "content/papers/only.yaml").write_text("title: Only this\ndate: 2020\n")
    return root


def make_sparse(root: Path) -> Path:
    """Two papers of one person, thirty years apart; one of another, without a tag."""
    (root / "content/papers").mkdir(parents=True)
    (root / "content/site.yaml").write_text("title: Sparse\nvocabulary: open\n")
    for slug, year, who, more in (
        ("a", 1990, "Ann Author", "tags: [few]"),
        ("b", 2020, "Ann Author", "tags: [few]"),
        ("c", 2020, "Lone Signer, One More", ""),
        ("d", 2020, "Lone Signer, One More", ""),
        ("e", 2021, "Very Alone", ""),
        ("f", 2021, "Very Alone", ""),
    ):
        text = f"title: Paper {slug}\nauthors: [{who}]\ndate: {year}\n{more}\n"
        (root / f"content/papers/{slug}.yaml").write_text(text, encoding="utf-8")
    return root


def make_small(root: Path, *more: str) -> Path:
    """Just enough papers for a map, of two sorts; all say when they were added, none when it appeared."""
    (root / "content/papers").mkdir(parents=True)
    (root / "content/site.yaml").write_text(
        "title: Small\nvocabulary: open\npages: {related: false, metadata: false}\n"
    )
    for n in range(6):
        text = f"title: Paper {n}\nadded: 2026-01-0{n + 1}\n{more[n % 2]}"
        (root / f"content/papers/p{n}.yaml").write_text(text)
    return root


def make_documents(root: Path) -> Path:
    """Nothing but pages: with a menu of three, of which the last is alone in its group."""
    (root / "content/pages").mkdir(parents=True)
    (root / "content/site.yaml").write_text(
        "title: Documents\nmenu:\n  - {title: First, pages: [a]}\n  - {title: More, pages: [b]}\n"
    )
    for slug, text in (
        ("index", "# Home\n"),
        ("a", "# A\n\n## One\n\n### Two\n\n## Three\n"),
        ("b", "# B\n"),
        ("c", "# C\n"),
    ):
        (root / f"content/pages/{slug}.md").write_text(text)
    return root


def make_sick(root: Path) -> Path:
    """Something of each kind that the page of health tells of, more of one than it shows, and of a work without a page."""
    (root / "content/papers").mkdir(parents=True)
    (root / "content/sources").mkdir()
    (root / "content/site.yaml").write_text("title: Sick\npages: {health: true, works: false}\n")
    (root / "content/works.yaml").write_text("- {title: A work, urls: {pdf: 'https://gone.example/w'}}\n")
    (root / "content/sources/checked.jsonl").write_text(
        '{"of":"https://gone.example/w","state":"dead","said":"404","asked":"2026-11-26"}\n'
        '{"of":"https://gone.example/x","state":"dead","said":"404","asked":"2026-11-26","archived":"https://web.archive.org/web/1/x"}\n'
    )
    for n in range(201):
        more = "urls: {code: 'https://gone.example/x'}\n" if n == 0 else ""
        (root / f"content/papers/p{n}.yaml").write_text(f"title: Twice the same words\nauthors: [Ada Alpha]\n{more}")
    return root


def make_well(root: Path) -> Path:
    """One paper of which everything is told, and a page of health that says so."""
    (root / "content/papers").mkdir(parents=True)
    (root / "content/site.yaml").write_text("title: Well\npages: {health: true}\n")
    (root / "content/papers/p.yaml").write_text(
        "title: P\ndate: 2020\narxiv: '2107.03374'\nabstract: All of it.\nwhy: For this.\n"
    )
    return root


def make_long(root: Path) -> Path:
    """More papers than a page of a list holds, more people than one page of an index, and quotes without notes."""
    (root / "content/papers").mkdir(parents=True)
    (root / "content/paths").mkdir()
    (root / "content/site.yaml").write_text("title: Long\nvocabulary: open\ndownloads: {paths: []}\n")
    (root / "content/pages").mkdir()
    (root / "content/pages/about.md").write_text("No title.\n\n## One\n\n## Two\n\n## Three\n")
    for n in range(160):
        authors = ", ".join(f"Ann{n}x{k} Author{chr(97 + n % 26)}{n}x{k}" for k in range(3))
        more = "status: read\nimportance: recommended\n" if n % 2 else ""
        text = f"title: Paper {n}\nauthors: [{authors}, Common Signer]\ndate: {1900 + n % 125}\ntags: [many]\n{more}"
        text += "abstract: Some words of an abstract.\nmargin:\n  - {quote: words, note: A note.}\n  - {quote: Some words, kind: question, note: Why?}\n"
        text += "quotes:\n  - {text: Quoted}\n"
        (root / f"content/papers/p{n}.yaml").write_text(text, encoding="utf-8")
    for k in range(5):
        (root / f"content/paths/way{k}.yaml").write_text(f"title: Way {k}\nsteps:\n  - paper: p0\n  - paper: p1\n")
    return root
