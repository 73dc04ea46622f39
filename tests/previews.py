"""The preview as its owner starts it: a server of its own, asked over the loopback address.

In goes a list's folder, out comes a `Preview` that runs until it is no longer needed. It must not know what is asked.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).parent / "sample"
PORT = 5600 + 50 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
"""Where the search for a free one begins; apart for each process of a run, so that no two find the same."""

PATIENCE = 60.0
"""Seconds in which a machine, however busy, has to have noticed a change."""


@dataclass(frozen=True, slots=True)
class Preview:
    root: Path
    port: int
    told: Path
    process: int

    def get(self, path: str, host: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{self.port}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8")
        finally:
            connection.close()

    def token(self) -> str:
        found = re.search(r'data-token="([^"]+)"', self.get("/")[1])
        assert found
        return found[1]

    def ask(self, what: str, value: object, **headers: str) -> tuple[int, dict[str, Any]]:
        """As a page of the preview asks; `headers` are sent instead of its own, those that are '' not at all."""
        address = f"127.0.0.1:{self.port}"
        own = {
            "Host": address,
            "Origin": f"http://{address}",
            "X-Manicule-Token": "",
            "Content-Type": "application/json",
        }
        own["X-Manicule-Token"] = headers.get("X_Manicule_Token") or self.token()
        sent = {**own, **{name.replace("_", "-"): said for name, said in headers.items()}}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            body = value if isinstance(value, bytes) else json.dumps(value).encode()
            connection.request("POST", f"/.manicule/ask/{what}", body, {k: v for k, v in sent.items() if v})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        finally:
            connection.close()

    def write(self, name: str, old: str, new: str) -> None:
        path = self.root / "content" / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")

    def settle(self) -> None:
        """Until it has had nothing to tell for a while."""
        told, said = -1, self.told.stat().st_size
        while told != said:
            time.sleep(0.4)
            told, said = said, self.told.stat().st_size

    def end_builder(self) -> None:
        """As if it had been killed."""
        pids = Path(f"/proc/{self.process}/task/{self.process}/children")
        if not pids.exists():
            pytest.skip("the processes of a process are not told here")
        for pid in pids.read_text().split():
            os.kill(int(pid), signal.SIGKILL)


def wait(for_what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not for_what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def run_preview(root: Path, told: Path) -> Iterator[Preview]:
    with told.open("w") as out:
        command = [sys.executable, "-m", "manicule", "serve", "--root", str(root), "--port", str(PORT)]
        process = subprocess.Popen(command, stderr=out, stdout=out)
        try:
            wait(lambda: "http://127.0.0.1:" in told.read_text() or process.poll() is not None)
            address = re.search(r"http://127\.0\.0\.1:(\d+)/", told.read_text())
            assert address, told.read_text()
            found = Preview(root, int(address[1]), told, process.pid)
            wait(lambda: any(word in told.read_text() for word in ("written", "stays as it was")))
            yield found
        finally:
            process.terminate()
            process.wait(10)
