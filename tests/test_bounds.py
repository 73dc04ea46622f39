"""Time and memory: in proportion to what comes in, or a bound that a problem states (docs/safety.md has the figures).

What is four times as long may take twelve times as long: noise is far less, and what is quadratic takes sixteen. The best of
three counts. Of ten megabytes a process of its own is told how much memory and time it has.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from judges import LOADERS, READERS, TODAY
from small_sources import SOURCES, plain

from manicule.drafting import draft_papers
from manicule.intake import plan_intake
from manicule.markup import render_markdown
from manicule.markupparser import COPIED, MAX_EFFORT
from manicule.matching import Incoming
from manicule.problems import Where, error, format_problems
from manicule.shelf import Shelf
from manicule.statements import statements
from manicule.text import find_strays, without_strays

HERE = Path(__file__).parent


def load(path: str, text: str) -> object:
    return LOADERS[path](path, text.encode())


def many(name: str, n: int) -> object:
    """A file of a format with its sound source in it so many times."""
    source = plain(SOURCES[name][0])
    if source.startswith("["):
        return READERS[name](f"[{','.join([source.strip()[1:-1]] * n)}]".encode(), "in")
    return READERS[name]((source * n).encode(), "in")


def taken_in(n: int) -> object:
    """So many papers that have one title, one year and one key, on their way to files."""
    text = "".join(
        f"@misc{{a, title = {{On Dragons}}, year = 2020, author = {{A{k}, B}}, keywords = {{k{k // 2}}}}}\n"
        for k in range(n)
    )
    records = READERS["bibtex"](text.encode(), "in").records
    intake = plan_intake([Incoming("in", one, statements(one.paper)) for one in records], (), {}, "papers")
    return draft_papers(Shelf({}, (), {}, None, ()), intake.decisions, TODAY, keywords=True)


def told(n: int) -> object:
    source = "a: b\n" * n
    return format_problems([error("x", "y", Where("f", line, 1)) for line in range(1, n)], lambda _: source)


FORMATS = {"bibtex": 8, "ris": 40, "csl-json": 40, "ids": 80, "markdown": 20, "hypothesis": 40, "zotero-json": 40}
CASES: dict[str, tuple[int, Callable[[int], object]]] = {
    **{name: (n, partial(many, name)) for name, n in FORMATS.items()},
    "papers of one title": (40, taken_in),
    "authors": (500, lambda n: load("content/papers/dragon.yaml", f"title: A\nauthors: [{', '.join(['A B'] * n)}]")),
    "tags of a paper": (4000, lambda n: load("content/papers/dragon.yaml", f"title: A\ntags: [{', '.join(f't{k}' for k in range(n))}]")),
    "notes of a paper": (60, lambda n: load("content/papers/dragon.yaml", f"title: A\nabstract: {' '.join(f'w{k}' for k in range(n))}\nmargin:\n" + "".join(f"- {{quote: w{k}}}\n" for k in range(n)))),
    "tags": (800, lambda n: load("content/tags.yaml", "".join(f"t{k}: {{label: T, parent: x}}\n" for k in range(n)))),
    "steps": (500, lambda n: load("content/paths/walk.yaml", f"title: A\nsteps: [{', '.join(f'{{paper: p{k}}}' for k in range(n))}]")),
    "unknown keys": (1500, lambda n: load("content/papers/dragon.yaml", "title: A\n" + "".join(f"titel{k}: x\n" for k in range(n)))),
    "problems": (1000, told),
    "strays": (20_000, lambda n: (find_strays("\u2067" * n + "\u202e" * n), without_strays("a\u202e" * n))),
    "a list in Markdown": (40, lambda n: render_markdown("- *a* [b](https://example.org/) `c`\n" * n, lambda _kind, _key: None)),
}  # fmt: skip


def took(run: Callable[[int], object], n: int) -> float:
    started = time.process_time()
    run(n)
    return time.process_time() - started


@pytest.mark.parametrize("name", CASES)
def test_time_grows_with_what_comes_in(name: str) -> None:
    n, run = CASES[name]
    run(2)
    assert any(took(run, 4 * n) < 12 * took(run, n) + 0.02 for _ in range(3))


@pytest.mark.parametrize("sign", ["\\*", "<b>", "$a$", "*a* ", "`a` ", "&amp;", "a  \n", "[[x]] ", "</p>"])
def test_a_paragraph_of_signs_is_shown_as_it_is_beyond_a_bound(sign: str) -> None:
    """Markdown copies the whole paragraph for each of them."""
    html, remarks = render_markdown(sign * (100_000 // len(sign)), lambda _kind, _key: None)
    assert html.startswith("<pre>") and [one.code for one in remarks] == ["too-deep"]
    few = sign * 200
    assert len(few) * 400 // COPIED < MAX_EFFORT
    assert "too-deep" not in {one.code for one in render_markdown(few, lambda _kind, _key: None)[1]}


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
sys.path.insert(0, sys.argv[1])
import judges
from small_sources import SOURCES, fill, VALUE
words = ("We weigh %d dragons of $x^2$ kg, and find them light. " * 200_000)[: 10 << 20]
for name in ("bibtex", "csl-json"):
    source, written = SOURCES[name]
    values = VALUE.findall(source)
    at = next(n for n, value in enumerate(values) if "eigh" in value and "20" not in value)
    reading = judges.READERS[name](fill(source, lambda _: written(words), at).encode(), "in")
    assert reading.records or reading.annotations, name
judges.READERS["ris"](words.replace(" ", "").encode(), "in")
_, (problem,) = judges.LOADERS["content/works.yaml"]("w", ("- title: " + words).encode())
assert problem.code == "too-large", problem
print("read")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process are asked for as Linux has them")
def test_ten_megabytes_are_read_within_a_gigabyte() -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED, str(HERE)], capture_output=True, text=True, check=False)
    assert done.stdout == "read\n", done.stderr[-2000:]
