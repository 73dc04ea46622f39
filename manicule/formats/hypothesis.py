"""Annotations of Hypothesis: the rows of its API, and the file that its client exports.

Bytes go in; Annotations come out, replies with the words of the annotation that began their thread. It must not know
which papers a list has, nor of any other format; JSON itself is json_items.py's.

The shape of a row is that of Hypothesis's API reference, version 1, and of the types of its client. Why the page's own
address comes before the DOIs of its metadata: pages have named the wrong one, and people have annotated the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..identifiers import read_doi
from ..model import Annotation, Json, Leftover, Reading
from ..problems import Where, warning
from ..text import digest
from ..values import Value
from .decoding import Walk, decode
from .json_items import read_day, read_items


def sniff(text: str) -> bool:
    """Whether `text` (the beginning of a file) looks like rows of Hypothesis: JSON with its accounts or its frame."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{") and _TELLING.search(text) is not None


_TELLING = re.compile(
    r'"user"\s*:\s*"acct:|"group"\s*:\s*"__world__"|"export_userid"\s*:|"https:\\?/\\?/hyp(?:othes)?\.is\\?/'
    r'|\A\s*\{\s*"total"\s*:\s*\d+\s*,\s*"rows"\s*:'
)


def read(data: bytes, path: str) -> Reading:
    """The annotations of the API's answer (`rows`, and `replies` where they are apart), of an export (`annotations`), of
    an array of rows, or of one row.

    Problems: `json` where it is not JSON; `hypothesis-odd`, `hypothesis-item` where a row is odd or none. `dropped`
    counts by name what no field holds, and what moderators or the reader have hidden, which is not taken. An item that
    is no row is left over.
    """
    text, problems = decode(data, path)
    all_problems, leftovers, dropped = [*problems], list[Leftover](), Counter[str]()
    rows: list[_Row] = []
    lists = [read_items(text, path, "rows", "annotations")]
    if "replies" in lists[0].others and (replies := read_items(text, path, "replies")).others:
        lists.append(replies)
    for found in lists:
        all_problems += found.problems
        leftovers += found.leftovers
        walk = Walk(text, path)
        for item in found.items:
            where = walk.place(item.start)
            all_problems += (warning("hypothesis-odd", odd, where) for odd in item.odd)
            if isinstance(item.value, Mapping) and _TELLING_KEYS & item.value.keys():
                rows.append(_Row(item.value, where))
            else:
                all_problems.append(warning("hypothesis-item", "this is no annotation of Hypothesis", where))
                leftovers.append(Leftover(text[item.start : item.end], where))
    dropped.update(name for name in lists[0].others if name not in _FRAME)
    annotations = _read_rows(rows, dropped)
    return Reading(
        # A fault in the frame is met by both readings of it.
        problems=tuple(dict.fromkeys(all_problems)),
        leftovers=tuple(dict.fromkeys(leftovers)),
        dropped=tuple(sorted(dropped.items())),
        annotations=annotations,
    )


_FRAME = frozenset({"total", "rows", "replies", "annotations", "export_date", "export_userid", "client_version"})
_TELLING_KEYS = frozenset({"uri", "target", "text"})


class _Row(Value):
    value: Mapping[str, Json]
    where: Where


_Quote = tuple[str, str, str]


def _read_rows(rows: Sequence[_Row], dropped: Counter[str]) -> tuple[Annotation, ...]:
    by_id = {row_id: row.value for row in rows if (row_id := _text(row.value.get("id")))}
    annotations: list[Annotation] = []
    for row in rows:
        hidden = [name for name in ("hidden", "flagged") if row.value.get(name) is True]
        if hidden:
            dropped[f"{hidden[0]} annotations"] += 1
        else:
            annotations.append(_read_row(row, by_id, dropped))
    return tuple(annotations)


def _read_row(row: _Row, by_id: Mapping[str, Mapping[str, Json]], dropped: Counter[str]) -> Annotation:
    said = row.value
    references = said.get("references")
    # The first is the annotation that began the thread, which alone has words of the page.
    thread = (by_id[name] for name in _texts(references) if name in by_id)
    quoted = said if not references else next(thread, said)
    quote, prefix, suffix = _find_quote(quoted)
    account = _text(said.get("user"))
    created = read_day(_text(said.get("created")))
    dropped.update(_find_unread(said, created is None))
    return Annotation(
        # Only a row that was never saved has no id; without one, the same words are the same annotation.
        source=f"hypothesis:{_text(said.get('id')) or digest(repr(said))}",
        addresses=tuple(dict.fromkeys((*_find_addresses(said), *_find_addresses(quoted)))),
        title=_find_title(said) or _find_title(quoted),
        quote=quote,
        prefix=prefix,
        suffix=suffix,
        note=_text(said.get("text")),
        page=_find_page(quoted),
        created=created,
        creator=_display_name(said) or _user_name(account),
        creator_address=account,
        tags=tuple(dict.fromkeys(tag for tag in _texts(said.get("tags")) if tag.strip())),
        private=_is_private(said),
        reply=bool(references),
        where=row.where,
    )


def _is_private(said: Mapping[str, Json]) -> bool:
    """Unless the group and the readers say that it is for the whole world, as far as each is said."""
    permissions = said.get("permissions")
    readers = permissions.get("read") if isinstance(permissions, Mapping) else None
    public = [said["group"] == "__world__"] if "group" in said else []
    public += ["group:__world__" in _texts(readers)] if readers is not None else []
    return not (public and all(public))


# The pieces of a row.


def _find_addresses(said: Mapping[str, Json]) -> Iterator[str]:
    yield from _texts(said.get("uri"))
    for target in _objects(said.get("target")):
        yield from _texts(target.get("source"))
    for document in _objects(said.get("document")):
        for block, name in _DOIS:
            for metadata in _objects(document.get(block)):
                yield from (f"doi:{doi}" for text in _texts(metadata.get(name)) if (doi := read_doi(text)))
        for link in _objects(document.get("link")):
            yield from _texts(link.get("href"))


_DOIS = (("highwire", "doi"), ("dc", "identifier"), ("prism", "doi"))


def _find_title(said: Mapping[str, Json]) -> str:
    titles = (title for document in _objects(said.get("document")) for title in _texts(document.get("title")))
    return next(titles, "")


def _find_selectors(said: Mapping[str, Json], kind: str) -> Iterator[Mapping[str, Json]]:
    for target in _objects(said.get("target")):
        yield from (selector for selector in _objects(target.get("selector")) if selector.get("type") == kind)


def _find_quote(said: Mapping[str, Json]) -> _Quote:
    """The exact words, prefix and suffix of the first selector that has any."""
    for selector in _find_selectors(said, "TextQuoteSelector"):
        exact, prefix, suffix = (_text(selector.get(name)) for name in ("exact", "prefix", "suffix"))
        if exact.strip():
            return exact, prefix, suffix
    return "", "", ""


def _find_page(said: Mapping[str, Json]) -> str:
    labels = (_text(selector.get("label")) for selector in _find_selectors(said, "PageSelector"))
    return next((label for label in labels if label.strip()), "")


def _display_name(said: Mapping[str, Json]) -> str:
    names = (_text(info.get("display_name")) for info in _objects(said.get("user_info")))
    return next((name.strip() for name in names), "")


def _user_name(account: str) -> str:
    """`name` of `acct:name@host`."""
    return account.removeprefix("acct:").partition("@")[0]


_KNOWN = frozenset(
    [
        "consumer",
        "created",
        "document",
        "flagged",
        "group",
        "hidden",
        "id",
        "links",
        "mentions",
        "moderation",
        "permissions",
        "references",
        "tags",
        "target",
        "text",
        "updated",
        "uri",
        "user",
        "user_info",
        "$highlight",
        "$tag",
        "$orphan",
        "$cluster",
    ]
)
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "tags": (tuple, str), "text": str, "target": (tuple, Mapping), "uri": (tuple, str), "user": str,
    "document": (tuple, Mapping), "references": (tuple, str),
}  # fmt: skip


def _find_unread(said: Mapping[str, Json], no_day: bool) -> Iterator[str]:
    """The names of what is in no field: unknown ones, and known ones whose value is of another kind than it ought."""
    for name, value in said.items():
        if value in (None, "", (), {}):
            continue
        if name not in _KNOWN or (name == "created" and no_day) or not isinstance(value, _TYPES.get(name, object)):
            yield name


# Values of any type.


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Json) -> tuple[str, ...]:
    """The texts in a list, or the one that stands in its place; not those without any letter."""
    parts = value if isinstance(value, tuple) else (value,)
    return tuple(part for part in parts if isinstance(part, str) and part.strip())


def _objects(value: Json) -> tuple[Mapping[str, Json], ...]:
    parts = value if isinstance(value, tuple) else (value,)
    return tuple(part for part in parts if isinstance(part, Mapping))
