"""Why papers are near each other, in words."""

from __future__ import annotations

from typing import Any

from sample_lists import make_entry, make_note, make_paper, make_tag, plan, view

from manicule.model import Relation, Work

TEXT = "It discusses staged release, which allows misuse of GPT-2 to be seen."


def rows(*entries: Any, **content: Any) -> dict[str, str]:
    """The reasons on the page of `a`, by the other's slug."""
    others = [make_entry(f"x{n}", make_paper(f"Number{n}", authors=f"X Other{n}")) for n in range(12)]
    pages, _, _ = plan(*entries, *others, **content)
    shown = view(pages, "papers/a.html").related
    return {row.card.url.removeprefix("papers/").removesuffix(".html"): str(row.reason) for row in shown}


def paper(slug: str, **more: Any) -> Any:
    stated = {name: more.pop(name) for name in ("abstract", "title", "authors") if name in more}
    return make_entry(slug, make_paper(**{"title": slug, "authors": f"{slug.upper()} Sole", **stated}), **more)


def test_terms_as_printed_and_no_word_of_a_phrase_that_is_told() -> None:
    said = rows(paper("a", abstract=TEXT), paper("b", abstract="Staged releases of GPT-2; some misuse."))
    assert said == {"b": "Shares <i>GPT-2</i>, <i>staged release</i>, <i>misuse</i>"}


def test_terms_stand_in_notes_and_titles_as_well() -> None:
    first = paper(
        "a", notes="On vellum & parchment. Vellum!", margin=(make_note(TEXT, "staged", note="Ink, <b>ink</b>."),)
    )
    said = rows(first, paper("b", title="Vellum"), paper("c", title="Ink by Hand"))
    assert said == {"b": "Shares <i>vellum</i>", "c": "Shares <i>ink</i>"}


def test_what_a_tag_says_is_not_told_twice() -> None:
    tags = (make_tag("misuse", label="Misuse"), make_tag("r", label="Releases & <b>"))
    first = paper("a", abstract=TEXT, tags=("misuse", "r"))
    said = rows(first, paper("b", abstract="Some misuse of GPT-2.", tags=("r", "misuse")), tags=tags)
    assert said == {"b": "Shares <i>GPT-2</i>; tagged <i>misuse</i> and <i>releases &amp; &lt;b&gt;</i>"}


def test_people_and_relations_in_the_order_of_this_paper() -> None:
    relations = (Relation("cites", "arxiv:2103.00020"), Relation("extends", "doi:10.1/unknown"), Relation("cites", "c"))
    works = (Work(make_paper("Outside", "2021", arxiv="2103.00020")),)
    said = rows(
        paper("a", authors="Zoe Alpha, Bo Beta", relations=relations),
        paper("b", authors="Bo Beta, Zoe Alpha", relations=tuple(reversed(relations))),
        paper("c"),
        works=works,
    )
    assert said == {
        "b": "Two authors in common: Alpha, Beta; three relations in common: Alpha, 2021, doi:10.1/unknown, Sole, 2019"
    }


def test_papers_that_are_tied_are_not_near_as_well() -> None:
    relation = (Relation("cites", "b"),)
    first, third = paper("a", abstract=TEXT, relations=relation), paper("c", abstract=TEXT)
    assert list(rows(first, paper("b", abstract=TEXT), third)) == ["c"]


def test_no_reason_no_row_and_none_where_they_are_switched_off() -> None:
    assert rows(paper("a", abstract=TEXT), paper("b", abstract="About nothing of it.")) == {}
    both = (paper("a", abstract=TEXT), paper("b", abstract=TEXT))
    assert rows(*both, site={"pages": (("related", False),)}) == {}
    assert list(rows(*both, site={"pages": (("related", True),)})) == ["b"]
