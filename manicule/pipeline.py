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

from .inputs import Source, Stamp, digest_of, doubt_changed, find_files, stamp_inputs
from .lastrun import (
    LastRun,
    last_run_text,
    list_outputs,
    lock_path,
    note_path,
    nothing_changed,
    outputs_are_left,
    read_last_run,
)
from .lock import BusyError, hold
from .manifest import clear_leftovers, read_manifest
from .memory import Memory
from .problems import Problem, Where, error, format_problems, has_errors, sort_problems
from .text import digest

if TYPE_CHECKING:
    from .fingerprints import Fingerprints
    from .kept import Kept
    from .listing import List
    from .pages.parts import Page
    from .pages.plan import Planned
    from .publish import Published
    from .render import Templates

PACKAGE = Path(__file__).parent
SHAPERS = ("Jinja2", "Markdown", "MarkupSafe", "PyYAML", "math-core", "nh3")
"""Libraries whose version can change what a page holds."""
MAYBE = ("Pillow",)
"""Such as need not be there."""

Progress = Callable[[str, int, int], None]


def never() -> bool:
    """For whoever waits to the end."""
    return False


def nothing() -> None:
    """For whoever need not know."""


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
    """Paths by what was done, and the problems; `report` is those as a person reads them. `stopped`: it was given up. `checked`
    are, of a first look, the files in which nothing was wrong."""

    problems: tuple[Problem, ...] = ()
    report: str = ""
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: int = 0
    stopped: bool = False
    checked: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return has_errors(self.problems)


def build(
    order: Order,
    progress: Progress = no_progress,
    memory: Memory | None = None,
    stop: Callable[[], bool] = never,
    begin: Callable[[], None] = nothing,
) -> Outcome:
    """Brings the target up to date. If anything is wrong with the content, the target stays as it is. Where another
    build is at work on the same target, it is waited for. `memory` is for whoever builds again and again. A build that
    nobody wants any more, as `stop` says, is given up before it has written anything; `begin` is called when it writes."""
    memory = memory or Memory()
    if not (order.root / "content").is_dir():
        return _build(order, progress, memory, stop, begin)  # nothing will be written
    try:
        with hold(
            lock_path(order.root, order.target), f"Waiting for another build of {order.target.as_posix()}/."
        ) as mine:
            if mine:
                clear_leftovers(order.target.absolute())
            return _build(order, progress, memory, stop, begin)
    except BusyError:
        message = "another build is at work on this folder, and has been for long: end it, or try again later"
        return _outcome(order, [error("busy", message, Where(order.target.as_posix()))])


def _build(
    order: Order, progress: Progress, memory: Memory, stop: Callable[[], bool], begin: Callable[[], None]
) -> Outcome:
    started = time.time_ns()
    note = note_path(order.root, order.target, order.drafts)
    trusted = order.cache and not order.clean
    last = memory.recall(note, lambda: read_last_run(note)) if trusted else LastRun()
    inputs: Mapping[str, Stamp] = stamp_inputs(sources(order.root), last.inputs or {}, last.started)
    generator = generator_digest(inputs)
    if nothing_changed(last, inputs, generator, order.target):
        return Outcome(report=last.report, kept=len(last.outputs))
    outcome, published, inputs, strayed = _publish(order, last, inputs, generator, progress, memory, stop, begin)
    if not outcome.failed and not outcome.stopped:
        outputs = list_outputs(published.manifest)
        run = LastRun(started, generator, published.mark, outcome.report, inputs, outputs, strayed)
        _write_beside(note, last_run_text(run).encode())
        memory.put(note, run)
    return outcome


def check(order: Order, progress: Progress = no_progress) -> Outcome:
    """All gates, and every page rendered; writes nothing."""
    from .listing import read_list

    inputs = stamp_inputs(sources(order.root), {}, 0)
    known = read_list(order.root, inputs, order.drafts)
    plan, problems = _plan(order, inputs, known, generator_digest(inputs))
    if plan is None:
        return _outcome(order, problems)
    problems = (*problems, *(problem for found in plan.planned.remarks.values() for problem in found))
    failed = []
    pages = plan.planned.pages if not has_errors(problems) else ()
    for number, page in enumerate(pages, start=1):
        made = plan.make(page, page.view)
        failed += [made] if isinstance(made, Problem) else []
        progress("checking", number, len(pages))
    return _outcome(order, (*problems, *failed))


def why(order: Order, path: str) -> tuple[tuple[str, ...] | None, Outcome]:
    """The names of the parts of the page at `path` that are not what they were when it was last written: `()` if it
    is up to date, `("new",)`, `("gone",)`, or None if there is no such page in the plan or the output."""
    from .listing import read_list
    from .publish import reasons

    inputs = stamp_inputs(sources(order.root), {}, 0)
    generator = generator_digest(inputs)
    plan, problems = _plan(order, inputs, read_list(order.root, inputs, order.drafts), generator)
    outcome = _outcome(order, problems)
    if plan is None:
        return None, outcome
    manifest, _ = read_manifest(order.target)
    page = next((page for page in plan.planned.pages if page.path == path), None)
    if page is None:
        return ("gone",) if path in manifest else None, outcome
    wanted = plan.fingerprints(generator).parts(page, page.view)
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


def _template_files(root: Path) -> dict[str, Path]:
    """Templates and assets by name; a list's own go before those of the package, file by file."""
    files: dict[str, Path] = {}
    for folder in (package_templates(), root / "templates"):
        files.update((name.removeprefix("/"), path) for name, path in find_files(Source("", folder)))
    return dict(sorted(files.items()))


# The gates.


@dataclass(frozen=True, slots=True)
class _Plan:
    """The pages, and how any of them is made."""

    planned: Planned
    templates: Templates

    def make(self, page: Page, view: object) -> bytes | Problem:
        from .render import render_page

        return render_page(self.templates, page, view, self.planned.site)

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

        return Fingerprints({"generator": generator, "site": digest(repr(self.planned.site))}, maker)


def _publish(
    order: Order,
    last: LastRun,
    inputs: Mapping[str, Stamp],
    generator: str,
    progress: Progress,
    memory: Memory,
    stop: Callable[[], bool],
    begin: Callable[[], None],
) -> tuple[Outcome, Published, Mapping[str, Stamp], tuple[str, ...]]:
    """The outcome; the inputs without the digests of those that were changed meanwhile; and the paths of files
    that are otherwise than when all was last planned, for what is near what and found by what."""
    from .listing import keep_list, read_list, recall_list
    from .publish import Press, Published, publish

    before = None
    if order.cache and not order.clean:
        found = memory.recall(_kept_path(order), lambda: _last_kept(order, generator))
        before = found if found and found.generator == generator else None
    known = None
    if before and last.inputs and last.generator == generator and outputs_are_left(last, order.target):
        known = recall_list(order.root, inputs, before, last)
    if stop():
        return Outcome(stopped=True), Published(), inputs, ()
    if known is None:
        known = read_list(order.root, inputs, order.drafts, before)
    plan, problems = _plan(order, inputs, known, generator)
    if plan is None:
        return _outcome(order, problems), Published(), inputs, ()
    planned, remarks, pages = plan.planned, plan.planned.remarks, plan.planned.pages
    recalled = known.recalled
    if recalled is not None:
        pages = tuple(page for page in pages if page.path in recalled.paths)
        remarks = {slug: remarks[slug] for slug in recalled.words}
    press = Press(plan.fingerprints(generator), plan.make, remarks, order.clean, planned.asked, stop, begin)
    published = publish(pages, order.target, press, progress, others=recalled is not None, memory=memory)
    if published.stopped:
        return Outcome(stopped=True), published, inputs, ()
    outcome = _outcome(order, (*problems, *published.problems), published)
    read = [name for name in inputs if known.was_read(name)]
    inputs = doubt_changed(sources(order.root), inputs, read)
    if not outcome.failed and recalled is None:
        _write_beside(_kept_path(order), keep_list(known, planned, published, inputs, generator))
    return outcome, published, inputs, recalled.strayed if recalled else ()


def prepare(order: Order, memory: Memory) -> None:
    """Reads what the last build kept, so that the next one finds it in memory: for whoever has the time."""
    note = note_path(order.root, order.target, order.drafts)
    last = memory.recall(note, lambda: read_last_run(note))
    memory.recall(_kept_path(order), lambda: _last_kept(order, last.generator))


def build_first(order: Order, memory: Memory) -> Outcome | None:
    """Makes the pages of the few papers that were changed since the last build, or tells what is wrong with these, as far as
    that can be known by what was kept of all others: for whoever does not want to wait for the build that holds them
    against everything. None where nothing can be said before that."""
    from .listing import look_first
    from .pages import plan_first_look
    from .publish import Press, publish_first
    from .render import load_templates, open_cache

    note = note_path(order.root, order.target, order.drafts)
    last = memory.recall(note, lambda: read_last_run(note))
    inputs = stamp_inputs(sources(order.root), last.inputs or {}, last.started)
    generator = generator_digest(inputs)
    kept = memory.recall(_kept_path(order), lambda: _last_kept(order, generator))
    if kept is None or kept.generator != generator or last.generator != generator:
        return None
    found = look_first(order.root, inputs, kept, last)
    if found is None:
        return None
    if isinstance(found[0], Problem):
        return _outcome(order, [one for one in found if isinstance(one, Problem)])
    library, known, slugs = found
    planned = plan_first_look(library, slugs, known)
    names = {name: path for name, path in _template_files(order.root).items() if name.endswith(".html")}
    texts = {name: path.read_bytes().decode("utf-8-sig") for name, path in names.items()}
    templates, problems = load_templates(texts, known=True, cache=open_cache(generator))
    plan = _Plan(planned, templates)
    if problems or has_errors(planned.problems):
        return None
    press = Press(plan.fingerprints(generator), plan.make, planned.remarks, asked=planned.asked)
    put = publish_first(planned.pages, order.target, press)
    if put is None:
        return None
    # These entries count as changed until a build has gone to its end, even if they are what they were again by then.
    looked_at = tuple(f"content/papers/{slug}.yaml" for slug in slugs)
    before = last.inputs or {}
    doubted = {name: stamp._replace(digest="") if name in looked_at else stamp for name, stamp in before.items()}
    memory.put(note, last._replace(inputs=doubted, outputs={**last.outputs, **put}))
    return Outcome(written=tuple(put), checked=looked_at)


def _plan(
    order: Order, inputs: Mapping[str, Stamp], known: List, generator: str
) -> tuple[_Plan | None, tuple[Problem, ...]]:
    """What was read, and templates, to planned pages: errors end it, with every problem found so far."""
    from .pages import plan_pages, sort_assets
    from .render import load_templates, open_cache

    problems = [*known.problems]
    if not known.library.site.title:
        return None, tuple(problems)
    files = {name: path.read_bytes() for name, path in _template_files(order.root).items()}
    texts = {n: data.decode("utf-8-sig") for n, data in files.items() if n.endswith(".html")}
    templates, found = load_templates(texts, known=known.recalled is not None, cache=open_cache(generator))
    problems += found
    if has_errors(problems):
        return None, tuple(problems)
    assets = sort_assets(
        {name.removeprefix("assets/"): data for name, data in files.items() if name.startswith("assets/")}
    )
    copies = _copies(order.root, known.library.files, inputs)
    planned = plan_pages(
        known.library, assets, copies, known.recalled.known if known.recalled else None, known.traits, known.related
    )
    problems += planned.problems
    return None if has_errors(problems) else _Plan(planned, templates), tuple(problems)


def _last_kept(order: Order, generator: str) -> Kept | None:
    """What the last build with this code kept."""
    from .kept import read_kept

    try:
        data = _kept_path(order).read_bytes()
    except OSError:
        return None
    return read_kept(data, generator, lambda name: (order.root / name).read_bytes())


def _kept_path(order: Order) -> Path:
    return note_path(order.root, order.target, order.drafts).with_suffix(".kept")


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """The view of a file of the owner's own: what it holds is in its digest."""

    name: str
    digest: str


def _copies(root: Path, names: Iterable[str], inputs: Mapping[str, Stamp]) -> tuple[Page, ...]:
    """A page for each file below content/files/, read when it is needed."""
    from .pages.parts import Page

    def copy(view: CopiedFile) -> bytes:
        path = root / "content/files" / view.name
        data = path.read_bytes()
        if digest_of(data) != view.digest:
            raise OSError(0, "this file was changed while the site was being built: build again", str(path))
        return data

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


def _write_beside(path: Path, data: bytes) -> None:
    """Beside the list, not in the output. A list on a disk that cannot be written to is built without it."""
    from .publish import write_atomically

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
        ignore = path.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError:
        return
