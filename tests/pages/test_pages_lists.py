"""Home, all papers, years, tags, people, paths and the margin."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sample_lists import make_entry, make_note, make_paper, make_path, make_tag, plan, view

from manicule.model import KnownPerson, Person, Quote
from manicule.pages.head import cut_list

TEXT = "One sentence is here. Another sentence is there. A third is nowhere."


def noted(slug: str, kind: str, quote: str = "Another", **more: Any) -> Any:
    margin = (make_note(TEXT, quote, kind=kind),)
    return make_entry(slug, make_paper(slug, abstract=TEXT, **more.pop("paper", {})), margin=margin, **more)


# Home.


def test_home_says_in_words_what_there_is() -> None:
    entries = [
        noted("a", "question", paper={"date": "2017"}, added="2026-11-20"),
        noted("b", "doubt", paper={"date": "2021"}, added="2026-11-23", status="read"),
        make_entry("c", make_paper("c", "2021")),
    ]
    pages, _, _ = plan(*entries, paths=(make_path("p", "a", "b"),), site={"title": "This & That", "start": "p"})
    home = view(pages, "index.html")
    assert str(home.title) == "This <i>&amp;</i> That"
    assert home.summary == "Three papers from 2017 to 2021, two notes in their margins, one path through them."
    assert home.latest.words == "23 November 2026"
    assert (home.start.slug, home.start.length) == ("p", "two steps")
    assert [card.slug for card in home.recent] == ["b", "a", "c"]
    assert home.all_notes.text == "Both notes: 1 question, 1 doubt"
    assert [(bar.year, bar.total, [b.read for b in bar.blocks], bar.url) for bar in home.timeline.bars] == [
        (2017, "1", [False], "years/2017.html"),
        (2018, "0", [], ""),
        (2019, "0", [], ""),
        (2020, "0", [], ""),
        (2021, "2", [True, False], "years/2021.html"),
    ]


def test_home_shows_a_question_and_a_doubt_of_two_papers_if_it_can() -> None:
    both = make_entry(
        "a",
        make_paper("a", abstract=TEXT),
        added="2026-02-01",
        margin=(make_note(TEXT, "One", kind="question"), make_note(TEXT, "third", kind="doubt")),
    )
    other = noted("b", "doubt", added="2026-01-01")
    alone, _, _ = plan(both)
    assert [one.kind for one in view(alone, "index.html").margin] == ["question", "doubt"]
    pages, _, _ = plan(both, other)
    first, second = view(pages, "index.html").margin
    assert (first.card.url, second.card.url) == ("papers/a.html", "papers/b.html")
    assert (str(first.before), str(first.words), str(first.after)) == ("", "One", " sentence is here.")


def test_home_of_an_undated_list() -> None:
    pages, _, _ = plan(make_entry("a", make_paper(date="")))
    home = view(pages, "index.html")
    assert (home.summary, home.timeline, home.latest, home.recent_heading) == ("One paper.", None, None, "Newest")


def test_a_long_time_has_bars_only_for_years_with_papers() -> None:
    pages, _, _ = plan(make_entry("a", make_paper(date="1843")), make_entry("b", make_paper("b", date="2021")))
    assert [bar.year for bar in view(pages, "index.html").timeline.bars] == [1843, 2021]


def test_home_names_the_most_frequent_people() -> None:
    entries = [make_entry(str(n), make_paper(str(n), authors=f"Ada Alpha, Bo Beta{n}")) for n in range(3)]
    home = view(plan(*entries)[0], "index.html")
    assert [(one.text, one.count) for one in home.people] == [("Ada Alpha", 3)]
    assert (home.people_total, home.all_people.text) == (4, "All four authors")


# All papers and years.


def test_all_papers_by_year_newest_first_and_undated_last() -> None:
    entries = [make_entry("a", make_paper("a", "")), make_entry("b", make_paper("b", "2017")), make_entry("c")]
    shown = view(plan(*entries)[0], "papers/index.html")
    assert [(g.year.text, g.year.url, g.count) for g in shown.groups] == [
        ("2019", "years/2019.html", "1 paper"),
        ("2017", "years/2017.html", "1 paper"),
        ("No date", "", "1 paper"),
    ]
    assert shown.lede == "All three, newest first."


def test_a_long_list_is_cut_into_pages_that_count_the_whole_year() -> None:
    entries = [make_entry(f"p{n:03}", make_paper(f"{n:03}", "2019")) for n in range(251)]
    pages, _, _ = plan(*entries)
    first, oldest = view(pages, "papers/index.html"), view(pages, "papers/index-1.html")
    assert [len(group.cards) for page in (first, oldest) for group in page.groups] == [51, 100]
    assert oldest.groups[0].count == "251 papers"
    assert (first.pager.number, oldest.pager.number) == (1, 3)
    shown = [("3", "papers/index.html"), ("2", "papers/index-2.html"), ("1", "papers/index-1.html")]
    assert [(link.text, link.url) for link in oldest.pager.pages] == shown
    assert (first.head.title, oldest.head.title) == ("Papers: A List", "Papers, page 1: A List")
    assert [len(view(pages, f"years/2019{n}.html").groups[0].cards) for n in ("", "-2", "-1")] == [51, 100, 100]


def test_a_new_paper_leaves_the_older_pages_of_a_list_alone() -> None:
    older = [
        make_entry(f"p{n:03}", make_paper(f"{n:03}", "2019", authors="Ada Alpha"), tags=("t",)) for n in range(251)
    ]
    new = make_entry("new", make_paper("New", "2020", authors="Ada Alpha"), tags=("t",))
    before, after = (plan(*entries, tags=(make_tag("t"),))[0] for entries in (older, [*older, new]))
    for path in ("papers/index-1.html", "papers/index-2.html", "tags/t--1.html", "people/ada-alpha--1.html"):
        assert view(before, path) == view(after, path)
    assert view(before, "papers/index.html") != view(after, "papers/index.html")


@given(st.integers(0, 400), st.integers(2, 100))
def test_pages_of_a_list_hold_each_once_and_are_neither_short_nor_long(items: int, size: int) -> None:
    pages = dict(cut_list(range(items), size))
    assert [item for part in pages.values() for item in part] == list(range(items))
    assert list(pages) == [0, *range(len(pages) - 1, 0, -1)]
    assert all(len(part) == size for number, part in pages.items() if number)
    assert len(pages) == 1 or size // 2 <= len(pages[0])
    assert len(pages[0]) < size + size // 2 + 1


def test_years_lead_to_their_neighbours() -> None:
    entries = [make_entry(year, make_paper(year, year)) for year in ("2017", "2019", "2021")]
    pages, _, _ = plan(*entries)
    year = view(pages, "years/2019.html")
    assert (year.previous.url, year.next.url) == ("years/2017.html", "years/2021.html")
    assert view(pages, "years/2017.html").previous is None
    assert [one.text for one in view(pages, "years/index.html").sections[0][1]] == ["2021", "2019", "2017"]


# Tags.


def test_a_tag_has_the_papers_of_the_tags_below_it() -> None:
    entries = [
        make_entry("a", tags=("child", "beside")),
        make_entry("b", make_paper("b"), tags=("parent", "beside", "rare")),
    ]
    tags = (
        make_tag("parent"),
        make_tag("child", parent="parent"),
        make_tag("beside"),
        make_tag("rare"),
        make_tag("unused"),
    )
    pages, _, _ = plan(*entries, tags=tags)
    parent = view(pages, "tags/parent.html")
    assert [card.slug for card in parent.cards] == ["b", "a"] or [card.slug for card in parent.cards] == ["a", "b"]
    assert [one.text for one in parent.children] == ["Child"]
    assert [(one.text, one.count) for one in parent.related] == [("Beside", 2), ("Rare", 1)]
    child = view(pages, "tags/child.html")
    assert [link.url for link in child.ancestors] == ["tags/parent.html"]
    assert [one.text for one in child.related] == ["Beside"]
    assert (child.heading, child.open_abstracts) == ("One paper", True)
    assert "tags/unused.html" not in pages
    top = view(pages, "tags/index.html").sections[0][1]
    assert [(one.text, one.count, [c.text for c in one.children]) for one in top] == [
        ("Beside", 2, []),
        ("Parent", 2, ["Child"]),
        ("Rare", 1, []),
    ]


def test_a_tag_gathers_what_is_noted_on_its_papers() -> None:
    pages, _, _ = plan(noted("a", "doubt", tags=("t",)), noted("b", "claim"), tags=(make_tag("t"),))
    (group,) = view(pages, "tags/t.html").margin
    assert (group.kind, group.label, [item.id for item in group.items]) == ("doubt", "Doubts", ["doubt-1"])


# People.


def test_people_of_two_papers_have_a_page_and_others_lead_to_their_paper() -> None:
    entries = [make_entry("a", make_paper("a", authors="Ada Alpha, Zoë Émile")), make_entry("b", make_paper("b"))]
    pages, _, _ = plan(*entries)
    sections = view(pages, "people/index.html").sections
    assert [(label, [(one.text, one.url) for one in people]) for label, people in sections] == [
        ("A", [("Alpha, Ada", "people/ada-alpha.html")]),
        ("E", [("Émile, Zoë", "papers/a.html")]),
    ]
    authors = view(pages, "papers/a.html").authors
    assert [(one.name, one.url) for one in authors] == [("Ada Alpha", "people/ada-alpha.html"), ("Zoë Émile", "")]


def test_a_persons_page_says_with_whom_and_on_what() -> None:
    known = KnownPerson(Person("Alpha", "Ada"), (Person("Alpha", "A."),), "0000-0002-1825-0097", "https://ada.example/")
    entries = [
        make_entry("a", make_paper("a", authors="Ada Alpha, Bo Beta"), tags=("t",)),
        make_entry("b", make_paper("b", authors="A. Alpha, Bo Beta, Cy Gamma"), tags=("t",)),
    ]
    pages, _, _ = plan(*entries, people=(known,), tags=(make_tag("t"),))
    shown = view(pages, "people/ada-alpha.html")
    assert (shown.name, shown.names, shown.heading) == ("Ada Alpha", ("A. Alpha",), "Two papers")
    assert [(one.text, one.count) for one in shown.with_] == [("Bo Beta", 2)]
    assert [(one.text, one.count) for one in shown.tags] == [("T", 2)]
    assert [link.url for link in shown.links] == ["https://ada.example/", "https://orcid.org/0000-0002-1825-0097"]


def test_a_long_index_of_people_goes_by_letter() -> None:
    names = ", ".join(f"A {chr(65 + n % 3)}name{n}" for n in range(301)) + ", 明 李"
    entries = [make_entry("a", make_paper("a", authors=names)), make_entry("b", make_paper("b", authors="A Aname0"))]
    pages, _, _ = plan(*entries)
    first = view(pages, "people/index.html")
    assert [label for label, _ in first.sections] == ["Most papers"]
    assert [(link.text, link.url) for link in first.pager.pages] == [
        ("A", "people/index-a.html"),
        ("B", "people/index-b.html"),
        ("C", "people/index-c.html"),
        ("Other", "people/index-other.html"),
    ]
    assert len(view(pages, "people/index-a.html").sections[0][1]) == 101


# Paths and the margin.


def test_a_path_has_its_steps_with_reasons() -> None:
    entries = [make_entry("a", make_paper("a"), status="read"), make_entry("b", make_paper("b"))]
    shown = view(plan(*entries, paths=(make_path("p", "b", "a"),))[0], "paths/p.html")
    assert [(step.card.slug, str(step.why)) for step in shown.steps] == [("b", "Why b."), ("a", "Why a.")]
    assert shown.lede == "Two steps, one of them read."


def test_a_long_path_says_how_long_it_takes() -> None:
    entries = [make_entry(slug, make_paper(slug, abstract="word " * 800)) for slug in "ab"]
    lede = view(plan(*entries, paths=(make_path("p", "b", "a"),))[0], "paths/p.html").lede
    assert lede == "Two steps. About five minutes for what stands here of them."


def test_the_margin_gathers_by_kind_in_the_lists_order() -> None:
    entries = [
        noted("a", "doubt", paper={"date": "2021"}),
        noted("b", "question", paper={"date": "2020"}),
        noted("c", "doubt", paper={"date": "2019"}),
        make_entry("d", make_paper("d", abstract=TEXT), margin=(make_note(TEXT, "third", kind="highlight", note=""),)),
        make_entry("e", quotes=(Quote("Said.", "4"),)),
    ]
    shown = view(plan(*entries)[0], "margin.html")
    assert [(g.kind, g.total, [item.card.url for item in g.items]) for g in shown.groups] == [
        ("question", 1, ["papers/b.html"]),
        ("doubt", 2, ["papers/a.html", "papers/c.html"]),
        ("highlight", 1, ["papers/d.html"]),
    ]
    assert shown.groups[1].items[1].id == "doubt-2"
    assert shown.groups[1].items[0].note_url == "papers/a.html#another"
    assert [item.page for item in shown.quotes.items] == ["4"]
    assert shown.lede == "three notes, one highlight and one quote on five papers."


def test_a_long_margin_is_cut_into_pages() -> None:
    words = " ".join(f"w{n:03}" for n in range(250))
    margin = tuple(make_note(words, f"w{n:03}", kind="claim" if n % 2 else "question") for n in range(250))
    pages, _, _ = plan(make_entry("a", make_paper(abstract=words), margin=margin))
    first, second = view(pages, "margin.html"), view(pages, "margin-2.html")
    assert [(group.kind, len(group.items), group.total) for group in first.groups] == [
        ("question", 125, 125),
        ("claim", 75, 125),
    ]
    assert [(group.kind, len(group.items)) for group in second.groups] == [("claim", 50)]
    assert second.groups[0].items[0].id == "claim-76"
