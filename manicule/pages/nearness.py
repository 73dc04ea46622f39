"""Why papers are near each other, in words: "Shares *staged release*; two authors in common: A, B".

In go the `Holdings`, a paper and one of its neighbours, out comes the reason. It must not know how nearness is reckoned,
nor where on a page it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..library import Tie
from ..model import Entry
from ..related import Near
from ..safehtml import Html
from ..terms import find_terms
from .cards import make_outside_card
from .holdings import Holdings
from .markings import fill_html, join_html, text_html
from .neighbours import Nearby, tie_key
from .words import capital, count_words, in_sentence, join_words

TERMS_IN_REASON = 3
NAMES_IN_REASON = 6

SAYS_SOMETHING = 12
"""A term is told if it is this part of what makes a paper near."""


def explain_nearness(holdings: Holdings, nearby: Nearby, entry: Entry, near: Near) -> Html:
    """`Shares <i>staged release</i>; tagged <i>misuse</i>; two authors in common: Brundage, Clark`."""
    shared = {kind: tuple(name for name, _ in found) for kind, found in near.shared.items()}
    shared["term"] = tuple(name for name, added in near.shared["term"] if added * SAYS_SOMETHING >= near.score)
    return join_html([*_tell_reasons(holdings, dict(nearby.printed), entry, shared)], "; ")


def _tell_reasons(
    holdings: Holdings, printed: Mapping[str, str], entry: Entry, shared: Mapping[str, tuple[str, ...]]
) -> Iterator[Html]:
    """People and ties in the order in which the paper has them."""
    labels = [holdings.tags[key].text for key in shared["tag"]]
    said = choose_terms(shared["term"], labels)
    if said:
        yield fill_html("Shares {}", _italic([printed[name] for name in said], ", "))
    if labels:
        word = "tagged" if said else "Tagged"
        yield fill_html(word + " {}", _italic([in_sentence(label) for label in labels], " and "))
    people = zip(entry.paper.authors, holdings.signers[entry.slug], strict=True)
    names = list({key: name.last for name, key in people if key in set(shared["person"])}.values())
    ties = {tie_key(tie): tie for tie in holdings.library.ties.get(entry.slug, ())}
    works = [_name_end(holdings, tie) for key, tie in ties.items() if key in set(shared["tie"])]
    for found, one, many in ((names, "author", "authors"), (works, "relation", "relations")):
        if found:
            told = ", ".join(found[:NAMES_IN_REASON]) + (", …" if len(found) > NAMES_IN_REASON else "")
            text = f"{count_words(len(found), one, many)} in common: {told}"
            begins = not (said or labels or (found is works and names))
            yield text_html(capital(text) if begins else text)


def choose_terms(shared: Sequence[str], labels: Iterable[str]) -> list[str]:
    """The weightiest few, phrases first: no word of a phrase that is among them, nothing that a label says."""
    told = {name for label in labels for name, _, _ in find_terms(label, "", ())}
    chosen = [name for name in shared if name not in told]
    phrases = [name for name in chosen[: 2 * TERMS_IN_REASON] if " " in name]
    within = {word for phrase in phrases for word in phrase.split()}
    few = [name for name in chosen if name not in within][:TERMS_IN_REASON]
    return sorted(few, key=lambda name: " " not in name)


def _italic(texts: Sequence[str], last: str) -> Html:
    return Html(join_words([fill_html("<i>{}</i>", text) for text in texts], last))


def _name_end(holdings: Holdings, tie: Tie) -> str:
    card = holdings.cards[tie.slug] if tie.slug else make_outside_card(tie)
    return card.cited or tie.reference
