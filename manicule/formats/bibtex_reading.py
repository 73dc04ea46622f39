"""BibTeX and BibLaTeX, the bibliographies of LaTeX, to Papers.

Bytes go in and Records come out; the syntax is bibtex_syntax.py's, names are bibtex_names.py's, letters latex.py's, and
the way back is bibtex.py's. It must not know of any other format.

What no field holds goes to `Paper.extra`: editors, places, editions and the like by CSL's names for them, so that other
formats find them there, the rest by its own. What other programs keep for themselves is dropped and counted, as are
paths of files on the writer's own machine, which are nobody else's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ..identifiers import ARXIV, read_arxiv, read_doi
from ..model import Identifiers, Json, Name, Paper, PartialDate, Reading, Record
from ..problems import Problem, Where, notice, warning
from .bibtex_names import read_names
from .bibtex_syntax import RawEntry, read_syntax
from .csl_parts import MONTH_NUMBERS, read_date, write_name
from .decoding import Walk, decode
from .id_parts import arxiv_of_doi, find_said, is_derived, unique_key
from .latex import read_latex, tidy


def read(data: bytes, path: str) -> Reading:
    """A record for each entry, in order; those that only lend their fields to others (`@xdata`, `@set`) are counted in
    `dropped`. Problems: `bibtex-…`, each at the entry that it is about."""
    text, problems = decode(data, path)
    syntax = read_syntax(text, path)
    dropped = Counter(syntax.dropped)
    walk = Walk(text, path)
    found: list[Problem] = []
    records: list[Record] = []
    keys: dict[str, int] = {}
    shelf = _by_key(syntax.entries)
    for entry in syntax.entries:
        where = walk.place(entry.offset)
        if entry.type in _LENDERS:
            dropped[f"@{entry.type}"] += 1
            continue
        opened = _Opened(entry.type, where)
        _open(entry, shelf, opened)
        key = _own_key(entry.key, keys, opened)
        records.append(Record(_read_paper(opened), key=key, where=where))
        found += opened.problems
        dropped.update(opened.dropped)
    everything = (*problems, *syntax.problems, *found)
    return Reading(tuple(records), everything, syntax.leftovers, tuple(sorted(dropped.items())))


_LENDERS = frozenset(("xdata", "set"))


@dataclass(slots=True)
class _Opened:
    """An entry while it is read: what is understood is taken out of `fields`, and the remains are kept."""

    type: str
    where: Where
    fields: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Json] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def raw(self, *names: str) -> str:
        """Takes the first of the fields that says something, as it stands."""
        for name in names:
            if value := self.fields.pop(name, "").strip():
                return value
        return ""

    def take(self, *names: str) -> str:
        """Takes the first of the fields that says something, as one line of plain text."""
        return " ".join(self.plain(self.raw(*names)).split())

    def plain(self, raw: str) -> str:
        made, unknown = read_latex(raw)
        self.unknown += unknown
        return made

    def carry(self, name: str, *names: str) -> None:
        """Takes the first of the fields into `extra`, under `name`."""
        if value := self.take(*names):
            self.extra[name] = value


def _own_key(key: str, keys: dict[str, int], opened: _Opened) -> str:
    """The key, with a number if another entry of the file has it: both are read."""
    own = unique_key(key, keys)
    if own != key:
        message = f"the key {key} is here a second time; both are read"
        opened.problems.append(warning("bibtex-duplicate", message, opened.where))
    return own


# Fields of the entry, and those that it inherits.


def _by_key(entries: Sequence[RawEntry]) -> Mapping[str, RawEntry]:
    shelf: dict[str, RawEntry] = {}
    for entry in entries:
        shelf.setdefault(entry.key.casefold(), entry)
    return shelf


GENERATIONS = 8
"""Entries that may inherit from one another in a row."""


def _open(entry: RawEntry, shelf: Mapping[str, RawEntry], opened: _Opened) -> None:
    for one in entry.fields:
        if one.name in opened.fields:
            opened.problems.append(
                warning("bibtex-duplicate", f"{one.name} is here twice; the first counts", opened.where)
            )
            opened.dropped.append(f"{one.name} (a second one)")
        else:
            opened.fields[one.name] = one.text
    _inherit(entry, shelf, opened, {entry.key.casefold()}, GENERATIONS)


def _inherit(entry: RawEntry, shelf: Mapping[str, RawEntry], opened: _Opened, seen: set[str], generations: int) -> None:
    """What the entries named by `xdata` and `crossref` say and this one does not."""
    for name in ("xdata", "crossref"):
        said = next((one.text for one in entry.fields if one.name == name), "")
        opened.fields.pop(name, None)
        for wanted in said.split(",") if name == "xdata" else [said]:
            key = wanted.strip().casefold()
            parent = shelf.get(key)
            if not key or key in seen or generations == 0:
                continue
            if parent is None:
                message = f"{name} names {wanted.strip()}, which is not in this file"
                opened.problems.append(notice("bibtex-crossref", message, opened.where))
                opened.extra[name] = said.strip()
                continue
            _lend(parent, opened, name)
            _inherit(parent, shelf, opened, seen | {key}, generations - 1)


_PARTS = frozenset(("inproceedings", "conference", "incollection", "inbook", "bookinbook", "suppbook", "suppcollection", "inreference"))  # fmt: skip
_NEVER_LENT = frozenset(
    (
        "crossref", "xdata", "xref", "entryset", "ids", "keywords", "label", "options", "related", "shorthand", "sortkey",
        "sorttitle", "presort", "indextitle", "doi", "eprint", "note", "annote", "annotation", "file", "timestamp", "groups",
    )
)  # fmt: skip
"""biblatex's manual, appendix B, and ids: one DOI would make one paper of all."""

_OF_WHOLE = frozenset(("abstract", "url", "urldate", "pages", "pagetotal"))
"""What says where the whole is, or what it is about, and not the part."""

_RENAMED: Mapping[str, str] = MappingProxyType(
    {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon", "shorttitle": ""}
)


def _lend(parent: RawEntry, opened: _Opened, by: str) -> None:
    of_whole = by == "crossref" and opened.type in _PARTS
    for one in parent.fields:
        name = _RENAMED.get(one.name, one.name) if of_whole else one.name
        if of_whole and one.name == "author":
            name = "bookauthor"
        kept_back = one.name in _NEVER_LENT or (of_whole and one.name in _OF_WHOLE)
        if name and (by == "xdata" or not kept_back):
            if name == "booktitle" and "booktitle" in opened.fields:
                continue
            opened.fields.setdefault(name, one.text)


# The paper.


def _read_paper(opened: _Opened) -> Paper:
    identifiers, urls = _read_identifiers(opened)
    kind, venue = _read_kind(opened, identifiers, bool(urls))
    title = _join_title(opened, "title", "subtitle")
    date = _read_date(opened)
    paper = Paper(
        kind=kind,
        title=title,
        authors=_read_authors(opened),
        date=date,
        venue=venue,
        volume=opened.take("volume"),
        issue=_read_issue(opened, kind),
        pages=_read_pages(opened),
        publisher=_read_publisher(opened, kind),
        language=_read_language(opened),
        identifiers=identifiers,
        categories=_read_categories(opened),
        comment=_read_comment(opened),
        abstract=opened.plain(opened.raw("abstract")),
        urls=urls,
        extra=_read_extra(opened),
    )
    if opened.unknown:
        names = ", ".join(dict.fromkeys(opened.unknown))
        message = f"nobody here knows what letters these commands make, so they stay as they are: {names[:200]}"
        opened.problems.append(warning("bibtex-latex", message, opened.where))
    return paper


def _join_title(opened: _Opened, name: str, below: str) -> str:
    """`Title: Subtitle`, as styles print them."""
    title, subtitle = opened.take(name), opened.take(below)
    if not title or not subtitle:
        return title or subtitle
    return f"{title} {subtitle}" if title.endswith((":", "?", "!", ".")) else f"{title}: {subtitle}"


def _read_authors(opened: _Opened) -> tuple[Name, ...]:
    authors = _take_names(opened, "author")
    for name, csl in _ROLES.items():
        if others := _take_names(opened, name):
            opened.extra[csl] = tuple(write_name(other) for other in others)
    if "editor" in opened.extra and (role := opened.raw("editortype")) and role != "editor":
        opened.extra["editortype"] = role
    return authors


_ROLES: Mapping[str, str] = MappingProxyType(
    {"editor": "editor", "translator": "translator", "bookauthor": "container-author"}
)


def _take_names(opened: _Opened, name: str) -> tuple[Name, ...]:
    found = read_names(opened.raw(name))
    opened.unknown += found.unknown
    opened.problems += (warning("bibtex-names", f"{name}: {odd}", opened.where) for odd in found.odd)
    if found.more:
        opened.dropped.append(f"“and others” in {name}")
    return found.names


# Identifiers and addresses.

_ADDRESS = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}|(?<![\w/])(https?://[^\s{}\"<>]+)")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>{},]+", re.ASCII)
_ESCAPED = re.compile(r"\\([_%#&~{}$^])|\{\\([_%#&~])\}|\\(?:text(?:asciitilde|underscore))(?:\{\}|\s)?|[{}]")
_IN_TEXT = re.compile(
    rf"\barxiv[:\s]\s*(?:preprint\s+)?(?:arxiv:\s*)?\[?(?P<id>{ARXIV.pattern})(?![\d/])", re.IGNORECASE
)
_DBLP = re.compile(r"abs/(?P<id>\S+)")


def _verbatim(text: str) -> str:
    """An identifier or address as it is meant: without what LaTeX needs around some characters, in one line."""

    def bare(found: re.Match[str]) -> str:
        if found[0].startswith("\\text"):
            return "~" if "tilde" in found[0] else "_"
        return found[1] or found[2] or ""

    said = _ADDRESS.search(text)
    text = said[1] if said and said[1] else text
    return "".join((_ESCAPED.sub(bare, text) if "\\" in text or "{" in text else text).split())


def _read_identifiers(opened: _Opened) -> tuple[Identifiers, tuple[tuple[str, str], ...]]:
    fields = opened.fields
    urls = [("url", address)] if (address := _verbatim(opened.raw("url"))) else []
    for name in ("howpublished", "note"):
        urls += _addresses_of(opened, name)
    addresses = [address for _, address in urls]
    arxiv = _read_arxiv(opened, addresses)
    doi = _read_doi(opened, addresses)
    arxiv = arxiv or arxiv_of_doi(doi)
    pmid = opened.take("pmid") or (opened.take("eprint") if fields.get("eprinttype", "").lower() == "pubmed" else "")
    ids = Identifiers(arxiv, doi, opened.take("isbn"), _read_issn(opened), pmid, opened.take("pmcid", "pmc"))
    for name in ("archiveprefix", "eprinttype"):
        if fields.get(name, "").strip().lower() in ("arxiv", "pubmed", ""):
            fields.pop(name, None)
    return ids, tuple(dict.fromkeys(pair for pair in urls if not is_derived(pair[1], ids)))


def _read_issn(opened: _Opened) -> str:
    """The first where several are given; all of them are kept then."""
    said = opened.take("issn")
    first = re.match(r"\d{4}-?\d{3}[\dXx]", said)
    if first and first[0] != said:
        opened.extra["ISSN"] = said
    return first[0] if first else said


def _addresses_of(opened: _Opened, name: str) -> Iterator[tuple[str, str]]:
    """The address that is all that a field says (`howpublished = {\\url{…}}`), taken out of it."""
    said = opened.fields.get(name, "")
    for found in _ADDRESS.finditer(said):
        rest = (said[: found.start()] + said[found.end() :]).strip(" .,;:()<>{}\\\n\t")
        if found[1] is None and name == "note" and rest:
            return
        if not rest or rest.casefold() in ("available at", "available from", "online", "url", "see", "available"):
            del opened.fields[name]
        yield "url", _verbatim(found[1] or (found[2] or "").rstrip(".,;)"))
        return


def _read_arxiv(opened: _Opened, addresses: Sequence[str]) -> str:
    """From `eprint` and its like, an address, or where Google Scholar, DBLP and people write it."""
    fields = opened.fields
    prefix = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").strip().lower()
    for name in ("eprint", "arxivid", "arxiv"):
        if (name != "eprint" or prefix == "arxiv") and (found := read_arxiv(_verbatim(fields.get(name, "")))):
            del fields[name]
            return found
    for name in (
        "journal",
        "journaltitle",
        "booktitle",
        "howpublished",
        "note",
        "publisher",
        "number",
        "volume",
        "series",
    ):
        if (said := _IN_TEXT.search(fields.get(name, ""))) and read_arxiv(said["id"]):
            return said["id"]
    if fields.get("journal", "").strip("{} ").casefold() == "corr" and (said := _DBLP.match(fields.get("volume", ""))):
        return read_arxiv(said["id"])
    return find_said(addresses, "arxiv")


def _read_doi(opened: _Opened, addresses: Sequence[str]) -> str:
    raw = opened.fields.get("doi", "")
    stated = _verbatim(raw)
    if stated:
        found = read_doi(stated) or ((match := _DOI.search(stated)) and read_doi(match[0].rstrip(".;"))) or ""
        if found:
            del opened.fields["doi"]
            return found
        message = f"{' '.join(stated.split())[:80]!r} is no DOI; it is kept in extra"
        opened.problems.append(notice("bibtex-identifier", message, opened.where))
        opened.fields["DOI"] = opened.fields.pop("doi")
    return find_said(addresses, "doi")


# Kind and venue.

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("article", "suppperiodical", "review"), "article"),
        **dict.fromkeys(("inproceedings", "conference"), "conference"),
        **dict.fromkeys(("incollection", "inbook", "bookinbook", "suppbook", "suppcollection", "inreference"), "chapter"),
        **dict.fromkeys(
            ("book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "reference", "mvreference",
             "booklet", "periodical"), "book",
        ),
        **dict.fromkeys(("thesis", "phdthesis", "mastersthesis", "bachelorthesis"), "thesis"),
        **dict.fromkeys(("techreport", "report", "manual", "patent", "standard"), "report"),
        **dict.fromkeys(("software", "softwareversion", "softwaremodule", "codefragment"), "software"),
        "dataset": "dataset",
        **dict.fromkeys(("online", "electronic", "www", "webpage"), "web"),
        **dict.fromkeys(("unpublished", "preprint"), "preprint"),
    }
)  # fmt: skip
_WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "preprint": "misc", "article": "article", "conference": "inproceedings", "chapter": "incollection", "book": "book",
        "thesis": "phdthesis", "report": "techreport", "software": "software", "dataset": "dataset", "web": "online",
    }
)  # fmt: skip
_SAME_TYPE = frozenset(("conference", "thesis", "report", "electronic", "www", "webpage", "preprint", "misc"))
"""Types that say no more than the kind; others are kept."""

_GENRES: Mapping[str, str] = MappingProxyType(
    {"mastersthesis": "Master's thesis", "bachelorthesis": "Bachelor's thesis"}
)
_THESES: Mapping[str, str] = MappingProxyType(
    {
        "phdthesis": "",
        "mathesis": "Master's thesis",
        "mastersthesis": "Master's thesis",
        "bathesis": "Bachelor's thesis",
        "candthesis": "Candidate's thesis",
        "techreport": "",
        "resreport": "Research report",
    }
)
"""biblatex's keys for what kind of thesis or report it is."""


def _read_kind(opened: _Opened, ids: Identifiers, has_address: bool) -> tuple[str, str]:
    """The kind, and where it appeared."""
    fields, arxiv = opened.fields, ids.arxiv
    kind = _KINDS.get(opened.type, "")
    if not kind:
        kind = (
            "article"
            if "journal" in fields or "journaltitle" in fields
            else "conference"
            if "booktitle" in fields
            else ""
        )
    if fields.get("pubstate", "").strip().casefold() == "preprint" and kind in ("", "web"):
        del fields["pubstate"]
        kind = "preprint"
    if not kind and opened.type == "misc":
        kind = "web" if has_address and not (arxiv or ids.doi or fields.get("eprint")) else "preprint"
    if not kind:
        kind = "preprint" if arxiv else "web"
        message = f"no kind fits @{opened.type}; taken as {kind}"
        opened.problems.append(notice("bibtex-type", message, opened.where))
    if kind in ("web", "article", "preprint") and arxiv:
        kind = _settle_preprint(opened, kind)
    genre = opened.take("type")
    genre = _THESES.get(genre.casefold(), genre) or _GENRES.get(opened.type, "")
    if genre:
        opened.extra["genre"] = genre
    known = opened.type == _WRITTEN[kind] or opened.type in _SAME_TYPE or opened.type in _GENRES
    if not known and not (kind == "preprint" and opened.type in ("article", "online")):
        opened.extra["entrytype"] = opened.type
    return kind, _read_venue(opened, kind)


_ARXIV_JOURNAL = re.compile(
    r"\{*(?:CoRR|arXiv(?:\.org|\b[\s:]*(?:e-?prints?|preprints?)?\b.*)?)\}*", re.IGNORECASE | re.DOTALL
)


def _settle_preprint(opened: _Opened, kind: str) -> str:
    """`arXiv preprint arXiv:…` and DBLP's `CoRR` are no journals: what they say, the id says."""
    fields = opened.fields
    for name in ("journal", "journaltitle", "howpublished", "publisher"):
        if name in fields and _ARXIV_JOURNAL.fullmatch(fields[name].strip()):
            del fields[name]
            if name.startswith("journal"):
                for rest in ("volume", "number", "pages"):
                    if _IN_TEXT.search(f"arXiv:{fields.get(rest, '').removeprefix('abs/').removeprefix('arXiv:')}"):
                        del fields[rest]
                return "preprint"
    return "preprint" if kind == "web" else kind


def _read_venue(opened: _Opened, kind: str) -> str:
    if kind == "article":
        return _join_title(
            opened, "journaltitle" if "journaltitle" in opened.fields else "journal", "journalsubtitle"
        ) or opened.take("booktitle")
    if kind in ("conference", "chapter"):
        return _join_title(opened, "booktitle", "booksubtitle") or opened.take("journal", "journaltitle", "eventtitle")
    if kind == "book":
        return opened.take("series")
    return opened.take("howpublished", "journal", "journaltitle", "booktitle")


def _read_issue(opened: _Opened, kind: str) -> str:
    """A report's number is its own, and no issue."""
    if kind in ("report", "thesis"):
        opened.carry("number", "number")
    number, issue = opened.take("number"), opened.take("issue")
    if number and issue and number != issue:
        opened.extra["issue"] = issue
    return number or issue


def _read_pages(opened: _Opened) -> str:
    """With a hyphen in ranges, as people type them; an article's number where it has no pages."""
    said = re.sub(r"\s*[‒–—−]+\s*|(?<=\w)\s*-{2,}\s*(?=\w)", "-", opened.take("pages"))
    article = opened.take("eid", "articleno", "article-number")
    if said and article and article != said:
        opened.extra["eid"] = article
    return said or article


def _read_publisher(opened: _Opened, kind: str) -> str:
    own = {"thesis": ("school", "institution"), "report": ("institution", "school")}.get(kind, ())
    return opened.take(*own, "publisher", "organization", "institution", "school")


# Dates.

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)", re.ASCII)
_MONTH = re.compile(r"[^\W\d_]+")


def _read_date(opened: _Opened) -> PartialDate | None:
    """From `date`, else `year`, `month` and `day`. What they say besides is kept in extra, as it was."""
    stated = " ".join(opened.raw("date").strip("{}").split())
    if stated:
        date, whole = read_date(_bare_edtf(stated))
        if not whole:
            opened.extra["date"] = stated
        if date:
            for name in ("year", "month", "day"):
                opened.fields.pop(name, None)
            return date
    year_said, month_said, day_said = opened.take("year"), opened.take("month"), opened.take("day")
    year = _YEAR.search(year_said)
    if year is None or int(year[0]) == 0:
        if year_said or stated:
            message = f"{(year_said or stated)[:40]!r} is no year; it is kept in extra"
            opened.problems.append(notice("bibtex-date", message, opened.where))
        opened.extra.update({name: said for name, said in (("year", year_said), ("month", month_said)) if said})
        return None
    if year[0] != year_said:
        opened.extra["year"] = year_said
    month, day, whole = _read_month(month_said, day_said)
    if not whole:
        opened.extra["month"] = " ".join(filter(None, (month_said, day_said)))
    for parts in ((month, day), (month, 0), (0, 0)):
        try:
            return PartialDate(int(year[0]), *parts)
        except ValueError:
            opened.extra["month"] = " ".join(filter(None, (month_said, day_said)))
    return None


def _bare_edtf(text: str) -> str:
    """biblatex's dates without what is uncertain in them and the time of day."""
    return re.sub(r"(?<=\d)T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?$", "", text).strip()


def _read_month(said: str, day_said: str) -> tuple[int, int, bool]:
    """Month and day, 0 where there is none, and whether that was all."""
    if not said:
        return 0, 0, not day_said
    days = [int(number) for number in _DAY.findall(said)]
    words = [word.casefold() for word in _MONTH.findall(said)]
    months = [_MONTH_NUMBERS[word] for word in words if word in _MONTH_NUMBERS]
    rest = len(words) - len(months)
    month = months[0] if months else days.pop(0) if days and 1 <= days[0] <= 12 and not words else 0
    day = int(day_said) if day_said.isdecimal() else days.pop(0) if days and months and days[0] <= 31 else 0
    return month, day if month else 0, bool(month) and len(months) <= 1 and not days and not rest


_MONTH_NUMBERS: Mapping[str, int] = MappingProxyType(
    {
        **MONTH_NUMBERS,
        "januar": 1, "februar": 2, "märz": 3, "maerz": 3, "mai": 5, "juni": 6, "juli": 7, "okt": 10, "oktober": 10,
        "dez": 12, "dezember": 12, "janvier": 1, "février": 2, "mars": 3, "avril": 4, "juin": 6, "juillet": 7, "août": 8,
        "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12,
    }
)  # fmt: skip


# The rest.

_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("english", "eng", "american", "usenglish"), "en"), "british": "en-GB", "ukenglish": "en-GB",
        **dict.fromkeys(("german", "ngerman", "deutsch", "ger", "deu"), "de"), "naustrian": "de-AT", "austrian": "de-AT",
        **dict.fromkeys(("french", "francais", "français", "fre", "fra"), "fr"), **dict.fromkeys(("spanish", "spa"), "es"),
        **dict.fromkeys(("italian", "ita"), "it"), **dict.fromkeys(("dutch", "dut", "nld"), "nl"),
        **dict.fromkeys(("portuguese", "por"), "pt"), "brazilian": "pt-BR", **dict.fromkeys(("russian", "rus"), "ru"),
        **dict.fromkeys(("chinese", "chi", "zho"), "zh"), **dict.fromkeys(("japanese", "jpn"), "ja"),
        **dict.fromkeys(("polish", "pol"), "pl"), **dict.fromkeys(("swedish", "swe"), "sv"), "danish": "da", "dan": "da",
        "norwegian": "no", "norsk": "nb", "nynorsk": "nn", "finnish": "fi", "fin": "fi", "czech": "cs", "greek": "el",
        "hungarian": "hu", "turkish": "tr", "ukrainian": "uk", "korean": "ko", "arabic": "ar", "hebrew": "he", "latin": "la",
    }
)  # fmt: skip
"""Babel's names of languages, and ISO 639-2's codes, as what web pages call them."""


def _read_language(opened: _Opened) -> str:
    said = opened.take("language", "langid", "hyphenation")
    opened.fields.pop("langid", None)
    opened.fields.pop("hyphenation", None)
    return _LANGUAGES.get(said.casefold(), said)


def _read_categories(opened: _Opened) -> tuple[str, ...]:
    said = opened.take("primaryclass", "eprintclass", "arxivclass")
    opened.fields.pop("eprintclass", None)
    return tuple(dict.fromkeys(re.split(r"[\s;,]+", said))) if said else ()


def _read_comment(opened: _Opened) -> str:
    """A note that only says the arXiv id says nothing of its own."""
    said = opened.take("note")
    bare = re.sub(
        r"(?:e-?print|preprint|\[[\w.-]+\]|[\s.,;:])+", " ", _IN_TEXT.sub("", said), flags=re.IGNORECASE
    ).strip()
    return "" if said and not bare and _IN_TEXT.search(said) else said


_CSL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "publisher-place": ("location", "address"), "edition": ("edition",), "collection-title": ("series",),
        "chapter-number": ("chapter",), "keyword": ("keywords", "keyword"), "version": ("version",),
        "number-of-volumes": ("volumes",), "number-of-pages": ("pagetotal", "numpages"), "event-title": ("eventtitle",),
        "event-place": ("venue",), "container-title-short": ("shortjournal", "journal-iso"), "title-short": ("shorttitle",),
        "original-title": ("origtitle",), "status": ("pubstate",), "annote": ("annote", "annotation"),
    }
)  # fmt: skip
"""CSL's variables, with the fields that say the same."""

_BOOKKEEPING = re.compile(
    r"file|pdf|local-url|timestamp|owner|groups?|date-(?:added|modified)|(?:creation|modification)date|bdsk-.*|added-at"
    r"|interhash|intrahash|biburl|bibsource|__markedentry|citationkey|sorttitle|sortkey|sortname|sortyear|presort|options"
    r"|execute|indextitle|shorthand|ids|mendeley-.*|posted-at|citeulike-.*|priority|ranking|readstatus|unique-id|mrclass"
    r"|doc-delivery-number|times-cited|number-of-cited-references|cited-references|urldate|usedate"
)
"""What programs keep for themselves in an entry, and paths on somebody's machine."""


def _read_extra(opened: _Opened) -> tuple[tuple[str, Json], ...]:
    for name, fields in _CSL.items():
        opened.carry(name, *fields)
    for name in sorted(opened.fields):
        if _BOOKKEEPING.fullmatch(name):
            if opened.fields[name].strip():
                opened.dropped.append(name)
        elif said := tidy(opened.plain(opened.fields[name])):
            opened.extra.setdefault(name, said)
    return tuple(sorted(opened.extra.items(), key=lambda pair: pair[0]))
