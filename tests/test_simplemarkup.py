"""Texts that need no parser: set as the parser sets them, to the letter, and left to it where that is not sure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manicule.markup import Link, render_markdown
from manicule.markupparser import parse_markdown
from manicule.safehtml import ROOT
from manicule.simplemarkup import set_simply

TITLES = {"a": "A plain one", "b": 'It\'s "q" & <b>', "c": "With $x$ in it", "d": "_em_ *x*"}


def resolve(kind: str, key: str) -> Link | None:
    """Everything is there but what begins with an x."""
    return None if key.startswith("x") else Link(f"{kind}s/{key}.html", TITLES.get(key, f"Title of {key}"))


def find(kind: str, key: str) -> tuple[str, str] | None:
    link = resolve(kind, key)
    return (ROOT + link.href, link.title) if link else None


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Words, and more words.", "<p>Words, and more words.</p>"),
        ("One\nstill one\n\nTwo\n", "<p>One\nstill one</p>\n<p>Two</p>"),
        ("It *is* **so** good.", "<p>It <em>is</em> <strong>so</strong> good.</p>"),
        ("See [it](paper:2107.03374).", f'<p>See <a href="{ROOT}papers/2107.03374.html">it</a>.</p>'),
        ("See [[2107.03374]].", f'<p>See <a href="{ROOT}papers/2107.03374.html">Title of 2107.03374</a>.</p>'),
        ("A [site](https://example.org/a-b).", '<p>A <a href="https://example.org/a-b">site</a>.</p>'),
        (
            "Two\n\n- one\n- so *two*\n\nThree",
            "<p>Two</p>\n<ul>\n<li>one</li>\n<li>so <em>two</em></li>\n</ul>\n<p>Three</p>",
        ),
    ],
)
def test_what_most_notes_are_is_set(text: str, html: str) -> None:
    assert set_simply(text, find) == html
    assert str(parse_markdown(text, resolve, "i")[0]) == html


@pytest.mark.parametrize(
    "text",
    [
        "# Heading", "1. one", "- one\n\n- two", "- one\n    - two", "  indented", "a  \nb", "a\nb  ", "`code`", "<b>x</b>", "&amp;",
        "$x$", "[x](paper:x)", "[[x]]", "[a](javascript:x)", "![a](paper:a)", "[a][b]\n\n[b]: http://c", "a_b_c", "a*b*c*d", "***a***",
        "a | b\n- | -", "a\n===", "\x02", "\u2028", "~~~\na\n~~~", "[^1]\n\n[^1]: x", "\\*a*", "[a](http://e.org/?q=1)", "[a](paper:a \"t\")",
    ],
)  # fmt: skip
def test_what_is_more_is_left_to_the_parser(text: str) -> None:
    assert set_simply(text, find) is None


PIECES = st.sampled_from(
    [
        "a", "B", "é", "中", "word", "Two words", " ", "  ", "\n", "\n\n", "- ", "*", "**", "[", "]", "(", ")", "[[", "]]", "paper:", "tag:",
        "x1", ".", ",", "'", '"', "-", "1. ", "?", "/", "%", "+", "\u00ad", "\u200b", "\t", ":", "!", "[a](paper:a)", "[a b](tag:b)", "[[a]]",
        "[[tag:b]]", "[[b]]", "[[c]]", "[[d]]", "*em*", "**st ro**", "[w](https://e.org/x/y.html)", "[ a](paper:a)", "[a ](paper:a)", "*a *",
    ]
)  # fmt: skip
WORDS = st.sampled_from(
    ["A", "word", "two words", "é", "it's", '"q"', "(c)", "50%", "x-y", "e.g.", "end.", "a*b", "1. x"]
)
INLINE = st.sampled_from(
    ["[a](paper:a)", "[a b](tag:b)", "[[a]]", "[[tag:b]]", "*em*", "**st ro**", "[w](https://e.org/x)"]
)
LINE = st.tuples(st.sampled_from(["Word", "A word", "É"]), st.lists(WORDS | INLINE, max_size=4)).map(
    lambda parts: " ".join([parts[0], *parts[1]])
)
PARAGRAPH = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
LIST = st.lists(LINE.map(lambda line: f"- {line}"), min_size=1, max_size=3).map("\n".join)
TEXT = st.lists(PARAGRAPH | LIST, min_size=1, max_size=4).map("\n\n".join)


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=14).map("".join) | TEXT)
def test_the_parser_makes_the_same_of_it(text: str) -> None:
    by_parser, remarks = parse_markdown(text, resolve, "i")
    html, told = render_markdown(text, resolve, "i")
    assert html == by_parser
    assert told == remarks


@given(TEXT)
def test_most_such_texts_are_set(text: str) -> None:
    if "1. x" not in text and "a*b" not in text and "\n\n- " not in text:
        assert set_simply(text, find) is not None
