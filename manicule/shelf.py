"""What the list has, as an import needs it: every entry and work with its bytes, and the ledger.

The list's root goes in, a `Shelf` comes out, with a problem for each file that cannot be read; those are on the shelf
too, so that nothing is imported a second time beside them. It decides and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from .content import load_site, load_tags
from .entryfile import Sheet, read_sheet, read_works
from .ledger import Line, read_ledger, value_digest
from .matching import Known, id_keys, title_key, work_key
from .model import Site, Tag
from .problems import Problem, Where, error, has_errors
from .safewrite import LeadsOutsideError, find_inside
from .values import Value, replace

PAPERS = "content/papers"
WORKS = "content/works.yaml"
SITE = "content/site.yaml"
TAGS = "content/tags.yaml"
LEDGER = "content/sources/ledger.jsonl"
PENDING = "content/sources/.ledger.jsonl.pending"
"""The new ledger while an import is writing; see importing.py."""


class Shelf(Value):
    """`files` are the bytes of the entries, of works.yaml and of tags.yaml by name (`content/papers/x.yaml`), as they were read;
    `ledger` has been mended from what a killed import left. `old_ledger` is the file as it stands, None if there is
    none. `taken` are names that no new entry may have."""

    files: Mapping[str, bytes]
    known: tuple[Known, ...]
    ledger: Mapping[str, Line]
    old_ledger: bytes | None
    taken: tuple[str, ...]


def read_shelf(root: Path) -> tuple[Shelf | None, tuple[Problem, ...]]:
    """None if the ledger cannot be read, without which nobody knows what is the owner's, or the folder of entries."""
    ledger, old, problems = _read_lines(root, LEDGER)
    pending, begun, found = _read_lines(root, PENDING)
    problems += found
    if problems:
        return None, problems
    files: dict[str, bytes] = {}
    papers, names, found = _read_papers(root, files)
    problems += found
    if papers is None:
        return None, problems
    works, found = _read_works(root, files, ledger, pending)
    problems += found
    tags, _ = _read_bytes(root, TAGS)
    files.update({TAGS: tags} if tags is not None else {})
    ledger = _carry_over(ledger, papers)
    if begun is not None:
        ledger = recover(ledger, pending, (*papers.items(), *works))
    known = [_known("papers", slug, sheet, ledger) for slug, sheet in papers.items()]
    known += [_known("works", key, sheet, ledger, index) for index, (key, sheet) in enumerate(works)]
    aliases = (alias for sheet in papers.values() if sheet for alias in sheet.aliases)
    taken = tuple(dict.fromkeys((*names, *aliases)))
    return Shelf(files, tuple(known), ledger, old, taken), problems


def read_rules(root: Path) -> tuple[tuple[Site, tuple[Tag, ...]] | None, tuple[Problem, ...]]:
    """What site.yaml and tags.yaml say; None with the problems if one of them is there and has errors."""
    site, tags = Site(""), tuple[Tag, ...]()
    data, problems = _read_bytes(root, SITE)
    if data is not None:
        said, problems = load_site(SITE, data)
        site = said or site
    data, found = _read_bytes(root, TAGS)
    if data is not None:
        tags, found = load_tags(TAGS, data)
    problems = tuple(problem for problem in (*problems, *found) if problem.level == "error")
    return (None if has_errors(problems) else (site, tags)), problems


def recover(
    ledger: Mapping[str, Line], pending: Mapping[str, Line], sheets: Iterable[tuple[str, Sheet | None]]
) -> dict[str, Line]:
    """The ledger with all that a killed import had written: where a file has just what that import meant to write,
    its word counts; elsewhere the older one's."""
    mended = dict(ledger)
    for key, sheet in sheets:
        meant = pending.get(key)
        if meant is None or sheet is None:
            continue
        old = ledger.get(key, Line(key))
        reached = {
            name: told
            for name, told in meant.fields.items()
            if name in sheet.values and told.wrote == value_digest(sheet.values[name])
        }
        here = {relation.source or f"{relation.type} {relation.to}" for relation in sheet.relations}
        relations = dict.fromkeys((*old.relations, *(name for name in meant.relations if name in here)))
        noted = (name for name in meant.annotations if name in sheet.sources)
        annotations = dict.fromkeys((*old.annotations, *noted))
        ids = dict.fromkeys((*old.ids, *(meant.ids if reached else ())))
        if reached or relations or annotations:
            fields = {**old.fields, **reached}
            mended[key] = Line(key, tuple(ids), fields, tuple(relations), tuple(annotations))
    return mended


# Files.


def _read_bytes(root: Path, name: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """None if there is no such file, or if it cannot be read; then with the problem."""
    place = root / name
    try:
        return find_inside(place, root / "content").read_bytes(), ()
    except FileNotFoundError:
        return None, ()
    except LeadsOutsideError:
        return None, (error("leads-outside", "this link leads out of content/, so it is left alone", Where(name)),)
    except OSError as reason:
        return None, (error("unreadable-file", f"cannot be read: {reason.strerror or reason}", Where(name)),)


def _read_lines(root: Path, name: str) -> tuple[dict[str, Line], bytes | None, tuple[Problem, ...]]:
    data, problems = _read_bytes(root, name)
    if data is None:
        return {}, None, problems
    try:
        lines, problems = read_ledger(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        return {}, data, (error("ledger-damaged", "this is not UTF-8, so it is not the ledger", Where(name)),)
    return lines, data, problems


def _read_papers(
    root: Path, files: dict[str, bytes]
) -> tuple[dict[str, Sheet | None] | None, list[str], tuple[Problem, ...]]:
    """Each entry's sheet by slug, None for one that cannot be read; and the names of all that is in the folder. No
    sheets at all where the folder itself cannot be read."""
    try:
        folder = find_inside(root / PAPERS, root / "content")
        items = sorted(folder.iterdir(), key=lambda item: item.name)
    except FileNotFoundError:
        return {}, [], ()
    except LeadsOutsideError:
        return None, [], (error("leads-outside", "this folder is a link that leads out of content/", Where(PAPERS)),)
    except OSError as reason:
        return None, [], (error("unreadable-file", f"cannot be read: {reason.strerror or reason}", Where(PAPERS)),)
    sheets: dict[str, Sheet | None] = {}
    names: list[str] = []
    problems: list[Problem] = []
    for item in items:
        slug = item.stem
        if item.suffix.lower() not in (".yaml", ".yml") or item.name.startswith("."):
            continue
        names.append(slug)
        name = f"{PAPERS}/{item.name}"
        if item.suffix != ".yaml":
            continue
        data, found = _read_bytes(root, name)
        if data is not None:
            sheets[slug], found = read_sheet(data, name)
            files[name] = data
        else:
            sheets[slug] = None
        problems += found
    return sheets, names, tuple(problems)


def _read_works(
    root: Path, files: dict[str, bytes], ledger: Mapping[str, Line], pending: Mapping[str, Line]
) -> tuple[list[tuple[str, Sheet | None]], tuple[Problem, ...]]:
    """The works in their order, each with its key in the ledger. If the file cannot be read, what the ledger knows
    of works stands for them."""
    data, problems = _read_bytes(root, WORKS)
    if data is None and not problems:
        return [], ()
    sheets = None
    if data is not None:
        sheets, problems = read_works(data, WORKS)
        files[WORKS] = data
    lines = [line for line in (*ledger.values(), *pending.values()) if line.key.startswith("works:")]
    if sheets is None:
        return [(key, None) for key in dict.fromkeys(line.key for line in lines)], problems
    keys = {name: line.key for line in reversed(lines) for name in line.ids}
    keyed: list[tuple[str, Sheet | None]] = []
    for sheet in sheets:
        names = (*id_keys(sheet.values), title_key(sheet.values))
        found = (keys[name] for name in names if name in keys)
        keyed.append((next(found, work_key(sheet.values)), sheet))
    return keyed, problems


def _carry_over(ledger: Mapping[str, Line], papers: Mapping[str, Sheet | None]) -> dict[str, Line]:
    """Lines of entries that were renamed, as their aliases say, under the new slugs."""
    moved = dict(ledger)
    for slug, sheet in papers.items():
        for alias in sheet.aliases if sheet and slug not in moved else ():
            if alias in moved and alias not in papers:
                moved[slug] = replace(moved.pop(alias), key=slug)
                break
    return moved


def _known(place: str, key: str, sheet: Sheet | None, ledger: Mapping[str, Line], index: int = -1) -> Known:
    remembered = ledger[key].ids if key in ledger else ()
    if sheet is None:
        return Known(place, key, remembered=remembered, index=index, readable=False)
    return Known(place, key, sheet.values, sheet.present, sheet.relations, remembered, index)
