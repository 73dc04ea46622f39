"""People: an index of everybody who signed, and a page for whoever signed more than one paper.

In go the `Holdings`, out come planned pages. Who is one person under two names is the library's to know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from heapq import nsmallest

from ..library import Somebody
from ..values import replace
from .counting import by_frequency, count_papers
from .head import cut_list, make_head, make_list_pager, page_title
from .holdings import Holdings
from .linked_data import describe_list
from .parts import Counted, Link, Page, Pager
from .urls import people_url, person_url
from .views import IndexView, PersonView
from .words import Words, capital

LONG = 300
"""An index of more people than this has a page for each letter."""

BESIDE = 8
FREQUENT = 100
"""So many people are named on the first page of a long index."""

Section = tuple[str, tuple[Counted, ...]]


def plan_people(holdings: Holdings) -> Iterator[Page]:
    if not holdings.has.people:
        return
    yield from _plan_index(holdings)
    ranks = {key: rank for rank, key in enumerate(holdings.people)}
    for key in holdings.people:
        yield from _plan_person(holdings, holdings.library.people[key], ranks)


# The index.


def _plan_index(holdings: Holdings) -> Iterator[Page]:
    """By family name: all on one page, or a page for each letter."""
    letters = holdings.census.letters
    total = sum(len(keys) for keys in letters.values())
    words = holdings.words
    title = words.gettext("People")
    lede = words.gettext("%(authors)s, by family name.", authors=_count_authors(total, words))
    path = people_url()
    head = make_head(holdings.site, path, title, "people", "people", lede)
    if total <= LONG:
        yield Page(path, "index.html", lambda: IndexView(head, title, lede, _count_all(holdings, letters)))
        return
    links = tuple(Link(words.gettext(label), people_url(_address(label))) for label in letters)

    def make_first() -> IndexView:
        most = {words.gettext("Most papers"): _find_frequent(holdings)} if holdings.people else {}
        return IndexView(head, title, lede, _count_all(holdings, most), pager=Pager(0, len(links), links))

    def make_view(number: int, label: str, path: str) -> IndexView:
        return IndexView(
            head=make_head(
                holdings.site,
                path,
                words.gettext("People: %(letter)s", letter=words.gettext(label)),
                "people",
                "people",
            ),
            title=title,
            lede=words.gettext(
                "%(authors)s under %(letter)s.",
                authors=_count_authors(len(letters[label]), words),
                letter=words.gettext(label),
            ),
            sections=_count_all(holdings, {label: letters[label]}),
            pager=Pager(number, len(links), links),
        )

    yield Page(path, "index.html", make_first)
    for number, label in enumerate(letters, start=1):
        path = people_url(_address(label))
        yield Page(path, "index.html", partial(make_view, number, label, path))


def _count_authors(total: int, words: Words) -> str:
    return capital(words.ngettext("%(count)s author", "%(count)s authors", total))


def _find_frequent(holdings: Holdings) -> tuple[str, ...]:
    people = (holdings.library.people[key] for key in holdings.people)
    return tuple(person.key for person in nsmallest(FREQUENT, people, key=partial(by_frequency, holdings.words)))


def _address(label: str) -> str:
    """Letters other than those of ASCII by their numbers."""
    return "".join(c if c.isascii() else f"u{ord(c):x}" for c in label.lower())


def _count_all(holdings: Holdings, sections: Mapping[str, Sequence[str]]) -> tuple[Section, ...]:
    people = holdings.library.people
    return tuple(
        (holdings.words.gettext(label), tuple(_count(holdings, people[key]) for key in keys))
        for label, keys in sections.items()
    )


def _count(holdings: Holdings, person: Somebody) -> Counted:
    """With a link to the person's page or, for those of a single paper, to that."""
    url = holdings.people.get(person.key) or holdings.rows[person.entries[0]].url
    return Counted(person.name.inverted, url, len(person.entries))


# A person.


def _plan_person(holdings: Holdings, person: Somebody, ranks: Mapping[str, int]) -> Iterator[Page]:
    words, name = holdings.words, person.name.display
    total = len(person.entries)
    heading = capital(count_papers(total, words))
    names = tuple(printed for printed in person.printed if printed != name)

    def url(number: int) -> str:
        return person_url(person.slug, number)

    def make_view(number: int, part: tuple[str, ...]) -> PersonView:
        about = "" if number else words.gettext("%(papers)s by %(name)s.", papers=heading, name=name)
        head = make_head(holdings.site, url(number), page_title(name, number, words), "people", "person", about)
        page = person_url(person.slug)
        named = words.gettext("Papers by %(name)s", name=name)
        feeds = () if number else holdings.feed_links("people", named, page, person.entries)
        cards = tuple(holdings.rows[slug] for slug in part)
        return PersonView(
            head=describe_list(replace(head, feeds=feeds), holdings, name, cards),
            name=name,
            names=names,
            links=_links(person, words),
            with_=() if number else _beside(holdings, person, ranks),
            tags=() if number else _tags(holdings, person),
            cards=cards,
            pager=make_list_pager(number, total, url),
            heading=words.gettext("Page %(number)s", number=number) if number else heading,
            downloads=() if number else holdings.download_links("people", person_url(person.slug)),
        )

    for number, part in cut_list(person.entries):
        yield Page(url(number), "person.html", partial(make_view, number, part))


def _links(person: Somebody, words: Words) -> tuple[Link, ...]:
    known = person.known
    if known is None:
        return ()
    links = [Link(words.gettext("Own page"), known.url)] if known.url else []
    links += [Link("ORCID", f"https://orcid.org/{known.orcid}", known.orcid)] if known.orcid else []
    return tuple(links)


def _beside(holdings: Holdings, person: Somebody, ranks: Mapping[str, int]) -> tuple[Counted, ...]:
    """Who signs most often beside this person; those who have a page."""
    library = holdings.library
    found = Counter(
        key
        for slug in person.entries
        for key in dict.fromkeys(holdings.signers[slug])
        if key != person.key and key in holdings.people
    )
    order = sorted(found, key=lambda key: (-found[key], ranks[key]))
    return tuple(Counted(library.people[key].name.display, holdings.people[key], found[key]) for key in order[:BESIDE])


def _tags(holdings: Holdings, person: Somebody) -> tuple[Counted, ...]:
    tags = holdings.census.tags
    found = Counter(key for slug in person.entries for key in tags[slug] if key in holdings.tags)
    order = sorted(found, key=lambda key: (-found[key], *holdings.words.sort_key(holdings.tags[key].text), key))
    return tuple(Counted(holdings.tags[key].text, holdings.tags[key].url, found[key]) for key in order[:BESIDE])
