import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.ledger import Line, Told, as_json, ledger_text, read_ledger, value_digest
from manicule.model import Group, PartialDate, Person

NAMES = st.text("abcxyz0189.:- ", min_size=1, max_size=8)
DIGESTS = st.text("0123456789abcdef", min_size=1, max_size=16)
TOLD = st.builds(
    Told, st.dictionaries(NAMES, DIGESTS, max_size=3), st.just("") | DIGESTS, st.just("") | NAMES, st.booleans()
)
SORTED = st.lists(NAMES, max_size=3, unique=True).map(lambda names: tuple(sorted(names)))
LINES = st.builds(Line, NAMES.filter(str.strip), SORTED, st.dictionaries(NAMES, TOLD, max_size=3), SORTED, SORTED)


@given(st.lists(LINES, unique_by=lambda line: line.key, max_size=5))
def test_what_is_written_is_read_back(lines: list[Line]) -> None:
    text = ledger_text(lines)
    read, problems = read_ledger(text, "ledger.jsonl")
    assert problems == ()
    assert read == {line.key: line for line in lines}
    assert ledger_text(read.values()) == text


def test_the_text_is_sorted_and_one_line_a_paper() -> None:
    told = Told({"b.bib": "22", "a.txt": "11"}, "22", "b.bib", derived=True)
    text = ledger_text([Line("2107.03374", ("doi:10.1/x", "arxiv:2107.03374"), {"date": told}), Line("1708.05866")])
    assert text == (
        '{"fields":{},"paper":"1708.05866"}\n'
        '{"fields":{"date":{"by":"b.bib","derived":true,"said":{"a.txt":"11","b.bib":"22"},"wrote":"22"}},'
        '"ids":["arxiv:2107.03374","doi:10.1/x"],"paper":"2107.03374"}\n'
    )


def test_crlf_and_a_missing_last_line_end_do_no_harm() -> None:
    read, problems = read_ledger('{"fields":{},"paper":"a"}\r\n\r\n{"fields":{},"paper":"b"}', "l")
    assert list(read) == ["a", "b"]
    assert problems == ()


def test_two_lines_of_one_paper_become_one() -> None:
    fields = {"title": Told({"x": "1"}, "1", "x"), "doi": Told({"x": "5"}, "5", "x")}
    old = Line("a", ("arxiv:1",), fields, ("r1",), ("x:1", "x:2"))
    new = Line("a", ("doi:2",), {"title": Told({"y": "2"}, "2", "y")}, ("r2",), ("x:2", "x:3"))
    read, problems = read_ledger(ledger_text([old]) + ledger_text([new]), "l")
    assert problems == ()
    assert read["a"] == Line(
        "a",
        ("arxiv:1", "doi:2"),
        {"title": Told({"x": "1", "y": "2"}, "2", "y"), "doi": Told({"x": "5"}, "5", "x")},
        ("r1", "r2"),
        ("x:1", "x:2", "x:3"),
    )


def test_annotations_are_remembered_sorted_and_lines_without_them_are_read() -> None:
    text = ledger_text([Line("a", annotations=("zotero:B", "hypothesis:a"))])
    assert text == '{"annotations":["hypothesis:a","zotero:B"],"fields":{},"paper":"a"}\n'
    read, problems = read_ledger('{"fields":{},"paper":"a","relations":["r"]}\n', "l")
    assert problems == ()
    assert read["a"] == Line("a", relations=("r",))


@pytest.mark.parametrize(
    "bad",
    [
        "<<<<<<< HEAD",
        "[]",
        '{"fields":{}}',
        '{"paper":""}',
        '{"paper":"a","fields":[]}',
        '{"paper":"a","fields":{"title":1}}',
        '{"paper":"a","fields":{"title":{"said":{"x":1}}}}',
        '{"paper":"a","ids":[1]}',
        '{"paper":"a","annotations":"hypothesis:1"}',
        "[" * 100_000,
    ],
)
def test_a_line_that_cannot_be_read_is_an_error_with_its_place(bad: str) -> None:
    read, problems = read_ledger('{"fields":{},"paper":"a"}\n' + bad + "\n", "content/sources/ledger.jsonl")
    assert list(read) == ["a"]
    (problem,) = problems
    assert (problem.level, problem.code, problem.where.line) == ("error", "ledger-damaged", 2)


def test_digests_go_by_what_yaml_gives_back() -> None:
    assert value_digest({"a": 1, "b": True}) == value_digest({"b": "true", "a": "1"})
    assert value_digest(PartialDate(2021, 7)) == value_digest("2021-07")
    assert value_digest((Person("Beth", "Ada"),)) != value_digest((Group("Ada Beth"),))
    assert value_digest(("a", "b")) != value_digest(("b", "a"))
    assert as_json((Person("Beth", "Ada", "van"), Group("Lab"))) == [
        {"family": "Beth", "given": "Ada", "particle": "van"},
        {"name": "Lab"},
    ]
