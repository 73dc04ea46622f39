"""What arXiv's API answers, an Atom feed, to Papers.

Bytes go in, Records come out. It must not know of any other format, and asks no network.

Why expat and no library: the standard library's parser tells line and column, gives each element as it comes, so that of
an answer cut off the whole entries are kept, and can be told to stop at a DOCTYPE, where entities that double each other
without end, or that read files, would be declared. feedparser has no place for what `arxiv:` elements say.

Sources: arXiv API User's Manual, section 3.3 (what an entry holds) and 3.4 (errors).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from ..identifiers import ARXIV, arxiv_base, read_arxiv, read_doi
from ..model import Identifiers, Json, Leftover, Paper, Reading, Record
from ..problems import Problem, Where, error, notice, warning
from ..text import collapse
from .decoding import Walk, decode
from .id_parts import is_derived
from .json_items import read_day
from .plain_names import read_printed

DEPTH = 32
"""Elements within one another; an answer of arXiv's has four."""


def read(data: bytes, path: str) -> Reading:
    """The entries, in order. Problems: `atom` where it is not well-formed, with the rest of the text left over; `atom-…`
    where arXiv says that something went wrong, or an entry is odd."""
    text, problems = decode(data, path)
    found = _read_syntax(text, path)
    everything = [*problems, *found.problems]
    records: list[Record] = []
    for entry in found.entries:
        if "/api/errors" in entry.first("id"):
            message = f"arXiv answered: {entry.first('summary') or entry.first('title')}"
            everything.append(warning("atom-error", message[:300], entry.where))
        else:
            records.append(_read_entry(entry, everything))
    if not records and not everything:
        everything.append(notice("atom-empty", "this answer has no entries", Where(path, 1, 1)))
    return Reading(tuple(records), tuple(everything), found.leftovers)


def sniff(text: str) -> bool:
    """Whether `text` (the beginning of a file) is an Atom feed that speaks of arXiv."""
    return _FEED.match(text) is not None and "arxiv.org" in text


_FEED = re.compile(r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:atom:)?feed\b", re.DOTALL)

# Syntax.


@dataclass(slots=True)
class _Entry:
    """What each element says, by its name without a prefix; a link is told by its title, an author's name by `name`."""

    where: Where
    start: int
    said: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        return collapse(self.said.get(name, [""])[0])

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, map(collapse, self.said.get(name, ())))))


@dataclass(slots=True)
class _Found:
    entries: list[_Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    leftovers: tuple[Leftover, ...] = ()


class _RefusedError(Exception):
    """Why the text is not read on."""


def _read_syntax(text: str, path: str) -> _Found:
    found = _Found()
    open_entries: list[_Entry] = []
    stack: list[str] = []
    words: list[str] = []
    # Half a surrogate pair cannot be told in UTF-8.
    data = text.encode("utf-8", "replace")
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(":")[2]
        if len(stack) >= DEPTH:
            raise _RefusedError(f"nested more than {DEPTH} levels deep")
        stack.append(name)
        words.clear()
        if name == "entry" and len(stack) == 2:
            where = Where(path, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, len("<entry>"))
            open_entries.append(_Entry(where, parser.CurrentByteIndex))
        elif open_entries and name in ("category", "primary_category") and "term" in attributes:
            open_entries[0].said.setdefault(name, []).append(attributes["term"])
        elif open_entries and name == "link" and "href" in attributes:
            title = attributes.get("title") or attributes.get("rel") or "link"
            open_entries[0].said.setdefault(f"link {title}", []).append(attributes["href"])

    def end(name: str) -> None:
        name = name.rpartition(":")[2]
        stack.pop()
        if open_entries and name == "entry" and len(stack) == 1:
            found.entries.append(open_entries.pop())
        elif open_entries and (len(stack) == 2 or name in ("name", "affiliation")):
            open_entries[0].said.setdefault(name, []).append("".join(words))
        words.clear()

    def refuse(*_: object) -> None:
        raise _RefusedError("a DOCTYPE is not read: what it declares could be anything")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words.append
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, _RefusedError) as reason:
        message = str(reason) if isinstance(reason, _RefusedError) else f"not XML: {expat.ErrorString(reason.code)}"
        # Not by the parser's own lines: it may have taken the text for UTF-16.
        offset = len(data[: max(parser.CurrentByteIndex, 0)].decode("utf-8", "replace"))
        found.problems.append(error("atom", message, Walk(text, path).place(offset)))
        start = open_entries[0].start if open_entries else parser.CurrentByteIndex if found.entries else 0
        rest = data[max(start, 0) :].decode("utf-8", "replace")
        if rest.strip():
            where = open_entries[0].where if open_entries else Walk(text, path).place(len(text) - len(rest))
            found.leftovers = (Leftover(rest, where),)
    return found


# Meaning.


def _read_entry(entry: _Entry, problems: list[Problem]) -> Record:
    stated = entry.first("id")
    arxiv = read_arxiv(stated)
    if not arxiv:
        problems.append(notice("atom-id", f"{stated[:80]!r} is no arXiv id", entry.where))
    version = ARXIV.fullmatch(arxiv)
    doi = read_doi(entry.first("doi"))
    ids = Identifiers(arxiv_base(arxiv), doi)
    date, updated = read_day(entry.first("published")), read_day(entry.first("updated"))
    names = (read_printed(name) for name in entry.said.get("name", ()))
    extra: dict[str, Json] = {
        "affiliation": entry.all("affiliation"),
        "journal-ref": entry.first("journal_ref"),
        # The id is the paper's; which version of it the answer describes is the record's.
        "arxiv-version": (version["version"] or "") if version else "",
    }
    links = [("url", address) for name in ("alternate", "doi", "related") for address in entry.all(f"link {name}")]
    paper = Paper(
        title=entry.first("title"),
        authors=tuple(name for name in names if name),
        date=date,
        updated=updated if updated != date else None,
        identifiers=ids,
        categories=tuple(dict.fromkeys((*entry.all("primary_category"), *entry.all("category")))),
        comment=entry.first("comment"),
        abstract=_paragraphs(entry.said.get("summary", [""])[0]),
        urls=tuple(dict.fromkeys(pair for pair in links if not is_derived(pair[1], ids))),
        extra=tuple(sorted((name, value) for name, value in extra.items() if value)),
    )
    return Record(paper, key=arxiv, where=entry.where)


def _paragraphs(text: str) -> str:
    """Abstracts on arXiv are lines of 80 characters; a new paragraph is a line that is set in."""
    parts = re.split(r"\n[^\S\n]*\n|\n(?=[^\S\n]{2,}\S)", text.strip())
    return "\n\n".join(filter(None, map(collapse, parts)))
