"""What many tests share: the shipped list as a built site, served on the loopback address, and a browser to read it.

Fixtures only; what they are made of is in loopback.py, visits.py and find_browser.py beside this file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from find_browser import NONE_FOUND, SKIPPED_BY, find_browser
from hypothesis import HealthCheck, settings
from loopback import serve_folder
from playwright.sync_api import Browser, sync_playwright
from visits import Visits, disk_address

ROOT = Path(__file__).parents[1]

# No test has a time limit of its own: machines differ. In CI the examples are the same ones every time, so that a
# change is judged by what it changes; on a person's own machine they are new ones, which finds more.
settings.register_profile(
    "manicule",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("manicule")

QUIET = (
    # No talk with the browser's maker, and no address but this machine's is ever looked up.
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def build_shipped_list(target: Path) -> None:
    """The list that comes with Manicule, built into `target` by the command that people use."""
    command = [sys.executable, "build.py", "build", "--output", str(target)]
    subprocess.run(command, cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site. It is everybody's: a test that changes it copies it first."""
    target = tmp_path_factory.mktemp("built") / "site"
    build_shipped_list(target)
    return target


@pytest.fixture(scope="session")
def site_address(built_site: Path) -> Iterator[str]:
    """Where the built site is served: under a path, as a project's pages are on a host."""
    with serve_folder(built_site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process. Playwright starts it headless and without its sandbox, which root cannot
    have; the only pages that it opens are our own."""
    if os.environ.get(SKIPPED_BY):
        pytest.skip(f"{SKIPPED_BY} is set")
    program = find_browser()
    if program is None:
        pytest.fail(NONE_FOUND, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium: Browser, site_address: str) -> Iterator[Visits]:
    """Opens pages of the built site: `reader.open("index.html", width=320)`. Fails if the browser complained."""
    yield from visit(chromium, site_address)


@pytest.fixture
def disk_reader(chromium: Browser, built_site: Path) -> Iterator[Visits]:
    """The same, opened as files."""
    yield from visit(chromium, disk_address(built_site))


def visit(browser: Browser, address: str) -> Iterator[Visits]:
    visits = Visits(browser, address)
    yield visits
    visits.close()
    if visits.complaints:
        pytest.fail("the browser complained:\n" + "\n".join(visits.complaints), pytrace=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m "not browser"` leaves out whatever needs one; nobody has to mark a test by hand."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get(SKIPPED_BY):
        terminalreporter.write_line(f"{SKIPPED_BY} is set: NO BROWSER TEST WAS RUN", yellow=True, bold=True)
