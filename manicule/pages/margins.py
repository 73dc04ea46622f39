"""Margin notes and quotes, as a paper's own page shows them and as others gather them.

In go an entry and its rendered texts, out come `Note`s with numbers and sources, and `Gathered` ones, each with the
sentence around its words. It must not know the pages; their links still start from the site's root.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote as percent

from ..markup import Html, render_line
from ..model import Entry, MarginNote
from .cards import make_day, own_address
from .need import Box, reckon_need
from .parts import NO_HTML, Author, Card, Gathered, KindGroup, Link, Note
from .sentences import find_sentence
from .texts import EntryTexts, name_notes
from .urls import paper_url, root_of

GROUPS = (
    ("question", "Questions"),
    ("doubt", "Doubts"),
    ("claim", "Claims"),
    ("comment", "Comments"),
    ("highlight", "Highlights"),
)
"""The kinds in the order in which they are gathered, with their plurals."""

_ENDED = re.compile(r"[.!?…:;)\"'”’\]]+$")
_WHOLE_QUOTE = 160
_WORDS_AT_ENDS = 5


def make_notes(
    entry: Entry, texts: EntryTexts, annotators: Mapping[str, Author], tags: Mapping[str, Link]
) -> tuple[Note, ...]:
    """The notes in the order of their numbers; plain highlights (number 0) in front, as they stand."""
    address = own_address(entry.paper)
    notes = [
        Note(
            number=number,
            id=name,
            kind=note.kind,
            target=note.target,
            quote=quoted_words(entry, note),
            body=body.at(root_of(paper_url(entry.slug))),
            by=annotators.get(note.by),
            created=make_day(note.created) if note.created else None,
            tags=tuple(tags[key] for key in note.tags if key in tags),
            source=text_fragment(address, quoted_words(entry, note)) if note.target == "abstract" else "",
        )
        for note, name, number, body in zip(entry.margin, texts.ids, texts.numbers, texts.margin, strict=True)
    ]
    return tuple(sorted(notes, key=lambda note: note.number))


def reckon_margin(entry: Entry, notes: Iterable[Note]) -> int:
    """The least height in rem of the block with the notes beside it."""
    ids = name_notes(entry)
    starts = {name: note.start for name, note in zip(ids, entry.margin, strict=True) if note.target == "abstract"}
    boxes = [Box(starts.get(note.id, 0), note.body, _beside(note)) for note in notes if note.number]
    return reckon_need(entry.paper.abstract, boxes)


def quoted_words(entry: Entry, note: MarginNote) -> str:
    """The words as the text has them; where they were not found, as the note has them."""
    return _target(entry, note)[note.start : note.end] if note.start >= 0 else note.quote


def text_fragment(address: str, words: str) -> str:
    """The address of the words on the paper's own page (WICG "URL Fragment Text Directives", section 3.3: a hyphen,
    an ampersand and a comma within the words have to be escaped); '' if the paper has no page. A long quote is given
    by its first and last words."""
    if not address or "#" in address:
        return address
    parts = [" ".join(words.split())]
    split = parts[0].split(" ")
    if len(parts[0]) > _WHOLE_QUOTE and len(split) > 2 * _WORDS_AT_ENDS:
        parts = [" ".join(split[:_WORDS_AT_ENDS]), " ".join(split[-_WORDS_AT_ENDS:])]
    return f"{address}#:~:text=" + ",".join(percent(part, safe="").replace("-", "%2D") for part in parts)


# Gathered.


def gather_notes(entry: Entry, texts: EntryTexts, card: Card, annotators: Mapping[str, Author]) -> tuple[Gathered, ...]:
    """The entry's margin notes in the order of the text, plain highlights among them. Ids are for pages to give."""
    order = sorted(range(len(entry.margin)), key=lambda n: (entry.margin[n].target, entry.margin[n].start, n))
    gathered = []
    for n in order:
        note = entry.margin[n]
        before, words, after = _sentence(entry, note)
        url = f"{card.url}#{texts.ids[n] if texts.numbers[n] else 'abstract'}"
        by = annotators.get(note.by)
        gathered.append(Gathered("", note.kind, before, words, after, texts.margin[n], url, card, by))
    return tuple(gathered)


def gather_quotes(
    entry: Entry, texts: EntryTexts, card: Card, annotators: Mapping[str, Author]
) -> tuple[Gathered, ...]:
    gathered = []
    for quote, (text, note) in zip(entry.quotes, texts.quotes, strict=True):
        by = annotators.get(quote.by)
        url = f"{card.url}#quotes"
        gathered.append(Gathered("", "quote", NO_HTML, text, NO_HTML, note, url, card, by, quote.page))
    return tuple(gathered)


def group_by_kind(gathered: Iterable[Gathered], kinds: Sequence[tuple[str, str]] = GROUPS) -> tuple[KindGroup, ...]:
    """Those of each kind together, with ids `question-1` …; kinds that have none are left out."""
    found: Mapping[str, list[Gathered]] = {kind: [] for kind, _ in kinds}
    for item in gathered:
        if item.kind in found:
            found[item.kind].append(replace(item, id=f"{item.kind}-{len(found[item.kind]) + 1}"))
    return tuple(KindGroup(kind, label, tuple(found[kind]), len(found[kind])) for kind, label in kinds if found[kind])


def moved(items: Iterable[Gathered], root: str) -> tuple[Gathered, ...]:
    """The same, with the links of their bodies for a page with that root."""
    return tuple(replace(item, body=item.body.at(root)) for item in items)


def _sentence(entry: Entry, note: MarginNote) -> tuple[Html, Html, Html]:
    """The words with what stands around them; alone if they are the owner's own, which are Markdown."""
    if note.start < 0 or note.target == "notes":
        return NO_HTML, _part(quoted_words(entry, note)), NO_HTML
    text = _target(entry, note)
    low, high = find_sentence(text, note.start, note.end)
    before, behind = text[low : note.start], text[note.end : high]
    # Cut within a sentence, it says so.
    head = "… " if low and text[low - 1].isspace() and not _ENDED.search(text[:low].rstrip()[-3:]) else ""
    tail = " …" if high < len(text) and not _ENDED.search(text[:high][-3:]) else ""
    return _part(head + before), _part(text[note.start : note.end]), _part(behind + tail)


def _part(text: str) -> Html:
    return render_line(text)[0]


def _target(entry: Entry, note: MarginNote) -> str:
    return {"abstract": entry.paper.abstract, "title": entry.paper.title, "notes": entry.notes}[note.target]


def _beside(note: Note) -> str:
    """What a note shows beside its body: who wrote it, its tags, and its quote where that is not beside it."""
    quote = note.quote if note.target != "abstract" else ""
    by: Author | None = note.by
    names: list[Link] = list(note.tags)
    created = note.created.words if note.created else ""
    return " ".join([quote, by.name if by else "", created, *(tag.text for tag in names)]).strip()
