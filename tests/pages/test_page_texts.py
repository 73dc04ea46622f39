"""Texts on pages: links lead from where they stand, marks stand where notes say, remarks come with a place."""

from __future__ import annotations

from sample_lists import PLACE, URL, Places, make_entry, make_note, make_paper, make_path, make_tag, plan, view

from manicule.model import MarginNote, ProsePage, Quote, Relation
from manicule.pages.markings import fill_html, text_html, unwrap
from manicule.problems import Where
from manicule.safehtml import ROOT, Html
from manicule.values import replace

TEXT = "It discusses staged release, which allows time."


def linking() -> tuple[object, ...]:
    note = make_note(TEXT, "staged release", note="See [[b]] and [[tag:t]].", kind="question")
    return (
        make_entry(
            "a",
            make_paper("A", abstract=TEXT),
            margin=(note,),
            notes="Read [b](paper:b).",
            quotes=(Quote("Said.", note="As [[b]] says."),),
            relations=(Relation("cites", "b", "For [[b]]."),),
            tags=("t",),
            added="2026-01-01",
        ),
        make_entry("b", make_paper("The Other")),
    )


def test_links_within_the_site_lead_there_from_every_page() -> None:
    tags = (make_tag("t", description="Begin with [[b]]."),)
    path = replace(make_path("p", "a"), intro="From [[b]].")
    own = (ProsePage("about", "About", "About [[b]]."),)
    pages, _, problems = plan(*linking(), tags=tags, paths=(path,), pages=own)  # type: ignore[arg-type]
    assert problems == ()
    near = '<a href="../papers/b.html">'
    paper = view(pages, "papers/a.html")
    for html in (paper.notes, paper.margin[0].body, paper.quotes[0].note, paper.relations[0].reason):
        assert near in html, html
    assert '<a href="../tags/t.html">T</a>' in paper.margin[0].body
    assert near in view(pages, "tags/t.html").intro
    assert near in view(pages, "paths/p.html").intro
    assert near in view(pages, "tags/t.html").margin[0].items[0].body
    assert '<a href="papers/b.html">' in view(pages, "margin.html").groups[0].items[0].body
    assert '<a href="papers/b.html">' in view(pages, "index.html").margin[0].body
    assert '<a href="papers/b.html">The Other</a>' in view(pages, "about.html").body
    assert f'<a href="{URL}papers/b.html">' in view(pages, "feed.xml").items[0].content
    assert all(ROOT not in repr(page.view) and "\\x02" not in repr(page.view) for page in pages.values())


def test_marks_are_on_the_papers_own_page_alone() -> None:
    title = make_note("Title words", "words", target="title", id="tw")
    entry = make_entry("a", make_paper("Title words", abstract=TEXT), margin=(title, make_note(TEXT, "time")))
    pages, _, _ = plan(entry)
    paper = view(pages, "papers/a.html")
    assert '<mark class="hl m1" data-kind="comment">words</mark>' in paper.title
    assert '<mark class="hl m2" data-kind="comment">time</mark>' in paper.abstract
    assert 'href="#time"' in paper.abstract
    assert "<mark" not in repr(view(pages, "papers/index.html"))
    assert (paper.card.title, paper.card.abstract) == ("Title words", f"<p>{TEXT}</p>")


def test_remarks_of_rendering_are_problems_with_their_place() -> None:
    places = Places()
    places["abstract"] = Where("content/papers/a.yaml", 7, 11, 1, 7, 11)
    text = r"Broken $\frac$ here."
    entry = replace(make_entry("a", make_paper(abstract=text)), places=places)
    _, _, (problem,) = plan(entry)
    assert (problem.level, problem.code) == ("warning", "maths")
    assert (problem.where.path, problem.where.line, problem.where.column) == ("content/papers/a.yaml", 7, 18)


def test_each_text_is_remarked_upon_once() -> None:
    note = make_note(TEXT, "time", note="<iframe></iframe>")
    entry = make_entry("a", make_paper(abstract=TEXT + r" $\frac$"), margin=(note,), tags=("t",), added="2026-01-01")
    _, _, problems = plan(entry, tags=(make_tag("t"),))
    assert [(problem.code, problem.where) for problem in problems] == [("maths", PLACE), ("html-removed", PLACE)]


def test_a_note_that_was_not_found_is_shown_without_a_mark() -> None:
    note = MarginNote("not there", "not-there", note="Odd.", places=Places())
    pages, _, _ = plan(make_entry("a", make_paper(abstract=TEXT), margin=(note,)))
    paper = view(pages, "papers/a.html")
    assert [(one.quote, one.number) for one in paper.margin] == [("not there", 1)]
    assert "<mark" not in paper.abstract
    assert view(pages, "margin.html").groups[0].items[0].words == "not there"


def test_footnotes_of_several_texts_on_one_page_have_ids_of_their_own() -> None:
    footnote = "Words[^1].\n\n[^1]: Below."
    margin = tuple(make_note(TEXT, quote, note=footnote, kind="claim") for quote in ("staged", "release", "time"))
    entry = make_entry(
        "a", make_paper(abstract=TEXT), margin=margin, notes=footnote, quotes=(Quote("Q", note=footnote),)
    )
    pages, _, _ = plan(entry)
    paper = view(pages, "papers/a.html")
    texts = [*(note.body for note in paper.margin), paper.notes, paper.quotes[0].note]
    ids = [part.partition('"')[0] for text in texts for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 10


def test_pieces_of_html_escape_what_is_text() -> None:
    assert fill_html("<i>{}</i>{}", "<b>", Html("<b>")) == "<i>&lt;b&gt;</i><b>"
    assert text_html("a & b") == "a &amp; b"
    assert unwrap(Html("<p>one</p>")) == "one"
    assert unwrap(Html("<p>one</p>\n<p>two</p>")) == "<p>one</p>\n<p>two</p>"
    assert unwrap(Html("<ul><li><p>one</p></li></ul>")) == "<ul><li><p>one</p></li></ul>"
