"""Papers of the list as files: from the command line, and with the site where site.yaml asks for them."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from manicule.cli import main
from manicule.exporting import Wish, export_papers
from manicule.formats import bibtex_reading, csl_json, csv_writing, markdown_list, ris
from manicule.formats.writers import WRITERS
from manicule.model import Group, Paper, Person
from manicule.order import Order
from manicule.pipeline import build

HERE = Path(__file__).parent
ALL = Wish()
SAMPLE, SHIPPED = HERE / "sample", HERE.parent


def titles(form: str, text: str) -> list[str]:
    if form == "csv":
        return [row["title"] for row in csv.DictReader(text.splitlines())]
    readers = {"ris": ris.read, "json": csl_json.read, "md": markdown_list.read}
    return [record.paper.title for record in readers.get(form, bibtex_reading.read)(text.encode(), "x").records]


def exported(root: Path, form: str = "bib", wish: Wish = ALL) -> str:
    export = export_papers(root, form, wish)
    assert export.text is not None, export.problems
    return export.text


@pytest.mark.parametrize("form", WRITERS)
def test_the_shipped_list_comes_back_whole(form: str) -> None:
    text = exported(SHIPPED, form)
    known = [item["title"] for item in json.loads(exported(SHIPPED, "json"))]
    found = titles(form, text)
    assert len(known) == 10
    assert found == known if form != "md" else sorted(found) == sorted(known)


@pytest.mark.parametrize(
    ("wish", "keys"),
    [
        (Wish(tags=("scales",)), ["example2020weight"]),
        (Wish(tags=("Beasts",), years=(2019,)), ["beispiel2019griffins"]),
        (Wish(people=("Ada Example",)), ["example2020weight", "beispiel2019griffins"]),
        (
            Wish(people=("ada-example", "bo van beispiel"), years=(2020, 2019)),
            ["example2020weight", "beispiel2019griffins"],
        ),
        (Wish(path="weights"), ["example2020weight", "beispiel2019griffins", "anonnothing"]),
        (Wish(papers=("plain", "griffin")), ["beispiel2019griffins", "anonnothing"]),
    ],
)
def test_what_is_wanted(wish: Wish, keys: list[str]) -> None:
    assert [item["id"] for item in json.loads(exported(SAMPLE, "csl-json", wish))] == keys


def test_what_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*words: str) -> str:
        assert main(["export", "--root", str(SAMPLE), *words]) == 1
        seen = capsys.readouterr()
        assert seen.out == ""
        return seen.err

    assert told("--tag", "beast").startswith(
        "--tag: error[not-on-list]: nothing on the list has the tag beast\n      = did you mean beasts?"
    )
    assert told("--format", "tex").startswith(
        "--format: error[unknown-format]: no papers are written as tex; these are: bib, biblatex, ris"
    )
    assert (
        "--year: error" in told("--year", "1066")
        and "--path: error" in told("--path", "x")
        and "--paper: error" in told("x")
    )
    out = tmp_path / "out.ris"
    assert main(["export", "--root", str(SAMPLE), "--tag", "scales", "--format", "ris", "--output", str(out)]) == 0
    assert out.read_bytes().endswith(b"ER  - \r\n") and "1 paper\n" in capsys.readouterr().err
    assert main(["export", "--root", str(SAMPLE), "plain"]) == 0
    assert capsys.readouterr().out == exported(SAMPLE, "bib", Wish(papers=("plain",)))


def test_a_table_has_what_the_owner_says_and_no_formulas() -> None:
    row = next(csv.DictReader(exported(SAMPLE, "csv", Wish(tags=("scales",))).splitlines(keepends=True)))
    assert (row["authors"], row["tags"], row["status"]) == (
        "Example, Ada; Beispiel, Bo van; The Weighing Group",
        "Scales; Beasts",
        "read",
    )
    text = csv_writing.write(
        [
            (
                "k",
                Paper(
                    title='=HYPERLINK("x")', authors=(Group("@cmd"), Person("A")), abstract="a\n\nb\x00", venue='"q"'
                ),
            )
        ]
    )
    (cells,) = list(csv.DictReader(text.splitlines(keepends=True)))
    assert (cells["title"], cells["authors"], cells["abstract"], cells["venue"]) == (
        '\'=HYPERLINK("x")',
        "'@cmd; A",
        "a\n\nb",
        '"q"',
    )


def site_with(tmp_path: Path, downloads: str) -> Mapping[str, str]:
    shutil.copytree(SAMPLE, tmp_path / "list")
    place = tmp_path / "list/content/site.yaml"
    lines = [
        line
        for line in place.read_text("utf-8").splitlines()
        if not line.startswith(("downloads", "exports:", "markdown:"))
    ]
    place.write_text("\n".join([*lines, downloads, ""]), encoding="utf-8")
    outcome = build(Order(tmp_path / "list", tmp_path / "site"))
    assert not outcome.failed, outcome.report
    return {
        path.relative_to(tmp_path / "site").as_posix(): path.read_bytes().decode()
        for path in (tmp_path / "site").rglob("*")
        if path.suffix in (".bib", ".ris", ".json", ".csv", ".md", ".html")
    }


def test_every_scope_has_every_format_and_the_pages_link_to_them(tmp_path: Path) -> None:
    every = "[bib, biblatex, ris, json, csv, md]"
    files = site_with(
        tmp_path,
        f"downloads: {{list: {every}, tags: {every}, people: {every}, years: {every}, paths: {every}}}\nexports: [bib, biblatex, ris, json]",
    )
    for page in (
        "papers/index.html",
        "tags/beasts.html",
        "people/ada-example.html",
        "years/2020.html",
        "paths/weights.html",
    ):
        stem = page.removesuffix(".html") if "papers/" not in page else "list"
        for form, writer in WRITERS.items():
            name = stem + writer.ending
            assert titles(form, files[name]), name
            assert f'href="../{name}"' in files[page], name
    assert [name for name in files if name.startswith("papers/griffin")] and files[
        "papers/griffin--biblatex.bib"
    ].startswith("@article")
    assert 'href="../papers/griffin.ris"' in files["papers/griffin.html"]
    assert (
        files["list.md"].startswith("# Beasts & Measures\n\nA small list") and "\n## Beasts\n\n- " in files["list.md"]
    )
    assert titles("ris", files["paths/weights.ris"]) == titles("csv", files["paths/weights.csv"])


def test_nothing_is_made_that_nobody_asked_for(tmp_path: Path) -> None:
    files = site_with(tmp_path, "")
    made = sorted(
        name for name in files if not name.endswith((".html", "bibliography.md", ".manicule.json", "feed.json"))
    )
    papers = ["papers/2001.00001.bib", "papers/griffin.bib", "papers/plain.bib"]
    assert made == ["list.bib", "list.json", *papers, "paths/weights.bib"]
