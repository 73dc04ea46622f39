"""Whether the pages are as good as they are said to be, by the two judges that are not Python: `make quality`.

1. Two lists are built: the one that comes with Manicule, and one with every kind of page and file (tests/full_list.py).
2. The Nu checker reads every page of both: no error, no warning.
3. Lighthouse opens the home page, a paper and a tag of the first, as a telephone and as a desktop: at least 98 of 100 in
   all four categories. A page that comes out below is measured twice more, and the middle one counts: a machine that is
   busy with something else is slow.

What stands in the table is what was measured; nothing is written but below .cache/ and .venv/. Exit code: 0 if all is
well, 1 if something is below the bar, 2 if one of the judges could not be had.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from find_browser import NONE_FOUND, find_browser
from full_list import make_full_list
from lighthouse import CATEGORIES, FORMS, Scores, measure_page
from loopback import serve_folder
from node_tools import Missing, find_lighthouse, find_nu
from nu_checker import check_pages

from manicule.order import Order
from manicule.pipeline import build

SCRATCH = ROOT / ".cache/quality"
BAR = 98
"""Of 100, for each of Lighthouse's categories."""

PAGES = {
    "home": "index.html",
    "paper": "papers/1908.09203.html",
    "tag": "tags/evaluation.html",
}


@dataclass(frozen=True, slots=True)
class Result:
    """A line of the table. `why` is shown below it where it is not good."""

    judge: str
    what: str
    found: str
    good: bool
    why: tuple[str, ...] = ()


def build_lists(scratch: Path) -> dict[str, Path]:
    """Where each of the two lists stands as a site, built from nothing."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(ROOT / "content", scratch / "shipped/content")
    make_full_list(scratch / "full")
    for name in ("shipped", "full"):
        outcome = build(Order(scratch / name, scratch / name / "site"))
        if outcome.failed:
            raise RuntimeError(outcome.report)
    return {"the list that comes with Manicule": scratch / "shipped/site", "every kind of page": scratch / "full/site"}


def judge_html(command: list[str], sites: dict[str, Path]) -> Iterator[Result]:
    for name, site in sites.items():
        mistakes = check_pages(command, site)
        errors = sum(one.level != "warning" for one in mistakes)
        found = f"{len(list(site.rglob('*.html')))} pages: {errors} errors, {len(mistakes) - errors} warnings"
        yield Result("Nu checker", name, found, not mistakes, tuple(map(str, mistakes[:20])))


def judge_pages(command: list[str], browser: Path, site: Path, scratch: Path) -> Iterator[Result]:
    with serve_folder(site, "/some/list/") as address:
        for name, path in PAGES.items():
            for form in FORMS:
                tries = [measure_page(command, browser, address + path, form, scratch)]
                while tries[0].least < BAR and len(tries) < 3:
                    tries.append(measure_page(command, browser, address + path, form, scratch))
                yield lighthouse_result(name, form, tries)


def lighthouse_result(name: str, form: str, tries: list[Scores]) -> Result:
    """The middle of what was measured, category by category."""
    middle = {one: sorted(scores.scores[one] for scores in tries)[len(tries) // 2] for one in CATEGORIES.values()}
    found = " · ".join(f"{one} {score}" for one, score in middle.items())
    good = min(middle.values()) >= BAR
    return Result(f"Lighthouse {tries[0].version}", f"{name}, {form}", found, good, () if good else tries[-1].lost)


def show(results: list[Result]) -> str:
    wide = [max(len(getattr(one, field)) for one in results) for field in ("judge", "what", "found")]
    lines = []
    for one in results:
        cells = (one.judge.ljust(wide[0]), one.what.ljust(wide[1]), one.found.ljust(wide[2]))
        lines += ["  ".join((*cells, "ok" if one.good else "BELOW THE BAR")), *(f"    {line}" for line in one.why)]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Nu checker and Lighthouse over built lists.")
    parser.add_argument("--only", choices=("nu", "lighthouse"), help="one of the two judges")
    only = parser.parse_args().only
    sites = build_lists(SCRATCH)
    results: list[Result] = []
    missing: list[str] = []
    if only != "lighthouse":
        nu = find_nu()
        if isinstance(nu, Missing):
            missing.append(nu.text)
        else:
            results += judge_html(nu, sites)
    if only != "nu":
        lighthouse, browser = find_lighthouse(), find_browser()
        if isinstance(lighthouse, Missing):
            missing.append(lighthouse.text)
        elif browser is None:
            missing.append(NONE_FOUND)
        else:
            results += judge_pages(lighthouse, browser, next(iter(sites.values())), SCRATCH)
    if results:
        print(show(results))
    for text in missing:
        print(f"NOT MEASURED: {text}", file=sys.stderr)
    return 1 if not all(one.good for one in results) else 2 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
