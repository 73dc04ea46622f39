"""Which records are of which papers: by arXiv id, by DOI, and then by title, year and first author together.

A preprint and what it became a few years later have title and first author in common, and are one paper.

Records of all sources and what is known of the list go in; one `Match` per paper comes out, and a problem for each
record that fits two. It must not know what will be done with a match.

Why a paper's ids outweigh its title: two papers of one author and year may share a title, and ids are never shared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .identifiers import ARXIV, arxiv_base, doi_key, read_arxiv
from .ledger import DIGITS, value_digest
from .model import PartialDate, Record, Relation
from .problems import Problem, error
from .statements import ARXIV_DOI, placeholder_title
from .text import digest, fold, slug
from .values import Value

SHARED_BY = 20
"""A title, year and author that more papers than this have in common tells none of them from the others."""

TWIN_YEARS = 3
"""Years that may lie between a preprint and the paper that it became."""

TWIN_WORDS = 3
"""Words that a title must have to tell so: there are many introductions by one author."""


class Incoming(Value):
    """A record, the base name of the file that it is from, and what it states by flat name."""

    source: str
    record: Record
    values: Mapping[str, Any]


class Known(Value):
    """A paper that the list has: an entry (`place` papers, `key` its slug) or a work (`place` works, `key` its key
    in the ledger, `index` its number in the file). `present` are the flat names of all fields in the file, of those
    too that could not be read; `remembered` are keys by which its records were recognised before. An entry that is
    not `readable` has neither values nor relations."""

    place: str
    key: str
    values: Mapping[str, Any] = {}
    present: frozenset[str] = frozenset()
    relations: tuple[Relation, ...] = ()
    remembered: tuple[str, ...] = ()
    index: int = -1
    readable: bool = True


class Match(Value):
    """One paper's records, in the order given, and what the list has of it."""

    incoming: tuple[Incoming, ...]
    known: Known | None = None


def match_records(
    incoming: Iterable[Incoming], known: Iterable[Known]
) -> tuple[tuple[Match, ...], tuple[Problem, ...]]:
    """One match per paper, in the order of their first records. Records that fit two papers are in no match."""
    records, shelf = tuple(incoming), tuple(known)
    problems: list[Problem] = []
    on_shelf = [_Group(paper, [], *_ids(paper.values)) for paper in shelf]
    groups = _group_by_ids(records, shelf, on_shelf, problems)
    _group_by_titles(records, groups, on_shelf, problems)
    found = [group for group in (*on_shelf, *groups) if group.members]
    found.sort(key=lambda group: min(group.members))
    return tuple(
        Match(tuple(records[number] for number in sorted(group.members)), group.known) for group in found
    ), tuple(problems)


# Keys.


def id_keys(values: Mapping[str, Any]) -> tuple[str, ...]:
    """`arxiv:ID` without a version and `doi:DOI` in lower case; the DOIs that arXiv gives count as its ids."""
    arxiv, doi = values.get("arxiv", ""), doi_key(values.get("doi", ""))
    keys = [f"arxiv:{arxiv_base(arxiv)}"] if arxiv else []
    if doi:
        keys += [f"doi:{doi}", *([f"arxiv:{same}"] if (same := _arxiv_of_doi(doi)) else [])]
    return tuple(dict.fromkeys(keys))


def target_keys(to: str) -> tuple[str, ...]:
    """The keys of what a relation's `arxiv:` or `doi:` target names; none for a slug."""
    scheme, colon, name = to.partition(":")
    return id_keys({scheme: name}) if colon else ()


def title_key(values: Mapping[str, Any]) -> str:
    """Title, year and first author's family name, folded, as one key; '' without a title of its own."""
    title = values.get("title", "")
    if not fold(title) or title == placeholder_title(values):
        return ""
    return "title:" + digest(fold(title), _year(values), _family(values))[:DIGITS]


def twin_key(values: Mapping[str, Any]) -> str:
    """What a preprint and the paper that it became have in common; '' where that would not tell."""
    title, family = values.get("title", ""), _family(values)
    if not family or len(fold(title).split()) < TWIN_WORDS or title == placeholder_title(values):
        return ""
    return "twin:" + digest(fold(title), family)[:DIGITS]


def are_twins(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether one is a preprint, the other is not, and their years are near enough."""
    preprints = [values.get("kind", "preprint") == "preprint" for values in (one, other)]
    years = [int(year) for values in (one, other) if (year := _year(values))]
    return preprints[0] != preprints[1] and len(years) == 2 and abs(years[0] - years[1]) <= TWIN_YEARS


def memory_keys(item: Incoming) -> tuple[str, ...]:
    """What to remember a record by: its ids; where it has none, its title and its name in its source."""
    ids = id_keys(item.values)
    if ids:
        return ids
    return tuple(key for key in (title_key(item.values), _name_key(item)) if key)


def work_key(values: Mapping[str, Any]) -> str:
    """A work's key in the ledger."""
    return "works:" + (*id_keys(values), title_key(values) or f"title:{value_digest(values.get('title'))}")[0]


def _name_key(item: Incoming) -> str:
    return f"name:{item.source}:{item.record.key}" if item.record.key else ""


def _arxiv_of_doi(doi: str) -> str:
    if not doi.startswith(ARXIV_DOI):
        return ""
    # Old-style ids have capitals in their archive's subject class, which a DOI in lower case has lost.
    found = read_arxiv(doi.removeprefix(ARXIV_DOI))
    return arxiv_base(found) if ARXIV.fullmatch(found) else ""


def _year(values: Mapping[str, Any]) -> str:
    date = values.get("date")
    return str(date.year) if isinstance(date, PartialDate) else ""


def _family(values: Mapping[str, Any]) -> str:
    authors = values.get("authors", ())
    return fold(authors[0].last) if authors else ""


def _ids(values: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """arXiv ids and DOIs apart. arXiv's own DOIs tell nothing against a publisher's."""
    keys = id_keys(values)
    arxivs = {key for key in keys if key.startswith("arxiv:")}
    dois = {key for key in keys if key.startswith("doi:") and not key.startswith(f"doi:{ARXIV_DOI}")}
    return arxivs, dois


# Groups.


@dataclass(slots=True, eq=False)
class _Group:
    """Numbers of records that are of one paper, with every id that any of them has."""

    known: Known | None
    members: list[int]
    arxivs: set[str]
    dois: set[str]

    def add(self, numbers: Iterable[int], records: tuple[Incoming, ...]) -> None:
        for number in numbers:
            arxivs, dois = _ids(records[number].values)
            self.members.append(number)
            self.arxivs |= arxivs
            self.dois |= dois

    def differs(self, other: _Group) -> bool:
        """Whether their ids say that they are two papers."""
        pairs = ((self.arxivs, other.arxivs), (self.dois, other.dois))
        return any(mine and theirs and mine.isdisjoint(theirs) for mine, theirs in pairs)


def _group_by_ids(
    records: tuple[Incoming, ...], shelf: tuple[Known, ...], on_shelf: list[_Group], problems: list[Problem]
) -> list[_Group]:
    """Puts the records that share ids with a known paper, directly or through other records, into its group; the
    groups of the rest come back."""
    find = _shelf_index(shelf)
    matches = [find(item.values) for item in records]
    groups: list[_Group] = []
    for numbers in _linked(records, [len(found) < 2 for found in matches]):
        targets = dict.fromkeys(place for number in numbers for place in matches[number])
        targets = dict.fromkeys(_entries_first(tuple(targets), shelf))
        if len(targets) == 1:
            on_shelf[next(iter(targets))].add(numbers, records)
        elif not targets:
            group = _Group(None, [], set(), set())
            group.add(numbers, records)
            groups.append(group)
        else:
            for number in numbers:
                own = _entries_first(matches[number], shelf)
                if len(own) == 1:
                    on_shelf[own[0]].add([number], records)
                else:
                    names = [shelf[place].key for place in own or tuple(targets)]
                    problems.append(_ambiguous(records[number], names))
    return groups


def _shelf_index(shelf: tuple[Known, ...]) -> Callable[[Mapping[str, Any]], tuple[int, ...]]:
    """A function from a record's values to the places of the known papers that its ids name. What the files say
    now comes first; what is remembered, and then slugs made of arXiv ids, count where no file says otherwise."""
    stated: dict[str, list[int]] = {}
    remembered: dict[str, list[int]] = {}
    for place, paper in enumerate(shelf):
        for key in id_keys(paper.values):
            stated.setdefault(key, []).append(place)
        names = [paper.key.lower()] if paper.place == "papers" else []
        for key in (*paper.remembered, *(f"slug:{name}" for name in names)):
            remembered.setdefault(key, []).append(place)

    def find(values: Mapping[str, Any]) -> tuple[int, ...]:
        keys = id_keys(values)
        places = dict.fromkeys(place for key in keys for place in stated.get(key, ()))
        if not places:
            mine = _Group(None, [], *_ids(values))
            slugs = [f"slug:{slug(key.removeprefix('arxiv:'))}" for key in keys if key.startswith("arxiv:")]
            places = dict.fromkeys(
                place
                for key in (*keys, *slugs)
                for place in remembered.get(key, ())
                if not mine.differs(_Group(None, [], *_ids(shelf[place].values)))
            )
        return _entries_first(tuple(places), shelf)

    return find


def _entries_first(places: tuple[int, ...], shelf: tuple[Known, ...]) -> tuple[int, ...]:
    """Only the entries, if there are any: a paper on the list may still be described among the works."""
    entries = tuple(place for place in places if shelf[place].place == "papers")
    return entries or places


def _linked(records: tuple[Incoming, ...], links: list[bool]) -> list[list[int]]:
    """The records' numbers, those together that share an id with one another. One that fits two papers links none."""
    parents = list(range(len(records)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    holders: dict[str, int] = {}
    for number, item in enumerate(records):
        for key in id_keys(item.values) if links[number] else ():
            one, other = root(holders.setdefault(key, number)), root(number)
            parents[max(one, other)] = min(one, other)
    together: dict[int, list[int]] = {}
    for number in range(len(records)):
        together.setdefault(root(number), []).append(number)
    return list(together.values())


# Titles.


def _group_by_titles(
    records: tuple[Incoming, ...], groups: list[_Group], on_shelf: list[_Group], problems: list[Problem]
) -> None:
    """Joins groups that no id placed to the one group, known or new, that has the title. Groups with ids go first,
    so that the order of the files does not decide."""
    holders: dict[str, list[_Group]] = {}

    def hold(keys: Iterable[str], group: _Group) -> None:
        for key in keys:
            held = holders.setdefault(key, [])
            if group not in held[-1:] and len(held) <= SHARED_BY:
                held.append(group)

    for group in on_shelf:
        if group.known:
            remembered = (key for key in group.known.remembered if key.startswith(("title:", "name:")))
            hold(dict.fromkeys((title_key(group.known.values), *remembered)), group)
        hold(_title_keys(group, records), group)
        hold(_twin_keys(group, records), group)
    for group in sorted(groups, key=lambda group: not (group.arxivs or group.dois)):
        keys = _title_keys(group, records)
        found = _candidates(group, keys, holders) or _namesakes(group, records, holders)
        found = found or _twins(group, records, holders)
        if len(found) > 1:
            names = [other.known.key if other.known else _words(records[other.members[0]]) for other in found]
            problems += [_ambiguous(records[number], names) for number in group.members]
            group.members = []
        elif found:
            twins = _twin_keys(group, records)
            found[0].add(group.members, records)
            group.members = []
            hold((*keys, *twins), found[0])
        else:
            hold((*keys, *_twin_keys(group, records)), group)


def _title_keys(group: _Group, records: tuple[Incoming, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for number in group.members if (key := title_key(records[number].values))))


def _candidates(group: _Group, keys: Iterable[str], holders: Mapping[str, list[_Group]]) -> list[_Group]:
    found = {
        id(other): other
        for key in keys
        if key and len(holders.get(key, ())) <= SHARED_BY
        for other in holders.get(key, ())
        if not group.differs(other)
    }
    entries = [other for other in found.values() if other.known and other.known.place == "papers"]
    return entries or list(found.values())


def _namesakes(group: _Group, records: tuple[Incoming, ...], holders: Mapping[str, list[_Group]]) -> list[_Group]:
    """Known papers that came from a record of the same name in the same source, if that record is not by now of
    another paper: its title, or its author and year, have to be what they were."""
    keys = [key for number in group.members if (key := _name_key(records[number]))]
    return [
        other
        for other in _candidates(group, keys, holders)
        if other.known and any(_alike(records[number].values, other.known.values) for number in group.members)
    ]


def _values_of(group: _Group, records: tuple[Incoming, ...]) -> list[Mapping[str, Any]]:
    return [*([group.known.values] if group.known else []), *(records[number].values for number in group.members)]


def _twin_keys(group: _Group, records: tuple[Incoming, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for values in _values_of(group, records) if (key := twin_key(values))))


def _twins(group: _Group, records: tuple[Incoming, ...], holders: Mapping[str, list[_Group]]) -> list[_Group]:
    """Where the group is a preprint, the paper that it became, or the other way round."""
    mine = _values_of(group, records)
    return [
        other
        for other in _candidates(group, _twin_keys(group, records), holders)
        if other is not group and all(are_twins(one, two) for one in mine for two in _values_of(other, records)[:1])
    ]


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    titles = fold(one.get("title", "")), fold(other.get("title", ""))
    if titles[0] == titles[1] or not all(titles):
        return True
    return bool(_family(one) and _year(one)) and (_family(one), _year(one)) == (_family(other), _year(other))


def find_doubles(papers: Iterable[Known], touched: frozenset[str]) -> tuple[tuple[Known, Known], ...]:
    """Entries that seem to be one paper, of which one at least is in `touched`: by their ids, or as records are joined.
    Each entry is named at most once."""
    entries = [paper for paper in papers if paper.place == "papers" and paper.readable]
    keyed = [(*id_keys(paper.values), title_key(paper.values), twin_key(paper.values)) for paper in entries]
    times = Counter(key for keys in keyed for key in keys)
    holders: dict[str, Known] = {}
    found: dict[str, tuple[Known, Known]] = {}
    for paper, keys in zip(entries, keyed, strict=True):
        for key in filter(None, keys):
            other = holders.setdefault(key, paper)
            if other is paper or times[key] > SHARED_BY or not {paper.key, other.key} & touched:
                continue
            one, two = (_Group(None, [], *_ids(known.values)) for known in (other, paper))
            if not one.differs(two) and (not key.startswith("twin:") or are_twins(other.values, paper.values)):
                found.setdefault(paper.key, (other, paper))
    return tuple(found.values())


# Problems.


def _ambiguous(item: Incoming, names: Iterable[str]) -> Problem:
    return error(
        "import-ambiguous",
        f"{_words(item)} could be " + " or ".join(f"`{name}`" for name in names) + "; it was left out",
        item.record.where,
        "make sure that only one of them has its arXiv id, DOI or title, and import again",
    )


def _words(item: Incoming) -> str:
    """How to call a record in a message."""
    return item.values.get("title") or placeholder_title(item.values) or item.record.key or "this record"


def record_words(items: Sequence[Incoming]) -> str:
    """How to call a paper in a message: by a title, if any of its records has one."""
    return next((item.values["title"] for item in items if "title" in item.values), _words(items[0]))
