"""Web addresses to what they say about the paper behind them: its arXiv id, its DOI, or only which page it is.

An address goes in as a browser or another program has it, keys come out that are equal for all addresses of one paper
(`arxiv:ID`, `doi:DOI`, `page:host/path`). It must not know which papers a list has, and it opens no connection.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from .identifiers import arxiv_base, doi_key, read_arxiv, read_doi

LONGEST = 4_000
"""Characters of an address that are read; what is longer (a `data:` address) is no paper's."""


def address_keys(address: str) -> tuple[str, ...]:
    """The keys of what is at an address, the surest first; none if it says nothing (`urn:`, `file:`).

    A publisher's address may say more behind the DOI than belongs to it (`10.1111/abc/full`); then each DOI that it
    can be is a key. Scheme, `www.`, port, fragment, trailing slash and what advertising adds do not count.

    >>> address_keys("http://www.arxiv.org/pdf/2107.03374v2.pdf#page=3")
    ('arxiv:2107.03374', 'page:arxiv.org/pdf/2107.03374v2.pdf')
    """
    text = address.strip()
    if not text or len(text) > LONGEST:
        return ()
    if arxiv := read_arxiv(text):
        return (f"arxiv:{arxiv_base(arxiv)}", *([page] if (page := page_key(text)) else []))
    if not _WEB.match(text):
        return _doi_keys(read_doi(text))
    inner = max(text.rfind("http:/"), text.rfind("https:/"))
    if inner > 0 and text[inner - 1] == "/":
        # Another site's address within the one of a proxy or an archive; some fold its two slashes into one.
        return tuple(dict.fromkeys((*address_keys(_SLASHES.sub("://", text[inner:], count=1)), *_page(text))))
    parts = _split(text)
    if parts is None:
        return ()
    path = unquote(parts.path)
    host = _host(parts)
    arxiv = _find_arxiv(host, path)
    dois = [] if arxiv else _find_dois(host, path, parts.query)
    keys = [f"arxiv:{arxiv_base(arxiv)}"] if arxiv else []
    keys += [key for doi in dois for key in _doi_keys(doi)]
    keys += _find_pubmed(host, path)
    return tuple(dict.fromkeys((*keys, *_page(text))))


def page_key(address: str) -> str:
    """What two addresses of one page have in common; '' if it is none of the web."""
    text = address.strip()
    parts = _split(text) if _WEB.match(text) and len(text) <= LONGEST else None
    host = _host(parts) if parts else ""
    if parts is None or not host:
        return ""
    path = re.sub("/{2,}", "/", unquote(parts.path)).rstrip("/")
    query = _kept_query(parts.query)
    return f"page:{host}{path}" + (f"?{query}" if query else "")


def _page(address: str) -> tuple[str, ...]:
    key = page_key(address)
    return (key,) if key else ()


# The parts of an address.

_WEB = re.compile("https?://", re.IGNORECASE)
_SLASHES = re.compile(":/+")
_NOISE = re.compile(
    r"utm_.*|(?:fb|g|d|y|tw)clid|msclkid|[gw]braid|igshid|mc_[ce]id|_g[al]|ref_(?:src|url)|casa_token|download"
)


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    return f"{host}:{parts.port}" if parts.port and parts.port not in (80, 443) else host


def _kept_query(query: str) -> str:
    """The query in one order, without what says only where a reader came from."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted(pair for pair in pairs if not _NOISE.fullmatch(pair[0].lower())))


# Identifiers.

_MARKERS = frozenset({"abs", "arxiv", "e-print", "format", "html", "overview", "papers", "pdf", "ps", "src"})
"""What stands before an arXiv id in addresses of arXiv's and of sites that show its papers."""

_ENDINGS = re.compile(r"(?:\.(?:pdf|ps|html?|gz|tar))+$", re.IGNORECASE)
_DOI = re.compile(r"(?:^|[/=:])(10\.\d{4,9}(?:\.\d+)*/[^\s?#]+)", re.ASCII)
_DOI_PARAMETERS = ("doi", "id")
_DOI_TAILS = re.compile(
    r"(?:/(?:abstract|asset|citation|cite|epdf|epub|figures|full|full-xml|fulltext|html|meta|pdf|pdfdirect|references"
    r"|summary|supplementary-material|svg|xml)|v\d{1,2}|\.(?:abstract|full(?:-text)?|pdf(?:\+html)?|html?|epub|xml|long|short))$",
    re.IGNORECASE,
)
_DOI_SITES = (
    ("nature.com", re.compile(r"/articles/([^/]+)"), "10.1038/"),
    ("aclanthology.org", re.compile(r"/([^/]+)"), "10.18653/v1/"),
)
"""Publishers whose addresses have only the latter half of the DOI."""

_PMCID = re.compile(r"/(PMC\d{1,10})(?:/|$)", re.IGNORECASE | re.ASCII)
_PMID = re.compile(r"/(?:pubmed/|article/MED/|(?=\d+/?$))(\d{1,10})(?:/|$)", re.ASCII)


def _find_arxiv(host: str, path: str) -> str:
    """The id behind a marker; on arXiv's own sites and mirrors (their names end so) wherever it stands."""
    parts = [part for part in path.split("/") if part][:20]
    anywhere = "xiv" in host
    for number, part in enumerate(parts):
        if anywhere or (number and parts[number - 1].lower() in _MARKERS):
            for text in (part, "/".join(parts[number : number + 2])):
                found = read_arxiv(text) or read_arxiv(_ENDINGS.sub("", text))
                if found:
                    return found
    return ""


def _find_dois(host: str, path: str, query: str) -> list[str]:
    """What the DOI can be: the longest first, then without one part after another that is the site's."""
    for site, pattern, prefix in _DOI_SITES:
        match = pattern.match(path) if host == site or host.endswith(f".{site}") else None
        if match and not match[1].startswith("10."):
            return _without_tails(prefix + match[1])
    match = _DOI.search(path)
    said = match[1] if match else ""
    if not said:
        values = [value for name, value in parse_qsl(query) if name.lower() in _DOI_PARAMETERS]
        said = next((value for value in values if read_doi(value)), "")
    return _without_tails(said.rstrip("/"))


def _without_tails(doi: str) -> list[str]:
    found = [doi] if read_doi(doi) else []
    while found and read_doi(shorter := _DOI_TAILS.sub("", found[-1])) and shorter != found[-1]:
        found.append(shorter)
    return found


def _doi_keys(doi: str) -> tuple[str, ...]:
    """Of a DOI that arXiv gave, the id as well. (In small letters old ids have lost their subject class.)"""
    bare = read_doi(doi)
    if not bare:
        return ()
    scheme, _, name = bare.lower().partition("/arxiv.")
    arxiv = read_arxiv(bare[len(scheme) + len("/arxiv.") :]) if scheme == "10.48550" and name else ""
    return (f"doi:{doi_key(bare)}", *([f"arxiv:{arxiv_base(arxiv)}"] if arxiv else []))


def _find_pubmed(host: str, path: str) -> list[str]:
    if not host.endswith(("ncbi.nlm.nih.gov", "europepmc.org")):
        return []
    if match := _PMCID.search(path):
        return [f"pmcid:{match[1].lower()}"]
    match = _PMID.search(path)
    return [f"pmid:{match[1]}"] if match else []
