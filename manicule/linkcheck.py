"""Links outwards, followed: which addresses of a list are there, have moved or are gone.

The list's root goes in, a `LinkReport` comes out; what was found out is kept in content/sources/checked.jsonl, each as
soon as it is known, so that a run that was ended goes on where it was.

Polite: each address once, hosts beside each other but at one of them one request at a time and a pause behind it, HEAD
first, as long a wait as a host asks for, and none of what was asked lately. Just: only 404 and 410, twice with time in
between, are a death; whoever is slow, refuses or is not to be found today is not to be told. Careful: see connecting.py.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from urllib.parse import quote, urljoin, urlsplit

from .checked import CHECKED, Verdict, checked_text, is_recent, keep_known, line_text, read_checked, take_over
from .connecting import FAILURES, UNREACHED, Connections, Reply, Turns, host_of, say_reason
from .content import load_content
from .fieldtypes import read_web_address
from .inputs import Source, find_files
from .model import PartialDate
from .outward import bare, list_outward
from .problems import Problem, Where, error
from .safewrite import find_inside, write_safely
from .values import Value, replace

PENDING = "content/sources/.checked.jsonl.pending"
"""What a run has found out so far; a hidden file is no input of a build."""

AT_ONCE = 8
"""Hosts that are asked beside each other."""

HOPS = 8
"""Requests that one address may come to, where we are sent on."""

PATIENCE = 120.0
"""Seconds that a host may ask us to wait; one that wants more is left for another day."""

BUSY = 15.0
"""Seconds that a host is left alone which says that it is busy, and not for how long."""

AWAY = 3
"""Requests in a row that do not reach a host, after which it is not asked in this pass."""

GONE = (404, 410)
FOREVER = (301, 308)
SENT_ON = (301, 302, 303, 307, 308)
NO_HEAD = (405, 501)


class Manners(Value):
    """`pause` are the seconds between two requests to a host, `again` those between a first answer and the second, `days` those
    for which an answer is taken for granted, `limit` the seconds that all may take. With `archive` the Wayback Machine is
    asked about what is dead, with `local` hosts of this machine and the local network too."""

    contact: str = ""
    pause: float = 1.0
    again: float = 20.0
    days: int = 30
    limit: float = 6 * 3600.0
    archive: bool = False
    local: bool = False
    wayback: str = "https://archive.org/wayback/available"
    connect: float = 15.0
    slowest: float = 30.0


class LinkReport(Value):
    """`asked` addresses have a new verdict, of `recent` ones the old one holds; `left` were not asked, or not often enough, by
    why. `verdicts` are those of all addresses of the list that have one."""

    asked: int = 0
    recent: int = 0
    left: tuple[tuple[str, str], ...] = ()
    verdicts: Mapping[str, Verdict] = {}
    problems: tuple[Problem, ...] = ()
    over: bool = False


def check_links(
    root: Path,
    today: PartialDate,
    manners: Manners,
    sleep: Callable[[float], object] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> LinkReport:
    """`say` is told how long it will take at least, and how far it is."""
    names = sorted(name for name, _ in find_files(Source("content", root / "content")))
    content, _ = load_content(names, lambda name: (root / name).read_bytes())
    known, problems = read_noted(root)
    wanted = list(dict.fromkeys(bare(one.address) for one in list_outward(content)))
    due = [one for one in wanted if not is_recent(known.get(one), today, manners.days)]
    queues = group_by_host(due)
    if due:
        say(f"{len(due)} addresses of {len(queues)} hosts: at least {say_time(least_time(queues, manners.pause))}")
    journal = Journal(root, known)
    walk = _Walk(queues, str(today), manners, journal, say, sleep)
    try:
        walk.go()
    except KeyboardInterrupt:
        walk.stop.set()
        walk.over = True
    finally:
        walk.close()
    ids = [of for of, verdict in journal.known.items() if verdict.is_fact]
    problems = (*problems, *journal.settle((*wanted, *ids)))
    verdicts = keep_known(journal.known, wanted)
    left = tuple((one, walk.left.get(one, "there was no time left")) for one in due if one not in journal.new)
    return LinkReport(len(journal.new), len(wanted) - len(due), left, verdicts, problems, walk.over)


# How long it takes.


def group_by_host(addresses: Iterable[str]) -> dict[str, list[str]]:
    """The host with most to ask first, since it takes longest."""
    queues: dict[str, list[str]] = {}
    for one in addresses:
        queues.setdefault(host_of(one), []).append(one)
    return dict(sorted(queues.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def least_time(queues: Mapping[str, Sequence[str]], pause: float) -> float:
    """Seconds, if every host answered at once: those of the longest queue, or of all by those asked beside each other."""
    lengths = [len(queue) for queue in queues.values()]
    return max(max(lengths, default=0) - 1, sum(lengths) / AT_ONCE - 1, 0) * pause


def say_time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


# What is noted.


def read_noted(root: Path) -> tuple[dict[str, Verdict], tuple[Problem, ...]]:
    """What is known, and what a run that was killed has found out besides."""
    known: dict[str, Verdict] = {}
    problems: list[Problem] = []
    for name in (CHECKED, PENDING):
        try:
            data = find_inside(root / name, root / "content").read_bytes()
        except FileNotFoundError:
            continue
        except OSError as reason:
            problems.append(error("unreadable-file", f"cannot be read: {reason.strerror or reason}", Where(name)))
            continue
        found, damaged = read_checked(data, name)
        # The last line of a journal may have been cut off with its run.
        problems += damaged if name == CHECKED else ()
        known.update({of: take_over(known.get(of), one) for of, one in found.items()})
    return known, tuple(problems)


@dataclass(slots=True)
class Journal:
    """Notes verdicts as they come, and in the end all of them in one file."""

    root: Path
    known: dict[str, Verdict]
    new: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def note(self, verdict: Verdict) -> None:
        with self._lock:
            verdict = take_over(self.known.get(verdict.of), verdict)
            self.known[verdict.of] = verdict
            self.new.add(verdict.of)
            place = find_inside(self.root / PENDING, self.root / "content")
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("a", encoding="utf-8", newline="") as file:
                file.write(line_text(verdict) + "\n")

    def settle(self, wanted: Iterable[str]) -> tuple[Problem, ...]:
        """`wanted` are the addresses and ids that the list has."""
        text = checked_text(keep_known(self.known, wanted).values()).encode()
        try:
            place = find_inside(self.root / CHECKED, self.root / "content")
            if (place.read_bytes() if place.exists() else b"") != text:
                write_safely(self.root / CHECKED, text, self.root / "content")
            (self.root / PENDING).unlink(missing_ok=True)
        except OSError as reason:
            return (error("not-written", f"this cannot be kept: {reason.strerror or reason}", Where(CHECKED)),)
        return ()


# Asking.


class _EndedError(Exception):
    """There is no time left, or the owner has ended it."""


class _Heard(Value):
    state: str
    said: str
    to: str = ""


@dataclass(slots=True)
class _Walk:
    """Asks every address of the queues, and those again that were not fine. `left` has why an address was not asked."""

    queues: Mapping[str, Sequence[str]]
    today: str
    manners: Manners
    journal: Journal
    say: Callable[[str], None]
    sleep: Callable[[float], object] | None = None
    left: dict[str, str] = field(default_factory=dict)
    over: bool = False
    stop: Event = field(default_factory=Event)
    turns: Turns = field(default_factory=Turns)
    connections: Connections = field(default_factory=Connections)
    until: float = 0.0
    done: int = 0
    _closed: dict[str, str] = field(default_factory=dict)
    _away: dict[str, int] = field(default_factory=dict)
    _headless: set[str] = field(default_factory=set)
    _doubted: dict[str, tuple[float, _Heard]] = field(default_factory=dict)

    def go(self) -> None:
        manners = self.manners
        self.until = time.monotonic() + manners.limit
        self.turns = Turns(self._wait)
        slowest = manners.slowest
        self.connections = Connections(manners.contact, not manners.local, manners.connect, slowest, slowest)
        self._pass(self.queues, self._ask_first)
        again = group_by_host(self._doubted)
        for host in [one for one, why in self._closed.items() if "reached" in why]:
            del self._closed[host]
        self._away.clear()
        if again:
            self.say(f"{len(self._doubted)} addresses once more")
        self._pass(again, self._ask_again)
        if manners.archive:
            dead = sorted(of for of, one in self.journal.known.items() if one.state == "dead" and not one.archived)
            self._pass({host_of(manners.wayback): dead} if dead else {}, self._ask_archive)

    def close(self) -> None:
        self.connections.close()

    def _pass(self, queues: Mapping[str, Sequence[str]], ask: Callable[[str], None]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                for done in [pool.submit(self._ask_host, host, queue, ask) for host, queue in queues.items()]:
                    done.result()
            except BaseException:
                self.stop.set()
                raise

    def _ask_host(self, host: str, queue: Sequence[str], ask: Callable[[str], None]) -> None:
        for one in queue:
            if self._is_over():
                return
            if host in self._closed:
                self.left[one] = self._closed[host]
                continue
            try:
                ask(one)
            except _EndedError:
                return

    def _ask_first(self, address: str) -> None:
        heard = self._follow(address)
        if heard.state in ("fine", "moved"):
            self._note(address, heard)
        else:
            self._doubted[address] = (time.monotonic(), heard)

    def _ask_again(self, address: str) -> None:
        """Whoever was gone the first time and is the second is dead."""
        then, first = self._doubted[address]
        self._wait(then + self.manners.again - time.monotonic())
        heard = self._follow(address)
        if heard.state == "dead" and first.state != "dead":
            heard = _Heard("unclear", f"{first.said}, then {heard.said}")
        self._note(address, heard)

    def _note(self, address: str, heard: _Heard) -> None:
        self.journal.note(Verdict(address, heard.state, heard.said, self.today, self.today, heard.to))
        self.done += 1
        if self.done % 100 == 0:
            self.say(f"{self.done} addresses asked")

    def _follow(self, address: str) -> _Heard:
        """What becomes of whoever goes there."""
        here, to, lasting, seen = address, "", True, {address}
        for _ in range(HOPS):
            if not _is_askable(here):
                return _Heard("unclear", f"leads to an address that is not asked: {here[:200]}")
            try:
                reply = self._request(here)
            except FAILURES as reason:
                return _Heard("unclear", say_reason(reason))
            aim = reply.headers.get("Location", "") if reply.status in SENT_ON else ""
            if not aim:
                return _judge(address, reply, to)
            aim = bare(urljoin(here, aim))
            lasting = lasting and reply.status in FOREVER
            here, to = aim, aim if lasting else to
            if here in seen:
                return _Heard("unclear", "is sent on in a circle")
            seen.add(here)
        return _Heard("unclear", "is sent on again and again")

    def _request(self, address: str) -> Reply:
        """With HEAD; with GET where that is refused, or is told of an error: some answer it with what they like."""
        host = host_of(address)
        if host in self._closed:
            raise OSError(self._closed[host])
        if host not in self._headless:
            try:
                reply = self._request_once("HEAD", address, host)
                if reply.status < 400 or reply.status == 429:
                    return reply
                if reply.status in NO_HEAD:
                    self._headless.add(host)
            except UNREACHED:
                raise
            except FAILURES:
                self._headless.add(host)
        return self._request_once("GET", address, host)

    def _request_once(self, method: str, address: str, host: str) -> Reply:
        with self.turns.turn(host, self.manners.pause):
            if self._is_over():
                raise _EndedError
            try:
                reply = self.connections.request(method, address, wanted=False)
            except UNREACHED as reason:
                self._away[host] = self._away.get(host, 0) + 1
                if self._away[host] >= AWAY:
                    self._closed[host] = f"the host cannot be reached: {say_reason(reason)}"
                raise
            self._away.pop(host, None)
            if reply.status in (429, 503):
                if reply.wait > PATIENCE:
                    self._closed[host] = f"the host asks us to come back in {say_time(reply.wait)}"
                self.turns.hold(host, min(reply.wait or BUSY, PATIENCE))
        return reply

    def _ask_archive(self, address: str) -> None:
        """The closest copy that was one: archives keep pages that say that nothing is there, too."""
        asked = f"{self.manners.wayback}?url={quote(address, safe='')}"
        with self.turns.turn(host_of(asked), self.manners.pause):
            try:
                reply = self.connections.request("GET", asked)
                said = json.loads(reply.body) if reply.status == 200 else {}
            except FAILURES:
                return
        copy = read_copy(said)
        if copy:
            self.journal.note(replace(self.journal.known[address], archived=copy))

    def _is_over(self) -> bool:
        return self.stop.is_set() or time.monotonic() > self.until

    def _wait(self, seconds: float) -> None:
        """Not beyond the end of all."""
        seconds = min(seconds, self.until - time.monotonic())
        if seconds > 0:
            (self.sleep or self.stop.wait)(seconds)


def _judge(address: str, reply: Reply, to: str) -> _Heard:
    if reply.status in GONE:
        return _Heard("dead", str(reply.status))
    if not 200 <= reply.status < 300:
        return _Heard("unclear", str(reply.status))
    if not to or to == address:
        return _Heard("fine", "")
    if not urlsplit(to).path.strip("/") and urlsplit(address).path.strip("/"):
        return _Heard("unclear", "leads to the front page now")
    return _Heard("moved", "", to)


def _is_askable(address: str) -> bool:
    """An address with a name or password in it is asked by nobody but its owner."""
    return bool(read_web_address(address)) and "@" not in urlsplit(address).netloc


def read_copy(said: object) -> str:
    """The address of the closest copy that an answer of the Wayback Machine names; '' if it has none.

    Source: archive.org, "Wayback Availability JSON API".
    """
    for name in ("archived_snapshots", "closest"):
        said = said.get(name) if isinstance(said, dict) else None
    if not isinstance(said, dict) or said.get("available") is not True or str(said.get("status")) != "200":
        return ""
    address = str(said.get("url", ""))
    secure = "https" + address.removeprefix("https").removeprefix("http")
    return read_web_address(secure) if secure.startswith("https://web.archive.org/web/") else ""
