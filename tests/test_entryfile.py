"""An entry's file as text: what is written reads back, and what was there stays."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manicule.content import load_entry
from manicule.entryfile import append_notes, new_entry, patch_entry, patch_works, read_sheet, read_works
from manicule.fieldtypes import read_relation_target
from manicule.model import Group, Identifiers, Paper, PartialDate, Person, Relation
from manicule.problems import Problem
from manicule.statements import nest, placeholder_title, same_value, statements

PATH = "content/papers/ducks.yaml"
TODAY = PartialDate(2026, 11, 23)

HARD = st.text(
    st.sampled_from("ab Z09,.:;#-'\"\\|>{}[]&*!%@`?~=$\n\t\r\x07\x85\u2028\xa0éß漢😀\u202e\ud800"),
    min_size=1,
    max_size=25,
) | st.sampled_from(["no", "2301.00010", "12:34", "~", "null", "- a", "# x", "a: b", "0x1f", "1e3", "...", "---", "<<"])
NAMES = st.builds(Person, HARD, st.just("") | HARD, st.sampled_from(["", "van der"]), st.sampled_from(["", "Jr."]))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | HARD,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(HARD, inner, max_size=3),
    max_leaves=6,
)
PAPERS = st.builds(
    Paper,
    title=HARD,
    authors=st.lists(NAMES | st.builds(Group, HARD), max_size=3).map(tuple),
    date=st.none() | st.builds(PartialDate, st.integers(1, 9999)),
    venue=st.just("") | HARD,
    language=st.sampled_from(["", "en", "not a language"]),
    identifiers=st.builds(Identifiers, st.sampled_from(["", "2107.03374v2", "nonsense"])),
    categories=st.lists(HARD, max_size=3).map(tuple),
    comment=st.just("") | HARD,
    abstract=st.just("") | st.lists(HARD, max_size=9).map("\n\n".join) | st.lists(HARD, max_size=40).map(" ".join),
    urls=st.lists(st.tuples(HARD, st.sampled_from(["https://e.org/a", "nonsense", ""])), max_size=3).map(tuple),
    earlier_titles=st.lists(HARD, max_size=2).map(tuple),
    extra=st.lists(st.tuples(HARD, JSON), max_size=3, unique_by=lambda pair: pair[0]).map(tuple),
)


def written(made: str | Problem) -> str:
    assert isinstance(made, str), made
    return made


def values_of(text: str) -> Mapping[str, Any]:
    sheet, problems = read_sheet(text.encode(), PATH)
    assert sheet is not None, problems
    return sheet.values


# Any paper at all.


@settings(deadline=None, max_examples=60)
@given(PAPERS)
def test_whatever_a_source_says_can_be_written_and_reads_back(paper: Paper) -> None:
    values = {"title": "Ducks", **statements(paper)}
    assert values_of(written(new_entry(PATH, values, TODAY))) == values


@settings(deadline=None, max_examples=40)
@given(PAPERS, st.data(), st.sampled_from(["\n", "\r\n"]))
def test_filling_an_entry_in_two_steps_leaves_what_was_there(paper: Paper, data: st.DataObject, newline: str) -> None:
    values = {"title": "Ducks", **statements(paper)}
    late = data.draw(st.sets(st.sampled_from(sorted(values))))
    early = {name: value for name, value in values.items() if name not in late or name == "title"}
    first = written(new_entry(PATH, early, TODAY)).replace(newline[-1], newline) + f"why: mine  # yes{newline}"
    text = written(patch_entry(first, PATH, {name: values[name] for name in values if name in late}))
    assert values_of(text) == values
    lines = text.split("\n")
    kept = [line for line in first.split("\n") if line in lines or line.startswith("title:")]
    assert kept == first.split("\n")
    assert text.count("\r\n") == (text.count("\n") if newline == "\r\n" else 0)


@settings(deadline=None, max_examples=60)
@given(PAPERS)
def test_statements_are_made_once(paper: Paper) -> None:
    """Taking a paper apart and putting it together again gives the same statements."""
    values = statements(paper)
    nested = nest(values)
    ids = Identifiers(nested.pop("arxiv", ""), nested.pop("doi", ""))
    again = statements(Paper(identifiers=ids, **{"kind": "preprint", **nested}))
    assert again == values


# The layout.


def test_a_new_entry_is_laid_out_as_documented() -> None:
    values = {
        "urls.pdf": "https://e.org/a.pdf",
        "abstract": "Words.",
        "title": "2301.00010",
        "arxiv": "2301.00010",
        "date": PartialDate(2023, 1),
        "authors": (Person("Drake", "Anna"), Group("Pond Group")),
    }
    relation = Relation("overlaps", "arxiv:2103.00020", source="x:1")
    assert new_entry(PATH, values, TODAY, [relation]) == (
        "# yaml-language-server: $schema=../.schema/entry.json\n"
        "title: '2301.00010'\n"
        "authors: [Anna Drake, {name: Pond Group}]\n"
        "date: 2023-01\n"
        "arxiv: '2301.00010'\n"
        "abstract: Words.\n"
        "urls:\n"
        "  pdf: https://e.org/a.pdf\n"
        "\n"
        "# from here on it is the list owner's\n"
        "added: 2026-11-23\n"
        "relations:\n"
        "  - {type: overlaps, to: arxiv:2103.00020, source: x:1}\n"
    )


def test_an_absent_field_goes_where_the_table_has_it_and_comments_stay() -> None:
    text = "# top\ntitle: Ducks   # the title\ndoi:   # none yet\nkind: article\n# end of it\nadded: 2026\n# last"
    changes = {"authors": (Person("Drake"),), "doi": "10.1234/d", "venue": "Pond", "urls.pdf": "https://e.org/p"}
    assert patch_entry(text, PATH, {k: v for k, v in changes.items() if k != "doi"}) == (
        "# top\ntitle: Ducks   # the title\nauthors: [Drake]\ndoi:   # none yet\nkind: article\nvenue: Pond\n"
        "urls:\n  pdf: https://e.org/p\n# end of it\nadded: 2026\n# last"
    )


def test_an_empty_field_is_filled_in_its_place() -> None:
    assert patch_entry("title: Ducks\ndate: ~\nadded: 2026\n", PATH, {"date": PartialDate(2021)}) == (
        "title: Ducks\ndate: 2021\nadded: 2026\n"
    )
    assert patch_entry("title: Ducks\ndate:\nadded: 2026\n", PATH, {"date": PartialDate(2021)}) == (
        "title: Ducks\ndate: 2021\nadded: 2026\n"
    )


@pytest.mark.parametrize(
    "urls",
    [
        "urls: {pdf: https://e.org/a}\n",
        "urls: {}\n",
        "urls:\n  pdf: https://e.org/a # mine\n",
        "urls:\n    pdf: https://e.org/a\n\n",
        "urls:\n",
    ],
)
def test_one_address_more_leaves_the_others(urls: str) -> None:
    text = written(patch_entry(f"title: Ducks\n{urls}added: 2026\n", PATH, {"urls.code": "https://e.org/c"}))
    values = values_of(text)
    assert values["urls.code"] == "https://e.org/c"
    assert values.get("urls.pdf") == ("https://e.org/a" if "pdf" in urls else None)
    assert ("# mine" in text) == ("# mine" in urls)


@pytest.mark.parametrize(
    "there",
    ["", "relations:\n- {type: cites, to: geese}\n", "relations: [{type: cites, to: geese}]\n", "relations: []\n"],
)
def test_relations_are_appended(there: str) -> None:
    relation = Relation("overlaps", "arxiv:2103.00020", 'See, p. 3: "so"', "x:1")
    text = written(patch_entry(f"title: Ducks\n{there}notes: |\n  Mine.\n", PATH, {}, [relation]))
    sheet, _ = read_sheet(text.encode(), PATH)
    assert sheet is not None
    assert sheet.relations[-1] == relation
    assert len(sheet.relations) == 1 + there.count("geese")
    assert "notes: |\n  Mine.\n" in text


def test_a_flow_mapping_as_a_whole_is_patched_within_its_braces() -> None:
    text = "{title: Ducks, added: 2026}\n"
    values = {"authors": (Person("O'Neil, x", "A"),), "extra.at": {"a": ("b", {"c": "d: e"})}, "abstract": "word " * 60}
    values["abstract"] = values["abstract"].strip()  # type: ignore[attr-defined]
    assert values_of(written(patch_entry(text, PATH, values))) == {"title": "Ducks", **values}


def test_what_cannot_be_changed_is_refused_and_said() -> None:
    made = patch_entry("title: Ducks\nurls: # where\n  # here\n  ~\n", PATH, {"urls.pdf": "https://e.org/a"})
    assert isinstance(made, Problem) or values_of(made)["urls.pdf"] == "https://e.org/a"
    made = patch_entry("title: 'Ducks\n", PATH, {"venue": "Pond"})
    assert isinstance(made, Problem)


# Reading.


def test_fields_that_cannot_be_read_are_present_without_a_value() -> None:
    sheet, problems = read_sheet(b"title: Ducks\ndate: soon\nurls: {pdf: nowhere}\nvenue: ~\nkind:\n", PATH)
    assert problems == ()
    assert sheet is not None
    assert dict(sheet.values) == {"title": "Ducks"}
    assert sheet.present == {"title", "date", "urls", "urls.pdf"}


@pytest.mark.parametrize(
    "data", [b"", b"# nothing\n", b"- a\n", b"title: a\ntitle: b\n", b"\xff", b"a: &b c\n", b"just words"]
)
def test_what_is_no_entry_is_a_problem(data: bytes) -> None:
    sheet, problems = read_sheet(data, PATH)
    assert sheet is None
    assert problems


# Works.

WORKS = "content/works.yaml"
GEESE = {"title": "Geese", "date": PartialDate(2020)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "# yaml-language-server: $schema=.schema/works.json\n- title: Geese\n  date: 2020\n"),
        ("# mine\n", "# mine\n- title: Geese\n  date: 2020\n"),
        ("[]\n", "- title: Geese\n  date: 2020\n"),
        ("- title: A", "- title: A\n- title: Geese\n  date: 2020\n"),
        ("  - title: A\n\n# end\n", "  - title: A\n  - title: Geese\n    date: 2020\n\n# end\n"),
        ("[{title: A}]\n", "[{title: A}, {title: Geese, date: 2020}]\n"),
        ("- title: A\r\n", "- title: A\r\n- title: Geese\r\n  date: 2020\r\n"),
    ],
)
def test_a_work_is_appended(text: str, expected: str) -> None:
    assert patch_works(text, WORKS, {}, [GEESE]) == expected


def test_many_works_are_appended_at_once() -> None:
    many = [{**GEESE, "title": f"Geese {number}"} for number in range(2000)]
    text = written(patch_works("[]", WORKS, {}, many))
    sheets, _ = read_works(text.encode(), WORKS)
    assert sheets is not None
    assert [sheet.values["title"] for sheet in sheets] == [work["title"] for work in many]
    assert patch_works(text, WORKS, {n: {"venue": "Pond"} for n in range(2000)}, []) == text.replace(
        "  date: 2020\n", "  date: 2020\n  venue: Pond\n"
    )


def test_works_are_filled_where_they_stand() -> None:
    text = "# all\n- {title: A}  # first\n-   title: B # b\n    # about b\n    date: 2001\n\n# c\n-\n  title: C"
    changes: dict[int, dict[str, Any]] = {
        0: {"extra.at": {"a": "b"}, "venue": "Sea, the"},
        1: {"authors": (Person("Drake"),)},
        2: {"abstract": "Words."},
    }
    assert patch_works(text, WORKS, changes, [GEESE]) == (
        "# all\n- {title: A, venue: 'Sea, the', extra: {at: {a: b}}}  # first\n"
        "-   title: B # b\n    authors: [Drake]\n    # about b\n    date: 2001\n\n# c\n-\n  title: C\n"
        "  abstract: Words.\n- title: Geese\n  date: 2020\n"
    )


def test_line_ends_of_works_are_kept() -> None:
    text = "\ufeff- title: A\r\n- title: B"
    assert patch_works(text, WORKS, {0: {"venue": "Sea"}, 1: {"venue": "Pond"}}, [GEESE]) == (
        "\ufeff- title: A\r\n  venue: Sea\r\n- title: B\r\n  venue: Pond\r\n- title: Geese\r\n  date: 2020\r\n"
    )


# Statements.


def test_what_a_type_cannot_hold_moves_to_extra() -> None:
    paper = Paper(
        title="Ducks",
        language="the Queen's English",
        identifiers=Identifiers(doi="nonsense"),
        urls=(("pdf", "nowhere"), ("code", "https://e.org/1"), ("code", "https://e.org/2")),
        extra=(("language", "as said"),),
    )
    assert statements(paper) == {
        "title": "Ducks",
        "kind": "preprint",
        "urls.code": "https://e.org/1",
        "urls.code-2": "https://e.org/2",
        "extra.language": "as said",
        "extra.doi": "nonsense",
        "extra.urls pdf": "nowhere",
    }


def test_what_stands_for_a_title() -> None:
    assert placeholder_title({"arxiv": "2107.03374v2", "doi": "10.1234/x"}) == "arXiv:2107.03374"
    assert placeholder_title({"doi": "10.1234/x"}) == "doi:10.1234/x"
    assert placeholder_title({}) == ""


def test_values_that_mean_the_same() -> None:
    assert same_value("doi", "10.1234/X", "10.1234/x")
    assert same_value("title", "On “X”: a study", "On 'X' – A Study")
    assert not same_value("title", "X", "Y")
    assert not same_value("venue", "X", "x")
    assert same_value("extra.n", ("1", {"a": "b"}), ("1", {"a": "b"}))
    assert read_relation_target("arXiv:2103.00020v1") == "arxiv:2103.00020v1"


# Margin notes and quotes.

NOTES: Mapping[str, Any] = {
    "margin": [
        {"quote": "ducks", "note": "One\n\n- two", "source": "x:1"},
        {"quote": "geese: # all", "kind": "claim", "created": TODAY, "tags": ("a", "b"), "source": "x:2"},
    ],
    "quotes": [{"text": "Quack.", "page": "4", "source": "x:3"}],
}


def rows(text: str) -> tuple[list[Any], list[Any]]:
    """The lists as YAML has them, without what an older list had."""
    entry, problems = load_entry(PATH, text.encode())
    assert entry is not None
    assert all(problem.code in ("no-abstract", "quote-not-found") for problem in problems), problems
    notes = [(n.quote, n.note, n.kind, n.created, n.tags, n.source) for n in entry.margin]
    return notes, [(q.text, q.page, q.source) for q in entry.quotes]


WRITTEN = (
    [
        ("ducks", "One\n\n- two", "comment", None, (), "x:1"),
        ("geese: # all", "", "claim", TODAY, ("a", "b"), "x:2"),
    ],
    [("Quack.", "4", "x:3")],
)


def test_notes_are_laid_out_as_a_person_would() -> None:
    text = "title: Ducks\nadded: 2026-11-23\nnotes: mine\n"
    plain = {"margin": [{"quote": "ducks", "note": "One\n\ntwo", "source": "x:1"}], "quotes": NOTES["quotes"]}
    assert append_notes(text, PATH, plain) == (
        "title: Ducks\n"
        "added: 2026-11-23\n"
        "margin:\n"
        "  - quote: ducks\n"
        "    note: |-\n"
        "      One\n"
        "\n"
        "      two\n"
        "    source: x:1\n"
        "quotes:\n"
        "  - text: Quack.\n"
        "    page: '4'\n"
        "    source: x:3\n"
        "notes: mine\n"
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "start",
    [
        "title: Ducks",
        "\ufefftitle: Ducks\nadded: 2026-11-23 # yes\n\n# mine\n",
        "title: Ducks\nmargin:\nquotes: ~  # none\nwhy: x\n",
        "title: Ducks\nmargin: []\nquotes: []\nwhy: x\n",
        "title: Ducks\nmargin:\n- quote: a  # first\n  note: |\n    b\n\n    c\n  # below\n# last\nwhy: x\n",
        "title: Ducks\nmargin:\n    - {quote: a}\n    # deep\n      # deeper\n",
        "title: Ducks\nmargin:\n  -\n    quote: a\n    note: |+\n      b\n\n\nquotes:\n  - text: >-\n      x\n      y",
        "title: Ducks\nmargin: [{quote: a}]  # flow\nquotes: [\n  {text: x}, # why\n]\n",
        "title: Ducks\nmargin:\n  - quote: a\n    note: |\n      b\n      # no comment\n",
    ],
)
def test_notes_are_appended_to_whatever_is_there(start: str, newline: str) -> None:
    before = start.replace("\n", newline)
    after = written(append_notes(before, PATH, NOTES))
    old, new = rows(start), rows(after)
    assert new == (old[0] + WRITTEN[0], old[1] + WRITTEN[1])
    assert after.count("\r\n") == (after.count("\n") if "\r" in before else 0)
    kept = [line for line in after.splitlines() if line in before.splitlines()]
    changed = {"margin: []", "quotes: []", "quotes: ~  # none", "margin: [{quote: a}]  # flow", "  {text: x}, # why"}
    assert [line for line in before.splitlines() if line.strip() and line not in changed] == [
        line for line in kept if line.strip() and line not in changed
    ]


def test_a_list_that_is_none_is_left_alone() -> None:
    for text in ("title: Ducks\nmargin: words\n", "- title: Ducks\n", "title: 'Ducks\n"):
        made = append_notes(text, PATH, NOTES)
        assert isinstance(made, Problem)
        assert made.level == "error"


def test_nothing_to_append_changes_nothing() -> None:
    text = "title: Ducks\nmargin: words\n"
    assert append_notes(text, PATH, {"margin": [], "quotes": []}) == text


def test_what_would_not_read_as_meant_is_refused() -> None:
    made = append_notes("title: Ducks\n", PATH, {"margin": [{"quote": " spaced  out "}]})
    assert isinstance(made, Problem)
    assert made.code == "import-refused"


def test_many_notes_take_no_longer_than_they_should() -> None:
    many = [
        {"quote": f"ducks {number}", "note": "Word " * 30 + "\n\nmore", "source": f"x:{number}"}
        for number in range(2000)
    ]
    start = time.process_time()
    text = written(append_notes("title: Ducks\n", PATH, {"margin": many[:1000], "quotes": []}))
    text = written(append_notes(text, PATH, {"margin": many[1000:], "quotes": []}))
    assert time.process_time() - start < 20
    sheet, _ = read_sheet(text.encode(), PATH)
    assert sheet is not None
    assert len(sheet.sources) == 2000
