"""Services as they are on good days and bad ones, on the loopback address: what each answers is written down beforehand.

In go answers by path, one after the other; out come the address and all that was asked. It must not know who asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. `cut`: so many bytes of the body are sent, and then the connection is closed."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = -1


@dataclass(slots=True)
class Scripted:
    """`answers` by what the address contains: the first that fits, the last of its answers again and again."""

    answers: list[tuple[str, list[Said]]]
    address: str = ""
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)

    def answer(self, path: str) -> Said:
        self.asked.append(path)
        for part, said in self.answers:
            if part in path:
                return said.pop(0) if len(said) > 1 else said[0]
        return Said(b"not found", 404)


@contextmanager
def serve_script(answers: Sequence[tuple[str, Said | Sequence[Said]]]) -> Iterator[Scripted]:
    script = Scripted([(part, [said] if isinstance(said, Said) else list(said)) for part, said in answers])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = script.answer(unquote(self.path))
            script.methods.append(self.command)
            script.agents.append(self.headers.get("User-Agent", ""))
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said.body if said.cut < 0 else said.body[: said.cut])
            self.close_connection = True

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing to the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        script.address = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()
