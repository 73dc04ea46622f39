"""Which browser the tests take, without starting any."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from find_browser import NAMED_BY, SKIPPED_BY, find_browser, main


@pytest.fixture
def chromium_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of that name, which is all that looking can see; Windows wants a suffix."""
    place = tmp_path / ("chromium.exe" if sys.platform == "win32" else "chromium")
    place.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(NAMED_BY, raising=False)
    monkeypatch.delenv(SKIPPED_BY, raising=False)
    return place


def test_one_on_the_path_is_found(chromium_on_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert find_browser() is not None
    assert str(find_browser()).lower() == str(chromium_on_path).lower()
    assert main() == 0
    assert "chromium" in capsys.readouterr().out.lower()


def test_the_named_one_goes_first(chromium_on_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAMED_BY, sys.executable)
    assert find_browser() == Path(sys.executable)


def test_a_named_one_that_is_not_there_is_told(
    chromium_on_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(NAMED_BY, "/nowhere/chromium")
    with pytest.raises(FileNotFoundError, match="MANICULE_CHROMIUM names /nowhere/chromium"):
        find_browser()
    assert main() == 1
    assert "/nowhere/chromium" in capsys.readouterr().err


def test_none_is_looked_for_when_none_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SKIPPED_BY, "1")
    monkeypatch.setenv(NAMED_BY, "/nowhere/chromium")
    assert main() == 0
    assert SKIPPED_BY in capsys.readouterr().err
