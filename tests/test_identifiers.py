"""arXiv ids and DOIs, against arXiv's and the DOI Handbook's rules."""

from __future__ import annotations

import pytest

from manicule.identifiers import arxiv_base, arxiv_month, doi_address, read_arxiv, read_doi


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2107.03374", "2107.03374"),
        (" arXiv:2107.03374v2 ", "2107.03374v2"),
        ("https://arxiv.org/abs/1412.0001", "1412.0001"),
        ("https://arxiv.org/pdf/2107.03374v1.pdf", "2107.03374v1"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.AG/0601001v3", "math.AG/0601001v3"),
        ("2107.0337", ""),
        ("1412.00001", ""),
        ("2113.03374", ""),
        ("0703.0001", ""),
        ("hep-th/0704001", ""),
        ("2107.03374v0", ""),
        ("٢١٠٧.٠٣٣٧٤", ""),
        ("", ""),
    ],
)
def test_arxiv_ids(text: str, expected: str) -> None:
    assert read_arxiv(text) == expected


def test_base_and_month() -> None:
    assert arxiv_base("2107.03374v2") == "2107.03374"
    assert arxiv_month("2107.03374v2") == (2021, 7)
    assert arxiv_month("hep-th/9901001") == (1999, 1)
    assert arxiv_month("hep-th/0001001") == (2000, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1109/MSP.2017.2743240", "10.1109/MSP.2017.2743240"),
        ("https://doi.org/10.1000/x", "10.1000/x"),
        ("doi: 10.1000/x", "10.1000/x"),
        ("10.1000/", ""),
        ("11.1000/x", ""),
        ("10.1000/a b", ""),
    ],
)
def test_dois(text: str, expected: str) -> None:
    assert read_doi(text) == expected


def test_the_address_of_an_awkward_doi() -> None:
    assert doi_address("10.1002/(SICI)1<1::AID>2#3") == "https://doi.org/10.1002/(SICI)1%3C1::AID%3E2%233"
