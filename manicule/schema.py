"""JSON Schemas (draft-07) of content/'s files, for editors: made from the table of fields, and nothing else.

The tables go in, the texts of content/.schema/*.json come out. It knows nothing of any entry.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import fields
from .fieldtypes import table_schema

FOLDER = "content/.schema"


def schema_texts() -> dict[str, str]:
    """The schema of each kind of file, by the file's name."""
    snippet = {
        "label": "margin note",
        "description": "A note on words of the abstract",
        "body": {"quote": "$1", "kind": "comment", "note": "$2"},
    }
    entry = table_schema(fields.ENTRY)
    entry["properties"]["margin"]["items"]["defaultSnippets"] = [snippet]
    rows = {
        "entry": ("An entry of the list", entry),
        "site": ("The list's settings", table_schema(fields.SITE)),
        "tags": ("The vocabulary", {"type": "object", "additionalProperties": _nullable(table_schema(fields.TAG))}),
        "people": ("People under several names", {"type": "array", "items": table_schema(fields.PERSON)}),
        "works": ("Works outside the list", {"type": "array", "items": table_schema(fields.WORK)}),
        "path": ("A reading path", table_schema(fields.PATH)),
    }
    head = {"$schema": "http://json-schema.org/draft-07/schema#"}
    return {
        f"{name}.json": json.dumps({**head, "title": title, **schema}, ensure_ascii=False, indent=1) + "\n"
        for name, (title, schema) in rows.items()
    }


def write_schemas(root: Path) -> list[str]:
    """Writes those that are not there or differ; the names of all, from the list's root."""
    for name, text in schema_texts().items():
        path = root / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
    return [f"{FOLDER}/{name}" for name in schema_texts()]


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, schema]}
