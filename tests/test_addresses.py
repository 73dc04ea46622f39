"""Addresses as browsers and other programs have them, and the paper behind them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.addresses import address_keys, page_key


@pytest.mark.parametrize(
    "address",
    [
        "https://arxiv.org/abs/2107.03374",
        "http://www.arxiv.org/abs/2107.03374v2",
        "https://arxiv.org/pdf/2107.03374v1.pdf#page=3",
        "https://arxiv.org/pdf/2107.03374/",
        "https://arxiv.org/html/2107.03374v3/x1.png",
        "https://export.arxiv.org/abs/2107.03374?context=cs",
        "https://www.alphaxiv.org/overview/2107.03374v2",
        "https://ar5iv.labs.arxiv.org/html/2107.03374",
        "https://arxiv.org.proxy.example.edu/abs/2107.03374",
        "https://example.org/papers/2107.03374",
        "https://via.example.org/https://arxiv.org/pdf/2107.03374",
        "https://web.archive.example.org/web/2022/http:/arxiv.org/abs/2107.03374",
        "https://doi.org/10.48550/arXiv.2107.03374",
        "arXiv:2107.03374v2",
        "2107.03374",
        "doi:10.48550/arXiv.2107.03374",
    ],
)
def test_every_address_of_a_preprint_has_its_id(address: str) -> None:
    assert "arxiv:2107.03374" in address_keys(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://doi.org/10.1234/Ducks.2021",
        "http://dx.doi.org/10.1234%2Fducks.2021",
        "doi:10.1234/ducks.2021",
        "https://publisher.example.org/doi/10.1234/ducks.2021",
        "https://publisher.example.org/doi/full/10.1234/ducks.2021/",
        "https://publisher.example.org/doi/epdf/10.1234/ducks.2021?src=getftr",
        "https://publisher.example.org/content/pdf/10.1234%2Fducks.2021.pdf",
        "https://publisher.example.org/content/10.1234/ducks.2021v2.full.pdf+html",
        "https://publisher.example.org/article/10.1234/ducks.2021/fulltext.html",
        "https://publisher.example.org/article?id=10.1234/ducks.2021",
        "https://publisher.example.org/doi/10.1234/ducks.2021/full#section-2",
    ],
)
def test_every_address_of_a_published_paper_has_its_doi(address: str) -> None:
    assert "doi:10.1234/ducks.2021" in address_keys(address)


def test_a_doi_is_cut_only_beside_the_whole() -> None:
    keys = address_keys("https://publisher.example.org/doi/10.1234/ducks/full")
    assert keys[:2] == ("doi:10.1234/ducks/full", "doi:10.1234/ducks")


def test_publishers_that_leave_out_the_prefix() -> None:
    assert "doi:10.1038/s41586-021-03819-2" in address_keys("https://www.nature.com/articles/s41586-021-03819-2.pdf")
    assert "doi:10.18653/v1/2020.acl-main.1" in address_keys("https://aclanthology.org/2020.acl-main.1/")
    assert "pmid:12345" in address_keys("https://pubmed.ncbi.nlm.nih.gov/12345/")
    assert "pmcid:pmc123" in address_keys("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.org:443/a//b/?x=2&utm_source=feed&y=1#words",
        "http://example.org/a/b?y=1&x=2&fbclid=abc",
        "HTTP://EXAMPLE.ORG/a/b/?y=1&x=2",
    ],
)
def test_what_does_not_tell_pages_apart_is_left_out(address: str) -> None:
    assert page_key(address) == "page:example.org/a/b?x=2&y=1"


def test_what_tells_pages_apart_stays() -> None:
    there = ["https://example.org/a", "https://example.org/A", "https://example.org/a?id=1", "https://example.org:81/a"]
    assert len({page_key(address) for address in there}) == 4


@pytest.mark.parametrize(
    "address",
    ["", "urn:x-pdf:0123", "file:///home/a/2107.03374.pdf", "http://[::1", "http://a:b/", "x" * 5000, "https://"],
)
def test_what_says_nothing_has_no_keys(address: str) -> None:
    assert address_keys(address) == ()


@given(st.text("htps:/.wdoi10297#?&=%[]v2ab", max_size=60) | st.text(max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    for address in (text, f"https://{text}", f"https://arxiv.org/{text}"):
        assert all(key.count(":") for key in address_keys(address))


def test_long_addresses_are_read_at_once() -> None:
    start = time.process_time()
    for part in ("http://a/", "/10.1234/a", ".full", "%2F", "/full", "?a=1&"):
        address_keys("https://arxiv.org/" + part * (3_900 // len(part)))
    assert time.process_time() - start < 5
