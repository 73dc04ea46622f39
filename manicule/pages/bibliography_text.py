"""An annotated bibliography as Markdown that a person would paste into a README.

References, and the owner's own Markdown, go in; Markdown comes out, in which their headings stand below ours and links
within the list have addresses. It must not know the Library, nor how pages look.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from ..anchoring import maths_spans
from ..markup import Html
from ..mentions import find_code, find_links, replace_mentions
from ..values import Value, replace


class TextNote(Value):
    """A margin note or a quote: the words, and what is said of them, in Markdown."""

    kind: str
    words: str
    note: str
    by: str = ""
    page: str = ""


class TextItem(Value):
    """A paper: `heading` is who and when; `reason` why it is a step of the path."""

    heading: str
    reference: Html
    reason: str
    why: str
    notes: str
    margin: tuple[TextNote, ...]
    quotes: tuple[TextNote, ...]


class TextView(Value):
    """`addresses` are what links within the list lead to: (kind, key) with their names and addresses."""

    title: str
    intro: str
    items: tuple[TextItem, ...]
    addresses: tuple[tuple[tuple[str, str], tuple[str, str]], ...]

    def links(self) -> Iterator[tuple[str, str]]:
        """Kind and key of every link within the list."""
        for text in (self.intro, *(text for item in self.items for text in list_texts_of(item))):
            yield from ((kind, key) for _, _, kind, key, _ in find_links(text))


def list_texts_of(item: TextItem) -> tuple[str, ...]:
    return (item.notes, *(note.note for note in (*item.margin, *item.quotes)))


def make_text(view: TextView) -> str:
    addresses = dict(view.addresses)
    parts = [f"# {escape_markdown(view.title)}", write_own(view.intro, addresses, 1)]
    for number, item in enumerate(view.items, start=1):
        said = name_footnotes(item, number)
        parts += [f"## {escape_markdown(item.heading)}", write_reference(item.reference)]
        parts += [escape_markdown(text) for text in (item.reason, item.why) if text]
        parts += [write_own(said.notes, addresses, 2)]
        parts += [write_note(note, addresses) for note in said.margin]
        parts += [write_quote(quote, addresses) for quote in said.quotes]
    return "\n\n".join(part for part in parts if part) + "\n"


def name_footnotes(item: TextItem, number: int) -> TextItem:
    """With names for the footnotes of each text that no other text of the page uses."""

    def rename(text: str, which: str) -> str:
        return _FOOTNOTE.sub(lambda match: f"[^{number}{which}-{match[1]}]", text)

    def renamed(notes: tuple[TextNote, ...], which: str) -> tuple[TextNote, ...]:
        return tuple(replace(note, note=rename(note.note, f"{which}{place}")) for place, note in enumerate(notes, 1))

    return replace(
        item, notes=rename(item.notes, ""), margin=renamed(item.margin, "m"), quotes=renamed(item.quotes, "q")
    )


def write_note(note: TextNote, addresses: _Addresses) -> str:
    by = f" — {escape_markdown(note.by)}" if note.by else ""
    first = f"- **{note.kind}**, “{escape_markdown(note.words)}”{by}"
    return f"{first}\n\n{_indented(write_own(note.note, addresses, 2))}"


def write_quote(quote: TextNote, addresses: _Addresses) -> str:
    """As a block quote with its page, and what is said of it below."""
    words = "\n>\n".join(f"> {escape_markdown(part)}" for part in re.split(r"\n\s*\n", quote.words))
    page = f"\n>\n> p. {escape_markdown(quote.page)}" if quote.page else ""
    by = f"\n\n— {escape_markdown(quote.by)}" if quote.by else ""
    note = write_own(quote.note, addresses, 2)
    return words + page + (f"\n\n{note}" if note else "") + by


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))


def write_own(text: str, addresses: _Addresses, level: int) -> str:
    """The owner's Markdown as it is, but for its headings and its links."""

    def link(kind: str, key: str) -> tuple[str, str]:
        name, address = addresses.get((kind, key), (key, ""))
        return escape_markdown(name), address

    return lower_headings(replace_mentions(text, link), level).strip("\n")


def lower_headings(text: str, level: int) -> str:
    """Headings below one of that level, the highest of them one below; code stays as it is."""
    code = find_code(text)
    found = [match for match in _HEADING.finditer(text) if not any(start <= match.start() < end for start, end in code)]
    if not found:
        return text
    ranks = [len(match["marks"]) if match["marks"] else 1 if match["line"][0] == "=" else 2 for match in found]
    shift = level + 1 - min(ranks)
    out, at = [], 0
    for match, rank in zip(found, ranks, strict=True):
        out += [
            text[at : match.start()],
            f"{'#' * min(6, rank + max(0, shift))} {(match['words'] or match['title']).strip()}",
        ]
        at = match.end()
    return "".join([*out, text[at:]])


_HEADING = re.compile(
    r"^(?:(?P<marks>\#{1,6})[ \t]+(?P<words>[^\n]*)|(?P<title>(?![\s>\-*+|#])[^\n]++)\n(?P<line>=+|-+)[ \t]*(?=\n|\Z))",
    re.MULTILINE,
)


def write_reference(reference: Html) -> str:
    """A formatted reference, which has links and italics, as Markdown."""
    out = []
    href = ""
    for piece in re.split(r"(<[^>]*>)", str(reference)):
        if piece.startswith("<a "):
            found = re.search('href="([^"]*)"', piece)
            href = html.unescape(found[1]) if found else ""
            out.append("[")
        elif piece == "</a>":
            out.append(f"](<{href}>)" if re.search(r"[()\s]", href) else f"]({href})")
        elif piece.startswith("<"):
            out.append("*" if re.fullmatch("</?i>", piece) else "")
        else:
            words = html.unescape(piece)
            space = " " if words.strip() else ""
            out.append(" " * words[:1].isspace() + escape_markdown(words) + space * words[-1:].isspace())
    return "".join(out)


def escape_markdown(text: str) -> str:
    """Plain text on one line so that Markdown shows it as it is; formulas stay formulas."""
    text = " ".join(text.split())
    if not _TO_ESCAPE.search(text):
        return text
    out, at = [], 0
    for start, end in (*maths_spans(text), (len(text), len(text))):
        out += [_SPECIAL.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text[at:start])), text[start:end]]
        at = end
    return re.sub(r"^(\d{1,9})([.)])(?=\s|$)", r"\1\\\2", re.sub(r"^(?=[-+#=])", r"\\", "".join(out)))


_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,100})\]")
_SIGNS = r"\\`*_\[\]<>|~$"
_TO_ESCAPE = re.compile(rf"[{_SIGNS}&]|^[-+#=\d]")
_SPECIAL = re.compile(f"[{_SIGNS}]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
"""No backslash helps against it in every Markdown; what it stands for does."""
_Addresses = Mapping[tuple[str, str], tuple[str, str]]
