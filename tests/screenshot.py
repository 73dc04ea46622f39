"""The documents' pictures: pages of the built site, as a reader sees them.

`python tests/screenshot.py SITE FOLDER` writes a PNG for each row of PICTURES.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from find_browser import NONE_FOUND, find_browser
from playwright.sync_api import sync_playwright


@dataclass(frozen=True, slots=True)
class Picture:
    """`page` in a window of `width` × `height` CSS pixels, scrolled to the first `at`, and pointing at `over`."""

    name: str
    page: str
    width: int = 1280
    height: int = 980
    at: str = ""
    over: str = ""
    press: str = ""


PICTURES = (
    Picture("paper.png", "papers/1908.09203.html"),
    Picture("margin.png", "margin.html", height=720),
    Picture("kinds.png", "papers/1908.09203.html", height=640, at=".lead", press=".kinds button:nth-child(2)"),
    Picture(
        "card.png", "papers/2107.03374.html", height=460, at="#notes p:nth-of-type(2)", over=".prose p:nth-child(2) a"
    ),
    Picture("phone.png", "papers/1908.09203.html#staged-release", width=390, height=720),
)


def main(site: str, folder: str) -> None:
    program = find_browser()
    if program is None:
        sys.exit(NONE_FOUND)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        for picture in PICTURES:
            page = browser.new_page(viewport={"width": picture.width, "height": picture.height})
            address, _, fragment = picture.page.partition("#")
            page.goto((Path(site) / address).resolve().as_uri() + (f"#{fragment}" if fragment else ""))
            if picture.press:
                page.locator(picture.press).click()
            if picture.at:
                page.evaluate(
                    "s => scrollBy(0, document.querySelector(s).getBoundingClientRect().top - 40)", picture.at
                )
            if picture.over:
                page.locator(picture.over).first.hover()
                page.locator("#card").wait_for()
            page.screenshot(path=Path(folder) / picture.name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
