"""From saving a file to the new bytes at a browser's end: each tool's own preview, asked over the loopback address.

A tool goes in, seconds for each edit and the memory of its preview come out. It ends the preview that it has started,
and no other process.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from measure import memory_of, start
from tools import Tool

HOST = "127.0.0.1"
POLL = 0.005
"""Seconds between two requests, so that what is measured is too long by half of that."""
REST = 1.0
"""Seconds between two edits, for whatever a tool still has to do after it has shown the first."""
PATIENCE = 1800.0


def time_edits(tool: Tool, slugs: Sequence[str], log: Path) -> Iterator[tuple[float, int]]:
    """For an edit of each of the entries: seconds from just before it is saved, and bytes of memory when it is shown."""
    port = _free_port()
    with _running([word.replace("PORT", str(port)) for word in tool.preview], log) as process:
        for number, slug in enumerate(slugs):
            address = f"{tool.site}/papers/{slug}.html"
            _wait_for(process, port, address, b"")
            time.sleep(REST)
            word = f"Previewed{number}"
            started = time.perf_counter()
            tool.edit(slug, word)
            _wait_for(process, port, address, word.encode())
            seconds = time.perf_counter() - started
            yield seconds, memory_of(process.pid)


@contextmanager
def _running(command: Sequence[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as said:
        process = start(command, said)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, address: str, word: bytes) -> None:
    """Until the page is there and has `word` in it."""
    until = time.monotonic() + PATIENCE
    while True:
        body = _ask(port, address)
        if body is not None and word in body:
            return
        if process.poll() is not None:
            raise RuntimeError(f"the preview ended with {process.returncode}")
        if time.monotonic() > until:
            raise TimeoutError(f"{address} has not come to have {word!r} in it")
        time.sleep(POLL)


def _ask(port: int, address: str) -> bytes | None:
    """What the page holds, or nothing while it cannot be had."""
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        with suppress(OSError, HTTPException):
            connection.request("GET", address)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 200:
                return body
        return None
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])
