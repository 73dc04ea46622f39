"""A reading path in short, as home and the index of paths show it.

In go the `Holdings` and a path, out comes its card. It must not know those pages.
"""

from __future__ import annotations

from ..markup import plain_line
from ..model import ReadingPath
from .holdings import Holdings
from .parts import PathCard
from .urls import path_url
from .words import Words


def count_steps(path: ReadingPath, words: Words) -> str:
    return words.ngettext("%(count)s step", "%(count)s steps", len(path.steps))


def make_path_card(holdings: Holdings, path: ReadingPath, root: str = "") -> PathCard:
    """For a page with that `root`."""
    texts = holdings.texts.paths[path.slug]
    return PathCard(
        slug=path.slug,
        url=path_url(path.slug),
        title=texts.title,
        title_text=plain_line(path.title),
        intro=texts.intro.at(root),
        steps=tuple((holdings.cards[step.paper], why) for step, why in zip(path.steps, texts.whys, strict=True)),
        length=count_steps(path, holdings.words),
    )
