"""The preview, as its owner uses it: a server of its own, asked over the loopback address."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

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

    def get(self, path: str, host: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{self.port}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8")
        finally:
            connection.close()

    def write(self, name: str, old: str, new: str) -> None:
        path = self.root / "content" / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def wait(for_what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not for_what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    root = tmp_path / "list"
    shutil.copytree(SAMPLE, root)
    yield from run(root, tmp_path / "told")


def run(root: Path, told: Path) -> Iterator[Preview]:
    with told.open("w") as out:
        command = [sys.executable, "-m", "manicule", "serve", "--root", str(root), "--port", str(PORT)]
        process = subprocess.Popen(command, stderr=out, stdout=out)
        try:
            wait(lambda: "http://127.0.0.1:" in told.read_text() or process.poll() is not None)
            address = re.search(r"http://127\.0\.0\.1:(\d+)/", told.read_text())
            assert address, told.read_text()
            found = Preview(root, int(address[1]), told)
            wait(lambda: any(word in told.read_text() for word in ("written", "stays as it was")))
            yield found
        finally:
            process.terminate()
            process.wait(10)


def test_it_shows_drafts_and_leaves_the_site_alone(preview: Preview) -> None:
    status, text = preview.get("/")
    assert status == 200
    assert "Beasts" in text
    assert "/.manicule/preview.js" in text
    assert "basilisk" in preview.get("/papers/hidden.html")[1]
    assert not (preview.root / "site").exists()
    assert (preview.root / ".cache/preview/index.html").exists()


def test_it_serves_as_hosts_do(preview: Preview) -> None:
    assert preview.get("/papers/griffin")[1] == preview.get("/papers/griffin.html")[1]
    status, text = preview.get("/nothing/here")
    assert status == 404
    assert "There is no page at this address" in text
    assert preview.get("/../content/site.yaml")[0] != 200


def test_no_other_name_is_answered(preview: Preview) -> None:
    assert preview.get("/", host="evil.example")[0] == 421
    assert preview.get("/", host=f"localhost:{preview.port}")[0] == 200


def test_a_change_is_shown_and_a_mistake_is_survived(preview: Preview) -> None:
    preview.write("papers/griffin.yaml", "It answers", "It hardly answers")
    wait(lambda: "It hardly answers" in preview.get("/papers/griffin.html")[1])

    preview.write("papers/griffin.yaml", "title: Griffins at rest", "titel: Griffins at rest")
    wait(lambda: "did you mean `title`?" in preview.told.read_text())
    assert preview.get("/papers/griffin.html")[0] == 200
    assert "It hardly answers" in preview.get("/papers/griffin.html")[1]

    preview.write("papers/griffin.yaml", "titel: Griffins at rest", "title: Griffins awake")
    wait(lambda: "Griffins awake" in preview.get("/papers/griffin.html")[1])


def test_a_template_of_ones_own_is_noticed(preview: Preview) -> None:
    (preview.root / "templates").mkdir()
    (preview.root / "templates/prose.html").write_text("<html><head></head>mine</html>")
    wait(lambda: "mine" in preview.get("/about.html")[1])


def test_a_list_that_cannot_be_built_yet(tmp_path: Path) -> None:
    root = tmp_path / "list"
    shutil.copytree(SAMPLE, root)
    good = (root / "content/site.yaml").read_text("utf-8")
    (root / "content/site.yaml").write_text(good.replace("title:", "titel:"), encoding="utf-8")
    for preview in run(root, tmp_path / "told"):
        status, text = preview.get("/")
        assert (status, "Not built yet" in text) == (404, True)
        assert "/.manicule/preview.js" in text
        (root / "content/site.yaml").write_text(good, encoding="utf-8")
        wait(lambda found=preview: found.get("/")[0] == 200)  # type: ignore[misc]
