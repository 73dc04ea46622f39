"""What addresses and DOIs say of a paper's other ids, for every format that has both.

Strings and Identifiers go in and come out. It must not know where in a record they stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from ..addresses import address_keys
from ..identifiers import arxiv_base, doi_key, read_arxiv, read_doi
from ..model import Identifiers

_PLAIN = re.compile(r"https?://(?:www\.|dx\.|export\.)?(?:arxiv\.org/(?:abs|pdf)|doi\.org)/", re.IGNORECASE)
_ARXIV_DOI = "10.48550/arxiv."


def is_derived(address: str, ids: Identifiers) -> bool:
    """Whether the address only says what an identifier says: arXiv's page, or the resolver's with the DOI."""
    names = {f"arxiv:{arxiv_base(ids.arxiv)}" if ids.arxiv else "", f"doi:{doi_key(ids.doi)}" if ids.doi else ""} - {""}
    return _PLAIN.match(address) is not None and not names.isdisjoint(address_keys(address))


def find_said(addresses: Iterable[str], scheme: str) -> str:
    """The first id of a scheme (`arxiv`, `doi`) that any of the addresses names; '' if none does."""
    for address in addresses:
        if scheme == "doi" and (doi := read_doi(unquote(address))):
            return doi  # in the case given
        for key in address_keys(address):
            if key.startswith(f"{scheme}:"):
                return key.removeprefix(f"{scheme}:")
    return ""


def find_ids(addresses: Iterable[str]) -> Identifiers:
    """arXiv id and DOI that the addresses name, the first of each."""
    several = tuple(addresses)
    doi = find_said(several, "doi")
    return Identifiers(find_said(several, "arxiv") or arxiv_of_doi(doi), doi)


def arxiv_of_doi(doi: str) -> str:
    """The id behind a DOI that arXiv gave; '' for another's."""
    return read_arxiv(doi[len(_ARXIV_DOI) :]) if doi_key(doi).startswith(_ARXIV_DOI) else ""


def unique_key(key: str, seen: dict[str, int]) -> str:
    """The key, with a number if another record of the file had it: `smith2000`, `smith2000-2`."""
    seen[key] = seen.get(key, 0) + 1
    return f"{key}-{seen[key]}" if key and seen[key] > 1 else key
