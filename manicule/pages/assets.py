"""Stylesheet, scripts and pictures: what the pipeline read of them, to the files that pages link to.

In go the texts of the assets and how many notes a page has, out come planned files. It must not know where assets
are kept, nor what else a page shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from .need import STEPS
from .parts import Page
from .urls import STYLE, asset_url

CSS_ORDER = ("tokens", "base", "frame", "parts", "print")


@dataclass(frozen=True, slots=True)
class Assets:
    """`css`: the parts of the stylesheet in their order; `files`: other files by name."""

    css: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class StyleView:
    """`notes` is the greatest number of notes on any page."""

    css: tuple[str, ...]
    notes: int


@dataclass(frozen=True, slots=True)
class FileView:
    data: bytes


def sort_assets(files: Mapping[str, bytes]) -> Assets:
    """From the files below assets/ by their names (`css/tokens.css`, `js/page.js`, `mark.svg`). Parts of the stylesheet
    that CSS_ORDER does not name come right before print, by name; other files lose their folder `js/`, and stylesheets
    among them are for pages that ask for them."""
    sheets = {name: data for name, data in files.items() if name.startswith("css/") and name.endswith(".css")}

    def place(name: str) -> tuple[float, str]:
        stem = PurePosixPath(name).stem
        last = len(CSS_ORDER) - 1
        return (CSS_ORDER.index(stem) if stem in CSS_ORDER else last - 0.5, name)

    css = tuple(sheets[name].decode("utf-8-sig") for name in sorted(sheets, key=place))
    others = ((name.removeprefix("js/"), data) for name, data in sorted(files.items()) if name not in sheets)
    return Assets(css, tuple(others))


def plan_assets(assets: Assets, notes: int) -> Iterator[Page]:
    """The rules for notes are made for as many `notes` as any page has."""
    yield Page(STYLE, make_style, StyleView(assets.css, notes))
    for name, data in assets.files:
        slim = {"css": _slim, "js": _slim_script}.get(name.rpartition(".")[2])
        yield Page(asset_url(name), make_file, FileView(slim(data.decode("utf-8-sig")).encode() if slim else data))


def make_style(view: StyleView) -> str:
    parts = [*view.css, "\n".join(note_rules(view.notes))]
    return "\n".join(_slim(part) for part in parts if part) + "\n"


def _slim(css: str) -> str:
    """Without comments, indentation and spaces that mean nothing, which readers need not fetch. A space in front of a
    colon does mean something (`.prose :is(…)`), and so do those around operators."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    lines = "\n".join(line.strip() for line in bare.splitlines() if line.strip())
    joined = re.sub(r"(?<=[{};,])\n", "", re.sub(r" ?([{};,]) ?", r"\1", lines))
    return re.sub(r"(?<=:) (?=\S)", "", joined).replace(";}", "}")


def _slim_script(script: str) -> str:
    """Without lines that are comments, and without indentation; not where a text may go over several lines."""
    lines = [line.strip() for line in script.splitlines()]
    if "`" in script or any("/*" in line.rpartition("*/")[2] for line in lines):
        return script
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def note_rules(notes: int) -> Iterator[str]:
    """What puts note n beside mark n, and keeps its place free; for where there is room, and anchors are known."""
    if not notes:
        return
    yield "@layer parts { @media screen and (min-width: 60em) {"
    yield "@supports (anchor-name: --a) and (top: max(anchor(--a top, 0px), 1px)) {"
    for need in STEPS:
        yield f".need-{need} {{ min-block-size: {need}rem }}"
    for n in range(1, notes + 1):
        yield f".m{n} {{ anchor-name: --m{n} }} .n{n} {{ --me: --n{n}; --at: --m{n}; --after: --n{n - 1} }}"
    yield "} } }"


def make_file(view: FileView) -> bytes:
    return view.data
