"""The one room that opens a connection outwards: one request to one address, politely, and what came of it.

A method and an address go in, status, headers and as much of the body as was wanted come out. It must not know why
anybody asks, follows nobody who sends it on, and keeps nothing.

Polite: a name by which those asked know whom they answer, one request at a time to a host, none sooner after the last
than is right, as long a wait as the host says. Careful: no answer outlasts the time that it has, however slowly it
comes; with `guarded`, nothing is said to an address of this machine or the local network, whatever a name resolves to
(the address that is connected to is the one that was looked at); no cookies, no passwords, no `Referer`.

Sources: RFC 9110, section 10.2.3 (Retry-After); urllib3, "Customizing pool behavior".
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from threading import Event, Lock, Timer
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from . import __version__
from .problems import Problem, Where, error
from .values import Value

FAILURES = (urllib3.exceptions.HTTPError, OSError, ValueError)
"""What a request may raise: no answer, or none that can be read."""

LARGEST = 16 * 1024 * 1024
"""Bytes of an answer that is wanted as a whole."""

SLOWEST = 90.0
"""Seconds that an answer may take to arrive."""


class PrivateHostError(OSError):
    """The address leads to this machine or the local network, and that was not to be asked."""


UNREACHED = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError, PrivateHostError)
"""Of these, those where nobody was there to be asked."""


class Reply(Value):
    """`body` is empty where none was wanted. `wait` are the seconds after which one is asked to come back, 0 if nothing is said."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    wait: float


@dataclass(slots=True)
class Connections:
    """To many hosts, each kept open while it is of use. `contact` is an address of the owner's, told to those asked;
    `slowest` the seconds that an answer may take (SLOWEST if nothing is said)."""

    contact: str = ""
    guarded: bool = False
    connect: float = 15.0
    read: float = 45.0
    slowest: float = 0.0
    _pools: dict[str, urllib3.PoolManager] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def request(self, method: str, address: str, wanted: bool = True) -> Reply:
        """The body is left unread where it is not `wanted`. Raises one of FAILURES."""
        limit = self.slowest or SLOWEST
        until = time.monotonic() + limit
        with_contact = f"; mailto:{self.contact}" if self.contact else ""
        headers = {"User-Agent": f"Manicule/{__version__} (reading lists{with_contact})", "Accept-Encoding": "gzip"}
        if self.guarded:
            check_host(urlsplit(address).hostname or "")
        answer = self._pool(address).request(
            method,
            address,
            headers=headers,
            preload_content=False,
            redirect=False,
            retries=False,
            timeout=urllib3.Timeout(connect=self.connect, read=self.read),
        )
        body = b""
        try:
            if wanted:
                # One read at a time, so that an answer that comes by drops does not outlast the time it has.
                chunks = iter(lambda: answer.read1(64 * 1024, decode_content=True), b"")
                body = b"".join(_take_chunks(chunks, until, limit))
        finally:
            answer.close()
        return Reply(answer.status, answer.headers, body, read_wait(answer.headers.get("Retry-After", ""), time.time()))

    def close(self) -> None:
        for pool in self._pools.values():
            pool.clear()

    def _pool(self, address: str) -> urllib3.PoolManager:
        proxy = getproxies().get(address.partition(":")[0], "") if not is_near(address) else ""
        with self._lock:
            if proxy not in self._pools:
                self._pools[proxy] = urllib3.ProxyManager(proxy) if proxy else self._direct()
            return self._pools[proxy]

    def _direct(self) -> urllib3.PoolManager:
        guarded, slowest = self.guarded, self.slowest or SLOWEST

        class Plain(_Bounded, HTTPConnection):
            bound, guard = slowest, guarded

        class Secure(_Bounded, HTTPSConnection):
            bound, guard = slowest, guarded

        class PlainPool(urllib3.HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(urllib3.HTTPSConnectionPool):
            ConnectionCls = Secure

        pool = urllib3.PoolManager(num_pools=64, maxsize=1)
        pool.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
        return pool


class _Bounded(HTTPConnection):
    """Connects to an address that was looked at, and hears no longer than `bound` seconds for the head of an answer: a
    host that sends a letter now and then would never run into a limit on single reads."""

    bound = SLOWEST
    guard = False

    def _new_conn(self) -> socket.socket:
        host = self.host
        if self.guard:
            try:
                host = check_host(self.host, self.port or 0)
            except socket.gaierror as reason:
                raise urllib3.exceptions.NameResolutionError(self.host, self, reason) from reason
        place, self._dns_host = self._dns_host, host  # only while it is connected to: the name is what TLS is about
        try:
            return super()._new_conn()
        finally:
            self._dns_host = place

    def connect(self) -> None:
        with self._bounded():
            super().connect()

    def getresponse(self) -> Any:
        with self._bounded():
            return super().getresponse()

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        over = Event()
        timer = Timer(self.bound, self._cut, (over,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
        # What had come until then may look like an answer.
        if over.is_set():
            raise TimeoutError(f"the answer took longer than {self.bound:.0f} s")

    def _cut(self, over: Event) -> None:
        over.set()
        if self.sock is not None:
            with suppress(OSError):  # it has ended by itself
                self.sock.shutdown(socket.SHUT_RDWR)


def check_contact(contact: str) -> Iterator[Problem]:
    """It stands in a header, which has no place for anything else."""
    if contact and not re.fullmatch(r"[!-~]+@[!-~]+", contact):
        yield error("wrong-form", "this is no address that can be told to a service", Where("--contact"))


def check_host(host: str, port: int = 0) -> str:
    """The first address of a host, if all are of the open network; else raises PrivateHostError. With `port` 0 a name that
    cannot be resolved here passes: whoever connects through a proxy leaves that to it."""
    name = host.strip("[]").rstrip(".").lower()
    if not name or name == "localhost" or name.endswith((".localhost", ".local", ".internal", ".home.arpa")):
        raise PrivateHostError(f"{host} is of this machine or the local network")
    try:
        found = [row[4][0] for row in socket.getaddrinfo(name, port or None, type=socket.SOCK_STREAM)]
    except OSError:
        if port:
            raise
        return name
    for one in found:
        if not is_open(str(one)):
            raise PrivateHostError(f"{host} is of this machine or the local network")
    return str(found[0])


def is_open(address: str) -> bool:
    """Whether an IP address is one of the open network; so must be one that is wrapped in another."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast


def is_near(address: str) -> bool:
    return address.partition("://")[2].startswith(("127.0.0.1", "localhost"))


def host_of(address: str) -> str:
    """The host with its port, by which one is polite."""
    parts = urlsplit(address)
    return parts.netloc.rpartition("@")[2].lower()


def read_wait(said: str, now: float) -> float:
    """`Retry-After`, seconds or a date, as seconds from `now` (of the epoch); 0 where nothing is said that can be read."""
    said = said.strip()
    if said.isascii() and said.isdecimal():
        return float(said[:9])
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - now) if said else 0.0
    except (ValueError, TypeError, OverflowError):
        return 0.0


def say_reason(reason: BaseException) -> str:
    while isinstance(reason, urllib3.exceptions.MaxRetryError) and reason.reason is not None:
        reason = reason.reason
    said = str(reason).rpartition(": ")[2] or type(reason).__name__
    return said[:200]


@dataclass(slots=True)
class Turns:
    """Whose turn it is to ask a host: one at a time, `pause` seconds between the end of one request and the next, and not before
    a time that the host has named."""

    sleep: Callable[[float], None] = time.sleep
    _locks: dict[str, Lock] = field(default_factory=dict)
    _free: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def turn(self, host: str, pause: float) -> Iterator[None]:
        with self._lock:
            own = self._locks.setdefault(host, Lock())
        with own:
            left = self._free.get(host, 0.0) - time.monotonic()
            if left > 0:
                self.sleep(left)
            self._free[host] = 0.0
            try:
                yield
            finally:
                self._free[host] = max(self._free[host], time.monotonic() + pause)

    def hold(self, host: str, seconds: float) -> None:
        """Nobody asks the host before that has passed."""
        self._free[host] = max(self._free.get(host, 0.0), time.monotonic() + seconds)


def _take_chunks(chunks: Iterable[bytes], until: float, limit: float) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise urllib3.exceptions.HTTPError(f"the answer is longer than {LARGEST // 1024 // 1024} MB")
        if time.monotonic() > until:
            raise TimeoutError(f"the answer took longer than {limit:.0f} s")
        yield chunk


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 addresses as IPv6 networks have them (RFC 6052)."""
