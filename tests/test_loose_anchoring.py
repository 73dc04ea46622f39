"""The words of a text that another program's highlight means."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manicule.anchoring import fold_text
from manicule.loose_anchoring import find_loosely

TEXT = (
    "We discuss staged release, which allows time between model releases. A release of GPT-2 related to the "
    "[release] of it needs $\\alpha < 3$ ponds; efficient e\ufb00ort.\n\nResponsible publication in AI is a co-operation."
)


def found(quote: str, prefix: str = "", suffix: str = "", text: str = TEXT) -> str:
    place = find_loosely(fold_text(text), quote, prefix, suffix)
    return text[slice(*place)] if place else ""


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("staged release", "staged release"),
        ("Staged  Release", "staged release"),
        ("staged re-\nlease", "staged release"),
        ("We discuss staged release which allows time", "We discuss staged release, which allows time"),
        ("efficient eort", ""),
        ("efficient effort", "efficient e\ufb00ort"),
        ("Responsible publi-\ncation in AI", "Responsible publication in AI"),
        ("is a cooperation.", "is a co-operation"),
        ("We discuss staged release,12 which allows time between models releases", "We discuss staged release, which allows time between model releases"),
        ("responsible publication of AI is a co-operation", "Responsible publication in AI is a co-operation"),
    ],
)  # fmt: skip
def test_what_copying_and_setting_change_is_forgiven(quote: str, words: str) -> None:
    assert found(quote) == words


@pytest.mark.parametrize(
    "quote",
    [
        "",
        " - ",
        "geese",
        "lease",
        "time between model releases. Ponds",
        "ponds; efficient effort. Responsible publication",
        "We withhold the largest model of them all, and its data",
    ],
)
def test_other_words_are_not_found(quote: str) -> None:
    assert found(quote) == ""


def test_what_stands_around_decides_and_nothing_else_does() -> None:
    assert found("release") == ""
    text = fold_text(TEXT)
    assert find_loosely(text, "release", "discuss staged ", ", which") == (18, 25)
    assert find_loosely(text, "release", suffix=" of GPT") == (TEXT.index("release of GPT"), TEXT.index(" of GPT"))
    assert find_loosely(text, "Release", "of DISCUSS sta-\nged") == (18, 25), "as loosely as the words themselves"
    assert find_loosely(text, "release", "quite another", "text") is None


def test_formulas_are_taken_whole() -> None:
    assert found("\\alpha < 3") == "$\\alpha < 3$"
    assert found("it needs alpha < 3 ponds") == "it needs $\\alpha < 3$ ponds"


WORDS = st.lists(st.text(st.characters(codec="utf-8", categories=("L", "Nd")), min_size=1, max_size=9), min_size=3, max_size=12)  # fmt: skip


@settings(max_examples=200)
@given(WORDS, st.data())
def test_what_is_found_has_the_letters_that_were_asked_for(words: list[str], data: st.DataObject) -> None:
    """Whatever the spaces, marks and capitals, as long as no near match is needed."""
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    between = data.draw(st.sampled_from([" ", "  ", "\n", " \u2014 ", ", ", "\u00ad "]))
    quote = between.join(words[first : last + 1])
    place = find_loosely(fold_text(text), quote.upper() if quote.upper().casefold() == quote.casefold() else quote)
    if place is not None:
        said = "".join(c for c in fold_text(text[slice(*place)]).folded.casefold() if c.isalnum())
        asked = "".join(c for c in fold_text(quote).folded.casefold() if c.isalnum())
        assert said == asked or len(asked) >= 20


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a" * 50_000, "b" * 2_000),
        ("ab " * 20_000, "ab " * 500 + "c"),
        ("the of and " * 5_000, "of the and " * 100),
        ("$x$ " * 10_000, "x " * 200 + "y"),
    ],
)
def test_no_text_takes_long(text: str, quote: str) -> None:
    start = time.process_time()
    find_loosely(fold_text(text), quote, "x" * 1_000, "y" * 1_000)
    assert time.process_time() - start < 20, "seconds; what is quadratic takes minutes"
