"""From saving a file to the pixels: how long an owner waits, in the preview with a page open in Chromium.

How many papers goes in; a table goes to stdout. README.md says what is measured. It needs the packages of the tests (`make
test` brings them, and a browser).

    python benchmarks/painted.py 1000
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import write_list
from measure import start

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from find_browser import find_browser
from playwright.sync_api import Page, sync_playwright

from manicule.preview.server import find_free_port

REST = 0.6
"""Seconds between two edits."""

SEEN = """word => new Promise(done => {
  (function look() {
    const panel = document.querySelector(".mnc-preview:not([hidden])");
    const text = document.querySelector("main").textContent + (panel ? panel.textContent : "");
    if (word.startsWith("!") ? !text.includes(word.slice(1)) : text.includes(word)) {
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.timeOrigin + performance.now())));
    } else requestAnimationFrame(look);
  })();
})"""
"""The time at which the word (with `!`: no longer the word) is on the page and has been painted."""


def wait_for(page: Page, word: str, began: float) -> float:
    """Seconds from `began`, in the clock that the browser reads as well."""
    return float(page.evaluate(SEEN, word)) / 1000 - began


def save(path: Path, old: str, new: str) -> float:
    text = path.read_text("utf-8")
    assert old in text
    began = time.time()
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    return began


def measure(page: Page, entry: Path, rounds: int) -> Iterator[tuple[str, float]]:
    """The seconds of each kind of waiting, `rounds` times each."""
    text = entry.read_text("utf-8")
    last = "\nnotes: |\n  Painted00\n\n"
    entry.write_text(text.split("\nnotes:")[0] + last, encoding="utf-8", newline="")
    wait_for(page, "Painted00", 0)
    words = page.locator("#abstract").inner_text().split(". ")[-1]
    for number in range(1, rounds + 1):
        time.sleep(REST)
        yield (
            "a word of a note",
            wait_for(page, f"Painted{number:02}", save(entry, f"Painted{number - 1:02}", f"Painted{number:02}")),
        )
        time.sleep(REST)
        yield "a mistake, until it is told", wait_for(page, "there is no field", save(entry, "\nnotes:", "\nnotse:"))
        time.sleep(REST)
        yield "mended, until that is gone", wait_for(page, "!there is no field", save(entry, "\nnotse:", "\nnotes:"))
        time.sleep(REST)
        page.keyboard.press("Control+Alt+KeyM")
        page.locator("dialog textarea").first.fill(words)
        page.locator("dialog textarea").nth(1).fill(f"Margin{number:02}")
        began = time.time()
        page.keyboard.press("Control+Enter")
        yield "a margin note written on the page", wait_for(page, f"Margin{number:02}", began)
        time.sleep(REST)
        began = time.time()
        page.locator(".mnc-tools button", has_text="Undo").click()
        yield "the same, taken back", wait_for(page, f"!Margin{number:02}", began)


@contextmanager
def preview(root: Path, log: Path) -> Iterator[str]:
    """Once it has built the list."""
    port = find_free_port(5900)
    with log.open("wb") as out:
        process = start([sys.executable, "-m", "manicule", "serve", "--root", str(root), "--port", str(port)], out)
    try:
        while " written, " not in log.read_text("utf-8"):
            if process.poll() is not None:
                raise RuntimeError(f"the preview ended with {process.returncode}")
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=int)
    parser.add_argument("--plain", action="store_true", help="without search, related papers and the like")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        root = Path(folder) / "list"
        write_list(options.papers, root, plain=options.plain)
        entry = sorted((root / "content/papers").glob("*.yaml"))[options.papers // 2]
        with preview(root, Path(folder) / "told") as address:
            browser = driver.chromium.launch(executable_path=find_browser())
            page = browser.new_page()
            page.goto(f"{address}papers/{entry.stem}.html")
            found: dict[str, list[float]] = {}
            for what, seconds in measure(page, entry, options.rounds):
                found.setdefault(what, []).append(seconds)
            browser.close()
    print(f"| {options.papers:,} papers: from saving to painted | median, ms | longest |\n| --- | ---: | ---: |")
    for what, seconds_of in found.items():
        print(f"| {what} | {1000 * statistics.median(seconds_of):.0f} | {1000 * max(seconds_of):.0f} |")


if __name__ == "__main__":
    main()
