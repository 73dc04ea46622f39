"""Mappings whose values are made when they are first asked for.

The keys and a function from a key to its value go in. It must not know what the values are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Made(Mapping[_Key, _Value]):
    """A mapping with just these `keys`, in their order. The function has to give the same for the same key."""

    __slots__ = ("_keys", "_made", "_make")

    def __init__(self, keys: Collection[_Key], make: Callable[[_Key], _Value]) -> None:
        self._keys = keys
        self._make = make
        self._made: dict[_Key, _Value] = {}

    def __getitem__(self, key: _Key) -> _Value:
        try:
            return self._made[key]
        except KeyError:
            if key not in self._keys:
                raise
        made = self._made[key] = self._make(key)
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
