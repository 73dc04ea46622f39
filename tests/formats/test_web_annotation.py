"""Web Annotations in, a collection of them out, and what is lost on the way."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manicule.formats.annotation_writing import first_page, write_collection, write_page
from manicule.formats.html_text import read_html
from manicule.formats.web_annotation import read, sniff
from manicule.model import NOTE_KINDS, NOTE_TARGETS, Annotation, PartialDate, Reading
from manicule.problems import Where
from manicule.values import replace

PAGE = "https://list.example/papers/2001.00001.html"
PAPER = "https://arxiv.org/abs/2001.00001"

FULL = Annotation(
    source="2001.00001.html#a-dragon",
    addresses=(PAPER,),
    quote="a dragon’s weight",
    prefix="we measure ",
    suffix=" on scales",
    target="title",
    kind="doubt",
    note="Really? *Which* scales?\n\n- old\n- new",
    created=PartialDate(2026, 11, 23),
    creator="Ada Example",
    creator_address="https://ada.example/",
    tags=("scales", "beasts & weights"),
    scope=PAGE,
)
PLAIN = Annotation(source="x", addresses=(PAPER,), quote="dragon", kind="highlight", scope=PAGE)


def read_json(value: object) -> Reading:
    return read(json.dumps(value, indent=1).encode(), "notes.jsonld")


def read_one(**fields: object) -> Annotation:
    """The one annotation of an item with these fields; `__` in front of a name stands for `@`."""
    item = {"id": "urn:x", "type": "Annotation", "target": PAPER} | fields
    reading = read_json({name.replace("__", "@"): value for name, value in item.items() if value is not None})
    (annotation,) = reading.annotations
    assert not reading.leftovers
    return annotation


def dropped(**fields: object) -> dict[str, int]:
    return dict(read_json({"id": "urn:x", "type": "Annotation", "target": PAPER} | fields).dropped)


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


# Writing.


def test_the_whole_text_of_a_collection() -> None:
    text = write_collection([FULL, PLAIN], "notes.jsonld", "Notes on dragons")
    assert text.endswith("}\n")
    assert json.loads(text) == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "notes.jsonld",
        "type": "AnnotationCollection",
        "label": "Notes on dragons",
        "total": 2,
        "first": {
            "id": "notes.jsonld#first",
            "type": "AnnotationPage",
            "partOf": "notes.jsonld",
            "startIndex": 0,
            "items": [
                {
                    "id": "2001.00001.html#a-dragon",
                    "type": "Annotation",
                    "motivation": "assessing",
                    "creator": {"type": "Person", "id": "https://ada.example/", "name": "Ada Example"},
                    "created": "2026-11-23T00:00:00Z",
                    "body": [
                        {"type": "TextualBody", "value": FULL.note, "format": "text/markdown"},
                        {"type": "TextualBody", "value": "scales", "purpose": "tagging"},
                        {"type": "TextualBody", "value": "beasts & weights", "purpose": "tagging"},
                    ],
                    "target": {
                        "type": "SpecificResource",
                        "source": PAPER,
                        "scope": f"{PAGE}#title",
                        "selector": {
                            "type": "TextQuoteSelector",
                            "exact": "a dragon’s weight",
                            "prefix": "we measure ",
                            "suffix": " on scales",
                        },
                    },
                },
                {
                    "id": "x",
                    "type": "Annotation",
                    "motivation": "highlighting",
                    "target": {
                        "type": "SpecificResource",
                        "source": PAPER,
                        "scope": PAGE,
                        "selector": {"type": "TextQuoteSelector", "exact": "dragon"},
                    },
                },
            ],
        },
        "last": "notes.jsonld#first",
    }


def test_a_collection_in_several_files() -> None:
    first = json.loads(write_collection([FULL], "all.jsonld", "All", total=2, following="2.jsonld", last="2.jsonld"))
    second = json.loads(write_page([PLAIN], "2.jsonld", "all.jsonld", 1, before=first_page("all.jsonld")))
    check_collection(first)
    assert (first["total"], first["last"], first["first"]["next"]) == (2, "2.jsonld", "2.jsonld")
    check_page(second, inside=False)
    assert {name: second[name] for name in ("partOf", "prev", "startIndex")} == {
        "partOf": "all.jsonld",
        "prev": first["first"]["id"],
        "startIndex": 1,
    }
    assert "next" not in second


@pytest.mark.parametrize(
    ("annotations", "more"),
    [
        ([], {}),
        ([PLAIN], {"total": 2}),
        ([PLAIN], {"following": "2", "last": "2"}),
        ([PLAIN], {"total": 2, "following": "2"}),
        ([replace(PLAIN, source="")], {}),
        ([replace(PLAIN, addresses=(), scope="")], {}),
    ],
)
def test_what_would_not_be_valid_is_refused(annotations: list[Annotation], more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"collection|needs|must have"):
        write_collection(annotations, "x", "X", **more)


def test_an_empty_page_is_refused() -> None:
    with pytest.raises(ValueError, match="must have one"):
        write_page([], "x", "y", 1)


@pytest.mark.parametrize(
    ("annotation", "target"),
    [
        (replace(PLAIN, addresses=("doi:10.1000/a<b",), scope=""), {"source": "https://doi.org/10.1000/a%3Cb"}),
        (replace(PLAIN, addresses=("arxiv:2001.00001",), scope=""), {"source": PAPER}),
        (replace(PLAIN, addresses=()), {"source": PAGE}),
        (replace(PLAIN, target="abstract"), {"source": PAPER, "scope": PAGE}),
        (replace(PLAIN, target="notes"), {"source": PAPER, "scope": f"{PAGE}#notes"}),
        (replace(PLAIN, target="notes", scope=f"{PAGE}#x"), {"source": PAPER, "scope": f"{PAGE}#x"}),
    ],
)
def test_what_an_annotation_is_on(annotation: Annotation, target: dict[str, str]) -> None:
    (item,) = json.loads(write_collection([annotation], "c", "C"))["first"]["items"]
    del item["target"]["selector"]
    assert item["target"] == {"type": "SpecificResource"} | target


# What the model demands (sections 3 to 5, each MUST and the SHOULDs that can be met).


def check_collection(value: dict[str, Any]) -> None:
    assert value["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert isinstance(value["id"], str)
    assert value["type"] == "AnnotationCollection"
    assert isinstance(value["label"], str)
    assert isinstance(value["last"], str)
    check_page(value["first"], inside=True)
    assert value["total"] >= len(value["first"]["items"]) > 0


def check_page(value: dict[str, Any], inside: bool) -> None:
    assert ("@context" in value) != inside
    assert value["id"] and value["partOf"] and value["type"] == "AnnotationPage"
    assert isinstance(value["startIndex"], int)
    assert value["items"]
    for item in value["items"]:
        check_annotation(item)


def check_annotation(item: dict[str, Any]) -> None:
    assert item["id"] and item["type"] == "Annotation" and "@context" not in item
    target = item["target"]
    assert isinstance(target["source"], str) and target["source"]
    if "selector" in target:
        assert target["selector"].keys() <= {"type", "exact", "prefix", "suffix"}
        assert target["selector"]["exact"] and "" not in target["selector"].values()
    bodies = item.get("body", [])
    for body in bodies if isinstance(bodies, list) else [bodies]:
        assert body["type"] == "TextualBody" and body["value"]
    assert item.get("body") != []
    assert item.get("created", "2000-01-01T00:00:00Z").endswith("T00:00:00Z")


# Round trip.

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(lambda text: text.strip())
IRIS = st.from_regex(r"(?:https?://[a-z]{1,5}\.example/|[a-z0-9.]{1,9}\.html#)[a-z0-9/-]{1,9}", fullmatch=True)
PAGES = st.from_regex(r"https://[a-z]{1,5}\.example/[a-z0-9/-]{0,9}", fullmatch=True)
ANNOTATIONS = st.builds(
    Annotation,
    source=IRIS,
    addresses=st.lists(PAGES, max_size=2, unique=True).map(tuple),
    title=st.text(max_size=5),
    family=st.text(max_size=5),
    year=st.integers(0, 2030),
    quote=st.just("") | WORDS,
    prefix=st.text(st.characters(codec="utf-8"), max_size=5),
    suffix=st.text(st.characters(codec="utf-8"), max_size=5),
    target=st.sampled_from(("", *NOTE_TARGETS)),
    kind=st.sampled_from(("", *NOTE_KINDS)),
    note=st.just("") | WORDS,
    page=st.text(max_size=3),
    created=st.none()
    | st.dates().map(lambda day: PartialDate(day.year, day.month, day.day))
    | st.builds(PartialDate, st.integers(1, 9999), st.integers(0, 12)),
    creator=st.just("") | WORDS,
    creator_address=st.just("") | PAGES,
    tags=st.lists(WORDS, max_size=3, unique=True).map(tuple),
    scope=PAGES,
    private=st.booleans(),
    reply=st.booleans(),
)


def carried(annotation: Annotation) -> Annotation:
    """What of an annotation this format can carry; everything else is equal."""
    day = annotation.created
    return replace(
        annotation,
        # The paper's other addresses: the model has one source, and no words for "the same elsewhere".
        addresses=annotation.addresses[:1] or (annotation.scope,),
        scope=annotation.scope if annotation.addresses else "",
        target="" if annotation.target == "abstract" or not annotation.addresses else annotation.target,
        # No context without words.
        prefix=annotation.prefix if annotation.quote else "",
        suffix=annotation.suffix if annotation.quote else "",
        # xsd:dateTime has no less exact form.
        created=day if day and day.day else None,
        # For these it has no place, or none that other programs read.
        title="", family="", year=0, page="", private=False, reply=False,
    )  # fmt: skip


@settings(max_examples=150)
@given(st.lists(ANNOTATIONS, min_size=1, max_size=4))
def test_what_is_written_is_read(annotations: Sequence[Annotation]) -> None:
    text = write_collection(annotations, "notes.jsonld", "Notes")
    assert text == write_collection(annotations, "notes.jsonld", "Notes")
    check_collection(json.loads(text))
    assert sniff(text[:200])
    reading = read(text.encode(), "notes.jsonld")
    assert reading.annotations == tuple(carried(annotation) for annotation in annotations)
    assert (reading.problems, reading.leftovers, reading.dropped) == ((), (), ())


def test_a_page_is_read() -> None:
    reading = read(write_page([FULL, PLAIN], "2.jsonld", "all.jsonld", 1, before="1").encode(), "2.jsonld")
    assert reading.annotations == (FULL, PLAIN)
    assert (reading.problems, reading.dropped) == ((), ())
    assert [annotation.where.line for annotation in reading.annotations] == [9, 48]


# Reading: frames.

ITEM = {"id": "urn:x", "type": "Annotation", "target": PAPER}


@pytest.mark.parametrize(
    "value",
    [
        ITEM,
        [ITEM],
        {"@context": "http://www.w3.org/ns/anno.jsonld", **ITEM},
        {"@context": ["http://www.w3.org/ns/anno.jsonld", {"x": "urn:x"}], **ITEM},
        {"type": "AnnotationPage", "items": [ITEM]},
        {"type": "AnnotationCollection", "total": 1, "first": {"type": "AnnotationPage", "items": [ITEM]}},
        {"type": ["AnnotationCollection", "Y"], "label": {"en": "x"}, "first": {"items": [ITEM]}, "last": "urn:p"},
        [{"type": "AnnotationPage", "items": [ITEM]}],
        [{"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": [ITEM]}}],
        {"@context": "http://www.w3.org/ns/oa.jsonld", "@graph": [ITEM]},
        {"@id": "urn:x", "@type": "oa:Annotation", "hasTarget": {"@id": PAPER}},
        {"@id": "urn:x", "@type": ["http://www.w3.org/ns/oa#Annotation"], "oa:hasTarget": [{"@id": PAPER}]},
    ],
)
def test_every_frame_is_read(value: object) -> None:
    reading = read_json(value)
    assert reading.annotations == (Annotation(source="urn:x", addresses=(PAPER,)),)
    assert (reading.problems, reading.leftovers, reading.dropped) == ((), (), ())


@pytest.mark.parametrize(
    "value",
    [
        {"type": "AnnotationCollection", "total": 9, "first": "https://x.example/1"},
        {"type": "AnnotationPage", "items": [], "next": "https://x.example/2"},
        {"type": "AnnotationCollection", "first": {"items": [], "next": "https://x.example/2"}},
        [{"type": "AnnotationPage", "items": [], "next": "https://x.example/2"}],
    ],
)
def test_pages_that_are_elsewhere_are_told(value: object) -> None:
    reading = read_json(value)
    assert (reading.annotations, codes(reading)) == ((), ["annotation-pages"])


def test_what_is_no_annotation_is_left_over_with_its_place() -> None:
    reading = read(b'[\n {"type": "Person", "name": "Ada"},\n 7,\n "urn:y"\n]', "notes.jsonld")
    assert [(left.text, left.where) for left in reading.leftovers] == [
        ('{"type": "Person", "name": "Ada"}', Where("notes.jsonld", 2, 2)),
        ("7", Where("notes.jsonld", 3, 2)),
        ('"urn:y"', Where("notes.jsonld", 4, 2)),
    ]
    assert codes(reading) == ["annotation-item"] * 3


def test_what_an_annotation_is_on_is_missed() -> None:
    reading = read_json({"type": "Annotation", "bodyValue": "x"})
    assert codes(reading) == ["annotation-target"]
    assert reading.annotations[0].note == "x"


def test_without_an_id_the_same_words_have_the_same_name() -> None:
    one, same, other = (read_one(id=None, bodyValue=text).source for text in ("a", "a", "b"))
    assert one == same != other
    assert one.startswith("web-annotation:")
    assert read_one(id="_:b0").source.startswith("web-annotation:")
    assert read_one(canonical="urn:uuid:1").source == "urn:uuid:1"


def test_what_no_field_holds_is_counted() -> None:
    assert dropped(
        modified="2020", generator={"id": "urn:g"}, rights="", target={"source": PAPER, "styleClass": "r"}
    ) == {
        "generator": 1,
        "modified": 1,
        "target.styleClass": 1,
    }
    assert dict(read_json({"creator": "x", "first": {"colour": "red", "items": [ITEM]}}).dropped) == {
        "creator": 1,
        "first.colour": 1,
    }


# Reading: why, who and when.


@pytest.mark.parametrize(
    ("motivation", "kind"),
    [
        *zip(("commenting", "questioning", "describing", "assessing", "highlighting"), NOTE_KINDS, strict=True),
        ("oa:commenting", "comment"),
        ("http://www.w3.org/ns/oa#questioning", "question"),
        (["tagging", "oa:assessing"], "doubt"),
        ({"id": "oa:highlighting"}, "highlight"),
        ("bookmarking", ""),
        ([], ""),
        (7, ""),
        (None, ""),
    ],
)
def test_motivations(motivation: object, kind: str) -> None:
    assert read_one(motivation=motivation).kind == kind


def test_the_purpose_of_a_text_counts_where_there_is_no_motivation() -> None:
    body = {"value": "x", "purpose": "questioning"}
    assert read_one(body=body).kind == "question"
    assert read_one(body=body, motivation="tagging").kind == ""
    assert read_one(motivation="replying").reply


@pytest.mark.parametrize(
    ("created", "day"),
    [
        ("2026-11-23T00:00:00Z", "2026-11-23"),
        ("2026-12-31T23:30:00.25-01:00", "2027-01-01"),
        ("2026-11-23", "2026-11-23"),
        ({"@value": "2026-11-23T10:00:00Z", "@type": "xsd:dateTime"}, "2026-11-23"),
    ],
)
def test_dates(created: object, day: str) -> None:
    assert str(read_one(created=created).created) == day


def test_what_is_no_date_is_counted() -> None:
    assert read_one(created="yesterday").created is None
    assert dropped(created="yesterday") == {"created": 1}


@pytest.mark.parametrize(
    ("creator", "name", "address"),
    [
        ("https://ada.example/", "", "https://ada.example/"),
        ("Ada Example", "Ada Example", ""),
        ({"id": "acct:ada@x.example", "name": "Ada"}, "Ada", "acct:ada@x.example"),
        ({"nickname": "ada"}, "ada", ""),
        ({"foaf:name": {"en": "Ada"}}, "Ada", ""),
        ([{"name": ["Ada", "A."]}, "Bo"], "Ada", ""),
        ([], "", ""),
        (7, "", ""),
    ],
)
def test_creators(creator: object, name: str, address: str) -> None:
    annotation = read_one(creator=creator)
    assert (annotation.creator, annotation.creator_address) == (name, address)


# Reading: what it says.


@pytest.mark.parametrize(
    ("body", "note", "tags"),
    [
        ("Plain words: these.", "Plain words: these.", ()),
        ("https://x.example/a", "<https://x.example/a>", ()),
        ({"id": "https://x.example/a", "type": "Video"}, "<https://x.example/a>", ()),
        ({"type": "TextualBody", "value": "*a*"}, "*a*", ()),
        ({"@type": ["cnt:ContentAsText"], "cnt:chars": "a"}, "a", ()),
        ([{"value": "a"}, {"value": "t", "purpose": "tagging"}, "b"], "a\n\nb", ("t",)),
        ([{"value": "t", "purpose": ["oa:tagging"]}, {"@type": "oa:Tag", "chars": "u"}, {"value": "t", "purpose": "tagging"}],
         "", ("t", "u")),
        ({"type": "Choice", "items": [{"value": ""}, {"value": "a"}, {"value": "b"}]}, "a", ()),
        ({"type": "Composite", "items": [{"value": "a"}, {"value": "b"}]}, "a\n\nb", ()),
        ({"type": "SpecificResource", "purpose": "tagging", "source": "urn:city"}, "", ()),
        ({"type": "SpecificResource", "source": {"type": "TextualBody", "value": "a"}}, "a", ()),
        ({"value": {"de": "Hallo", "en": "Hello"}}, "Hello", ()),
        ({"value": {"@value": "Hallo", "@language": "de"}}, "Hallo", ()),
        ({"value": "<p>One &amp; <b>two</b></p><p>three", "format": "text/html"}, "One & two\n\nthree", ()),
        ("", "", ()),
        ([None, 7, [], {}], "", ()),
    ],
)  # fmt: skip
def test_bodies(body: object, note: str, tags: tuple[str, ...]) -> None:
    annotation = read_one(body=body)
    assert (annotation.note, annotation.tags) == (note, tags)


@pytest.mark.parametrize(
    ("body", "counted"),
    [
        ({"type": "Choice", "items": ["a", "b", "c"]}, {"alternative bodies": 2}),
        ({"value": {"de": "Hallo", "en": "Hello"}}, {"other languages or values": 1}),
        ({"value": "<i>x</i>", "format": "text/html"}, {"html markup": 1}),
        ({"value": "<p>x</p>", "format": "text/html"}, {}),
        ({"type": "SpecificResource", "purpose": "tagging", "source": "urn:city"}, {"tags without text": 1}),
        ("urn:isbn:1", {"bodies without text": 1}),
        (7, {"body": 1}),
        ({"value": "x", "language": "en"}, {"body.language": 1}),
    ],
)
def test_what_a_body_loses_is_counted(body: object, counted: dict[str, int]) -> None:
    assert dropped(body=body) == counted


@pytest.mark.parametrize(
    ("markup", "text", "lost"),
    [
        ("a\n <br/> b", "a\nb", False),
        ("<ul><li>one<li>two</ul>end", "- one\n- two\n\nend", False),
        (
            'see <a class=x href="https://x.example/?a=1&amp;b=2">there</a>!',
            "see [there](https://x.example/?a=1&b=2)!",
            False,
        ),
        ('<a href="javascript:alert(1)">x</a>', "x", True),
        ("<a href='https://x.example/'>x", "[x](https://x.example/)", False),
        ("</a>x", "x", False),
        ("a<script>alert('</b>')</script>b<style>p{}</style>", "ab", True),
        ("<script>never closed <p>x", "", True),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script>alert(1)&lt;/script>", False),
        ('<img alt=">" onerror="x()">y', "y", True),
        ("<!-- <b>no</b> -->x<!DOCTYPE html>", "x", False),
        ("1 < 2 and &#99999999999;", "1 &lt; 2 and \ufffd", False),
        ("<", "&lt;", False),
        ("", "", False),
    ],
)
def test_html_becomes_text(markup: str, text: str, lost: bool) -> None:
    assert read_html(markup) == (text, lost)


@given(st.text(st.sampled_from("<>/ab!-\"'=& \n;#9"), max_size=80))
def test_no_html_gives_a_tag(markup: str) -> None:
    assert "<" not in read_html(markup)[0]


# Reading: what it is on.

QUOTE = {"type": "TextQuoteSelector", "exact": "dragon", "prefix": "a ", "suffix": "s"}
POSITION = {"type": "TextPositionSelector", "start": 1, "end": 7}


@pytest.mark.parametrize(
    "selector",
    [
        QUOTE,
        [POSITION, QUOTE, {"type": "TextQuoteSelector", "exact": "other"}],
        {"type": "FragmentSelector", "value": "page=2", "refinedBy": QUOTE},
        {"type": "TextQuoteSelector", "exact": "where dragons are", "refinedBy": [POSITION, QUOTE]},
        {"type": "FragmentSelector", "refinedBy": {"type": "CssSelector", "value": "p", "refinedBy": QUOTE}},
        {"@type": "oa:Choice", "oa:default": {"@type": "oa:TextQuoteSelector", "oa:exact": "dragon", "prefix": "a ", "suffix": "s"}},
        {"exact": "dragon", "prefix": "a ", "suffix": "s"},
        {"type": "Choice", "items": [POSITION, QUOTE]},
    ],
)  # fmt: skip
def test_quotes_are_found(selector: object) -> None:
    annotation = read_one(target={"source": PAPER, "selector": selector})
    assert (annotation.quote, annotation.prefix, annotation.suffix) == ("dragon", "a ", "s")
    assert dropped(target={"source": PAPER, "selector": selector}) == {}


@pytest.mark.parametrize(
    "selector", [POSITION, None, 7, "x", [], {"type": "TextQuoteSelector"}, {"type": "TextQuoteSelector", "exact": 7}]
)
def test_without_words_there_is_no_quote(selector: object) -> None:
    assert read_one(target={"source": PAPER, "selector": selector}).quote == ""


@pytest.mark.parametrize(
    ("target", "addresses", "scope", "inside"),
    [
        (PAPER, (PAPER,), "", ""),
        ({"id": PAPER, "type": "Text"}, (PAPER,), "", ""),
        ({"source": PAPER, "scope": PAGE}, (PAPER,), PAGE, ""),
        ({"source": PAPER, "scope": f"{PAGE}#title"}, (PAPER,), PAGE, "title"),
        ({"source": PAPER, "scope": f"{PAGE}#other"}, (PAPER,), f"{PAGE}#other", ""),
        ({"source": {"id": PAPER, "via": ["https://m.example/1"]}}, (PAPER, "https://m.example/1"), "", ""),
        ({"scope": [PAGE, "https://m.example/"]}, (PAGE,), "", ""),
        ([{"source": "https://m.example/"}, {"source": PAPER, "selector": QUOTE}], (PAPER,), "", ""),
        ({"type": "Choice", "items": [PAPER, "https://m.example/"]}, (PAPER,), "", ""),
        ({"source": 7}, (), "", ""),
        (7, (), "", ""),
    ],
)
def test_targets(target: object, addresses: tuple[str, ...], scope: str, inside: str) -> None:
    annotation = read_one(target=target)
    assert (annotation.addresses, annotation.scope, annotation.target) == (addresses, scope, inside)


def test_further_targets_are_counted_and_a_source_may_have_a_title() -> None:
    assert dropped(target=[PAPER, "https://m.example/", PAGE]) == {"further targets": 2}
    assert read_one(target={"source": {"id": PAPER, "dcterms:title": "On Dragons"}}).title == "On Dragons"


# Sniffing.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (' {"@context": "http://www.w3.org/ns/anno.jsonld"', True),
        ('{"@context":"http:\\/\\/www.w3.org\\/ns\\/anno.jsonld"', True),
        ('[{"@type": ["oa:Annotation"]', True),
        ('{"type":"AnnotationPage"', True),
        ('[{"id": "x", "type": "article-journal"}]', False),
        ('[{"itemType": "annotation"}]', False),
        ("see http://www.w3.org/ns/anno.jsonld", False),
        ("", False),
    ],
)
def test_sniff(text: str, expected: bool) -> None:
    assert sniff(text) == expected


# Hostile input.


def nested(depth: int, **fields: object) -> dict[str, object]:
    value: dict[str, object] = dict(fields)
    for _ in range(depth):
        value = {"type": "Choice", "items": [value], "refinedBy": value, "source": value, "id": "x"}
    return value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 1000,
        b"[" * 100_000,
        b'{"first": ' * 50_000,
        b'{"first": {"items": [' * 20_000,
        b'{"type": "Annotation", "target": ' + b"[" * 100_000,
        b"[" + b'{"type": "Annotation"},' * 20_000,
        json.dumps([{"type": "Annotation", "target": ["x"] * 100_000, "body": ["x"] * 100_000}]).encode(),
        json.dumps([{"type": "Annotation", "target": nested(9), "body": nested(9)}]).encode(),
        json.dumps([{"type": "Annotation", "target": "x", "body": {"value": "<a " * 300_000, "format": "text/html"}}]).encode(),
        json.dumps([{"target": "x", "body": {"value": '<!--"' * 300_000, "format": "text/html"}}]).encode(),
        json.dumps([{"target": "x", "body": {"value": "<a href" + " " * 500_000, "format": "text/html"}}]).encode(),
        json.dumps([{"target": "x", "body": {"value": "<b href= href=" * 50_000, "format": "text/html"}}]).encode(),
        json.dumps([{"target": "x", "body": {"value": "<b> </b>\n" * 100_000, "format": "text/html"}}]).encode(),
        json.dumps([{"target": "x", "created": "2" * 1_000_000, "creator": "a" * 1_000_000, "body": "h" * 1_000_000}]).encode(),
        json.dumps([{"target": "#" * 500_000, "type": "Annotation:" * 100_000, "motivation": ":" * 500_000}]).encode(),
    ],
)  # fmt: skip
def test_hostile_text_takes_no_time(data: bytes) -> None:
    start = time.process_time()
    read(data, "x.jsonld")
    assert time.process_time() - start < 20


KEYS = st.sampled_from(
    ["@context", "@graph", "@id", "@type", "@value", "body", "bodyValue", "canonical", "created", "creator", "default",
     "en", "exact", "first", "format", "id", "items", "motivation", "name", "next", "oa:exact", "prefix", "purpose",
     "refinedBy", "scope", "selector", "source", "target", "total", "type", "value", "x"]
)  # fmt: skip
VALUES = st.sampled_from(
    [
        "",
        " ",
        "Annotation",
        "AnnotationPage",
        "Choice",
        "TextQuoteSelector",
        "tagging",
        "text/html",
        "<b>x",
        "#title",
        "\0",
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 10**20) | st.floats(allow_nan=False) | VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=400)
@given(ANYTHING)
def test_wrong_types_never_raise(value: object) -> None:
    for annotation in read_json(value).annotations:
        assert annotation.source
        write = replace(annotation, addresses=annotation.addresses or ("urn:x",))
        check_collection(json.loads(write_collection([write], "c", "C")))
