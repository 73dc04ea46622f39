"""What the last run noted comes back as it was, and out of anything else comes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from manicule.inputs import Stamps
from manicule.lastrun import LastRun, last_run_bytes, read_last_run

INPUTS = Stamps(
    [
        ("content/a\nb.yaml", 1, 2, 3, 4),
        ("content/é.yaml", 2**40, 2**62, -(2**62), 2**63 - 1),
        ("content/\udcff", 0, 0, 0, 0),
    ],
    ["0" * 32, "", "f" * 32],
)
RUN = LastRun(
    12, "code", "manifest", "a report\nof lines", INPUTS, [("index.html", 3, 4), ("a b/c.html", 0, -1)], ["x", "y"]
)


@pytest.mark.parametrize("run", [RUN, LastRun(), RUN._replace(outputs=()), RUN._replace(inputs=Stamps([], []))])
def test_it_comes_back(run: LastRun, tmp_path: Path) -> None:
    (tmp_path / "note").write_bytes(last_run_bytes(run))
    found = read_last_run(tmp_path / "note")
    assert found._replace(outputs=tuple(found.outputs), strayed=tuple(found.strayed)) == run._replace(
        outputs=tuple(run.outputs), strayed=tuple(run.strayed)
    )


def test_nothing_comes_of_anything_else(tmp_path: Path) -> None:
    path = tmp_path / "note"
    assert read_last_run(path) == LastRun()
    whole = last_run_bytes(RUN)
    for data in (
        b"",
        b"{}",
        b"[]\n",
        b"\xff\xfe",
        b"[1]\n",
        whole.replace(b'"6 ', b'"5 '),
        whole.replace(b"[", b"{", 1),
    ):
        path.write_bytes(data)
        assert read_last_run(path) == LastRun()
    for length in range(len(whole) - 1):
        path.write_bytes(whole[:length])
        assert read_last_run(path) == LastRun(), length
