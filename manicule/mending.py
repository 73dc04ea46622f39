"""The fix that a problem carries, done: the YAML with it in place of what is wrong.

A file's text and a problem in it go in; the new text comes out, or None where the fix is advice and nothing that could be
written. It decides nothing: what would mend a problem, its finder said. It touches no disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .mentions import rename_mentions
from .problems import Problem, Where
from .yamlnodes import Mapping as MapNode
from .yamlnodes import Node, Scalar
from .yamlnodes import Sequence as ListNode
from .yamlpatch import PatchRefusedError, Path, add_pair, rename_key, set_value
from .yamltext import parse
from .yamlwrite import Flow, Line, Map


def mend(text: str, problem: Problem) -> str | None:
    how = _HOW.get(problem.code)
    if how is None or not problem.fix or not problem.where.line:
        return None
    root, problems = parse(text, problem.where.path)
    if root is None or any(found.level == "error" and found.code not in _HOW for found in problems):
        return None
    try:
        return how(text, root, problem)
    except PatchRefusedError:
        return None


def _mend_quote(text: str, root: Node, problem: Problem) -> str | None:
    """The fix has a new quote, or what tells it from others like it, as lines of YAML."""
    path = _find_value(root, problem.where)
    lines, problems = parse(problem.fix, "")
    if path is None or path[-1] != "quote" or problems or not isinstance(lines, MapNode):
        return None
    for key, value in lines.pairs:
        if not isinstance(value, Scalar) or key.text not in ("quote", "prefix", "suffix"):
            return None
        place = (*path[:-1], key.text)
        if _at(root, place) is not None:
            text = set_value(text, place, Line(value.text))
        else:
            text = add_pair(text, path[:-1], key.text, Line(value.text), after=("quote", "prefix"))
    return text


def _mend_key(text: str, root: Node, problem: Problem) -> str | None:
    path = _find_key(root, problem.where)
    return rename_key(text, path, problem.fix.removesuffix(":")) if path is not None else None


def _mend_value(text: str, root: Node, problem: Problem) -> str | None:
    path = _find_value(root, problem.where)
    return set_value(text, path, Line(problem.fix)) if path is not None else None


def _mend_list(text: str, root: Node, problem: Problem) -> str | None:
    """`tags: a` means a list of one."""
    path = _find_value(root, problem.where)
    node = _at(root, path) if path is not None else None
    if path is None or not isinstance(node, Scalar) or problem.fix != f"[{node.text}]":
        return None
    return set_value(text, path, Flow((Line(node.text),)))


def _mend_paper(text: str, root: Node, problem: Problem) -> str | None:
    """A slug by itself, or one that a link in a text leads to."""
    return _mend_value(text, root, problem) or _mend_link(text, root, problem, "paper")


def _mend_tag(text: str, root: Node, problem: Problem) -> str | None:
    return _mend_value(text, root, problem) or _mend_link(text, root, problem, "tag")


def _mend_link(text: str, root: Node, problem: Problem, kind: str) -> str | None:
    """In the one line that the link stands on; a text that does not stand in the file line by line is left alone."""
    where = problem.where
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    if where.line > len(lines):
        return None
    line = lines[where.line - 1]
    start, stop = where.column - 1, where.column - 1 + where.width
    wrong = problem.message.partition("`")[2].partition("`")[0]
    mended = rename_mentions(line[start:stop], kind, wrong, problem.fix)
    if mended == line[start:stop]:
        return None
    lines[where.line - 1] = line[:start] + mended + line[stop:]
    after = ("\ufeff" if text.startswith("\ufeff") else "") + "".join(lines)
    return after if not parse(after, "")[1] or isinstance(root, Scalar) else None


def _mend_address(text: str, root: Node, problem: Problem) -> str | None:
    """A field's value that is the address, or the one line of a text that a link to it stands on."""
    wrong = problem.message.partition("`")[2].partition("`")[0]
    path = _find_value(root, problem.where)
    node = _at(root, path) if path is not None else None
    if path is not None and isinstance(node, Scalar) and node.text == wrong:
        return set_value(text, path, Line(problem.fix))
    where, lines = problem.where, text.removeprefix("\ufeff").splitlines(keepends=True)
    start, stop = where.column - 1, where.column - 1 + where.width
    if where.line > len(lines) or lines[where.line - 1][start:stop] != wrong:
        return None
    line = lines[where.line - 1]
    lines[where.line - 1] = line[:start] + problem.fix + line[stop:]
    after = ("\ufeff" if text.startswith("\ufeff") else "") + "".join(lines)
    return after if not parse(after, "")[1] or isinstance(root, Scalar) else None


def _mend_archived(text: str, root: Node, problem: Problem) -> str | None:
    """The fix has the field with one address and its copy."""
    lines, problems = parse(problem.fix, "")
    if problems or not isinstance(lines, MapNode) or [key.text for key, _ in lines.pairs] != ["archived"]:
        return None
    pairs = lines.pairs[0][1]
    if not isinstance(pairs, MapNode) or not all(isinstance(value, Scalar) for _, value in pairs.pairs):
        return None
    for key, value in pairs.pairs:
        copy = Line(value.text if isinstance(value, Scalar) else "")
        if _at(root, ("archived",)) is not None:
            text = add_pair(text, ("archived",), key.text, copy)
        else:
            text = add_pair(text, (), "archived", Map(((key.text, copy),)))
    return text


# Finding.


def _find_value(root: Node, where: Where) -> Path | None:
    return next((path for path, node in _walk(root) if isinstance(node, Scalar) and _begins(node, where)), None)


def _find_key(root: Node, where: Where) -> Path | None:
    for path, node in _walk(root):
        for key, _ in node.pairs if isinstance(node, MapNode) else ():
            if _begins(key, where):
                return (*path, key.text)
    return None


def _begins(node: Scalar, where: Where) -> bool:
    return (node.line, node.column) == (where.line, where.column)


def _walk(node: Node, here: Path = ()) -> list[tuple[Path, Node]]:
    found: list[tuple[Path, Node]] = [(here, node)]
    if isinstance(node, MapNode):
        for key, value in node.pairs:
            found += _walk(value, (*here, key.text))
    elif isinstance(node, ListNode):
        for number, item in enumerate(node.items):
            found += _walk(item, (*here, number))
    return found


def _at(root: Node, path: Path) -> Node | None:
    return next((node for place, node in _walk(root) if place == path), None)


_HOW: Mapping[str, Callable[[str, Node, Problem], str | None]] = {
    "quote-not-found": _mend_quote,
    "quote-ambiguous": _mend_quote,
    "unknown-key": _mend_key,
    "unknown-value": _mend_value,
    "unknown-page": _mend_value,
    "unknown-path": _mend_value,
    "unknown-tag": _mend_tag,
    "unknown-paper": _mend_paper,
    "wrong-type": _mend_list,
    "link-moved": _mend_address,
    "link-dead": _mend_archived,
}
