"""Any Markdown to safe HTML, by the parser and the sanitiser: maths and links of our own in it, an allow-list at its end.

A text and a function that resolves links go in; Html comes out, with a remark for everything that was taken away. It must not
know the Library, nor on which page the text will stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from itertools import islice
from threading import Lock
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from .anchoring import maths_at, maths_spans
from .mathml import render_maths
from .mentions import read_bare
from .passage import BACKLINK, Remark, make_maths_remark
from .safehtml import ROOT, Html, escape
from .simplemarkup import Resolve

MAX_LENGTH = 1_000_000
MAX_NESTING = 60
"""Levels of quotes and lists beyond which a text is shown as it was written: Markdown's time and stack grow with them."""

MAX_EFFORT = 2_000_000
"""Characters that may be read in vain, in search of what would close a bracket or tag: about half a second."""

COPIED = 400
"""Characters that are copied in the time in which one is read in vain."""

LONG_LIST = 10_000

REMARKS = 50


def parse_markdown(text: str, resolve: Resolve, ids: str = "") -> tuple[Html, tuple[Remark, ...]]:
    """The same, of any text."""
    text = text.translate(_NO_CONTROLS)
    if len(text) > MAX_LENGTH or _is_too_deep(text):
        return _as_written(text)
    desk = _Desk(resolve, ids)
    try:
        raw = _convert(text, desk)
    except (RecursionError, AssertionError):
        # The latter is how the standard library's HTML parser refuses some malformed declarations.
        return _as_written(text)
    raw = _CONTROL_REFERENCE.sub(_drop_control, raw)
    remarks: tuple[Remark, ...] = ()
    if not _EXPECTED.fullmatch(raw):
        raw, remarks = _audit(raw, text, desk)
    if "\ufffd" in raw and "\ufffd" not in text:
        remarks = (*remarks, *islice(_find_unseen(text), REMARKS))
    safe = nh3.clean(raw, attribute_filter=desk.keep_attribute, **_SANITISED)
    return Html(desk.set_maths(_finish(safe))), (*remarks, *_remark_on(desk, text))


def _audit(raw: str, text: str, desk: _Desk) -> tuple[str, tuple[Remark, ...]]:
    """What Markdown made, without what the sanitiser would stumble over, and what it will take away."""
    auditor = _Auditor(text, desk)
    auditor.feed(raw)
    auditor.close()
    desk.unknown.clear()
    # Within these a browser reads no HTML, or another one, and the sanitiser would drop a person's words with them.
    raw = _FOREIGN.sub("", raw)
    if auditor.dropped:
        # What is left when a tag goes may nest as HTML does not: it is read once more.
        raw = nh3.clean(raw, attribute_filter=None, **_SANITISED)
        desk.unknown.clear()
    return raw, tuple(auditor.remarks)


_EXPECTED = re.compile(
    # What the sanitiser takes nothing from: tags without attributes, and links that may be.
    r"(?:[^<&]++|&(?:amp|lt|gt|quot);|</?(?:p|em|strong|ul|ol|li|blockquote|h[1-6]|code|pre)>|<(?:br|hr)>|</a>"
    r'|<a href="(?:https?://|mailto:|paper:|tag:)[^"<>&\x10-\x12]*">)*+'
)


# What is allowed.

_PLAIN_TAGS = """
    p br hr em strong b i u s del ins sub sup kbd samp var cite q small mark pre blockquote ul h3 h4 h5 h6 dl dt dd table
    thead tbody tfoot tr caption figure figcaption summary bdi wbr ruby rt rp span
"""
_ALLOWED = MappingProxyType(
    {
        **dict.fromkeys(_PLAIN_TAGS.split(), frozenset[str]()),
        "a": frozenset({"href", "title", "class"}),
        "abbr": frozenset({"title"}),
        "code": frozenset({"class"}),
        "details": frozenset({"open"}),
        "dfn": frozenset({"title"}),
        "div": frozenset({"class"}),
        "img": frozenset({"src", "alt", "title", "width", "height"}),
        "li": frozenset({"id", "value"}),
        "ol": frozenset({"start", "reversed"}),
        "sup": frozenset({"id"}),
        "td": frozenset({"class", "colspan", "rowspan"}),
        "th": frozenset({"class", "colspan", "rowspan", "scope"}),
        "time": frozenset({"datetime"}),
        "*": frozenset({"lang", "dir"}),
    }
)
_SANITISED: dict[str, Any] = {
    "tags": set(_ALLOWED) - {"*"},
    "attributes": {name: set(attributes) for name, attributes in _ALLOWED.items() if attributes},
    "url_schemes": {"http", "https", "mailto", "paper", "tag"},
    "clean_content_tags": {"script", "style"},
    "link_rel": None,
}

_FOREIGN = re.compile(
    r"</?(?:svg|math|template|textarea|title|plaintext|xmp|noscript|iframe|noembed|noframes|select)\b[^>]*>?",
    re.IGNORECASE,
)

_CLASSES = MappingProxyType(
    {
        "a": re.compile("footnote-ref|footnote-backref"),
        "code": re.compile(r"language-[\w+#.-]+"),
        "div": re.compile("footnote"),
        "td": re.compile("ta-(?:left|right|center)"),
        "th": re.compile("ta-(?:left|right|center)"),
    }
)
_VALUES = MappingProxyType(
    {
        "colspan": re.compile(r"[1-9]\d?"),
        "dir": re.compile("ltr|rtl|auto"),
        "height": re.compile(r"\d{1,4}"),
        "lang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}"),
        "open": re.compile("(?:open)?"),
        "reversed": re.compile("(?:reversed)?"),
        "rowspan": re.compile(r"[1-9]\d?"),
        "scope": re.compile("row|col|rowgroup|colgroup"),
        "start": re.compile(r"-?\d{1,6}"),
        "value": re.compile(r"-?\d{1,6}"),
        "width": re.compile(r"\d{1,4}"),
    }
)

_CONTROLS = (*range(9), 11, *range(13, 32), 127)
_NO_CONTROLS = dict.fromkeys(_CONTROLS)
_CONTROL_REFERENCE = re.compile(r"&#(?:x0*([0-9a-f]{1,4})(?![0-9a-f])|0*([0-9]{1,4})(?![0-9]));?", re.IGNORECASE)
_UNSEEN = frozenset((*_CONTROLS, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""What a text may not refer to by its number: control characters, and those that turn the direction of words; for the
latter there are <bdi> and `dir`."""

# Marks of our own between Markdown and the end. No text has them: controls are dropped, references to them as well.
_FORMULA = re.compile("\x10([0-9]{1,9})\x11")
_FORMULA_ASIDE = re.compile("\\\\?\x10([0-9]{1,9})\x11")  # Markdown puts a backslash before what it kept aside
_REMOTE = "\x12"


def _drop_control(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    return "\ufffd" if code in _UNSEEN else match[0]


def _find_unseen(text: str) -> Iterator[Remark]:
    for match in _CONTROL_REFERENCE.finditer(text):
        if _drop_control(match) != match[0]:
            message = f"{match[0]} is a character that nobody sees, and is not set"
            yield Remark("warning", "html-removed", message, match.start(), len(match[0]))


@dataclass(slots=True)
class _Desk:
    """What belongs to the one text that is being set: how its links are resolved, its formulas, what was not found."""

    resolve: Resolve
    ids: str
    formulas: list[str] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)

    def keep_attribute(self, name: str, attribute: str, value: str) -> str | None:
        """The value as it may pass: links resolved, ids of this text's own, classes that we emit; None if it may not."""
        value = self.unset_maths(value).translate(_NO_CONTROLS)
        if attribute == "href":
            return self._href(value.strip())
        if attribute == "src":
            address = value.strip()
            remote = re.match(r"https?://", address, re.IGNORECASE)
            return f"{_REMOTE}{address}" if remote else f"{ROOT}{address}" if _is_own_file(address) else None
        if attribute == "id":
            return self._footnote(value) if re.match(r"fn(?:ref\d*)?:", value) else None
        allowed = _CLASSES.get(name) if attribute == "class" else _VALUES.get(attribute)
        return value if allowed is None or allowed.fullmatch(value) else None

    def _href(self, address: str) -> str | None:
        scheme, _, rest = address.partition(":")
        if scheme in ("paper", "tag"):
            link = self.resolve(scheme, unquote(rest))
            if link is None:
                self.unknown.append((scheme, rest))
            return ROOT + link.href if link else None
        if re.match(r"#fn(?:ref\d*)?:", address):
            return f"#{self._footnote(address[1:])}"
        if re.match(r"#\S|https?://\S|mailto:\S", address, re.IGNORECASE):
            return address
        page = _PAGE.fullmatch(address)
        if page:
            link = self.resolve("page", unquote(page[1]))
            if link is None:
                self.unknown.append(("page", page[1]))
            return f"{ROOT}{link.href}{page[2]}" if link else None
        return ROOT + address if _is_own_file(address) else None

    def _footnote(self, name: str) -> str:
        """`fn:1` as `notes-fn-1`; whatever an id must not hold as the number of its character."""
        kind, _, label = name.partition(":")
        safe = re.sub(r"[^A-Za-z0-9_-]", lambda match: f".{ord(match[0]):x}.", label)
        return f"{self.ids}-{kind}-{safe}" if self.ids else f"{kind}-{safe}"

    def set_aside(self, text: str) -> str:
        """`text` with a token in place of each of its formulas."""
        out = []
        at = 0
        for start, end in maths_spans(text):
            out += [text[at:start], self.token(text[start:end])]
            at = end
        return "".join([*out, text[at:]])

    def token(self, formula: str) -> str:
        self.formulas.append(formula)
        return f"\x10{len(self.formulas) - 1}\x11"

    def unset_maths(self, text: str) -> str:
        return _FORMULA_ASIDE.sub(lambda match: self.formulas[int(match[1])], text)

    def set_maths(self, safe: str) -> str:
        """The formulas' MathML for their tokens. Those in attributes have been unset, so these stand in text."""

        def put(match: re.Match[str]) -> str:
            written = self.formulas[int(match[1])]
            made, fault = render_maths(written)
            if fault:
                self.faults.append((written, fault))
            return made

        return _FORMULA.sub(put, safe)


_PAGE = re.compile(r"([^/:?#\s\\]+)\.md((?:#\S*)?)")
"""A page of the owner's own by its file's name, as such links are written where the Markdown itself is shown."""


def _is_own_file(address: str) -> bool:
    """A path from the site's root, to a page or to a file of the owner's own (content/files/)."""
    path = re.split("[?#]", address, maxsplit=1)[0]
    return (
        path != ""
        and not path.startswith("/")
        and not re.search(r"[\\\s]", path)
        and ":" not in path.partition("/")[0]
        and ".." not in path.split("/")
    )


_TAG = re.compile(r"<(/?)(a|img)((?: [a-z-]+=\"[^\"]*\")*)>")


def _finish(safe: str) -> str:
    """Without what is no use: links that lead nowhere are their words, pictures that may not be shown are a link to
    them, or what they show in words."""
    out = []
    linked: list[bool] = []
    at = 0
    for match in _TAG.finditer(safe):
        closing, name, attributes = match.groups()
        out.append(safe[at : match.start()])
        at = match.end()
        if name == "img":
            out.append(_finish_picture(match[0], dict(re.findall(r'([a-z-]+)="([^"]*)"', attributes)), any(linked)))
        elif closing:
            out.append("</a>" if linked and linked.pop() else "")
        else:
            linked.append(' href="' in attributes)
            out.append(match[0] if linked[-1] else "")
    return "".join([*out, safe[at:]])


def _finish_picture(tag: str, said: dict[str, str], linked: bool) -> str:
    address, words = said.get("src", ""), said.get("alt", "")
    if address.startswith(_REMOTE):
        address = address.removeprefix(_REMOTE)
        return words if linked else f'<a href="{address}">{words or address}</a>'
    if not address:
        return words
    return tag if "alt" in said else tag.replace("<img", '<img alt=""', 1)


# What is told.


class _Auditor(HTMLParser):
    """Walks what Markdown made, before it is sanitised, and notes what the sanitiser will take away."""

    def __init__(self, source: str, desk: _Desk) -> None:
        super().__init__(convert_charrefs=True)
        self.desk = desk
        self.remarks: list[Remark] = []
        self.dropped = False
        self._source = source.lower()
        self._at: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "*" or tag not in _ALLOWED:
            self.dropped = True
            self._note("warning", "html-removed", f"<{tag}> is not allowed in a text and is left out", f"<{tag}")
            return
        for name, value in attrs:
            self._check_attribute(tag, name, self.desk.unset_maths(value or ""))

    handle_startendtag = handle_starttag

    def handle_comment(self, _data: str) -> None:
        self._note("notice", "html-removed", "a comment is left out", "<!--")

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        if name not in _ALLOWED[tag] and name not in _ALLOWED["*"]:
            self._note("warning", "html-removed", f"the attribute `{name}` of <{tag}> is left out", name)
            return
        kept = self.desk.keep_attribute(tag, name, value)
        scheme = re.match(r"[\s\x00-\x20]*([A-Za-z][\w+.-]*)\s*:", value)
        needle = value.strip()[:40]
        if name == "src" and (kept or _REMOTE).startswith(_REMOTE) and scheme:
            self._note("warning", "image-remote", "a picture from elsewhere is not allowed, and is left out", needle)
        elif kept is None and name in ("href", "src"):
            if (scheme and scheme[1].lower() in ("paper", "tag")) or _PAGE.fullmatch(value.strip()):
                return
            message = "a link has to be an address, or a path from the site's root"
            if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
                message = f"a link to {scheme[1].lower()}: is not allowed, and is left out"
            self._note("warning", "link-removed", message, needle)
        elif kept is None:
            message = f"the attribute `{name}` of <{tag}> is left out: it cannot be `{value[:40]}`"
            self._note("warning", "html-removed", message, name)

    def _note(self, level: Literal["warning", "notice"], code: str, message: str, needle: str) -> None:
        """At the needle's next place in the source; each kind of thing is looked for behind its last one."""
        if len(self.remarks) < REMARKS:
            start = self._at.get(needle, 0)
            offset = self._source.find(needle.lower(), start)
            self._at[needle] = offset + 1 if offset >= 0 else start
            self.remarks.append(Remark(level, code, message, offset, len(needle)))


def _remark_on(desk: _Desk, source: str) -> Iterator[Remark]:
    at: dict[str, int] = {}

    def find(*needles: str) -> tuple[int, int]:
        """The first of the needles that is found, behind its last place."""
        for needle in needles:
            offset = source.find(needle, at.get(needle, 0))
            if offset >= 0:
                at[needle] = offset + 1
                return offset, len(needle)
        return -1, 1

    for written, fault in desk.faults[:REMARKS]:
        yield make_maths_remark(fault, *find(written))
    for kind, key in desk.unknown[:REMARKS]:
        said = key if kind == "paper" else f"tag:{key}"
        what = {"paper": "entry", "page": "page"}.get(kind, "tag")
        place = find(f"{key}.md") if kind == "page" else find(f"{kind}:{key}", f"[[{said}]]")
        yield Remark("error", "link-unknown", f"there is no {what} `{unquote(key)}`", *place)


# Markdown, with maths and links of our own.


def _convert(text: str, desk: _Desk) -> str:
    bench = _bench()
    with bench.lock:
        bench.desk = desk
        bench.converter.reset()
        try:
            return bench.converter.convert(text)
        except BaseException:
            # It was left in the middle of something.
            _bench.cache_clear()
            raise


class _Bench:
    """The converter, at which one text is set at a time: making one costs more than a page."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.desk = _Desk(lambda _kind, _key: None, "")
        self.converter = Markdown(
            extensions=["footnotes", "tables", "sane_lists", "fenced_code", _Manicule(self)],
            extension_configs={
                "tables": {"use_align_attribute": True},
                "footnotes": {"BACKLINK_TITLE": BACKLINK, "SUPERSCRIPT_TEXT": "{}"},
            },
            output_format="html",
        )


@cache
def _bench() -> _Bench:
    return _Bench()


class _Manicule(Extension):
    def __init__(self, bench: _Bench) -> None:
        super().__init__()
        self._bench = bench

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.inlinePatterns.register(_MathsPattern(r"(?<!\\)(?:\\\\)*\$", md, self._bench), "maths", 185)
        md.inlinePatterns.register(_BareLink(r"\[\[([^\[\]\n]{1,200})\]\]", md, self._bench), "bare-link", 175)
        md.treeprocessors.register(_Shape(md), "shape", 1)
        md.ESCAPED_CHARS.append("$")


# Begins what stands in Markdown's data for code and the like.
_ASIDE = "\x02"


class _Pattern(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown, bench: _Bench) -> None:
        super().__init__(pattern, md)
        self.bench = bench


class _MathsPattern(_Pattern):
    """A formula becomes a token that neither Markdown nor the sanitiser touches."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | None, int | None, int | None]:  # type: ignore[override]  # noqa: N802
        start = m.end() - 1
        end = maths_at(data, start)
        if end < 0 or _ASIDE in data[start:end]:
            return None, None, None
        return self.bench.desk.token(data[start:end]), start, end


class _BareLink(_Pattern):
    """`[[slug]]` and `[[tag:key]]`: a link that says what it leads to."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]  # noqa: ARG002, N802
        kind, key = read_bare(m[1])
        if _ASIDE in key:
            return None, None, None
        link = self.bench.desk.resolve(kind, key)
        made = Element("a", {"href": f"{kind}:{key}"})
        made.text = AtomicString(self.bench.desk.set_aside(link.title) if link else key)
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


def _is_too_deep(text: str) -> bool:
    """Whether Markdown would take too long. Its time grows with how far each bracket, and each `<`, is from what closes
    it, with the headings of a paragraph times its length, and so with its signs, for each of which the paragraph is
    copied; its stack grows with quotes and lists within one another."""
    if any(len(match[0]) > 2 * MAX_NESTING and _depth(match[0]) > MAX_NESTING for match in _LEAD.finditer(text)):
        return True
    effort = 0
    tags: list[tuple[int, int]] = []
    for match in re.finditer(r"<(?=[A-Za-z/!?])|>", text + ">"):
        if match[0] == "<":
            tags.append((match.start(), 5 if text[match.end()] in "!?" else 1))
        else:
            effort += sum(weight * (match.start() - start) for start, weight in tags) // 5
            tags.clear()
    for block in re.split(r"\n[ \t]*\n", text):
        effort += len(_HEADING.findall(block)) * len(block)
        effort += sum(len(_SIGN.findall(text)) * len(text) for text in _texts_of(block)) // COPIED
        opened: list[int] = []
        for match in re.finditer(r"[\[\]]|(?<=\])\(|\)", block):
            if match[0] in "[(":
                opened.append(match.start())
            elif opened:
                effort += match.start() - opened.pop()
        effort += len(block) * len(opened) - sum(opened)
    return effort > MAX_EFFORT


def _texts_of(block: str) -> list[str]:
    """What Markdown sets at a time: each item of a plain list, or all of the block."""
    if len(block) < LONG_LIST:
        return [block]
    return next((re.split(rf"\n(?={item})", block) for item, whole in _LISTS if whole.fullmatch(block)), [block])


_SIGN = re.compile(r"[\\`*_<&$\[]|  \n")
_LISTS = tuple(
    (item, re.compile(rf"{item}.*(?:\n(?:{item}|[ ]{{2,}}(?=\S)).*)*+\n?"))
    for item in (r"[ ]{0,3}[*+-][ ]+(?=\S)", r"[ ]{0,3}\d+\.[ ]+(?=\S)")
)
_LEAD = re.compile(r"^(?:[ \t]|>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))+", re.MULTILINE)
_HEADING = re.compile(r"^(?:[=-]+[ \t]*$|#|[ ]{0,3}(?:[*_-][ ]*){3,}$)", re.MULTILINE)


def _depth(lead: str) -> int:
    return len(re.findall(r">|[-*+]|\d+", lead)) + max(
        len(run.expandtabs(4)) // 4 for run in re.findall(r"[ \t]*", lead)
    )


def _as_written(text: str) -> tuple[Html, tuple[Remark, ...]]:
    message = "this text is too long or too deeply nested to be set: it is shown as it is"
    return Html(f"<pre>{escape(text)}</pre>"), (Remark("warning", "too-deep", message, 0),)
