"""What a build keeps of a list, so that the next one need not read and plan all of it again for a few new words.

In go the list as it was read and planned, and who showed whose own words; out comes a file of .cache/, and from that
the same again, each entry unpacked when it is asked for. It must not know how pages are made.

What of an entry its own words are, and what others see of it, is said here (`digest_shared`): while only the former
change, the library and the plan are what they were.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from .content import Places
from .lazily import Bundle, Packed, pack, unpack
from .library import Library, Mentions
from .model import NOWHERE, Entry
from .pages.neighbours import Nearby
from .pages.plan import Known
from .problems import Problem
from .related import Related
from .terms import Term
from .text import digest


@dataclass(frozen=True, slots=True)
class Loaded:
    """An entry's file as it was read: `stamp` is the digest of its bytes, `shared` that of what others may see of the
    entry, `mentions` the links in its texts, `terms` what it is about, if anybody wants to know."""

    stamp: str
    shared: str
    entry: Entry | None
    problems: tuple[Problem, ...]
    mentions: Mentions = ()
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """`generator` and `others` are digests of the code and of all inputs that are no entry's. `stamps` has stamp and
    shared digest of each entry's file by its name. `between` are the problems between files, `said` those of each entry
    by its file's name. `planned` are the slugs whose own words the plan depends on, `readers` the paths of the pages on
    which each paper's own words are, by its slug. `related` is what the next search for related
    papers begins with, packed."""

    generator: str
    others: str
    stamps: Mapping[str, tuple[str, str]]
    library: Library
    known: Known
    related: bytes
    between: tuple[Problem, ...]
    said: Mapping[str, tuple[Problem, ...]]
    planned: frozenset[str]
    readers: Mapping[str, tuple[str, ...]]


def digest_shared(entry: Entry, mentions: Mentions, terms: tuple[Term, ...]) -> str:
    """Of all that is in an entry but the words of its notes: of those only whether there are any, which links they
    hold, with their sentences, and what they make the entry be about (`terms`)."""
    links = [(m.kind, m.key, m.sentence, m.start, m.end) for found in mentions for m in found]
    bare = replace(
        entry,
        notes="…" if entry.notes else "",
        margin=tuple(replace(note, note="…" if note.note else "") for note in entry.margin),
        quotes=tuple(replace(quote, note="…" if quote.note else "") for quote in entry.quotes),
        relations=tuple(replace(relation, where=NOWHERE) for relation in entry.relations),
    )
    return digest(pack(bare), repr(links), repr(terms))


def pack_kept(kept: Kept, packed: Mapping[str, bytes]) -> bytes:
    """`packed` has entries that are packed already, by slug."""
    library = kept.library
    entries = {slug: packed.get(slug) or pack(entry) for slug, entry in library.entries.items()}
    thin = replace(
        library,
        entries=Packed(entries),
        people=Bundle(pack(dict(library.people))),
        ties={slug: ties for slug, ties in library.ties.items() if ties},
        backlinks=Packed({slug: pack(links) for slug, links in library.backlinks.items()}),
    )
    nearby: Packed[str, Nearby] = Packed({slug: pack(one) for slug, one in kept.known.nearby.items()})
    return pack(replace(kept, library=thin, known=replace(kept.known, nearby=nearby)))


def read_kept(data: bytes, generator: str, read: Callable[[str], bytes]) -> Kept | None:
    """None where there is nothing that is of use with this code. `read` gives the bytes of a file of content/ by its
    name."""
    kept = _unpack_or_none(data)
    if not isinstance(kept, Kept) or kept.generator != generator:
        return None
    if isinstance(kept.library.entries, Packed):
        kept.library.entries.when_unpacked = lambda entry: attach(entry, read)
    return kept


def find_related_before(kept: Kept | None) -> Related | None:
    """What the search for related papers found when that was kept."""
    found = _unpack_or_none(kept.related) if kept else None
    return found if isinstance(found, Related) else None


def _unpack_or_none(data: bytes) -> object:
    try:
        return unpack(data)
    except (
        pickle.UnpicklingError, ValueError, EOFError, TypeError, AttributeError, IndexError, KeyError, ImportError,
    ):  # fmt: skip
        return None


def attach(entry: Entry, read: Callable[[str], bytes]) -> Entry:
    """The entry, which has been unpacked, with a way to find the places of its fields."""
    if isinstance(entry.places, Places):
        entry.places.attach(read)
    return entry


def list_readers(asked: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The paths by slug, from the slugs by path."""
    readers: dict[str, list[str]] = {}
    for path, slugs in asked.items():
        for slug in slugs:
            readers.setdefault(slug, []).append(path)
    return {slug: tuple(paths) for slug, paths in readers.items()}
