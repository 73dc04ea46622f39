"""What a command takes: seconds by the clock, processor seconds and memory, its child processes included.

A command goes in, its `Cost` comes out; a command that fails raises. It must not know what it measures. Times and
memory are for separate runs, since looking at a process's memory holds that process up.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

INTERVAL = 0.02
"""Seconds between two looks at the memory of a process and its children, if these do not take long."""


@dataclass(frozen=True, slots=True)
class Cost:
    """`seconds` by the clock, `cpu` of all processors (user and system, of children that were waited for as well),
    `largest` the highest resident set of any single process in bytes, `peak` that of all together or 0 if not sampled."""

    seconds: float
    cpu: float
    largest: int
    peak: int = 0


def measure(command: Sequence[str], log: Path, memory: bool = False) -> Cost:
    """Runs `command` to its end. What it says goes to `log`, and into the exception if it fails."""
    with log.open("wb") as said:
        started = time.perf_counter()
        process = start(command, said)
        watch = Watch(process.pid) if memory else None
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = watch.stop() if watch else 0
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}\n{log.read_text('utf-8', 'replace')}")
    # getrusage(2): ru_maxrss is in kilobytes on Linux.
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, peak)


def start(command: Sequence[str], log: BinaryIO) -> subprocess.Popen[bytes]:
    """As at a terminal of anybody's: Python keeps what it has compiled, unless it is told not to."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment)


class Watch:
    """Looks at the memory of a process and its children until it is stopped; `stop` returns the highest sum seen."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        self._over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        """For a third of the time at most: a large process is held up by it, and takes the longer for each look."""
        pause = INTERVAL
        while not self._over.wait(pause):
            started = time.perf_counter()
            self._peak = max(self._peak, memory_of(self._pid))
            pause = max(INTERVAL, 2 * (time.perf_counter() - started))


def memory_of(pid: int) -> int:
    """Bytes of a process and all its descendants together. A page that several of them share counts once: the sum is
    of their proportional set sizes (proc(5), smaps_rollup)."""
    return sum(_pss(each) for each in _tree(pid))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text().split():
                yield from _tree(int(child))


def _pss(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
