"""Works outside the list, with the papers that point to them, as more than one family shows them.

In go the `Holdings`, out come the parts. A work that is on the list by now is none of these, as the library has it.
"""

from __future__ import annotations

from ..library import Tie, reference_key, reference_keys
from .cards import make_outside_card
from .holdings import Holdings
from .labels import POINTING_RELATIONS
from .markings import unwrap
from .parts import NO_HTML, Card, Pointed, Row
from .urls import WORKS, root_of


def find_pointed(holdings: Holdings) -> tuple[Pointed, ...]:
    """Those that most papers point to first, then in the order of the list; none where there is no page of them."""
    if not holdings.has.works:
        return ()
    cards: dict[str, Card] = {}
    rows: dict[str, list[Row]] = {}
    for slug, ties in holdings.library.ties.items():
        for tie in ties:
            if not tie.slug:
                key = _work_key(tie)
                cards.setdefault(key, make_outside_card(tie, holdings.words))
                rows.setdefault(key, []).append(_row(holdings, slug, tie))
    pointed = [Pointed(card, tuple(rows[key]), len({row.card.url for row in rows[key]})) for key, card in cards.items()]
    return tuple(sorted(pointed, key=lambda one: -one.papers))


def _work_key(tie: Tie) -> str:
    """One key for a work, by whichever of its ids it is pointed to."""
    return reference_keys(tie.work.paper)[0] if tie.work else reference_key(tie.reference)


def _row(holdings: Holdings, slug: str, tie: Tie) -> Row:
    reason = unwrap(holdings.texts.relation(tie.note).at(root_of(WORKS))) if tie.note else NO_HTML
    return Row(holdings.cards[slug], holdings.words.gettext(POINTING_RELATIONS[tie.type]), reason)
