"""Hostile words in every field of every file of content/ and of every format: what is built of them is inert.

docs/safety.md says what is promised; the readers alone have test_hostile_readers.py, time and memory test_bounds.py.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from judges import ACTIVE_ATTRIBUTES, STEERING, judge_content, judge_reader
from small_sources import FILES, PAGE, SOURCES, count_values, fill, in_yaml, plain

from manicule.cli import main
from manicule.content import check_names
from manicule.gates import check
from manicule.model import Annotation
from manicule.order import Order
from manicule.pipeline import build
from manicule.problems import Problem
from manicule.text import find_strays, is_portable, is_slug, place_key, slug, without_strays

WORDS = (
    # Anybody may write these; they are shown as they are.
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>", "</style><style>*{display:none}", "--><svg/onload=alert(1)>", "]]><script>alert(1)</script>",
    "javascript:alert(1)", "[x](javascript:alert(1))", "![x](https://elsewhere.example/x.png)", "<a href='java&#10;script:alert(1)'>x</a>",
    "<base href=//elsewhere.example>", "<meta http-equiv=refresh content=0;url=//elsewhere.example>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<link rel=stylesheet href=//elsewhere.example>", "<form action=//elsewhere.example><input name=x>", "<div id=main class=masthead>",
    "{{ 7*7 }}{% include 'base.html' %}{# x #}", "${7*7} `x` #{7*7}", "$\\href{javascript:alert(1)}{x}$ $\\text{<script>alert(1)</script>}$",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;", "\\u003cscript\\u003ealert(1)", "@import url(//elsewhere.example); x: expression(alert(1))",
    "=HYPERLINK(\"https://elsewhere.example\")", "@evil{x, title = {y}} } } ER  -", "__proto__ constructor toString", "<!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
    # Names that some system takes for something else.
    "con", "NUL", "aux.txt", "com1.5", "LPT9", "../../../etc/passwd", "/etc/passwd", "C:\\Windows\\x", "a. ", "..", "~", "%2e%2e%2fx", "index", "-rf",
    # Letters that look like others, or like nothing.
    "Аррӏе", "Apple", "apple", "APPLE", "é", unicodedata.normalize("NFD", "é"), "straße", "STRASSE", "z\u200bero \u200dwidth\ufeff", "\u00ad",
    "\u200emark\u200f", "\u2067in a pair\u2069", "Z̸͌ä̷l̶g̵ò" + "\u0301" * 60, "𝐀𝐩𝐩𝐥𝐞", "\u3164", "ﷺ" * 40, "long " * 190, "x" * 1000,
)  # fmt: skip

REFUSED = (
    "\x00",
    "\x1b[2J",
    "\x07",
    "\x7f",
    "\x9b31m",
    "\u202e",
    "a\u202dx\u202c",
    "\u2066x",
    "x\u2069",
    "\u202ax",
    "\ud800",
    "\x85\u202e",
)
"""What no file of content/ may hold: it would steer a terminal, or turn what stands around it."""


ADDRESS = "https://example.org/list/"

# The site.


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list with an entry, a tag, a person, a work, a path and a page for each of the words, built."""
    root = tmp_path_factory.mktemp("hostile")
    entry = re.sub(r"(?m)^(arxiv|doi|aliases): .*\n", "", FILES["content/papers/dragon.yaml"][0])
    written = {"content/site.yaml": fill(FILES["content/site.yaml"][0], lambda _: in_yaml(WORDS[0] + WORDS[1]))}
    tags, people, works = [plain(FILES["content/tags.yaml"][0])], [], []
    for number, words in enumerate(WORDS):

        def said(_: str, words: str = words) -> str:
            return in_yaml(f"{words} x")

        written[f"content/papers/p{number}.yaml"] = fill(entry, said)
        written[f"content/paths/w{number}.yaml"] = fill(FILES["content/paths/walk.yaml"][0], said)
        written[f"content/pages/q{number}.md"] = fill(PAGE, lambda _, words=words: words)  # type: ignore[misc]
        tags.append(f'tag-{number}: {{label: "{said("")}", description: "{said("")}"}}\n')
        people.append(f'- {{name: "{said("")} {number}", also: ["{said("")}"], url: "https://example.org/{number}"}}\n')
        works.append(f'- {{title: "{said("")} {number}", authors: ["{said("")}"], doi: "10.1000/{number}"}}\n')
    written |= {name: plain(FILES[name][0]) for name in ("content/papers/dragon.yaml", "content/papers/other.yaml", "content/paths/walk.yaml", "content/pages/about.md")}  # fmt: skip
    written |= {f"content/{name}.yaml": "".join(rows) for name, rows in (("tags", tags), ("people", people[:1]), ("works", works))}  # fmt: skip
    for name, text in written.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8", newline="")
    before = {path for path in root.rglob("*") if path.is_file()}
    outcome = build(Order(root, root / "site"))
    assert not outcome.failed, outcome.report
    assert not STEERING.search(outcome.report.replace("\n", ""))
    new = {path for path in root.rglob("*") if path.is_file()} - before
    assert all(path.is_relative_to(root / "site") or path.is_relative_to(root / ".cache") for path in new)
    return root / "site"


class Active(HTMLParser):
    """What of a page could do something, but for what every page of ours has."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.data: list[str] = []
        self._in_data = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._in_data = tag == "script" and said.get("type") == "application/ld+json" and "src" not in said
        said = {name: value.removeprefix(ADDRESS) for name, value in said.items()}
        own = tag == "script" and re.fullmatch(r"(?:\.\./)*assets/[\w./-]+\.js", said.get("src", ""))
        if tag in (
            "iframe",
            "object",
            "embed",
            "style",
            "base",
            "applet",
            "frame",
            "template",
            "video",
            "audio",
            "portal",
        ):
            self.found.append(tag)
        if tag == "script" and not own and not self._in_data:
            self.found.append(f"script {said}")
        alias = re.fullmatch(r"0; url=\.\./papers/[\w.-]+\.html", said.get("content", ""))
        if tag == "meta" and "http-equiv" in said and said["http-equiv"] != "Content-Security-Policy" and not alias:
            self.found.append(f"meta {said}")
        if tag == "link" and said.get("rel") == "stylesheet" and not re.match(r"(?:\.\./)*assets/", said["href"]):
            self.found.append(f"link {said}")
        if tag == "form" and said.get("action", "").partition("?")[0] not in ("", "search.html", "../search.html"):
            self.found.append(f"form {said}")
        for name, value in said.items():
            if name.startswith("on") or name in ACTIVE_ATTRIBUTES - {"action", "http-equiv"}:
                self.found.append(f"{tag} {name}={value}")
            if name in ("href", "src") and not re.match(r"https?://|mailto:|tag:|(?![/\\])[^:]*?(?:[/?#]|$)", value):
                self.found.append(f"{tag} {name}={value}")
            if name == "src" and re.match(r"(?:https?:)?//", value):
                self.found.append(f"{tag} {name}={value}")

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False


def test_no_page_has_anything_that_acts(hostile: Path) -> None:
    pages = sorted(hostile.rglob("*.html"))
    assert len(pages) > 4 * len(WORDS)
    for page in pages:
        active = Active(page.read_text("utf-8"))
        assert active.found == [], (page.name, active.found)
        for data in active.data:
            json.loads(data)
    said = (hostile / f"papers/p{WORDS.index(WORDS[18])}.html").read_text("utf-8")
    assert "{{ 7*7 }}" in said and "49" not in re.sub(r"[\d-]{5,}", "", said)


def test_every_other_file_is_what_it_says(hostile: Path) -> None:
    """Feeds and maps are XML, exports JSON; what is made of a list and loaded as a script is JSON within one call."""
    data = 0
    for file in sorted(path for path in hostile.rglob("*") if path.is_file()):
        if file.suffix in (".xml", ".opml"):
            ElementTree.fromstring(file.read_bytes())
        elif file.suffix in (".json", ".jsonld"):
            json.loads(file.read_bytes())
        elif file.suffix not in (".png", ".jpg", ".html"):
            text = file.read_text("utf-8")
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text), file
            if found := re.fullmatch(r"manicule\w*\.\w+\((.*)\);\n*", text, re.DOTALL):
                json.loads(f"[{found[1]}]")
                data += 1
    assert data > 10


def test_no_two_paths_are_one_and_none_is_taken_elsewhere(hostile: Path) -> None:
    paths = [path.relative_to(hostile).as_posix() for path in hostile.rglob("*")]
    assert len({place_key(path) for path in paths}) == len(paths)
    for path in paths:
        assert path.isascii() and all(map(is_portable, path.split("/"))), path
        assert ".." not in path and len(path) < 150, path


# What is refused.


@pytest.mark.parametrize("name", FILES)
def test_what_would_steer_a_terminal_or_turn_a_line_is_refused_with_its_place(name: str) -> None:
    source, written = FILES[name]
    for number in range(count_values(source)):
        for words in REFUSED:
            text = fill(source, lambda _, words=words: written(words), number)  # type: ignore[misc]
            problems = judge_content(name, text.encode("utf-8", "surrogatepass"))
            told = [one for one in problems if one.level == "error" and one.where.line]
            assert told, (words, text)


@pytest.mark.parametrize("name", FILES)
def test_any_other_word_anywhere_is_read_or_told(name: str) -> None:
    source, written = FILES[name]
    for words in WORDS:
        judge_content(name, fill(source, lambda _, words=words: written(words)).encode())  # type: ignore[misc]


def test_strays_are_those_that_reach_beyond_their_line() -> None:
    assert find_strays("a \u2067b\u2069 \u202ac\u202c") == []
    assert find_strays("a \u2067b\nc\u2069") == [2, 6]
    assert find_strays("\u202ea\u202c") == [0, 2]
    assert find_strays("\u2067\u202ca\u2069") == [1]
    assert without_strays("a\u202eb\u2067c\u2069\u2066") == "ab\u2067c\u2069"


# Names.


@pytest.mark.parametrize("words", [*WORDS, *REFUSED, "com1.5.7", "prn-1", "a" * 300, "con/aux"])
def test_every_slug_is_a_file_name_everywhere(words: str) -> None:
    made = slug(words)
    assert made == "" or (is_slug(made) and is_portable(made + ".html") and slug(made) == made)


def names_told(*names: str) -> list[tuple[str, str]]:
    found: list[Problem] = list(check_names([f"content/{name}" for name in names]))
    return [(one.level, one.code) for one in found]


@pytest.mark.parametrize(
    "name", ["con", "NUL", "aux.x", "com1.5", "аpple", "a b", "..", "a.", ".a", "é", "a\u202e", "\udcff", "x" * 81]
)
def test_a_slug_that_some_system_cannot_have_stops_the_build(name: str) -> None:
    assert names_told(f"papers/{name}.yaml") == [("error", "bad-slug")]
    assert names_told(f"pages/{name}.md") == [("error", "bad-slug")]


def test_names_of_files_are_told_where_they_cannot_be_had_everywhere() -> None:
    for name in ("\udcff.txt", "a\nb.txt", "a\x1b[2J.txt", "a\u202eb.txt", "a/\x7f/b"):
        assert names_told(f"files/{name}") == [("error", "bad-file-name")]
    for name in ("con.txt", "a/NUL", "x?.txt", "a./b", "a /b", 'x"y'):
        assert names_told(f"files/{name}") == [("warning", "bad-file-name")]
    assert names_told("files/Übersicht é.txt", "files/a b/c.pdf", "files/.well-known/x") == []


@pytest.mark.skipif(sys.platform != "linux", reason="no other system has such names")
def test_files_that_differ_only_in_form_or_have_no_name_stop_the_build(tmp_path: Path) -> None:
    for names in (
        ("straße.txt", "STRASSE.txt"),
        ("é.txt", unicodedata.normalize("NFD", "É.txt")),
        (os.fsdecode(b"\xff.txt"),),
    ):
        root = tmp_path / str(len(os.listdir(tmp_path)))
        (root / "content/files").mkdir(parents=True)
        (root / "content/site.yaml").write_text("title: A", "utf-8")
        for name in names:
            (root / "content/files" / name).write_text("x", "utf-8")
        outcome = build(Order(root, root / "site"))
        assert outcome.failed and {one.code for one in outcome.problems} & {"same-path", "bad-file-name"}
        assert not (root / "site").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
@pytest.mark.parametrize("place", ["files/x.txt", "files/folder", "papers/x.yaml", "pages/x.md", "site.yaml"])
def test_a_link_that_leads_out_of_the_list_stops_the_build(tmp_path: Path, place: str) -> None:
    away, root = tmp_path / "away", tmp_path / "list"
    away.mkdir()
    (away / "secret").write_text("title: Secret\n", "utf-8")
    (root / "content").mkdir(parents=True)
    (root / "content/site.yaml").write_text("title: A", "utf-8")
    order = Order(root, root / "site")
    assert not build(order).failed
    link = root / "content" / place
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(away if place.endswith("folder") else away / "secret")
    for outcome in (build(order), check(order)):
        assert [(one.code, one.where.path) for one in outcome.problems if one.level == "error"] == [
            ("link-outside", f"content/{place}")
        ]
    assert not any("Secret" in path.read_text("utf-8") for path in (root / "site").rglob("*.html"))


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
def test_an_entry_that_becomes_a_link_is_told_of_by_the_next_build(tmp_path: Path) -> None:
    root = tmp_path / "list"
    (root / "content/papers").mkdir(parents=True)
    (root / "content/site.yaml").write_text("title: A", "utf-8")
    for name in ("a", "b"):
        (root / f"content/papers/{name}.yaml").write_text(f"title: Paper {name}\n", "utf-8")
    assert not build(Order(root, root / "site")).failed
    (tmp_path / "secret").write_text("title: Paper a\nnotes: Secret.\n", "utf-8")
    (root / "content/papers/a.yaml").unlink()
    (root / "content/papers/a.yaml").symlink_to(tmp_path / "secret")
    assert build(Order(root, root / "site")).failed


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
def test_links_within_the_list_and_a_linked_content_are_followed(tmp_path: Path) -> None:
    root, away = tmp_path / "list", tmp_path / "away"
    (away / "files").mkdir(parents=True)
    root.mkdir()
    (away / "site.yaml").write_text("title: A", "utf-8")
    (away / "files/a.txt").write_text("x", "utf-8")
    (away / "files/b.txt").symlink_to("a.txt")
    (root / "content").symlink_to(away)
    assert not build(Order(root, root / "site")).failed
    assert (root / "site/b.txt").read_text("utf-8") == "x"


# Formats.


@pytest.mark.parametrize("name", SOURCES)
def test_hostile_words_in_every_value_of_a_format(name: str) -> None:
    """What is read of them can be written, and no value is executed or lost without a word (judges.py)."""
    source, written = SOURCES[name]
    for words in (*WORDS, *REFUSED):

        def said(_: str, words: str = words) -> str:
            return written(words)

        judge_reader(name, fill(source, said).encode("utf-8", "surrogatepass"))
    for number in range(count_values(source)):
        words = WORDS[number % len(WORDS)] + REFUSED[number % len(REFUSED)]
        text = fill(source, lambda _, words=words: written(words), number)  # type: ignore[misc]
        reading = judge_reader(name, text.encode("utf-8", "surrogatepass"))
        assert all(isinstance(one, Annotation) for one in reading.annotations)


def test_what_an_import_leaves_out_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.ris").write_text("TY  - JOUR\nTI  - On \u202edragons\u202c\nAU  - A\x1b[2J, B\nER  -\n", "utf-8")
    assert main(["import", "--root", str(tmp_path), str(tmp_path / "in.ris")]) == 0
    told = capsys.readouterr()
    assert (
        "in.ris:1:1: warning[import-cleaned]: characters that nobody sees were left out of: title, authors" in told.err
    )
    assert not STEERING.search((told.out + told.err).replace("\n", ""))
    (entry,) = (tmp_path / "content/papers").glob("*.yaml")
    assert "title: On dragons\n" in entry.read_text("utf-8")


def test_no_command_passes_on_what_steers_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in words nor as JSON: keys, names of files and values of a list and of a file that is imported."""
    (tmp_path / "content/papers").mkdir(parents=True)
    (tmp_path / "content/site.yaml").write_text("title: A\n\u202ekey: 1\n", "utf-8")
    (tmp_path / "content/papers/a.yaml").write_text('title: "\\e[2J"\nkind: "\u202e\u2066"\n"\\x9b": 1\n', "utf-8")
    odd = tmp_path / "b\u202ec.bib"
    odd.write_text("@misc{k\u202e, title={\u202e\x1b[2J}, author={\x9bA}, note={\u2066 \\foo\x1b}}\n\u202e@x", "utf-8")
    for words in (
        ["check"],
        ["check", "--json"],
        ["import", str(odd)],
        ["import", "--json", str(odd)],
        ["why", "\u202e"],
    ):
        assert main([words[0], "--root", str(tmp_path), *words[1:]]) in (0, 1)
        told = capsys.readouterr()
        assert not STEERING.search((told.out + told.err).replace("\n", "")), (words, told)
        if "--json" in words:
            json.loads(told.out)
