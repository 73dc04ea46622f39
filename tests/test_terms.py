"""The words and phrases that an entry is about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from manicule.terms import MOST_OFTEN, MOST_PHRASES, MOST_WORDS, find_terms


def found(title: str = "", abstract: str = "", *texts: str) -> dict[str, tuple[str, int]]:
    return {name: (printed, strength) for name, printed, strength in find_terms(title, abstract, texts)}


def test_title_and_abstract_count_more_than_what_a_note_says_in_passing() -> None:
    terms = found("Anchoring", "About vellum.", "A parchment, seen once. Ducks here, and ducks there.")
    assert terms == {"anchoring": ("anchoring", 3), "vellum": ("vellum", 2), "duck": ("ducks", 2)}


def test_phrases_are_of_two_words_side_by_side() -> None:
    terms = found("", "It discusses staged release, which allows misuse. Release of models.")
    assert terms["staged release"] == ("staged release", 2)
    assert "release misuse" not in terms
    assert "misuse release" not in terms


def test_a_phrase_in_a_note_has_to_be_said_again() -> None:
    once = "A staged release, and a release that is not staged."
    assert "staged release" not in found("", "", once)
    assert "staged release" in found("", "", once, "Staged release!")


def test_one_name_for_singular_and_plural_case_and_marks() -> None:
    terms = found("", "Möbius, strips. A strip of MOBIUS; policies, policy.")
    assert {name: strength for name, (_, strength) in terms.items()} == {"mobius": 4, "strip": 4, "policy": 4}


def test_a_word_with_hyphens_is_the_phrase_without() -> None:
    assert "copper plate" in found("", "A copper-plate press.")
    assert "copper plate" in found("", "A copper plate press.")


def test_it_is_printed_as_within_a_sentence() -> None:
    terms = found(
        "Neural Networks by Hand", "Vellum lasts. The GPT-2 models of Bayesian kinship. The developer’s *ink*.", "Ink."
    )
    printed = {name: shown for name, (shown, _) in terms.items()}
    assert printed["neural network"] == "neural networks"
    assert printed["vellum"] == "vellum"
    assert (printed["gpt 2"], printed["bayesian"]) == ("GPT-2", "Bayesian")
    assert (printed["developer"], printed["ink"]) == ("developer", "ink")


def test_common_words_and_numbers_are_none() -> None:
    assert found("We propose the method", "In 2019 these results show that 42 of them work.") == {}


def test_what_is_no_prose_is_skipped() -> None:
    text = (
        "Parchment [parchment](paper:secretslug) `codeword codeword` [[barelink]] https://address.example/address "
        "$\\alphaword + alphaword$ <span class='spanner'>\n\n```\nfenced fenced\n```\n$$shown shown$$"
    )
    assert set(found("", "", text)) == {"parchment"}


def test_a_dollar_is_not_maths() -> None:
    assert "vellum" in found("", "It costs $5 for vellum and $6 for ink.")


def test_long_notes_do_not_make_a_paper_about_everything() -> None:
    text = " ".join(f"word{a}x word{b}y." for a in range(40) for b in range(40))
    terms = found("", "", text * 2)
    assert len(terms) <= MOST_WORDS + MOST_PHRASES
    assert max(strength for _, strength in terms.values()) == MOST_OFTEN


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_any_text_has_terms_that_are_printed(title: str, abstract: str, texts: list[str]) -> None:
    for name, printed, strength in find_terms(title, abstract, texts):
        assert name
        assert printed
        assert 2 <= strength <= MOST_OFTEN
