"""Builds one after the other for as long as the preview runs: asked as often as one likes, the latest state wins.

In go the list's folder and who is to be told, out comes each outcome as `builder` tells it. It must not know who asks,
nor what is done with an outcome.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock, Thread
from typing import IO, Any

from .builder import tell_failure

Told = Mapping[str, Any]


class Workshop:
    """`told` is called from a thread of its own. What is asked for while a build is at work takes its place."""

    def __init__(self, root: Path, target: Path, told: Callable[[Told], None]) -> None:
        self._root = root
        self._command = [sys.executable, "-m", "manicule.preview.builder", str(root), str(target)]
        self._told = told
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None
        self._asked = 0

    def ask(self) -> None:
        with self._lock:
            self._asked += 1
            self._order()

    def end(self) -> None:
        """It ends by itself when nobody can ask it any more, or with what it is at."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait()

    def _order(self) -> None:
        """Begins the process if there is none, or it has ended."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603  (our own module, by our own interpreter)
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
            )
            Thread(target=self._listen, args=(self._process,), daemon=True).start()
        assert self._process.stdin is not None  # noqa: S101  (it was asked for)
        self._process.stdin.write(f"{self._asked}\n")
        self._process.stdin.flush()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        answers: IO[str] | None = process.stdout
        for line in answers or ():
            self._told(json.loads(line))
        with self._lock:
            ended = process is self._process
        if ended:
            self._told(tell_failure(_GONE, self._root))


_GONE = "the process that builds has ended; it is begun again with the next change"
