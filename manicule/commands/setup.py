"""The commands that set a list up: `init`, `template` and `doctor`; their options to calls, the outcome to words.

Options as the command line has them go in, an exit code comes out. It knows what is to be said, and nothing of how a
list is made or looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from ..importing import format_report, report_json
from ..problems import has_errors
from .saying import FINE, PROBLEMS, USAGE, find_today, say, say_json, tell, tell_problems


def run_init(options: argparse.Namespace) -> int:
    from ..starting import start_list

    root: Path = options.folder
    start = start_list(root, options.files, find_today(), options.title, options.url)
    report = start.imported
    misused = any(problem.where.path.startswith("--") for problem in start.problems)
    code = USAGE if misused else PROBLEMS if start.failed else FINE
    if options.json:
        said = {"problems": start.problems, "written": start.written}
        imported = report_json(report) if report else None
        say_json({**said, "left": start.left, "import": imported})
        return code
    tell_problems(root, (*start.problems, *(report.problems if report else ())))
    if has_errors(start.problems):
        tell("Nothing was written.")
        return code
    name = root.as_posix()
    say(f"{name}/: {len(start.written)} file{'' if len(start.written) == 1 else 's'} written")
    if start.left:
        say(f"Left as {'it was' if len(start.left) == 1 else 'they were'}: {', '.join(start.left)}")
    if report:
        say(f"\n{format_report(report)}")
    at = f" --root {_quoted(name)}" if root.resolve() != Path().resolve() else ""
    say(f"\nNow `manicule serve{at}` shows the list as you write, and `manicule build{at}` makes its site.")
    return code


def run_template(options: argparse.Namespace) -> int:
    from ..overrides import FOLDER, copy_templates, find_overrides, note_originals, template_names

    if not options.names:
        own = {override.name for override in find_overrides(options.root)}
        for name in template_names():
            say(f"{name}  (the list has its own)" if name in own else name)
        return FINE
    act = note_originals if options.merged else copy_templates
    names = [name.replace("\\", "/").removeprefix(f"{FOLDER}/") for name in options.names]
    written, problems = act(options.root, tuple(dict.fromkeys(names)))
    tell_problems(options.root, problems)
    for path in written:
        say(path)
    return PROBLEMS if problems else FINE


def run_doctor(options: argparse.Namespace, target: Path, commands: Iterable[str]) -> int:
    from ..doctor import check_up, checkup_json

    checkup = check_up(options.root, target, tuple(commands))
    code = PROBLEMS if has_errors(checkup.problems) else FINE
    if options.json:
        say_json(checkup_json(checkup))
        return code
    wide = max(len(name) for name, _ in checkup.facts)
    for name, said in checkup.facts:
        say(f"{name:<{wide}}  {said}")
    sys.stdout.flush()
    if checkup.problems:
        tell()
    tell_problems(options.root, checkup.problems)
    if options.diff:
        for override in checkup.overrides:
            print(f"\n{override.diff}" if override.diff else "", end="")
    if not checkup.problems:
        say("\nNothing is amiss.")
    return code


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
