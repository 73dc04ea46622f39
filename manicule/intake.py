"""What an import comes to: for each paper new or known, each field filled, updated, left or in conflict.

Incoming records, what the list has and the ledger go in; one `Decision` per paper comes out, with the ledger's line
as it will be, and every problem. It decides and never writes, and does not know how a file looks.

The rule for a field (`decide`) is three-way, between the file, the source and what the ledger says was written last.
Why nothing else: whoever imports again after a year has to be sure that no word of theirs is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from .ledger import Ledger, Line, Told, value_digest
from .matching import (
    Incoming,
    Known,
    Match,
    find_doubles,
    id_keys,
    match_records,
    memory_keys,
    record_words,
    target_keys,
    work_key,
)
from .model import NOWHERE, PartialDate, Person, Relation
from .problems import Problem, Where, error, warning
from .statements import (
    clean,
    is_default,
    is_more_exact,
    is_weak,
    placeholder_title,
    same_value,
    split_name,
    table_place,
)
from .text import SLUG_LENGTH, is_slug, plain, slug
from .values import Placed, Value, field, replace

Verdict = Literal["fill", "update", "same", "yield", "conflict", "kept-absent"]
Destination = Literal["auto", "papers", "works"]

RESERVED = frozenset({"index"})
"""Slugs that the site's own pages have."""

NOTHING: frozenset[str] = frozenset()

OWNERS = "yours"
"""Who a value is from that no importer wrote."""


class Statement(Placed):
    """What one source says of one field. `derived`: it was worked out and not stated."""

    value: Any
    source: str
    derived: bool = False
    where: Where = NOWHERE


class Conflict(Placed):
    """The field `name`, on which `source` differs from what stays, and whose that is: a source's, or the owner's."""

    name: str
    kept: Any
    kept_by: str
    offered: Any
    source: str
    where: Where = NOWHERE


class Decision(Value):
    """One paper. `changes` are values to write, by flat name (all of them if it is `new`), and `before` what some
    of them replace; `relations` are to be appended. `kept_absent` are fields that the owner took out. `unheld`
    relations have no place, since works have none. `why` says what sent a new paper to the works; `records` is how
    many of those that came in are of this paper; `headings` are what they stand below in their sources, of a new entry."""

    place: str
    key: str
    index: int
    new: bool
    line: Line
    changes: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    kept_absent: tuple[str, ...] = ()
    unheld: int = 0
    why: str = ""
    records: int = 0
    headings: tuple[tuple[str, ...], ...] = ()

    @property
    def same(self) -> bool:
        return not (self.new or self.changes or self.relations)


class Intake(Value):
    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...] = ()


def plan_intake(
    incoming: Iterable[Incoming],
    known: Iterable[Known],
    ledger: Ledger,
    to: Destination = "auto",
    taken: Iterable[str] = (),
    accept: frozenset[str] = NOTHING,
) -> Intake:
    """One decision for each paper that the records are of. `taken` are slugs that no new entry may have: names of
    files, and aliases. Of the fields in `accept` a source's value is taken where they differ, whoever wrote the other."""
    shelf = tuple(known)
    usable = [paper for paper in shelf if to != "papers" or paper.place == "papers"]
    matches, found = match_records(incoming, usable)
    problems = list(found)
    unreadable = {paper.key.lower() for paper in shelf if not paper.readable}
    places, reasons = _route(matches, shelf, to)
    names = _Names(taken, unreadable)
    settled: list[tuple[Match, str, Decision]] = []
    for match, place, why in zip(matches, places, reasons, strict=True):
        found_decision = _settle(match, place, ledger, names, why, accept)
        if isinstance(found_decision, Problem):
            problems.append(found_decision)
        else:
            settled.append((match, place, found_decision))
    slugs = _slugs_by_id(shelf, settled)
    problems += _doubles(shelf, settled)
    return Intake(tuple(_with_relations(match, decision, slugs) for match, _, decision in settled), tuple(problems))


def _doubles(shelf: Iterable[Known], settled: Iterable[tuple[Match, str, Decision]]) -> Iterator[Problem]:
    """Entries that turn out to be one paper by what was learnt now. Nobody but the owner can make one of them."""
    changed = {decision.key: (match, decision) for match, _, decision in settled if not decision.same}
    papers = {paper.key: paper for paper in shelf}
    for key, (_, decision) in changed.items():
        old = papers.get(key, Known(decision.place, key))
        papers[key] = replace(old, values={**old.values, **decision.changes})
    for one, two in find_doubles(papers.values(), frozenset(changed)):
        match = changed[two.key if two.key in changed else one.key][0]
        yield warning(
            "import-double",
            f"`{one.key}` and `{two.key}` seem to be one paper",
            match.incoming[0].record.where,
            f"move what you want to keep into `{one.key}`, delete `{two.key}`, and write `aliases: [{two.key}]`",
        )


# One field.


def decide(name: str, current: Any, said: Statement, told: Told) -> Verdict:
    """What becomes of one field: `current` is the file's value, None if it has none; `told` what the ledger knows.

    In words: what an importer wrote and the owner took out stays out. A value that is still as an importer wrote it
    follows its own source, gives way to a stated value if it was derived, and to a more exact date; another
    source's other value is a conflict, unless it only says more or less of the same. A value that is not as it was written is the owner's, and stays.
    """
    if current is None:
        return "kept-absent" if told.wrote else "fill"
    untouched = told.wrote == value_digest(current)
    own = untouched and told.by == said.source
    if same_value(name, current, said.value):
        follows = own and not said.derived and value_digest(said.value) != told.wrote
        return "update" if follows else "same"
    if said.derived:
        return "update" if own and told.derived else "yield"
    if untouched and (told.derived or own or is_more_exact(said.value, current)):
        return "update"
    if untouched and is_more_exact(current, said.value):
        return "yield"
    return "conflict"


def learn(told: Told, said: Statement, verdict: Verdict) -> Told:
    """What the ledger knows of the field after that verdict."""
    heard = {**told.said, said.source: value_digest(said.value)}
    if verdict in ("fill", "update"):
        return Told(heard, value_digest(said.value), said.source, said.derived)
    if verdict == "same" and told.derived and not said.derived:
        # What one source's value was worked out to be, another one states: from now on it is that one's.
        return Told(heard, told.wrote, said.source, derived=False)
    return replace(told, said=heard)


# One paper.


def _settle(
    match: Match, place: str, ledger: Ledger, names: _Names, why: str, accept: frozenset[str]
) -> Decision | Problem:
    """The decision without its relations, or why there is none."""
    known = match.known
    if known and not known.readable:
        return _left_out(match, known.key)
    told = ledger.get(known.key, Line(known.key)) if known else Line("")
    by_source, clashes = _by_source(match.incoming)
    before = dict(known.values) if known else {}
    present = known.present if known else frozenset()
    after, fields = _settle_fields(by_source, before, present, _told_of(told, before), accept)
    if not known and "title" not in after:
        title = placeholder_title(after) or _first_key(match)
        if not title:
            where = match.incoming[0].record.where
            return error("import-nothing", "this record has neither a title nor an id, so it was left out", where)
        after["title"] = title
        fields["title"] = Told(wrote=value_digest(title), derived=True)
    key = known.key if known else names.find(after, match) if place == "papers" else work_key(after)
    if key is None:
        return _left_out(match, names.wish(after, match))
    conflicts, absent = _differences(by_source, after, present, fields)
    ids = dict.fromkeys((*told.ids, *(key for item in match.incoming for key in memory_keys(item))))
    changed = {name: value for name, value in after.items() if name not in before or value != before[name]}
    return Decision(
        place=place,
        key=key,
        index=known.index if known else -1,
        new=known is None,
        line=Line(key, tuple(ids), fields, told.relations, told.annotations),
        changes={name: changed[name] for name in sorted(changed, key=table_place)},
        before={name: before[name] for name in changed if name in before},
        conflicts=(*clashes, *conflicts),
        kept_absent=absent,
        why=why if known is None else "",
        records=len(match.incoming),
        headings=_headings(match) if known is None and place == "papers" else (),
    )


def _headings(match: Match) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(item.record.tags for item in match.incoming if item.record.tags))


def _told_of(line: Line, values: Mapping[str, Any]) -> dict[str, Told]:
    """What the ledger knows of the fields. A title that only stands for one is never the owner's word, even where
    the ledger was lost."""
    fields = dict(line.fields)
    title = values.get("title")
    if title and title == placeholder_title(values) and not fields.get("title", Told()).wrote:
        fields["title"] = replace(fields.get("title", Told()), wrote=value_digest(title), derived=True)
    return fields


def _by_source(incoming: Iterable[Incoming]) -> tuple[dict[str, dict[str, Statement]], list[Conflict]]:
    """Each source's statements, in the order given. A source that has a paper twice says what it says first, or
    states first; where it then states something else, it is in conflict with itself."""
    said: dict[str, dict[str, Statement]] = {}
    clashes: list[Conflict] = []
    for item in incoming:
        mine = said.setdefault(item.source, {})
        for name, value in item.values.items():
            derived = split_name(name)[0] in item.record.derived or is_default(name, value) or is_weak(name, value)
            new = Statement(value, item.source, derived, item.record.where)
            old = mine.get(name)
            if old is None or (old.derived and not derived):
                mine[name] = new
            elif not derived and not same_value(name, old.value, value):
                clashes.append(Conflict(name, old.value, item.source, value, item.source, new.where))
    return said, clashes


def _settle_fields(
    by_source: Mapping[str, Mapping[str, Statement]],
    before: Mapping[str, Any],
    present: frozenset[str],
    known: Mapping[str, Told],
    accept: frozenset[str],
) -> tuple[dict[str, Any], dict[str, Told]]:
    """The values as they will be, and what the ledger will know of them."""
    after, fields = dict(before), dict(known)
    for source, said in by_source.items():
        for name, told in fields.items():
            if source in told.said and name not in said:
                fields[name] = replace(told, said={key: heard for key, heard in told.said.items() if key != source})
        for name, statement in said.items():
            if _unreadable(name, after, present) or (
                before and name not in after and is_default(name, statement.value)
            ):
                continue
            told = fields.get(name, Told())
            verdict = decide(name, after.get(name), statement, told)
            taken = not statement.derived and not accept.isdisjoint((name, split_name(name)[0]))
            if taken and verdict in ("conflict", "kept-absent"):
                verdict = "update"
            fields[name] = learn(told, statement, verdict)
            if verdict in ("fill", "update"):
                after[name] = statement.value
    return after, {name: told for name, told in fields.items() if told.said or told.wrote}


def _differences(
    by_source: Mapping[str, Mapping[str, Statement]],
    after: Mapping[str, Any],
    present: frozenset[str],
    fields: Mapping[str, Told],
) -> tuple[tuple[Conflict, ...], tuple[str, ...]]:
    """What is left to tell once everything is settled: the conflicts, and the fields that the owner took out."""
    conflicts: list[Conflict] = []
    absent: dict[str, None] = {}
    for said in by_source.values():
        for name, statement in said.items():
            if _unreadable(name, after, present) or name not in fields:
                continue
            told = fields[name]
            verdict = decide(name, after.get(name), statement, told)
            if verdict == "kept-absent" and not is_default(name, statement.value):
                absent[name] = None
            elif verdict == "conflict":
                kept = after[name]
                by = told.by if told.by and told.wrote == value_digest(kept) else OWNERS
                conflicts.append(Conflict(name, kept, by, statement.value, statement.source, statement.where))
    return tuple(conflicts), tuple(absent)


def _unreadable(name: str, values: Mapping[str, Any], present: frozenset[str]) -> bool:
    """Whether the file has the field, or the mapping that it would go into, in a form that cannot be read: then it
    is the owner's to mend, and `check` tells them."""
    if name in values:
        return False
    field_name, key = split_name(name)
    if not key:
        return name in present
    others = any(other.startswith(f"{field_name}.") for other in values)
    return name in present or (field_name in present and not others)


def _left_out(match: Match, key: str) -> Problem:
    return warning(
        "import-unreadable",
        f"{record_words(match.incoming)} was left out: its entry `{key}` cannot be read",
        match.incoming[0].record.where,
        "mend the entry and import again",
    )


def _first_key(match: Match) -> str:
    keys = (" ".join(clean(item.record.key).split()) for item in match.incoming)
    return next(filter(None, keys), "")


# Where a paper goes.


def _route(matches: Sequence[Match], shelf: Iterable[Known], to: Destination) -> tuple[list[str], list[str]]:
    """For each match `papers` or `works`, and for new works the reason.

    A paper that a relation points to is a work, unless the very file that states the relation has the paper as
    well: two papers of one list may refer to each other.
    """
    pointers = _pointers(matches, shelf)
    places: list[str] = []
    reasons: list[str] = []
    for number, match in enumerate(matches):
        why = ""
        if match.known:
            places.append(match.known.place)
        elif to == "auto":
            why = _pointed_from(number, match, places, pointers)
            places.append("works" if why else "papers")
        else:
            places.append(to)
        reasons.append(why)
    return places, reasons


class _Pointer(Value):
    """A relation to a paper: its type, who has it, and, if it is from this run, the number of the match and the
    source."""

    type: str
    who: str
    match: int = -1
    source: str = ""


def _pointers(matches: Sequence[Match], shelf: Iterable[Known]) -> dict[str, list[_Pointer]]:
    pointers: dict[str, list[_Pointer]] = {}
    for paper in shelf:
        for relation in paper.relations:
            for key in target_keys(relation.to):
                pointers.setdefault(key, []).append(_Pointer(relation.type, paper.key))
    for number, match in enumerate(matches):
        for item in match.incoming:
            for relation in item.record.relations:
                who = match.known.key if match.known else record_words(match.incoming)
                for key in target_keys(relation.to):
                    pointers.setdefault(key, []).append(_Pointer(relation.type, who, number, item.source))
    return pointers


def _pointed_from(number: int, match: Match, places: Sequence[str], pointers: Mapping[str, Sequence[_Pointer]]) -> str:
    """Which relation sends the match to the works, in words; '' if none does."""
    keys = dict.fromkeys(key for item in match.incoming for key in id_keys(item.values))
    mine = {item.source for item in match.incoming}
    found = [pointer for key in keys for pointer in pointers.get(key, ()) if pointer.match != number]
    if any(pointer.source in mine for pointer in found):
        return ""
    for pointer in found:
        if pointer.match < 0 or pointer.match >= len(places) or places[pointer.match] == "papers":
            return f"`{pointer.who}` {_TYPE_WORDS.get(pointer.type, pointer.type)} it"
    return ""


_TYPE_WORDS = {"overlaps": "overlaps", "background": "has as background"}


# Slugs.


class _Names:
    """Gives each new entry a slug of its own, whatever the case of those that there are."""

    def __init__(self, taken: Iterable[str], unreadable: set[str]) -> None:
        self._unreadable = unreadable
        self._taken = {name.lower() for name in taken} | unreadable | RESERVED
        self._counts: dict[str, int] = {}

    def wish(self, values: Mapping[str, Any], match: Match) -> str:
        """The arXiv id; else the source's own name for it; else family, year and a word of the title."""
        arxiv = next((key.removeprefix("arxiv:") for key in id_keys(values) if key.startswith("arxiv:")), "")
        wishes = (arxiv, *(item.record.key for item in match.incoming), _described(values))
        return next((made for wish in wishes if is_slug(made := slug(wish))), "paper")

    def find(self, values: Mapping[str, Any], match: Match) -> str | None:
        """A slug that is free, and taken from now on; None if an entry that cannot be read has it."""
        wish = self.wish(values, match)
        if wish.lower() in self._unreadable:
            return None
        free = wish
        while free.lower() in self._taken:
            self._counts[wish] = self._counts.get(wish, 1) + 1
            number = f"-{self._counts[wish]}"
            free = wish[: SLUG_LENGTH - len(number)].rstrip("-._") + number
        self._taken.add(free.lower())
        return free


def _described(values: Mapping[str, Any]) -> str:
    authors = values.get("authors", ())
    date = values.get("date")
    first = authors[0] if authors else None
    family = first.family if isinstance(first, Person) else first.name if first else ""
    year = str(date.year) if isinstance(date, PartialDate) else ""
    words = plain(values.get("title", "")).split()
    word = next((word for word in words if len(word) > 3 and slug(word)), words[0] if words else "")
    return " ".join(part for part in (family, year, word) if part)


# Relations.


def _slugs_by_id(shelf: Iterable[Known], settled: Iterable[tuple[Match, str, Decision]]) -> dict[str, str]:
    """The slugs of all entries, those of this run too, by their ids."""
    slugs: dict[str, str] = {}
    for paper in shelf:
        for key in id_keys(paper.values) if paper.place == "papers" else ():
            slugs.setdefault(key, paper.key)
    for _, place, decision in settled:
        for key in id_keys(decision.changes) if place == "papers" else ():
            slugs.setdefault(key, decision.key)
    return slugs


def _with_relations(match: Match, decision: Decision, slugs: Mapping[str, str]) -> Decision:
    """The decision with the relations that are to be appended: those that are neither there nor ever were."""
    offered = [relation for item in match.incoming for relation in item.record.relations]
    if not offered:
        return decision
    if decision.place == "works":
        return replace(decision, unheld=len(dict.fromkeys(map(_relation_id, offered))))
    here = match.known.relations if match.known else ()
    ids = {relation.source for relation in here if relation.source}
    ends = {(relation.type, _end(relation, slugs)) for relation in here}
    written = dict.fromkeys(decision.line.relations)
    added: list[Relation] = []
    absent = dict.fromkeys(decision.kept_absent)
    for relation in offered:
        name, end = _relation_id(relation), (relation.type, _end(relation, slugs))
        if relation.source in ids or end in ends or end[1] == f"slug:{decision.key}":
            continue
        if name in written:
            absent[f"relations ({relation.type} {relation.to})"] = None
            continue
        added.append(relation)
        written[name] = None
        ends.add(end)
    line = replace(decision.line, relations=tuple(written))
    return replace(decision, relations=tuple(added), kept_absent=tuple(absent), line=line)


def _relation_id(relation: Relation) -> str:
    return relation.source or f"{relation.type} {relation.to}"


def _end(relation: Relation, slugs: Mapping[str, str]) -> str:
    """The paper that a relation points to: its slug if it is on the list, however it was named."""
    keys = target_keys(relation.to)
    if not keys:
        return f"slug:{relation.to}"
    return next((f"slug:{slugs[key]}" for key in keys if key in slugs), keys[0])


def still_untitled(values: Iterable[Mapping[str, Any]]) -> int:
    """How many papers have no more than their id for a title."""
    return sum(1 for paper in values if paper.get("title") and paper["title"] == placeholder_title(paper))
