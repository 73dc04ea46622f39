"""The tests' own host: it answers as static hosts do."""

from __future__ import annotations

from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from loopback import serve_folder


def ask(address: str, method: str = "GET") -> tuple[int, str, str]:
    try:
        with urlopen(Request(address, method=method)) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except HTTPError as answer:
        with answer:
            return answer.code, answer.headers["Content-Type"], answer.read().decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    files = {"index.html": "home", "404.html": "lost", "papers/2107.03374.html": "paper", "assets/a.js": "1"}
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    (tmp_path / "secret.txt").write_text("secret")
    return site


def test_addresses(folder: Path) -> None:
    html = "text/html; charset=utf-8"
    with serve_folder(folder) as address:
        assert address.startswith("http://127.0.0.1:")
        assert ask(address) == (200, html, "home")
        assert ask(address + "papers/2107.03374.html") == (200, html, "paper")
        assert ask(address + "papers/2107.03374?q=1") == (200, html, "paper")
        assert ask(address + "assets/a.js") == (200, "text/javascript; charset=utf-8", "1")
        assert ask(address + "papers/none") == (404, html, "lost")
        assert ask(address + "papers/none", "HEAD") == (404, html, "")
        assert ask(address + "papers/") == (404, html, "lost")


@pytest.mark.parametrize("path", ["index.html", "list", "lists/index.html", "list/%2e%2e/secret.txt"])
def test_nothing_is_served_outside(folder: Path, path: str) -> None:
    with serve_folder(folder) as address:
        status, _, text = ask(address.removesuffix("list/") + path)
        assert status == 404
        assert "secret" not in text
        assert "home" not in text
