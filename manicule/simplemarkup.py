"""Markdown as most notes have it, to HTML without a parser: paragraphs and lists of words, emphasis and links.

A text and a function that says where its links lead go in, HTML comes out, the very same that the parser and the
sanitiser make of it (a property test holds the two against each other); None where the text has more in it than is
known here, or leads nowhere. It must not know the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .values import Value

Find = Callable[[str, str], tuple[str, str] | None]
"""Kind and key of a link within the list to its address and the words of a bare one, as HTML; None if there is none."""


class Link(Value):
    """Where a link leads, from the site's root, and what a bare one (`[[slug]]`) says."""

    href: str
    title: str


Resolve = Callable[[str, str], Link | None]


def set_simply(text: str, find: Find) -> str | None:
    """`find` is asked for each link of the text to a paper or tag."""
    blocks: list[str] = []
    listed = False
    for block in _BLANK_LINES.split(text.strip("\n")):
        if _WORDS.fullmatch(block):
            blocks.append(f"<p>{block}</p>")
        elif _PARAGRAPH.fullmatch(block):
            said = _set_line(block, find)
            if said is None:
                return None
            blocks.append(f"<p>{said}</p>")
        elif not listed and _LIST.fullmatch(block):
            items = [_set_line(line[2:], find) for line in block.split("\n")]
            if None in items:
                return None
            blocks.append("<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>")
            listed = True
            continue
        else:
            return None
        listed = False
    return "\n".join(blocks)


def _set_line(text: str, find: Find) -> str | None:
    out: list[str] = []
    at = 0
    for match in _SIGN.finditer(text):
        label, kind, key, address, strong, words, bare = match.groups()
        if kind or bare:
            kind, key = (kind, key) if kind else ("tag", bare[4:]) if bare.startswith("tag:") else ("paper", bare)
            found = find(kind, key)
            if found is None:
                return None
            made = f'<a href="{found[0]}">{label or found[1]}</a>'
        elif address:
            made = f'<a href="{address}">{label}</a>'
        else:
            made = f"<strong>{strong}</strong>" if strong else f"<em>{words}</em>"
        out += [text[at : match.start()], made]
        at = match.end()
    return "".join([*out, text[at:]])


_BLANK_LINES = re.compile("\n{2,}")

# Signs that mean nothing to Markdown or HTML within a line that begins with a letter.
_PLAIN = r"[^\x00-\x1f\x7f-\xa0*_`\[\]{}<>&#\\$|~!^=:\ud800-\udfff\u2028\u2029]"
_SLUG = r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*"
_INLINE = (
    rf"\[(?=[^ ]){_PLAIN}+(?<! )\]\((?:(?:paper|tag):{_SLUG}|https?://[A-Za-z0-9./-]+)\)"
    rf"|(?<!\*)\*\*[^\W_](?:{_PLAIN}*[^\W_])?\*\*(?![\w*])|(?<!\*)\*[^\W_](?:{_PLAIN}*[^\W_])?\*(?![\w*])"
    rf"|\[\[(?:tag:)?{_SLUG}\]\](?![(\[:])"
)
_LINE = rf"(?:{_PLAIN}|{_INLINE})*(?<! )"
_WORDS = re.compile(rf"[^\W\d_]{_PLAIN}*(?<! )(?:\n[^\W\d_]{_PLAIN}*(?<! ))*")
_PARAGRAPH = re.compile(rf"[^\W\d_]{_LINE}(?:\n[^\W\d_]{_LINE})*")
_LIST = re.compile(rf"- [^\W\d_]{_LINE}(?:\n- [^\W\d_]{_LINE})*")
_SIGN = re.compile(
    rf"\[(?P<label>{_PLAIN}+)\]\((?:(?P<kind>paper|tag):(?P<key>{_SLUG})|(?P<address>https?://[A-Za-z0-9./-]+))\)"
    rf"|\*\*(?P<strong>{_PLAIN}+)\*\*|\*(?P<words>{_PLAIN}+)\*|\[\[(?P<bare>(?:tag:)?{_SLUG})\]\]"
)
