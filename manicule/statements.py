"""A paper as single statements: one value per field, in the form in which an entry's file can hold it.

A `Paper` goes in, values by flat name come out (`title`, `urls.pdf`, `extra.journal-ref`), cleaned as their types in
fields.py ask for; what a type cannot hold moves to `extra`, so that nothing is lost. It knows no file, no source and
no ledger.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from . import fieldtypes as t
from .fields import PAPER, paper_values
from .identifiers import arxiv_base, doi_key, read_id
from .ledger import as_json
from .model import Group, Json, Paper, PartialDate, Person
from .text import find_strays, fold, repair, without_strays

KEYED: Mapping[str, t.Type] = {row.name: row.type.value for row in PAPER if isinstance(row.type, t.Keyed)}
"""Fields, with the type of their values, of which every key is a statement of its own: two sources may each know an address or an extra."""

EXTRA_LEVELS = 8
"""A value of `extra` nested deeper than this is kept as JSON text: nobody reads it as YAML."""

KEY_LENGTH = 200
"""Characters of a key that are kept: YAML takes a thousand."""

ARXIV_DOI = "10.48550/arxiv."
"""What the DOIs that arXiv gives begin with, in small letters."""

_TYPES: Mapping[str, t.Type] = {row.name: row.type for row in PAPER}
_PLACES: Mapping[str, int] = {row.name: number for number, row in enumerate(PAPER)}


def statements(paper: Paper) -> dict[str, Any]:
    """The paper's values by flat name, in the order of the table."""
    held: dict[str, Any] = {}
    odd: list[tuple[str, Any]] = []
    for name, value in paper_values(paper).items():
        if name in KEYED:
            for key, item in _unique_keys(value):
                fitted = fit(KEYED[name], item)
                if fitted is not None:
                    held[f"{name}.{key}"] = fitted
                elif item and name != "extra":
                    odd.append((f"{name} {key}", item))
            continue
        fitted = fit(_TYPES[name], value)
        if fitted:
            held[name] = fitted
        elif isinstance(value, str) and clean(value).strip():
            odd.append((name, value))
    for name, value in odd:
        kept = fit(t.Anything(), value)
        if kept is not None:
            held.setdefault(f"extra.{name}", kept)
    return held


def split_name(flat: str) -> tuple[str, str]:
    """`urls.pdf` → ("urls", "pdf"), `title` → ("title", "")."""
    name, _, key = flat.partition(".")
    return name, key


def nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Flat values as the table's fields have them, in its order; the inverse of how `statements` takes them apart."""
    nested: dict[str, Any] = {}
    for name in sorted(flat, key=table_place):
        field, key = split_name(name)
        if key:
            nested[field] = (*nested.get(field, ()), (key, flat[name]))
        else:
            nested[field] = flat[name]
    return nested


def table_place(flat: str) -> int:
    """Where the field stands in the table; sorting is stable, so keys of one field keep the order they came in."""
    return _PLACES[split_name(flat)[0]]


def ids_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What a paper can be asked for by; not by the DOI that arXiv gives, where it has the id."""
    arxiv, doi = values.get("arxiv"), values.get("doi")
    found = [f"arxiv:{arxiv_base(arxiv)}"] if arxiv else []
    if doi and not doi_key(doi).startswith(ARXIV_DOI):
        found.append(f"doi:{doi_key(doi)}")
    elif doi and not arxiv:
        found.append(read_id(doi_key(doi).removeprefix(ARXIV_DOI)) or f"doi:{doi_key(doi)}")
    return tuple(found)


def placeholder_title(values: Mapping[str, Any]) -> str:
    """What stands for the title until a source states one: `arXiv:2107.03374`, `doi:…`; '' if there is no such id."""
    if values.get("arxiv"):
        return f"arXiv:{arxiv_base(values['arxiv'])}"
    return f"doi:{values['doi']}" if values.get("doi") else ""


def is_default(name: str, value: Any) -> bool:
    """`preprint` is what a kind is if nothing is said, so no source that says it says much."""
    return name == "kind" and value == "preprint"


def is_weak(name: str, value: Any) -> bool:
    """Whether a stated value only says what another field says: the DOI that arXiv gives to every paper."""
    return name == "doi" and doi_key(value).startswith(ARXIV_DOI)


def same_value(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a field mean the same: any version of an arXiv id, a DOI in any case, a title with other
    capitals, dashes or quotation marks."""
    if name == "arxiv":
        return arxiv_base(one) == arxiv_base(other)
    if name == "doi":
        return doi_key(one) == doi_key(other)
    if name == "title" and fold(one):
        return fold(one) == fold(other)
    return bool(as_json(one) == as_json(other))


def is_more_exact(new: Any, old: Any) -> bool:
    """Whether `new` says what `old` says, and more: a date within a less exact one, the same people with more of their
    given names."""
    if isinstance(new, PartialDate) and isinstance(old, PartialDate):
        return new != old and str(new).startswith(f"{old}-")
    if not isinstance(new, tuple) or not isinstance(old, tuple) or len(new) != len(old) or new == old:
        return False
    return bool(new) and all(map(_is_fuller, new, old))


def _is_fuller(new: Any, old: Any) -> bool:
    """`Irene Solaiman` for `I. Solaiman`, or the very same."""
    if not isinstance(new, Person) or not isinstance(old, Person):
        return bool(new == old)
    if (fold(new.last), fold(new.suffix)) != (fold(old.last), fold(old.suffix)):
        return False
    names, short = fold(new.given).split(), fold(old.given).split()
    return len(short) <= len(names) and all(map(str.startswith, names, short))


# Fitting values to types.


def fit(kind: t.Type, value: Any) -> Any:
    """`value` as a field of that type can hold it; None if it cannot."""
    if isinstance(kind, t.Text):
        return _one_line(value) or None
    if isinstance(kind, t.Lines | t.Markdown):
        return "\n".join(line.rstrip() for line in clean(value).split("\n")).strip() or None
    if isinstance(kind, t.Paragraphs):
        parts = (_one_line(part) for part in re.split(r"\n[ \t]*(?:\n[ \t]*)+", clean(value)))
        return "\n\n".join(part for part in parts if part) or None
    if isinstance(kind, t.Formal):
        return kind.parse(_one_line(value)) or None
    if isinstance(kind, t.Choice):
        return value if value in kind.values else None
    if isinstance(kind, t.Many):
        items = [fitted for item in value if (fitted := fit(kind.item, item)) is not None]
        return tuple(dict.fromkeys(items)) if kind.unique else tuple(items)
    if isinstance(kind, t.PersonName):
        return _fit_name(value)
    return _fit_json(value) if isinstance(kind, t.Anything) else value


def clean(text: str) -> str:
    """Without characters that content cannot hold: line ends become line feeds, other control characters go, and so do
    those that turn the direction of what stands around them."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _CONTROLS.sub("", text)
    return without_strays(repair(text))


def find_cleaned(paper: Paper) -> tuple[str, ...]:
    """The fields of which `clean` takes more than a line's end, by their names in the table."""
    return tuple(name for name, value in paper_values(paper).items() if any(map(_loses, _texts(value))))


def _loses(text: str) -> bool:
    if text.isprintable():
        return False
    return _CONTROLS.search(text) is not None or repair(text) != text or bool(find_strays(text))


def _texts(value: Any) -> Iterator[str]:
    """All that a value of the table says."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Person):
        yield from (value.family, value.given, value.particle, value.suffix)
    elif isinstance(value, Group):
        yield value.name
    elif isinstance(value, Mapping):
        yield from (text for pair in value.items() for part in pair for text in _texts(part))
    elif isinstance(value, tuple | list):
        yield from (text for part in value for text in _texts(part))


_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029\v\f]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_BLANKS = re.compile(r"[ \t\n]+")


def _one_line(text: str) -> str:
    """Hard spaces stay: someone meant them."""
    return _BLANKS.sub(" ", clean(text)).strip()


def _fit_name(name: Person | Group) -> Person | Group | None:
    if isinstance(name, Group):
        text = _one_line(name.name)
        return Group(text) if text else None
    family, given = _one_line(name.family), _one_line(name.given)
    if not family:
        family, given = given, ""
    return Person(family, given, _one_line(name.particle), _one_line(name.suffix)) if family else None


def _fit_json(value: Json, level: int = 0) -> Any:
    """Scalars become the text that YAML gives back for them; nothing at all is None."""
    if isinstance(value, str):
        return fit(t.Lines(), value)
    if isinstance(value, Mapping | tuple | list) and level >= EXTRA_LEVELS:
        return json.dumps(as_json(value), ensure_ascii=False)
    if isinstance(value, Mapping):
        pairs = [(key, fitted) for key, item in value.items() if (fitted := _fit_json(item, level + 1)) is not None]
        return dict(_unique_keys(pairs)) or None
    if isinstance(value, tuple | list):
        items = (_fit_json(item, level + 1) for item in value)
        return tuple(item for item in items if item is not None) or None
    return as_json(value)


def _unique_keys(pairs: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """A second address under a name that is taken gets a number: a mapping holds a key once."""
    counts: dict[str, int] = {}
    taken: set[str] = set()
    for raw, value in pairs:
        wish = _one_line(str(raw))[:KEY_LENGTH].strip() or "other"
        key = wish
        while key in taken:
            counts[wish] = counts.get(wish, 1) + 1
            key = f"{wish}-{counts[wish]}"
        taken.add(key)
        yield key, value
