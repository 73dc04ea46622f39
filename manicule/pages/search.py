"""What the browser searches, as scripts that hand it over: pages opened from the disk can load nothing else.

In go the `Holdings`, out come planned scripts and the page that searches. What an entry is found by, and how that is laid out,
is `search`'s to know; here it is cut into files. Entries have numbers in the order in which they came on the list, so that a
new one changes few files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from ..formats.csl_writing import write_item
from ..jsontext import write_json
from ..model import IMPORTANCES, KINDS, NOTE_KINDS, STATUSES, Entry, PartialDate
from ..search.index import Index
from ..search.postings import list_texts, write_lists, write_numbers
from ..text import N_
from ..values import Value
from . import labels
from .cards import name_all
from .head import cut_pages, make_head
from .holdings import Holdings
from .parts import Link, Page
from .urls import SEARCH, papers_url, search_url
from .views import SearchView
from .words import Words

ROWS, TEXTS = 16, 4
"""Entries in one file, of what a result shows, and of the texts in which words are shown."""

PARTS = ("abstract", "why", "notes", "margin", "people", "tags")
"""Whose texts are looked through, by their numbers; the title is in the row."""


class PartView(Value):
    start: str
    lines: str


class DataView(Value):
    """What a file hands over: to which function of the browser's, under which number or name."""

    name: str
    key: int
    data: tuple[object, ...]


class CoreView(Value):
    """What is loaded first: how many entries there are, where parts begin, which lengths words have, and what the facets
    are called."""

    count: int
    starts: tuple[str, ...]
    lengths: tuple[int, ...]
    tags: tuple[tuple[str, str, str, str], ...]
    venues: tuple[str, ...]
    annotators: tuple[tuple[str, str], ...]
    exports: bool
    words: Words


def plan_search(holdings: Holdings) -> Iterator[Page]:
    index = holdings.index
    if index is None:
        return
    order = holdings.census.numbered
    venues = _list_venues(holdings)
    yield Page(SEARCH, "search.html", partial(_make_view, holdings))
    yield Page(search_url("core"), write_core, partial(_make_core, holdings, index, venues))
    for start, lines in index.parts.items():
        yield Page(part_url(start), write_part, PartView(start, lines))
    for length, words in index.words.items():
        yield Page(words_url(length), write_data, partial(_make_words, length, words))
    yield Page(search_url("columns", 0), write_data, partial(_make_columns, holdings, venues))
    yield Page(search_url("people", 0), write_data, partial(_make_people, holdings))
    for size, names in ((ROWS, ("rows", "cites")), (TEXTS, ("texts",))):
        for number, slugs in cut_pages(order, size):
            for name in names:
                url, view = search_url(name, number - 1), partial(_MAKERS[name], holdings, number - 1, slugs)
                yield Page(url, write_data, view)


def part_url(start: str) -> str:
    """Of the part whose words begin there: letters that a file's name may have stay."""
    return search_url("part", "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}" for c in start))


def words_url(length: int) -> str:
    return search_url("words", length)


def _make_view(holdings: Holdings) -> SearchView:
    words = holdings.words
    ways = (Link(words.gettext("all papers"), papers_url()), *holdings.ways)
    about = words.gettext("Words from titles, abstracts, notes and margins.")
    return SearchView(make_head(holdings.site, SEARCH, words.gettext("Search"), "search", "search", about), ways)


# The files.


def _make_core(holdings: Holdings, index: Index, venues: dict[str, int]) -> CoreView:
    tags = holdings.library.tags
    return CoreView(
        count=len(holdings.census.numbered),
        starts=tuple(index.parts),
        lengths=tuple(sorted(index.words)),
        tags=tuple(
            (key, tag.label, tag.parent if tag.parent in tags else "", holdings.tags[key].url)
            for key, tag in tags.items()
        ),
        venues=tuple(venues),
        annotators=tuple((who.key, who.name) for who in holdings.site.annotators),
        exports=holdings.has.exports,
        words=holdings.words,
    )


def _list_venues(holdings: Holdings) -> dict[str, int]:
    """In the order in which they came on the list: a new one is the last."""
    venues: dict[str, int] = {}
    for slug in holdings.census.numbered:
        venue = holdings.census.venues.get(slug, "")
        if venue:
            venues.setdefault(venue, len(venues))
    return venues


def _make_words(length: int, words: frozenset[str]) -> DataView:
    return DataView("words", length, (" ".join(sorted(words)),))


def _make_columns(holdings: Holdings, venues: dict[str, int]) -> DataView:
    """By column a value for each entry, or several: numbers in the order of the names that `core` has."""
    census, papers, rows = holdings.census, holdings.papers, holdings.rows
    order = census.numbered
    tags = {key: number for number, key in enumerate(holdings.library.tags)}
    titles = {
        slug: rank
        for rank, slug in enumerate(sorted(order, key=lambda slug: holdings.words.sort_key(rows[slug].title_text)))
    }
    who = {one.key: number for number, one in enumerate(holdings.site.annotators)}

    def find(names: Sequence[str], name: str) -> int:
        return names.index(name) + 1 if name in names else 0

    def has(slug: str) -> int:
        """As bits: an abstract, notes in the margin of each kind, quotes."""
        kinds = {kind for kind, _, _ in census.noted.get(slug, ())}
        bits = [bool(papers[slug].abstract), *(kind in kinds for kind in NOTE_KINDS), slug in census.quoted]
        return sum(1 << place for place, one in enumerate(bits) if one)

    def signed(slug: str) -> list[int]:
        signers = {*(by for _, _, by in census.noted.get(slug, ())), *census.quoted.get(slug, ())}
        return sorted(who[by] for by in signers if by in who)

    single: dict[str, list[int]] = {
        "date": [_number_day(papers[slug].date) for slug in order],
        "kind": [find(KINDS, papers[slug].kind) for slug in order],
        "status": [find(STATUSES, census.statuses[slug]) for slug in order],
        "importance": [find(IMPORTANCES, rows[slug].importance) for slug in order],
        "venue": [venues.get(census.venues.get(slug, ""), -1) + 1 for slug in order],
        "has": [has(slug) for slug in order],
        "title": [titles[slug] for slug in order],
    }
    many: dict[str, list[list[int]]] = {
        "tags": [[tags[key] for key in census.tags[slug] if key in tags] for slug in order],
        "signed": [signed(slug) for slug in order],
    }
    return DataView(
        "columns",
        0,
        (
            tuple((name, *write_numbers(values)) for name, values in single.items()),
            tuple((name, *write_lists(values)) for name, values in many.items()),
        ),
    )


def _number_day(date: PartialDate | None) -> int:
    """Days, with months of 32: from it come the year and the order; 0 without a date."""
    return date.year * 416 + (date.month or 0) * 32 + (date.day or 0) if date else 0


def _make_people(holdings: Holdings) -> DataView:
    """Names, each with who has signed: only loaded where one asks for people."""
    order = holdings.census.numbered
    numbers: dict[str, int] = {}
    signed = []
    for slug in order:
        keys = dict.fromkeys(holdings.signers[slug])
        signed.append(tuple(numbers.setdefault(key, len(numbers)) for key in keys))
    people = holdings.library.people
    names = tuple((people[key].name.display, holdings.people.get(key, "")) for key in numbers)
    return DataView("people", 0, (names, tuple(signed)))


def _make_rows(holdings: Holdings, number: int, slugs: Sequence[str]) -> DataView:
    words = holdings.words
    rows = (holdings.rows[slug] for slug in slugs)
    return DataView(
        "rows",
        number,
        tuple(
            (
                *(row.slug, row.title_text, name_all(row.authors, row.more, words)),
                *(
                    row.date.year if row.date else 0,
                    row.venue,
                    words.gettext(row.status),
                    words.gettext(row.importance),
                    row.notes + row.quotes,
                ),
                tuple(tag.text for tag in row.tags),
            )
            for row in rows
        ),
    )


def _make_texts(holdings: Holdings, number: int, slugs: Sequence[str]) -> DataView:
    return DataView("texts", number, tuple(_list_parts(holdings.library.entries[slug]) for slug in slugs))


def _list_parts(entry: Entry) -> tuple[tuple[int, str, str], ...]:
    """(part, id on the page, text) of those that are shown; what an abstract is cut to is the browser's."""
    return tuple((PARTS.index(part), where, text) for part, where, text in list_texts(entry) if part in PARTS and text)


def _make_cites(holdings: Holdings, number: int, slugs: Sequence[str]) -> DataView:
    keys, papers = holdings.census.keys, holdings.papers
    cites = ((holdings.bibtex[slug], write_item(keys[slug], papers[slug])) for slug in slugs)
    return DataView("cites", number, tuple(cites))


_MAKERS: Mapping[str, Callable[[Holdings, int, Sequence[str]], DataView]] = {
    "rows": _make_rows, "cites": _make_cites, "texts": _make_texts,
}  # fmt: skip


_HAS = (N_("with an abstract"), N_("with quotes"))
_HAS_NOTE = {
    "comment": N_("with a comment"),
    "question": N_("with a question"),
    "claim": N_("with a claim"),
    "doubt": N_("with a doubt"),
    "highlight": N_("with a highlight"),
}


# As scripts.


def write_part(view: PartView) -> str:
    return f"maniculeSearch.part({write_json(view.start)}, {write_json(view.lines)});\n"


def write_data(view: DataView) -> str:
    return f"maniculeSearch.{view.name}({view.key}, {write_json(view.data)});\n"


def write_core(view: CoreView) -> str:
    facts = {
        "count": view.count,
        "starts": view.starts,
        "lengths": view.lengths,
        "tags": view.tags,
        "venues": view.venues,
        "annotators": view.annotators,
        "exports": view.exports,
        "kinds": KINDS,
        "statuses": STATUSES,
        "importances": IMPORTANCES,
        "noteKinds": NOTE_KINDS,
        "said": {
            "kind": [view.words.gettext(labels.PAPER_KINDS[kind]) for kind in KINDS],
            "status": [view.words.gettext(labels.STATUSES[status]) for status in STATUSES],
            "importance": [view.words.gettext(labels.IMPORTANCES[importance]) for importance in IMPORTANCES],
            "note": [view.words.gettext(one) for one in (_HAS[0], *(_HAS_NOTE[kind] for kind in NOTE_KINDS), _HAS[1])],
        },
    }
    return f"maniculeSearch.core({write_json(facts)});\n"
