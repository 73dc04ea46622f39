"""The README's picture: a paper's page of the built site, as a reader with a wide window sees it.

`python tests/screenshot.py SITE PICTURE` writes a PNG of 1280 × 980 CSS pixels.
"""

from __future__ import annotations

import sys
from pathlib import Path

from find_browser import NONE_FOUND, find_browser
from playwright.sync_api import sync_playwright

PAGE = "papers/1908.09203.html"


def main(site: str, picture: str) -> None:
    program = find_browser()
    if program is None:
        sys.exit(NONE_FOUND)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        page = browser.new_page(viewport={"width": 1280, "height": 980})
        page.goto((Path(site) / PAGE).resolve().as_uri())
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
