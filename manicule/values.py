"""What every noun of ours is: a frozen value, equal to another of its kind that has the same fields.

It must not know what any of them means.

Why msgspec's and not dataclasses: a class is made in a thirtieth of the time (there are some two hundred, and a build of a few
new words is mostly the loading of modules), a value in a tenth.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

import msgspec
from msgspec import field

__all__ = ["Placed", "Value", "as_plain", "field", "names_of", "replace"]

if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True, field_specifiers=(field,))
    class Value:
        """As type checkers are to see it: they take what is derived from a Struct for one that can be changed."""

        __struct_fields__: ClassVar[tuple[str, ...]]

else:

    class Value(msgspec.Struct, frozen=True, gc=False):
        """The fields are the annotations, in their order; a default that is made anew each time is a `field`. Values are
        made of values that were there before them, so that none can be in a circle: Python's collector need not know them."""


_Value = TypeVar("_Value", bound=Value)


def replace(value: _Value, **fields: Any) -> _Value:
    """Another one with other values in these fields."""
    changed: _Value = msgspec.structs.replace(value, **fields)  # type: ignore[type-var]
    return changed


class Placed(Value):
    """A value that knows where it was found, which is no part of what it is."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and _without_places(self) == _without_places(other)

    def __hash__(self) -> int:
        return hash(_without_places(self))


_PLACES = frozenset({"where", "places", "start", "end"})


def _without_places(value: Any) -> tuple[object, ...]:
    return tuple(getattr(value, name) for name in names_of(type(value)) if name not in _PLACES)


def names_of(kind: type[Value]) -> tuple[str, ...]:
    """The names of the fields, in their order."""
    return kind.__struct_fields__


def as_plain(value: object) -> Any:
    """A value and all within it as mappings and lists, for JSON."""
    if isinstance(value, Value):
        return {name: as_plain(getattr(value, name)) for name in names_of(type(value))}
    if isinstance(value, Mapping):
        return {key: as_plain(one) for key, one in value.items()}
    return [as_plain(one) for one in value] if isinstance(value, list | tuple) else value
