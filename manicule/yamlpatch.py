"""Changes to a YAML text that touch only the bytes meant: comments, order, quoting and layout stay.

A text, the path of a node and what is to be there go in; the new text comes out. After each change the text is parsed
again, and unless what was meant is there and all else has the values that it had, the change is refused. It reads and
writes no files.

Comments: those on lines of their own stay where they are, next to what follows them; the one behind a value stays
with its key when the value changes, and goes when the pair or item goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Sequence as Sequenced

from .values import replace
from .yamlnodes import Mapping, Node, Scalar, Sequence, is_absent
from .yamltext import parse
from .yamlwrite import (
    Block,
    Flow,
    Folded,
    Line,
    Map,
    Out,
    write_inline,
    write_item,
    write_key,
    write_mapping,
    write_value,
)

Path = tuple[str | int, ...]


class PatchRefusedError(Exception):
    """The change cannot be made by touching only its own place. Carries the path and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{'.'.join(str(part) for part in path)}: {why}")
        self.path = path
        self.why = why


# The changes. Each raises PatchRefusedError.


def set_value(text: str, path: Path, value: Out) -> str:
    """The value at `path`, which is there already, becomes `value`."""
    return _written(lambda said: _set_value(text, path, said), value)


def _set_value(text: str, path: Path, value: Out) -> str:
    root = _root(text, path)
    if not path:
        raise PatchRefusedError(path, "a whole document is not changed by patches")
    parent, old = _find(root, path[:-1], path), _find(root, path, path)
    if isinstance(parent, Scalar) or parent.flow:
        return _checked(text, _set_in_flow(text, parent, old, _inline(value, path)), path, value)
    if isinstance(parent, Sequence):
        said = " " + write_item(value, parent.column - 1)
        start = _dash(text, parent, int(path[-1])) + 1
    else:
        said = write_value(value, parent.column - 1, used=len(str(path[-1])) + 2)
        start = _colon(text, parent, old) + 1
    return _checked(text, _set_in_block(text, start, old, _lines(text, said)), path, value)


def add_pair(
    text: str, path: Path, key: str, value: Out, after: Sequenced[str] = (), before: Sequenced[str] = ()
) -> str:
    """A new key in the mapping at `path` (`()` for the document's own): behind the last of the keys `after` that is
    there, else in front of the first of the keys `before` that is, else at its end. A mapping that is absent there
    (`key:` alone, `~`) is made."""
    return _written(lambda said: _add_pair(text, (*path, key), said, after, before), value)


def _add_pair(text: str, new: Path, value: Out, after: Sequenced[str], before: Sequenced[str]) -> str:
    path, key = new[:-1], str(new[-1])
    root = _root_or_nothing(text, new)
    if root is None and not path:
        return _checked(text, _with_line_end(text) + _lines(text, write_mapping([(key, value)])), new, value)
    node = _find(root, path, new)
    if path and is_absent(node):
        return set_value(text, path, Map(((key, value),)))
    if not isinstance(node, Mapping):
        raise PatchRefusedError(new, "this is no mapping")
    if any(found.text == key for found, _ in node.pairs):
        raise PatchRefusedError(new, "this key is there already")
    if node.flow:
        said = f"{write_key(key, flow=True)}: {_inline(value, new)}"
        return _checked(text, _add_in_flow(text, node, said, new), new, value)
    said = write_mapping([(key, value)], node.column - 1)
    names = [name.text for name, _ in node.pairs]
    behind = [n for n, name in enumerate(names) if name in after]
    ahead = [n for n, name in enumerate(names) if name in before]
    number = behind[-1] if behind else ahead[0] - 1 if ahead else len(names) - 1
    if number < 0:
        return _checked(text, _insert_above_first(text, node, said, new), new, value)
    return _checked(text, _insert_below(text, node.pairs[number][1], said), new, value)


def add_pairs(text: str, pairs: Sequenced[tuple[str, Out]]) -> str:
    """New keys at the end of the document's own mapping, in their order. As `add_pair` for each of them, but what comes
    behind the first is held against what was meant all at once: a whole vocabulary would take long one by one."""
    text = add_pair(text, (), *pairs[0]) if pairs else text
    old, rest = _root_or_nothing(text, ()), pairs[1:]
    if not rest or not isinstance(old, Mapping) or old.flow:
        for key, value in rest:
            text = add_pair(text, (), key, value)
        return text
    after = _insert_below(text, old.pairs[-1][1], write_mapping(rest, old.column - 1))
    new, problems = parse(after, "")
    count = len(old.pairs)
    if problems or not isinstance(new, Mapping):
        raise PatchRefusedError((rest[0][0],), "the file would no longer be YAML")
    if _contents(new._replace(pairs=new.pairs[:count])) != _contents(old):
        raise PatchRefusedError((rest[0][0],), "something else would change with it")
    if not _reads_as(new._replace(pairs=new.pairs[count:]), Map(tuple(rest))):
        raise PatchRefusedError((rest[0][0],), "it would not read as what was to be written")
    return after


def append_item(text: str, path: Path, value: Out) -> str:
    """One item more in the list at `path`; a list that is absent there (`key:` alone, `~`) is made."""
    return _written(lambda said: _append_item(text, path, said), value)


def _append_item(text: str, path: Path, value: Out) -> str:
    root = _root_or_nothing(text, path)
    if root is None and not path:
        said = f"- {write_item(value, 0)}\n"
        return _checked(text, _with_line_end(text) + _lines(text, said), (0,), value)
    node = _find(root, path, path)
    if path and is_absent(node):
        return set_value(text, path, Block((value,)))
    if not isinstance(node, Sequence):
        raise PatchRefusedError(path, "this is no list")
    new = (*path, len(node.items))
    if node.flow and not node.items and _can_be_block(root, path):
        # `[]`: from now on one item a line.
        if path:
            return set_value(text, path, Block((value,)))
        said = _lines(text, "- " + write_item(value, 0))
        return _checked(text, text[: node.start] + said + text[node.end :], new, value)
    if node.flow:
        return _checked(text, _add_in_flow(text, node, _inline(value, new), new), new, value)
    indent = node.column - 1
    said = f"{' ' * indent}- {write_item(value, indent)}\n"
    return _checked(text, _insert_below(text, node.items[-1], said), new, value)


def remove_pair(text: str, path: Path) -> str:
    """The key that ends `path` goes, with its value and the comment behind it. The last one leaves `{}`."""
    parent = _find(_root(text, path), path[:-1], path) if path else None
    _find(parent, path[-1:], path)
    if not isinstance(parent, Mapping):
        raise PatchRefusedError(path, "this is no key of a mapping")
    number = [key.text for key, _ in parent.pairs].index(str(path[-1]))
    if len(parent.pairs) == 1 and not parent.flow and path[:-1]:
        return set_value(text, path[:-1], Map(()))
    starts = [key.start for key, _ in parent.pairs]
    return _checked(text, _without(text, parent, number, starts, path), path, None)


def remove_item(text: str, path: Path) -> str:
    """The item whose number ends `path` goes, with the comment behind it. The last one leaves `[]`."""
    parent = _find(_root(text, path), path[:-1], path) if path else None
    _find(parent, path[-1:], path)
    if not isinstance(parent, Sequence) or not isinstance(path[-1], int):
        raise PatchRefusedError(path, "this is no item of a list")
    if len(parent.items) == 1 and not parent.flow and path[:-1]:
        return set_value(text, path[:-1], Flow(()))
    if parent.flow:
        starts = [item.start for item in parent.items]
    else:
        starts = [_dash(text, parent, number) for number in range(len(parent.items))]
    return _checked(text, _without(text, parent, path[-1], starts, path), path, None)


def order_items(text: str, path: Path, order: Sequenced[int]) -> str:
    """The items of the list at `path` in another order: `order` has the number of each, as it is now. An item takes the
    comments right above it along, but for the first, above which they may be about the list."""
    node = _find(_root(text, path), path, path)
    if not isinstance(node, Sequence):
        raise PatchRefusedError(path, "this is no list")
    if sorted(order) != list(range(len(node.items))):
        raise PatchRefusedError(path, "this is not an order of its items")
    after = _order_in_flow(text, node, order) if node.flow else _order_in_block(text, node, order, path)
    new, problems = parse(after, "")
    if problems:
        raise PatchRefusedError(path, "the file would no longer be YAML")
    if _contents(_find(new, path, path)) != ("list", *(_contents(node.items[number]) for number in order)):
        raise PatchRefusedError(path, "the items would not read as they do")
    if path and not same_but(_root(text, path), new, path):
        raise PatchRefusedError(path, "something else would change with it")
    return after


def rename_key(text: str, path: Path, name: str) -> str:
    """The key that ends `path` is called `name` from now on; its place and its value stay."""
    parent = _find(_root(text, path), path[:-1], path) if path else None
    _find(parent, path[-1:], path)
    if not isinstance(parent, Mapping):
        raise PatchRefusedError(path, "this is no key of a mapping")
    names = [key.text for key, _ in parent.pairs]
    if name in names:
        raise PatchRefusedError(path, f"there is a `{name}` already")
    key = parent.pairs[names.index(str(path[-1]))][0]
    after = text[: key.start] + write_key(name, flow=parent.flow) + text[key.end :]
    new = _find(_root(after, path), path[:-1], path)
    renamed = [name if key.text == path[-1] else key.text for key, _ in parent.pairs]
    if not isinstance(new, Mapping) or [key.text for key, _ in new.pairs] != renamed:
        raise PatchRefusedError(path, "it would not read as what was to be written")
    if not all(same(one, other) for (_, one), (_, other) in zip(parent.pairs, new.pairs, strict=True)):
        raise PatchRefusedError(path, "something else would change with it")
    return after


def extent_end(text: str, node: Node) -> int:
    """Where what is written of the node ends, comments and blank lines behind it not counted."""
    leaf = _last_leaf(node)
    if isinstance(leaf, Scalar) and leaf.style in _BLOCKS and not _keeps_all(text, leaf):
        return leaf.start + len(text[leaf.start : leaf.end].rstrip(_BLANK))
    return leaf.end


def _written(change: Callable[[Out], str], value: Out) -> str:
    """The change with `value` as it asks to be written; where that fails, with its long texts in quotes. (A block
    scalar would take an indented comment below it for a line of its own.)"""
    try:
        return change(value)
    except PatchRefusedError:
        quoted = _quoted(value)
        if quoted == value:
            raise
        return change(quoted)


def _quoted(value: Out) -> Out:
    if isinstance(value, Map):
        return replace(value, pairs=tuple((key, _quoted(item)) for key, item in value.pairs))
    if isinstance(value, Flow | Block):
        return replace(value, items=tuple(map(_quoted, value.items)))
    return value if isinstance(value, Line) else Line(value.text)


# Finding.

_BLANK = " \t\r\n"
"""White space to YAML. Python's strip() would take other spaces too, which are text."""
_BLOCKS = ("|", ">")


def _root(text: str, path: Path) -> Node:
    root = _root_or_nothing(text, path)
    if root is None:
        raise PatchRefusedError(path, "there is nothing in this file")
    return root


def _root_or_nothing(text: str, path: Path) -> Node | None:
    root, problems = parse(text, "")
    if problems:
        raise PatchRefusedError(path, problems[0].message)
    return root


def _find(root: Node | None, path: Path, asked: Path) -> Node:
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
    if node is None:
        raise PatchRefusedError(asked, "there is nothing at this place")
    return node


def _can_be_block(root: Node | None, path: Path) -> bool:
    """Whether nothing around the node at `path` is in brackets."""
    parents = (_find(root, path[:n], path) for n in range(len(path)))
    return not any(isinstance(node, Mapping | Sequence) and node.flow for node in parents)


def _last_leaf(node: Node) -> Node:
    """What a block ends with: a scalar, or something in brackets."""
    while not isinstance(node, Scalar) and not node.flow:
        node = node.pairs[-1][1] if isinstance(node, Mapping) else node.items[-1]
    return node


def _keeps_all(text: str, scalar: Scalar) -> bool:
    """Whether blank lines below the block scalar are part of its text (`|+`)."""
    return _HEADER.match(text, scalar.start, scalar.end) is not None


_HEADER = re.compile(r"[|>][1-9]?\+")
_COMMENT = re.compile(r"[ \t]+#[^\r\n]*")
_COMMENTED_HEADER = re.compile(r"[|>][-+1-9]*([ \t]+#[^\r\n]*)")


def _dash(text: str, parent: Sequence, number: int) -> int:
    """The dash of an item. It may stand lines above the item, but on none that belongs to the item before."""
    if not number:
        return parent.start
    behind = extent_end(text, parent.items[number - 1])
    dash = re.compile(rf"[\r\n] {{{parent.column - 1}}}-(?=\s)").search(text, behind, parent.items[number].start + 1)
    if dash is None:
        # An empty last item of a file without a line end: nothing is behind the dash.
        return parent.items[number].start - 1
    return dash.end() - 1


def _colon(text: str, parent: Mapping, value: Node) -> int:
    key = next(key for key, found in parent.pairs if found is value)
    return text.index(":", key.end)


def _line_end(text: str, offset: int) -> int:
    """Where the line that `offset` is on ends, its line break not counted."""
    found = _BREAK.search(text, offset)
    return found.start() if found else len(text)


def _next_line(text: str, offset: int) -> int:
    """Where the line after the one that `offset` is on begins."""
    found = _BREAK.search(text, offset)
    return found.end() if found else len(text)


_BREAK = re.compile("\r\n|\n|\r")


# In blocks.


def _set_in_block(text: str, start: int, old: Node, said: str) -> str:
    """`said` from `start`, which is right behind the colon or dash, instead of `old`."""
    leaf = _last_leaf(old)
    head, newline, body = _split_first_line(said)
    between = text[start : old.start] if old.end > start else ""
    kept = between.rstrip(_BLANK) if "#" in between else ""
    if isinstance(leaf, Scalar) and leaf.style in _BLOCKS:
        header = _COMMENTED_HEADER.match(text, leaf.start, leaf.end) if leaf is old else None
        kept += header[1] if header else ""
        raw = text[leaf.start : leaf.end]
        breaks = "".join(_BREAK.findall(raw[len(raw.rstrip(_BLANK)) :]))
        return text[:start] + head + kept + newline + body + breaks + text[leaf.end :]
    end = max(start, leaf.end)
    if leaf is not old:
        # The comment behind the last line of a block is about what was on that line.
        comment = _COMMENT.match(text, end)
        end = comment.end() if comment else end
    elif not newline and old.end > old.start and not kept:
        return text[: old.start] + head.lstrip(" ") + text[end:]
    behind = _COMMENT.match(text, end)
    if behind and newline:
        kept += behind[0]
        end = behind.end()
    return text[:start] + head + kept + newline + body + text[end:]


def _split_first_line(said: str) -> tuple[str, str, str]:
    newline = "\r\n" if "\r\n" in said else "\n"
    head, found, body = said.partition(newline)
    return head, found, body


def _insert_below(text: str, node: Node, said: str) -> str:
    """Lines of their own, below the line that the node ends on."""
    behind = extent_end(text, node)
    if behind and text[behind - 1] in "\r\n":
        return text[:behind] + _lines(text, said) + text[behind:]
    at = _next_line(text, behind)
    if not text[:at].endswith(("\n", "\r")):
        return text + _newline(text) + _lines(text, said).rstrip("\r\n")
    return text[:at] + _lines(text, said) + text[at:]


def _insert_above_first(text: str, node: Mapping, said: str, path: Path) -> str:
    """In front of a block's first key, which may have a dash before it."""
    at = node.start
    before = _line_before(text, at)
    said = _lines(text, said)
    if not before.strip(" "):
        line = at - len(before)
        return text[:line] + said + text[line:]
    if before.strip(" -"):
        raise PatchRefusedError(path, "the first key of this mapping is written in an unusual way")
    return text[:at] + said.lstrip(" ") + " " * (node.column - 1) + text[at:]


def _line_before(text: str, offset: int) -> str:
    """What is on the line in front of `offset`, a byte order mark aside."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return text[start:offset].removeprefix("\ufeff")


def _without(text: str, parent: Mapping | Sequence, number: int, starts: Sequenced[int], path: Path) -> str:
    """The text without the part of `parent` that begins at `starts[number]`."""
    values = [value for _, value in parent.pairs] if isinstance(parent, Mapping) else list(parent.items)
    if parent.flow:
        return _without_in_flow(text, parent, number, starts, path)
    start = starts[number]
    behind = extent_end(text, values[number])
    done = behind > start and text[behind - 1] in "\r\n"
    stop = behind if done else _next_line(text, behind)
    before = _line_before(text, start)
    if not before.strip(" "):
        return text[: start - len(before)] + text[stop:]
    if before.strip(" -") or number:
        raise PatchRefusedError(path, "this is written in an unusual way")
    # The first of a block that begins behind a dash: the next takes its place there.
    if number + 1 < len(starts) and not text[stop : starts[number + 1]].strip(" "):
        return text[:start] + text[starts[number + 1] :]
    return text[:start].rstrip(" ") + _newline(text) + text[stop:]


def _order_in_block(text: str, node: Sequence, order: Sequenced[int], path: Path) -> str:
    """Blank lines stay between the same places, comments go with the item below them."""
    first = _line_before(text, node.start)
    if first.strip(" "):
        raise PatchRefusedError(path, "the first item of this list is written in an unusual way")
    start = node.start - len(first)
    gaps, parts, at = [], [], start
    for number, item in enumerate(node.items):
        behind = extent_end(text, item)
        stop = behind if text[behind - 1] in "\r\n" and behind > item.start else _next_line(text, behind)
        gap = _BLANK_LINES.match(text, at, _dash(text, node, number))
        gaps.append(gap[0] if gap and number else "")
        parts.append(text[at + len(gaps[-1]) : stop])
        at = stop
    bare = not parts[-1].endswith(("\n", "\r"))
    if bare:
        parts[-1] += _newline(text)
    said = "".join(gap + parts[number] for gap, number in zip(gaps, order, strict=True))
    return text[:start] + (said.rstrip("\r\n") if bare else said) + text[at:]


_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))+")


# Within brackets.


def _order_in_flow(text: str, node: Sequence, order: Sequenced[int]) -> str:
    """Each in the place of another; what is between them stays."""
    out, at = [], node.start
    for item, number in zip(node.items, order, strict=True):
        other = node.items[number]
        out += [text[at : item.start], text[other.start : other.end]]
        at = item.end
    return text[: node.start] + "".join(out) + text[at:]


def _inline(value: Out, path: Path) -> str:
    said = write_inline(_flowing(value))
    if said is None:
        raise PatchRefusedError(path, "this cannot be written within brackets")
    return said


def _flowing(value: Out) -> Out:
    """The same within brackets, all the way down."""
    if isinstance(value, Map):
        return Map(tuple((key, _flowing(item)) for key, item in value.pairs), flow=True)
    if isinstance(value, Flow | Block):
        return Flow(tuple(map(_flowing, value.items)))
    return value


def _set_in_flow(text: str, parent: Node, old: Node, said: str) -> str:
    if old.end > old.start or not isinstance(parent, Mapping):
        return text[: old.start] + said + text[old.end :]
    key = next(key for key, found in parent.pairs if found is old)
    colon = re.compile(r"\s*:").match(text, key.end)
    at, lead = (colon.end(), " ") if colon else (key.end, ": ")
    return text[:at] + lead + said + text[at:]


def _add_in_flow(text: str, node: Mapping | Sequence, said: str, path: Path) -> str:
    """Behind the last part; on a line of its own where the last part has one."""
    if text[node.start] not in "[{":
        raise PatchRefusedError(path, "this mapping has no brackets of its own")
    parts = _flow_parts(node)
    if not parts:
        inner = text[node.start + 1 : node.end - 1]
        return text[: node.start + 1] + said + (inner if inner.strip() else "") + text[node.end - 1 :]
    start, end = parts[-1]
    comma = _COMMA.match(text, end)
    alone = len(parts) == 1 or bool(_BREAK.search(text, parts[-2][1], start))
    behind = comma.end() if comma else end
    line_end = _line_end(text, behind)
    lead = _line_before(text, start)
    if alone and not lead.strip(_BLANK) and re.fullmatch(r"[ \t]*(#.*)?", text[behind:line_end]):
        last = "," if comma else ""
        first = text[:end] + "," + text[behind:line_end]
        return f"{first}{_newline(text)}{lead}{said}{last}{text[line_end:]}"
    return f"{text[:end]}, {said}{text[end:]}"


def _flow_parts(node: Mapping | Sequence) -> list[tuple[int, int]]:
    if isinstance(node, Sequence):
        return [(item.start, item.end) for item in node.items]
    return [(key.start, max(key.end, value.end if value.end > value.start else 0)) for key, value in node.pairs]


_COMMA = re.compile(r"\s*,")


def _without_in_flow(text: str, node: Mapping | Sequence, number: int, starts: Sequenced[int], path: Path) -> str:
    if text[node.start] not in "[{":
        raise PatchRefusedError(path, "this mapping has no brackets of its own")
    parts = _flow_parts(node)
    start, end = parts[number]
    if isinstance(node, Mapping) and (colon := re.compile(r"\s*:(?=[\s,}])").match(text, end)):
        end = colon.end()
    comma = _COMMA.match(text, end)
    if number + 1 < len(parts) and "#" not in text[end : starts[number + 1]]:
        return text[:start] + text[starts[number + 1] :]
    if number and number + 1 == len(parts) and "#" not in text[parts[number - 1][1] : start]:
        # `[a, b]` and `[a, b,]`: what is behind the last stays.
        return text[: parts[number - 1][1]] + text[end:]
    return text[:start] + text[comma.end() if comma else end :]


# Line ends.


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _lines(text: str, said: str) -> str:
    """What is new, with the line endings of what is there."""
    return said.replace("\n", "\r\n") if "\r\n" in text else said


def _with_line_end(text: str) -> str:
    return text if not text.strip("\ufeff") or text.endswith(("\n", "\r")) else text + _newline(text)


# Holding the change against what was meant.


def _checked(before: str, after: str, path: Path, value: Out | None) -> str:
    """`after`, if `value` is at `path` in it (None: if what was there is gone) and all else is as it was."""
    new, problems = parse(after, "")
    if problems:
        raise PatchRefusedError(path, "the file would no longer be YAML")
    if value is not None and not _reads_as(_find(new, path, path), value):
        raise PatchRefusedError(path, "it would not read as what was to be written")
    # A `|` block at the end of a file has no last line feed where the file has none: giving it one changes nothing.
    for text in dict.fromkeys((before, _with_line_end(before))):
        old, _ = parse(text, "")
        if same_but(old, new, path) if value is not None else _alike(_contents(old, path), _contents(new)):
            return after
    raise PatchRefusedError(path, "something else would change with it")


def same_but(before: Node | None, after: Node | None, path: Path) -> bool:
    """Whether both have the same keys, items and values in the same order, apart from what is at `path`, which may be
    missing from either."""
    return not path or _alike(_contents(before, path), _contents(after, path))


def same(one: Node, other: Node) -> bool:
    """Whether they hold the same values, however written."""
    return _contents(one) == _contents(other)


def _alike(one: object, other: object) -> bool:
    """An empty file is as good as an empty list or mapping."""
    return one == other or {one, other} in ({None, ("mapping",)}, {None, ("list",)})


def _contents(node: Node | None, leave_out: Path | None = None) -> object:
    """What the node says, without how it is written and without what is at `leave_out`. Nodes nest no deeper than
    `parse` lets them."""
    if node is None or isinstance(node, Scalar):
        return None if node is None or is_absent(node) else node.text
    step, rest = (leave_out[0], leave_out[1:]) if leave_out else (None, ())
    if isinstance(node, Mapping):
        pairs = tuple(
            (key.text, _contents(value, rest if key.text == step else None))
            for key, value in node.pairs
            if key.text != step or rest
        )
        return ("mapping", *pairs)
    items = tuple(
        _contents(item, rest if n == step else None) for n, item in enumerate(node.items) if n != step or rest
    )
    return ("list", *items)


def _reads_as(node: Node, value: Out) -> bool:
    """Whether the node holds what was written."""
    if isinstance(value, Map):
        return (
            isinstance(node, Mapping)
            and [key.text for key, _ in node.pairs] == [key for key, _ in value.pairs]
            and all(_reads_as(found, item) for (_, found), (_, item) in zip(node.pairs, value.pairs, strict=True))
        )
    if isinstance(value, Flow | Block):
        return (
            isinstance(node, Sequence)
            and len(node.items) == len(value.items)
            and all(map(_reads_as, node.items, value.items))
        )
    if not isinstance(node, Scalar):
        return False
    if isinstance(value, Folded):
        # Folding gives a blank line back as one line feed; see Folded.
        return _paragraphs(node.text) == _paragraphs(value.text)
    if isinstance(value, Line) and value.bare:
        return node.text == value.text
    return node.text == value.text and not is_absent(node)


def _paragraphs(text: str) -> list[str]:
    return re.split("\n+", text)
