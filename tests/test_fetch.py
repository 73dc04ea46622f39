"""Fetching from services on the loopback address, which answer well, late, by halves, with nonsense, or with another paper."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from scripted import Said, Scripted, serve_script

from manicule.asking import list_questions, same_title
from manicule.cli import main
from manicule.content import load_entry
from manicule.fetch import FETCHED, FetchReport, Services, fetch_papers
from manicule.identifiers import read_id
from manicule.model import Entry, PartialDate

TODAY = PartialDate(2026, 11, 26)

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
<id>http://arxiv.org/api/x</id>{entries}</feed>"""

ENTRY = """<entry><id>http://arxiv.org/abs/{id}v1</id><title>{title}</title><summary>What {title} says.</summary>
<author><name>Ada Example</name></author><author><name>Bo van Beispiel</name></author>
<published>2021-07-07T17:41:24Z</published><updated>2021-07-14T17:16:02Z</updated>
<arxiv:primary_category term="cs.LG"/><category term="cs.LG"/></entry>"""


def atom(**papers: str) -> Said:
    entries = "".join(
        ENTRY.format(id=name.replace("_", ".").removeprefix("a"), title=title) for name, title in papers.items()
    )
    return Said(ATOM.format(entries=entries).encode(), headers={"Content-Type": "application/atom+xml"})


def csl(doi: str, title: str, **more: Any) -> Said:
    item = {
        "type": "journal-article", "DOI": doi, "title": title, "container-title": "Journal of Beasts", "volume": "3",
        "author": [{"family": "van Beispiel", "given": "Bo"}], "issued": {"date-parts": [[2019, 5]]}, "score": 1,
        "abstract": "<jats:p>They <jats:italic>rest</jats:italic>.</jats:p>", "reference": [{"key": "x"}],
        "URL": "http://dx.doi.org/" + doi, **more,
    }  # fmt: skip
    return Said(json.dumps(item).encode(), headers={"Content-Type": "application/vnd.citationstyles.csl+json"})


class List:
    def __init__(self, root: Path, **entries: str) -> None:
        self.root = root
        (root / "content/papers").mkdir(parents=True)
        (root / "content/site.yaml").write_text("title: Mine\n")
        for slug, text in entries.items():
            (root / f"content/papers/{slug}.yaml").write_text(text)
        self.slept: list[float] = []

    def fetch(self, script: Scripted, *ids: str, **more: Any) -> FetchReport:
        services = Services(f"{script.address}/arxiv", f"{script.address}/works", f"{script.address}/datacite", pause=0)
        return fetch_papers(self.root, ids, TODAY, services, sleep=self.slept.append, **more)

    def entry(self, slug: str) -> Entry:
        path = self.root / f"content/papers/{slug}.yaml"
        entry, problems = load_entry(path.as_posix(), path.read_bytes())
        assert entry is not None and not problems
        return entry

    def tree(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes() for path in self.root.rglob("*") if path.is_file()
        }


def codes(report: FetchReport) -> list[str]:
    return [problem.code for problem in report.problems]


def test_what_is_absent_is_filled_and_what_is_there_stays(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: On dragons\narxiv: '2107.00001'\nabstract: My own words.\nnotes: Mine.  # stays\n")
    with serve_script([("/arxiv", atom(a2107_00001="On Dragons"))]) as script:
        report = mine.fetch(script)
    assert not report.failed and report.asked == 1
    entry = mine.entry("a")
    assert entry.paper.abstract == "My own words." and entry.paper.title == "On dragons"
    assert [who.display for who in entry.paper.authors] == ["Ada Example", "Bo van Beispiel"]
    assert entry.paper.categories == ("cs.LG",) and str(entry.paper.date) == "2021-07-07"
    assert "notes: Mine.  # stays\n" in (tmp_path / "content/papers/a.yaml").read_text()
    assert "Manicule/" in script.agents[0]


def test_an_id_becomes_an_entry(tmp_path: Path) -> None:
    mine = List(tmp_path)
    with serve_script(
        [("/arxiv", atom(a2107_00001="On Dragons")), ("/works", csl("10.1000/xyz", "Griffins"))]
    ) as script:
        report = mine.fetch(script, "https://arxiv.org/abs/2107.00001v2", "doi:10.1000/XYZ")
    assert not report.failed and not report.unanswered
    assert mine.entry("2107.00001").paper.title == "On Dragons"
    griffin = next(
        mine.entry(path.stem) for path in (tmp_path / "content/papers").glob("*.yaml") if path.stem[0] != "2"
    )
    assert griffin.paper.venue == "Journal of Beasts" and griffin.paper.abstract == "They rest."
    assert griffin.paper.kind == "article" and griffin.paper.extra == () and griffin.paper.urls == ()
    assert griffin.added == TODAY


def test_nobody_is_asked_twice(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: On dragons\narxiv: '2107.00001'\n")
    with serve_script([("/arxiv", atom(a2107_00001="On Dragons"))]) as script:
        mine.fetch(script, "a")
        before = mine.tree()
        assert len(script.asked) == 1 and any(FETCHED in name for name in before)
        report = mine.fetch(script, "a")
        assert len(script.asked) == 1 and (report.asked, report.known) == (0, 1)
        assert mine.tree() == before
        mine.fetch(script)
        assert len(script.asked) == 1, "nothing is absent any more"
        mine.fetch(script, "a", refresh=True)
        assert len(script.asked) == 2


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: On dragons\narxiv: '2107.00001'\n")
    before = mine.tree()
    with serve_script([("/arxiv", atom(a2107_00001="On Dragons"))]) as script:
        report = mine.fetch(script, dry_run=True)
    assert report.imported and report.imported.dry_run and report.imported.decisions
    assert mine.tree() == before


def test_an_id_of_another_paper_is_a_conflict_and_no_data(tmp_path: Path) -> None:
    text = "title: Griffins at rest\ndoi: 10.1000/xyz\n"
    mine = List(tmp_path, a=text)
    with serve_script([("/works", csl("10.1000/xyz", "Tax law of the lower Rhine"))]) as script:
        report = mine.fetch(script)
    assert codes(report) == ["fetch-conflict"] and report.failed and report.imported is None
    assert report.problems[0].detail[0] == "here:  Griffins at rest"
    assert "Tax law" in report.problems[0].detail[1]
    assert (tmp_path / "content/papers/a.yaml").read_text() == text


def test_an_answer_about_another_paper_is_none(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: On dragons\narxiv: '2107.00001'\n", b="title: B\ndoi: 10.1000/b\nabstract: x\n")
    with serve_script([("/arxiv", atom(a2107_00009="On Dragons")), ("/works", csl("10.1000/c", "B"))]) as script:
        report = mine.fetch(script)
    assert codes(report).count("fetch-other") == 2
    assert set(dict(report.unanswered)) == {"2107.00001", "10.1000/b"}
    assert report.imported is None


@pytest.mark.parametrize(
    ("bad", "waits"),
    [
        ([Said(status=429, headers={"Retry-After": "7"})], [7.0]),
        ([Said(status=503), Said(status=500)], [1.0, 2.0]),
        ([Said(b"x" * 1000, cut=10)], [1.0]),
    ],
    ids=["busy", "broken", "half a body"],
)
def test_what_may_pass_is_tried_again(tmp_path: Path, bad: Sequence[Said], waits: Sequence[float]) -> None:
    mine = List(tmp_path, a="title: On dragons\narxiv: '2107.00001'\n")
    with serve_script([("/arxiv", [*bad, atom(a2107_00001="On Dragons")])]) as script:
        report = mine.fetch(script)
    assert not report.failed and mine.entry("a").paper.authors
    assert mine.slept == list(waits)


def test_who_asks_us_to_come_back_much_later_is_left_alone(tmp_path: Path) -> None:
    entries = {f"e{n}": f"title: Title {n}\ndoi: 10.1000/{n}\n" for n in range(5)}
    mine = List(tmp_path, d="title: On dragons\narxiv: '2107.00001'\n", **entries)
    busy = Said(status=429, headers={"Retry-After": "3600"})
    with serve_script([("/works", busy), ("/arxiv", atom(a2107_00001="On Dragons"))]) as script:
        report = mine.fetch(script)
    assert sum("/works" in path for path in script.asked) == 1, "and nobody is asked again in this run"
    assert len(report.unanswered) == 5 and "3600 seconds" in dict(report.unanswered)["10.1000/0"]
    assert mine.entry("d").paper.authors, "what others said is there"


def test_nonsense_is_not_kept(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: A\ndoi: 10.1000/a\n", b="title: B\narxiv: '2107.00001'\n")
    before = mine.tree()
    for nonsense in (b"<html>Sign in</html>", b"[1, 2]", b"{", b"", b"[" * 100_000, b"\xff\xfe\x00"):
        with serve_script([("", Said(nonsense))]) as script:
            report = mine.fetch(script)
        assert set(dict(report.unanswered)) == {"10.1000/a", "2107.00001"}
        assert mine.tree() == before


def test_an_answer_without_end_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("manicule.connecting.LARGEST", 100_000)
    mine = List(tmp_path, a="title: A\ndoi: 10.1000/a\n")
    with serve_script([("", Said(b" " * 5_000_000))]) as script:
        report = mine.fetch(script)
    assert "longer than" in dict(report.unanswered)["10.1000/a"]


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = b"<?xml version='1.0'?><!DOCTYPE feed [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><feed xmlns='http://www.w3.org/2005/Atom'><title>&b;</title></feed>"
    mine = List(tmp_path, b="title: B\narxiv: '2107.00001'\n")
    with serve_script([("", Said(bomb))]) as script:
        report = mine.fetch(script)
    assert dict(report.unanswered) and report.imported is None


def test_datacite_is_asked_where_crossref_knows_nothing(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: A dataset of dragons\ndoi: 10.5281/zenodo.1\n")
    with serve_script(
        [("/works", Said(status=404)), ("/datacite", csl("10.5281/ZENODO.1", "A dataset of dragons", type="dataset"))]
    ) as script:
        report = mine.fetch(script)
    assert not report.failed and mine.entry("a").paper.authors
    assert [path.split("/")[1] for path in script.asked] == ["works", "datacite"]


def test_an_odd_id_costs_no_other_its_answer(tmp_path: Path) -> None:
    entries = {f"e{n}": f"title: Title {n} of dragons\narxiv: '2107.0000{n}'\n" for n in range(1, 5)}
    mine = List(tmp_path, **entries)
    answers = [(f"id_list=2107.0000{n}&", atom(**{f"a2107_0000{n}": f"Title {n} of dragons"})) for n in (1, 2, 4)]
    with serve_script([*answers, ("id_list", Said(status=400))]) as script:
        report = mine.fetch(script)
    assert [one for one, _ in report.unanswered] == ["2107.00003"]
    assert all(mine.entry(f"e{n}").paper.authors for n in (1, 2, 4))


def test_it_goes_on_where_it_was_ended(tmp_path: Path) -> None:
    entries = {f"e{n}": f"title: Title {n} of dragons\ndoi: 10.1000/{n}\n" for n in range(4)}
    mine = List(tmp_path, **entries)
    answers = [(f"10.1000/{n}/", csl(f"10.1000/{n}", f"Title {n} of dragons")) for n in range(4)]

    def interrupt(words: str) -> None:
        if words.endswith("/2"):
            raise KeyboardInterrupt

    with serve_script(answers) as script:
        report = mine.fetch(script, say=interrupt)
        assert report.over and report.asked == 2 and mine.entry("e1").paper.venue == "Journal of Beasts"
        report = mine.fetch(script)
    assert not report.over and len(script.asked) == 4
    assert all(mine.entry(f"e{n}").paper.authors for n in range(4))


def test_what_is_wanted_for_a_date_alone(tmp_path: Path) -> None:
    mine = List(
        tmp_path, a="title: On dragons\narxiv: '2107.00001'\nabstract: x\nauthors: [Ada Example]\ncategories: [cs.LG]\n"
    )
    with serve_script([("/arxiv", atom(a2107_00001="On Dragons"))]) as script:
        mine.fetch(script)
    assert str(mine.entry("a").paper.date) == "2021-07-07"


def test_of_an_answer_that_breaks_off_the_whole_entries_are_taken(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: On dragons\narxiv: '2107.00001'\n", b="title: On griffins\narxiv: '2107.00002'\n")
    whole = atom(a2107_00001="On dragons", a2107_00002="On griffins")
    half = Said(whole.body[: whole.body.rindex(b"<summary>")])
    with serve_script([("/arxiv", [half, whole])]) as script:
        report = mine.fetch(script)
        assert mine.entry("a").paper.authors and not mine.entry("b").paper.authors
        assert report.failed and report.unanswered == (("2107.00002", "arXiv broke off before it came to it"),)
        assert not mine.fetch(script).failed
    assert mine.entry("b").paper.authors and "id_list=2107.00002&" in script.asked[1]


def test_what_cannot_be_kept_is_taken_and_told(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: A thing\ndoi: 10.1000/a\n")
    (tmp_path / "content/sources").mkdir()
    (tmp_path / FETCHED).write_text("in the way")
    with serve_script([("/works", csl("10.1000/a", "A thing"))]) as script:
        report = mine.fetch(script)
    assert report.failed and codes(report) == ["not-written"]
    assert mine.entry("a").paper.venue == "Journal of Beasts"


def test_what_others_put_among_the_answers_is_no_answer(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: A thing\ndoi: 10.1000/a\n")
    (tmp_path / FETCHED / "crossref-folder").mkdir(parents=True)
    (tmp_path / FETCHED / "arxiv-x.xml").write_bytes(b"\xff")
    with serve_script([("/works", csl("10.1000/a", "A thing"))]) as script:
        assert not mine.fetch(script).failed


def test_many_answers_are_each_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once for each paper that is asked for: with 2,000 answers to 4,000 papers that took two minutes."""
    count = 300
    entries = {f"e{n}": f"title: Title {n} of dragons\ndoi: 10.1000/{n}\n" for n in range(count)}
    mine = List(tmp_path, **entries)
    with serve_script(
        [(f"10.1000/{n}/", csl(f"10.1000/{n}", f"Title {n} of dragons")) for n in range(count)]
    ) as script:
        mine.fetch(script, dry_run=True)
        mine.fetch(script)
        folded = 0

        def count_folds(doi: str) -> str:
            nonlocal folded
            folded += 1
            return doi.lower()

        monkeypatch.setattr("manicule.asking.doi_key", count_folds)
        report = mine.fetch(script, *entries)
    assert report.known == count and folded < 20 * count


def test_a_redirect_is_followed(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: A thing\ndoi: 10.1000/a\n")
    answers = [
        ("/works/", Said(status=302, headers={"Location": "/elsewhere"})),
        ("/elsewhere", csl("10.1000/a", "A thing")),
    ]
    with serve_script(answers) as script:
        assert not mine.fetch(script).failed
    assert mine.entry("a").paper.venue == "Journal of Beasts"


def test_nobody_there(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: A thing\ndoi: 10.1000/a\n")
    with serve_script([]) as script:
        pass
    report = mine.fetch(script)
    assert "cannot be reached" in dict(report.unanswered)["10.1000/a"]
    assert mine.slept == [1.0, 2.0, 4.0, 8.0]


def test_a_name_that_is_none(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: A thing\n")
    with serve_script([]) as script:
        assert codes(mine.fetch(script, "nonsense")) == codes(mine.fetch(script, "a")) == ["fetch-no-id"]
    assert not script.asked


def test_the_pause_that_arxiv_asks_for(tmp_path: Path) -> None:
    assert Services().pause == 3.0
    assert [len(question.ids) for question in list_questions([f"arxiv:2107.{n:05}" for n in range(1, 101)])] == [
        40,
        40,
        20,
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("On the weight of dragons", "On the Weight of Dragons", True),
        ("On the weight of dragons", "On the weight of dragons: a first weighing", True),
        ("Naïve scales break often", "Naive scales break often", True),
        ("On the weight of dragons", "On the weigth of dragons", True),
        ("On the weight of dragons", "On the flight of griffins", False),
        ("Dragons", "Dragons of the lower Rhine and their taxes", False),
        ("The weight of dragons", "The weight of dragons in the lower Rhine", False),
        ("On the weight of dragons", "On the weight of dragons (extended abstract)", True),
        ("On modelling of dragons", "Modeling dragons", False),
        ("On modelling a dragon", "On modeling dragon", True),
        ("Data sets & dragons", "Datasets and dragons", True),
        ("On the weight of $\\alpha$-dragons", "On the weight of \N{GREEK SMALL LETTER ALPHA}-dragons", True),
        ("Weighing of dragons, part I", "Weighing of dragons, part II", False),
        ("Griffin-3 in the wild", "Griffin-4 in the wild", False),
        ("Griffins are few-shot learners", "Griffins are zero-shot learners", False),
        ("Griffins are all you need", "Griffins are not all you need", False),
        ("Supervised weighing of dragons", "Unsupervised weighing of dragons", False),
        ("Linear scales for dragons", "Modular scales for dragons", False),
        ("\N{CJK UNIFIED IDEOGRAPH-9F99}", "\N{CJK UNIFIED IDEOGRAPH-864E}", False),
        ("!", "?", False),
        ("A", "B", False),
        ("A", "The", False),
    ],
)
def test_titles_of_one_paper(one: str, other: str, same: bool) -> None:
    assert same_title(one, other) is same


def test_ids() -> None:
    assert read_id("https://arxiv.org/pdf/2107.03374v2.pdf") == "arxiv:2107.03374"
    assert read_id("https://doi.org/10.1000/XYZ") == "doi:10.1000/xyz"
    assert read_id("griffin") == ""


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    List(tmp_path, a="title: On dragons\narxiv: '2107.00001'\n", b="title: B\ndoi: 10.1000/b\n")
    with serve_script([("/arxiv", atom(a2107_00001="On Dragons"))]) as script:
        services = [f"--{name}={script.address}/{name}" for name in ("arxiv", "crossref", "datacite")]
        code = main(["fetch", "--root", str(tmp_path), "--pause", "0", "--contact", "me@example.org", *services])
    out = capsys.readouterr()
    assert code == 1 and "nothing on 10.1000/b: DataCite answered 404" in out.out
    assert "updated" in out.out and "arXiv: 2107.00001" in out.err
    assert "mailto:me@example.org" in script.agents[0]
    assert main(["fetch", "--root", str(tmp_path), "--pause", "0", "--json", "a", *services]) == 0
    assert json.loads(capsys.readouterr().out)["known"] == 1


def test_an_answer_by_drops_has_no_more_time_than_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("manicule.connecting.SLOWEST", 0.3)
    monkeypatch.setattr("manicule.fetch.TRIES", 1)
    mine = List(tmp_path, a="title: A\ndoi: 10.1000/a\n")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
                for _ in range(100):
                    connection.sendall(b" ")
                    time.sleep(0.05)

        thread = Thread(target=drip, daemon=True)
        thread.start()
        began = time.monotonic()
        report = mine.fetch(Scripted([], f"http://127.0.0.1:{server.getsockname()[1]}"))
        assert time.monotonic() - began < 3 and "took longer" in dict(report.unanswered)["10.1000/a"]
        thread.join(10)


def test_it_is_not_sent_on_to_another_host_in_the_clear(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: A thing\ndoi: 10.1000/a\n")
    with serve_script([("", csl("10.1000/a", "A thing"))]) as other:
        away = Said(status=302, headers={"Location": f"{other.address}/elsewhere"})
        with serve_script([("/works/", away)]) as script:
            report = mine.fetch(script)
        assert not other.asked and "sent on to" in dict(report.unanswered)["10.1000/a"]
    with serve_script([("/works/", Said(status=302, headers={"Location": "/works/x"}))]) as script:
        assert "again and again" in dict(mine.fetch(script).unanswered)["10.1000/a"]


@pytest.mark.parametrize("wait", ["\u00b2", "Fri, 99 Nov 2099 10:00:00 GMT", "-1", "soon"])
def test_an_odd_wait_is_none(tmp_path: Path, wait: str) -> None:
    mine = List(tmp_path, a="title: A thing\ndoi: 10.1000/a\n")
    busy = Said(status=429, headers={"Retry-After": wait})
    with serve_script([("/works", [busy, csl("10.1000/a", "A thing")])]) as script:
        assert not mine.fetch(script).unanswered
    assert mine.slept == [1.0]


def test_a_wait_until_a_day_is_kept(tmp_path: Path) -> None:
    mine = List(tmp_path, a="title: A thing\ndoi: 10.1000/a\n")
    busy = Said(status=429, headers={"Retry-After": "Fri, 27 Nov 2099 10:00:00 GMT"})
    with serve_script([("/works", busy)]) as script:
        assert "come back in" in dict(mine.fetch(script).unanswered)["10.1000/a"]
        assert len(script.asked) == 1


@pytest.mark.parametrize(
    "more", [["--contact", "\u0416@example.org"], ["--contact", "a@b\r\nX: 1"], ["--accept", "bogus"]]
)
def test_odd_options_are_told(tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    List(tmp_path, a="title: A thing\ndoi: 10.1000/a\n")
    with serve_script([]) as script:
        assert main(["fetch", "--root", str(tmp_path), "--crossref", script.address, *more]) == 1
        assert not script.asked and more[0] in capsys.readouterr().err
