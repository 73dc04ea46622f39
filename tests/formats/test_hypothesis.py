"""Rows and exports of Hypothesis in."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manicule.formats.hypothesis import read, sniff
from manicule.model import Annotation, PartialDate, Reading
from manicule.problems import Where

PAPER = "https://arxiv.org/abs/2001.00001"
WORLD = {"read": ["group:__world__"], "update": ["acct:ada@h.example"]}
QUOTE = {"type": "TextQuoteSelector", "exact": "dragon", "prefix": "a ", "suffix": "s"}
POSITION = {"type": "TextPositionSelector", "start": 1, "end": 7}


def row(**fields: object) -> dict[str, object]:
    """A row as the API gives it; None takes a field away."""
    made: dict[str, object] = {
        "id": "a1",
        "created": "2026-11-23T23:59:09.334383+00:00",
        "updated": "2026-11-24T08:00:00.000000+00:00",
        "user": "acct:ada@h.example",
        "uri": PAPER,
        "text": "Really? *Which* scales?",
        "tags": ["scales", "beasts & weights"],
        "group": "__world__",
        "permissions": WORLD,
        "target": [
            {"source": PAPER, "selector": [POSITION, QUOTE, {"type": "PageSelector", "index": 3, "label": "iv"}]}
        ],
        "document": {"title": ["On Dragons"]},
        "links": {"html": "https://h.example/a/a1", "json": "https://h.example/api/annotations/a1"},
        "hidden": False,
        "flagged": False,
        "user_info": {"display_name": "Ada Example"},
    }
    return {name: value for name, value in (made | fields).items() if value is not None}


def read_json(value: object) -> Reading:
    return read(json.dumps(value, indent=1).encode(), "notes.json")


def read_one(**fields: object) -> Annotation:
    reading = read_json([row(**fields)])
    (annotation,) = reading.annotations
    assert (reading.problems, reading.leftovers) == ((), ())
    return annotation


def dropped(**fields: object) -> dict[str, int]:
    return dict(read_json([row(**fields)]).dropped)


FULL = Annotation(
    source="hypothesis:a1",
    addresses=(PAPER,),
    title="On Dragons",
    quote="dragon",
    prefix="a ",
    suffix="s",
    note="Really? *Which* scales?",
    page="iv",
    created=PartialDate(2026, 11, 23),
    creator="Ada Example",
    creator_address="acct:ada@h.example",
    tags=("scales", "beasts & weights"),
)


@pytest.mark.parametrize(
    "value",
    [
        {"total": 1, "rows": [row()]},
        {"rows": [row()], "total": 1},
        [row()],
        row(),
        {
            "export_date": "2026-12-01T10:00:00.000Z",
            "export_userid": "acct:ada@h.example",
            "client_version": "1.1.1",
            "annotations": [row()],
        },
        {"total": 1, "rows": [], "replies": [row()]},
        {"total": 1, "rows": [row()], "replies": None},
    ],
)
def test_every_frame_is_read(value: object) -> None:
    reading = read_json(value)
    assert reading.annotations == (FULL,)
    assert (reading.problems, reading.leftovers, reading.dropped) == ((), (), ())


@pytest.mark.parametrize("value", [{"total": 0, "rows": []}, [], {"export_date": "x", "annotations": []}])
def test_nothing_is_nothing(value: object) -> None:
    assert read_json(value) == Reading()


# The paper.


def test_addresses_begin_with_the_page_and_end_with_its_metadata() -> None:
    document = {
        "title": "On Dragons",
        "highwire": {"doi": ["10.1000/dragon"], "pdf_url": ["x"]},
        "dc": {"identifier": ["doi:10.1000/dragon", "other", ""]},
        "link": [{"href": "https://x.example/1"}, {"href": f"{PAPER}"}, {"rel": "x"}],
    }
    target = [{"source": "urn:x-pdf:1234", "selector": [QUOTE]}]
    annotation = read_one(document=document, target=target)
    assert annotation.addresses == (PAPER, "urn:x-pdf:1234", "doi:10.1000/dragon", "https://x.example/1")
    assert annotation.title == "On Dragons"


def test_an_empty_doi_is_none() -> None:
    assert read_one(document={"highwire": {"doi": ["", " ", "doi:"]}}).addresses == (PAPER,)


# The words.


@pytest.mark.parametrize(
    ("target", "quote"),
    [
        ([{"source": PAPER, "selector": [QUOTE]}], "dragon"),
        ({"source": PAPER, "selector": QUOTE}, "dragon"),
        ([{"source": PAPER}, {"source": PAPER, "selector": [QUOTE]}], "dragon"),
        ([{"source": PAPER}], ""),
        ([{"source": PAPER, "selector": [POSITION]}], ""),
        ([{"source": PAPER, "selector": [{"type": "TextQuoteSelector", "exact": " "}]}], ""),
        ([], ""),
        (None, ""),
    ],
)
def test_quotes(target: object, quote: str) -> None:
    assert read_one(target=target).quote == quote


def test_a_plain_highlight_and_a_note_on_the_page() -> None:
    highlight = read_one(text="", tags=[])
    assert (highlight.quote, highlight.note, highlight.tags, highlight.kind) == ("dragon", "", (), "")
    note = read_one(target=[{"source": PAPER}])
    assert (note.quote, note.prefix, note.suffix, note.page, note.reply) == ("", "", "", "", False)


def test_a_reply_has_the_words_that_its_thread_began_with() -> None:
    answer = row(id="a2", references=["a1"], target=[{"source": PAPER}], document={}, text="Bathroom scales.")
    further = row(
        id="a3", references=["a1", "a2"], uri="https://via.example/", target=[{"source": "https://via.example/"}]
    )
    reading = read_json({"total": 3, "rows": [further, answer, row()]})
    by_id = {annotation.source: annotation for annotation in reading.annotations}
    assert list(by_id) == ["hypothesis:a3", "hypothesis:a2", "hypothesis:a1"]
    for name in ("a2", "a3"):
        reply = by_id[f"hypothesis:{name}"]
        assert (reply.reply, reply.quote, reply.prefix, reply.suffix, reply.page) == (True, "dragon", "a ", "s", "iv")
        assert reply.title == "On Dragons"
    assert by_id["hypothesis:a2"].note == "Bathroom scales."
    assert by_id["hypothesis:a3"].addresses == ("https://via.example/", PAPER)
    assert not by_id["hypothesis:a1"].reply


def test_a_reply_to_what_is_elsewhere_is_still_a_reply() -> None:
    reply = read_one(references=["gone"], target=[{"source": PAPER}])
    assert (reply.reply, reply.quote, reply.addresses) == (True, "", (PAPER,))


def test_a_reply_to_itself_or_to_many_ends() -> None:
    assert read_one(references=["a1"]).reply
    assert read_one(references=["gone"] * 1000 + ["a1"]).quote == "dragon"


# Who, when, for whom.


@pytest.mark.parametrize(
    ("fields", "name", "address"),
    [
        ({}, "Ada Example", "acct:ada@h.example"),
        ({"user_info": {"display_name": None}}, "ada", "acct:ada@h.example"),
        ({"user_info": None}, "ada", "acct:ada@h.example"),
        ({"user_info": None, "user": "ada"}, "ada", "ada"),
        ({"user_info": None, "user": None}, "", ""),
    ],
)
def test_creators(fields: dict[str, Any], name: str, address: str) -> None:
    annotation = read_one(**fields)
    assert (annotation.creator, annotation.creator_address) == (name, address)


@pytest.mark.parametrize(
    ("fields", "private"),
    [
        ({}, False),
        ({"group": "k9x"}, True),
        ({"permissions": {"read": ["acct:ada@h.example"]}}, True),
        ({"permissions": {"read": []}}, True),
        ({"group": "k9x", "permissions": {"read": ["group:k9x"]}}, True),
        ({"permissions": None}, False),
        ({"group": None}, False),
        ({"group": None, "permissions": None}, True),
        ({"group": None, "permissions": {}}, True),
    ],
)
def test_what_is_not_for_everybody_is_private(fields: dict[str, Any], private: bool) -> None:
    assert read_one(**fields).private == private


def test_days_are_those_of_utc() -> None:
    assert read_one(created="2026-11-23T23:30:00-05:00").created == PartialDate(2026, 11, 24)


@pytest.mark.parametrize("name", ["hidden", "flagged"])
def test_what_is_moderated_is_not_taken(name: str) -> None:
    reading = read_json([row(**{name: True}), row(id="a2", references=["a1"])])
    assert [annotation.source for annotation in reading.annotations] == ["hypothesis:a2"]
    assert reading.dropped == ((f"{name} annotations", 1),)


# What is odd.


def test_what_no_field_holds_is_counted() -> None:
    counted = dropped(extra={"a": 1}, created="yesterday", tags=7, text={"x": 1}, metadata=[], mentions=[{"x": 1}])
    assert counted == {"created": 1, "extra": 1, "tags": 1, "text": 1}
    assert dict(read_json({"rows": [], "meta": 1}).dropped) == {"meta": 1}


def test_what_is_no_row_is_left_over_with_its_place() -> None:
    reading = read(b'[\n 7,\n {"id": "x"}\n]', "notes.json")
    assert [(left.text, left.where) for left in reading.leftovers] == [
        ("7", Where("notes.json", 2, 2)),
        ('{"id": "x"}', Where("notes.json", 3, 2)),
    ]
    assert [problem.code for problem in reading.problems] == ["hypothesis-item"] * 2


def test_every_annotation_has_its_place() -> None:
    reading = read(json.dumps([row(), row(id="a2")]).replace(', {"id"', ',\n {"id"').encode(), "n.json")
    assert [(a.where.line, a.where.column) for a in reading.annotations] == [(1, 2), (2, 2)]


def test_a_broken_row_does_not_spoil_the_others() -> None:
    text = json.dumps({"total": 2, "rows": [row(), row(id="a2")], "replies": [row(id="a3")]}).replace(
        '"id": "a2"', '"id": a2'
    )
    reading = read(text.encode(), "n.json")
    assert [annotation.source for annotation in reading.annotations] == ["hypothesis:a1", "hypothesis:a3"]
    assert [problem.code for problem in reading.problems] == ["json"]
    assert len(reading.leftovers) == 1


def test_without_an_id_the_same_words_have_the_same_name() -> None:
    one, same, other = (read_one(id=None, text=text).source for text in ("a", "a", "b"))
    assert one == same != other
    assert one.startswith("hypothesis:")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (json.dumps({"total": 1, "rows": [row()]})[:300], True),
        ('{"total": 0, "rows": []}', True),
        ('\ufeff{"export_date":"x","export_userid":"acct:a@h.example"', True),
        ('[{"user":"acct:a@h.example"', True),
        ('[{"id": "x", "type": "article-journal"}]', False),
        ('{"@context": "http://www.w3.org/ns/anno.jsonld"', False),
        ('{"rows": []}', False),
        ("", False),
    ],
)
def test_sniff(text: str, expected: bool) -> None:
    assert sniff(text) == expected


# Hostile input.


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 1000,
        b"[" * 100_000,
        b'{"rows": ' * 50_000,
        b'{"rows": [{"uri": "x", "target": ' + b"[" * 100_000,
        b'{"rows": [], "replies": ' + b"[{" * 100_000,
        json.dumps([{"uri": "x", "id": str(n), "references": [str(n + 1)]} for n in range(20_000)]).encode(),
        json.dumps([{"uri": "x", "references": ["x"] * 200_000}] * 2).encode(),
        json.dumps([{"uri": ["x"] * 100_000, "target": [{"source": "y" * 20, "selector": [QUOTE] * 20_000}]}]).encode(),
        json.dumps([{"uri": "doi:" * 200_000, "document": {"dc": {"identifier": "10.1000/" * 100_000}}}]).encode(),
        json.dumps([{"text": "\0" * 200_000, "user": "acct:" * 100_000, "created": "2" * 500_000}]).encode(),
    ],
)
def test_hostile_text_takes_no_time(data: bytes) -> None:
    start = time.process_time()
    read(data, "x.json")
    assert time.process_time() - start < 20


KEYS = st.sampled_from(
    ["rows", "replies", "annotations", *row(references=1), "selector", "source", "type", "exact", "read", "title",
     "highwire", "doi", "dc", "identifier", "link", "href", "display_name", "label"]
)  # fmt: skip
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 10**20)
    | st.sampled_from(["", " ", "a1", "TextQuoteSelector", "__world__", "group:__world__", "\0", PAPER]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=400)
@given(ANYTHING)
def test_wrong_types_never_raise(value: object) -> None:
    reading = read_json(value)
    assert all(annotation.source for annotation in reading.annotations)
    assert json.dumps(reading.dropped)
