"""A paper as an OpenURL ContextObject in a span, by which Zotero takes many papers from one page.

A Paper goes in, the text of the span's `title` comes out. It must not know where the span stands.

Source: ANSI/NISO Z39.88-2004 (key/encoded-value format; the matrices journal, book and dissertation, and Dublin
Core), OpenURL COinS.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from ..identifiers import arxiv_abs, doi_address
from ..model import Paper, Person

_BOOKS = {"book": "book", "chapter": "bookitem", "conference": "proceeding", "report": "report"}
_OTHERS = {"preprint": "preprint", "software": "computerProgram", "dataset": "dataset", "web": "webpage"}
"""What the matrices have no word for, as Zotero calls it: its reader takes these from the format of Dublin Core."""


NAMED = 100
"""Authors that are told; a row stands on the pages of all its authors, and papers of physics have three thousand."""


def write_coins(paper: Paper) -> str:
    """`ctx_ver=Z39.88-2004&…`, its values percent-encoded; nothing empty."""
    if paper.kind in _OTHERS:
        pairs = _as_dublin_core(paper)
    elif paper.kind in _BOOKS:
        pairs = _as_book(paper)
    elif paper.kind == "thesis":
        pairs = [*_open("dissertation"), ("rft.title", paper.title), ("rft.inst", paper.publisher), *_authors(paper)]
    else:
        pairs = _as_article(paper)
    ids = paper.identifiers
    pairs += [
        ("rft.date", str(paper.date) if paper.date else ""),
        ("rft.language", paper.language),
        ("rft_id", f"info:doi/{ids.doi}" if ids.doi else ""),
        ("rft_id", arxiv_abs(ids.arxiv) if ids.arxiv else doi_address(ids.doi) if ids.doi else ""),
    ]
    return urlencode([(name, value) for name, value in pairs if value], quote_via=quote)


_Pairs = list[tuple[str, str]]


def _open(form: str) -> _Pairs:
    return [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}")]


def _as_article(paper: Paper) -> _Pairs:
    return [
        *_open("journal"),
        ("rft.genre", "article"),
        ("rft.atitle", paper.title),
        ("rft.jtitle", paper.venue),
        ("rft.volume", paper.volume),
        ("rft.issue", paper.issue),
        ("rft.pages", paper.pages),
        ("rft.issn", paper.identifiers.issn),
        *_authors(paper),
    ]


def _as_book(paper: Paper) -> _Pairs:
    """A part of one has a title of its own, beside that of the whole."""
    part = paper.kind in ("chapter", "conference")
    return [
        *_open("book"),
        ("rft.genre", _BOOKS[paper.kind]),
        ("rft.atitle", paper.title if part else ""),
        ("rft.btitle", paper.venue if part else paper.title),
        ("rft.series", "" if part else paper.venue),
        ("rft.volume", paper.volume),
        ("rft.pages", paper.pages),
        ("rft.pub", paper.publisher),
        ("rft.isbn", paper.identifiers.isbn),
        *_authors(paper),
    ]


def _as_dublin_core(paper: Paper) -> _Pairs:
    return [
        *_open("dc"),
        ("rft.type", _OTHERS[paper.kind]),
        ("rft.title", paper.title),
        ("rft.publisher", paper.publisher),
        *(("rft.creator", name.display) for name in paper.authors[:NAMED]),
    ]


def _authors(paper: Paper) -> _Pairs:
    first = paper.authors[0] if paper.authors else None
    pairs = [("rft.aulast", first.last), ("rft.aufirst", first.given)] if isinstance(first, Person) else []
    return pairs + [
        ("rft.au" if isinstance(name, Person) else "rft.aucorp", name.display) for name in paper.authors[:NAMED]
    ]
