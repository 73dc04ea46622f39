"""Several processes that each do a part of a work, and keep what they have made of it.

Workers go in, of which only their methods' names are known here; all are asked the same at
a time, and the answers come back in their order. It must not know what the work is.

Why forks: each begins with all that has been read and planned, and nothing has to be handed to it. Where a process
cannot be forked safely (on macOS its libraries forbid it, Windows has no such thing) this process is the only worker.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

WORTH_IT = 400
"""Pieces of work, of about a millisecond each, below which a second worker costs more than it does."""

WORTH_ASKING = 2000
"""Pieces of a question below which asking another process takes longer."""

MOST = 8
"""Each worker takes its own memory."""

TAKES = 1000
"""So many times a pile can be taken from: what it is asked fits into any pipe, and each time a few pieces are taken."""


def count_workers(pieces: int) -> int:
    """How many workers so much work is worth."""
    if sys.platform != "linux" or pieces < WORTH_IT:
        return 1
    return max(1, min(MOST, len(os.sched_getaffinity(0)), pieces // (WORTH_IT // 2)))


def aside(question: Callable[[], bool], pieces: int) -> Callable[[], bool]:
    """What gives the answer, which another process finds while this one goes on, where that is worth it: `pieces` are
    such of some microseconds each."""
    if sys.platform != "linux" or pieces < WORTH_ASKING or len(os.sched_getaffinity(0)) == 1 or _has_threads():
        return question
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if question() else 1
        finally:
            os._exit(code)
    return lambda: os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _has_threads() -> bool:
    """Another thread may hold a lock that nobody would give back in a fork."""
    threading = sys.modules.get("threading")
    return threading is not None and threading.active_count() > 1


class Pile:
    """Pieces of work by their numbers, each of which is taken once, in their order, by whichever process asks next.

    Of several that all know the pile before they part. Numbers stand in a pipe, which hands out what is in it one by one."""

    def __init__(self, count: int, shared: bool) -> None:
        self._left = iter(range(0 if shared else count))
        self._count = count
        self._step = max(1, -(-count // TAKES))
        self._source: BinaryIO | None = None
        if shared:
            ours, theirs = os.pipe()
            with os.fdopen(theirs, "wb") as sink:
                sink.write(b"".join(n.to_bytes(_NUMBER, "big") for n in range(0, count, self._step)))
            self._source = os.fdopen(ours, "rb", buffering=0)

    def take(self) -> Iterator[int]:
        """Until there are none left."""
        yield from self._left
        while self._source and (taken := self._source.read(_NUMBER)):
            start = int.from_bytes(taken, "big")
            yield from range(start, min(start + self._step, self._count))

    def __enter__(self) -> Pile:
        return self

    def __exit__(self, *_: object) -> None:
        if self._source:
            self._source.close()


_NUMBER = 4
"""Bytes of a number in a pipe."""


class Crew:
    """The first worker is this process; the others work while it does, and go when the crew is dismissed."""

    def __init__(self, workers: Sequence[object]) -> None:
        self._own = workers[0]
        self._others: list[_Other] = []
        try:
            for worker in workers[1:]:
                self._others.append(_Other(worker, self._others))
        except BaseException:
            self.dismiss()
            raise

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()

    def ask(self, name: str) -> list[Any]:
        """What each worker's method of that name returns. Raises what one of them raised, when all are done."""
        for other in self._others:
            other.send(name)
        raised: list[BaseException] = []
        answers: list[Any] = []
        try:
            answers.append(getattr(self._own, name)())
        finally:
            # However it went here, what the others say has to be taken before they can be asked again.
            for other in self._others:
                answer = other.receive()
                (raised if isinstance(answer, BaseException) else answers).append(answer)
        if raised:
            raise raised[0]
        return answers

    def dismiss(self) -> None:
        for other in self._others:
            other.dismiss()
        self._others.clear()


def answer_all(questions: Sequence[Callable[[], Any]], pieces: int) -> list[Any]:
    """The answers, in the order of the questions; each by a process of its own, this one the first, if so much work is worth
    it."""
    if count_workers(pieces) == 1:
        return [question() for question in questions]
    with Crew([_Answering(question) for question in questions]) as crew:
        return crew.ask("answer")


class _Answering:
    def __init__(self, question: Callable[[], Any]) -> None:
        self.answer = question


class _Other:
    """A worker in a process of its own."""

    def __init__(self, worker: object, before: Sequence[_Other]) -> None:
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        self.ends = (ours_in, ours_out)
        self._pid = os.fork()
        if self._pid == 0:
            for end in (ours_in, ours_out, *(end for other in before for end in other.ends)):
                os.close(end)
            _work(worker, theirs_in, theirs_out)
        os.close(theirs_in)
        os.close(theirs_out)
        self._in, self._out = os.fdopen(ours_in, "rb"), os.fdopen(ours_out, "wb")

    def send(self, name: str) -> None:
        self._out.write(f"{name}\n".encode())
        self._out.flush()

    def receive(self) -> Any:
        import pickle  # Not before it is needed: a build with nothing to do asks nobody.

        try:
            return pickle.load(self._in)  # noqa: S301  (from our own fork, by a pipe that nobody else has)
        except EOFError:
            return ChildProcessError("a worker has ended before its work was done")

    def dismiss(self) -> None:
        """It ends when nobody can ask it any more."""
        for end in (self._out, self._in):
            try:
                end.close()
            except BrokenPipeError:
                continue
        os.waitpid(self._pid, 0)


def _work(worker: object, questions: int, answers: int) -> None:
    """Never returns: what comes behind the fork is the other process's."""
    import pickle

    code = 1
    try:
        with os.fdopen(questions, "rb") as source, os.fdopen(answers, "wb") as sink:
            while True:
                name = source.readline().decode().strip()
                if not name:
                    break
                try:
                    answer = getattr(worker, name)()
                except Exception as reason:
                    reason.__traceback__ = None
                    answer = reason
                pickle.dump(answer, sink, pickle.HIGHEST_PROTOCOL)
                sink.flush()
        code = 0
    finally:
        os._exit(code)


def is_orphan(parent: int) -> bool:
    """Whether the process that began the work has been ended: then its worker had better end as well."""
    return os.getpid() != parent and os.getppid() != parent
