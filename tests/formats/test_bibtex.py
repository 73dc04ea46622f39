"""BibTeX as it is written: goldens, keys, and that no value can break out of its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.formats import bibtex
from manicule.formats.bibtex import citation_key, citation_keys, sniff, write, write_entry
from manicule.formats.csl_json import read as read_csl
from manicule.model import KINDS, Group, Identifiers, Name, Paper, PartialDate, Person

SOURCES = Path(__file__).parents[2] / "content" / "sources"


def title_of(text: str) -> str:
    """The title as it is written, without its outer braces."""
    match = re.search(r"^  title         = \{(.*)\},$", write_entry("x", Paper(title=text)), re.MULTILINE)
    assert match
    return match[1]


def author_of(*names: Name) -> str:
    match = re.search(r"author        = \{(.*)\},$", write_entry("x", Paper(authors=names)), re.MULTILINE)
    assert match
    return match[1]


def field(name: str, paper: Paper) -> str | None:
    match = re.search(rf"^  {name} += (.*),$", write_entry("x", paper), re.MULTILINE)
    return match[1] if match else None


# Goldens.


def test_a_preprint() -> None:
    records = read_csl((SOURCES / "metadata.csl.json").read_bytes(), "metadata.csl.json").records
    paper = next(record.paper for record in records if record.key == "1908.09203")
    entry = write_entry(citation_key(paper), Paper(**_fields(paper) | {"comment": "32 pages, report"}))  # type: ignore[arg-type]
    assert (
        entry
        == """@misc{solaiman2019release,
  title         = {Release Strategies and the Social Impacts of Language Models},
  author        = {Solaiman, Irene and Brundage, Miles and Clark, Jack and
                   Askell, Amanda and Herbert-Voss, Ariel and Wu, Jeff and
                   Radford, Alec and Krueger, Gretchen and Kim, Jong Wook
                   and Kreps, Sarah and McCain, Miles and Newhouse, Alex
                   and Blazakis, Jason and McGuffie, Kris and Wang, Jasmine},
  year          = {2019},
  month         = aug,
  doi           = {10.48550/arXiv.1908.09203},
  eprint        = {1908.09203},
  archivePrefix = {arXiv},
  eprinttype    = {arxiv},
  primaryClass  = {cs.CL},
  note          = {32 pages, report},
}
"""
    )


def _fields(paper: Paper) -> dict[str, object]:
    return {name: getattr(paper, name) for name in ("kind", "title", "authors", "date", "identifiers", "categories")}


def test_an_article() -> None:
    paper = Paper(
        kind="article",
        title="On $K^2$ and the {Braces} of CLIP & GPT-2",
        authors=(
            Person("Beethoven", "Ludwig", "van"),
            Person("King", "Martin Luther", "", "Jr."),
            Group("A & B Group"),
        ),
        date=PartialDate(2020, 1, 2),
        venue="Annals of Made-Up Things",
        volume="12",
        issue="3",
        pages="19–35",
        publisher="A Publisher",
        language="en",
        identifiers=Identifiers(doi="10.1000/a_b", isbn="978-0", issn="1234-5678"),
        abstract="50% of it.\n\nMore.",
        urls=(("code", "https://example.org/code"), ("url", "https://example.org/a_b%20c")),
        comment="One\nTwo",
    )
    expected = r"""@article{key,
  title         = {On $K^2$ and the {\textbraceleft}Braces{\textbraceright} of {CLIP} \& {GPT-2}},
  author        = {van Beethoven, Ludwig and King, Jr., Martin Luther and
                   {A \& B Group}},
  year          = {2020},
  month         = jan,
  journal       = {Annals of Made-Up Things},
  volume        = {12},
  number        = {3},
  pages         = {19--35},
  publisher     = {A Publisher},
  isbn          = {978-0},
  issn          = {1234-5678},
  doi           = {10.1000/a_b},
  url           = {https://example.org/a_b%20c},
  language      = {en},
  note          = {One; Two},
}
"""
    assert write_entry("key", paper) == expected
    assert write([("key", paper), ("key", paper)]) == f"{expected}\n{expected}"
    assert "  abstract      = {50\\% of it.\n\nMore.},\n}\n" in write_entry("key", paper, abstract=True)


def test_an_empty_paper() -> None:
    assert write_entry("", Paper()) == "@misc{anon,\n}\n"
    assert write([]) == ""


@pytest.mark.parametrize(
    ("kind", "entry", "venue", "publisher"),
    [
        ("preprint", "misc", "howpublished", "publisher"),
        ("conference", "inproceedings", "booktitle", "publisher"),
        ("chapter", "incollection", "booktitle", "publisher"),
        ("book", "book", "series", "publisher"),
        ("thesis", "phdthesis", "howpublished", "school"),
        ("report", "techreport", "howpublished", "institution"),
        ("software", "software", "howpublished", "publisher"),
        ("dataset", "dataset", "howpublished", "publisher"),
        ("web", "online", "howpublished", "publisher"),
    ],
)
def test_kinds(kind: str, entry: str, venue: str, publisher: str) -> None:
    paper = Paper(kind, venue="V", publisher="P")
    assert write_entry("k", paper).startswith(f"@{entry}{{k,\n")
    assert (field(venue, paper), field(publisher, paper)) == ("{V}", "{P}")


def test_what_extra_knows() -> None:
    assert field("howpublished", Paper(extra=(("journal-ref", "Somewhere 1"),))) == "{Somewhere 1}"
    assert field("howpublished", Paper(venue="V", extra=(("journal-ref", "Somewhere 1"),))) == "{V}"
    report = Paper("report", extra=(("genre", "Technical report"), ("number", "RR-7")))
    assert (field("type", report), field("number", report)) == ("{Technical report}", "{RR-7}")


# Titles.


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Release Strategies", "Release Strategies"),
        ("Evaluating CLIP: Towards", "Evaluating {CLIP}: Towards"),
        ("GPT-2, AI-Based and Pre-BERT", "{GPT-2}, {AI}-Based and Pre-{BERT}"),
        ("COVID-19 in 3D with T5-3.5", "{COVID-19} in {3D} with {T5-3.5}"),
        ("iPhone, McName’s and O'Keefe", "{iPhone}, {McName’s} and {O'Keefe}"),
        ("A Study. A Q-Network: Vitamin C", "A Study. A {Q}-Network: Vitamin {C}"),
        ("The U.S. and (AI)", "The {U.S}. and ({AI})"),
        ("Ärger mit ÜBER", "Ärger mit {ÜBER}"),
        ("CO_2 at 100% & #1 ~ ^", r"{CO\_2} at 100\% \& \#1 {\textasciitilde} {\textasciicircum}"),
        (r"a \backslash", r"a {\textbackslash}backslash"),
        ("$K^2$ and $\\{x\\}$", "$K^2$ and $\\{x\\}$"),
        ("costs $5 and $10", r"costs \$5 and \$10"),
        ("a $ x$ b", r"a \$ x\$ b"),
        ("unbalanced $x{$ maths", r"unbalanced \$x{\textbraceleft}\$ maths"),
        ("a comment $x%y$ in maths", r"a comment \$x\%y\$ in maths"),
        ("two\nlines\tand \x07bell", "two lines and bell"),
        ("日本語 ∀x “q”", "日本語 ∀x “q”"),
    ],
)
def test_titles(text: str, written: str) -> None:
    assert title_of(text) == written


# Names.


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Person("Solaiman", "Irene"), "Solaiman, Irene"),
        (Person("Ó hÉigeartaigh", "Seán"), "Ó hÉigeartaigh, Seán"),
        (Person("de Haas", "Sarah"), "{de Haas}, Sarah"),
        (Person("Beethoven", "Ludwig", "van"), "van Beethoven, Ludwig"),
        (Person("King", "", "", "Jr."), "King, Jr., {}"),
        (Person("hooks", "bell"), "hooks, bell"),
        (Person("Mononym"), "Mononym"),
        (Person("Two Words"), "{Two Words}"),
        (Person("others"), "{others}"),
        (Person("A, B", "C and D"), "{A, B}, {C and D}"),
        (Person("", "Given"), "{}, Given"),
        (Person("@misc{x", "Y"), r"{@misc{\textbraceleft}x}, Y"),
        (Group("Smith and Sons, Ltd"), "{Smith and Sons, Ltd}"),
        (Group("}} @misc{x,"), r"{{\textbraceright}{\textbraceright} @misc{\textbraceleft}x,}"),
    ],
)
def test_names(name: Name, written: str) -> None:
    assert author_of(name) == written


@pytest.mark.parametrize(
    ("pages", "written"),
    [
        ("19–35", "19--35"),
        ("19-35", "19--35"),
        ("19 -- 35", "19--35"),
        ("e1-e10, 45", "e1--e10, 45"),
        ("S10—S12", "S10--S12"),
        ("P18-1001", "P18-1001"),
        ("l1120", "l1120"),
    ],
)
def test_pages(pages: str, written: str) -> None:
    assert field("pages", Paper(pages=pages)) == f"{{{written}}}"


# Keys.


@pytest.mark.parametrize(
    ("paper", "key"),
    [
        (Paper(title="On the Role of X", authors=(Person("de Haas", "S."),), date=PartialDate(2019)), "dehaas2019role"),
        (Paper(title="A $K^2$ Über-Approach", authors=(Person("Ó hÉigeartaigh"),)), "oheigeartaighuber"),
        (Paper(title="The", authors=(Person("Łukasz"),), date=PartialDate(1999)), "lukasz1999the"),
        (Paper(title="GPT-2’s Release", authors=(Group("The Example Laboratory"),)), "examplegpt"),
        (Paper(title="深層学習", authors=(Person("王", "小明"),), date=PartialDate(2020)), "anon2020"),
        (Paper(authors=(Person("", "Given"),)), "given"),
        (Paper(), "anon"),
    ],
)
def test_citation_keys_of_single_papers(paper: Paper, key: str) -> None:
    assert citation_key(paper) == key


def test_keys_that_collide_are_told_apart_in_order() -> None:
    same = Paper(title="Deep", authors=(Person("Doe"),), date=PartialDate(2020))
    natural = Paper(title="Deepa", authors=(Person("Doe"),), date=PartialDate(2020))
    assert citation_keys([same, same, natural, same]) == ("doe2020deep", "doe2020deepb", "doe2020deepa", "doe2020deepc")
    many = citation_keys([same] * 30)
    assert many[:3] == ("doe2020deep", "doe2020deepa", "doe2020deepb")
    assert many[-3:] == ("doe2020deepaa", "doe2020deepab", "doe2020deepac")


@given(st.lists(st.builds(Paper, title=st.text(max_size=3), authors=st.just((Person("A"),))), max_size=12))
def test_keys_are_unique_ascii(papers: list[Paper]) -> None:
    keys = citation_keys(papers)
    assert len(set(keys)) == len(papers)
    assert all(re.fullmatch("[a-z0-9]+", key) for key in keys)


def test_many_equal_keys_take_no_time() -> None:
    assert len(set(citation_keys([Paper()] * 50_000))) == 50_000


# Nothing breaks out.


def split_fields(entry: str) -> dict[str, str]:
    """An entry's fields by counting braces, as BibTeX does: backslashes do not matter."""
    head = re.match(r"@\w+\{[A-Za-z0-9:._+/-]+,\n", entry)
    assert head
    at, found = head.end(), {}
    while entry[at] != "}":
        name = re.compile(r"  (\w+) *= ").match(entry, at)
        assert name, entry[at:]
        at = end = name.end()
        depth = 0
        while depth or entry[end] != ",":
            depth += (entry[end] == "{") - (entry[end] == "}")
            assert depth >= 0
            end += 1
        found[name[1]] = entry[at:end]
        assert entry[end : end + 2] == ",\n"
        at = end + 2
    assert entry[at:] == "}\n"
    return found


HOSTILE = st.text(st.sampled_from('{}\\$%@,="#~^_&\n\r\t\x00\ud800 aAI-and'), max_size=20)
NAMES = st.one_of(st.builds(Person, HOSTILE, HOSTILE, HOSTILE, HOSTILE), st.builds(Group, HOSTILE))
PAPERS = st.builds(
    Paper,
    kind=st.sampled_from(KINDS),
    title=HOSTILE,
    authors=st.lists(NAMES, max_size=4).map(tuple),
    date=st.sampled_from([None, PartialDate(2020), PartialDate(2020, 12, 31)]),
    venue=HOSTILE,
    volume=HOSTILE,
    issue=HOSTILE,
    pages=HOSTILE,
    publisher=HOSTILE,
    language=HOSTILE,
    identifiers=st.builds(Identifiers, HOSTILE, HOSTILE, HOSTILE, HOSTILE),
    categories=st.lists(HOSTILE, max_size=2).map(tuple),
    comment=HOSTILE,
    abstract=HOSTILE,
    urls=st.lists(st.tuples(HOSTILE, HOSTILE), max_size=2).map(tuple),
    extra=st.just((("journal-ref", "a } b"), ("number", "{"))),
)


@given(HOSTILE, PAPERS, st.booleans())
def test_no_value_ends_its_field_or_entry(key: str, paper: Paper, abstract: bool) -> None:
    entry = write_entry(key, paper, abstract)
    entry.encode()
    found = split_fields(entry)
    for name, value in found.items():
        if name == "month":
            assert value == "dec"
        else:
            assert value[0] == "{" and value[-1] == "}"
            assert "\n" not in value.replace("\n\n", "") or name == "author"
    assert entry.count("\n@") == 0
    if "author" in found:
        # BibTeX splits the list at an "and" outside of braces.
        depth, outside = 0, ""
        for c in found["author"][1:-1]:
            depth += (c == "{") - (c == "}")
            outside += c if depth == 0 else "-"
        assert outside.lower().split().count("and") == len(paper.authors) - 1


@pytest.mark.parametrize(
    "text", ["$" * 200_000, "$a" * 100_000, "A-" * 100_000, "a’" * 100_000, "\\$" * 100_000, "1-" * 100_000]
)
def test_long_values_take_no_time(text: str) -> None:
    write_entry("x", Paper(title=text, pages=text, comment=text, authors=(Group(text),)))


# Recognising it.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{a,\n title = {", True),
        ("% a comment\n\n @Article (key,\n", True),
        ('@string{j = "J"}', True),
        ("@comment{a", False),
        ("someone@example.org {x,", False),
        ("An abstract.\narXiv:2108.02818", False),
        ("", False),
    ],
)
def test_sniffing(text: str, expected: bool) -> None:
    assert sniff(text) is expected


@given(st.lists(st.sampled_from(["Word", "word", "A", "a", "GPT", "iPhone", "12", "1a", "X", "e.g.", "zero-shot", "é", "$x$", "--", "", "''", "C3PO", "Of,", "in:", "what?", "Is;"]), max_size=6).map(" ".join))  # fmt: skip
def test_capitals_that_matter_are_in_braces_whether_or_not_the_title_looks_plain(title: str) -> None:
    by_word = "".join(part if maths else bibtex._protect_words(part) for part, maths in bibtex._split_maths(bibtex._clean(title)))  # fmt: skip
    assert bibtex._protect(title) == by_word
