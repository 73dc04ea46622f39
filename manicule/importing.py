"""Importing: files from elsewhere into content/, all read and decided before anything is written.

The list's root and the files go in, an `ImportReport` comes out; on the way entries, works, leftovers and, last, the
ledger are written. What becomes of each field is intake's to decide, how a file looks entryfile's; nothing is printed.

Why a second ledger: the new ledger is put beside the old one before the first entry is written, and takes its place
after the last. An import that is killed between the two is so completed by the next one, which finds there what was
written by an importer and not by the owner.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from .annotating import NO_MORE, AnnotationPlan, Received, Wanted
from .drafting import Draft, Edit, draft_notes, draft_papers, mark_unwritten
from .fields import PAPER
from .formats.decoding import decode
from .formats.table import FORMATS, find_format
from .importreport import ImportReport, SourceRead, format_report, report_json
from .intake import Decision, Destination, plan_intake, still_untitled
from .ledger import Line, ledger_text
from .matching import Incoming
from .model import PartialDate, Reading
from .problems import Problem, Where, error, has_errors, sort_problems, warning
from .safewrite import clear_left, write_safely
from .shelf import LEDGER, PENDING, SITE, Shelf, read_rules, read_shelf
from .statements import find_cleaned, split_name, statements
from .values import Value

__all__ = [
    "ImportReport",
    "Source",
    "Wanted",
    "find_unknown",
    "format_report",
    "import_sources",
    "import_text",
    "read_sources",
    "report_json",
    "run_import",
]

LEFTOVERS = "content/sources/leftovers"

HEAD = 64 * 1024
"""Bytes of a file that are looked at to tell its format."""

Write = Callable[[Path, bytes, Path], None]


def run_import(
    root: Path,
    files: Sequence[Path],
    today: PartialDate,
    to: Destination = "auto",
    dry_run: bool = False,
    write: Write = write_safely,
    wanted: Wanted = NO_MORE,
    accept: Sequence[str] = (),
    keywords: bool = False,
) -> ImportReport:
    """Imports `files`, in the order given, into the list at `root`; `today` is what new entries have as `added`, and
    `wanted` says which annotations are taken. Of the fields in `accept` (`venue`, `urls.pdf`) a source's value is taken
    where it is in conflict with the file's. Where `keywords` is said, those of new papers become tags. Papers come first, so that annotations find those of the same run.

    If one of the files cannot be read at all, or the ledger cannot, nothing is imported: where a paper belongs may
    depend on all of them. `write` replaces a file (place, bytes, the folder that it must be in) or raises OSError.
    """
    sources, problems = read_sources(root, files)
    problems = (*find_unknown(accept), *problems)
    if has_errors(problems):
        return ImportReport(problems=problems, dry_run=dry_run)
    return import_sources(root, sources, today, to, dry_run, write, wanted, accept, keywords)


def import_text(root: Path, text: str, name: str, today: PartialDate, dry_run: bool = False) -> ImportReport:
    """As `run_import`, for text that somebody has pasted; `name` is what messages and the ledger call it."""
    source = read_data(text.encode("utf-8", "surrogatepass"), name, name)
    if isinstance(source, Problem):
        return ImportReport(problems=(source,), dry_run=dry_run)
    return import_sources(root, [source], today, "papers", dry_run)


def find_unknown(accept: Iterable[str]) -> tuple[Problem, ...]:
    """Names that are no fields of a paper."""
    known = {row.name for row in PAPER}
    odd = [name for name in accept if split_name(name)[0] not in known]
    fix = "these are: " + ", ".join(row.name for row in PAPER)
    return tuple(error("unknown-field", f"a paper has no field {name}", Where("--accept"), fix) for name in odd)


class Source(Value):
    """A file that was read. `name` is what the ledger calls it: its base name; `format` the format's title."""

    name: str
    path: str
    format: str
    reading: Reading

    @property
    def row(self) -> SourceRead:
        reading = self.reading
        places = tuple(leftover.where for leftover in reading.leftovers)
        kept_in = _leftovers_name(self.name) if places else ""
        counts = len(reading.records), len(reading.annotations)
        return SourceRead(self.path, self.format, *counts, self.name, reading.dropped, places, kept_in)


def import_sources(
    root: Path,
    sources: Sequence[Source],
    today: PartialDate,
    to: Destination = "auto",
    dry_run: bool = False,
    write: Write = write_safely,
    wanted: Wanted = NO_MORE,
    accept: Sequence[str] = (),
    keywords: bool = False,
) -> ImportReport:
    """As `run_import`, for what has been read already."""
    problems = tuple(problem for source in sources for problem in source.reading.problems)
    shelf, found = read_shelf(root)
    problems += found
    if shelf is None:
        return ImportReport(problems=tuple(sort_problems(problems)), dry_run=dry_run)
    problems += tuple(_tell_cleaned(sources))
    incoming = [
        Incoming(source.name, record, statements(record.paper))
        for source in sources
        for record in source.reading.records
    ]
    intake = plan_intake(incoming, shelf.known, shelf.ledger, to, shelf.taken, frozenset(accept))
    draft = draft_papers(shelf, intake.decisions, today, keywords)
    plan, found = _plan_notes(root, sources, draft, wanted)
    problems += (*intake.problems, *draft.problems, *plan.problems, *found)
    edits = [*_plan_site(root, shelf, draft), *draft.edits.values(), *_plan_leftovers(root, sources)]
    done, found = _Done(tuple(edit.name for edit in edits), ()), ()
    if not dry_run:
        done, found = _carry_out(root, shelf, draft.lines, edits, write)
    problems += found
    missed = {key for edit in edits if edit.name in done.unwritten for key in edit.keys}
    decisions = tuple(decision for decision in intake.decisions if decision.key not in draft.failed | missed)
    return ImportReport(
        sources=tuple(source.row for source in sources),
        decisions=decisions,
        problems=tuple(sort_problems(problems)),
        written=done.written,
        unwritten=done.unwritten,
        left_out=len(incoming) - sum(decision.records for decision in decisions),
        untitled=_count_untitled(shelf, decisions),
        dry_run=dry_run,
        annotations=mark_unwritten(plan.outcomes, missed),
        unsigned=plan.unsigned,
        new_tags=tuple(tag.label for tag in draft.new_tags),
    )


def _tell_cleaned(sources: Iterable[Source]) -> Iterator[Problem]:
    for record in (record for source in sources for record in source.reading.records):
        if names := find_cleaned(record.paper):
            message = f"characters that nobody sees were left out of: {', '.join(names)}"
            why = "control characters, and such as turn the direction of what stands around them"
            yield warning("import-cleaned", message, record.where, why)


def _plan_notes(
    root: Path, sources: Iterable[Source], draft: Draft, wanted: Wanted
) -> tuple[AnnotationPlan, tuple[Problem, ...]]:
    """What becomes of all annotations; none is taken where nobody can say which tags and annotators the list has."""
    received = [Received(source.name, item) for source in sources for item in source.reading.annotations]
    if not received:
        return AnnotationPlan(), ()
    rules, problems = read_rules(root)
    if rules is not None:
        return draft_notes(draft, received, rules, wanted), ()
    count = f"{len(received)} annotation{'' if len(received) == 1 else 's'}"
    message = f"{count} left out, since this file is not as it should be"
    return AnnotationPlan(), (*problems, error("import-unreadable", message, problems[0].where))


def _count_untitled(shelf: Shelf, decisions: Iterable[Decision]) -> int:
    values = {paper.key: dict(paper.values) for paper in shelf.known if paper.place == "papers"}
    for decision in decisions:
        if decision.place == "papers":
            values.setdefault(decision.key, {}).update(decision.changes)
    return still_untitled(values.values())


# Reading the files.


def read_sources(root: Path, files: Iterable[Path]) -> tuple[list[Source], tuple[Problem, ...]]:
    """Every file's reading, and a problem for each file that there is none of."""
    sources: list[Source] = []
    problems: list[Problem] = []
    for file in files:
        path = _shown_path(root, file)
        found = _read_source(file, path)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            sources.append(found)
    return sources, tuple(problems)


def _read_source(file: Path, path: str) -> Source | Problem:
    where = Where(path)
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return error("no-file", "there is no such file", where)
    except OSError as reason:
        if file.is_dir():
            return error("is-folder", "this is a folder; name the files in it that are to be imported", where)
        return error("unreadable-file", f"cannot be read: {reason.strerror or reason}", where)
    return read_data(data, _base_name(file), path)


def read_data(data: bytes, name: str, path: str) -> Source | Problem:
    """What was received, by whatever format it is in. `name` is what the ledger calls it, `path` what people do."""
    where = Where(path)
    if not data.strip():
        return error("empty-file", "there is nothing in this file", where)
    found = find_format(path, _head(data))
    if found is None or found.read is None:
        known = ", ".join(known.title for known in FORMATS if known.read)
        what = f"{found.title} files cannot be read" if found else "this is in none of the formats that can be read"
        return error("unknown-format", what, where, f"these can: {known}")
    return Source(name, path, found.title, found.read(data, path))


def _head(data: bytes) -> str:
    """The text that the file begins with; no character is cut in two."""
    head = data[:HEAD]
    if len(data) > HEAD and b"\n" in head:
        head = head[: head.rindex(b"\n") + 1]
    return decode(head, "")[0]


def _base_name(file: Path) -> str:
    """The file's name as it stands in the ledger: the same on systems that decompose letters in names."""
    name = os.fsencode(file.name or file.resolve().name).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", name)


def _shown_path(root: Path, file: Path) -> str:
    """From the list's root if the file is in it, else as it was given."""
    try:
        shown = file.resolve().relative_to(root.resolve())
    except (ValueError, OSError, RuntimeError):
        shown = file
    return os.fsencode(shown.as_posix()).decode("utf-8", "replace")


# A list that begins.

FIRST_SITE = """\
# yaml-language-server: $schema=.schema/site.json
title: Reading list
# Where it will stand; without it there are no feeds and no sitemap.
# url: https://example.org/list/
"""


def _plan_site(root: Path, shelf: Shelf, draft: Draft) -> list[Edit]:
    """A first site.yaml beside the first entries, so that the next command can build the site."""
    begins = not any(paper.place == "papers" for paper in shelf.known) and not shelf.old_ledger
    made = any(decision.new and decision.place == "papers" for decision in draft.decisions)
    if not begins or not made or (root / SITE).exists():
        return []
    return [Edit(SITE, None, FIRST_SITE.encode())]


# Leftovers.


def _leftovers_name(name: str) -> str:
    return f"{LEFTOVERS}/{name}.txt"


def _plan_leftovers(root: Path, sources: Iterable[Source]) -> list[Edit]:
    """A file for each source that had raw text which no reader could use: the text, each with its line."""
    texts: dict[str, str] = {}
    for source in sources:
        for leftover in source.reading.leftovers:
            place = f"--- line {leftover.where.line} of {source.name} ---\n"
            text = leftover.text if leftover.text.endswith("\n") else leftover.text + "\n"
            texts[source.name] = texts.get(source.name, "") + place + text
    edits = []
    for name, text in texts.items():
        place = _leftovers_name(name)
        new = text.encode("utf-8", "replace")
        try:
            old = (root / place).read_bytes()
        except OSError:
            old = None
        if old != new:
            edits.append(Edit(place, old, new))
    return edits


# Writing.


class _Done(Value):
    written: tuple[str, ...]
    unwritten: tuple[str, ...]


def _carry_out(
    root: Path,
    shelf: Shelf,
    lines: Mapping[str, Line],
    edits: Sequence[Edit],
    write: Write,
) -> tuple[_Done, tuple[Problem, ...]]:
    """Every edit, each whole or not at all, and the ledger last. A file that cannot be written stops no other; its
    papers are in the ledger as they were."""
    content = root / "content"
    clear_left({(root / name).parent for name in (PENDING, *(edit.name for edit in edits))})
    planned = _ledger_bytes(shelf, lines, set())
    if edits and planned != shelf.old_ledger:
        try:
            write(root / PENDING, planned, content)
        except OSError as reason:
            return _Done((), tuple(edit.name for edit in edits)), (_unwritten(PENDING, reason),)
    written: list[str] = []
    problems: dict[str, Problem] = {}
    for edit in edits:
        try:
            if _now(root / edit.name) != edit.old:
                problems[edit.name] = error(
                    "changed-meanwhile", "changed while it was being imported", Where(edit.name)
                )
                continue
            write(root / edit.name, edit.new, content)
            written.append(edit.name)
        except OSError as reason:
            problems[edit.name] = _unwritten(edit.name, reason)
    missed = {key for edit in edits if edit.name in problems for key in edit.keys}
    ledger = _ledger_bytes(shelf, lines, missed)
    try:
        if ledger != (shelf.old_ledger or b""):
            write(root / LEDGER, ledger, content)
            written.append(LEDGER)
        (root / PENDING).unlink(missing_ok=True)
    except OSError as reason:
        problems[LEDGER] = _unwritten(LEDGER, reason)
    return _Done(tuple(written), tuple(problems)), tuple(problems.values())


def _ledger_bytes(shelf: Shelf, lines: Mapping[str, Line], missed: set[str]) -> bytes:
    """The ledger with all new lines but those of `missed`."""
    new = {key: line for key, line in lines.items() if key not in missed}
    return ledger_text({**shelf.ledger, **new}.values()).encode()


def _now(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None


def _unwritten(name: str, reason: OSError) -> Problem:
    return error("not-written", f"cannot be written: {reason.strerror or reason}", Where(name))
