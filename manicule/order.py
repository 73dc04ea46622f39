"""What is to be built, and what came of it: what the rooms of a build hand to each other.

Why tuples with names and no dataclasses: a build of which nothing has changed spends most of its time on loading modules.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .problems import Problem

Progress = Callable[[str, int, int], None]


def never() -> bool:
    """For whoever waits to the end."""
    return False


def nothing() -> None:
    """For whoever need not know."""


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """For whoever does not want to be told."""


class Order(NamedTuple):
    """What is to be built: the list in `root`, into `target`. `drafts` shows entries marked as drafts; `clean`
    makes every page anew; without `cache` nothing that a former run noted of the inputs is trusted."""

    root: Path
    target: Path
    drafts: bool = False
    clean: bool = False
    cache: bool = True


class Watch(NamedTuple):
    """Who looks on: `progress` is told how far it has come, `stop` says whether nobody wants it any more, `begin` is called
    when it writes."""

    progress: Progress = no_progress
    stop: Callable[[], bool] = never
    begin: Callable[[], None] = nothing


class Outcome(NamedTuple):
    """Paths by what was done, and the problems; `report` is those as a person reads them. `stopped`: it was given up. `checked`
    are, of a first look, the files in which nothing was wrong."""

    problems: tuple[Problem, ...] = ()
    report: str = ""
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: int = 0
    stopped: bool = False
    checked: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return any(problem.level == "error" for problem in self.problems)
