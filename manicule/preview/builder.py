"""The process that builds for the preview: a line on its standard input is an order, and it answers each with a line.

In go the list's folder and the output folder as arguments, out come outcomes as JSON. It remembers what it has noted
between two builds; what becomes of an outcome it must not know.

Why a process of its own: pages are served meanwhile, without waiting for a build that is at work in the same one.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from ..memory import Memory
from ..mending import mend
from ..pipeline import Order, Outcome, build, read_source
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


def _build(order: Order, memory: Memory) -> dict[str, Any]:
    try:
        return tell_outcome(build(order, memory=memory), order.root)
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
    gc.disable()
    for number, _ in enumerate(sys.stdin, start=1):
        answers.write(json.dumps(_build(order, memory)) + "\n")
        answers.flush()
        if number % BETWEEN == 0:
            gc.collect()


if __name__ == "__main__":
    main()
