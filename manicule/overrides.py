"""A list's own templates beside those of the package: how each stands to the one that it replaces, and copies of these.

The list's root goes in, `Override` values come out. It knows nothing of what a template does.

Why the originals: what a template was when it was copied is kept in templates/.originals/, which is committed with the
list and which no build reads. So it can be said later not only that the package's has changed, but what of it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from .inputs import Source, find_files
from .problems import Problem, Where, error
from .sources import package_templates
from .values import Value

FOLDER = "templates"
ORIGINALS = f"{FOLDER}/.originals"

State = Literal["current", "changed", "same", "unknown", "gone", "own", "misspelled", "unused", "unread"]


class Override(Value):
    """A file in the list's templates/, and how it stands to the package's of that name:

    `current`: that is what it was when it was copied · `changed`: it is not, and `diff` says how · `same`: the two are
    the same · `unknown`: nobody noted what it was copied from; `alike` is how many per cent of its lines are the package's
    · `gone`: the package has it no longer. Of a name that the package has not: `own` (a part or file that is used),
    `misspelled` (probably meant is `near`), `unused` (no template names it), `unread` (of a kind that is never read).
    """

    name: str
    state: State
    near: str = ""
    alike: int = 0
    diff: str = ""


def has_own_templates(root: Path) -> bool:
    """Whether the list's templates/ is another folder than the package's, which it is not in a checkout."""
    return (root / FOLDER).resolve() != package_templates().resolve()


def template_names() -> tuple[str, ...]:
    """All that a list can replace: templates and assets. Those of the preview are not the site's."""
    return tuple(name for name in _texts(package_templates()) if not name.startswith("preview/"))


def find_overrides(root: Path) -> tuple[Override, ...]:
    if not has_own_templates(root):
        return ()
    package, own, originals = _texts(package_templates()), _texts(root / FOLDER), _texts(root / ORIGINALS)
    return tuple(_judge(name, own, package, originals) for name in own)


def _judge(name: str, own: Mapping[str, str], package: Mapping[str, str], originals: Mapping[str, str]) -> Override:
    known = template_names()
    if name in known:
        now, then = package[name], originals.get(name)
        if own[name] == now:
            return Override(name, "same")
        if then is None:
            alike = difflib.SequenceMatcher(None, own[name].splitlines(), now.splitlines(), autojunk=False).ratio()
            return Override(name, "unknown", alike=int(alike * 100))
        return Override(name, "current") if then == now else Override(name, "changed", diff=_diff(name, then, now))
    if name in originals:
        return Override(name, "gone")
    if name.startswith("locales/") and name.endswith(".po"):
        return Override(name, "own")
    quoted = re.compile(f"[\"']{re.escape(name)}[\"']")
    if name.endswith(".html") and any(quoted.search(text) for other, text in own.items() if other != name):
        return Override(name, "own")
    if (near := _near(name, known)) and near not in own:
        return Override(name, "misspelled", near)
    if name.startswith("assets/"):
        return Override(name, "own")
    return Override(name, "unused" if name.endswith(".html") else "unread")


def _near(name: str, known: Iterable[str]) -> str:
    """The template that was probably meant: of that name in another folder, or of nearly that name in the same one."""
    folder, _, file = name.rpartition("/")
    elsewhere = [one for one in known if one.rpartition("/")[2] == file]
    beside = {one.rpartition("/")[2]: one for one in known if one.rpartition("/")[0] == folder}
    close = difflib.get_close_matches(file, beside, n=1, cutoff=0.85)
    return elsewhere[0] if len(elsewhere) == 1 else beside[close[0]] if close else ""


def _diff(name: str, then: str, now: str) -> str:
    lines = difflib.unified_diff(
        then.splitlines(), now.splitlines(), f"{name} (when it was copied)", f"{name} (now)", lineterm=""
    )
    return "\n".join(lines) + "\n"


# Copies.


def copy_templates(root: Path, names: Sequence[str]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Copies templates of the package into the list's templates/, with their originals. Those that are there already are
    problems, and nothing is written then. The paths of the copies, from the root."""
    problems = [*_check_names(root, names)]
    problems += [
        error("template-exists", "the list has a template of this name already", Where(f"{FOLDER}/{name}"))
        for name in names
        if (root / FOLDER / name).exists()
    ]
    if problems:
        return (), tuple(problems)
    for name in names:
        _write(root / ORIGINALS / name, name)
        _write(root / FOLDER / name, name)
    return tuple(f"{FOLDER}/{name}" for name in names), ()


def note_originals(root: Path, names: Sequence[str]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Notes that the list's copies have all that the package's templates have now. The copies are left as they are."""
    problems = [*_check_names(root, names)]
    problems += [
        error("no-template", "the list has no template of this name", Where(f"{FOLDER}/{name}"))
        for name in names
        if not (root / FOLDER / name).exists()
    ]
    if problems:
        return (), tuple(problems)
    for name in names:
        _write(root / ORIGINALS / name, name)
    return tuple(f"{ORIGINALS}/{name}" for name in names), ()


def _check_names(root: Path, names: Sequence[str]) -> Iterator[Problem]:
    if not has_own_templates(root):
        yield error("own-checkout", "these are the package's own templates: change them as they are", Where(FOLDER))
        return
    known = template_names()
    for name in names:
        if name not in known:
            near = _near(name, known)
            near = near and f"manicule template {near}"
            yield error("no-template", "Manicule has no template of this name", Where(f"{FOLDER}/{name}"), fix=near)


def _write(place: Path, name: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes((package_templates() / name).read_bytes().replace(b"\r\n", b"\n"))


def _texts(folder: Path) -> dict[str, str]:
    """The files below a folder by name; git may have given them the line ends of a system."""
    files = {name.removeprefix("/"): path for name, path in find_files(Source("", folder))}
    return {name: files[name].read_bytes().decode("utf-8", "replace").replace("\r\n", "\n") for name in sorted(files)}
