"""The preview: builds the list into .cache/preview/, shows it on this machine, and rebuilds it on every change.

In goes the list's folder; nothing comes out until it is stopped. It must not know how a site is built, and the
folder of the published site is not touched: drafts show here, and here only.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import webbrowser
from pathlib import Path
from typing import Any

from livereload import Server
from livereload.handlers import LiveReloadHandler, StaticFileHandler
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import HTTPError

from .lastrun import CACHE
from .pipeline import PACKAGE, Order, Outcome, build, package_templates

HOST = "127.0.0.1"
PORTS_TRIED = 20

WAITING = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not built yet</title></head>
<body><h1>Not built yet</h1><p>What is wrong stands in the terminal. This page shows the list when it is mended.</p></body></html>"""


def serve(root: Path, port: int, open_browser: bool = False) -> int:
    """Serves until interrupted. `port` is the first one tried; returns 2 if none of those above it is free."""
    order = Order(root, root / CACHE / "preview", drafts=True)
    free = find_free_port(port)
    if free is None:
        _say(f"no port from {port} to {port + PORTS_TRIED - 1} is free")
        return 2
    _tell(build(order))
    server = Server()
    server.SFH = PreviewFiles
    server._setup_logging = _quiet  # type: ignore[method-assign]  # Why: as it comes, it logs every request and prints the address a second time.
    # Why: as it comes, a second change within three seconds of the first is built but never shown.
    LiveReloadHandler.DEFAULT_RELOAD_TIME = 0
    for folder in {root / "content", root / "templates", package_templates()}:
        server.watch(str(folder), lambda: _tell(build(order)), ignore=_is_passing)
    server.watch(str(PACKAGE), _restart, ignore=lambda path: not path.endswith(".py"))
    address = f"http://{HOST}:{free}/"
    _say(f"{address}  (Ctrl-C ends it)")
    if open_browser:
        IOLoop.current().call_later(0.3, lambda: webbrowser.open(address))
    server.serve(port=free, host=HOST, root=str(order.target.resolve()))
    return 0


def find_free_port(first: int) -> int | None:
    """The first free port from `first` upward, on the loopback address."""
    for port in range(first, first + PORTS_TRIED):
        try:
            for socket in bind_sockets(port, HOST):
                socket.close()
        except OSError as reason:
            if reason.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            return port
    return None


class PreviewFiles(StaticFileHandler):
    """The built files as a host would serve them: `papers/x` is `papers/x.html`, and 404.html for what is not there."""

    def prepare(self) -> None:
        """Another site's page that has its name resolve to this machine must not read the list (DNS rebinding)."""
        if self.request.host_name not in ("127.0.0.1", "localhost"):
            raise HTTPError(421)

    def set_extra_headers(self, _path: str) -> None:
        self.set_header("Cache-Control", "no-store")

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        place = str(super().get_absolute_path(root, path))
        with_suffix = f"{place}.html"
        return with_suffix if not Path(place).exists() and Path(with_suffix).is_file() else place

    def write_error(self, status_code: int, **_: Any) -> None:
        page = Path(self.root) / "404.html"
        built = (Path(self.root) / "index.html").is_file()
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish(page.read_text(encoding="utf-8") if built and status_code == 404 else WAITING)


def _is_passing(path: str) -> bool:
    """Editors' temporary files and our own, which come and go."""
    name = Path(path).name
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp"))


def _restart() -> None:
    """Manicule's own code has changed: begin again with the new, unless it does not even compile."""
    for file in PACKAGE.rglob("*.py"):
        try:
            compile(file.read_bytes(), str(file), "exec")
        except (SyntaxError, ValueError) as reason:
            _say(f"{reason}: the preview goes on with the code as it was")
            return
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 (the command that started this one)


def _tell(outcome: Outcome) -> None:
    if outcome.report:
        _say(outcome.report)
    if outcome.failed:
        _say("The preview stays as it was.")
    elif outcome.written or outcome.removed:
        _say(f"{len(outcome.written)} written, {len(outcome.removed)} removed")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _quiet() -> None:
    logging.getLogger("livereload").setLevel(logging.WARNING)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
