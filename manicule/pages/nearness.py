"""Why papers are near each other, in words: "Shares *staged release*; two authors in common: A, B".

In go the `Holdings`, a paper and one of its neighbours, out comes the reason. It must not know how nearness is reckoned,
nor where on a page it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from ..library import Tie
from ..model import Entry
from ..related import Near
from ..safehtml import Html
from ..terms import find_terms
from .cards import make_outside_card
from .holdings import Holdings
from .markings import fill_html, fill_message, join_html, text_html
from .neighbours import Nearby, tie_key
from .words import Words, capital

TERMS_IN_REASON = 3
NAMES_IN_REASON = 6

SAYS_SOMETHING = 12
"""A term is told if it is this part of what makes a paper near."""


def explain_nearness(holdings: Holdings, nearby: Nearby, entry: Entry, near: Near) -> Html:
    """`Shares <i>staged release</i>; tagged <i>misuse</i>; two authors in common: Brundage, Clark`."""
    shared = {kind: tuple(name for name, _ in found) for kind, found in near.shared.items()}
    shared["term"] = tuple(name for name, added in near.shared["term"] if added * SAYS_SOMETHING >= near.score)
    return join_html([*_tell_reasons(holdings, nearby.printed, entry, shared)], holdings.words.gettext("; "))


def _tell_reasons(
    holdings: Holdings, printed: Mapping[str, str], entry: Entry, shared: Mapping[str, tuple[str, ...]]
) -> Iterator[Html]:
    """People and ties in the order in which the paper has them."""
    words = holdings.words
    labels = [holdings.tags[key].text for key in shared["tag"]]
    said = choose_terms(shared["term"], labels)
    if said:
        named = Html(words.gettext(", ")).join(_italic(printed[name] for name in said))
        yield fill_message(words.gettext("Shares %(terms)s"), terms=named)
    if labels:
        message = words.gettext("tagged %(tags)s") if said else words.gettext("Tagged %(tags)s")
        yield fill_message(message, tags=words.join_html(_italic(words.in_sentence(label) for label in labels)))
    people = zip(entry.paper.authors, holdings.signers[entry.slug], strict=True)
    names = list({key: name.last for name, key in people if key in shared["person"]}.values())
    ties = {tie_key(tie): tie for tie in holdings.library.ties.get(entry.slug, ())}
    works = [_name_end(holdings, tie) for key, tie in ties.items() if key in shared["tie"]]
    if names:
        told = words.ngettext(
            "%(count)s author in common: %(names)s",
            "%(count)s authors in common: %(names)s",
            len(names),
            names=_list_some(names, words),
        )
        yield text_html(told if said or labels else capital(told))
    if works:
        told = words.ngettext(
            "%(count)s relation in common: %(works)s",
            "%(count)s relations in common: %(works)s",
            len(works),
            works=_list_some(works, words),
        )
        yield text_html(told if said or labels or names else capital(told))


def _list_some(names: Sequence[str], words: Words) -> str:
    comma = words.gettext(", ")
    return comma.join(names[:NAMES_IN_REASON]) + (f"{comma}…" if len(names) > NAMES_IN_REASON else "")


def choose_terms(shared: Sequence[str], labels: Iterable[str]) -> list[str]:
    """The weightiest few, phrases first: no word of a phrase that is among them, nothing that a label says."""
    told = {name for label in labels for name in _list_names(label)}
    chosen = [name for name in shared if name not in told]
    phrases = [name for name in chosen[: 2 * TERMS_IN_REASON] if " " in name]
    within = {word for phrase in phrases for word in phrase.split()}
    few = [name for name in chosen if name not in within][:TERMS_IN_REASON]
    return sorted(few, key=lambda name: " " not in name)


@cache
def _list_names(label: str) -> tuple[str, ...]:
    """The terms that a tag's label says."""
    return tuple(name for name, _, _ in find_terms(label, "", ()))


def _italic(texts: Iterable[str]) -> list[Html]:
    return [fill_html("<i>{}</i>", text) for text in texts]


def _name_end(holdings: Holdings, tie: Tie) -> str:
    card = holdings.cards[tie.slug] if tie.slug else make_outside_card(tie, holdings.words)
    return card.cited or tie.reference
