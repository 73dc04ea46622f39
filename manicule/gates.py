"""The three gates of a build: content and templates are read, the library is built, pages are planned; then they are
published.

A list's folder and what the last run noted go in; the output folder is what comes out, or what is wrong. What each step
does is in the room that it calls; here is only which comes after which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .fingerprints import Fingerprints
from .health import finding_problem
from .inputs import Source, Stamps, digest_of, doubt_changed, find_outside, stamp_inputs
from .kept import Kept, read_kept
from .lastrun import Start, note_path, read_last_run
from .listing import List, keep_list, look_first, read_list, recall_list
from .manifest import read_manifest
from .memory import Memory
from .order import Order, Outcome, Progress, Watch, no_progress
from .pages import plan_first_look, plan_pages, read_words, sort_assets
from .pages.parts import Page
from .pages.plan import Planned
from .press import Press, write_atomically
from .problems import Problem, Where, error, format_problems, has_errors, sort_problems
from .publish import Published, publish, publish_first, reasons
from .render import Templates, closure_digest, load_templates, open_cache, render_page
from .sources import generator_digest, read_source, sources, template_files
from .store import OpenStore, Store
from .text import digest
from .values import Value


def check(order: Order, progress: Progress = no_progress) -> Outcome:
    """All gates, and every page rendered; writes nothing."""
    inputs = stamp_inputs(sources(order.root))
    known = read_list(order.root, inputs, order.drafts)
    plan, problems = _plan(order, inputs, known, generator_digest(inputs))
    if plan is None:
        return tell_outcome(order, problems)
    problems = (*problems, *(problem for found in plan.planned.remarks.values() for problem in found))
    failed = []
    pages = plan.planned.pages if not has_errors(problems) else ()
    for number, page in enumerate(pages, start=1):
        made = plan.make(page, page.view)
        failed += [made] if isinstance(made, Problem) else []
        progress("checking", number, len(pages))
    return tell_outcome(order, (*problems, *failed))


def check_health(order: Order) -> Outcome:
    """What there is to say of the health of a list that can be read; else what is wrong with it."""
    known = read_list(order.root, stamp_inputs(sources(order.root)), order.drafts, health=True)
    if has_errors(known.problems):
        return tell_outcome(order, known.problems)
    return tell_outcome(order, (finding_problem(one) for one in known.library.findings))


def why(order: Order, path: str) -> tuple[tuple[str, ...] | None, Outcome]:
    """The names of the parts of the page at `path` that are not what they were when it was last written: `()` if it
    is up to date, `("new",)`, `("gone",)`, or None if there is no such page in the plan or the output."""
    inputs = stamp_inputs(sources(order.root))
    generator = generator_digest(inputs)
    plan, problems = _plan(order, inputs, read_list(order.root, inputs, order.drafts), generator)
    outcome = tell_outcome(order, problems)
    if plan is None:
        return None, outcome
    manifest, _ = read_manifest(order.target)
    page = next((page for page in plan.planned.pages if page.path == path), None)
    if page is None:
        return ("gone",) if path in manifest else None, outcome
    wanted = plan.fingerprints(generator).parts(page, page.view)
    return reasons(wanted, manifest.get(path)), outcome


def publish_list(
    order: Order, start: Start, memory: Memory, watch: Watch
) -> tuple[Outcome, Published, Stamps, tuple[str, ...]]:
    """The outcome; the inputs without the digests of those that were changed meanwhile; and the paths of files
    that are otherwise than when all was last planned, for what is near what and found by what."""
    before = None
    if order.cache and not order.clean:
        found = memory.recall(_kept_path(order), lambda: _last_kept(order, start.generator))
        before = found if found and found.generator == start.generator else None
    known = None
    if before and start.left and start.last.generator == start.generator:
        known = recall_list(order.root, start.inputs, before, start.last)
    if watch.stop():
        return Outcome(stopped=True), Published(), start.inputs, ()
    if known is not None:
        return _publish_known(order, start, known, memory, watch)
    store = Store(_kept_path(order))
    try:
        known = read_list(order.root, start.inputs, order.drafts, store, before)
        return _publish_known(order, start, known, memory, watch, store)
    finally:
        store.drop()


def _publish_known(
    order: Order, start: Start, known: List, memory: Memory, watch: Watch, store: Store | None = None
) -> tuple[Outcome, Published, Stamps, tuple[str, ...]]:
    """What `publish_list` does once the list is known; one that was read anew is kept in the store."""
    _, inputs, generator, _ = start
    plan, problems = _plan(order, inputs, known, generator)
    if plan is None:
        return tell_outcome(order, problems), Published(), inputs, ()
    planned, remarks, pages = plan.planned, plan.planned.remarks, plan.planned.pages
    recalled = known.recalled
    if recalled is not None:
        pages = tuple(page for page in pages if page.path in recalled.paths)
        remarks = {slug: remarks[slug] for slug in recalled.words}
    press = Press(plan.fingerprints(generator), plan.make, remarks, order.clean, planned.asked, watch.stop, watch.begin)
    published = publish(pages, order.target, press, watch.progress, others=recalled is not None, memory=memory)
    if published.stopped:
        return Outcome(stopped=True), published, inputs, ()
    outcome = tell_outcome(order, (*problems, *published.problems), published)
    inputs = doubt_changed(sources(order.root), inputs, known.unread(inputs))
    if store is not None and not outcome.failed:
        store.finish(keep_list(known, planned, published, inputs, generator))
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
    note = note_path(order.root, order.target, order.drafts)
    last = memory.recall(note, lambda: read_last_run(note))
    inputs = stamp_inputs(sources(order.root), last.inputs, last.started)
    generator = generator_digest(inputs)
    kept = memory.recall(_kept_path(order), lambda: _last_kept(order, generator))
    if kept is None or kept.generator != generator or last.generator != generator:
        return None
    found = look_first(order.root, inputs, kept, last)
    if found is None:
        return None
    if isinstance(found[0], Problem):
        return tell_outcome(order, [one for one in found if isinstance(one, Problem)])
    library, known, slugs = found
    files = {name: path for name, path in template_files(order.root).items() if name.endswith((".html", ".po"))}
    texts = {name: path.read_bytes() for name, path in files.items()}
    words, _ = read_words(library.site, _decode(texts, ".po"))
    planned = plan_first_look(library, slugs, known, words)
    cache = open_cache(digest(generator, words.digest))
    templates, problems = load_templates(_decode(texts, ".html"), known=True, cache=cache, words=words)
    plan = _Plan(planned, templates)
    if problems or has_errors(planned.problems):
        return None
    press = Press(plan.fingerprints(generator), plan.make, planned.remarks, asked=planned.asked)
    put = publish_first(planned.pages, order.target, press)
    if put is None:
        return None
    # These entries count as changed until a build has gone to its end, even if they are what they were again by then.
    looked_at = tuple(f"content/papers/{slug}.yaml" for slug in slugs)
    digests = ["" if row[0] in looked_at else known for row, known in zip(*last.inputs, strict=True)]
    outputs = [(path, *put.get(path, left)) for path, *left in last.outputs]
    memory.put(note, last._replace(inputs=Stamps(last.inputs.rows, digests), outputs=outputs))
    return Outcome(written=tuple(put), checked=looked_at)


def _plan(order: Order, inputs: Stamps, known: List, generator: str) -> tuple[_Plan | None, tuple[Problem, ...]]:
    """What was read, and templates, to planned pages: errors end it, with every problem found so far."""
    problems = [*known.problems]
    if known.recalled is None:
        problems += _check_links(order.root)
    if not known.library.site.title:
        return None, tuple(problems)
    files = {name: path.read_bytes() for name, path in template_files(order.root).items()}
    words, found = read_words(known.library.site, _decode(files, ".po"))
    problems += found
    cache = open_cache(digest(generator, words.digest))
    texts = _decode(files, ".html")
    templates, found = load_templates(texts, known=known.recalled is not None, cache=cache, words=words)
    problems += found
    if has_errors(problems):
        return None, tuple(problems)
    assets = sort_assets(
        {name.removeprefix("assets/"): data for name, data in files.items() if name.startswith("assets/")}
    )
    copies = _copies(order.root, known.library.files, dict(inputs.below("content/files/")))
    planned = plan_pages(
        known.library,
        assets,
        copies,
        words,
        known.recalled.known if known.recalled else known.given,
    )
    problems += planned.problems
    return None if has_errors(problems) else _Plan(planned, templates), tuple(problems)


def _check_links(root: Path) -> Iterator[Problem]:
    """What a link leads to would be published, and not everybody who can add one may read all that the build can."""
    for name in sorted(find_outside(Source("content", root / "content"), root)):
        message = "this link leads out of the list: put there what it leads to"
        yield error("link-outside", message, Where(name))


def _decode(files: Mapping[str, bytes], ending: str) -> dict[str, str]:
    """The texts of the files whose names end like that."""
    return {name: data.decode("utf-8-sig") for name, data in files.items() if name.endswith(ending)}


class _Plan(Value):
    """The pages, and how any of them is made."""

    planned: Planned
    templates: Templates

    def make(self, page: Page, view: object) -> bytes | Problem:
        return render_page(self.templates, page, view, self.planned.site)

    def fingerprints(self, generator: str) -> Fingerprints:
        closures: dict[str, str] = {}

        def maker(page: Page) -> str:
            if not isinstance(page.maker, str):
                return digest(getattr(page.maker, "__qualname__", type(page.maker).__qualname__))
            if page.maker not in closures:
                closures[page.maker] = closure_digest(self.templates, page.maker)
            return closures[page.maker]

        return Fingerprints({"generator": generator, "site": digest(repr(self.planned.site))}, maker)


def _last_kept(order: Order, generator: str) -> Kept | None:
    """What the last build with this code kept."""
    try:
        store = OpenStore(_kept_path(order))
    except (OSError, ValueError):
        return None
    return read_kept(store.head, generator, store.get, lambda name: (order.root / name).read_bytes())


def _kept_path(order: Order) -> Path:
    return note_path(order.root, order.target, order.drafts).with_suffix(".kept")


class CopiedFile(Value):
    """The view of a file of the owner's own: what it holds is in its digest."""

    name: str
    digest: str


def _copies(root: Path, names: Iterable[str], digests: Mapping[str, str]) -> tuple[Page, ...]:
    """A page for each file below content/files/, read when it is needed."""

    def copy(view: CopiedFile) -> bytes:
        path = root / "content/files" / view.name
        data = path.read_bytes()
        if digest_of(data) != view.digest:
            raise OSError(0, "this file was changed while the site was being built: build again", str(path))
        return data

    return tuple(Page(n, copy, CopiedFile(n, digests[f"content/files/{n}"])) for n in names)


def tell_outcome(order: Order, problems: Iterable[Problem], published: Published | None = None) -> Outcome:
    known = tuple(sort_problems(problems))
    report = format_problems(known, lambda path: read_source(order.root, path))
    if published is None:
        return Outcome(known, report)
    return Outcome(known, report, published.written, published.removed, published.kept)


def write_beside(path: Path, data: bytes) -> None:
    """Beside the list, not in the output. A list on a disk that cannot be written to is built without it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
        ignore = path.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError:
        return
