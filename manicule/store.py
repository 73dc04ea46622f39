"""Packed values in one file, one behind the other: written as they come, read when they are asked for.

Bytes go in and slots come out, and later bytes for a slot. It must not know what is packed.

Why not in memory: of a long list that is as much as all else together, and each worker of a build would have it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .safewrite import move_over

Slot = tuple[int, int]
"""Where it begins in the file, and how long it is."""

HELD = 1024 * 1024
"""Bytes that wait to be written."""

_MAGIC = b"manicule"


class Store:
    """A file beside `path` that takes its place when it is finished, and is removed when it is dropped. Where no file can be
    written, all is kept in memory, and nothing comes of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_name(f"{path.name}.{os.getpid()}.new")
        self._file: int | None = None
        """Before anything is written; -1 where nothing can be."""
        self._memory = bytearray()
        self._end = 0
        self._waiting: list[bytes] = []
        self._waits = 0

    def put(self, data: bytes) -> Slot:
        slot = self._end, len(data)
        self._end += len(data)
        self._waiting.append(data)
        self._waits += len(data)
        if self._waits > HELD:
            self.flush()
        return slot

    def flush(self) -> None:
        """To be called before another process asks for anything."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._waits = 0
        if self._file is None:
            self._file = self._begin()
        if self._file < 0:
            self._memory += data
            return
        try:
            for at in range(0, len(data), HELD):
                _write(self._file, data[at : at + HELD])
        except OSError:
            # The disk is full, say: what there is of it goes on in memory.
            end = self._end - len(data)
            self._memory = bytearray(_read_at(self._file, 0, end) + data)
            self.drop()

    def _begin(self) -> int:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            for left in self._path.parent.glob(f"{self._path.name}.*.new"):
                left.unlink()  # by a build that was killed
            return os.open(self._beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
        except OSError:
            return -1

    def get(self, slot: Slot) -> bytes:
        if self._waiting:
            self.flush()
        return _get(-1 if self._file is None else self._file, self._memory, slot)

    def finish(self, head: bytes) -> None:
        """With a head, which an `OpenStore` has at hand. Whoever cannot write it does without."""
        self.put(head + len(head).to_bytes(8, "little") + _MAGIC)
        self.flush()
        if self._close():
            try:
                move_over(self._beside, self._path)
            except OSError:
                self._remove()

    def drop(self) -> None:
        """What is not finished. Then all that comes is kept in memory."""
        if self._close():
            self._remove()

    def _remove(self) -> None:
        with suppress(OSError):
            self._beside.unlink()

    def _close(self) -> bool:
        """Whether there was a file."""
        file, self._file = self._file, -1
        if file is None or file < 0:
            return False
        os.close(file)
        return True


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


class OpenStore:
    """One that is whole, for reading. What takes its place later is not seen."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where there is none, ValueError where it is none."""
        self._memory = b""
        self._file = -1
        if os.name == "nt":  # where a file that is open cannot be replaced
            self._memory = path.read_bytes()
            size = len(self._memory)
        else:
            self._file = os.open(path, os.O_RDONLY)
            size = os.fstat(self._file).st_size
        foot = self.get((size - 16, 16)) if size >= 16 else b""
        length = int.from_bytes(foot[:8], "little")
        if foot[8:] != _MAGIC or length > size - 16:
            raise ValueError(f"{path} is not whole")
        self.head = self.get((size - 16 - length, length))

    def get(self, slot: Slot) -> bytes:
        return _get(self._file, self._memory, slot)

    def __del__(self) -> None:
        if self._file >= 0:
            os.close(self._file)


def _get(file: int, memory: bytes | bytearray, slot: Slot) -> bytes:
    """From the file, or from memory where there is none (-1)."""
    offset, length = slot
    return bytes(memory[offset : offset + length]) if file < 0 else _read_at(file, offset, length)


def _read_at(file: int, offset: int, length: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(file, length, offset)
    os.lseek(file, offset, os.SEEK_SET)
    data = os.read(file, length)
    os.lseek(file, 0, os.SEEK_END)
    return data
