"""RIS in and out: what programs make of it, and that what is written comes back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from plain_papers import PAPERS

from manicule.formats.plain_names import read_inverted, read_printed
from manicule.formats.ris import read, sniff, write
from manicule.model import Group, Identifiers, Name, Paper, PartialDate, Person, Reading
from manicule.values import replace


def read_text(text: str) -> Reading:
    return read(text.encode(), "refs.ris")


def paper_of(lines: str, kind: str = "JOUR") -> Paper:
    (record,) = read_text(f"TY  - {kind}\n{lines}\nER  - \n").records
    return record.paper


def told(reading: Reading) -> list[tuple[str, int]]:
    return [(problem.code, problem.where.line) for problem in reading.problems]


def test_records_as_publishers_and_databases_have_them() -> None:
    """The shapes of rispy's examples: numbers and headings between records, empty tags, lines that go on, no blanks."""
    reading = read_text(
        '\ufeffRecord #1 of 2\nProvider: Provider\nContent: text/plain; charset="UTF-8"\n1.\n'
        "TY  - JOUR\nID  - 12345\nT1  - Outcome Measures After\n Shoulder Stabilization\nA1  - Fanning E.\nA1  - Shannon,Claude E.\n"
        "A2  - van der Glattauer, Daniel, Jr.\nY1  - 2014//\nDA  - 2014/08/24/Summer\nN2  - Background: one.\n\nMore.\nKW  - a\nKW  - b, c\n"
        "JF  - Orthopaedic Journal\nJA  - Orthop. J.\nVL  - 8\nIS  - 9\nSP  -\nSP  - 379\nEP  - 423\nPB  - SAGE\n"
        "SN  - 2325-9671 (electronic)\nDO  - http://dx.doi.org/10.1177/2325967120950040\nUR  - http://example_url.com\nL1  - /home/x.pdf\n"
        "ER  -\n\n2.\r\nTY - CONF\r\nID  - 12345\r\nTI - Second\r\nER -\r\n"
    )
    one, two = reading.records
    assert (told(reading), reading.leftovers, reading.dropped) == ([], (), ())
    assert (one.key, one.where.line, two.key, two.paper) == ("12345", 5, "12345-2", Paper("conference", "Second"))
    assert one.paper == Paper(
        "article",
        "Outcome Measures After Shoulder Stabilization",
        (Person("Fanning", "E."), Person("Shannon", "Claude E.")),
        PartialDate(2014, 8, 24),
        venue="Orthopaedic Journal",
        volume="8",
        issue="9",
        pages="379-423",
        publisher="SAGE",
        identifiers=Identifiers(doi="10.1177/2325967120950040", issn="2325-9671"),
        abstract="Background: one.\n\nMore.",
        urls=(("url", "http://example_url.com"),),
        extra=(
            ("DA", "2014/08/24/Summer"),
            ("container-title-short", "Orthop. J."),
            (
                "editor",
                ({"family": "Glattauer", "given": "Daniel", "non-dropping-particle": "van der", "suffix": "Jr."},),
            ),
            ("keyword", "a; b, c"),
        ),
    )


def test_what_is_broken_spoils_nothing_else() -> None:
    reading = read_text("stray\nTY  - JOUR\nno tag\nTI  - One\nTY  - NOPE\nTI  - Two\nPY  - soon\nZZ  - kept\n")
    assert [record.paper.title for record in reading.records] == ["One", "Two"]
    assert reading.records[1].paper.extra == (("PY", "soon"), ("TY", "NOPE"), ("ZZ", "kept"))
    assert told(reading) == [
        ("ris-outside", 1),
        ("ris-outside", 3),
        ("ris-open", 5),
        ("ris-open", 9),
        ("ris-date", 5),
        ("ris-type", 5),
    ]
    assert [left.text for left in reading.leftovers] == ["stray", "no tag"]


@pytest.mark.parametrize(
    ("lines", "kind", "expected"),
    [
        ("AN  - arXiv:1706.03762\nPB  - arXiv", "UNPB", Paper(identifiers=Identifiers("1706.03762"))),
        ("N1  - arXiv:1706.03762 [cs]", "GEN", Paper(identifiers=Identifiers("1706.03762"))),
        ("UR  - https://arxiv.org/abs/1706.03762v2", "GEN", Paper(identifiers=Identifiers("1706.03762"))),
        ("M3  - 10.1000/x\nSN  - 978-1-59593-411-1\nET  - 2", "BOOK", Paper("book", identifiers=Identifiers(doi="10.1000/x", isbn="978-1-59593-411-1"), extra=(("edition", "2"),))),
        ("BT  - Whole\nTI  - Part\nT2  - Whole", "CHAP", Paper("chapter", "Part", venue="Whole", extra=(("BT", "Whole"),))),
        ("T1  - T\nM3  - Master's thesis\nPB  - School", "THES", Paper("thesis", "T", publisher="School", extra=(("genre", "Master's thesis"),))),
    ],
)  # fmt: skip
def test_what_records_are(lines: str, kind: str, expected: Paper) -> None:
    assert paper_of(lines, kind) == expected


@pytest.mark.parametrize(
    ("text", "printed", "inverted"),
    [
        ("Peter H. N. de With", Person("With", "Peter H. N.", "de"), Group("Peter H. N. de With")),
        ("Martin Luther King, Jr.", Person("King", "Martin Luther", "", "Jr."), Person("Martin Luther King", "Jr.")),
        ("The LHCb collaboration", Group("The LHCb collaboration"), Group("The LHCb collaboration")),
        ("Wang X.-Y.", Person("Wang", "X.-Y."), Person("Wang", "X.-Y.")),
        ("de la Vega, Juan, III", Person("Vega", "Juan", "de la", "III"), Person("Vega", "Juan", "de la", "III")),
        ("OpenAI", Person("OpenAI"), Group("OpenAI")),
        ("Springer, Inc.", Group("Springer, Inc."), Group("Springer, Inc.")),
        (" ", None, None),
    ],
)  # fmt: skip
def test_names(text: str, printed: Name | None, inverted: Name | None) -> None:
    assert (read_printed(text), read_inverted(text)) == (printed, inverted)


def test_sniffing() -> None:
    assert sniff("\ufeff1.\n\nTY  - JOUR\nTI  - A")
    assert not sniff("An abstract of which TY  - JOUR is a part.\narXiv:2108.02818")


@pytest.mark.parametrize(
    "text",
    [
        "TY  - JOUR\n" * 20_000,
        "x\n" * 50_000,
        "TY  - JOUR\nAB  - " + "a\n" * 50_000,
        "TY  - JOUR\nDO  - " + "10.1/" * 50_000,
    ],
)
def test_hostile_files_end_soon(text: str) -> None:
    started = time.process_time()
    read_text(text)
    assert time.process_time() - started < 10


def without(paper: Paper) -> Paper:
    """What RIS has no tag for: when a preprint changed, earlier titles, categories, PubMed's id, what an address leads
    to, and whether a particle is a part of the family name."""
    return replace(
        paper,
        updated=None,
        earlier_titles=(),
        categories=(),
        identifiers=replace(paper.identifiers, pmid=""),
        authors=tuple(map(apart, paper.authors)),
        urls=tuple(dict.fromkeys(("url", address) for _, address in paper.urls)),
    )


def apart(name: Name) -> Name:
    return (
        replace(name, family="Haas", particle="de") if isinstance(name, Person) and name.family == "de Haas" else name
    )


@given(PAPERS)
def test_what_is_written_comes_back(paper: Paper) -> None:
    text = write([("key", paper)])
    (record,) = read(text.encode(), "a.ris").records
    assert (record.key, record.paper) == ("key", without(paper))
    assert all(line[2:6] == "  - " for line in text.splitlines())


def test_no_value_ends_its_line() -> None:
    paper = Paper(title="A\r\nER  - \r\nTY  - JOUR", abstract="a\n\nER  - b\x00\ud800", authors=(Group("ER  - "),))
    (record,) = read_text(write([("k\nER  - ", paper)])).records
    assert record.paper.title == "A ER - TY - JOUR"
