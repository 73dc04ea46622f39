"""Pages opened in a browser as one reader would see them, with a note of everything that went wrong meanwhile.

A browser and what is allowed to be asked for go in; opened pages come out, and complaints: console errors, scripts
that failed, requests that failed, and any request to somewhere else. It must not know what is on a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

Scheme = Literal["light", "dark"]


@dataclass(slots=True)
class Visits:
    """Opens pages below `address`. Whoever made it calls `close`, and fails if there are `complaints`."""

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        path: str = "",
        *,
        width: int = 1280,
        height: int = 900,
        scheme: Scheme = "light",
        javascript: bool = True,
        touch: bool = False,
        forgive: tuple[str, ...] = (),
    ) -> Page:
        """The page at `path` below the address (or a whole address), loaded, in a browser profile of its own.
        `width` and `height` in CSS pixels; `touch` makes it a telephone. Complaints that contain one of `forgive` are not counted."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            has_touch=touch,
            is_mobile=touch,
            service_workers="block",
            locale="en-GB",
            timezone_id="UTC",
        )
        self._contexts.append(context)
        page = context.new_page()
        self._listen(page, forgive)
        page.goto(path if "://" in path else self.address + path, wait_until="load")
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _listen(self, page: Page, forgive: tuple[str, ...]) -> None:
        def complain(text: str) -> None:
            if not any(expected in text for expected in forgive):
                self.complaints.append(f"{page.url}: {text}")

        def hear_console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                complain(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

        def see_request(request: Request) -> None:
            if not request.url.startswith((self.address, "data:", "blob:", "about:")):
                complain(f"asked for something else: {request.url}")

        def see_response(response: Response) -> None:
            if response.status >= 400:
                complain(f"status {response.status}: {response.url}")

        def see_failure(request: Request) -> None:
            # A page that is left before its icon has come has done nothing wrong.
            if not (request.failure == "net::ERR_ABORTED" and request.url.endswith("/assets/mark.svg")):
                complain(f"request failed: {request.url} ({request.failure})")

        page.on("console", hear_console)
        page.on("pageerror", lambda error: complain(f"script error: {error}"))
        page.on("request", see_request)
        page.on("requestfailed", see_failure)
        page.on("response", see_response)


def disk_address(folder: Path) -> str:
    """The address of a folder for pages opened from the disk."""
    return folder.resolve().as_uri() + "/"
