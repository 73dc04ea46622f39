"""Reading paths: their index, and each with its steps in order.

In go the `Holdings`, out come planned pages. It must not know any other page.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..markup import plain_line
from ..model import ReadingPath
from ..search.postings import list_texts
from ..values import replace
from .head import make_head
from .holdings import Holdings
from .linked_data import describe_list
from .parts import Page, PathStep
from .path_cards import count_steps, make_path_card
from .urls import PATHS, path_url, root_of
from .views import PathsView, PathView
from .words import capital

WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction (Brysbaert 2019, https://doi.org/10.1016/j.jml.2019.104047)."""


def plan_paths(holdings: Holdings) -> Iterator[Page]:
    if not holdings.has.paths:
        return
    root = root_of(PATHS)
    cards = tuple(make_path_card(holdings, path, root) for path in holdings.library.paths.values())
    words = holdings.words
    lede = capital(words.ngettext("%(count)s way through the list.", "%(count)s ways through the list.", len(cards)))
    title = words.gettext("Paths")
    yield Page(PATHS, "paths.html", PathsView(make_head(holdings.site, PATHS, title, "paths", "paths", lede), cards))
    for path in holdings.library.paths.values():
        yield Page(path_url(path.slug), "path.html", _make_view(holdings, path))


def _make_view(holdings: Holdings, path: ReadingPath) -> PathView:
    texts = holdings.texts.paths[path.slug]
    url = path_url(path.slug)
    title = plain_line(path.title)
    head = make_head(
        holdings.site,
        url,
        title,
        "paths",
        "path",
        holdings.words.gettext("A reading path: %(steps)s.", steps=count_steps(path, holdings.words)),
    )
    steps = [step.paper for step in path.steps]
    feeds = holdings.feed_links("paths", title, url, steps)
    return PathView(
        head=describe_list(replace(head, feeds=feeds), holdings, path.title, [holdings.rows[slug] for slug in steps]),
        title=texts.title,
        intro=texts.intro.at(root_of(url)),
        steps=tuple(
            PathStep(holdings.rows[step.paper], why, tuple(holdings.cards[slug] for slug in step.after))
            for step, why in zip(path.steps, texts.whys, strict=True)
        ),
        lede=_lede(holdings, path),
        bibliography=holdings.bibliography_link("paths", url),
        downloads=holdings.download_links("paths", url),
    )


def _lede(holdings: Holdings, path: ReadingPath) -> str:
    """`Four steps, three of them read. About ten minutes for what stands here of them.`"""
    words = holdings.words
    read = sum(1 for step in path.steps if holdings.census.statuses[step.paper] == "read")
    steps = capital(count_steps(path, words))
    if read == len(path.steps) > 1:
        said = words.gettext("%(steps)s, all of them read.", steps=steps)
    elif read:
        said = words.ngettext(
            "%(steps)s, %(count)s of them read.", "%(steps)s, %(count)s of them read.", read, steps=steps
        )
    else:
        said = f"{steps}."
    length = sum(
        len(text.split()) for step in path.steps for _, _, text in list_texts(holdings.library.entries[step.paper])
    )
    minutes = 5 * round(length / WORDS_A_MINUTE / 5)
    if not minutes:
        return said
    about = words.ngettext(
        "About a minute for what stands here of them.",
        "About %(count)s minutes for what stands here of them.",
        minutes,
    )
    return f"{said} {about}"
