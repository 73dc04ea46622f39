"""Ids resolved at services on the loopback address: the same paper, another one, one that was taken back, one that nobody knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scripted import Said, Scripted, serve_script
from test_fetch import ATOM, csl

from manicule.checked import CHECKED, Verdict, read_checked
from manicule.cli import main
from manicule.doubting import find_retraction, is_withdrawn, same_author
from manicule.factcheck import FactReport, check_facts
from manicule.fetch import FETCHED, Services
from manicule.gates import check_health
from manicule.model import Group, Paper, PartialDate, Person
from manicule.order import Order

TODAY = PartialDate(2026, 11, 26)
ENTRY = """<entry><id>http://arxiv.org/abs/{id}</id><title>{title}</title><summary>{summary}</summary>
<author><name>{author}</name></author><published>2021-07-07T17:41:24Z</published><updated>2021-07-14T17:16:02Z</updated>
<arxiv:comment>{comment}</arxiv:comment>{doi}<category term="cs.LG"/></entry>"""


def atom(name: str, title: str = "A long thing", **more: str) -> Said:
    doi = f"<arxiv:doi>{more['doi']}</arxiv:doi>" if "doi" in more else ""
    given = {"summary": "What it says.", "author": "Ada Example", "comment": "5 pages", **more, "doi": doi}
    return Said(ATOM.format(entries=ENTRY.format(id=name, title=title, **given)).encode())


class List:
    def __init__(self, root: Path, **entries: str) -> None:
        self.root = root
        (root / "content/papers").mkdir(parents=True)
        (root / "content/site.yaml").write_text("title: Mine\npages: {health: true}\n")
        for slug, text in entries.items():
            (root / f"content/papers/{slug}.yaml").write_text(text)

    def check(self, script: Scripted, today: PartialDate = TODAY, days: int = 30) -> FactReport:
        at = script.address
        services = Services(f"{at}/arxiv", f"{at}/works", f"{at}/datacite", pause=0)
        return check_facts(self.root, today, services, days, lambda _: None)

    @property
    def kept(self) -> dict[str, Verdict]:
        return read_checked((self.root / CHECKED).read_bytes())[0]


def doubts(report: FactReport) -> list[str]:
    return [problem.code.removeprefix("fact-") for problem in report.problems]


A = "title: A long thing\nauthors: [Ada Example]\narxiv: '2107.03374{}'\n{}"


@pytest.mark.parametrize(
    ("entry", "said", "expected"),
    [
        (A.format("", ""), atom("2107.03374v2"), []),
        (A.format("", "").replace("Ada Example", "'Example, A.'"), atom("2107.03374v2"), []),
        (A.format("", "earlier_titles: [Something else altogether]\n"), atom("2107.03374v2", "Something Else Altogether"), []),
        (A.format("", ""), atom("2107.03374v1", "Another paper entirely"), ["other-title"]),
        (A.format("", ""), atom("2107.03374v1", author="Bo Beispiel"), ["other-author"]),
        (A.format("v1", ""), atom("2107.03374v3"), ["newer"]),
        (A.format("v3", ""), atom("2107.03374v3"), []),
        (A.format("", ""), atom("2107.03374v3", doi="10.1000/x"), ["published"]),
        (A.format("", ""), atom("2107.03374v3", doi="10.48550/arXiv.2107.03374"), []),
        (A.format("", ""), atom("2107.03374v3", comment="This paper has been withdrawn by the author"), ["withdrawn"]),
        (A.format("", ""), atom("2107.03374v3", comment="Withdrawn from the journal's special issue; 5 pages"), []),
        (A.format("", ""), atom("2107.03374v3", comment="Withdrawn: the proof is wrong"), ["withdrawn"]),
        (A.format("", ""), Said(ATOM.format(entries="").encode()), ["unknown-id"]),
    ],
)  # fmt: skip
def test_what_arxiv_says(tmp_path: Path, entry: str, said: Said, expected: list[str]) -> None:
    mine = List(tmp_path, a=entry)
    with serve_script([("/arxiv", said)]) as script:
        report = mine.check(script)
    assert doubts(report) == expected
    assert mine.kept["arxiv:2107.03374"].state == ("doubted" if expected else "fine")
    assert {(one.where.path, one.where.line) for one in report.problems} <= {("content/papers/a.yaml", 3)}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"updated-by": [{"type": "retraction", "DOI": "10.1000/r", "label": "Retraction"}]}, ["retracted"]),
        ({"updated-by": [{"type": "correction", "DOI": "10.1000/c"}]}, []),
        ({"updated-by": "x"}, []),
        ({"title": "RETRACTED: A long thing"}, ["other-title", "retracted"]),
        ({"title": "Quite another"}, ["other-title"]),
        ({"author": [{"family": "Nobody", "given": "N."}]}, ["other-author"]),
    ],
)
def test_what_crossref_says(tmp_path: Path, more: dict[str, Any], expected: list[str]) -> None:
    mine = List(tmp_path, a="title: A long thing\nauthors: [Bo van Beispiel]\ndoi: 10.1000/A\n")
    title = more.pop("title", "A long thing")
    with serve_script([("/works", csl("10.1000/a", title, **more))]) as script:
        report = mine.check(script)
    assert doubts(report) == expected
    assert all(problem.where.line == 3 for problem in report.problems)


def test_a_doi_that_nobody_knows_is_in_doubt_and_one_of_a_busy_service_is_not(tmp_path: Path) -> None:
    with serve_script([]) as script:
        assert doubts(List(tmp_path / "a", a="title: A\ndoi: 10.1000/a\n").check(script)) == ["unknown-id"]
    with serve_script([("", Said(status=500))]) as script:
        mine = List(tmp_path / "b", a="title: A\ndoi: 10.1000/a\n")
        report = mine.check(script)
    assert not report.problems and not report.verdicts and "busy" in dict(report.unanswered)["doi:10.1000/a"]


def test_kept_answers_are_used_and_lately_asked_ids_are_not_asked_again(tmp_path: Path) -> None:
    mine = List(tmp_path, a=A.format("", ""))
    (tmp_path / FETCHED).mkdir(parents=True)
    (tmp_path / FETCHED / "arxiv-x.xml").write_bytes(atom("2107.03374v1").body)
    with serve_script([("/arxiv", atom("2107.03374v1"))]) as script:
        report = mine.check(script)
        assert (report.asked, report.known) == (0, 1) and not script.asked
        report = mine.check(script, PartialDate(2026, 12, 1))
        assert (report.asked, report.recent) == (0, 1) and mine.kept["arxiv:2107.03374"].asked == "2026-11-26"
        report = mine.check(script, PartialDate(2026, 12, 30))
        assert report.asked == 1 == len(script.asked)
    kept = mine.kept["arxiv:2107.03374"]
    assert (kept.asked, kept.since) == ("2026-12-30", "2026-11-26")


def test_what_was_in_doubt_is_asked_about_again_once_it_is_mended(tmp_path: Path) -> None:
    mine = List(tmp_path, a=A.format("", "").replace("03374", "03375"))
    with serve_script(
        [("03374", atom("2107.03374v1")), ("03375", atom("2107.03375v1", "Of something else"))]
    ) as script:
        assert doubts(mine.check(script)) == ["other-title"]
        (tmp_path / "content/papers/a.yaml").write_text(A.format("", ""))
        assert doubts(mine.check(script)) == []
    assert list(mine.kept) == ["arxiv:2107.03374"], "what the list has no more is forgotten"


def test_links_and_facts_leave_each_other_s_verdicts_alone(tmp_path: Path) -> None:
    mine = List(tmp_path, a=A.format("", "urls: {code: 'https://x.example/'}\n"))
    (tmp_path / "content/sources").mkdir()
    (tmp_path / CHECKED).write_text('{"of":"https://x.example/","state":"fine","asked":"2026-11-26"}\n')
    with serve_script([("/arxiv", atom("2107.03374v1"))]) as script:
        mine.check(script)
    assert list(mine.kept) == ["arxiv:2107.03374", "https://x.example/"]


def test_doubts_are_part_of_the_list_s_health(tmp_path: Path) -> None:
    mine = List(tmp_path, a=A.format("v1", "abstract: b\ndate: 2020\nwhy: x\n"))
    with serve_script([("/arxiv", atom("2107.03374v2", doi="10.1000/x"))]) as script:
        mine.check(script)
    found = {one.message: one.fix for one in check_health(Order(tmp_path, tmp_path / "site")).problems}
    assert sorted(found.values()) == ["arxiv: '2107.03374v2'", "doi: 10.1000/x"]
    assert all("asked on 2026-11-26" in said for said in found)


def test_the_command_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    List(tmp_path, a=A.format("", ""))
    with serve_script([("/arxiv", atom("2107.03374v1", "Of something else"))]) as script:
        words = ["check", "--facts", "--root", str(tmp_path), "--arxiv", f"{script.address}/arxiv"]
        assert main(words) == 1
        told = capsys.readouterr()
        assert "fact-other-title" in told.err and "Of something else" in told.err and "1 in doubt" in told.out
        assert main([*words, "--json"]) == 1 and '"doubted"' in capsys.readouterr().out
        assert main([*words, "--links", "--json"]) == 2


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Person("Beethoven", "Ludwig", "van"), Person("van Beethoven", "L."), True),
        (Person("Li", "Wei"), Person("Wei", "Li"), True),
        (Person("Müller", "A."), Person("Muller", "Anna"), True),
        (Person("Smith", "A."), Person("Jones", "A."), False),
        (Group("The ATLAS Collaboration"), Person("Collaboration", "ATLAS"), True),
    ],
)
def test_same_authors(one: Person | Group, other: Person | Group, expected: bool) -> None:
    assert same_author(one, other) == expected


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"updated-by":[1]}', b"[" * 100_000, b'{"title":"Retractions in science"}']
)
def test_what_tells_of_no_retraction(data: bytes) -> None:
    assert find_retraction(data) == ""


def test_what_is_not_withdrawn() -> None:
    assert not is_withdrawn(Paper(comment="We study withdrawn papers", abstract="Papers are withdrawn often."))
