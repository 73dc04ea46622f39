"""THE table of fields: name, type and text for people, for an entry and for every other file of content/.

Validation, the JSON Schema for editors, the reference page and the writer all come from it. A paper's half of the
table is mapped to and from `model.Paper` here; this module does not read files and does not know the Library.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import fieldtypes as t
from .fieldtypes import Field, Table
from .model import (
    IMPORTANCES,
    KINDS,
    NOTE_KINDS,
    NOTE_TARGETS,
    RELATION_TYPES,
    STATUSES,
    Identifiers,
    Paper,
)
from .text import is_slug


def _is_address(text: str) -> bool:
    return bool(t.read_web_address(text))


PAPER: Table = (
    Field("title", t.Text(), "The title as printed; `$maths$` allowed.", required=True),
    Field(
        "authors",
        t.Many(t.PersonName()),
        "Names as printed: `Given Family`, `Family, Given`, `{family:, given:, particle:, suffix:}`, or `{name:}` for a group.",
    ),
    Field("date", t.Date(), "When it was published: `2019`, `2019-08` or `2019-08-24`."),
    Field("kind", t.Choice(KINDS), "What it is; `preprint` if nothing is said."),
    Field("arxiv", t.ARXIV, "arXiv id, in quotes: `'2107.03374'`; a version may follow."),
    Field("doi", t.DOI, "DOI, without any address in front."),
    Field("categories", t.Many(t.Text(), unique=True), "arXiv categories, the primary one first."),
    Field("comment", t.Lines(), "The comment as the source gave it."),
    Field("abstract", t.Paragraphs(), "Plain text with `$maths$`, never Markdown. A blank line parts paragraphs."),
    Field("venue", t.Text(), "The journal, conference or book that it appeared in."),
    Field("volume", t.Text(), "Volume of the journal or series."),
    Field("issue", t.Text(), "Issue or number within the volume."),
    Field("pages", t.Text(), "Pages, such as `26-38`."),
    Field("publisher", t.Text(), "Publisher, or the institution of a thesis or report."),
    Field("language", t.LANGUAGE, "Language of the text, such as `en` or `pt-BR`."),
    Field("isbn", t.Text(), "ISBN of a book."),
    Field("issn", t.ISSN, "ISSN of a journal."),
    Field("pmid", t.Text(), "PubMed id."),
    Field("pmcid", t.Text(), "PubMed Central id."),
    Field("urls", t.Keyed(t.WEB_ADDRESS, bool, "a name"), "Further addresses by what they lead to: `pdf`, `code`, `slides` …"),
    Field("updated", t.Date(), "When its latest version came out."),
    Field("earlier_titles", t.Many(t.Text(), flow=False), "Titles of earlier versions."),
    Field("extra", t.Keyed(t.Anything(), bool, "a name"), "What a source said and no field holds, by the source's names."),
)  # fmt: skip

MARGIN_NOTE: Table = (
    Field("quote", t.Paragraphs(), "The words that the note is about, as they stand in the text.", required=True),
    Field("prefix", t.Paragraphs(), "Words right before the quote, where it occurs more than once."),
    Field("suffix", t.Paragraphs(), "Words right behind the quote, where it occurs more than once."),
    Field("in", t.Choice(NOTE_TARGETS), "The text that the quote is from; `abstract` if nothing is said."),
    Field("kind", t.Choice(NOTE_KINDS), "`comment` if nothing is said; `highlight` if there is no note."),
    Field("note", t.Markdown(), "Markdown. Without it, a plain highlight."),
    Field("id", t.SLUG, "The note's address on the page; made from the quote's first words if nothing is said."),
    Field("by", t.SLUG, "Who wrote it: a key of `annotators` in site.yaml."),
    Field("created", t.Date(), "When it was written."),
    Field("tags", t.Many(t.SLUG, unique=True), "Tags of this note alone."),
    Field("source", t.Text(), "An importer's id of the note, so that importing again adds nothing."),
)

QUOTE: Table = (
    Field("text", t.Paragraphs(), "Words from the paper's body.", required=True),
    Field("page", t.Text(), "The page they are on."),
    Field("note", t.Markdown(), "Markdown."),
    Field("by", t.SLUG, "Who chose it: a key of `annotators` in site.yaml."),
    Field("source", t.Text(), "An importer's id of the quote, so that importing again adds nothing."),
)

RELATION: Table = (
    Field("type", t.Choice(RELATION_TYPES), "How this paper stands to the other.", required=True),
    Field("to", t.RELATION_TARGET, "A slug of this list, `arXiv:ID` or `doi:DOI`.", required=True),
    Field("note", t.Markdown(), "Why one says so; Markdown."),
    Field("source", t.Text(), "An importer's id of the relation, so that importing again adds nothing."),
)

OWNER: Table = (
    Field("tags", t.Many(t.SLUG, unique=True), "Keys of tags.yaml.", owner=True),
    Field("why", t.Text(), "One line: why it is on the list. Shown wherever the paper is.", owner=True),
    Field("status", t.Choice(STATUSES), "How far you are with it.", owner=True),
    Field("importance", t.Choice(IMPORTANCES), "How much it matters.", owner=True),
    Field("added", t.Date(), "When it came on the list; feeds go by it.", owner=True),
    Field("margin", t.Many(t.Fields(MARGIN_NOTE), flow=False), "Notes on words of the abstract, title or notes.", owner=True),
    Field("quotes", t.Many(t.Fields(QUOTE), flow=False), "Words from the paper's body.", owner=True),
    Field("relations", t.Many(t.Fields(RELATION, flow=True), flow=False), "How it stands to other papers.", owner=True),
    Field("notes", t.Markdown(), "Your own text, in Markdown. `[text](paper:slug)`, `[[slug]]`, `[[tag:key]]` link.", owner=True),
    Field("aliases", t.Many(t.SLUG, unique=True), "Earlier slugs; their addresses lead here.", owner=True),
    Field("archived", t.Keyed(t.WEB_ADDRESS, _is_address, "an address that begins with http:// or https://"), "Copies in an archive of addresses that are gone, by these: `{'https://gone.example/x': 'https://web.archive.org/…'}`.", owner=True),
    Field("draft", t.Flag(), "true: no trace of it in a published site.", owner=True),
)  # fmt: skip

ENTRY: Table = PAPER + OWNER
WORK: Table = PAPER

ANNOTATOR: Table = (
    Field("name", t.Text(), "The name to show.", required=True),
    Field("url", t.WEB_ADDRESS, "Their own page."),
)

PAGE_SWITCHES = (
    ("people", "pages of people"),
    ("years", "pages of years"),
    ("paths", "pages of reading paths"),
    ("margin", "pages of margin notes and annotators"),
    ("works", "a page of works outside the list"),
    ("cards", "cards of papers beside links to them"),
    ("exports", "files of many papers; which, is in `downloads`"),
    ("annotations", "files of the notes as W3C Web Annotations"),
    ("related", "related papers on a paper's page; not on lists of more than 20,000 papers unless you say so"),
    ("search", "search, with facets"),
    ("health", "a page on the health of the list, linked from the foot of every page; only if you say so"),
    ("metadata", "what Zotero and search engines take from lists (COinS, JSON-LD)"),
    (
        "map",
        "a map of papers by nearness, with tables of tags; not on lists of more than 3,000 papers unless you say so",
    ),
)
EXPORTS = ("bib", "biblatex", "ris", "json")
DOWNLOADS = ("bib", "biblatex", "ris", "json", "csv", "md")
DOWNLOAD_SCOPES = (
    ("list", "the whole list; BibTeX and CSL-JSON if nothing is said"),
    ("tags", "each tag"),
    ("people", "each person who has a page"),
    ("years", "each year"),
    ("paths", "each reading path, in its order; BibTeX if nothing is said"),
)
FEEDS = ("atom", "json")
FEED_SCOPES = (
    ("list", "the whole list; both if nothing is said"),
    ("tags", "each tag; Atom if nothing is said"),
    ("people", "each person who has a page"),
    ("paths", "each reading path; Atom if nothing is said"),
)
CITATIONS = ("apa", "chicago", "mla", "ieee")
BIBLIOGRAPHIES = ("list", "paths", "tags")

PAGE_GROUP: Table = (
    Field("title", t.Text(), "What they are called together.", required=True),
    Field("pages", t.Many(t.SLUG, unique=True), "Their slugs, in order.", required=True),
)

SITE: Table = (
    Field("title", t.Text(), "The list's name.", required=True),
    Field("description", t.Text(), "One sentence about the list."),
    Field("url", t.LIST_ADDRESS, "Where it will stand. Without it: no canonical links, sitemap or feeds."),
    Field("language", t.LANGUAGE, "Language of the site's own words; `en` if nothing is said."),
    Field("feed_id", t.TAG_ADDRESS, "The feed's identity, a tag address that never changes."),
    Field("start", t.SLUG, "The reading path that the home page begins with."),
    Field("menu", t.Many(t.Fields(PAGE_GROUP), flow=False), "Your own pages (content/pages/) in groups, each with its title and its pages in order: `[{title: Help, pages: [first-steps, questions]}]`. Pages that no group has come last in the last one."),
    Field("annotators", t.Keyed(t.Fields(ANNOTATOR), is_slug, "a slug"), "Who writes notes, by key: `{ab: {name: …, url: …}}`."),
    Field("vocabulary", t.Choice(("closed", "open")), "closed (tags outside tags.yaml are errors) or open."),
    Field("pages", t.Fields(tuple(Field(name, t.Flag(), f"Whether there {'is' if name in ('search', 'metadata', 'map', 'works', 'health') else 'are'} {what}.") for name, what in PAGE_SWITCHES)), "What can be switched off: `{people: false}`. `related` is off on lists of more than 20,000 papers, `map` on those of more than 3,000, unless they are switched on; `health` is off."),
    Field("exports", t.Many(t.Choice(EXPORTS), unique=True), "Files made for each paper: `bib`, `biblatex`, `ris`, `json` (CSL-JSON)."),
    Field("downloads", t.Fields(tuple(Field(name, t.Many(t.Choice(DOWNLOADS), unique=True), f"Files of the papers of {what}.") for name, what in DOWNLOAD_SCOPES)), "Files of many papers: `{list: [bib, ris], tags: [csv]}`, each of `bib`, `biblatex`, `ris`, `json`, `csv`, `md` (a README)."),
    Field("feeds", t.Fields(tuple(Field(name, t.Many(t.Choice(FEEDS), unique=True), f"Feeds of additions to {what}.") for name, what in FEED_SCOPES)), "Feeds, each as `atom` or `json` (JSON Feed): `{tags: [atom, json], people: [atom]}`. A feed needs `url`, and papers that say when they were `added`."),
    Field("markdown", t.Flag(), "true: each paper's page as Markdown too, and an `llms.txt` that leads to these."),
    Field("picture", t.Text(), "A picture of the site for those who link to it: a PNG or JPEG in content/files/, such as `picture.png`; or `made`, and one is drawn (this needs `pip install \"manicule[picture]\"`)."),
    Field("citations", t.Many(t.Choice(CITATIONS), unique=True), "Styles in which a paper's page has it as a reference, with a button that copies it: `apa`, `chicago` (author-date), `mla`, `ieee`. If nothing is said: one, in the manner of APA."),
    Field("export_notes", t.Flag(), "true: your notes go into BibTeX (`annote`) and CSL-JSON (`note`) as well."),
    Field("bibliographies", t.Many(t.Choice(BIBLIOGRAPHIES), unique=True), "Annotated bibliographies, for print and as Markdown: of the whole `list`, of each of the `paths`, of each of the `tags`. If nothing is said: of the paths, and of a list of at most 1,000 papers."),
)  # fmt: skip

TAG: Table = (
    Field("label", t.Text(), "The name to show; the key, if nothing is said."),
    Field("description", t.Markdown(), "Shown on the tag's page."),
    Field("parent", t.SLUG, "The wider tag that this one belongs to."),
)

PERSON: Table = (
    Field("name", t.PersonName(), "The name to show.", required=True),
    Field("also", t.Many(t.PersonName()), "Other forms in which it is printed."),
    Field("orcid", t.ORCID, "ORCID iD."),
    Field("url", t.WEB_ADDRESS, "Their own page."),
)

STEP: Table = (
    Field("paper", t.SLUG, "A slug of this list.", required=True),
    Field("why", t.Text(), "Why it comes here."),
    Field("after", t.Many(t.SLUG, unique=True), "Papers of this path to be read before."),
)

PATH: Table = (
    Field("title", t.Text(), "The path's name.", required=True),
    Field("intro", t.Markdown(), "Where it leads, and for whom."),
    Field("steps", t.Many(t.Fields(STEP), flow=False), "Papers in order, each with its reason.", required=True),
)

_IDENTIFIERS = ("arxiv", "doi", "isbn", "issn", "pmid", "pmcid")


def paper_from(values: Mapping[str, Any]) -> Paper:
    """The Paper whose fields these are, as `read_table` gives them; absent ones take the model's defaults."""
    known = {row.name for row in PAPER}
    plain = {name: value for name, value in values.items() if name in known and name not in _IDENTIFIERS}
    if "extra" in plain:
        plain["extra"] = tuple(sorted(plain["extra"], key=lambda pair: str(pair[0])))
    return Paper(identifiers=Identifiers(**{n: values[n] for n in _IDENTIFIERS if n in values}), **plain)


def paper_values(paper: Paper) -> dict[str, Any]:
    """The fields of the table that the paper fills, in the table's order; the inverse of `paper_from`."""
    values = {row.name: getattr(paper.identifiers if row.name in _IDENTIFIERS else paper, row.name) for row in PAPER}
    return {name: value for name, value in values.items() if value}
