"""Margin notes as W3C Web Annotations: what the model asks for, and words that are found again where they are from.

The rules are those of the Web Annotation Data Model (W3C Recommendation, 23 February 2017), by section.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_lists import URL, make_entry, make_note, make_paper, plan, view

from manicule.anchoring import Anchor, find_in, fold_text
from manicule.content import load_entry
from manicule.marking import read_prose
from manicule.model import Annotation, Annotator, Entry, PartialDate, Site
from manicule.pages.annotations import make_annotations
from manicule.pages.parts import Page
from manicule.pages.texts import EntryTexts

TEXT = (
    "It discusses staged release, which allows time. A release is a release; here $a < b$ holds.\n\nThe end of release."
)
MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying",
    "linking", "moderating", "questioning", "replying", "tagging",
}  # fmt: skip


def files_of(pages: Mapping[str, Page]) -> dict[str, Any]:
    made = {path: page for path, page in pages.items() if path.endswith(".jsonld")}
    return {path: json.loads(page.maker(page.view)) for path, page in made.items() if callable(page.maker)}


def hold_against_the_model(document: Mapping[str, Any], path: str, base: str = URL) -> Iterator[Mapping[str, Any]]:
    """Fails where a collection or a page of it is not valid; gives its annotations."""
    here = base + path
    assert document["@context"] == "http://www.w3.org/ns/anno.jsonld", "section 3.1"
    page = document
    if document["type"] == "AnnotationCollection":
        assert document["total"] >= 1
        assert isinstance(document["label"], str)
        page = document["first"]
        assert "@context" not in page, "section 5.1: embedded"
    assert page["type"] == "AnnotationPage"
    assert isinstance(page["startIndex"], int)
    assert page["startIndex"] >= 0
    assert page["items"], "section 5.2: a page must not be empty"
    for iri in (document["id"], page["id"], page["partOf"], *(page[k] for k in ("next", "prev") if k in page)):
        assert urlsplit(urljoin(here, iri)).scheme == "https", iri
    for item in page["items"]:
        hold_annotation(item, here)
        yield item


def hold_annotation(item: Mapping[str, Any], here: str) -> None:
    assert item["type"] == "Annotation"
    assert set(item) <= {"id", "type", "motivation", "creator", "created", "body", "target"}
    assert urlsplit(urljoin(here, item["id"])).scheme == "https", "section 3.1: an IRI"
    assert item["motivation"] in MOTIVATIONS, "section 3.3.5: a closed list"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item.get("created", "2026-01-01T00:00:00Z")), (
        "section 3.3.1"
    )
    bodies = item.get("body", [])
    for body in bodies if isinstance(bodies, list) else [bodies]:
        assert body["type"] == "TextualBody", "section 3.2.4"
        assert isinstance(body["value"], str)
    target = item["target"]
    assert urlsplit(urljoin(here, target["source"])).scheme == "https", "section 4: exactly one source"
    selector = target["selector"]
    assert selector["type"] == "TextQuoteSelector", "section 4.2.4"
    assert isinstance(selector["exact"], str), "exactly one exact"
    assert all(
        isinstance(selector[name], str) and len(selector[name]) <= 32
        for name in ("prefix", "suffix")
        if name in selector
    )


def text_of(markup: str) -> str:
    """As a browser's textContent, formulas by their `data-tex`."""
    markup = re.sub(r'<(math|code)[^>]* data-tex="([^"]*)".*?</\1>', lambda m: f"${m[2]}$", markup, flags=re.DOTALL)
    return html.unescape(re.sub("<[^>]*>", "", markup))


def range_of(text: str, selector: Mapping[str, str]) -> tuple[int, int]:
    found = find_in(fold_text(text), selector["exact"], selector.get("prefix", ""), selector.get("suffix", ""))
    assert isinstance(found, Anchor), (text, selector, found)
    return found.start, found.end


def test_what_is_written_is_valid_and_complete() -> None:
    entry = make_entry(
        "a",
        make_paper(abstract=TEXT, arxiv="2001.00001", doi="10.1000/x"),
        margin=(
            make_note(TEXT, "staged release", kind="claim", by="ab", tags=("t",), created=PartialDate(2026, 11, 23)),
            make_note(TEXT, "$a < b$", kind="question", created=PartialDate(2026, 11)),
            make_note(TEXT, "The end", kind="highlight", note=""),
        ),
    )
    pages, _, _ = plan(entry, site={"annotators": (Annotator("ab", "A. B.", "https://ab.example/"),)})
    files = files_of(pages)
    assert set(files) == {"annotations.jsonld", "papers/a.jsonld"}
    for path, document in files.items():
        claim, question, highlight = hold_against_the_model(document, path)
        assert claim == {
            "id": f"{URL}papers/a.html#staged-release",
            "type": "Annotation",
            "motivation": "describing",
            "creator": {"id": "https://ab.example/", "type": "Person", "name": "A. B."},
            "created": "2026-11-23T00:00:00Z",
            "body": [
                {"type": "TextualBody", "value": "On staged release.", "format": "text/markdown"},
                {"type": "TextualBody", "value": "t", "purpose": "tagging"},
            ],
            "target": {
                "type": "SpecificResource",
                "source": "https://arxiv.org/abs/2001.00001",
                "scope": f"{URL}papers/a.html",
                "selector": {
                    "type": "TextQuoteSelector",
                    "exact": "staged release",
                    "prefix": "It discusses ",
                    "suffix": ", which allows time. A release i",
                },
            },
        }
        assert question["motivation"] == "questioning"
        assert "created" not in question, "a month is no date and time"
        assert "body" not in highlight
    assert (
        "describedby",
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        "../papers/a.jsonld",
    ) in view(pages, "papers/a.html").head.links


def test_without_notes_there_is_no_file() -> None:
    pages, facts, _ = plan(make_entry("a", make_paper(abstract=TEXT)))
    assert files_of(pages) == {}
    assert not any("jsonld" in link.url for link in facts.exports)


def test_without_an_address_of_the_site_iris_are_relative_to_the_file() -> None:
    entry = make_entry("a", make_paper(abstract=TEXT), margin=(make_note(TEXT, "The end"),))
    pages, _, _ = plan(entry, site={"url": ""})
    for path, document in files_of(pages).items():
        (item,) = hold_against_the_model(document, path)
        assert urljoin(URL + path, item["id"]) == f"{URL}papers/a.html#the-end"
        assert urljoin(URL + path, item["target"]["source"]) == f"{URL}papers/a.html"
        assert urljoin(URL + path, document["id"]) == URL + path


def test_the_notes_of_a_paper_are_gathered_once_for_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def make(entry: Entry, texts: EntryTexts, site: Site) -> tuple[Annotation, ...]:
        made.append(entry.slug)
        return make_annotations(entry, texts, site)

    monkeypatch.setattr("manicule.pages.annotations.make_annotations", make)
    notes = tuple(make_note(TEXT, quote) for quote in ("It discusses", "which allows", "The end"))
    pages, _, _ = plan(make_entry("a", make_paper(abstract=TEXT), margin=notes))
    assert len(view(pages, "annotations.jsonld").annotations) == 3
    assert made == ["a"]


def test_a_long_collection_is_cut_into_pages() -> None:
    entries = [
        make_entry(
            f"p{n}", make_paper(abstract=TEXT), margin=tuple(make_note(TEXT, "The end", id=f"n{i}") for i in range(10))
        )
        for n in range(210)
    ]
    files = {path: made for path, made in files_of(plan(*entries)[0]).items() if path.startswith("annotations")}
    assert sorted(files) == ["annotations-2.jsonld", "annotations-3.jsonld", "annotations.jsonld"]
    first, second, third = files["annotations.jsonld"], files["annotations-2.jsonld"], files["annotations-3.jsonld"]
    items = [list(hold_against_the_model(document, path)) for path, document in files.items()]
    assert sorted(map(len, items)) == [100, 1000, 1000]
    assert len({item["id"] for part in items for item in part}) == first["total"] == 2100
    assert (first["first"]["next"], first["last"]) == (second["id"], third["id"])
    assert (second["prev"], second["next"], third["prev"]) == (first["first"]["id"], third["id"], second["id"])
    assert (second["startIndex"], third["startIndex"]) == (1000, 2000)
    assert "next" not in third


WORDS = st.lists(
    st.sampled_from(["release", "a", "model", "naïve", "$x<y$", "“of”", "ﬁne", "end.", "\n\nNow"]), min_size=1
)


@given(WORDS, WORDS, st.data())
def test_a_selector_finds_the_same_words_in_the_source_and_on_the_page(
    abstract: list[str], notes: list[str], data: st.DataObject
) -> None:
    """In the abstract as the source has it, and in the text that the page shows; the owner's notes on the page only."""
    said = {"abstract": " ".join(abstract).strip(), "title": "A model of release", "notes": " ".join(notes).strip()}
    prose = read_prose_of(said["notes"])
    target = data.draw(st.sampled_from(["abstract", "title", "notes"]))
    text = prose if target == "notes" else said[target]
    words = list(re.finditer(r"\S+", text))
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(first + 3, len(words) - 1)))
    start, end = words[first].start(), words[last].end()
    if "\n" in text[start:end]:
        return
    prefix, suffix = " ".join(text[:start].split()), " ".join(text[end:].split())
    lines = {"title": said["title"], "abstract": said["abstract"], "notes": said["notes"]}
    lines["margin"] = [{"quote": text[start:end], "prefix": prefix, "suffix": suffix, "in": target, "note": "Here."}]  # type: ignore[assignment]
    entry, problems = load_entry("content/papers/a.yaml", json.dumps(lines).encode())
    assert entry is not None, problems
    pages, _, problems = plan(entry)
    if any(problem.level == "error" for problem in problems):
        return  # words that no context tells from the same ones elsewhere
    document = files_of(pages).get("papers/a.jsonld")
    if document is None:
        return
    (item,) = hold_against_the_model(document, "papers/a.jsonld")
    shown = view(pages, "papers/a.html")
    page = {"abstract": shown.abstract, "title": shown.title, "notes": shown.notes}[target]
    selector = item["target"]["selector"]
    assert range_of(text, selector) == (start, end)
    left, right = range_of(text_of(page), selector)
    assert " ".join(text_of(page)[left:right].split()) == " ".join(text[start:end].split())
    assert text_of(page)[:left].split() == text[:start].split()


def read_prose_of(notes: str) -> str:
    pages, _, _ = plan(make_entry("a", make_paper(), notes=notes))
    return read_prose(view(pages, "papers/a.html").notes).text.strip("\n")
