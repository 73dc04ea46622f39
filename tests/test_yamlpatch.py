"""Changes to YAML text: only the bytes meant change, and a change that would do more is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from manicule.yamlnodes import Mapping, Node, Scalar, Sequence, is_absent
from manicule.yamlpatch import (
    PatchRefusedError,
    Path,
    add_pair,
    add_pairs,
    append_item,
    extent_end,
    order_items,
    remove_item,
    remove_pair,
    rename_key,
    same,
    same_but,
    set_value,
)
from manicule.yamltext import parse
from manicule.yamlwrite import Block, Flow, Folded, Line, Literal, Map, Out

NEW = Line("new")
NOTE = Map((("quote", Line("staged release")), ("note", Literal("one\ntwo"))))


def read(text: str) -> Node | None:
    root, problems = parse(text, "x.yaml")
    assert not problems, (text, problems)
    return root


# A value.


@pytest.mark.parametrize(
    ("text", "path", "value", "after"),
    [
        ("a: b\nc: d\n", "a", NEW, "a: new\nc: d\n"),
        ("a:   b   # why\n", "a", NEW, "a:   new   # why\n"),
        ("a: 'b'\n", "a", NEW, "a: new\n"),
        ("a: b", "a", NEW, "a: new"),
        ("\ufeffa: b\r\nc: d\r\n", "a", Literal("x\ny"), "\ufeffa: |-\r\n  x\r\n  y\r\nc: d\r\n"),
        ("a:\nc: d\n", "a", NEW, "a: new\nc: d\n"),
        ("a: ~\nc: d\n", "a", NEW, "a: new\nc: d\n"),
        ("a: # why\nc: d\n", "a", NEW, "a: new # why\nc: d\n"),
        ("a:\n  # why\n  b\nc: d\n", "a", NEW, "a: new\n  # why\nc: d\n"),
        ("a:\n  b\nc: d\n", "a", NEW, "a:\n  new\nc: d\n"),
        ("a: b # why\nc: d\n", "a", Literal("x\ny"), "a: |- # why\n  x\n  y\nc: d\n"),
        ("a: b # why\nc: d\n", "a", Block((NEW,)), "a: # why\n  - new\nc: d\n"),
        ("a: | # why\n  x\n  y\n\n# c\nc: d\n", "a", NEW, "a: new # why\n\n# c\nc: d\n"),
        ("a: >-\n  x\n  y\n\n\nc: d\n", "a", NEW, "a: new\n\n\nc: d\n"),
        ("a: |+\n  x\n\nc: d\n", "a", NEW, "a: new\n\nc: d\n"),
        ("a: |\n  x\u3000\nc: d\n", "a", NEW, "a: new\nc: d\n"),
        ("a: |\n  x\n     \nc: d\n", "a", Literal("y\nz"), "a: |-\n  y\n  z\n\nc: d\n"),
        ("a: b\n  # c\nd: e\n", "a", Literal("x\ny"), 'a: "x\\ny"\n  # c\nd: e\n'),
        ("a: x\n  y # why\nc: d\n", "a", NEW, "a: new # why\nc: d\n"),
        ('a: "x\n  y"\nc: d\n', "a", NEW, "a: new\nc: d\n"),
        ("a: # why\n  - b # x\n  - c # y\nd: e\n", "a", Block((NEW,)), "a: # why\n  - new\nd: e\n"),
        ("a:\n- b\n- c\n# c\nd: e\n", "a", NEW, "a: new\n# c\nd: e\n"),
        ("a: [b,\n  c] # why\nd: e\n", "a", Flow((NEW,)), "a: [new] # why\nd: e\n"),
        ("a: [b, c]\n", "a.1", NEW, "a: [b, new]\n"),
        ("a: [b, c]\n", "a.0", Line("x, y"), "a: ['x, y', c]\n"),
        ("a: {b: c, d: e}\n", "a.b", Literal("x\ny"), 'a: {b: "x\\ny", d: e}\n'),
        ("{a, b: c}\n", "a", NEW, "{a: new, b: c}\n"),
        ("{a: , b: c}\n", "a", NEW, "{a: new , b: c}\n"),
        ('{"a":1}\n', "a", NEW, '{"a":new}\n'),
        ("[a: b]\n", "0.a", NEW, "[a: new]\n"),
        ("- a\n- b # c\n", "1", NEW, "- a\n- new # c\n"),
        ("- # a-b\n  v\n- w\n", "0", NEW, "- new # a-b\n- w\n"),
        ("- v\n# - x\n-\n  w\n", "1", NEW, "- v\n# - x\n-\n  new\n"),
        ("-\n- b\n", "0", NEW, "- new\n- b\n"),
        ("- a\n-", "1", NEW, "- a\n- new"),
        ("- - a\n  - b\n- c\n", "0.1", NEW, "- - a\n  - new\n- c\n"),
        ("- a: b\n  c: d\n", "0.c", Literal("x\ny"), "- a: b\n  c: |-\n    x\n    y\n"),
        ("- -5\n", "0", NEW, "- new\n"),
        ("---\n# top\na: b\n...\n", "a", NEW, "---\n# top\na: new\n...\n"),
        ("? a\n: b\n", "a", NEW, "? a\n: new\n"),
        ("'a: x': b\n", "a: x", NEW, "'a: x': new\n"),
        ("a:\n    b:\n        c: d\n", "a.b.c", Block((NEW,)), "a:\n    b:\n        c:\n          - new\n"),
    ],
)
def test_set_value(text: str, path: str, value: Out, after: str) -> None:
    assert set_value(text, steps(path), value) == after


def test_an_abstract_of_two_paragraphs() -> None:
    text = "word " * 30 + "end.\n\nA second paragraph."
    after = set_value("abstract: x\ndate: 2019\n", ("abstract",), Folded(text))
    assert after.startswith("abstract: >-\n  word ") and after.endswith("\n\n  A second paragraph.\ndate: 2019\n")


# A pair.

ENTRY = """\
# yaml-language-server: $schema=../.schema/entry.json
title: A title   # as printed
abstract: >-
  Some words.

# from here on it is the list owner's
tags: [a, b]
# a comment of the end
"""


@pytest.mark.parametrize(
    ("after", "before", "line"),
    [(("abstract",), (), 5), (("title",), (), 3), (("title", "abstract"), (), 5), ((), (), 8), (("none",), (), 8),
     ((), ("tags",), 5), ((), ("title",), 2), ((), ("none", "abstract"), 3), (("title",), ("tags",), 3)],
)  # fmt: skip
def test_add_pair_where_it_belongs(after: tuple[str, ...], before: tuple[str, ...], line: int) -> None:
    lines = ENTRY.split("\n")
    want = "\n".join([*lines[: line - 1], "new: value", *lines[line - 1 :]])
    assert add_pair(ENTRY, (), "new", Line("value"), after, before) == want


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("", "", "k: new\n"),
        ("\ufeff", "", "\ufeffk: new\n"),
        ("# c", "", "# c\nk: new\n"),
        ("# c\r\n", "", "# c\r\nk: new\r\n"),
        ("---\n", "", "---\nk: new\n"),
        ("a: b", "", "a: b\nk: new"),
        ("a: b\n...\n", "", "a: b\nk: new\n...\n"),
        ("a: |\n  x", "", "a: |\n  x\nk: new"),
        ("a: |\n  x\n\n\n", "", "a: |\n  x\nk: new\n\n\n"),
        ("a: |+\n  x\n\nb: c\n", "", "a: |+\n  x\n\nb: c\nk: new\n"),
        ("a: |+\n  x\n\n", "", "a: |+\n  x\n\nk: new\n"),
        ("a:\n  - b # why\n# c\n", "", "a:\n  - b # why\nk: new\n# c\n"),
        ("a:\n  b: c\n  # c\nd: e\n", "a", "a:\n  b: c\n  k: new\n  # c\nd: e\n"),
        ("a:\nb: c\n", "a", "a:\n  k: new\nb: c\n"),
        ("a: ~ # why\nb: c\n", "a", "a: # why\n  k: new\nb: c\n"),
        ("a: {}\n", "a", "a: {k: new}\n"),
        ("a: { }\n", "a", "a: {k: new}\n"),
        ("a: {b: c}\n", "a", "a: {b: c, k: new}\n"),
        ("a: {b: c,}\n", "a", "a: {b: c, k: new,}\n"),
        ("a: {b}\n", "a", "a: {b, k: new}\n"),
        ("a: {\n  b: c  # why\n}\n", "a", "a: {\n  b: c,  # why\n  k: new\n}\n"),
        ("- a: b\n- c: d\n", "0", "- a: b\n  k: new\n- c: d\n"),
        ("-   a: b\n-   c: d\n", "1", "-   a: b\n-   c: d\n    k: new\n"),
    ],
)
def test_add_pair(text: str, path: str, after: str) -> None:
    assert add_pair(text, steps(path), "k", NEW) == after


def test_add_pair_in_front_of_the_first_behind_a_dash() -> None:
    assert add_pair("- a: b\n  c: d\n", (0,), "k", NEW, before=("a",)) == "- k: new\n  a: b\n  c: d\n"
    assert add_pair("\ufeffa: b\n", (), "k", NEW, before=("a",)) == "\ufeffk: new\na: b\n"


# An item.


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# c\n",
        "a: b\n",
        "a: b",
        "a: {x: y}\r\n# end\r\n",
        "a:\n  b: |\n    x\n\n# end\n",
        "{a: b}\n",
        "\ufeffa: b\n",
    ],
)
def test_several_pairs_are_as_one_after_the_other(text: str) -> None:
    pairs: list[tuple[str, Out]] = [
        ("k", NEW),
        ("l", Map((("label", Line("a: b")), ("note", Literal("one\ntwo"))))),
        ("m", Line("no")),
    ]
    singly = text
    for key, value in pairs:
        singly = add_pair(singly, (), key, value)
    assert add_pairs(text, pairs) == singly
    assert add_pairs(text, []) == text


def test_of_several_pairs_none_may_be_there_already() -> None:
    for pairs in ([("k", NEW), ("a", NEW)], [("k", NEW), ("k", NEW)]):
        with pytest.raises(PatchRefusedError):
            add_pairs("a: b\n", pairs)


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("", "", "- new\n"),
        ("- a", "", "- a\n- new"),
        ("[]\n", "", "- new\n"),
        ("a: [b]\n", "a", "a: [b, new]\n"),
        ("a: [b, ]\n", "a", "a: [b, new, ]\n"),
        ("a: [x,\n  y # last\n]\n", "a", "a: [x,\n  y, # last\n  new\n]\n"),
        ("a: [\n  x,\n  y, # last\n]\n", "a", "a: [\n  x,\n  y, # last\n  new,\n]\n"),
        ("a: [x,\n  y]\n", "a", "a: [x,\n  y, new]\n"),
        ("a: []\nb: c\n", "a", "a:\n  - new\nb: c\n"),
        ("a: [] # why\nb: c\n", "a", "a: # why\n  - new\nb: c\n"),
        ("a:\nb: c\n", "a", "a:\n  - new\nb: c\n"),
        ("{a: []}\n", "a", "{a: [new]}\n"),
        ("a:\n- b\n\n# c\nd: e\n", "a", "a:\n- b\n- new\n\n# c\nd: e\n"),
        ("a:\n    - b # why\nd: e\n", "a", "a:\n    - b # why\n    - new\nd: e\n"),
        ("- - a\n- b\n", "0", "- - a\n  - new\n- b\n"),
        ("a:\r\n  - b", "a", "a:\r\n  - b\r\n  - new"),
    ],
)
def test_append_item(text: str, path: str, after: str) -> None:
    assert append_item(text, steps(path), NEW) == after


def test_a_margin_note_goes_below_the_last() -> None:
    text = "margin:\n  - quote: a\n    note: |\n      b\n\n# c\nnotes: d\n"
    assert append_item(text, ("margin",), NOTE) == (
        "margin:\n  - quote: a\n    note: |\n      b\n  - quote: staged release\n    note: |-\n      one\n      two\n"
        "\n# c\nnotes: d\n"
    )


def test_a_margin_note_goes_between_brackets_in_one_line() -> None:
    assert append_item("margin: [{quote: a}]\n", ("margin",), NOTE) == (
        'margin: [{quote: a}, {quote: staged release, note: "one\\ntwo"}]\n'
    )


# Removing.


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("a: b\nc: d\n", "a", "c: d\n"),
        ("a: b\nc: d", "c", "a: b\n"),
        ("\ufeffa: b\r\nc: d\r\n", "a", "\ufeffc: d\r\n"),
        ("a: b # why\n# c\nc: d\n", "a", "# c\nc: d\n"),
        ("a:\n  - b\n  - c # why\n\nc: d\n", "a", "\nc: d\n"),
        ("a: |\n  x\n\nc: d\n", "a", "\nc: d\n"),
        ("a: |+\n  x\n\nc: d\n", "a", "c: d\n"),
        ("a: |+\n  x\n\nc: d\n", "c", "a: |+\n  x\n\n"),
        ("a:\n  b: c\nd: e\n", "a.b", "a: {}\nd: e\n"),
        ("a: b\n", "a", ""),
        ("- a: b\n  c: d\n", "0.a", "- c: d\n"),
        ("- a: b\n  c: d\n", "0.c", "- a: b\n"),
        ("- a: b # why\n  # c\n  c: d\n", "0.a", "-\n  # c\n  c: d\n"),
        ("{a: b, c: d}\n", "a", "{c: d}\n"),
        ("{a: b, c: d}\n", "c", "{a: b}\n"),
        ("{a: b}\n", "a", "{}\n"),
        ("x: {a: , c}\n", "x.a", "x: {c}\n"),
        ("x: {a: b,}\n", "x.a", "x: {}\n"),
        ("x: {a: }\n", "x.a", "x: { }\n"),
    ],
)
def test_remove_pair(text: str, path: str, after: str) -> None:
    assert remove_pair(text, steps(path)) == after


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("- a\n- b\n- c\n", "1", "- a\n- c\n"),
        ("- a # x\n- b # y\n", "0", "- b # y\n"),
        ("- a\n-\n  b: c\n- d\n", "1", "- a\n- d\n"),
        ("a:\n- b\nc: d\n", "a.0", "a: []\nc: d\n"),
        ("a:\n  - b: |\n      x\n    c: d\n  - e\n", "a.0", "a:\n  - e\n"),
        ("- - a\n  - b\n- c\n", "0.0", "- - b\n- c\n"),
        ("a: [b, c, d]\n", "a.1", "a: [b, d]\n"),
        ("a: [b, c, d]\n", "a.0", "a: [c, d]\n"),
        ("a: [b, c, d]\n", "a.2", "a: [b, c]\n"),
        ("a: [b, c,]\n", "a.1", "a: [b,]\n"),
        ("a: [b]\n", "a.0", "a: []\n"),
        ("a: [\n  b, # x\n  c, # y\n]\n", "a.0", "a: [\n   # x\n  c, # y\n]\n"),
        ("a: [\n  b, # x\n  c # y\n]\n", "a.1", "a: [\n  b, # x\n   # y\n]\n"),
    ],
)
def test_remove_item(text: str, path: str, after: str) -> None:
    assert remove_item(text, steps(path)) == after


# Another order, another name.


@pytest.mark.parametrize(
    ("text", "path", "order", "after"),
    [
        ("- a\n- b\n- c\n", "", (2, 0, 1), "- c\n- a\n- b\n"),
        ("- a\n- b", "", (1, 0), "- b\n- a"),
        ("x:\n  # all\n  - a # one\n\n  # of b\n  - b\ny: z\n", "x", (1, 0), "x:\n  # all\n  # of b\n  - b\n\n  - a # one\ny: z\n"),
        ("x:\r\n- a:\r\n    b\r\n- |\r\n  c\r\n", "x", (1, 0), "x:\r\n- |\r\n  c\r\n- a:\r\n    b\r\n"),
        ("x: [a, {b: c}, d] # e\n", "x", (1, 2, 0), "x: [{b: c}, d, a] # e\n"),
        ("- a\n-\n  b: c\n", "", (1, 0), "-\n  b: c\n- a\n"),
        ("- a\n", "", (0,), "- a\n"),
    ],
)  # fmt: skip
def test_order_items(text: str, path: str, order: tuple[int, ...], after: str) -> None:
    assert order_items(text, steps(path), order) == after


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("a: b # c\nd: e\n", "a", "new name: b # c\nd: e\n"),
        ("x: {'a': b, d: e}\n", "x.a", "x: {new name: b, d: e}\n"),
        ("? a\n: b\n", "a", "? new name\n: b\n"),
        ("a:\n", "a", "new name:\n"),
    ],
)
def test_rename_key(text: str, path: str, after: str) -> None:
    assert rename_key(text, steps(path), "new name") == after


# Refusing.


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda: set_value("a: b\n", (), NEW), "whole document"),
        (lambda: set_value("a: b\n", ("c",), NEW), "nothing at this place"),
        (lambda: set_value("a: [b]\n", ("a", 1), NEW), "nothing at this place"),
        (lambda: set_value("a: [b\n", ("a",), NEW), "not closed"),
        (lambda: set_value("", ("a",), NEW), "nothing in this file"),
        (lambda: set_value("a: b\n", ("a",), Line("c # d", bare=True)), "not read as what was to be written"),
        (lambda: set_value("a: b\n", ("a",), Line("\x07")), "no longer be YAML"),
        (lambda: add_pair("a: b\n", ("a",), "k", NEW), "no mapping"),
        (lambda: add_pair("a: b\n", (), "a", NEW), "there already"),
        (lambda: add_pair("{a: b}\n---\nc: d\n", (), "k", NEW), "second document"),
        (lambda: add_pair("[a: b]\n", (0,), "k", NEW), "no brackets of its own"),
        (lambda: append_item("a: b\n", ("a",), NEW), "no list"),
        (lambda: remove_pair("a: [b]\n", ("a", 0)), "no key"),
        (lambda: remove_item("a: b\n", ("a",)), "no item"),
        (lambda: remove_pair("a: b\n", ()), "nothing at this place"),
        (lambda: remove_pair("a: |\n  x\nb: c\n  # d\ne: f\n", ("b",)), "something else"),
        (lambda: remove_pair("? a\n: b\n? c\n: d\n", ("a",)), "unusual way"),
        (lambda: order_items("- - a\n  - b\n", (0,), (1, 0)), "unusual way"),
        (lambda: order_items("- a\n- b\n", (), (0, 0)), "not an order"),
        (lambda: order_items("a: b\n", ("a",), ()), "no list"),
        (lambda: rename_key("a: b\nc: d\n", ("a",), "c"), "already"),
    ],
)
def test_refused(change: object, why: str) -> None:
    with pytest.raises(PatchRefusedError, match=re.escape(why)):
        change()  # type: ignore[operator]


def test_a_refusal_says_where() -> None:
    with pytest.raises(PatchRefusedError) as caught:
        set_value("margin: []\n", ("margin", 3, "note"), NEW)
    assert caught.value.path == ("margin", 3, "note") and str(caught.value).startswith("margin.3.note: ")


# Comparing.


@pytest.mark.parametrize(
    ("before", "after", "path", "alike"),
    [
        ("a: b\nc: d\n", "a: x\nc: 'd'\n", "a", True),
        ("a: b\nc: d\n", "a: x\nc: y\n", "a", False),
        ("a: b\nc: d\n", "c: d\na: b\n", "c", True),
        ("a: b\nc: d\ne: f\n", "c: d\na: b\ne: f\n", "e", False),
        ("a: b\n", "a: b\nc: d\n", "c", True),
        ("a: b\n", "a: b\nc: d\ne: f\n", "c", False),
        ("[a]", "[a, b]", "1", True),
        ("[a]", "[a, b, c]", "1", False),
        ("[a]", "[b]", "1", False),
        ("a: [{b: c, d: e}]", "a: [{b: x, d: e}]", "a.0.b", True),
        ("a: [{b: c, d: e}]", "a: [{b: x, d: y}]", "a.0.b", False),
        ("a:\nb: c\n", "a: ''\nb: d\n", "b", False),
        ("", "a: b\n", "a", True),
        ("", "- a\n", "0", True),
    ],
)
def test_same_but(before: str, after: str, path: str, alike: bool) -> None:
    assert same_but(read(before), read(after), steps(path)) is alike


def test_same_is_of_values_not_of_their_writing() -> None:
    one, other = read("a: [b, 'c']\n"), read("'a':\n- b\n- >-\n  c\n")
    assert one is not None and other is not None and same(one, other)


def test_what_is_written_of_a_block_ends_before_its_comments() -> None:
    root = read("a:\n  - b\n\n  # c\nd: |\n  e\n\n\n")
    assert isinstance(root, Mapping)
    assert [extent_end("a:\n  - b\n\n  # c\nd: |\n  e\n\n\n", value) for _, value in root.pairs] == [8, 24]


# Any change to any document.

words = st.sampled_from(["a", "b c", "'d: e'", '"f # g"', "2019", "", "~", "h-i"])
blocks = st.sampled_from([["|", "x", "", " y"], [">-", "x", "y"], ["|+ # c", "x", ""], ["x", "  y"], ["'x", " y'"]])
comments = st.sampled_from(["", "", "", " # c - d: e", "   #"])
between = st.lists(st.sampled_from(["", "# c", "  # - c: d", "      # c"]), max_size=2)


@st.composite
def flows(draw: st.DrawFn, depth: int) -> str:
    kind = draw(st.sampled_from("ssslm" if depth else "s"))
    gap = draw(st.sampled_from(["", " "]))
    if kind == "s":
        return draw(words.filter(lambda word: word and word != "~")) or "a"
    parts = draw(st.lists(flows(depth - 1), max_size=3))
    tail = draw(st.sampled_from(["", ","])) if parts else ""
    if kind == "l":
        return "[" + gap + ", ".join(parts) + tail + gap + "]"
    return "{" + gap + ", ".join(f"k{n}: {part}" for n, part in enumerate(parts)) + tail + gap + "}"


@st.composite
def nodes(draw: st.DrawFn, indent: int, depth: int, top: bool = False) -> list[str]:
    """A value as lines; the first is what stands behind the colon or dash, the others have their indent."""
    kind = draw(st.sampled_from("lm" if top else "ssbflm" if depth else "ssbf"))
    lead = " " * indent
    if kind == "s":
        return [draw(words) + draw(comments)]
    if kind == "f":
        return [draw(flows(2)) + draw(comments)]
    if kind == "b":
        head, *rest = draw(blocks)
        return [head, *(lead + line if line else "" for line in rest)]
    out = [draw(comments)]
    shift = draw(st.sampled_from([2, 4])) if kind == "m" else 2
    for n in range(draw(st.integers(1, 3))):
        first, *rest = draw(nodes(indent + shift, depth - 1))
        mark = f"k{n}:" if kind == "m" else "-"
        out += [f"{lead}{mark} {first}", *rest, *draw(between)]
    return out


@st.composite
def documents(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from([[], ["# modeline"], ["# a", "---"], ["---", "", "# b"]]))
    _, *body = draw(nodes(0, 3, top=True))
    tail = draw(st.sampled_from([[""], [], ["..."], ["...", ""], ["# end", "", ""]]))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return draw(st.sampled_from(["", "\ufeff"])) + newline.join([*head, *body, *tail])


def paths(node: Node, here: Path = ()) -> list[Path]:
    below: list[Path] = []
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            below += paths(value, (*here, key.text))
    elif isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            below += paths(item, (*here, number))
    return [here, *below]


def at(node: Node | None, path: Path) -> Node:
    for step in path:
        if isinstance(node, Mapping):
            node = next(value for key, value in node.pairs if key.text == step)
        else:
            assert isinstance(node, Sequence) and isinstance(step, int)
            node = node.items[step]
    assert node is not None
    return node


values = st.sampled_from(
    [NEW, Line("no"), Literal("x\ny\n"), Literal(" x\n\ny"), Folded("word " * 30 + "end\n\nmore"), NOTE, Block((NEW,)),
     Flow((NEW, Line("x, y"))), Flow(()), Map(()), Map((("a", Map((("b", NEW),))),)), Block((NOTE, Flow((NEW,))))]
)  # fmt: skip


def lines_gone(before: str, after: str) -> list[str]:
    left = after.splitlines()
    gone = []
    for line in before.splitlines():
        if line in left:
            left.remove(line)
        else:
            gone.append(line)
    return gone


@settings(deadline=None, max_examples=400)
@given(st.data(), documents(), values)
def test_only_what_is_meant_changes(data: st.DataObject, text: str, value: Out) -> None:
    root, problems = parse(text, "x.yaml")
    assume(root is not None and not problems)
    assert root is not None
    path = data.draw(st.sampled_from(paths(root)))
    node = at(root, path)
    kind = data.draw(st.sampled_from(["set", "add", "append", "remove"]))
    wanted = [*path]
    try:
        if kind == "add" and (isinstance(node, Mapping) or (path and is_absent(node))):
            after = add_pair(text, path, "new", value)
            wanted.append("new")
        elif kind == "append" and (isinstance(node, Sequence) or (path and is_absent(node))):
            after = append_item(text, path, value)
            wanted.append(len(node.items) if isinstance(node, Sequence) else 0)
        elif kind == "remove" and path:
            after = (remove_item if isinstance(path[-1], int) else remove_pair)(text, path)
        elif path:
            after = set_value(text, path, value)
        else:
            return
    except PatchRefusedError as refusal:
        # Rare, and never for a reason of ours: what is read by a person is in each of them.
        assert refusal.why in (
            "something else would change with it",
            "this mapping has no brackets of its own",
            "the file would no longer be YAML",
            "this is written in an unusual way",
        )
        assert "\n" in text
        return
    new = read(after)
    assert after.startswith("\ufeff") == text.startswith("\ufeff")
    assert "\n" not in text or ("\r" in after) == ("\r" in text) or "\n" not in after
    assert not ("\r" in text and re.search("(?<!\r)\n", after))
    if kind == "remove":
        assert size(at(root, path[:-1])) - 1 == (size(at(new, path[:-1])) if new is not None else 0)
        assert same_but(root, new, path[:-1])
        assert new is None or values_of(at(new, path[:-1])) == values_of(at(root, path[:-1]), but=path[-1])
    else:
        # A `|` block at the end of a file that has no last line feed is given one.
        ended = read(text if text.endswith(("\n", "\r")) else f"{text}\n")
        assert any(
            same_but(old, new, tuple(wanted)) or (path and same_but(old, new, path) and is_absent(node))
            for old in (root, ended)
        )
        assert values_of(at(new, tuple(wanted))) == meant(value)
    if kind == "set" and isinstance(node, Scalar) and node.line == node.end_line:
        assert text[: node.start].rstrip() in after and len(lines_gone(text, after)) <= 1


@settings(deadline=None, max_examples=300)
@given(st.data(), documents())
def test_another_order_loses_no_line(data: st.DataObject, text: str) -> None:
    root, problems = parse(text, "x.yaml")
    assume(root is not None and not problems)
    assert root is not None
    path = data.draw(st.sampled_from(paths(root)))
    node = at(root, path)
    assume(isinstance(node, Sequence))
    assert isinstance(node, Sequence)
    order = data.draw(st.permutations(range(len(node.items))))
    try:
        after = order_items(text, path, order)
    except PatchRefusedError as refusal:
        assert refusal.why in (
            "something else would change with it",
            "this is written in an unusual way",
            "the first item of this list is written in an unusual way",
            "the items would not read as they do",
            "the file would no longer be YAML",
        ), refusal.why
        return
    new = at(read(after), path)
    assert isinstance(new, Sequence)
    assert [values_of(item) for item in new.items] == [values_of(node.items[number]) for number in order]
    assert sorted("".join(after.split())) == sorted("".join(text.split()))


def size(node: Node) -> int:
    assert not isinstance(node, Scalar)
    return len(node.pairs) if isinstance(node, Mapping) else len(node.items)


def values_of(node: Node, but: str | int | None = None) -> object:
    if isinstance(node, Scalar):
        return None if is_absent(node) else re.sub("\n+", "\n", node.text)
    if isinstance(node, Mapping):
        return {key.text: values_of(value) for key, value in node.pairs if key.text != but}
    return [values_of(item) for number, item in enumerate(node.items) if number != but]


def meant(out: Out) -> object:
    """Line feeds counted once: a folded scalar cannot say more."""
    if isinstance(out, Map):
        return {key: meant(value) for key, value in out.pairs}
    if isinstance(out, Flow | Block):
        return [meant(item) for item in out.items]
    return re.sub("\n+", "\n", out.text)


def steps(path: str) -> Path:
    return tuple(int(part) if part.isdigit() else part for part in path.split(".")) if path else ()
