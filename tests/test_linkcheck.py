"""Links followed on hosts of the loopback address: those that are there, gone, elsewhere, busy, slow, endless or forbidden."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from scripted import Said, Scripted, serve_script

from manicule import connecting
from manicule.checked import CHECKED, Verdict, checked_text, read_checked, take_over
from manicule.cli import main
from manicule.connecting import FAILURES, Connections, PrivateHostError, Turns, check_host, is_open, read_wait
from manicule.content import load_content
from manicule.linkcheck import PENDING, LinkReport, Manners, check_links, group_by_host, least_time, read_copy
from manicule.model import PartialDate
from manicule.outward import find_addresses, list_outward

TODAY = PartialDate(2026, 11, 26)
GONE, LOST, FINE = Said(status=410), Said(status=404), Said(b"here")


def to(address: str, status: int = 301) -> Said:
    return Said(status=status, headers={"Location": address})


class List:
    def __init__(self, root: Path, *urls: str, notes: str = "") -> None:
        self.root = root
        (root / "content/papers").mkdir(parents=True, exist_ok=True)
        (root / "content/site.yaml").write_text("title: Mine\n")
        lines = "".join(f"  u{n}: {url}\n" for n, url in enumerate(urls))
        said = f"notes: |\n  {notes}\n" if notes else ""
        (root / "content/papers/a.yaml").write_text(f"title: A\n{'urls:' if urls else ''}\n{lines}{said}")
        self.slept: list[float] = []
        self.said: list[str] = []

    def check(self, **more: Any) -> LinkReport:
        today = more.pop("today", TODAY)
        manners = Manners(**{"pause": 0.0, "again": 0.0, "local": True, **more})
        return check_links(self.root, today, manners, self.slept.append, self.said.append)

    @property
    def kept(self) -> dict[str, Verdict]:
        return read_checked((self.root / CHECKED).read_bytes())[0]


def one(report: LinkReport) -> tuple[str, str, str]:
    (verdict,) = report.verdicts.values()
    return verdict.state, verdict.said, verdict.to


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([FINE], ("fine", "", "")),
        ([LOST], ("dead", "404", "")),
        ([GONE], ("dead", "410", "")),
        ([LOST, LOST, FINE], ("fine", "", "")),
        ([Said(status=500), Said(status=500), LOST], ("unclear", "500, then 404", "")),
        ([Said(status=403)], ("unclear", "403", "")),
        ([Said(status=429)], ("unclear", "429", "")),
        ([Said(status=503)], ("unclear", "503", "")),
        ([Said(status=401)], ("unclear", "401", "")),
        ([Said(status=405), FINE], ("fine", "", "")),
        ([Said(status=403), FINE], ("fine", "", "")),
        ([LOST, FINE], ("fine", "", "")),
        ([to("/x", 302)], ("unclear", "is sent on in a circle", "")),
        ([to("ftp://example.org/")], ("unclear", "leads to an address that is not asked: ftp://example.org/", "")),
        ([to("https://u:p@example.org/")], ("unclear", "leads to an address that is not asked: https://u:p@example.org/", "")),
    ],
)  # fmt: skip
def test_what_is_said_of_an_answer(tmp_path: Path, answers: Sequence[Said], expected: tuple[str, str, str]) -> None:
    with serve_script([("/x", answers)]) as script:
        assert one(List(tmp_path, f"{script.address}/x").check()) == expected
    assert all("Manicule/" in agent for agent in script.agents)


def test_only_what_has_moved_for_good_has_moved(tmp_path: Path) -> None:
    script_of = [
        ("/new", FINE),
        ("/a", to("/new", 308)),
        ("/b", to("/new", 302)),
        ("/c", to("/b", 301)),
        ("/d", to("/e", 301)),
        ("/e", LOST),
        ("/f", to("/", 301)),
        ("/", FINE),
    ]
    with serve_script(script_of) as script:
        at = script.address
        mine = List(tmp_path, *(f"{at}/{name}" for name in "abcdf"))
        states = {of.removeprefix(at): (v.state, v.to.removeprefix(at)) for of, v in mine.check().verdicts.items()}
    assert states == {
        "/a": ("moved", "/new"),
        "/b": ("fine", ""),
        "/c": ("moved", "/b"),
        "/d": ("dead", ""),
        "/f": ("unclear", ""),
    }


def test_it_is_sent_on_so_many_times_and_no_more(tmp_path: Path) -> None:
    chain = [(f"/{n}.", to(f"/{n + 1}.", 302)) for n in range(30)]
    with serve_script(chain) as script:
        state, said, _ = one(List(tmp_path, f"{script.address}/0.").check())
    assert (state, said) == ("unclear", "is sent on again and again")
    assert len(script.asked) == 16, "eight requests, twice"


def test_a_host_that_is_not_there_is_not_to_be_told_and_soon_left_alone(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        at = f"http://127.0.0.1:{taken.getsockname()[1]}"
        mine = List(tmp_path, *(f"{at}/{n}" for n in range(10)))
        report = mine.check()
    assert {one.state for one in report.verdicts.values()} == {"unclear"} and len(report.verdicts) <= 4
    assert len(report.left) >= 6 and all("cannot be reached" in why for _, why in report.left)


def test_an_address_is_asked_once_whatever_stands_behind_its_hash(tmp_path: Path) -> None:
    with serve_script([("", FINE)]) as script:
        at = script.address
        mine = List(tmp_path, f"{at}/x#one", f"{at}/x", notes=f"See [this]({at}/x#two), not `[that]({at}/y)`.")
        assert mine.check().asked == 1
    assert script.asked == ["/x"]


def test_one_request_at_a_time_with_a_pause_behind_it(tmp_path: Path) -> None:
    with serve_script([("", FINE)]) as script:
        mine = List(tmp_path, *(f"{script.address}/{n}" for n in range(4)))
        mine.check(pause=5.0)
    assert len(mine.slept) == 3 and all(4.5 < seconds <= 5.0 for seconds in mine.slept)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_waited_for_as_long_as_it_says(tmp_path: Path, status: int) -> None:
    busy = Said(status=status, headers={"Retry-After": "7"})
    with serve_script([("", [busy, busy, FINE] if status == 503 else [busy, FINE])]) as script:
        mine = List(tmp_path, f"{script.address}/x")
        assert one(mine.check())[0] == "fine"
    assert 6.5 < mine.slept[-1] <= 7.0


def test_a_host_that_wants_an_hour_is_left_for_another_day(tmp_path: Path) -> None:
    with serve_script([("", Said(status=429, headers={"Retry-After": "3600"}))]) as script:
        mine = List(tmp_path, *(f"{script.address}/{n}" for n in range(5)))
        report = mine.check()
    assert len(script.asked) == 1 and not report.verdicts
    assert {why for _, why in report.left} == {"the host asks us to come back in 60 minutes"}


def test_what_was_asked_lately_is_not_asked_again(tmp_path: Path) -> None:
    with serve_script([("/x", FINE), ("/y", LOST)]) as script:
        mine = List(tmp_path, f"{script.address}/x", f"{script.address}/y")
        assert mine.check().asked == 2
        before = (mine.root / CHECKED).read_bytes()
        count = len(script.asked)
        report = mine.check(today=PartialDate(2026, 12, 25))
        assert (report.asked, report.recent) == (0, 2) and len(script.asked) == count
        assert (mine.root / CHECKED).read_bytes() == before
        later = mine.check(today=PartialDate(2026, 12, 26))
        assert later.asked == 2
    dead = mine.kept[f"{script.address}/y"]
    assert (dead.since, dead.asked) == ("2026-11-26", "2026-12-26")


def test_what_cannot_be_told_takes_nothing_back() -> None:
    dead = Verdict(
        "https://x.org/", "dead", "404", "2026-01-01", "2025-01-01", archived="https://web.archive.org/web/1/x"
    )
    unclear = Verdict("https://x.org/", "unclear", "timed out", "2026-02-02", "2026-02-02")
    assert take_over(dead, unclear) == dead
    fine = take_over(dead, Verdict("https://x.org/", "fine", "", "2026-02-02", "2026-02-02"))
    assert (fine.state, fine.since) == ("fine", "2026-02-02")
    again = take_over(dead, Verdict("https://x.org/", "dead", "410", "2026-02-02", "2026-02-02"))
    assert (again.since, again.asked, again.archived) == ("2025-01-01", "2026-02-02", dead.archived)


def test_a_run_that_was_ended_goes_on_where_it_was(tmp_path: Path) -> None:
    """Killed between two addresses, and in the middle of a line."""
    with serve_script([("", FINE)]) as script:
        at = script.address
        mine = List(tmp_path, *(f"{at}/{n}" for n in range(4)))
        (tmp_path / "content/sources").mkdir()
        noted = [Verdict(f"{at}/{n}", "fine", "", "2026-11-26", "2026-11-26") for n in (0, 1)]
        (tmp_path / PENDING).write_text(checked_text(noted) + '{"of":"' + at)
        report = mine.check()
    assert (report.asked, report.recent) == (2, 2) and sorted(script.asked) == ["/2", "/3"]
    assert len(mine.kept) == 4 and not (tmp_path / PENDING).exists() and not report.problems


def test_a_run_that_is_killed_asks_nobody_twice(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from manicule.linkcheck import *; from manicule.model import PartialDate;"
        "check_links(pathlib.Path(sys.argv[1]), PartialDate(2026, 11, 26), Manners(pause=0.03, local=True))"
    )
    with serve_script([("", FINE)]) as script:
        mine = List(tmp_path, *(f"{script.address}/{n}" for n in range(30)))
        run = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
        until = time.monotonic() + 20
        while len(script.asked) < 8 and time.monotonic() < until:
            time.sleep(0.005)
        run.kill()
        run.wait(20)
        before = len(script.asked)
        assert 8 <= before < 30 and not (tmp_path / CHECKED).exists()
        report = mine.check()
    assert report.asked + report.recent == 30 and report.recent >= before - 1
    assert len(script.asked) <= 31, "at most the one that was being asked"
    assert len(mine.kept) == 30


def test_ctrl_c_keeps_what_is_known(tmp_path: Path) -> None:
    with serve_script([("", FINE)]) as script:
        mine = List(tmp_path, *(f"{script.address}/{n}" for n in range(4)))

        def interrupt(_: float) -> None:
            raise KeyboardInterrupt

        report = check_links(tmp_path, TODAY, Manners(pause=3.0, local=True), interrupt)
    assert report.over and report.asked == 1 and len(mine.kept) == 1
    assert {why for _, why in report.left} == {"there was no time left"}


def test_the_time_for_all_is_kept(tmp_path: Path) -> None:
    with serve_script([("", FINE)]) as script:
        List(tmp_path, *(f"{script.address}/{n}" for n in range(50)))
        began = time.monotonic()
        report = check_links(tmp_path, TODAY, Manners(pause=0.2, limit=0.5, local=True))
    assert time.monotonic() - began < 3 and 1 <= report.asked < 10 and report.asked + len(report.left) == 50


@contextmanager
def serve_bytes(parts: Iterator[bytes], pause: float) -> Iterator[str]:
    """A host that sends these whatever it is asked, to one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    try:
                        line.recv(4096)
                        for part in parts:
                            line.sendall(part)
                            time.sleep(pause)
                    except OSError:
                        continue

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_a_head_by_drops_has_no_more_time_than_others(tmp_path: Path) -> None:
    def drip() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        while True:
            yield b"x"

    with serve_bytes(drip(), 0.02) as at:
        began = time.monotonic()
        state, _, _ = one(List(tmp_path, f"{at}/x").check(slowest=0.3))
    assert state == "unclear" and time.monotonic() - began < 5


def test_a_body_without_end_is_not_read(tmp_path: Path) -> None:
    sent = 0

    def pour() -> Iterator[bytes]:
        nonlocal sent
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            sent += 1 << 16
            yield b"x" * (1 << 16)

    with serve_bytes(pour(), 0) as at:
        mine = List(tmp_path, f"{at}/x")
        began = time.monotonic()
        assert one(mine.check())[0] == "fine"
    assert time.monotonic() - began < 5 and sent < 64 << 20


# Hosts that are not to be asked.


def test_hosts_of_the_own_network_are_not_asked(tmp_path: Path) -> None:
    with serve_script([("", FINE)]) as script:
        port = script.address.rpartition(":")[2]
        mine = List(tmp_path, f"http://127.0.0.1:{port}/", f"http://localhost:{port}/a", f"http://127.1:{port}/b")
        report = mine.check(local=False)
    assert not script.asked
    assert {(one.state, "local network" in one.said) for one in report.verdicts.values()} == {("unclear", True)}


def test_nobody_is_sent_on_to_the_own_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The first host counts as one of the open network here; the one that it sends on to does not."""
    with serve_script([("", FINE)]) as inner:
        aim = inner.address.replace("127.0.0.1", "localhost")
        with serve_script([("", to(aim + "/secret"))]) as outer:
            monkeypatch.setattr(connecting, "is_open", lambda address: address == "127.0.0.1")
            state, said, _ = one(List(tmp_path, f"{outer.address}/x").check(local=False))
    assert not inner.asked and outer.asked and state == "unclear" and "local network" in said


def test_a_name_that_resolves_otherwise_the_second_time_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 80))],
    )
    with pytest.raises(FAILURES, match="local network"):
        Connections(guarded=True).request("HEAD", "http://rebinding.example/")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.0.0.1", False),
        ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fd00::1", False), ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:a00:1::", False), ("x", False),
    ],
)  # fmt: skip
def test_what_is_of_the_open_network(address: str, expected: bool) -> None:
    assert is_open(address) == expected


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "a.localhost", "printer.local", "db.internal", "2130706433", "[::1]", ""]
)
def test_names_of_the_own_network(host: str) -> None:
    with pytest.raises(PrivateHostError):
        check_host(host, 80)


def test_turns_of_one_host_do_not_meet() -> None:
    turns, inside, most = Turns(), [0], [0]

    def ask() -> None:
        for _ in range(20):
            with turns.turn("a", 0.0):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0.001)
                inside[0] -= 1

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("7", 7.0),
        ("Thu, 01 Jan 1970 00:01:00 GMT", 60.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("x", 0.0),
        ("", 0.0),
    ],
)
def test_waits(said: str, expected: float) -> None:
    assert read_wait(said, 0.0) == expected


# Archives, files, plans.


def test_copies_are_asked_for_only_if_wanted_and_kept(tmp_path: Path) -> None:
    copy = "http://web.archive.org/web/20130919044612/http://x.org/"
    found = f'{{"archived_snapshots":{{"closest":{{"available":true,"status":"200","url":"{copy}"}}}}}}'.encode()
    with serve_script([("/wayback", Said(found)), ("/x", GONE), ("/y", FINE)]) as script:
        mine = List(tmp_path, f"{script.address}/x", f"{script.address}/y")
        mine.check()
        assert not any("wayback" in asked for asked in script.asked)
        mine.check(archive=True, wayback=f"{script.address}/wayback")
        asked = [asked for asked in script.asked if "wayback" in asked]
        mine.check(archive=True, wayback=f"{script.address}/wayback")
        assert asked == [f"/wayback?url={script.address}/x"] == [a for a in script.asked if "wayback" in a]
    assert mine.kept[f"{script.address}/x"].archived == copy.replace("http://web", "https://web")


@pytest.mark.parametrize(
    "said",
    [None, [], {}, {"archived_snapshots": {}}, {"archived_snapshots": {"closest": {"available": True, "status": "404", "url": "http://web.archive.org/web/1/x"}}},
     {"archived_snapshots": {"closest": {"available": True, "status": "200", "url": "http://evil.example/web/1/x"}}}],
)  # fmt: skip
def test_what_is_no_copy(said: object) -> None:
    assert read_copy(said) == ""


def test_the_file_is_sorted_and_says_when_it_is_damaged() -> None:
    verdicts = [
        Verdict("https://b.org/ü", "moved", "", "2026-11-26", "2026-11-26", to="https://c.org/"),
        Verdict("https://a.org/", "dead", "404", "2026-11-26", "2026-10-01"),
        Verdict("arxiv:1", "doubted", "", "2026-11-26", "2026-11-26", doubts=(("other-title", "Another"),)),
    ]
    text = checked_text(verdicts)
    assert (
        text.splitlines()[1]
        == '{"of":"https://a.org/","state":"dead","said":"404","since":"2026-10-01","asked":"2026-11-26"}'
    )
    assert read_checked(text.encode()) == ({one.of: one for one in verdicts}, ())
    for line in ("x", "[1]", '{"of":"https://a.org/","state":"odd","asked":"2026-11-26"}', '{"of":"https://a.org/","state":"dead"}',
                 '{"of":"https://a.org/","state":"moved","to":"javascript:x","asked":"2026-11-26"}'):  # fmt: skip
        found, problems = read_checked(line.encode())
        assert not found and [problem.code for problem in problems] == ["checked-damaged"]


def test_a_link_out_of_content_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    mine = List(tmp_path / "list")
    (mine.root / "content/sources").symlink_to(tmp_path / "away")
    assert [problem.code for problem in mine.check().problems] and not list((tmp_path / "away").iterdir())


def test_every_place_of_an_address_is_found(tmp_path: Path) -> None:
    files = {
        "site.yaml": "title: T\nannotators: {ab: {name: A, url: 'https://who.org/'}}\n",
        "tags.yaml": "t: {description: 'see [x](https://tag.org/)'}\n",
        "people.yaml": "- {name: Ada Alpha, url: 'https://person.org/'}\n",
        "works.yaml": "- {title: W, urls: {pdf: 'https://work.org/'}}\n",
        "paths/p.yaml": "title: P\nintro: '<https://intro.org/>'\nsteps: [{paper: a, why: 'as [x](https://step.org/)'}]\n",
        "pages/about.md": "# About\n\nSee [this][1].\n\n[1]: https://page.org/ 'x'\n",
        "papers/a.yaml": "title: A\nwhy: '[x](https://why.org/)'\nurls: {code: 'https://code.org/'}\n"
        "abstract: some words\nmargin: [{quote: some words, note: '[x](https://margin.org/)'}]\n"
        "quotes: [{text: q, note: '[x](https://quote.org/)'}]\n"
        "relations: [{type: cites, to: 'arxiv:1908.09203', note: '[x](https://relation.org/)'}]\n"
        "notes: |\n  One.\n\n  [x](https://notes.org/a_(b)#c) and\n  `[y](https://code-only.org/)`\n",
    }
    content, problems = load_content([f"content/{name}" for name in files], lambda name: files[name[8:]].encode())
    assert not problems
    found = {one.address: one for one in list_outward(content)}
    fields = ("who", "tag", "person", "work", "intro", "step", "page", "why", "code", "margin", "quote", "relation")
    assert found.keys() == {*(f"https://{name}.org/" for name in fields), "https://notes.org/a_(b)#c"}
    place = found["https://notes.org/a_(b)#c"].place
    assert (place.path, place.line, place.column) == ("content/papers/a.yaml", 11, 7)
    assert found["https://code.org/"].place.line == 3


def test_a_long_text_is_searched_in_linear_time() -> None:
    for piece in ("](http://a(", "[a]: http://a(b)", "<http://", "](https://a(b)(c"):
        began = time.perf_counter()
        list(find_addresses(piece * 20_000))
        assert time.perf_counter() - began < 3


def test_a_plan_of_ten_thousand_is_made_at_once_and_says_how_long_it_takes() -> None:
    one_host = [f"https://a.org/{n}" for n in range(10_000)]
    many = [f"https://h{n % 500}.org/{n}" for n in range(10_000)]
    began = time.perf_counter()
    assert least_time(group_by_host(one_host), 1.0) == 9_999
    assert least_time(group_by_host(many), 1.0) == 1_249
    assert time.perf_counter() - began < 2
    mixed = group_by_host([*many[:4], *one_host[:3]])
    assert next(iter(mixed)) == "a.org"


def test_the_command_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serve_script([("/x", GONE), ("/y", to("/z")), ("/z", FINE)]) as script:
        List(tmp_path, f"{script.address}/x", f"{script.address}/y", f"{script.address}/z")
        # The second pass of the command waits; what a list looks like is told by what is known.
        check_links(tmp_path, TODAY, Manners(pause=0, again=0, local=True))
        words = ["check", "--links", "--root", str(tmp_path), "--local", "--days", "99999"]
        assert main(words) == 1
        said = capsys.readouterr().out
        assert f"dead: {script.address}/x (410, since 2026-11-26)" in said
        assert f"moved: {script.address}/y -> {script.address}/z" in said
        assert "0 asked, 3 known from before: 1 fine, 1 moved for good, 1 dead" in said
        assert main([*words, "--json"]) == 1 and '"recent": 3' in capsys.readouterr().out
        assert main([*words, "--contact", "a\nb"]) == 1 and "--contact" in capsys.readouterr().err


def test_scripts_know_heads(tmp_path: Path) -> None:
    with serve_script([("", FINE)]) as script:
        assert isinstance(script, Scripted)
        List(tmp_path, f"{script.address}/x").check()
    assert script.methods == ["HEAD"]
