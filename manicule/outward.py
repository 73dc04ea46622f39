"""Every address of a list that leads outwards, and where it stands: in entries, works, tags, people, paths, pages, settings.

A `Content` goes in, an `Outward` comes out for each place of each address, in linear time. It must not know which of them
lead anywhere, nor how a text is set. Addresses made of ids (arXiv, DOI) are none of it: whether an id is right is a
question to the service, and not to its pages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from .content import Content
from .fieldtypes import read_web_address
from .mentions import find_code
from .model import NOWHERE, Entry, Paper
from .problems import Where
from .values import Placed, field


class Outward(Placed):
    """`address` as it is written, in `what` (a field) of `about` and `key` (paper and its slug, tag, path, page, work, person,
    annotator). Where that is in a file, `place` looks up: it is asked for seldom."""

    address: str
    about: str
    key: str
    what: str
    places: Mapping[str, Where] = field(default_factory=dict)
    at: str = ""
    text: str = ""
    offset: int = -1

    @property
    def place(self) -> Where:
        where = self.places.get(self.at, NOWHERE)
        return where.within(self.text, self.offset, len(self.address)) if self.offset >= 0 else where


def bare(address: str) -> str:
    """The address as it is asked for: what is behind `#` is the browser's alone."""
    return address.partition("#")[0]


def list_outward(content: Content) -> Iterator[Outward]:
    for entry in content.entries:
        yield from outward_of(entry)
    for work in content.works:
        yield from _of_paper(work.paper, "work", work.paper.title, {}, work.where)
    for tag in content.tags:
        yield from _of_text(tag.description, "tag", tag.key, "description", tag.places, "description")
    for path in content.paths:
        yield from _of_text(path.intro, "path", path.slug, "intro", path.places, "intro")
        for step in path.steps:
            yield from _of_text(step.why, "path", path.slug, "why", step.places, "why")
    for page in content.pages:
        yield from _of_text(page.body, "page", page.slug, "text", {"": page.where}, "")
    for person in content.people:
        yield from _of_address(person.url, "person", person.name.display, "url", {"": person.where}, "")
    for who in content.site.annotators:
        at = f"annotators.{who.key}.url"
        yield from _of_address(who.url, "annotator", who.key, "url", content.site.places, at)


def outward_of(entry: Entry) -> Iterator[Outward]:
    slug, places = entry.slug, entry.places
    yield from _of_paper(entry.paper, "paper", slug, places)
    yield from _of_text(entry.why, "paper", slug, "why", places, "why")
    yield from _of_text(entry.notes, "paper", slug, "notes", places, "notes")
    for note in entry.margin:
        yield from _of_text(note.note, "paper", slug, "margin", note.places, "note")
    for quote in entry.quotes:
        yield from _of_text(quote.note, "paper", slug, "quotes", quote.places, "note")
    for number, relation in enumerate(entry.relations):
        yield from _of_text(relation.note, "paper", slug, "relations", places, f"relations.{number}.note")


def _of_paper(
    paper: Paper, about: str, key: str, places: Mapping[str, Where], where: Where = NOWHERE
) -> Iterator[Outward]:
    for what, address in paper.urls:
        yield from _of_address(address, about, key, what, places or {"": where}, f"urls.{what}" if places else "")


def _of_address(
    address: str, about: str, key: str, what: str, places: Mapping[str, Where], at: str
) -> Iterator[Outward]:
    if address:
        yield Outward(address, about, key, what, places, at)


def _of_text(text: str, about: str, key: str, what: str, places: Mapping[str, Where], at: str) -> Iterator[Outward]:
    for address, offset in find_addresses(text):
        yield Outward(address, about, key, what, places, at, text, offset)


def find_addresses(text: str) -> Iterable[tuple[str, int]]:
    """Of links in a Markdown text, with where each begins; in code there are none."""
    if "://" not in text:
        return ()
    code = find_code(text)
    starts = [start for start, _ in code]
    found = []
    for match in _ADDRESS.finditer(text):
        group = match.lastgroup or ""
        number = bisect_right(starts, match.start()) - 1
        if (number < 0 or match.start() >= code[number][1]) and read_web_address(match[group]):
            found.append((match[group], match.start(group)))
    return found


_ADDRESS = re.compile(
    r"\]\([ \t]*<?(?P<inline>https?://[^\s<>()]*+(?:\([^\s<>()]*+\)[^\s<>()]*+)*+)"
    r"|<(?P<auto>https?://[^\s<>]++)>"
    r"|^ {0,3}\[[^\[\]\n]++\]:[ \t]*<?(?P<reference>https?://[^\s<>]++)"
    r"|\bhref=\"(?P<html>https?://[^\s<>\"]++)\"",
    re.MULTILINE | re.IGNORECASE,
)
