"""A folder as a host would serve it, on this machine's loopback address, for as long as a test needs it.

In goes a folder and the path that it is served under, out comes its address. It must not know what is in the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

TYPES = {
    # Not the machine's own table: a Windows registry may call a script text/plain.
    "": "application/octet-stream",
    ".bib": "application/x-bibtex; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}


@contextmanager
def serve_folder(folder: Path, under: str = "/list/") -> Iterator[str]:
    """Serves `folder` below the path `under` while the context lasts; gives the address, with `/` at its end."""
    handler = partial(_Host, folder.resolve(), under)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}{under}"
        finally:
            server.shutdown()
            thread.join()


class _Host(SimpleHTTPRequestHandler):
    """`papers/x` is `papers/x.html`; what is not there is 404.html with its status, as static hosts have it."""

    extensions_map = TYPES

    def __init__(self, folder: Path, under: str, *arguments: Any) -> None:
        self.folder = folder
        self.under = under
        super().__init__(*arguments, directory=str(folder))

    def translate_path(self, path: str) -> str:
        asked = urlsplit(path).path
        if not asked.startswith(self.under):
            return str(self.folder / "outside the list")
        place = Path(super().translate_path("/" + asked.removeprefix(self.under)))
        page = place.with_name(place.name + ".html")
        return str(page if not place.exists() and page.is_file() else place)

    def list_directory(self, _path: Any) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = self.folder / "404.html"
        inside = unquote(urlsplit(self.path).path).startswith(self.under)
        if code != HTTPStatus.NOT_FOUND or not inside or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", TYPES[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        """Says nothing: a test that wants to know asks the page."""
