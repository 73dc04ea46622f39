"""The rooms and what they may know of each other: every import of the package, held against the table of rooms.

The table is the one that people read, in CONTRIBUTING.md under "The rooms"; the rules that a layer's number cannot say
are at the foot of this file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "manicule"

Layer = tuple[int, int]
"""`5.2` is (5, 2): the second number orders the modules of one folder, or such as belong together."""


@dataclass(frozen=True, slots=True)
class Import:
    """`name` is a module of ours (`pages/urls`), or dotted (`urllib.parse.quote`) where it is somebody else's."""

    line: int
    name: str
    ours: bool


# What is read.


def find_modules() -> dict[str, str]:
    """The source of every module of the package, by its path without `.py`: `text`, `pages/urls`, `pages/__init__`."""
    files = sorted(PACKAGE.rglob("*.py"))
    return {file.relative_to(PACKAGE).with_suffix("").as_posix(): file.read_text("utf-8") for file in files}


def read_rooms(markdown: str) -> dict[str, Layer]:
    """Names, and patterns such as `formats/*`, with their layers, from the rows `| 5.2 | `name` `name` | … |`."""
    rooms: dict[str, Layer] = {}
    for row in re.finditer(r"^\| (\d+)(?:\.(\d+))? \|([^|]*)\|", markdown, re.MULTILINE):
        layer = int(row[1]), int(row[2] or 0)
        for name in re.findall(r"`([^`]+)`", row[3]):
            assert name not in rooms, f"{name} is in the table of rooms twice"
            rooms[name] = layer
    return rooms


def read_imports(module: str, source: str) -> Iterator[Import]:
    """All of them, those inside functions and under TYPE_CHECKING as well."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield resolve(alias.name, "", node.lineno)
        elif isinstance(node, ast.ImportFrom):
            folders = ["manicule", *module.split("/")[:-1]]
            base = ".".join(folders[: len(folders) - node.level + 1]) if node.level else ""
            origin = ".".join(part for part in (base, node.module) if part)
            for alias in node.names:
                yield resolve(origin, alias.name, node.lineno)


def resolve(origin: str, name: str, line: int) -> Import:
    if origin.split(".")[0] != "manicule":
        return Import(line, f"{origin}.{name}" if name else origin, False)
    path = origin.split(".")[1:]
    for parts in ([*path, name], path) if name else (path,):
        module = "/".join(parts)
        if (PACKAGE / f"{module}.py").is_file():
            return Import(line, module, True)
    return Import(line, "/".join([*path, "__init__"]), True)


# What is held.


def layer_of(module: str, rooms: Mapping[str, Layer]) -> Layer | None:
    """By its name, else by the pattern that it fits."""
    fitting = [pattern for pattern in rooms if fnmatchcase(module, pattern)]
    return rooms.get(module) or (rooms[fitting[0]] if fitting else None)


def find_wrong_directions(module: str, source: str, rooms: Mapping[str, Layer]) -> Iterator[str]:
    """Imports that do not point to a smaller number, or that cross from one folder to another of the same layer."""
    here = layer_of(module, rooms)
    if here is None:
        yield f"manicule/{module}.py is in no row of the table of rooms (CONTRIBUTING.md): give it a layer"
        return
    for found in read_imports(module, source):
        there = layer_of(found.name, rooms) if found.ours else (-1, 0)
        if there is None:
            yield f"manicule/{module}.py:{found.line}: {found.name} is in no row of the table of rooms: give it a layer"
        elif there >= here or (there[0] == here[0] and folder(module) != folder(found.name)):
            yield (
                f"manicule/{module}.py:{found.line}: {module} (layer {number(here)}) imports {found.name} "
                f"(layer {number(there)}); imports point to a smaller number, and within one layer stay in one folder"
            )


def find_uses(module: str, source: str, names: tuple[str, ...], but: tuple[str, ...], ours: bool) -> Iterator[str]:
    """Imports of what `names` mean, unless `but` has it; both are patterns for our own, dotted names for others'."""
    for found in read_imports(module, source):
        if found.ours == ours and fits(found.name, names, ours) and not fits(found.name, but, ours):
            yield f"manicule/{module}.py:{found.line}: imports {found.name}"


def fits(name: str, patterns: tuple[str, ...], ours: bool) -> bool:
    if ours:
        return any(fnmatchcase(name, pattern) for pattern in patterns)
    return any(name == pattern or name.startswith(pattern + ".") for pattern in patterns)


def folder(module: str) -> str:
    return module.rpartition("/")[0]


def number(layer: Layer) -> str:
    return f"{layer[0]}.{layer[1]}" if layer[1] else str(layer[0])


# The rules that a number cannot say.


@dataclass(frozen=True, slots=True)
class Only:
    """None but the modules that fit `users` may import `what`; `but` is free for everybody."""

    what: tuple[str, ...]
    users: tuple[str, ...]
    why: str
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Never:
    """The modules that fit `user` may not import those of ours that fit `what`, `but` aside."""

    user: str
    what: tuple[str, ...]
    why: str
    but: tuple[str, ...] = ()


DISK = (
    "cli", "doctor", "editing", "exporting", "factcheck", "fetch", "gates", "importing", "inputs", "lastrun", "linkcheck", "listing", "lock", "manifest", "memory", "options", "order", "overrides", "reading", "pipeline", "press", "publish", "safewrite", "sources",
    "commands/*", "preview/*", "schema", "shelf", "starting", "store", "workers",
)  # fmt: skip

ONLY = (
    Only(("yaml",), ("yamlparser", "yamlwrite"), "everybody else gets nodes with positions, and bounded ones"),
    Only(("markdown", "nh3"), ("markup*",), "there is one way from text to HTML, and it ends in the sanitiser"),
    Only(("markupsafe",), ("safehtml", "render", "templatecode"), "what counts as safe is decided where it is made so"),
    Only(("msgspec",), ("values", "fingerprints", "manifest", "jsontext"), "what a value is, is decided in one place"),
    Only(("math_core",), ("markup*", "mathml*"), "what TeX becomes is decided in one place"),
    Only(("jinja2",), ("render", "templatecode"), "pages are planned without it, and a build with nothing to do does not load it"),
    Only(("livereload", "tornado", "watchfiles"), ("preview/*",), "a build needs no server"),
    Only(("urllib.request", "urllib3", "socket", "http", "ssl", "asyncio"), ("connecting",), "a build never touches the network"),
    Only(
        ("pathlib", "os", "shutil", "tempfile", "glob"), DISK, "only the two ends touch the disk", ("pathlib.PurePosixPath",)
    ),
    Only(("anyascii",), ("text",), "addresses are made in one place"),
    Only(("babel",), ("pages/words", "pages/catalogue"), "a site in English does not load it"),
    Only(("time", "datetime"), ("cli", "commands/saying", "connecting", "factcheck", "fetch", "linkcheck", "lock", "preview/*", "safewrite", "pages/words"), "the same input is the same site on any day"),
    Only(("random", "locale"), (), "the same input is the same site on any machine"),
    Only(("importlib",), (), "imports that are computed could not be held to the table", ("importlib.metadata",)),
)  # fmt: skip

NEVER = (
    Never("formats/*", ("yaml*", "ledger"), "a format knows text and papers, not how the list is kept"),
    Never("render", ("content", "library", "pages/*"), "it knows a page and its parts", ("pages/parts", "pages/words")),
    Never("press", ("content", "library", "render", "pages/*"), "it is told how pages are made", ("pages/parts",)),
    Never("publish", ("content", "library", "render", "pages/*"), "it is told what to write", ("pages/parts",)),
    Never(
        "cli",
        ("*",),
        "it knows commands, not internals",
        (
            "__init__",
            "commands/*",
            "gates",
            "options",
            "order",
            "pipeline",
            "problems",
            "preview/server",
            "schema",
        ),
    ),
)

MODULES = find_modules()
ROOMS = read_rooms((ROOT / "CONTRIBUTING.md").read_text("utf-8"))


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_to_smaller_numbers(module: str) -> None:
    tell(find_wrong_directions(module, MODULES[module], ROOMS))


@pytest.mark.parametrize("rule", ONLY, ids=lambda rule: rule.what[0])
def test_what_few_may_import(rule: Only) -> None:
    others = [module for module in MODULES if not any(fnmatchcase(module, user) for user in rule.users)]
    found = [use for module in others for use in find_uses(module, MODULES[module], rule.what, rule.but, False)]
    tell(f"{use}; only {', '.join(rule.users) or 'nobody'} may: {rule.why}" for use in found)


@pytest.mark.parametrize("rule", NEVER, ids=lambda rule: rule.user)
def test_what_a_room_must_not_know(rule: Never) -> None:
    users = [module for module in MODULES if fnmatchcase(module, rule.user)]
    found = [use for module in users for use in find_uses(module, MODULES[module], rule.what, rule.but, True)]
    assert users
    tell(f"{use}, which it must not: {rule.why}" for use in found)


def test_the_table_names_nothing_that_is_gone() -> None:
    gone = [room for room in ROOMS if not any(fnmatchcase(module, room) for module in MODULES)]
    tell(f"the table of rooms (CONTRIBUTING.md) has {room}, and the package has not" for room in gone)


def tell(wrong: Iterable[str]) -> None:
    """Fails with the sentences alone: pytest's own account of them would be longer and say less."""
    sentences = sorted(set(wrong))
    if sentences:
        pytest.fail("\n".join(sentences), pytrace=False)


# That the checks can fail.


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("text", "from .model import Paper", "text (layer 0) imports model (layer 1)"),
        ("pages/urls", "def f():\n    from ..publish import publish", "pages/urls.py:2: pages/urls (layer 5) imports publish"),
        ("pages/people", "from . import papers", "imports pages/papers"),
        ("pages/people", "from .plan import plan_pages", "imports pages/plan"),
        ("pages/people", "from . import plan_pages", "imports pages/__init__"),
        ("pages/people", "from ..intake import plan_intake", "stay in one folder"),
        ("formats/bibtex", "import manicule.formats.csl_json", "imports formats/csl_json"),
        ("formats/bibtex", "from manicule.formats import csl_json", "imports formats/csl_json"),
        ("model", "from . import cli", "imports cli"),
        ("unheard_of", "", "give it a layer"),
    ],
)  # fmt: skip
def test_a_wrong_direction_is_found(module: str, source: str, expected: str) -> None:
    found = list(find_wrong_directions(module, source, ROOMS))
    assert len(found) == 1
    assert expected in found[0]


def test_a_right_direction_is_not_found() -> None:
    source = (
        "import re\nfrom ..text import fold\nfrom . import urls\nfrom .urls import page_url\nfrom .. import __version__"
    )
    assert list(find_wrong_directions("pages/people", source, ROOMS)) == []


@pytest.mark.parametrize(
    "source", ["import os", "import os.path", "from pathlib import Path", "if x:\n    from os import path as p"]
)
def test_a_forbidden_library_is_found(source: str) -> None:
    disk = next(rule for rule in ONLY if "pathlib" in rule.what)
    assert list(find_uses("pages/urls", source, disk.what, disk.but, False))
    assert not list(find_uses("pages/urls", "from pathlib import PurePosixPath", disk.what, disk.but, False))


def test_a_forbidden_room_is_found() -> None:
    rule = next(rule for rule in NEVER if rule.user == "render")
    source = "from .pages.parts import Page\nfrom .library import Library\nfrom .pages import plan_pages"
    found = list(find_uses("render", source, rule.what, rule.but, True))
    assert found == ["manicule/render.py:2: imports library", "manicule/render.py:3: imports pages/__init__"]
