"""Small pieces of Html put together from texts: whatever is not Html yet is escaped.

Text and Html go in, Html comes out. It knows neither Markdown nor any page.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..safehtml import Html, escape


def text_html(text: str) -> Html:
    return Html(escape(text))


def fill_html(pattern: str, *values: str) -> Html:
    """`pattern` is markup of our own with a `{}` for each value; values that are not Html are text."""
    return Html(pattern.format(*(value if isinstance(value, Html) else escape(value) for value in values)))


def fill_message(message: str, **values: Html) -> Html:
    """A message of the site's own, which is text, with Html for each `%(name)s` of it."""
    return Html(escape(message) % values)


def join_html(parts: Iterable[Html], between: str = "") -> Html:
    """`between` is text."""
    return Html(escape(between).join(parts))


def unwrap(block: Html) -> Html:
    """A single paragraph as what is in it, to stand within a line; anything else stays as it is."""
    inner = block.strip().removeprefix("<p>").removesuffix("</p>")
    return Html(inner) if "<p>" not in inner and block.strip() == f"<p>{inner}</p>" else block
