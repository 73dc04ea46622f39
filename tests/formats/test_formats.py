"""The table of formats, and which of them a file is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from manicule.formats.bibtex import write as write_bibtex
from manicule.formats.csl_json import write as write_csl
from manicule.formats.table import FORMATS, find_format
from manicule.model import Identifiers, Paper, Person

SOURCES = Path(__file__).parents[2] / "content" / "sources"


def find(path: str, head: str = "") -> str:
    found = find_format(path, head)
    return found.name if found else ""


def test_names_and_suffixes_are_no_two_alike() -> None:
    assert len({known.name for known in FORMATS}) == len(FORMATS)
    suffixes = [suffix for known in FORMATS for suffix in known.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)
    assert all(known.read or known.write for known in FORMATS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("000_884123225bf36b53.txt", "arxiv-listing"),
        ("metadata.csl.json", "csl-json"),
        ("related.csl.json", "csl-json"),
    ],
)
def test_the_sources_are_recognised_by_what_they_say(name: str, expected: str) -> None:
    assert find("unnamed", (SOURCES / name).read_text("utf-8")) == expected


def test_content_goes_before_the_suffix() -> None:
    assert find("list.txt", '[{"type": "book"}]') == "csl-json"
    assert find("list.json", "@misc{a,\n}") == "bibtex"
    assert find("list.bib", "An abstract.\narXiv:2108.02818") == "arxiv-listing"


def test_the_suffix_decides_where_the_content_says_nothing() -> None:
    assert find("A/LIST.CSL.JSON", "[]") == "csl-json"
    assert find("list.bib", "") == "bibtex"
    assert find("list.txt", "An abstract of which no more is") == "arxiv-listing"
    assert find("list.docx", "PK") == ""


def test_each_format_recognises_what_it_writes() -> None:
    paper = Paper(
        title="arXiv:2108.02818We @misc{a,", authors=(Person("Doe", "J."),), identifiers=Identifiers("2108.02818")
    )
    assert find("x", write_bibtex([("a", paper)])) == "bibtex"
    assert find("x", write_csl([("a", paper)])) == "csl-json"
