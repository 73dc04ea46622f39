"""Every text of the content as Html, rendered once and shared by all pages that show it.

In goes the Library, out come the texts of each entry, tag, path and page with links from the site's root (a page
moves them with `.at(root)`), and what rendering remarked on, with its place. It must not know where a text is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from ..content import anchor_note
from ..lazily import LONG, Made
from ..library import Library
from ..marking import Prose, mark_prose, read_prose
from ..markup import BACKLINK, Html, Link, Mark, Remark, plain_line, render_line, render_markdown, render_passage
from ..model import NOTE_TARGETS, NOWHERE, Entry, MarginNote, ReadingPath
from ..problems import Problem, Where
from ..safehtml import escape
from ..text import digest
from ..values import Value
from .parts import NO_HTML
from .tongues import mark_line, mark_own
from .urls import page_url, paper_url, tag_url
from .words import Words

PAGE_IDS = frozenset({"main", "abstract", "notes", "quotes", "relations", "related", "mentions", "cite", "why"})
"""Ids that the page of a paper has of its own: no note can be called so."""

Resolve = Callable[[str, str], Link | None]

Place = tuple[Mapping[str, Where], str]
"""Where a text stands: the places of a file's fields and the field's name. They may have to be looked up, and are only
where something is to be remarked."""


class PathTexts(Value):
    """`whys` are the reasons of the steps, in order."""

    title: Html
    intro: Html
    whys: tuple[Html, ...]


class Texts(Value):
    """`relation` gives the note of a relation by its Markdown, since both ends show it. `remarks` is what there is
    to say of each entry's texts."""

    entries: Mapping[str, EntryTexts]
    remarks: Mapping[str, tuple[Problem, ...]]
    tags: Mapping[str, Html]
    paths: Mapping[str, PathTexts]
    pages: Mapping[str, tuple[Html, Html]]
    relation: Callable[[str], Html]


def render_texts(library: Library, words: Words, again: bool = True) -> tuple[Texts, tuple[Problem, ...]]:
    """The problems are those of all texts but the entries', which are rendered when they are asked for:
    `Texts.remarks` has theirs. `again`: they are shown elsewhere than with their papers, too."""
    entries = library.entries
    resolve = _make_resolve(library)
    desk = _Desk(resolve, words)

    def render_relation(note: str) -> Html:
        return _render_relation(note, _Desk(resolve, words), ({}, ""))

    most = len(entries) if again and len(entries) <= LONG else None
    rendered = Made(entries, lambda slug: EntryTexts(entries[slug], _Desk(resolve, words)), most)
    texts = Texts(
        entries=rendered,
        remarks=Made(entries, lambda slug: rendered[slug].find_remarks(), most),
        tags={
            key: desk.markdown(tag.description, (tag.places, "description"), "about")
            for key, tag in library.tags.items()
        },
        paths={slug: _render_path(path, desk) for slug, path in library.paths.items()},
        pages={
            page.slug: (desk.line(page.title, _at(page.where)), desk.markdown(page.body, _at(page.where), ""))
            for page in library.pages
        },
        relation=cache(render_relation),
    )
    return texts, tuple(desk.problems)


def _at(where: Where) -> Place:
    return {"": where}, ""


@dataclass(slots=True)
class _Desk:
    """Renders, and gathers the remarks as problems at the places of the texts."""

    resolve: Resolve
    words: Words
    problems: list[Problem] = field(default_factory=list)

    def markdown(self, text: str, place: Place, ids: str) -> Html:
        if not text:
            return NO_HTML
        html, remarks = render_markdown(text, self.resolve, ids)
        html = mark_own(self._note(html, remarks, text, place), self.words)
        if not self.words.locale or BACKLINK not in html:
            return html
        back = escape(self.words.gettext("Back to the text"))
        return Html(str(html).replace(f'title="{BACKLINK}"', f'title="{back}"'))

    def line(self, text: str, place: Place, language: str = "") -> Html:
        if not text:
            return NO_HTML
        html, remarks = render_line(text)
        return mark_line(self._note(html, remarks, text, place), language, self.words)

    def passage(self, text: str, place: Place, marks: Sequence[Mark] = ()) -> Html:
        if not text:
            return NO_HTML
        html, remarks = render_passage(text, marks)
        return self._note(html, remarks, text, place)

    def anchor(self, margin: Iterable[MarginNote], prose: Prose) -> tuple[MarginNote, ...]:
        """The notes with the ranges of those on the owner's text, which only now can be found."""
        folded = prose.fold()
        anchored = []
        for note in margin:
            if note.target == "notes":
                note, found = anchor_note(note, folded)
                self.problems += found
            anchored.append(note)
        return tuple(anchored)

    def _note(self, html: Html, remarks: tuple[Remark, ...], text: str, place: Place) -> Html:
        for remark in remarks:
            places, name = place
            where = places.get(name, NOWHERE)
            if remark.offset >= 0:
                where = where.within(text, remark.offset, remark.width)
            self.problems.append(Problem(remark.level, remark.code, remark.message, where))
        return html


def _make_resolve(library: Library) -> Resolve:
    """Links to entries and tags, and to pages by their files' names; the library has told of entries and tags that there
    are not. A file of the owner's own, or one that a build makes, may end in `.md` as well."""
    pages = {page.slug: Link(page_url(page.slug), plain_line(page.title)) for page in library.pages}
    files = {*library.files, "bibliography.md", "list.md"}
    entries = library.entries
    papers = Made(entries, lambda key: Link(paper_url(key), plain_line(entries[key].paper.title)), len(entries))

    def resolve(kind: str, key: str) -> Link | None:
        if kind == "paper" and key in entries:
            return papers[key]
        if kind == "tag" and key in library.tags:
            return Link(tag_url(key), library.tags[key].label)
        if kind == "page":
            return pages.get(key) or (Link(f"{key}.md", key) if f"{key}.md" in files else None)
        return None

    return resolve


def reading_order(margin: Sequence[MarginNote]) -> list[int]:
    """The places of the notes as they are read: on the title, along the abstract, on the notes; each where its words
    end, which is where its number stands."""
    return sorted(range(len(margin)), key=lambda n: (_TARGETS[margin[n].target], margin[n].end, -margin[n].start, n))


def number_notes(margin: Sequence[MarginNote]) -> tuple[int, ...]:
    """The number of each margin note as it is read; 0 for plain highlights, which say nothing."""
    order = (n for n in reading_order(margin) if margin[n].note)
    places = {n: number for number, n in enumerate(order, start=1)}
    return tuple(places.get(n, 0) for n in range(len(margin)))


def name_notes(entry: Entry) -> tuple[str, ...]:
    """The note's ids, as the page has them: one that the page itself uses gets `note-` in front."""
    stated = {note.id for note in entry.margin}
    names = []
    for note in entry.margin:
        name = note.id
        while name in PAGE_IDS or (name != note.id and name in stated):
            name = f"note-{name}"
        names.append(name)
    return tuple(names)


class EntryTexts:
    """The texts of an entry, each set when it is first asked for, since lists show but a few of them. `abstract` has the marks
    of the margin notes, as `marked_title` and `marked_notes` have them; `title` and `notes` are without."""

    def __init__(self, entry: Entry, desk: _Desk) -> None:
        self._entry = entry
        self._desk = desk

    @cached_property
    def title(self) -> Html:
        paper = self._entry.paper
        return self._desk.line(paper.title, (self._entry.places, "title"), paper.language)

    @cached_property
    def marked_title(self) -> Html:
        paper, marks = self._entry.paper, self._marks["title"]
        if not marks:
            return self.title
        html, _ = render_passage(paper.title, marks, inline=True)
        return mark_line(html, paper.language, self._desk.words)

    @cached_property
    def why(self) -> Html:
        return self._desk.line(self._entry.why, (self._entry.places, "why"))

    @cached_property
    def abstract(self) -> Html:
        return self._desk.passage(self._entry.paper.abstract, (self._entry.places, "abstract"), self._marks["abstract"])

    @cached_property
    def notes(self) -> Html:
        return self._desk.markdown(self._entry.notes, (self._entry.places, "notes"), f"{self._entry.slug}-notes")

    @cached_property
    def marked_notes(self) -> Html:
        marks = self._marks["notes"]
        return mark_prose(self._prose, marks) if self._prose and marks else self.notes

    @cached_property
    def margin(self) -> tuple[Html, ...]:
        """What the margin notes say, in the order of the entry."""
        return tuple(
            self._desk.markdown(note.note, (note.places, "note"), f"{self._entry.slug}-{note.id}")
            for note in self._entry.margin
        )

    @cached_property
    def noted(self) -> tuple[MarginNote, ...]:
        """The margin notes, with the ranges of the texts in `quotable` that their quotes are."""
        return self._desk.anchor(self._entry.margin, self._prose) if self._prose else self._entry.margin

    @cached_property
    def quotable(self) -> Mapping[str, str]:
        paper, notes = self._entry.paper, self._prose.text if self._prose else ""
        return {"title": paper.title, "abstract": paper.abstract, "notes": notes}

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The number of each margin note on the page, 0 for plain highlights."""
        return number_notes(self.noted)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """What each margin note is called there."""
        return name_notes(self._entry)

    @cached_property
    def quotes(self) -> tuple[tuple[Html, Html], ...]:
        """The text of each, and what is noted on it."""
        return tuple(
            (
                self._desk.passage(quote.text, (quote.places, "text")),
                self._desk.markdown(quote.note, (quote.places, "note"), f"{self._entry.slug}-q{number}"),
            )
            for number, quote in enumerate(self._entry.quotes, start=1)
        )

    def find_remarks(self) -> tuple[Problem, ...]:
        """What there is to say of all of them."""
        for number, relation in enumerate(self._entry.relations):
            # What there is to say of it is said here; the other end only shows it.
            _render_relation(relation.note, self._desk, (self._entry.places, f"relations.{number}.note"))
        _ = self.title, self.why, self.abstract, self.notes, self.noted, self.margin, self.quotes
        return tuple(self._desk.problems)

    @cached_property
    def _prose(self) -> Prose | None:
        """The owner's notes as text, if any margin note is on them."""
        return read_prose(self.notes) if any(note.target == "notes" for note in self._entry.margin) else None

    @cached_property
    def _marks(self) -> Mapping[str, tuple[Mark, ...]]:
        """Of each text."""
        marks: dict[str, list[Mark]] = {target: [] for target in NOTE_TARGETS}
        for note, number, name in zip(self.noted, self.numbers, self.ids, strict=True):
            if note.start >= 0:
                label = self._desk.words.gettext("Note %(number)s", number=number)
                marks[note.target].append(Mark(note.start, note.end, note.kind, name, number, label))
        return {target: tuple(found) for target, found in marks.items()}


def _render_relation(note: str, desk: _Desk, place: Place) -> Html:
    return desk.markdown(note, place, f"r-{digest(note)[:8]}")


def _render_path(path: ReadingPath, desk: _Desk) -> PathTexts:
    return PathTexts(
        title=desk.line(path.title, (path.places, "title")),
        intro=desk.markdown(path.intro, (path.places, "intro"), f"{path.slug}-intro"),
        whys=tuple(desk.line(step.why, (step.places, "why")) for step in path.steps),
    )


_TARGETS = {"title": 0, "abstract": 1, "notes": 2}
