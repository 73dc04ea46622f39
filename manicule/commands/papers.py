"""The commands by which papers come in and go out: `import`, `fetch` and `export`.

Options as the command line has them go in, an exit code comes out. It knows what is to be said, and nothing of how a
paper is read.
"""

from __future__ import annotations

import argparse
import sys

from ..exporting import Wish, export_papers
from ..fetch import Services, fetch_papers
from ..importing import Wanted, format_report, report_json
from ..importing import run_import as import_files
from ..problems import has_errors
from ..schema import renew_schemas
from .saying import FINE, PROBLEMS, find_today, say, say_json, tell, tell_problems


def run_import(options: argparse.Namespace) -> int:

    wanted = Wanted(private=options.private, replies=options.replies)
    report = import_files(
        options.root,
        options.files,
        find_today(),
        options.to,
        options.dry_run,
        wanted=wanted,
        accept=options.accept,
        keywords=options.keywords,
    )
    if report.written:
        renew_schemas(options.root)
    failed = has_errors(report.problems)
    if options.json:
        say_json(report_json(report))
        return PROBLEMS if failed else FINE
    tell_problems(options.root, report.problems, behind="")
    say(format_report(report))
    return PROBLEMS if failed else FINE


def run_fetch(options: argparse.Namespace) -> int:

    given = {name: value for name in ("arxiv", "crossref", "datacite") if (value := getattr(options, name))}
    services = Services(**given, pause=options.pause, contact=options.contact)
    report = fetch_papers(
        options.root,
        options.ids,
        find_today(),
        services,
        options.dry_run,
        options.refresh,
        options.accept,
        say=tell,
    )
    imported = report.imported
    if imported and imported.written:
        renew_schemas(options.root)
    code = PROBLEMS if report.failed or report.unanswered else FINE
    if options.json:
        said = {
            "asked": report.asked,
            "known": report.known,
            "unanswered": dict(report.unanswered),
            "over": report.over,
        }
        problems = report.problems
        row = {**said, "problems": problems, "import": report_json(imported) if imported else None}
        say_json(row)
        return code
    tell_problems(options.root, (*report.problems, *(imported.problems if imported else ())), behind="")
    say(f"{report.asked} answered, {report.known} known from before")
    for one, reason in report.unanswered:
        say(f"  nothing on {one}: {reason}")
    if imported:
        say("\n" + format_report(imported))
    elif not report.problems and not report.unanswered:
        say("No paper lacks anything that could be asked for.")
    if report.over:
        tell("\nEnded before all was asked. What came is kept: the same command goes on from there.")
        return 130
    return code


def run_export(options: argparse.Namespace) -> int:

    wish = Wish(
        tuple(options.papers),
        tuple(options.tag),
        tuple(options.person),
        tuple(options.year),
        options.path,
        options.drafts,
    )
    export = export_papers(options.root, options.format, wish)
    tell_problems(options.root, export.problems)
    if export.text is None:
        return PROBLEMS
    if options.output:
        options.output.write_text(export.text, encoding="utf-8", newline="")
        tell(f"{options.output}: {export.count} paper{'' if export.count == 1 else 's'}")
    else:
        # As it is, whatever a terminal makes of line ends.
        sys.stdout.flush()
        binary = getattr(sys.stdout, "buffer", None)
        binary.write(export.text.encode()) if binary else sys.stdout.write(export.text)
    return PROBLEMS if has_errors(export.problems) else FINE
