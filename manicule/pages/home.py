"""The home page: what the list is, how much there is of it, and where to begin.

In go the `Holdings`, out comes one planned page. Rows and cards are made; here they are only chosen and counted, and
the sentence about them is put in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from heapq import nsmallest

from ..markup import Html
from ..values import replace
from .cards import make_day
from .counting import all_papers, by_frequency, count_papers, make_bars
from .head import make_head
from .holdings import Holdings, make_feed_link
from .margins import GROUPS, count_kind, moved
from .markings import join_html, text_html
from .parts import Counted, Gathered, Link, Page
from .path_cards import make_path_card
from .timeline import place_bars
from .tongues import mark_line
from .urls import HOME, MARGIN, PATHS, page_url, papers_url, people_url
from .views import HomeView
from .words import Words, capital

RECENT = 4
PATHS_SHOWN = 4
PEOPLE_SHOWN = 18
SHOWN_IF = 2
"""Home names people from so many papers on."""


def plan_home(holdings: Holdings) -> Iterator[Page]:
    """None where a page of the owner's own stands there."""
    if not any(page_url(page.slug) == HOME for page in holdings.library.pages):
        yield Page(HOME, "home.html", partial(_make_view, holdings))


def _make_view(holdings: Holdings) -> HomeView:
    site, words, entries, census = holdings.site, holdings.words, holdings.library.entries, holdings.census
    recent = census.by_added[:RECENT]
    paths = (
        tuple(make_path_card(holdings, path) for path in holdings.library.paths.values()) if holdings.has.paths else ()
    )
    counts = _count_notes(holdings)
    more_feeds = tuple(
        make_feed_link(form, words.gettext("All papers")) for form in holdings.has.feeds.get("list", ())[1:]
    )
    return HomeView(
        head=replace(make_head(site, HOME, site.title, "home", "home", site.description), feeds=more_feeds),
        title=mark_line(title_html(site.title), "", words),
        lede=mark_line(text_html(site.description), "", words),
        timeline=place_bars(make_bars(holdings), words),
        latest=make_day(census.last_added, words) if census.last_added else None,
        start=next((path for path in paths if path.slug == site.start), None),
        recent=tuple(holdings.rows[slug] for slug in recent),
        paths=paths[:PATHS_SHOWN],
        margin=moved(_choose_notes(holdings), ""),
        tags=index_tags(holdings),
        people=_frequent(holdings),
        people_total=len(holdings.library.people),
        summary=_summarise(holdings, sum(n for _, n in counts), len(paths)),
        recent_heading=words.gettext("Recently added") if census.last_added else words.gettext("Newest"),
        days=_list_days(holdings, recent),
        all_papers=Link(all_papers(len(entries), words), papers_url()) if len(entries) > RECENT else None,
        all_paths=_all_paths(len(paths), words),
        all_notes=_all_notes(holdings, counts),
        all_people=_all_people(holdings),
    )


def _list_days(holdings: Holdings, slugs: Sequence[str]) -> tuple[str, ...]:
    days = [str(holdings.library.entries[slug].added or "") for slug in slugs]
    return tuple(days) if all(days) else ()


def title_html(title: str) -> Html:
    """The list's name, its ampersands in italics."""
    return join_html([Html("<i>&amp;</i>") if word == "&" else text_html(word) for word in title.split(" ")], " ")


def _summarise(holdings: Holdings, notes: int, paths: int) -> str:
    """`Ten papers from 2017 to 2021, 22 notes in their margins, two paths through them.`"""
    words, years, total = holdings.words, sorted(holdings.library.years), len(holdings.library.entries)
    said = count_papers(total, words)
    if len(years) > 1:
        said = words.gettext("%(papers)s from %(first)s to %(last)s", papers=said, first=years[0], last=years[-1])
    elif years:
        said = words.gettext("%(papers)s from %(year)s", papers=said, year=years[0])
    parts = [said]
    if notes and total == 1:
        parts.append(words.ngettext("%(count)s note in its margin", "%(count)s notes in its margin", notes))
    elif notes:
        parts.append(words.ngettext("%(count)s note in their margins", "%(count)s notes in their margins", notes))
    if paths and total == 1:
        parts.append(words.ngettext("%(count)s path through it", "%(count)s paths through it", paths))
    elif paths:
        parts.append(words.ngettext("%(count)s path through them", "%(count)s paths through them", paths))
    return capital(words.gettext(", ").join(parts)) + "."


def _all_paths(total: int, words: Words) -> Link | None:
    return Link(words.ngettext("One path", "All %(count)s paths", total), PATHS) if total > PATHS_SHOWN else None


def _count_notes(holdings: Holdings) -> tuple[tuple[str, int], ...]:
    """How many notes there are of each kind, the most frequent first; plain highlights are none."""
    found = [(kind, holdings.census.count_notes(kind)) for kind, _ in GROUPS]
    return tuple(sorted(((kind, n) for kind, n in found if n), key=lambda pair: -pair[1]))


def _all_notes(holdings: Holdings, counts: Sequence[tuple[str, int]]) -> Link | None:
    if not holdings.has.margin or not counts:
        return None
    words, total = holdings.words, sum(n for _, n in counts)
    both = words.gettext("Both notes")
    said = both if total == 2 else words.ngettext("One note", "All %(count)s notes", total)
    kinds = words.gettext(", ").join(count_kind(n, kind, words) for kind, n in counts)
    return Link(words.gettext("%(notes)s: %(kinds)s", notes=said, kinds=kinds), MARGIN)


def _all_people(holdings: Holdings) -> Link | None:
    if not holdings.has.people:
        return None
    words, total = holdings.words, len(holdings.library.people)
    both = words.gettext("Both authors")
    return Link(both if total == 2 else words.ngettext("One author", "All %(count)s authors", total), people_url())


def _choose_notes(holdings: Holdings) -> Iterator[Gathered]:
    """A question and a doubt from the latest additions, from two papers if that can be."""
    if not holdings.has.margin:
        return
    noted = holdings.census.noted
    chosen = ""
    for kind in ("question", "doubt"):
        found = [
            slug for slug in holdings.census.by_added if any((kind, True) == note[:2] for note in noted.get(slug, ()))
        ]
        slug = next((slug for slug in found if slug != chosen), found[0] if found else "")
        if slug:
            chosen = slug
            yield next(item for item in holdings.noted[slug] if item.kind == kind and item.body)


def index_tags(holdings: Holdings) -> tuple[Counted, ...]:
    """All tags in use by their labels, with the number of papers."""
    tags = sorted(holdings.library.tags.values(), key=lambda tag: (*holdings.words.sort_key(tag.label), tag.key))
    return tuple(Counted(tag.label, holdings.tags[tag.key].url, len(holdings.library.tagged[tag.key])) for tag in tags)


def _frequent(holdings: Holdings) -> tuple[Counted, ...]:
    if not holdings.has.people:
        return ()
    return tuple(
        Counted(person.name.display, holdings.people[person.key], len(person.entries))
        for person in nsmallest(
            PEOPLE_SHOWN, holdings.library.people.values(), key=partial(by_frequency, holdings.words)
        )
        if len(person.entries) >= SHOWN_IF
    )
