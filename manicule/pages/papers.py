"""A paper's page, and the small pages that send on from its earlier addresses.

In go the `Holdings`, out come planned pages. It must not know how other families' pages look, only where they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from ..lazily import Made
from ..library import Backlink, Tie
from ..markup import Html, render_line
from ..model import Entry, Paper
from ..values import Value, replace
from .cards import make_outside_card
from .citation_styles import format_styles
from .citing import format_reference
from .facts import ANNOTATIONS, TWIN, add_metadata, describe, export_links, list_facts
from .head import make_head
from .holdings import Holdings
from .labels import INVERSE_RELATIONS, RELATIONS
from .linked_data import describe_paper_page
from .margins import make_notes, reckon_margin
from .markings import text_html, unwrap
from .nearness import explain_nearness
from .neighbours import NOBODY
from .parts import NO_HTML, Card, Citation, Link, Mentioned, Page, QuoteBlock, Row, Turn
from .tongues import tell_tongue
from .urls import absolute, page_url, paper_url, path_url, root_of, tag_url
from .views import PaperView, RedirectView


def plan_papers(holdings: Holdings) -> Iterator[Page]:
    places = _list_places(holdings)

    def make_view(slug: str) -> PaperView:
        return _make_view(holdings, holdings.library.entries[slug], places[slug])

    for slug in holdings.library.entries:
        yield Page(paper_url(slug), "paper.html", partial(make_view, slug), slug)
    for alias, slug in holdings.census.aliases:
        yield Page(paper_url(alias), "redirect.html", _make_redirect(holdings, alias, slug))


def _make_view(holdings: Holdings, entry: Entry, places: tuple[_Place, ...]) -> PaperView:
    paper, slug = entry.paper, entry.slug
    texts, row = holdings.texts.entries[slug], holdings.rows[slug]
    path = paper_url(slug)
    root = root_of(path)
    exports = holdings.site.exports
    annotated = holdings.has.annotations and bool(entry.margin)
    files = (*exports, *((ANNOTATIONS,) if annotated else ()), *((TWIN,) if holdings.site.markdown else ()))
    head = make_head(holdings.site, path, row.title_text, "papers", "paper", describe(entry))
    if head.canonical:
        head = replace(head, data=describe_paper_page(head.canonical, paper, row.title_text))
    notes = make_notes(entry, texts, holdings.annotators, holdings.tags, holdings.words)
    return PaperView(
        head=add_metadata(head, entry, files, holdings.words),
        card=row,
        year=holdings.year_link(paper.date.year) if paper.date else None,
        title=texts.marked_title,
        authors=holdings.authors(slug),
        facts=list_facts(entry, exports, holdings.words, holdings.library.checked),
        abstract=texts.abstract,
        margin=notes,
        need=reckon_margin(entry, texts, notes),
        notes=texts.marked_notes.at(root),
        quotes=_quotes(holdings, entry, root),
        relations=tuple(_relation(holdings, tie, root) for tie in holdings.library.ties.get(slug, ())),
        mentions=tuple(_mentions(holdings, slug)),
        related=tuple(_related(holdings, entry)),
        citation=_cite(holdings, paper, texts.title, slug, files),
        turns=tuple(
            Turn(one.path, one.place, holdings.cards.get(one.before), holdings.cards.get(one.behind)) for one in places
        ),
        tongue=_tongue(holdings, entry, paper.abstract),
    )


def _cite(holdings: Holdings, paper: Paper, title: Html, slug: str, files: tuple[str, ...]) -> Citation:
    """In the styles that site.yaml names; if it names none, in one that is made to be read."""
    styles = format_styles(paper, title, holdings.site.citations) or (
        ("", format_reference(paper, title, holdings.words)),
    )
    return Citation(
        formatted=styles[0][1],
        bibtex=holdings.bibtex[slug],
        links=tuple(Link(_file_name(link), link.url, link.text) for link in export_links(slug, files, holdings.words)),
        style=styles[0][0],
        others=styles[1:],
    )


def _quotes(holdings: Holdings, entry: Entry, root: str) -> tuple[QuoteBlock, ...]:
    rendered = holdings.texts.entries[entry.slug].quotes
    return tuple(
        QuoteBlock(
            text, quote.page, note.at(root), holdings.annotators.get(quote.by), _tongue(holdings, entry, quote.text)
        )
        for quote, (text, note) in zip(entry.quotes, rendered, strict=True)
    )


def _tongue(holdings: Holdings, entry: Entry, text: str) -> Html:
    return tell_tongue(text, entry.paper.language, holdings.words)


def _relation(holdings: Holdings, tie: Tie, root: str) -> Row:
    card = holdings.cards[tie.slug] if tie.slug else make_outside_card(tie, holdings.words)
    word = holdings.words.gettext((INVERSE_RELATIONS if tie.inverse else RELATIONS)[tie.type])
    reason = unwrap(holdings.texts.relation(tie.note).at(root)) if tie.note else NO_HTML
    return Row(card, word, reason)


def _related(holdings: Holdings, entry: Entry) -> Iterator[Row]:
    nearby = holdings.nearby.get(entry.slug, NOBODY)
    for near in nearby.near:
        yield Row(holdings.cards[near.key], "", explain_nearness(holdings, nearby, entry, near))


def _mentions(holdings: Holdings, slug: str) -> Iterator[Mentioned]:
    """A page of a family that is switched off is not linked to, and so not named."""
    for link in holdings.library.backlinks.get(slug, ()):
        card = _source_card(holdings, link)
        if card is not None:
            parts = (slice(link.start), slice(link.start, link.end), slice(link.end, None))
            yield Mentioned(card, *(render_line(link.sentence[part])[0] for part in parts))


def _source_card(holdings: Holdings, link: Backlink) -> Card | None:
    if link.kind == "paper":
        return holdings.cards[link.key]
    if link.kind == "tag":
        return Card(tag_url(link.key), text_html(holdings.library.tags[link.key].label), holdings.words.gettext("tag"))
    if link.kind == "page":
        return Card(page_url(link.key), holdings.texts.pages[link.key][0], holdings.words.gettext("page"))
    if not holdings.has.paths:
        return None
    return Card(path_url(link.key), holdings.texts.paths[link.key].title, holdings.words.gettext("reading path"))


class _Place(Value):
    """Where a paper stands in a reading path, or in the list: the slugs of those before and behind it, '' at the ends."""

    path: Link | None
    place: str
    before: str
    behind: str


def _list_places(holdings: Holdings) -> Mapping[str, tuple[_Place, ...]]:
    """For each paper previous and next in the paths that hold it; in the whole list for those in none."""
    on_paths: dict[str, list[_Place]] = {}
    for path in holdings.library.paths.values() if holdings.has.paths else ():
        link = holdings.paths[path.slug]
        slugs = [step.paper for step in path.steps]
        for place, (before, slug, behind) in enumerate(zip(["", *slugs], slugs, [*slugs[1:], ""], strict=False), 1):
            on_paths.setdefault(slug, []).append(
                _Place(
                    link,
                    holdings.words.gettext("%(place)s of %(total)s", place=place, total=len(slugs)),
                    before,
                    behind,
                )
            )
    order = tuple(holdings.library.entries)
    numbers = {slug: number for number, slug in enumerate(order)}

    def find(slug: str) -> tuple[_Place, ...]:
        if slug in on_paths or len(order) == 1:
            return tuple(on_paths.get(slug, ()))
        number = numbers[slug]
        before = order[number - 1] if number else ""
        return (_Place(None, "", before, order[number + 1] if number + 1 < len(order) else ""),)

    return Made(numbers, find)


def _file_name(link: Link) -> str:
    return link.url.rpartition("/")[2]


def _make_redirect(holdings: Holdings, alias: str, slug: str) -> RedirectView:
    title = holdings.rows[slug].title_text
    head = make_head(holdings.site, paper_url(alias), title, "papers", "redirect")
    canonical = absolute(holdings.site.url, paper_url(slug)) if holdings.site.url else ""
    return RedirectView(replace(head, canonical=canonical), Link(title, paper_url(slug)))
