"""What the preview answers: the site's files with our script in each page, a socket on which builds are told, and what
pages ask to be written.

In go requests from this machine, out come files of the built site, and JSON. It must not know when or how the site is
built, nor what is written; what pages are told and answered comes as functions.

Who may write: pages of this address (Host, Origin) that know the run's token, which stands in them and which no other
site can read, since it is never let read a page of ours nor shown one in a frame.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

from livereload.handlers import LiveReloadHandler, StaticFileHandler
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.web import HTTPError, OutputTransform, RequestHandler

MOST = 1_000_000
"""Bytes of a request that asks for something to be written."""

OWN = "/.manicule/"
"""Where the preview's own files are: no page of a site is there."""

NAMES = ("127.0.0.1", "localhost")

HEAD_END = b"</head>"
OWN_FILES = {"preview.js": "text/javascript", "writing.js": "text/javascript", "preview.css": "text/css"}

WAITING = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not built yet</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"></head>
<body><main><h1>Not built yet</h1><p>This page shows the list as soon as it is built.</p></main></body></html>"""


def check_host(request: HTTPServerRequest) -> None:
    """Another site's page that has its name resolve to this machine must not read the list (DNS rebinding)."""
    if request.host_name not in NAMES:
        raise HTTPError(421)


class SiteFiles(StaticFileHandler):
    """The built files as a host would serve them: `papers/x` is `papers/x.html`, and 404.html for what is not there."""

    def prepare(self) -> None:
        check_host(self.request)

    async def get(self, path: str, include_body: bool = True) -> None:
        """The whole file at once: one that is replaced while it is sent would be cut short."""
        self.path = self.parse_url_path(path)
        self.absolute_path = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        if self.absolute_path is None:
            return
        data = Path(self.absolute_path).read_bytes()
        self.set_header("Content-Type", self.get_content_type())
        self.set_header("Content-Length", str(len(data)))
        self.set_header("Cache-Control", "no-store")
        self.finish(data if include_body else b"")

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        place = str(super().get_absolute_path(root, path))
        with_suffix = f"{place}.html"
        return with_suffix if not Path(place).exists() and Path(with_suffix).is_file() else place

    def write_error(self, status_code: int, **_: Any) -> None:
        page = Path(self.root) / "404.html"
        built = (Path(self.root) / "index.html").is_file()
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(page.read_text(encoding="utf-8") if built and status_code == 404 else WAITING)


class OwnFiles(RequestHandler):
    """The script and the stylesheet of the preview."""

    def initialize(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        check_host(self.request)

    def get(self, name: str) -> None:
        if name not in OWN_FILES:
            raise HTTPError(404)
        self.set_header("Content-Type", f"{OWN_FILES[name]}; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish((self._folder / name).read_bytes())


class UnfitError(ValueError):
    """What a page sent is not what it can send: a mistake of ours, or not a page of ours."""


Answer = Callable[[dict[str, Any]], Mapping[str, Any]]


class Writing(RequestHandler):
    """What a page asks for: JSON in, JSON out. `answers` are what can be asked, by name; one is answered after the
    other, away from the loop that serves pages."""

    _line = ThreadPoolExecutor(1)

    def initialize(self, answers: Mapping[str, Answer], token: str) -> None:
        self._answers = answers
        self._token = token

    def prepare(self) -> None:
        check_host(self.request)
        request = self.request
        if request.headers.get("Origin") != f"http://{request.host}":
            raise HTTPError(403)
        if not secrets.compare_digest(request.headers.get("X-Manicule-Token", "").encode(), self._token.encode()):
            raise HTTPError(403)
        if request.headers.get("Content-Type", "").partition(";")[0] != "application/json":
            raise HTTPError(415)
        if len(request.body) > MOST:
            raise HTTPError(413)

    async def post(self, name: str) -> None:
        answer = self._answers.get(name)
        if answer is None:
            raise HTTPError(404)
        try:
            asked = json.loads(self.request.body)
            if not isinstance(asked, dict):
                raise HTTPError(400)
            told = await IOLoop.current().run_in_executor(self._line, answer, asked)
        except (UnfitError, json.JSONDecodeError, UnicodeDecodeError, RecursionError) as reason:
            raise HTTPError(400, str(reason)) from reason
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.finish(json.dumps(told))

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.finish(json.dumps({"ok": False, "written": [], "problems": [{"message": f"refused ({status_code})"}]}))


class Live(LiveReloadHandler):
    """A page that is open, and is told of builds. `pages` are all of them."""

    pages: ClassVar[set[Live]] = set()

    def initialize(self, state: Callable[[], dict[str, Any]]) -> None:
        self._state = state

    def prepare(self) -> None:
        check_host(self.request)

    def check_origin(self, origin: str) -> bool:
        """Of this very address: other sites open in the same browser are told nothing."""
        return origin == f"http://{self.request.host}"

    def open(self, *_: str, **__: str) -> None:
        self.pages.add(self)
        self.send_message(self._state())

    def on_message(self, message: str | bytes) -> None:
        """Nothing is taken from pages on this way."""

    def on_close(self) -> None:
        self.pages.discard(self)

    @classmethod
    def tell(cls, message: dict[str, Any]) -> None:
        text = json.dumps(message)
        for page in list(cls.pages):
            page.send_message(text)


class ScriptInPages(OutputTransform):
    """Puts our script into the head of every page, on its way."""

    inserted: ClassVar[bytes] = b""

    def __init__(self, request: HTTPServerRequest) -> None:
        super().__init__(request)

    @classmethod
    def with_token(cls, token: str) -> type[ScriptInPages]:
        """The scripts of pages that may write."""
        scripts = "".join(
            f'<script src="{OWN}{name}" defer data-token="{token}"></script>'
            for name in OWN_FILES
            if name.endswith(".js")
        )
        inserted = f'<link rel="stylesheet" href="{OWN}preview.css">{scripts}'.encode()
        return type("ScriptInPagesOfARun", (cls,), {"inserted": inserted})

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, _finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        if "html" in headers.get("Content-Type", "") and HEAD_END in chunk:
            before = len(chunk)
            chunk = chunk.replace(HEAD_END, self.inserted + HEAD_END, 1)
            headers["Content-Security-Policy"] = "frame-ancestors 'none'"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers["X-Content-Type-Options"] = "nosniff"
            if "Content-Length" in headers:
                headers["Content-Length"] = str(int(headers["Content-Length"]) + len(chunk) - before)
        return status_code, headers, chunk
