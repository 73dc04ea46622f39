"""A tag or a paper under another name, everywhere in the list: which files have to say what.

The texts of content/'s files by name go in; those that change come out, with only the bytes changed that hold the name.
It touches no disk, and must not know who asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from . import fields
from .fieldtypes import Type
from .mentions import rename_mentions
from .problems import Problem, Where, error, warning
from .yamlnodes import Mapping as MapNode
from .yamlnodes import Node, Scalar
from .yamlnodes import Sequence as ListNode
from .yamlpatch import (
    PatchRefusedError,
    Path,
    add_pair,
    append_item,
    remove_item,
    remove_pair,
    rename_key,
    set_value,
)
from .yamltext import parse
from .yamlwrite import Flow, Line

TAGS = "content/tags.yaml"

Files = Mapping[str, str]

_NAMES = {
    "tag": (
        ("content/papers/*.yaml", re.compile(r"tags\.\d+|margin\.\d+\.tags\.\d+")),
        (TAGS, re.compile(r"[^.]+\.parent")),
    ),
    "paper": (
        ("content/papers/*.yaml", re.compile(r"relations\.\d+\.to")),
        ("content/paths/*.yaml", re.compile(r"steps\.\d+\.(?:paper|after\.\d+)")),
    ),
}
"""Where the name of a tag, or a slug, stands by itself."""

_TEXTS = (
    ("content/papers/*.yaml", re.compile(r"notes|(?:margin|quotes|relations)\.\d+\.note")),
    (TAGS, re.compile(r"[^.]+\.description")),
    ("content/paths/*.yaml", re.compile("intro")),
)
"""Where Markdown stands, whose links may lead to them."""


def rename_tag(files: Files, old: str, new: str) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The files that change, in the order in which they are to be written. Where there is a tag `new` already, `old`
    becomes part of it."""
    changed, problems = _rename(files, "tag", old, new)
    text = changed.get(TAGS, files.get(TAGS, ""))
    keys = _keys(text)
    if not changed and old not in keys:
        return {}, (*problems, error("unknown-tag", f"no entry has a tag `{old}`, and tags.yaml has none", Where(TAGS)))
    if old in keys:
        try:
            changed[TAGS] = _merge_tag(text, old, new, problems) if new in keys else rename_key(text, (old,), new)
        except PatchRefusedError as reason:
            problems.append(_refused(TAGS, reason))
    # The vocabulary first: what is in it and not used yet is no error.
    return dict(sorted(changed.items(), key=lambda pair: pair[0] != TAGS)), tuple(problems)


def _merge_tag(text: str, old: str, new: str, problems: list[Problem]) -> str:
    """Without the old one, unless it has a description, which only its owner can put elsewhere. If it was the wider one
    of the two, what is above it is now above the other."""
    root, _ = parse(text, TAGS)
    said = {path: node.text for path, node in _walk(root) if isinstance(node, Scalar)} if root else {}
    if said.get((new, "parent")) == new:
        above = said.get((old, "parent"))
        text = set_value(text, (new, "parent"), Line(above)) if above else remove_pair(text, (new, "parent"))
    if said.get((old, "description")):
        message = f"`{old}` stays here, since it has a description: move what you want to keep of it to `{new}`"
        problems.append(warning("tag-kept", message, Where(TAGS)))
        return text
    return remove_pair(text, (old,))


def rename_paper(files: Files, old: str, new: str) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The files that change, the entry's own last, under its new name and with the old slug among its `aliases`. The
    caller takes away the old one."""
    changed, problems = _rename(files, "paper", old, new)
    source, aim = f"content/papers/{old}.yaml", f"content/papers/{new}.yaml"
    text = changed.pop(source, files.get(source))
    if text is None:
        return {}, (error("unknown-paper", f"there is no entry `{old}`", Where(source)),)
    try:
        moved = _with_alias(text, old, new)
    except PatchRefusedError as reason:
        return {}, (*problems, _refused(source, reason))
    if files.get(aim, moved) != moved:
        return {}, (error("same-slug", f"there is an entry `{new}` already", Where(aim)),)
    return {**changed, aim: moved}, tuple(problems)


def _with_alias(text: str, old: str, new: str) -> str:
    """A name that it had before and has again is no longer an earlier one."""
    root, _ = parse(text, "")
    node = dict(_walk(root)).get(("aliases",)) if root else None
    names = [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, ListNode) else []
    if old not in names:
        if isinstance(node, ListNode):
            text = append_item(text, ("aliases",), Line(old))
        else:
            before = [row.name for row in fields.ENTRY]
            text = add_pair(text, (), "aliases", Flow((Line(old),)), after=before[: before.index("aliases")])
    return remove_item(text, ("aliases", names.index(new))) if new in names else text


# In each file.


def _rename(files: Files, kind: str, old: str, new: str) -> tuple[dict[str, str], list[Problem]]:
    changed: dict[str, str] = {}
    problems: list[Problem] = []
    for name, text in files.items():
        if old not in text:
            continue
        try:
            after = (
                rename_mentions(text, kind, old, new)
                if name.endswith(".md")
                else _rename_in(name, text, kind, old, new)
            )
        except PatchRefusedError as reason:
            problems.append(_refused(name, reason))
            continue
        if after != text:
            changed[name] = after
    return changed, problems


def _rename_in(name: str, text: str, kind: str, old: str, new: str) -> str:
    root, found = parse(text, name)
    if root is None or found:
        raise PatchRefusedError((), found[0].message if found else "there is nothing in this file")
    names = [pattern for files, pattern in _NAMES[kind] if fnmatchcase(name, files)]
    texts = [pattern for files, pattern in _TEXTS if fnmatchcase(name, files)]
    for path, node in reversed(list(_walk(root))):
        place = ".".join(map(str, path))
        if not isinstance(node, Scalar) or old not in node.text:
            continue
        if node.text.strip() == old and any(pattern.fullmatch(place) for pattern in names):
            text = _replace_name(text, path, new)
        elif any(pattern.fullmatch(place) for pattern in texts):
            text = _replace_links(text, path, node, kind, old, new)
    return text


def _replace_name(text: str, path: Path, new: str) -> str:
    """A list of tags has none twice."""
    root, _ = parse(text, "")
    siblings = dict(_walk(root)).get(path[:-1]) if root else None
    if isinstance(siblings, ListNode) and any(isinstance(item, Scalar) and item.text == new for item in siblings.items):
        return remove_item(text, path)
    return set_value(text, path, Line(new))


def _replace_links(text: str, path: Path, node: Scalar, kind: str, old: str, new: str) -> str:
    """Within the text as it is written, if that reads as it should; else the text is written anew."""
    wanted = rename_mentions(node.text, kind, old, new)
    if wanted == node.text:
        return text
    # Which of the places that look like links are some: those in code stay.
    signed = rename_mentions(node.text, kind, old, f"\0{old}")
    place = re.compile(rf"(?<={kind}:)\0?{re.escape(old)}(?![\w.-])|(?<=\[\[)\0?{re.escape(old)}(?=\]\])")
    are_links = [match[0] != old for match in place.finditer(signed)]
    raw = text[node.start : node.end]
    places = [match.span() for match in place.finditer(raw)]
    for (start, stop), is_link in reversed(list(zip(places, are_links, strict=False))):
        raw = raw[:start] + new + raw[stop:] if is_link else raw
    after = text[: node.start] + raw + text[node.end :]
    root, problems = parse(after, "")
    now = dict(_walk(root)).get(path) if root and not problems else None
    if isinstance(now, Scalar) and now.text == wanted:
        return after
    return set_value(text, path, _MARKDOWN.write(wanted.rstrip()))


_MARKDOWN: Type = next(row.type for row in fields.OWNER if row.name == "notes")


def _walk(node: Node, here: Path = ()) -> Iterator[tuple[Path, Node]]:
    yield here, node
    if isinstance(node, MapNode):
        for key, value in node.pairs:
            yield from _walk(value, (*here, key.text))
    elif isinstance(node, ListNode):
        for number, item in enumerate(node.items):
            yield from _walk(item, (*here, number))


def _keys(text: str) -> list[str]:
    root, _ = parse(text, TAGS)
    return [key.text for key, _ in root.pairs] if isinstance(root, MapNode) else []


def _refused(name: str, reason: PatchRefusedError) -> Problem:
    place = ".".join(str(part) for part in reason.path)
    return error("edit-refused", f"left alone: {place + ': ' if place else ''}{reason.why}", Where(name))
