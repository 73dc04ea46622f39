"""Annotations of Zotero as JSON: items of its web API or its local one, with the items that they belong to.

Bytes go in, Annotations come out, each with what is known of the paper. It must not know which papers a list has, nor of
any other format; JSON itself is json_items.py's, notes made from annotations zotero_markup.py's.

The names are those of Zotero's item schema and of its Web API, version 3. An annotation names its attachment, and the
attachment its paper: where those are not in the file, nothing says what it is on. An item may also hold what belongs to
it (`attachments`, `annotations`, `notes`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from ..model import Annotation, Json, Leftover, Reading
from ..problems import Where, notice, warning
from ..text import digest
from ..values import Value, replace
from .decoding import Walk, decode
from .json_items import read_day, read_items
from .zotero_markup import find_in_html
from .zotero_works import Work, objects, read_item, text_of


def sniff(text: str) -> bool:
    """Whether `text` (the beginning of a file) looks like items of Zotero: JSON with its item types or its API."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{") and _TELLING.search(text) is not None


_TELLING = re.compile(r'"itemType"\s*:\s*"|"https:\\?/\\?/api\.zotero\.org\\?/')


def read(data: bytes, path: str) -> Reading:
    """The annotations of an array of items, of the array `items` of an object, or of one item.

    Problems: `json` where it is not JSON; `zotero-odd`, `zotero-item` where an item is odd or none; `zotero-parent` for
    annotations whose paper is not in the file. `dropped` counts by name what no field holds: colours other than the
    usual one, formatting, items that nothing was noted on.
    """
    text, problems = decode(data, path)
    found = read_items(text, path, "items")
    all_problems, leftovers, dropped = [*problems, *found.problems], list(found.leftovers), Counter[str]()
    walk = Walk(text, path)
    items: list[_Item] = []
    for item in found.items:
        where = walk.place(item.start)
        all_problems += (warning("zotero-odd", odd, where) for odd in item.odd)
        inner = list(_open(item.value, where))
        if not inner:
            all_problems.append(warning("zotero-item", "this is no item of Zotero", where))
            leftovers.append(Leftover(text[item.start : item.end], where))
        items += inner
    annotations = _Library(items, dropped)
    made = tuple(annotations.read())
    if annotations.lost:
        message = f"of {len(annotations.lost)} annotations the paper is not in the file: nothing says what they are on"
        fix = "export the papers and their attachments with them"
        all_problems.append(warning("zotero-parent", message, annotations.lost[0], fix))
    if not made and items:
        message = "there are no annotations among these items; papers are read from CSL-JSON"
        all_problems.append(notice("zotero-none", message, items[0].where))
    return Reading(
        problems=tuple(all_problems),
        leftovers=tuple(leftovers),
        dropped=tuple(sorted(dropped.items())),
        annotations=made,
    )


class _Item(Value):
    """`kind` is Zotero's item type, `parent` the key of what it belongs to."""

    key: str
    kind: str
    parent: str
    fields: Mapping[str, Json]
    frame: Mapping[str, Json]
    where: Where


_PARTS = (("attachments", "attachment"), ("annotations", "annotation"), ("notes", "note"))


def _open(value: Json, where: Where, parent: str = "", kind: str = "") -> Iterator[_Item]:
    """An item, and all that it holds."""
    if not isinstance(value, Mapping):
        return
    data = value.get("data")
    fields = data if isinstance(data, Mapping) else value
    kind = text_of(fields, "itemType") or kind
    if not kind:
        return
    key = text_of(fields, "key") or text_of(value, "key") or text_of(fields, "itemKey")
    own = text_of(fields, "parentItem") or parent
    yield _Item(key, kind, own, fields, value, where)
    for name, part in _PARTS:
        for inner in objects(fields.get(name)):
            yield from _open(inner, where, key, part)


class _Library:
    """The items of one file. `lost` are the places of annotations whose paper is not among them."""

    def __init__(self, items: list[_Item], dropped: Counter[str]) -> None:
        self._items = items
        self._by_key = {item.key: item for item in items if item.key}
        self._dropped = dropped
        self.lost: list[Where] = []

    def read(self) -> Iterator[Annotation]:
        used: set[str] = set()
        for item in self._items:
            if item.kind in ("annotation", "note"):
                chain = self._parents(item)
                used |= {one.key for one in chain}
                yield from (
                    self._read_annotation(item, chain) if item.kind == "annotation" else self._read_note(item, chain)
                )
        papers = [one for one in self._items if one.kind not in ("annotation", "note", "attachment")]
        unused = sum(one.key not in used for one in papers)
        if unused:
            self._dropped["items without annotations"] += unused

    def _parents(self, item: _Item) -> tuple[_Item, ...]:
        """From the nearest to the paper itself; a ring, which no library has, ends where it began."""
        chain: dict[str, _Item] = {}
        while item.parent in self._by_key and item.parent not in chain:
            chain[item.parent] = item = self._by_key[item.parent]
        return tuple(chain.values())

    def _work(self, item: _Item, chain: tuple[_Item, ...]) -> Work:
        """Of the paper, with the addresses of its attachments; one without a paper speaks for itself."""
        if not chain or (chain[-1].kind == "attachment" and not text_of(chain[-1].fields, "url")):
            self.lost.append(item.where)
        if not chain:
            return Work()
        work = read_item(chain[-1].fields)
        more = (address for one in chain[:-1] for address in read_item(one.fields).addresses)
        return replace(work, addresses=tuple(dict.fromkeys((*work.addresses, *more))))

    def _read_annotation(self, item: _Item, chain: tuple[_Item, ...]) -> Iterator[Annotation]:
        fields = item.fields
        work = self._work(item, chain)
        words = _plain(text_of(fields, "annotationText"))
        note, lost = _read_comment(text_of(fields, "annotationComment"))
        if lost:
            self._dropped["formatting"] += 1
        if text_of(fields, "annotationColor").lower() not in ("", _YELLOW):
            self._dropped["annotationColor"] += 1
        created = read_day(text_of(fields, "dateAdded"))
        yield Annotation(
            source=f"zotero:{item.key or digest(repr(fields))}",
            addresses=work.addresses,
            title=work.title,
            family=work.family,
            year=work.year,
            quote=words,
            note=note,
            page=text_of(fields, "annotationPageLabel"),
            created=created,
            creator=text_of(fields, "annotationAuthorName") or _user(item.frame),
            tags=tuple(dict.fromkeys(name for tag in objects(fields.get("tags")) if (name := text_of(tag, "tag")))),
            where=item.where,
        )

    def _read_note(self, item: _Item, chain: tuple[_Item, ...]) -> Iterator[Annotation]:
        """What a note made from annotations quotes; the item that it hangs on says more of the paper than it does."""
        markup = text_of(item.fields, "note")
        found = find_in_html(markup)
        if not any(one.quote for one in found):
            # The owner's own text on the paper, which is about no words of it.
            self._dropped["notes that quote nothing"] += 1 if markup else 0
            return
        work = read_item(chain[-1].fields) if chain else None
        if any(one.lost for one in found):
            self._dropped["formatting"] += 1
        for number, one in enumerate(found):
            cited = one.work if one.work.addresses or one.work.title or not work else work
            yield Annotation(
                source=f"zotero:{one.key or f'{item.key}-{digest(repr((number, one.quote, one.page)))}'}",
                addresses=cited.addresses,
                title=cited.title,
                family=cited.family,
                year=cited.year,
                quote=one.quote,
                note=one.note,
                page=one.page,
                creator=_user(item.frame),
                where=item.where,
            )


_YELLOW = "#ffd400"
"""The colour that Zotero marks with where nobody has chosen another."""


def _user(frame: Mapping[str, Json]) -> str:
    """Who made it, as libraries of groups have it."""
    meta = frame.get("meta")
    user = meta.get("createdByUser") if isinstance(meta, Mapping) else None
    return (text_of(user, "name") or text_of(user, "username")) if isinstance(user, Mapping) else ""


# Annotations are plain text, but for these four tags.

_TAG = re.compile("<(/?)(b|i|sub|sup)>")
_MARKS = {"b": "**", "i": "*", "sub": "", "sup": ""}


def _plain(text: str) -> str:
    return _TAG.sub("", text)


def _read_comment(text: str) -> tuple[str, bool]:
    """The comment as Markdown, and whether any of its markup has no place there."""
    lost = any(not _MARKS[tag[2]] for tag in _TAG.finditer(text))
    return _TAG.sub(lambda tag: _MARKS[tag[2]], text), lost
