"""The views: what each kind of page is made of, and so all that its template may see besides the facts of the site.

A view has one field for each part (parts.py), so that a page's fingerprint is made of its parts, and `why` can name the one
that changed. What a single kind of page has of its own stands before its view.
"""

from __future__ import annotations

from ..safehtml import Html
from ..values import Value
from .parts import (
    NO_HTML,
    Author,
    Card,
    Citation,
    Counted,
    Day,
    EntryCard,
    Fact,
    Gathered,
    Head,
    Heading,
    KindGroup,
    Link,
    Mentioned,
    Note,
    Pager,
    PathCard,
    PathStep,
    Pointed,
    QuoteBlock,
    Row,
    Timeline,
    Turn,
    YearGroup,
)


class PaperView(Value):
    """`need` is the least height in rem that notes beside the text want; 0 if there are none. `tongue` are attributes of what is
    around the abstract."""

    head: Head
    card: EntryCard
    year: Link | None
    title: Html
    authors: tuple[Author, ...]
    facts: tuple[Fact, ...]
    abstract: Html
    margin: tuple[Note, ...]
    need: int
    notes: Html
    quotes: tuple[QuoteBlock, ...]
    relations: tuple[Row, ...]
    mentions: tuple[Mentioned, ...]
    related: tuple[Row, ...]
    citation: Citation
    turns: tuple[Turn, ...]
    tongue: Html = NO_HTML

    @property
    def beside_abstract(self) -> tuple[Note, ...]:
        """The notes on the title and the abstract, by their numbers."""
        return tuple(note for note in self.margin if note.number and note.target != "notes")

    @property
    def beside_notes(self) -> tuple[Note, ...]:
        return tuple(note for note in self.margin if note.number and note.target == "notes")


class HomeView(Value):
    """`start` is the path to begin with, if the site names one. `margin` holds a question and a doubt.

    `days` are those on which the `recent` ones were added, if all say so.

    `summary`: "Ten papers from 2017 to 2021, 22 notes in their margins, two paths through them."; the links that end
    a block ("All ten papers") are None where there is nothing more to see.
    """

    head: Head
    title: Html
    lede: Html
    timeline: Timeline | None
    latest: Day | None
    start: PathCard | None
    recent: tuple[EntryCard, ...]
    paths: tuple[PathCard, ...]
    margin: tuple[Gathered, ...]
    tags: tuple[Counted, ...]
    people: tuple[Counted, ...]
    people_total: int
    summary: str = ""
    recent_heading: str = "Recently added"
    days: tuple[str, ...] = ()
    all_papers: Link | None = None
    all_paths: Link | None = None
    all_notes: Link | None = None
    all_people: Link | None = None


class ListView(Value):
    """All papers, or one year's: `lede`: "All ten, newest
    first."; `ways` are other ways through the list ("by year"); `outside` leads to what it points to and has not."""

    head: Head
    title: str
    groups: tuple[YearGroup, ...]
    pager: Pager | None
    ways: tuple[Link, ...]
    previous: Link | None = None
    next: Link | None = None
    lede: str = ""
    outside: Link | None = None
    bibliography: Link | None = None
    downloads: tuple[Link, ...] = ()


class IndexView(Value):
    """An index of tags, people or years. People come in `sections` by letter; tags and years in one."""

    head: Head
    title: str
    lede: str
    sections: tuple[tuple[str, tuple[Counted, ...]], ...]
    timeline: Timeline | None = None
    pager: Pager | None = None


class MapDot(Value):
    """A paper's place on the map; `said` is who and when, `tags` the keys of its tags; `label` stands below it where there
    is room."""

    url: str
    title: str
    said: str
    x: int
    y: int
    status: str
    importance: str
    tags: tuple[str, ...]
    label: str


class MapRegion(Value):
    name: str
    x: int
    y: int
    papers: tuple[Card, ...]


class YearCount(Value):
    """`level` is 0 for none, else from 1 to 4."""

    year: int
    count: int
    level: int


class TagYears(Value):
    tag: Link
    years: tuple[YearCount, ...]


class MatrixCell(Value):
    """How many papers have two tags; `own` where the two are one. `url` leads to them, '' if there are none."""

    count: int
    level: int
    said: str
    url: str
    own: bool


class MatrixRow(Value):
    tag: Link
    cells: tuple[MatrixCell, ...]


class OverviewView(Value):
    """`wide` and `high` are the map's own units. `tags` are those of the two tables, in their order."""

    head: Head
    lede: str
    wide: int
    high: int
    dots: tuple[MapDot, ...]
    regions: tuple[MapRegion, ...]
    tags: tuple[Link, ...]
    years: tuple[int, ...]
    by_tag: tuple[TagYears, ...]
    matrix: tuple[MatrixRow, ...]


class SearchView(Value):
    """`ways` lead through the list without searching."""

    head: Head
    ways: tuple[Link, ...]


class TagView(Value):
    """`heading` stands over the papers: "Three papers"."""

    head: Head
    label: str
    ancestors: tuple[Link, ...]
    children: tuple[Counted, ...]
    intro: Html
    related: tuple[Counted, ...]
    cards: tuple[EntryCard, ...]
    open_abstracts: bool
    margin: tuple[KindGroup, ...]
    pager: Pager | None
    heading: str = ""
    bibliography: Link | None = None
    downloads: tuple[Link, ...] = ()


class PersonView(Value):
    """`with_` are those who sign most often beside this person; `names` other printed forms; `heading`: "Ten papers"."""

    head: Head
    name: str
    names: tuple[str, ...]
    links: tuple[Link, ...]
    with_: tuple[Counted, ...]
    tags: tuple[Counted, ...]
    cards: tuple[EntryCard, ...]
    pager: Pager | None
    heading: str = ""
    downloads: tuple[Link, ...] = ()


class PathsView(Value):
    head: Head
    paths: tuple[PathCard, ...]


class PathView(Value):
    """`lede`: "Four steps, three of them read."."""

    head: Head
    title: Html
    intro: Html
    steps: tuple[PathStep, ...]
    lede: str = ""
    bibliography: Link | None = None
    downloads: tuple[Link, ...] = ()


class MarginView(Value):
    """Notes gathered from the whole list, or those of one annotator. `groups` in the order questions, doubts, claims,
    comments, highlights; `quotes` from papers' bodies. `annotators` are the links to each one's page, each with a count
    of notes; `links` lead to the annotator's own pages."""

    head: Head
    title: str
    lede: str
    groups: tuple[KindGroup, ...]
    quotes: KindGroup | None
    pager: Pager | None = None
    annotators: tuple[Counted, ...] = ()
    links: tuple[Link, ...] = ()


class WorksView(Value):
    """Works that papers of the list point to and that are not on it: those of several papers, then those of one."""

    head: Head
    lede: str
    several: tuple[Pointed, ...]
    single: tuple[Pointed, ...]


class HealthItem(Value):
    """What there is to say of a paper, tag, path, page, work or person (`card`, without an address where it has no page); other
    papers that it is about; a copy in an archive; and what mends it."""

    card: Card
    said: str
    near: tuple[Card, ...]
    copy: Link | None
    fix: str


class HealthGroup(Value):
    """Of one kind; `more` are not shown."""

    kind: str
    title: str
    about: str
    items: tuple[HealthItem, ...]
    more: int


class HealthView(Value):
    """`asked` is the last day on which anything was asked of which the page tells."""

    head: Head
    lede: str
    asked: str
    groups: tuple[HealthGroup, ...]


class BibliographyItem(Value):
    """A paper of a bibliography: its reference, and what is said of it. `reason` is why it is a step of a path."""

    card: Card
    reference: Html
    reason: Html
    why: Html
    notes: Html
    margin: tuple[Gathered, ...]
    quotes: tuple[Gathered, ...]


class BibliographyView(Value):
    """`back` leads to the page of what the bibliography is of, `markdown` to the same as a text."""

    head: Head
    title: str
    back: Link
    lede: str
    intro: Html
    items: tuple[BibliographyItem, ...]
    markdown: Link


class PageMenu(Value):
    """The owner's own pages in their groups, with what comes before and after this one. `searched` is the number of those that
    can be searched."""

    groups: tuple[tuple[str, tuple[Link, ...]], ...]
    before: Link | None
    after: Link | None
    searched: int


class ProseView(Value):
    """A page of the owner's own, and 404. `headings` are those of the body, where they are worth a list."""

    head: Head
    title: Html
    body: Html
    headings: tuple[Heading, ...] = ()
    menu: PageMenu | None = None


class RedirectView(Value):
    """An old address: the page only sends on to `target`. `head.canonical` is the target's, where the site has one."""

    head: Head
    target: Link
