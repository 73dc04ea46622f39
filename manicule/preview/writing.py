"""What a page of the preview may ask to be written, and to be told before it is: JSON values to changes of content/.

In go the list's root and what a page sends, as parsed JSON; out come answers as JSON values. What was written last can be
taken back. It must not know how requests come, nor how a file is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ..content import load_entry, load_tags
from ..editing import Done, add_tags, change_file, read_file, take_back
from ..edits import (
    EDITABLE,
    AddNote,
    AddRelation,
    Change,
    ChangeNote,
    OrderSteps,
    RemoveNote,
    RemoveRelation,
    SetFields,
)
from ..fetch import Services, fetch_papers
from ..identifiers import read_id
from ..importing import ImportReport, format_report, import_text
from ..markup import Link, render_markdown
from ..mending import mend
from ..model import IMPORTANCES, NOTE_KINDS, NOTE_TARGETS, RELATION_TYPES, STATUSES, Entry, PartialDate, Relation
from ..problems import Problem, Where, error, has_errors
from ..renaming import TAGS
from ..text import is_slug
from .handlers import UnfitError

KEPT = 50
"""Changes that can be taken back, the last one first."""

LONGEST = 200_000
"""Characters of one value that a page sends."""

Json = Mapping[str, Any]


@dataclass(slots=True)
class Desk:
    """Writes into the list at `root`. `done` are the changes that can be taken back."""

    root: Path
    services: Services = field(default_factory=Services)
    done: list[Done] = field(default_factory=list)

    def tell_entry(self, slug: str) -> Json:
        """All that a page needs for changing an entry, and the state of its file."""
        name = _entry_name(slug)
        sheet = read_file(self.root, name)
        if isinstance(sheet, Problem):
            return _tell_problems((sheet,))
        entry, problems = load_entry(name, sheet.text.encode())
        if entry is None:
            return _tell_problems(problems)
        return {
            "ok": True,
            "path": name,
            "base": sheet.base,
            "entry": _tell(entry),
            "choices": _CHOICES,
            "tags": self._tags(),
        }

    def tell_file(self, asked: Json) -> Json:
        """The state of a file."""
        name = _text(asked, "path")
        _check_path(name)
        sheet = read_file(self.root, name)
        return _tell_problems((sheet,)) if isinstance(sheet, Problem) else {"ok": True, "base": sheet.base}

    def change(self, asked: Json) -> Json:
        """`{path, base, do, …}`: one change of one file, as `do` names it."""
        name, base = _text(asked, "path"), _text(asked, "base")
        _check_path(name)
        make = _CHANGES.get(_text(asked, "do"))
        if make is None:
            raise UnfitError("there is no such change")
        change = make(asked)
        if isinstance(change, SetFields) and "tags" in change.values:
            keys, made = add_tags(self.root, change.values["tags"])
            if made.problems:
                return self._tell(made)
            change = SetFields({**change.values, "tags": keys})
            return self._tell(
                Done((*made.written, *(done := change_file(self.root, name, base, change)).written), done.problems)
            )
        return self._tell(change_file(self.root, name, base, change))

    def mend(self, asked: Json) -> Json:
        """Does the fix of a problem, which is told as a build told it."""
        where = Where(_text(asked, "path"), _number(asked, "line"), _number(asked, "column"), _number(asked, "width"))
        _check_path(where.path)
        problem = Problem("error", _text(asked, "code"), _text(asked, "message"), where, (), _text(asked, "fix"))
        return self._tell(change_file(self.root, where.path, "", lambda text: mend(text, problem)))

    def add(self, asked: Json) -> Json:
        """Papers from pasted text: ids, a listing, BibTeX or whatever else can be imported. `dry`: only say what would
        come of it. Of nothing but ids, the services are asked that know them."""
        text, dry = _text(asked, "text"), asked.get("dry") is True
        ids = [read_id(word) for word in re.split(r"[\s,;]+", text.strip())]
        if all(ids) and not dry:
            fetched = fetch_papers(self.root, ids, _today(), self.services)
            if fetched.imported:
                return self._tell_import(fetched.imported, fetched.problems)
        report = import_text(self.root, text, "pasted", _today(), dry_run=dry)
        return self._tell_import(report, ())

    def _tell_import(self, report: ImportReport, problems: tuple[Problem, ...]) -> Json:
        decided = [decision for decision in report.decisions if decision.place == "papers"]
        papers = [{"slug": one.key, "title": str(one.changes.get("title", one.key))} for one in decided]
        found = (*problems, *report.problems)
        return {
            "ok": not has_errors(found),
            "report": format_report(report),
            "papers": papers,
            "problems": _problems(found),
        }

    def undo(self) -> Json:
        if not self.done:
            return _tell_problems(
                (error("nothing-to-undo", "nothing has been changed here since the preview began", Where("")),)
            )
        taken = take_back(self.root, self.done[-1])
        if not taken.problems:
            self.done.pop()
        return {**_outcome(taken), "undo": len(self.done)}

    def _tell(self, done: Done) -> Json:
        if done.written:
            self.done = [*self.done, done][-KEPT:]
        return {**_outcome(done), "undo": len(self.done)}

    def _tags(self) -> list[dict[str, str]]:
        sheet = read_file(self.root, TAGS)
        tags, _ = load_tags(TAGS, sheet.text.encode()) if not isinstance(sheet, Problem) else ((), ())
        return [{"key": tag.key, "label": tag.label} for tag in tags]


def set_markdown(asked: Json) -> Json:
    """As the page will have it; links within the list are shown and lead nowhere yet."""
    html, remarks = render_markdown(_text(asked, "text"), lambda _, key: Link("#", key))
    return {"ok": True, "html": str(html), "remarks": [remark.message for remark in remarks]}


# What is told.


def _tell(entry: Entry) -> Json:
    return {
        "slug": entry.slug,
        "title": entry.paper.title,
        "tags": entry.tags,
        "why": entry.why,
        "status": entry.status,
        "importance": entry.importance,
        "notes": entry.notes,
        "relations": [{"type": one.type, "to": one.to, "note": one.note} for one in entry.relations],
        "margin": [
            {
                **{name: getattr(one, name) for name in ("id", "kind", "quote", "note", "target")},
                "place": [one.places["quote"].line, one.places["quote"].column],
            }
            for one in entry.margin
        ],
        "places": {
            name: [place.line, place.column]
            for name in ("title", "abstract", "notes", "why", "tags")
            if (place := entry.places.get(name)) is not None
        },
    }


def _outcome(done: Done) -> Json:
    return {"ok": not has_errors(done.problems), "written": done.names, "problems": _problems(done.problems)}


def _tell_problems(problems: tuple[Problem, ...]) -> Json:
    return {"ok": False, "written": (), "problems": _problems(problems)}


def _problems(problems: tuple[Problem, ...]) -> list[Json]:
    return [
        {"level": one.level, "code": one.code, "message": one.message, "path": one.where.path, "detail": one.detail}
        for one in problems
    ]


_CHOICES: Json = {
    "kinds": NOTE_KINDS,
    "statuses": STATUSES,
    "importances": IMPORTANCES,
    "relations": RELATION_TYPES,
}


# What is asked.


def _entry_name(slug: str) -> str:
    if not is_slug(slug):
        raise UnfitError("this is no slug")
    return f"content/papers/{slug}.yaml"


def _check_path(path: str) -> None:
    """Only the files that pages change; that they are inside content/ is checked once more when they are written."""
    folder, _, name = path.rpartition("/")
    stem = name.removesuffix(".yaml").removesuffix(".md")
    inner = folder in ("content/papers", "content/paths", "content/pages") and is_slug(stem)
    if not inner and path not in (
        "content/tags.yaml",
        "content/site.yaml",
        "content/works.yaml",
        "content/people.yaml",
    ):
        raise UnfitError("this is no file of the list's")


def _text(asked: Json, name: str) -> str:
    value = asked.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        raise UnfitError(f"`{name}` is no text, or too long")
    return value


def _number(asked: Json, name: str) -> int:
    value = asked.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10_000_000:
        raise UnfitError(f"`{name}` is no number")
    return value


def _choice(asked: Json, name: str, known: tuple[str, ...]) -> str:
    value = _text(asked, name)
    if value and value not in known:
        raise UnfitError(f"`{name}` is none of {', '.join(known)}")
    return value


def _add_note(asked: Json) -> Change:
    return AddNote(
        _text(asked, "quote"),
        _choice(asked, "kind", NOTE_KINDS),
        _text(asked, "note"),
        _choice(asked, "target", NOTE_TARGETS) or "abstract",
        _text(asked, "before"),
        _text(asked, "behind"),
        _text(asked, "readable"),
        created=_today(),
    )


def _set_fields(asked: Json) -> Change:
    values = asked.get("values")
    if not isinstance(values, Mapping) or not set(values) <= set(EDITABLE):
        raise UnfitError("`values` are not fields that are changed so")
    said: dict[str, Any] = {name: _text(values, name) for name in values if name != "tags"}
    if "tags" in values:
        tags = values["tags"]
        if (
            not isinstance(tags, list)
            or len(tags) > 1000
            or not all(isinstance(tag, str) and len(tag) < 200 for tag in tags)
        ):
            raise UnfitError("`tags` is no list of names")
        said["tags"] = tuple(tags)
    return SetFields(said)


def _order_steps(asked: Json) -> Change:
    order = asked.get("order")
    if not isinstance(order, list) or not all(isinstance(one, int) for one in order):
        raise UnfitError("`order` is no list of numbers")
    return OrderSteps(tuple(order))


_CHANGES: Mapping[str, Callable[[Json], Change]] = {
    "add-note": _add_note,
    "change-note": lambda asked: ChangeNote(
        _text(asked, "id"), _choice(asked, "kind", NOTE_KINDS), _text(asked, "note")
    ),
    "remove-note": lambda asked: RemoveNote(_text(asked, "id")),
    "set-fields": _set_fields,
    "add-relation": lambda asked: AddRelation(
        Relation(_choice(asked, "type", RELATION_TYPES), _text(asked, "to"), _text(asked, "note"))
    ),
    "remove-relation": lambda asked: RemoveRelation(_text(asked, "type"), _text(asked, "to")),
    "order-steps": _order_steps,
}


def _today() -> PartialDate:
    now = datetime.now().astimezone()
    return PartialDate(now.year, now.month, now.day)
