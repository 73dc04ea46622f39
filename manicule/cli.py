"""The command line: arguments to the pipeline, importing and the preview; their outcome to words and an exit code.

Problems and progress go to stderr, results to stdout. Exit codes: 0 fine, 1 problems in the content, 2 wrong usage,
3 a bug. It knows what the commands are called and nothing of how they work.

Why the imports inside functions: a build of which nothing has changed spends most of its time on loading modules.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from .options import Run, make_parser
from .order import Order, Outcome, Progress
from .pipeline import build

FINE, PROBLEMS, USAGE, BUG = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code. Wrong usage raises SystemExit(2), as argparse has it."""
    _write_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    words = _with_command(words)
    parser = make_parser(RUNS, words[0] if words[0] in RUNS else "")
    options = parser.parse_args(words)
    if not options.root.is_dir():
        parser.error(f"{options.root}: there is no such folder")
    try:
        code = options.run(options)
        return int(code)
    except KeyboardInterrupt:
        return 130
    except OSError as reason:
        said = f"manicule: {reason.strerror or reason}: {reason.filename or ''}".rstrip(": ")
        _say(said, sys.stderr)
        return PROBLEMS
    except Exception:
        import traceback

        traceback.print_exc()
        print("manicule: this is a bug in Manicule; what is above belongs in its report.", file=sys.stderr)
        return BUG


def entry_point() -> None:
    """For whoever runs this as a program. All that a long list was made of is left to the system, which takes no time for it,
    instead of being taken apart piece by piece."""
    code = main()
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        sys.exit(code)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or PROBLEMS  # Nobody reads it to its end.
    os._exit(code)


# Commands.


def without_collector(run: Run) -> Run:
    """For a command that comes to an end: what it makes is not in circles, and looking for these again and again among
    all that a long list is takes a sixth of a build."""

    def run_without(options: argparse.Namespace) -> int:
        gc.disable()
        try:
            return run(options)
        finally:
            gc.enable()

    return run_without


def run_build(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    order = Order(options.root, _target(options), clean=options.clean, cache=not options.no_cache)
    outcome = build(order, _progress())
    seconds = time.perf_counter() - started
    if options.json:
        return _print_json(outcome)
    _print_report(outcome)
    if outcome.failed:
        _say(f"{_target_name(order)} stays as it was.", sys.stderr)
        return PROBLEMS
    done = f"{len(outcome.written)} written, {len(outcome.removed)} removed, {outcome.kept} unchanged"
    _say(f"{_target_name(order)}: {done} ({seconds:.2f} s)")
    return FINE


def run_check(options: argparse.Namespace) -> int:
    if options.links or options.facts:
        from .commands.health import run_facts, run_links

        if options.links and options.facts and options.json:
            print("manicule: one of --links and --facts at a time with --json", file=sys.stderr)
            return USAGE
        return max([run(options) for run, wanted in ((run_links, options.links), (run_facts, options.facts)) if wanted])
    from .gates import check, check_health

    if options.health:
        outcome = check_health(Order(options.root, _target(options)))
        if options.json:
            return _print_json(outcome)
        _print_report(outcome)
        if not outcome.problems:
            print("Nothing is missing, gone or in doubt.")
        return PROBLEMS if outcome.failed else FINE
    outcome = check(Order(options.root, _target(options)), _progress())
    if options.json:
        return _print_json(outcome)
    _print_report(outcome)
    if outcome.failed:
        return PROBLEMS
    print("Nothing is wrong." if not outcome.problems else "Nothing that would stop a build.")
    return FINE


def run_why(options: argparse.Namespace) -> int:
    from .gates import why

    order = Order(options.root, _target(options))
    path = options.path.replace("\\", "/")
    prefix = _target_name(order)
    parts, outcome = why(order, path.removeprefix(prefix))
    if outcome.failed:
        _print_report(outcome)
        return PROBLEMS
    if parts is None:
        _say(f"{path}: there is no such page", sys.stderr)
        return PROBLEMS
    _say(f"{path}: " + _WHY.get(parts, "will be made again; changed: " + ", ".join(parts)))
    return FINE


def run_import(options: argparse.Namespace) -> int:
    from .commands.papers import run_import as run

    return run(options)


def run_fetch(options: argparse.Namespace) -> int:
    from .commands.papers import run_fetch as run

    return run(options)


def run_export(options: argparse.Namespace) -> int:
    from .commands.papers import run_export as run

    return run(options)


def run_new(options: argparse.Namespace) -> int:
    from .commands.changes import run_new as run

    return run(options)


def run_note(options: argparse.Namespace) -> int:
    from .commands.changes import run_note as run

    return run(options)


def run_tag(options: argparse.Namespace) -> int:
    from .commands.changes import run_tag as run

    return run(options)


def run_mv(options: argparse.Namespace) -> int:
    from .commands.changes import run_mv as run

    return run(options)


def run_init(options: argparse.Namespace) -> int:
    from .commands.setup import run_init as run

    return run(options)


def run_template(options: argparse.Namespace) -> int:
    from .commands.setup import run_template as run

    return run(options)


def run_doctor(options: argparse.Namespace) -> int:
    from .commands.setup import run_doctor as run

    return run(options, _target(options), tuple(RUNS))


def run_serve(options: argparse.Namespace) -> int:
    from .preview.server import serve

    return serve(options.root, options.port, options.open, options.follow, options.editor)


def run_schema(options: argparse.Namespace) -> int:
    from .schema import write_schemas

    for path in write_schemas(options.root):
        print(path)
    return FINE


# Words.

_WHY = {
    (): "up to date",
    ("new",): "will be made: it is not in the output yet",
    ("gone",): "will be removed: nothing asks for it any more",
}


def _say(words: str, stream: TextIO | None = None) -> None:
    """With names of a person's files in it, which steer no terminal."""
    if not words.isprintable():
        from .problems import printable

        words = printable(words)
    print(words, file=stream)


def _print_report(outcome: Outcome) -> None:
    if outcome.report:
        print(outcome.report, file=sys.stderr)
    levels = [problem.level for problem in outcome.problems]
    counts = [
        f"{levels.count(level)} {level}{'' if levels.count(level) == 1 else 's'}"
        for level in ("error", "warning", "notice")
        if level in levels
    ]
    if counts:
        print("\n" + ", ".join(counts), file=sys.stderr)


def _print_json(outcome: Outcome) -> int:
    from .commands.saying import say_json

    row = {
        "problems": outcome.problems,
        "written": outcome.written,
        "removed": outcome.removed,
        "kept": outcome.kept,
    }
    say_json(row)
    return PROBLEMS if outcome.failed else FINE


def _progress() -> Progress:
    """One line on a terminal that says how far it is, from half a second on; nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda _stage, _done, _total: None
    shown = time.monotonic()

    def show(stage: str, done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown > 0.5 and done < total:
            shown = now - 0.4
            print(f"\r{stage} {done} of {total}\x1b[K", end="", file=sys.stderr, flush=True)
        elif done == total:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    return show


# Arguments.


def _with_command(words: list[str]) -> list[str]:
    """`build` where no command is named: `python build.py --clean` is a build as well."""
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help", "--version")):
        return ["build", *words]
    return words


def _target(options: argparse.Namespace) -> Path:
    output: Path | None = options.output
    return output or Path(options.root) / "site"


def _target_name(order: Order) -> str:
    return f"{order.target.as_posix().removeprefix('./')}/"


def _write_utf8() -> None:
    """Problems quote any script; a Windows console's code page could not say them."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


RUNS: Mapping[str, Run] = {
    "build": without_collector(run_build),
    "check": without_collector(run_check),
    "serve": run_serve,
    "import": without_collector(run_import),
    "fetch": without_collector(run_fetch),
    "export": without_collector(run_export),
    "new": without_collector(run_new),
    "note": without_collector(run_note),
    "tag": without_collector(run_tag),
    "mv": without_collector(run_mv),
    "why": without_collector(run_why),
    "schema": without_collector(run_schema),
    "init": without_collector(run_init),
    "template": without_collector(run_template),
    "doctor": without_collector(run_doctor),
}
