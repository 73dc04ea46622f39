"""The means of the browser tests themselves: what a page does wrong is told, and a page that does nothing wrong passes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import serve_folder
from playwright.sync_api import Browser
from visits import Visits

FAULTS = {
    "elsewhere": ('<img src="http://elsewhere.example/x.png" alt="">', "asked for something else: http://elsewhere"),
    "lost": ('<img src="lost.png" alt="">', "status 404"),
    "above": ('<img src="/x.png" alt="">', "asked for something else: http://127.0.0.1"),
    "throws": ("<script>throw new Error('thrown here')</script>", "script error: thrown here"),
    "logs": ("<script>console.error('logged here')</script>", "console error: logged here"),
    "forbidden": ('<p style="color: red">x</p>', "Content Security Policy"),
}

POLICY = '<meta http-equiv="Content-Security-Policy" content="style-src \'self\'">'


@pytest.fixture(scope="module")
def faulty_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("faulty")
    bodies = {name: body for name, (body, _) in FAULTS.items()} | {"fine": "<script>document.title = 'on'</script>"}
    for name, body in bodies.items():
        head = f'<meta charset="utf-8"><title>off</title><link rel="icon" href="data:,">{POLICY if name == "forbidden" else ""}'
        (folder / f"{name}.html").write_text(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>")
    with serve_folder(folder) as address:
        yield address


@pytest.fixture
def visits(chromium: Browser, faulty_address: str) -> Iterator[Visits]:
    made = Visits(chromium, faulty_address)
    yield made
    made.close()


@pytest.mark.parametrize("name", FAULTS)
def test_what_goes_wrong_is_told(visits: Visits, name: str) -> None:
    visits.open(name)
    assert any(FAULTS[name][1] in complaint for complaint in visits.complaints), visits.complaints


def test_what_a_test_expects_is_forgiven(visits: Visits) -> None:
    visits.open("logs", forgive=("logged here",))
    assert visits.complaints == []


def test_a_page_is_seen_as_asked(visits: Visits) -> None:
    page = visits.open("fine", width=320, scheme="dark")
    assert page.title() == "on"
    assert page.evaluate("innerWidth") == 320
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert visits.open("fine", javascript=False).title() == "off"
    assert visits.complaints == []
