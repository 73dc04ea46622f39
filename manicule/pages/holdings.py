"""What every family of pages draws from: the library, its texts, and each paper's card and row, made once.

In go the Library, its rendered texts and the census, out comes a `Holdings` of plain look-ups. It must not know any
family.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..formats.bibtex import write_entry
from ..formats.writers import WRITERS
from ..lazily import LONG, Asked, Made, Watched
from ..library import Library
from ..markup import plain_line
from ..model import Paper, Site
from ..search.index import Index
from ..values import Value, replace
from .cards import last_change, make_card, make_row
from .census import Census, Families
from .margins import gather_notes, gather_quotes
from .neighbours import Nearby
from .parts import Author, Card, EntryCard, FeedLink, Gathered, Link
from .texts import Texts
from .urls import (
    TAGS,
    YEARS,
    annotator_url,
    bibliography_url,
    feed_url,
    papers_file,
    path_url,
    people_url,
    tag_url,
    year_url,
)
from .words import Words

ROWS = 20_000
"""Rows that are remembered: they stand on several pages each, and take more memory than all else that is known of a paper."""

NEARNESS = "~"
"""Before the slugs of those whose neighbours were asked for: no slug begins with it."""


class Holdings(Value):
    """`words` are the site's own; `rows` and `cards` by slug in the list's order; `papers` the papers by themselves, `bibtex` their entries, and
    `changed` the latest day that each tells of, if it says when it came on the list; `people` the addresses of those who have a page, by their keys;
    `signers` the keys of those who signed each paper, in its order; `paths` is empty where there are no pages of paths;
    `noted` and `quoted` what stands in the margins, by slug, for those that have any; `nearby` is empty where no related
    papers are shown, `index` None where nothing is searched; `dated` are those that say when they came.

    What others may see of a paper is in these. Its own words are in `library.entries`, `texts.entries`, `noted` and
    `quoted`, and what they make it be near to in `nearby`: whoever asks for them there is noted (lazily.Asked), since his
    page changes with them."""

    library: Library
    words: Words
    texts: Texts
    census: Census
    rows: Mapping[str, EntryCard]
    cards: Mapping[str, Card]
    papers: Mapping[str, Paper]
    bibtex: Mapping[str, str]
    changed: Mapping[str, str]
    tags: Mapping[str, Link]
    people: Mapping[str, str]
    signers: Mapping[str, tuple[str, ...]]
    paths: Mapping[str, Link]
    annotators: Mapping[str, Author]
    noted: Mapping[str, tuple[Gathered, ...]]
    quoted: Mapping[str, tuple[Gathered, ...]]
    nearby: Mapping[str, Nearby]
    index: Index | None
    dated: frozenset[str]

    @property
    def site(self) -> Site:
        return self.library.site

    @property
    def has(self) -> Families:
        return self.census.has

    @property
    def ways(self) -> tuple[Link, ...]:
        """Other ways through the list than the list itself."""
        ways = [Link(self.words.gettext("by year"), YEARS)] if self.has.years else []
        ways += [Link(self.words.gettext("by tag"), TAGS)] if self.has.tags else []
        ways += [Link(self.words.gettext("by author"), people_url())] if self.has.people else []
        return tuple(ways)

    def year_link(self, year: int) -> Link:
        """Without an address where there are no pages of years."""
        return Link(str(year), year_url(year) if self.has.years else "")

    def bibliography_link(self, of: str, url: str = "") -> Link | None:
        """Where the site has one: of the `list`, or of one of its `paths` or `tags`, whose page is at `url`."""
        if of not in self.has.bibliographies:
            return None
        return Link(self.words.gettext("Annotated bibliography"), bibliography_url("html", url))

    def download_links(self, of: str, url: str = "") -> tuple[Link, ...]:
        """The files of the papers of the `list`, or of one of its `tags`, `people`, `years` or `paths`, whose page is at
        `url`."""
        writers = (WRITERS[name] for name in self.has.downloads.get(of, ()))
        return tuple(Link(one.title, papers_file(one.ending, url), one.media) for one in writers)

    def feed_links(self, of: str, name: str, url: str, slugs: Iterable[str]) -> tuple[FeedLink, ...]:
        """The feeds of the papers `slugs` of one of the `tags`, `people` or `paths`, whose page is at `url`; none where no
        paper says when it came."""
        formats = self.has.feeds.get(of, ())
        if not formats or not any(slug in self.dated for slug in slugs):
            return ()
        return tuple(make_feed_link(one, name, url) for one in formats)

    def authors(self, slug: str) -> tuple[Author, ...]:
        """The names as printed on the paper, each with the person's page if there is one."""
        names = self.papers[slug].authors
        keys = self.signers[slug]
        return tuple(Author(name.display, self.people.get(key, "")) for name, key in zip(names, keys, strict=True))


FEED_TYPES = {"atom": ("Atom", "xml", "application/atom+xml"), "json": ("JSON Feed", "json", "application/feed+json")}
"""What each is called, how its file ends, and its media type."""


def make_feed_link(form: str, name: str, url: str = "", text: str = "") -> FeedLink:
    said, ending, media = FEED_TYPES[form]
    return FeedLink(text or said, feed_url(ending, url), name, media)


def make_holdings(
    library: Library,
    words: Words,
    texts: Texts,
    census: Census,
    nearby: Mapping[str, Nearby],
    asked: Asked,
    index: Index | None = None,
) -> Holdings:
    """`asked` notes whose own words are asked for."""
    tags = {key: Link(tag.label, tag_url(key)) for key, tag in library.tags.items()}
    entries, said = library.entries, texts.entries
    most = len(entries) if len(entries) <= LONG else None
    exports = library.site.exports
    cards = Made(entries, lambda slug: make_card(entries[slug], words), len(entries))
    annotators = {
        who.key: Author(who.name, annotator_url(who.key) if census.has.margin and who.key in census.wrote else who.url)
        for who in library.site.annotators
    }
    return Holdings(
        library=replace(library, entries=Watched(entries, asked)),
        words=words,
        texts=replace(texts, entries=Watched(said, asked)),
        census=census,
        rows=Made(entries, lambda slug: make_row(entries[slug], words, tags, exports, census.has.metadata), ROWS),
        cards=cards,
        papers=Made(entries, lambda slug: entries[slug].paper),
        bibtex=Made(entries, lambda slug: write_entry(census.keys[slug], entries[slug].paper)),
        changed=Made(entries, lambda slug: str(last_change(entries[slug])) if entries[slug].added else ""),
        tags=tags,
        people=census.people,
        signers=Made(entries, lambda slug: library.signers(entries[slug].paper)),
        paths={
            slug: Link(plain_line(path.title), path_url(slug))
            for slug, path in library.paths.items()
            if census.has.paths
        },
        annotators=annotators,
        noted=Watched(
            Made(
                census.noted,
                lambda slug: gather_notes(entries[slug].paper, said[slug], cards[slug], annotators, tags, words),
                most,
            ),
            asked,
        ),
        quoted=Watched(
            Made(
                census.quoted,
                lambda slug: gather_quotes(entries[slug], said[slug], cards[slug], annotators, words),
                most,
            ),
            asked,
        ),
        nearby=Watched(nearby, asked, NEARNESS),
        index=index,
        dated=frozenset(census.by_added[: census.dated]),
    )
