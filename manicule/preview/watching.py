"""Changes of a list's files as they happen: folders go in, the paths that changed come out, from a thread of its own.

What the system tells is gathered for a moment, since an editor that saves makes several changes at once. It must not know
what is done about a change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Event, Thread

from watchfiles import Change, watch

QUIET_MS = 10
"""So long nothing more may happen before a change is told, in milliseconds."""

LONGEST_MS = 100
"""After so long it is told even if more is happening."""

TIMEOUT_MS = 200
"""So often it is said that nothing has happened."""

LATER = 0.3
"""Seconds between two looks for folders that have yet to be made, where the system cannot tell of them."""


class Watch:
    """Tells `heard` of changes in the `folders`, all that is in them, and of none each time that it has begun to listen,
    since something may have changed just before. Folders need not be there yet, or may go and come again: `home` is
    where they are made."""

    def __init__(self, folders: Sequence[Path], home: Path, heard: Callable[[set[str]], None]) -> None:
        self._folders = folders
        self._home = home
        self._heard = heard
        self._stop = Event()
        self._again = Event()

    def begin(self) -> None:
        for work in (self._watch_folders, self._watch_home):
            Thread(target=work, daemon=True).start()

    def end(self) -> None:
        self._stop.set()
        self._again.set()

    def _watch_folders(self) -> None:
        while not self._stop.is_set():
            self._again.clear()
            there = self._list_there()
            begun = False
            try:
                for changes in _listen(there, self._again) if there else ():
                    if changes or not begun:
                        self._heard(changes)
                    begun = True
            except OSError:
                time.sleep(LATER)
            if not there:
                self._again.wait(LATER)

    def _watch_home(self) -> None:
        """A folder that has come or gone is a change by itself, and then other folders are to be watched."""
        there = self._list_there()
        while not self._stop.is_set():
            try:
                for _ in _listen([self._home], self._stop, recursive=False):
                    if self._list_there() != there:
                        there = self._list_there()
                        self._again.set()
                        self._heard({str(folder) for folder in there})
            except OSError:
                time.sleep(LATER)

    def _list_there(self) -> tuple[Path, ...]:
        return tuple(folder for folder in self._folders if folder.is_dir())


def _listen(folders: Iterable[Path], stop: Event, recursive: bool = True) -> Iterable[set[str]]:
    found = watch(
        *folders,
        watch_filter=_counts,
        debounce=LONGEST_MS,
        step=QUIET_MS,
        stop_event=stop,
        rust_timeout=TIMEOUT_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
        recursive=recursive,
    )
    return ({path for _, path in changes} for changes in found)


def _counts(_: Change, path: str) -> bool:
    """Editors' temporary files and our own come and go."""
    name = Path(path).name
    ours = "__pycache__" in path or Path(path).parent.name == ".schema"
    return not (ours or name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp", ".pyc")))
