"""arXiv listings as plain text: abstracts, their comments and ids, run together as they were received.

Text goes in; `split_listing` gives every character its place in the grammar, `read` makes records of the pieces.
It must not know of any other format, and asks no network: titles and names are not in a listing.

The grammar. A record is an abstract, any number of comment lines, and an id `arXiv:…` at the start of a line; the
next abstract follows the id without a separator. An id ends a record only if no space follows it: `arXiv:1701.02952
is superseded` is a comment. A line ends in LF, CR LF or CR, and in nothing else.

Why guesses: the grammar has cases that no reader can know (`v321cm`: version 3 or 32?). `_find_id` says for each
what it takes to be likelier; every such choice is reported as a notice, `listing-guessed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..identifiers import ARXIV, arxiv_base, arxiv_digits, arxiv_month, read_arxiv, read_doi
from ..model import Identifiers, Leftover, Paper, PartialDate, Reading, Record, Relation
from ..problems import Problem, Where, notice, warning
from ..values import Value
from .decoding import Walk, decode


class Piece(Value):
    """`text[start:end]` is an "abstract" (one paragraph), "comment" (one line), "id" (with `arXiv:`), "gap" (line
    ends and blank lines) or "leftover" (what no id follows). `record` counts from 0; -1 for gaps and leftovers."""

    kind: str
    start: int
    end: int
    record: int = -1


def split_listing(text: str) -> tuple[Piece, ...]:
    """Every character of `text` in exactly one piece, in order. Never fails; time grows with the text's length."""
    pieces: list[Piece] = []
    record, opened = 0, 0  # `opened`: where in `pieces` the record that no id has closed yet begins
    has_text, after_blank = False, False
    for run in _RUNS.finditer(text):
        start, end = run.span()
        if text[start] in "\r\n":
            after_blank |= _breaks(text, start, end) > 1
            _add_gap(pieces, start, end)
            continue
        if found := _find_id(text, start).end:
            pieces.append(Piece("id", start, found, record))
            record, opened, has_text, after_blank = record + 1, len(pieces), False, False
            if found == end:
                continue
            start = found
        if _BLANK.fullmatch(text, start, end):
            after_blank = True
            _add_gap(pieces, start, end)
            continue
        pieces.append(Piece("comment" if has_text and not after_blank else "abstract", start, end, record))
        has_text, after_blank = True, False
    return (*pieces[:opened], *_as_leftover(pieces[opened:]))


def read(data: bytes, path: str) -> Reading:
    """The records of a listing. Each has its id (in the version written), abstract, comment and, derived from the
    id, its month; DOIs, journal references and overlaps are read from the comments, which stay whole."""
    text, problems = decode(data, path)
    found = list(problems)
    records: list[Record] = []
    leftovers: list[Leftover] = []
    seen: dict[str, Where] = {}
    draft = _Draft()
    walk = Walk(text, path)
    for piece in split_listing(text):
        where = walk.place(piece.start, piece.end - piece.start)
        words = text[piece.start : piece.end]
        found += _doubts(text, piece, where, draft)
        if piece.kind == "abstract":
            draft.abstract.append((words, where))
        elif piece.kind == "comment":
            draft.comments.append((words, where))
        elif piece.kind == "leftover":
            leftovers.append(Leftover(words, where))
            found.append(warning("listing-no-id", "no arXiv id follows this text, so it is no record", where))
        elif piece.kind == "id":
            arxiv = words.removeprefix("arXiv:")
            found += _find_duplicate(arxiv, where, seen)
            records.append(_make_record(arxiv, where, draft))
            draft = _Draft()
    return Reading(tuple(records), tuple(found), tuple(leftovers))


def sniff(text: str) -> bool:
    """Whether `text` (the beginning of a file) looks like a listing: an id in its place, and words that it ends."""
    return any(piece.kind == "abstract" and piece.record >= 0 for piece in split_listing(text))


# Syntax.

_RUNS = re.compile(r"[\r\n]++(?:[^\S\r\n]++[\r\n]++)*+|[^\r\n]++")  # line ends with blank lines; or a line
_BLANK = re.compile(r"\s*")
_ID_START = re.compile(r"arXiv:(?:(?P<yymm>\d{4})\.|[a-z][a-z-]*(?:\.[A-Z]{2})?/(?=\d))", re.ASCII)
_MALFORMED = re.compile(r"[0-9]++(?![^\S\r\n])")
_VERSION = re.compile(r"v(?P<digits>[1-9]\d*)", re.ASCII)
_REST_OF_LINE_BLANK = re.compile(r"[^\S\r\n]*(?=[\r\n]|\Z)")
_SENTENCE = re.compile(r"[^\W\d_a-z][a-z]|[AI] |(?=[\r\n]|\Z)")
_CLOSING = re.compile(r"[,;:.)\]]+(?=\s|\Z)")


class _Found(Value):
    """`end` of the id that closes a record, 0 if none does here; `guess`: what was chosen where it is not certain;
    `malformed`: it looks like an id, but none was ever given in that form."""

    end: int = 0
    guess: str = ""
    malformed: bool = False


def _find_id(text: str, start: int) -> _Found:
    """The id that closes a record at the start of the line `text[start:]`, by the rules of the module's docstring."""
    begun = _ID_START.match(text, start)
    if begun is None:
        return _Found()
    # arXiv, "Understanding the arXiv identifier": 4 digits behind the dot to 1412, then 5; old style 7. Only so
    # can the id be told from an abstract that begins with a digit.
    length = arxiv_digits(begun["yymm"]) if begun["yymm"] else 7
    end = begun.end() + length
    if not read_arxiv(text[start + len("arXiv:") : end]):
        return _Found(malformed=_MALFORMED.match(text, begun.end()) is not None)
    guess = ""
    if version := _VERSION.match(text, end):
        end, guess = _find_version(text, version)
    if blank := _REST_OF_LINE_BLANK.match(text, end):
        # Only blanks to the line's end: a sentence about the paper would go on, so this is an id with blanks.
        return _Found(end, guess or ("blanks behind the id" if blank.end() > end else ""))
    if text[end].isspace():
        return _Found(guess="a version of two digits and a space" if guess else "")
    if _CLOSING.match(text, end):
        # "arXiv:1701.02952, which …": no abstract begins with a comma and a space.
        return _Found(guess="a comment that begins with an id and goes on with punctuation")
    return _Found(end, guess)


def _find_version(text: str, version: re.Match[str]) -> tuple[int, str]:
    """Where the version ends and, if digits follow its first, what was guessed.

    Nearly all versions have one digit, few have two, none has three. So `v12We …` is version 12 since a sentence
    begins behind it; `v12D scenes` is version 1 of something before "2D"; and `v321cm` is version 3.
    """
    start, end = version.span("digits")
    if end - start == 1:
        return end, ""
    if text[end : end + 1] == "D" and text[end + 1 : end + 2] in (" ", "-"):
        taken = min(end - 1, start + 2)
    elif end - start == 2 and (_SENTENCE.match(text, end) or text[end].isspace()):
        taken = end
    else:
        taken = start + 1
    return taken, f"version {text[start:taken]}, though the digits go on" if taken < end else "a version of two digits"


def _add_gap(pieces: list[Piece], start: int, end: int) -> None:
    if pieces and pieces[-1].kind == "gap":
        start = pieces.pop().start
    pieces.append(Piece("gap", start, end))


def _as_leftover(pieces: list[Piece]) -> Iterator[Piece]:
    """What no id follows: one piece from its first text to its last, with the gaps around it."""
    texts = [piece for piece in pieces if piece.kind != "gap"]
    if not texts:
        yield from pieces
        return
    if pieces[0].kind == "gap":
        yield pieces[0]
    yield Piece("leftover", texts[0].start, texts[-1].end)
    if pieces[-1].kind == "gap":
        yield pieces[-1]


def _breaks(text: str, start: int, end: int) -> int:
    """How many lines end in `text[start:end]`."""
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)


# Meaning.


@dataclass(slots=True)
class _Draft:
    """The texts of a record, with their places, until its id comes."""

    abstract: list[tuple[str, Where]] = field(default_factory=list)
    comments: list[tuple[str, Where]] = field(default_factory=list)


_JOURNAL = re.compile(r"\s*journal[- ]ref(?:erence)?\s*:\s*", re.IGNORECASE)
_DOI_LABEL = re.compile(r"\s*doi\s*:", re.IGNORECASE)
_OVERLAP = re.compile(r"\btext overlap with\b", re.IGNORECASE)
_NEXT_ID = re.compile(rf"(?:[\s,;&]|and\b)*+(?P<name>arXiv:\s?(?P<id>{ARXIV.pattern}))(?!\d)")


def _make_record(arxiv: str, at: Where, draft: _Draft) -> Record:
    base = arxiv_base(arxiv)
    doi, journals = "", []
    relations: dict[str, Relation] = {}
    for line, where in draft.comments:
        doi = doi or _find_doi(line)
        if label := _JOURNAL.match(line):
            journals.append(line[label.end() :].strip())
        for relation in _find_overlaps(line, where, base):
            relations.setdefault(relation.to, relation)
    paper = Paper(
        kind="preprint",
        date=PartialDate(*arxiv_month(base)),
        identifiers=Identifiers(arxiv=arxiv, doi=doi),
        comment="\n".join(line for line, _ in draft.comments),
        abstract="\n\n".join(paragraph for paragraph, _ in draft.abstract),
        extra=(("journal-ref", "; ".join(journals)),) if any(journals) else (),
    )
    first = (draft.abstract or draft.comments or [("", at)])[0][1]
    return Record(paper, tuple(relations.values()), frozenset({"date"}), where=first)


def _find_doi(line: str) -> str:
    """The first DOI of a line `DOI: …`."""
    label = _DOI_LABEL.match(line)
    words = re.split(r"[\s,;]+", line[label.end() :]) if label else []
    return next((doi for word in words if (doi := read_doi(word.rstrip(".")))), "")


def _find_overlaps(line: str, where: Where, base: str) -> Iterator[Relation]:
    """One relation for each id in "substantial text overlap with arXiv:…, arXiv:… and arXiv:…"."""
    for phrase in _OVERLAP.finditer(line):
        position = phrase.end()
        while named := _NEXT_ID.match(line, position):
            position = named.end()
            other = arxiv_base(read_arxiv(named["id"]))
            if other and other != base:
                at = Where(where.path, where.line, where.column + named.start("name"), len(named["name"]))
                yield Relation("overlaps", f"arxiv:{other}", source=f"arxiv-listing:{base}:overlaps:{other}", where=at)


def _find_duplicate(arxiv: str, where: Where, seen: dict[str, Where]) -> Iterator[Problem]:
    """A warning if the paper, in whatever version, was there before; `seen` learns of it."""
    base = arxiv_base(arxiv)
    if base in seen:
        yield warning("listing-duplicate", f"arXiv:{base} is here twice, first in line {seen[base].line}", where)
    seen.setdefault(base, where)


def _doubts(text: str, piece: Piece, where: Where, draft: _Draft) -> Iterator[Problem]:
    """What is not certain about a piece, before it is added to the record's draft."""
    if piece.kind == "abstract" and draft.abstract:
        yield notice("listing-guessed", "taken as a further paragraph, since a blank line comes before it", where)
    if piece.kind in ("comment", "id"):
        here = _find_id(text, piece.start)
        if here.guess:
            yield notice("listing-guessed", f"taken as {_KIND_WORDS[piece.kind]}: {here.guess}", where)
        if here.malformed:
            yield warning("listing-malformed-id", "taken as a comment: no arXiv id has this form", where)
    if piece.kind == "id" and not draft.abstract:
        yield notice("listing-no-abstract", "nothing but an id", where)


_KIND_WORDS = {"comment": "a comment", "id": "the end of a record"}
