"""What several commands say alike: problems, the files that were changed, the day.

Values go in, lines on the terminal and exit codes come out. It must not know any command.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ..model import PartialDate
from ..problems import Problem, format_problems, has_errors
from ..schema import renew_schemas
from ..sources import read_source

FINE, PROBLEMS, USAGE = 0, 1, 2


def print_done(root: Path, names: Sequence[str], problems: Sequence[Problem]) -> int:
    """The problems, and the files that were changed; editors complete what is new in them."""
    if problems:
        print(format_problems(problems, lambda path: read_source(root, path)), file=sys.stderr)
    for name in names:
        print(name)
    if names:
        renew_schemas(root)
    return PROBLEMS if has_errors(problems) else FINE


def find_today() -> PartialDate:
    """By the clock of this machine."""
    now = datetime.now().astimezone()
    return PartialDate(now.year, now.month, now.day)
