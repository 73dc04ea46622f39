"""How much room the notes beside a text want."""

from __future__ import annotations

from manicule.markup import Html
from manicule.pages.markings import fill_html
from manicule.pages.need import Box, count_lines, reckon_need


def body(length: int) -> Html:
    return fill_html("<p>{}</p>", "word " * (length // 5))


def test_no_notes_need_nothing() -> None:
    assert reckon_need([]) == 0


def test_needs_are_even_numbers_so_that_few_rules_do() -> None:
    assert {reckon_need([Box(0, body(n))]) % 2 for n in range(5, 900, 40)} == {0}


def test_a_note_at_the_end_of_a_long_text_stands_low() -> None:
    line = count_lines("word " * 600)
    assert reckon_need([Box(line(2900), body(50))]) >= 2900 / 66 * 1.6
    assert reckon_need([Box(line(0), body(50))]) <= 8


def test_notes_on_the_same_words_push_one_another_down() -> None:
    one = reckon_need([Box(0, body(200))])
    four = reckon_need([Box(0, body(200))] * 4)
    assert four > 3 * one


def test_blank_lines_and_code_count_as_lines() -> None:
    code = Html("<pre><code>" + "x\n" * 40 + "</code></pre>")
    assert reckon_need([Box(0, code)]) >= 40
    paragraphs = "short\n\n" * 50
    assert count_lines(paragraphs + "end")(len(paragraphs)) == 50
    assert count_lines(paragraphs + "end", between=2)(len(paragraphs)) == 150


def test_tags_of_html_are_no_text() -> None:
    link = fill_html('<p><a href="{}">word</a></p>', "https://example.org/" + "x" * 900)
    assert reckon_need([Box(0, link)]) == reckon_need([Box(0, Html("<p>word</p>"))])
