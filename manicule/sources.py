"""What a build reads: content, templates and the generator's own code, with the versions of its libraries.

A list's folder goes in, out come the places of its inputs, and a digest of all that makes pages whatever the list says.
It must not know what becomes of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from .inputs import Source, Stamps, find_files
from .text import digest

PACKAGE = Path(__file__).parent
SHAPERS = ("anyascii", "Babel", "Jinja2", "Markdown", "MarkupSafe", "PyYAML", "math-core", "nh3")
"""Libraries whose version can change what a page holds."""
MAYBE = ("Pillow",)
"""Such as need not be there."""


def sources(root: Path) -> tuple[Source, ...]:
    """Content, templates and the generator's own code: all of them are inputs."""
    own = root / "templates"
    return (
        Source("content", root / "content"),
        Source("templates", package_templates()),
        *([] if own.resolve() == package_templates().resolve() else [Source("own-templates", own)]),
        Source("manicule", PACKAGE, (".py",)),
    )


def package_templates() -> Path:
    """Where the templates that come with Manicule are: inside an installed package, beside it in a checkout."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"


def generator_digest(inputs: Stamps) -> str:
    """Of the generator's code and of the versions of the libraries that shape its output."""
    code = [part for named in inputs.below("manicule/") for part in named]
    return digest(*code, *(f"{name} {version}" for name, version in find_versions((*SHAPERS, *MAYBE))))


def find_versions(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The versions of installed libraries, by the names of the folders that tell of them.

    Why not importlib.metadata at once: loading it takes as long as all else that a build with nothing to do does."""
    found: dict[str, str] = {}
    for place in sys.path:
        with suppress(OSError):
            for name in os.listdir(place or "."):  # noqa: PTH208  (all of an environment, and only their names)
                if name.endswith(".dist-info"):
                    library, _, version = name.removesuffix(".dist-info").partition("-")
                    found.setdefault(_fold_name(library), version)
    for name in names:
        known = found.get(_fold_name(name))
        if known is None and name in MAYBE:
            continue
        if known is None:
            from importlib.metadata import version as ask

            known = ask(name)
        yield name, known


def _fold_name(library: str) -> str:
    """As the names of distributions are compared (PyPA, "Names and normalization"); there are no dots in ours."""
    return library.lower().replace("-", "_")


def template_files(root: Path) -> dict[str, Path]:
    """Templates and assets by name; a list's own go before those of the package, file by file."""
    files: dict[str, Path] = {}
    for folder in (package_templates(), root / "templates"):
        files.update((name.removeprefix("/"), path) for name, path in find_files(Source("", folder)))
    return dict(sorted(files.items()))


def read_source(root: Path, path: str) -> str | None:
    """The text of a file that a problem names, to show the line; templates may be the package's own."""
    for file in (root / path, package_templates() / path.removeprefix("templates/")):
        try:
            return file.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
    return None
