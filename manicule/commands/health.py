"""What `check` does beyond reading: links followed, facts held against what services say, the health of the list.

Options as the command line has them go in, an exit code comes out. It knows what is to be said, and nothing of how it is
found out.
"""

from __future__ import annotations

import argparse
from collections import Counter

from ..checked import CHECKED
from ..connecting import check_contact
from ..factcheck import FactReport, check_facts
from ..fetch import Services
from ..linkcheck import LinkReport, Manners, check_links
from ..problems import has_errors
from ..values import replace
from .saying import FINE, PROBLEMS, find_today, say, say_json, tell, tell_problems


def run_links(options: argparse.Namespace) -> int:
    manners = Manners(
        options.contact,
        max(0.0, options.pause),
        days=options.days,
        limit=options.minutes * 60,
        archive=options.archive,
        local=options.local,
    )
    if options.wayback:
        manners = replace(manners, wayback=options.wayback)
    report = LinkReport(problems=tuple(check_contact(options.contact)))
    if not report.problems:
        report = check_links(
            options.root,
            find_today(),
            manners,
            say=tell,
        )
    failed = has_errors(report.problems) or any(one.state == "dead" for one in report.verdicts.values())
    code = 130 if report.over else PROBLEMS if failed else FINE
    if options.json:
        row = {
            "asked": report.asked,
            "recent": report.recent,
            "left": dict(report.left),
            "verdicts": [one for _, one in sorted(report.verdicts.items())],
            "problems": report.problems,
            "over": report.over,
        }
        say_json(row)
        return code
    tell_problems(options.root, report.problems)
    for line in tell_links(report):
        say(line)
    if report.over:
        tell("\nEnded before all was asked; the same command goes on from there.")
    return code


def run_facts(options: argparse.Namespace) -> int:
    given = {name: value for name in ("arxiv", "crossref", "datacite") if (value := getattr(options, name))}
    report = FactReport(problems=tuple(check_contact(options.contact)))
    if not report.problems:
        report = check_facts(
            options.root,
            find_today(),
            Services(**given, contact=options.contact),
            options.days,
            say=tell,
        )
    failed = any(problem.level in ("error", "warning") for problem in report.problems)
    code = 130 if report.over else PROBLEMS if failed else FINE
    if options.json:
        row = {
            "asked": report.asked,
            "known": report.known,
            "recent": report.recent,
            "unanswered": dict(report.unanswered),
            "verdicts": [one for _, one in sorted(report.verdicts.items())],
            "problems": report.problems,
            "over": report.over,
        }
        say_json(row)
        return code
    tell_problems(options.root, report.problems)
    counts = Counter(one.state for one in report.verdicts.values())
    say(
        f"{report.asked} answered, {report.known} answers known from before, {report.recent} ids asked about lately: "
        f"{counts['fine']} as they stand here, {counts['doubted']} in doubt"
    )
    for of, why in report.unanswered:
        say(f"  nothing on {of}: {why}")
    if report.over:
        tell("\nEnded before all was asked; the same command goes on from there.")
    return code


def tell_links(report: LinkReport) -> list[str]:
    """What is not fine, the dead first, and the counts."""
    lines = []
    for state in ("dead", "moved", "unclear"):
        for of, one in sorted(report.verdicts.items()):
            if one.state == state:
                more = f" -> {one.to}" if one.to else f" ({one.said}, since {one.since})"
                lines.append(f"{state}: {of}{more}" + (f"\n  archived copy: {one.archived}" if one.archived else ""))
    counts = Counter(one.state for one in report.verdicts.values())
    said = ", ".join(f"{counts[state]} {_SAID[state]}" for state in _SAID if counts[state])
    lines += [f"{report.asked} asked, {report.recent} known from before" + (f": {said}" if said else "")]
    if report.left:
        whys = Counter(why for _, why in report.left)
        lines += [f"{count} not asked: {why}" for why, count in sorted(whys.items())]
    return [*lines, f"{CHECKED} has it."] if report.verdicts else lines


_SAID = {"fine": "fine", "moved": "moved for good", "dead": "dead", "unclear": "that cannot be told"}
