"""Of what a page is made, as digests: two pages with equal fingerprints have equal bytes.

Pages and their views go in, digests come out by the names of the parts. It must not know how a page is made, nor where
it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from .pages.parts import EntryCard, Page
from .safehtml import Html
from .text import digest


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """`common` are digests that are part of every page: the generator, the site's facts. `maker` gives the digest of
    what makes a page. What is known of rows, which stand on many pages, is kept."""

    common: Mapping[str, str]
    maker: Callable[[Page], str]
    _rows: dict[int, tuple[object, str]] = field(default_factory=dict)

    def parts(self, page: Page, view: object) -> dict[str, str]:
        """The digest of each part by its name."""
        parts = {"maker": self.maker(page), **self.common}
        kind: Any = type(view)
        for name in _names(kind):
            parts[name] = digest(self._tell(getattr(view, name)))
        return parts

    def _tell(self, value: Any) -> str:
        """All of a value as text, as its repr would have it, with the digest of a row for the row."""
        kind = type(value)
        if kind is str or kind is int or value is None:
            return repr(value)
        if kind is tuple:
            return f"({','.join([self._tell(one) for one in value])})" if value else "()"
        if kind is Html:
            return f"Html{str.__repr__(value)}"
        if kind is EntryCard:
            known = self._rows.get(id(value))
            if known is None:
                # The row is kept with it: an id is another object's when the first has gone.
                known = self._rows[id(value)] = value, digest(self._tell_fields(value))
            return known[1]
        if isinstance(value, str):
            return f"{kind.__name__}{str.__repr__(value)}"
        return self._tell_fields(value) if is_dataclass(kind) else repr(value)

    def _tell_fields(self, value: object) -> str:
        kind: Any = type(value)
        told = ",".join([self._tell(one) for one in _values(kind)(value)])
        return f"{kind.__name__}({told})"


@cache
def _values(kind: Any) -> Callable[[object], tuple[object, ...]]:
    """What gives all values of the fields of that kind at once."""
    names = _names(kind)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind) if part.repr)
