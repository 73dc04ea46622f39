"""The parts that pages are made of: what a template, or a maker of feeds and exports, may see. All of it.

Frozen values only, ready to print: text is str (escaped by the template), markup is Html, an address is relative
to the site's root unless it is absolute. A view has one field for each part, so that a page's fingerprint is made
of its parts, and `why` can name the one that changed. Nothing here knows the Library, Jinja or the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..markup import Html

NO_HTML = Html("")


@dataclass(frozen=True, slots=True)
class Page:
    """A path in the site, what makes it and what it is made of.

    `maker` is the name of a template (`paper.html`) or a function from the view to the file's text or bytes.
    `given` is the view, a frozen dataclass, each of whose fields is a part; or a function that makes it, where there
    are so many such pages that they had better be made where and when they are needed. `about` is the slug of
    the paper that it is the page or a file of, if of a single one.
    """

    path: str
    maker: str | Callable[..., str | bytes]
    given: object
    about: str = ""

    @property
    def view(self) -> object:
        return self.given() if callable(self.given) else self.given


@dataclass(frozen=True, slots=True)
class Link:
    """`url` is empty where there is no such page: then the text stands alone."""

    text: str
    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """`text` where one follows it, `title` in a page's head; without a `type` it is no feed itself, but a list of them."""

    text: str
    url: str
    title: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What every page may show: `nav` keys are compared with `Head.section`. `url` ends in `/` or is empty. `cards` is
    the number of files that the papers' cards are in, `search` whether the list can be searched, `health` the address of the page on that; `rtl`: written from
    right to left."""

    title: str
    description: str
    language: str
    url: str
    nav: tuple[tuple[str, Link], ...]
    feeds: tuple[FeedLink, ...]
    exports: tuple[Link, ...]
    cards: int = 0
    search: bool = False
    health: str = ""
    rtl: bool = False

    def is_place(self, path: str) -> bool:
        """Whether the menu leads there."""
        return any(link.url == path for _, link in self.nav)


@dataclass(frozen=True, slots=True)
class Head:
    """`root` leads from the page to the site's root ("", "../"; absolute on 404.html). `meta` are (name, content)
    of `<meta name>`, `properties` of `<meta property>`, `links` (rel, type or '', href) of `<link>`, each href ready to
    print. `title` is the whole of `<title>`, the site's name included. `data` is what the page says of itself as JSON-LD."""

    path: str
    root: str
    title: str
    description: str = ""
    section: str = ""
    css_class: str = ""
    canonical: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    data: Html = NO_HTML


@dataclass(frozen=True, slots=True)
class Day:
    """`iso` for `<time datetime>`, `words` ("24 August 2019"), `short` (without the year, or the year alone)."""

    iso: str
    words: str
    short: str
    year: int


@dataclass(frozen=True, slots=True)
class Card:
    """A paper as it is named on other papers' pages: `cited` is "Brundage and others, 2018". A work outside the
    list has an absolute `url` and `outside`."""

    url: str
    title: Html
    cited: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class EntryCard:
    """A paper as a row of a list, enough to judge it without a click. `more` authors are not named.
    `links`: arXiv, PDF, BibTeX and so on; `coins` is what Zotero takes of it."""

    slug: str
    url: str
    title: Html
    title_text: str
    authors: str
    more: int
    venue: str
    date: Day | None
    why: Html
    status: str
    importance: str
    tags: tuple[Link, ...]
    notes: int
    quotes: int
    links: tuple[Link, ...]
    abstract: Html
    coins: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """`url` is empty where there is no page for the person."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the data beside the title: `Date`, `Kind`, `arXiv`, `DOI`, `Venue` … `links` come after `text`. `key` tells
    those apart that look otherwise: `id`, `get`."""

    label: str
    text: str = ""
    links: tuple[Link, ...] = ()
    after: str = ""
    iso: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A margin note. `number` 0 is a plain highlight, which has no box beside the text. `source` is the address
    of the quoted words in the paper's own page (a text fragment), or empty. `tongue` are attributes of what is around the
    quote (tongues.py)."""

    number: int
    id: str
    kind: str
    target: str
    quote: str
    body: Html
    by: Author | None = None
    created: Day | None = None
    tags: tuple[Link, ...] = ()
    source: str = ""
    tongue: Html = NO_HTML


@dataclass(frozen=True, slots=True)
class QuoteBlock:
    text: Html
    page: str
    note: Html
    by: Author | None = None
    tongue: Html = NO_HTML


@dataclass(frozen=True, slots=True)
class Row:
    """A relation or a related paper: `word` is how it stands to this one ("extended by"), `reason` why; usually within
    a line, but the owner may have written several paragraphs."""

    card: Card
    word: str
    reason: Html


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A sentence elsewhere that links here, cut at the link: `before`, the link's `words`, `after`."""

    card: Card
    before: Html
    words: Html
    after: Html


@dataclass(frozen=True, slots=True)
class Turn:
    """Previous and next in a path (`path` and its `place`, "2 of 4") or in the whole list (`path` is None)."""

    path: Link | None
    place: str
    previous: Card | None
    next: Card | None


@dataclass(frozen=True, slots=True)
class Citation:
    """`formatted` is the reference as text, in the style that is called `style`, if it is to be named; `others` the same
    in other styles, each with its name; `bibtex` the entry; `links` to the files."""

    formatted: Html
    bibtex: str
    links: tuple[Link, ...]
    style: str = ""
    others: tuple[tuple[str, Html], ...] = ()


@dataclass(frozen=True, slots=True)
class PaperView:
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


@dataclass(frozen=True, slots=True)
class Gathered:
    """A margin note or quote away from its paper: the sentence cut at the quoted words, the note, the source.
    `note_url` leads to the note on the paper's page. `words` are within a line; of a quote, its paragraphs. `tongue` are attributes
    of what is around them."""

    id: str
    kind: str
    before: Html
    words: Html
    after: Html
    body: Html
    note_url: str
    card: Card
    by: Author | None = None
    page: str = ""
    created: Day | None = None
    tags: tuple[Link, ...] = ()
    tongue: Html = NO_HTML


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Gathered notes of one kind; `label` is the plural ("Questions"). `total` are all of the kind, even where a long
    list is cut into pages and `items` are but this page's."""

    kind: str
    label: str
    items: tuple[Gathered, ...]
    total: int = 0


@dataclass(frozen=True, slots=True)
class YearBar:
    """A year of the timeline, with how many of its papers are read or skimmed. `url` is empty if nothing was published."""

    year: int
    url: str
    total: int
    read: int


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of the timeline, in CSS pixels; filled if the paper is read or skimmed."""

    x: float
    y: float
    width: float
    height: float
    read: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A year's place: `middle` is where its texts are centred, `top` the foot of its number. `total` is empty where
    there is no room for it, and `named` false where there is none for the year."""

    year: int
    url: str
    label: str
    total: str
    x: float
    width: float
    middle: float
    top: float
    named: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Papers by year, drawn; `base` is the height of the line that the bars stand on."""

    width: int
    height: int
    base: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A tag, person or year in an index. `children` are the tags below it."""

    text: str
    url: str
    count: int
    about: Html = NO_HTML
    children: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class PathStep:
    """`after` are steps of the same path to be read before, by their cards."""

    card: EntryCard
    why: Html
    after: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PathCard:
    """A reading path as home and the index of paths show it. `length` in words: "four steps"."""

    slug: str
    url: str
    title: Html
    title_text: str
    intro: Html
    steps: tuple[tuple[Card, Html], ...]
    length: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    """`start` is the path to begin with, if the site names one. `margin` holds a question and a doubt.

    `days` are those on which the `recent` ones were added, if all say so.

    `summary`: "Ten papers from 2017 to 2021, 22 notes in their margins, two paths through them."; the links that end
    a block ("All ten papers") are None where there is nothing more to see.
    """

    head: Head
    title: Html
    lede: Html
    counts: tuple[tuple[str, int], ...]
    timeline: Timeline | None
    latest: Day | None
    start: PathCard | None
    recent: tuple[EntryCard, ...]
    paths: tuple[PathCard, ...]
    margin: tuple[Gathered, ...]
    margin_counts: tuple[tuple[str, int], ...]
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


@dataclass(frozen=True, slots=True)
class YearGroup:
    """`year` is None where all papers are of one year; those without a date stand under "No date". `count` is of the
    whole year ("3 papers"), even where a long list is cut within it."""

    year: Link | None
    cards: tuple[EntryCard, ...]
    count: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Page `number` of `total` of a long list; `pages` are the links to all of them, first to last."""

    number: int
    total: int
    pages: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ListView:
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


@dataclass(frozen=True, slots=True)
class IndexView:
    """An index of tags, people or years. People come in `sections` by letter; tags and years in one."""

    head: Head
    title: str
    lede: str
    sections: tuple[tuple[str, tuple[Counted, ...]], ...]
    timeline: Timeline | None = None
    pager: Pager | None = None


@dataclass(frozen=True, slots=True)
class MapDot:
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


@dataclass(frozen=True, slots=True)
class MapRegion:
    name: str
    x: int
    y: int
    papers: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class YearCount:
    """`level` is 0 for none, else from 1 to 4."""

    year: int
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class TagYears:
    tag: Link
    years: tuple[YearCount, ...]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How many papers have two tags; `own` where the two are one. `url` leads to them, '' if there are none."""

    count: int
    level: int
    said: str
    url: str
    own: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    tag: Link
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class OverviewView:
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


@dataclass(frozen=True, slots=True)
class SearchView:
    """`ways` lead through the list without searching."""

    head: Head
    ways: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TagView:
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


@dataclass(frozen=True, slots=True)
class PersonView:
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


@dataclass(frozen=True, slots=True)
class PathsView:
    head: Head
    paths: tuple[PathCard, ...]


@dataclass(frozen=True, slots=True)
class PathView:
    """`lede`: "Four steps, three of them read."."""

    head: Head
    title: Html
    intro: Html
    steps: tuple[PathStep, ...]
    lede: str = ""
    bibliography: Link | None = None
    downloads: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class MarginView:
    """Notes gathered from the whole list, or those of one annotator. `groups` in the order questions, doubts, claims,
    comments, highlights; `quotes` from papers' bodies. `annotators` are the links to each one's page, each with a count
    of notes; `links` lead to the annotator's own pages."""

    head: Head
    title: str
    lede: str
    papers: int
    groups: tuple[KindGroup, ...]
    quotes: KindGroup | None
    pager: Pager | None = None
    annotators: tuple[Counted, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Pointed:
    """A work outside the list, and the papers that point to it: each relation with how, and why; `papers` counts them."""

    card: Card
    rows: tuple[Row, ...]
    papers: int


@dataclass(frozen=True, slots=True)
class WorksView:
    """Works that papers of the list point to and that are not on it: those of several papers, then those of one."""

    head: Head
    lede: str
    several: tuple[Pointed, ...]
    single: tuple[Pointed, ...]


@dataclass(frozen=True, slots=True)
class HealthItem:
    """What there is to say of a paper, tag, path, page, work or person (`card`, without an address where it has no page); other
    papers that it is about; a copy in an archive; and what mends it."""

    card: Card
    said: str
    near: tuple[Card, ...]
    copy: Link | None
    fix: str


@dataclass(frozen=True, slots=True)
class HealthGroup:
    """Of one kind; `count` in words, `more` are not shown."""

    kind: str
    title: str
    about: str
    count: str
    items: tuple[HealthItem, ...]
    more: int


@dataclass(frozen=True, slots=True)
class HealthView:
    """`asked` is the last day on which anything was asked of which the page tells."""

    head: Head
    lede: str
    asked: str
    groups: tuple[HealthGroup, ...]


@dataclass(frozen=True, slots=True)
class BibliographyItem:
    """A paper of a bibliography: its reference, and what is said of it. `reason` is why it is a step of a path."""

    card: Card
    reference: Html
    reason: Html
    why: Html
    notes: Html
    margin: tuple[Gathered, ...]
    quotes: tuple[Gathered, ...]


@dataclass(frozen=True, slots=True)
class BibliographyView:
    """`back` leads to the page of what the bibliography is of, `markdown` to the same as a text."""

    head: Head
    title: str
    back: Link
    lede: str
    intro: Html
    items: tuple[BibliographyItem, ...]
    markdown: Link


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a text: `level` from 1, `id` as links have it."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class PageMenu:
    """The owner's own pages in their groups, with what comes before and after this one. `searched` is the number of those that
    can be searched."""

    groups: tuple[tuple[str, tuple[Link, ...]], ...]
    before: Link | None
    after: Link | None
    searched: int


@dataclass(frozen=True, slots=True)
class ProseView:
    """A page of the owner's own, and 404. `headings` are those of the body, where they are worth a list."""

    head: Head
    title: Html
    body: Html
    headings: tuple[Heading, ...] = ()
    menu: PageMenu | None = None


@dataclass(frozen=True, slots=True)
class RedirectView:
    """An old address: the page only sends on to `target`. `head.canonical` is the target's, where the site has one."""

    head: Head
    target: Link
