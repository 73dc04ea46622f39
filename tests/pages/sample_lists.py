"""Small lists to plan pages from: made-up papers, and short ways to the pages that come of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manicule.content import Content
from manicule.library import build_library
from manicule.model import (
    Entry,
    Identifiers,
    MarginNote,
    Name,
    Paper,
    PartialDate,
    Person,
    ReadingPath,
    Site,
    Step,
    Tag,
)
from manicule.pages import Assets, plan_pages
from manicule.pages.parts import Page, SiteFacts
from manicule.pages.words import Words
from manicule.problems import Problem, Where

URL = "https://example.org/list/"
NASTY = "<script>alert(\"x\")</script> & 'more'"

PLACE = Where("content/x.yaml", 1, 1)


class Places(dict[str, Where]):
    """A place for every field, as content has it."""

    def __missing__(self, key: str) -> Where:
        return PLACE

    def __contains__(self, key: object) -> bool:
        return True

    def get(self, key: str, default: Any = None) -> Any:
        return self[key]


def person(name: str) -> Name:
    given, _, family = name.rpartition(" ")
    return Person(family, given)


def make_paper(title: str = "A Paper", date: str = "2019-08-24", authors: str = "Ada Alpha", **more: Any) -> Paper:
    """`authors` are names parted by commas."""
    names = tuple(person(name.strip()) for name in authors.split(",") if name.strip())
    arxiv = more.pop("arxiv", "")
    doi = more.pop("doi", "")
    return Paper(
        title=title,
        authors=names,
        date=PartialDate.parse(date) if date else None,
        identifiers=Identifiers(arxiv=arxiv, doi=doi),
        **more,
    )


def make_entry(slug: str, paper: Paper | None = None, **more: Any) -> Entry:
    if isinstance(more.get("added"), str):
        more["added"] = PartialDate.parse(more["added"])
    return Entry(slug, paper or make_paper(title=f"Paper {slug}"), places=Places(), **more)


def make_note(text: str, quote: str, **more: Any) -> MarginNote:
    """A note on the words as they stand in `text`."""
    start = text.index(quote)
    more.setdefault("id", quote.lower().replace(" ", "-"))
    more.setdefault("note", f"On {quote}.")
    return MarginNote(quote, start=start, end=start + len(quote), places=Places(), **more)


def make_path(slug: str, *papers: str, title: str = "A path") -> ReadingPath:
    steps = tuple(Step(paper, f"Why {paper}.", places=Places()) for paper in papers)
    return ReadingPath(slug, title, steps, places=Places())


def make_tag(key: str, **more: Any) -> Tag:
    return Tag(key, more.pop("label", key.capitalize()), places=Places(), **more)


def plan(
    *entries: Entry, site: Mapping[str, Any] | None = None, **content: Any
) -> tuple[dict[str, Page], SiteFacts, tuple[Problem, ...]]:
    """The pages by path, the site's facts and the problems of planning."""
    settings = {"title": "A List", "url": URL, "places": Places(), **(site or {})}
    library, _ = build_library(Content(Site(**settings), entries=tuple(entries), **content))
    planned = plan_pages(library, Assets(), words=Words(library.site.language))
    problems = (*planned.problems, *(problem for found in planned.remarks.values() for problem in found))
    return {page.path: page for page in planned.pages}, planned.site, problems


def view(pages: Mapping[str, Page], path: str) -> Any:
    return pages[path].view
