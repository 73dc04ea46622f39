"""The process that builds for the preview: a line on its standard input is an order, with its number, and it answers the
latest of them with a line.

In go the list's folder and the output folder as arguments, out come outcomes as JSON: of the papers that were changed at
first, then of all. A build that a later order finds at work is given up for it. It remembers what it has noted between
two builds; what becomes of an outcome it must not know.

Why a process of its own: pages are served meanwhile, without waiting for a build that is at work in the same one.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Condition, Thread
from typing import Any

from ..memory import Memory
from ..mending import mend
from ..pipeline import Order, Outcome, Waiting, build, prepare, read_source
from ..problems import Problem, Where, error, frame_of

BETWEEN = 20
"""Builds between two searches for garbage in circles, of which there is hardly any."""


def tell_outcome(outcome: Outcome, root: Path) -> dict[str, Any]:
    return {
        "failed": outcome.failed,
        "report": outcome.report,
        "written": outcome.written,
        "removed": outcome.removed,
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

    def take(self) -> int:
        """The latest, once there is one that has not been taken; 0 when nobody can ask any more."""
        with self._come:
            self._come.wait_for(lambda: self._latest > self._taken or self._over)
            if self._latest == self._taken:
                return 0
            self._taken = self._latest
            return self._taken

    def are_waiting(self) -> bool:
        return self._latest > self._taken


def _build(order: Order, memory: Memory, waiting: Waiting) -> dict[str, Any] | None:
    """None for a build that was given up."""
    try:
        outcome = build(order, memory=memory, waiting=waiting)
        return None if outcome.stopped else tell_outcome(outcome, order.root)
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

    def answer(told: Mapping[str, Any], number: int) -> None:
        answers.write(json.dumps({**told, "order": number}) + "\n")
        answers.flush()

    waiting = Waiting(lambda outcome: answer({**tell_outcome(outcome, root), "first": True}, 0), orders.are_waiting)
    gc.disable()
    done = 0
    while number := orders.take():
        told = _build(order, memory, waiting)
        if told is not None:
            answer(told, number)
            done += 1
            if not orders.are_waiting():
                prepare(order, memory)
        if done % BETWEEN == 0:
            gc.collect()


if __name__ == "__main__":
    main()
