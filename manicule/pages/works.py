"""Works outside the list that its papers point to: what one might read next.

In go the `Holdings`, out comes one planned page. Who points to what is pointers.py's.
"""

from __future__ import annotations

from collections.abc import Iterator

from .head import make_head
from .holdings import Holdings
from .parts import Page
from .pointers import find_pointed
from .urls import WORKS
from .views import WorksView
from .words import capital


def plan_works(holdings: Holdings) -> Iterator[Page]:
    pointed = find_pointed(holdings)
    if not pointed:
        return
    words = holdings.words
    lede = capital(
        words.ngettext(
            "%(count)s work that papers of this list point to.",
            "%(count)s works that papers of this list point to.",
            len(pointed),
        )
    )
    view = WorksView(
        head=make_head(holdings.site, WORKS, words.gettext("Not on this list yet"), "papers", "works", lede),
        lede=lede,
        several=tuple(one for one in pointed if one.papers > 1),
        single=tuple(one for one in pointed if one.papers == 1),
    )
    yield Page(WORKS, "works.html", view)
