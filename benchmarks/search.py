"""What a search costs a reader: files, bytes and time of the browser's script, for a stated set of queries on the corpus.

How many papers goes in; a table goes to stdout. README.md says what is measured. It needs the packages of the tests (`make
test` brings them, and a browser).

    python benchmarks/search.py 10000
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import write_list

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from find_browser import find_browser
from loopback import serve_folder
from playwright.sync_api import Browser, Page, Request, sync_playwright

from manicule.order import Order
from manicule.pipeline import build

THROTTLE = 4
"""A telephone's processor, as Chromium imitates it."""

FIND = """async ([queries, offered]) => {
  const s = maniculeSearch, times = [];
  for (const query of queries) {
    const start = performance.now();
    const found = await s.find(query);
    const wanted = s.wantedWords(found);
    const rows = await Promise.all(found.results.slice(0, offered).map(one => s.rowOf(one.number)));
    rows.forEach(row => s.describe(row, wanted));
    times.push(performance.now() - start);
  }
  return times;
}"""

NARROW = """async () => {
  const boxes = () => Array.from(document.querySelectorAll(".facets li input"));
  const times = [];
  for (let n = 0; n < 12; n++) {
    const box = boxes()[n];
    if (!box) break;
    const start = performance.now();
    box.click();
    document.body.offsetHeight;
    times.push(performance.now() - start);
    boxes().find(one => one.checked)?.click();
  }
  return times;
}"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a first query on a page where nothing has been searched: files, their bytes raw and as hosts send them, and
    milliseconds until it is found, loading from this machine with it; and of one more letter, which needs no further file."""

    query: str
    files: int
    raw: int
    sent: int
    first: float
    again: float


def choose_queries(site: Path) -> list[str]:
    """Words from papers here and there, whole and as one types them, by themselves and together; authors, phrases and
    facets. The same for the same site."""
    queries: list[str] = []
    rows = [json.loads(_argument(file)) for file in sorted((site / "assets/search").glob("rows-*.js"))]
    papers = [paper for chunk in rows for paper in chunk]
    for paper in papers[:: max(1, len(papers) // 12)]:
        words = [word for word in paper[1].lower().split() if len(word) > 4]
        if len(words) > 1:
            queries += [words[0], words[0][:3], words[1][:5], " ".join(words[:2]), f'"{" ".join(words[:2])}"']
            queries += [
                f"{words[0]} year:2015..2020",
                f"author:{paper[2].split(',')[0].split()[-1].lower()}",
                f"{words[0]} -{words[1]}",
            ]
    return list(dict.fromkeys(queries))


def _argument(file: Path) -> str:
    text = file.read_text("utf-8")
    return text[text.index(",") + 1 : text.rindex(")")]


def measure(browser: Browser, address: str, site: Path, queries: Sequence[str]) -> Iterator[Cost]:
    for query in queries:
        page, files = _open(browser, f"{address}papers/index.html")
        page.evaluate(
            """src => new Promise(done => { const s = document.createElement("script"); s.src = src; s.onload = done; document.head.append(s); })""",
            f"{address}assets/search.js",
        )
        files.clear()
        first = page.evaluate(FIND, [[query], 10])[0]
        count = len(files)
        raw = [Path(site / name).read_bytes() for name in files]
        again = page.evaluate(FIND, [[query, query], 10])[1]
        yield Cost(query, count, sum(map(len, raw)), sum(len(gzip.compress(data, 6)) for data in raw), first, again)
        page.context.close()


def _open(browser: Browser, address: str) -> tuple[Page, list[str]]:
    """The page, and the files of the search that are asked for from now on."""
    page = browser.new_context().new_page()
    files: list[str] = []

    def see(request: Request) -> None:
        if "/assets/search/" in request.url:
            files.append("assets/search/" + request.url.rpartition("/")[2])

    page.on("request", see)
    page.goto(address)
    client = page.context.new_cdp_session(page)
    client.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    return page, files


def measure_facets(browser: Browser, address: str) -> list[float]:
    """Milliseconds of clicks on values of facets, of all papers, until the page is laid out anew."""
    page, _ = _open(browser, f"{address}search.html")
    page.wait_for_selector(".hits li")
    times = list(page.evaluate(NARROW))
    page.context.close()
    return times


def share(costs: Sequence[float]) -> str:
    """The median, and what 95 of a hundred stay below."""
    ordered = sorted(costs)
    return f"{statistics.median(ordered):,.0f} | {ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]:,.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("papers", type=int)
    papers = parser.parse_args().papers
    program = find_browser()
    if program is None:
        sys.stderr.write("There is no browser to measure with.\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="manicule-search-") as work:
        root = Path(work)
        write_list(papers, root)
        started = time.perf_counter()
        build(Order(root, root / "site"))
        sys.stderr.write(f"built in {time.perf_counter() - started:.1f} s\n")
        site = root / "site"
        queries = choose_queries(site)
        with serve_folder(site) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program)
            costs = list(measure(browser, address, site, queries))
            clicks = measure_facets(browser, address)
            browser.close()
    sys.stdout.write(f"{papers:,} papers, {len(costs)} queries, Chromium slowed down {THROTTLE} times\n\n")
    sys.stdout.write("| | median | 95 % stay below |\n| --- | ---: | ---: |\n")
    for label, values in (
        ("first query: files", [one.files for one in costs]),
        ("first query: kB raw", [one.raw / 1000 for one in costs]),
        ("first query: kB as sent (gzip)", [one.sent / 1000 for one in costs]),
        ("first query: ms until found, loading over loopback with it", [one.first for one in costs]),
        ("one more key that needs no file: ms", [one.again for one in costs]),
        ("a click on a facet, of all papers: ms", clicks),
    ):
        sys.stdout.write(f"| {label} | {share([float(value) for value in values])} |\n")
    worst = sorted(costs, key=lambda one: -one.sent)[:5]
    sys.stdout.write("\nThe largest: " + ", ".join(f"`{one.query}` {one.sent / 1000:,.0f} kB" for one in worst) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
