"""Papers to CSV, for spreadsheets: a line each, with the fields that fit into a cell.

(key, paper) pairs go in, and what else is to be in columns; text comes out (RFC 4180, lines ended by CR LF). It must not
know of any other format. There is no way back: a cell has forgotten what its words were.

Why an apostrophe before `=`, `+`, `-` and `@`: spreadsheets take what begins so for a formula, and carry it out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..model import Paper

NO_MORE: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def write(papers: Sequence[tuple[str, Paper]], more: Mapping[str, Mapping[str, str]] = NO_MORE) -> str:
    """In the order given, the keys first. `more` has further columns by key: their names are those of the first paper."""
    names = tuple(dict.fromkeys(name for key, _ in papers[:1] for name in more.get(key, ())))
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(("key", *COLUMNS, *names))
    for key, paper in papers:
        said = more.get(key, {})
        writer.writerow([_cell(value) for value in (key, *_values(paper), *(said.get(name, "") for name in names))])
    return made.getvalue()


COLUMNS = (
    "title", "authors", "date", "year", "kind", "venue", "volume", "issue", "pages", "publisher", "arxiv", "doi", "isbn", "issn",
    "url", "language", "categories", "comment", "abstract",
)  # fmt: skip


def _values(paper: Paper) -> tuple[str, ...]:
    ids, date = paper.identifiers, paper.date
    return (
        paper.title,
        "; ".join(name.inverted for name in paper.authors),
        str(date) if date else "",
        str(date.year) if date else "",
        paper.kind,
        paper.venue,
        paper.volume,
        paper.issue,
        paper.pages,
        paper.publisher,
        ids.arxiv,
        ids.doi,
        ids.isbn,
        ids.issn,
        paper.urls[0][1] if paper.urls else "",
        paper.language,
        " ".join(paper.categories),
        paper.comment,
        paper.abstract,
    )


def _cell(text: str) -> str:
    """Without what UTF-8 cannot hold and what no spreadsheet shows; never a formula."""
    plain = (
        "".join(c for c in text if c.isprintable() or c == "\n" or not c.isascii())
        .encode("utf-8", "replace")
        .decode("utf-8")
    )
    return f"'{plain}" if plain[:1] in ("=", "+", "-", "@") else plain
