"""What became of annotations, in words for people and as JSON for machines.

The outcomes of one file, or of all, go in; lines or plain data come out. It decides nothing and touches no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .annotating import WRITTEN, Outcome, Verdict
from .documents import document_name
from .ledger import as_json
from .problems import printable

LISTED = 20
"""Papers and documents that are named one by one; of more than that, the first so many and a count."""

NAMED = 8
"""Values that are named where a field was dropped."""

WIDTH = 100
"""Characters of a document's name that are shown."""


def annotation_lines(outcomes: Sequence[Outcome], file: str) -> Iterator[str]:
    """What became of one file's annotations; `file` is its name, or '' if there is only one."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    if not counts:
        return
    head = f"Annotations of {line(file)}" if file else "Annotations"
    if set(counts) == {"same"}:
        yield f"{head}: nothing new; the list has all of them already."
        return
    yield f"{head}:"
    rows = [(name, counts[verdict], about) for verdict, (name, about) in _WORDS.items() if counts[verdict]]
    wide = max(len(name) for name, _, _ in rows)
    tall = max(len(str(count)) for _, count, _ in rows)
    for name, count, about in rows:
        yield f"  {name:<{wide}}  {count:>{tall}}  {about}"
    yield from _documents(
        "Not on the list", [document_name(o.annotation) for o in outcomes if o.verdict == "not-on-list"]
    )
    several = [outcome for outcome in outcomes if outcome.verdict == "ambiguous"]
    yield from _documents(
        "On one of several papers", [f"{document_name(o.annotation)}: {' or '.join(o.several)}" for o in several]
    )
    for verdict, head in (("kept-absent", "Kept absent"), ("unreadable", "Entry cannot be read")):
        yield from _documents(head, [outcome.slug for outcome in outcomes if outcome.verdict == verdict])
    for verdict, head in (
        ("changed", "With another note"),
        ("wordless", "Without words"),
        ("not-in-notes", "Not in your notes"),
        ("too-long", "Too long"),
    ):
        yield from _documents(head, [f"{o.slug}  {o.annotation.source}" for o in outcomes if o.verdict == verdict])


_WORDS: dict[Verdict, tuple[str, str]] = {
    "margin": ("margin notes", "new"),
    "quote": ("quotes", "new: their words are neither in the abstract nor in the title"),
    "same": ("same", "are there already"),
    "changed": ("differ", "are there with another note; yours stays"),
    "kept-absent": ("kept absent", "you took them out; they stay out"),
    "private": ("private", "left out; --private takes them"),
    "reply": ("replies", "left out; --replies takes them"),
    "wordless": ("without words", "left out: they are about a whole page"),
    "not-on-list": ("not on the list", "left out: so is what they are about"),
    "ambiguous": ("ambiguous", "left out: they could be about several papers"),
    "not-in-notes": ("not in your notes", "left out: your own text no longer has their words"),
    "too-long": ("too long", "left out: an entry's file has no room for them"),
    "unreadable": ("unreadable", "left out: their entry cannot be read or changed; `manicule check` says why"),
    "not-written": ("not written", "see the problems; import again once that is mended"),
}


def _documents(head: str, names: Iterable[str]) -> Iterator[str]:
    """Each name once, the most frequent first, with its count."""
    counts = Counter(names)
    if not counts:
        return
    yield f"  {head}:"
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    for name, count in ranked[:LISTED]:
        yield f"    {cut(line(name), WIDTH)} ({count})"
    if len(ranked) > LISTED:
        yield f"    and {len(ranked) - LISTED} more"


def loss_lines(outcomes: Iterable[Outcome], unsigned: str) -> Iterator[str]:
    """What new notes and quotes said that is kept nowhere, with the values, and whom they are from."""
    dropped: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for name, value in outcome.dropped if outcome.verdict in WRITTEN else ():
            dropped.setdefault(name, Counter())[value] += 1
    if dropped:
        yield "Dropped from annotations:"
    for name in sorted(dropped):
        values = [value for value, _ in sorted(dropped[name].items(), key=lambda p: (-p[1], p[0])) if value]
        more = ", …" if len(values) > NAMED else ""
        said = f": {', '.join(cut(line(value), 40) for value in values[:NAMED])}{more}" if values else ""
        hint = f" ({_HINTS[name]})" if name in _HINTS else ""
        yield f"  {name} ({dropped[name].total()}){said}{hint}"
    if unsigned:
        yield f"Not signed, since site.yaml has no `annotators`: all that is new is by {line(unsigned)}."


_HINTS = {
    "creator": "no annotator in site.yaml has this name",
    "tags": "not in tags.yaml, or on quotes, which have none",
}


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """The same for machines."""
    return {
        "file": outcome.file,
        "source": outcome.annotation.source,
        "document": document_name(outcome.annotation),
        "verdict": outcome.verdict,
        "paper": outcome.slug,
        "several": list(outcome.several),
        "written": as_json(outcome.row),
        "dropped": [{"field": name, "value": value} for name, value in outcome.dropped],
    }


def line(text: str) -> str:
    """`text` safe for a terminal, on one line."""
    return printable(text).replace("\n", "\\n")


def cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"
