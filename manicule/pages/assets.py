"""Stylesheet, scripts and pictures: what the pipeline read of them, to the files that pages link to.

In go the texts of the assets and how many notes a page has, out come planned files. It must not know where assets
are kept, nor what else a page shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from ..values import Value
from .need import STEPS
from .parts import Page
from .urls import STYLE, asset_url
from .words import Words

CSS_ORDER = ("tokens", "base", "frame", "parts", "print")


class Assets(Value):
    """`css`: the parts of the stylesheet in their order; `files`: other files by name."""

    css: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


class StyleView(Value):
    """`notes` is the greatest number of notes on any page."""

    css: tuple[str, ...]
    notes: int


class FileView(Value):
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


def plan_assets(assets: Assets, notes: int, words: Words) -> Iterator[Page]:
    """The rules for notes are made for as many `notes` as any page has; scripts say what they say in the site's `words`."""
    yield Page(STYLE, make_style, StyleView(assets.css, notes))
    for name, data in assets.files:
        ending = name.rpartition(".")[2]
        if ending == "css":
            data = _slim(data.decode("utf-8-sig")).encode()
        elif ending == "js":
            data = _slim_script(translate_script(data.decode("utf-8-sig"), words)).encode()
        yield Page(asset_url(name), make_file, FileView(data))


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
    """Without lines that are comments, indentation, and breaks behind what goes on in any case; not where a text may go over
    several lines."""
    lines = [line.strip() for line in script.splitlines()]
    if "`" in script or any("/*" in line.rpartition("*/")[2] for line in lines):
        return script
    kept = [line for line in lines if line and not line.startswith("//")]
    out = []
    for line, following in zip(kept, [*kept[1:], ""], strict=True):
        goes_on = line[-1] in "{;," or following[:1] == "}"
        out.append(line if goes_on and "//" not in line else f"{line}\n")
    return "".join(out)


def translate_script(script: str, words: Words) -> str:
    """With what it says in the site's words: for `_("…")` the text, for `ngettext("…", "…", n)` the form for n, its number
    in figures; both may have more values in them, which the script puts in."""

    def form(match: re.Match[str]) -> str:
        one, many = json.loads(match[1]), json.loads(match[2])
        forms = ",".join(_quote(text) for text in words.forms(one, many))
        return f'(n=>[{forms}][+({words.rule})].replace("%(num)s",n))('

    script = re.sub(rf"\bngettext\({_STRING}, {_STRING}, ", form, script)
    return re.sub(rf"(?<![\w.])_\({_STRING}\)", lambda match: _quote(words.gettext(json.loads(match[1]))), script)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


_STRING = r'("(?:[^"\\\n]|\\.)*")'


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
