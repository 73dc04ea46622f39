"""An entry's file, and works.yaml, as text: what an importer sees in it, a new one, and changes to an old one.

Text and flat values (statements.py) go in, text comes out, with all that was not meant to change byte for byte as it
was; after every change the text is read again and compared with what was meant. It touches no disk and decides
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import fields
from .fieldtypes import Findings, Table, Type, read_table
from .model import PartialDate, Relation, Tag
from .problems import Problem, Where, error
from .statements import KEYED, nest, statements
from .values import Value
from .yamlnodes import Mapping as MapNode
from .yamlnodes import Node, is_absent
from .yamlnodes import Sequence as ListNode
from .yamlpatch import PatchRefusedError, add_pair, add_pairs, append_item, extent_end, same, set_value
from .yamltext import decode_yaml, parse
from .yamlwrite import Block, Flow, Map, Out, write_item, write_mapping

MODELINE = "# yaml-language-server: $schema=../.schema/entry.json\n"
WORKS_MODELINE = "# yaml-language-server: $schema=.schema/works.json\n"
TAGS_MODELINE = "# yaml-language-server: $schema=.schema/tags.json\n"
OWNERS_PART = "# from here on it is the list owner's\n"

MOST_PARSED = 50_000_000
"""Characters that may be parsed to append items one by one, where not all of them can go in at once."""

NOTED = ("margin", "quotes")
"""The fields to which imported annotations are appended."""


class Sheet(Value):
    """What an importer needs of an entry or a work. `values` are those of its fields that can be read, by flat name;
    `present` are the names of all that the file has; `sources` those of its margin notes and quotes."""

    values: Mapping[str, Any]
    present: frozenset[str]
    relations: tuple[Relation, ...] = ()
    aliases: tuple[str, ...] = ()
    sources: frozenset[str] = frozenset()


def read_sheet(data: bytes, path: str) -> tuple[Sheet | None, tuple[Problem, ...]]:
    """An entry's. None, with the problems, for one that is not YAML or no mapping; problems of single fields are for
    `check` to tell."""
    root, text, problems = _read_root(data, path)
    if root is None or problems:
        return None, problems or (error("empty-file", "there is nothing in this file", Where(path)),)
    if not isinstance(root, MapNode):
        return None, (error("wrong-type", "expected the fields of an entry (`title: …`)", Where(path)),)
    return _sheet(root, Findings(path, text), fields.ENTRY, ""), ()


def read_works(data: bytes, path: str) -> tuple[tuple[Sheet, ...] | None, tuple[Problem, ...]]:
    """The works in their order. None, with the problems, for a file that is not YAML or no list of mappings."""
    root, text, problems = _read_root(data, path)
    if problems:
        return None, problems
    if root is None or is_absent(root):
        return (), ()
    if not isinstance(root, ListNode) or not all(isinstance(item, MapNode) for item in root.items):
        return None, (error("wrong-type", "expected a list of works (`- title: …`)", Where(path)),)
    found = Findings(path, text)
    return tuple(_sheet(item, found, fields.WORK, str(number)) for number, item in enumerate(root.items)), ()


def _read_root(data: bytes, path: str) -> tuple[Node | None, str, tuple[Problem, ...]]:
    text, problems = decode_yaml(data, path)
    if text is None:
        return None, "", problems
    root, found = parse(text, path)
    return root, text, tuple(problem for problem in (*problems, *found) if problem.level == "error")


def _sheet(node: Node, found: Findings, table: Table, at: str) -> Sheet:
    """`found.nodes` is emptied: in a file of many works each would otherwise search through those of all."""
    found.nodes.clear()
    values = read_table(node, table, at, found)
    start = len(at) + 1 if at else 0
    said = statements(fields.paper_from(values))
    if "kind" not in values:
        said.pop("kind", None)
    return Sheet(
        said,
        frozenset(name[start:] for name in found.places),
        tuple(Relation(**relation) for relation in values.get("relations", ())),
        values.get("aliases", ()),
        frozenset(row["source"] for name in NOTED for row in values.get(name, ()) if "source" in row),
    )


# Writing.


def new_entry(
    path: str,
    values: Mapping[str, Any],
    added: PartialDate,
    relations: Sequence[Relation] = (),
    tags: Sequence[str] = (),
) -> str | Problem:
    """The file of a paper that is new on the list, laid out as the documentation has it."""
    owners: dict[str, Any] = {"tags": tuple(tags), "added": added} if tags else {"added": added}
    if relations:
        owners["relations"] = tuple(_relation_values(relation) for relation in relations)
    text = f"{MODELINE}{write_mapping(_pairs(values))}\n{OWNERS_PART}{write_mapping(_outs(owners, fields.OWNER))}"
    return _checked_entry(text, path, values, relations)


def patch_entry(text: str, path: str, changes: Mapping[str, Any], relations: Sequence[Relation] = ()) -> str | Problem:
    """The entry's text with the values of `changes` in it and the relations appended; all else stays."""
    before, problems = read_sheet(text.encode(), path)
    if before is None:
        return problems[0]
    try:
        text = _patch_fields(text, (), changes, path)
        for relation in relations:
            text = _append_relation(text, relation, path)
    except PatchRefusedError as reason:
        return _refused(path, reason)
    return _checked_entry(text, path, {**before.values, **changes}, (*before.relations, *relations))


def append_tags(text: str, path: str, tags: Iterable[Tag]) -> str | Problem:
    """The text of tags.yaml with further tags behind the last; all else stays."""
    rows = []
    for tag in tags:
        said = {"label": tag.label, "parent": tag.parent}
        row = Map(tuple((row.name, row.type.write(said[row.name])) for row in fields.TAG if said.get(row.name)))
        rows.append((tag.key, row))
    try:
        return add_pairs(text or TAGS_MODELINE, rows)
    except PatchRefusedError as reason:
        return _refused(path, reason)


def append_notes(text: str, path: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> str | Problem:
    """The entry's text with items behind those of `margin` and `quotes`, in the form of their tables; all else stays.
    Time grows with the text and the items, not with their product, unless the list is written in brackets."""
    before, problems = parse(text, path)
    if not isinstance(before, MapNode):
        return problems[0] if problems else error("wrong-type", "expected the fields of an entry", Where(path))
    count = sum(map(len, rows.values()))
    for at_once in (True, False) if count * len(text) < MOST_PARSED else (True,):
        after = text
        try:
            for name in NOTED:
                after = _append_rows(after, name, rows.get(name, ()), path, at_once)
        except PatchRefusedError as reason:
            return _refused(path, reason)
        root, problems = parse(after, path)
        if isinstance(root, MapNode) and not problems and _only_longer(before, root, rows, Findings(path, after)):
            return after
    return _not_as_meant(path, problems)


def patch_works(
    text: str, path: str, changes: Mapping[int, Mapping[str, Any]], added: Sequence[Mapping[str, Any]]
) -> str | Problem:
    """The text of works.yaml with the values of `changes` in the works of those numbers, and new works behind the
    last. Time grows with the text and the changes, not with their product."""
    before, problems = read_works(text.encode(), path)
    if before is None:
        return problems[0]
    try:
        text = _patch_items(text, changes, path)
        text = _append_works(text or WORKS_MODELINE, [Map(_pairs(values)) for values in added], path)
    except PatchRefusedError as reason:
        return _refused(path, reason)
    wanted = [{**sheet.values, **changes.get(number, {})} for number, sheet in enumerate(before)] + [*map(dict, added)]
    after, problems = read_works(text.encode(), path)
    if after is None or [dict(sheet.values) for sheet in after] != wanted:
        return _not_as_meant(path, problems)
    return text


def _checked_entry(text: str, path: str, values: Mapping[str, Any], relations: Sequence[Relation]) -> str | Problem:
    """The text, if it reads as what was meant."""
    after, problems = read_sheet(text.encode(), path)
    if after is None or after.values != values or after.relations != tuple(relations):
        return _not_as_meant(path, problems)
    return text


def _not_as_meant(path: str, problems: Sequence[Problem]) -> Problem:
    detail = [problem.message for problem in problems[:1]]
    return error(
        "import-refused", "left alone: what was to be written would not read as it should", Where(path), *detail
    )


def _refused(path: str, reason: PatchRefusedError) -> Problem:
    place = ".".join(str(part) for part in reason.path)
    return error("import-refused", f"left alone: `{place}` cannot be changed: {reason.why}", Where(path))


# Values to what yamlwrite prints.

_TYPES: Mapping[str, Type] = {row.name: row.type for row in fields.ENTRY}


def _pairs(values: Mapping[str, Any]) -> tuple[tuple[str, Out], ...]:
    return _outs(nest(values), fields.PAPER)


def _outs(values: Mapping[str, Any], table: Table) -> tuple[tuple[str, Out], ...]:
    return tuple((row.name, _out(row.name, values[row.name])) for row in table if row.name in values)


def _out(name: str, value: Any) -> Out:
    if name in KEYED:
        return Map(tuple((key, _out_keyed(name, item)) for key, item in value))
    return _TYPES[name].write(value)


def _out_keyed(name: str, value: Any) -> Out:
    return _flowing(KEYED[name].write(value))


def _flowing(out: Out) -> Out:
    """The same on one line, all the way down, as it has to be within brackets."""
    if isinstance(out, Map):
        return Map(tuple((key, _flowing(item)) for key, item in out.pairs), flow=True)
    return Flow(tuple(map(_flowing, out.items))) if isinstance(out, Flow | Block) else out


def _relation_values(relation: Relation) -> dict[str, str]:
    names = ("type", "to", "note", "source")
    return {name: getattr(relation, name) for name in names if getattr(relation, name)}


# Patches.


def _patch_fields(text: str, at: tuple[int, ...], changes: Mapping[str, Any], path: str) -> str:
    """Changes in the mapping at `at`; an absent field goes behind those that come before it in the table."""
    for name, value in nest(changes).items():
        node = _mapping(text, at, path)
        here = {key.text: found for key, found in node.pairs}
        if name in KEYED and isinstance(here.get(name), MapNode):
            for key, item in value:
                inner = here[name]
                known = {k.text for k, _ in inner.pairs} if isinstance(inner, MapNode) else set()
                out = _out_keyed(name, item)
                text = _put(text, (*at, name), key, out, key in known)
            continue
        out = _flowing(_out(name, value)) if node.flow else _out(name, value)
        text = _put(text, at, name, out, name in here, _before(name))
    return text


def _put(text: str, at: tuple[str | int, ...], key: str, out: Out, there: bool, after: tuple[str, ...] = ()) -> str:
    return set_value(text, (*at, key), out) if there else add_pair(text, at, key, out, after)


def _before(name: str) -> tuple[str, ...]:
    """The fields that come before that one in the table."""
    names = [row.name for row in fields.PAPER]
    return tuple(names[: names.index(name)])


def _append_relation(text: str, relation: Relation, path: str) -> str:
    row = _TYPES["relations"]
    out = row.write((_relation_values(relation),))
    if any(key.text == "relations" for key, _ in _mapping(text, (), path).pairs):
        item = out.items[0] if isinstance(out, Flow | Block) else out
        return append_item(text, ("relations",), item)
    return add_pair(text, (), "relations", out)


def _append_rows(text: str, name: str, rows: Sequence[Mapping[str, Any]], path: str, at_once: bool) -> str:
    """One by one; `at_once` only until the list is one of lines, to which the rest can be added as text."""
    out = _TYPES[name].write(tuple(rows))
    items = out.items if isinstance(out, Block) else ()
    names = [row.name for row in fields.ENTRY]
    for number, item in enumerate(items):
        node = next((value for key, value in _mapping(text, (), path).pairs if key.text == name), None)
        if node is None:
            text = add_pair(text, (), name, Block((item,)), names[: names.index(name)])
        elif at_once and isinstance(node, ListNode) and not node.flow and node.items:
            return _with_lines(text, node, items[number:])
        else:
            text = append_item(text, (name,), item)
    return text


def _with_lines(text: str, node: ListNode, items: Sequence[Out]) -> str:
    indent = node.column - 1
    said = "".join(f"{' ' * indent}- {write_item(item, indent)}\n" for item in items)
    newline = "\r\n" if "\r\n" in text else "\n"
    said = said.replace("\n", newline)
    behind = extent_end(text, node.items[-1])
    at = behind if text[behind - 1] == "\n" else text.find("\n", behind) + 1
    return text[:at] + said + text[at:] if at else text + newline + said.removesuffix(newline)


def _only_longer(
    before: MapNode, after: MapNode, rows: Mapping[str, Sequence[Mapping[str, Any]]], found: Findings
) -> bool:
    """Whether `after` holds what `before` does, and the rows behind its lists, as their tables read them."""
    old = {key.text: value for key, value in before.pairs}
    new = {key.text: value for key, value in after.pairs}
    grown = [name for name in NOTED if rows.get(name)]
    if [name for name in old if name not in grown] != [name for name in new if name not in grown]:
        return False
    for name in grown:
        there, here = old.get(name), new.get(name)
        items = there.items if isinstance(there, ListNode) else ()
        if not isinstance(here, ListNode) or len(here.items) != len(items) + len(rows[name]):
            return False
        if not all(map(same, items, here.items)):
            return False
        tail = here._replace(items=here.items[len(items) :])
        if _TYPES[name].read(tail, name, found) != tuple(map(dict, rows[name])):
            return False
    return all(same(value, new[name]) for name, value in old.items() if name not in grown)


def _mapping(text: str, at: tuple[int, ...], path: str) -> MapNode:
    node, problems = parse(text, path)
    for step in at:
        node = node.items[step] if isinstance(node, ListNode) and step < len(node.items) else None
    if not isinstance(node, MapNode):
        raise PatchRefusedError(at, problems[0].message if problems else "this is no mapping")
    return node


def _patch_items(text: str, changes: Mapping[int, Mapping[str, Any]], path: str) -> str:
    """Each item is patched by itself, in the lines that it stands on, so that a long file is not parsed anew for
    each of them."""
    root, _ = parse(text, path)
    if not isinstance(root, ListNode) or not changes:
        return text
    if root.flow:
        for number in sorted(changes):
            text = _patch_fields(text, (number,), changes[number], path)
        return text
    dash = re.compile(rf"^ {{{root.column - 1}}}-(?=\s)", re.MULTILINE)
    parts: list[str] = []
    done = 0
    for number in sorted(changes):
        start = text.rfind("\n", 0, root.start) + 1
        if number:
            # The dash may stand lines above its item, but never within the item before.
            found = dash.search(text, _line_behind(text, root.items[number - 1]))
            start = found.start() if found else root.items[number].start
        stop = _line_behind(text, root.items[number])
        excerpt = text[start:stop]
        patched = _patch_fields(excerpt, (0,), changes[number], path)
        if "\r\n" in text and "\r\n" not in excerpt:
            patched = patched.replace("\n", "\r\n")
        parts += (text[done:start], patched)
        done = stop
    return "".join((*parts, text[done:]))


def _line_behind(text: str, node: Node) -> int:
    """The beginning of the line after the one that the node ends on."""
    return text.find("\n", extent_end(text, node)) + 1 or len(text)


def _append_works(text: str, works: Sequence[Map], path: str) -> str:
    """One by one until there is a list of one item a line, which is where the rest can go at once."""
    for number, work in enumerate(works):
        root, _ = parse(text, path)
        if isinstance(root, ListNode) and not root.flow and root.items:
            rest = "".join(f"{' ' * (root.column - 1)}- {write_item(w, root.column - 1)}\n" for w in works[number:])
            newline = "\r\n" if "\r\n" in text else "\n"
            behind = text.find("\n", extent_end(text, root)) + 1
            head = text[:behind] if behind else text + newline
            return head + rest.replace("\n", newline) + (text[behind:] if behind else "")
        if root is not None and is_absent(root):
            text = append_item(text[: root.start] + "[]" + text[root.end :], (), work)
        else:
            text = append_item(text, (), _flowing(work) if isinstance(root, ListNode) and root.items else work)
    return text
