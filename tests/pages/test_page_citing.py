"""References in the manner of APA."""

from __future__ import annotations

from typing import Any

import pytest
from sample_lists import NASTY, make_paper

from manicule.model import Group, Paper, Person
from manicule.pages.citing import format_reference, initials
from manicule.pages.markings import text_html
from manicule.pages.words import Words


def reference(paper: Paper) -> str:
    return str(format_reference(paper, text_html(paper.title), Words()))


@pytest.mark.parametrize(
    ("given", "short"),
    [
        ("Jong Wook", "J. W."),
        ("Jean-Luc", "J.-L."),
        ("J.R.R.", "J. R. R."),
        ("Élodie", "É."),
        ("小明", "小明"),
        ("", ""),
    ],
)
def test_initials(given: str, short: str) -> None:
    assert initials(given) == short


@pytest.mark.parametrize(
    ("paper", "formatted"),
    [
        (make_paper("A Title", "2019", "Ada Alpha"), "Alpha, A. (2019). <i>A Title</i>."),
        (make_paper("A Title", "2019", "Ada Alpha, Bo Beta"), "Alpha, A. and Beta, B. (2019). <i>A Title</i>."),
        (make_paper("Why?", "", "Ada Alpha"), "Alpha, A. (n.d.). <i>Why?</i>"),
        (make_paper("A Title", "2019", ""), "<i>A Title</i>. (2019)."),
        (
            make_paper("T", "2019", kind="article", venue="Journal", volume="12", issue="3", pages="26-38"),
            "Alpha, A. (2019). T. <i>Journal</i>, <i>12</i>(3), 26–38.",
        ),
        (
            make_paper("T", "2019", kind="conference", venue="Proceedings", pages="1--9", publisher="Press"),
            "Alpha, A. (2019). T. In <i>Proceedings</i> (pp. 1–9). Press.",
        ),
        (
            make_paper("T", "2019", kind="thesis", publisher="A University"),
            "Alpha, A. (2019). <i>T</i> [Thesis]. A University.",
        ),
    ],
)
def test_kinds_and_what_is_unknown(paper: Paper, formatted: str) -> None:
    assert reference(paper) == formatted


def test_arxiv_and_doi_are_links() -> None:
    made = reference(make_paper("T", "2019", arxiv="1908.09203v2", doi="10.48550/arXiv.1908.09203"))
    assert '<a href="https://arxiv.org/abs/1908.09203v2">arXiv:1908.09203</a>.' in made
    assert made.endswith('">https://doi.org/10.48550/arXiv.1908.09203</a>')


def test_of_more_than_twenty_authors_the_first_nineteen_and_the_last() -> None:
    twenty: Any = ", ".join(f"A Name{n}" for n in range(1, 21))
    assert "Name19, A. and Name20, A." in reference(make_paper("T", "2019", twenty))
    made = reference(make_paper("T", "2019", twenty + ", A Last"))
    assert "Name19, A., … Last, A. (2019)" in made
    assert "Name20" not in made


def test_groups_particles_and_suffixes() -> None:
    authors = (Group("The Group"), Person("Beethoven", "Ludwig", "van"), Person("King", "Martin Luther", suffix="Jr."))
    made = reference(Paper(title="T", authors=authors))
    assert made.startswith("The Group, van Beethoven, L. and King, M. L., Jr. (n.d.).")


def test_names_and_venues_stay_text() -> None:
    made = reference(make_paper("T", "2019", NASTY.replace(",", ""), kind="article", venue=NASTY))
    assert "<script" not in made
    assert "&lt;script&gt;" in made
