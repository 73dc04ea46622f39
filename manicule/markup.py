"""Markdown to safe HTML, and the links in it: to entries and tags of the list, and everywhere else.

A text and a function that resolves links go in; Html comes out, held to an allow-list, with a remark for everything
that was taken away. It must not know the Library, nor on which page the text will stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from .anchoring import maths_spans
from .mathml import render_maths
from .passage import Mark, Remark, plain_line, render_line, render_passage
from .safehtml import ROOT, Html, escape

__all__ = [
    "ROOT",
    "Html",
    "Link",
    "Mark",
    "Mention",
    "Remark",
    "find_mentions",
    "plain_line",
    "render_line",
    "render_markdown",
    "render_passage",
]

MAX_LENGTH = 1_000_000
MAX_NESTING = 60
"""Levels of quotes, lists or brackets beyond which a text is shown as it was written: Markdown's time and stack grow
with them."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, from the site's root, and what a bare one (`[[slug]]`) says."""

    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A link to a paper or tag (`kind`, `key`) at `text[offset:offset + width]`; `sentence[start:end]` are its words
    in the plain sentence that holds it."""

    kind: str
    key: str
    label: str
    offset: int
    width: int
    sentence: str
    start: int
    end: int


Resolve = Callable[[str, str], Link | None]


def render_markdown(text: str, resolve: Resolve, ids: str = "") -> tuple[Html, tuple[Remark, ...]]:
    """`ids` goes in front of the ids of footnotes, so that several texts can stand on one page. Headings start at
    the third level, below the page's own."""
    text = text.translate(_NO_CONTROLS)
    if len(text) > MAX_LENGTH or _is_too_deep(text):
        return _as_written(
            text, "too-deep", "this text is too long or too deeply nested to be set: it is shown as it is"
        )
    converter = _converter()
    converter.reset()
    maths = _Maths([])
    _plug(converter, maths, resolve)
    try:
        raw = converter.convert(text)
    except RecursionError:
        return _as_written(text, "too-deep", "this text is too deeply nested to be set: it is shown as it is")
    remarks = _audit(raw, text)
    safe = nh3.clean(
        raw,
        tags=set(_ALLOWED),
        attributes={name: set(attributes) for name, attributes in _ALLOWED.items() if attributes},
        url_schemes={"http", "https", "mailto", "paper", "tag"},
        attribute_filter=_attribute_filter(resolve, ids),
        link_rel=None,
        strip_comments=True,
        clean_content_tags={"script", "style"},
    )
    # A picture without its source would be no valid HTML: what it shows is left in words.
    safe = re.sub(r'<img(?![^>]*\ssrc=)[^>]*?(?:\salt="([^"]*)")?[^>]*>', lambda match: match[1] or "", safe)
    html, faults = _set_maths(safe, maths.formulas, text)
    return Html(html), (*remarks, *faults)


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Links to papers and tags in their order; those in code are none."""
    if "](" not in text and "[[" not in text:
        return ()
    code = [m.span() for m in _CODE.finditer(text)]
    mentions = []
    for match in _LINK.finditer(text):
        if any(start <= match.start() < end for start, end in code):
            continue
        kind, key, label = _said(match)
        before, behind = _sentence_around(text, match.start(), match.end())
        before, words, behind = _plain(before), _plain(label), _plain(behind)
        sentence = f"{before}{words}{behind}"
        lead = len(sentence) - len(sentence.lstrip())
        start = len(before) - lead
        mentions.append(
            Mention(kind, key, label, match.start(), len(match[0]), sentence.strip(), start, start + len(words))
        )
    return tuple(mentions)


# What is allowed.

_ALLOWED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        [
            "p",
            "br",
            "hr",
            "em",
            "strong",
            "b",
            "i",
            "u",
            "s",
            "del",
            "ins",
            "sub",
            "sup",
            "kbd",
            "samp",
            "var",
            "abbr",
            "dfn",
            "cite",
            "q",
            "small",
            "mark",
            "pre",
            "blockquote",
            "ul",
            "h3",
            "h4",
            "h5",
            "h6",
            "dl",
            "dt",
            "dd",
            "table",
            "thead",
            "tbody",
            "tr",
            "caption",
            "figure",
            "figcaption",
            "details",
            "summary",
            "bdi",
        ],
        (),
    ),
    "a": ("href", "title", "id", "class", "role"),
    "code": ("class",),
    "div": ("class",),
    "img": ("src", "alt", "title", "width", "height"),
    "li": ("id",),
    "ol": ("start",),
    "sup": ("id",),
    "td": ("class",),
    "th": ("class",),
}

_CLASSES = {
    "a": ("footnote-ref", "footnote-backref"),
    "div": ("footnote",),
    "td": ("ta-left", "ta-right", "ta-center"),
    "th": ("ta-left", "ta-right", "ta-center"),
}

_NO_CONTROLS = dict.fromkeys((*range(9), 11, *range(13, 32), 127))
_OPEN, _CLOSE = "\x10", "\x11"


def _attribute_filter(resolve: Resolve, ids: str) -> Callable[[str, str, str], str | None]:
    """Values that may pass: links resolved, ids of this text's own, classes that we emit."""

    def keep(name: str, attribute: str, value: str) -> str | None:
        if attribute == "href":
            return _href(value, resolve, ids)
        if attribute == "id":
            return f"{ids}-{value.replace(':', '-')}" if value.startswith(("fn:", "fnref")) else None
        if attribute == "class":
            if name == "code" and re.fullmatch(r"language-[\w+-]+", value):
                return value
            return value if value in _CLASSES.get(name, ()) else None
        if attribute == "role":
            return None
        if attribute == "src":
            return f"{ROOT}{value}" if _is_own_file(value) else None
        return value

    return keep


def _href(value: str, resolve: Resolve, ids: str) -> str | None:
    scheme, _, rest = value.partition(":")
    if scheme in ("paper", "tag"):
        link = resolve(scheme, unquote(rest))
        return ROOT + link.href if link else None
    if value.startswith("#fn"):
        return f"#{ids}-{value[1:].replace(':', '-')}"
    if value.startswith("#") or re.match(r"(https?:|mailto:)", value, re.IGNORECASE):
        return value
    return ROOT + value if _is_own_file(value) else None


def _is_own_file(address: str) -> bool:
    """A path from the site's root to a file of the owner's own (content/files/)."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/|\\|\.\.", address) is None and bool(address)


class _Auditor(HTMLParser):
    """Walks what Markdown made, before it is sanitised, and notes what the sanitiser will take away."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.remarks: list[Remark] = []
        self._at: dict[str, int] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in _ALLOWED:
            self._note("warning", "html-removed", f"<{tag}> is not allowed in a text and is left out", f"<{tag}")
            return
        for name, value in attributes:
            self._check_attribute(tag, name, value or "")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def handle_comment(self, _data: str) -> None:
        self._note("notice", "html-removed", "a comment is left out", "<!--")

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        if name in ("href", "src") and name in _ALLOWED[tag]:
            allowed = ("http", "https", "mailto", "paper", "tag") if name == "href" else ()
            scheme = re.match(r"[\s\x00-\x20]*([A-Za-z][\w+.-]*)\s*:", value)
            if scheme and scheme[1].lower() not in allowed:
                what = "a picture from elsewhere" if name == "src" else f"a link to {scheme[1].lower()}:"
                code = "image-remote" if name == "src" else "link-removed"
                self._note("warning", code, f"{what} is not allowed, and is left out", value.strip()[:40])
            elif not scheme and not value.startswith("#") and not _is_own_file(value):
                self._note(
                    "warning", "link-removed", "a link has to be an address, or a path from the site's root", value
                )
        elif name not in _ALLOWED[tag] and not (name == "align" or tag == "li"):
            self._note("warning", "html-removed", f"the attribute `{name}` of <{tag}> is left out", name)

    def _note(self, level: str, code: str, message: str, needle: str) -> None:
        """At the needle's next place in the source; each kind of thing is looked for behind its last one."""
        start = self._at.get(needle, 0)
        offset = self.source.lower().find(needle.lower(), start)
        self._at[needle] = offset + 1 if offset >= 0 else start
        known = "warning" if level == "warning" else "notice"
        self.remarks.append(Remark(known, code, message, offset, len(needle)))  # type: ignore[arg-type]


def _audit(raw: str, source: str) -> tuple[Remark, ...]:
    auditor = _Auditor(source)
    auditor.feed(raw)
    auditor.close()
    return tuple(auditor.remarks[:50])


# Markdown, with maths and links of our own.


@lru_cache(maxsize=1)
def _converter() -> Markdown:
    """One for the process: making it costs more than a page."""
    return Markdown(
        extensions=["footnotes", "tables", "sane_lists", "fenced_code", _Manicule()],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "footnotes": {"BACKLINK_TITLE": "Back to the text", "SUPERSCRIPT_TEXT": "{}"},
        },
        output_format="html",
    )


@dataclass(slots=True)
class _Maths:
    """The formulas of the text that is being converted, by the number of the token that stands for each."""

    formulas: list[tuple[str, bool]]


class _MathsPattern(InlineProcessor):
    """A formula becomes a token that neither Markdown nor the sanitiser touches."""

    maths = _Maths([])

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | None, int | None, int | None]:  # type: ignore[override]  # noqa: N802
        spans = maths_spans(data[m.start() : m.start() + 12_000])
        if not spans or spans[0][0] != 0:
            return None, None, None
        end = m.start() + spans[0][1]
        written = data[m.start() : end]
        display = written.startswith("$$") and len(written) > 4
        tex = written[2:-2] if display else written[1:-1]
        self.maths.formulas.append((tex, display))
        return f"{_OPEN}{len(self.maths.formulas) - 1}{_CLOSE}", m.start(), end


class _BareLink(InlineProcessor):
    """`[[slug]]` and `[[tag:key]]`: a link that says what it leads to."""

    resolve: Resolve = staticmethod(lambda _kind, _key: None)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]  # noqa: ARG002, N802
        kind, key = ("tag", m[1][4:]) if m[1].startswith("tag:") else ("paper", m[1].removeprefix("paper:"))
        link = self.resolve(kind, key)
        if link is None:
            return None, None, None
        made = Element("a", {"href": f"{kind}:{key}"})
        made.text = link.title
        return made, m.start(), m.end()


class _Shape(Treeprocessor):
    """Headings below the page's own, without a level left out; alignment as a class."""

    def run(self, root: Element) -> None:
        headings = [item for item in root.iter() if re.fullmatch(r"h[1-6]", item.tag)]
        levels = {tag: f"h{min(6, n)}" for n, tag in enumerate(sorted({item.tag for item in headings}), start=3)}
        for item in headings:
            item.tag = levels[item.tag]
        for item in root.iter():
            align = item.attrib.pop("align", None)
            if align:
                item.set("class", f"ta-{align}")


class _Manicule(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.inlinePatterns.register(_MathsPattern(r"(?<!\\)\$", md), "maths", 185)
        md.inlinePatterns.register(_BareLink(r"\[\[([^\[\]\n]{1,200})\]\]", md), "bare-link", 175)
        md.treeprocessors.register(_Shape(md), "shape", 1)
        # Only the escape of a dollar is ours; the others are Markdown's.
        md.ESCAPED_CHARS.append("$")


def _plug(converter: Markdown, maths: _Maths, resolve: Resolve) -> None:
    """What belongs to this one text: its formulas, and how its links are resolved."""
    converter.inlinePatterns["maths"].maths = maths  # type: ignore[attr-defined]
    converter.inlinePatterns["bare-link"].resolve = resolve  # type: ignore[attr-defined]


def _set_maths(html: str, formulas: list[tuple[str, bool]], source: str) -> tuple[str, list[Remark]]:
    remarks: list[Remark] = []

    def put(match: re.Match[str]) -> str:
        number = int(match[1])
        if number >= len(formulas):
            return ""
        tex, display = formulas[number]
        made, fault = render_maths(tex, display)
        if fault:
            remarks.append(
                Remark("warning", "maths", f"this formula is not set: {fault}", source.find(f"${tex}$"), len(tex) + 2)
            )
        return made

    return re.sub(f"{_OPEN}([0-9]{{1,9}}){_CLOSE}", put, html), remarks


def _is_too_deep(text: str) -> bool:
    """Nesting as its marks show it, line by line, and brackets that are open at once."""
    for line in text.split("\n"):
        lead = re.match(r"[\s>*+-]*", line)
        if lead and (lead[0].count(">") > MAX_NESTING or len(lead[0].expandtabs(4)) > 8 * MAX_NESTING):
            return True
    return any(text.count(mark * 20) for mark in "[*_`") or text.count("<" * 50) > 0


def _as_written(text: str, code: str, message: str) -> tuple[Html, tuple[Remark, ...]]:
    return Html(f"<pre>{escape(text)}</pre>"), (Remark("warning", code, message, 0),)


# Mentions.

_LINK = re.compile(
    r"(?<!\\)(?:\[(?P<label>(?:[^\[\]\\]|\\.){0,1000})\]\((?P<kind>paper|tag):(?P<key>[^\s()]{1,200})(?:\s+\"[^\"\n]{0,500}\")?\)"
    r"|\[\[(?P<bare>[^\[\]\n]{1,200})\]\])"
)
_CODE = re.compile(
    r"^(?P<fence>```+|~~~+)[^\n]*\n.*?^(?P=fence)[ \t]*$|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]*_]*(?=\s+[^a-z\s])|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d+\.|#+|\||>)\s)")
_SENTENCE = 400


def _said(match: re.Match[str]) -> tuple[str, str, str]:
    """Kind, key and the words of a link."""
    if match["bare"] is None:
        return match["kind"], unquote(match["key"]), match["label"]
    bare = match["bare"]
    if bare.startswith("tag:"):
        return "tag", bare[4:], bare[4:]
    return "paper", bare.removeprefix("paper:"), bare.removeprefix("paper:")


def _sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind in the same sentence, cut at some hundred characters."""
    low = max(0, start - _SENTENCE)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, low, start)]
    before = text[ends[-1] if ends else low : start]
    if not ends and low:
        before = "…" + before.partition(" ")[2]
    stop = _SENTENCE_END.search(text, end, end + _SENTENCE)
    behind = text[end : stop.end() if stop else end + _SENTENCE]
    if not stop and end + _SENTENCE < len(text):
        behind = behind.rpartition(" ")[0] + "…"
    return before, behind


def _plain(text: str) -> str:
    """Without Markdown's marks; white space as one space."""
    text = re.sub(r"\[\[(?:tag:|paper:)?([^\[\]\n]*)\]\]", r"\1", text)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    text = re.sub(r"\[\^[^\]]*\]|^[ \t]*(?:#+|>|[-*+]|\d+\.)[ \t]+", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<!\\)(\*\*|__|\*|`|(?<!\w)_|_(?!\w))", "", text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+.!$-])", r"\1", text)
    return re.sub(r"\s+", " ", text)
