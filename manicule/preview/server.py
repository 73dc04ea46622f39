"""The preview: builds the list into .cache/preview/, shows it on this machine, and again at every change.

In goes the list's folder; nothing comes out until it is stopped. It must not know how a site is built, and the
folder of the published site is not touched: drafts show here, and here only.
"""

from __future__ import annotations

import errno
import logging
import os
import secrets
import sys
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from livereload import Server
from livereload.handlers import LiveReloadHandler
from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application

from ..lastrun import CACHE
from ..pages.urls import TAGS, WORKS, page_url, paper_url, path_url
from ..problems import printable
from ..schema import renew_schemas
from ..sources import PACKAGE, package_templates
from .building import Told, Workshop
from .handlers import MOST, OWN, Answer, Live, OwnFiles, ScriptInPages, SiteFiles, Writing
from .opening import open_editor
from .watching import Watch
from .writing import Desk, set_markdown

HOST = "127.0.0.1"
PORTS_TRIED = 20


def serve(root: Path, port: int, open_browser: bool = False, follow: bool = False, editor: str = "") -> int:
    """Serves until interrupted. `port` is the first one tried; returns 2 if none of those above it is free. With `follow`
    an open page goes where something has changed. `editor` is the command that opens a file, as `opening` has it."""
    free = find_free_port(port)
    if free is None:
        _say(f"no port from {port} to {port + PORTS_TRIED - 1} is free")
        return 2
    address = f"http://{HOST}:{free}/"
    target = root / CACHE / "preview"
    target.mkdir(parents=True, exist_ok=True)
    loop = IOLoop.current()
    root = root.resolve()
    desk = Desk(root)
    state = _State(follow, desk)

    def show(outcome: Told) -> None:
        Live.tell(state.take(outcome))
        if not outcome.get("first"):
            _report(outcome)
        if open_browser and state.builds == 1:
            webbrowser.open(address)

    workshop = Workshop(root, target, lambda outcome: loop.add_callback(show, outcome))
    folders = [*dict.fromkeys((root / "content", root / "templates", package_templates(), PACKAGE))]

    known = set(root.glob("content/p*/*.yaml"))

    def hear(paths: set[str]) -> None:
        own = [path for path in paths if path.endswith(".py") and Path(path).is_relative_to(PACKAGE)]
        if own:
            _restart(workshop)
        renamed = [path for path in paths if _name_change(Path(path), root, known)]
        if renamed or not paths:
            loop.run_in_executor(None, renew_schemas, root)
        if not paths or len(own) < len(paths):
            state.edited += [page for path in sorted(paths) if (page := _page_of(Path(path), root))]
            workshop.ask()

    watch = Watch(folders, root, lambda paths: loop.add_callback(hear, paths))
    server = _Server(watcher=_Heard(watch, workshop.ask))
    server.state = state
    server.answers = {
        "entry": lambda asked: desk.tell_entry(str(asked.get("slug", ""))),
        "file": desk.tell_file,
        "change": desk.change,
        "mend": desk.mend,
        "add": desk.add,
        "undo": lambda _: desk.undo(),
        "markdown": set_markdown,
        "open": lambda asked: open_editor(editor, root, asked),
    }
    _say(f"{address}  (Ctrl-C ends it)")
    try:
        server.serve(port=free, host=HOST, root=str(target.resolve()))
    finally:
        watch.end()
        workshop.end()
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


@dataclass(slots=True)
class _State:
    """What pages are told when they come: of which run and which build, and what was wrong then. `edited` are the pages
    of the files that have been changed since, `early` those that were shown before the rest was made."""

    follow: bool
    desk: Desk
    run: str = field(default_factory=lambda: secrets.token_hex(4))
    builds: int = 0
    edited: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    problems: list[Any] = field(default_factory=list)
    failed: bool = False

    def take(self, outcome: Told) -> dict[str, Any]:
        """The message for the pages that are open. What is told `first`, of a build that is still at work, is of no other
        pages than those it names."""
        if outcome.get("first"):
            self.early += outcome["written"]
            failed, problems = outcome["failed"], outcome["problems"]
            left = [one for one in self.problems if one["level"] == "error" and one["path"] not in outcome["checked"]]
            if not failed and self.failed and left:
                failed, problems = True, self.problems
            return {**self.tell(), "failed": failed, "problems": problems, "written": outcome["written"], "first": True}
        self.builds += 1
        edited, self.edited = self.edited, []
        early, self.early = self.early, []
        self.problems, self.failed = list(outcome["problems"]), bool(outcome["failed"])
        return {
            **self.tell(),
            "written": outcome["written"],
            "removed": outcome["removed"],
            "edited": edited,
            "early": early,
        }

    def tell(self) -> dict[str, Any]:
        return {
            "run": self.run, "build": self.builds, "follow": self.follow, "failed": self.failed, "problems": self.problems,
            "undo": len(self.desk.done),
        }  # fmt: skip


class _Server(Server):
    """livereload's, with answers of our own: its script is inline, and its socket talks to any site."""

    state: _State
    answers: Mapping[str, Answer]

    def application(self, port: int, host: str, *_: object, **__: object) -> None:
        LiveReloadHandler.watcher = self.watcher
        token = secrets.token_urlsafe(24)
        writing = {"answers": self.answers, "token": token}
        handlers: list[Any] = [
            (f"{OWN}live", Live, {"state": self.state.tell}),
            (f"{OWN}ask/([a-z]+)", Writing, writing),
            (f"{OWN}(.*)", OwnFiles, {"folder": package_templates() / "preview"}),
            ("/(.*)", SiteFiles, {"path": self.root, "default_filename": self.default_filename}),
        ]
        scripts = ScriptInPages.with_token(token)
        made = Application(handlers, transforms=[scripts], websocket_ping_interval=20)
        made.listen(port, address=host, max_body_size=2 * MOST)

    def _setup_logging(self) -> None:
        """As it comes, it logs every request and prints the address a second time."""
        logging.getLogger("livereload").setLevel(logging.ERROR)
        logging.getLogger("tornado.access").setLevel(logging.ERROR)


class _Heard(Watcher):
    """livereload's watcher looks at every file again and again; this one hears of changes, and of nothing else."""

    def __init__(self, watch: Watch, begin: Callable[[], None]) -> None:
        super().__init__()
        self._tasks = {"": {}}  # so that it does not watch the current folder
        self._watch = watch
        self._begin = begin

    def start(self, _callback: object) -> bool:
        self._watch.begin()
        self._begin()
        return True


def _page_of(path: Path, root: Path) -> str:
    """Where a file of content/ is shown before all: '' if there is no such page."""
    content = root / "content"
    folder, _, name = (
        path.relative_to(content).as_posix().rpartition("/") if path.is_relative_to(content) else ("", "", "")
    )
    stem = name.rpartition(".")[0]
    known = {"papers": paper_url, "paths": path_url, "pages": page_url}
    return known[folder](stem) if folder in known else {"tags.yaml": TAGS, "works.yaml": WORKS}.get(name, "")


def _name_change(path: Path, root: Path, known: set[Path]) -> bool:
    """Whether what editors complete may have changed: tags, annotators, and which papers and paths there are. `known` are
    the files of these, and kept so."""
    content = root / "content"
    if path.parent == content:
        return path.name in ("tags.yaml", "site.yaml")
    if path.parent.parent != content or path.exists() == (path in known):
        return False
    known.symmetric_difference_update({path})
    return True


def _restart(workshop: Workshop) -> None:
    """Manicule's own code has changed: begin again with the new, unless it does not even compile."""
    for file in PACKAGE.rglob("*.py"):
        try:
            compile(file.read_bytes(), str(file), "exec")
        except (SyntaxError, ValueError) as reason:
            _say(f"{reason}: the preview goes on with the code as it was")
            return
    workshop.end()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 (the command that started this one)


def _report(outcome: Told) -> None:
    if outcome["report"]:
        _say(outcome["report"])
    if outcome["failed"]:
        _say("The preview stays as it was.")
    elif outcome["written"] or outcome["removed"]:
        _say(f"{len(outcome['written'])} written, {len(outcome['removed'])} removed")


def _say(text: str) -> None:
    sys.stderr.write(printable(text) + "\n")
    sys.stderr.flush()
