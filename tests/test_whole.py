"""The whole way, on a small list that has one of everything (tests/sample): what a build owes to its owner."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from manicule.gates import check, why
from manicule.lastrun import CACHE
from manicule.manifest import MANIFEST
from manicule.order import Order
from manicule.pipeline import build

HERE = Path(__file__).parent
SAMPLE = HERE / "sample"
GOLDEN = HERE / "golden"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    root = tmp_path / "list"
    shutil.copytree(SAMPLE, root)
    return root


def tree(folder: Path) -> dict[str, bytes]:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files.pop(MANIFEST, None)
    return files


def built(root: Path, target: str = "site") -> dict[str, bytes]:
    outcome = build(Order(root, root / target))
    assert not outcome.failed, outcome.report
    return tree(root / target)


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def test_the_site_is_the_golden_one(sample: Path) -> None:
    """With MANICULE_RECORD=1 it is written anew, to be read before it is committed."""
    files = {name: data for name, data in built(sample).items() if not name.startswith("assets/")}
    if os.environ.get("MANICULE_RECORD"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for name, data in files.items():
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / name).write_bytes(data)
    assert sorted(files) == sorted(tree(GOLDEN))
    for name, data in files.items():
        assert data.decode() == (GOLDEN / name).read_bytes().decode(), name


def test_a_second_build_writes_no_file(sample: Path) -> None:
    built(sample)
    before = {path: path.stat().st_mtime_ns for path in (sample / "site").rglob("*")}
    for cache in (True, False):
        outcome = build(Order(sample, sample / "site", cache=cache))
        assert (outcome.written, outcome.removed) == ((), ())
        assert outcome.kept == len(tree(sample / "site"))
    shutil.rmtree(sample / CACHE)
    assert build(Order(sample, sample / "site")).written == ()
    assert {path: path.stat().st_mtime_ns for path in (sample / "site").rglob("*")} == before


def test_a_build_with_nothing_to_do_loads_no_jinja(sample: Path) -> None:
    built(sample)
    code = (
        "import sys; from pathlib import Path; from manicule.pipeline import *; from manicule.order import *;"
        f"o = build(Order(Path({str(sample)!r}), Path({str(sample / 'site')!r})));"
        "assert o.written == () and o.kept; assert not {'dataclasses', 'jinja2', 'markdown', 'yaml', 'nh3'} & set(sys.modules)"
    )
    time.sleep(2.1)  # younger than the racy time, its inputs would be read again, though not loaded
    subprocess.run([sys.executable, "-c", code], check=True)


def written_out(slug: str, *lists: str) -> set[str]:
    """The files that a paper's notes go into, in the whole list and in those of a path or tag."""
    stems = ["bibliography", *(f"{name}--bibliography" for name in lists)]
    exports = {"list.bib", "list.json", f"papers/{slug}.bib", f"papers/{slug}.json"}
    feeds = {"feed.json", *(f"{name}--feed.xml" for name in lists)}
    return exports | feeds | {f"{stem}.{ending}" for stem in stems for ending in ("html", "md")} | {f"papers/{slug}.md"}


def feeds_of(*people: str) -> set[str]:
    return {f"people/{name}--feed.{ending}" for name in people for ending in ("xml", "json")}


def test_one_note_rewrites_its_page_and_what_shows_it(sample: Path) -> None:
    built(sample)
    replace_in(sample / "content/papers/2001.00001.yaml", "In *what* units?", "In which units?")
    outcome = build(Order(sample, sample / "site"))
    assert set(outcome.written) == {
        "papers/2001.00001.html",
        "papers/2001.00001.jsonld",
        "annotations.jsonld",
        "margin.html",
        "index.html",
        "tags/beasts.html",
        "tags/measures.html",
        "tags/units.html",
        "tags/weights.html",
        "tags/scales.html",
        "feed.xml",
        "assets/search/texts-0.js",
        *written_out("2001.00001", "paths/weights", "tags/beasts", "tags/measures", "tags/weights", "tags/scales"),
        *feeds_of("ada-example", "bo-van-beispiel"),
    }


def test_the_owners_text_rewrites_its_page_and_what_it_links_to(sample: Path) -> None:
    built(sample)
    replace_in(sample / "content/papers/griffin.yaml", "It answers", "It hardly answers")
    outcome = build(Order(sample, sample / "site"))
    found_by = {f"assets/search/{name}.js" for name in ("part", "texts-0", "words-6")}
    assert set(outcome.written) == {"papers/griffin.html", "papers/2001.00001.html", "feed.xml", *found_by} | {
        *written_out("griffin", "paths/weights", "tags/beasts"),
        *feeds_of("ada-example", "bo-van-beispiel"),
    }


def test_why_names_the_part_that_changed(sample: Path) -> None:
    built(sample)
    order = Order(sample, sample / "site")
    assert why(order, "papers/griffin.html")[0] == ()
    replace_in(sample / "content/papers/griffin.yaml", "It answers", "It hardly answers")
    assert why(order, "papers/griffin.html")[0] == ("notes",)
    assert why(order, "papers/2001.00001.html")[0] == ("mentions",)
    assert why(order, "papers/nothing.html")[0] is None
    (sample / "content/pages/about.md").unlink()
    assert why(order, "about.html")[0] == ("gone",)


def test_a_template_of_ones_own_takes_the_place_of_ours(sample: Path) -> None:
    before = built(sample)
    (sample / "templates").mkdir()
    (sample / "templates/prose.html").write_text("<title>{{ page.title }}</title>own")
    after = built(sample)
    assert after["about.html"] == b"<title>About these beasts</title>own"
    assert {name for name in after if after[name] != before[name]} == {"about.html", "404.html"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n{{ page.titel }}", "templates/prose.html:2:1: error[template]: "),
        ("a\n\n{% if %}", "templates/prose.html:3:1: error[template]: "),
        ("{% extends 'none.html' %}", "error[template]: none.html"),
    ],
)
def test_a_broken_template_is_told_with_its_line(sample: Path, text: str, said: str) -> None:
    before = built(sample)
    (sample / "templates").mkdir()
    (sample / "templates/prose.html").write_text(text)
    outcome = build(Order(sample, sample / "site"))
    assert outcome.failed
    assert said in outcome.report
    assert tree(sample / "site") == before


# Drafts and hostile content.


def test_a_draft_leaves_no_trace(sample: Path) -> None:
    everything = b"\n".join([*built(sample).values(), (sample / "site" / MANIFEST).read_bytes()]).lower()
    for word in (b"papers/hidden", b"basilisk", b"secret"):
        assert word not in everything, word
    assert not build(Order(sample, sample / "preview", drafts=True)).failed
    assert "papers/hidden.html" in tree(sample / "preview")


HOSTILE = """\
title: <script>alert("title")</script> "><img src=x onerror=alert(1)>
authors: ["<b>Bold</b> <i>Name</i>", {name: "</title><script>alert(2)</script>"}]
date: 2020
kind: article
venue: '</span><script>alert(3)</script>'
comment: ']]></content><script>alert(4)</script> } @evil{x}'
abstract: Abstract <svg/onload=alert(5)> of $\\text{<img src=x onerror=alert(6)>}$ "words".
extra: {"<u>": 'https://example.org/"><script>alert(7)</script>'}
tags: [beasts]
why: <iframe src=javascript:alert(8)>
margin:
  - quote: Abstract <svg/onload=alert(5)>
    note: <details open ontoggle=alert(9)> [x](javascript:alert(10)) <a href="jAvAsCrIpT:alert(11)">y</a>
notes: |
  <script>alert(12)</script><style>body{display:none}</style>
  <img src="x" onerror="alert(13)"> [a](<javascript:alert(14)>) [b](data:text/html,x) ![c](https://evil.example/c.png)
"""


def test_hostile_content_is_rendered_inert(sample: Path) -> None:
    from html.parser import HTMLParser

    (sample / "content/papers/hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    outcome = build(Order(sample, sample / "site"))
    assert not outcome.failed, outcome.report
    removed = [p for p in outcome.problems if p.where.path.endswith("hostile.yaml")]
    assert {p.code for p in removed} >= {"html-removed", "link-removed", "image-remote"}
    assert all(p.where.line for p in removed)
    found: list[str] = []

    class Finder(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            allowed = {
                "src": ("../assets/", "assets/", "https://example.org/list/assets/"),
                "href": ("#", "../", "https://", "http://", "mailto:"),
            }
            given = dict(attributes)
            inline = tag == "script" and not given.get("src") and given.get("type") != "application/ld+json"
            if inline or tag in ("iframe", "object", "embed", "style", "form", "base"):
                found.append(tag)
            for name, value in attributes:
                if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                    found.append(f"{tag} {name}")
                if name in ("href", "src") and ":" in (value or "") and not (value or "").startswith(allowed[name]):
                    found.append(f"{tag} {name}={value}")

    for name, data in tree(sample / "site").items():
        if name.endswith(".html"):
            Finder().feed(data.decode())
    assert found == []


def test_an_address_that_is_no_web_address_stops_the_build(sample: Path) -> None:
    before = built(sample)
    (sample / "content/papers/hostile.yaml").write_text("title: A\nurls: {x: 'javascript:alert(1)'}\n")
    outcome = build(Order(sample, sample / "site"))
    assert "content/papers/hostile.yaml:2:11: error[wrong-form]" in outcome.report
    assert tree(sample / "site") == before


# Incremental and clean come to the same.


def test_where_and_when_it_is_built_makes_no_difference(sample: Path) -> None:
    """Time zone, locale, hash seed, working folder, order of the files in their folders."""
    expected = built(sample)
    moved = sample.parent / "elsewhere"
    (moved / "content/papers").mkdir(parents=True)
    for path in sorted((sample / "content").rglob("*"), reverse=True):
        if path.is_file():
            copy = moved / path.relative_to(sample)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    for zone, seed in (("Pacific/Kiritimati", "1"), ("America/Anchorage", "2")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C", "LANG": "tr_TR.UTF-8"}
        target = moved / f"site-{seed}"
        command = [sys.executable, "-m", "manicule", "build", "--root", str(moved), "--output", str(target)]
        subprocess.run(command, env=environment, check=True, capture_output=True, cwd=HERE)
        assert tree(target) == expected


def test_line_endings_and_marks_make_no_difference(sample: Path) -> None:
    expected = built(sample)
    for path in (sample / "content").rglob("*.*"):
        if path.suffix in (".yaml", ".md"):
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert built(sample, "other") == expected


def test_check_writes_nothing(sample: Path) -> None:
    before = tree(sample)
    assert not check(Order(sample, sample / "site")).failed
    assert tree(sample) == before
    assert not (sample / "site").exists()
