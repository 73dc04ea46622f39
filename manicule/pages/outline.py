"""The headings of a text that is HTML already: an id for each, as hosts of code name them, and the sections below them.

Html goes in, the same with ids comes out, with its headings and what is said below each. It must not know on which
page the text stands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..safehtml import Html
from ..values import Value
from .parts import Heading

TAKEN = frozenset({"main", "pages"})
"""Ids that a page has of its own."""


class Section(Value):
    """What stands below one heading as plain text; the first of a page has none."""

    heading: Heading | None
    text: str


def set_ids(body: Html) -> tuple[Html, tuple[Heading, ...]]:
    """The headings in their order, `level` from 1, so that `#a-note` in a link leads here as it does where the Markdown itself is shown:
    lower case, without punctuation, spaces as hyphens, and a number where there are several."""
    found: list[Heading] = []
    counts = dict.fromkeys(TAKEN, 1)

    def put(match: re.Match[str]) -> str:
        text = _plain(match[3])
        name = _name(text)
        before = counts.get(name, 0)
        counts[name] = before + 1
        if before:
            name = f"{name}-{before}"
            counts.setdefault(name, 1)
        found.append(Heading(int(match[1]) - 2, name, text))
        return f'<h{match[1]} id="{html.escape(name)}"{match[2]}>{match[3]}</h{match[1]}>'

    return Html(_HEADING.sub(put, str(body))), tuple(found)


def list_sections(body: Html, headings: tuple[Heading, ...]) -> Iterator[Section]:
    """The text before the first heading, if there is any, and that below each; `body` has these headings."""
    parts = _HEADING.split(str(body))
    # Three groups stand between one text and the next.
    texts = [_plain(text) for text in parts[::4]]
    if texts[0]:
        yield Section(None, texts[0])
    for heading, text in zip(headings, texts[1:], strict=True):
        yield Section(heading, text)


def _plain(markup: str) -> str:
    apart = re.sub(r"</?(?:p|li|[uo]l|pre|blockquote|d[ldt]|t[rdh]|table)\b[^>]*>", " ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", apart)).split())


def _name(text: str) -> str:
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") or "section"


_HEADING = re.compile(r"<h([3-6])((?: [a-z]+=\"[^\"]*\")*)>(.*?)</h\1>", re.DOTALL)
