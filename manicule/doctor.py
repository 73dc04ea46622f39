"""What may be wrong with how a list is set up: versions, templates, editor settings, workflows, what is left lying.

The list's root and the names of the commands go in; facts and problems come out, nothing is changed. What is wrong with
entries is `check`'s to say.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from . import __version__
from .content import check_names, load_site, missing_url_notice
from .inputs import Source, find_files
from .lastrun import CACHE
from .manifest import read_release
from .overrides import FOLDER as TEMPLATES
from .overrides import Override, find_overrides, has_own_templates
from .problems import Problem, Where, error, notice, sort_problems, warning
from .schema import FOLDER as SCHEMAS
from .schema import NAMES, schema_texts
from .shelf import SITE
from .sources import package_templates
from .values import Value

OLDEST = (3, 11)
MUCH = 500_000_000
"""Bytes of .cache/ that one should know of."""


class Checkup(Value):
    """`facts` are what to tell whoever helps, in their order."""

    facts: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    overrides: tuple[Override, ...]


def check_up(root: Path, target: Path, commands: Sequence[str]) -> Checkup:
    """`target` is where the site goes; `commands` are what `manicule` can be told to do."""
    overrides = find_overrides(root)
    problems = [
        *_check_versions(),
        *_check_content(root),
        *_check_release(target),
        *(problem for override in overrides if (problem := _judge_override(override))),
        *_check_schemas(root),
        *_check_cache(root),
        *_check_git(root, target),
        *_check_workflows(root, commands),
    ]
    return Checkup(tuple(_facts(root, target, overrides)), tuple(sort_problems(problems)), overrides)


def checkup_json(checkup: Checkup) -> dict[str, Any]:
    return {
        "facts": dict(checkup.facts),
        "problems": checkup.problems,
        "overrides": checkup.overrides,
    }


def _facts(root: Path, target: Path, overrides: Sequence[Override]) -> Iterator[tuple[str, str]]:
    yield "Manicule", f"{__version__}, in {Path(__file__).parent}"
    yield "Python", f"{sys.version.split()[0]} on {sys.platform}, {sys.executable}"
    yield "Libraries", ", ".join(f"{name} {found or 'not found'}" for name, _, found in _libraries()) or "not known"
    shared = "" if has_own_templates(root) else ", which are this list's own"
    yield (
        "Templates",
        f"of {package_templates()}{shared}" + (f"; {len(overrides)} in {TEMPLATES}/" if overrides else ""),
    )
    release = read_release(target)
    yield "Site", f"{target.as_posix()}/, {_BUILT.get(release, f'last built by Manicule {release}')}"
    yield "Cache", f"{_size(root / CACHE) / 1e6:.1f} MB in {CACHE}/"


_BUILT = {None: "not built yet", "": "last built by a Manicule that did not say which it was"}


# Versions.


def _libraries() -> Iterator[tuple[str, str, str]]:
    """Name, range and installed version ('' if there is none) of each library that Manicule needs."""
    try:
        needed = requires("manicule") or []
    except PackageNotFoundError:
        needed = []  # run from a folder that was never installed
    for row in sorted(needed):
        match = re.fullmatch(r"([\w.-]+)\s*\(?([^;()]*)\)?", row)
        if match is None:
            continue  # for tests, or measuring
        try:
            found = version(match[1])
        except PackageNotFoundError:
            found = ""
        yield match[1], match[2].strip(), found


def _check_versions() -> Iterator[Problem]:
    python = Where(Path(sys.executable).as_posix())
    if sys.version_info[:2] < OLDEST:
        yield error("old-python", f"Manicule needs Python {OLDEST[0]}.{OLDEST[1]} or later", python)
    for name, wanted, found in _libraries():
        if not found:
            yield error("no-library", f"{name} is not installed", python, fix=f"pip install '{name}{wanted}'")
        elif not fits_range(found, wanted):
            message = f"{name} {found} is installed, and Manicule was made for {wanted}"
            yield error("library-version", message, python, fix=f"pip install '{name}{wanted}'")


def fits_range(found: str, wanted: str) -> bool:
    """Whether a version is within such ranges as ours: `>=3.1.6,<4`. Only its numbers count."""
    for clause in wanted.split(","):
        match = re.fullmatch(r"\s*(>=|<)\s*([\d.]+)\s*", clause)
        if match and (_numbers(found) >= _numbers(match[2])) != (match[1] == ">="):
            return False
    return True


def _numbers(text: str) -> tuple[int, ...]:
    """`3.1.0` and `3.1` are the same."""
    leading = re.match(r"\d+(?:\.\d+)*", text)
    numbers = [int(part) for part in leading[0].split(".")] if leading else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _check_release(target: Path) -> Iterator[Problem]:
    release = read_release(target)
    if release is not None and release != __version__:
        message = f"{_BUILT.get(release, f'last built by Manicule {release}')}; the next build makes every page anew"
        yield notice("other-release", message, Where(target.as_posix()))


# Content.


def _check_content(root: Path) -> Iterator[Problem]:
    """What is read at all, and whether the site knows where it stands."""
    yield from check_names(sorted(name for name, _ in find_files(Source("content", root / "content"))))
    try:
        site, found = load_site(SITE, (root / SITE).read_bytes())
    except FileNotFoundError:
        yield error("no-site", "there is no list here", Where(SITE), fix="manicule init")
        return
    yield from found
    if site is not None:
        yield from missing_url_notice(site)


def _check_schemas(root: Path) -> Iterator[Problem]:
    """Of the schemas that editors check by: they are of the Manicule that wrote them. The names of the list among them
    may be older than the list: they help, and check nothing."""
    texts = {name: text for name, text in schema_texts().items() if name != NAMES}
    old = [name for name, text in texts.items() if _text(root / SCHEMAS / name) != text]
    if len(old) == len(texts) and not (root / SCHEMAS).exists():
        message = "editors complete and check what you write if the schemas are here"
        yield notice("no-schemas", message, Where(SCHEMAS), fix="manicule schema")
    elif old:
        message = f"what editors check by is of another Manicule: {', '.join(old)}"
        yield warning("old-schemas", message, Where(SCHEMAS), fix="manicule schema")


def _text(place: Path) -> str:
    try:
        return place.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""


# Templates.


def _judge_override(override: Override) -> Problem | None:
    """`current` and `own` are as they should be."""
    name, where = override.name, Where(f"{TEMPLATES}/{override.name}")
    if override.state == "changed":
        message = "the package's template has changed since this one was copied from it"
        detail = "`manicule doctor --diff` shows what has changed; take over what you want of it, then"
        return warning("template-changed", message, where, detail, fix=f"manicule template --merged {name}")
    if override.state == "same":
        return notice(
            "template-same", "this is the package's template, to the letter: without it you get later ones", where
        )
    if override.state == "unknown":
        message = f"not known from which version this was copied; {override.alike}% of it is as in the package's"
        detail = "compare the two; once yours has what you want,"
        return notice("template-unknown", message, where, detail, fix=f"manicule template --merged {name}")
    if override.state == "gone":
        return warning(
            "template-gone", "the package has no template of this name any longer: nothing uses this one", where
        )
    if override.state == "misspelled":
        message = f"the package has no template of this name; did you mean {override.near}?"
        # A file of one's own among the assets may well have such a name; a template that nothing names may not.
        say = notice if name.startswith("assets/") else warning
        return say("template-misspelled", message, where)
    if override.state == "unused":
        message = "the package has no template of this name, and none of yours names it: nothing uses it"
        return warning("template-unused", message, where)
    if override.state == "unread":
        message = f"nothing reads this file: in {TEMPLATES}/ that is .html, and what is in assets/"
        return warning("template-unread", message, where)
    return None


# What is left lying.


def _check_cache(root: Path) -> Iterator[Problem]:
    size = _size(root / CACHE)
    if size > MUCH:
        yield notice("large-cache", f"{size / 1e6:.0f} MB; it may be deleted at any time", Where(f"{CACHE}/"))


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0


def _check_git(root: Path, target: Path) -> Iterator[Problem]:
    """Folders that are made anew and yet are in git."""
    for folder in (target, root / CACHE):
        files = [name for name in _committed(root, folder) if name.rpartition("/")[2] != ".gitignore"]
        if files:
            count = f"{len(files)} file{'' if len(files) == 1 else 's'}"
            message = f"{count} of this folder, which is made anew by every build, in git"
            where = Where(f"{folder.as_posix().removeprefix('./')}/")
            shown = folder.relative_to(root) if folder.is_relative_to(root) else folder
            yield warning("made-in-git", message, where, fix=f"git rm -r --cached --quiet {shown.as_posix()}")


def _committed(root: Path, folder: Path) -> list[str]:
    """The files below a folder that git has; none where there is no git, or no repository. Nothing that the repository's
    settings name is run."""
    git = shutil.which("git")
    if git is None or not folder.is_dir():
        return []
    command = [git, "-c", "core.fsmonitor=false", "-C", str(root), "ls-files", "-z", "--", str(folder.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [name for name in done.stdout.decode("utf-8", "replace").split("\0") if name] if not done.returncode else []


# Hosts.


def _check_workflows(root: Path, commands: Sequence[str]) -> Iterator[Problem]:
    """Commands that this Manicule does not have, in what hosts are told to run."""
    found = [*(root / ".github/workflows").glob("*.yml"), *(root / ".github/workflows").glob("*.yaml")]
    for file in sorted([*found, root / ".gitlab-ci.yml"]):
        where = file.relative_to(root).as_posix()
        for number, line in enumerate(_text(file).splitlines(), start=1):
            for column, word in named_commands(line):
                if word not in commands:
                    message = f"Manicule has no command `{word}`; it has {_and(commands)}"
                    yield warning("no-command", message, Where(where, number, column, len(word)))


def named_commands(line: str) -> Iterable[tuple[int, str]]:
    """The words, with their columns, that `manicule` is followed by where a line of a workflow runs it."""
    bare = line if not line.lstrip().startswith("#") else ""
    runs = re.finditer(
        r"(?:(?:^|run:|&&|;|\|)\s*(?:-\s+)?|-m\s+|\brun\s+|uvx\s+|[/\\])[\"']?manicule\s+([a-z][\w-]*)", bare
    )
    return [(match.start(1) + 1, match[1]) for match in runs]


def _and(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
