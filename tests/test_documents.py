"""Which paper an annotation is about."""

from typing import Any

import pytest

from manicule.documents import document_name, index_papers
from manicule.matching import Known
from manicule.model import Annotation, Group, PartialDate, Person

PAPERS = (
    Known("papers", "2107.03374", {"arxiv": "2107.03374v2", "title": "Codes", "date": PartialDate(2021)}),
    Known("papers", "ducks", {"doi": "10.1234/Ducks", "title": "Ducks", "urls.pdf": "http://www.example.org/d.pdf"}),
    Known("papers", "drake-1", {"title": "Ponds", "authors": (Person("Drake", "A."),), "date": PartialDate(2001)}),
    Known("papers", "drake-2", {"title": "Ponds", "authors": (Group("Pond Group"),), "date": PartialDate(2002)}),
    Known("papers", "geese", {"title": "Of geese", "earlier_titles": ("Geese",), "pmid": "77"}, remembered=("doi:10.1234/g",)),
    Known("papers", "broken", {}, remembered=("arxiv:1901.00001",), readable=False),
    Known("works", "works:x", {"arxiv": "2001.00001", "title": "A work"}),
)  # fmt: skip


def found(*addresses: str, **said: Any) -> tuple[str, ...]:
    return index_papers(PAPERS, "https://list.example.org/l/")(Annotation("x:1", tuple(addresses), **said))


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://arxiv.org/pdf/2107.03374v1.pdf", "2107.03374"),
        ("https://publisher.example.org/doi/full/10.1234/ducks", "ducks"),
        ("https://example.org/d.pdf?utm_source=x#page=2", "ducks"),
        ("https://list.example.org/l/papers/geese.html#words", "geese"),
        ("https://list.example.org/l/papers/geese", "geese"),
        ("../papers/geese.html", "geese"),
        ("Geese.html#words", "geese"),
        ("https://pubmed.ncbi.nlm.nih.gov/77/", "geese"),
        ("doi:10.1234/G", "geese"),
        ("arxiv:1901.00001", "broken"),
    ],
)
def test_by_its_addresses(address: str, slug: str) -> None:
    assert found(address) == (slug,)
    assert found("urn:x-pdf:0123", address) == (slug,)


def test_works_and_unknown_documents_are_not_on_the_list() -> None:
    assert found("https://arxiv.org/abs/2001.00001", title="A work") == ()
    assert found("https://example.org/other", title="Other") == ()
    assert found() == found("") == ()


def test_by_its_title_where_no_address_helps() -> None:
    assert found("file:///a.pdf", title=" DUCKS. ") == ("ducks",)
    assert found(title="Geese") == ("geese",)
    assert found(title="[2107.03374v1] Another name by now") == ("2107.03374",)
    assert found(title="[1912.00001] Codes") == ()


def test_a_title_yields_to_ids_that_differ() -> None:
    assert found("https://arxiv.org/abs/1912.00001", title="Codes") == ()
    assert found("doi:10.9999/codes", title="Codes") == ("2107.03374",)


def test_author_and_year_tell_titles_apart() -> None:
    assert found(title="Ponds") == ("drake-1", "drake-2")
    assert found(title="Ponds", family="Drake") == ("drake-1",)
    assert found(title="Ponds", year=2002) == ("drake-2",)
    assert found(title="Ponds", family="Swan") == ()
    assert found(title="Codes", year=1999) == ()
    assert found(title="Ponds", family="Drake", year=2003) == ("drake-1",)


def test_the_surest_address_comes_first() -> None:
    """A page may name the wrong DOI in its metadata."""
    assert found("https://example.org/d.pdf", "https://arxiv.org/abs/2107.03374") == ("ducks",)
    assert found("https://arxiv.org/abs/2107.03374", "https://example.org/d.pdf") == ("2107.03374",)


def test_the_page_it_was_made_on_comes_after_its_addresses() -> None:
    page = "https://list.example.org/l/papers/geese.html"
    assert found("https://arxiv.org/abs/2107.03374", scope=page) == ("2107.03374",)
    assert found("https://example.org/unknown", scope=page) == ("geese",)


def test_an_address_that_two_papers_have_tells_nothing_alone() -> None:
    twins = [
        Known("papers", name, {"title": name, "urls.code": "https://example.org/code"}) for name in ("one", "other")
    ]
    find = index_papers(twins)
    assert find(Annotation("x:1", ("https://example.org/code/",))) == ("one", "other")


def test_documents_are_called_by_title_or_address() -> None:
    assert document_name(Annotation("x:1", ("https://example.org/",), title=" A \n title ")) == "A title"
    assert document_name(Annotation("x:1", ("", "https://example.org/"))) == "https://example.org/"
    assert document_name(Annotation("x:1")) == "x:1"


def test_a_printed_citation_is_enough_where_one_paper_fits_it() -> None:
    assert found(family="Drake", year=2001) == ("drake-1",)
    assert found(family="Pond Group", year=2002) == ("drake-2",)
    assert found(family="Drake", year=2002) == ()
    assert found(family="Drake") == ()
    assert found(family="Drake", year=2001, title="Of swans") == (), "its title says that it is another"
    assert found("https://example.org/swans", family="Drake", year=2001) == ()
    assert document_name(Annotation("x:1", family="Drake", year=2001)) == "Drake 2001"
