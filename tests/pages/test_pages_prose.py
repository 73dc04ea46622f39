"""The owner's own pages: ids of headings, links by file name, the menu, a home page of one's own, and the search."""

from __future__ import annotations

import json

import pytest
from sample_lists import plan

from manicule.model import PageGroup, ProsePage
from manicule.pages.outline import list_sections, set_ids
from manicule.pages.parts import Page
from manicule.pages.prose import SearchedView, write_searched
from manicule.pages.views import ProseView
from manicule.safehtml import Html


def make_pages(*pages: tuple[str, str, str], menu: tuple[PageGroup, ...] = ()) -> dict[str, Page]:
    planned, _, problems = plan(site={"menu": menu}, pages=tuple(ProsePage(*page) for page in pages))
    assert not problems
    return planned


def view_of(page: Page) -> ProseView:
    view = page.view
    assert isinstance(view, ProseView)
    return view


@pytest.mark.parametrize(
    ("headings", "ids"),
    [
        (["A note, on words"], ["a-note-on-words"]),
        (["Same", "Same", "Same-1"], ["same", "same-1", "same-1-1"]),
        (["Über <em>uns</em> &amp; <code>site.yaml</code>"], ["über-uns--siteyaml"]),
        (["Main"], ["main-1"]),
        (["???"], ["section"]),
    ],
)
def test_headings_have_the_ids_that_hosts_of_code_give_them(headings: list[str], ids: list[str]) -> None:
    body, found = set_ids(Html("".join(f"<h3>{heading}</h3><p>x</p>" for heading in headings)))
    assert [heading.id for heading in found] == ids
    assert all(f'<h3 id="{name}">' in body for name in ids)


def test_sections_are_the_text_below_each_heading() -> None:
    body, headings = set_ids(
        Html("<p>Be<em>fore</em></p><h3>One</h3><p>a &lt;b&gt;</p><ul><li>c</li></ul><h4>Two</h4>")
    )
    sections = [(one.heading.id if one.heading else "", one.text) for one in list_sections(body, headings)]
    assert sections == [("", "Before"), ("one", "a <b> c"), ("two", "")]
    assert [heading.level for heading in headings] == [1, 2]


def test_a_link_to_a_markdown_file_leads_to_its_page() -> None:
    pages = make_pages(("first", "First", "[on](second.md#a-part)"), ("second", "Second", "[back](first.md)"))
    assert 'href="second.html#a-part"' in view_of(pages["first.html"]).body
    assert 'href="first.html"' in view_of(pages["second.html"]).body


def test_the_menu_has_its_groups_and_then_the_rest_by_title() -> None:
    menu = (PageGroup("Begin", ("b",)), PageGroup("More", ("c", "a")))
    pages = make_pages(("a", "A", ""), ("b", "B", ""), ("c", "C", ""), ("z", "E", ""), ("y", "D", ""), menu=menu)
    seen = view_of(pages["c.html"]).menu
    assert seen
    assert [(title, [link.text for link in links]) for title, links in seen.groups] == [
        ("Begin", ["B"]),
        ("More", ["C", "A", "D", "E"]),
    ]
    assert seen.before and seen.before.url == "b.html"
    assert seen.after and seen.after.url == "a.html"
    assert view_of(pages["c.html"]).head.section == "menu:1"
    assert view_of(pages["b.html"]).menu == seen.__class__(seen.groups, None, seen.before.__class__("C", "c.html"), 5)


def test_a_page_called_index_is_the_home_page() -> None:
    pages = make_pages(("index", "Welcome", "Hello."))
    assert pages["index.html"].maker == "prose.html"
    assert "papers/index.html" not in pages, "there are no papers that it would have"
    assert make_pages(("about", "About", ""))["index.html"].maker == "home.html"


def test_a_page_with_few_headings_lists_none() -> None:
    pages = make_pages(("a", "A", "## One\n\n## Two\n"), ("b", "B", "## One\n\n## Two\n\n## Three\n"))
    assert view_of(pages["a.html"]).headings == ()
    assert [heading.text for heading in view_of(pages["b.html"]).headings] == ["One", "Two", "Three"]


def test_what_is_searched_is_each_section_with_its_address() -> None:
    pages = make_pages(("a", "A", "Words.\n\n## One\n\nMore."), menu=(PageGroup("All", ("a",)),))
    page = pages["assets/search/pages.js"]
    view = page.view
    assert isinstance(view, SearchedView)
    said = write_searched(view)
    assert json.loads(said.removeprefix("maniculePages(").removesuffix(");\n")) == [
        ["A", "", "a.html", "Words."],
        ["A", "One", "a.html#one", "More."],
    ]
    assert "assets/search/pages.js" not in make_pages(("a", "A", "Words."))
