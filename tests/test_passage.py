"""Plain text, maths and marks as HTML whose text is the text that went in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manicule.passage import Mark, plain_line, render_line, render_passage
from manicule.safehtml import Html

TEXT = "It discusses staged release, which allows time."


class Reader(HTMLParser):
    """What a script would read as textContent, a formula counting as its source; and whether tags are nested well."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self._formula = 0
        self.feed(str(html))
        self.close()
        assert not self._open, html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if self._formula:
            return
        self.tags.append((tag, dict(attrs)))
        if "data-tex" in dict(attrs):
            self._formula = len(self._open)
            self.text += f"${dict(attrs)['data-tex']}$"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert self._formula, tag

    def handle_endtag(self, tag: str) -> None:
        if self._formula == len(self._open):
            self._formula = 0
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._formula:
            self.text += data


def test_a_passage_with_a_note() -> None:
    start = TEXT.index("staged")
    html, remarks = render_passage(TEXT, [Mark(start, start + 14, "claim", "staged-release", 1, "Note 1")])
    assert isinstance(html, Html)
    assert html == (
        '<p>It discusses <mark class="hl m1" data-kind="claim">staged release</mark><a class="ref" id="r-staged-release" '
        'href="#staged-release" role="doc-noteref" aria-label="Note 1" data-n="1"></a>, which allows time.</p>'
    )
    assert remarks == ()


def test_a_plain_highlight_has_no_reference_but_an_id() -> None:
    assert (
        render_passage("a b", [Mark(0, 1, "highlight", "a", 0)])[0]
        == '<p><mark class="hl content" data-kind="highlight" id="a">a</mark> b</p>'
    )


def test_paragraphs_and_titles() -> None:
    assert render_passage("one <b>\n\ntwo", [])[0] == "<p>one &lt;b&gt;</p>\n\n<p>two</p>"
    assert render_passage("one $x$", [Mark(0, 3, "doubt", "one", 1)], inline=True)[0].startswith(
        '<mark class="hl m1" data-kind="doubt">one</mark><a'
    )
    assert render_passage("", [])[0] == ""


def test_overlapping_marks_are_in_pieces_each_reference_right_behind_its_own() -> None:
    html = render_passage("abcd", [Mark(0, 3, "claim", "x", 1), Mark(1, 4, "doubt", "y", 2)])[0]
    assert re.sub(r'<a [^>]*data-n="(\d)"></a>', r"[\1]", html) == (
        '<p><mark class="hl m1" data-kind="claim">a</mark>'
        '<mark class="hl" data-kind="claim"><mark class="hl m2" data-kind="doubt">bc</mark></mark>[1]'
        '<mark class="hl" data-kind="doubt">d</mark>[2]</p>'
    )


def test_nested_and_identical_marks() -> None:
    marks = [
        Mark(0, 3, "claim", "x", 1),
        Mark(0, 3, "doubt", "y", 2),
        Mark(1, 2, "question", "z", 3),
        Mark(0, 3, "highlight", "h", 0),
    ]
    reader = Reader(render_passage("abc", marks)[0])
    assert reader.text == "abc"
    assert [attrs["data-n"] for tag, attrs in reader.tags if tag == "a"] == ["3", "1", "2"]


def test_a_formula_that_fails_is_remarked_upon_where_it_is() -> None:
    html, (remark,) = render_line(r"On $\nope$ and $x$")
    assert (remark.level, remark.code, remark.offset, remark.width) == ("warning", "maths", 3, 7)
    assert '<code class="tex" data-tex="\\nope">\\nope</code>' in html


def test_a_line_is_text_and_maths_and_no_more() -> None:
    assert render_line("<b>*x* & [y](z) $5 and $10")[0] == "&lt;b&gt;*x* &amp; [y](z) $5 and $10"
    assert plain_line(" On $x$\n  things ") == "On $x$ things"


@pytest.mark.parametrize("mark", [(3, 5), (0, 4), (5, 12), (4, 5)])
def test_a_mark_never_cuts_a_formula(mark: tuple[int, int]) -> None:
    reader = Reader(render_passage("ab $x+y$ cd", [Mark(*mark, "claim", "i", 1)])[0])
    assert reader.text == "ab $x+y$ cd"
    assert [tag for tag, _ in reader.tags if tag in ("mark", "math")] == ["mark", "math"]


WORDS = st.sampled_from(
    ["a", "b c", " ", "<i>", "&amp;", '"', "$x$", "$a < b$", "$$y$$", r"$\nope$", "$", "é", "\\$", "0"]
)
PARAGRAPHS = st.lists(
    st.lists(WORDS, min_size=1, max_size=8).map("".join).map(str.strip).filter(bool), min_size=1, max_size=3
).map("\n\n".join)
MARKS = st.lists(
    st.tuples(st.integers(-2, 30), st.integers(0, 12), st.sampled_from(["claim", "highlight"])), max_size=6
)


@settings(max_examples=300, deadline=None)
@given(PARAGRAPHS, MARKS, st.booleans())
def test_its_text_is_the_text(text: str, drawn: list[tuple[int, int, str]], inline: bool) -> None:
    marks = [Mark(start, start + width, kind, f"n{n}", n) for n, (start, width, kind) in enumerate(drawn)]
    html, _ = render_passage(text, marks, inline)
    reader = Reader(html)
    assert reader.text == text
    allowed = {"mark", "a", "math", "code"} | (set() if inline else {"p"})
    assert {tag for tag, _ in reader.tags} <= allowed
    names = [
        name for tag, attrs in reader.tags if tag == "mark" for name in re.findall(r"\bm\d+", attrs["class"] or "")
    ]
    numbers = [attrs["data-n"] for tag, attrs in reader.tags if tag == "a"]
    assert len(names) == len(set(names))
    assert sorted(names) == sorted(f"m{number}" for number in numbers)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_arbitrary_text_is_inert(text: str) -> None:
    for html in (render_line(text)[0], render_passage(text, [Mark(0, 3, "claim", text, 1)])[0]):
        reader = Reader(html)
        assert {tag for tag, _ in reader.tags} <= {"p", "mark", "a", "math", "code"}
