"""Mappings whose values are made, or unpacked, when they are first asked for, and who asked.

The keys go in, and a function from a key to its value or the packed values; and for whoever wants to know it, which
keys were asked for. It must not know what the values are.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeVar

from .values import Value

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


MANY = 5_000
"""Keys above which the values that are made for them are not all remembered, unless somebody says that they are needed again."""

REMEMBERED = 1000
"""How many are remembered then."""

LONG = 20_000
"""Papers above which their texts are not all held in memory at a time, even if they are needed again."""


class _Keyed(Mapping[_Key, _Value]):
    """A mapping with just these `keys`, in their order."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Collection[_Key]) -> None:
        self._keys = keys

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Made(_Keyed[_Key, _Value]):
    """The function has to give the same for the same key. `most` values
    are remembered, of a long mapping a few only unless that is told; others are made again when they are asked for again."""

    __slots__ = ("_made", "_make", "_most")

    def __init__(self, keys: Collection[_Key], make: Callable[[_Key], _Value], most: int | None = None) -> None:
        super().__init__(keys)
        self._make = make
        self._most = most if most is not None else REMEMBERED if len(keys) > MANY else len(keys)
        self._made: dict[_Key, _Value] = {}

    def __getitem__(self, key: _Key) -> _Value:
        try:
            return self._made[key]
        except KeyError:
            if key not in self._keys:
                raise
        made = self._made[key] = self._make(key)
        if len(self._made) > self._most:
            del self._made[next(iter(self._made))]
        return made


class Asked:
    """Notes which keys have been asked for since it was last told to begin."""

    __slots__ = ("keys",)

    def __init__(self) -> None:
        self.keys: dict[str, None] = {}

    def begin(self) -> None:
        self.keys = {}


class Watched(_Keyed[str, _Value]):
    """The same mapping, but that it is noted for which keys a value was asked, each with `sign` before it."""

    __slots__ = ("_asked", "_sign", "_values")

    def __init__(self, values: Mapping[str, _Value], asked: Asked, sign: str = "") -> None:
        super().__init__(values)
        self._values = values
        self._asked = asked
        self._sign = sign

    def __getitem__(self, key: str) -> _Value:
        value = self._values[key]
        self._asked.keys[self._sign + key] = None
        return value


class Replaced(_Keyed[_Key, _Value]):
    """The mapping `before`, but for the values of some of its keys, which are `new`."""

    __slots__ = ("before", "new")

    def __init__(self, before: Mapping[_Key, _Value], new: Mapping[_Key, _Value]) -> None:
        super().__init__(before)
        self.before = before
        self.new = new

    def __getitem__(self, key: _Key) -> _Value:
        return self.new[key] if key in self.new else self.before[key]


class Packed(Made[_Key, _Value]):
    """A mapping each of whose values is packed by itself (`pack`), and unpacked when it is asked for."""

    __slots__ = ("packed",)

    def __init__(self, packed: Mapping[_Key, bytes]) -> None:
        super().__init__(packed, lambda key: unpack(packed[key]), len(packed))
        self.packed = packed

    def __reduce__(self) -> tuple[Any, ...]:
        return Packed, (self.packed,)


class Stored(Made[_Key, _Value]):
    """A mapping whose packed values are elsewhere: `packed` gives the bytes of one by its key. Unpacked it is completed.
    Packed itself the mapping is empty."""

    __slots__ = ("packed",)

    def __init__(
        self,
        keys: Collection[_Key] = (),
        packed: Callable[[_Key], bytes] = lambda _key: b"",
        complete: Callable[[Any], _Value] = lambda value: value,
    ) -> None:
        super().__init__(keys, lambda key: complete(unpack(packed(key))))
        self.packed = packed

    def __reduce__(self) -> tuple[Any, ...]:
        return Stored, ()


class Bundle(Mapping[_Key, _Value]):
    """A mapping that is packed as a whole, and unpacked as a whole when anything of it is asked for."""

    __slots__ = ("_open", "_packed")

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._open: Mapping[_Key, _Value] | None = None

    def _all(self) -> Mapping[_Key, _Value]:
        if self._open is None:
            self._open = unpack(self._packed)
        return self._open

    def __getitem__(self, key: _Key) -> _Value:
        return self._all()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._all()

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __reduce__(self) -> tuple[Any, ...]:
        return Bundle, (self._packed,)


class Parcel:
    """A value that is packed, and unpacked when it is asked for."""

    __slots__ = ("_open", "_packed")

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._open: list[object] = []

    def open(self) -> object:
        if not self._open:
            self._open.append(unpack(self._packed))
        return self._open[0]

    def __reduce__(self) -> tuple[Any, ...]:
        return Parcel, (self._packed,)


def pack(value: object) -> bytes:
    """Values of this package, as bytes for `unpack`."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def pack_each(values: Mapping[_Key, _Value]) -> Packed[_Key, _Value]:
    """Each value by itself; one that is packed stays as it is."""
    if isinstance(values, Packed):
        return values
    if isinstance(values, Replaced):
        return Packed({**pack_each(values.before).packed, **{key: pack(one) for key, one in values.new.items()}})
    return Packed({key: pack(one) for key, one in values.items()})


def unpack(data: bytes) -> Any:
    """What was packed; the modules that its classes are in have to be loaded. Raises pickle.UnpicklingError, among
    others, for anything else: the bytes may come from a folder that somebody else has filled, so nothing is loaded for
    them, and nothing called but what makes the frozen values of this package."""
    return _Unpickler(io.BytesIO(data)).load()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("manicule.") and module in sys.modules:
            found = getattr(sys.modules[module], name, None)
            if isinstance(found, type) and (issubclass(found, Value) or name in _MAPPINGS):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a list")


_MAPPINGS = frozenset({"Packed", "Stored", "Bundle", "Parcel", "Places", "_PlacesBelow", "Html"})
