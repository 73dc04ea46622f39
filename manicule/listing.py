"""A list as a build needs it: read anew, or recalled from what the last build kept; and what is to be kept of it.

In go the list's folder and its files with the digests of what they hold; out come the Library and every problem found so
far, and bytes for the next build. It must not know what pages are made of, nor where they go.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

from .checked import CHECKED, read_checked
from .content import Content, is_entry, load_content, load_site, missing_url_notice
from .health import find_link_problems, keep_told, list_findings, speaks_of
from .inputs import Stamps
from .kept import (
    Kept,
    Loaded,
    Wants,
    digest_shared,
    entry_of,
    find_related_before,
    list_readers,
    name_file,
    pack_kept,
)
from .lastrun import LastRun
from .lazily import LONG, Made, Parcel, Replaced, pack
from .library import Library, build_library
from .pages import wants_health, wants_related, wants_search
from .pages.census import change_census, take_census
from .pages.holdings import NEARNESS
from .pages.neighbours import reword_nearness
from .pages.plan import Given, Known, Last, Planned, Traits, label_postings
from .pages.search import part_url, words_url
from .problems import Problem, Where, error, has_errors
from .publish import Published
from .reading import read_entries, read_entry, read_file
from .search.index import change_index, join_postings
from .store import Slot, Store
from .text import digest
from .values import Value, replace

NOTHING = Wants(terms=False, postings=False)

FEW = 100
"""Changed entries beyond which all is read anew: then it takes no longer."""


class List(Value):
    """A list as it was read, with its problems so far: `between` files and, by its file's name, `said` of each entry. `read`
    are the entries' files that were. Of one that is to be planned anew, `slots` tell where they are in the store, `wants` what was
    asked of entries besides, and `given` is what planning begins with. Of one that was recalled, `recalled` says what has
    changed."""

    library: Library
    between: tuple[Problem, ...]
    said: Mapping[str, tuple[Problem, ...]]
    read: Collection[str]
    slots: Mapping[str, Slot] = {}
    wants: Wants = NOTHING
    given: Given | None = None
    recalled: Recalled | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.between, *(problem for told in self.said.values() for problem in told))

    def unread(self, inputs: Stamps) -> frozenset[str]:
        """The files whose bytes have not been read, but only what was kept of them."""
        return frozenset(stamps_of_entries(inputs)).difference(self.read)


class Recalled(Value):
    """A list of which only own words of some entries have changed since all was last planned. `words` are the slugs of
    these entries; `strayed` the paths of pages that are otherwise than then for what these words make the entries be near
    to and found by; `paths` those of all pages to be looked at, with those that were otherwise at the last build."""

    known: Known
    words: tuple[str, ...]
    strayed: tuple[str, ...]
    paths: frozenset[str]


def read_list(
    root: Path,
    inputs: Stamps,
    drafts: bool,
    store: Store | None = None,
    before: Kept | None = None,
    health: bool = False,
) -> List:
    """All of content/, and the library built of it. `before` is what was kept of the list as it was then; with `health`
    what there is to say of that is found out, whatever site.yaml wants. What was read goes into the `store`."""
    names = [name for name, _ in inputs.below("content/")]
    stamps = stamps_of_entries(inputs)
    read = partial(read_file, root)
    site = load_site("content/site.yaml", read("content/site.yaml"))[0] if "content/site.yaml" in names else None
    wants = Wants(
        terms=site is not None and wants_related(site, len(stamps)), postings=site is not None and wants_search(site)
    )
    health = health or (site is not None and wants_health(site))
    verdicts, told = read_checked(read(CHECKED)) if CHECKED in names else ({}, ())
    short = store is not None and len(stamps) > LONG and not health and not verdicts
    files = read_entries(root, stamps, wants, store, before, short)
    loaded = files.loaded
    content, found = load_content(names, read, loaded)
    library, told_between = _build_library(content, loaded, drafts)
    if short and told_between:
        # What there is to say may be of texts, and these tell where.
        content, found = load_content(names, read, files.whole)
        library, told_between = _build_library(content, files.whole, drafts)
    checked = keep_told(verdicts)
    between = (
        *found, *missing_url_notice(content.site), *(told_between if content.site.title else ()), *told,
        *find_link_problems(content, checked),
    )  # fmt: skip
    if not names:
        between = (error("no-content", "there is no list here: it needs at least content/site.yaml", Where("content")),)
    findings = tuple(list_findings(content, library, verdicts)) if health else ()
    library = replace(library, checked=checked, findings=findings)
    census = take_census(library) if short else None
    if short:
        whole = Made(dict.fromkeys(library.entries), partial(entry_of, files.whole))
        library = replace(library, entries=whole)
    traits: dict[str, Traits] = {}
    last = None
    if wants != NOTHING:
        traits = {one.entry.slug: Traits(one.terms, one.postings) for one in loaded.values() if one.entry}
        last = _find_last(before, library, stamps) if before else None
    return List(
        library=library,
        between=between,
        said={name: one.problems for name, one in loaded.items() if one.problems},
        read=frozenset(loaded),
        slots=files.slots,
        wants=wants,
        given=Given(census, traits, last),
    )


def _find_last(before: Kept, library: Library, stamps: Mapping[str, str]) -> Last:
    """What is to be found again from what was found `before`."""
    changed = [name for name, stamp in stamps.items() if stamp != before.stamps.get(name)]
    had: dict[str, list[tuple[str, str]]] | None = None
    if len(changed) <= FEW and _labels(library) == _labels(before.library):
        there = {name_file(slug): slug for slug in before.library.entries}
        had = {there[name]: _join_postings(before, there[name]) for name in changed if name in there}
    return Last(before.known, find_related_before(before), had)


def _labels(library: Library) -> dict[str, str]:
    return {key: tag.label for key, tag in library.tags.items()}


def _join_postings(kept: Kept, slug: str) -> list[tuple[str, str]]:
    """All that finds an entry, as it was kept."""
    return join_postings(kept.loaded[name_file(slug)].postings, label_postings(kept.library, slug))


def _build_library(content: Content, loaded: Mapping[str, Loaded], drafts: bool) -> tuple[Library, tuple[Problem, ...]]:
    """With what is wrong between the files."""
    return build_library(content, drafts, {one.entry.slug: one.mentions for one in loaded.values() if one.entry})


def recall_list(root: Path, inputs: Stamps, kept: Kept, last: LastRun) -> List | None:
    """The list as it was kept, with the new words of a few entries; None where more than such words has changed, or
    anything is wrong: then all is to be read anew, which tells of it. `last` is what the last build noted, whose pages
    are still there."""
    stamps = stamps_of_entries(inputs)
    changed = _list_changed(inputs, stamps, kept, last)
    if changed is None or any(problem.where.path in changed for problem in kept.between):
        return None
    if any((root / name).is_symlink() for name in changed):
        return None
    read = {name: read_entry(root, name, kept.wants) for name in changed}
    if any(has_errors(one.problems) for one in read.values()):
        return None
    if any(digest_shared(one) != digest_shared(kept.loaded[name]) for name, one in read.items()):
        return None
    entries = {
        one.entry.slug: one for one in read.values() if one.entry is not None and one.entry.slug in kept.library.entries
    }
    if not kept.planned.isdisjoint(entries):
        return None
    # Where what is known to be gone stands, is told beside the papers, too.
    checked = kept.library.checked
    if checked and any(
        one.entry and (speaks_of(one.entry, checked) or speaks_of(kept.library.entries[slug], checked))
        for slug, one in entries.items()
    ):
        return None
    changed_known = _change_known(kept, entries)
    if changed_known is None:
        return None
    known, strayed = changed_known
    own = {slug: one.entry for slug, one in entries.items() if one.entry is not None}
    library = replace(kept.library, entries=Replaced(kept.library.entries, own))
    said = {**kept.said, **{name: one.problems for name, one in read.items()}}
    remarks = (told for slug, told in kept.remarks.items() if slug not in entries)
    between = (*kept.between, *(problem for told in remarks for problem in told))
    shown = {path for slug in entries for path in kept.readers.get(slug, ())}
    paths = frozenset((*shown, *strayed, *last.strayed))
    recalled = Recalled(known, tuple(entries), tuple(sorted(strayed)), paths)
    return List(library, between, said, frozenset(read), recalled=recalled)


def _list_changed(inputs: Stamps, stamps: Mapping[str, str], kept: Kept, last: LastRun) -> list[str] | None:
    """The files of the few entries that have changed since the list was kept, or since the last build: words that are
    what they were then again have yet to come back on their pages. None where more has."""
    if kept.others != _digest_others(inputs, stamps) or stamps.keys() != kept.stamps.keys():
        return None
    then = dict(last.inputs.below("content/papers/"))
    changed = [name for name, stamp in stamps.items() if stamp != kept.stamps[name] or stamp != then.get(name)]
    return changed if len(changed) <= FEW else None


def look_first(
    root: Path, inputs: Stamps, kept: Kept, last: LastRun
) -> tuple[Library, Known, tuple[str, ...]] | tuple[Problem, ...] | None:
    """The list as it was kept with all that a few entries say now, and their slugs: enough to show these papers' own
    pages before the rest is found out. Or the errors in them. None where more has changed, or what they say has to be
    held against the other files first."""
    stamps = stamps_of_entries(inputs)
    changed = _list_changed(inputs, stamps, kept, last)
    if not changed:
        return None
    read = {name: read_entry(root, name, NOTHING) for name in changed}
    problems = tuple(problem for one in read.values() for problem in one.problems)
    if has_errors(problems):
        return problems
    library = kept.library
    entries = {one.entry.slug: one for one in read.values() if one.entry and one.entry.slug in library.entries}
    if not entries or not all(_is_known(one, library) for one in entries.values()):
        return None
    own = {slug: one.entry for slug, one in entries.items() if one.entry is not None}
    library = replace(library, entries=Replaced(library.entries, own))
    return library, replace(kept.known, census=change_census(kept.known.census, own)), tuple(own)


def _is_known(one: Loaded, library: Library) -> bool:
    """Whether what the entry names is what it named, or is there at least."""
    entry = one.entry
    assert entry is not None  # noqa: S101  (only entries are asked about)
    before = library.entries[entry.slug]
    named = {key for found in (entry.tags, *(note.tags for note in entry.margin)) for key in found}
    named |= {mention.key for found in one.mentions for mention in found if mention.kind == "tag"}
    linked = {mention.key for found in one.mentions for mention in found if mention.kind == "paper"}
    same = (entry.relations, entry.aliases, entry.draft) == (before.relations, before.aliases, before.draft)
    return same and named <= library.tags.keys() and linked <= set(library.entries)


def _change_known(kept: Kept, entries: Mapping[str, Loaded]) -> tuple[Known, set[str]] | None:
    """What is near what and found by what, with the new words of some entries, and the paths of the pages that show it;
    None where it has to be found anew."""
    nearby, index, strayed = kept.known.nearby, kept.known.index, set[str]()
    terms = {slug: one.terms for slug, one in entries.items() if one.terms != kept.loaded[name_file(slug)].terms}
    if terms:
        related = find_related_before(kept)
        if related is None:
            return None
        moved = reword_nearness(related, terms, nearby)
        nearby = Replaced(nearby, moved)
        strayed.update(path for slug in moved for path in kept.readers.get(NEARNESS + slug, ()))
    if index is not None:
        before = index
        numbers = {slug: number for number, slug in enumerate(kept.known.census.numbered)}
        changes = {}
        for slug, one in entries.items():
            own = join_postings(one.postings, label_postings(kept.library, slug))
            changes[numbers[slug]] = _join_postings(kept, slug), own
        index = change_index(before, changes)
        if index.parts.keys() != before.parts.keys() or index.words.keys() != before.words.keys():
            return None
        strayed.update(part_url(start) for start, lines in index.parts.items() if lines != before.parts[start])
        strayed.update(words_url(length) for length, words in index.words.items() if words != before.words[length])
    return replace(kept.known, nearby=nearby, index=index), strayed


def keep_list(known: List, planned: Planned, published: Published, inputs: Stamps, generator: str) -> bytes:
    """For the next build, besides what is in the store; of a list that was planned anew. `inputs` are as they were read, those that were changed
    meanwhile without a digest."""
    stamps = stamps_of_entries(inputs)
    kept = Kept(
        generator=generator,
        others=_digest_others(inputs, stamps),
        stamps=stamps,
        slots=known.slots,
        slugs=tuple(known.library.entries),
        library=known.library,
        wants=known.wants,
        known=planned.known,
        related=Parcel(pack(planned.related)),
        between=(*known.between, *planned.problems),
        said=known.said,
        remarks=published.remarks,
        planned=planned.asked_by_plan,
        readers=list_readers(published.asked),
    )
    return pack_kept(kept)


def stamps_of_entries(inputs: Stamps) -> dict[str, str]:
    """The digests of the entries' files by name."""
    return {name: known for name, known in inputs.below("content/papers/") if is_entry(name)}


def _digest_others(inputs: Stamps, entries: Collection[str]) -> str:
    """Of all inputs that are no entry's."""
    others = ((row[0], known) for row, known in zip(*inputs, strict=True) if row[0] not in entries)
    return digest(*(part for pair in others for part in pair))
