"""Margin notes and quotes, as a paper's own page shows them and as others gather them.

In go an entry and its rendered texts, out come `Note`s with numbers and sources, and `Gathered` ones, each with the
sentence around its words. It must not know the pages; their links still start from the site's root.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote as percent

from ..marking import read_prose
from ..markup import Html, render_line
from ..model import Entry, MarginNote, Paper
from ..text import N_
from ..values import replace
from .cards import make_day, own_address
from .need import BETWEEN_BLOCKS, Box, count_lines, reckon_need
from .parts import NO_HTML, Author, Card, Gathered, KindGroup, Link, Note
from .sentences import find_sentence
from .texts import EntryTexts, reading_order
from .tongues import tell_tongue
from .urls import paper_url, root_of
from .words import Words

GROUPS = (
    ("question", N_("Questions")),
    ("doubt", N_("Doubts")),
    ("claim", N_("Claims")),
    ("comment", N_("Comments")),
    ("highlight", N_("Highlights")),
)
"""The kinds in the order in which they are gathered, with their plurals."""

QUOTE = ("quote", N_("Quotes"))
ALL_GROUPS = (*GROUPS, QUOTE)

_FOOTNOTE_LINK = re.compile(r'<a class="footnote-(?:back)?ref"[^>]*>.*?</a>')
_ENDED = re.compile(r"[.!?…:;)\"'”’\]]+$")
_WHOLE_QUOTE = 160
_WORDS_AT_ENDS = 5


def make_notes(
    entry: Entry, texts: EntryTexts, annotators: Mapping[str, Author], tags: Mapping[str, Link], words: Words
) -> tuple[Note, ...]:
    """The notes in the order of their numbers; plain highlights (number 0) in front, as they stand."""
    address = own_address(entry.paper)
    notes = [
        Note(
            number=number,
            id=name,
            kind=note.kind,
            target=note.target,
            quote=quoted_words(texts, note),
            body=body.at(root_of(paper_url(entry.slug))),
            by=annotators.get(note.by),
            created=make_day(note.created, words) if note.created else None,
            tags=tuple(tags[key] for key in note.tags if key in tags),
            source=text_fragment(address, quoted_words(texts, note)) if note.target == "abstract" else "",
            tongue=_tongue(note, entry.paper, words),
        )
        for note, name, number, body in zip(texts.noted, texts.ids, texts.numbers, texts.margin, strict=True)
    ]
    return tuple(sorted(notes, key=lambda note: note.number))


def reckon_margin(entry: Entry, texts: EntryTexts, notes: Iterable[Note]) -> int:
    """The least height in rem of the block with the notes beside it."""
    found = dict(zip(texts.ids, texts.noted, strict=True))
    abstract = entry.paper.abstract
    in_abstract, in_notes = count_lines(abstract), count_lines(texts.quotable["notes"], between=2)
    height = in_abstract(len(abstract)) + BETWEEN_BLOCKS
    boxes = []
    for note in notes:
        if note.number:
            at = max(0, found[note.id].start)
            line = {"title": 0, "abstract": in_abstract(at), "notes": height + in_notes(at)}[note.target]
            boxes.append(Box(line, note.body, _beside(note)))
    return reckon_need(boxes)


def quoted_words(texts: EntryTexts, note: MarginNote) -> str:
    """The words as the text has them; where they were not found, as the note has them."""
    return texts.quotable[note.target][note.start : note.end] if note.start >= 0 else note.quote


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
    return f"{address}#:~:text=" + ",".join(_escape_fragment(part) for part in parts)


def _escape_fragment(words: str) -> str:
    # What is mostly letters is gone through much faster this way than by `percent` alone.
    escaped = _RESERVED.sub(lambda match: percent(match[0], safe=""), words)
    return escaped.replace("-", "%2D").replace(" ", "%20")


_RESERVED = re.compile("[^A-Za-z0-9_.~ -]+")


def say_plainly(texts: EntryTexts) -> str:
    """All that is said of the paper as plain text, formulas as their source: why, the notes, the margin, the quotes."""
    parts = [plain_text(texts.why), plain_text(texts.notes)]
    for n in reading_order(texts.noted):
        note, body = texts.noted[n], texts.margin[n]
        said = f": {plain_text(body)}" if body else ""
        parts.append(f"“{' '.join(quoted_words(texts, note).split())}”{said}")
    for quote, body in texts.quotes:
        parts.append(f"“{plain_text(quote)}”" + (f": {plain_text(body)}" if body else ""))
    return "\n\n".join(part for part in parts if part)


def plain_text(markup: Html) -> str:
    """What Html says, its paragraphs parted by a blank line; without the numbers of footnotes."""
    paragraphs = re.split(r"\n\s*\n", read_prose(Html(_FOOTNOTE_LINK.sub("", markup))).text)
    return "\n\n".join(said for paragraph in paragraphs if (said := " ".join(paragraph.split())))


# Gathered.


def _tongue(note: MarginNote, paper: Paper, words: Words) -> Html:
    return tell_tongue(note.quote, paper.language if note.target != "notes" else "", words)


def gather_notes(
    paper: Paper,
    texts: EntryTexts,
    card: Card,
    annotators: Mapping[str, Author],
    tags: Mapping[str, Link],
    words: Words,
) -> tuple[Gathered, ...]:
    """The entry's margin notes in the order of the text, plain highlights among them. Ids are for pages to give."""
    gathered = []
    for n in reading_order(texts.noted):
        note = texts.noted[n]
        before, quoted, after = _sentence(texts, note)
        url = f"{card.url}#{texts.ids[n] if note.start >= 0 or texts.numbers[n] else 'abstract'}"
        gathered.append(
            Gathered(
                id="",
                kind=note.kind,
                before=before,
                words=quoted,
                after=after,
                body=texts.margin[n],
                note_url=url,
                card=card,
                by=annotators.get(note.by),
                created=make_day(note.created, words) if note.created else None,
                tags=tuple(tags[key] for key in note.tags if key in tags),
                tongue=_tongue(note, paper, words),
            )
        )
    return tuple(gathered)


def gather_quotes(
    entry: Entry, texts: EntryTexts, card: Card, annotators: Mapping[str, Author], words: Words
) -> tuple[Gathered, ...]:
    gathered = []
    for quote, (text, note) in zip(entry.quotes, texts.quotes, strict=True):
        by = annotators.get(quote.by)
        url = f"{card.url}#quotes"
        tongue = tell_tongue(quote.text, entry.paper.language, words)
        gathered.append(Gathered("", "quote", NO_HTML, text, NO_HTML, note, url, card, by, quote.page, tongue=tongue))
    return tuple(gathered)


def count_kind(number: int, kind: str, words: Words) -> str:
    """`3 questions`: for labels."""
    match kind:
        case "question":
            return words.ngettext("%(num)s question", "%(num)s questions", number)
        case "doubt":
            return words.ngettext("%(num)s doubt", "%(num)s doubts", number)
        case "claim":
            return words.ngettext("%(num)s claim", "%(num)s claims", number)
        case "comment":
            return words.ngettext("%(num)s comment", "%(num)s comments", number)
        case _:
            return words.ngettext("%(num)s highlight", "%(num)s highlights", number)


def group_by_kind(
    gathered: Iterable[Gathered], words: Words, kinds: Sequence[tuple[str, str]] = ALL_GROUPS
) -> tuple[KindGroup, ...]:
    """Those of each kind together, with ids `question-1` …; kinds that have none are left out."""
    found: Mapping[str, list[Gathered]] = {kind: [] for kind, _ in kinds}
    for item in gathered:
        if item.kind in found:
            found[item.kind].append(replace(item, id=f"{item.kind}-{len(found[item.kind]) + 1}"))
    return tuple(
        KindGroup(kind, words.gettext(label), tuple(found[kind]), len(found[kind]))
        for kind, label in kinds
        if found[kind]
    )


def moved(items: Iterable[Gathered], root: str) -> tuple[Gathered, ...]:
    """The same, with the links of their bodies for a page with that root."""
    return tuple(replace(item, body=item.body.at(root)) for item in items)


def _sentence(texts: EntryTexts, note: MarginNote) -> tuple[Html, Html, Html]:
    """The words with what stands around them; alone if they were not found."""
    if note.start < 0:
        return NO_HTML, _part(note.quote), NO_HTML
    text = texts.quotable[note.target]
    low, high = find_sentence(text, note.start, note.end)
    before, behind = text[low : note.start], text[note.end : high]
    # Cut within a sentence, it says so.
    head = "… " if low and text[low - 1].isspace() and not _ENDED.search(text[:low].rstrip()[-3:]) else ""
    tail = " …" if high < len(text) and not _ENDED.search(text[:high][-3:]) else ""
    return _part(head + before), _part(text[note.start : note.end]), _part(behind + tail)


def _part(text: str) -> Html:
    return render_line(text)[0]


def _beside(note: Note) -> str:
    """What a note shows beside its body: who wrote it, its tags, and its quote where that is not beside it."""
    quote = note.quote if note.target == "title" else ""
    by: Author | None = note.by
    names: list[Link] = list(note.tags)
    created = note.created.words if note.created else ""
    return " ".join([quote, by.name if by else "", created, *(tag.text for tag in names)]).strip()
