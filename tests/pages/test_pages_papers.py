"""A paper's page: facts, notes, relations, neighbours, metadata."""

from __future__ import annotations

from typing import Any

from sample_lists import URL, make_entry, make_note, make_paper, make_path, make_tag, plan, view

from manicule.model import Annotator, Group, Quote, Relation, Work

TEXT = "It discusses staged release, which allows time. The end is here, at last."


def paper_view(entry: Any, *others: Any, **content: Any) -> Any:
    pages, _, _ = plan(entry, *others, **content)
    return view(pages, f"papers/{entry.slug}.html")


def facts_of(**paper: Any) -> dict[str, Any]:
    return {fact.label: fact for fact in paper_view(make_entry("a", make_paper(**paper))).facts}


# Data.


def test_a_short_comment_stands_behind_the_kind_and_a_long_one_by_itself() -> None:
    assert facts_of(comment="32 pages, report")["Kind"].text == "Preprint, 32 pages, report"
    long = facts_of(comment="words " * 30, kind="article")
    assert long["Kind"].text == "Journal article"
    assert long["Comment"].text == ("words " * 30).strip()


def test_what_is_not_known_has_no_line() -> None:
    assert set(facts_of(date="")) == {"Kind", "Get"}


def test_identifiers_lead_to_their_pages_with_the_categories_behind() -> None:
    facts = facts_of(
        arxiv="1908.09203", doi="10.1/x", categories=("cs.CL", "cs.AI"), urls=(("code", "https://c.example"),)
    )
    assert facts["arXiv"].links[0].url == "https://arxiv.org/abs/1908.09203"
    assert facts["arXiv"].after == "cs.CL cs.AI"
    assert facts["DOI"].links[0].url == "https://doi.org/10.1/x"
    assert [(link.text, link.url) for link in facts["Links"].links] == [("Code", "https://c.example")]
    assert [link.text for link in facts["Get"].links] == ["PDF", "BibTeX"]


def test_a_stated_pdf_goes_before_arxivs() -> None:
    urls = (("pdf", "https://p.example/x.pdf"),)
    shown = paper_view(make_entry("a", make_paper(arxiv="1908.09203", urls=urls)))
    assert dict(shown.head.meta)["citation_pdf_url"] == "https://p.example/x.pdf"
    assert "Links" not in {fact.label for fact in shown.facts}


def test_earlier_titles_and_volume() -> None:
    facts = facts_of(earlier_titles=("Before",), venue="J", volume="12", issue="3", kind="article")
    assert (facts["Earlier title"].text, facts["Volume"].text) == ("Before", "12(3)")


# For machines.


def test_metadata_is_complete_and_in_order() -> None:
    paper = make_paper(
        "T",
        "2019-08-24",
        "Ada Alpha, Bo Beta",
        arxiv="1908.09203",
        doi="10.1/x",
        abstract="A\n\nB",
        kind="article",
        venue="J",
    )
    assert paper_view(make_entry("a", paper)).head.meta == (
        ("citation_title", "T"),
        ("citation_author", "Alpha, Ada"),
        ("citation_author", "Beta, Bo"),
        ("citation_publication_date", "2019/08/24"),
        ("citation_journal_title", "J"),
        ("citation_doi", "10.1/x"),
        ("citation_arxiv_id", "1908.09203"),
        ("citation_pdf_url", "https://arxiv.org/pdf/1908.09203"),
        ("citation_public_url", "https://arxiv.org/abs/1908.09203"),
        ("citation_abstract", "A B"),
    )


def test_no_tag_is_empty_and_each_kind_has_but_its_own_container() -> None:
    for kind in (
        "preprint",
        "article",
        "conference",
        "chapter",
        "book",
        "thesis",
        "report",
        "software",
        "dataset",
        "web",
    ):
        for more in ({"date": "", "authors": ""}, {"venue": "V", "publisher": "P"}):
            meta = paper_view(make_entry("a", make_paper(kind=kind, **more))).head.meta
            assert all(content for _, content in meta)
            assert sum(name.endswith(("_title", "_institution")) for name, _ in meta) <= 2


def test_links_name_the_paper_elsewhere_and_its_file() -> None:
    head = paper_view(make_entry("a", make_paper(arxiv="1908.09203", doi="10.1/x"))).head
    assert head.links == (
        ("related", "", "https://arxiv.org/abs/1908.09203"),
        ("related", "", "https://doi.org/10.1/x"),
        ("describedby", "application/x-bibtex", "../papers/a.bib"),
    )
    assert ("og:url", URL + "papers/a.html") in head.properties


def test_without_an_address_there_is_nothing_absolute() -> None:
    head = paper_view(make_entry("a"), site={"url": ""}).head
    assert (head.canonical, head.properties) == ("", ())


# Margin.


def test_notes_are_numbered_as_they_are_read() -> None:
    title = "A Title of words"
    notes = "Owner's notes."
    margin = (
        make_note(notes, "notes", target="notes"),
        make_note(TEXT, "at last"),
        make_note(TEXT, "The end", note="", kind="highlight"),
        make_note(TEXT, "staged release"),
        make_note(title, "words", target="title"),
    )
    shown = paper_view(make_entry("a", make_paper(title, abstract=TEXT), margin=margin, notes=notes))
    assert [(note.number, note.id) for note in shown.margin] == [
        (0, "the-end"),
        (1, "words"),
        (2, "staged-release"),
        (3, "at-last"),
        (4, "note-notes"),
    ]
    assert shown.need > 0
    assert shown.card.notes == 4


def test_the_source_of_a_note_is_its_words_on_the_papers_own_page() -> None:
    text = "First - and, second & third. " + "word " * 60 + "end"
    paper = make_paper(arxiv="1908.09203", abstract=text)
    margin = (make_note(text, "First - and, second & third", id="a"), make_note(text, text[: len(text) - 4], id="b"))
    one, two = paper_view(make_entry("a", paper, margin=margin)).margin
    assert one.source == "https://arxiv.org/abs/1908.09203#:~:text=First%20%2D%20and%2C%20second%20%26%20third"
    assert (
        two.source
        == "https://arxiv.org/abs/1908.09203#:~:text=First%20%2D%20and%2C%20second%20%26,word%20word%20word%20word%20word"
    )


def test_no_note_is_called_as_a_part_of_the_page_is() -> None:
    text = "The abstract of notes."
    margin = (make_note(text, "abstract"), make_note(text, "notes"), make_note(text, "The", id="note-notes"))
    pages, _, _ = plan(make_entry("a", make_paper(abstract=text), margin=margin))
    assert {note.id for note in view(pages, "papers/a.html").margin} == {
        "note-abstract",
        "note-note-notes",
        "note-notes",
    }
    gathered = [item.note_url for group in view(pages, "margin.html").groups for item in group.items]
    assert "papers/a.html#note-abstract" in gathered


def test_a_paper_that_is_nowhere_has_no_source() -> None:
    (note,) = paper_view(make_entry("a", make_paper(abstract=TEXT), margin=(make_note(TEXT, "time"),))).margin
    assert note.source == ""


def test_who_wrote_a_note_or_chose_a_quote_is_named() -> None:
    site = {"annotators": (Annotator("ab", "A. B.", "https://ab.example/"),)}
    entry = make_entry(
        "a",
        make_paper(abstract=TEXT),
        margin=(make_note(TEXT, "time", by="ab"),),
        quotes=(Quote("Words", "4", by="ab"),),
    )
    shown = paper_view(entry, site=site)
    assert [(one.by.name, one.by.url) for one in (*shown.margin, *shown.quotes)] == [
        ("A. B.", "annotators/ab.html")
    ] * 2
    pages, _, _ = plan(entry, site=site)
    theirs = view(pages, "annotators/ab.html")
    assert [(one.text, one.url) for one in theirs.links] == [("Own page", "https://ab.example/")]
    assert [group.kind for group in (*theirs.groups, theirs.quotes)] == ["comment", "quote"]
    assert [(one.text, one.count) for one in view(pages, "margin.html").annotators] == [("A. B.", 2)]


# Neighbours.


def test_relations_read_from_both_ends_and_lead_outside() -> None:
    relations = (
        Relation("extends", "b", "Because."),
        Relation("cites", "arxiv:2103.00020"),
        Relation("cites", "doi:10.1/unknown"),
    )
    works = (Work(make_paper("Outside", "2021", arxiv="2103.00020")),)
    pages, _, _ = plan(make_entry("a", relations=relations), make_entry("b"), works=works)
    rows = view(pages, "papers/a.html").relations
    assert [(row.word, row.card.url, row.card.outside) for row in rows] == [
        ("extends", "papers/b.html", False),
        ("cites", "https://arxiv.org/abs/2103.00020", True),
        ("cites", "https://doi.org/10.1/unknown", True),
    ]
    assert (str(rows[1].card.title), rows[1].card.cited, str(rows[2].card.title)) == (
        "Outside",
        "Alpha, 2021",
        "doi:10.1/unknown",
    )
    (back,) = view(pages, "papers/b.html").relations
    assert (back.word, back.card.url) == ("extended by", "papers/a.html")
    assert "Because." in str(back.reason)


def test_related_papers_say_why_and_are_none_of_the_relations() -> None:
    both = "Ada Alpha, Bo Beta"
    entries = [
        make_entry("a", make_paper("a", authors=both), tags=("m", "l"), relations=(Relation("cites", "c"),)),
        make_entry("b", make_paper("b", authors=both), tags=("m", "l")),
        make_entry("c", make_paper("c", authors=both), tags=("m", "l")),
        *(make_entry(f"x{n}", make_paper(str(n), authors=f"X Other{n}")) for n in range(9)),
    ]
    tags = (make_tag("m", label="Misuse"), make_tag("l", label="LLMs & <b>"))
    shown = paper_view(*entries, tags=tags)
    (row,) = shown.related
    assert row.card.url == "papers/b.html"
    assert str(row.reason) == "Tagged <i>LLMs &amp; &lt;b&gt;</i> and <i>misuse</i>; two authors in common: Alpha, Beta"


def test_an_author_of_everything_relates_nothing() -> None:
    entries = [make_entry(str(n)) for n in range(10)]
    assert paper_view(*entries).related == ()


def test_links_from_other_texts_are_shown_with_their_sentence() -> None:
    entries = [make_entry("a"), make_entry("b", notes="As [[a]] shows.")]
    tags = (make_tag("t", description="Begin with [[a]]."),)
    paths = (make_path("p", "a"),)
    pages, _, _ = plan(*entries, make_entry("c", tags=("t",)), tags=tags, paths=paths)
    mentions = view(pages, "papers/a.html").mentions
    assert [(one.card.url, one.card.cited) for one in mentions] == [
        ("papers/b.html", "Alpha, 2019"),
        ("tags/t.html", "tag"),
    ]
    assert (mentions[0].before, mentions[0].words, mentions[0].after) == ("As ", "Paper a", " shows.")


def test_previous_and_next_in_each_path_else_in_the_list() -> None:
    entries = [make_entry(slug, make_paper(slug)) for slug in "abcd"]
    paths = (make_path("p", "c", "a", "b"), make_path("q", "a", "b"))
    pages, _, _ = plan(*entries, paths=paths)

    def turns(slug: str) -> list[tuple[str, str, str]]:
        found = view(pages, f"papers/{slug}.html").turns
        return [(t.place, t.previous.url if t.previous else "", t.next.url if t.next else "") for t in found]

    assert turns("a") == [("2 of 3", "papers/c.html", "papers/b.html"), ("1 of 2", "", "papers/b.html")]
    assert turns("d") == [("", "papers/c.html", "")]


def test_a_lone_paper_has_no_turn() -> None:
    assert paper_view(make_entry("a")).turns == ()


def test_an_earlier_address_sends_on() -> None:
    pages, _, _ = plan(make_entry("new", make_paper("T"), aliases=("old",)))
    sent = view(pages, "papers/old.html")
    assert pages["papers/old.html"].maker == "redirect.html"
    assert (sent.target.url, sent.target.text, sent.head.canonical) == ("papers/new.html", "T", URL + "papers/new.html")
    assert "papers/old.html" not in str(view(pages, "sitemap.xml"))


# Names in short.


def test_rows_name_up_to_four_authors_and_else_three() -> None:
    def named(count: int) -> tuple[str, int]:
        authors = ", ".join(f"A N{n}" for n in range(count))
        card = paper_view(make_entry("a", make_paper(authors=authors))).card
        return card.authors, card.more

    assert named(0) == ("", 0)
    assert named(4) == ("A N0, A N1, A N2 and A N3", 0)
    assert named(5) == ("A N0, A N1, A N2", 2)


def test_status_is_in_words() -> None:
    assert paper_view(make_entry("a", status="to-read")).card.status == "to read"


def test_cards_cite_as_running_text_does() -> None:
    def cited(**paper: Any) -> str:
        pages, _, _ = plan(make_entry("a", make_paper(**paper)), make_entry("b", relations=(Relation("cites", "a"),)))
        card = view(pages, "papers/b.html").relations[0].card
        return str(card.cited)

    assert cited(authors="Ada Alpha", date="2019") == "Alpha, 2019"
    assert cited(authors="Ada Alpha, Bo Beta", date="2019-01") == "Alpha and Beta, 2019"
    assert cited(authors="Ada Alpha, Bo Beta, Cy Gamma", date="") == "Alpha and others"
    assert cited(authors="", date="2019") == "2019"


def test_citing_has_the_entry_and_its_file() -> None:
    citation = paper_view(make_entry("a", make_paper("A Telling Title", "2019"))).citation
    assert citation.bibtex.startswith("@misc{alpha2019telling,")
    assert [(link.text, link.url) for link in citation.links] == [("a.bib", "papers/a.bib")]


def test_a_group_may_be_the_only_author() -> None:
    paper = make_paper(authors="")
    entry = make_entry("a", type(paper)(title="T", authors=(Group("The Group"),)))
    shown = paper_view(entry)
    assert (shown.card.authors, dict(shown.head.meta)["citation_author"]) == ("The Group", "The Group")
