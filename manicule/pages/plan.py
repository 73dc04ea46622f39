"""The whole site on one screen: a Library to all planned pages.

In go the Library, the texts of the assets and pages that only copy files; out come the pages, the facts that each of
them may show, and what is wrong. It renders no template and touches no disk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..lazily import Asked, Replaced
from ..library import Library
from ..markup import plain_line
from ..problems import Problem, Where, error
from ..related import Related
from ..search.index import Index, build_index, change_index, join_postings
from ..search.postings import list_postings, tag_postings
from ..terms import Term
from ..text import place_key
from ..values import Value, field
from ..workers import answer_all
from .annotations import plan_annotations
from .assets import Assets, plan_assets
from .bibliography import plan_bibliographies
from .census import Census, take_census
from .crawlers import plan_sitemap
from .exports import list_exports, plan_exports
from .feeds import list_feeds, plan_feeds
from .health import plan_health
from .holdings import Holdings, make_holdings
from .home import plan_home
from .hovercards import count_shards, plan_hovercards
from .listings import plan_list, plan_years
from .margin import plan_margin
from .neighbours import Nearby, find_moved, find_nearness, gather_nearby, list_terms
from .overview import plan_overview
from .papers import plan_papers
from .parts import Link, Page, SiteFacts
from .paths import plan_paths
from .people import plan_people
from .picture import check_picture, plan_picture
from .prose import group_pages, plan_prose
from .search import plan_search
from .tags import plan_tags
from .texts import render_texts
from .twins import plan_twins
from .urls import (
    HEALTH,
    HOME,
    MARGIN,
    OVERVIEW,
    PATHS,
    TAGS,
    YEARS,
    page_url,
    paper_url,
    papers_url,
    path_url,
    people_url,
    tag_url,
)
from .words import ENGLISH, Words
from .works import plan_works


class Traits(NamedTuple):
    """What of an entry alone can be found out once: the terms that it is about, and the postings that find it."""

    terms: Sequence[Term] = ()
    postings: str = ""


class Planned(Value):
    """The pages and the facts of the site; the problems found so far, and what there is to say of each entry's texts,
    which is known when these are rendered. `asked` notes whose own words are asked for while a view is made;
    `asked_by_plan` are those that the plan itself depends on."""

    pages: tuple[Page, ...]
    site: SiteFacts
    problems: tuple[Problem, ...]
    remarks: Mapping[str, tuple[Problem, ...]]
    known: Known
    related: Related | None
    asked: Asked
    asked_by_plan: frozenset[str]


class Known(Value):
    """What is known of a library before it is planned: its `census`, the neighbours of its papers (`nearby`), and the
    `index` by which they are searched."""

    census: Census
    nearby: Mapping[str, Nearby]
    index: Index | None = None


class Last(Value):
    """What was known when the list was last planned, from which finding it again goes on. `had` are the entries that have
    changed since, with all postings that they had then; None where too many have, or what tags are called."""

    known: Known
    related: Related | None
    had: Mapping[str, Sequence[tuple[str, str]]] | None


class Given(Value):
    """What there is of a library that is to be planned anew: its `census`, if it was taken, the `traits` of its entries that
    were asked for, and the `last` plan."""

    census: Census | None = None
    traits: Mapping[str, Traits] = field(default_factory=dict)
    last: Last | None = None


def plan_pages(
    library: Library,
    assets: Assets,
    copies: Iterable[Page] = (),
    words: Words = ENGLISH,
    given: Known | Given | None = None,
) -> Planned:
    """Every page of the site, in the order of the families. `copies` are the owner's own files, planned elsewhere.
    Two pages with one path are an error: one would overwrite the other. Whoever knows the library has planned it before,
    with the same paths."""
    known, related = (given, None) if isinstance(given, Known) else _find_known(library, given or Given())
    texts, problems = render_texts(library, words, known.census.has.words_elsewhere)
    asked = Asked()
    holdings = make_holdings(library, words, texts, known.census, known.nearby, asked, known.index)
    pages = [page for plan in FAMILIES for page in plan(holdings)]
    pages += plan_sitemap(holdings, pages)
    pages += plan_assets(assets, holdings.census.most_notes(), words)
    pages += copies
    found = (*problems, *check_picture(library.site))
    if not isinstance(given, Known):
        found = (*found, *_check_paths(library, pages))
    facts, by_plan = list_facts_of_site(holdings), frozenset(asked.keys)
    return Planned(tuple(pages), facts, found, texts.remarks, known, related, asked, by_plan)


def plan_first_look(library: Library, slugs: Collection[str], known: Known, words: Words = ENGLISH) -> Planned:
    """Only the pages of these papers, by what is known of the library as it was before they were changed."""
    texts, problems = render_texts(library, words)
    asked = Asked()
    holdings = make_holdings(library, words, texts, known.census, known.nearby, asked, known.index)
    pages = tuple(page for page in plan_papers(holdings) if page.about in slugs)
    remarks = {slug: texts.remarks[slug] for slug in slugs}
    return Planned(pages, list_facts_of_site(holdings), problems, remarks, known, None, asked, frozenset())


def _find_known(library: Library, given: Given) -> tuple[Known, Related | None]:
    census = given.census or take_census(library)
    last, terms = given.last, _list_terms(library, given.traits) if census.has.related else {}
    anew = census.has.related and census.has.search and (last is None or last.had is None)
    related, index = answer_all(
        (
            lambda: find_nearness(library, terms, last.related if last else None) if census.has.related else None,
            lambda: _make_index(library, census, given),
        ),
        len(library.entries) if anew else 0,
    )
    return Known(census, _find_nearby(related, terms, last) if related else {}, index), related


def _list_terms(library: Library, traits: Mapping[str, Traits]) -> Mapping[str, Sequence[Term]]:
    """Of each entry; one whose terms are known is not asked for, which of a long list would have it unpacked."""
    entries = library.entries
    return {slug: traits[slug].terms if slug in traits else list_terms(entries[slug]) for slug in entries}


def _find_nearby(related: Related, terms: Mapping[str, Sequence[Term]], last: Last | None) -> Mapping[str, Nearby]:
    if last and last.related and last.had is not None and last.known.nearby.keys() == related.nearest.keys():
        before, changed = last.known.nearby, {slug: terms[slug] for slug in last.had}
        return Replaced(before, find_moved(related, last.related, changed, before))
    return gather_nearby(related, terms)


def _make_index(library: Library, census: Census, given: Given) -> Index | None:
    """By the order in which entries came on the list: if new ones have, the others keep their numbers."""
    if not census.has.search:
        return None
    last, order = given.last, census.numbered

    def postings(slug: str) -> str:
        return given.traits[slug].postings if slug in given.traits else list_postings(library.entries[slug])

    if last and last.known.index and last.had is not None:
        before = last.known.census.numbered
        if order[: len(before)] == before:
            changes = {
                number: (last.had.get(slug, ()), join_postings(postings(slug), label_postings(library, slug)))
                for number, slug in enumerate(order)
                if slug in last.had or number >= len(before)
            }
            return change_index(last.known.index, changes)
    return build_index(map(postings, order), (label_postings(library, slug) for slug in order))


def label_postings(library: Library, slug: str) -> list[tuple[str, str]]:
    """What finds an entry by the labels of its tags, which it does not have itself."""
    tags = library.tags
    return list(tag_postings(tags[key].label for key in library.entries[slug].tags if key in tags))


def list_facts_of_site(holdings: Holdings) -> SiteFacts:
    site = holdings.site
    return SiteFacts(
        title=site.title,
        description=site.description,
        language=site.language,
        url=site.url,
        nav=tuple(_navigation(holdings)),
        feeds=list_feeds(holdings),
        exports=list_exports(holdings),
        cards=count_shards(holdings),
        search=holdings.has.search,
        health=HEALTH if holdings.has.health else "",
        rtl=holdings.words.rtl,
    )


def _navigation(holdings: Holdings) -> Iterator[tuple[str, Link]]:
    has, words = holdings.has, holdings.words
    if has.papers:
        yield "papers", Link(words.gettext("Papers"), papers_url())
    if has.tags:
        yield "tags", Link(words.gettext("Tags"), TAGS)
    if has.paths:
        yield "paths", Link(words.gettext("Paths"), PATHS)
    if has.margin:
        yield "margin", Link(words.gettext("Margin"), MARGIN)
    if has.people:
        yield "people", Link(words.gettext("People"), people_url())
    if has.years:
        yield "years", Link(words.gettext("Years"), YEARS)
    if has.map:
        yield "map", Link(words.gettext("Map"), OVERVIEW)
    groups = group_pages(holdings)
    for number, (title, slugs) in enumerate(groups):
        yield f"menu:{number}", Link(title, page_url(slugs[0]))
    for page in sorted(holdings.library.pages, key=lambda page: (*holdings.words.sort_key(page.title), page.slug)):
        if not groups and page_url(page.slug) != HOME:
            yield f"page:{page.slug}", Link(plain_line(page.title), page_url(page.slug))


def _check_paths(library: Library, pages: Iterable[Page]) -> Iterator[Problem]:
    """Without regard to case and composition: some file systems do not tell `A.html` from `a.html`."""
    taken: dict[str, Page] = {}
    for page in pages:
        first = taken.setdefault(place_key(page.path), page)
        if first is not page:
            sources = _find_sources(library, place_key(page.path))
            (what, _), (other, place) = sources[0], sources[-1]
            message = f"{other} and {what} would both be {page.path}"
            yield error("same-path", message, place)


def _find_sources(library: Library, path: str) -> list[tuple[str, Where]]:
    """What of the content wants this path, the site's own pages first."""
    found: list[tuple[str, Where]] = []
    for slug, entry in library.entries.items():
        wanted = {paper_url(slug): ("the entry", entry.places.get("title", Where("")))}
        for number, alias in enumerate(entry.aliases):
            wanted[paper_url(alias)] = (f"the alias `{alias}` of", entry.places.get(f"aliases.{number}", Where("")))
        found += [
            (f"{what} `{slug}`", Where(place.path) if what == "the entry" else place)
            for url, (what, place) in wanted.items()
            if url.lower() == path
        ]
    for key, tag in library.tags.items():
        if tag_url(key).lower() == path:
            found.append((f"the tag `{key}`", tag.places.get("", Where("content/tags.yaml"))))
    for slug, walk in library.paths.items():
        if path_url(slug).lower() == path:
            found.append((f"the reading path `{slug}`", Where(walk.places.get("title", Where("")).path)))
    for page in library.pages:
        if page_url(page.slug).lower() == path:
            found.append((f"the page `{page.slug}`", Where(page.where.path)))
    for name in library.files:
        if place_key(name) == path:
            found.append((f"the file content/files/{name}", Where(f"content/files/{name}")))
    return [("a page of the site's own", Where(""))] * (len(found) < 2) + found


FAMILIES = (
    plan_home,
    plan_list,
    plan_papers,
    plan_tags,
    plan_people,
    plan_years,
    plan_paths,
    plan_margin,
    plan_works,
    plan_hovercards,
    plan_prose,
    plan_feeds,
    plan_bibliographies,
    plan_exports,
    plan_annotations,
    plan_twins,
    plan_search,
    plan_overview,
    plan_picture,
    plan_health,
)
