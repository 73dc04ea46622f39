"""A list that begins: its folder with all that it needs, from the package's skeleton, and papers if there are any yet.

A folder, files to import and a title go in, a `Start` comes out, with what was written and what was there already and
was left as it is. No file is ever overwritten; how records become entries is importing's to decide.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from .content import load_site
from .importing import ImportReport, import_sources, read_sources
from .model import PartialDate
from .problems import Problem, Where, error, has_errors
from .safewrite import LeadsOutsideError, find_inside
from .schema import FOLDER as SCHEMAS
from .schema import renew_schemas, schema_texts
from .shelf import PAPERS, SITE
from .values import Value
from .yamlwrite import Line, write_scalar

SKELETON = Path(__file__).parent / "skeleton"
"""Its files have no dots before their names, so that neither git nor what builds the wheel takes them for its own."""

NO_URL = "# Where it will stand; without it there are no feeds and no sitemap:\n# url: https://example.org/list/"
README = "README.md"


class Start(Value):
    """`written` and `left` are names with `/` from the list's root: of new files, and of those that were there. With
    errors among `problems` and no report of an import, nothing was written."""

    written: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    imported: ImportReport | None = None

    @property
    def failed(self) -> bool:
        return has_errors(self.problems) or (self.imported is not None and self.imported.failed)


def start_list(root: Path, files: Sequence[Path], today: PartialDate, title: str = "", url: str = "") -> Start:
    """Makes `root` a list, with an entry for each paper in `files`, or with one as an example. Where there is a list
    already, it gets what it has not for editors, git and hosts, and nothing is imported."""
    sources, problems = read_sources(root, files)
    begun = _begun_with(root)
    if begun and files:
        message = "there is a list in this folder already: `manicule import` puts papers into it"
        problems = (*problems, error("list-exists", message, Where(begun)))
    title = " ".join(title.split()) or _title_of(root)
    texts = skeleton_files(title, url, any(source.reading.records for source in sources))
    problems = (*problems, *_check_settings(texts[SITE]))
    if begun:
        set_up = (f"{SCHEMAS}/", SITE)
        texts = {
            name: data for name, data in texts.items() if not name.startswith("content/") or name.startswith(set_up)
        }
    problems = (*problems, *_check_places(root, texts))
    if has_errors(problems):
        return Start(problems=problems)
    written, left = _write_new(root, texts)
    report = import_sources(root, sources, today, keywords=True) if sources else None
    renew_schemas(root)
    return Start(written, left, problems, report)


def skeleton_files(title: str, url: str, papers: bool) -> dict[str, bytes]:
    """What a new list has, by name from its root; without an example where there are `papers`."""
    words = {
        "site.yaml": {"@title@": write_scalar(Line(title)), "@url@": f"url: {write_scalar(Line(url))}" if url else NO_URL},
        "README.md": {"@title@": title},
    }  # fmt: skip
    texts = {}
    for place, name in FILES.items():
        if name != "example.yaml" or not papers:
            text = (SKELETON / name).read_text("utf-8") if name else ""
            for word, said in words.get(name, {}).items():
                text = text.replace(word, said)
            texts[place] = text.encode()
    texts |= {f"{SCHEMAS}/{name}": text.encode() for name, text in schema_texts().items()}
    return texts


def _title_of(root: Path) -> str:
    """Of a list that was given none: the folder's name."""
    name = " ".join(root.resolve().name.replace("-", " ").replace("_", " ").split())
    return name[:1].upper() + name[1:] or "Reading list"


def _begun_with(root: Path) -> str:
    """A file of the list that is there, from its root; '' if there is no list."""
    if (root / SITE).exists():
        return SITE
    return next((f"{PAPERS}/{file.name}" for file in sorted((root / PAPERS).glob("*.yaml"))), "")


# What would go wrong, before anything is written.


def _check_settings(site: bytes) -> Iterator[Problem]:
    """What is wrong with site.yaml came from the command line."""
    _, found = load_site(SITE, site)
    lines = site.decode().splitlines()
    for problem in found:
        field = lines[problem.where.line - 1].partition(":")[0] if problem.where.line else "title"
        yield error(problem.code, problem.message, Where(f"--{field}"), *problem.detail)


def _check_places(root: Path, texts: Mapping[str, bytes]) -> Iterator[Problem]:
    """Folders to be made where there is a file, and links that lead out of the list."""
    folders = {parent for name in texts for parent in Path(name).parents}
    for folder in sorted(folders):
        place = root / folder
        where = Where((root if folder == Path() else folder).as_posix())
        if os.path.lexists(place) and not place.is_dir():
            yield error("not-a-folder", "there has to be a folder here, and there is a file", where)
            continue
        try:
            find_inside(place, root)
        except LeadsOutsideError:
            yield error("leads-outside", "this link leads out of the list's folder, so nothing is written there", where)


# Writing.


def _write_new(root: Path, texts: Mapping[str, bytes]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of what was written, and of what was there."""
    written, left = [], []
    readme = _find_readme(root)
    for name, data in sorted(texts.items()):
        place = root / name
        if name == README and readme:
            left.append(readme)
            continue
        if not data and place.parent.is_dir():
            continue  # it only keeps an empty folder in git
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with place.open("xb") as file:
                file.write(data)
            written.append(name)
        except FileExistsError:
            left.append(name)
    return tuple(written), tuple(left)


def _find_readme(root: Path) -> str:
    """Whatever it is called: readme.md, README.rst."""
    names: list[str] = []
    with suppress(FileNotFoundError):
        names = sorted(item.name for item in root.iterdir())
    return next((name for name in names if name.lower().partition(".")[0] == "readme"), "")


FILES: Mapping[str, str] = {
    "content/site.yaml": "site.yaml",
    "content/tags.yaml": "tags.yaml",
    "content/papers/1703.10987.yaml": "example.yaml",
    "content/pages/about.md": "about.md",
    "content/paths/.gitkeep": "",
    "content/files/.gitkeep": "",
    ".github/workflows/pages.yml": "pages.yml",
    ".gitlab-ci.yml": "gitlab-ci.yml",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
    ".editorconfig": "editorconfig",
    ".vscode/settings.json": "settings.json",
    ".vscode/extensions.json": "extensions.json",
    README: README,
}
"""Each file of a new list with the one of the skeleton that it is made of, '' for an empty one."""
