"""The reference of content/'s files (docs/reference.md), made from the table of fields, and nothing else.

`python -m manicule.reference` writes it to stdout; a test holds the committed page against it.
"""

from __future__ import annotations

import sys

from . import fields
from .fieldtypes import Fields, Keyed, Many, Table, Type

INTRO = """\
# What the files of content/ may hold

Made from `manicule/fields.py`. Unknown keys are errors everywhere. Empty values, `~` and `null` count as absent. Every
value is read as text first and typed by this table, so `no`, `12:34` or `2301.00010` mean what they say; the tool
itself writes such values in quotes.
"""

FILES: tuple[tuple[str, str, Table], ...] = (
    ("content/papers/&lt;slug&gt;.yaml: the paper", "A file a paper; its name is the slug, the address of the page, and permanent. Importers fill these fields where they are absent and you have not removed them.", fields.PAPER),
    ("content/papers/&lt;slug&gt;.yaml: your part", "Importers never touch these, but for `added`, which is set when an entry is made, and relations, which they may append.", fields.OWNER),
    ("An item of margin", "A note on words of the abstract, the title or your notes.", fields.MARGIN_NOTE),
    ("An item of quotes", "Words from the paper's body, which is not here, so they are not anchored.", fields.QUOTE),
    ("An item of relations", "Shown from both ends, with the inverse wording at the other one.", fields.RELATION),
    ("content/site.yaml", "The list's settings.", fields.SITE),
    ("content/tags.yaml", "A mapping from a tag's key to these.", fields.TAG),
    ("content/people.yaml", "A list of people who are printed under several names, or of whom one knows more.", fields.PERSON),
    ("content/works.yaml", "A list of works outside the list that relations point to; the fields are those of a paper.", ()),
    ("content/paths/&lt;slug&gt;.yaml", "A reading path.", fields.PATH),
    ("An item of steps", "", fields.STEP),
)  # fmt: skip


def reference_text() -> str:
    """The whole page, in Markdown."""
    parts = [INTRO]
    for title, about, table in FILES:
        parts.append(f"## {title}\n\n{about}".rstrip() + "\n")
        if table:
            rows = [
                f"| `{row.name}`{' (required)' if row.required else ''} | {_kind(row.type)} | {row.about.replace('|', chr(92) + '|')} |"
                for row in table
            ]
            parts.append("| field | type | about |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _kind(kind: Type) -> str:
    if isinstance(kind, Many):
        return f"list of {_kind(kind.item)}"
    if isinstance(kind, Keyed):
        return f"`key: value`, each {_kind(kind.value)}"
    if isinstance(kind, Fields):
        return "fields: " + ", ".join(f"`{row.name}`" for row in kind.table)
    values = getattr(kind, "values", None)
    if values:
        return " · ".join(f"`{value}`" for value in values)
    return str(getattr(kind, "wanted", "")) or _NAMES[type(kind).__name__]


_NAMES = {
    "Text": "one line",
    "Lines": "text",
    "Paragraphs": "paragraphs",
    "Markdown": "Markdown",
    "Flag": "`true` · `false`",
    "Date": "date",
    "PersonName": "name",
    "Anything": "anything",
}

if __name__ == "__main__":
    sys.stdout.write(reference_text())
