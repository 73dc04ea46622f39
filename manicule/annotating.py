"""What becomes of imported annotations: margin notes, quotes, or nothing, and why.

Annotations of other programs, the entries that they are on and what the ledger remembers go in; for each annotation
one `Outcome` comes out, with the row that its entry's file is to get. It decides and never writes.

Why a note whose words are not in the abstract becomes a quote: that is where words go which the list has no text for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import unquote

from . import fieldtypes as t
from .addresses import page_key
from .anchoring import Anchor, Folded, find_in, fold_text
from .content import SECTIONS, name_note
from .documents import PAPERS, FindPapers, document_name, is_cited_only
from .loose_anchoring import find_context, find_loosely
from .marking import read_prose
from .markup import Link, render_markdown
from .mentions import find_links
from .model import NOTE_KINDS, Annotation, Entry, MarginNote, Site
from .particulars import House, Particulars, creator_of
from .problems import Problem, notice, warning
from .statements import clean, fit
from .text import collapse, fold, is_slug
from .values import Value, field, replace

Verdict = Literal[
    "margin", "quote", "same", "changed", "kept-absent", "not-on-list", "ambiguous", "unreadable", "private", "reply", "wordless",
    "too-long", "not-in-notes", "not-written",
]  # fmt: skip

WRITTEN = ("margin", "quote")

LONGEST = 100_000
"""Characters of one annotation, all told, that are taken."""

ROOM = 1_000_000
"""Characters of annotations that one import adds to one entry: a file of content/ may have four million bytes."""

TELLING = 25
"""Letters of a quote that say enough to know it by: fewer may stand in the abstract by chance."""

_NO_ROW: Mapping[str, Any] = MappingProxyType({})


class Received(Value):
    """An annotation, and the base name of the file that it is from."""

    file: str
    annotation: Annotation


class Outcome(Value):
    """`row` is what the list `margin` or `quotes` of the entry `slug` gets (for `ambiguous`, the slugs are in
    `several`). `dropped` are the fields that are kept nowhere, with their values."""

    file: str
    annotation: Annotation
    verdict: Verdict
    slug: str = ""
    row: Mapping[str, Any] = field(default_factory=lambda: _NO_ROW)
    dropped: tuple[tuple[str, str], ...] = ()
    several: tuple[str, ...] = ()


class Wanted(Value):
    """What is taken only if asked for."""

    private: bool = False
    replies: bool = False


NO_MORE = Wanted()


class AnnotationPlan(Value):
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
    return AnnotationPlan(tuple(outcomes), (*_guesses(outcomes), *_odd_links(outcomes, house)), unsigned)


def rows_by_entry(outcomes: Iterable[Outcome]) -> dict[str, dict[str, list[Mapping[str, Any]]]]:
    """What is to be appended to the entries' lists, by slug and field."""
    rows: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for outcome in outcomes:
        if outcome.verdict in WRITTEN:
            lists = rows.setdefault(outcome.slug, {"margin": [], "quotes": []})
            lists["margin" if outcome.verdict == "margin" else "quotes"].append(outcome.row)
    return rows


# One entry.


class _Desk:
    """Settles the annotations of one entry, in their order; each knows of those before it."""

    def __init__(self, entry: Entry, house: House, wanted: Wanted, written: set[str]) -> None:
        self._entry = entry
        self._house = house
        self._wanted = wanted
        self._written = written
        self._texts: dict[str, Folded] = {}
        self._room = ROOM
        # What notes are known by, each with what it says: ids of other programs, and names on our own page.
        self._sources = {note.source: note.note for note in entry.margin}
        self._sources |= {quote.source: quote.note for quote in entry.quotes}
        self._ids = {note.id for note in entry.margin} | SECTIONS
        # A page puts `note-` before an id that it needs for itself.
        self._names = {name: note.note for note in entry.margin for name in (f"note-{note.id}", note.id)}
        self._notes = {self._content_of(note) for note in entry.margin}
        self._quotes = {_quote_content(quote.text, quote.page, quote.note) for quote in entry.quotes}

    def settle(self, item: Received) -> Outcome:
        annotation = item.annotation
        blank = Outcome(item.file, annotation, "same", self._entry.slug)
        source = fit(t.Text(), annotation.source) or ""
        own_id, ours = self._own_id(annotation.source)
        known = self._sources.get(source) if source else None
        known = self._names.get(own_id) if known is None and ours else known
        if known is not None:
            same = collapse(known) == collapse(clean(annotation.note))
            return blank if same else replace(blank, verdict="changed")
        if source in self._written:
            return replace(blank, verdict="kept-absent")
        if annotation.private and not self._wanted.private:
            return replace(blank, verdict="private")
        if annotation.reply and not self._wanted.replies:
            return replace(blank, verdict="reply")
        words = fit(t.Paragraphs(), annotation.quote)
        if not words:
            return replace(blank, verdict="wordless")
        size = len(annotation.quote) + len(annotation.note) + sum(map(len, annotation.tags))
        if size > min(LONGEST, self._room):
            return replace(blank, verdict="too-long")
        found = self._anchor(annotation)
        if found is None and annotation.target == "notes":
            # The owner's own words are no words of the paper's body.
            return replace(blank, verdict="not-in-notes")
        told = Particulars(annotation, self._house)
        made = self._make_note(annotation, found, own_id, told) if found else self._make_quote(annotation, words, told)
        if made is None:
            return blank
        if source:
            made["source"] = source
            self._sources[source] = made["note"]
        self._room -= size
        row = {name: made[name] for name in _ORDER if made.get(name)}
        return replace(blank, verdict="margin" if found else "quote", row=row, dropped=tuple(told.dropped))

    def _make_note(
        self, annotation: Annotation, found: _Found, own_id: str, told: Particulars
    ) -> dict[str, Any] | None:
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

    def _make_quote(self, annotation: Annotation, words: str, told: Particulars) -> dict[str, Any] | None:
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
        if place is None or not _is_likely(annotation, target, text.text, *place):
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


class _Found(Value):
    target: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


def _is_likely(annotation: Annotation, target: str, text: str, start: int, end: int) -> bool:
    """Whether the annotation is on this place and not on the same few words in the paper's body: where it says what
    stands around them, that is to be here, before or behind; where it only says a page, that is to be the first."""
    quote = _letters(annotation.quote)
    if annotation.target == target or len(quote) + 2 * sum(not c.isascii() for c in quote) >= TELLING:
        return True
    # A word's worth of letters: further off the texts differ, where one is set in columns or cut short.
    before = _letters(annotation.prefix)[-4:], _letters(text[max(0, start - 40) : start])[-4:]
    behind = _letters(annotation.suffix)[:4], _letters(text[end : end + 40])[:4]
    fits = [mine.endswith(here) or here.endswith(mine) for mine, here in (before,) if mine and here]
    fits += [mine.startswith(here) or here.startswith(mine) for mine, here in (behind,) if mine and here]
    return any(fits) if fits else annotation.page in ("", "1")


def _letters(text: str) -> str:
    return fold(text).replace(" ", "")


def _quote_content(text: str, page: str, note: str) -> tuple[str, str, str]:
    return collapse(text), page, collapse(note)


def _read_notes(notes: str, titles: Mapping[tuple[str, str], str]) -> Folded:
    """The owner's Markdown as it reads, which is what its quotes are of."""

    def resolve(kind: str, key: str) -> Link | None:
        return Link(key, titles[kind, key]) if (kind, key) in titles else None

    return read_prose(render_markdown(notes, resolve)[0]).fold()


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


def _guesses(outcomes: Iterable[Outcome]) -> Iterable[Problem]:
    """Papers that are known by their first author and year alone: the one on the list may be another one."""
    told: set[tuple[str, str]] = set()
    for outcome in outcomes:
        cited = document_name(outcome.annotation) if is_cited_only(outcome.annotation) else ""
        if cited and outcome.verdict in WRITTEN and (cited, outcome.slug) not in told:
            told.add((cited, outcome.slug))
            message = f"“{cited}” is taken for `{outcome.slug}`: the citation says no more than first author and year"
            yield notice("import-citation", message, outcome.annotation.where)


def _odd_links(outcomes: Iterable[Outcome], house: House) -> Iterable[Problem]:
    """Links in new notes that lead nowhere on this list: the note is kept as it is, and `check` will not let it pass."""
    for outcome in outcomes:
        for _, _, kind, key, _ in find_links(outcome.row.get("note", "")):
            if (kind, key) not in house.titles:
                what = "entry" if kind == "paper" else "tag"
                yield warning(
                    "import-link",
                    f"this note links to `{key}`, and there is no such {what}; it is now in `{outcome.slug}`",
                    outcome.annotation.where,
                    "put a backslash before the bracket if it is no link",
                )
