"""The sentence around quoted words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.anchoring import maths_spans
from manicule.pages.sentences import MOST, find_sentence


def around(text: str, quote: str) -> str:
    start = text.index(quote)
    low, high = find_sentence(text, start, start + len(quote))
    return text[low:high]


@pytest.mark.parametrize(
    ("text", "quote", "sentence"),
    [
        ("One. Two is here. Three.", "is", "Two is here."),
        ("One. Two is here. Three.", "One", "One."),
        ("One. Two is here. Three.", "Three", "Three."),
        ("One. Two is here. Three.", "Two is here.", "Two is here."),
        ("One. Two is here. Three.", "here. Three", "Two is here. Three."),
        ("As Alpha et al. show it, e.g. in Fig. 3, this is so. Next.", "this", "As Alpha et al. show it, e.g. in Fig. 3, this is so."),
        ("A mean of 28.8 per cent was found here. Next.", "found", "A mean of 28.8 per cent was found here."),
        ("We write $a. B$ for it here. Next.", "here", "We write $a. B$ for it here."),
        ("First paragraph\n\nSecond one here\n\nThird", "one", "Second one here"),
        ('He said "No." Then he went. End.', "went", "Then he went."),
        ("no sentence at all", "sentence", "no sentence at all"),
    ],
)  # fmt: skip
def test_a_sentence_ends_where_sentences_end(text: str, quote: str, sentence: str) -> None:
    assert around(text, quote) == sentence


def test_a_sentence_without_end_is_cut_between_words() -> None:
    text = "word " * 400 + "quoted words" + " word" * 400
    found = around(text, "quoted words")
    assert "quoted words" in found
    assert len(found) <= MOST * 1.6
    assert set(found.split()) == {"word", "quoted", "words"}


def test_no_cut_goes_through_maths() -> None:
    formula = "$" + "x + " * 60 + "y$"
    found = around(f"{'word ' * 100}{formula} quoted {formula}{' word' * 100}", "quoted")
    assert found.count("$") % 2 == 0


@given(st.text("ab .?!$\n\"')", max_size=80), st.data())
def test_any_range_keeps_its_words_its_paragraph_and_its_maths(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if "\n\n" in text[max(0, start - 1) : end + 1]:
        return
    low, high = find_sentence(text, start, end)
    assert 0 <= low <= start <= end <= high <= len(text)
    assert "\n\n" not in text[low:start]
    assert "\n\n" not in text[end:high]
    for left, right in maths_spans(text):
        if "\n" not in text[left:right]:
            assert not left < low < right or low == start
            assert not left < high < right or high == end
