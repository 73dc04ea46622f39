"""The order of everything: content and templates are read, the library is built, pages are planned and published.

`build`, `check`, `why` and the preview all come through here, with the list's root folder and where the site goes.
What each step does is in the room that it calls; here is only which comes after which, and the three gates.

Why the imports inside functions: when nothing has changed, a build ends before it needs Jinja, Markdown or YAML,
and loading them would take most of its time.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .inputs import Source, Stamp, find_files, stamp_inputs
from .lastrun import (
    LastRun,
    last_run_text,
    list_outputs,
    manifest_digest,
    note_path,
    nothing_changed,
    read_last_run,
)
from .manifest import read_manifest
from .problems import Problem, Where, error, format_problems, has_errors, sort_problems
from .text import digest
from .workers import Crew, count_workers

if TYPE_CHECKING:
    from .fingerprints import Fingerprints
    from .model import Entry
    from .pages.parts import Page, SiteFacts
    from .publish import Published
    from .render import Templates

PACKAGE = Path(__file__).parent
SHAPERS = ("Jinja2", "Markdown", "MarkupSafe", "PyYAML", "math-core", "nh3")
"""Libraries whose version can change what a page holds."""

Progress = Callable[[str, int, int], None]


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """For whoever does not want to be told."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: the list in `root`, into `target`. `drafts` shows entries marked as drafts; `clean`
    makes every page anew; without `cache` nothing that a former run noted of the inputs is trusted."""

    root: Path
    target: Path
    drafts: bool = False
    clean: bool = False
    cache: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """Paths by what was done, and the problems; `report` is those as a person reads them."""

    problems: tuple[Problem, ...] = ()
    report: str = ""
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: int = 0

    @property
    def failed(self) -> bool:
        return has_errors(self.problems)


def build(order: Order, progress: Progress = no_progress) -> Outcome:
    """Brings the target up to date. If anything is wrong with the content, the target stays as it is."""
    started = time.time_ns()
    note = note_path(order.root, order.target, order.drafts)
    last = read_last_run(note) if order.cache and not order.clean else LastRun()
    inputs = stamp_inputs(sources(order.root), last.inputs or {}, last.started)
    generator = generator_digest(inputs)
    if nothing_changed(last, inputs, generator, order.target):
        return Outcome(report=last.report, kept=len(last.outputs))
    outcome = _publish(order, inputs, generator, progress)
    if not outcome.failed:
        outputs = list_outputs(read_manifest(order.target)[0])
        _write_note(note, LastRun(started, generator, manifest_digest(order.target), outcome.report, inputs, outputs))
    return outcome


def check(order: Order, progress: Progress = no_progress) -> Outcome:
    """All gates, and every page rendered; writes nothing."""
    inputs = stamp_inputs(sources(order.root), {}, 0)
    plan, problems = _plan(order, inputs)
    if plan is None:
        return _outcome(order, problems)
    problems = (*problems, *(problem for found in plan.remarks.values() for problem in found))
    failed = []
    for number, page in enumerate(plan.pages if not has_errors(problems) else ()):
        made = plan.make(page, page.view)
        failed += [made] if isinstance(made, Problem) else []
        progress("checking", number + 1, len(plan.pages))
    return _outcome(order, (*problems, *failed))


def why(order: Order, path: str) -> tuple[tuple[str, ...] | None, Outcome]:
    """The names of the parts of the page at `path` that are not what they were when it was last written: `()` if it
    is up to date, `("new",)`, `("gone",)`, or None if there is no such page in the plan or the output."""
    from .publish import reasons

    inputs = stamp_inputs(sources(order.root), {}, 0)
    plan, problems = _plan(order, inputs)
    outcome = _outcome(order, problems)
    if plan is None:
        return None, outcome
    manifest, _ = read_manifest(order.target)
    page = next((page for page in plan.pages if page.path == path), None)
    if page is None:
        return ("gone",) if path in manifest else None, outcome
    wanted = plan.fingerprints(generator_digest(inputs)).parts(page, page.view)
    return reasons(wanted, manifest.get(path)), outcome


# What is read.


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


def generator_digest(inputs: Mapping[str, Stamp]) -> str:
    """Of the generator's code and of the versions of the libraries that shape its output."""
    code = [part for name, stamp in inputs.items() if name.startswith("manicule/") for part in (name, stamp.digest)]
    return digest(*code, *(f"{name} {version}" for name, version in find_versions(SHAPERS)))


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
        if known is None:
            from importlib.metadata import version as ask

            known = ask(name)
        yield name, known


def _fold_name(library: str) -> str:
    """As the names of distributions are compared (PyPA, "Names and normalization"); there are no dots in ours."""
    return library.lower().replace("-", "_")


def _template_files(root: Path) -> dict[str, Path]:
    """Templates and assets by name; a list's own go before those of the package, file by file."""
    files: dict[str, Path] = {}
    for folder in (package_templates(), root / "templates"):
        files.update((name.removeprefix("/"), path) for name, path in find_files(Source("", folder)))
    return dict(sorted(files.items()))


# The gates.


@dataclass(frozen=True, slots=True)
class _Plan:
    """The pages, and how any of them is made; what there is to say of each entry's texts is known when they are set."""

    pages: tuple[Page, ...]
    site: SiteFacts
    remarks: Mapping[str, tuple[Problem, ...]]
    templates: Templates

    def make(self, page: Page, view: object) -> bytes | Problem:
        from .render import render_page

        return render_page(self.templates, page, view, self.site)

    def fingerprints(self, generator: str) -> Fingerprints:
        from .fingerprints import Fingerprints
        from .render import closure_digest

        closures: dict[str, str] = {}

        def maker(page: Page) -> str:
            if not isinstance(page.maker, str):
                return digest(getattr(page.maker, "__qualname__", type(page.maker).__qualname__))
            if page.maker not in closures:
                closures[page.maker] = closure_digest(self.templates, page.maker)
            return closures[page.maker]

        return Fingerprints({"generator": generator, "site": digest(repr(self.site))}, maker)


def _publish(order: Order, inputs: Mapping[str, Stamp], generator: str, progress: Progress) -> Outcome:
    from .publish import Press, publish

    plan, problems = _plan(order, inputs)
    if plan is None:
        return _outcome(order, problems)
    press = Press(plan.fingerprints(generator), plan.make, plan.remarks, order.clean)
    published = publish(plan.pages, order.target, press, progress)
    return _outcome(order, (*problems, *published.problems), published)


def _plan(order: Order, inputs: Mapping[str, Stamp]) -> tuple[_Plan | None, tuple[Problem, ...]]:
    """Loaded, built, planned: errors at any of the three end it, with every problem found so far."""
    from .content import load_content, missing_url_notice
    from .library import build_library
    from .pages import plan_pages, sort_assets
    from .render import load_templates

    names = [name for name in inputs if name.startswith("content/")]
    if not names:
        nothing = error("no-content", "there is no list here: it needs at least content/site.yaml", Where("content"))
        return None, (nothing,)
    content, found = load_content(
        names, lambda name: (order.root / name).read_bytes(), _load_entries(order.root, names)
    )
    problems = [*found, *missing_url_notice(content.site)]
    if not content.site.title:
        return None, tuple(problems)
    library, found = build_library(content, order.drafts)
    problems += found
    files = {name: path.read_bytes() for name, path in _template_files(order.root).items()}
    templates, found = load_templates({n: data.decode("utf-8-sig") for n, data in files.items() if n.endswith(".html")})
    problems += found
    if has_errors(problems):
        return None, tuple(problems)
    assets = sort_assets(
        {name.removeprefix("assets/"): data for name, data in files.items() if name.startswith("assets/")}
    )
    planned = plan_pages(library, assets, _copies(order.root, content.files, inputs))
    problems += planned.problems
    plan = None if has_errors(problems) else _Plan(planned.pages, planned.site, planned.remarks, templates)
    return plan, tuple(problems)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A share of the entries' files."""

    root: Path
    names: tuple[str, ...]

    def load(self) -> dict[str, tuple[Entry | None, tuple[Problem, ...]]]:
        from .content import load_entry

        return {name: load_entry(name, (self.root / name).read_bytes()) for name in self.names}


def _load_entries(root: Path, names: Iterable[str]) -> dict[str, tuple[Entry | None, tuple[Problem, ...]]]:
    """Those of a long list, by several workers; none of a short one."""
    from .content import is_entry

    found = tuple(name for name in names if is_entry(name))
    count = count_workers(len(found) // 2)
    if count == 1:
        return {}
    with Crew([_Reader(root, found[n::count]) for n in range(count)]) as crew:
        return {name: made for share in crew.ask("load") for name, made in share.items()}


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """The view of a file of the owner's own: what it holds is in its digest."""

    name: str
    digest: str


def _copies(root: Path, names: Iterable[str], inputs: Mapping[str, Stamp]) -> tuple[Page, ...]:
    """A page for each file below content/files/, read when it is needed."""
    from .pages.parts import Page

    def copy(view: CopiedFile) -> bytes:
        return (root / "content/files" / view.name).read_bytes()

    return tuple(Page(n, copy, CopiedFile(n, inputs[f"content/files/{n}"].digest)) for n in names)


def _outcome(order: Order, problems: Iterable[Problem], published: Published | None = None) -> Outcome:
    known = tuple(sort_problems(problems))
    report = format_problems(known, lambda path: read_source(order.root, path))
    if published is None:
        return Outcome(known, report)
    return Outcome(known, report, published.written, published.removed, published.kept)


def read_source(root: Path, path: str) -> str | None:
    """The text of a file that a problem names, to show the line; templates may be the package's own."""
    for file in (root / path, package_templates() / path.removeprefix("templates/")):
        try:
            return file.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
    return None


def _write_note(path: Path, run: LastRun) -> None:
    """Beside the list, not in the output. A list on a disk that cannot be written to is built without it."""
    from .publish import write_atomically

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, last_run_text(run).encode())
        ignore = path.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError:
        return
