"""A Chromium for the browser tests: found if there is one, brought if there is none.

`find_browser` looks and changes nothing; `bring_browser` installs one, from Debian's packages or Playwright's. Run as
a program it does both and says where the browser is. It knows nothing of the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMED_BY = "MANICULE_CHROMIUM"
SKIPPED_BY = "MANICULE_NO_BROWSER"

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    # Where installers put Chrome on macOS and Windows, neither of which has it on the PATH.
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
PATIENCE = 600
"""Seconds that one installer may take."""

NONE_FOUND = f"""\
There is no Chromium for the browser tests, and none could be brought.
Install Chromium or Chrome, or name one: {NAMED_BY}=/path/to/chromium
To do without these tests: {SKIPPED_BY}=1"""


def find_browser() -> Path | None:
    """The browser named by MANICULE_CHROMIUM, else one on the PATH or in its usual place, else Playwright's own.
    Raises FileNotFoundError if the named one is not there."""
    named = os.environ.get(NAMED_BY)
    if named:
        found = shutil.which(named)
        if found is None:
            raise FileNotFoundError(f"{NAMED_BY} names {named}, which is not a program")
        return Path(found)
    on_path = (shutil.which(name) for name in NAMES)
    for place in (*on_path, *PLACES):
        if place and Path(place).is_file():
            return Path(place)
    return _playwrights_own()


def bring_browser() -> None:
    """Tries what installs a browser here, one after the other, until there is one. What they say goes to stderr."""
    for command in _installers():
        _say("$ " + " ".join(command))
        try:
            done = subprocess.run(command, env=_quiet(), stdout=sys.stderr, timeout=PATIENCE)
        except (OSError, subprocess.TimeoutExpired) as reason:
            _say(str(reason))
            continue
        if done.returncode == 0 and find_browser():
            return


def main() -> int:
    if os.environ.get(SKIPPED_BY):
        _say(f"{SKIPPED_BY} is set: no browser, no browser tests")
        return 0
    try:
        if find_browser() is None:
            bring_browser()
        found = find_browser()
    except FileNotFoundError as reason:
        _say(str(reason))
        return 1
    if found is None:
        _say(NONE_FOUND)
        return 1
    sys.stdout.write(f"The browser tests use {found}\n")
    return 0


def _installers() -> list[list[str]]:
    """As root on a system with apt, its package, if there is one of that name (Ubuntu has none); then Playwright's
    build, with the system's libraries that it needs where they can be had."""
    playwright = [sys.executable, "-m", "playwright", "install"]
    root = sys.platform == "linux" and os.geteuid() == 0
    if not (root and shutil.which("apt-get")):
        return [[*playwright, "chromium"]]
    install = "apt-get -q update && apt-get -q install -y --no-install-recommends chromium fonts-liberation"
    return [["sh", "-c", install], [*playwright, "--with-deps", "chromium"], [*playwright, "chromium"]]


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _quiet() -> dict[str, str]:
    return {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright  # slow to load, and rarely needed

    with sync_playwright() as playwright:
        place = Path(playwright.chromium.executable_path)
    return place if place.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
