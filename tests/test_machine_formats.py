"""Whatever machines read of a site, held against its standard; and every link of every page, followed.

The list has every file that can be asked for (full_list.py); the shipped one has no address, and so fewer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag, urljoin
from urllib.request import urlopen

import pytest
from format_rules import (
    check_annotations,
    check_atom,
    check_csl,
    check_json_feed,
    check_linked_data,
    check_opml,
    check_sitemap,
)
from full_list import ADDRESS, make_full_list
from loopback import serve_folder

from manicule.order import Order
from manicule.pipeline import build

RULES: dict[str, Callable[[str], Iterator[str]]] = {
    "**/*feed.xml": check_atom,
    "**/*feed.json": check_json_feed,
    "feeds.opml": check_opml,
    "sitemap.xml": check_sitemap,
    "**/*.jsonld": check_annotations,
    "**/[!.f]*.json": check_csl,
}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("everything")
    make_full_list(root, papers=8)
    outcome = build(Order(root, root / "site"))
    assert not outcome.failed, outcome.report
    return root / "site"


@pytest.mark.parametrize("pattern", RULES)
def test_every_file_keeps_to_its_standard(everything: Path, pattern: str) -> None:
    """Feeds are JSON as well; the manifest, whose name begins with a dot, is ours alone."""
    files = [path for path in everything.glob(pattern) if "feed" in pattern or not path.name.endswith("--feed.json")]
    assert files
    wrong = {path.name: list(RULES[pattern](path.read_text("utf-8"))) for path in files}
    assert {name: said for name, said in wrong.items() if said} == {}


def test_the_shipped_lists_files_keep_to_theirs(built_site: Path) -> None:
    assert list(check_csl((built_site / "list.json").read_text("utf-8"))) == []
    for path in built_site.rglob("*.jsonld"):
        text = path.read_text("utf-8")
        # Without the site's address its pages have relative IRIs, which JSON-LD resolves against the file's own.
        said = [one for one in check_annotations(text) if not re.search(r"\.(id|partOf|scope|source|last)\b", one)]
        assert said == [], path.name


def test_linked_data_of_every_page_keeps_to_schema_org(everything: Path) -> None:
    found = 0
    for path in everything.rglob("*.html"):
        for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text("utf-8"), re.S):
            found += 1
            assert list(check_linked_data(data)) == [], path.name
    assert found > 20


def break_text(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("feed.xml", "<updated>", "<updated>x", "3.3"),
        ("feed.xml", "<name>A. Bystander</name>", "", "3.2"),
        ("feed.xml", ' rel="self"', ' rel="related"', "4.1.1"),
        ("feed.json", '"url": "https://', '"url": "', "url"),
        ("feed.json", '"items"', '"entries"', "items"),
        ("feeds.opml", "xmlUrl", "url", "xmlUrl"),
        ("sitemap.xml", "<lastmod>", "<lastmod>on ", "no date"),
        ("list.json", '"type": "', '"type": "my', "type"),
        ("annotations.jsonld", '"exact"', '"text"', "exact"),
        ("annotations.jsonld", '"total": ', '"total": 1', "5.1"),
    ],
)
def test_the_rules_see_what_breaks_them(everything: Path, name: str, old: str, new: str, told: str) -> None:
    check = next(rule for pattern, rule in RULES.items() if Path(name).match(pattern.removeprefix("**/")))
    text = break_text((everything / name).read_text("utf-8"), old, new)
    try:
        said = " ".join(check(text))
    except KeyError as reason:
        said = str(reason)
    assert told in said


def test_addresses_in_feeds_and_maps_are_of_files_that_are_there(everything: Path) -> None:
    """All but the papers' own, which lead elsewhere."""
    named = set()
    for pattern in (
        "**/*feed.xml",
        "feeds.opml",
        "sitemap.xml",
        "robots.txt",
        "llms.txt",
        "**/*.md",
        "**/*feed.json",
        "**/*.jsonld",
    ):
        for path in everything.glob(pattern):
            named |= set(re.findall(re.escape(ADDRESS) + r"[^\s\"'<>)\\&]*", path.read_text("utf-8")))
    assert len(named) > 50
    for address in named:
        name = unquote(urldefrag(address)[0].removeprefix(ADDRESS)) or "index.html"
        assert (everything / name).is_file(), address


# Links.


@dataclass(slots=True)
class Found:
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tied: list[str] = field(default_factory=list)
    """What `for`, `aria-labelledby` and the like name."""


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Found()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if value is None:
                continue
            if name in ("href", "src", "poster", "action"):
                self.found.links.append(value)
            elif name == "srcset":
                self.found.links += [part.split()[0] for part in value.split(",")]
            elif name == "id":
                self.found.ids.append(value)
            elif name in ("for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"):
                self.found.tied += value.split()
            elif name == "content" and (moved := re.match(r"\d+; *url=(.*)", value)):
                self.found.links.append(moved[1])


def read_pages(site: Path) -> dict[str, Found]:
    pages = {}
    for path in site.rglob("*.html"):
        reader = Reader()
        reader.feed(path.read_text("utf-8"))
        pages[path.relative_to(site).as_posix()] = reader.found
    return pages


HOSTILE = ("x",)
"""A picture that a hostile note asks for, which is nowhere (annotated_list.py)."""


@pytest.mark.parametrize("which", ["shipped", "everything"])
def test_every_link_leads_somewhere_from_the_disk_and_under_any_path(
    built_site: Path, everything: Path, which: str
) -> None:
    """With its fragment; and nothing is named that is not on the page. From the disk each address has to be a file, with no
    page for a folder; from a host each has to be answered, below the path that the site stands under."""
    site = built_site if which == "shipped" else everything
    pages = read_pages(site)
    asked: dict[str, str] = {}
    with serve_folder(site, "/some/list/") as address:
        for name, found in pages.items():
            assert len(found.ids) == len(set(found.ids)), (name, "an id is there twice")
            assert set(found.tied) <= set(found.ids), name
            for link in found.links:
                if link.startswith(ADDRESS):
                    link = address + (link.removeprefix(ADDRESS) or "index.html")
                elif re.match(r"(https?|mailto):", link) or link.rpartition("/")[2] in HOSTILE:
                    continue
                whole, fragment = urldefrag(urljoin(address + name, link))
                assert whole.startswith(address), (name, link, "leads out of the site")
                whole = whole.partition("?")[0]
                target = unquote(whole.removeprefix(address))
                assert (site / target).is_file(), (name, link)
                if fragment and target in pages:
                    assert unquote(fragment).partition(":~:")[0] in ("", *pages[target].ids), (name, link)
                asked.setdefault(whole, name)
        assert len(asked) > 60
        for whole, name in asked.items():
            try:
                with urlopen(whole) as answer:
                    assert answer.status == 200
            except HTTPError as reason:
                pytest.fail(f"{name}: {whole}: {reason}")


def test_json_of_every_kind_is_read_back(everything: Path) -> None:
    for path in [*everything.rglob("*.json"), *everything.rglob("*.jsonld")]:
        json.loads(path.read_bytes().decode("utf-8"))
