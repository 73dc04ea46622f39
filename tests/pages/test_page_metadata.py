"""What machines read of pages: JSON-LD by a processor of it, COinS, Open Graph; and pages as Markdown."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

import pytest
from pyld import jsonld
from sample_lists import NASTY, URL, make_entry, make_note, make_paper, make_path, make_tag, plan, view

from manicule.formats.coins_writing import write_coins
from manicule.model import Group, MarginNote, Person, Quote, Relation
from manicule.pages.picture import PictureView, make_picture
from manicule.values import replace

TEXT = "Words of the abstract."
SCHEMA = "https://schema.org/"


def load_context(_address: str, _options: object) -> dict[str, Any]:
    """schema.org's, as far as our words need it; nothing is asked of the network."""
    context = {"@vocab": SCHEMA, **{name: {"@type": "@id"} for name in ("url", "sameAs", "contentUrl")}}
    return {
        "contextUrl": None,
        "documentUrl": SCHEMA,
        "document": {"@context": context},
        "contentType": "application/ld+json",
    }


def read_data(data: str) -> Any:
    (node,) = jsonld.expand(json.loads(data), {"documentLoader": load_context})
    return node


def said(node: Any, name: str) -> list[Any]:
    return [one.get("@value", one.get("@id", one)) for one in node.get(SCHEMA + name, [])]


def test_a_papers_page_is_about_the_paper() -> None:
    paper = make_paper(
        NASTY, "2019-08", "Ada Alpha, Bo Beta", arxiv="1908.09203", doi="10.1000/x", kind="article", venue="Journal"
    )
    pages, _, _ = plan(make_entry("a", paper))
    data = str(view(pages, "papers/a.html").head.data)
    assert "<" not in data and "&" not in data, "nothing in it can end the block"
    page = read_data(data)
    assert page["@type"] == [SCHEMA + "WebPage"] and page["@id"] == URL + "papers/a.html"
    (about,) = page[SCHEMA + "about"]
    assert about["@type"] == [SCHEMA + "ScholarlyArticle"]
    assert said(about, "name") == [NASTY] and said(about, "datePublished") == ["2019-08"]
    assert [said(one, "name") for one in about[SCHEMA + "author"]] == [["Ada Alpha"], ["Bo Beta"]]
    assert said(about, "sameAs") == ["https://arxiv.org/abs/1908.09203", "https://doi.org/10.1000/x"]
    assert said(about[SCHEMA + "isPartOf"][0], "name") == ["Journal"]


def test_a_list_is_a_collection_of_pages_in_their_order() -> None:
    entries = [make_entry(slug, make_paper(slug, f"20{n:02}"), tags=("t",)) for n, slug in enumerate("abc")]
    pages, _, _ = plan(*entries, tags=(make_tag("t"),), paths=(make_path("way", "c", "a"),))
    for path, order in (("papers/index.html", "cba"), ("tags/t.html", "cba"), ("paths/way.html", "ca")):
        page = read_data(str(view(pages, path).head.data))
        assert page["@type"] == [SCHEMA + "CollectionPage"] and page["@id"] == URL + path
        items = page[SCHEMA + "mainEntity"][0][SCHEMA + "itemListElement"]
        assert [said(one, "url")[0] for one in items] == [f"{URL}papers/{slug}.html" for slug in order]


@pytest.mark.parametrize("site", [{"url": ""}, {"pages": (("metadata", False),)}])
def test_where_nothing_is_wanted_nothing_is_said(site: dict[str, Any]) -> None:
    pages, _, _ = plan(make_entry("a", tags=("t",)), tags=(make_tag("t"),), site=site)
    head = view(pages, "tags/t.html").head
    assert not head.data and bool(head.properties) == ("url" not in site)
    assert bool(view(pages, "tags/t.html").cards[0].coins) == ("url" in site)


@pytest.mark.parametrize(
    ("kind", "form", "genre", "title", "holder"),
    [
        ("article", "journal", "article", "rft.atitle", "rft.jtitle"),
        ("conference", "book", "proceeding", "rft.atitle", "rft.btitle"),
        ("chapter", "book", "bookitem", "rft.atitle", "rft.btitle"),
        ("book", "book", "book", "rft.btitle", "rft.series"),
        ("report", "book", "report", "rft.btitle", "rft.series"),
        ("thesis", "dissertation", "", "rft.title", ""),
        ("preprint", "dc", "", "rft.title", ""),
        ("dataset", "dc", "", "rft.title", ""),
        ("software", "dc", "", "rft.title", ""),
    ],
)
def test_coins_has_what_zotero_takes(kind: str, form: str, genre: str, title: str, holder: str) -> None:
    names = (Person("Beispiel", "Bo", "van"), Group("The Group"))
    paper = replace(
        make_paper("A & B: 50% of \"it\"", "2019-05-03", "", arxiv="1908.09203", doi="10.1000/a&b"),
        kind=kind, venue="Venue", volume="3", pages="1-2", authors=names,
    )  # fmt: skip
    told = parse_qs(write_coins(paper), strict_parsing=True)
    assert told["ctx_ver"] == ["Z39.88-2004"] and told["rft_val_fmt"] == [f"info:ofi/fmt:kev:mtx:{form}"]
    assert told.get("rft.genre", [""]) == [genre]
    assert told[title] == ['A & B: 50% of "it"'] and told["rft.date"] == ["2019-05-03"]
    if form == "dc":
        assert told["rft.creator"] == ["Bo van Beispiel", "The Group"] and told["rft.type"]
    else:
        assert told["rft.au"] == ["Bo van Beispiel"] and told["rft.aucorp"] == ["The Group"]
        assert told["rft.aulast"] == ["van Beispiel"]
    assert told["rft_id"] == ["info:doi/10.1000/a&b", "https://arxiv.org/abs/1908.09203"]
    assert not holder or told[holder] == ["Venue"]
    assert all(value for values in told.values() for value in values), "nothing empty"


def test_zotero_takes_all_fields_of_a_paper() -> None:
    paper = replace(
        make_paper("T", "2019-05-03", "", doi="10.1000/x"), kind="article", venue="Journal", volume="3", issue="2",
        pages="10-20", publisher="Press", authors=(Person("Garcia Marquez", "Gabriel Jose"),),
    )  # fmt: skip
    pages, _, _ = plan(make_entry("a", paper), make_entry("b", make_paper("P", authors="Ada Alpha, Bo Beta")))
    told = dict(view(pages, "papers/a.html").head.meta)
    assert told["citation_author"] == "Garcia Marquez, Gabriel Jose;", "one person, who would be taken for two"
    names = ("journal_title", "volume", "issue", "firstpage", "lastpage", "publisher")
    assert [told[f"citation_{name}"] for name in names] == ["Journal", "3", "2", "10", "20", "Press"]
    assert "z:itemType" not in told
    head = view(pages, "papers/b.html").head
    assert dict(head.meta)["z:itemType"] == "preprint"
    assert [said for name, said in head.meta if name == "citation_author"] == ["Alpha, Ada", "Beta, Bo"]
    assert "og:site_name" not in dict(head.properties)


def test_open_graph() -> None:
    site = {"description": "About it.", "picture": "files/x.png"}
    pages, _, _ = plan(make_entry("a", why="Because."), site=site)
    home, paper = dict(view(pages, "index.html").head.properties), dict(view(pages, "papers/a.html").head.properties)
    assert home["og:type"] == "website" and home["og:url"] == URL and home["og:description"] == "About it."
    assert home["og:image"] == URL + "files/x.png"
    assert paper["og:type"] == "article" and paper["og:title"] == "Paper a" and paper["og:description"] == "Because."


def test_a_picture_is_drawn_where_it_is_wanted() -> None:
    pages, _, _ = plan(make_entry("a"), site={"picture": "made"})
    data = pages["assets/picture.png"].maker(view(pages, "assets/picture.png"))  # type: ignore[operator]
    assert isinstance(data, bytes) and data[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) == (1200, 630)
    assert data == pages["assets/picture.png"].maker(view(pages, "assets/picture.png"))  # type: ignore[operator]
    odd = make_picture(PictureView("题 " * 200 + "word " * 200, "x" * 5_000, "1"))
    assert odd[:4] == b"\x89PNG"
    assert "assets/picture.png" not in plan(make_entry("a"))[0]


# As Markdown.


def test_a_page_as_markdown() -> None:
    entry = make_entry(
        "a",
        make_paper("On *stars* & <b>", arxiv="1908.09203", abstract=TEXT),
        why="Why_not?",
        tags=("t",),
        notes="# Mine\n\nSee [[b]] and [it](tag:t).",
        margin=(make_note(TEXT, "abstract", note="A *note*."),),
        quotes=(Quote("Said there.", "4"),),
        relations=(Relation("cites", "b", "For its *method*."),),
    )
    pages, _, _ = plan(entry, make_entry("b"), tags=(make_tag("t"),), site={"markdown": True})
    text = pages["papers/a.md"].maker(view(pages, "papers/a.md"))  # type: ignore[operator]
    assert isinstance(text, str)
    assert text.startswith("# On \\*stars\\* & \\<b\\>\n\n- Authors: Ada Alpha\n")
    assert "## Abstract\n\nWords of the abstract.\n" in text
    assert f"### Mine\n\nSee [Paper b]({URL}papers/b.html) and [it]({URL}tags/t.html)." in text
    assert "- **comment**, “abstract”\n\n  A *note*.\n" in text and "> Said there.\n>\n> p. 4\n" in text
    assert f"- cites: [Paper b]({URL}papers/b.md) — For its *method*.\n" in text
    assert re.search(r"```bibtex\n@misc\{.*\n```\n\Z", text, re.DOTALL)
    page = view(pages, "papers/a.html")
    assert ("describedby", "text/markdown", "../papers/a.md") in page.head.links
    llms = pages["llms.txt"].maker(view(pages, "llms.txt"))  # type: ignore[operator]
    assert f"## T\n\n- [On \\*stars\\* & \\<b\\>]({URL}papers/a.md): Why\\_not?\n" in llms
    assert f"## Others\n\n- [Paper b]({URL}papers/b.md)\n" in llms
    assert not [path for path in plan(entry)[0] if path.endswith((".md", "llms.txt")) and "bibliography" not in path]


def test_without_an_address_its_links_are_relative() -> None:
    entry = make_entry("a", relations=(Relation("cites", "b"),))
    pages, _, _ = plan(entry, make_entry("b"), site={"markdown": True, "url": ""})
    assert "[Paper b](../papers/b.md)" in pages["papers/a.md"].maker(view(pages, "papers/a.md"))  # type: ignore[operator]
    assert "](papers/b.md)" in pages["llms.txt"].maker(view(pages, "llms.txt"))  # type: ignore[operator]


def test_notes_without_words_are_none() -> None:
    note = MarginNote("abstract", "abstract", "highlight", start=13, end=21)
    pages, _, _ = plan(make_entry("a", make_paper(abstract=TEXT), margin=(note,)), site={"markdown": True})
    assert "In the margin" not in pages["papers/a.md"].maker(view(pages, "papers/a.md"))  # type: ignore[operator]
