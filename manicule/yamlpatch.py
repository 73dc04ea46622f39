"""Changes to a YAML text that touch only the bytes meant: comments, order, quoting and layout stay.

A text, the path of a node and what is to be there go in; the new text comes out. After each change the text is parsed
again, and unless exactly the node that was meant has changed, the change is refused. It reads and writes no files.
"""

from __future__ import annotations

from collections.abc import Sequence as Sequenced

from .yamltext import Mapping, Node, Scalar, Sequence, is_absent, parse
from .yamlwrite import Block, Map, Out, write_inline, write_item, write_key, write_mapping, write_value

Path = tuple[str | int, ...]


class PatchRefusedError(Exception):
    """The change cannot be made by touching only its own place. Carries the path and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{'.'.join(str(part) for part in path)}: {why}")
        self.path = path
        self.why = why


def set_value(text: str, path: Path, value: Out) -> str:
    """The value at `path`, which is there already, becomes `value`."""
    root = _root(text, path)
    parent, old = _find(root, path[:-1], path), _find(root, path, path)
    start, end = _value_start(text, parent, path, old), extent_end(text, old)
    flow = isinstance(parent, Mapping | Sequence) and parent.flow
    if flow:
        said = " " + _inline(value, path)
    elif isinstance(path[-1], int):
        said = " " + write_item(value, parent.column - 1)
    else:
        said = write_value(value, parent.column - 1, used=len(str(path[-1])) + 2)
    return _checked(text, text[:start] + _lines(text, said) + text[end:], path)


def add_pair(text: str, path: Path, key: str, value: Out, after: Sequenced[str] = ()) -> str:
    """A new key in the mapping at `path` (`()` for the document's own): behind the last of the keys `after` that is
    there; at its end if none is, or none is named."""
    new = (*path, key)
    root, problems = parse(text, "")
    if problems:
        raise PatchRefusedError(new, problems[0].message)
    if root is None and not path:
        return _checked(text, _with_line_end(text) + _lines(text, write_mapping([(key, value)])), new)
    node = _find(_root(text, new), path, new)
    if not isinstance(node, Mapping):
        raise PatchRefusedError(new, "this is no mapping")
    if node.flow:
        said = f"{write_key(key, flow=True)}: {_inline(value, new)}"
        return _checked(text, _into_flow(text, node, bool(node.pairs), said), new)
    said = write_mapping([(key, value)], node.column - 1)
    present = {found.text: found_value for found, found_value in node.pairs}
    behind = [present[name] for name in present if name in set(after)]
    last = max(behind, key=lambda n: extent_end(text, n)) if behind else node.pairs[-1][1]
    return _checked(text, _insert_line(text, extent_end(text, last), said), new)


def append_item(text: str, path: Path, value: Out) -> str:
    """One item more in the list at `path`; a list that is absent there (`key:` alone, `~`) is made."""
    root, problems = parse(text, "")
    if not problems and root is None and not path:
        said = f"- {write_item(value, 0)}\n"
        return _checked(text, _with_line_end(text) + _lines(text, said), (0,))
    node = _find(_root(text, path), path, path)
    if is_absent(node):
        return set_value(text, path, Block((value,)))
    if not isinstance(node, Sequence):
        raise PatchRefusedError(path, "this is no list")
    new = (*path, len(node.items))
    if node.flow and not node.items:
        # `[]`: from now on one item a line.
        if not path:
            start, end = node.start, node.end
            return _checked(text, f"{text[:start]}{_lines(text, '- ' + write_item(value, 0))}{text[end:]}", new)
        return _checked(text, set_value(text, path, Block((value,))), new)
    if node.flow:
        return _checked(text, _into_flow(text, node, True, _inline(value, new)), new)
    indent = node.column - 1
    said = f"{' ' * indent}- {write_item(value, indent)}\n"
    return _checked(text, _insert_line(text, extent_end(text, node.items[-1]), said), new)


def extent_end(text: str, node: Node) -> int:
    """Where what is written of the node ends: YAML counts comments and blank lines behind a block to it."""
    if isinstance(node, Scalar):
        if node.style in ("|", ">"):
            return node.start + len(text[node.start : node.end].rstrip())
        return node.end
    if node.flow:
        return node.end
    children = [value for _, value in node.pairs] if isinstance(node, Mapping) else list(node.items)
    return extent_end(text, children[-1]) if children else node.end


# The work.


def _root(text: str, path: Path) -> Node:
    root, problems = parse(text, "")
    if root is None or problems:
        raise PatchRefusedError(path, problems[0].message if problems else "there is nothing in this file")
    return root


def _find(root: Node, path: Path, asked: Path) -> Node:
    node = root
    for step in path:
        found: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            found = next((value for key, value in node.pairs if key.text == step), None)
        elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
            found = node.items[step]
        if found is None:
            raise PatchRefusedError(asked, "there is nothing at this place")
        node = found
    return node


def _value_start(text: str, parent: Node, path: Path, old: Node) -> int:
    """Right behind the colon or dash that leads to the value."""
    if isinstance(parent, Mapping):
        key = next(key for key, value in parent.pairs if value is old or (key.text == path[-1]))
        start = text.index(":", key.end) + 1
        between = text[start : old.start]
    else:
        start = text.rfind("-", 0, old.start) + 1 if not _is_flow(parent) else old.start
        between = text[start : old.start]
    if "#" in between:
        raise PatchRefusedError(path, "a comment stands between the key and its value")
    return start


def _is_flow(node: Node) -> bool:
    return not isinstance(node, Scalar) and node.flow


def _inline(value: Out, path: Path) -> str:
    said = write_inline(Map(value.pairs, flow=True) if isinstance(value, Map) else value)
    if said is None:
        raise PatchRefusedError(path, "this cannot be written within brackets")
    return said


def _into_flow(text: str, node: Mapping | Sequence, more: bool, said: str) -> str:
    """In front of the closing bracket, and of the white space before it."""
    close = node.end - 1
    at = len(text[:close].rstrip())
    if more and text[at - 1] == ",":
        return f"{text[:at]} {said}{text[at:]}"
    return f"{text[:at]}{', ' if more else ''}{said}{text[at:]}"


def _insert_line(text: str, behind: int, said: str) -> str:
    """Lines of their own, below the line that `behind` is on."""
    line_end = text.find("\n", behind)
    if line_end < 0:
        return text + _newline(text) + _lines(text, said).rstrip("\r\n")
    return text[: line_end + 1] + _lines(text, said) + text[line_end + 1 :]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _lines(text: str, said: str) -> str:
    """What is new, with the line endings of what is there."""
    return said.replace("\n", "\r\n") if "\r\n" in text else said


def _with_line_end(text: str) -> str:
    return text if not text.strip("\ufeff") or text.endswith("\n") else text + _newline(text)


def _checked(before: str, after: str, path: Path) -> str:
    old, _ = parse(before, "")
    new, problems = parse(after, "")
    if problems or new is None:
        raise PatchRefusedError(path, "the file would no longer be YAML")
    if not same_but(old, new, path):
        raise PatchRefusedError(path, "something else would change with it")
    return after


def same_but(before: Node | None, after: Node | None, path: Path) -> bool:
    """Whether both have the same values, apart from what is at `path`."""
    if not path:
        return True
    step = path[0]
    if isinstance(step, str):
        olds = {key.text: value for key, value in before.pairs} if isinstance(before, Mapping) else {}
        if not isinstance(after, Mapping) or (before is not None and not isinstance(before, Mapping)):
            return before is not None and is_absent(before) and isinstance(after, Mapping)
        news = {key.text: value for key, value in after.pairs}
        return list(olds) == [k for k in news if k in olds] and all(
            same_but(olds.get(k), v, path[1:]) if k == step else k in olds and same(olds[k], v) for k, v in news.items()
        )
    old_items = before.items if isinstance(before, Sequence) else ()
    if not isinstance(after, Sequence):
        return False
    return len(after.items) in (len(old_items), len(old_items) + 1) and all(
        same_but(old_items[n] if n < len(old_items) else None, item, path[1:])
        if n == step
        else n < len(old_items) and same(old_items[n], item)
        for n, item in enumerate(after.items)
    )


def same(one: Node, other: Node) -> bool:
    """Whether they hold the same values, however written."""
    if isinstance(one, Scalar) or isinstance(other, Scalar):
        return isinstance(one, Scalar) and isinstance(other, Scalar) and one.text == other.text
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return len(one.pairs) == len(other.pairs) and all(
            k.text == j.text and same(v, w) for (k, v), (j, w) in zip(one.pairs, other.pairs, strict=True)
        )
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return len(one.items) == len(other.items) and all(map(same, one.items, other.items))
    return False
