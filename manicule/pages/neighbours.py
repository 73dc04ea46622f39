"""Which papers are near which: what each entry is about, who wrote it and what it is tied to, as features to compare.

In go the Library, the terms of its entries and what was found the last time; out come each paper's neighbours, as values
to be kept. It must not know how nearness is reckoned (`related`), nor how it is put in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..lazily import Made
from ..library import Library, Tie, reference_key
from ..model import Entry
from ..related import Features, Near, Part, Related, find_related
from ..terms import Term, find_terms
from ..values import Value, field

RELATED = 4
"""Neighbours that are shown."""

STATED = 4
"""How strong a tag, a person or a tie is in an entry."""


class Nearby(Value):
    """The papers near one, best first, and how the terms of that one are printed, by their names."""

    near: tuple[Near, ...] = ()
    printed: Mapping[str, str] = field(default_factory=dict)


def list_terms(entry: Entry) -> tuple[Term, ...]:
    """What the entry is about; of nothing but its own texts."""
    paper = entry.paper
    return find_terms(paper.title, paper.abstract, (entry.why, entry.notes, *(note.note for note in entry.margin)))


def find_nearness(library: Library, terms: Mapping[str, Sequence[Term]], last: Related | None = None) -> Related:
    """Papers that are tied to each other stand among each other's relations, and are not near as well. `terms` has those
    of each entry, `last` what was found the last time."""
    features = {slug: _list_features(library, entry, terms[slug]) for slug, entry in library.entries.items()}
    apart = {slug: {tie.slug for tie in ties} for slug, ties in library.ties.items() if ties}
    return find_related(features, RELATED, apart, last)


def reword_nearness(
    last: Related, terms: Mapping[str, Sequence[Term]], nearby: Mapping[str, Nearby]
) -> dict[str, Nearby]:
    """What is near whom after a few entries have other `terms` than when `last` was found: for these, and for each
    paper that they have come near to, gone from, or that they are near to for other reasons. `nearby` is as it was."""
    features = {slug: {**last.features[slug], "term": _term_part(own)} for slug, own in terms.items()}
    related = find_related({**last.features, **features}, RELATED, last.apart, last)
    return find_moved(related, last, terms, nearby)


def find_moved(
    related: Related, last: Related, terms: Mapping[str, Sequence[Term]], nearby: Mapping[str, Nearby]
) -> dict[str, Nearby]:
    """What is near whom, of those that have other `terms` than when `last` was found, or that have moved since. `nearby` is
    as it was."""
    moved = related.moved_since(last).union(terms)
    return {
        slug: Nearby(related.near(slug), _print_terms(terms[slug]) if slug in terms else nearby[slug].printed)
        for slug in moved
    }


def gather_nearby(related: Related, terms: Mapping[str, Sequence[Term]]) -> Mapping[str, Nearby]:
    def gather(slug: str) -> Nearby:
        return Nearby(related.near(slug), _print_terms(terms[slug]))

    return Made(related.nearest, gather)


def _list_features(library: Library, entry: Entry, terms: Sequence[Term]) -> Features:
    return {
        "term": _term_part(terms),
        "tag": _list_stated(key for key in entry.tags if key in library.tags),
        "person": _list_stated(library.signers(entry.paper)),
        "tie": _list_stated(tie_key(tie) for tie in library.ties.get(entry.slug, ())),
    }


def _term_part(terms: Sequence[Term]) -> Part:
    return tuple([name for name, _, _ in terms]), bytes([strength for _, _, strength in terms])


def _print_terms(terms: Sequence[Term]) -> Mapping[str, str]:
    return {name: printed for name, printed, _ in terms}


def _list_stated(names: Iterable[str]) -> Part:
    once = tuple(dict.fromkeys(names))
    return once, bytes([STATED]) * len(once)


def tie_key(tie: Tie) -> str:
    """What the tie leads to: an entry, or a work outside the list."""
    return tie.slug or reference_key(tie.reference)


NOBODY = Nearby()
