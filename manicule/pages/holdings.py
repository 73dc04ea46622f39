"""What every family of pages draws from: the library, its texts, and each paper's card and row, made once.

In go the Library and its rendered texts, out comes a `Holdings` of plain look-ups. It must not know any family: which of
them there are is said here (`Families`), so that none links to one that is switched off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..formats.bibtex import citation_keys, write_entry
from ..lazily import Made
from ..library import Library
from ..markup import plain_line
from ..model import Entry, Site
from .cards import make_card, make_row
from .margins import gather_notes, gather_quotes
from .parts import Author, Card, EntryCard, Gathered, Link
from .texts import Texts
from .urls import annotator_url, bibliography_url, path_url, person_url, tag_url, year_url

OWN_PAGE = 2
"""From so many papers on the list on, a person has a page."""


MANY = 20_000
"""Papers beyond which no related ones are looked for unless site.yaml says so: it is the one work that is slower than
in proportion."""


@dataclass(frozen=True, slots=True)
class Families:
    """Which families of pages there are: those with something to show that site.yaml does not switch off."""

    tags: bool
    people: bool
    years: bool
    paths: bool
    margin: bool
    works: bool
    cards: bool
    exports: bool
    annotations: bool
    related: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """`rows` and `cards` by slug in the list's order; `bibtex` the entries by slug and `keys` their keys; `people` the
    addresses of those who have a page, by their keys; `signers` the keys of those
    who signed each paper, in its order; `paths` is empty where there are no pages of paths; `noted`
    and `quoted` what stands in the margins, by slug, for those that have any; `tag_noted` the slugs of papers with notes
    that have a tag of their own, by its key; `by_added` the slugs, the latest
    additions first."""

    library: Library
    texts: Texts
    has: Families
    rows: Mapping[str, EntryCard]
    cards: Mapping[str, Card]
    keys: Mapping[str, str]
    bibtex: Mapping[str, str]
    tags: Mapping[str, Link]
    people: Mapping[str, str]
    signers: Mapping[str, tuple[str, ...]]
    paths: Mapping[str, Link]
    annotators: Mapping[str, Author]
    noted: Mapping[str, tuple[Gathered, ...]]
    quoted: Mapping[str, tuple[Gathered, ...]]
    tag_noted: Mapping[str, tuple[str, ...]]
    by_added: tuple[str, ...]

    @property
    def site(self) -> Site:
        return self.library.site

    def year_link(self, year: int) -> Link:
        """Without an address where there are no pages of years."""
        return Link(str(year), year_url(year) if self.has.years else "")

    def bibliography_link(self, of: str, url: str = "") -> Link | None:
        """Where the site has one: of the `list`, or of one of its `paths` or `tags`, whose page is at `url`."""
        return Link("Annotated bibliography", bibliography_url("html", url)) if of in self.site.bibliographies else None

    def authors(self, slug: str) -> tuple[Author, ...]:
        """The names as printed on the paper, each with the person's page if there is one."""
        names = self.library.entries[slug].paper.authors
        keys = self.signers[slug]
        return tuple(Author(name.display, self.people.get(key, "")) for name, key in zip(names, keys, strict=True))


def make_holdings(library: Library, texts: Texts) -> Holdings:
    tags = {key: Link(tag.label, tag_url(key)) for key, tag in library.tags.items()}
    has = _families(library)
    entries = library.entries
    keys = _citation_keys(entries.values())
    exports = library.site.exports
    cards = Made(entries, lambda slug: make_card(entries[slug]))
    wrote = {note.by for entry in entries.values() for note in entry.margin} if has.margin else set()
    wrote |= {quote.by for entry in entries.values() for quote in entry.quotes} if has.margin else set()
    annotators = {
        who.key: Author(who.name, annotator_url(who.key) if who.key in wrote else who.url)
        for who in library.site.annotators
    }
    return Holdings(
        library=library,
        texts=texts,
        has=has,
        rows=Made(entries, lambda slug: make_row(entries[slug], tags, exports)),
        cards=cards,
        keys=keys,
        bibtex=Made(entries, lambda slug: write_entry(keys[slug], entries[slug].paper)),
        tags=tags,
        people={
            key: person_url(person.slug)
            for key, person in library.people.items()
            if has.people and len(person.entries) >= OWN_PAGE
        },
        signers=Made(entries, lambda slug: library.signers(entries[slug].paper)),
        paths={slug: Link(plain_line(path.title), path_url(slug)) for slug, path in library.paths.items() if has.paths},
        annotators=annotators,
        noted=Made(
            {slug: None for slug, entry in entries.items() if entry.margin},
            lambda slug: gather_notes(texts.entries[slug], cards[slug], annotators, tags),
        ),
        quoted=Made(
            {slug: None for slug, entry in entries.items() if entry.quotes},
            lambda slug: gather_quotes(entries[slug], texts.entries[slug], cards[slug], annotators),
        ),
        tag_noted=_tag_noted(entries),
        by_added=_by_added(entries),
    )


def _families(library: Library) -> Families:
    on = dict(library.site.pages)
    noted = any(entry.margin or entry.quotes for entry in library.entries.values())
    return Families(
        tags=bool(library.tags),
        people=bool(library.people) and on.get("people", True),
        years=bool(library.years) and on.get("years", True),
        paths=bool(library.paths) and on.get("paths", True),
        margin=noted and on.get("margin", True),
        works=on.get("works", True),
        cards=bool(library.entries) and on.get("cards", True),
        exports=bool(library.entries) and on.get("exports", True),
        annotations=noted and on.get("annotations", True),
        related=on.get("related", len(library.entries) <= MANY),
    )


def _tag_noted(entries: Mapping[str, Entry]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for slug, entry in entries.items():
        for note in entry.margin:
            for key in note.tags:
                found.setdefault(key, {})[slug] = None
    return {key: tuple(slugs) for key, slugs in found.items()}


def _citation_keys(entries: Iterable[Entry]) -> dict[str, str]:
    """Given out in the order in which papers came on the list, so that a later one never changes an earlier key."""
    ordered = sorted(entries, key=lambda e: (e.added.sort_key if e.added else (0, 0, 0), e.slug))
    keys = citation_keys(entry.paper for entry in ordered)
    return {entry.slug: key for entry, key in zip(ordered, keys, strict=True)}


def _by_added(entries: Mapping[str, Entry]) -> tuple[str, ...]:
    """Latest first, those of one day in the list's order; those that do not say when come last."""

    def age(slug: str) -> tuple[int, int, int]:
        added = entries[slug].added
        year, month, day = added.sort_key if added else (0, 0, 0)
        return (-year, -month, -day)

    return tuple(sorted(entries, key=age))
