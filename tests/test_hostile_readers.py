"""Made-up garbage for every reader: of formats, of content/, of Markdown, TeX and quotes. What must hold is in judges.py.

What is made up looks like what it is read as: a sound source with values, words and pieces of it replaced, doubled, cut
or moved. `make fuzz` does the same for as long as it is let, and sees which branches an input takes (fuzz/README.md); what it
found is at the foot of this file.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judges import LOADERS, READERS, judge_content, judge_markdown, judge_maths, judge_quote, judge_reader, judge_text
from small_sources import FILES, PAGE, SOURCES, TEXTS, VALUE, plain

from manicule.content import load_entry, load_works
from manicule.identifiers import read_arxiv, read_doi
from manicule.problems import Where

SIGNS = (
    "", " ", "\n", "\r", "\t", "\x00", "\x1b[2J", "\u202e", "\u2067", "\ufeff", "\u2028", "\x85", "{", "}", "[", "]", "(", ")", "<", ">", '"', "'",
    "\\", "$", "$$", "&", "&#x202e;", "#", "%", "@", ",", ":", ": ", "- ", "? ", "|", "*", "_", "`", "~", "=", "/", "//", "..", "<!--", "-->", "]]>",
    "and", "null", "true", "2020", "0000", "10.1000/x", "arXiv:2001.00001", "http://x", "é", "e\u0301", "深", "𝔸", "\u0301", "a" * 200, "%00", "\\u0000",
    "\\ud800", "&amp;", "</p>", "TY  - JOUR", "ER  -", "@misc{a,", "---", "<<", "!x", "&a", "*a",
)  # fmt: skip
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@st.composite
def spoilt(draw: st.DrawFn, source: str) -> str:
    """The source with a few of its values or words made something else, doubled, or taken away."""
    parts = re.split(f"({VALUE.pattern})", source)[::2] if draw(st.booleans()) else TOKEN.findall(plain(source))
    parts = [part.strip("⟪⟫") for part in parts]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(parts) - 1))
        how = draw(st.sampled_from(("put", "put", "before", "twice", "away", "move", "cut")))
        sign = draw(st.sampled_from(SIGNS) | st.text(max_size=4))
        if how == "put":
            parts[at] = sign
        elif how == "before":
            parts[at] = sign + parts[at]
        elif how == "twice":
            parts[at] = parts[at] * 2
        elif how == "away":
            parts[at] = ""
        elif how == "move":
            parts.append(parts[at])
        else:
            parts = parts[: at + 1]
    return "".join(parts)


ENCODINGS = st.sampled_from(("utf-8",) * 6 + ("utf-16", "utf-8-sig", "cp1252", "gb18030"))


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=25)
@given(data=st.data())
def test_every_format(name: str, data: st.DataObject) -> None:
    text = data.draw(spoilt(SOURCES[name][0]))
    judge_reader(name, text.encode(data.draw(ENCODINGS), "replace"))


@pytest.mark.parametrize("name", LOADERS)
@settings(max_examples=25)
@given(data=st.data())
def test_every_file_of_a_list(name: str, data: st.DataObject) -> None:
    judge_content(name, data.draw(spoilt(FILES[name][0])).encode("utf-8", "surrogatepass"))


@settings(max_examples=40)
@given(spoilt(PAGE + "\n\n".join(TEXTS[1:])))
def test_markdown(text: str) -> None:
    judge_markdown(text)


@settings(max_examples=40)
@given(st.sampled_from(TEXTS[1:]).flatmap(spoilt))
def test_texts_and_formulas(text: str) -> None:
    judge_text(text)
    judge_maths(text)


@settings(max_examples=40)
@given(st.sampled_from(TEXTS).flatmap(spoilt), st.data())
def test_quotes(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    words = text[start : start + data.draw(st.integers(0, 60))]
    judge_quote(
        text, data.draw(spoilt(words + "x")), text[max(0, start - 10) : start], data.draw(st.sampled_from(SIGNS))
    )


# What was found so, by these or by the fuzzer.


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bibtex", "@misc{a\x01, year = 1}"),  # a key with a control character stood for the title
        ("csl-json", '[{"id": "a\\u0002"}]'),
        ("bibtex", "@misc{a, title = {A}, note = {\\url{}}}"),  # raised: an address of no letters
        ("bibtex", "@misc{a, title = {A}, howpublished = {\\url{ }}}"),
        ("ids", "10.1109/a-http://doi.org/10.48/x"),  # was another DOI each time that it was read
        (
            "markdown",
            "## Lang\x01uage\n\n- [A](https://arxiv.org/abs/2001.00001)",
        ),  # a tag's label could not be written
        ("arxiv-atom", "e\x00\rry\x00\x02" + "±" * 99),  # its problem stood behind the line's end
        ("web-annotation", "\ufeff\ufeff{"),
        (
            "csl-json",
            '[{"id": "a", "title": "A", "' + "x" * 3000 + '": {"' + "y" * 3000 + '": "z", "": 1}}]',
        ),  # no YAML
    ],
)
def test_what_was_found_in_formats(name: str, text: str) -> None:
    judge_reader(name, text.encode())


@pytest.mark.parametrize(
    "text",
    [
        'title: A\nquotes: [{text: "\\n"}]',  # raised
        "title: A\nmargin: [{Vuote: a, note: b}, {quote: c, in: title}]",  # raised: the place of the first was sought
        'title: "\\n"',  # was passed over without a word
        "? - a\n: b",
        "title: A\nauthors: [{family: ' '}, {name: }]",
    ],
)
def test_what_was_found_in_entries(text: str) -> None:
    assert judge_content("content/papers/dragon.yaml", text.encode())


def test_what_is_wrong_with_an_item_leaves_the_places_of_others() -> None:
    entry, problems = load_entry(
        "x.yaml", b"title: A\ntags: [a, a, b]\nmargin:\n- {note: x}\n- {quote: A, in: title, note: y}\n"
    )
    assert [problem.code for problem in problems] == ["duplicate-item", "missing-field"]
    assert entry and entry.places["tags.1"] == Where("x.yaml", 2, 14, 1, 2, 14)
    assert entry.margin[0].places["note"].line == 5


def test_a_key_that_is_no_text_is_shown_where_it_begins() -> None:
    assert [problem.where for problem in load_works("w.yaml", b"- ? [a, b]\n  : c\n")[1]] == [Where("w.yaml", 1, 5)]


def test_an_id_is_read_but_once() -> None:
    for text in (
        "10.1000/doi:10.2000/x",
        "10.1000/http://doi.org/10.2000/x",
        "doi:10.1000/x",
        "10.1000/arXiv:2001.00001",
    ):
        assert read_doi(read_doi(text)) == read_doi(text) != ""
    assert read_arxiv("2001.arXiv:00001") == read_arxiv("x https://arxiv.org/abs/2001.00001") == ""
