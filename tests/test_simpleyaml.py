"""YAML read without a parser: the same nodes as by the parser, or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from manicule.simpleyaml import read_simply
from manicule.yamlnodes import Mapping
from manicule.yamlparser import parse_anything

ROOT = Path(__file__).parents[1]

# What a line may hold: what is known, what is next to it, and what is none of it.
WORDS = st.sampled_from(
    [
        "word", "two words", "a: b", "a:b", "a #b", "a#b", "- a", "-a", "a ", " a", "a:", ":a", "2019-01-02", "no", "~", "null",
        "'quoted'", "'it''s'", "'open", "'a' b", '"quoted"', '"a\\n"', '"open', '"it\'s"', "''", '""', "[a, b]", "[a,b]", "[]", "[a",
        "[a, 'b']", "[a, [b]]", "[a b, c-d]", "[ a ]", "[a: b]", "[a, ]", "{a: b}", "{}", "&a b", "*a", "!a b", "? a", "@a", "%a", "`a",
        ">", ">-", "|", "|-", "|+", "| # x", ">2", "a\tb", "é “x” 字", "a\u00a0b", "a\u2028b", "a\x85b", "# c", "", "---", "...", "<<", "a\\b",
        "(a) b", ".a", "_a", "=", "a|b", "a>b", "1, 2", "word, and: more", "x" * 1100,
    ]
)  # fmt: skip
KEYS = st.sampled_from(["title", "a", "b", "c-d", "_e", "e1", "é", "1", "'q'", "a b", "<<", "-", "?", "k" * 1100])
BEGINNINGS = st.sampled_from(["", "", "  ", "    ", " ", "      ", "- ", "  - ", "    - ", "-   ", "- - "])
ENDS = st.sampled_from(["\n", "\n", "\n", "\n", "\n\n", "\n  \n", " \n", "\r\n", "\n# c\n", "\n   # c\n", " # c\n", ""])


def _line(beginning: str, key: str | None, words: str, end: str) -> str:
    return f"{beginning}{key}:{' ' if words else ''}{words}{end}" if key is not None else f"{beginning}{words}{end}"


LINES = st.builds(_line, BEGINNINGS, st.none() | KEYS, WORDS, ENDS)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Keys and values as entries have them, and here and there something else."""
    lines = draw(_mapping(0, 0))
    for place, odd in draw(st.lists(st.tuples(st.integers(0, len(lines)), LINES), max_size=draw(st.integers(0, 1)))):
        lines.insert(place, odd)
    return "".join(lines)


GOOD_KEYS = ["title", "a", "b", "c-d", "_e", "e1", "é"]
GOOD_WORDS = [
    "word",
    "two words",
    "a:b",
    "a#b",
    "2019-01-02",
    "~",
    "'quoted'",
    "'it''s: '",
    '"quoted"',
    "''",
    "[a, b]",
    "[]",
    "(a) b",
    "é “x”",
]


@st.composite
def _mapping(draw: st.DrawFn, indent: int, depth: int) -> list[str]:
    lines = []
    for key in draw(st.lists(st.sampled_from(GOOD_KEYS), min_size=1, max_size=4, unique=True)):
        lines += _behind(f"{' ' * indent}{key}:", draw(_value(indent, depth)))
        lines += draw(st.sampled_from([[], [], [], ["\n"], [f"{' ' * indent}# c\n"], ["\n", "  \n"]]))
    return lines


@st.composite
def _value(draw: st.DrawFn, indent: int, depth: int) -> list[str]:
    """The rest of the line, and those below it."""
    kind = draw(
        st.sampled_from(["words", "words", "odd", "block", "items", "mapping", "nothing"] if depth < 3 else ["words"])
    )
    inner = indent + draw(st.sampled_from([2, 2, 2, 4, 0, 1]))
    if kind == "words":
        return [f" {draw(st.sampled_from(GOOD_WORDS))}\n"]
    if kind == "odd":
        return [f" {draw(WORDS)}{draw(ENDS)}"]
    if kind == "block":
        block = draw(
            st.lists(st.sampled_from(["word", "two words", "- a: b", "", "", "  in", "# c", "a  "]), max_size=5)
        )
        return [
            f" {draw(st.sampled_from(['|', '>-', '|-', '>']))}\n",
            *(f"{' ' * inner if word else ''}{word}\n" for word in block),
        ]
    if kind == "items":
        items = []
        for _ in range(draw(st.integers(1, 3))):
            if draw(st.booleans()):
                below = draw(_mapping(inner + 2, depth + 1))
                items += [f"{' ' * inner}- {below[0][inner + 2 :]}", *below[1:]]
            else:
                items.append(f"{' ' * inner}- {draw(st.sampled_from(GOOD_WORDS))}\n")
        return ["\n", *items]
    return ["\n", *(draw(_mapping(inner, depth + 1)) if kind == "mapping" else [])]


def _behind(key: str, value: list[str]) -> list[str]:
    return [key + value[0], *value[1:]]


@given(texts())
@example("a: >-\n  b\n  c\n\n  d\n\n\n\ne: |\n  f\n    g\n\nh: |-\n  i\n")
@example("a:\n- b\n- c: d\n  e: f\ng:\nh:\n  - i\n")
@example("a: |\n\n  b\n")
@example("a: >\n  b\n   c\n")
@example("a: |\n   b\n  c\n")
@example("a: b\n  c\n")
@example("a: b\n\n  c\n")
@example("a: 'b'\n  c: d\n")
@example("a: |\n  b\n\n  \n")
@example("a: |\n  b\n   \n  c\n     \n")
@example("a: |\n  b\n # c\nd: e\n")
@example("a: b\na: c\n")
@example("...\na: b\n")
@example("# c\n\na: # d\n  b: c\n")
@example("a:\n  - b\n - c\n")
@example("a: |\nb: c\n")
@settings(max_examples=500, deadline=None)
def test_the_same_nodes_as_the_parser(text: str) -> None:
    root = read_simply(text)
    if root is not None:
        assert (root, ()) == parse_anything(text, "x.yaml")


@given(st.text("ab:-'\"|>[]{}#, \n", max_size=30))
@settings(max_examples=500, deadline=None)
def test_the_same_nodes_of_any_signs(text: str) -> None:
    test_the_same_nodes_as_the_parser.hypothesis.inner_test(text)  # type: ignore[attr-defined]


def _nest(inner: str, depth: int) -> str:
    return "".join(f"{'  ' * n}a:\n" for n in range(depth)) + "  " * depth + inner


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("a: b\n", True),
        ("a: b", False),
        ("", False),
        ("\n# nothing\n", False),
        ("a: b\n" * 2, False),
        (_nest("b: c\n", 5), True),
        (_nest("b: c\n", 40), False),
        ("a: |\n" + "  words\n" * 10_000, True),
        ("a: |\n" + "  words\n" * 40_000, False),
    ],
)
def test_what_is_known(text: str, known: bool) -> None:
    assert (read_simply(text) is not None) == known


def test_the_shipped_entries_are_such() -> None:
    """Nearly all of them: else nothing would be saved."""
    files = sorted((ROOT / "content/papers").glob("*.yaml"))
    roots = [read_simply(path.read_text("utf-8")) for path in files]
    assert sum(root is not None for root in roots) > len(files) * 0.8
    for path, root in zip(files, roots, strict=True):
        if root is not None:
            assert root == parse_anything(path.read_text("utf-8"), "x.yaml")[0]


def test_what_it_costs_grows_with_the_text_alone() -> None:
    """Nothing is gone through twice: a long value of signs that could mean something costs what its length does."""
    for text in ("a: " + "b:c" * 20_000 + "\n", "a: '" + "''" * 30_000 + "'\n", "a: [" + "b, " * 20_000 + "b]\n"):
        assert isinstance(read_simply(text), Mapping)
