"""Notes that Zotero exports, as HTML or Markdown, to Annotations.

Bytes go in, Annotations come out. It must not know which papers a list has; how a note is marked up is
zotero_markup.py's.

An exported note says of a paper only what its citations say: the first author's name and the year.
"""

from __future__ import annotations

import re
from collections import Counter

from ..model import Annotation, Reading
from ..problems import notice
from ..text import digest
from ..values import replace
from .decoding import Walk, decode
from .zotero_markup import Found, find_in_html, find_in_markdown
from .zotero_works import Work


def sniff(text: str) -> bool:
    """Whether `text` (the beginning of a file) looks like notes of Zotero: its marks in HTML, its links in Markdown, or
    words in quotation marks with a citation behind them."""
    return _TELLING.search(text) is not None and text.lstrip("\ufeff \t\r\n")[:1] not in ("[", "{", "@")


_TELLING = re.compile(
    r"""<div\s[^>]*(?:class="zotero-notes?"|data-schema-version=)|<span\s[^>]*data-annotation=|\]\(zotero://(?:select|open)"""
    r"|[”“»\"] \([^\s();,][^();\n]{0,150}, (?:1[4-9]|20|21)\d\d[a-z]?(?:, [^();\n]{1,30})?\)"
)
_HTML = re.compile(r"<(?:!doctype|html|div|p|span|h1)\b", re.IGNORECASE)


def read(data: bytes, path: str) -> Reading:
    """The annotations of one note or of several. `dropped` counts `formatting` of comments that Markdown without tags
    cannot keep; what the owner wrote that is about no quoted words comes as an annotation without any.

    Problems: `zotero-none` where there are no annotations in it.
    """
    text, problems = decode(data, path)
    found = find_in_html(text) if _HTML.search(text[:1000]) else find_in_markdown(text)
    works = {one.work for one in found} - {Work()}
    if len(works) == 1:
        # Words without a citation in a note on one paper are that paper's.
        found = tuple(replace(one, work=next(iter(works))) for one in found)
    walk, times = Walk(text, path), Counter[str]()
    annotations = tuple(_make_annotation(one, times, walk) for one in found)
    if not annotations:
        problems = (*problems, notice("zotero-none", "there are no annotations in this note", walk.place(0)))
    lost = sum(one.lost for one in found)
    return Reading(problems=problems, dropped=(("formatting", lost),) if lost else (), annotations=annotations)


def _make_annotation(found: Found, times: Counter[str], walk: Walk) -> Annotation:
    """`times` counts those without a key, so that words that are quoted twice are two annotations."""
    name = found.key
    if not name:
        said = repr((found.work.family, found.work.year, found.page, found.quote or found.note))
        times[said] += 1
        name = digest(f"{said}{times[said] if times[said] > 1 else ''}")
    work = found.work
    return Annotation(
        source=f"zotero:{name}",
        addresses=work.addresses,
        title=work.title,
        family=work.family,
        year=work.year,
        quote=found.quote,
        note=found.note,
        page=found.page,
        where=walk.place(found.offset),
    )
