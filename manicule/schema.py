"""JSON Schemas (draft-07) of content/'s files, for editors: made from the table of fields, and what this list calls its
tags, papers, paths and annotators, so that they can be completed.

The tables and the names go in, the texts of content/.schema/*.json come out. Names that a schema does not know are no
error to it: a build says what is wrong, and sooner than a schema is made again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import fields
from .content import load_entry, load_path, load_site, load_tags
from .fieldtypes import table_schema
from .safewrite import write_safely

FOLDER = "content/.schema"

NAMES = "names.json"
"""The schema that the list's own names are in, to which the others refer."""

TITLED = 2_000
"""Papers up to which their titles are told beside their slugs: in more, reading them would take too long."""

Names = Mapping[str, str]
"""Names with what is said of each."""

_NAMED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "entry": {
        "tag": ("tags", "margin.tags"),
        "paper": ("relations.to",),
        "annotator": ("margin.by", "quotes.by"),
    },
    "path": {"paper": ("steps.paper", "steps.after")},
    "tags": {"tag": ("parent",)},
    "site": {"path": ("start",)},
}
"""Which fields of which files hold which names."""


def schema_texts(names: Mapping[str, Names] | None = None) -> dict[str, str]:
    """The schema of each kind of file, by the file's name. `names` by kind: `tag`, `paper`, `path`, `annotator`."""
    rows = {
        "entry": ("An entry of the list", table_schema(fields.ENTRY)),
        "site": ("The list's settings", table_schema(fields.SITE)),
        "tags": ("The vocabulary", table_schema(fields.TAG)),
        "people": ("People under several names", {"type": "array", "items": table_schema(fields.PERSON)}),
        "works": ("Works outside the list", {"type": "array", "items": table_schema(fields.WORK)}),
        "path": ("A reading path", table_schema(fields.PATH)),
    }
    for kind, known in _NAMED.items():
        for name, places in known.items():
            for place in places:
                _refer(rows[kind][1], place.split("."), f"{NAMES}#/definitions/{name}")
    for place, snippet in _SNIPPETS.items():
        kind, field = place.split(".")
        rows[kind][1]["properties"][field]["items"]["defaultSnippets"] = [snippet]
    rows["tags"] = (rows["tags"][0], {"type": "object", "additionalProperties": _nullable(rows["tags"][1])})
    given = {kind: dict((names or {}).get(kind, {})) for kind in ("tag", "paper", "path", "annotator")}
    definitions = {
        kind: {"anyOf": [_enumerate(known), {"type": ["string", "number"]}]} for kind, known in given.items()
    }
    rows[NAMES.removesuffix(".json")] = (
        "What this list calls its tags, papers, paths and annotators",
        {"definitions": definitions},
    )
    head = {"$schema": "http://json-schema.org/draft-07/schema#"}
    return {
        f"{name}.json": json.dumps({**head, "title": title, **schema}, ensure_ascii=False, indent=1) + "\n"
        for name, (title, schema) in rows.items()
    }


def write_schemas(root: Path) -> list[str]:
    """Writes those that are not there or differ; the names of all, from the list's root."""
    texts = schema_texts(read_names(root))
    for name, text in texts.items():
        path = root / FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_safely(path, text.encode(), root / "content")
    return [f"{FOLDER}/{name}" for name in texts]


def renew_schemas(root: Path) -> None:
    """For a list whose editor has schemas: with the names as they are now. No more than a help in writing, so what hinders
    it is no failure."""
    if (root / FOLDER).is_dir():
        with suppress(OSError):
            write_schemas(root)


def read_names(root: Path) -> dict[str, Names]:
    """The names in content/, as far as its files can be read."""
    content = root / "content"
    tags, _ = load_tags("", _read(content / "tags.yaml"))
    site, _ = load_site("", _read(content / "site.yaml"))
    papers = sorted(content.glob("papers/*.yaml"))
    paths = {path.stem: load_path("", _read(path))[0] for path in sorted(content.glob("paths/*.yaml"))}
    titled = len(papers) <= TITLED
    return {
        "tag": {tag.key: tag.label for tag in tags},
        "paper": {path.stem: _title(path) if titled else "" for path in papers},
        "path": {slug: path.title if path else "" for slug, path in paths.items()},
        "annotator": {one.key: one.name for one in (site.annotators if site else ())},
    }


def _title(path: Path) -> str:
    entry, _ = load_entry("", _read(path))
    return " ".join(entry.paper.title.split()) if entry else ""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _refer(schema: dict[str, Any], place: list[str], target: str) -> None:
    """The field at `place`, or the items of its list, as what `target` says; its description stays."""
    for step in place[:-1]:
        schema = schema["properties"][step]["items"]
    field = schema["properties"][place[-1]]
    said = {"description": field["description"]} if "description" in field else {}
    if field.get("type") == "array":
        field["items"] = {"$ref": target}
    else:
        schema["properties"][place[-1]] = {"allOf": [{"$ref": target}], **said}


def _enumerate(names: Names) -> dict[str, Any]:
    said = {"markdownEnumDescriptions": list(names.values())} if any(names.values()) else {}
    return {"enum": list(names), **said} if names else {"type": "string"}


_SNIPPETS = {
    "entry.margin": {
        "label": "margin note",
        "description": "A note on words of the abstract",
        "body": {"quote": "$1", "kind": "comment", "note": "$2"},
    },
    "entry.quotes": {
        "label": "quote",
        "description": "Words from the paper's body",
        "body": {"text": "$1", "page": "$2", "note": "$3"},
    },
    "entry.relations": {
        "label": "relation",
        "description": "How this paper stands to another",
        "body": {"type": "cites", "to": "$1", "note": "$2"},
    },
    "path.steps": {
        "label": "step",
        "description": "The next paper to read, and why",
        "body": {"paper": "$1", "why": "$2"},
    },
}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, schema]}
