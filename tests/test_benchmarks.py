"""The benchmarks: that their papers are the same everywhere, that lists of them are sound, and that the runner runs.

How long anything takes is asserted nowhere: machines differ, and tests run beside each other.
"""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from corpus import make_samples, write_list
from figures import COLD, EDITED, Key, Row, middle, pair_ratio, ratio, slope
from hugo_site import write_hugo
from measure import measure
from tables import format_results
from tools import FULL, HUGO, PLAIN, find_hugo, make_tools
from trees import count_kinds, find_differences

from manicule.order import Order
from manicule.pipeline import build

RUN = Path(__file__).parents[1] / "benchmarks/run.py"


# The papers.


def test_the_papers_are_the_same_everywhere() -> None:
    """A change here makes all figures measured before it another list's."""
    said = "\n".join(map(repr, make_samples(50)))
    assert hashlib.sha256(said.encode()).hexdigest()[:16] == "655e60d258187339"


@pytest.mark.parametrize("plain", [True, False])
def test_nothing_is_wrong_with_a_list_of_them(tmp_path: Path, plain: bool) -> None:
    write_list(30, tmp_path, plain)
    outcome = build(Order(tmp_path, tmp_path / "site"))
    assert outcome.problems == ()
    assert len(list((tmp_path / "site/papers").glob("*.*.html"))) == 30
    assert (tmp_path / "site/people").exists() != plain


def test_hugo_gets_the_same_papers(tmp_path: Path) -> None:
    write_hugo(30, tmp_path)
    for sample in make_samples(30):
        front, _, body = (tmp_path / f"content/papers/{sample.slug}.md").read_text("utf-8").partition("\n}\n\n")
        fields = json.loads(front + "}")
        assert fields["title"] == sample.title
        assert fields["tags"] == list(sample.tags)
        places = [fields["abstract"].index(note["quote"]) for note in fields["margin"]]
        assert places == sorted(places)
        assert body.count("](/list/papers/") == 2
        assert "paper:" not in body


def test_all_are_given_the_same_edit(tmp_path: Path) -> None:
    sample = next(make_samples(1))
    first = sample.notes[0].split(" ")[0]
    for tool in make_tools(tmp_path, Path("hugo")):
        tool.prepare(1, tool.root)
        path = tool.root / tool.entry.format(sample.slug)
        before = path.read_text("utf-8")
        tool.edit(sample.slug, "Another")
        assert before.count(tool.notes_follow + first) == 1
        assert path.read_text("utf-8") == before.replace(tool.notes_follow + first, tool.notes_follow + "Another")


# What a command takes.

FORKING = """
import os, time
shared = bytearray(b"x") * 80_000_000
if os.fork() == 0:
    own = bytearray(b"y") * 20_000_000
    time.sleep(0.5)
    os._exit(0)
os.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_is_that_of_all_processes_with_what_they_share_once(tmp_path: Path) -> None:
    cost = measure([sys.executable, "-c", FORKING], tmp_path / "log", memory=True)
    assert 100e6 < cost.peak < 160e6


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_command_that_fails_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with 3\nsaid before"):
        measure([sys.executable, "-c", "print('said before'); raise SystemExit(3)"], tmp_path / "log")


# The figures.

ROWS = (
    *(Row(1000, PLAIN, COLD, n, seconds) for n, seconds in ((1, 2.0), (2, 3.0), (3, 40.0))),
    *(Row(1000, HUGO, COLD, n, seconds) for n, seconds in ((1, 4.0), (2, 5.0), (3, 80.0))),
    Row(10_000, PLAIN, COLD, 1, 300.0),
)


def test_ratios_are_of_medians_and_of_pairs() -> None:
    key = Key(1000, PLAIN, COLD)
    assert middle(ROWS, key) == 3
    assert ratio(ROWS, key) == 3 / 5
    assert pair_ratio(ROWS, key) == 0.5
    assert math.isnan(ratio(ROWS, Key(1000, PLAIN, EDITED)))


def test_the_slope_of_what_grows_with_the_square_is_two() -> None:
    assert slope(ROWS, PLAIN, COLD) == pytest.approx(2)
    assert math.isnan(slope(ROWS, HUGO, COLD))


def test_the_tables_show_what_was_measured() -> None:
    said = format_results(ROWS)
    assert "| cold         | 3.00 s (2.00–40.0) | 5.00 s (4.00–80.0) |   0.600 (0.500) |" in said
    assert "| Manicule, cold                      | 2.00 |              – |      – |" in said
    assert "| Manicule, cold: slope |    1.05 |     2.00 | **no** |" in said


def test_kinds_of_which_one_has_more_are_named(tmp_path: Path) -> None:
    for name, paths in {
        "a": ("papers/2401.00001.html", "own.json"),
        "b": ("papers/2401.00001.html", "tags/x.html"),
    }.items():
        for path in paths:
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text("as many bytes as it likes")
    a, b = count_kinds(tmp_path / "a"), count_kinds(tmp_path / "b")
    assert a["papers"] == (1, 25)
    assert find_differences({"a": a, "b": b}) == ["tags"]
    assert find_differences({"a": a, "again": a}) == []


# The whole.


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_the_runner_runs(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    command = [sys.executable, str(RUN), "--smoke", "--out", str(out), "--work", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    lines = {line.split("|")[1].strip() for line in done.stdout.splitlines() if line.startswith("|")}
    assert {"10 papers", "cold", "cold, processor time", "cold, memory", "one note edited", "nothing changed"} <= lines
    assert {"preview: save to new bytes", "limit: copying the output", "limit: reading the input"} <= lines
    assert "Not the same number of files" not in done.stdout
    runs = json.loads(out.read_text("utf-8"))["runs"]
    assert {run["tool"] for run in runs} == {PLAIN, FULL} | ({HUGO} if find_hugo() else set())
    assert all(run["seconds"] > 0 for run in runs)
    shown = subprocess.run(
        [sys.executable, str(RUN), "--show", str(out)], capture_output=True, text=True, encoding="utf-8"
    )
    assert shown.stdout.strip() in done.stdout
