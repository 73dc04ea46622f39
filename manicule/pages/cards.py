"""Papers in short: as a row of a list, as a name on other pages, as a day, as an address.

In go an entry's paper and its rendered texts, out come the small values that many pages share; each is made once.
It must not know any page that they stand on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..formats.coins_writing import write_coins
from ..identifiers import arxiv_abs, arxiv_pdf, doi_address
from ..library import Tie
from ..markup import Html, plain_line, render_line, render_passage
from ..model import Entry, Name, Paper, PartialDate
from .labels import STATUSES
from .markings import text_html
from .parts import NO_HTML, Card, Day, EntryCard, Link
from .tongues import mark_block, mark_line
from .urls import paper_file, paper_url
from .words import Words

NAMED = 4
"""Up to so many authors are named in a row; of more, the first three."""


def make_day(date: PartialDate, words: Words) -> Day:
    return Day(str(date), words.day(date), words.day_of_year(date), date.year)


def cited(paper: Paper, words: Words) -> str:
    """`Brundage and others, 2018`: how a paper is named in running text; '' if neither authors nor date are known."""
    names = [name.last for name in paper.authors]
    who = words.gettext("%(name)s and others", name=names[0]) if len(names) > 2 else words.join(names) if names else ""
    return words.gettext(", ").join(part for part in (who, str(paper.date.year) if paper.date else "") if part)


def name_authors(authors: Sequence[Name], words: Words) -> tuple[str, int]:
    """The names shown in a row, and how many more there are."""
    names = [name.display for name in authors]
    if len(names) <= NAMED:
        return (words.join(names) if names else ""), 0
    return words.gettext(", ").join(names[: NAMED - 1]), len(names) - NAMED + 1


def name_all(authors: str, more: int, words: Words) -> str:
    """What `name_authors` gave, within a line."""
    return words.gettext("%(names)s and %(count)s more", names=authors, count=more) if more else authors


def appeared_in(paper: Paper) -> str:
    """Where a row says that the paper appeared: its venue, else who keeps it."""
    return paper.venue or ("arXiv" if paper.identifiers.arxiv else paper.publisher)


def own_address(paper: Paper) -> str:
    """The paper's own page on the web: arXiv's, else the DOI's, else the first address given; '' if none is known."""
    ids = paper.identifiers
    if ids.arxiv:
        return arxiv_abs(ids.arxiv)
    if ids.doi:
        return doi_address(ids.doi)
    return next((url for what, url in paper.urls if what != "pdf"), paper.urls[0][1] if paper.urls else "")


def pdf_address(paper: Paper) -> str:
    stated = dict(paper.urls).get("pdf", "")
    return stated or (arxiv_pdf(paper.identifiers.arxiv) if paper.identifiers.arxiv else "")


def last_change(entry: Entry) -> PartialDate | None:
    """The latest day that the entry itself tells of; never the day of a build."""
    dates = [entry.added, entry.paper.updated, *(note.created for note in entry.margin)]
    return max((date for date in dates if date), key=lambda date: date.sort_key, default=None)


def set_title(paper: Paper, words: Words) -> Html:
    return mark_line(render_line(paper.title)[0], paper.language, words)


def _set_abstract(paper: Paper, words: Words) -> Html:
    return mark_block(render_passage(paper.abstract, ())[0], paper.language, words)


def make_card(entry: Entry, words: Words) -> Card:
    return Card(paper_url(entry.slug), set_title(entry.paper, words), cited(entry.paper, words))


def make_outside_card(tie: Tie, words: Words) -> Card:
    """The other end of a relation that is not on the list: a work, or no more than the reference given."""
    scheme, _, rest = tie.reference.partition(":")
    address = arxiv_abs(rest) if scheme == "arxiv" else doi_address(rest)
    if tie.work is None:
        label = f"arXiv:{rest}" if scheme == "arxiv" else f"doi:{rest}"
        return Card(address, text_html(label), "", outside=True)
    title = set_title(tie.work.paper, words)
    return Card(own_address(tie.work.paper) or address, title, cited(tie.work.paper, words), outside=True)


def make_row(
    entry: Entry, words: Words, tags: Mapping[str, Link], exports: Sequence[str], coins: bool = True
) -> EntryCard:
    """Set anew from the entry: that is less work than all its texts, where the row alone is wanted."""
    paper = entry.paper
    authors, more = name_authors(paper.authors, words)
    return EntryCard(
        slug=entry.slug,
        url=paper_url(entry.slug),
        title=set_title(paper, words),
        title_text=plain_line(paper.title),
        authors=authors,
        more=more,
        venue=appeared_in(paper),
        date=make_day(paper.date, words) if paper.date else None,
        why=mark_line(render_line(entry.why)[0], "", words),
        status=STATUSES.get(entry.status, ""),
        importance=entry.importance,
        tags=tuple(tags[key] for key in entry.tags if key in tags),
        notes=sum(1 for note in entry.margin if note.note),
        quotes=len(entry.quotes),
        links=_row_links(entry.slug, paper, exports, words),
        abstract=_set_abstract(paper, words) if paper.abstract else NO_HTML,
        coins=write_coins(paper) if coins else "",
    )


def _row_links(slug: str, paper: Paper, exports: Sequence[str], words: Words) -> tuple[Link, ...]:
    ids = paper.identifiers
    links = [Link("arXiv", arxiv_abs(ids.arxiv))] if ids.arxiv else []
    if ids.doi and not ids.arxiv:
        links.append(Link("DOI", doi_address(ids.doi)))
    if not links and own_address(paper):
        links.append(Link(words.gettext("Web"), own_address(paper)))
    if pdf_address(paper):
        links.append(Link("PDF", pdf_address(paper)))
    if "bib" in exports:
        links.append(Link("BibTeX", paper_file(slug, ".bib")))
    return tuple(links)
