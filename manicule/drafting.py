"""What an import decided, as files: every entry that is made or changed, works.yaml, and the ledger's lines.

The list as it was read, the decisions on papers and the annotations go in; a `Draft` comes out, with a problem for
each file that cannot be brought to what was decided. It touches no disk and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .annotating import WRITTEN, AnnotationPlan, Outcome, Received, Wanted, plan_annotations, rows_by_entry
from .content import load_entry, load_tags
from .documents import index_papers
from .entryfile import append_notes, append_tags, new_entry, patch_entry, patch_works
from .intake import Decision
from .ledger import Line
from .matching import Known
from .model import Entry, PartialDate, Site, Tag
from .particulars import House
from .problems import Problem, Where, error, has_errors
from .shelf import PAPERS, TAGS, WORKS, Shelf
from .values import Value, replace
from .vocabulary import Vocabulary, choose_keywords

KEYWORDS = "extra.keyword"
"""What formats call the field in which programs keep a person's tags, and publishers their keywords."""


class Edit(Value):
    """A file as it was (None: not there) and as it will be, with the ledger's keys of the papers in it."""

    name: str
    old: bytes | None
    new: bytes
    keys: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """`edits` are the files to write, by name; `lines` the ledger's lines that are new, by key; `failed` the keys of
    papers whose file cannot be brought to what was decided; `new_tags` are made of headings and keywords. It grows by what annotations add."""

    shelf: Shelf
    decisions: Sequence[Decision]
    edits: dict[str, Edit] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    new_tags: tuple[Tag, ...] = ()

    def data(self, name: str) -> bytes | None:
        """A file as it will be; None if it is not there."""
        return self.edits[name].new if name in self.edits else self.shelf.files.get(name)

    def line(self, slug: str) -> Line:
        return self.lines.get(slug) or self.shelf.ledger.get(slug) or Line(slug)

    def take(self, edit: Edit | Problem, keys: Iterable[str]) -> None:
        if isinstance(edit, Problem):
            self.problems.append(edit)
            self.failed.update(keys)
        else:
            self.edits[edit.name] = edit


# Papers.


def draft_papers(shelf: Shelf, decisions: Sequence[Decision], today: PartialDate, keywords: bool = False) -> Draft:
    """`today` is what new entries have as `added`; whether their `keywords` become tags, as headings do."""
    draft = Draft(shelf, decisions)
    works = [decision for decision in decisions if decision.place == "works" and not decision.same]
    tags = _draft_tags(draft, keywords)
    for decision in decisions:
        if decision.place != "works" and not decision.same:
            draft.take(_edit_entry(shelf, decision, today, tags.get(decision.key, ())), [decision.key])
    if works:
        draft.take(_edit_works(shelf, works), [decision.key for decision in works])
    draft.lines.update((decision.key, decision.line) for decision in decisions if decision.key not in draft.failed)
    return draft


def _draft_tags(draft: Draft, keywords: bool) -> dict[str, tuple[str, ...]]:
    """The tags of new entries, by slug; those that the list has not are put into tags.yaml. None at all where that file
    cannot be read or changed."""
    below = {decision.key: decision.headings for decision in draft.decisions if decision.headings}
    new = (decision for decision in draft.decisions if keywords and decision.new and decision.place == "papers")
    said = {decision.key: str(decision.changes.get(KEYWORDS, "")) for decision in new}
    if not below and not any(said.values()):
        return {}
    old = draft.shelf.files.get(TAGS)
    known, problems = load_tags(TAGS, old) if old is not None else ((), ())
    if has_errors(problems):
        draft.problems.append(
            error("import-unreadable", "no tags were made of headings, since this file has errors", Where(TAGS))
        )
        return {}
    vocabulary = Vocabulary({tag.key: tag for tag in known})
    for slug, words in choose_keywords(said, vocabulary).items():
        below[slug] = (*below.get(slug, ()), *((word,) for word in words))
    tags = {slug: tuple(dict.fromkeys(filter(None, map(vocabulary.find, paths)))) for slug, paths in below.items()}
    if vocabulary.added:
        text = append_tags((old or b"").decode(), TAGS, vocabulary.added.values())
        if isinstance(text, Problem):
            draft.problems.append(text)
            return {}
        draft.edits[TAGS] = Edit(TAGS, old, text.encode())
        draft.new_tags = tuple(vocabulary.added.values())
    return tags


def _edit_entry(shelf: Shelf, decision: Decision, today: PartialDate, tags: Sequence[str]) -> Edit | Problem:
    name = f"{PAPERS}/{decision.key}.yaml"
    if decision.new:
        text = new_entry(name, decision.changes, today, decision.relations, tags)
        old = None
    else:
        old = shelf.files[name]
        text = patch_entry(old.decode(), name, decision.changes, decision.relations)
    return text if isinstance(text, Problem) else Edit(name, old, text.encode(), (decision.key,))


def _edit_works(shelf: Shelf, decisions: Sequence[Decision]) -> Edit | Problem:
    readable = [paper.readable for paper in shelf.known if paper.place == "works"]
    if WORKS in shelf.files and not all(readable):
        message = f"{len(decisions)} works were left out, since this file cannot be read"
        return error("import-unreadable", message, Where(WORKS), "mend it and import again")
    old = shelf.files.get(WORKS)
    filled = {decision.index: decision.changes for decision in decisions if not decision.new}
    added = [decision.changes for decision in decisions if decision.new]
    text = patch_works((old or b"").decode(), WORKS, filled, added)
    keys = tuple(decision.key for decision in decisions)
    return text if isinstance(text, Problem) else Edit(WORKS, old, text.encode(), keys)


# Annotations.


def draft_notes(
    draft: Draft, received: Iterable[Received], rules: tuple[Site, tuple[Tag, ...]], wanted: Wanted
) -> AnnotationPlan:
    """What becomes of the annotations; what of it is written is in the draft then. `rules` are the site and its tags."""
    papers = _papers_after(draft)
    titles = {("paper", paper.key): paper.values.get("title", "") for paper in papers if paper.place == "papers"}
    titles |= {("tag", tag.key): tag.label for tag in rules[1]}
    find = index_papers(papers, rules[0].url)
    plan = plan_annotations(received, find, lambda slug: _load_entry(draft, slug), House(*rules, titles), wanted)
    refused: set[str] = set()
    for slug, rows in rows_by_entry(plan.outcomes).items():
        if problem := _append(draft, slug, rows):
            refused.add(slug)
            draft.problems.append(problem)
    return replace(plan, outcomes=mark_unwritten(plan.outcomes, refused))


def mark_unwritten(outcomes: Iterable[Outcome], slugs: set[str]) -> tuple[Outcome, ...]:
    """The outcomes, those set right that were to be written to entries that could not be."""
    return tuple(
        replace(outcome, verdict="not-written", row={})
        if outcome.slug in slugs and outcome.verdict in WRITTEN
        else outcome
        for outcome in outcomes
    )


def _papers_after(draft: Draft) -> list[Known]:
    """All papers, as the list has them once the records of this import are in."""
    papers = {paper.key: paper for paper in draft.shelf.known}
    for decision in draft.decisions:
        if decision.key not in draft.failed:
            old = papers.get(decision.key, Known(decision.place, decision.key))
            papers[decision.key] = replace(old, values={**old.values, **decision.changes})
    return list(papers.values())


def _load_entry(draft: Draft, slug: str) -> tuple[Entry | None, tuple[str, ...]]:
    name = f"{PAPERS}/{slug}.yaml"
    data = draft.data(name)
    entry = load_entry(name, data)[0] if data is not None and slug not in draft.failed else None
    return entry, draft.line(slug).annotations


def _append(draft: Draft, slug: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Problem | None:
    """Puts the rows for the entry into the draft, or says why that cannot be."""
    name = f"{PAPERS}/{slug}.yaml"
    text = append_notes((draft.data(name) or b"").decode(), name, rows)
    if isinstance(text, Problem):
        return text
    draft.edits[name] = Edit(name, draft.shelf.files.get(name), text.encode(), (slug,))
    line = draft.line(slug)
    sources = (row["source"] for items in rows.values() for row in items if "source" in row)
    draft.lines[slug] = replace(line, annotations=tuple(sorted({*line.annotations, *sources})))
    return None
