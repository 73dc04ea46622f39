"""A paper as an OpenURL ContextObject in a span, by which Zotero takes many papers from one page.

A Paper goes in, the text of the span's `title` comes out. It must not know where the span stands.

Source: ANSI/NISO Z39.88-2004 (key/encoded-value format; the matrices journal, book and dissertation), OpenURL COinS.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from ..identifiers import arxiv_abs, doi_address
from ..model import Paper, Person

_BOOKS = {"book": "book", "chapter": "bookitem", "report": "report"}
_GENRES = {"article": "article", "conference": "proceeding", "preprint": "preprint"}


def write_coins(paper: Paper) -> str:
    """`ctx_ver=Z39.88-2004&…`, its values percent-encoded; nothing empty."""
    ids = paper.identifiers
    form = "dissertation" if paper.kind == "thesis" else "book" if paper.kind in _BOOKS else "journal"
    first = paper.authors[0] if paper.authors else None
    pairs = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}")]
    title = (
        "rft.btitle" if paper.kind in ("book", "report") else "rft.title" if form == "dissertation" else "rft.atitle"
    )
    pairs += [
        ("rft.genre", _BOOKS.get(paper.kind) or _GENRES.get(paper.kind, "" if form == "dissertation" else "unknown")),
        (title, paper.title),
        ("rft.btitle" if paper.kind == "chapter" else "rft.jtitle", paper.venue if form != "dissertation" else ""),
        ("rft.volume", paper.volume),
        ("rft.issue", paper.issue),
        ("rft.pages", paper.pages),
        ("rft.pub" if form == "book" else "rft.inst" if form == "dissertation" else "", paper.publisher),
        ("rft.isbn", ids.isbn),
        ("rft.issn", ids.issn),
        ("rft.date", str(paper.date) if paper.date else ""),
        ("rft.language", paper.language),
    ]
    if isinstance(first, Person):
        pairs += [("rft.aulast", first.last), ("rft.aufirst", first.given)]
    pairs += [("rft.au", name.display) for name in paper.authors]
    pairs += [
        ("rft_id", f"info:doi/{ids.doi}" if ids.doi else ""),
        ("rft_id", arxiv_abs(ids.arxiv) if ids.arxiv else ""),
    ]
    if not ids.arxiv and ids.doi:
        pairs.append(("rft_id", doi_address(ids.doi)))
    return urlencode([(name, value) for name, value in pairs if name and value], quote_via=quote)
