"""Fetching: asks arXiv, Crossref and DataCite about papers by their ids, keeps what they answer, and imports that.

The list's root, ids and the services' addresses go in, a `FetchReport` comes out. Each answer is kept in content/sources/fetched/ as soon as it is there, so that a run that was ended
goes on where it was, and nobody is asked twice; what becomes of it is importing's to decide.

Polite: one request at a time, none sooner after the last to the same service than it asks for, as long a wait as it
says when it is busy, and a name by which it knows whom it answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from .asking import (
    Answer,
    Question,
    ask_elsewhere,
    check_titles,
    choose_ids,
    index_papers,
    list_questions,
    read_answer,
    recall_answer,
    split,
)
from .connecting import FAILURES, Connections, Reply, check_contact, say_reason
from .identifiers import read_id
from .importing import ImportReport, Source, find_unknown, import_sources
from .model import PartialDate, Reading, Record
from .problems import Problem, Where, error, has_errors, warning
from .safewrite import clear_left, write_safely
from .shelf import Shelf, read_shelf
from .statements import ids_of
from .values import Value

FETCHED = "content/sources/fetched"

TRIES = 4
"""Of a request that fails for a reason that may pass."""

PATIENCE = 120.0
"""Seconds that a service may ask us to wait; if it wants more, somebody had better come back later."""

HOPS = 6
"""Requests that one question may come to, where we are sent on."""

PASSING = (408, 425, 429, 500, 502, 503, 504)

NAMES = {"arxiv": "arXiv", "crossref": "Crossref", "datacite": "DataCite"}


class Services(Value):
    """Where each is asked, and the seconds between two requests to it (arXiv asks for three). `contact` is an address of
    yours, which gets their better service (Crossref, "Etiquette")."""

    arxiv: str = "https://export.arxiv.org/api/query"
    crossref: str = "https://api.crossref.org/works"
    datacite: str = "https://data.crosscite.org"
    pause: float = 3.0
    contact: str = ""


class FetchReport(Value):
    """`asked` requests were answered, `known` answers were there already; `unanswered` are ids of which nothing came, with
    the reason. `imported` is None where there was nothing to import. `over`: it was ended before all was asked."""

    asked: int = 0
    known: int = 0
    unanswered: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    imported: ImportReport | None = None
    over: bool = False

    @property
    def failed(self) -> bool:
        return has_errors(self.problems) or bool(self.imported and self.imported.failed)


class _UnansweredError(Exception):
    """Why there is no answer, for people. `missing`: the service knows no such paper; `refused`: it did not like the
    question."""

    def __init__(self, why: str, missing: bool = False, refused: bool = False) -> None:
        super().__init__(why)
        self.missing = missing
        self.refused = refused


def fetch_papers(
    root: Path,
    names: Sequence[str],
    today: PartialDate,
    services: Services,
    dry_run: bool = False,
    refresh: bool = False,
    accept: Sequence[str] = (),
    sleep: Callable[[float], None] = time.sleep,
    say: Callable[[str], None] = lambda _: None,
) -> FetchReport:
    """Of the papers that `names` names (slugs, arXiv ids, DOIs, addresses of these), or of all that lack something. With
    `refresh` services are asked again about what they have answered before. A name that the list has not becomes a new
    entry. `say` is told what is being asked."""
    shelf, problems = read_shelf(root)
    if shelf is None:
        return FetchReport(problems=problems)
    ids, found = _read_names(names, shelf)
    problems = (*problems, *found, *find_unknown(accept), *check_contact(services.contact))
    if not names:
        ids = choose_ids(shelf.known, everything=refresh)
    if has_errors(problems) or not ids:
        return FetchReport(problems=problems)
    if not dry_run:
        clear_left([root / FETCHED])
    desk = _Desk(root, services, refresh, dry_run, sleep, say)
    try:
        desk.ask_all(ids)
    except KeyboardInterrupt:
        desk.over = True
    sources, found = _make_sources(desk.answers, shelf)
    report = (
        import_sources(root, sources, today, "papers" if names else "auto", dry_run, accept=accept) if sources else None
    )
    return FetchReport(
        desk.asked, desk.known, tuple(desk.unanswered.items()), (*problems, *desk.problems, *found), report, desk.over
    )


class Told(Value):
    """What services said: answers by service, each with the path that it is kept at; ids of which they have nothing
    (`absent`), and all of which nothing came, with the reason."""

    answers: Mapping[str, Sequence[tuple[str, Answer]]]
    absent: tuple[str, ...]
    unanswered: Mapping[str, str]
    problems: tuple[Problem, ...]
    asked: int
    known: int
    over: bool


def ask_services(
    root: Path,
    ids: Sequence[str],
    services: Services,
    refresh: bool,
    sleep: Callable[[float], None] = time.sleep,
    say: Callable[[str], None] = lambda _: None,
) -> Told:
    """About `arxiv:…` and `doi:…`; nothing is imported of it. What is told of an id that nobody answered on has its kind
    before it as well."""
    desk = _Desk(root, services, refresh, False, sleep, say)
    try:
        desk.ask_all(ids)
    except KeyboardInterrupt:
        desk.over = True
    kinds = {one.partition(":")[2]: one for one in ids}
    unanswered = {kinds[one]: why for one, why in desk.unanswered.items() if one in kinds}
    absent = tuple(kinds[one] for one in desk.absent if one in kinds)
    problems = tuple(problem for problem in desk.problems if problem.code != "fetch-unanswered")
    return Told(desk.answers, absent, unanswered, problems, desk.asked, desk.known, desk.over)


def _read_names(names: Iterable[str], shelf: Shelf) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    papers = {paper.key: paper for paper in shelf.known if paper.place == "papers"}
    ids: dict[str, None] = {}
    problems: list[Problem] = []
    for name in names:
        own = ids_of(papers[name].values) if name in papers else ()
        one = read_id(name)
        if name in papers and not own and not one:
            problems.append(
                error(
                    "fetch-no-id", "this entry has neither an arXiv id nor a DOI", Where(f"content/papers/{name}.yaml")
                )
            )
        elif not own and not one:
            problems.append(
                error("fetch-no-id", f"`{name}` is no slug of the list, no arXiv id and no DOI", Where(name))
            )
        ids.update(dict.fromkeys(own or ((one,) if one else ())))
    return tuple(ids), tuple(problems)


def _make_sources(
    answers: Mapping[str, list[tuple[str, Answer]]], shelf: Shelf
) -> tuple[list[Source], tuple[Problem, ...]]:
    """One for each service, under its name, so that the ledger knows who said what, whenever that was."""
    sources: list[Source] = []
    problems: list[Problem] = []
    papers = index_papers(shelf.known)
    for service, found in answers.items():
        records: list[Record] = []
        for path, answer in found:
            problems += answer.problems
            for one in check_titles(answer.records, papers, path):
                if isinstance(one, Problem):
                    problems.append(one)
                else:
                    records.append(one)
        if records:
            sources.append(Source(NAMES[service], NAMES[service], "fetched", Reading(tuple(records))))
    return sources, tuple(problems)


# Asking.


@dataclass(slots=True)
class _Desk:
    """Asks one question after the other. `answers` are by service, each with the path that it is kept at."""

    root: Path
    services: Services
    refresh: bool
    dry_run: bool
    sleep: Callable[[float], None]
    say: Callable[[str], None]
    answers: dict[str, list[tuple[str, Answer]]] = field(default_factory=dict)
    unanswered: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    asked: int = 0
    known: int = 0
    over: bool = False
    _connections: Connections = field(default_factory=Connections)
    _last: dict[str, float] = field(default_factory=dict)
    _closed: dict[str, str] = field(default_factory=dict)

    def ask_all(self, ids: Sequence[str]) -> None:
        self._connections = Connections(self.services.contact)
        try:
            for question in list_questions(self._recall(ids)):
                self._ask(question)
        finally:
            self._connections.close()

    def _recall(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Takes what has been answered before, and gives the ids of which nothing has been."""
        left = dict.fromkeys(ids)
        folder = self.root / FETCHED
        for file in sorted(folder.glob("*")) if folder.is_dir() and not self.refresh else ():
            service = file.name.partition("-")[0]
            if service not in NAMES or not left or not file.is_file():
                continue
            path = f"{FETCHED}/{file.name}"
            try:
                found = recall_answer(service, file.read_bytes(), path, left)
            except OSError as reason:
                self.problems.append(
                    warning("fetch-unreadable", f"cannot be read: {reason.strerror or reason}", Where(path))
                )
                continue
            if found:
                self.answers.setdefault(service, []).append((path, Answer(tuple(found.values()))))
                self.known += 1
                for one in found:
                    left.pop(one)
        return tuple(left)

    def _ask(self, question: Question) -> None:
        if question.service in self._closed:
            self._leave(question, self._closed[question.service])
            return
        self.say(f"{NAMES[question.service]}: {', '.join(question.ids[:3])}{' …' if len(question.ids) > 3 else ''}")
        try:
            data = self._receive(question)
        except _UnansweredError as reason:
            elsewhere = ask_elsewhere(question) if reason.missing else None
            halves = split(question) if reason.refused else ()
            if elsewhere or halves:
                for other in halves or ((elsewhere,) if elsewhere else ()):
                    self._ask(other)
            else:
                self._leave(question, str(reason))
                self.absent += question.ids if reason.missing else ()
            return
        self.asked += 1
        path = f"{FETCHED}/{question.file}"
        answer = read_answer(question, data, path)
        if answer.useless:
            self._leave(question, f"{NAMES[question.service]} answered with something else than was asked for")
            return
        if not self.dry_run and answer.records:
            self._keep(path, data)
        self.answers.setdefault(question.service, []).append((path, answer))
        why = "broke off before it came to it" if answer.broken else "has nothing on it"
        for one in answer.absent:
            self.unanswered[one] = f"{NAMES[question.service]} {why}"
        self.absent += () if answer.broken else answer.absent

    def _keep(self, path: str, data: bytes) -> None:
        """What cannot be kept is taken all the same; the next run asks for it again."""
        try:
            write_safely(self.root / path, data, self.root / "content")
        except OSError as reason:
            message = f"this answer cannot be kept: {reason.strerror or reason}"
            self.problems.append(error("not-written", message, Where(path)))

    def _leave(self, question: Question, why: str) -> None:
        self.unanswered.update(dict.fromkeys(question.ids, why))
        if not any(problem.message == why for problem in self.problems):
            self.problems.append(warning("fetch-unanswered", why, Where(question.ids[0])))

    def _receive(self, question: Question) -> bytes:
        """Raises _UnansweredError when there is no more hope."""
        name = NAMES[question.service]
        address = question.address(getattr(self.services, question.service).rstrip("/"))
        why = ""
        for attempt in range(TRIES):
            self._wait(question.service)
            try:
                reply = self._request(address)
            except FAILURES as reason:
                why = f"{name} cannot be reached: {say_reason(reason)}"
                self.sleep(2.0**attempt)
                continue
            status = reply.status
            if status == 200:
                return reply.body
            if status not in PASSING:
                text = f"{name} answered {status}"
                raise _UnansweredError(text, missing=status in (404, 410), refused=status == 400)
            why = f"{name} is busy (it answered {status})"
            if reply.wait > PATIENCE:
                why = f"{name} asks us to come back in {reply.wait:.0f} seconds"
                break
            self.sleep(reply.wait or 2.0**attempt)
        # Whoever could not be had that often is not asked about anything else in this run.
        self._closed[question.service] = why
        raise _UnansweredError(why)

    def _wait(self, service: str) -> None:
        pause = self.services.pause if service == "arxiv" else min(self.services.pause, 0.5)
        left = self._last.get(service, -pause) + pause - time.monotonic()
        if service in self._last and left > 0:
            self.sleep(left)
        self._last[service] = time.monotonic()

    def _request(self, address: str) -> Reply:
        """Sent on, it goes to the same host, or anywhere by https; not to others where anybody on the way could answer."""
        for _ in range(HOPS):
            reply = self._connections.request("GET", address)
            if reply.status not in (301, 302, 303, 307, 308) or not reply.headers.get("Location"):
                return reply
            aim = urljoin(address, reply.headers["Location"])
            here, there = urlsplit(address), urlsplit(aim)
            if there.scheme != "https" and (there.scheme, there.netloc) != (here.scheme, here.netloc):
                raise _UnansweredError(f"we are sent on to {there.scheme}://{there.netloc}, which is not asked")
            address = aim
        raise _UnansweredError("we are sent on again and again")
