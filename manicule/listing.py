"""A list as a build needs it: read anew, or recalled from what the last build kept; and what is to be kept of it.

In go the list's folder and its files with the digests of what they hold; out come the Library and every problem found so
far, and bytes for the next build. It must not know what pages are made of, nor where they go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .content import is_entry, load_content, load_site, missing_url_notice
from .inputs import Stamp
from .kept import Kept, find_related_before, list_readers, pack_kept
from .lazily import Replaced, pack
from .library import Library, build_library
from .model import Entry
from .pages import wants_related
from .pages.plan import Planned
from .problems import Problem, Where, error, has_errors
from .publish import Published
from .reading import EntryFiles, read_entries, read_entry
from .related import Related
from .terms import Term
from .text import digest

FEW = 100
"""Changed entries beyond which all is read anew: then it takes no longer."""


@dataclass(frozen=True, slots=True)
class List:
    """A list as it was read: its problems so far, between files and, by its file's name, of each entry. Where only own
    words of some entries have changed since all was last planned, `kept` is what was kept then, and `words` the slugs of
    these entries, whose files are `changed`; else `files` has the entries' files, and `related` what the next search for
    related papers may begin with."""

    library: Library
    between: tuple[Problem, ...]
    said: Mapping[str, tuple[Problem, ...]]
    files: EntryFiles | None = None
    kept: Kept | None = None
    words: tuple[str, ...] = ()
    changed: frozenset[str] = frozenset()
    related: Related | None = None

    def was_read(self, name: str) -> bool:
        """Whether the file's bytes have been read, and not only what was kept of them."""
        return self.kept is None or name in self.changed or not is_entry(name)

    @property
    def terms(self) -> dict[str, tuple[Term, ...]]:
        """What entries are about, as far as that was asked when they were read."""
        loaded = self.files.loaded.values() if self.files else ()
        return {one.entry.slug: one.terms for one in loaded if one.entry}

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.between, *(problem for problems in self.said.values() for problem in problems))


def read_list(root: Path, inputs: Mapping[str, Stamp], drafts: bool, before: Kept | None = None) -> List:
    """All of content/, and the library built of it. `before` is what was kept of the list as it was then."""

    def read(name: str) -> bytes:
        return (root / name).read_bytes()

    names = [name for name in inputs if name.startswith("content/")]
    stamps = {name: inputs[name].digest for name in names if is_entry(name)}
    site = load_site("content/site.yaml", read("content/site.yaml"))[0] if "content/site.yaml" in names else None
    about = site is not None and wants_related(site, len(stamps))
    files = read_entries(root, stamps, about)
    content, found = load_content(names, read, files.loaded)
    between = [*found, *missing_url_notice(content.site)]
    if not names:
        between = [error("no-content", "there is no list here: it needs at least content/site.yaml", Where("content"))]
    mentions = {one.entry.slug: one.mentions for one in files.loaded.values() if one.entry}
    library, found = build_library(content, drafts, mentions)
    between += found if content.site.title else ()
    said = {name: one.problems for name, one in files.loaded.items() if one.problems}
    return List(library, tuple(between), said, files, related=find_related_before(before) if about else None)


def recall_list(root: Path, inputs: Mapping[str, Stamp], kept: Kept, last_inputs: Mapping[str, Stamp]) -> List | None:
    """The list as it was kept, with the new words of a few entries; None where more than such words has changed, or
    anything is wrong: then all is to be read anew, which tells of it. `last_inputs` are those of the last build, whose
    pages are still there."""
    stamps = {name: stamp.digest for name, stamp in inputs.items() if is_entry(name)}
    if kept.others != _digest_others(inputs) or stamps.keys() != kept.stamps.keys():
        return None
    about = wants_related(kept.library.site, len(stamps))
    # Since then, or since the last build: words that are what they were then again have yet to come back on their pages.
    then = {name: stamp.digest for name, stamp in last_inputs.items()}
    changed = [name for name, stamp in stamps.items() if stamp != kept.stamps[name][0] or stamp != then.get(name)]
    if len(changed) > FEW or any(problem.where.path in changed for problem in kept.between):
        return None
    said = dict(kept.said)
    entries: dict[str, Entry] = {}
    for name in changed:
        one = read_entry(root, name, stamps[name], about)
        if one.entry is None or one.shared != kept.stamps[name][1] or has_errors(one.problems):
            return None
        said[name] = one.problems
        if one.entry.slug in kept.library.entries:
            entries[one.entry.slug] = one.entry
    if not kept.planned.isdisjoint(entries):
        return None
    library = replace(kept.library, entries=Replaced(kept.library.entries, entries))
    return List(library, kept.between, said, kept=kept, words=tuple(entries), changed=frozenset(changed))


def keep_list(
    known: List, planned: Planned, published: Published, inputs: Mapping[str, Stamp], generator: str
) -> bytes:
    """For the next build; of a list that was read anew. `inputs` are as they were read, those that were changed
    meanwhile without a digest."""
    files = known.files or EntryFiles({}, {})
    said = dict(known.said)
    for slug, remarks in published.remarks.items():
        name = f"content/papers/{slug}.yaml"
        said[name] = (*said.get(name, ()), *remarks)
    kept = Kept(
        generator=generator,
        others=_digest_others(inputs),
        stamps={name: (inputs[name].digest, one.shared) for name, one in files.loaded.items()},
        library=known.library,
        known=planned.known,
        related=pack(planned.related),
        between=(*known.between, *planned.problems),
        said={name: problems for name, problems in said.items() if problems},
        planned=planned.asked_by_plan,
        readers=list_readers(published.asked),
    )
    return pack_kept(kept, files.packed)


def _digest_others(inputs: Mapping[str, Stamp]) -> str:
    """Of all inputs that are no entry's."""
    others = ((name, stamp.digest) for name, stamp in inputs.items() if not is_entry(name))
    return digest(*(part for pair in others for part in pair))
