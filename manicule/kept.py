"""What a build keeps of a list, so that the next one need not read and plan all of it again for a few new words.

In go the list as it was read and planned, and who showed whose own words; out comes a file of .cache/, and from that
the same again, each entry unpacked when it is asked for. It must not know how pages are made.

What of an entry its own words are, and what others see of it, is said here (`digest_shared`): while only the former
change, the library and the plan are what they were.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from functools import partial

from .content import Places
from .lazily import Bundle, Made, Parcel, Stored, pack, pack_each, unpack
from .library import Library, Mentions
from .model import NOWHERE, Entry
from .pages.plan import Known
from .problems import Problem
from .related import Related
from .store import Slot
from .terms import Term
from .text import digest
from .values import Value, replace


class Loaded(Value):
    """An entry's file as it was read: `entry` is None if it cannot be, `mentions` are the links in its texts, `terms` what
    it is about and `postings` what finds it, if anybody wants to know."""

    entry: Entry | None
    problems: tuple[Problem, ...]
    mentions: Mentions = ()
    terms: tuple[Term, ...] = ()
    postings: str = ""


class Wants(Value):
    """What is to be found out of each entry besides what it says: its terms, its postings."""

    terms: bool
    postings: bool


class Kept(Value):
    """`generator` and `others` are digests of the code and of all inputs that are no entry's. `stamps` and `loaded` have
    the digest of each entry's file and what was read of it, by its name, and `slots` where that is in the store; the entries of `library` are those of `loaded`, in the order of `slugs`. `between` are
    the problems between files, `said` those within each by its name, `remarks` those of each paper's texts by its slug.
    `wants` is what was asked of entries besides. `planned` are the slugs whose own words
    the plan depends on, `readers` the paths of the pages on which each paper's own words are, by its slug, and
    with a sign before it those that show whom it is near to. `related` is
    what the next search for related papers begins with."""

    generator: str
    others: str
    stamps: Mapping[str, str]
    slots: Mapping[str, Slot]
    slugs: tuple[str, ...]
    library: Library
    wants: Wants
    known: Known
    related: Parcel
    between: tuple[Problem, ...]
    said: Mapping[str, tuple[Problem, ...]]
    remarks: Mapping[str, tuple[Problem, ...]]
    planned: frozenset[str]
    readers: Mapping[str, tuple[str, ...]]
    loaded: Stored[str, Loaded] = Stored()


def digest_shared(one: Loaded) -> str:
    """Of all that is in an entry but the words of its notes: of those only whether there are any, and which links they
    hold, with their sentences. What they make the entry be about is for its neighbours alone (`Loaded.terms`)."""
    if one.entry is None:
        return ""
    links = [(m.kind, m.key, m.sentence, m.start, m.end) for found in one.mentions for m in found]
    bare = without_words(one.entry)
    bare = replace(bare, relations=tuple(replace(relation, where=NOWHERE) for relation in bare.relations))
    return digest(pack(bare), repr(links))


def without_words(entry: Entry) -> Entry:
    """The entry with a sign for each of its notes."""
    return replace(
        entry,
        notes=entry.notes and "…",
        margin=tuple(replace(note, note=note.note and "…") for note in entry.margin),
        quotes=tuple(replace(quote, note=quote.note and "…") for quote in entry.quotes),
    )


def pack_kept(kept: Kept) -> bytes:
    """But for what was read of the entries, which is in the store."""
    library = kept.library
    thin = replace(
        library,
        entries={},
        people=Bundle(pack(dict(library.people))),
        ties={slug: ties for slug, ties in library.ties.items() if ties},
        backlinks=pack_each(library.backlinks),
    )
    return pack(replace(kept, library=thin, known=replace(kept.known, nearby=pack_each(kept.known.nearby))))


def read_kept(
    head: bytes, generator: str, stored: Callable[[Slot], bytes], read: Callable[[str], bytes]
) -> Kept | None:
    """None where there is nothing that is of use with this code. `stored` gives what is in a slot, `read` the bytes of a file
    of content/ by its name."""
    kept = _open_or_none(partial(unpack, head))
    if not isinstance(kept, Kept) or kept.generator != generator:
        return None
    loaded = find_loaded(kept.slots, stored, read)
    entries = Made(dict.fromkeys(kept.slugs), partial(entry_of, loaded))
    return replace(kept, loaded=loaded, library=replace(kept.library, entries=entries))


def find_loaded(
    slots: Mapping[str, Slot], stored: Callable[[Slot], bytes], read: Callable[[str], bytes]
) -> Stored[str, Loaded]:
    """What was read of the entries, each unpacked when it is asked for."""
    return Stored(slots, lambda name: stored(slots[name]), partial(attach, read))


def entry_of(loaded: Mapping[str, Loaded], slug: str) -> Entry:
    entry = loaded[name_file(slug)].entry
    assert entry is not None  # noqa: S101  (only slugs of entries are kept)
    return entry


def name_file(slug: str) -> str:
    """Of an entry, from the list's root."""
    return f"content/papers/{slug}.yaml"


def find_related_before(kept: Kept | None) -> Related | None:
    """What the search for related papers found when that was kept."""
    found = _open_or_none(kept.related.open) if kept else None
    return found if isinstance(found, Related) else None


def _open_or_none(unpack: Callable[[], object]) -> object:
    try:
        return unpack()
    except (
        pickle.UnpicklingError, ValueError, EOFError, TypeError, AttributeError, IndexError, KeyError, ImportError,
    ):  # fmt: skip
        return None


def attach(read: Callable[[str], bytes], one: Loaded) -> Loaded:
    """The file, which has been unpacked, with a way to find the places of its fields."""
    if one.entry is not None and isinstance(one.entry.places, Places):
        one.entry.places.attach(read)
    return one


def list_readers(asked: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The paths by slug, from the slugs by path."""
    readers: dict[str, list[str]] = {}
    for path, slugs in asked.items():
        for slug in slugs:
            readers.setdefault(slug, []).append(path)
    return {slug: tuple(paths) for slug, paths in readers.items()}
