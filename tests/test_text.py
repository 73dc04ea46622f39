"""Folding, slugs and digests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.text import SLUG_LENGTH, digest, fold, is_slug, slug, sort_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Seán Ó hÉigeartaigh", "sean-o-heigeartaigh"),
        ("2107.03374", "2107.03374"),
        ("hep-th/9901001", "hep-th-9901001"),
        ("What is it? A. Test...", "what-is-it-a-test"),
        ("Łukasz Þór", "lukasz-thor"),
        ("don't", "dont"),
        ("CON", "con-x"),
        ("nul.txt", "nul-txt"),
        ("com1.5", "com1-5"),
        ("..", ""),
        ("日本", "riben"),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(max_size=300))
def test_a_slug_is_always_fit_for_a_file_name(text: str) -> None:
    made = slug(text)
    assert not made or (is_slug(made) and slug(made) == made and len(made) <= SLUG_LENGTH)


@pytest.mark.parametrize("text", ["", "a/b", "a b", ".a", "a.", "a..b", "aux", "Aux.x", "a" * 81, "ä", "a\n", "-a"])
def test_what_is_no_slug(text: str) -> None:
    assert not is_slug(text)


def test_folding_forgives_case_marks_and_punctuation() -> None:
    assert fold("Ó hÉigeartaigh, Seán") == fold("o heigeartaigh sean") == "o heigeartaigh sean"
    assert fold("Straße") == fold("STRASSE")
    assert sort_key("Émile") < sort_key("Zoe")


def test_a_digest_tells_where_parts_end() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("é") == digest("é".encode())
    assert len(digest("\ud800")) == 32
