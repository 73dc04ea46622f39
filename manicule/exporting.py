"""Exporting: papers of the list, all or some of them, as a file for other programs.

The list's root and what is wanted go in, text comes out, with every problem of the content. It reads what a build reads
and writes nothing; how a format looks is its module's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from .fieldtypes import did_you_mean
from .formats.writers import WRITERS
from .inputs import stamp_inputs
from .library import Library
from .listing import read_list
from .markup import plain_line
from .model import Entry, Paper
from .pages.census import take_census
from .problems import Problem, Where, error, has_errors, sort_problems
from .sources import sources
from .text import fold, slug
from .values import Value

NAMES: Mapping[str, str] = {"bibtex": "bib", "csl": "json", "csl-json": "json", "markdown": "md", "readme": "md"}
"""Longer names of formats."""


class Wish(Value):
    """Which papers: those that fit all that is named. `people` are names or slugs; `path` gives its own order."""

    papers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    path: str = ""
    drafts: bool = False


class Export(Value):
    """`text` is None where nothing can be written; `count` is of papers."""

    text: str | None
    count: int = 0
    problems: tuple[Problem, ...] = ()


def export_papers(root: Path, form: str, wish: Wish) -> Export:
    """The papers in the list's order, newest first. Errors in the content do not hinder what can be read; a tag, person,
    path or paper that is not on the list does."""
    name = NAMES.get(form.lower(), form.lower())
    if name not in WRITERS:
        fix = did_you_mean(name, WRITERS)
        hint = [f"did you mean {fix}?"] if fix else []
        known = ", ".join(WRITERS)
        return Export(
            None,
            0,
            (
                error(
                    "unknown-format", f"no papers are written as {form}; these are: {known}", Where("--format"), *hint
                ),
            ),
        )
    inputs = stamp_inputs(sources(root))
    known_list = read_list(root, inputs, wish.drafts)
    library = known_list.library
    chosen, missing = _choose(library, wish)
    problems = tuple(sort_problems((*(p for p in known_list.problems if p.level == "error"), *missing)))
    if missing or (has_errors(problems) and not library.entries):
        return Export(None, 0, problems)
    keys = take_census(library).keys
    papers = [(keys[entry.slug], entry.paper) for entry in chosen]
    return Export(_write(name, library, chosen, papers), len(papers), problems)


def _write(name: str, library: Library, chosen: Sequence[Entry], papers: Sequence[tuple[str, Paper]]) -> str:
    """What the owner says of papers goes where there is a place for it: columns of a table, headings of a README."""
    if name == "csv":
        from .formats.csv_writing import write

        return write(papers, {key: _owners(library, entry) for (key, _), entry in zip(papers, chosen, strict=True)})
    if name == "md":
        from .formats.markdown_writing import group_papers, write_sections

        sections = group_papers((_first_label(library, entry), entry.paper) for entry in chosen)
        return write_sections(library.site.title, library.site.description, sections)
    return WRITERS[name].write(papers)


def _owners(library: Library, entry: Entry) -> dict[str, str]:
    labels = (library.tags[key].label if key in library.tags else key for key in entry.tags)
    return {
        "tags": "; ".join(labels),
        "status": entry.status,
        "importance": entry.importance,
        "added": str(entry.added) if entry.added else "",
        "why": plain_line(entry.why),
    }


def _first_label(library: Library, entry: Entry) -> str:
    return next((library.tags[key].label for key in entry.tags if key in library.tags), "")


# Which papers.


def _choose(library: Library, wish: Wish) -> tuple[list[Entry], list[Problem]]:
    missing: list[Problem] = []

    def want(what: str, keys: Iterable[object], known: Mapping[str, Sequence[str]]) -> Iterator[frozenset[str]]:
        for key in map(str, keys):
            found = next((known[form] for form in (key, slug(key), fold(key)) if form in known), None)
            if found is None:
                guess = did_you_mean(key, tuple(known))
                hint = [f"did you mean {guess}?"] if guess else []
                missing.append(
                    error("not-on-list", f"nothing on the list has the {what} {key}", Where(f"--{what}"), *hint)
                )
            yield frozenset(found or ())

    people: dict[str, Sequence[str]] = {}
    for person in library.people.values():
        people.setdefault(person.slug, person.entries)
        for printed in (person.name.display, *person.printed):
            people.setdefault(fold(printed), person.entries)
    entries = {one: (one,) for one in library.entries}
    paths = {path.slug: tuple(step.paper for step in path.steps) for path in library.paths.values()}
    years = {str(year): slugs for year, slugs in library.years.items()}
    kept = [*want("tag", wish.tags, library.tagged), *want("person", wish.people, people)]
    kept += [frozenset().union(*want("year", wish.years, years))] if wish.years else []
    kept += [frozenset().union(*want("paper", wish.papers, entries))] if wish.papers else []
    kept += [*want("path", [wish.path] if wish.path else [], paths)]
    ordered = dict.fromkeys(paths.get(wish.path, ())) if wish.path else library.entries
    return [library.entries[one] for one in ordered if all(one in some for some in kept)], missing
