"""Numbers and lists in words, and addresses."""

from __future__ import annotations

import pytest

from manicule.pages.counting import all_papers
from manicule.pages.urls import absolute, margin_url, papers_url, root_of, tag_url
from manicule.pages.words import Words, capital, shorten

ENGLISH = Words()


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "no notes"), (1, "one note"), (2, "two notes"), (12, "twelve notes"), (13, "13 notes"), (1250, "1,250 notes")],
)
def test_counts_are_words_up_to_twelve(number: int, said: str) -> None:
    assert ENGLISH.ngettext("%(count)s note", "%(count)s notes", number) == said


@pytest.mark.parametrize(("number", "said"), [(1, "One paper"), (2, "Both papers"), (22, "All 22 papers")])
def test_all_of_two_are_both(number: int, said: str) -> None:
    assert all_papers(number, ENGLISH) == said


@pytest.mark.parametrize(
    ("parts", "joined"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_lists_end_in_and(parts: list[str], joined: str) -> None:
    assert ENGLISH.join(parts) == joined
    assert ENGLISH.join_or(parts) == joined.replace(" and ", " or ")


def test_labels_within_sentences_keep_abbreviations() -> None:
    assert ENGLISH.in_sentence("Language models") == "language models"
    assert ENGLISH.in_sentence("GPT-3") == "GPT-3"
    assert capital("") == ""


def test_long_text_is_cut_behind_a_word() -> None:
    assert shorten("short", 10) == "short"
    assert shorten("one two three four", 12) == "one two…"
    assert len(shorten("x" * 500, 200)) <= 200


def test_addresses_lead_from_any_depth_to_the_root() -> None:
    assert root_of("index.html") == ""
    assert root_of(tag_url("misuse")) == "../"


def test_the_home_page_is_the_sites_own_address() -> None:
    assert absolute("https://example.org/list/", "index.html") == "https://example.org/list/"
    assert absolute("https://example.org/list/", "papers/a.html") == "https://example.org/list/papers/a.html"


def test_later_pages_of_a_tag_can_be_no_other_tag() -> None:
    assert (papers_url(2), margin_url(1)) == ("papers/index-2.html", "margin.html")
    assert tag_url("code", 2) != tag_url("code-2")
