"""Words, postings and the index: each as the browser has to find it, and changed or made anew the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.model import Entry, MarginNote, Paper, Person, Quote
from manicule.search import index as indexing
from manicule.search.index import (
    Index,
    build_index,
    change_index,
    cut_parts,
    find_part,
    read_lines,
    read_places,
    write_places,
)
from manicule.search.postings import SIGNS, list_postings, list_texts, plain_text, split_postings
from manicule.search.tokens import find_words, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Release Strategies", ["release", "strategies"]),
        ("Łódź, Ó hÉigeartaigh, Straße", ["lodz", "o", "heigeartaigh", "strasse"]),
        ("don't, the model’s", ["dont", "the", "models"]),
        ("GPT-2 and self-supervised", ["gpt", "2", "and", "self", "supervised"]),
        ("大規模言語モデル", ["大規", "規模", "模言", "言語", "語モ", "モテ", "テル"]),
        ("用GPT写", ["用", "gpt", "写"]),
        ("ΟΔΟΣ", ["οδοσ"]),
        ("a_b x" + "y" * 60, ["a", "b", "x" + "y" * 39]),
    ],
)
def test_a_text_has_these_words(text: str, words: list[str]) -> None:
    assert list(split_words(text)) == words


def test_stop_words_find_nothing() -> None:
    assert find_words("The model and its release") == ["model", "release"]


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("See [this *one*](https://x.example/a) and [[griffin]].", "See this one and ."),
        (
            "# Head\n\n> Quoted `code`, **bold** and snake_case.[^1]\n\n[^1]: Foot.",
            "Head Quoted code, bold and snake_case. Foot.",
        ),
        ("- one\n- two\n\n| a | b |\n|---|---|\n| c | d |", "one two a b c d"),
        (
            "$a_b * c$ stays, <b>tags</b> go, 1 < 2 and \\*stars\\* stay",
            "$a_b  c$ stays, tags go, 1 < 2 and *stars* stay",
        ),
    ],
)
def test_markdown_says_these_words(markdown: str, words: str) -> None:
    assert plain_text(markdown).split() == words.split()


def test_an_entry_is_found_by_all_that_it_says() -> None:
    entry = Entry(
        "x",
        Paper(title="On Ducks", authors=(Person("Duck", "Anna"),), abstract="Ducks swim."),
        tags=("water-fowl",),
        why="Because.",
        notes="I *wonder*.",
        margin=(MarginNote("swim", "swim-note", note="They paddle."),),
        quotes=(Quote("A sentence.", note="Worth it."),),
    )
    found = {
        word: SIGNS.index(signs[1]) << 4 | SIGNS.index(signs[2]) for word, signs in split_postings(list_postings(entry))
    }
    assert found == {
        "ducks": 1 | 64, "anna": 2, "duck": 2, "water": 4, "fowl": 4, "because": 8, "i": 16, "wonder": 16,
        "swim": 32 | 64, "paddle": 32, "sentence": 32, "worth": 32,
    }  # fmt: skip
    assert [where for part, where, _ in list_texts(entry) if part == "margin"] == ["swim-note", "quotes"]


WORDS = st.text("abcé", min_size=1, max_size=6)
POSTINGS = st.dictionaries(WORDS, st.sampled_from(["#$#", "a#(", "~##"]), max_size=12)


@given(st.lists(POSTINGS, max_size=12), st.data())
def test_an_index_that_was_changed_is_the_one_made_anew(entries: list[dict[str, str]], data: st.DataObject) -> None:
    changed = list(entries)
    for number in data.draw(
        st.sets(st.integers(0, max(0, len(entries) - 1)), max_size=4) if entries else st.just(set())
    ):
        changed[number] = data.draw(POSTINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexing, "FULL", data.draw(st.integers(2, 12)))
        before, after = (build_index(map(written, all_of)) for all_of in (entries, changed))
        edits = {
            number: (list(entries[number].items()), list(changed[number].items()))
            for number in range(len(entries))
            if entries[number] != changed[number]
        }
        assert change_index(before, edits) == after
    check(after, changed)


def written(postings: dict[str, str]) -> str:
    return " ".join(word + signs for word, signs in postings.items())


def check(index: Index, entries: list[dict[str, str]]) -> None:
    """Each word is in the part where it is looked for, with just the entries that have it."""
    starts = list(index.parts)
    assert starts[0] == ""
    found: dict[str, dict[int, str]] = {}
    for start, lines in index.parts.items():
        for word, places in read_lines(lines).items():
            assert find_part(starts, word) == start
            found[word] = dict(read_places(places))
    wanted: dict[str, dict[int, str]] = {}
    for number, postings in enumerate(entries):
        for word, signs in postings.items():
            wanted.setdefault(word, {})[number] = signs
    assert found == wanted
    assert {word for words in index.words.values() for word in words} == set(wanted)


@given(st.dictionaries(st.integers(0, 200_000), st.text(SIGNS, min_size=3, max_size=3)))
def test_postings_come_back_as_they_were(places: dict[int, str]) -> None:
    assert dict(read_places(write_places(sorted(places.items())))) == places


def test_signs_need_no_escaping() -> None:
    assert not set('"\\ \n') & set(SIGNS)
    assert len(set(SIGNS)) == 91


def test_a_cut_that_moves_leaves_those_of_other_letters_alone() -> None:
    below = {"": 40_000} | dict.fromkeys("ab", 20000) | {a + b: 2_000 for a in "ab" for b in "abcdefghij"}
    starts = list(cut_parts(below))
    assert all(start[:1] in ("", "a", "b") for start in starts)
    more = {**below, "aa": 7_500, "a": 25_500, "": 45_500}
    assert [s for s in cut_parts(more) if s.startswith("b")] == [s for s in starts if s.startswith("b")]
