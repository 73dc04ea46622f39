"""A note that Zotero made from annotations, as HTML or Markdown, to the annotations in it.

A text goes in, `Found` ones come out in its order: the words, what they are cited as, and what is said of them. It must
not know files, nor what becomes of an annotation.

How a note is laid out: the words in a span of class `highlight` or between curly quotes, the citation in parentheses
behind them, then the comment. Exported notes have no data on the spans; with app links they have the annotation's key
in a link, `zotero://open-pdf/…?annotation=KEY`. Paragraphs without words of their own, up to a heading or a rule, go on
with the comment before them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Literal
from urllib.parse import unquote

from ..model import Json
from ..values import Value, field, replace
from .html_text import find_tags, read_html
from .json_items import freeze
from .zotero_works import Work, objects, read_citation, read_csl, text_of


class Found(Value):
    """`key` is the annotation's own in Zotero, '' where the note does not say it; `lost` whether more of the comment's
    markup was lost than it can keep. `offset` is where in the text its paragraph begins."""

    offset: int
    quote: str = ""
    key: str = ""
    page: str = ""
    work: Work = field(default_factory=Work)
    note: str = ""
    lost: bool = False


_Kind = Literal["words", "cite", "link", "rest"]


class _Piece(Value):
    """A part of a paragraph: quoted words, a citation, a link into Zotero, or what the owner wrote. `data` is the JSON
    that Zotero keeps on the element."""

    kind: _Kind
    text: str
    data: Mapping[str, Json] = field(default_factory=dict)


class _Block(Value):
    """A paragraph. `ends`: what stands before it is done with (a heading, a rule, the next note)."""

    offset: int
    pieces: tuple[_Piece, ...]
    ends: bool = False
    lost: bool = False


def find_in_html(markup: str) -> tuple[Found, ...]:
    works = {
        uri: read_csl(item)
        for said in _ITEMS.finditer(markup)
        for one in objects(_read_data(said[1] or said[2]))
        if isinstance(item := one.get("itemData"), Mapping)
        for uri in _uris(one)
    }
    return tuple(_gather(_html_blocks(markup), works))


def find_in_markdown(text: str) -> tuple[Found, ...]:
    return tuple(_gather(_markdown_blocks(text), {}))


# From paragraphs to annotations.


class _Draft:
    """An annotation as far as it has been read."""

    def __init__(self, block: _Block, piece: _Piece, works: Mapping[str, Work]) -> None:
        item = piece.data.get("citationItem")
        self._found = Found(
            block.offset,
            _unquoted(piece.text),
            text_of(piece.data, "annotationKey"),
            text_of(piece.data, "pageLabel"),
            _find_work(item if isinstance(item, Mapping) else {}, works) or Work(),
            lost=block.lost,
        )
        self._said: list[str] = []
        self._cited = False

    def cite(self, piece: _Piece, works: Mapping[str, Work]) -> None:
        """The first citation behind the words says where they are from; a further one is part of the comment."""
        if self._cited:
            self._said.append(f"({piece.text.strip('() ')})")
            return
        self._cited = True
        items = objects(piece.data.get("citationItems"))
        work = next((work for item in items if (work := _find_work(item, works))), None)
        said, page = read_citation(piece.text.strip("() "))
        known = self._found.work if self._found.work != Work() else work or said
        self._found = replace(self._found, work=known, page=self._found.page or page)

    def name(self, link: str) -> None:
        key = _KEY_IN_LINK.search(link)
        if key and not self._found.key:
            self._found = replace(self._found, key=key[1])

    def say(self, text: str) -> None:
        self._said.append(text)

    def end(self) -> Found:
        return replace(self._found, note=_SPACES.sub(" ", "".join(self._said).strip()))


def _gather(blocks: Iterator[_Block], works: Mapping[str, Work]) -> Iterator[Found]:
    current: _Draft | None = None
    for block in blocks:
        if block.ends and current:
            yield current.end()
            current = None
        before: list[str] = []
        quoting = False
        for piece in block.pieces:
            if piece.kind == "words":
                if current:
                    yield current.end()
                current, quoting = _Draft(block, piece, works), True
                current.say("".join(before))
                before = []
            elif not quoting or current is None:
                before += [] if piece.kind == "link" else [piece.text]
            elif piece.kind == "cite":
                current.cite(piece, works)
            elif piece.kind == "link":
                current.name(piece.text)
            else:
                current.say(piece.text)
        said = "".join(before).strip()
        if said and not quoting:
            if current:
                current.say(f"\n\n{said}")
            else:
                # Words of the owner that are about nothing that is quoted.
                yield Found(block.offset, note=said, lost=block.lost)
    if current:
        yield current.end()


def _find_work(item: Mapping[str, Json], works: Mapping[str, Work]) -> Work | None:
    return next((works[uri] for uri in _uris(item) if uri in works), None)


def _unquoted(text: str) -> str:
    """On one line, and without the quotation marks that Zotero puts around highlights."""
    words = " ".join(text.split())
    for first, last in _QUOTES:
        if len(words) > 1 and words[0] == first and words[-1] == last:
            return words[1:-1].strip()
    return words


_QUOTES = (("“", "”"), ("„", "“"), ("«", "»"), ('"', '"'))
_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
_KEY_IN_LINK = re.compile("[?&]annotation=([A-Za-z0-9]{1,32})")


# HTML.

_ITEMS = re.compile(r"""\sdata-citation-items\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ATTRIBUTE = re.compile(r"""\s(data-annotation|data-citation|class|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ENDING = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "hr"})
_BLOCKS = frozenset({"p", "li", "blockquote", "div", "body", "ul", "ol", "pre", "table", "tr", "td", "th"}) | _ENDING
_SPAN_KINDS: Mapping[str, _Kind] = {"highlight": "words", "underline": "words", "citation": "cite"}


def _html_blocks(markup: str) -> Iterator[_Block]:
    blocks = _HtmlBlocks()
    at = 0
    for tag in find_tags(markup):
        blocks.add(markup[at : tag.start()])
        at = tag.end()
        name, closes = (tag["name"] or "").lower(), bool(tag["end"])
        if name in _BLOCKS:
            yield from blocks.flush(tag.end(), ends=name in _ENDING or "zotero-note" in (tag["rest"] or ""))
            if name in _ENDING:
                blocks.heading = not closes and name != "hr"
        elif name == "span":
            blocks.close_span() if closes else blocks.open_span(tag["rest"])
        elif name == "img" and "data-annotation" in tag["rest"]:
            blocks.open_span(tag["rest"], "words")
            blocks.close_span()
        elif name == "a":
            blocks.link(tag.group(), tag["rest"], closes)
        else:
            blocks.add(tag.group())
    blocks.add(markup[at:])
    yield from blocks.flush(len(markup))


class _HtmlBlocks:
    """The paragraph that is being read: spans may stand in each other, and a highlight's colour in a span of its own."""

    def __init__(self) -> None:
        self.heading = False
        self._pieces: list[_Piece] = []
        self._raw: list[str] = []
        self._spans: list[_Piece | None] = []
        self._offset = 0
        self._ends = False
        self._app_link = ""
        self._in_parentheses = False

    def add(self, raw: str) -> None:
        if self._in_parentheses and raw:
            raw, self._in_parentheses = raw.lstrip().removeprefix(")"), False
        self._raw.append(raw)

    def open_span(self, rest: str, kind: _Kind | None = None) -> None:
        said = {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(f" {rest}")}
        kinds = [_SPAN_KINDS[name] for name in said.get("class", "").split() if name in _SPAN_KINDS]
        kind = kind or (kinds[0] if kinds and not any(self._spans) else None)
        if kind is None:
            self._spans.append(None)
            return
        self._end_piece("rest")
        data = _read_data(said.get("data-annotation") or said.get("data-citation") or "")
        self._spans.append(_Piece(kind, "", data if isinstance(data, Mapping) else {}))

    def close_span(self) -> None:
        span = self._spans.pop() if self._spans else None
        if span:
            self._end_piece(span.kind, span.data)

    def link(self, raw: str, rest: str, closes: bool) -> None:
        """Links into Zotero are no words of anybody; others are kept."""
        href = next((one or other for name, one, other in _ATTRIBUTE.findall(f" {rest}") if name == "href"), "")
        if not closes and href.startswith("zotero:"):
            if href.startswith(_OPEN) and not any(self._spans):
                # The parentheses that it stands in go with it.
                self._raw = ["".join(self._raw).rstrip().removesuffix("(")]
                self._end_piece("rest")
                self._app_link = unescape(href)
        elif closes and self._app_link:
            self._raw.clear()
            self._pieces.append(_Piece("link", self._app_link))
            self._app_link, self._in_parentheses = "", True
        elif not any(self._spans):
            self.add(raw)

    def flush(self, offset: int, ends: bool = False) -> Iterator[_Block]:
        while self._spans:
            self.close_span()
        self._app_link, self._in_parentheses = "", False
        self._end_piece("rest")
        pieces, self._pieces = tuple(self._pieces), []
        if self.heading:
            self.heading, pieces = False, ()
        if pieces or self._ends:
            if not any(piece.kind == "words" for piece in pieces):
                pieces = tuple(_split_quoted(pieces))
            lost = any(piece.data.get("lost") for piece in pieces)
            yield _Block(self._offset, pieces, self._ends, lost)
            self._ends = False
        self._offset = offset
        self._ends = self._ends or ends

    def _end_piece(self, kind: _Kind, data: Mapping[str, Json] | None = None) -> None:
        raw = "".join(self._raw)
        self._raw.clear()
        if kind != "rest":
            self._pieces.append(_Piece(kind, " ".join(_plain(raw).split()), data or {}))
        elif raw.strip():
            text, lost = read_html(raw)
            ends = " " if raw[:1].isspace() else "", " " if raw[-1:].isspace() else ""
            self._pieces.append(_Piece("rest", ends[0] + text + ends[1], {"lost": True} if lost else {}))


_OPEN = ("zotero://open-pdf", "zotero://open/", "zotero://open-")


def _plain(markup: str) -> str:
    out, at = [], 0
    for tag in find_tags(markup):
        out += [markup[at : tag.start()], " " if (tag["name"] or "").lower() == "br" else ""]
        at = tag.end()
    return unescape("".join([*out, markup[at:]]))


def _uris(item: Mapping[str, Json]) -> tuple[str, ...]:
    said = item.get("uris")
    return tuple(uri for uri in said if isinstance(uri, str)) if isinstance(said, tuple) else ()


def _read_data(attribute: str) -> Json:
    """The JSON, with per cent signs, of an attribute; None if it is none."""
    try:
        return freeze(json.loads(unquote(unescape(attribute))))
    except (ValueError, RecursionError):
        return None


# Markdown, and paragraphs of HTML without spans.

_CITED = (
    r"\[?(?:[^\s\[\]();,][^\[\]();]{0,150}),\s(?:1[4-9]|20|21)\d\d[a-z]?[^\[\]();]{0,60}"
    r"(?:\]\(zotero://select/[^\s()]*\))?"
)
_ANCHOR = re.compile(
    rf"(?:\(\[[^\[\]\n]*\]\((?P<open>zotero://open[^\s()]*)\)\)|\((?P<cite>{_CITED}(?:;\s{_CITED})*)\))"
)
_LIST_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:[ \t]|$)")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_DATE = re.compile(r"^\([^()]*\d[^()]*\)[ \t]*$")
"""What stands on the line below the usual heading, `Annotations`, and is part of it."""
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")


def _markdown_blocks(text: str) -> Iterator[_Block]:
    ends = False
    for offset, lines in _paragraphs(text):
        if _HEADING.match(lines[0]) or _RULE.match(lines[0]) or (len(lines) > 1 and _UNDERLINE.match(lines[-1])):
            ends = True
            continue
        said = [_LIST_ITEM.sub("", re.sub(r"^ {0,3}>[ \t]?", "", line), count=1) for line in lines]
        pieces = tuple(_split_quoted((_Piece("rest", "\n".join(said).strip()),)))
        yield _Block(offset, pieces, ends)
        ends = False


def _paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each with its offset: parted by empty lines, headings and rules, and each item of a list by itself."""
    lines: list[str] = []
    start = at = 0
    heading = False
    for raw in text.splitlines(keepends=True):
        line = raw.rstrip("\r\n")
        dated = heading and _DATE.match(line)
        heading = bool(_HEADING.match(line))
        alone = heading or bool(_RULE.match(line) and not lines)
        if lines and (not line.strip() or alone or _LIST_ITEM.match(line)):
            yield start, lines
            lines = []
        if line.strip() and not dated:
            start = start if lines else at
            lines.append(line)
        if alone:
            yield start, lines
            lines = []
        at += len(raw)
    if lines:
        yield start, lines


def _split_quoted(pieces: tuple[_Piece, ...]) -> Iterator[_Piece]:
    """Quoted words apart from what stands around them, where a citation or a link into Zotero follows them."""
    for number, piece in enumerate(pieces):
        if piece.kind != "rest":
            yield piece
            continue
        text, at = piece.text, 0
        for anchor in _ANCHOR.finditer(text):
            yield from _split_last_quote(text[at : anchor.start()])
            at = anchor.end()
            if anchor["open"]:
                yield _Piece("link", anchor["open"])
            else:
                cited = re.sub(r"\]\(zotero:[^)]*\)|\[", "", anchor["cite"])
                yield _Piece("cite", cited.replace("\\", ""))
        follows = pieces[number + 1].kind if number + 1 < len(pieces) else ""
        rest = text[at:]
        alone = not at and len(pieces) == 1
        if follows in ("cite", "link") or (alone and rest[:1] in "“„«" and rest.rstrip()[-1:] in "”“»"):
            yield from _split_last_quote(rest)
        elif rest.strip():
            yield _Piece("rest", rest)


def _split_last_quote(text: str) -> Iterator[_Piece]:
    """What stands before the quotation at the end of `text`, and its words; all of it where it ends in none."""
    end = len(text.rstrip())
    start = _opening(text, end - 1)
    if start < 0:
        if text.strip():
            yield _Piece("rest", text)
        return
    if text[:start].strip():
        yield _Piece("rest", text[:start])
    yield _Piece("words", re.sub(r"\\([\\*\-+=#`~\[\]>_.])", r"\1", text[start:end]))


def _opening(text: str, last: int) -> int:
    """The offset of the mark that opens what `text[last]` closes, -1 if there is none."""
    if last < 1:
        return -1
    if text[last] == '"':
        return text.rfind('"', 0, last)
    for first, closing in _QUOTES[:3]:
        if text[last] == closing:
            depth = 0
            for at in range(last, -1, -1):
                depth += (text[at] == closing) - (text[at] == first)
                if depth == 0:
                    return at
    return -1
