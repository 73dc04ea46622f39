"""An entry's file, and works.yaml, as text: what an importer sees in it, a new one, and changes to an old one.

Text and flat values (statements.py) go in, text comes out, with all that was not meant to change byte for byte as it
was; after every change the text is read again and compared with what was meant. It touches no disk and decides
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import fields
from .fieldtypes import Findings, Table, read_table
from .model import Relation
from .problems import Problem, Where, error, has_errors
from .statements import statements
from .yamltext import Mapping as MapNode
from .yamltext import Node, decode_yaml, is_absent, parse
from .yamltext import Sequence as ListNode

MODELINE = "# yaml-language-server: $schema=../.schema/entry.json\n"
OWNERS_PART = "# from here on it is the list owner's\n"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an importer needs of an entry or a work. `values` are those of its fields that can be read, by flat name;
    `present` are the names of all that the file has."""

    values: Mapping[str, Any]
    present: frozenset[str]
    relations: tuple[Relation, ...] = ()
    aliases: tuple[str, ...] = ()


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
    """`found.places` is emptied: in a file of many works each would otherwise search through those of all."""
    found.places.clear()
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
    )
