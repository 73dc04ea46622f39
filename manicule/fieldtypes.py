"""The types that a field can have: YAML node to value, value to YAML, and how JSON Schema says it.

Each type is a frozen value with three methods: `read` (a node to a value, or None with a problem), `write` (the
value to nodes that `yamlwrite` prints) and `schema` (draft-07). No type knows which field it serves, nor any file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from .identifiers import read_arxiv, read_doi
from .lazily import Made
from .model import Group, Json, Name, PartialDate, Person
from .problems import Problem, Where, error, has_errors, warning
from .text import is_slug, slug
from .values import Value
from .yamlnodes import MAX_PROBLEMS, Node, Scalar, Sequence, cut_by_comment, is_absent, where
from .yamlnodes import Mapping as MapNode
from .yamltext import parse
from .yamlwrite import Block, Flow, Folded, Line, Literal, Map, Out, write_mapping

Schema = dict[str, Any]


@dataclass(slots=True)
class Findings:
    """What reading one file brings besides values: its problems, and the node of each value (`tags.0`)."""

    path: str
    text: str
    problems: list[Problem] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)

    @property
    def places(self) -> Mapping[str, Where]:
        """Where each value stands; reckoned when it is asked for."""
        return Made(self.nodes, lambda name: where(self.nodes[name], self.path))

    def error(self, code: str, message: str, node: Node, *detail: str, fix: str = "") -> None:
        self.problems.append(error(code, message, where(node, self.path), *detail, fix=fix))

    def warn(self, code: str, message: str, node: Node, *detail: str, fix: str = "") -> None:
        self.problems.append(warning(code, message, where(node, self.path), *detail, fix=fix))


class Type(Protocol):
    def read(self, node: Node, at: str, found: Findings) -> Any: ...

    def write(self, value: Any) -> Out: ...

    def schema(self) -> Schema: ...


class Field(Value):
    """A row of a table in fields.py. `about` is Markdown for people. `owner`: importers never change it."""

    name: str
    type: Type
    about: str
    owner: bool = False
    required: bool = False


Table = tuple[Field, ...]


# Reading.


def read_table(node: Node, table: Table, at: str, found: Findings) -> dict[str, Any]:
    """The values of a mapping by its table. Unknown keys, wrong types and missing fields become problems."""
    if not isinstance(node, MapNode):
        found.error("wrong-type", f"expected fields ({table[0].name}: …), but this is {_kind_of(node)}", node)
        return {}
    fields = {row.name: row for row in table}
    values: dict[str, Any] = {}
    for key, value_node in node.pairs:
        row = fields.get(key.text)
        if row is None:
            guess = did_you_mean(key.text, fields) if len(found.problems) < MAX_PROBLEMS else ""
            message = f"there is no field `{key.text}` here" + (f"; did you mean `{guess}`?" if guess else "")
            found.error("unknown-key", message, key, fix=f"{guess}:" if guess else "")
            continue
        if is_absent(value_node):
            continue
        place = f"{at}.{key.text}" if at else key.text
        found.nodes[place] = value_node
        before = len(found.problems)
        value = row.type.read(value_node, place, found)
        if value is not None:
            values[row.name] = value
        elif row.required and not has_errors(found.problems[before:]):
            found.error("missing-field", f"`{row.name}` is empty", value_node)
    wanted = {row.name for row in table if row.required}
    present = {key.text for key, value_node in node.pairs if not is_absent(value_node)}
    for name in sorted(wanted - present):
        found.error("missing-field", f"`{name}` is missing", node)
    return values


def read_values(said: Mapping[str, Any], table: Table) -> tuple[dict[str, Any], list[Problem]]:
    """What somebody says by field as plain strings, lists and mappings, read as if a file said it."""
    text = write_mapping((name, _plain_out(value)) for name, value in said.items())
    root, problems = parse(text, "")
    found = Findings("", text, list(problems))
    values = read_table(root, table, "", found) if root is not None else {}
    return values, [Problem(one.level, one.code, one.message, Where(""), one.detail, one.fix) for one in found.problems]


def _plain_out(value: Any) -> Out:
    if isinstance(value, Mapping):
        return Map(tuple((str(key), _plain_out(item)) for key, item in value.items()))
    return Line(value) if isinstance(value, str) else Block(tuple(map(_plain_out, value)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest of `known`, or ''."""
    matches = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.7)
    return matches[0] if matches else ""


def _kind_of(node: Node) -> str:
    if isinstance(node, Scalar):
        return "text" if node.text else "empty"
    return "a list" if isinstance(node, Sequence) else "a mapping"


def _scalar(node: Node, found: Findings, wanted: str) -> str | None:
    """The text of a scalar, or None with a problem."""
    if isinstance(node, Scalar):
        return node.text
    found.error("wrong-type", f"expected {wanted}, but this is {_kind_of(node)}", node)
    return None


# Text.


class Text(Value):
    """One line of plain text; `$maths$` allowed."""

    def read(self, node: Node, at: str, found: Findings) -> str | None:
        text = _scalar(node, found, "one line of text")
        if text is None or not isinstance(node, Scalar):
            return None
        _warn_if_cut(node, found)
        line = text.strip()
        if "\n" in line:
            found.error("not-one-line", "this has to be one line", node)
            return None
        return line or None

    def write(self, value: str) -> Out:
        return Line(value)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


class Lines(Value):
    """Plain text that keeps its line breaks, such as the comment lines of a source."""

    def read(self, node: Node, at: str, found: Findings) -> str | None:
        text = _scalar(node, found, "text")
        if isinstance(node, Scalar):
            _warn_if_cut(node, found)
        return text.strip("\n") or None if text is not None else None

    def write(self, value: str) -> Out:
        return Literal(value) if "\n" in value else Line(value)

    def schema(self) -> Schema:
        return {"type": ["string", "number"]}


_BREAKS = re.compile(r"\n+")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


class Paragraphs(Value):
    """Plain text in paragraphs: a paragraph's lines are joined by one space, a blank line parts paragraphs.

    In a folded scalar YAML has joined the lines already, and each line break that is left was a blank line.
    """

    def read(self, node: Node, at: str, found: Findings) -> str | None:
        text = _scalar(node, found, "text")
        if text is None or not isinstance(node, Scalar):
            return None
        _warn_if_cut(node, found)
        if node.style != "|":
            parts = _BREAKS.split(text)
        else:
            parts = [" ".join(part.split("\n")) for part in _PARAGRAPHS.split(text)]
        return "\n\n".join(part for part in (part.strip() for part in parts) if part) or None

    def write(self, value: str) -> Out:
        return Folded(value)

    def schema(self) -> Schema:
        return {"type": "string"}


class Markdown(Value):
    def read(self, node: Node, at: str, found: Findings) -> str | None:
        text = _scalar(node, found, "text")
        if isinstance(node, Scalar):
            _warn_if_cut(node, found)
        return text.rstrip() or None if text is not None else None

    def write(self, value: str) -> Out:
        return Literal(value) if "\n" in value else Line(value)

    def schema(self) -> Schema:
        return {"type": "string"}


def _warn_if_cut(node: Scalar, found: Findings) -> None:
    if cut_by_comment(found.text, node):
        found.warn(
            "cut-by-comment",
            "YAML ends the text here: ` #` begins a comment",
            node,
            "to keep the rest, put the whole value in quotes",
        )


# Closed and formal values.


class Choice(Value):
    values: tuple[str, ...]

    def read(self, node: Node, at: str, found: Findings) -> str | None:
        text = _scalar(node, found, "one of " + ", ".join(self.values))
        if text is None or text in self.values:
            return text
        guess = did_you_mean(text, self.values)
        message = f"`{text}` is none of {', '.join(self.values)}"
        found.error("unknown-value", message, node, fix=guess)
        return None

    def write(self, value: str) -> Out:
        return Line(value)

    def schema(self) -> Schema:
        return {"enum": list(self.values)}


class Flag(Value):
    def read(self, node: Node, at: str, found: Findings) -> bool | None:
        text = _scalar(node, found, "true or false")
        if text is None:
            return None
        if text.lower() not in ("true", "false"):
            found.error("unknown-value", f"`{text}` is neither true nor false", node)
            return None
        return text.lower() == "true"

    def write(self, value: bool) -> Out:
        return Line("true" if value else "false", bare=True)

    def schema(self) -> Schema:
        return {"type": "boolean"}


class Date(Value):
    def read(self, node: Node, at: str, found: Findings) -> PartialDate | None:
        text = _scalar(node, found, "a date")
        if text is None:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError as reason:
            found.error("not-a-date", f"`{text}` is not a date: {reason}", node)
            return None

    def write(self, value: PartialDate) -> Out:
        return Line(str(value), bare=True)

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}


class Formal(Value):
    """Text of a fixed form: `parse` gives its canonical form, or '' if it is not of that form."""

    parse: Callable[[str], str]
    wanted: str
    pattern: str = ""

    def read(self, node: Node, at: str, found: Findings) -> str | None:
        text = _scalar(node, found, self.wanted)
        if text is None:
            return None
        canonical = self.parse(text)
        if not canonical:
            found.error("wrong-form", f"`{text}` is not {self.wanted}", node)
            return None
        return canonical

    def write(self, value: str) -> Out:
        return Line(value)

    def schema(self) -> Schema:
        return {"type": ["string", "number"], **({"pattern": self.pattern} if self.pattern else {})}


def read_web_address(text: str) -> str:
    """`text` if it is an http or https address with a host and nothing that a browser would drop; else ''."""
    if re.search(r"[\s\x00-\x1f\x7f<>\"\\^`{|}]", text):
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return ""
    return text if parts.scheme.lower() in ("http", "https") and host else ""


def read_relation_target(text: str) -> str:
    """A slug, `arxiv:ID` or `doi:DOI`, in canonical form; else ''."""
    scheme, colon, rest = text.partition(":")
    if not colon:
        return text if is_slug(text) else ""
    name = scheme.lower()
    found = {"arxiv": read_arxiv, "doi": read_doi}.get(name, lambda _: "")(rest)
    return f"{name}:{found}" if found else ""


def _matching(pattern: str) -> Callable[[str], str]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: text if compiled.fullmatch(text) else ""


def _list_address(text: str) -> str:
    address = read_web_address(text)
    return address if not address or address.endswith("/") else address + "/"


ARXIV = Formal(read_arxiv, "an arXiv id such as 2107.03374, 2107.03374v2 or hep-th/9901001")
DOI = Formal(read_doi, "a DOI such as 10.1109/MSP.2017.2743240")
WEB_ADDRESS = Formal(read_web_address, "an address that begins with http:// or https://", "^https?://")
LIST_ADDRESS = Formal(_list_address, "an address that begins with http:// or https://", "^https?://")
SLUG = Formal(lambda text: text if is_slug(text) else "", "a slug: letters a-z, digits, single hyphens and dots")
RELATION_TARGET = Formal(read_relation_target, "a slug of this list, arXiv:ID or doi:DOI")
LANGUAGE = Formal(_matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"), "a language tag such as en or pt-BR")
TAG_ADDRESS = Formal(
    _matching(r"(tag:[A-Za-z0-9.@-]+,\d{4}(-\d\d){0,2}:[!-~]*|https?://[!-~]+|urn:[!-~]+)"),
    "a tag address such as tag:example.org,2026:list",
)
ISSN = Formal(_matching(r"\d{4}-\d{3}[\dXx]"), "an ISSN such as 1234-567X")
ORCID = Formal(_matching(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]"), "an ORCID iD such as 0000-0002-1825-0097")


# Lists, mappings, names and the rest.


class Many(Value):
    """A list; `flow` writes it on one line where it fits."""

    item: Type
    flow: bool = True
    unique: bool = False

    def read(self, node: Node, at: str, found: Findings) -> tuple[Any, ...] | None:
        if not isinstance(node, Sequence):
            fix = f"[{node.text}]" if isinstance(node, Scalar) and node.plain else ""
            found.error("wrong-type", f"expected a list, but this is {_kind_of(node)}", node, fix=fix)
            return None
        values: list[Any] = []
        seen: set[Any] = set()
        for item in node.items:
            # By the number that the value will have: what is wrong with an item takes no place from those behind it.
            place, known = f"{at}.{len(values)}", len(found.nodes)
            found.nodes[place] = item
            value = None
            if is_absent(item):
                found.error("empty-item", "an item of this list is empty", item)
            else:
                value = self.item.read(item, place, found)
            if self.unique and value is not None and value in seen:
                found.error("duplicate-item", f"`{value}` is in this list twice", item)
                value = None
            if value is not None:
                values.append(value)
                seen |= {value} if self.unique else set()
                continue
            while len(found.nodes) > known:
                found.nodes.popitem()
        return tuple(values)

    def write(self, value: tuple[Any, ...]) -> Out:
        items = tuple(self.item.write(item) for item in value)
        return Flow(items) if self.flow else Block(items)

    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema(), **({"uniqueItems": True} if self.unique else {})}


class Fields(Value):
    """A nested mapping with a table of its own; its value is a dict by field."""

    table: Table
    flow: bool = False

    def read(self, node: Node, at: str, found: Findings) -> dict[str, Any] | None:
        before = len(found.problems)
        values = read_table(node, self.table, at, found)
        broken = any(p.level == "error" for p in found.problems[before:])
        return None if broken else values

    def write(self, value: Mapping[str, Any]) -> Out:
        rows = tuple((row.name, row.type.write(value[row.name])) for row in self.table if value.get(row.name))
        return Map(rows, flow=self.flow)

    def schema(self) -> Schema:
        return table_schema(self.table)


class Keyed(Value):
    """A mapping from keys that a person chooses to values of one type; its value is a tuple of pairs."""

    value: Type
    keys: Callable[[str], bool]
    wanted: str

    def read(self, node: Node, at: str, found: Findings) -> tuple[tuple[str, Any], ...] | None:
        if not isinstance(node, MapNode):
            found.error("wrong-type", f"expected `key: value` pairs, but this is {_kind_of(node)}", node)
            return None
        pairs = []
        for key, value_node in node.pairs:
            if not self.keys(key.text):
                found.error("wrong-form", f"`{key.text}` is not {self.wanted}", key)
                continue
            place = f"{at}.{key.text}"
            found.nodes[place] = value_node
            value = self.value.read(value_node, place, found)
            if value is not None:
                pairs.append((key.text, value))
        return tuple(pairs)

    def write(self, value: tuple[tuple[str, Any], ...]) -> Out:
        return Map(tuple((key, self.value.write(item)) for key, item in value))

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.value.schema()}


class PersonName(Value):
    """`Given Family` · `Family, Given` · `{family:, given:, particle:, suffix:}` · `{name:}` for a group."""

    def read(self, node: Node, at: str, found: Findings) -> Name | None:
        if isinstance(node, Scalar):
            _warn_if_cut(node, found)
            name = parse_name(node.text)
            if name is None:
                found.error("not-a-name", f"`{node.text}` is not a name", node)
            return name
        before = len(found.problems)
        values = read_table(node, _NAME_TABLE, at, found)
        if len(found.problems) > before and any(p.level == "error" for p in found.problems[before:]):
            return None
        if set(values) == {"name"}:
            return Group(values["name"])
        if "family" in values and "name" not in values:
            return Person(**values)
        found.error(
            "not-a-name", "a name is `family:` (and `given:`, `particle:`, `suffix:`), or `name:` for a group", node
        )
        return None

    def write(self, value: Name) -> Out:
        if isinstance(value, Person):
            for text in (value.display, value.inverted):
                if parse_name(text) == value:
                    return Line(text)
            parts = ("family", "given", "particle", "suffix")
            return Map(tuple((p, Line(getattr(value, p))) for p in parts if getattr(value, p)), flow=True)
        return Map((("name", Line(value.name)),), flow=True)

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "string"}, table_schema(_NAME_TABLE)]}


def parse_name(text: str) -> Name | None:
    """A person from one line. Lower-case words before the family name are its particle; a second comma sets off
    a suffix (`King, Jr., Martin Luther`); one word alone is a family name. None if no letter is in it."""
    if not any(c.isalpha() for c in text):
        return None
    parts = [" ".join(part.split()) for part in text.split(",")]
    if len(parts) > 3 or not parts[0]:
        return None
    if len(parts) == 1:
        words = parts[0].split()
        particle, family = _split_particle(words[1:]) if len(words) > 1 else ("", words[0])
        count = len(words) - len(particle.split()) - 1
        return Person(family, " ".join(words[:count]), particle)
    particle, family = _leading_particle(parts[0].split())
    return Person(family, parts[-1], particle, parts[1] if len(parts) == 3 else "")


def _split_particle(words: list[str]) -> tuple[str, str]:
    """The lower-case words right before the last one, and the last one."""
    start = len(words) - 1
    while start > 0 and words[start - 1][0].islower():
        start -= 1
    return " ".join(words[start:-1]), words[-1]


def _leading_particle(words: list[str]) -> tuple[str, str]:
    count = 0
    while count < len(words) - 1 and words[count][0].islower():
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


_NAME_TABLE: Table = (
    Field("family", Text(), "Family name."),
    Field("given", Text(), "Given names or initials."),
    Field("particle", Text(), "What stands before the family name and is not sorted by: van, de la."),
    Field("suffix", Text(), "Jr., III."),
    Field("name", Text(), "The name of a group, instead of all of these."),
)


class Anything(Value):
    """Whatever a source said. Scalars stay text, as YAML has them here."""

    def read(self, node: Node, at: str, found: Findings) -> Json:
        if isinstance(node, Scalar):
            return None if is_absent(node) else node.text
        if isinstance(node, Sequence):
            return tuple(self.read(item, at, found) for item in node.items)
        return {key.text: self.read(value, at, found) for key, value in node.pairs}

    def write(self, value: Json) -> Out:
        if isinstance(value, tuple):
            return Flow(tuple(self.write(item) for item in value))
        if isinstance(value, Mapping):
            return Map(tuple((key, self.write(item)) for key, item in value.items()))
        if value is None or isinstance(value, bool | int | float):
            return Line("~" if value is None else str(value).lower(), bare=True)
        return Literal(value) if "\n" in value else Line(value)

    def schema(self) -> Schema:
        return {}


def table_schema(table: Table) -> Schema:
    """The JSON Schema of a mapping with that table."""
    wanted = [row.name for row in table if row.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            row.name: {**row.type.schema(), "description": row.about, "markdownDescription": row.about} for row in table
        },
        **({"required": wanted} if wanted else {}),
    }


def slug_key(text: str) -> bool:
    """Whether `text` may be the key of a tag: a slug as `slug` would make it."""
    return bool(text) and slug(text) == text
