"""What several commands say alike: problems, the files that were changed, the day.

Values go in, lines on the terminal and exit codes come out. It must not know any command.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ..model import PartialDate
from ..problems import Problem, format_problems, has_errors, printable
from ..schema import renew_schemas
from ..sources import read_source
from ..values import as_plain

FINE, PROBLEMS, USAGE = 0, 1, 2


def say(words: str = "") -> None:
    """A result, to stdout. What is said may quote a list or an answer, and steers no terminal."""
    print(printable(words))


def tell(words: str = "") -> None:
    """What is no result, to stderr at once."""
    print(printable(words), file=sys.stderr, flush=True)


def tell_problems(root: Path, problems: Iterable[Problem], behind: str | None = None) -> None:
    """All of them with their lines, if there are any, and then `behind`."""
    if problems := tuple(problems):
        tell(format_problems(problems, lambda path: read_source(root, path)))
        if behind is not None:
            tell(behind)


def say_json(row: Any) -> None:
    """For programs; what could steer the terminal of a person who looks at it is an escape there as well."""
    said = json.dumps(as_plain(row), ensure_ascii=False, indent=1, default=str)
    print(_STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", said))


_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def print_done(root: Path, names: Sequence[str], problems: Sequence[Problem]) -> int:
    """The problems, and the files that were changed; editors complete what is new in them."""
    tell_problems(root, problems)
    for name in names:
        say(name)
    if names:
        renew_schemas(root)
    return PROBLEMS if has_errors(problems) else FINE


def find_today() -> PartialDate:
    """By the clock of this machine."""
    now = datetime.now().astimezone()
    return PartialDate(now.year, now.month, now.day)
