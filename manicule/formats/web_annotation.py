"""W3C Web Annotations (JSON-LD) to Annotations (annotation_writing.py has the way back).

Bytes go in, Annotations come out. It must not know which papers a list has, nor of any other format; JSON itself is
json_items.py's, HTML in notes html_text.py's.

Section numbers are those of the Web Annotation Data Model, W3C Recommendation of 23 February 2017. Reading is liberal:
names may have a prefix (`oa:`) or be the older ones of Open Annotation, and one value may stand where a list may.

Why plain text is taken for Markdown as it is: escaping it would spoil what people meant, and programs say text/plain of
notes that are Markdown. HTML is another matter: its tags go, since a note must not bring any.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..model import NOTE_TARGETS, Annotation, Json, Leftover, Reading
from ..problems import Problem, Where, notice, warning
from ..text import digest
from ..values import Value
from .annotation_writing import MOTIVATIONS
from .decoding import Walk, decode
from .html_text import read_html
from .json_items import read_day, read_items


def sniff(text: str) -> bool:
    """Whether `text` (the beginning of a file) looks like Web Annotations: JSON with their context or their types."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{") and _TELLING.search(text) is not None


_TELLING = re.compile(
    r'www\.w3\.org\\?/ns\\?/(?:anno\.jsonld|oa\b)|"@?type"\s*:\s*\[?\s*"(?:oa:)?Annotation(?:Page|Collection)?"'
)


# Reading: the frame.


def read(data: bytes, path: str) -> Reading:
    """The annotations of one, of an array, of a page, or of a collection with its first page in it.

    Problems: `json` where it is not JSON, `annotation-odd`, `annotation-item`, `annotation-target` where an item is
    odd, no annotation, or says not what it is on; `annotation-pages` where further pages are elsewhere. `dropped` counts
    by name what no field holds, and an item that is no annotation is left over.
    """
    text, problems = decode(data, path)
    found = read_items(text, path, "items", "first.items", "@graph")
    taken = _Taken([], [*problems, *found.problems], list(found.leftovers), Counter())
    walk = Walk(text, path)
    frame = {name.removeprefix("first."): name for name in found.others}
    if "next" in frame:
        taken.problems.append(notice("annotation-pages", _ELSEWHERE, walk.place(0)))
    taken.dropped.update(name for bare, name in frame.items() if _bare(bare) not in _FRAME)
    for item in found.items:
        where = walk.place(item.start)
        taken.problems += (warning("annotation-odd", odd, where) for odd in item.odd)
        _take(taken, item.value, text[item.start : item.end], where)
    return Reading(
        problems=tuple(taken.problems),
        leftovers=tuple(taken.leftovers),
        dropped=tuple(sorted(taken.dropped.items())),
        annotations=tuple(taken.annotations),
    )


_ELSEWHERE = "this is not the whole collection: further pages are elsewhere, and have to be imported as well"
_FRAME = frozenset(
    {"context", "first", "id", "items", "label", "last", "next", "partOf", "prev", "startIndex", "total", "type"}
)


@dataclass(slots=True)
class _Taken:
    """What has been read so far."""

    annotations: list[Annotation]
    problems: list[Problem]
    leftovers: list[Leftover]
    dropped: Counter[str]

    def count(self, owner: str, said: Mapping[str, Json], known: frozenset[str]) -> None:
        """Counts, by name, what `owner` says that is not `known`."""
        self.dropped.update(owner + name for name, value in said.items() if name not in known and value not in _NOTHING)


_NOTHING: tuple[Json, ...] = (None, "", (), {})


def _take(taken: _Taken, value: Json, raw: str, where: Where) -> None:
    """One annotation, or all those of a page or collection; else it is left over."""
    said = _open(value) if isinstance(value, Mapping) else {}
    types = _names(said.get("type"))
    lists = [said[name] for name in ("items", "first", "graph") if isinstance(said.get(name), tuple | Mapping)]
    if {"AnnotationPage", "AnnotationCollection"} & set(types) or (lists and "target" not in said):
        taken.count("", said, _FRAME | {"graph"})
        if said.get("next") or isinstance(said.get("first"), str):
            taken.problems.append(notice("annotation-pages", _ELSEWHERE, where))
        for part in (part for parts in lists for part in (parts if isinstance(parts, tuple) else (parts,))):
            _take(taken, part, json.dumps(part, ensure_ascii=False), where)
    elif "Annotation" in types or "target" in said:
        taken.annotations.append(_read_annotation(said, where, taken))
    else:
        taken.problems.append(warning("annotation-item", "this is no annotation", where))
        taken.leftovers.append(Leftover(raw, where))


# Reading: one annotation.

_KINDS = {motivation: kind for kind, motivation in MOTIVATIONS.items()}
_ANNOTATION = frozenset(
    {"context", "id", "canonical", "type", "motivation", "body", "bodyValue", "target", "creator", "created"}
)


def _read_annotation(said: Mapping[str, Json], where: Where, taken: _Taken) -> Annotation:
    target = _read_target(said.get("target"), taken)
    if not target.addresses:
        taken.problems.append(warning("annotation-target", "this annotation does not say what it is on", where))
    body = _Body(taken)
    _read_body(said.get("body"), body)
    body.add(_text(said.get("bodyValue"), taken), "")
    motivations = _names(said.get("motivation"))
    creator, creator_address = _read_creator(said.get("creator"), taken)
    created = read_day(_text(said.get("created"), taken))
    if created is None and said.get("created") not in _NOTHING:
        taken.dropped["created"] += 1
    taken.count("", said, _ANNOTATION)
    scope, _, fragment = target.scope.rpartition("#")
    # An identity that lasts comes before the address at which it is now (section 3.3.7).
    ids = [iri for iri in (*_iris(said.get("canonical")), *_iris(said.get("id"))) if not iri.startswith("_:")]
    return Annotation(
        # Without an id, the same words are the same annotation.
        source=ids[0] if ids else f"web-annotation:{digest(repr(said))}",
        addresses=target.addresses,
        title=target.title,
        quote=target.quote,
        prefix=target.prefix,
        suffix=target.suffix,
        target=fragment if fragment in NOTE_TARGETS and scope else "",
        kind=next((_KINDS[name] for name in motivations or body.purposes if name in _KINDS), ""),
        note="\n\n".join(body.texts),
        created=created,
        creator=creator,
        creator_address=creator_address,
        tags=tuple(dict.fromkeys(body.tags)),
        scope=scope if fragment in NOTE_TARGETS and scope else target.scope,
        reply="replying" in motivations,
        where=where,
    )


_AGENT = frozenset({"id", "type", "name", "nickname", "label"})


def _read_creator(value: Json, taken: _Taken) -> tuple[str, str]:
    """The name and the address of the first of them; a text that looks like an address is one."""
    if isinstance(value, tuple):
        taken.dropped["further creators"] += max(0, len(value) - 1)
        return _read_creator(value[0], taken) if value else ("", "")
    if isinstance(value, Mapping):
        said = _open(value)
        taken.count("creator.", said, _AGENT)
        names = (_text(said.get(name), taken) for name in ("name", "nickname", "label"))
        return next((name for name in names if name.strip()), ""), next(iter(_iris(said.get("id"))), "")
    name = value if isinstance(value, str) else ""
    return ("", name) if _IRI.fullmatch(name) else (name, "")


# Reading: what it is on.

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:\S+")
_SOURCE = frozenset({"id", "type", "canonical", "via", "title", "label", "name"})
_TARGET = _SOURCE | {"source", "scope", "selector"}
_SEVERAL = frozenset({"Choice", "Composite", "List", "Independents"})


class _Target(Value):
    addresses: tuple[str, ...] = ()
    title: str = ""
    scope: str = ""
    quote: str = ""
    prefix: str = ""
    suffix: str = ""


def _read_target(value: Json, taken: _Taken) -> _Target:
    """The first that has a quote, else the first."""
    targets = [_read_one_target(part, taken) for part in _list_targets(value)]
    taken.dropped.update({"further targets": len(targets) - 1} if len(targets) > 1 else {})
    return next((target for target in targets if target.quote), targets[0] if targets else _Target())


def _list_targets(value: Json) -> Iterator[Json]:
    if isinstance(value, Mapping) and _SEVERAL & set(_names(_open(value).get("type"))):
        said = _open(value)
        value = said.get("items", said.get("members"))
    if isinstance(value, tuple):
        for part in value:
            yield from _list_targets(part)
    elif value not in _NOTHING:
        yield value


def _read_one_target(value: Json, taken: _Taken) -> _Target:
    if isinstance(value, str):
        return _Target((value,))
    if not isinstance(value, Mapping):
        taken.dropped["target"] += 1
        return _Target()
    said = _open(value)
    taken.count("target.", said, _TARGET)
    sources = said.get("source", said)  # section 3.2.1: a target may be the resource itself
    parts = sources if isinstance(sources, tuple) else (sources,)
    addresses = [address for part in parts for address in _read_addresses(part)]
    titles = [_text(part.get(name), taken) for part in map(_open_or_none, parts) for name in ("title", "label", "name")]
    scopes = _iris(said.get("scope"))
    taken.dropped.update({"further scopes": len(scopes) - 1} if len(scopes) > 1 else {})
    quote, prefix, suffix = _find_quote(said.get("selector"), taken) or ("", "", "")
    alone = not addresses and bool(scopes)
    return _Target(
        scopes[:1] if alone else tuple(dict.fromkeys(addresses)),
        next((title for title in titles if title.strip()), ""),
        scopes[0] if scopes and not alone else "",
        quote,
        prefix,
        suffix,
    )


def _read_addresses(value: Json) -> tuple[str, ...]:
    if not isinstance(value, Mapping):
        return _iris(value)
    said = _open(value)
    return tuple(iri for name in ("id", "canonical", "via") for iri in _iris(said.get(name)))


def _find_quote(value: Json, taken: _Taken) -> tuple[str, str, str] | None:
    """Exact words, prefix and suffix. Selectors in a list say the same in several ways (section 4.2), so the first
    counts; one that refines another says it more exactly (section 4.2.9)."""
    if isinstance(value, tuple):
        return next((found for part in value if (found := _find_quote(part, taken))), None)
    if not isinstance(value, Mapping):
        return None
    said = _open(value)
    inner = _find_quote((said.get("refinedBy"), said.get("items"), said.get("members"), said.get("default")), taken)
    types = _names(said.get("type"))
    exact = _text(said.get("exact"), taken) if "TextQuoteSelector" in types or not types else ""
    if inner or not exact.strip():
        return inner
    return exact, _text(said.get("prefix"), taken), _text(said.get("suffix"), taken)


# Reading: what it says.

_WEB = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_URN = re.compile(r"urn:\S+", re.IGNORECASE)
_TEXTUAL = frozenset({"id", "type", "value", "format", "purpose", "source"})


@dataclass(slots=True)
class _Body:
    """`purposes` are those of the texts: some programs say only there why an annotation was made."""

    taken: _Taken
    texts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)

    def add(self, text: str, format_: str) -> None:
        if "html" in format_.lower():
            text, lost = read_html(text)
            self.taken.dropped.update({"html markup": 1} if lost else {})
        if text.strip():
            self.texts.append(text)


def _read_body(value: Json, body: _Body) -> None:
    if isinstance(value, str):
        _read_address_or_text(value, body)
    elif isinstance(value, tuple):
        for part in value:
            _read_body(part, body)
    elif isinstance(value, Mapping):
        said = _open(value)
        types = _names(said.get("type"))
        parts = said.get("items", said.get("members"))
        if "Choice" in types:
            _read_choice((said.get("default"), parts), body)
        elif _SEVERAL & set(types):
            _read_body(parts, body)
        else:
            _read_one_body(said, types, body)
    elif value is not None:
        body.taken.dropped["body"] += 1


def _read_choice(values: Json, body: _Body) -> None:
    """The first of the alternatives that says anything; the others are counted."""
    parts = list(_flat(values))
    for number, part in enumerate(parts):
        before = len(body.texts) + len(body.tags)
        _read_body(part, body)
        if len(body.texts) + len(body.tags) > before:
            body.taken.dropped.update(
                {"alternative bodies": len(parts) - number - 1} if number + 1 < len(parts) else {}
            )
            return


def _read_one_body(said: Mapping[str, Json], types: tuple[str, ...], body: _Body) -> None:
    body.taken.count("body.", said, _TEXTUAL)
    purposes = _names(said.get("purpose"))
    text = _text(said.get("value"), body.taken)
    if "tagging" in purposes or "Tag" in types or "SemanticTag" in types:
        if text.strip():
            body.tags.append(text)
        elif said.get("source", said.get("id")) not in _NOTHING:
            body.taken.dropped["tags without text"] += 1
    elif text.strip():
        body.add(text, " ".join(_iris(said.get("format"))))
        body.purposes += purposes
    elif said.get("source") not in _NOTHING:
        _read_body(said["source"], body)
    else:
        for iri in _iris(said.get("id"))[:1]:
            _read_address_or_text(iri if _IRI.fullmatch(iri) else "", body)


def _read_address_or_text(value: str, body: _Body) -> None:
    """A body that is an address (section 3.2.1) becomes a link to it."""
    if _WEB.fullmatch(value):
        body.texts.append(f"<{value}>")
    elif _URN.fullmatch(value):
        body.taken.dropped["bodies without text"] += 1
    else:
        body.add(value, "")


# Reading: the pieces.

_OLDER = {
    "hasBody": "body", "hasTarget": "target", "hasSource": "source", "hasSelector": "selector", "hasScope": "scope",
    "motivatedBy": "motivation", "hasPurpose": "purpose", "annotatedBy": "creator", "annotatedAt": "created",
    "chars": "value", "item": "items",
}  # fmt: skip
"""Open Annotation's names, of 2013, and RDF's, by today's."""


def _bare(name: str) -> str:
    """A name without `@`, prefix or namespace."""
    return name[max(name.rfind(mark) for mark in "#/:@") + 1 :]


def _open(value: Mapping[str, Json]) -> dict[str, Json]:
    """The object by today's names; where one is said twice, the one without a prefix counts."""
    made: dict[str, Json] = {}
    for name in sorted(value, key=lambda name: (_bare(name) != name, name)):
        bare = _bare(name)
        made.setdefault(_OLDER.get(bare, bare), value[name])
    return made


def _open_or_none(value: Json) -> dict[str, Json]:
    return _open(value) if isinstance(value, Mapping) else {}


def _flat(value: Json) -> Iterator[Json]:
    if isinstance(value, tuple):
        for part in value:
            yield from _flat(part)
    elif value is not None:
        yield value


def _iris(value: Json) -> tuple[str, ...]:
    """The texts in `value`, and the ids of the objects in it."""
    ids = (_open(part).get("id") if isinstance(part, Mapping) else part for part in _flat(value))
    return tuple(said for said in ids if isinstance(said, str) and said.strip())


def _names(value: Json) -> tuple[str, ...]:
    return tuple(_bare(said) for said in _iris(value))


def _text(value: Json, taken: _Taken) -> str:
    """A text, or the first of a list or of a map of languages (English, if there is one); the others are counted."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        if "value" in (said := _open(value)):
            return _text(said["value"], taken)
        value = tuple(value[name] for name in sorted(value, key=lambda name: (name.lower()[:2] != "en", name)))
    texts = [part for part in _flat(value) if isinstance(part, str) and part.strip()]
    taken.dropped.update({"other languages or values": len(texts) - 1} if len(texts) > 1 else {})
    return texts[0] if texts else ""
