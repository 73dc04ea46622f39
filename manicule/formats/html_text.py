"""HTML in which other programs keep notes, as Markdown without a tag.

A text goes in, plain Markdown comes out, and whether more was lost than it can say. It must not know the formats that
the HTML stands in; none of it is ever shown as HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_MARKUP = re.compile(
    # Every part is possessive and may end with the text, so that no text takes more than one pass.
    r"<!--(?:(?!-->).)*+(?:-->)?"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*+)(?P<rest>(?:[^<>\"']++|\"[^\"]*+\"?|'[^']*+'?)*+)>?"
    r"|<[!?/][^<>]*+>?",
    re.DOTALL,
)
_HREF = re.compile(r"\shref\s*+=\s*+[\"']?(https?://[^\s<>()\[\]\"']++)", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"&#[0-9]{8,}+;?")
_PLAIN_TAGS = frozenset({"a", "body", "br", "div", "html", "li", "ol", "p", "span", "ul"})
_BREAKS = {"br": "\n", "li": "\n- ", "p": "\n\n", "div": "\n\n", "ul": "\n\n", "ol": "\n\n"}
_SILENT = frozenset({"script", "style", "template", "title"})


def find_tags(markup: str) -> Iterator[re.Match[str]]:
    """Its tags and comments, as matches with the groups `end` ('/' or ''), `name` and `rest`; the last two are None for
    what is no tag."""
    return _MARKUP.finditer(markup)


def read_html(markup: str) -> tuple[str, bool]:
    """HTML as Markdown without any tags, and whether more was lost than paragraphs, lists and links can say.

    Why not html.parser: 60 kB of `<a ` took it half a minute.
    """
    out: list[str] = []
    open_links: list[str] = []
    lost, silent, at = False, "", 0
    for tag in find_tags(markup):
        name, ends = (tag["name"] or "").lower(), bool(tag["end"])
        if not silent:
            out.append(_read_html_text(markup[at : tag.start()]))
        at = tag.end()
        if silent or name in _SILENT:
            lost = True
            silent = "" if ends and name == silent else silent or ("" if ends else name)
            continue
        lost = lost or (bool(name) and name not in _PLAIN_TAGS)
        if name == "a":
            out.append(_read_link(tag["rest"], ends, open_links))
            lost = lost or (not ends and not open_links[-1])
        elif not (ends and name in ("br", "li")):
            out.append(_BREAKS.get(name, ""))
    if not silent:
        out.append(_read_html_text(markup[at:]))
    out += (_close_link(href) for href in reversed(open_links))
    lines = "\n".join(" ".join(line.split()) for line in "".join(out).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip(), lost


def _read_link(rest: str, ends: bool, open_links: list[str]) -> str:
    if ends:
        return _close_link(open_links.pop()) if open_links else ""
    href = _HREF.search(rest)
    open_links.append(unescape(href[1]) if href else "")
    return "[" if href else ""


def _close_link(href: str) -> str:
    return f"]({href})" if href else ""


def _read_html_text(text: str) -> str:
    """On one line; what was written as `&lt;` stays so, since Markdown would take `<b>` for a tag again."""
    plain = unescape(_LONG_NUMBER.sub("\ufffd", text))
    space = "\n\r\t\f "
    ends = (" " if plain[:1] in space else "", " " if plain[-1:] in space else "") if plain else ("", "")
    return ends[0] + " ".join(plain.split()).replace("<", "&lt;") + ends[1]
