"""What an owner does to an entry or a path, as a change of its text: what was meant is there, all else is as it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from manicule.content import load_entry, load_path
from manicule.edits import (
    AddNote,
    AddRelation,
    Change,
    ChangeNote,
    OrderSteps,
    RemoveNote,
    RemoveRelation,
    SetFields,
    change_text,
)
from manicule.model import NOTE_KINDS, RELATION_TYPES, STATUSES, Entry, PartialDate, Relation
from manicule.problems import Problem

PATH = "content/papers/a.yaml"

ENTRY = """\
# yaml-language-server: $schema=../.schema/entry.json
title: Staged release, and "release" in general   # as printed
abstract: >-
  The first release went well. A second release followed, and the model of
  $x^2 + y$ was kept. Staged release is a matter of time.

# mine
tags: [a, b]  # two
why: It matters.
margin:
  # the word that counts
  - quote: Staged release
    note: |
      One line.
      Another.

  - {quote: went well, kind: doubt, note: Did it?}
  - quote: second
relations:
  - {type: cites, to: b}   # surely
  - type: extends
    to: arxiv:2107.03374
notes: Some *words* of mine.
"""


def read(text: str) -> Entry:
    entry, problems = load_entry(PATH, text.encode())
    assert entry is not None and not [p for p in problems if p.level == "error"], problems
    return entry


def change(what: Change, text: str = ENTRY, path: str = PATH) -> str:
    after = change_text(text, path, what)
    assert isinstance(after, str), after
    return after


def refuse(what: Change, text: str = ENTRY, path: str = PATH) -> Problem:
    after = change_text(text, path, what)
    assert isinstance(after, Problem)
    return after


def added(after: str, before: str = ENTRY) -> list[str]:
    """The lines that are new; that none is gone is checked."""
    old, new = before.splitlines(), after.splitlines()
    for line in old:
        assert line in new
        new.remove(line)
    return new


# Notes.


@pytest.mark.parametrize(
    ("quote", "before", "behind", "lines"),
    [
        ("followed", "", "", ["  - quote: followed"]),
        ("release", "The first ", "", ["  - quote: release", "    prefix: first"]),
        ("release", "A second ", " followed", ["  - quote: release", "    prefix: second"]),
        ("ollow", "", "", ["  - quote: followed"]),
        (" followed, ", "", "", ["  - quote: followed,"]),
        ("x^2", "", "", ["  - quote: $x^2 + y$"]),
        ("model of\n$x^2 + y$ was", "", "", ["  - quote: model of $x^2 + y$ was"]),
        ("release  followed", "gone meanwhile", "", ["  - quote: release followed"]),
    ],
)
def test_words_are_found_whole_with_as_little_around_them_as_they_need(
    quote: str, before: str, behind: str, lines: list[str]
) -> None:
    assert added(change(AddNote(quote, before=before, behind=behind))) == lines


def test_a_note_says_only_what_it_has_to() -> None:
    note = AddNote("followed", "comment", "Did it?\r\n\r\nIt did. ", created=PartialDate(2026, 11, 26), by="me")
    assert added(change(note)) == [
        "  - quote: followed", "    note: |-", "      Did it?", "", "      It did.", "    by: me", "    created: 2026-11-26",
    ]  # fmt: skip
    assert added(change(AddNote("general", "question", "?", target="title"))) == [
        "  - quote: general", "    in: title", "    kind: question", "    note: '?'",
    ]  # fmt: skip


def test_a_note_on_ones_own_notes_is_on_how_they_read() -> None:
    note = AddNote("words of", target="notes", readable="Some words of mine.")
    assert added(change(note)) == ["  - quote: words of", "    in: notes"]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (AddNote("nowhere to be found at all"), "quote-not-found"),
        (AddNote("time", "question", "  "), "note-empty"),
        (AddNote(" "), "quote-empty"),
        (ChangeNote("no-such-note", "comment", "x"), "no-such-note"),
        (ChangeNote("staged-release", "doubt", ""), "note-empty"),
        (RemoveNote("no-such-note"), "no-such-note"),
        (SetFields({"status": "finished"}), "unknown-value"),
        (SetFields({"tags": ("Not A Key",)}), "wrong-form"),
        (SetFields({"why": "one\ntwo"}), "not-one-line"),
        (SetFields({"title": "x"}), "edit-refused"),
        (AddRelation(Relation("cites", "b")), "edit-refused"),
        (AddRelation(Relation("cites", "not a target")), "import-refused"),
        (RemoveRelation("cites", "c"), "edit-refused"),
    ],
)
def test_what_would_make_the_file_worse_is_refused(what: Change, code: str) -> None:
    assert refuse(what).code == code


def test_a_file_that_cannot_be_read_is_left_alone() -> None:
    assert refuse(AddNote("x"), "title: [\n").code.startswith("yaml-syntax")
    assert refuse(AddNote("x"), "").code == "empty-file"


def test_a_file_with_an_error_elsewhere_can_be_changed() -> None:
    text = ENTRY + "status: finished\n"
    assert "why: Because." in change(SetFields({"why": "Because."}), text)


def test_a_note_is_changed_where_it_is() -> None:
    after = change(ChangeNote("went-well", "claim", "It did."))
    assert after == ENTRY.replace("kind: doubt, note: Did it?", "kind: claim, note: It did.")
    after = change(ChangeNote("staged-release", "question", "One line.\nAnother."))
    assert after == ENTRY.replace("    note: |\n", "    kind: question\n    note: |\n")
    after = change(ChangeNote("went-well", "highlight", ""))
    assert after == ENTRY.replace("{quote: went well, kind: doubt, note: Did it?}", "{quote: went well}")


def test_a_note_goes_and_the_others_stay() -> None:
    assert change(RemoveNote("went-well")) == ENTRY.replace("  - {quote: went well, kind: doubt, note: Did it?}\n", "")
    alone = "title: A\nabstract: Some words.\nmargin:\n  - quote: Some words\n# end\n"
    assert change(RemoveNote("some-words"), alone) == "title: A\nabstract: Some words.\n# end\n"


# Fields, relations, steps.


def test_fields_go_where_the_table_has_them() -> None:
    after = change(SetFields({"status": "read", "why": "", "tags": ("b", "c"), "notes": "New.\n\nText."}))
    assert after == (
        ENTRY.replace("[a, b]", "[b, c]").replace("why: It matters.\n", "status: read\n")
        .replace("notes: Some *words* of mine.\n", "notes: |-\n  New.\n\n  Text.\n")
    )  # fmt: skip


def test_comments_between_tags_stay() -> None:
    text = "title: A\ntags:\n  - a  # one\n  # the second\n  - b\n  - c\n"
    after = change(SetFields({"tags": ("a", "c", "d")}), text)
    assert after == "title: A\ntags:\n  - a  # one\n  # the second\n  - c\n  - d\n"
    assert read(change(SetFields({"tags": ("c", "a")}), text)).tags == ("c", "a")
    assert change(SetFields({"tags": ()}), text) == "title: A\n"


def test_relations() -> None:
    assert added(change(AddRelation(Relation("cites", "doi:10.1000/x", "For its figures.")))) == [
        "  - {type: cites, to: doi:10.1000/x, note: For its figures.}"
    ]
    after = change(RemoveRelation("cites", "b"))
    assert after == ENTRY.replace("  - {type: cites, to: b}   # surely\n", "")
    assert "relations" not in change(RemoveRelation("extends", "arxiv:2107.03374"), after)


def test_steps() -> None:
    text = "title: P\nsteps:\n  # first of all\n  - paper: a\n  - paper: b   # then\n    why: so\n  - {paper: c}\n"
    after = change(OrderSteps((1, 2, 0)), text, "content/paths/p.yaml")
    assert (
        after
        == "title: P\nsteps:\n  # first of all\n  - paper: b   # then\n    why: so\n  - {paper: c}\n  - paper: a\n"
    )
    late = text.replace("{paper: c}", "{paper: c, after: [a]}")
    assert "`c` is to be read after `a`" in refuse(OrderSteps((2, 0, 1)), late, "content/paths/p.yaml").message
    assert refuse(OrderSteps((0, 1)), text, "content/paths/p.yaml").code == "edit-refused"
    path, _ = load_path("content/paths/p.yaml", after.encode())
    assert path is not None and [step.paper for step in path.steps] == ["b", "c", "a"]


# Any change to any entry.

WORDS = ["release", "models", "of", "$x^2$", "risk", "and", "use:", "“time”", "naïve", "second", "it's", "AI"]
comments = st.sampled_from(["", "", "  # why", " # c: - d"])
own_lines = st.lists(st.sampled_from(["", "# a remark", "  # - quote: not one"]), max_size=2)
sentences = st.lists(st.sampled_from(WORDS), min_size=3, max_size=30).map(" ".join)


@st.composite
def entries(draw: st.DrawFn) -> str:
    """An entry as somebody may have written it by hand."""
    abstract = draw(sentences)
    places = {word for word in WORDS if abstract.split().count(word) == 1 and word.isalpha()}
    style = draw(st.sampled_from(["abstract: '{}'", "abstract: >-\n  {}", "abstract: |\n    {}", 'abstract: "{}"']))
    said = style.format(abstract.replace("'", "''") if "'{}'" in style else abstract)
    parts = [f"title: A title{draw(comments)}", said]
    notes = draw(st.lists(st.sampled_from(sorted(places)), unique=True, max_size=3)) if places else []
    if notes:
        lead = draw(st.sampled_from(["", "  ", "      "]))
        forms = [
            "- quote: {}{c}\n{i}  note: |\n{i}    Two\n\n{i}    parts", "- {{quote: {}, kind: claim, note: x}}{c}",
            "-\n{i}  note: >-\n{i}    folded\n{i}    text\n{i}  quote: '{}'{c}", "- quote: {}{c}",
        ]  # fmt: skip
        items = [draw(st.sampled_from(forms)).format(word, i=lead, c=draw(comments)) for word in notes]
        between = ["\n".join([*draw(own_lines), lead + item]) for item in items]
        parts.append("margin:" + draw(comments) + "\n" + "\n".join(between))
    if draw(st.booleans()):
        parts.append(
            draw(st.sampled_from(["tags: [a, b]", "tags:\n- a\n# then\n- b", "tags: [\n  a, # one\n  b,\n]", "tags:"]))
        )
    if draw(st.booleans()):
        parts.append(
            "relations:\n" + draw(st.sampled_from(["- {type: cites, to: b}", "  - type: extends\n    to: c # x"]))
        )
    if draw(st.booleans()):
        parts.append("why: >-\n  It is\n  so.")
    order = draw(st.permutations(parts[1:]))
    lines = [*draw(own_lines), parts[0]]
    for part in order:
        lines += [*draw(own_lines), part]
    text = "\n".join([*lines, *draw(own_lines)]) + draw(st.sampled_from(["", "\n"]))
    text = draw(st.sampled_from(["", "\ufeff"])) + text
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@st.composite
def changes(draw: st.DrawFn, entry: Entry) -> Change:
    said = draw(st.sampled_from(["Fine.", "One.\n\n- two: #3\n", "'quoted' and \"so\"", "[[b]] @ %", "é" * 120]))
    kind = draw(st.sampled_from(NOTE_KINDS))
    ids = [note.id for note in entry.margin]
    relations = [(one.type, one.to) for one in entry.relations]
    words = entry.paper.abstract.split()
    start = draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[start : start + draw(st.integers(1, 4))])
    choices: list[Change] = [
        AddNote(quote, kind, said, before=" ".join(words[:start]), created=PartialDate(2026, 11, 26)),
        SetFields({draw(st.sampled_from(["why", "notes"])): said.replace("\n", " ") if draw(st.booleans()) else said}),
        SetFields({"tags": tuple(draw(st.lists(st.sampled_from("abcd"), unique=True))), "status": draw(st.sampled_from([*STATUSES, ""]))}),
        AddRelation(Relation(draw(st.sampled_from(sorted(RELATION_TYPES))), draw(st.sampled_from(["b", "doi:10.1000/x"])), said)),
        *(ChangeNote(one, kind, said) for one in ids),
        *(RemoveNote(one) for one in ids),
        *(RemoveRelation(*one) for one in relations),
    ]  # fmt: skip
    return draw(st.sampled_from(choices))


def untouched(state: Entry, what: Change, before: Entry) -> tuple[object, ...]:
    """What that change leaves alone."""
    margin, relations = state.margin, state.relations
    if isinstance(what, AddNote):
        margin = margin[: len(before.margin)]
    elif isinstance(what, ChangeNote | RemoveNote):
        margin = tuple(note for note in margin if note.id != what.id)
    elif isinstance(what, AddRelation):
        relations = relations[: len(before.relations)]
    elif isinstance(what, RemoveRelation):
        relations = tuple(one for one in relations if (one.type, one.to) != (what.type, what.to))
    names = [
        name
        for name in ("why", "notes", "tags", "status")
        if not isinstance(what, SetFields) or name not in what.values
    ]
    return margin, relations, [getattr(state, name) for name in names]


@settings(deadline=None, max_examples=400)
@given(st.data(), entries())
def test_only_what_is_meant_changes(data: st.DataObject, text: str) -> None:
    entry, problems = load_entry(PATH, text.encode())
    assume(entry is not None and not any(problem.level == "error" for problem in problems))
    assert entry is not None
    what = data.draw(changes(entry))
    after = change_text(text, PATH, what)
    if isinstance(after, Problem):
        return
    now = read(after)
    assert untouched(now, what, entry) == untouched(entry, what, entry) and now.paper == entry.paper
    if isinstance(what, AddNote):
        assert len(now.margin) == len(entry.margin) + 1
    # Remarks stay, line ends stay, and lines that are not those of the change stay as they are.
    assert len(re.findall("# a remark", after)) >= len(re.findall("# a remark", text)) - isinstance(what, SetFields)
    assert after.startswith("\ufeff") == text.startswith("\ufeff")
    assert ("\r" in after) == ("\r" in text) and not ("\r" in text and re.search("(?<!\r)\n", after))


def test_the_shipped_entries_can_be_annotated() -> None:
    """A note on every sentence of every abstract, found again, and gone again without a trace."""
    for path in sorted(Path("content/papers").glob("*.yaml")):
        text = path.read_bytes().decode()
        entry = read(text)
        for sentence in re.findall(r"[^.]+\.", entry.paper.abstract)[:3]:
            note = AddNote(sentence.strip()[:60], "comment", "Mine.")
            after = change(note, text, path.as_posix())
            ids = {one.id for one in read(after).margin} - {one.id for one in entry.margin}
            assert len(ids) == 1
            back = change(RemoveNote(ids.pop()), after, path.as_posix())
            assert back == text
