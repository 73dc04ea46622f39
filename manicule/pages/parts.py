"""The parts that pages are made of: what a template, or a maker of feeds and exports, may see.

Frozen values only, ready to print: text is str (escaped by the template), markup is Html, an address is relative
to the site's root unless it is absolute. Which of them a kind of page has is in views.py. Nothing here knows the Library,
Jinja or the disk.
"""

from __future__ import annotations

from collections.abc import Callable

from ..markup import Html
from ..values import Value

NO_HTML = Html("")


class Page(Value):
    """A path in the site, what makes it and what it is made of.

    `maker` is the name of a template (`paper.html`) or a function from the view to the file's text or bytes.
    `given` is the view, a `Value`, each of whose fields is a part; or a function that makes it, where there
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


class Link(Value):
    """`url` is empty where there is no such page: then the text stands alone."""

    text: str
    url: str
    title: str = ""


class FeedLink(Value):
    """`text` where one follows it, `title` in a page's head; without a `type` it is no feed itself, but a list of them."""

    text: str
    url: str
    title: str = ""
    type: str = ""


class SiteFacts(Value):
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


class Head(Value):
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


class Day(Value):
    """`iso` for `<time datetime>`, `words` ("24 August 2019"), `short` (without the year, or the year alone)."""

    iso: str
    words: str
    short: str
    year: int


class Card(Value):
    """A paper as it is named on other papers' pages: `cited` is "Brundage and others, 2018". A work outside the
    list has an absolute `url` and `outside`."""

    url: str
    title: Html
    cited: str
    outside: bool = False


class EntryCard(Value):
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


class Author(Value):
    """`url` is empty where there is no page for the person."""

    name: str
    url: str = ""


class Fact(Value):
    """A line of the data beside the title: `Date`, `Kind`, `arXiv`, `DOI`, `Venue` … `links` come after `text`. `key` tells
    those apart that look otherwise: `id`, `get`."""

    label: str
    text: str = ""
    links: tuple[Link, ...] = ()
    after: str = ""
    iso: str = ""
    key: str = ""


class Note(Value):
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


class QuoteBlock(Value):
    text: Html
    page: str
    note: Html
    by: Author | None = None
    tongue: Html = NO_HTML


class Row(Value):
    """A relation or a related paper: `word` is how it stands to this one ("extended by"), `reason` why; usually within
    a line, but the owner may have written several paragraphs."""

    card: Card
    word: str
    reason: Html


class Mentioned(Value):
    """A sentence elsewhere that links here, cut at the link: `before`, the link's `words`, `after`."""

    card: Card
    before: Html
    words: Html
    after: Html


class Turn(Value):
    """Previous and next in a path (`path` and its `place`, "2 of 4") or in the whole list (`path` is None)."""

    path: Link | None
    place: str
    previous: Card | None
    next: Card | None


class Citation(Value):
    """`formatted` is the reference as text, in the style that is called `style`, if it is to be named; `others` the same
    in other styles, each with its name; `bibtex` the entry; `links` to the files."""

    formatted: Html
    bibtex: str
    links: tuple[Link, ...]
    style: str = ""
    others: tuple[tuple[str, Html], ...] = ()


class Gathered(Value):
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


class KindGroup(Value):
    """Gathered notes of one kind; `label` is the plural ("Questions"). `total` are all of the kind, even where a long
    list is cut into pages and `items` are but this page's."""

    kind: str
    label: str
    items: tuple[Gathered, ...]
    total: int = 0


class YearBar(Value):
    """A year of the timeline, with how many of its papers are read or skimmed. `url` is empty if nothing was published."""

    year: int
    url: str
    total: int
    read: int


class Block(Value):
    """A rectangle of the timeline, in CSS pixels; filled if the paper is read or skimmed."""

    x: float
    y: float
    width: float
    height: float
    read: bool


class Bar(Value):
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


class Timeline(Value):
    """Papers by year, drawn; `base` is the height of the line that the bars stand on."""

    width: int
    height: int
    base: float
    bars: tuple[Bar, ...]


class Counted(Value):
    """A tag, person or year in an index. `children` are the tags below it."""

    text: str
    url: str
    count: int
    about: Html = NO_HTML
    children: tuple[Counted, ...] = ()


class PathStep(Value):
    """`after` are steps of the same path to be read before, by their cards."""

    card: EntryCard
    why: Html
    after: tuple[Card, ...]


class PathCard(Value):
    """A reading path as home and the index of paths show it. `length` in words: "four steps"."""

    slug: str
    url: str
    title: Html
    title_text: str
    intro: Html
    steps: tuple[tuple[Card, Html], ...]
    length: str = ""


class YearGroup(Value):
    """`year` is None where all papers are of one year; those without a date stand under "No date". `count` is of the
    whole year ("3 papers"), even where a long list is cut within it."""

    year: Link | None
    cards: tuple[EntryCard, ...]
    count: str = ""


class Pager(Value):
    """Page `number` of `total` of a long list; `pages` are the links to all of them, first to last."""

    number: int
    total: int
    pages: tuple[Link, ...]


class Pointed(Value):
    """A work outside the list, and the papers that point to it: each relation with how, and why; `papers` counts them."""

    card: Card
    rows: tuple[Row, ...]
    papers: int


class Heading(Value):
    """Of a text: `level` from 1, `id` as links have it."""

    level: int
    id: str
    text: str
