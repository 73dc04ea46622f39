"""Zotero's annotations in: as JSON of its API, and as notes that it exports."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manicule.formats import zotero_json, zotero_notes
from manicule.formats.table import find_format
from manicule.formats.zotero_works import read_citation
from manicule.model import Annotation, PartialDate, Reading

# The shapes are those that Zotero 6 and 7 write; the works and words are made up.

PAPER: dict[str, Any] = {
    "key": "PAPER001",
    "version": 4,
    "library": {"type": "user", "id": 1, "name": "ada"},
    "meta": {"creatorSummary": "Example and Beispiel", "parsedDate": "2020-01-02", "numChildren": 1},
    "data": {
        "key": "PAPER001",
        "itemType": "preprint",
        "title": "On dragons",
        "creators": [
            {"creatorType": "editor", "firstName": "E.", "lastName": "Editor"},
            {"creatorType": "author", "firstName": "Ada", "lastName": "Example"},
        ],
        "date": "2020-01-02",
        "repository": "arXiv",
        "archiveID": "arXiv:2001.00001",
        "DOI": "10.48550/arXiv.2001.00001",
        "url": "http://arxiv.org/abs/2001.00001",
        "extra": "arXiv:2001.00001 [cs]\nDOI: 10.1000/dragon.1",
    },
}
FILE: dict[str, Any] = {
    "key": "FILE0001",
    "data": {
        "key": "FILE0001",
        "itemType": "attachment",
        "parentItem": "PAPER001",
        "linkMode": "imported_url",
        "title": "arXiv Fulltext PDF",
        "url": "https://arxiv.org/pdf/2001.00001.pdf",
        "contentType": "application/pdf",
    },
}


def made(key: str = "NOTE0001", **fields: Any) -> dict[str, Any]:
    """An annotation as the API gives it; None takes a field away."""
    data = {
        "key": key,
        "version": 12,
        "parentItem": "FILE0001",
        "itemType": "annotation",
        "annotationType": "highlight",
        "annotationAuthorName": "",
        "annotationText": "We weigh dragons",
        "annotationComment": "Do they?\nReally.",
        "annotationColor": "#ffd400",
        "annotationPageLabel": "iv",
        "annotationSortIndex": "00003|000123|00045",
        "annotationPosition": '{"pageIndex":3,"rects":[[1,2,3,4]]}',
        "tags": [{"tag": "scales"}, {"tag": "beasts", "type": 1}],
        "relations": {},
        "dateAdded": "2026-11-23T23:59:09Z",
        "dateModified": "2026-11-24T08:00:00Z",
    }
    return {"key": key, "data": {k: v for k, v in {**data, **fields}.items() if v is not None}}


def read_json(*items: object) -> Reading:
    return zotero_json.read(json.dumps(items, indent=1).encode(), "items.json")


def test_an_annotation_with_its_attachment_and_its_paper() -> None:
    reading = read_json(PAPER, FILE, made())
    (said,) = reading.annotations
    assert (reading.problems, reading.leftovers, reading.dropped) == ((), (), ())
    assert said == Annotation(
        source="zotero:NOTE0001",
        addresses=(
            "arxiv:2001.00001",
            "doi:10.48550/arXiv.2001.00001",
            "doi:10.1000/dragon.1",
            "http://arxiv.org/abs/2001.00001",
            "https://arxiv.org/pdf/2001.00001.pdf",
        ),
        title="On dragons",
        family="Example",
        year=2020,
        quote="We weigh dragons",
        note="Do they?\nReally.",
        page="iv",
        created=PartialDate(2026, 11, 23),
        tags=("scales", "beasts"),
    )
    assert (said.where.path, said.where.line) == ("items.json", 51)


def test_the_order_of_items_and_their_frame_do_not_matter() -> None:
    bare = [made()["data"], FILE["data"], PAPER["data"]]
    inside = {**PAPER["data"], "attachments": [{**FILE["data"], "annotations": [made()["data"]]}]}
    expected = read_json(PAPER, FILE, made()).annotations
    assert read_json(*bare).annotations == expected
    assert read_json(inside).annotations == expected
    whole = zotero_json.read(json.dumps({"items": bare, "version": 3}).encode(), "x.json")
    assert whole.annotations == expected


def test_markup_is_four_tags_and_anything_else_is_text() -> None:
    (said,) = read_json(
        PAPER, FILE, made(annotationText="H<sub>2</sub>O is <i>wet</i>", annotationComment="<b>No</b> <script>")
    ).annotations
    assert (said.quote, said.note) == ("H2O is wet", "**No** <script>")
    assert dict(read_json(PAPER, FILE, made(annotationComment="x<sup>2</sup>")).dropped) == {"formatting": 1}


def test_what_no_field_holds_is_counted() -> None:
    reading = read_json(
        PAPER, FILE, made(annotationColor="#ff6666"), {**PAPER, "key": "X", "data": {**PAPER["data"], "key": "X"}}
    )
    assert dict(reading.dropped) == {"annotationColor": 1, "items without annotations": 1}


def test_who_made_it() -> None:
    group = {**made(), "meta": {"createdByUser": {"id": 7, "username": "ada", "name": "Ada Example"}}}
    assert read_json(PAPER, FILE, group).annotations[0].creator == "Ada Example"
    assert read_json(PAPER, FILE, made(annotationAuthorName="B. Beispiel")).annotations[0].creator == "B. Beispiel"


def test_annotations_whose_paper_is_not_in_the_file_are_warned_of_once() -> None:
    reading = read_json(made("A"), made("B"))
    assert [(p.code, p.where.line) for p in reading.problems] == [("zotero-parent", 2)]
    assert "2 annotations" in reading.problems[0].message
    assert [a.addresses for a in reading.annotations] == [(), ()]


def test_images_and_page_notes_have_no_words() -> None:
    image = made(annotationType="image", annotationText=None, annotationComment="This figure")
    assert [(a.quote, a.note) for a in read_json(PAPER, FILE, image).annotations] == [("", "This figure")]


def test_a_ring_of_parents_ends() -> None:
    one = {"key": "A", "itemType": "attachment", "parentItem": "B"}
    other = {"key": "B", "itemType": "attachment", "parentItem": "A"}
    assert len(read_json(one, other, made(parentItem="A")).annotations) == 1


def test_what_is_no_item_is_left_over() -> None:
    reading = read_json(PAPER, 7, {"a": 1})
    assert [p.code for p in reading.problems] == ["zotero-item", "zotero-item", "zotero-none"]
    assert len(reading.leftovers) == 2
    assert [p.code for p in zotero_json.read(b"[{", "x.json").problems][:1] == ["json"]


# Notes.

URI = "http://zotero.org/users/1/items/"


def attribute(value: object) -> str:
    return quote(json.dumps(value), safe="")


def live_note() -> str:
    """As the note is in a library."""
    item = {
        "uris": [URI + "PAPER001"],
        "itemData": {
            "id": URI + "PAPER001",
            "type": "article",
            "title": "On dragons",
            "URL": "http://arxiv.org/abs/2001.00001",
            "author": [{"family": "Example", "given": "Ada"}],
            "issued": {"date-parts": [["2020", 1, 2]]},
        },
    }
    annotation = {
        "attachmentURI": URI + "FILE0001",
        "annotationKey": "NOTE0001",
        "color": "#ffd400",
        "pageLabel": "4",
        "position": {"pageIndex": 3, "rects": [[1, 2, 3, 4]]},
        "citationItem": {"uris": [URI + "PAPER001"], "locator": "4"},
    }
    citation = {"citationItems": [{"uris": [URI + "PAPER001"], "locator": "4"}], "properties": {}}
    return (
        f'<div data-citation-items="{attribute([item])}" data-schema-version="9"><h1>Annotations<br/>(24/11/2026, 10:00:00)</h1>\n'
        f'<p><span class="highlight" data-annotation="{attribute(annotation)}"><span style="background-color: #ffd40080">“We '
        f'weigh <i>dragons</i>”</span></span> <span class="citation" data-citation="{attribute(citation)}">(<span '
        'class="citation-item">Example, 2020, p. 4</span>)</span> Do <strong>they</strong>? a &lt; b &amp; c</p>\n'
        "<p>A thought of mine.</p>\n</div>"
    )


EXPORTED = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div class="zotero-notes"><div class="zotero-note">
<h1>Annotations<br>(24/11/2026, 10:00:00)</h1>
<p>Before all. </p>
<p><span class="highlight">“We weigh “dragons””</span> <span class="citation">(<span class="citation-item">Example et al., 2020, p. 4</span>)</span> Do they?</p>
<p>More on it.</p>
<p><span class="underline">“its hoard”</span> <span class="citation">(<span class="citation-item">Example et al., 2020, p. 5</span>)</span></p>
</div><hr><div class="zotero-note"><p>Another note.</p></div></div></body></html>"""

LINKED = """<div class="zotero-note"><p><span class="highlight">“We weigh dragons”</span> <span class="citation">(<a
href="zotero://select/library/items/PAPER001">Example, 2020, p. 4</a>)</span> (<a
href="zotero://open-pdf/library/items/FILE0001?page=4&amp;annotation=NOTE0001">pdf</a>)  Do they? See <a href="https://example.org/">this</a>.</p></div>"""

MARKDOWN = """# Annotations
(24/11/2026, 10:00:00)

“We weigh “dragons”” ([Example and Beispiel, 2020, p. 4](zotero://select/library/items/PAPER001)) ([pdf](zotero://open-pdf/library/items/FILE0001?page=4&annotation=NOTE0001)) Do *they*?

More on it.

- “its hoard is 10\\_000” ([Example, 2020, p. iv](zotero://select/groups/7/items/PAPER001)) ([pdf](zotero://open-pdf/groups/7/items/FILE0001?page=5&annotation=NOTE0002))

> “scales” (Beispiel & Example, 2019a, S. 7)

## Mine

Not about any words (really).
"""


def notes(text: str) -> list[tuple[str, ...]]:
    reading = zotero_notes.read(text.encode(), "note")
    return [(a.source.removeprefix("zotero:"), a.quote, a.page, a.note) for a in reading.annotations]


def test_a_note_of_a_library_says_what_it_is_on() -> None:
    reading = zotero_notes.read(live_note().encode(), "note.html")
    (said,) = reading.annotations
    assert (said.source, said.quote, said.page) == ("zotero:NOTE0001", "We weigh dragons", "4")
    assert said.note == "Do they? a &lt; b & c\n\nA thought of mine."
    assert (said.title, said.family, said.year) == ("On dragons", "Example", 2020)
    assert said.addresses == ("http://arxiv.org/abs/2001.00001",)
    assert dict(reading.dropped) == {"formatting": 1}


def test_the_same_note_within_items_has_the_same_id() -> None:
    note = {"key": "N", "itemType": "note", "parentItem": "PAPER001", "note": live_note()}
    reading = read_json(PAPER, FILE, made(), note)
    assert [a.source for a in reading.annotations] == ["zotero:NOTE0001", "zotero:NOTE0001"]
    own = {"key": "M", "itemType": "note", "parentItem": "PAPER001", "note": "<p>Mine</p>"}
    assert dict(read_json(PAPER, own).dropped) == {"notes that quote nothing": 1}


def test_an_exported_note() -> None:
    found = notes(EXPORTED)
    assert [one[1:] for one in found] == [
        ("", "", "Before all."),
        ("We weigh “dragons”", "4", "Do they?\n\nMore on it."),
        ("its hoard", "5", ""),
        ("", "", "Another note."),
    ]
    assert len({one[0] for one in found}) == 4
    assert notes(EXPORTED) == found, "what has no key is known by its words"
    works = {(a.family, a.year) for a in zotero_notes.read(EXPORTED.encode(), "x").annotations}
    assert works == {("Example", 2020)}, "what cites nothing is of the one work that the note is on"


def test_an_exported_note_with_links_into_zotero() -> None:
    assert notes(LINKED) == [("NOTE0001", "We weigh dragons", "4", "Do they? See [this](https://example.org/).")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_note_in_markdown(newline: str) -> None:
    found = notes(MARKDOWN.replace("\n", newline))
    assert found[:2] == [
        ("NOTE0001", "We weigh “dragons”", "4", "Do *they*?\n\nMore on it."),
        ("NOTE0002", "its hoard is 10_000", "iv", ""),
    ]
    assert [one[1:] for one in found[2:]] == [("scales", "7", ""), ("", "", "Not about any words (really).")]


def test_words_that_are_quoted_twice_are_two_annotations() -> None:
    text = "“scales” (Example, 2020, p. 1) One.\n\n“scales” (Example, 2020, p. 1) Two.\n"
    assert len({one[0] for one in notes(text)}) == 2


def test_several_quotations_in_one_paragraph() -> None:
    text = 'See “a "b" c” (Example, 2020) I like “this” bit. "d" (Example, 2020, p. 2) And that (Other, 2001).'
    assert [one[1:] for one in notes(text)] == [
        ('a "b" c', "", "See I like “this” bit."),
        ("d", "2", "And that (Other, 2001)."),
    ]


@pytest.mark.parametrize(
    ("text", "family", "year", "page"),
    [
        ("Example et al., 2020, p. 4", "Example", 2020, "4"),
        ("van Beispiel and Example, 2019a, pp. 4–5", "van Beispiel", 2019, "4–5"),
        ("Beispiel & Example, 2019", "Beispiel", 2019, ""),
        ("Beispiel und Example, 2019, S. iv", "Beispiel", 2019, "iv"),
        ("The Weighing Group, 2020, 7", "The Weighing Group", 2020, "7"),
        ("Example, n.d.", "", 0, ""),
        ("", "", 0, ""),
    ],
)
def test_citations(text: str, family: str, year: int, page: str) -> None:
    work, label = read_citation(text)
    assert (work.family, work.year, label) == (family, year, page)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (json.dumps([PAPER]), "zotero-json"),
        (live_note(), "zotero-notes"),
        (EXPORTED, "zotero-notes"),
        (LINKED, "zotero-notes"),
        (MARKDOWN, "zotero-notes"),
        ("“scales” (Example, 2020, p. 1) One.", "zotero-notes"),
        ('[{"id": "http://zotero.org/users/1/items/A", "type": "book", "title": "A “b” (c, 2020)"}]', "csl-json"),
        ("We study “x” (2020).\narXiv:1908.09203", "arxiv-listing"),
    ],
)
def test_recognised_by_its_beginning(text: str, name: str) -> None:
    found = find_format("notes", text)
    assert (found.name if found else "") == name


HOSTILE: list[Callable[[int], str]] = [
    lambda n: '<div class="zotero-note">' + "<span class='highlight'>" * n,
    lambda n: '<div class="zotero-note">' + "<a href='zotero://open-pdf/x'>" * n,
    lambda n: '<div class="zotero-note">' + "(<a href='zotero://open-pdf/x'>pdf</a>)  " * n,
    lambda n: '<p><span class="highlight">“a”</span> ' + '<span class="citation">(b)</span> c ' * n,
    lambda n: "“" * n + "a (Example, 2020)",
    lambda n: "“a” (" * n,
    lambda n: "“a” (Example, 2020; " * n,
    lambda n: "“a” (Example, 2020) b " * n,
    lambda n: "“a”" + " " * n + "(Example, 2020)" + " " * n,
    lambda n: "“a” (Example, 2020)\n\n" + "b\n" * n,
    lambda n: "[pdf](zotero://open-pdf/" * n,
    lambda n: "- " * n,
    lambda n: "<" * n,
    lambda n: "<p " * n,
]


@pytest.mark.parametrize("make", HOSTILE)
def test_hostile_notes_take_time_in_proportion(make: Callable[[int], str]) -> None:
    def took(n: int) -> float:
        start = time.process_time()
        zotero_notes.read(make(n).encode(), "x")
        return time.process_time() - start

    took(100)
    assert took(20_000) < 20, "seconds; what is quadratic takes minutes"


@settings(max_examples=100)
@given(st.lists(st.sampled_from([*"<>/\"'“”()[]#-*> \n", "span class='highlight'", "p", "a href='zotero://open-pdf/?annotation=A'", "Example, 2020", "zotero://", "hr", "x"])))  # fmt: skip
def test_nothing_raises(parts: list[str]) -> None:
    text = "".join(parts)
    for start in ("", '<div class="zotero-note">'):
        for one in zotero_notes.read((start + text).encode(), "x").annotations:
            assert one.source.startswith("zotero:")
            assert one.where.line >= 1


@settings(max_examples=100)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["annotation", "A", "note"]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "itemType",
                        "key",
                        "data",
                        "parentItem",
                        "tags",
                        "annotations",
                        "notes",
                        "note",
                        "creators",
                        "date",
                        "meta",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=15,
    )
)
def test_no_json_raises(value: object) -> None:
    zotero_json.read(json.dumps(value).encode(), "x")
