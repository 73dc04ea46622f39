"""What an import read, did and left, in words for people and as JSON for machines.

An `ImportReport` goes in, text or plain data comes out. It decides nothing and touches no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .annotating import Outcome
from .annotationreport import LISTED, annotation_lines, cut, line, loss_lines, outcome_json
from .intake import Conflict, Decision
from .ledger import as_json
from .model import Name, PartialDate
from .problems import Problem, Where, has_errors
from .values import Value, as_plain

SHOWN = 100
"""Characters of a value that are shown where two are compared."""

SITE = "content/site.yaml"

CONFLICTS = 100
"""Conflicts that are shown one by one; the JSON form has them all."""


class SourceRead(Value):
    """One file that was read: its path, its format's title, and what came of it. `name` is what the ledger calls it;
    `leftovers`: where raw text is that no reader could use; `kept_in`: the file that keeps it."""

    path: str
    format: str
    records: int
    annotations: int = 0
    name: str = ""
    dropped: tuple[tuple[str, int], ...] = ()
    leftovers: tuple[Where, ...] = ()
    kept_in: str = ""


class ImportReport(Value):
    """`written` are the files that were made or changed (that would be, on a dry run), with `/`, from the list's
    root; `unwritten` those that could not be. `left_out` counts records that are in no decision. `untitled` counts
    the list's papers that have only an id for a title. `new_tags` are the labels of tags that were made of headings and keywords. `annotations` have one outcome each; `unsigned` is who wrote all
    that are new, where site.yaml names no annotators."""

    sources: tuple[SourceRead, ...] = ()
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    written: tuple[str, ...] = ()
    unwritten: tuple[str, ...] = ()
    left_out: int = 0
    untitled: int = 0
    dry_run: bool = False
    annotations: tuple[Outcome, ...] = ()
    unsigned: str = ""
    new_tags: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return has_errors(self.problems)


def format_report(report: ImportReport) -> str:
    """The loss report: short where nothing happened, every conflict with both values. Without the problems, which
    whoever prints it shows in full."""
    if not report.sources:
        return "Nothing was imported."
    parts = [_read_lines(report), _count_lines(report), _conflict_lines(report), _works_lines(report)]
    parts += [
        _tag_lines(report),
        _absent_lines(report),
        *_annotation_parts(report),
        _lost_lines(report),
        _written_lines(report),
    ]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def report_json(report: ImportReport) -> dict[str, Any]:
    """The same for machines: plain dicts, lists, texts and numbers."""
    return {
        "dry_run": report.dry_run,
        "sources": as_plain(report.sources),
        "counts": _counts(report),
        "papers": [_decision_json(decision) for decision in report.decisions],
        "problems": as_plain(report.problems),
        "written": list(report.written),
        "unwritten": list(report.unwritten),
        "left_out": report.left_out,
        "untitled": report.untitled,
        "new_tags": list(report.new_tags),
        "annotations": [outcome_json(outcome) for outcome in report.annotations],
        "annotation_counts": dict(sorted(Counter(outcome.verdict for outcome in report.annotations).items())),
    }


# In words.


def _read_lines(report: ImportReport) -> Iterator[str]:
    if report.dry_run:
        yield "Dry run: nothing was written."
    rows = [
        (count, word, f"{line(source.path)} ({source.format})")
        for source in report.sources
        for count, word in ((source.records, "record"), (source.annotations, "annotation"))
        if count or (word == "record" and not source.annotations)
    ]
    width = max(len(str(count)) for count, _, _ in rows)
    words = [word if count == 1 else f"{word}s" for count, word, _ in rows]
    wide = max(7, *map(len, words))
    for (count, _, name), word in zip(rows, words, strict=True):
        yield f"read {count:>{width}} {word:<{wide}} from {name}"


def _counts(report: ImportReport) -> dict[str, int]:
    papers = [decision for decision in report.decisions if decision.place == "papers"]
    works = [decision for decision in report.decisions if decision.place == "works"]
    return {
        "new": sum(decision.new for decision in papers),
        "same": sum(decision.same for decision in report.decisions),
        "updated": sum(not decision.new and not decision.same for decision in report.decisions),
        "to works": sum(decision.new for decision in works),
        "joined": sum(max(0, decision.records - 1) for decision in report.decisions),
        "in conflict": sum(bool(decision.conflicts) for decision in report.decisions),
        "kept absent": sum(bool(decision.kept_absent) for decision in report.decisions),
        "left out": report.left_out,
        "without a title": report.untitled,
    }


_MEANINGS = {
    "new": "entries made",
    "same": "papers had it all already",
    "updated": "papers got something that they had not",
    "to works": "papers went to content/works.yaml",
    "joined": "records more are of one of these papers; each paper is there once",
    "in conflict": "papers differ from a source; the file stays as it is",
    "kept absent": "papers lack what you took out; it stays out",
    "left out": "records; see the problems",
    "without a title": "papers on the list have only an id for a title",
}


def _count_lines(report: ImportReport) -> Iterator[str]:
    counts = {name: count for name, count in _counts(report).items() if count}
    if not any(source.records for source in report.sources) and any(source.annotations for source in report.sources):
        return
    if set(counts) <= {"same", "joined"}:
        yield "Nothing new: the list has all of it already." if counts else "There was no paper in it."
        return
    wide = max(map(len, counts))
    tall = max(len(str(count)) for count in counts.values())
    for name, count in counts.items():
        yield f"  {name:<{wide}}  {count:>{tall}}  {_MEANINGS[name]}{_fields(report) if name == 'updated' else ''}"


def _fields(report: ImportReport) -> str:
    """Which fields were filled or replaced, the most frequent first."""
    changed = Counter(
        name
        for decision in report.decisions
        if not decision.new
        for name in (*decision.changes, *(["relations"] if decision.relations else []))
    )
    ranked = sorted(changed.items(), key=lambda pair: (-pair[1], pair[0]))
    more = f" and {len(ranked) - 8} more" if len(ranked) > 8 else ""
    return ": " + ", ".join(line(name) for name, _ in ranked[:8]) + more


def _conflict_lines(report: ImportReport) -> Iterator[str]:
    conflicts = [(decision, conflict) for decision in report.decisions for conflict in decision.conflicts]
    if conflicts:
        yield "In conflict (the first value stays):"
    for decision, conflict in conflicts[:CONFLICTS]:
        by, source = line(conflict.kept_by), line(conflict.source)
        wide = max(len(by), len(source))
        kept, offered = _apart(value_words(conflict.kept), value_words(conflict.offered))
        yield f"  {_name(decision)}  {line(conflict.name)}"
        yield f"    {by:<{wide}}  {kept}"
        yield f"    {source:<{wide}}  {offered}{_place(conflict)}"
    if len(conflicts) > CONFLICTS:
        yield f"  and {len(conflicts) - CONFLICTS} more (--json has them all)"


def _place(conflict: Conflict) -> str:
    return f"  (line {conflict.where.line})" if conflict.where.line else ""


def _works_lines(report: ImportReport) -> Iterator[str]:
    made = [decision for decision in report.decisions if decision.place == "works" and decision.new]
    if made:
        yield "To content/works.yaml, not on the list (--to papers puts them there):"
    for decision in made[:LISTED]:
        title = cut(value_words(decision.changes.get("title", "")), SHOWN)
        yield f"  {title}" + (f": {line(decision.why)}" if decision.why else "")
    if len(made) > LISTED:
        yield f"  and {len(made) - LISTED} more"


def _tag_lines(report: ImportReport) -> Iterator[str]:
    if report.new_tags:
        shown = ", ".join(line(label) for label in report.new_tags[:LISTED])
        more = f" and {len(report.new_tags) - LISTED} more" if len(report.new_tags) > LISTED else ""
        yield f"New tags, in content/tags.yaml: {shown}{more}"


def _absent_lines(report: ImportReport) -> Iterator[str]:
    absent = [decision for decision in report.decisions if decision.kept_absent]
    if absent:
        yield "Kept absent, since you took it out:"
    for decision in absent[:LISTED]:
        yield f"  {_name(decision)}  {line(', '.join(decision.kept_absent))}"
    if len(absent) > LISTED:
        yield f"  and {len(absent) - LISTED} more"


def _lost_lines(report: ImportReport) -> Iterator[str]:
    """What was read and is kept nowhere, by name, and what no reader could use, with its place."""
    dropped: Counter[str] = Counter()
    for source in report.sources:
        dropped.update(dict(source.dropped))
    if unheld := sum(decision.unheld for decision in report.decisions):
        dropped["relations of works"] += unheld
    if dropped:
        names = (f"{line(name)} ({count})" for name, count in sorted(dropped.items()))
        yield "Fields dropped: " + ", ".join(names)
    for source in report.sources:
        if not source.leftovers:
            continue
        lines = ", ".join(str(place.line) for place in source.leftovers[:LISTED])
        more = f" and {len(source.leftovers) - LISTED} more" if len(source.leftovers) > LISTED else ""
        kept = f"; kept in {line(source.kept_in)}" if source.kept_in else ""
        yield f"Not understood: {line(source.path)}, line {lines}{more}{kept}"


def _annotation_parts(report: ImportReport) -> Iterator[Iterator[str]]:
    sources = [source for source in report.sources if source.annotations]
    for number, source in enumerate(sources):
        if source.name not in [other.name for other in sources[:number]]:
            mine = [outcome for outcome in report.annotations if outcome.file == source.name]
            yield annotation_lines(mine, source.name if len(sources) > 1 else "")
    yield loss_lines(report.annotations, report.unsigned)


def _written_lines(report: ImportReport) -> Iterator[str]:
    """Only where it did not go as it should, or where a list begins: otherwise the counts say it."""
    if SITE in report.written:
        yield f"A new list: {SITE} has its title. `manicule build` makes the site."
    if not report.unwritten:
        return
    yield f"Not written ({len(report.unwritten)}; import again once that is mended):"
    yield from (f"  {line(path)}" for path in report.unwritten[:LISTED])
    if len(report.unwritten) > LISTED:
        yield f"  and {len(report.unwritten) - LISTED} more"
    yield f"Written ({len(report.written)}):"
    yield from (f"  {line(path)}" for path in report.written[:LISTED])
    if len(report.written) > LISTED:
        yield f"  and {len(report.written) - LISTED} more"


def _name(decision: Decision) -> str:
    return decision.key.removeprefix("works:") + (" (a work)" if decision.place == "works" else "")


# Values.


def value_words(value: Any) -> str:
    """A field's value on one line, as a person reads it."""
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Name):
        return line(value.display)
    if isinstance(value, Mapping):
        return ", ".join(f"{line(str(key))}: {value_words(item)}" for key, item in value.items())
    if isinstance(value, tuple):
        return ", ".join(value_words(item) for item in value)
    return " ".join(line(str(value)).split())


def _apart(one: str, other: str) -> tuple[str, str]:
    """Both cut to what is shown, and so that the first place where they differ is in it."""
    differs = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, differs - SHOWN // 2) if differs > SHOWN - 20 else 0
    head = "…" if start else ""
    return cut(head + one[start:], SHOWN), cut(head + other[start:], SHOWN)


def _decision_json(decision: Decision) -> dict[str, Any]:
    return {
        "place": decision.place,
        "key": decision.key,
        "new": decision.new,
        "changes": as_json(decision.changes),
        "before": as_json(decision.before),
        "relations": [{"type": r.type, "to": r.to, "source": r.source} for r in decision.relations],
        "conflicts": [_conflict_json(conflict) for conflict in decision.conflicts],
        "kept_absent": list(decision.kept_absent),
        "why": decision.why,
    }


def _conflict_json(conflict: Conflict) -> dict[str, Any]:
    return {
        "field": conflict.name,
        "kept": as_json(conflict.kept),
        "kept_by": conflict.kept_by,
        "offered": as_json(conflict.offered),
        "source": conflict.source,
        "line": conflict.where.line,
    }
