"""The order of a build: what has changed is found out, and if anything has, the list goes through the gates.

`build` and the preview come through here, with the list's root folder and where the site goes.

Why the imports inside functions: when nothing has changed, a build ends before it needs Jinja, Markdown or YAML,
and loading them would take most of its time.
"""

from __future__ import annotations

from collections.abc import Callable

from .inputs import stamp_inputs
from .lastrun import LastRun, Start, last_run_bytes, list_outputs, lock_path, note_path, outputs_are_left, read_last_run
from .lock import BusyError, hold, read_clock
from .manifest import clear_leftovers
from .memory import Memory
from .order import Order, Outcome, Progress, Watch, never, no_progress, nothing
from .sources import generator_digest, sources
from .workers import aside


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
    memory, watch = memory or Memory(), Watch(progress, stop, begin)
    if not (order.root / "content").is_dir():
        return _build(order, memory, watch)  # nothing will be written
    try:
        with hold(
            lock_path(order.root, order.target), f"Waiting for another build of {order.target.as_posix()}/."
        ) as mine:
            if mine:
                clear_leftovers(order.target.absolute())
            return _build(order, memory, watch)
    except BusyError:
        from .gates import tell_outcome
        from .problems import Where, error

        message = "another build is at work on this folder, and has been for long: end it, or try again later"
        return tell_outcome(order, [error("busy", message, Where(order.target.as_posix()))])


def _build(order: Order, memory: Memory, watch: Watch) -> Outcome:
    started = read_clock(lock_path(order.root, order.target))
    note = note_path(order.root, order.target, order.drafts)
    trusted = order.cache and not order.clean
    last = memory.recall(note, lambda: read_last_run(note)) if trusted else LastRun()
    left = aside(lambda: outputs_are_left(last, order.target), len(last.outputs))
    inputs = stamp_inputs(sources(order.root), last.inputs, last.started)
    start = Start(last, inputs, generator_digest(inputs), left())
    if start.nothing_changed:
        return Outcome(report=last.report, kept=len(last.outputs))
    from .gates import publish_list, write_beside

    outcome, published, inputs, strayed = publish_list(order, start, memory, watch)
    if not outcome.failed and not outcome.stopped:
        outputs = list_outputs(published.manifest)
        run = LastRun(started, start.generator, published.mark, outcome.report, inputs, outputs, strayed)
        write_beside(note, last_run_bytes(run))
        memory.put(note, run)
    return outcome
