"""Texts in another language than the page's, or that may run in another direction, marked as such.

Html and the language of a paper go in, Html or the attributes for what is around it come out. Why `dir="auto"`: browsers
know the rule by which a text's first letter says how it runs (Unicode Bidirectional Algorithm, P2 and P3).
"""

from __future__ import annotations

import re

from ..safehtml import Html, escape
from .parts import NO_HTML
from .words import Words

_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_BLOCK = re.compile("<(p|li|blockquote|h[1-6]|dt|dd|td|th|figcaption)(?=[ >])")
_CODE = re.compile("<(pre|code)(?=[ >])")


def tell_tongue(text: str, language: str, words: Words) -> Html:
    """The attributes of the element around a text of a paper in that language, with a space in front; none where it is as
    the page is. What is not known of a language ('') is not told."""
    said, direction = _tell_language(language, words), ' dir="auto"' if may_run_otherwise(text, words) else ""
    return Html(said + direction) if said or direction else NO_HTML


def _tell_language(language: str, words: Words) -> str:
    return "" if words.speaks(language) else f' lang="{escape(language)}"'


def may_run_otherwise(text: str, words: Words) -> bool:
    return words.rtl or _has_letters_from_right(text)


def _has_letters_from_right(text: str) -> bool:
    """Bytes first, which is a fifth of the time: of most texts none is left that begins such a letter in UTF-8."""
    if text.isascii() or not text.encode("utf-8", "surrogatepass").translate(None, _BEGIN_OTHERS):
        return False
    return _FROM_RIGHT.search(text) is not None


_BEGIN_OTHERS = bytes({*range(256)} - {*range(0xD6, 0xE1), 0xEF, 0xF0})


def mark_line(line: Html, language: str, words: Words) -> Html:
    """Within a line, set apart from what stands around it."""
    said = _tell_language(language, words)
    if may_run_otherwise(line, words):
        return Html(f"<bdi{said}>{line}</bdi>") if line else line
    return Html(f"<span{said}>{line}</span>") if said and line else line


def mark_block(block: Html, language: str, words: Words) -> Html:
    said = tell_tongue(block, language, words)
    return Html(f"<div{said}>{block}</div>") if said and block else block


def mark_own(block: Html, words: Words) -> Html:
    """The owner's own text: each of its paragraphs runs as it begins, code always from the left."""
    if not may_run_otherwise(block, words):
        return block
    return Html(_CODE.sub(r'<\1 dir="ltr"', _BLOCK.sub(r'<\1 dir="auto"', str(block))))
