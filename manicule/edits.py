"""What a list's owner does to an entry or a reading path, as a change of its file's text.

A text and a change go in; the new text comes out, with all else as it was, or the problem that stands in the way. It
touches no disk, and must not know who asks: a page of the preview or a command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import fields
from .anchoring import Folded, Miss, find_context, find_in, fold_text, maths_spans
from .content import load_entry, load_path
from .entryfile import append_notes, patch_entry
from .fieldtypes import Table
from .model import Entry, MarginNote, PartialDate, Relation
from .problems import Problem, Where, error
from .values import Value
from .yamlnodes import Mapping as MapNode
from .yamlnodes import Node
from .yamlnodes import Sequence as ListNode
from .yamlpatch import (
    PatchRefusedError,
    Path,
    add_pair,
    append_item,
    order_items,
    remove_item,
    remove_pair,
    set_value,
)
from .yamltext import parse
from .yamlwrite import Flow, Out

EDITABLE = ("tags", "why", "status", "importance", "notes")
"""The fields that `SetFields` may set."""


class AddNote(Value):
    """A note on words of `target`. `before` and `behind` are what stands around them there, as far as one cares to say;
    `readable` is what the owner's notes read as once they are set, for a note on these."""

    quote: str
    kind: str = ""
    note: str = ""
    target: str = "abstract"
    before: str = ""
    behind: str = ""
    readable: str = ""
    created: PartialDate | None = None
    by: str = ""


class ChangeNote(Value):
    """`id` is the note's on its page."""

    id: str
    kind: str
    note: str


class RemoveNote(Value):
    id: str


class SetFields(Value):
    """New values by field, of those in EDITABLE; an empty one takes the field out."""

    values: Mapping[str, Any]


class AddRelation(Value):
    relation: Relation


class RemoveRelation(Value):
    """The relation of that type to that paper."""

    type: str
    to: str


class OrderSteps(Value):
    """Of a reading path: the number of each step as it is now, in the new order."""

    order: tuple[int, ...]


Change = AddNote | ChangeNote | RemoveNote | SetFields | AddRelation | RemoveRelation | OrderSteps


def change_text(text: str, path: str, change: Change) -> str | Problem:
    """`path` is the file's, for problems. What would make the file worse than it was is refused."""
    try:
        after = _CHANGES[type(change)](text, path, change)
    except PatchRefusedError as reason:
        place = ".".join(str(part) for part in reason.path)
        return error("edit-refused", f"left alone: `{place}` cannot be changed: {reason.why}", Where(path))
    return after if isinstance(after, Problem) else _find_harm(text, after, path) or after


def _find_harm(before: str, after: str, path: str) -> Problem | None:
    """The first error that was not there before, if there is one."""
    load: Callable[[str, bytes], tuple[Any, tuple[Problem, ...]]]
    load = load_path if path.startswith("content/paths/") else load_entry
    known = [(problem.code, problem.message) for problem in load(path, before.encode())[1]]
    for problem in load(path, after.encode())[1]:
        if problem.level != "error":
            continue
        if (problem.code, problem.message) not in known:
            return problem
        known.remove((problem.code, problem.message))
    return None


# Notes.


def _add_note(text: str, path: str, change: AddNote) -> str | Problem:
    entry = _read(text, path)
    if isinstance(entry, Problem):
        return entry
    if not change.note.strip() and change.kind not in ("", "highlight"):
        return error(
            "note-empty", f"a {change.kind} says something; without a note, words are highlighted", Where(path)
        )
    said = find_words(entry, change)
    if isinstance(said, Problem):
        return said
    row = {
        **said,
        **({"in": change.target} if change.target != "abstract" else {}),
        **_kind_and_note(change.kind, change.note),
        **({"by": change.by} if change.by else {}),
        **({"created": change.created} if change.created else {}),
    }
    return append_notes(text, path, {"margin": (row,)})


def find_words(entry: Entry, wish: AddNote) -> dict[str, str] | Problem:
    """The words as the text has them, whole, and the shortest prefix or suffix that tells them from others like
    them, by the names of a margin note's fields."""
    text = _fold(entry, wish)
    found = find_in(text, wish.quote, wish.before, wish.behind, wish.target)
    if isinstance(found, Miss):
        found = find_in(text, wish.quote, name=wish.target)
    if isinstance(found, Miss):
        return error(found.code, found.message, Where(f"content/papers/{entry.slug}.yaml"), *found.detail)
    start, end = _whole_words(text, found.start, found.end)
    prefix, suffix = find_context(text, start, end)
    said = {"quote": " ".join(text.text[start:end].split()), "prefix": prefix, "suffix": suffix}
    return {name: words for name, words in said.items() if words}


def _fold(entry: Entry, wish: AddNote) -> Folded:
    if wish.target == "notes":
        return fold_text(wish.readable or entry.notes)
    return fold_text(entry.paper.title if wish.target == "title" else entry.paper.abstract)


def _whole_words(text: Folded, start: int, end: int) -> tuple[int, int]:
    """Who drags over a text seldom hits the edges of words; white space at the ends is meant by nobody."""
    said = text.text
    while start < end and said[start].isspace():
        start += 1
    while end > start and said[end - 1].isspace():
        end -= 1
    spans = maths_spans(said)
    while start and _is_inner(said, start) and not any(low <= start <= high for low, high in spans):
        start -= 1
    while end < len(said) and _is_inner(said, end) and not any(low <= end <= high for low, high in spans):
        end += 1
    return start, end


def _is_inner(text: str, at: int) -> bool:
    """Whether a word of a script that parts its words by spaces goes on there."""
    pair = text[at - 1 : at + 1]
    return len(pair) == 2 and all(c.isalnum() and ord(c) < 0x0E00 for c in pair)


def _change_note(text: str, path: str, change: ChangeNote) -> str | Problem:
    found = _find_note(text, path, change.id)
    if isinstance(found, Problem):
        return found
    if not change.note.strip() and change.kind not in ("", "highlight"):
        return error(
            "note-empty", f"a {change.kind} says something; without a note, words are highlighted", Where(path)
        )
    number, note = found
    said, there = _kind_and_note(change.kind, change.note), _kind_and_note(note.kind, note.note)
    for name in ("kind", "note"):
        if said.get(name) != there.get(name):
            text = _put(text, ("margin", number), name, said.get(name), fields.MARGIN_NOTE)
    return text


def _remove_note(text: str, path: str, change: RemoveNote) -> str | Problem:
    found = _find_note(text, path, change.id)
    return found if isinstance(found, Problem) else _take_item(text, "margin", found[0])


def _find_note(text: str, path: str, name: str) -> tuple[int, MarginNote] | Problem:
    """The note of that id, and which item of `margin` it is."""
    entry = _read(text, path)
    if isinstance(entry, Problem):
        return entry
    rows = _at(text, ("margin",))
    found = [(number, note) for number, note in enumerate(entry.margin) if note.id == name]
    if not found or not isinstance(rows, ListNode) or len(rows.items) != len(entry.margin):
        return error("no-such-note", f"there is no note `{name}` in this file", Where(path))
    return found[0]


def _kind_and_note(kind: str, note: str) -> dict[str, str]:
    """What has to be said of them: a comment is one without saying so, and so is a highlight."""
    note = note.replace("\r\n", "\n").strip()
    if not note:
        return {}
    return {"kind": kind, "note": note} if kind not in ("", "comment") else {"note": note}


# Fields, relations, steps.


def _set_fields(text: str, path: str, change: SetFields) -> str | Problem:
    for name, value in change.values.items():
        if name not in EDITABLE:
            return error("edit-refused", f"`{name}` is not changed this way", Where(path))
        said = value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
        text = _set_tags(text, tuple(said)) if name == "tags" else _put(text, (), name, said, fields.ENTRY)
    return text


def _set_tags(text: str, tags: Sequence[str]) -> str:
    """Item by item where the rest stays in its order, so that comments between them stay."""
    node = _at(text, ("tags",))
    if not isinstance(node, ListNode) or not tags:
        return _put(text, (), "tags", tuple(tags), fields.ENTRY)
    now = [getattr(item, "text", "") for item in node.items]
    kept = [key for key in now if key in tags]
    if [*kept, *(key for key in tags if key not in kept)] != list(tags) or not kept:
        return _put(text, (), "tags", tuple(tags), fields.ENTRY)
    for number in reversed(range(len(now))):
        if now[number] not in tags:
            text = remove_item(text, ("tags", number))
    written = fields.OWNER[0].type.write(tuple(tags))
    for item in written.items[len(kept) :] if isinstance(written, Flow) else ():
        text = append_item(text, ("tags",), item)
    return text


def _add_relation(text: str, path: str, change: AddRelation) -> str | Problem:
    there = _relations(text, path)
    if isinstance(there, Problem):
        return there
    if (change.relation.type, change.relation.to) in there:
        return error("edit-refused", "this relation is there already", Where(path))
    return patch_entry(text, path, {}, (change.relation,))


def _remove_relation(text: str, path: str, change: RemoveRelation) -> str | Problem:
    there = _relations(text, path)
    if isinstance(there, Problem):
        return there
    rows = _at(text, ("relations",))
    if (change.type, change.to) not in there or not isinstance(rows, ListNode) or len(rows.items) != len(there):
        return error("edit-refused", "there is no such relation in this file", Where(path))
    return _take_item(text, "relations", there.index((change.type, change.to)))


def _relations(text: str, path: str) -> list[tuple[str, str]] | Problem:
    entry = _read(text, path)
    return entry if isinstance(entry, Problem) else [(one.type, one.to) for one in entry.relations]


def _order_steps(text: str, path: str, change: OrderSteps) -> str | Problem:
    after = order_items(text, ("steps",), change.order)
    walk, _ = load_path(path, after.encode())
    seen: set[str] = set()
    for step in walk.steps if walk else ():
        late = [paper for paper in step.after if paper not in seen]
        if late:
            return error(
                "unknown-step", f"`{step.paper}` is to be read after `{late[0]}`, as its step says", Where(path)
            )
        seen.add(step.paper)
    return after


# The text.


def _read(text: str, path: str) -> Entry | Problem:
    entry, problems = load_entry(path, text.encode())
    if entry is not None:
        return entry
    errors = [problem for problem in problems if problem.level == "error"]
    return errors[0] if errors else error("empty-file", "there is nothing in this file", Where(path))


def _at(text: str, path: Path) -> Node | None:
    node, _ = parse(text, "")
    for step in path:
        if isinstance(node, MapNode) and isinstance(step, str):
            node = next((value for key, value in node.pairs if key.text == step), None)
        elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def _put(text: str, at: Path, name: str, value: Any, table: Table) -> str:
    """The field in the mapping at `at`: set, put where the table has it, or taken out where the value is empty."""
    node = _at(text, (*at, name))
    if not value:
        return remove_pair(text, (*at, name)) if node is not None else text
    names = [row.name for row in table]
    out: Out = table[names.index(name)].type.write(value)
    if node is None:
        return add_pair(text, at, name, out, after=names[: names.index(name)], before=names[names.index(name) + 1 :])
    return set_value(text, (*at, name), out)


def _take_item(text: str, name: str, number: int) -> str:
    """The last one takes the field with it, unless there are remarks above it, which are not the item's."""
    root, rows = _at(text, ()), _at(text, (name,))
    if isinstance(root, MapNode) and isinstance(rows, ListNode) and len(rows.items) == 1:
        key = next(key for key, _ in root.pairs if key.text == name)
        if "#" not in text[key.end : rows.start]:
            return remove_pair(text, (name,))
    return remove_item(text, (name, number))


_CHANGES: Mapping[type, Callable[[str, str, Any], str | Problem]] = {
    AddNote: _add_note,
    ChangeNote: _change_note,
    RemoveNote: _remove_note,
    SetFields: _set_fields,
    AddRelation: _add_relation,
    RemoveRelation: _remove_relation,
    OrderSteps: _order_steps,
}
