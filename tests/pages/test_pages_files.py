"""Feeds, maps, exports and assets."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import feedparser
from sample_lists import NASTY, URL, make_entry, make_note, make_paper, make_path, make_tag, plan, view

from manicule.model import Annotator, PartialDate
from manicule.pages import Assets, sort_assets
from manicule.pages.assets import StyleView, make_style, plan_assets
from manicule.pages.words import Words

ATOM = "{http://www.w3.org/2005/Atom}"
TEXT = "Words of the abstract."


def made(pages: Any, path: str) -> str:
    text = pages[path].maker(pages[path].view)
    assert isinstance(text, str)
    return text


def feed(*entries: Any, **content: Any) -> ElementTree.Element:
    return ElementTree.fromstring(made(plan(*entries, **content)[0], "feed.xml"))


def text_of(element: ElementTree.Element, name: str) -> str:
    found = element.find(ATOM + name)
    assert found is not None, name
    return found.text or ""


# The feed.


def test_the_feed_is_whole_and_its_content_is_escaped() -> None:
    entry = make_entry(
        "a",
        make_paper(NASTY, arxiv="1908.09203", abstract=TEXT),
        why=NASTY,
        notes="My notes.",
        margin=(make_note(TEXT, "Words"),),
        tags=("t",),
        added="2026-01-02",
    )
    root = feed(entry, tags=(make_tag("t", label=NASTY),), site={"title": NASTY, "description": NASTY})
    assert text_of(root, "title") == NASTY
    assert [link.get("href") for link in root.findall(ATOM + "link")] == [URL + "feed.xml", URL]
    (one,) = root.findall(ATOM + "entry")
    assert text_of(one, "title") == NASTY
    content = text_of(one, "content")
    assert "<script" not in content
    assert (
        content.index("My notes.") < content.index("<blockquote><p>Words</p></blockquote>") < content.index("On Words.")
    )
    category = one.find(ATOM + "category")
    assert category is not None
    assert category.get("label") == NASTY
    assert root.find(f"{ATOM}author/{ATOM}name") is not None


def test_times_come_from_the_entry() -> None:
    note = make_note(TEXT, "Words", created=PartialDate(2026, 5))
    newer = make_entry("a", make_paper(abstract=TEXT), added="2026-01-02", margin=(note,))
    root = feed(newer, make_entry("b", make_paper("b"), added="2025-12-01"), make_entry("c", make_paper("c")))
    entries = root.findall(ATOM + "entry")
    assert [(text_of(one, "published"), text_of(one, "updated")) for one in entries] == [
        ("2026-01-02T00:00:00Z", "2026-05-01T00:00:00Z"),
        ("2025-12-01T00:00:00Z", "2025-12-01T00:00:00Z"),
    ]
    assert text_of(root, "updated") == "2026-05-01T00:00:00Z"


def test_identities_stay_when_a_paper_is_renamed() -> None:
    def ids(slug: str, aliases: tuple[str, ...], **site: Any) -> list[str]:
        root = feed(make_entry(slug, aliases=aliases, added="2026-01-02"), site=site)
        return [text_of(root, "id"), *(text_of(one, "id") for one in root.findall(ATOM + "entry"))]

    assert ids("a", ()) == ["tag:example.org,2026:/list", "tag:example.org,2026:/list/papers/a"]
    assert ids("b", ("a",)) == ids("a", ())
    stated = ids("a", (), feed_id="tag:example.org,2026:list", url="https://elsewhere.example/")
    assert stated == ["tag:example.org,2026:list", "tag:example.org,2026:list/papers/a"]
    assert ids("a", (), url="https://example.org/")[1] == "tag:example.org,2026:/papers/a"


def test_the_feed_has_the_hundred_latest_additions() -> None:
    entries = [make_entry(f"p{n}", make_paper(f"{n}"), added=f"20{n // 100:02}-01-{n % 28 + 1:02}") for n in range(150)]
    assert len(feed(*entries).findall(ATOM + "entry")) == 100


def test_annotators_are_the_feeds_authors() -> None:
    root = feed(make_entry("a", added="2026"), site={"annotators": (Annotator("ab", "A & B"),)})
    name = root.find(f"{ATOM}author/{ATOM}name")
    assert name is not None
    assert name.text == "A & B"


def test_without_additions_or_an_address_there_is_no_feed() -> None:
    pages, facts, _ = plan(make_entry("a"))
    assert "feed.xml" not in pages
    assert facts.feeds == ()
    pages, _, _ = plan(make_entry("a", added="2026"), site={"url": ""})
    assert not {"feed.xml", "sitemap.xml", "robots.txt"} & set(pages)


def test_each_tag_path_and_person_has_a_feed_where_that_is_wanted() -> None:
    entries = [
        make_entry("a", make_paper("A", authors="Ada Alpha"), added="2026-01-02", tags=("t", "u")),
        make_entry("b", make_paper("B", authors="Ada Alpha"), added="2026-01-03", tags=("t",)),
        make_entry("c", make_paper("C"), tags=("v",)),
    ]
    site = {"feeds": (("tags", ("atom", "json")), ("people", ("atom",)))}
    tags, paths = tuple(make_tag(key) for key in "tuv"), (make_path("way", "c", "a"),)
    pages, facts, _ = plan(*entries, site=site, tags=tags, paths=paths)
    feeds = sorted(path for path in pages if "feed" in path)
    assert feeds == [
        "feed.json", "feed.xml", "feeds.opml", "paths/way--feed.xml", "people/ada-alpha--feed.xml",
        "tags/t--feed.json", "tags/t--feed.xml", "tags/u--feed.json", "tags/u--feed.xml",
    ]  # fmt: skip
    root = ElementTree.fromstring(made(pages, "tags/t--feed.xml"))
    assert text_of(root, "id") == "tag:example.org,2026:/list/tags/t"
    assert [text_of(one, "title") for one in root.findall(ATOM + "entry")] == ["B", "A"], "the latest first"
    listed = {text_of(one, "id") for one in ElementTree.fromstring(made(pages, "feed.xml")).findall(ATOM + "entry")}
    assert {text_of(one, "id") for one in root.findall(ATOM + "entry")} == listed, "one item wherever it is read"
    outlines = ElementTree.fromstring(made(pages, "feeds.opml")).findall(".//outline[@xmlUrl]")
    assert sorted(one.get("xmlUrl", "") for one in outlines) == [URL + path for path in feeds if path.endswith(".xml")]
    assert [link.url for link in facts.feeds] == ["feed.xml", "feeds.opml"]
    head = view(pages, "tags/t.html").head
    assert [(link.url, link.type) for link in head.feeds] == [
        ("tags/t--feed.xml", "application/atom+xml"), ("tags/t--feed.json", "application/feed+json"),
    ]  # fmt: skip
    assert view(pages, "tags/v.html").head.feeds == (), "none of its papers says when it came"


def test_json_feeds_say_what_atom_says() -> None:
    nasty = make_entry("a", make_paper(NASTY, abstract=TEXT), added="2026-01-02", notes="Some *words*.", why=NASTY)
    pages, _, _ = plan(nasty, make_entry("b", make_paper("b", arxiv="2107.03374"), added="2025-12"))
    told = json.loads(made(pages, "feed.json"))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == URL + "feed.json" and told["home_page_url"] == URL and told["title"]
    parsed = feedparser.parse(made(pages, "feed.xml"))
    assert not parsed.bozo and len(parsed.entries) == len(told["items"]) == 2
    for atom, item in zip(parsed.entries, told["items"], strict=True):
        assert (item["id"], item["url"], item["title"]) == (atom.id, atom.link, atom.title)
        assert (item["date_published"], item["date_modified"]) == (atom.published, atom.updated)
    assert "<em>words</em>" in told["items"][0]["content_html"] and "<script" not in told["items"][0]["content_html"]
    assert told["items"][1]["external_url"] == "https://arxiv.org/abs/2107.03374"
    assert len({item["id"] for item in told["items"]}) == 2


# Maps.


def test_the_map_has_every_page_but_errors_and_old_addresses() -> None:
    pages, _, _ = plan(make_entry("a", aliases=("old",), added="2026-01-02"), make_entry("b", make_paper("b")))
    root = ElementTree.fromstring(made(pages, "sitemap.xml"))
    found = {url[0].text: url[1].text if len(url) > 1 else None for url in root}
    assert found[URL] is None
    assert found[URL + "papers/a.html"] == "2026-01-02"
    assert found[URL + "papers/b.html"] is None
    assert not {URL + "404.html", URL + "papers/old.html"} & set(found)
    html = {page.path for page in pages.values() if isinstance(page.maker, str)}
    assert len(found) == len(html) - 2
    assert "Sitemap: https://example.org/list/sitemap.xml" in made(pages, "robots.txt")


# Exports.


def test_exports_are_in_the_lists_order_with_the_same_keys_everywhere() -> None:
    entries = [
        make_entry("a", make_paper("A Title", "2019"), added="2026-01-01"),
        make_entry("b", make_paper("A Title", "2019-05"), added="2026-02-01"),
    ]
    pages, facts, _ = plan(*entries, site={"exports": ("bib", "json")})
    assert [link.url for link in facts.exports] == ["list.bib", "list.json"]
    whole = made(pages, "list.bib")
    assert whole.index("alpha2019titlea,") < whole.index("alpha2019title,")
    assert made(pages, "papers/b.bib") in whole
    assert [item["id"] for item in json.loads(made(pages, "list.json"))] == ["alpha2019titlea", "alpha2019title"]
    assert [item["id"] for item in json.loads(made(pages, "papers/a.json"))] == ["alpha2019title"]
    assert view(pages, "papers/b.html").citation.bibtex == made(pages, "papers/b.bib")


def test_no_file_that_nobody_asked_for() -> None:
    pages, _, _ = plan(make_entry("a"), site={"exports": ()})
    assert not {"papers/a.bib", "papers/a.json"} & set(pages)
    assert "papers/a.bib" not in "".join(repr(page.view) for page in pages.values())


# Assets.


def test_stylesheets_come_in_layers_and_scripts_beside_them() -> None:
    names = ("css/print.css", "css/own.css", "css/base.css", "css/tokens.css", "js/page.js", "mark.svg")
    assets = sort_assets({name: name.encode() for name in names})
    assert assets.css == ("css/tokens.css", "css/base.css", "css/own.css", "css/print.css")
    assert [page.path for page in plan_assets(assets, 0, Words())] == [
        "assets/style.css",
        "assets/page.js",
        "assets/mark.svg",
    ]


def test_rules_are_made_for_as_many_notes_as_any_page_has() -> None:
    entry = make_entry("a", make_paper(abstract=TEXT), margin=(make_note(TEXT, "Words"), make_note(TEXT, "abstract")))
    pages, _, _ = plan(entry, make_entry("b", make_paper("b")))
    style = made(pages, "assets/style.css")
    assert ".n2{--me:--n2;--at:--m2;--after:--n1}" in style
    assert ".m3" not in style
    assert f".need-{view(pages, 'papers/a.html').need}{{" in style
    assert style.count("{") == style.count("}")
    assert make_style(StyleView(("a {}\n",), 0)) == "a{}\n"


def test_files_are_copied_as_they_are() -> None:
    (_, page) = plan_assets(Assets((), (("mark.svg", b"\x00\xff"),)), 0, Words())
    assert callable(page.maker)
    assert page.maker(page.view) == b"\x00\xff"
