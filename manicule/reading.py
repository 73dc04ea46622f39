"""The entries of a list from their files, or as they were kept; several workers read a share each where there are many.

In go the list's folder and the names of the files, out comes each file as `Loaded`, and packed into a store. It must not know
what becomes of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from .content import load_entry
from .kept import Kept, Loaded, Wants, attach, find_loaded, without_words
from .lazily import pack, unpack
from .library import list_mentions
from .pages.neighbours import list_terms
from .search.postings import list_postings
from .store import Slot, Store
from .values import Value, replace
from .workers import Crew, count_workers

AT_A_TIME = 1000
"""Files that a worker reads before it hands them on."""

FILES_IN_A_PIECE = 2
"""An entry's file is read in about half the time that its page is made in."""


class EntryFiles(Value):
    """What the library is built of is in `loaded`, by the file's name: all that was read or, if it was to be `short`, all but
    the long texts. `whole` has all of it, and `slots` where it is in the store."""

    loaded: Mapping[str, Loaded]
    whole: Mapping[str, Loaded]
    slots: Mapping[str, Slot]


def read_entries(
    root: Path,
    stamps: Mapping[str, str],
    wants: Wants,
    store: Store | None = None,
    before: Kept | None = None,
    short: bool = False,
) -> EntryFiles:
    """`stamps` has the digests of the files by their names, `wants` says what is to be found out besides. Files that are what
    they were `before` are not read again."""
    slots: dict[str, Slot] = {}
    loaded: dict[str, Loaded] = {}
    read = partial(read_file, root)

    def keep(name: str, data: bytes) -> None:
        if store is not None:
            slots[name] = store.put(data)
        one = attach(read, unpack(data))
        loaded[name] = shorten(one) if short else one

    if before is not None and before.wants == wants:
        for name, stamp in stamps.items():
            if before.stamps.get(name) == stamp:
                keep(name, before.loaded.packed(name))
    new = [name for name in stamps if name not in loaded]
    count = count_workers(len(new) // FILES_IN_A_PIECE)
    with Crew([_Reader(root, new[n::count], wants) for n in range(count)]) as crew:
        while any(answers := crew.ask("read")):
            for answer in answers:
                for name, data in answer.items():
                    keep(name, data)
    ordered = {name: loaded[name] for name in stamps}
    if store is None or not short:
        return EntryFiles(ordered, ordered, slots)
    store.flush()
    return EntryFiles(ordered, find_loaded(slots, store.get, read), slots)


def shorten(one: Loaded) -> Loaded:
    """Without the texts that only the entry's own page shows: of a long list they are most of what is read."""
    if one.entry is None:
        return one
    bare = without_words(one.entry)
    bare = replace(
        bare,
        paper=replace(bare.paper, abstract=bare.paper.abstract and "…"),
        margin=tuple(replace(note, quote="…") for note in bare.margin),
        quotes=tuple(replace(quote, text="…") for quote in bare.quotes),
    )
    return replace(one, entry=bare)


def read_entry(root: Path, name: str, wants: Wants) -> Loaded:
    entry, problems = load_entry(name, read_file(root, name))
    if entry is None:
        return Loaded(None, problems)
    mentions, terms = list_mentions(entry), list_terms(entry) if wants.terms else ()
    postings = list_postings(entry) if wants.postings else ""
    return Loaded(entry, problems, mentions, terms, postings)


def read_file(root: Path, name: str) -> bytes:
    return (root / name).read_bytes()


class _Reader:
    """A share of the files, some of which it reads each time that it is asked."""

    def __init__(self, root: Path, names: Sequence[str], wants: Wants) -> None:
        self._root = root
        self._names = names
        self._wants = wants
        self._done = 0

    def read(self) -> dict[str, bytes]:
        names = self._names[self._done : self._done + AT_A_TIME]
        self._done += len(names)
        return {name: pack(read_entry(self._root, name, self._wants)) for name in names}
