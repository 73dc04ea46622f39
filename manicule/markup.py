"""Markdown to safe HTML, and the links in it: to entries and tags of the list, and everywhere else.

A text and a function that resolves links go in; Html comes out, with a remark for everything that was taken away. What most
notes have is set without a parser, which is not even loaded then.
"""

from __future__ import annotations

from .passage import BACKLINK, Mark, Remark, plain_line, render_line, render_passage
from .safehtml import ROOT, Html, escape
from .simplemarkup import Find, Link, Resolve, set_simply

__all__ = [
    "BACKLINK",
    "ROOT",
    "Html",
    "Link",
    "Mark",
    "Remark",
    "plain_line",
    "render_line",
    "render_markdown",
    "render_passage",
]


def render_markdown(text: str, resolve: Resolve, ids: str = "") -> tuple[Html, tuple[Remark, ...]]:
    """`ids` goes in front of the ids of footnotes, so that several texts can stand on one page. Headings start at
    the third level, below the page's own."""
    simple = set_simply(text, _finder(resolve))
    if simple is not None:
        return Html(simple), ()
    from .markupparser import parse_markdown

    return parse_markdown(text, resolve, ids)


def _finder(resolve: Resolve) -> Find:
    def find(kind: str, key: str) -> tuple[str, str] | None:
        link = resolve(kind, key)
        # What a bare link says is set as text, and may hold formulas: then it is the parser's.
        said = escape(link.title) if link and "$" not in link.title else ""
        return (f"{ROOT}{escape(link.href)}", said) if link and said == link.title else None

    return find
