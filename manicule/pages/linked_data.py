"""What pages say of themselves in schema.org's words, as JSON-LD in their heads.

Papers, titles and addresses go in, the text of a data block comes out, in which nothing can end the block. It must not
know what else a page says. Only a site that knows its address has them: each is of a page by its address.

Sources: schema.org (WebPage, ScholarlyArticle, CollectionPage, ItemList), HTML, "Restrictions for contents of script
elements".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..identifiers import arxiv_abs, doi_address
from ..jsontext import write_json
from ..markup import Html, plain_line
from ..model import Paper, Person
from ..values import replace
from .cards import own_address, pdf_address
from .holdings import Holdings
from .parts import EntryCard, Head
from .urls import absolute

_TYPES = {
    "book": "Book",
    "chapter": "Chapter",
    "thesis": "Thesis",
    "report": "Report",
    "software": "SoftwareSourceCode",
    "dataset": "Dataset",
    "web": "WebPage",
}
_HOLDERS = {"article": "Periodical", "conference": "PublicationVolume", "chapter": "Book"}


def describe_paper_page(address: str, paper: Paper, title: str) -> Html:
    """A page about a paper; the paper's own addresses are the same thing elsewhere."""
    ids = paper.identifiers
    same = [
        address
        for address in (arxiv_abs(ids.arxiv) if ids.arxiv else "", doi_address(ids.doi) if ids.doi else "")
        if address
    ]
    holder = _HOLDERS.get(paper.kind)
    article: dict[str, Any] = {
        "@type": _TYPES.get(paper.kind, "ScholarlyArticle"),
        "name": title,
        "author": [
            {"@type": "Person" if isinstance(name, Person) else "Organization", "name": name.display}
            for name in paper.authors
        ],
        "datePublished": str(paper.date or ""),
        "inLanguage": paper.language,
        "isPartOf": {"@type": holder, "name": paper.venue} if holder and paper.venue else "",
        "identifier": [*([f"doi:{ids.doi}"] if ids.doi else []), *([f"arXiv:{ids.arxiv}"] if ids.arxiv else [])],
        "url": own_address(paper),
        "encoding": {"@type": "MediaObject", "contentUrl": pdf_address(paper)} if pdf_address(paper) else "",
        "sameAs": same,
    }
    about = {name: value for name, value in article.items() if value}
    return _write({"@type": "WebPage", "@id": address, "name": title, "about": about})


def describe_list(head: Head, holdings: Holdings, title: str, cards: Sequence[EntryCard]) -> Head:
    """The head of a page of papers in their order, each told by its own page's address."""
    if not head.canonical or not holdings.has.metadata:
        return head
    items = [
        {"@type": "ListItem", "position": number, "url": absolute(holdings.site.url, card.url), "name": card.title_text}
        for number, card in enumerate(cards, start=1)
    ]
    whole = {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}
    page = {"@type": "CollectionPage", "@id": head.canonical, "name": plain_line(title), "mainEntity": whole}
    return replace(head, data=_write(page))


def _write(data: dict[str, Any]) -> Html:
    text = write_json({"@context": "https://schema.org", **data})
    # Nothing but a letter of JSON, whatever is in a title: neither `</script` nor `<!--` can stand there.
    return Html(
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
