"""The process that builds for the preview: a line on its standard input is an order, with its number, and it answers the
latest of them with a line.

In go the list's folder and the output folder as arguments, out come outcomes as JSON: of the papers that were changed at
first, then of all. A build that a later order finds at work is given up for it. It remembers what it has noted between
two builds; what becomes of an outcome it must not know.

Why a process of its own: pages are served meanwhile, without waiting for a build that is at work in the same one.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Condition, Thread
from typing import Any

from ..gates import build_first, prepare
from ..memory import Memory
from ..mending import mend
from ..order import Order, Outcome, never, nothing
from ..pipeline import build
from ..problems import Problem, Where, error, frame_of
from ..sources import read_source

TICK = 0.02
"""Seconds between two looks at whether a build has come to its end."""

BETWEEN = 20
"""Builds between two searches for garbage in circles, of which there is hardly any."""


def tell_outcome(outcome: Outcome, root: Path) -> dict[str, Any]:
    return {
        "failed": outcome.failed,
        "report": outcome.report,
        "written": outcome.written,
        "removed": outcome.removed,
        "checked": outcome.checked,
        "problems": [_tell_problem(problem, root) for problem in outcome.problems],
    }


def _tell_problem(problem: Problem, root: Path) -> dict[str, Any]:
    where = problem.where
    text = read_source(root, where.path)
    return {
        "level": problem.level,
        "code": problem.code,
        "message": problem.message,
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "width": where.width,
        "frame": frame_of(problem, text),
        "detail": problem.detail,
        "fix": problem.fix,
        "can_mend": bool(problem.fix and text) and mend(text or "", problem) is not None,
    }


def tell_failure(report: str, root: Path) -> dict[str, Any]:
    """Of a build that came to no outcome of its own; the last line of the report is what pages are told."""
    problem = error("not-built", report.strip().rpartition("\n")[2], Where(""))
    return tell_outcome(Outcome((problem,), report), root)


class Orders:
    """Numbers of orders as they come in, read by a thread of its own, so that one can ask whether there are more."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._come = Condition()
        self._latest = self._taken = 0
        self._over = False
        Thread(target=self._read, args=(lines,), daemon=True).start()

    def _read(self, lines: Iterable[str]) -> None:
        for line in lines:
            with self._come:
                self._latest = int(line)
                self._come.notify()
        with self._come:
            self._over = True
            self._come.notify()

    def take(self) -> bool:
        """True once there is one that has not been taken; False when nobody can ask any more."""
        with self._come:
            self._come.wait_for(lambda: self._latest > self._taken or self._over)
            if self._latest == self._taken:
                return False
            self._taken = self._latest
            return True

    def wait(self, seconds: float) -> bool:
        """Whether there are more, or nobody can ask any more, at the latest after so long."""
        with self._come:
            return self._come.wait_for(lambda: self._latest > self._taken or self._over, seconds)

    def are_waiting(self) -> bool:
        return self._latest > self._taken


def _build(order: Order, memory: Memory, stop: Callable[[], bool], begin: Callable[[], None]) -> dict[str, Any] | None:
    """None for a build that was given up."""
    return _tell(order, lambda: build(order, memory=memory, stop=stop, begin=begin))


def _tell(order: Order, work: Callable[[], Outcome | None]) -> dict[str, Any] | None:
    try:
        outcome = work()
        return None if outcome is None or outcome.stopped else tell_outcome(outcome, order.root)
    except OSError as reason:
        report = f"{reason.strerror or reason}: {reason.filename or ''}".rstrip(": ")
    except Exception:
        report = f"{traceback.format_exc()}\nThis is a bug in Manicule; what is above belongs in its report."
    return tell_failure(report, order.root)


def main() -> None:
    """Until nobody can ask any more."""
    root, target = (Path(argument) for argument in sys.argv[1:3])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    order, memory = Order(root, target, drafts=True), Memory()
    orders = Orders(sys.stdin)

    def answer(told: Mapping[str, Any] | None, **more: Any) -> None:
        if told is not None:
            answers.write(json.dumps({**told, **more}) + "\n")
            answers.flush()

    gc.disable()
    number = 0
    while orders.take():
        answer(_tell(order, lambda: build_first(order, memory)), first=True)
        if sys.platform == "linux":
            answer(_build_apart(order, memory, orders))
        else:
            answer(_build(order, memory, orders.are_waiting, nothing))
        number += 1
        if number % BETWEEN == 0:
            gc.collect()
        if not orders.are_waiting():
            prepare(order, memory)


def _build_apart(order: Order, memory: Memory, orders: Orders) -> dict[str, Any] | None:
    """In a process of its own that has all that this one knows, so that it can be ended at once when there is another
    order; but for one that has begun to write: of what it had written nobody would be told."""
    import fcntl  # not everywhere, as forks are not

    outcome = os.memfd_create("outcome")
    pid = os.fork()
    if pid == 0:
        try:
            _end_with_parent()
            told = _build(order, memory, never, lambda: fcntl.lockf(outcome, fcntl.LOCK_EX))
            with os.fdopen(outcome, "w", encoding="utf-8") as file:
                json.dump(told, file)
        finally:
            os._exit(0)
    try:
        while not orders.wait(TICK):
            if os.waitpid(pid, os.WNOHANG)[0]:
                return _read_outcome(outcome, order)
        try:
            fcntl.lockf(outcome, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.waitpid(pid, 0)
            return _read_outcome(outcome, order)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return None
    finally:
        os.close(outcome)


def _read_outcome(outcome: int, order: Order) -> dict[str, Any]:
    os.lseek(outcome, 0, os.SEEK_SET)
    with os.fdopen(os.dup(outcome), encoding="utf-8") as file:
        told = file.read()
    found: dict[str, Any] = json.loads(told) if told else tell_failure("the build was ended by the system", order.root)
    return found


def _end_with_parent() -> None:
    """Asks the system to end this process with the one that began it (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


if __name__ == "__main__":
    main()
