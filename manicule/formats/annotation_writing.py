"""Annotations to W3C Web Annotations: a collection with its first page in it, and further pages.

Annotations go in, the JSON text of a file comes out; the way back is web_annotation.py's. It must not know of a list or
its pages; IRIs are given.

Section numbers are those of the Web Annotation Data Model, W3C Recommendation of 23 February 2017.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..identifiers import arxiv_abs, doi_address, read_arxiv, read_doi
from ..jsontext import write_json
from ..model import NOTE_TARGETS, Annotation
from ..text import repair

CONTEXT = "http://www.w3.org/ns/anno.jsonld"

MOTIVATIONS: Mapping[str, str] = MappingProxyType(
    {
        "comment": "commenting",
        "question": "questioning",
        "claim": "describing",
        "doubt": "assessing",
        "highlight": "highlighting",
    }
)
"""What a kind of margin note is called there (section 3.3.5)."""


def write_collection(
    annotations: Sequence[Annotation], iri: str, label: str, *, total: int = 0, following: str = "", last: str = ""
) -> str:
    """An AnnotationCollection with its first page in it (section 5). Raises ValueError where it would not be valid.

    `iri` is the collection's own, absolute or relative to where it is. Where it is cut into several files, `total`
    counts the annotations of all, and `following` and `last` are the IRIs of the second page and the last one.
    """
    if bool(following) != bool(last) or bool(following) != (max(total, len(annotations)) > len(annotations)):
        raise ValueError("a collection in several files has a total, a second page and a last one; another has none")
    page = _make_page(annotations, first_page(iri), iri, 0, following, "")
    collection = {
        "@context": CONTEXT,
        "id": iri,
        "type": "AnnotationCollection",
        "label": label,
        "total": max(total, len(annotations)),
        "first": page,
        "last": last or first_page(iri),
    }
    return _to_text(collection)


def write_page(
    annotations: Sequence[Annotation], iri: str, collection: str, start: int, *, following: str = "", before: str = ""
) -> str:
    """A further AnnotationPage as a file of its own: the annotations from the `start`-th on (the very first is 0).

    `iri`, `collection`, `following` and `before` are the IRIs of this page, of its collection, and of the pages behind
    and before it. Raises ValueError if there are no annotations: a page must not be empty (section 5.2).
    """
    return _to_text({"@context": CONTEXT, **_make_page(annotations, iri, collection, start, following, before)})


def first_page(iri: str) -> str:
    """The IRI of the page that stands inside the collection `iri`: what the second page has before it."""
    return f"{iri}#first"


def _make_page(
    annotations: Sequence[Annotation], iri: str, collection: str, start: int, following: str, before: str
) -> dict[str, object]:
    if not annotations:
        raise ValueError("an AnnotationPage must have one annotation at least")
    page = {
        "id": iri,
        "type": "AnnotationPage",
        "partOf": collection,
        "prev": before,
        "next": following,
        "startIndex": start,
        "items": [_make_annotation(annotation) for annotation in annotations],
    }
    return {name: value for name, value in page.items() if value != ""}


def _make_annotation(said: Annotation) -> dict[str, object]:
    """Raises ValueError for one without id or target, which the model does not allow (section 3.1)."""
    source = _make_iri(said.addresses[0]) if said.addresses else said.scope
    if not said.source or not source:
        raise ValueError(f"an annotation needs an id and a target: {said}")
    bodies: list[dict[str, object]] = []
    if said.note:
        bodies.append({"type": "TextualBody", "value": said.note, "format": "text/markdown"})
    bodies += ({"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in said.tags)
    target: dict[str, object] = {"type": "SpecificResource", "source": source}
    if said.scope and said.addresses:
        target["scope"] = _make_scope(said)
    if said.quote:
        quote = {"type": "TextQuoteSelector", "exact": said.quote, "prefix": said.prefix, "suffix": said.suffix}
        target["selector"] = {name: value for name, value in quote.items() if value}
    creator = {"id": said.creator_address, "name": said.creator}
    known = {name: value for name, value in creator.items() if value}
    made: dict[str, object] = {
        "id": said.source,
        "type": "Annotation",
        "motivation": MOTIVATIONS.get(said.kind),
        "creator": {"type": "Person", **known} if known else None,
        "created": f"{said.created}T00:00:00Z" if said.created and said.created.day else None,
        "body": bodies[0] if len(bodies) == 1 else bodies or None,
        "target": target,
    }
    return {name: value for name, value in made.items() if value is not None}


def _make_scope(said: Annotation) -> str:
    """Our page; which of its texts the words are from, if not from the abstract, is its fragment."""
    plain = said.target in ("", NOTE_TARGETS[0]) or "#" in said.scope
    return said.scope if plain else f"{said.scope}#{said.target}"


def _make_iri(address: str) -> str:
    """`doi:DOI` and `arxiv:ID` as what can be opened."""
    if address.startswith("doi:") and (doi := read_doi(address)):
        return doi_address(doi)
    if address.startswith("arxiv:") and (arxiv := read_arxiv(address)):
        return arxiv_abs(arxiv)
    return address


def _to_text(value: Mapping[str, object]) -> str:
    return repair(write_json(value, indent=1)) + "\n"
