"""Papers' cards, which a link to one shows when it is pointed at: a few papers to a file, for assets/js/cards.js.

In go the `Holdings`, out come planned scripts that do nothing but hand over their cards, since a page opened from the
disk can load nothing else. Which file a paper's card is in follows from its slug alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..jsontext import write_json
from ..values import Value
from .cards import name_all
from .holdings import Holdings
from .markings import fill_html, join_html, text_html
from .parts import NO_HTML, EntryCard, Page
from .urls import cards_url
from .words import Words

SHARD = 64
"""Papers to a file, at most, on average: about 30 kB."""


class CardsView(Value):
    """The papers of one file."""

    rows: tuple[EntryCard, ...]
    words: Words


def plan_hovercards(holdings: Holdings) -> Iterator[Page]:
    shards = count_shards(holdings)
    if not shards:
        return
    slugs: list[list[str]] = [[] for _ in range(shards)]
    for slug in sorted(holdings.rows):
        slugs[shard_of(slug, shards)].append(slug)

    def make_view(shown: list[str]) -> CardsView:
        return CardsView(tuple(holdings.rows[slug] for slug in shown), holdings.words)

    for number, shown in enumerate(slugs):
        yield Page(cards_url(number), make_cards, partial(make_view, shown))


def count_shards(holdings: Holdings) -> int:
    """A power of two, so that it seldom changes: every page tells it. 0 where there are no cards."""
    papers = len(holdings.rows)
    return 1 << max(0, (papers - 1) // SHARD).bit_length() if holdings.has.cards else 0


def shard_of(slug: str, shards: int) -> int:
    """As cards.js has it."""
    total = 0
    for character in slug:
        total = (total * 31 + ord(character)) % 65521
    return total % shards


def make_cards(view: CardsView) -> str:
    cards = {row.slug: str(_card(row, view.words)) for row in view.rows}
    return f"manicule.cards({write_json(cards, indent=1)});\n"


def _card(row: EntryCard, words: Words) -> str:
    """Title, who and where, why, and how far its reader is with it. The script gives the link its address."""
    year = str(row.date.year) if row.date else ""
    who = name_all(row.authors, row.more, words)
    where = words.gettext(", ").join(part for part in (row.venue, year) if part)
    line = " · ".join(part for part in (who, where) if part)
    notes = words.ngettext("%(num)s note", "%(num)s notes", row.notes) if row.notes else ""
    how = (words.gettext(row.importance), words.gettext(row.status), notes, *(tag.text for tag in row.tags))
    facts = " · ".join(part for part in how if part)
    return join_html(
        [
            fill_html('<p><a tabindex="-1">{}</a></p>', row.title),
            fill_html('<p class="by">{}</p>', line) if line else NO_HTML,
            fill_html("<p>{}</p>", row.why) if row.why else NO_HTML,
            fill_html('<p class="by">{}</p>', text_html(facts)) if facts else NO_HTML,
        ]
    )
