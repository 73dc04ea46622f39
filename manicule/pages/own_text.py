"""What a paper's owner says of it as Markdown, and where the links in that lead, for files that are no pages.

In go the `Holdings`, out come the parts of bibliography_text.py. It must not know what files there are.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..markup import plain_line
from .bibliography_text import TextItem, TextNote
from .citing import format_reference
from .holdings import Holdings
from .margins import quoted_words
from .markings import text_html
from .parts import Link
from .texts import reading_order
from .urls import absolute, paper_url, root_of

Addresses = tuple[tuple[tuple[str, str], tuple[str, str]], ...]


def find_addresses(holdings: Holdings, path: str, links: Iterable[tuple[str, str]]) -> Addresses:
    """What links within the list lead to, from the file at `path`: (kind, key) with their names and addresses."""
    url, root = holdings.site.url, root_of(path)
    used: dict[tuple[str, str], tuple[str, str]] = {}
    for kind, key in links:
        target = _target(holdings, kind, key)
        if target:
            used[kind, key] = (target.text, absolute(url, target.url) if url else root + target.url)
    return tuple(sorted(used.items()))


def _target(holdings: Holdings, kind: str, key: str) -> Link | None:
    """Where a link of the owner's text leads, and what it says if it is bare."""
    if kind == "tag":
        return holdings.tags.get(key)
    paper = holdings.papers.get(key)
    return Link(plain_line(paper.title), paper_url(key)) if paper else None


def gather_text(holdings: Holdings, slug: str, why: str) -> TextItem:
    entry, texts = holdings.library.entries[slug], holdings.texts.entries[slug]
    who = {one.key: one.name for one in holdings.site.annotators}
    return TextItem(
        heading=holdings.cards[slug].cited or plain_line(entry.paper.title),
        reference=format_reference(entry.paper, text_html(plain_line(entry.paper.title)), holdings.words),
        reason=why,
        why=entry.why,
        notes=entry.notes,
        margin=tuple(
            TextNote(holdings.words.gettext(note.kind), quoted_words(texts, note), note.note, who.get(note.by, ""))
            for note in (texts.noted[n] for n in reading_order(texts.noted))
            if note.note
        ),
        quotes=tuple(TextNote("", quote.text, quote.note, who.get(quote.by, ""), quote.page) for quote in entry.quotes),
    )
