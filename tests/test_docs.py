"""Documents held against the code: what is made from it, the commands, and where links lead. Examples: test_examples.py."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from docs_site import lay_out, list_documents
from make_reference import PAGES, read_said, read_shown
from test_layers import read_rooms

from manicule.cli import main
from manicule.order import Order
from manicule.pipeline import build
from manicule.schema import read_names, schema_texts

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", *list_documents()]


@pytest.mark.parametrize("name", PAGES)
def test_what_is_made_from_code_is_up_to_date(name: str) -> None:
    """`make reference` makes it anew."""
    assert (ROOT / name).read_text("utf-8") == PAGES[name]()


def test_the_schemas_of_the_shipped_list_are_up_to_date() -> None:
    """`manicule schema` makes them anew."""
    for name, text in schema_texts(read_names(ROOT)).items():
        assert (ROOT / "content/.schema" / name).read_text("utf-8") == text


def test_every_command_is_told_and_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE)
    assert set(commands) >= {"build", "check", "serve", "import", "why", "schema"}
    by_hand = "".join(path.read_text("utf-8") for path in DOCUMENTS if path.name != "commands.md")
    for command in commands:
        assert f"manicule {command}" in by_hand, command
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert len(capsys.readouterr().out) > 200


def test_every_code_that_the_tests_show_is_told() -> None:
    told = set(re.findall(r"^(?:### |\| `)([a-z0-9-]+)", (ROOT / "docs/problems.md").read_text("utf-8"), re.MULTILINE))
    assert told >= read_shown().keys()
    assert told >= {said.code for said in read_said()}
    assert len(told) > 100


def test_the_commands_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


# Links, as one reads the Markdown on a host of code, and on the site that Manicule makes of it.


def find_links(markdown: str) -> list[str]:
    bare = re.sub(r"^```.*?^```$|`[^`\n]+`", "", markdown, flags=re.DOTALL | re.MULTILINE)
    return [link for link in re.findall(r"\]\(([^)\s]+)", bare) if not re.match(r"[a-z]+:", link)]


def anchors(path: Path) -> set[str]:
    """As GitHub names headings."""
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    named: dict[str, int] = {}
    found = set()
    for heading in re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", html.unescape(re.sub(r"[`*]", "", heading)).lower()).replace(" ", "-")
        found.add(f"{name}-{named[name]}" if name in named else name)
        named[name] = named.get(name, 0) + 1
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_the_documents_lead_somewhere(document: Path) -> None:
    for link in find_links(document.read_text("utf-8")):
        name, _, anchor = link.partition("#")
        target = (document.parent / name) if name else document
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_the_documents_are_a_site_whose_links_lead_somewhere(tmp_path: Path) -> None:
    lay_out(tmp_path)
    outcome = build(Order(tmp_path, tmp_path / "site"))
    assert [problem.code for problem in outcome.problems] == ["no-url"], outcome.report
    site = tmp_path / "site"
    pages = {path: path.read_text("utf-8") for path in site.glob("*.html") if path.name != "404.html"}
    assert {path.stem for path in pages} >= set(list_documents().values())
    ids = {path: set(re.findall(r' id="([^"]+)"', text)) for path, text in pages.items()}
    menu = set(re.findall(r'href="([^"]+)"', pages[site / "tutorial.html"].split('id="pages"')[1]))
    for path, text in pages.items():
        if path.stem in set(list_documents().values()) - {"index"}:
            assert path.name in menu, "each is in the menu"
        for link in re.findall(r'(?:href|src)="([^"]+)"', text):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, anchor = html.unescape(link).partition("#")
            target = site / name if name else path
            assert target.is_file(), (path.name, link)
            if anchor:
                assert anchor in ids[target], (path.name, link)


def test_the_picture_is_of_the_rooms() -> None:
    """Each room that it names is in the table, and what follows along an arrow of a row knows what came before, so its number is
    not smaller."""
    picture = (ROOT / "docs/hangs-together.svg").read_text("utf-8")
    rooms = read_rooms((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    places = re.findall(r'class="name" x="([\d.]+)" y="([\d.]+)">(\w+)<', picture)
    assert len(places) >= 20

    def layer(name: str) -> int:
        return min(number for room, (number, _) in rooms.items() if room.partition("/")[0] == name)

    rows: dict[str, list[str]] = {}
    for _, y, name in sorted(places, key=lambda place: float(place[0])):
        rows.setdefault(y, []).append(name)
    assert all(layer(name) >= 0 for row in rows.values() for name in row)
    importing = next(row for row in rows.values() if "intake" in row)
    building = next(row for row in rows.values() if "library" in row)
    for row in (importing, building):
        assert [layer(name) for name in row] == sorted(layer(name) for name in row), row
