"""The entries of a list from their files, several workers reading a share each where there are many.

In go the list's folder and the names of the files with the digests of what they hold, out comes each file as `Loaded`,
and entries packed as they came from another process. It must not know what becomes of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .content import load_entry
from .kept import Loaded, attach, digest_shared
from .lazily import pack, unpack
from .library import Mentions, list_mentions
from .model import Entry
from .pages.neighbours import list_terms
from .problems import Problem
from .terms import Term
from .workers import Crew, count_workers

FILES_IN_A_PIECE = 2
"""An entry's file is read in about half the time that its page is made in."""


@dataclass(frozen=True, slots=True)
class EntryFiles:
    """The entries' files by name. `packed` has, by slug, those that another process has read."""

    loaded: Mapping[str, Loaded]
    packed: Mapping[str, bytes]


def read_entries(root: Path, stamps: Mapping[str, str], about: bool) -> EntryFiles:
    """`stamps` has the digests of the files by their names; `about`: what the entries are about is wanted too."""
    names = tuple(stamps)
    count = count_workers(len(names) // FILES_IN_A_PIECE)
    if count == 1:
        return EntryFiles({name: read_entry(root, name, stamp, about) for name, stamp in stamps.items()}, {})
    loaded: dict[str, Loaded] = {}
    packed: dict[str, bytes] = {}
    with Crew([_Reader(root, names[n::count], about) for n in range(count)]) as crew:
        for share in crew.ask("read"):
            for name, shared, data, problems, mentions, terms in share:
                entry: Entry | None = unpack(data)
                if entry is not None:
                    packed[entry.slug] = data
                    attach(entry, lambda path: (root / path).read_bytes())
                loaded[name] = Loaded(stamps[name], shared, entry, problems, mentions, terms)
    return EntryFiles({name: loaded[name] for name in names}, packed)


def read_entry(root: Path, name: str, stamp: str, about: bool) -> Loaded:
    entry, problems = load_entry(name, (root / name).read_bytes())
    if entry is None:
        return Loaded(stamp, "", None, problems)
    mentions, terms = list_mentions(entry), list_terms(entry) if about else ()
    return Loaded(stamp, digest_shared(entry, mentions, terms), entry, problems, mentions, terms)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A share of the files."""

    root: Path
    names: Sequence[str]
    about: bool

    def read(self) -> list[tuple[str, str, bytes, tuple[Problem, ...], Mentions, tuple[Term, ...]]]:
        found = ((name, read_entry(self.root, name, "", self.about)) for name in self.names)
        return [(name, one.shared, pack(one.entry), one.problems, one.mentions, one.terms) for name, one in found]
