"""YAML text to nodes: their values as text, their places, the limits, and what is said of a file that is no YAML.

Whatever is asked of libyaml here is asked of the parser written in Python as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from manicule.problems import Problem, Where
from manicule.yamlnodes import (
    MAX_BYTES,
    MAX_PROBLEMS,
    Mapping,
    Node,
    Scalar,
    Sequence,
    cut_by_comment,
    is_absent,
    where,
)
from manicule.yamlparser import MAX_DEPTH, MAX_EVENTS
from manicule.yamltext import decode_yaml, parse

both = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "python"])


def read(text: str, pure: bool = False) -> Node:
    root, problems = parse(text, "x.yaml", pure=pure)
    assert root is not None and not problems, problems
    return root


def scalars(node: Node) -> Iterator[Scalar]:
    """All of them, keys too, in order."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)
    else:
        for key, value in node.pairs:
            yield key
            yield from scalars(value)


def only(text: str, pure: bool = False) -> Problem:
    [problem] = parse(text, "x.yaml", pure=pure)[1]
    return problem


def place(problem: Problem) -> tuple[int, int]:
    return problem.where.line, problem.where.column


# Values.


@both
@pytest.mark.parametrize("text", ["2301.00010", "no", "12:34", "0x1f", "1e3", ".5", "2019-08-24", "true", "=", "~"])
def test_every_scalar_is_text(text: str, pure: bool) -> None:
    root = read(f"k: {text}\n", pure)
    assert isinstance(root, Mapping)
    assert [(key.text, value) for key, value in root.pairs] == [
        ("k", Scalar(text, True, "", 3, 3 + len(text), 1, 4, 1, 1, 4))
    ]


@both
def test_lists_and_mappings(pure: bool) -> None:
    root = read("a:\n- b\n- {c: d, e: [f]}\n", pure)
    assert isinstance(root, Mapping) and not root.flow
    value = root.pairs[0][1]
    assert isinstance(value, Sequence) and not value.flow
    inner = value.items[1]
    assert isinstance(inner, Mapping) and inner.flow
    assert (inner.start, inner.end, inner.line, inner.column) == (9, 23, 3, 3)


@pytest.mark.parametrize("text", ["k:\n", "k: ~\n", "k: null\n", "k: Null\n", "k: NULL\n", "k: # nothing\n"])
def test_absent(text: str) -> None:
    assert is_absent(list(scalars(read(text)))[1])


@pytest.mark.parametrize("text", ["k: ''\n", "k: '~'\n", 'k: "null"\n', "k: nULL\n", "k: |\n", "k: none\n"])
def test_not_absent(text: str) -> None:
    assert not is_absent(list(scalars(read(text)))[1])


def test_collections_are_not_absent() -> None:
    root = read("k: []\n")
    assert isinstance(root, Mapping) and not is_absent(root) and not is_absent(root.pairs[0][1])


@both
@pytest.mark.parametrize(
    "text", ["", "\n\n", "# c\n", "\ufeff", "\ufeff# c\r\n", "---\n", "---", "--- # c\n", "---\n...\n"]
)
def test_an_empty_document(text: str, pure: bool) -> None:
    assert parse(text, "x.yaml", pure=pure) == (None, ())


# Places.

AWKWARD = (
    "a: b\nc: 'd e'\n",
    "\ufeffa: b\nc: d\n",
    "\ufeff# first\r\na: b\r\nc: |\r\n  x\r\n  y\r\nd: e\r\n",
    "𝔸: 𝕊 é\n'𝔹': [𝕊, '𝕋 x', {é: \"𝕌\"}]\n",
    "---\na: b\n...\n",
    "a: b\rc: d\r",
    "a:   b   # c\nd: 'it''s'\n",
    "a: >-\n  b\n  c\n\nd: e",
    "- a\n-\n  b: c\n  d: e\n- - f\n  - g\n",
    "a: x\n  y\nb: \"x\n  y\"\nc: 'x'\n",
    "a: |2-\n    x\n  y\nb: |+\n\n  z\n\n\n# c\nc: d\n",
    "? a\n: b\n? c\n",
    "a: 'x\u2028y'\nb: c\n",
    "a: '\x85'\nb: c\n",
    "{a: b, c: [d, e]}",
)


@both
@pytest.mark.parametrize("text", AWKWARD)
def test_offsets_lines_and_columns_agree_with_the_text(text: str, pure: bool) -> None:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for scalar in scalars(read(text, pure)):
        raw = text[scalar.start : scalar.end]
        assert lines[scalar.line - 1][scalar.column - 1 :].startswith(re.split("[\r\n]", raw)[0])
        if scalar.style == "":
            assert " ".join(raw.split()) == scalar.text
        else:
            assert raw[0] == scalar.style
        if scalar.style in ("'", '"'):
            assert raw[-1] == scalar.style and len(raw) > 1
        if scalar.text_line and scalar.text:
            first = scalar.text.split("\n")
            skip = next(n for n, line in enumerate(first) if line)
            assert lines[scalar.text_line - 1 + skip][scalar.text_column - 1 :].startswith(first[skip])


@pytest.mark.parametrize("text", AWKWARD)
def test_both_parsers_give_the_same(text: str) -> None:
    assert read(text) == read(text, pure=True)


@both
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("k: plain", (1, 4)),
        ("k: 'single'", (1, 5)),
        ('k: "double"', (1, 5)),
        ("k: 'it''s'", (0, 0)),
        ('k: "a\\tb"', (0, 0)),
        ("k: two\n  lines", (0, 0)),
        ("k: 'two\n  lines'", (0, 0)),
        ("k: >-\n  folded", (0, 0)),
        ("k: |\n  block", (2, 3)),
        ("k: |-\r\n    block\r\n    more", (2, 5)),
        ("k: |\n\n  block", (2, 3)),
        ("k: |2\n   block", (2, 3)),
        ("\ufeffk: plain", (1, 4)),
    ],
)
def test_where_the_text_of_a_scalar_stands(text: str, want: tuple[int, int], pure: bool) -> None:
    scalar = list(scalars(read(text, pure)))[1]
    assert (scalar.text_line, scalar.text_column) == want


def test_a_place_within_a_block() -> None:
    scalar = list(scalars(read("k: |\n  one\n  two three\n")))[1]
    assert where(scalar, "x.yaml").within(scalar.text, scalar.text.index("three"), 5) == Where("x.yaml", 3, 7, 5)


def test_the_caret_underlines_a_value() -> None:
    key, value = scalars(read("key: 'a value'  # c\n"))
    assert where(key, "x.yaml") == Where("x.yaml", 1, 1, 3, 1, 1)
    assert where(value, "x.yaml") == Where("x.yaml", 1, 6, 9, 1, 7)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("k: the #1 hit\n", True),
        ("k: C #sharp\n", True),
        ("k: #1 hit\n", True),
        ("k: text # a comment\n", False),
        ("k: text #\n", False),
        ("k: text #_x\n", False),
        ("k: C#sharp\n", False),
        ("k: 'quoted' #1\n", False),
        ("k: two\n  lines #1\n", True),
        ("k:\n #1\n", False),
    ],
)
def test_cut_by_a_comment(text: str, cut: bool) -> None:
    assert cut_by_comment(text, list(scalars(read(text)))[1]) is cut


# What is refused.


@both
@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("a: &b c\n", "yaml-anchor", (1, 4)),
        ("a: &b\n  c: d\n", "yaml-anchor", (1, 4)),
        ("- *a\n", "yaml-alias", (1, 3)),
        ("a: b\n<<: {c: d}\n", "yaml-merge", (2, 1)),
        ("a: !x b\n", "yaml-tag", (1, 4)),
        ("a: !!int 1\n", "yaml-tag", (1, 4)),
        ("a: !<x\n", "yaml-tag", (1, 7)),
        ("a: b\n---\nc: d\n", "yaml-document", (2, 1)),
        ("%YAML 1.1\n---\na: b\n", "yaml-directive", (1, 1)),
        ("\ufeff%TAG ! x\n---\na: b\n", "yaml-directive", (1, 1)),
        ("%FOO x\n---\na: b\n", "yaml-directive", (1, 1)),
        ("%YAML x\n---\na: b\n", "yaml-directive", (1, 1)),
        ("[" * 100_000, "too-deep", (1, MAX_DEPTH + 1)),
        ("{" * 100_000, "too-deep", (1, MAX_DEPTH + 1)),
        ("- " * 100_000, "too-deep", (1, 2 * MAX_DEPTH + 1)),
        ("a: b\nc: \x00\n", "yaml-character", (2, 4)),
        ("\ufeffa: b\r\nc: d\x07\r\n", "yaml-character", (2, 5)),
        ("a: b\nc: \ud800\n", "yaml-character", (2, 4)),
        ("a: \ufffe\n", "yaml-character", (1, 4)),
    ],
)
def test_refused(text: str, code: str, at: tuple[int, int], pure: bool) -> None:
    problem = only(text, pure)
    assert (problem.level, problem.code, place(problem)) == ("error", code, at)
    assert parse(text, "x.yaml", pure=pure)[0] is None


@pytest.mark.parametrize("text", ["? [a, b]\n: c\n", "{[a]: b}\n", "? {a: b}\n: c\n"])
def test_a_key_is_text(text: str) -> None:
    assert only(text).code == "yaml-key"


@both
def test_a_quoted_merge_key_is_a_key_like_any_other(pure: bool) -> None:
    assert [scalar.text for scalar in scalars(read("'<<': a\n", pure))] == ["<<", "a"]


@both
def test_a_key_given_twice(pure: bool) -> None:
    root, [problem] = parse("a: 1\nb: {a: 2}\n'a': 3\n", "x.yaml", pure=pure)
    assert (problem.code, place(problem), problem.detail) == ("duplicate-key", (3, 1), ("the first is on line 1",))
    assert isinstance(root, Mapping) and len(root.pairs) == 3


def test_a_file_of_nothing_but_mistakes_is_not_read_to_its_end() -> None:
    root, problems = parse("a: b\n" * 10_000, "x.yaml")
    assert root is None and len(problems) == MAX_PROBLEMS


@both
@pytest.mark.parametrize(
    ("text", "character"), [('"$\\alpha$"', "U+0007"), ('"$\\beta$"', "U+0008"), ('"\\x9f"', "U+009F")]
)
def test_control_characters(text: str, character: str, pure: bool) -> None:
    problem = only(f"title: {text}\n", pure)
    assert problem.code == "control-character" and character in problem.message
    assert (place(problem), problem.fix) == ((1, 8), "write it in single quotes")


def test_half_a_surrogate_pair_is_no_text() -> None:
    """libyaml refuses the escape, the pure parser gives what could be written to no file."""
    assert only('a: "\\ud800"\n', pure=True).code == "control-character"
    assert only('a: "\\ud800"\n').code == "yaml-syntax"


@both
def test_tabs_and_line_feeds_are_text(pure: bool) -> None:
    assert [scalar.text for scalar in scalars(read("a: \"b\\tc\\nd\"\ne: 'f\tg'\n", pure))] == [
        "a",
        "b\tc\nd",
        "e",
        "f\tg",
    ]


@both
@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("a:\n\t- b\n", (2, 1), "tabs"),
        ("\ta: b\n", (1, 1), "tabs"),
        ("a: b\n\tc: d\n", (2, 1), "tabs"),
        ("why: @home\n", (1, 6), "must be quoted"),
        ("why: `home`\n", (1, 6), "must be quoted"),
        ("title: Machines: a survey\n", (1, 16), "must be in quotes"),
        ("\ufefftitle: Machines: a survey\r\n", (1, 16), "must be in quotes"),
        ("title: x\n  why: y\n", (2, 6), "indented too far"),
        ("title\nwhy: y\n", (2, 4), "lacks its `:`"),
        ("title: x\nwhy\nnote: y\n", (3, 1), "`:` is missing"),
        ('title: "x\nwhy: y\n', (1, 8), "not closed"),
        ("title: 'x\nwhy: y\n", (1, 8), "not closed"),
        ("title: 'it's'\n", (1, 12), "should be doubled"),
        ('title: "$\\mu$ and $\\omega$"\n', (1, 10), "single quotes"),
        ("tags: [a, b\nwhy: y\n", (2, 4), "in brackets is not closed"),
        ("tags: {a: b\nwhy: y\n", (2, 4), "in brackets is not closed"),
        ("tags: [a, b\n", (2, 1), "in brackets is not closed"),
        ("tags: [a}\n", (1, 9), "in brackets is not closed"),
        ("tags: [a,,b]\n", (1, 10), "cannot stand here"),
        ("a: ]\n", (1, 4), "cannot stand here"),
        ("a:\n  - b\n c: d\n", (3, 2), "does not fit the indentation"),
        ("- a\nb: c\n", (2, 1), "does not fit the list"),
        ("a: - b\n", (1, 4), "list item cannot begin here"),
        ("why: *really*\n", (1, 13), "must be in quotes"),
        ("why: * really\n", (1, 7), "must be in quotes"),
        ("why: & really\n", (1, 7), "must be in quotes"),
        ("notes: |x\n  b\n", (1, 9), "what follows | or >"),
        ("a: b\n...\nc: d\n", (3, 1), "the document has ended"),
    ],
)
def test_mistakes_are_told_in_plain_words(text: str, at: tuple[int, int], says: str, pure: bool) -> None:
    problem = only(text, pure)
    assert says in " ".join((problem.message, *problem.detail))
    if pure and "\\" in text:
        at = (at[0], at[1] + 1)  # it points behind the backslash
    assert (problem.level, place(problem)) == ("error", at)


# Limits.


def test_more_values_than_a_file_may_have() -> None:
    assert only("[" + "a," * MAX_EVENTS + "]").code == "too-large"


def test_larger_than_a_file_may_be() -> None:
    assert parse("a: '" + "x" * MAX_BYTES + "'", "x.yaml")[1] == (only("é" * (MAX_BYTES // 2 + 1)),)
    assert decode_yaml(b"a" * (MAX_BYTES + 1), "x.yaml")[0] is None
    assert parse("a" * MAX_BYTES, "x.yaml")[1] == ()


HOSTILE = (
    "[", "{", "- ", "? ", "a: ", ": ", ":", ",", "'", '"', "&a ", "*a ", "!", "|", ">", "%a\n", "---\n", "...\n", "\t",
    "#", "\n", " ", "[]: ", "{a: ", "[a, ", "k: [", "- - ", "a\n", "\\", "\u2028", "\x85", "\r", "\ufeff", "<<: ",
    '"\\x', "a: |\n", "? - ", "- a: ",
)  # fmt: skip


@both
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_only_a_problem(piece: str, pure: bool) -> None:
    for text in (piece * 2_000, "a: b\n" + piece * 2_000, "a: " + piece * 2_000 + "\nb: c"):
        _, problems = parse(text, "x.yaml", pure=pure)
        assert all(problem.where.line >= 1 and problem.where.column >= 1 for problem in problems)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hundred_thousand_times(piece: str) -> None:
    """A crash of the C parser would take the test run down; the time is that of one walk through the text."""
    parse(piece * 100_000, "x.yaml")


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="ab: -?[]{},'\"|>&*!%#@`~<\n\t\r\\\ufeff\u2028\x00é𝔸\ud800", max_size=40))
@example("- \n-\n")
def test_no_text_is_too_much(text: str) -> None:
    for pure in (False, True):
        root, problems = parse(text, "x.yaml", pure=pure)
        assert all(problem.level == "error" and problem.where.line >= 0 for problem in problems)
        for scalar in scalars(root) if root else ():
            assert 0 <= scalar.start <= scalar.end <= len(text)


# Bytes.


@pytest.mark.parametrize("text", ["a: é\r\n", "\ufeffa: b\n", ""])
def test_bytes_are_decoded_as_they_are(text: str) -> None:
    assert decode_yaml(text.encode(), "x.yaml") == (text, ())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_told_of(encoding: str) -> None:
    text, [problem] = decode_yaml("\ufeffa: b\n".encode(encoding), "x.yaml")
    assert text is None and problem.code == "not-utf-8" and "save" in problem.message


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (b"a: \xff\n", (1, 4)),
        (b"a: b\r\nc: \xc3\xa9\xe9\r\n", (2, 5)),
        (b"\xef\xbb\xbfa: \xff\n", (1, 4)),
        (b"a: b\n\xed\xa0\x80", (2, 1)),
    ],
)
def test_bytes_that_are_not_utf_8(data: bytes, at: tuple[int, int]) -> None:
    text, [problem] = decode_yaml(data, "x.yaml")
    assert text is None and (problem.code, place(problem)) == ("not-utf-8", at)
