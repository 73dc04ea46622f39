"""The entries of a list from their files, or as they were kept; several workers read a share each where there are many.

In go the list's folder and the names of the files with the digests of what they hold, out comes each file as `Loaded`,
and packed those that came so. It must not know what becomes of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from .content import load_entry
from .kept import Kept, Loaded, Wants, attach
from .lazily import Packed, pack, unpack
from .library import list_mentions
from .pages.neighbours import list_terms
from .search.postings import list_postings
from .values import Value
from .workers import Crew, count_workers

FILES_IN_A_PIECE = 2
"""An entry's file is read in about half the time that its page is made in."""


class EntryFiles(Value):
    """The entries' files by name. `packed` has those that another process has read, or that were kept."""

    loaded: Mapping[str, Loaded]
    packed: Mapping[str, bytes]


def read_entries(root: Path, stamps: Mapping[str, str], wants: Wants, before: Kept | None = None) -> EntryFiles:
    """`stamps` has the digests of the files by their names, `wants` says what is to be found out besides. Files that are what they were `before` are not read again."""
    loaded: dict[str, Loaded] = {}
    packed: dict[str, bytes] = {}
    if before is not None and isinstance(before.loaded, Packed) and before.wants == wants:
        for name, stamp in before.stamps.items():
            if stamps.get(name) == stamp:
                loaded[name] = before.loaded[name]
                packed[name] = before.loaded.packed(name)
    new = [name for name in stamps if name not in loaded]
    count = count_workers(len(new) // FILES_IN_A_PIECE)
    if count == 1:
        loaded.update((name, read_entry(root, name, wants)) for name in new)
    else:
        shares = [_Reader(root, new[n::count], wants) for n in range(count)]
        with Crew(shares) as crew:
            for share in crew.ask("read"):
                packed.update(share)
                loaded.update((name, attach(partial(read_file, root), unpack(data))) for name, data in share.items())
    return EntryFiles({name: loaded[name] for name in stamps}, packed)


def read_entry(root: Path, name: str, wants: Wants) -> Loaded:
    entry, problems = load_entry(name, read_file(root, name))
    if entry is None:
        return Loaded(None, problems)
    mentions, terms = list_mentions(entry), list_terms(entry) if wants.terms else ()
    postings = list_postings(entry) if wants.postings else ""
    return Loaded(entry, problems, mentions, terms, postings)


def read_file(root: Path, name: str) -> bytes:
    return (root / name).read_bytes()


class _Reader(Value):
    """A share of the files."""

    root: Path
    names: Sequence[str]
    wants: Wants

    def read(self) -> dict[str, bytes]:
        return {name: pack(read_entry(self.root, name, self.wants)) for name in self.names}
