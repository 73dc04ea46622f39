"""The nouns, as frozen values: what a paper is, and what a list's owner makes of it.

Readers of formats give `Record`s, content gives `Entry`s, `Tag`s, `ReadingPath`s and one `Site`. No input or
output here, and no HTML: titles and names are plain Unicode with `$maths$`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .problems import Problem, Where
from .values import Placed, Value, field

Json = None | bool | int | float | str | tuple["Json", ...] | Mapping[str, "Json"]

NOWHERE = Where("")

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class PartialDate(Value):
    """A date as exactly as it is known: year, year and month, or the day (Gregorian). Raises ValueError."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        leap = self.year % 4 == 0 and (self.year % 100 != 0 or self.year % 400 == 0)
        if not 1 <= self.year <= 9999:
            raise ValueError(f"{self.year} is not a year between 1 and 9999")
        if not 0 <= self.month <= 12 or (self.day and not self.month):
            raise ValueError(f"there is no month {self.month}")
        if self.day and not 1 <= self.day <= _DAYS[self.month - 1] - (self.month == 2 and not leap):
            raise ValueError(f"{MONTHS[self.month - 1]} {self.year} has no day {self.day}")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """From `2019`, `2019-08` or `2019-08-24`. Raises ValueError, with a message for people."""
        match = _DATE.fullmatch(text)
        if match is None:
            raise ValueError("a date is a year, year-month or year-month-day: 2019, 2019-08, 2019-08-24")
        year, month, day = (int(part) if part is not None else None for part in match.groups())
        if month == 0 or day == 0:
            raise ValueError("months and days count from 01")
        return cls(year or 0, month or 0, day or 0)

    def __str__(self) -> str:
        """ISO 8601, as precise as the date is."""
        return (
            f"{self.year:04d}" + (f"-{self.month:02d}" if self.month else "") + (f"-{self.day:02d}" if self.day else "")
        )

    @property
    def words(self) -> str:
        """`24 August 2019`, `August 2019` or `2019`."""
        return " ".join(
            part for part in (str(self.day or ""), MONTHS[self.month - 1] if self.month else "", str(self.year)) if part
        )

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """Ascending; a less exact date comes before the more exact ones that it contains."""
        return self.year, self.month, self.day


class Person(Value):
    """A name as printed on one paper (CSL's parts): `Ludwig`, `van`, `Beethoven`, `Jr.`"""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def display(self) -> str:
        if self.given and self.family and not self.particle:
            name = f"{self.given} {self.family}"
        else:
            name = " ".join([part for part in (self.given, self.particle, self.family) if part])
        return f"{name}, {self.suffix}" if self.suffix else name

    @property
    def last(self) -> str:
        """What one calls the person by in running text: particle and family name."""
        return f"{self.particle} {self.family}" if self.particle else self.family

    @property
    def inverted(self) -> str:
        """`Beethoven, Ludwig van, Jr.`: for indexes and metadata. Sorting by it puts the family name first."""
        rest = " ".join([part for part in (self.given, self.particle) if part])
        return ", ".join([part for part in (self.family, rest, self.suffix) if part])


class Group(Value):
    """A consortium, laboratory or other body that signs as an author."""

    name: str

    @property
    def display(self) -> str:
        return self.name

    last = display
    inverted = display


Name = Person | Group


class Identifiers(Value):
    """What other systems call the paper, each in its canonical form (see identifiers.py); empty if unknown.

    `arxiv` may end in a version (`1908.09203v2`); `doi` has no address in front.
    """

    arxiv: str = ""
    doi: str = ""
    isbn: str = ""
    issn: str = ""
    pmid: str = ""
    pmcid: str = ""


KINDS = (
    "preprint",
    "article",
    "conference",
    "chapter",
    "book",
    "thesis",
    "report",
    "software",
    "dataset",
    "web",
)


class Paper(Value):
    """What an importer gives and an exporter takes. `abstract`: paragraphs parted by a blank line, no other
    line breaks. `urls`: (what, address) in order, e.g. `("code", "https://…")`. `extra`: what the source said
    and no field here holds, by the source's own names, sorted by name."""

    kind: str = "preprint"
    title: str = ""
    authors: tuple[Name, ...] = ()
    date: PartialDate | None = None
    updated: PartialDate | None = None
    venue: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    language: str = ""
    identifiers: Identifiers = Identifiers()
    categories: tuple[str, ...] = ()
    comment: str = ""
    abstract: str = ""
    urls: tuple[tuple[str, str], ...] = ()
    earlier_titles: tuple[str, ...] = ()
    extra: tuple[tuple[str, Json], ...] = ()


RELATION_TYPES = ("cites", "extends", "replicates", "contradicts", "overlaps", "background", "supersedes")
"""How a paper can stand to another."""


class Relation(Placed):
    """`to` is a slug, `arxiv:ID` or `doi:DOI`. `source` is an importer's id, so that it appends but once."""

    type: str
    to: str
    note: str = ""
    source: str = ""
    where: Where = NOWHERE


NOTE_KINDS = ("comment", "question", "claim", "doubt", "highlight")
NOTE_TARGETS = ("abstract", "title", "notes")


class MarginNote(Placed):
    """A note on the words `quote` (W3C Web Annotation: exact, prefix, suffix) of the text named by `target`.

    `start` and `end` are the range of that text which the quote was found to be; -1 where it was not looked for
    or not found.
    """

    quote: str
    id: str
    kind: str = "comment"
    note: str = ""
    prefix: str = ""
    suffix: str = ""
    target: str = "abstract"
    by: str = ""
    created: PartialDate | None = None
    tags: tuple[str, ...] = ()
    source: str = ""
    start: int = -1
    end: int = -1
    places: Mapping[str, Where] = field(default_factory=dict)


class Quote(Placed):
    """Words from the paper's body: not anchored, since the body is not here."""

    text: str
    page: str = ""
    note: str = ""
    by: str = ""
    source: str = ""
    places: Mapping[str, Where] = field(default_factory=dict)


STATUSES = ("to-read", "reading", "read", "skimmed", "abandoned")
IMPORTANCES = ("essential", "recommended", "background")


class Entry(Placed):
    """A paper, and what the list's owner thinks of it. `places` maps a field's path (`tags.0`) to its Where."""

    slug: str
    paper: Paper
    tags: tuple[str, ...] = ()
    why: str = ""
    status: str = ""
    importance: str = ""
    added: PartialDate | None = None
    margin: tuple[MarginNote, ...] = ()
    quotes: tuple[Quote, ...] = ()
    relations: tuple[Relation, ...] = ()
    notes: str = ""
    aliases: tuple[str, ...] = ()
    archived: tuple[tuple[str, str], ...] = ()
    draft: bool = False
    places: Mapping[str, Where] = field(default_factory=dict)


class Tag(Placed):
    key: str
    label: str
    description: str = ""
    parent: str = ""
    places: Mapping[str, Where] = field(default_factory=dict)


class KnownPerson(Placed):
    """One human being, as content/people.yaml knows them: the name to show, other printed forms, links."""

    name: Name
    also: tuple[Name, ...] = ()
    orcid: str = ""
    url: str = ""
    where: Where = NOWHERE


class Work(Placed):
    """A paper that is not on the list, but that relations point to."""

    paper: Paper
    where: Where = NOWHERE


class Step(Placed):
    """`after`: slugs of this path's papers that ought to be read before."""

    paper: str
    why: str = ""
    after: tuple[str, ...] = ()
    places: Mapping[str, Where] = field(default_factory=dict)


class ReadingPath(Placed):
    slug: str
    title: str
    steps: tuple[Step, ...]
    intro: str = ""
    places: Mapping[str, Where] = field(default_factory=dict)


class ProsePage(Placed):
    """A page of the owner's own (`content/pages/<slug>.md`): its title is its first heading. `index` is the home page."""

    slug: str
    title: str
    body: str
    where: Where = NOWHERE


class PageGroup(Value):
    """Some of the owner's own pages, by their slugs, as the menu has them under one name."""

    title: str
    pages: tuple[str, ...] = ()


class Annotator(Value):
    key: str
    name: str
    url: str = ""


MADE_PICTURE = "made"
"""What site.yaml says for a picture of the site that is drawn; anything else is a file of the owner's."""


class Site(Placed):
    """content/site.yaml. `url` ends in `/`, or is empty: then nothing that needs an address is made."""

    title: str
    description: str = ""
    url: str = ""
    language: str = "en"
    feed_id: str = ""
    annotators: tuple[Annotator, ...] = ()
    vocabulary: str = "closed"
    pages: tuple[tuple[str, bool], ...] = ()
    exports: tuple[str, ...] = ("bib",)
    downloads: tuple[tuple[str, tuple[str, ...]], ...] = ()
    feeds: tuple[tuple[str, tuple[str, ...]], ...] = ()
    markdown: bool = False
    picture: str = ""
    citations: tuple[str, ...] = ()
    export_notes: bool = False
    bibliographies: tuple[str, ...] | None = None
    start: str = ""
    menu: tuple[PageGroup, ...] = ()
    places: Mapping[str, Where] = field(default_factory=dict)


# What readers of outside formats give.


class Record(Value):
    """One paper as one source has it.

    `derived` names the fields of the paper that were worked out (a date from an arXiv id) and not stated; they
    yield to stated ones. `key` is the source's own name for the record (a citation key), if it has one. `tags`: the
    headings that it stands below in its source, the widest first, for a list that has it not yet.
    """

    paper: Paper
    relations: tuple[Relation, ...] = ()
    derived: frozenset[str] = frozenset()
    key: str = ""
    where: Where = NOWHERE
    tags: tuple[str, ...] = ()


class Annotation(Placed):
    """A highlight or note on a paper, as another program has it (W3C Web Annotation Data Model), and as it is given
    to others.

    `source` is its id there, unique over all sources (`hypothesis:…`, `zotero:…`, an IRI). `addresses` say which paper
    it is on, the surest first: web addresses, `doi:DOI`, `arxiv:ID`; `title`, `family` (of the first author) and
    `year` help where none is known. `kind` and `target` are '' where the source has no word for them; `note` is
    Markdown; `page` the page's label; `scope` the address of the page on which it was made, where that is not the
    paper's own. `private`: not for everybody to see; `reply`: said to another annotation.
    """

    source: str
    addresses: tuple[str, ...] = ()
    title: str = ""
    family: str = ""
    year: int = 0
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    target: str = ""
    kind: str = ""
    note: str = ""
    page: str = ""
    created: PartialDate | None = None
    creator: str = ""
    creator_address: str = ""
    tags: tuple[str, ...] = ()
    scope: str = ""
    private: bool = False
    reply: bool = False
    where: Where = NOWHERE


class Leftover(Value):
    """Raw text that no reader could make sense of; kept, never dropped."""

    text: str
    where: Where


class Reading(Value):
    """The result of reading one source. `dropped` counts, by name, what was read and is kept nowhere."""

    records: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    dropped: tuple[tuple[str, int], ...] = ()
    annotations: tuple[Annotation, ...] = ()
