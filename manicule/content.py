"""content/ to values: entries, tags, people, works, reading paths, the owner's pages and the site's settings.

In go the names of the files and a function that reads one; out come a `Content` and every problem of every file,
each with its place. It resolves nothing between files (that is the library's) and writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Protocol

from . import fields
from .anchoring import Folded, Miss, find_in, fold_text, slug_of_quote
from .fieldtypes import Findings, Table, did_you_mean, read_table, slug_key
from .model import (
    NOWHERE,
    Annotator,
    Entry,
    KnownPerson,
    MarginNote,
    PageGroup,
    ProsePage,
    Quote,
    ReadingPath,
    Relation,
    Site,
    Step,
    Tag,
    Work,
)
from .problems import Problem, Where, error, notice, warning
from .text import find_strays, is_portable, is_slug
from .values import Value, replace
from .yamlnodes import Mapping as MapNode
from .yamlnodes import Node, Sequence, is_absent, where
from .yamltext import check_characters, decode_yaml, parse

Found = tuple[Problem, ...]


class Content(Value):
    """All of content/. `files` are paths under content/files/, to be copied as they are; `unreadable` the slugs of
    entries that are there but could not be read."""

    site: Site
    tags: tuple[Tag, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    works: tuple[Work, ...] = ()
    entries: tuple[Entry, ...] = ()
    paths: tuple[ReadingPath, ...] = ()
    pages: tuple[ProsePage, ...] = ()
    files: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


class LoadedEntry(Protocol):
    """An entry's file that has been read; there is no entry where it could not be read as one."""

    @property
    def entry(self) -> Entry | None: ...


_ENTRIES, _ENTRY = "content/papers/", ".yaml"


def is_entry(name: str) -> bool:
    """Whether a file's path from the list's root is that of an entry."""
    return name.startswith(_ENTRIES) and name.endswith(_ENTRY) and "/" not in name[len(_ENTRIES) :]


def load_content(
    names: Iterable[str],
    read: Callable[[str], bytes],
    loaded: Mapping[str, LoadedEntry] = MappingProxyType({}),
) -> tuple[Content, Found]:
    """Everything in content/. `names` are the files' paths from the list's root (`content/papers/x.yaml`); `loaded` has
    what has been made of some entries' files already, whose problems are known with it."""
    names = sorted(names)
    problems: list[Problem] = [*check_names(names)]
    single: dict[str, Any] = {}
    many: dict[str, list[Any]] = {"papers": [], "paths": [], "pages": []}
    unreadable: list[str] = []
    for name in names:
        parts = PurePosixPath(name).parts[1:]
        loader = _SINGLE.get(parts[0]) if len(parts) == 1 else None
        folder = _FOLDERS.get(parts[0]) if len(parts) == 2 else None
        if loader is not None:
            value, found = loader(name, read(name))
            single[parts[0]] = value
        elif folder is not None and name.endswith(folder.suffix):
            value, found = (loaded[name].entry, ()) if name in loaded else folder.load(name, read(name))
            many[parts[0]] += [value] if value is not None else []
            unreadable += [PurePosixPath(name).stem] if value is None and parts[0] == "papers" else []
        else:
            continue
        problems += found
    if "content/site.yaml" not in names:
        problems.append(
            error("no-site", "a list needs this file, with its title", Where("content/site.yaml"), fix="title: My list")
        )
    files = tuple(n.removeprefix("content/files/") for n in names if n.startswith("content/files/"))
    content = Content(
        single.get("site.yaml") or Site(""),
        single.get("tags.yaml", ()),
        single.get("people.yaml", ()),
        single.get("works.yaml", ()),
        tuple(many["papers"]),
        tuple(many["paths"]),
        tuple(many["pages"]),
        files,
        tuple(unreadable),
    )
    return content, tuple(problems)


# The files, one loader each.


def load_entry(path: str, data: bytes) -> tuple[Entry | None, Found]:
    """One file of content/papers/, its quotes anchored. None if it cannot be read as an entry at all."""
    values, found = _read_file(path, data, fields.ENTRY)
    places = Places(path, found.places)
    if values is None or "title" not in values:
        return None, tuple(found.problems)
    paper = fields.paper_from(values)
    notes = values.get("notes", "")
    texts = {"abstract": paper.abstract, "title": paper.title, "notes": notes}
    entry = Entry(
        slug=PurePosixPath(path).stem,
        paper=paper,
        margin=_margin_notes(values.get("margin", ()), texts, found, places),
        quotes=tuple(
            Quote(**{**quote, "places": _PlacesBelow(places, f"quotes.{number}.")})
            for number, quote in enumerate(values.get("quotes", ()))
        ),
        relations=tuple(
            Relation(**{**relation, "where": found.places.get(f"relations.{number}.to", NOWHERE)})
            for number, relation in enumerate(values.get("relations", ()))
        ),
        notes=notes,
        places=places,
        **{name: values[name] for name in _PLAIN_OWNER_FIELDS if name in values},
    )
    return entry, tuple(found.problems)


def load_tags(path: str, data: bytes) -> tuple[tuple[Tag, ...], Found]:
    root, found = _read_root(path, data)
    if not isinstance(root, MapNode):
        if root is not None:
            found.error("wrong-type", "expected tags by key: `key: {label: …, description: …, parent: …}`", root)
        return (), tuple(found.problems)
    rows = []
    for key, node in root.pairs:
        if not slug_key(key.text):
            found.error("wrong-form", f"`{key.text}` is not a tag's key: lower-case letters, digits, hyphens", key)
            continue
        found.nodes[key.text] = key
        values = {} if is_absent(node) else read_table(node, fields.TAG, key.text, found)
        rows.append((key, values))
    below = _group_places(found, lambda name: name.rpartition(".")[0])
    tags = []
    for key, values in rows:
        places = {"": where(key, path), **below.get(key.text, {})}
        tags.append(Tag(key.text, values.pop("label", key.text), places=places, **values))
    return tuple(tags), tuple(found.problems)


def load_people(path: str, data: bytes) -> tuple[tuple[KnownPerson, ...], Found]:
    rows, found = _read_rows(path, data, fields.PERSON)
    return tuple(KnownPerson(where=place, **values) for values, place in rows if "name" in values), found


def load_works(path: str, data: bytes) -> tuple[tuple[Work, ...], Found]:
    rows, found = _read_rows(path, data, fields.WORK)
    return tuple(Work(fields.paper_from(values), place) for values, place in rows if "title" in values), found


def load_path(path: str, data: bytes) -> tuple[ReadingPath | None, Found]:
    values, found = _read_file(path, data, fields.PATH)
    if values is None or "title" not in values or "steps" not in values:
        return None, tuple(found.problems)
    below = _group_places(found, lambda name: ".".join(name.split(".", 2)[:2]))
    steps = tuple(
        Step(**step, places=below.get(f"steps.{number}", {})) for number, step in enumerate(values.pop("steps"))
    )
    return ReadingPath(PurePosixPath(path).stem, steps=steps, places=dict(found.places), **values), tuple(
        found.problems
    )


def load_page(path: str, data: bytes) -> tuple[ProsePage | None, Found]:
    """A Markdown page. Its title is its first line, if that is a heading of the first level; else its name."""
    text, problems = decode_yaml(data, path)
    if text is None:
        return None, problems
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    problems += check_characters(lines, Where(path, 1, 1, 1, 1, 1))
    first, _, rest = lines.partition("\n")
    slug = PurePosixPath(path).stem
    if not first.startswith("# "):
        return ProsePage(slug, slug.replace("-", " ").capitalize(), lines, Where(path, 1, 1, 1, 1, 1)), problems
    return ProsePage(slug, first[2:].strip(), rest, Where(path, 2, 1, 1, 2, 1)), problems


def load_site(path: str, data: bytes) -> tuple[Site | None, Found]:
    values, found = _read_file(path, data, fields.SITE)
    if values is None or "title" not in values:
        return None, tuple(found.problems)
    annotators = tuple(Annotator(key, **who) for key, who in values.pop("annotators", ()))
    pages = tuple(values.pop("pages", {}).items())
    downloads = tuple(values.pop("downloads", {}).items())
    feeds = tuple(values.pop("feeds", {}).items())
    menu = tuple(PageGroup(**group) for group in values.pop("menu", ()) if group.keys() >= {"title", "pages"})
    return Site(
        annotators=annotators,
        pages=pages,
        downloads=downloads,
        feeds=feeds,
        menu=menu,
        places=dict(found.places),
        **values,
    ), tuple(found.problems)


# Reading a file by a table.


def _read_root(path: str, data: bytes) -> tuple[Node | None, Findings]:
    text, decoding = decode_yaml(data, path)
    if text is None:
        return None, Findings(path, "", [*decoding])
    root, problems = parse(text, path)
    return root, Findings(path, text, [*decoding, *problems])


def _read_file(path: str, data: bytes, table: Table) -> tuple[dict[str, Any] | None, Findings]:
    """The file's values by field; None if it is not even a mapping."""
    root, found = _read_root(path, data)
    if root is None:
        if not found.problems:
            found.problems.append(error("empty-file", "there is nothing in this file", Where(path)))
        return None, found
    return read_table(root, table, "", found), found


def _read_rows(path: str, data: bytes, table: Table) -> tuple[list[tuple[dict[str, Any], Where]], Found]:
    """A file that is a list of mappings; an empty one is fine."""
    root, found = _read_root(path, data)
    if root is None or is_absent(root):
        return [], tuple(found.problems)
    if not isinstance(root, Sequence):
        found.error("wrong-type", f"expected a list: `- {table[0].name}: …`", root)
        return [], tuple(found.problems)
    rows = [(read_table(item, table, str(n), found), where(item, path)) for n, item in enumerate(root.items)]
    return rows, tuple(found.problems)


def _group_places(found: Findings, owner: Callable[[str], str]) -> Mapping[str, Mapping[str, Where]]:
    """The places of what belongs to each owner, by the names of its fields; `owner` takes a place's whole name."""
    below: dict[str, dict[str, Where]] = {}
    for name, node in found.nodes.items():
        whose = owner(name)
        below.setdefault(whose, {})[name[len(whose) + 1 :]] = where(node, found.path)
    return below


class Places(Mapping[str, Where]):
    """Where each field of an entry stands in its file. Packed it is but the file's path: few ask for it, and then the
    file is read once more (`attach` says how)."""

    __slots__ = ("_known", "_path", "_read")

    def __init__(self, path: str, known: Mapping[str, Where] | None = None) -> None:
        self._path = path
        self._known = known
        self._read: Callable[[str], bytes] | None = None

    def attach(self, read: Callable[[str], bytes]) -> None:
        self._read = read

    def _find(self) -> Mapping[str, Where]:
        if self._known is None:
            data = self._read(self._path) if self._read else b""
            self._known = _read_file(self._path, data, fields.ENTRY)[1].places
        return self._known

    def __getitem__(self, name: str) -> Where:
        return self._find()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._find())

    def __len__(self) -> int:
        return len(self._find())

    def __reduce__(self) -> tuple[type[Places], tuple[str]]:
        return Places, (self._path,)


class _PlacesBelow(Mapping[str, Where]):
    """Those of one item of a list, by the names of its fields."""

    __slots__ = ("_places", "_prefix")

    def __init__(self, places: Places, prefix: str) -> None:
        self._places = places
        self._prefix = prefix

    def __getitem__(self, name: str) -> Where:
        return self._places[self._prefix + name]

    def __iter__(self) -> Iterator[str]:
        return (name[len(self._prefix) :] for name in self._places if name.startswith(self._prefix))

    def __len__(self) -> int:
        return sum(1 for _ in self)


# Margin notes.


def _margin_notes(
    rows: Iterable[dict[str, Any]], texts: Mapping[str, str], found: Findings, places: Places
) -> tuple[MarginNote, ...]:
    """The notes with ids of their own and the ranges that their quotes are; those on the owner's notes without."""
    folded: dict[str, Folded] = {}
    taken: set[str] = {row["id"] for row in rows if "id" in row} | SECTIONS
    notes = []
    for number, row in enumerate(rows):
        values = dict(row)
        target = values.pop("in", "abstract")
        if "id" not in values:
            values["id"] = name_note(values["quote"], taken)
        values.setdefault("kind", "comment" if "note" in values else "highlight")
        note = MarginNote(target=target, places=_PlacesBelow(places, f"margin.{number}."), **values)
        if target not in folded:
            folded[target] = fold_text(texts[target])
        if target == "notes" and texts[target].strip():
            # Markdown: its quotes are of the words as they read, which are known once it is set.
            notes.append(note)
            continue
        anchored, problems = anchor_note(note, folded[target])
        found.problems += problems
        notes.append(anchored)
    return tuple(notes)


def anchor_note(note: MarginNote, text: Folded) -> tuple[MarginNote, Found]:
    """The note with the range of the text that its quote is, or as it was, with what is wrong."""
    result = find_in(text, note.quote, note.prefix, note.suffix, name=note.target)
    if isinstance(result, Miss):
        return note, (error(result.code, result.message, note.places["quote"], *result.detail, fix=result.fix),)
    found = tuple(warning(code, message, note.places["quote"]) for code, message in result.warnings)
    return replace(note, start=result.start, end=result.end), found


def name_note(quote: str, taken: set[str]) -> str:
    """The id of a note that states none, from its quote's first words, with a number if that is taken; taken
    afterwards."""
    wish = slug_of_quote(quote) or "note"
    free, count = wish, 1
    while free in taken:
        count += 1
        free = f"{wish}-{count}"
    taken.add(free)
    return free


# Names of files.


def check_names(names: list[str]) -> Iterable[Problem]:
    """Files that would be passed over in silence, and slugs that cannot be addresses."""
    seen: dict[str, str] = {}
    for name in names:
        path = PurePosixPath(name)
        parts = path.parts[1:]
        if len(parts) == 1 and parts[0] not in _SINGLE:
            guess = did_you_mean(parts[0], _SINGLE)
            yield warning(
                "unknown-file", "nothing reads this file" + (f"; did you mean {guess}?" if guess else ""), Where(name)
            )
        elif len(parts) > 1 and parts[0] in _FOLDERS:
            yield from _check_slug(name, path, seen)
        elif parts[0] == "files":
            yield from _check_file(name, parts[1:])
        elif len(parts) > 1 and parts[0] not in ("sources", ".schema"):
            yield warning("unknown-file", f"nothing reads the folder content/{parts[0]}/", Where(name))


def _check_file(name: str, parts: tuple[str, ...]) -> Iterable[Problem]:
    """A file of the owner's own is published under its name."""
    if not name.isprintable() and (_UNSEEN.search(name) or find_strays(name)):
        message = "there is a character in this file's name that nobody sees, or that is no character"
        yield error("bad-file-name", message, Where(name), "it would be part of an address; give it another name")
    elif not all(map(is_portable, parts)):
        message = "this name cannot be a file's on Windows, so that not everybody can have a copy of this list"
        yield warning("bad-file-name", message, Where(name))


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def _check_slug(name: str, path: PurePosixPath, seen: dict[str, str]) -> Iterable[Problem]:
    folder = path.parts[1]
    suffix = _FOLDERS[folder].suffix
    if len(path.parts) > 3 or path.suffix != suffix:
        yield warning("unknown-file", f"only files content/{folder}/<slug>{suffix} are read", Where(name))
        return
    if not is_slug(path.stem) or (path.stem in _RESERVED and folder != "pages"):
        why = (
            "is taken by the site's own pages" if path.stem in _RESERVED else "cannot be part of an address everywhere"
        )
        yield error("bad-slug", f"the file's name is the slug, and `{path.stem}` {why}", Where(name),
                    "a slug is letters a-z, digits, and single hyphens or dots between them")  # fmt: skip
    key = f"{folder}/{path.stem.lower()}"
    if key in seen:
        yield error("same-slug", f"differs from {seen[key]} only in capitals, which some file systems do not tell apart", Where(name))  # fmt: skip
    seen.setdefault(key, name)


def missing_url_notice(site: Site) -> Iterable[Problem]:
    """One notice where site.yaml names no address."""
    if not site.url and site.title:
        yield notice(
            "no-url", "without `url` there are no canonical links, sitemap or feeds", Where("content/site.yaml")
        )


class _Folder(Value):
    suffix: str
    load: Callable[[str, bytes], tuple[Any, Found]]


_RESERVED = frozenset({"index"})
SECTIONS = frozenset({"abstract", "cite", "main", "notes", "quotes"})
"""Ids that a paper's page has already."""
_PLAIN_OWNER_FIELDS = ("tags", "why", "status", "importance", "added", "aliases", "archived", "draft")
_SINGLE: Mapping[str, Callable[[str, bytes], tuple[Any, Found]]] = {
    "site.yaml": load_site,
    "tags.yaml": load_tags,
    "people.yaml": load_people,
    "works.yaml": load_works,
}
_FOLDERS: Mapping[str, _Folder] = {
    "papers": _Folder(".yaml", load_entry),
    "paths": _Folder(".yaml", load_path),
    "pages": _Folder(".md", load_page),
}
