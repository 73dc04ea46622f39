"""What has to hold of whatever text comes in: for tests of hostile input, and for the fuzzer (fuzz/).

Bytes or a text go in; nothing comes out, but an AssertionError where something of what docs/safety.md promises does not
hold. What raises is not caught: a reader that raises has failed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser

from manicule import content
from manicule.anchoring import Miss, find_in, fold_text, maths_spans, slug_of_quote
from manicule.drafting import draft_papers
from manicule.formats.decoding import decode
from manicule.formats.latex import read_latex
from manicule.formats.table import FORMATS
from manicule.formats.writers import WRITERS
from manicule.intake import plan_intake
from manicule.loose_anchoring import find_loosely
from manicule.markup import Link, render_markdown, render_passage
from manicule.matching import Incoming
from manicule.mathml import render_maths
from manicule.mentions import find_mentions
from manicule.model import Entry, Paper, PartialDate, Reading
from manicule.passage import Mark, plain_line
from manicule.problems import Problem, Where, format_problem, has_errors
from manicule.search.tokens import find_words
from manicule.shelf import Shelf
from manicule.statements import statements
from manicule.terms import find_terms
from manicule.text import fold, is_slug, slug

TODAY = PartialDate(2026, 11, 27)
READERS = {known.name: known.read for known in FORMATS if known.read}
LOADERS: dict[str, Callable[[str, bytes], tuple[object, tuple[Problem, ...]]]] = {
    "content/papers/dragon.yaml": content.load_entry,
    "content/papers/other.yaml": content.load_entry,
    "content/tags.yaml": content.load_tags,
    "content/people.yaml": content.load_people,
    "content/works.yaml": content.load_works,
    "content/paths/walk.yaml": content.load_path,
    "content/site.yaml": content.load_site,
    "content/pages/about.md": content.load_page,
}

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves a terminal's cursor, or the words beside it."""


# Formats.


def judge_reader(name: str, data: bytes) -> Reading:
    """Places lie within the text; all that was read can be written to an entry that loads, and to every format."""
    reading = READERS[name](data, "in")
    text = decode(data, "in")[0]
    ends = _line_lengths(text)
    judge_problems(reading.problems, text)
    for found in (reading.records, reading.annotations, reading.leftovers):
        for one in found:
            judge_place(one.where, ends)
    papers = judge_import(reading, name)
    for writer in WRITERS.values():
        written = writer.write(papers)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", written), writer.title
    return reading


def judge_import(reading: Reading, source: str) -> list[tuple[str, Paper]]:
    """What a reader gives becomes files that a build takes, in places that every system has; the papers in them."""
    incoming = [Incoming(source, record, statements(record.paper)) for record in reading.records]
    shelf = Shelf({}, (), {}, None, ())
    intake = plan_intake(incoming, (), {}, "auto")
    draft = draft_papers(shelf, intake.decisions, TODAY, keywords=True)
    assert not [one for one in (*intake.problems, *draft.problems) if one.code == "import-refused"], draft.problems
    names = [decision.key for decision in intake.decisions if decision.place == "papers"]
    assert all(is_slug(name) for name in names), names
    assert len({name.lower() for name in names}) == len(names), names
    papers = []
    for name, edit in draft.edits.items():
        made, problems = (LOADERS.get(name) or content.load_entry)(name, edit.new)
        assert not has_errors(problems), (problems, edit.new)
        papers += [(made.slug, made.paper)] if isinstance(made, Entry) else []
    return papers


def judge_content(path: str, data: bytes) -> tuple[Problem, ...]:
    """A file of content/, whose problems lie within it."""
    _, problems = LOADERS[path](path, data)
    judge_problems(problems, data.decode("utf-8", "replace"))
    return problems


# Problems.


def judge_problems(problems: Iterable[Problem], text: str) -> None:
    ends = _line_lengths(text)
    for problem in problems:
        judge_place(problem.where, ends)
        assert problem.where.path
        assert re.fullmatch(r"[a-z0-9-]+", problem.code), problem.code
        said = format_problem(problem, text)
        assert not STEERING.search(said.replace("\n", "")), said


def judge_place(where: Where, ends: list[int]) -> None:
    assert 0 <= where.line <= len(ends), where
    assert 0 <= where.column <= (ends[where.line - 1] if where.line else 0) + 1, where
    assert where.width >= 1, where


def _line_lengths(text: str) -> list[int]:
    """As an editor counts them; a byte order mark makes the first a character too long."""
    return [len(line) for line in re.split("\r\n|\r|\n", text)]


# Texts.


def judge_markdown(text: str) -> None:
    html, remarks = render_markdown(text, _resolve, "i")
    Inert(html)
    assert all(-1 <= remark.offset <= len(text) for remark in remarks)
    for mention in find_mentions(text):
        assert 0 <= mention.start <= mention.end <= len(mention.sentence)


def judge_maths(tex: str) -> None:
    for written in (f"${tex}$", f"$${tex}$$"):
        Inert(render_maths(written)[0])


def judge_text(text: str) -> None:
    """All that is made of a title, a name or an abstract."""
    for start, end in maths_spans(text):
        assert 0 <= start < end <= len(text)
    Inert(render_passage(text, (Mark(0, len(text) // 2, "claim", "a", 1), Mark(1, len(text), "highlight", "b", 0)))[0])
    plain_line(text)
    made = slug(text)
    assert made == "" or is_slug(made), made
    assert slug(made) == made
    assert not re.search(r"\s\s|^\s|\s$", fold(text))
    find_words(text)
    find_terms(text[:200], text, [text])
    once, _ = read_latex(text)
    read_latex(once)


def judge_quote(text: str, quote: str, prefix: str = "", suffix: str = "") -> None:
    folded = fold_text(text)
    found = find_in(folded, quote, prefix, suffix)
    if not isinstance(found, Miss):
        assert 0 <= found.start < found.end <= len(text)
    loose = find_loosely(folded, quote, prefix, suffix)
    assert loose is None or 0 <= loose[0] < loose[1] <= len(text)
    name = slug_of_quote(quote)
    assert name == "" or is_slug(name), name


def _resolve(kind: str, key: str) -> Link | None:
    return Link(f"{kind}s/{slug(key)}.html", f"<{key}> $x$") if slug(key) else None


class Nested(HTMLParser):
    """Fails on tags that do not nest; what is made of each tag is for `handle_startendtag` to say."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in ("br", "hr", "img", "wbr"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open.pop() == tag, self.html


class Inert(Nested):
    """Fails on a tag or attribute that could do something, and on any address but a web address or one within the site."""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ACTIVE_TAGS, self.html
        for name, value in attrs:
            assert name not in ACTIVE_ATTRIBUTES and not name.startswith("on"), self.html
            if name in ADDRESSES:
                assert re.match(r"https?://|mailto:|\x02?(?![/\\])[^:]*?(?:[/?#]|$)", value or "", re.IGNORECASE), (
                    self.html
                )


_TAGS = """
    script style iframe object embed applet form input button textarea select base link meta frame frameset svg video
    audio source track template noscript noembed noframes xmp plaintext title portal
"""
_ATTRIBUTES = "style srcdoc formaction action ping background data target autofocus srcset xlink:href http-equiv"
ACTIVE_TAGS, ACTIVE_ATTRIBUTES = frozenset(_TAGS.split()), frozenset(_ATTRIBUTES.split())
ADDRESSES = frozenset(("href", "src", "cite", "poster"))
