"""What pages tell of all entries together, counted once: who has notes, in what order papers came, what they are called.

In goes the Library, out comes a `Census` of plain values, so that a plan can be made again without reading every entry
once more. It must not know any family, but which of them there are (`Families`): none links to one that is switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from ..collation import OTHERWISE, initial, make_sort_key
from ..formats.bibtex import citation_keys
from ..library import Library, Somebody
from ..model import Entry, PartialDate, Site
from ..values import Value, replace
from .urls import HOME, page_url, person_url

OWN_PAGE = 2
"""From so many papers on the list on, a person has a page."""

LONG_BIBLIOGRAPHY = 1_000
"""Papers beyond which the list has no bibliography, which is one page, unless site.yaml says so."""

MAPPED = (5, 3_000)
"""Papers from which on there is a map, and beyond which there is none unless site.yaml says so: it is one page."""

SortKey = Callable[[str], tuple[object, ...]]

MANY = 20_000
"""Papers beyond which no related ones are looked for unless site.yaml says so: it is the one work that is slower than
in proportion."""


class Families(Value):
    """Which families of pages there are: those with something to show that site.yaml does not switch off; of what
    there are `bibliographies`; and in what formats files of the list, of tags and so on (`downloads`), and
    their `feeds`."""

    papers: bool
    tags: bool
    people: bool
    years: bool
    paths: bool
    margin: bool
    works: bool
    cards: bool
    annotations: bool
    related: bool
    search: bool
    map: bool
    metadata: bool
    health: bool
    bibliographies: tuple[str, ...]
    downloads: Mapping[str, tuple[str, ...]]
    feeds: Mapping[str, tuple[str, ...]]

    @property
    def words_elsewhere(self) -> bool:
        """Whether what is said of a paper is shown on other pages than its own as well."""
        wide = self.margin or self.cards or self.annotations or self.search
        return wide or not {"list", "tags"}.isdisjoint(self.bibliographies)

    @property
    def exports(self) -> bool:
        """Whether there are files of the whole list."""
        return bool(self.downloads.get("list"))


class Census(Value):
    """By slug, each in the list's order: the citation `keys`, `tags`, `statuses`, `venues` of those that have one, and of
    those that have any, the margin notes (`noted`: kind, whether anything is said, and who signed it) and quotes
    (`quoted`: who signed it). `tag_noted` has the slugs of papers with notes that have a tag of their own, by its key; `wrote` those who signed a note or
    quote; `people` the addresses of those who have a page, by their keys, and `letters` the keys of all by what their family names
    begin with, both in the order of these; `aliases` are (former slug, slug). `numbered` are the slugs in the order in which they came on the list, so that a later one never changes an
    earlier one's number; `by_added` the latest additions first, of which the first `dated` say when, with the first and the
    last day of an addition; `by_name` by the first authors' names, where a bibliography is wanted."""

    has: Families
    keys: Mapping[str, str]
    numbered: tuple[str, ...]
    venues: Mapping[str, str]
    tags: Mapping[str, tuple[str, ...]]
    statuses: Mapping[str, str]
    noted: Mapping[str, tuple[tuple[str, bool, str], ...]]
    quoted: Mapping[str, tuple[str, ...]]
    tag_noted: Mapping[str, tuple[str, ...]]
    wrote: tuple[str, ...]
    people: Mapping[str, str]
    letters: Mapping[str, tuple[str, ...]]
    aliases: tuple[tuple[str, str], ...]
    by_added: tuple[str, ...]
    by_name: tuple[str, ...]
    dated: int
    first_added: PartialDate | None
    last_added: PartialDate | None

    def most_notes(self) -> int:
        """The greatest number of notes on any page; plain highlights are none."""
        return max((sum(said for _, said, _ in notes) for notes in self.noted.values()), default=0)

    def count_notes(self, kind: str) -> int:
        """Notes of that kind; plain highlights are none."""
        return sum(said and of == kind for notes in self.noted.values() for of, said, _ in notes)


def take_census(library: Library) -> Census:
    entries = library.entries
    noted = {slug: _list_notes(entry) for slug, entry in entries.items() if entry.margin}
    quoted = {slug: _list_quotes(entry) for slug, entry in entries.items() if entry.quotes}
    wrote = {by for notes in noted.values() for _, _, by in notes} | {by for found in quoted.values() for by in found}
    by_added = _by_added(entries)
    days = [day for slug in by_added if (day := entries[slug].added)]
    has = _families(library, bool(noted or quoted), bool(days))
    language = library.site.language
    sort_key = make_sort_key(language)
    people = sorted(library.people.values(), key=partial(by_family_name, sort_key)) if has.people else ()
    numbered = _in_order_of_coming(entries.values())
    return Census(
        has=has,
        keys=_citation_keys(numbered),
        numbered=tuple(entry.slug for entry in numbered),
        venues={slug: entry.paper.venue for slug, entry in entries.items() if entry.paper.venue},
        tags={slug: entry.tags for slug, entry in entries.items()},
        statuses={slug: entry.status for slug, entry in entries.items()},
        noted=noted,
        quoted=quoted,
        tag_noted=_tag_noted(entries[slug] for slug in noted),
        wrote=tuple(sorted(wrote)),
        people={one.key: person_url(one.slug) for one in people if len(one.entries) >= OWN_PAGE},
        letters=_by_letter(people, language),
        aliases=tuple((alias, slug) for slug, entry in entries.items() for alias in entry.aliases),
        by_added=by_added,
        by_name=_by_name(entries.values(), sort_key) if {"list", "tags"} & set(has.bibliographies) else (),
        dated=len(days),
        first_added=days[-1] if days else None,
        last_added=days[0] if days else None,
    )


def change_census(census: Census, entries: Mapping[str, Entry]) -> Census:
    """With what these entries say now of their notes, quotes, tags and how far their owner is with them; the rest as it
    was, so this is for a first look."""
    return replace(
        census,
        noted={**census.noted, **{slug: _list_notes(entry) for slug, entry in entries.items()}},
        quoted={**census.quoted, **{slug: _list_quotes(entry) for slug, entry in entries.items()}},
        tags={**census.tags, **{slug: entry.tags for slug, entry in entries.items()}},
        statuses={**census.statuses, **{slug: entry.status for slug, entry in entries.items()}},
    )


def _list_notes(entry: Entry) -> tuple[tuple[str, bool, str], ...]:
    return tuple((note.kind, bool(note.note), note.by) for note in entry.margin)


def _list_quotes(entry: Entry) -> tuple[str, ...]:
    return tuple(quote.by for quote in entry.quotes)


def _families(library: Library, noted: bool, dated: bool) -> Families:
    on = dict(library.site.pages)
    return Families(
        papers=bool(library.entries) or not any(page_url(page.slug) == HOME for page in library.pages),
        tags=bool(library.tags),
        people=bool(library.people) and on.get("people", True),
        years=bool(library.years) and on.get("years", True),
        paths=bool(library.paths) and on.get("paths", True),
        margin=noted and on.get("margin", True),
        works=on.get("works", True),
        cards=bool(library.entries) and on.get("cards", True),
        annotations=noted and on.get("annotations", True),
        related=wants_related(library.site, len(library.entries)),
        search=wants_search(library.site) and bool(library.entries),
        map=MAPPED[0] <= len(library.entries) and on.get("map", len(library.entries) <= MAPPED[1]),
        metadata=on.get("metadata", True),
        health=wants_health(library.site),
        bibliographies=_bibliographies(library.site, len(library.entries)),
        downloads=_downloads(library.site) if library.entries and on.get("exports", True) else {},
        feeds=_feeds(library.site) if library.site.url and dated else {},
    )


def wants_related(site: Site, papers: int) -> bool:
    """Whether related papers are shown on a list of so many."""
    return dict(site.pages).get("related", papers <= MANY)


def wants_search(site: Site) -> bool:
    return dict(site.pages).get("search", True)


def wants_health(site: Site) -> bool:
    """Only where it is asked for: what a list lacks is for its owner to know, and to show."""
    return dict(site.pages).get("health", False)


def _bibliographies(site: Site, papers: int) -> tuple[str, ...]:
    if site.bibliographies is not None:
        return site.bibliographies
    return ("list", "paths") if papers <= LONG_BIBLIOGRAPHY else ("paths",)


def _downloads(site: Site) -> Mapping[str, tuple[str, ...]]:
    return {"list": ("bib", "json"), "paths": ("bib",), **dict(site.downloads)}


def _feeds(site: Site) -> Mapping[str, tuple[str, ...]]:
    """A feed tells of additions, at addresses: there has to be one with a date, and the site has to know its own."""
    return {"list": ("atom", "json"), "tags": ("atom",), "paths": ("atom",), **dict(site.feeds)}


def _tag_noted(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for entry in entries:
        for note in entry.margin:
            for key in note.tags:
                found.setdefault(key, {})[entry.slug] = None
    return {key: tuple(slugs) for key, slugs in found.items()}


def _in_order_of_coming(entries: Iterable[Entry]) -> list[Entry]:
    """Those that do not say when first."""
    return sorted(entries, key=lambda e: (e.added.sort_key if e.added else (0, 0, 0), e.slug))


def _citation_keys(ordered: Sequence[Entry]) -> dict[str, str]:
    """Given out in the order in which papers came on the list, so that a later one never changes an earlier key."""
    keys = citation_keys(entry.paper for entry in ordered)
    return {entry.slug: key for entry, key in zip(ordered, keys, strict=True)}


def _by_added(entries: Mapping[str, Entry]) -> tuple[str, ...]:
    """Latest first, those of one day in the list's order; those that do not say when come last."""

    def age(slug: str) -> tuple[int, int, int]:
        added = entries[slug].added
        year, month, day = added.sort_key if added else (0, 0, 0)
        return (-year, -month, -day)

    return tuple(sorted(entries, key=age))


def by_family_name(sort_key: SortKey, person: Somebody) -> tuple[object, ...]:
    return (*sort_key(person.name.inverted), person.key)


def _by_letter(people: Iterable[Somebody], language: str) -> dict[str, tuple[str, ...]]:
    """As the alphabet has the letters, then what begins otherwise."""
    letters: dict[str, list[str]] = {}
    for person in people:
        letters.setdefault(initial(person.name.inverted, language), []).append(person.key)
    sort_key = make_sort_key(language)
    labels = sorted(letters, key=lambda label: (label == OTHERWISE, sort_key(label)))
    return {label: tuple(letters[label]) for label in labels}


def _by_name(entries: Iterable[Entry], sort_key: SortKey) -> tuple[str, ...]:
    """By the first author's family name, then by date; those without authors by their titles."""

    def name(entry: Entry) -> tuple[object, ...]:
        paper = entry.paper
        first = paper.authors[0].inverted if paper.authors else paper.title
        return (*sort_key(first), paper.date.sort_key if paper.date else (0, 0, 0), *sort_key(paper.title), entry.slug)

    return tuple(entry.slug for entry in sorted(entries, key=name))
