"""What is written reads back as the same, here and in any other YAML parser."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from manicule.yamlnodes import Mapping, Node, Scalar, Sequence
from manicule.yamltext import parse
from manicule.yamlwrite import (
    WIDTH,
    Block,
    Flow,
    Folded,
    Line,
    Literal,
    Map,
    Out,
    write_item,
    write_mapping,
    write_scalar,
)

TRICKY = (
    "", " ", "a", "2301.00010", "no", "No", "y", "on", "12:34", "1:20:30", "0x1f", "0o17", "017", "0b1", "1e3", "1E+3",
    ".5", "5.", "-1", "+1", "1_000", ".inf", "-.INF", ".nan", "~", "null", "Null", "true", "=", "<<", "2019-08-24",
    "2019-08-24T10:00:00Z", "2019-08-24 10:00:00", "a: b", "a:b", "a:", ":a", "a #b", "a#b", "#a", "- a", "-a", "-",
    "---", "--- a", "...", "? a", "?", "!a", "&a", "*a", "|", ">", "@a", "`a`", "%a", "'a'", '"a"', "it's", 'say "a"',
    "[a]", "{a: b}", "a, b", "a]", "a}", " a", "a ", "a\tb", "\ta", "a\t", "a \t", "\u00a0a", "a\u3000", "a\nb", "a\n",
    "\n", "a\r\nb", "\x07", "\x85", "\u2028", "\ufeff", "\ufeffa", "\x7f", "\x9f", "𝔸 𝕊", "\\alpha", "$\\alpha$",
    "http://example.org/a:b", "10.1109/MSP.2017.2743240", "hep-th/9901001", "32 pages, 5 figures", "a ? b", "a?", "?a", "é",
)  # fmt: skip

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
prose = st.text(alphabet="ab :?#-'\"\n\t,[]{}&*!|>%@`~0é\u2028\u00a0.", max_size=60)
leaves = st.builds(Line, texts | prose | st.sampled_from(TRICKY)) | st.builds(Literal, prose)
keys = st.sampled_from(["a", "b", "c d", "no", "1", "it's", "x: y", "", "~", "<<", "é"])
trees: st.SearchStrategy[Out] = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: Flow(tuple(items)))
        | st.lists(inner, max_size=3).map(lambda items: Block(tuple(items)))
        | st.builds(
            Map, st.dictionaries(keys, inner, max_size=3).map(lambda found: tuple(found.items())), flow=st.booleans()
        )
    ),
    max_leaves=8,
)


def read(text: str) -> Node:
    """The root; a control character is a problem, but the value is there all the same."""
    root, problems = parse(text, "x.yaml")
    assert root is not None and all(problem.code == "control-character" for problem in problems), (text, problems)
    return root


def value_of(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [value_of(item) for item in node.items]
    return {key.text: value_of(value) for key, value in node.pairs}


def meant(out: Out) -> object:
    if isinstance(out, Line | Folded | Literal):
        return out.text
    if isinstance(out, Map):
        return {key: meant(value) for key, value in out.pairs}
    return [meant(item) for item in out.items]


@pytest.mark.parametrize("flow", [False, True])
@pytest.mark.parametrize("text", TRICKY)
def test_a_line_reads_back_here_and_elsewhere(text: str, flow: bool) -> None:
    written = f"[{write_scalar(Line(text), flow=True)}, x]" if flow else f"k: {write_scalar(Line(text))}\n"
    want: object = [text, "x"] if flow else {"k": text}
    assert value_of(read(written)) == want
    assert yaml.load(written, Loader=yaml.SafeLoader) == want
    assert yaml.load(written, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) == want


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Release norms", "Release norms"),
        ("32 pages, 5 figures", "32 pages, 5 figures"),
        ("10.1109/MSP.2017.2743240", "10.1109/MSP.2017.2743240"),
        ("http://example.org/list/", "http://example.org/list/"),
        ("2301.00010", "'2301.00010'"),
        ("no", "'no'"),
        ("12:34", "'12:34'"),
        ("2019-08-24", "'2019-08-24'"),
        ("0o17", "'0o17'"),
        ("it's", "it's"),
        ("'tis", "'''tis'"),
        ("Machines: a survey", "'Machines: a survey'"),
        ("$\\alpha$", "$\\alpha$"),
        ("a\x07", '"a\\x07"'),
        ("a\nb", '"a\\nb"'),
        ("\ufeff", '"\\uFEFF"'),
    ],
)
def test_quotes_come_only_where_they_are_needed(text: str, written: str) -> None:
    assert write_scalar(Line(text)) == written


def test_what_its_field_types_anyway_is_bare() -> None:
    assert write_mapping([("date", Line("2019-08-24", bare=True)), ("draft", Line("true", bare=True))]) == (
        "date: 2019-08-24\ndraft: true\n"
    )


@settings(deadline=None, max_examples=300)
@given(texts | prose)
@example("0o7")
def test_any_text_reads_back(text: str) -> None:
    for written in (
        write_mapping([("k", Line(text)), ("l", Literal(text)), ("m", Map((("n", Literal(text)),)))]),
        write_mapping([(text, Line("v"))]),
        f"- {write_item(Literal(text), 0)}\n- {write_item(Flow((Line(text),)), 0)}\n",
    ):
        want = value_of(read(written))
        assert want in ({"k": text, "l": text, "m": {"n": text}}, {text: "v"}, [text, [text]])
        assert yaml.load(written, Loader=yaml.SafeLoader) == want


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(keys, trees, min_size=1, max_size=3))
def test_any_tree_reads_back(pairs: dict[str, Out]) -> None:
    written = write_mapping(pairs.items())
    assert value_of(read(written)) == {key: meant(out) for key, out in pairs.items()}


@settings(deadline=None, max_examples=200)
@given(st.lists(trees, min_size=1, max_size=3))
def test_items_read_back(items: list[Out]) -> None:
    written = "".join(f"- {write_item(item, 0)}\n" for item in items)
    assert value_of(read(written)) == [meant(item) for item in items]


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="abc  \n.:#'", max_size=400))
def test_folded_text_keeps_its_paragraphs(text: str) -> None:
    root = read(write_mapping([("abstract", Folded(text))]))
    assert isinstance(root, Mapping)
    [(_, value)] = root.pairs
    assert isinstance(value, Scalar)
    if value.style == ">":
        assert value.text == text.replace("\n\n", "\n")
    else:
        assert value.text == text


def test_an_abstract_is_folded_below_its_key() -> None:
    text = "one two three four five " * 12 + "end.\n\nA second paragraph."
    written = write_mapping([("abstract", Folded(text))])
    assert written.startswith("abstract: >-\n  one two three")
    assert "end.\n\n  A second paragraph.\n" in written
    assert max(map(len, written.splitlines())) <= WIDTH
    assert yaml.load(written, Loader=yaml.SafeLoader) == {"abstract": text.replace("\n\n", "\n")}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("one\ntwo", "k: |-\n  one\n  two\n"),
        ("one\n\ntwo\n", "k: |\n  one\n\n  two\n"),
        ("  one\ntwo", "k: |2-\n    one\n  two\n"),
        ("one\n\n\n", 'k: "one\\n\\n\\n"\n'),
        ("one\r\ntwo", 'k: "one\\r\\ntwo"\n'),
    ],
)
def test_a_literal_keeps_its_lines(text: str, written: str) -> None:
    assert write_mapping([("k", Literal(text))]) == written


def test_a_nested_literal_may_begin_with_a_space() -> None:
    assert write_mapping([("a", Map((("b", Literal(" x\ny")),)))]) == "a:\n  b: |2-\n     x\n    y\n"


def test_a_list_takes_lines_of_its_own_where_one_does_not_hold_it() -> None:
    short, long = Flow((Line("a"), Line("b"))), Flow(tuple(Line("word" * 5) for _ in range(5)))
    assert write_mapping([("k", short)]) == "k: [a, b]\n"
    assert write_mapping([("k", long)]) == "k:\n" + "  - wordwordwordwordword\n" * 5


def test_nothing_of_a_list_of_lists_is_lost() -> None:
    inner = Map((("k", Line("v")), ("l", Line("w"))))
    assert write_mapping([("x", Flow((Flow((inner, inner)),)))]) == (
        "x:\n  - - k: v\n      l: w\n    - k: v\n      l: w\n"
    )


def test_names_stand_in_braces() -> None:
    name = Map((("family", Line("O, B")), ("given", Line("{A}"))), flow=True)
    assert write_mapping([("authors", Flow((name,)))]) == "authors: [{family: 'O, B', given: '{A}'}]\n"
