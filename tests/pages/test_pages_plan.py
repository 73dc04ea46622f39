"""The whole plan: which pages there are, and that no two have one path."""

from __future__ import annotations

import pytest
from sample_lists import NASTY, URL, make_entry, make_note, make_paper, make_path, make_tag, plan, view

from manicule.fingerprints import Fingerprints
from manicule.model import PartialDate, ProsePage, Quote
from manicule.problems import Where
from manicule.values import Value, names_of


def test_a_list_of_one_paper_has_no_empty_families() -> None:
    pages, facts, problems = plan(make_entry("a"), site={"url": ""})
    assert problems == ()
    assert sorted(path for path in pages if not path.startswith("assets/search/")) == [
        "404.html",
        "assets/cards-0.js",
        "assets/style.css",
        "bibliography.html",
        "bibliography.md",
        "index.html",
        "list.bib",
        "list.json",
        "papers/a.bib",
        "papers/a.html",
        "papers/index.html",
        "people/index.html",
        "search.html",
        "years/2019.html",
        "years/index.html",
    ]
    assert [key for key, _ in facts.nav] == ["papers", "people", "years"]
    assert (facts.feeds, view(pages, "papers/a.html").head.canonical) == ((), "")


def test_a_list_without_papers_can_be_planned() -> None:
    pages, facts, problems = plan()
    assert problems == ()
    assert set(pages) == {
        "404.html",
        "assets/style.css",
        "index.html",
        "papers/index.html",
        "robots.txt",
        "sitemap.xml",
    }
    assert facts.exports == ()


@pytest.mark.parametrize("family", ["people", "years", "paths", "margin"])
def test_a_family_switched_off_leaves_no_page_and_no_link(family: str) -> None:
    text = "Words of the abstract."
    entries = [
        make_entry(
            slug,
            make_paper(slug, abstract=text),
            margin=(make_note(text, "Words", kind="question"),),
            notes="[[b]]" if slug == "a" else "",
        )
        for slug in ("a", "b")
    ]
    paths = (make_path("p", "a", "b"),)
    pages, facts, _ = plan(*entries, paths=paths, site={"pages": ((family, False),), "start": "p"})
    assert not [path for path in pages if path.startswith((f"{family}/", f"{family}."))]
    assert family not in dict(facts.nav)
    everything = "".join(repr(page.view) for page in pages.values()) + repr(facts)
    assert f"{family}/" not in everything
    assert f"{family}.html" not in everything
    everything = repr([page.view for page in plan(*entries, paths=paths, site={"start": "p"})[0].values()])
    assert f"{family}/" in everything or f"{family}.html" in everything


def test_own_pages_come_into_the_navigation_by_title() -> None:
    own = (ProsePage("z", "Colophon", "Text.", Where("content/pages/z.md")), ProsePage("about", "About", "Text."))
    pages, facts, _ = plan(make_entry("a"), pages=own)
    assert [key for key, _ in facts.nav][-2:] == ["page:about", "page:z"]
    assert view(pages, "about.html").head.section == "page:about"


def test_two_pages_with_one_path_are_told_of_with_both_sources() -> None:
    own = (ProsePage("Margin", "Margin", "Text.", Where("content/pages/Margin.md", 2, 1)),)
    text = "Words."
    entry = make_entry("a", make_paper(abstract=text), margin=(make_note(text, "Words"),))
    _, _, problems = plan(entry, pages=own)
    (problem,) = problems
    assert (problem.level, problem.code, problem.where.path) == ("error", "same-path", "content/pages/Margin.md")
    assert "the page `Margin`" in problem.message
    assert "site's own" in problem.message


def test_an_alias_may_not_be_an_index() -> None:
    _, _, problems = plan(make_entry("a", aliases=("index",)))
    assert [(p.code, p.message) for p in problems] == [
        ("same-path", "the alias `index` of `a` and a page of the site's own would both be papers/index.html")
    ]


def test_what_people_wrote_stays_data_everywhere() -> None:
    entry = make_entry(
        "a",
        make_paper(NASTY, authors=NASTY.replace(",", ""), abstract=NASTY, venue=NASTY, comment=NASTY, kind="article"),
        why=NASTY,
        tags=("t",),
        margin=(make_note(NASTY, "alert", note=NASTY, kind="question"),),
        quotes=(Quote(NASTY, note=NASTY, page=NASTY),),
        notes=NASTY,
        added="2026-01-01",
    )
    tags = (make_tag("t", label=NASTY, description=NASTY),)
    pages, _, _ = plan(entry, make_entry("b", tags=("t",)), tags=tags, paths=(make_path("p", "a", title=NASTY),))
    for page in pages.values():
        for html in _find_html(page.view):
            assert "<script" not in html
        if callable(page.maker) and page.path.endswith(".xml"):
            assert "<script" not in str(page.maker(page.view))


def _find_html(value: object) -> list[str]:
    from manicule.markup import Html

    if isinstance(value, Html):
        return [str(value)]
    if isinstance(value, tuple):
        return [html for item in value for html in _find_html(item)]
    if isinstance(value, Value):
        return [html for name in names_of(type(value)) for html in _find_html(getattr(value, name))]
    return []


def test_planning_twice_gives_equal_pages() -> None:
    entries = [make_entry(str(n), make_paper(str(n), authors="Ada Alpha, Bo Beta"), tags=("t",)) for n in range(30)]
    first, *facts = plan(*entries, tags=(make_tag("t"),))
    again, *same = plan(*reversed(entries), tags=(make_tag("t"),))
    assert facts == same
    assert {path: page.view for path, page in first.items()} == {path: page.view for path, page in again.items()}


FINGERPRINTS = Fingerprints({}, lambda _page: "")


def test_one_papers_notes_touch_no_other_papers_page() -> None:
    def pages_with(notes: str) -> dict[str, dict[str, str]]:
        entries = [
            make_entry(slug, tags=("t",), notes=notes if slug == "a" else "", added="2026-01-01") for slug in "abc"
        ]
        planned, _, _ = plan(*entries, tags=(make_tag("t"),))
        return {path: FINGERPRINTS.parts(page, page.view) for path, page in planned.items()}

    before, after = pages_with("One."), pages_with("Two.")
    assert {path for path in before if before[path] != after[path]} == {
        "papers/a.html", "feed.xml", "feed.json", "tags/t--feed.xml", "bibliography.html", "bibliography.md",
        "assets/search/texts-0.js", "assets/search/part.js", "assets/search/words-3.js",
    }  # fmt: skip


def test_dates_of_notes_are_days() -> None:
    text = "Words."
    note = make_note(text, "Words", created=PartialDate(2026, 2))
    pages, _, _ = plan(make_entry("a", make_paper(abstract=text), margin=(note,)))
    (shown,) = view(pages, "papers/a.html").margin
    assert shown.created.words == "February 2026"
    assert URL in view(pages, "papers/a.html").head.canonical
