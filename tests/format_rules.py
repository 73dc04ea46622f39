"""What standards require of files that machines read, as far as a schema could say it: Atom, OPML, sitemaps, JSON Feed,
CSL-JSON, Web Annotations, schema.org.

In goes the text of a file, out come sentences about what breaks which section. It must not know how the files are made.
The tables are at the foot; they say what a standard allows of what is used here, so that anything else is told.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

MANY = 10**9

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
W3C_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")


def is_address(text: object, *schemes: str) -> bool:
    """An absolute IRI (RFC 3987) without what such a one may not have; of one of `schemes`, if any are given."""
    if not isinstance(text, str) or re.search(r"[\s<>\"{}|\\^`]", text):
        return False
    scheme = urlsplit(text).scheme
    return bool(scheme) and (not schemes or scheme in schemes)


# XML.


def check_atom(text: str) -> Iterator[str]:
    """RFC 4287."""
    feed = ElementTree.fromstring(text)
    if feed.tag != f"{ATOM}feed":
        yield f"4.1.1: the root is {feed.tag}"
        return
    yield from _check_children(feed)
    entries = feed.findall(f"{ATOM}entry")
    if not feed.findall(f"{ATOM}author") and not all(entry.findall(f"{ATOM}author") for entry in entries):
        yield "4.1.1: neither the feed nor each of its entries has an author"
    marks = Counter((link.get("rel"), link.get("type"), link.get("hreflang")) for link in feed.findall(f"{ATOM}link"))
    if [mark for mark, times in marks.items() if mark[0] == "alternate" and times > 1]:
        yield "4.1.1: two alternate links of one type"
    if not [1 for rel, _, _ in marks if rel == "self"]:
        yield "4.1.1: no link to itself"
    ids = Counter((entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries)
    if max(ids.values(), default=1) > 1:
        yield "4.1.1: two entries with one id and one time"
    for entry in entries:
        has_content = entry.find(f"{ATOM}content") is not None
        if not has_content and not [1 for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]:
            yield "4.1.2: an entry with neither content nor an alternate link"


def _check_children(element: ElementTree.Element) -> Iterator[str]:
    name = element.tag.removeprefix(ATOM)
    section, attributes, children = ATOM_RULES[name]
    if odd := set(element.attrib) - set(attributes.split()) - {XML_LANG}:
        yield f"{section}: {name} has the attributes {odd}"
    found = Counter(child.tag.removeprefix(ATOM) for child in element)
    for kind in sorted(found.keys() | children.keys()):
        least, most = children.get(kind, (0, 0))
        if not least <= found[kind] <= most:
            yield f"{section}: {name} has {found[kind]} of {kind}"
    text = element.text or ""
    if name in ("updated", "published") and not TIME.fullmatch(text):
        yield f"3.3: {text!r} is no date"
    if name in ("id", "uri") and not is_address(text):
        yield f"{section}: {text!r} is no address"
    if name == "link" and not is_address(element.get("href")):
        yield f"{section}: {element.get('href')!r} is no address"
    if name in ("name", "title") and not text.strip():
        yield f"{section}: an empty {name}"
    for child in element:
        if child.tag.removeprefix(ATOM) in ATOM_RULES:
            yield from _check_children(child)


def check_opml(text: str) -> Iterator[str]:
    """OPML 2.0."""
    root = ElementTree.fromstring(text)
    if root.tag != "opml" or root.get("version") != "2.0" or [child.tag for child in root] != ["head", "body"]:
        yield "an opml of version 2.0 has a head and a body"
    outlines = root.findall("body//outline")
    if not outlines:
        yield "a body has at least one outline"
    for outline in outlines:
        if not outline.get("text"):
            yield "each outline has a text"
        if outline.get("type") == "rss" and not is_address(outline.get("xmlUrl"), "http", "https"):
            yield "an outline of type rss has an xmlUrl"


def check_sitemap(text: str) -> Iterator[str]:
    """sitemaps.org, with what its XSD and its limits say."""
    root = ElementTree.fromstring(text)
    if root.tag != f"{SITEMAP}urlset" or not 1 <= len(root) <= 50_000 or len(text.encode()) > 50 * 1024 * 1024:
        yield "a urlset has 1 to 50,000 addresses in at most 50 MB"
    places: list[str] = []
    for url in root:
        names = [child.tag.removeprefix(SITEMAP) for child in url]
        if url.tag != f"{SITEMAP}url" or names.count("loc") != 1 or set(names) - {"loc", "lastmod"}:
            yield f"an url has a loc, not {names}"
        loc, changed = url.findtext(f"{SITEMAP}loc", ""), url.findtext(f"{SITEMAP}lastmod")
        places.append(loc)
        if not is_address(loc, "http", "https") or not 12 <= len(loc) <= 2048:
            yield f"{loc!r} is no address of 12 to 2048 letters"
        if changed is not None and not W3C_DATE.fullmatch(changed):
            yield f"{changed!r} is no date"
    if len(places) != len(set(places)) or len({urlsplit(place).netloc for place in places}) > 1:
        yield "each address once, all of one host"


# JSON.


def check_shape(value: object, shape: Any, where: str = "$") -> Iterator[str]:
    """A `shape` is a function that says whether a value fits, a list with the shape of each item, or a mapping of names to
    shapes; a name that ends in `!` has to be there, and no others may be."""
    if isinstance(shape, Mapping):
        if not isinstance(value, dict):
            yield f"{where}: no object"
            return
        known = {name.rstrip("!"): of for name, of in shape.items()}
        missing = [name for name in shape if name.endswith("!") and name.rstrip("!") not in value]
        yield from (f"{where}: no {name.rstrip('!')}" for name in missing)
        yield from (f"{where}: {name} is not known" for name in value if name not in known)
        for name in value.keys() & known.keys():
            yield from check_shape(value[name], known[name], f"{where}.{name}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{where}: no list"
            return
        for number, item in enumerate(value):
            yield from check_shape(item, shape[0], f"{where}[{number}]")
    elif not shape(value):
        yield f"{where}: {value!r:.200} does not fit"


def check_json_feed(text: str) -> Iterator[str]:
    """JSON Feed 1.1."""
    feed = json.loads(text)
    yield from check_shape(feed, JSON_FEED)
    ids = [item["id"] for item in feed["items"]]
    if len(ids) != len(set(ids)):
        yield "an id is there twice"


def check_csl(text: str) -> Iterator[str]:
    """The schema of the Citation Style Language, 1.0.2."""
    items = json.loads(text)
    yield from check_shape(items, [CSL_ITEM])
    if len({item["id"] for item in items}) != len(items):
        yield "an id is there twice"


def check_annotations(text: str) -> Iterator[str]:
    """Web Annotation Data Model, sections 3 to 5: its MUSTs."""
    collection = json.loads(text)
    yield from check_shape(collection, COLLECTION)
    items = collection["first"]["items"]
    if collection["total"] != len(items):
        yield f"5.1: {collection['total']} in all, and {len(items)} are there"
    if len({one["id"] for one in items}) != len(items):
        yield "3.1: an id is there twice"


def check_linked_data(text: str) -> Iterator[str]:
    """schema.org: only its types, and of each only its own properties, with values of the types that it expects."""
    data = json.loads(text)
    if data.get("@context") != "https://schema.org":
        yield "the context is not schema.org"
    yield from _check_node({name: value for name, value in data.items() if name not in ("@context", "@id")})
    if not is_address(data.get("@id"), "http", "https"):
        yield f"{data.get('@id')!r} is no address"


def _check_node(node: dict[str, Any]) -> Iterator[str]:
    properties = SCHEMA_ORG.get(node.get("@type", ""))
    if properties is None:
        yield f"{node.get('@type')} is not known"
        return
    for name, value in node.items():
        if name == "@type":
            continue
        expected = properties.get(name)
        for one in value if isinstance(value, list) else [value]:
            kind = one["@type"] if isinstance(one, dict) else type(one).__name__
            if expected is None or kind not in expected.split():
                yield f"{node['@type']}.{name} is a {kind}"
            if name in ("url", "sameAs", "contentUrl") and not is_address(one, "http", "https"):
                yield f"{node['@type']}.{name}: {one!r} is no address"
            if isinstance(one, dict):
                yield from _check_node(one)
    if node["@type"] == "ItemList":
        items = node["itemListElement"]
        if [item["position"] for item in items] != list(range(1, len(items) + 1)) or node["numberOfItems"] < len(items):
            yield "an ItemList counts its items from 1"


# The tables.


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_time(value: object) -> bool:
    return isinstance(value, str) and bool(TIME.fullmatch(value))


def is_web(value: object) -> bool:
    return is_address(value, "http", "https")


def is_scalar(value: object) -> bool:
    return is_text(value) or (isinstance(value, int) and not isinstance(value, bool))


def one_of(*values: str) -> Any:
    return lambda value: value in values


ATOM_RULES: dict[str, tuple[str, str, dict[str, tuple[int, int]]]] = {
    # Of an element: the section, its attributes, and how many of which children.
    "feed": ("4.1.1", "", {
        "id": (1, 1), "title": (1, 1), "updated": (1, 1), "subtitle": (0, 1), "link": (1, MANY), "author": (0, MANY),
        "entry": (0, MANY),
    }),
    "entry": ("4.1.2", "", {
        "id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "content": (0, 1), "link": (0, MANY),
        "author": (0, MANY), "category": (0, MANY),
    }),
    "author": ("3.2", "", {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}),
    "content": ("4.1.3", "type", {}),
    "category": ("4.2.2", "term scheme label", {}),
    "link": ("4.2.7", "href rel type hreflang title length", {}),
    **{name: ("4.2", "type", {}) for name in ("title", "subtitle")},
    **{name: ("4.2", "", {}) for name in ("id", "updated", "published", "name", "uri")},
}  # fmt: skip

_AUTHOR = {"name": is_text, "url": is_web, "avatar": is_web}

JSON_FEED = {
    "version!": one_of("https://jsonfeed.org/version/1.1"),
    "title!": is_text, "home_page_url": is_web, "feed_url": is_web, "description": is_text, "language": is_text,
    "authors": [_AUTHOR],
    "items!": [{
        "id!": is_text, "url": is_web, "external_url": is_web, "title": is_text, "date_published": is_time,
        "date_modified": is_time, "tags": [is_text], "content_html!": lambda value: isinstance(value, str),
    }],
}  # fmt: skip

_CSL_TYPES = (
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset "
    "document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation "
    "manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical "
    "personal_communication post post-weblog regulation report review review-book software song speech standard thesis "
    "treaty webpage"
)
_CSL_NAME = {
    **dict.fromkeys(("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"), is_text),
}
_CSL_DATE = {
    "date-parts": lambda value: all(
        1 <= len(date) <= 3 and all(is_scalar(part) for part in date) for date in value
    ) and 1 <= len(value) <= 2,
    "season": is_scalar, "circa": lambda value: isinstance(value, bool | str | int), "literal": is_text, "raw": is_text,
}  # fmt: skip
CSL_ITEM = {
    "id!": is_scalar, "type!": one_of(*_CSL_TYPES.split()), "language": is_text, "author": [_CSL_NAME],
    "issued": _CSL_DATE, "custom": lambda value: isinstance(value, dict),
    **dict.fromkeys(("title", "container-title", "publisher", "abstract", "URL", "genre", "DOI", "ISBN", "ISSN", "PMID", "PMCID", "note"), is_text),
    **dict.fromkeys(("volume", "issue", "page", "number"), is_scalar),
}  # fmt: skip

_BODY = {
    "type!": one_of("TextualBody"), "value!": is_text, "format": is_text,
    "purpose": one_of("tagging", "commenting"),
}  # fmt: skip
_ANNOTATION = {
    # 3.1: a type, an id that is an IRI, one or more targets; 3.3.5: motivations of the vocabulary; 4.2.4: an exact text.
    "id!": is_address, "type!": one_of("Annotation"),
    "motivation": one_of("assessing", "commenting", "describing", "highlighting", "questioning"),
    "created": is_time,
    "creator": {"type": one_of("Person"), "id": is_address, "name": is_text},
    "body": lambda value: not [
        1 for one in (value if isinstance(value, list) else [value]) for _ in check_shape(one, _BODY)
    ],
    "target!": {
        "type": one_of("SpecificResource"), "source!": is_address, "scope": is_address,
        "selector": {"type!": one_of("TextQuoteSelector"), "exact!": is_text, "prefix": is_text, "suffix": is_text},
    },
}  # fmt: skip
COLLECTION = {
    # 5.1 and 5.2.
    "@context!": one_of("http://www.w3.org/ns/anno.jsonld"), "id!": is_address, "type!": one_of("AnnotationCollection"),
    "label": is_text, "total": lambda value: isinstance(value, int) and value >= 0,
    "last": lambda value: is_address(value) or isinstance(value, dict),
    "first!": {
        "id!": is_address, "type!": one_of("AnnotationPage"), "partOf": is_address,
        "startIndex": lambda value: isinstance(value, int) and value >= 0, "items!": [_ANNOTATION],
    },
}  # fmt: skip

SCHEMA_ORG = {
    # https://schema.org/<type>: the properties that are used, each with the types that it expects of those.
    "WebPage": {"name": "str", "about": "ScholarlyArticle", "inLanguage": "str"},
    "CollectionPage": {"name": "str", "mainEntity": "ItemList", "inLanguage": "str"},
    "ItemList": {"numberOfItems": "int", "itemListElement": "ListItem"},
    "ListItem": {"position": "int", "url": "str", "name": "str"},
    "ScholarlyArticle": {
        "name": "str", "author": "Person Organization", "datePublished": "str", "identifier": "str", "url": "str",
        "encoding": "MediaObject", "sameAs": "str", "isPartOf": "Periodical", "inLanguage": "str",
    },
    **{name: {"name": "str", "url": "str", "sameAs": "str"} for name in ("Person", "Organization", "Periodical")},
    "MediaObject": {"contentUrl": "str"},
}  # fmt: skip
