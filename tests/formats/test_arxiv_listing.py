"""The grammar of listings, and what the comments of a record mean."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.formats.arxiv_listing import read, sniff, split_listing
from manicule.model import PartialDate, Reading, Record, Relation
from manicule.problems import Where

SEED = Path(__file__).parents[2] / "content" / "sources" / "000_884123225bf36b53.txt"
COMMENTS = {
    "2108.02818": "arXiv admin note: substantial text overlap with arXiv:2103.00020",
    "1908.09203": "32 pages, report",
    "1907.04534": "23 pages, 1 table",
    "1708.05866": "To appear in IEEE Signal Processing Magazine, Special Issue on Deep Learning for Image Understanding",
    "1703.10987": "9 pages, 2 figures",
}
SEED_IDS = (
    "2108.02818", "2107.03374", "2102.02503", "2004.07213", "1908.09203",
    "1907.04534", "1806.00610", "1802.07228", "1708.05866", "1703.10987",
)  # fmt: skip


def read_text(text: str) -> Reading:
    return read(text.encode(), "list.txt")


def essence(reading: Reading) -> list[tuple[str, str, str]]:
    """Id, abstract and comment of each record."""
    return [(r.paper.identifiers.arxiv, r.paper.abstract, r.paper.comment) for r in reading.records]


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def only(text: str) -> Record:
    (record,) = read_text(text).records
    return record


# The seed.


def test_the_seed_gives_its_ten_records() -> None:
    reading = read(SEED.read_bytes(), "seed.txt")
    assert tuple(r.paper.identifiers.arxiv for r in reading.records) == SEED_IDS
    assert {r.paper.identifiers.arxiv: r.paper.comment for r in reading.records if r.paper.comment} == COMMENTS
    assert not reading.problems
    assert not reading.leftovers
    assert not reading.dropped
    for record in reading.records:
        assert record.paper.kind == "preprint"
        assert record.paper.title == ""
        assert record.derived == {"date"}
        assert "\n" not in record.paper.abstract
    assert reading.records[1].paper.date == PartialDate(2021, 7)
    assert reading.records[1].paper.abstract.startswith("We introduce Codex, a GPT language model")
    assert reading.records[9].paper.abstract.endswith("but in fact impossible.")
    assert [(r.where.line, r.where.column) for r in reading.records] == [
        (1, 1), (3, 17), (4, 17), (5, 17), (6, 17), (8, 17), (10, 17), (11, 17), (12, 17), (14, 17),
    ]  # fmt: skip


def test_the_seed_names_the_paper_that_it_overlaps_with() -> None:
    first, *others = read(SEED.read_bytes(), "seed.txt").records
    (relation,) = first.relations
    assert relation == Relation("overlaps", "arxiv:2103.00020", source="arxiv-listing:2108.02818:overlaps:2103.00020")
    assert relation.where == Where("seed.txt", 2, 49, 16)
    assert not any(record.relations for record in others)


def test_the_bytes_of_the_seed_can_be_put_together_again() -> None:
    data = SEED.read_bytes()
    text = data.decode()
    pieces = split_listing(text)
    assert "".join(text[piece.start : piece.end] for piece in pieces).encode() == data
    assert [piece.kind for piece in pieces if piece.record == 0] == ["abstract", "comment", "id"]
    assert sum(piece.kind == "id" for piece in pieces) == 10


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("mark", "codec"),
    [(b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (b"", "utf-16-be")],
)
def test_encoding_and_line_ends_make_no_difference(line_end: str, mark: bytes, codec: str) -> None:
    data = SEED.read_bytes()
    other = mark + data.decode().replace("\n", line_end).encode(codec)
    assert read(other, "seed.txt") == read(data, "seed.txt")


# Where an id ends, and where it ends a record.


@pytest.mark.parametrize(
    ("written", "arxiv", "following"),
    [
        ("2107.033743D scenes", "2107.03374", "3D scenes"),
        ("1412.12345 new ones", "1412.1234", "5 new ones"),
        ("0704.0001We", "0704.0001", "We"),
        ("hep-th/99010012D", "hep-th/9901001", "2D"),
        ("math.AG/0601001Let", "math.AG/0601001", "Let"),
        ("solv-int/9606010v3v-structures", "solv-int/9606010v3", "v-structures"),
        ("2107.03374v2We", "2107.03374v2", "We"),
        ("2107.03374velocity", "2107.03374", "velocity"),
        ("2107.03374v0 is", "2107.03374", "v0 is"),
        ("2107.03374$K$-theory", "2107.03374", "$K$-theory"),
        ("2107.03374.NET is", "2107.03374", ".NET is"),
        ("2107.03374arXiv:1209.0417 introduced", "2107.03374", "arXiv:1209.0417 introduced"),
        ("2107.03374\u201cWe", "2107.03374", "\u201cWe"),
    ],
)
def test_an_id_ends_where_its_month_says(written: str, arxiv: str, following: str) -> None:
    reading = read_text(f"First.\narXiv:{written} words.\narXiv:2108.02818")
    assert essence(reading) == [(arxiv, "First.", ""), ("2108.02818", f"{following} words.", "")]
    assert not reading.problems


@pytest.mark.parametrize(
    ("written", "arxiv", "following"),
    [
        ("2107.03374v12We introduce", "2107.03374v12", "We introduce"),
        ("2107.03374v12A new", "2107.03374v12", "A new"),
        ("2107.03374v12D scenes", "2107.03374v1", "2D scenes"),
        ("2107.03374v123D-printed", "2107.03374v12", "3D-printed"),
        ("2107.03374v321cm", "2107.03374v3", "21cm"),
        ("2107.03374v321 centimetres", "2107.03374v3", "21 centimetres"),
    ],
)
def test_digits_behind_a_version_are_guessed_and_said_to_be(written: str, arxiv: str, following: str) -> None:
    reading = read_text(f"First.\narXiv:{written} words.\narXiv:2108.02818")
    assert essence(reading) == [(arxiv, "First.", ""), ("2108.02818", f"{following} words.", "")]
    assert codes(reading) == ["listing-guessed"]
    assert (reading.problems[0].level, reading.problems[0].where.line) == ("notice", 2)


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("arXiv:1701.02952 is superseded by this paper", []),
        ("arXiv:1701.02952v2 is superseded by this paper", []),
        ("arXiv:1701.02952\u00a0is superseded", []),
        ("see arXiv:1701.02952", []),
        (" arXiv:1701.02952We", []),
        ("arXiv: 1701.02952", []),
        ("arXiv:1701.02952, which this supersedes", ["listing-guessed"]),
        ("arXiv:1701.02952.", ["listing-guessed"]),
        ("arXiv:1701.02952v12 is superseded", ["listing-guessed"]),
        ("arXiv:1701.029We", ["listing-malformed-id"]),
        ("arXiv:2113.00001", ["listing-malformed-id"]),
        ("arXiv:hep-th/0801001", ["listing-malformed-id"]),
        ("arXiv:nothing", []),
    ],
)
def test_other_ids_are_comments(comment: str, expected: list[str]) -> None:
    reading = read_text(f"An abstract.\n{comment}\narXiv:2108.02818")
    assert essence(reading) == [("2108.02818", "An abstract.", comment)]
    assert codes(reading) == expected


def test_blanks_behind_an_id_are_a_gap() -> None:
    reading = read_text("One.\narXiv:2108.02818 \t\nTwo.\narXiv:2107.03374")
    assert essence(reading) == [("2108.02818", "One.", ""), ("2107.03374", "Two.", "")]
    assert codes(reading) == ["listing-guessed"]


def test_a_next_abstract_may_begin_on_a_line_of_its_own() -> None:
    reading = read_text("One.\narXiv:2108.02818\n\nTwo.\nA comment\n\narXiv:2107.03374\n\n")
    assert essence(reading) == [("2108.02818", "One.", ""), ("2107.03374", "Two.", "A comment")]
    assert not reading.problems


def test_only_real_line_ends_end_a_line() -> None:
    text = "a\u2028b\x0bc\x0cd\x85e\u2029arXiv:2108.02818f\narXiv:2107.03374"
    assert essence(read_text(text)) == [("2107.03374", text.split("\n")[0], "")]


# Paragraphs, comments, what is left over.


def test_a_line_behind_a_blank_line_is_a_paragraph_and_is_said_to_be() -> None:
    reading = read_text("\n\nOne.\n \nTwo.\n8 pages\narXiv:2108.02818")
    assert essence(reading) == [("2108.02818", "One.\n\nTwo.", "8 pages")]
    (problem,) = reading.problems
    assert (problem.level, problem.code, problem.where.line) == ("notice", "listing-guessed", 5)
    assert reading.records[0].where.line == 3


def test_comment_lines_stay_as_they_are_and_in_order() -> None:
    comments = "  56 pages.  Two  blanks \n\tAccepted\nMSC-class: 14J60"
    assert only(f"An abstract.\n{comments}\narXiv:2108.02818").paper.comment == comments


def test_text_without_an_id_is_left_over_with_its_place() -> None:
    reading = read_text("One.\narXiv:2108.02818Two is\n\ncut off\n")
    assert essence(reading) == [("2108.02818", "One.", "")]
    (left,) = reading.leftovers
    assert (left.text, left.where.line, left.where.column) == ("Two is\n\ncut off", 2, 17)
    (problem,) = reading.problems
    assert (problem.level, problem.code, problem.where) == ("warning", "listing-no-id", left.where)


def test_a_second_mention_is_kept_and_warned_of() -> None:
    reading = read_text("One.\narXiv:2108.02818Two.\narXiv:2108.02818v2")
    assert [record.paper.abstract for record in reading.records] == ["One.", "Two."]
    (problem,) = reading.problems
    assert (problem.level, problem.code, problem.where.line) == ("warning", "listing-duplicate", 3)


def test_an_id_alone_is_a_record_with_a_notice() -> None:
    reading = read_text("arXiv:2108.02818")
    assert essence(reading) == [("2108.02818", "", "")]
    assert codes(reading) == ["listing-no-abstract"]


@pytest.mark.parametrize("text", ["", "\n", " \r\n\t\n"])
def test_nothing_gives_nothing(text: str) -> None:
    reading = read_text(text)
    assert reading == Reading(())


# What comments say.


@pytest.mark.parametrize(
    ("comment", "targets"),
    [
        ("arXiv admin note: text overlap with arXiv:2103.00020", ["2103.00020"]),
        ("substantial text overlap with arXiv:2103.00020v2, arXiv:hep-th/9901001, and arXiv:0901.4886", None),
        ("text overlap with arXiv:2103.00020 by other authors", ["2103.00020"]),
        ("text overlap with arXiv:2103.00020 and arXiv:2103.00020", ["2103.00020"]),
        ("text overlap with arXiv:2108.02818", []),
        ("substantial overlap with arXiv:2103.00020", []),
        ("text overlap with the thesis; compare arXiv:2103.00020", []),
    ],
)
def test_overlaps_become_relations(comment: str, targets: list[str] | None) -> None:
    record = only(f"An abstract.\n{comment}\narXiv:2108.02818v3")
    expected = ["2103.00020", "hep-th/9901001", "0901.4886"] if targets is None else targets
    assert [relation.to for relation in record.relations] == [f"arxiv:{arxiv}" for arxiv in expected]
    assert [relation.source for relation in record.relations] == [
        f"arxiv-listing:2108.02818:overlaps:{arxiv}" for arxiv in expected
    ]
    assert record.paper.comment == comment


def test_labelled_lines_fill_fields_and_stay() -> None:
    comment = "Comments: 5 pages\nJournal ref: J. Made Up 12 (2021) 3-4\nDOI: https://doi.org/10.1000/xyz.1."
    paper = only(f"An abstract.\n{comment}\narXiv:2108.02818").paper
    assert paper.comment == comment
    assert paper.identifiers.doi == "10.1000/xyz.1"
    assert paper.extra == (("journal-ref", "J. Made Up 12 (2021) 3-4"),)


@pytest.mark.parametrize("comment", ["see doi: 10.1000/1", "DOI: none", "DOI:", "Journal-ref:", "no label 10.1000/1"])
def test_other_lines_fill_nothing(comment: str) -> None:
    paper = only(f"An abstract.\n{comment}\narXiv:2108.02818").paper
    assert (paper.identifiers.doi, paper.extra) == ("", ())


def test_the_month_comes_from_the_id() -> None:
    dates = [only(f"A.\narXiv:{arxiv}").paper.date for arxiv in ("hep-th/9901001", "math/0601001", "1412.1234v2")]
    assert dates == [PartialDate(1999, 1), PartialDate(2006, 1), PartialDate(2014, 12)]


# Any text.

WORDS = st.text(st.sampled_from("abcXYZ 019.,$v-:/é\u2028\x0c"), min_size=1, max_size=30).map(lambda text: f"W{text}w")
IDS = st.sampled_from(["2107.03374", "0901.4886", "hep-th/9901001", "math.AG/0601001", "1501.00001"])
VERSIONS = st.sampled_from(["", "", "v1", "v9"])
RECORDS = st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=3), IDS, VERSIONS), min_size=1, max_size=6)


@given(RECORDS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_put_into_a_listing_comes_out(records: list[tuple[str, list[str], str, str]], line_end: str) -> None:
    text = "".join(
        line_end.join([abstract, *comments, f"arXiv:{arxiv}{version}"])
        for abstract, comments, arxiv, version in records
    )
    reading = read_text(text)
    assert essence(reading) == [
        (arxiv + version, abstract, "\n".join(comments)) for abstract, comments, arxiv, version in records
    ]
    assert not reading.leftovers


PARTS = st.sampled_from(
    ["arXiv:", "2107.03374", "hep-th/9901001", "v2", "v12", "We", " ", "\t", "\n", "\r", "\r\n", "\n\n", ",", "3D", "é"]
)


@given(st.one_of(st.text(), st.lists(PARTS).map("".join)))
def test_no_character_is_lost_or_doubled(text: str) -> None:
    pieces = split_listing(text)
    assert [piece.start for piece in pieces] == [0, *(piece.end for piece in pieces)][: len(pieces)]
    assert (pieces[-1].end if pieces else 0) == len(text)
    assert all(piece.start < piece.end for piece in pieces)
    ids = [piece.record for piece in pieces if piece.kind == "id"]
    assert ids == list(range(len(ids)))
    for piece in pieces:
        assert (piece.record >= 0) == (piece.kind in ("abstract", "comment", "id"))
        assert (piece.kind == "gap") == (not text[piece.start : piece.end].strip())


@given(st.lists(PARTS).map("".join))
def test_all_text_is_in_a_record_or_left_over(text: str) -> None:
    reading = read_text(text)
    kept = "".join("".join(part) for part in essence(reading)) + "".join(left.text for left in reading.leftovers)
    assert "".join(kept.split()) == "".join(
        "".join(
            text[piece.start : piece.end].removeprefix("arXiv:" if piece.kind == "id" else "")
            for piece in sorted(split_listing(text), key=lambda piece: (piece.record % 1000, _ORDER[piece.kind]))
        ).split()
    )


_ORDER = {"id": 0, "abstract": 1, "comment": 2, "gap": 3, "leftover": 3}


@pytest.mark.parametrize(
    "text",
    [
        "a" * 3_000_000,
        "\n" * 3_000_000,
        " \n" * 1_000_000,
        "arXiv:" * 500_000,
        "A.\n" + "text overlap with " * 200_000 + "\narXiv:2108.02818",
        "A.\n" + "text overlap with arXiv:2103.00020" + " and" * 500_000 + "\narXiv:2108.02818",
        "A.\narXiv:2108.02818v1" + "1" * 1_000_000,
        "A.\narXiv:2108.02818" + " " * 1_000_000 + "x",
        "A.\narXiv:" + "a-" * 1_000_000,
        "An abstract.\n2 pages\narXiv:2108.02818" * 5_000,
    ],
)
def test_time_grows_with_length_only(text: str) -> None:
    read_text(text)


# Recognising one.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An abstract.\narXiv:2108.02818We", True),
        ("An abstract.\r\narXiv:hep-th/9901001", True),
        ("arXiv:2108.02818\narXiv:2107.03374\n", False),
        ("An abstract, cut off", False),
        ("see arXiv:2108.02818", False),
        ("", False),
    ],
)
def test_sniffing(text: str, expected: bool) -> None:
    assert sniff(text) is expected
