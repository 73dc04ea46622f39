"""Values to YAML text as a person would lay it out: the tool's own small writer, for new entries and for patches.

Nodes go in that say how they want to be written (on one line, folded, as a list); text comes out that reads back as
the very same strings, here and in any YAML 1.1 or 1.2 parser. It knows no fields and changes no existing text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .values import Value
from .yamlnodes import Mapping as MapNode
from .yamlnodes import Scalar
from .yamltext import parse

WIDTH = 100
"""Columns after which text is folded and a list is written one item a line."""


class Line(Value):
    """A scalar on one line. `bare` is for what its field types anyway (dates, numbers, true and false)."""

    text: str
    bare: bool = False


class Folded(Value):
    """Paragraphs parted by a blank line. In a `>-` scalar YAML gives each blank line back as one line feed, and a
    field of paragraphs reads that as a paragraph's end."""

    text: str


class Literal(Value):
    """Text that keeps its line breaks, in a `|` scalar."""

    text: str


class Flow(Value):
    """A list on one line where it fits, else one item a line."""

    items: tuple[Out, ...]


class Block(Value):
    """A list, one item a line."""

    items: tuple[Out, ...]


class Map(Value):
    pairs: tuple[tuple[str, Out], ...]
    flow: bool = False


Out = Line | Folded | Literal | Flow | Block | Map


def write_mapping(pairs: Iterable[tuple[str, Out]], indent: int = 0) -> str:
    """Block pairs, each on lines of its own, ending in a line feed."""
    return "".join(f"{' ' * indent}{write_key(key)}:{write_value(value, indent)}\n" for key, value in pairs)


def write_value(node: Out, indent: int, used: int = 20) -> str:
    """What comes behind `key:` for a key at that indent: from a space or a line feed on, without one at the end.
    `used` are the columns that key takes."""
    if isinstance(node, Line):
        return f" {write_scalar(node)}"
    if isinstance(node, Folded):
        return f" {_folded(node.text, indent + 2)}"
    if isinstance(node, Literal):
        return f" {_literal(node.text, indent + 2)}"
    inline = write_inline(node)
    if inline is not None and indent + used + len(inline) <= WIDTH and not isinstance(node, Block):
        return f" {inline}"
    if isinstance(node, Map):
        if not node.pairs:
            return " {}"
        return "\n" + write_mapping(node.pairs, indent + 2).rstrip("\n")
    if not node.items:
        return " []"
    return "".join(f"\n{' ' * (indent + 2)}- {write_item(item, indent + 2)}" for item in node.items)


def write_item(node: Out, indent: int) -> str:
    """What comes behind `- ` for a dash at that indent."""
    if isinstance(node, Map) and not (node.flow and write_inline(node)) and node.pairs:
        return write_mapping(node.pairs, indent + 2).strip(" ").rstrip("\n")
    if isinstance(node, Flow | Block):
        inline = write_inline(node)
        if inline is not None:
            return inline
        lead = " " * (indent + 2)
        return f"\n{lead}".join(f"- {write_item(item, indent + 2)}" for item in node.items)
    return write_value(node, indent, used=2).removeprefix(" ")


def write_inline(node: Out) -> str | None:
    """In flow style, on one line; None where something in it cannot be or does not ask to be."""
    if isinstance(node, Line):
        return write_scalar(node, flow=True)
    if isinstance(node, Folded | Literal):
        return write_scalar(Line(node.text), flow=True)
    if isinstance(node, Map):
        if not node.flow and node.pairs:
            return None
        parts = [(key, write_inline(value)) for key, value in node.pairs]
        return (
            None
            if any(said is None for _, said in parts)
            else "{" + ", ".join(f"{write_key(k, True)}: {s}" for k, s in parts) + "}"
        )
    items = [write_inline(item) for item in node.items]
    return None if any(said is None for said in items) else "[" + ", ".join(s for s in items if s is not None) + "]"


def write_key(key: str, flow: bool = False) -> str:
    return write_scalar(Line(key), flow)


def write_scalar(line: Line, flow: bool = False) -> str:
    """Plain where every parser reads that text and nothing else; in single quotes; in double ones if need be."""
    text = line.text
    if re.search(_UNQUOTABLE, text):
        return _double_quoted(text)
    if line.bare or _is_plain(text, flow):
        return text
    return "'" + text.replace("'", "''") + "'"


# Scalars.

# A pattern that takes long to compile, and a build writes none.
_UNQUOTABLE = "[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|^\t|\t$"
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`="
# PyYAML's own parser ends a plain scalar at any question mark within brackets.
_ENDS_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}?]|:[\"']")
_TYPED = re.compile(
    r"[-+.]?\d.*|[-+]?\.(?:inf|nan)|y|n|yes|no|on|off|true|false|null|~|<<|=|0[xob].*", re.IGNORECASE | re.DOTALL
)


def _is_plain(text: str, flow: bool) -> bool:
    if not text or text != text.strip() or text[0] in _INDICATORS or "\t" in text:
        return False
    if (
        ": " in text
        or " #" in text
        or text.endswith(":")
        or text.startswith(("--- ", "... "))
        or text in ("---", "...")
    ):
        return False
    if flow and _ENDS_PLAIN_IN_FLOW.search(text):
        return False
    if re.match(r"\d", text) and not re.fullmatch(r"[\d.,:_+\-eExoTZ ]*", text):
        # "32 pages" is no number to any parser; "10.1109/MSP" neither.
        return _yaml_1_1_reads_text(text)
    return _TYPED.fullmatch(text) is None and _yaml_1_1_reads_text(text)


def _yaml_1_1_reads_text(text: str) -> bool:
    """Whether PyYAML's own typing, which is YAML 1.1's, leaves it text."""
    import yaml  # A build writes no YAML, and need not load it.

    resolvers = yaml.SafeLoader.yaml_implicit_resolvers
    return not any(pattern.match(text) for _, pattern in [*resolvers.get(text[0], []), *resolvers.get(None, [])])


def _double_quoted(text: str) -> str:
    out = []
    for c in text:
        if c in _ESCAPES:
            out.append(_ESCAPES[c])
        elif re.fullmatch(_UNQUOTABLE, c) or c == "\ufeff":
            code = ord(c)
            out.append(f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}")
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def _folded(text: str, indent: int) -> str:
    """A `>-` scalar; where folding would not give the same back, on one line in quotes."""
    if len(text) <= WIDTH - indent - 12 and "\n" not in text:
        return write_scalar(Line(text))
    if re.search(_UNQUOTABLE, text.replace("\n", "")):
        return _double_quoted(text)
    paragraphs = ["\n".join(_wrap(paragraph, WIDTH - indent, " " * indent)) for paragraph in text.split("\n\n")]
    made = ">-\n" + "\n\n".join(paragraphs)
    return made if _reads_as(made, text.replace("\n\n", "\n"), indent) else _double_quoted(text)


def _wrap(paragraph: str, width: int, lead: str) -> Iterable[str]:
    line = ""
    for word in paragraph.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield lead + line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield lead + line


def _literal(text: str, indent: int) -> str:
    if re.search(_UNQUOTABLE, text.replace("\n", "")) or not text.strip():
        return _double_quoted(text)
    body = text.rstrip("\n")
    keep = {0: "-", 1: ""}.get(len(text) - len(body), "+")
    hint = "2" if body.startswith((" ", "\n")) else ""
    lead = " " * indent
    lines = "\n".join(lead + line if line else "" for line in body.split("\n"))
    made = f"|{hint}{keep}\n{lines}" + "\n" * max(0, len(text) - len(body) - 1)
    return made if keep != "+" and _reads_as(made, text, indent) else _double_quoted(text)


def _reads_as(written: str, text: str, indent: int) -> bool:
    """Whether it reads as that text behind a key two columns to the left of `indent`."""
    lead = " " * (indent - 2)
    root, problems = parse(f"{lead}k: {written}\n{lead}l: m\n", "")
    if problems or not isinstance(root, MapNode):
        return False
    value = root.pairs[0][1]
    return isinstance(value, Scalar) and value.text == text and len(root.pairs) == 2
