"""What becomes of imported annotations: margin notes, quotes, or nothing, and why.

Annotations of other programs, the entries that they are on and what the ledger remembers go in; for each annotation
one `Outcome` comes out, with the row that its entry's file is to get. It decides and never writes.

Why a note whose words are not in the abstract becomes a quote: that is where words go which the list has no text for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import unquote

from . import fieldtypes as t
from .addresses import page_key
from .anchoring import Anchor, Folded, find_in, fold_text
from .content import SECTIONS, name_note
from .documents import PAPERS, FindPapers
from .loose_anchoring import find_context, find_loosely
from .marking import read_prose
from .markup import Link, render_markdown
from .mentions import find_mentions
from .model import NOTE_KINDS, Annotation, Entry, MarginNote, Site, Tag
from .problems import Problem, warning
from .statements import clean, fit
from .text import collapse, fold, is_slug, slug

Verdict = Literal[
    "margin", "quote", "same", "kept-absent", "not-on-list", "ambiguous", "unreadable", "private", "reply", "wordless",
    "too-long", "not-in-notes", "not-written",
]  # fmt: skip

WRITTEN = ("margin", "quote")

LONGEST = 100_000
"""Characters of one annotation, all told, that are taken: a file of content/ may have four million bytes."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Received:
    """An annotation, and the base name of the file that it is from."""

    file: str
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class Outcome:
    """`row` is what the list `margin` or `quotes` of the entry `slug` gets (for `ambiguous`, the slugs are in
    `several`). `dropped` are the fields that are kept nowhere, with their values."""

    file: str
    annotation: Annotation
    verdict: Verdict
    slug: str = ""
    row: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    dropped: tuple[tuple[str, str], ...] = ()
    several: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is taken only if asked for."""

    private: bool = False
    replies: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """What a list has besides its papers. `titles` are the names of what its texts can link to, by kind (`paper`,
    `tag`) and key."""

    site: Site = field(default_factory=lambda: Site(""))
    tags: tuple[Tag, ...] = ()
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnnotationPlan:
    """One outcome for each annotation, in their order. `unsigned`: who wrote all of the new ones, where that could not
    be said since site.yaml names no annotators."""

    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[Problem, ...] = ()
    unsigned: str = ""


def plan_annotations(
    received: Iterable[Received],
    find: FindPapers,
    load: Callable[[str], tuple[Entry | None, Sequence[str]]],
    house: House,
    wanted: Wanted,
) -> AnnotationPlan:
    """`find` gives the slugs that an annotation fits, `load` an entry as it will be once the papers of this import are
    in, with the ids of annotations that were ever written to it; None if it cannot be read."""
    desks: dict[str, _Desk | None] = {}
    outcomes: list[Outcome] = []
    for item in received:
        slugs = find(item.annotation)
        if len(slugs) != 1:
            verdict: Verdict = "ambiguous" if slugs else "not-on-list"
            outcomes.append(Outcome(item.file, item.annotation, verdict, several=slugs))
            continue
        slug = slugs[0]
        if slug not in desks:
            entry, written = load(slug)
            desks[slug] = _Desk(entry, house, wanted, set(written)) if entry else None
        desk = desks[slug]
        outcomes.append(desk.settle(item) if desk else Outcome(item.file, item.annotation, "unreadable", slug))
    outcomes, unsigned = _sign(outcomes, house.site)
    return AnnotationPlan(tuple(outcomes), tuple(_odd_links(outcomes, house)), unsigned)


def rows_of(outcomes: Iterable[Outcome], slug: str) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """What is to be appended to the entry's lists, by field."""
    mine = [outcome for outcome in outcomes if outcome.slug == slug]
    return {
        name: tuple(outcome.row for outcome in mine if outcome.verdict == verdict)
        for name, verdict in (("margin", "margin"), ("quotes", "quote"))
    }


# One entry.


class _Desk:
    """Settles the annotations of one entry, in their order; each knows of those before it."""

    def __init__(self, entry: Entry, house: House, wanted: Wanted, written: set[str]) -> None:
        self._entry = entry
        self._house = house
        self._wanted = wanted
        self._written = written
        self._texts: dict[str, Folded] = {}
        sources = (*(note.source for note in entry.margin), *(quote.source for quote in entry.quotes))
        self._sources = {source for source in sources if source}
        self._ids = {note.id for note in entry.margin} | SECTIONS
        # A page puts `note-` before an id that it needs for itself.
        self._names = {name for note in entry.margin for name in (note.id, f"note-{note.id}")}
        self._notes = {self._content_of(note) for note in entry.margin}
        self._quotes = {_quote_content(quote.text, quote.page, quote.note) for quote in entry.quotes}

    def settle(self, item: Received) -> Outcome:
        annotation = item.annotation
        blank = Outcome(item.file, annotation, "same", self._entry.slug)
        source = fit(t.Text(), annotation.source) or ""
        own_id, ours = self._own_id(annotation.source)
        if source in self._sources or (ours and own_id in self._names):
            return blank
        if source in self._written:
            return replace(blank, verdict="kept-absent")
        if annotation.private and not self._wanted.private:
            return replace(blank, verdict="private")
        if annotation.reply and not self._wanted.replies:
            return replace(blank, verdict="reply")
        words = fit(t.Paragraphs(), annotation.quote)
        if not words:
            return replace(blank, verdict="wordless")
        if len(annotation.quote) + len(annotation.note) + sum(map(len, annotation.tags)) > LONGEST:
            return replace(blank, verdict="too-long")
        found = self._anchor(annotation)
        if found is None and annotation.target == "notes":
            # The owner's own words are no words of the paper's body.
            return replace(blank, verdict="not-in-notes")
        told = _Told(annotation, self._house)
        made = self._make_note(annotation, found, own_id, told) if found else self._make_quote(annotation, words, told)
        if made is None:
            return blank
        if source:
            made["source"] = source
            self._sources.add(source)
        row = {name: made[name] for name in _ORDER if made.get(name)}
        return replace(blank, verdict="margin" if found else "quote", row=row, dropped=tuple(told.dropped))

    def _make_note(self, annotation: Annotation, found: _Found, own_id: str, told: _Told) -> dict[str, Any] | None:
        """None if the entry has it already, whatever it is called there."""
        note = told.note()
        usual = "comment" if note else "highlight"
        kind = annotation.kind if annotation.kind in NOTE_KINDS else usual
        content = found.target, found.start, found.end, kind, collapse(note)
        if content in self._notes:
            return None
        self._notes.add(content)
        if own_id and own_id in self._ids:
            told.drop("id", own_id)
            own_id = ""
        given = name_note(found.quote, set(self._ids)) if own_id else name_note(found.quote, self._ids)
        if own_id:
            self._ids.add(own_id)
        if annotation.page:
            told.drop("page", annotation.page)
        return {
            "quote": found.quote,
            "prefix": found.prefix,
            "suffix": found.suffix,
            "in": found.target if found.target != "abstract" else "",
            "kind": kind if kind != usual else "",
            "note": note,
            "id": own_id if own_id != given else "",
            "by": told.annotator(),
            "created": annotation.created,
            "tags": told.tags(),
        }

    def _make_quote(self, annotation: Annotation, words: str, told: _Told) -> dict[str, Any] | None:
        note = told.note()
        page = fit(t.Text(), annotation.page) or ""
        content = _quote_content(words, page, note)
        if content in self._quotes:
            return None
        self._quotes.add(content)
        if annotation.kind not in ("", "highlight", "comment"):
            told.drop("kind", annotation.kind)
        if annotation.created:
            told.drop("created", str(annotation.created))
        for tag in annotation.tags:
            told.drop("tags", tag)
        return {"text": words, "page": page, "note": note, "by": told.annotator()}

    # Words.

    def _anchor(self, annotation: Annotation) -> _Found | None:
        for target in _TARGETS.get(annotation.target, _TARGETS[""]):
            found = self._anchor_in(target, annotation)
            if found:
                return found
        return None

    def _anchor_in(self, target: str, annotation: Annotation) -> _Found | None:
        """The range of that text, in its own words and with the context that they need; only if the note will be
        found there by them."""
        text = self._text(target)
        if target == "notes":
            exact = find_in(text, annotation.quote, annotation.prefix, annotation.suffix, name=target)
            place = (exact.start, exact.end) if isinstance(exact, Anchor) else None
        else:
            place = find_loosely(text, annotation.quote, annotation.prefix, annotation.suffix)
        if place is None:
            return None
        words = fit(t.Paragraphs(), text.text[slice(*place)])
        if not words:
            return None
        prefix, suffix = (fit(t.Paragraphs(), said) or "" for said in find_context(text, *place))
        again = find_in(text, words, prefix, suffix, name=target)
        if not isinstance(again, Anchor) or (again.start, again.end) != place:
            return None
        return _Found(target, again.start, again.end, words, prefix, suffix)

    def _text(self, target: str) -> Folded:
        if target not in self._texts:
            paper = self._entry.paper
            self._texts[target] = (
                _read_notes(self._entry.notes, self._house.titles)
                if target == "notes"
                else fold_text(paper.title if target == "title" else paper.abstract)
            )
        return self._texts[target]

    # What is there.

    def _content_of(self, note: MarginNote) -> tuple[str, int, int, str, str]:
        start, end = note.start, note.end
        if note.target == "notes":
            found = find_in(self._text("notes"), note.quote, note.prefix, note.suffix, name="notes")
            start, end = (found.start, found.end) if isinstance(found, Anchor) else (-1, -1)
        return note.target, start, end, note.kind, collapse(note.note)

    def _own_id(self, iri: str) -> tuple[str, bool]:
        """The note's id, if the annotation is named after a page of a list such as this one has for the entry, and
        whether it is this list's: under its address, or relative where it has none."""
        page, _, fragment = iri.partition("#")
        name = unquote(fragment)
        path = page.split("?")[0]
        last = unquote(path.rpartition("/")[2])
        slugs = {known.lower() for known in (self._entry.slug, *self._entry.aliases)}
        if not is_slug(name) or last.lower().removesuffix(".html") not in slugs:
            return "", False
        url = self._house.site.url
        if "://" not in page:
            return name, not url
        return name, bool(url) and page_key(page) == page_key(f"{url}{PAPERS}{last}")


@dataclass(frozen=True, slots=True)
class _Found:
    target: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


class _Told:
    """What an annotation says besides its words, as the list can hold it, and what is lost on the way."""

    def __init__(self, annotation: Annotation, house: House) -> None:
        self._annotation = annotation
        self._house = house
        self.dropped: list[tuple[str, str]] = []

    def drop(self, name: str, value: str) -> None:
        self.dropped.append((name, value))

    def note(self) -> str:
        said = self._annotation.note.replace("\r\n", "\n").replace("\r", "\n")
        kept = clean(said)
        if kept != said:
            self.drop("control characters", "")
        return kept.strip("\n").rstrip()

    def annotator(self) -> str:
        """The key in site.yaml; '' if nobody is known to have written it, or if it is nobody there."""
        said = self._annotation
        account = _ACCOUNT.match(said.creator_address) or _ACCOUNT.match(said.creator)
        names = {fold(name) for name in (said.creator, account[1] if account else "") if fold(name)}
        address = page_key(said.creator_address)
        for who in self._house.site.annotators:
            if {fold(who.key), fold(who.name)} & names or (address and address == page_key(who.url)):
                return who.key
        if creator_of(said):
            self.drop("creator", creator_of(said))
        return ""

    def tags(self) -> tuple[str, ...]:
        """By key or label; others only where the vocabulary is open."""
        labels = {slug(tag.label): tag.key for tag in reversed(self._house.tags)}
        known = {**labels, **{tag.key: tag.key for tag in self._house.tags}}
        kept: dict[str, None] = {}
        for tag in self._annotation.tags:
            key = slug(tag)
            if key in known:
                kept[known[key]] = None
            elif key and self._house.site.vocabulary == "open":
                kept[key] = None
            else:
                self.drop("tags", tag)
        return tuple(kept)


def creator_of(annotation: Annotation) -> str:
    return annotation.creator or annotation.creator_address


def _quote_content(text: str, page: str, note: str) -> tuple[str, str, str]:
    return collapse(text), page, collapse(note)


def _read_notes(notes: str, titles: Mapping[tuple[str, str], str]) -> Folded:
    """The owner's Markdown as it reads, which is what its quotes are of."""

    def resolve(kind: str, key: str) -> Link | None:
        return Link(key, titles[kind, key]) if (kind, key) in titles else None

    return read_prose(render_markdown(notes, resolve)[0]).fold()


_ACCOUNT = re.compile(r"acct:([^@\s]+)@")
_TARGETS: Mapping[str, tuple[str, ...]] = {
    "": ("abstract", "title"),
    "abstract": ("abstract",),
    "title": ("title",),
    "notes": ("notes",),
}
_ORDER = (
    "quote", "text", "prefix", "suffix", "page", "in", "kind", "note", "id", "by", "created", "tags", "source",
)  # fmt: skip


# All of them.


def _sign(outcomes: list[Outcome], site: Site) -> tuple[list[Outcome], str]:
    """Where the list names no annotators and one person wrote all that is new, it is taken to be the owner: nothing
    is lost by not saying so on every note. The report names them once."""
    creators = {creator_of(outcome.annotation) for outcome in outcomes if outcome.verdict in WRITTEN}
    if site.annotators or len(creators) != 1 or not next(iter(creators)):
        return outcomes, ""
    kept = [
        replace(outcome, dropped=tuple(pair for pair in outcome.dropped if pair[0] != "creator"))
        for outcome in outcomes
    ]
    return kept, next(iter(creators))


def _odd_links(outcomes: Iterable[Outcome], house: House) -> Iterable[Problem]:
    """Links in new notes that lead nowhere on this list: the note is kept as it is, and `check` will not let it pass."""
    for outcome in outcomes:
        for mention in find_mentions(outcome.row.get("note", "")):
            if (mention.kind, mention.key) not in house.titles:
                what = "entry" if mention.kind == "paper" else "tag"
                yield warning(
                    "import-link",
                    f"this note links to `{mention.key}`, and there is no such {what}; it is now in `{outcome.slug}`",
                    outcome.annotation.where,
                    "put a backslash before the bracket if it is no link",
                )
