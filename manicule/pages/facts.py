"""The data beside a paper's title, and what stands in its page's head for machines.

A Paper goes in, `Fact`s and (name, content) pairs come out; never an empty one. It must not know the Library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ..checked import Verdict
from ..formats.writers import WRITERS
from ..identifiers import arxiv_abs, doi_address
from ..markup import plain_line
from ..model import Entry, Name, Paper, PartialDate
from ..outward import bare, outward_of
from ..text import N_
from ..values import replace
from .cards import own_address, pdf_address
from .head import DESCRIBED
from .labels import PAPER_KINDS
from .parts import Fact, Head, Link
from .urls import paper_file
from .words import Words, capital, shorten

SHORT_COMMENT = 60
"""A comment of up to so many characters stands behind the kind; a longer one by itself."""

WHATS = (N_("blog"), N_("code"), N_("data"), N_("poster"), N_("slides"), N_("talk"), N_("video"), N_("website"))
"""What addresses often lead to."""

ANNOTATIONS = "jsonld"
TWIN = "twin"
"""The page itself as Markdown."""

_FILES = {
    **{name: (one.title, one.media, one.ending) for name, one in WRITERS.items()},
    ANNOTATIONS: (
        N_("Notes as Web Annotations"),
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        f".{ANNOTATIONS}",
    ),
    TWIN: ("Markdown", "text/markdown", ".md"),
}

# Google Scholar's inclusion guidelines and Zotero's "Embedded Metadata" translator name the same tags.
_CONTAINERS = {
    "article": "citation_journal_title",
    "conference": "citation_conference_title",
    "chapter": "citation_inbook_title",
    "thesis": "citation_dissertation_institution",
    "report": "citation_technical_report_institution",
}


_ZOTERO_TYPES = {"preprint": "preprint", "software": "computerProgram", "dataset": "dataset", "web": "webpage"}
"""What no other tag tells Zotero: without it these would be articles in journals."""


def list_facts(
    entry: Entry, exports: Sequence[str], words: Words, checked: Mapping[str, Verdict] = MappingProxyType({})
) -> tuple[Fact, ...]:
    """In the order in which the page shows them. A language is worth a line if it is not the site's; `checked` says which
    addresses are gone."""
    paper = entry.paper
    comment = " ".join(paper.comment.split())
    behind = bool(comment) and len(comment) <= SHORT_COMMENT and "\n" not in paper.comment
    kind = words.gettext(PAPER_KINDS[paper.kind])
    facts = [
        *_date(words.gettext("Date"), paper.date, words),
        *_date(words.gettext("Updated"), paper.updated, words),
        Fact(words.gettext("Kind"), words.gettext(", ").join((kind, words.isolate(comment))) if behind else kind),
        *_text(words.gettext("Comment"), "" if behind else comment),
        *_text(words.gettext("Venue"), paper.venue),
        *_text(words.gettext("Volume"), _volume(paper, words)),
        *_text(words.gettext("Pages"), paper.pages),
        *_text(words.gettext("Publisher"), paper.publisher),
        *_text(words.gettext("Language"), "" if words.speaks(paper.language) else paper.language),
        *_identifiers(paper, words),
        *(Fact(words.gettext("Earlier title"), plain_line(title)) for title in paper.earlier_titles),
        *_urls(paper, words, checked),
        *_get(entry.slug, paper, exports, words),
        *(_gone(entry, words, checked) if checked else ()),
    ]
    return tuple(facts)


def _date(label: str, date: PartialDate | None, words: Words) -> list[Fact]:
    return [Fact(label, words.day(date), iso=str(date))] if date else []


def _text(label: str, text: str) -> list[Fact]:
    return [Fact(label, text)] if text else []


def _volume(paper: Paper, words: Words) -> str:
    if paper.volume and paper.issue:
        return f"{paper.volume}({paper.issue})"
    return paper.volume or (paper.issue and words.gettext("issue %(number)s", number=paper.issue))


def _identifiers(paper: Paper, words: Words) -> list[Fact]:
    ids = paper.identifiers
    facts = []
    if ids.arxiv:
        link = Link(ids.arxiv, arxiv_abs(ids.arxiv))
        facts.append(Fact("arXiv", links=(link,), after=" ".join(paper.categories), key="id"))
    elif paper.categories:
        facts.append(Fact(words.gettext("Categories"), " ".join(paper.categories)))
    if ids.doi:
        facts.append(Fact("DOI", links=(Link(ids.doi, doi_address(ids.doi)),), key="id"))
    if ids.pmid:
        facts.append(Fact("PubMed", links=(Link(ids.pmid, f"https://pubmed.ncbi.nlm.nih.gov/{ids.pmid}/"),)))
    if ids.pmcid:
        facts.append(Fact("PMC", links=(Link(ids.pmcid, f"https://www.ncbi.nlm.nih.gov/pmc/articles/{ids.pmcid}/"),)))
    return [*facts, *_text("ISBN", ids.isbn), *_text("ISSN", ids.issn)]


def _urls(paper: Paper, words: Words, checked: Mapping[str, Verdict]) -> list[Fact]:
    links = tuple(
        Link(capital(_say_what(what, words)), url)
        for what, url in paper.urls
        if what != "pdf" and (bare(url) not in checked or checked[bare(url)].state != "dead")
    )
    return [Fact(words.gettext("Links"), links=links)] if links else []


def _say_what(what: str, words: Words) -> str:
    """What an address leads to, as the entry calls it: for what many have there are messages."""
    return words.gettext(what) if what in WHATS else what


def _get(slug: str, paper: Paper, exports: Sequence[str], words: Words) -> list[Fact]:
    pdf = pdf_address(paper)
    links = ([Link("PDF", pdf)] if pdf else []) + list(export_links(slug, exports, words))
    return [Fact(words.gettext("Get"), links=tuple(links), key="get")] if links else []


def _gone(entry: Entry, words: Words, checked: Mapping[str, Verdict]) -> Iterator[Fact]:
    """Each dead address with its copy in an archive, if one is known, and since when."""
    archived = dict(entry.archived)
    told = set[str]()
    for one in outward_of(entry):
        verdict = checked.get(bare(one.address))
        if verdict is None or verdict.state != "dead" or verdict.of in told:
            continue
        told.add(verdict.of)
        copy = archived.get(verdict.of) or verdict.archived
        named = one.what in dict(entry.paper.urls)
        text = capital(_say_what(one.what, words)) if named else one.address.partition("://")[2].partition("/")[0]
        since = PartialDate.parse(verdict.since)
        links = (Link(text, one.address), *((Link(words.gettext("archived copy"), copy),) if copy else ()))
        month = words.day(PartialDate(since.year, since.month))
        yield Fact(words.gettext("Gone"), links=links, after=words.gettext("since %(month)s", month=month))


def export_links(slug: str, exports: Sequence[str], words: Words) -> tuple[Link, ...]:
    """The paper's own files, by their formats."""
    found = (_FILES[name] for name in exports if name in _FILES)
    return tuple(Link(words.gettext(title), paper_file(slug, ending), media) for title, media, ending in found)


# For machines.


def describe(entry: Entry) -> str:
    """The page in one line of plain text: why it is on the list, else how its abstract begins."""
    return shorten(plain_line(entry.why or entry.paper.abstract[: 4 * DESCRIBED]), DESCRIBED)


def add_metadata(head: Head, entry: Entry, exports: Sequence[str], words: Words) -> Head:
    """The head with `citation_…`, Open Graph and links to what describes the paper elsewhere."""
    paper = entry.paper
    ids = paper.identifiers
    related = [arxiv_abs(ids.arxiv)] if ids.arxiv else []
    related += [doi_address(ids.doi)] if ids.doi else []
    title = plain_line(paper.title)
    # Zotero would take the site's name for that of what the paper appeared in.
    kept = (pair for pair in head.properties if pair[0] != "og:site_name")
    properties = [(name, "article" if name == "og:type" else said) for name, said in kept]
    return replace(
        head,
        meta=_citation(paper, title),
        properties=tuple(properties),
        links=(
            *(("related", "", address) for address in related),
            *(("describedby", link.title, head.root + link.url) for link in export_links(entry.slug, exports, words)),
        ),
    )


def _citation(paper: Paper, title: str) -> tuple[tuple[str, str], ...]:
    ids = paper.identifiers
    container = _CONTAINERS.get(paper.kind, "")
    holder = paper.publisher if paper.kind in ("thesis", "report") else paper.venue
    first, _, last = paper.pages.partition("-")
    pairs = [
        ("z:itemType", _ZOTERO_TYPES.get(paper.kind, "")),
        ("citation_title", title),
        *(("citation_author", name) for name in _list_authors(paper.authors)),
        ("citation_publication_date", str(paper.date).replace("-", "/") if paper.date else ""),
        (container, holder if container else ""),
        ("citation_volume", paper.volume),
        ("citation_issue", paper.issue),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_issn", ids.issn),
        ("citation_isbn", ids.isbn),
        ("citation_publisher", paper.publisher if holder != paper.publisher else ""),
        ("citation_pmid", ids.pmid),
        ("citation_doi", ids.doi),
        ("citation_arxiv_id", ids.arxiv),
        ("citation_pdf_url", pdf_address(paper)),
        ("citation_public_url", own_address(paper)),
        ("citation_abstract", " ".join(paper.abstract.split())),
        ("citation_language", paper.language),
    ]
    return tuple((name, content) for name, content in pairs if content)


def _list_authors(authors: Sequence[Name]) -> Iterator[str]:
    """`Family, Given`. Of one author with several words on both sides of the comma Zotero would make two people, unless it
    sees that a list has come to its end."""
    for name in authors:
        said = name.inverted
        family, _, given = said.partition(", ")
        yield f"{said};" if len(authors) == 1 and " " in family and " " in given else said
