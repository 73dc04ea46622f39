"""Names that others gave to papers: arXiv ids and DOIs, their syntax, dates and addresses.

Strings to strings. Sources: arXiv's "Understanding the arXiv identifier" (new style since 0704, five digits
since 1501, old style `archive/yymmnnn`), and the DOI Handbook, section 2. Knows nothing of papers or formats.
"""

from __future__ import annotations

import re
from urllib.parse import quote

_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_OLD = r"[a-z][a-z-]*(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
ARXIV = re.compile(rf"(?P<base>{_NEW}|{_OLD})(?:v(?P<version>[1-9]\d{{0,2}}))?", re.ASCII)

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+", re.ASCII)
_DOI_ADDRESS = re.compile(r"\A(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_ARXIV_ADDRESS = re.compile(r"\A(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)", re.IGNORECASE)


def read_arxiv(text: str) -> str:
    """The id in `text`, an id, `arXiv:id` or an address of arXiv's; with its version if it has one; else ''.

    >>> read_arxiv("arXiv:2107.03374v2"), read_arxiv("https://arxiv.org/pdf/hep-th/9901001"), read_arxiv("2107.0337")
    ('2107.03374v2', 'hep-th/9901001', '')
    """
    bare = _ARXIV_ADDRESS.sub("", text.strip(), count=1).removesuffix(".pdf")
    match = ARXIV.fullmatch(bare)
    return bare if match and _digits_fit(match["base"]) else ""


def arxiv_base(arxiv: str) -> str:
    """The id without its version: what two mentions of one paper have in common."""
    match = ARXIV.fullmatch(arxiv)
    return match["base"] if match else arxiv


def arxiv_digits(yymm: str) -> int:
    """How many digits stand behind the dot of a new-style id of that year and month: 4 to 1412, then 5."""
    return 5 if int(yymm) >= 1501 else 4


def arxiv_month(arxiv: str) -> tuple[int, int]:
    """Year and month in which the id was given: `2107.03374` → (2021, 7), `hep-th/9901001` → (1999, 1)."""
    digits = arxiv.rpartition("/")[2][:4]
    year = int(digits[:2])
    return (1900 if year >= 91 else 2000) + year, int(digits[2:])


def arxiv_abs(arxiv: str) -> str:
    return f"https://arxiv.org/abs/{arxiv}"


def arxiv_pdf(arxiv: str) -> str:
    return f"https://arxiv.org/pdf/{arxiv}"


def read_doi(text: str) -> str:
    """The DOI in `text` without any address in front, in the case given; '' if there is none.

    >>> read_doi("https://doi.org/10.1109/MSP.2017.2743240")
    '10.1109/MSP.2017.2743240'
    """
    bare = _DOI_ADDRESS.sub("", text.strip(), count=1)
    return bare if _DOI.fullmatch(bare) else ""


def doi_key(doi: str) -> str:
    """For comparing: DOIs are equal whatever their case (DOI Handbook 2.4)."""
    return doi.lower()


def doi_address(doi: str) -> str:
    return "https://doi.org/" + quote(doi, safe="/:;().,-_~")


def read_id(said: str) -> str:
    """`arxiv:…` or `doi:…` of what somebody names, an id or an address; '' if it is none."""
    arxiv = read_arxiv(said)
    if arxiv:
        return f"arxiv:{arxiv_base(arxiv)}"
    doi = read_doi(said)
    return f"doi:{doi_key(doi)}" if doi else ""


def _digits_fit(base: str) -> bool:
    """Old-style ids ended in March 2007; new-style ones began in April and have digits by their month."""
    if "/" in base:
        return (1991, 8) <= arxiv_month(base) <= (2007, 3)
    yymm, _, number = base.partition(".")
    return int(yymm) >= 704 and len(number) == arxiv_digits(yymm)
