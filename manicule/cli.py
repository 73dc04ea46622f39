"""The command line: arguments to the pipeline, importing and the preview; their outcome to words and an exit code.

Problems and progress go to stderr, results to stdout. Exit codes: 0 fine, 1 problems in the content, 2 wrong usage,
3 a bug. It knows what the commands are called and nothing of how they work.

Why the imports inside functions: a build of which nothing has changed spends most of its time on loading modules.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from . import __version__
from .order import Order, Outcome
from .pipeline import build

FINE, PROBLEMS, USAGE, BUG = 0, 1, 2, 3

EPILOG = """\
A list is a folder with content/ in it:
  content/site.yaml            its title, address and settings
  content/papers/<slug>.yaml   a paper each, with your tags, notes and margin notes
  content/tags.yaml            the vocabulary;  content/paths/  reading paths;  content/pages/  pages of your own

From nothing to a site:
  manicule init mylist --from refs.bib     makes such a folder, with an entry for each paper
  manicule import more.bib listing.txt     makes entries of further papers
  manicule serve                           shows the site and rebuilds it as you write, or annotate in it
  manicule check                           says what is wrong, and writes nothing (for CI)
  manicule build                           makes site/, ready to be uploaded as it is
  manicule export --tag x --format ris     takes papers to other programs

Exit code: 0 fine, 1 problems in the content, 2 wrong usage, 3 a bug in Manicule.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code. Wrong usage raises SystemExit(2), as argparse has it."""
    _write_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser()
    options = parser.parse_args(_with_command(words))
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
    """For the console script."""
    sys.exit(main())


# Commands.


def without_collector(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
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

    return run(options, _target(options), options.commands)


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


def _progress() -> Callable[[str, int, int], None]:
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manicule",
        description="Makes a site from a reading list that you annotate.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"manicule {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, prog=parser.prog)

    def command(
        name: str, run: Callable[[argparse.Namespace], int], about: str, more: str = "", rooted: bool = True
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=f"{about} {more}".strip())
        if rooted:
            made.add_argument(
                "--root", type=Path, default=Path(), metavar="DIR", help="the list's folder (default: this one)"
            )
        made.set_defaults(root=Path(), run=run if run is run_serve else without_collector(run))
        return made

    made = command("build", run_build, "Make the site.", "This is what `manicule` alone does.")
    _output(made)
    made.add_argument("--clean", action="store_true", help="make every page anew, whatever is there")
    made.add_argument(
        "--no-cache", action="store_true", help="read every file, even if its size and times are as before"
    )
    _json(made)

    made = command(
        "check",
        run_check,
        "Say everything that is wrong with the content.",
        "Renders all pages, writes nothing. With --links and --facts it uses the network, and notes what it found out in "
        "content/sources/checked.jsonl, which a build reads.",
    )
    _output(made)
    made.add_argument(
        "--health",
        action="store_true",
        help="say what is gone, missing, unused, alone or there twice, with what mends it",
    )
    made.add_argument("--links", action="store_true", help="ask whether the addresses outside the site are there")
    made.add_argument(
        "--facts", action="store_true", help="ask arXiv, Crossref and DataCite whether ids are those of these papers"
    )
    made.add_argument("--contact", default="", metavar="MAIL", help="an address of yours, told to those asked")
    made.add_argument(
        "--days", type=int, default=30, metavar="N", help="take answers younger than that (default: %(default)s)"
    )
    made.add_argument(
        "--pause",
        type=float,
        default=1.0,
        metavar="SECONDS",
        help="between two requests to a host (default: %(default)s)",
    )
    made.add_argument(
        "--minutes", type=float, default=360.0, metavar="N", help="how long it may take (default: %(default)s)"
    )
    made.add_argument("--archive", action="store_true", help="ask the Wayback Machine for copies of what is gone")
    made.add_argument("--local", action="store_true", help="ask hosts of this machine and the local network too")
    for service in ("wayback", "arxiv", "crossref", "datacite"):
        made.add_argument(f"--{service}", default="", metavar="URL", help=argparse.SUPPRESS)
    _json(made)

    made = command(
        "serve",
        run_serve,
        "Show the site in a browser and rebuild it as you write.",
        "Drafts show; site/ is left alone.",
    )
    made.add_argument("--port", type=int, default=5500, help="the port on 127.0.0.1 (default: %(default)s)")
    made.add_argument("--open", action="store_true", help="open the browser")
    made.add_argument("--follow", action="store_true", help="let an open page go where something has changed")
    made.add_argument(
        "--editor",
        default="",
        metavar="COMMAND",
        help="how Alt-click opens a file: code, subl, … or a command with {file}, {line}, {column} (default: MANICULE_EDITOR, or one that is installed)",
    )

    made = command(
        "import",
        run_import,
        "Make entries from files of papers, or fill what they lack; append annotations to them.",
        "Your own words and changes are never overwritten; importing a file again changes nothing.",
    )
    made.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="BibTeX, RIS, CSL-JSON, an arXiv listing or Atom feed, a README list or ids; annotations from Hypothesis, Zotero or as W3C JSON-LD",
    )
    made.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    made.add_argument(
        "--to",
        choices=("auto", "papers", "works"),
        default="auto",
        help="where new papers go: to the list (papers), to works.yaml (works), or there only if a relation points to them (auto)",
    )
    made.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="FIELD",
        help="take what the files say of this field where your list says something else; can be given several times",
    )
    made.add_argument(
        "--private", action="store_true", help="take private annotations too; your list shows them to all"
    )
    made.add_argument("--replies", action="store_true", help="take replies to annotations too")
    made.add_argument(
        "--keywords",
        action="store_true",
        help="make tags of keywords that several new papers have, or the list has as tags",
    )
    _json(made)

    made = command(
        "fetch",
        run_fetch,
        "Ask arXiv, Crossref and DataCite for what papers lack, or for new papers.",
        "It uses the network. Answers are kept in content/sources/fetched/; your own words and "
        "values stay, and nothing is taken of a paper whose title is another.",
    )
    made.add_argument(
        "ids",
        nargs="*",
        metavar="ID",
        help="slugs, arXiv ids, DOIs or addresses (default: all papers that lack something)",
    )
    made.add_argument("--dry-run", action="store_true", help="ask, say what would be done, and write nothing")
    made.add_argument("--refresh", action="store_true", help="ask again about what has been answered before")
    made.add_argument(
        "--accept", action="append", default=[], metavar="FIELD", help="take what they say of this field, as in import"
    )
    made.add_argument("--contact", default="", metavar="MAIL", help="an address of yours, told to the services")
    made.add_argument(
        "--pause",
        type=float,
        default=3.0,
        metavar="SECONDS",
        help="between two requests to arXiv (default: %(default)s)",
    )
    for service in ("arxiv", "crossref", "datacite"):
        made.add_argument(f"--{service}", default="", metavar="URL", help=argparse.SUPPRESS)
    _json(made)

    made = command(
        "export",
        run_export,
        "Write papers of the list for other programs.",
        "All of them, or those that fit every tag, person, year and path named.",
    )
    made.add_argument("papers", nargs="*", metavar="PAPER", help="slugs of single papers")
    made.add_argument(
        "--format",
        default="bib",
        metavar="FORMAT",
        help="bib, biblatex, ris, json (CSL-JSON), csv or md, a list as READMEs have it (default: %(default)s)",
    )
    made.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help="only papers with it, or with one below it"
    )
    made.add_argument("--person", action="append", default=[], metavar="NAME", help="only papers that they signed")
    made.add_argument(
        "--year", action="append", default=[], type=int, help="only papers of that year, or of one of several"
    )
    made.add_argument("--path", default="", metavar="PATH", help="only papers of that reading path, in its order")
    made.add_argument("--drafts", action="store_true", help="drafts as well")
    made.add_argument("--output", type=Path, metavar="FILE", help="where to write it (default: to the terminal)")

    made = command(
        "new", run_new, "Make an entry by hand.", "For one of an id, `manicule import` or `fetch` know more."
    )
    made.add_argument("title", metavar="TITLE")
    made.add_argument("--author", action="append", default=[], metavar="NAME", help="can be given several times")
    made.add_argument("--date", default="", metavar="DATE", help="2019, 2019-08 or 2019-08-24")
    made.add_argument("--arxiv", default="", metavar="ID")
    made.add_argument("--doi", default="", metavar="DOI")
    made.add_argument("--url", default="", metavar="ADDRESS", help="a page of its own")
    made.add_argument("--tag", action="append", default=[], metavar="TAG", help="made if the list has not got it")
    made.add_argument("--slug", default="", help="the name of its file and page (default: of its id or title)")

    made = command("note", run_note, "Write a margin note into an entry.", "What is around the words, it finds out.")
    made.add_argument("paper", metavar="PAPER", help="its slug")
    made.add_argument("quote", metavar="WORDS", help="the words that it is about, as they stand in the text")
    made.add_argument(
        "note", metavar="NOTE", nargs="?", default="", help="Markdown; without it, the words are highlighted"
    )
    made.add_argument("--kind", default="", choices=("comment", "question", "claim", "doubt", "highlight"))
    made.add_argument(
        "--on", default="abstract", choices=("abstract", "title", "notes"), help="the text with the words"
    )
    made.add_argument(
        "--before", default="", metavar="WORDS", help="what stands before them, if they occur more than once"
    )
    made.add_argument("--behind", default="", metavar="WORDS", help="what stands behind them")
    made.add_argument("--by", default="", metavar="KEY", help="who writes it: one of the annotators in site.yaml")

    made = command("tag", run_tag, "Give a tag another name, everywhere.", "If the list has that one, they become one.")
    made.add_argument("old", metavar="OLD")
    made.add_argument("new", metavar="NEW")

    made = command(
        "mv", run_mv, "Give an entry another slug; its old address leads to the new one.", "All links to it follow."
    )
    made.add_argument("old", metavar="OLD")
    made.add_argument("new", metavar="NEW")

    made = command("why", run_why, "Say why a page would be made again.")
    made.add_argument("path", metavar="PATH", help="the page's path in the site, such as papers/2107.03374.html")
    _output(made)

    command("schema", run_schema, "Write JSON Schemas for editors to content/.schema/.")

    made = command("init", run_init, "Start a list of your own.", "No file that is there is changed.", rooted=False)
    made.add_argument("folder", type=Path, metavar="DIR", help="the list's folder, made if it is not there")
    made.add_argument(
        "--from",
        dest="files",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="files of papers to begin with, as `manicule import` takes them",
    )
    made.add_argument("--title", default="", help="the list's name (default: the folder's)")
    made.add_argument("--url", default="", help="where its site will stand")
    _json(made)

    made = command(
        "template",
        run_template,
        "Copy a template into the list, to change it there.",
        "What it was is noted, so that `manicule doctor` can say when it has changed. Without a name: says which there are.",
    )
    made.add_argument("names", nargs="*", metavar="NAME", help="such as paper.html or assets/css/tokens.css")
    made.add_argument("--merged", action="store_true", help="your copy has all that the present one has: note that")

    made = command(
        "doctor",
        run_doctor,
        "Say what may be wrong with how the list is set up.",
        "Versions, templates, editor settings, workflows; nothing is changed.",
    )
    _output(made)
    made.add_argument("--diff", action="store_true", help="show how templates have changed since you copied them")
    _json(made)
    made.set_defaults(commands=tuple(commands.choices))
    return parser


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="where the site goes (default: site/ in the list's folder)"
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="tell the outcome as JSON, for other programs")


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
