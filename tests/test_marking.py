"""Marks in HTML that is set already: the text that quotes are looked for in, and valid markup whatever they cover."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from manicule.anchoring import Anchor, find_in
from manicule.marking import Prose, mark_prose, read_prose
from manicule.markup import Link, Mark, render_markdown
from manicule.safehtml import Html


def prose_of(markdown: str) -> Prose:
    return read_prose(render_markdown(markdown, lambda kind, key: Link(f"papers/{key}.html", f"Title of {key}"))[0])


def mark_of(prose: Prose, quote: str, number: int = 1, kind: str = "claim") -> Mark:
    found = find_in(prose.fold(), quote, name="notes")
    assert isinstance(found, Anchor), found
    return Mark(found.start, found.end, kind, f"note-{number}", number)


def marked(markdown: str, *quotes: str) -> str:
    prose = prose_of(markdown)
    return mark_prose(prose, [mark_of(prose, quote, number) for number, quote in enumerate(quotes, 1)])


REFERENCE = re.compile(r'<a class="ref"[^>]*></a>')


def bare(markup: str) -> str:
    return re.sub(r"</?mark[^>]*>", "", REFERENCE.sub("", markup))


class Nesting(HTMLParser):
    """Fails where a tag closes another one than the last opened, or a link stands in a link."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "a" or "a" not in self.open
        if tag not in ("br", "hr", "img", "wbr", "mspace"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_text_is_what_a_reader_selects() -> None:
    prose = prose_of("A *strong* [word](paper:x) &amp; `code` of $a<b$.\n\n- one\n- two &lt;x&gt;\n\n[[y]]")
    words = " ".join(prose.text.split())
    assert words == "A strong word & code of $a<b$. one two <x> Title of y"
    assert "one\n" in prose.text, "no quote crosses from one item to the next"


def test_a_mark_goes_around_each_piece_of_its_words() -> None:
    said = marked("Some *rather strong* words.", "Some rather")
    assert said.startswith(
        '<p><mark class="hl m1" data-kind="claim">Some </mark><em><mark class="hl" data-kind="claim">rather</mark><a '
    )
    assert "</a> strong</em>" in said


def test_a_reference_never_stands_within_a_link() -> None:
    said = marked("See [the long paper](paper:x) now.", "the long")
    assert said.index("</a>") < said.index('class="ref"')
    Nesting().feed(said)


def test_a_formula_is_marked_as_a_whole() -> None:
    said = marked("Let $a + b$ be.", "$a + b$")
    assert re.search(r'<mark class="hl m1" data-kind="claim"><math.*?</math></mark><a class="ref"', said)


def test_money_is_no_formula() -> None:
    prose = prose_of(r"It costs \$5 and \$x here.")
    assert prose.maths == ()
    assert mark_of(prose, "5 and").start == prose.text.index("5 and")


def test_overlapping_nested_and_identical_marks() -> None:
    said = marked("one two three four", "one two three", "two three four", "two", "two")
    Nesting().feed(said)
    assert re.findall(r'data-n="(\d)"', said) == ["3", "4", "1", "2"]
    assert sorted(re.findall(r" m(\d)", said)) == ["1", "2", "3", "4"]
    assert bare(said) == bare(marked("one two three four"))


MARKDOWN = st.lists(
    st.sampled_from(
        ["word", "*two words*", "[a link](paper:x)", "`code`", "$x^2$", "&lt;", "\n\n", "\n- ", "\n\n> ", "a & b", "<b>c", "\n\n## head\n\n",
         "| a | b |\n| - | - |\n| c | d |\n", "[^1]", "\n\n[^1]: foot\n\n", "é", "<script>x</script>", "**bold *it* d**", "\\$3"]
    ),
    max_size=30,
).map(" ".join)  # fmt: skip


@given(MARKDOWN, st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)), max_size=5))
def test_whatever_is_marked_the_rest_stays(markdown: str, ranges: list[tuple[int, int]]) -> None:
    prose = prose_of(markdown)
    whole = "".join(piece.markup for piece in prose.pieces)
    marks = [
        Mark(start, min(start + length, len(prose.text)), "doubt", f"n{number}", number)
        for number, (start, length) in enumerate(ranges, 1)
        if start < len(prose.text)
    ]
    said = mark_prose(prose, marks)
    assert bare(said) == bare(whole)
    Nesting().feed(said)
    covering = [mark for mark in marks if prose.text[mark.start : mark.end].strip("\n")]
    assert len(covering) <= len(REFERENCE.findall(said)) <= len(marks)
    assert read_prose(Html(bare(said))).text == prose.text


@given(st.text(alphabet="<>&;\"'= \n$abc/", max_size=60))
def test_text_that_looks_like_markup_is_text(text: str) -> None:
    assert prose_of("`` " + text.replace("`", "").replace("\n", " ") + " x ``").text.rstrip().endswith("x")
