"""What of an entry its own words are, and what others may see of it: a change of that has to be noticed."""

from __future__ import annotations

from typing import Any

import pytest

from manicule.kept import Loaded, digest_shared
from manicule.library import list_mentions
from manicule.model import Entry, Identifiers, MarginNote, Paper, PartialDate, Person, Quote, Relation
from manicule.pages.neighbours import list_terms
from manicule.problems import Where
from manicule.values import names_of, replace

ENTRY = Entry(
    "ducks",
    Paper(
        title="On Ducks",
        authors=(Person("Duck", "Anna"),),
        date=PartialDate(2019, 8),
        identifiers=Identifiers(arxiv="1901.00001"),
        abstract="Ducks swim.",
    ),
    tags=("beasts",),
    margin=(MarginNote("Ducks", "ducks", note="They do.", start=0, end=5),),
    quotes=(Quote("A sentence.", "4", "Worth it."),),
    relations=(Relation("cites", "geese", "Because.", where=Where("x.yaml", 3)),),
    notes="All of it, see [geese](paper:geese).",
)

OTHERS: dict[str, Any] = {
    "slug": "geese", "paper": Paper(title="On Geese"), "tags": ("other",), "why": "So.", "status": "read", "importance": "essential",
    "added": PartialDate(2020), "margin": (), "quotes": (), "relations": (), "notes": "", "aliases": ("old",), "draft": True,
    "archived": (("https://a.org/", "https://b.org/"),),
}  # fmt: skip


def shared(entry: Entry) -> str:
    return digest_shared(Loaded(entry, (), list_mentions(entry)))


@pytest.mark.parametrize("name", [name for name in names_of(Entry) if name != "places"])
def test_another_value_of_any_field_is_seen(name: str) -> None:
    assert shared(replace(ENTRY, **{name: OTHERS[name]})) != shared(ENTRY)


@pytest.mark.parametrize("name", [name for name in names_of(MarginNote) if name not in ("note", "places")])
def test_another_value_of_any_field_of_a_note_is_seen(name: str) -> None:
    values = {"start": 1, "end": 4, "created": PartialDate(2020), "tags": ("t",)}
    note = replace(ENTRY.margin[0], **{name: values.get(name, "other")})
    assert shared(replace(ENTRY, margin=(note,))) != shared(ENTRY)


def test_words_are_not_seen_but_whether_there_are_any_is() -> None:
    reworded = replace(
        ENTRY,
        notes="Quite so. " + ENTRY.notes,
        margin=(replace(ENTRY.margin[0], note="Quite."),),
        quotes=(replace(ENTRY.quotes[0], note="No, *not* at all."),),
        relations=(replace(ENTRY.relations[0], where=Where("x.yaml", 9)),),
    )
    assert shared(reworded) == shared(ENTRY)
    assert shared(replace(ENTRY, margin=(replace(ENTRY.margin[0], note=""),))) != shared(ENTRY)
    assert shared(replace(ENTRY, quotes=(replace(ENTRY.quotes[0], note=""),))) != shared(ENTRY)


def test_a_link_is_seen_with_its_sentence() -> None:
    assert shared(replace(ENTRY, notes="None of it, see [geese](paper:geese).")) != shared(ENTRY)
    assert shared(replace(ENTRY, notes="All of it, see [geese](paper:swans).")) != shared(ENTRY)


def test_what_an_entry_is_about_is_told_apart() -> None:
    """It is of the words, but others see it only as nearness."""
    said_twice = replace(ENTRY, notes=ENTRY.notes + "\n\nHydrodynamics and hydrodynamics.")
    assert list_terms(said_twice) != list_terms(ENTRY)
    assert shared(said_twice) == shared(ENTRY)
