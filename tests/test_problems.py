"""Problems as a person reads them."""

from __future__ import annotations

import pytest

from manicule.problems import Where, error, format_problem, format_problems, notice, sort_problems, warning

SOURCE = "title: A\nmargin:\n  - quote: stage releases, which allow time\n"


def test_it_names_place_line_caret_detail_and_fix() -> None:
    problem = error(
        "quote-not-found",
        "this quote is not in the abstract",
        Where("content/papers/a.yaml", 3, 12, 32),
        'closest: "staged release, which allows time" (95% alike)',
        fix="quote: staged release, which allows time",
    )
    assert format_problem(problem, SOURCE) == (
        "content/papers/a.yaml:3:12: error[quote-not-found]: this quote is not in the abstract\n"
        "    3 |   - quote: stage releases, which allow time\n"
        "      |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        '      = closest: "staged release, which allows time" (95% alike)\n'
        "      = fix: quote: staged release, which allows time"
    )


def test_a_file_as_a_whole_has_no_line_and_no_caret() -> None:
    problem = notice("no-url", "without it, no feeds", Where("content/site.yaml"))
    assert format_problem(problem, SOURCE) == "content/site.yaml: notice[no-url]: without it, no feeds"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(line_end: str) -> None:
    problem = error("x", "here", Where("f", 2, 1, 1))
    assert "    2 | b\n      | ^" in format_problem(problem, line_end.join("abc"))


def test_the_caret_stands_under_wide_characters_and_tabs() -> None:
    shown = format_problem(error("x", "here", Where("f", 1, 4, 2)), "題名\txy")
    assert shown.splitlines()[1:] == ["    1 | 題名 xy", "      |      ^^"]


def test_a_long_line_is_cut_around_the_caret() -> None:
    shown = format_problem(error("x", "here", Where("f", 1, 5001, 4)), "a" * 5000 + "word" + "b" * 5000)
    line, caret = shown.splitlines()[1:]
    assert len(line) < 160
    assert line[caret.index("^") : caret.rindex("^") + 1] == "word"
    assert line.endswith("…")


def test_nothing_reaches_the_terminal_that_could_steer_it() -> None:
    hostile = "a\x1b[2Jb\u202ec"
    shown = format_problem(error("x", hostile, Where("f", 1, 1)), hostile)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\u001b" in shown


def test_they_are_sorted_by_place_and_told_once() -> None:
    late, early = warning("b", "late", Where("f", 9, 1)), error("a", "early", Where("f", 2, 5))
    assert sort_problems([late, early, late]) == [early, late]
    assert format_problems([late, early, late], lambda _: None).count("late") == 1


def test_a_place_within_a_block_of_text() -> None:
    where = Where("f", 4, 8, 1, text_line=5, text_column=3)
    text = "one\ntwo [x](paper:y)\n"
    assert where.within(text, text.index("[x]"), 3) == Where("f", 6, 7, 3)
    assert Where("f", 4, 8).within(text, 5, 3) == Where("f", 4, 8)
