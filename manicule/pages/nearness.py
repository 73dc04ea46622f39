"""Which papers are near which, and the reasons in words: "Shares *staged release*; two authors in common: A, B".

In go the `Holdings`, and what was found the last time; out comes a `Nearness`. It must not know how nearness is reckoned
(`related`), nor where on a page it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..library import Tie, reference_key
from ..model import Entry
from ..related import Features, Near, Part, Related, find_related
from ..safehtml import Html
from ..terms import Term, find_terms
from ..text import digest
from .cards import make_outside_card
from .holdings import Holdings
from .markings import fill_html, join_html, text_html
from .words import capital, count_words, in_sentence, join_words

RELATED = 4
TERMS_IN_REASON = 3
NAMES_IN_REASON = 6

SAYS_SOMETHING = 12
"""A term is told if it is this part of what makes a paper near."""

STATED = 4
"""How strong a tag, a person or a tie is in an entry."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """`terms` of each entry, with the digest of the texts that they are from; all fields are plain values, to be kept for
    the next time."""

    terms: dict[str, tuple[str, tuple[Term, ...]]]
    related: Related


def find_nearness(holdings: Holdings, last: Nearness | None = None) -> Nearness:
    """Papers that are tied to each other stand among each other's relations, and are not near as well."""
    entries = holdings.library.entries
    terms = {slug: _find_terms(entry, last.terms.get(slug) if last else None) for slug, entry in entries.items()}
    features = {slug: _list_features(holdings, entry, terms[slug][1]) for slug, entry in entries.items()}
    apart = {slug: {tie.slug for tie in ties} for slug, ties in holdings.library.ties.items() if ties}
    return Nearness(terms, find_related(features, RELATED, apart, last.related if last else None))


def _find_terms(entry: Entry, known: tuple[str, tuple[Term, ...]] | None) -> tuple[str, tuple[Term, ...]]:
    paper = entry.paper
    texts = (entry.why, entry.notes, *(note.note for note in entry.margin))
    mark = digest(paper.title, paper.abstract, *texts)
    return known if known and known[0] == mark else (mark, find_terms(paper.title, paper.abstract, texts))


def _list_features(holdings: Holdings, entry: Entry, terms: Sequence[Term]) -> Features:
    library = holdings.library
    return {
        "term": (tuple([name for name, _, _ in terms]), bytes([strength for _, _, strength in terms])),
        "tag": _list_stated(key for key in entry.tags if key in library.tags),
        "person": _list_stated(holdings.signers[entry.slug]),
        "tie": _list_stated(tie_key(tie) for tie in library.ties.get(entry.slug, ())),
    }


def _list_stated(names: Iterable[str]) -> Part:
    once = tuple(dict.fromkeys(names))
    return once, bytes([STATED]) * len(once)


def tie_key(tie: Tie) -> str:
    """What the tie leads to: an entry, or a work outside the list."""
    return tie.slug or reference_key(tie.reference)


def explain_nearness(holdings: Holdings, nearness: Nearness, entry: Entry, near: Near) -> Html:
    """`Shares <i>staged release</i>; tagged <i>misuse</i>; two authors in common: Brundage, Clark`."""
    printed = {name: printed for name, printed, _ in nearness.terms[entry.slug][1]}
    shared = {kind: tuple(name for name, _ in found) for kind, found in near.shared.items()}
    shared["term"] = tuple(name for name, added in near.shared["term"] if added * SAYS_SOMETHING >= near.score)
    return join_html([*_tell_reasons(holdings, printed, entry, shared)], "; ")


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
