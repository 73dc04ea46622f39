"""Importing as a whole: on the files that the project was given, and on small lists of its own."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from manicule.content import load_entry, load_works
from manicule.importing import ImportReport, format_report, report_json, run_import
from manicule.ledger import read_ledger
from manicule.model import Entry, PartialDate
from manicule.problems import has_errors
from manicule.safewrite import write_safely

SEED = Path(__file__).parent.parent / "content" / "sources"
LISTING = SEED / "000_884123225bf36b53.txt"
METADATA = SEED / "metadata.csl.json"
RELATED = SEED / "related.csl.json"
TODAY = PartialDate(2026, 11, 23)


def imports(root: Path, *files: Path, to: str = "auto", dry_run: bool = False) -> ImportReport:
    return run_import(root, files, TODAY, to, dry_run)  # type: ignore[arg-type]


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def entry(root: Path, slug: str) -> Entry:
    name = f"content/papers/{slug}.yaml"
    loaded, problems = load_entry(name, (root / name).read_bytes())
    assert not has_errors(problems), problems
    assert loaded is not None
    return loaded


def csl(path: Path, *items: dict[str, object]) -> Path:
    path.write_text(json.dumps([{"type": "article-journal", **item} for item in items]), encoding="utf-8")
    return path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert text.count(old) == 1, text
    path.write_bytes(text.replace(old, new).encode())


DUCKS: dict[str, object] = {
    "id": "drake-2021",
    "title": "Ducks",
    "DOI": "10.1234/ducks",
    "author": [{"family": "Drake", "given": "Anna"}],
    "issued": {"date-parts": [[2021, 7]]},
    "container-title": "Journal of Ponds",
}


# The project's own sources.


@pytest.mark.parametrize("runs", [1, 2])
@pytest.mark.parametrize("order", [(LISTING, METADATA), (METADATA, LISTING)])
def test_ten_entries_come_out_the_same_in_either_order_and_in_one_run_or_two(
    tmp_path: Path, order: tuple[Path, ...], runs: int
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    imports(one, LISTING, METADATA)
    if runs == 1:
        imports(other, *order)
    else:
        for file in order:
            imports(other, file)
    left = {name: data for name, data in tree(one).items() if "/papers/" in name}
    right = {name: data for name, data in tree(other).items() if "/papers/" in name}
    assert len(left) == 10
    assert [entry(one, Path(name).stem) for name in left] == [entry(other, Path(name).stem) for name in right]
    assert left == right


def test_an_entry_is_laid_out_as_documented(tmp_path: Path) -> None:
    imports(tmp_path, LISTING, METADATA, RELATED)
    text = (tmp_path / "content/papers/2108.02818.yaml").read_text(encoding="utf-8")
    keys = [line.partition(":")[0] for line in text.splitlines() if line[:1].isalpha()]
    assert text.startswith("# yaml-language-server: $schema=../.schema/entry.json\ntitle: ")
    assert "\n\n# from here on it is the list owner's\nadded: 2026-11-23\nrelations:\n" in text
    assert keys[:8] == ["title", "authors", "date", "kind", "arxiv", "categories", "comment", "abstract"]
    assert keys[-2:] == ["added", "relations"]
    made = entry(tmp_path, "2108.02818")
    assert str(made.paper.date) == "2021-08-05"
    assert [relation.to for relation in made.relations] == ["arxiv:2103.00020"]


def test_a_listing_alone_has_no_titles_and_says_so(tmp_path: Path) -> None:
    report = imports(tmp_path, LISTING)
    assert report.untitled == 10
    assert entry(tmp_path, "2107.03374").paper.title == "arXiv:2107.03374"
    assert imports(tmp_path, METADATA).untitled == 0


def test_what_is_not_on_the_list_goes_to_the_works(tmp_path: Path) -> None:
    report = imports(tmp_path, LISTING, METADATA, RELATED)
    works, problems = load_works("content/works.yaml", (tmp_path / "content/works.yaml").read_bytes())
    assert not has_errors(problems)
    assert [work.paper.identifiers.arxiv for work in works] == ["2103.00020"]
    said = format_report(report)
    assert "`Evaluating CLIP" in said
    assert "--to papers" in said
    assert "new" in said
    before = tree(tmp_path)
    assert "Nothing new" in format_report(imports(tmp_path, LISTING, METADATA, RELATED))
    assert tree(tmp_path) == before
    report = imports(tmp_path, RELATED, to="papers")
    assert [decision.key for decision in report.decisions] == ["2103.00020"]
    assert (tmp_path / "content/papers/2103.00020.yaml").exists()


def test_importing_again_changes_no_byte(tmp_path: Path) -> None:
    imports(tmp_path, LISTING, METADATA, RELATED)
    before = tree(tmp_path)
    for files in ((LISTING, METADATA, RELATED), (METADATA, LISTING), (RELATED,), (LISTING, LISTING)):
        report = imports(tmp_path, *files)
        assert report.written == ()
        assert tree(tmp_path) == before


def test_the_papers_can_be_made_again_from_the_sources(tmp_path: Path) -> None:
    imports(tmp_path, LISTING, METADATA, RELATED)
    before = tree(tmp_path)
    shutil.rmtree(tmp_path / "content/papers")
    imports(tmp_path, LISTING, METADATA, RELATED)
    assert tree(tmp_path) == before


def test_a_dry_run_tells_all_and_writes_nothing(tmp_path: Path) -> None:
    report = imports(tmp_path, LISTING, METADATA, RELATED, dry_run=True)
    assert tree(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []
    assert len(report.written) == 11
    assert format_report(report).startswith("Dry run: nothing was written.\n")
    real = imports(tmp_path, LISTING, METADATA, RELATED)
    assert real.decisions == report.decisions
    assert set(real.written) - set(report.written) == {"content/sources/ledger.jsonl"}


# The owner's words.


def test_everything_that_the_owner_wrote_survives(tmp_path: Path) -> None:
    imports(tmp_path, LISTING)
    path = tmp_path / "content/papers/2107.03374.yaml"
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    kind = next(line for line in lines if line.startswith("kind:"))
    mine = (
        "# mine\n"
        + kind
        + "".join(line for line in lines[1:] if line != kind)
        + "tags:   [code]  # so far\nwhy: 'Since it is'\n"
    )
    path.write_text(mine, encoding="utf-8", newline="\n")
    imports(tmp_path, METADATA)
    after = path.read_text(encoding="utf-8")
    assert after.startswith("# mine\n" + kind)
    assert after.endswith("added: 2026-11-23\ntags:   [code]  # so far\nwhy: 'Since it is'\n")
    kept = [line for line in after.splitlines() if line in mine.splitlines()]
    gone = {line.partition(":")[0] for line in mine.splitlines()} - {line.partition(":")[0] for line in kept}
    assert gone == {"title", "date"}
    made = entry(tmp_path, "2107.03374")
    assert made.paper.title == "Evaluating Large Language Models Trained on Code"
    assert (made.tags, made.why) == (("code",), "Since it is")


def test_a_changed_title_stays_and_the_difference_is_told_on_every_run(tmp_path: Path) -> None:
    source = csl(tmp_path / "refs.json", DUCKS)
    imports(tmp_path, source)
    path = tmp_path / "content/papers/drake-2021.yaml"
    edit(path, "title: Ducks", "title: My own ducks # yes")
    before = tree(tmp_path)
    for _ in range(2):
        report = imports(tmp_path, source)
        said = format_report(report)
        assert "drake-2021  title\n    yours      My own ducks\n    refs.json  Ducks" in said
        assert tree(tmp_path) == before
    edit(path, "My own ducks # yes", "Ducks")
    assert "conflict" not in format_report(imports(tmp_path, source))


def test_a_field_that_was_taken_out_stays_out(tmp_path: Path) -> None:
    source = csl(tmp_path / "refs.json", DUCKS)
    imports(tmp_path, source)
    path = tmp_path / "content/papers/drake-2021.yaml"
    edit(path, "venue: Journal of Ponds\n", "")
    before = path.read_bytes()
    report = imports(tmp_path, source)
    assert path.read_bytes() == before
    assert "drake-2021  venue" in format_report(report)


def test_a_source_that_was_corrected_corrects_what_nobody_touched(tmp_path: Path) -> None:
    source = csl(tmp_path / "refs.json", DUCKS)
    imports(tmp_path, source)
    path = tmp_path / "content/papers/drake-2021.yaml"
    edit(path, "added:", "why: Ducks!\nadded:")
    csl(source, {**DUCKS, "title": "Ducks and drakes", "page": "1-2"})
    report = imports(tmp_path, source)
    made = entry(tmp_path, "drake-2021")
    assert (made.paper.title, made.paper.pages, made.why) == ("Ducks and drakes", "1-2", "Ducks!")
    assert "updated  1  papers got something that they had not: pages, title" in format_report(report)


def test_two_sources_in_conflict_are_named_with_both_values(tmp_path: Path) -> None:
    one = csl(tmp_path / "one.json", DUCKS)
    two = csl(tmp_path / "two.json", {**DUCKS, "title": "Geese\u202e"})
    said = format_report(imports(tmp_path, one, two))
    assert "    one.json  Ducks\n    two.json  Geese\\u202e  (line 1)" in said
    assert "    one.json  Ducks\n    two.json  Geese" in format_report(imports(tmp_path, two))


def test_line_ends_and_a_byte_order_mark_are_kept(tmp_path: Path) -> None:
    imports(tmp_path, LISTING)
    path = tmp_path / "content/papers/1708.05866.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    imports(tmp_path, METADATA)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# yaml")
    assert data.count(b"\n") == data.count(b"\r\n") > 10
    assert entry(tmp_path, "1708.05866").paper.identifiers.doi == "10.1109/MSP.2017.2743240"
    before = tree(tmp_path)
    imports(tmp_path, LISTING, METADATA)
    assert tree(tmp_path) == before


def test_a_relation_that_was_taken_out_stays_out(tmp_path: Path) -> None:
    imports(tmp_path, LISTING)
    path = tmp_path / "content/papers/2108.02818.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("relations:")], encoding="utf-8", newline="\n")
    before = path.read_bytes()
    report = imports(tmp_path, LISTING, METADATA)
    assert "relations (overlaps arxiv:2103.00020)" in format_report(report)
    assert b"relations:" not in path.read_bytes()
    path.write_bytes(before + b"relations:\n- {type: background, to: doi:10.1234/own}\n")
    imports(tmp_path, LISTING)
    assert [relation.type for relation in entry(tmp_path, "2108.02818").relations] == ["background"]


def test_a_renamed_entry_is_known_by_its_alias(tmp_path: Path) -> None:
    source = csl(tmp_path / "refs.json", {**DUCKS, "DOI": ""})
    imports(tmp_path, source)
    papers = tmp_path / "content/papers"
    (papers / "drake-2021.yaml").rename(papers / "ducks.yaml")
    edit(papers / "ducks.yaml", "title: Ducks", "title: My own ducks")
    with (papers / "ducks.yaml").open("a", encoding="utf-8", newline="\n") as file:
        file.write("aliases: [drake-2021]\n")
    report = imports(tmp_path, source)
    assert [decision.key for decision in report.decisions] == ["ducks"]
    assert os.listdir(papers) == ["ducks.yaml"]


# What cannot be read or written.


def test_a_broken_entry_is_not_touched_and_not_doubled(tmp_path: Path) -> None:
    imports(tmp_path, LISTING)
    path = tmp_path / "content/papers/2107.03374.yaml"
    path.write_text("title: 'unclosed\n", encoding="utf-8")
    report = imports(tmp_path, METADATA)
    assert report.failed
    assert path.read_text(encoding="utf-8") == "title: 'unclosed\n"
    assert len(os.listdir(path.parent)) == 10
    assert entry(tmp_path, "1708.05866").paper.title.startswith("A Brief Survey")
    assert report.left_out == 1


def test_files_that_cannot_be_read_stop_the_import_with_a_reason_each(tmp_path: Path) -> None:
    (tmp_path / "empty.bib").write_bytes(b" \n")
    (tmp_path / "what.xyz").write_bytes(b"\x00\x01 nothing of the sort")
    files = [tmp_path / name for name in ("none.bib", "", "empty.bib", "what.xyz")]
    report = imports(tmp_path, LISTING, *files)
    assert sorted(problem.code for problem in report.problems) == [
        "empty-file",
        "is-folder",
        "no-file",
        "unknown-format",
    ]
    assert not (tmp_path / "content").exists()
    assert format_report(report) == "Nothing was imported."


def test_a_damaged_ledger_stops_the_import(tmp_path: Path) -> None:
    imports(tmp_path, LISTING)
    with (tmp_path / "content/sources/ledger.jsonl").open("a", encoding="utf-8") as file:
        file.write("<<<<<<< HEAD\n")
    before = tree(tmp_path)
    report = imports(tmp_path, METADATA)
    assert [problem.code for problem in report.problems if problem.level == "error"] == ["ledger-damaged"]
    assert tree(tmp_path) == before


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_that_lead_out_of_content_are_refused(tmp_path: Path) -> None:
    root, outside = tmp_path / "list", tmp_path / "outside"
    imports(root, LISTING)
    outside.mkdir()
    path = root / "content/papers/2107.03374.yaml"
    path.rename(outside / path.name)
    path.symlink_to(outside / path.name)
    before = tree(outside)
    report = imports(root, METADATA)
    assert "leads-outside" in [problem.code for problem in report.problems]
    assert tree(outside) == before
    assert entry(root, "1708.05866").paper.title.startswith("A Brief Survey")
    other = tmp_path / "other"
    (other / "content").mkdir(parents=True)
    (other / "content/papers").symlink_to(outside)
    assert imports(other, METADATA).failed
    assert tree(outside) == before


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_files_mode_is_kept(tmp_path: Path) -> None:
    imports(tmp_path, LISTING)
    path = tmp_path / "content/papers/2107.03374.yaml"
    path.chmod(0o640)
    imports(tmp_path, METADATA)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def failing(names: Callable[[str], bool]) -> Callable[[Path, bytes, Path], None]:
    def write(place: Path, data: bytes, within: Path) -> None:
        if names(place.name):
            raise OSError(28, "No space left on device")
        write_safely(place, data, within)

    return write


class KilledError(BaseException):
    """As a signal would end it."""


def test_what_could_not_be_written_is_told_and_the_next_run_completes_it(tmp_path: Path) -> None:
    root, whole = tmp_path / "list", tmp_path / "whole"
    write = failing(lambda name: name in ("2107.03374.yaml", "1708.05866.yaml"))
    report = run_import(root, [LISTING], TODAY, write=write)
    assert report.unwritten == ("content/papers/2107.03374.yaml", "content/papers/1708.05866.yaml")
    assert len(report.written) == 9
    assert report.failed
    assert "Not written (2;" in format_report(report)
    lines, _ = read_ledger((root / "content/sources/ledger.jsonl").read_text(encoding="utf-8"), "l")
    assert len(lines) == 8
    imports(root, LISTING)
    imports(whole, LISTING)
    assert tree(root) == tree(whole)


def test_nothing_is_written_where_not_even_the_ledger_can_be(tmp_path: Path) -> None:
    report = run_import(tmp_path, [LISTING], TODAY, write=failing(lambda _name: True))
    assert tree(tmp_path) == {}
    assert len(report.unwritten) == 10
    assert report.decisions == ()


@pytest.mark.parametrize("last", ["1806.00610.yaml", "ledger.jsonl"])
def test_an_import_that_was_killed_is_completed_by_the_next(tmp_path: Path, last: str) -> None:
    root, whole = tmp_path / "list", tmp_path / "whole"

    def write(place: Path, data: bytes, within: Path) -> None:
        if place.name == last:
            raise KilledError
        write_safely(place, data, within)

    with pytest.raises(KilledError):
        run_import(root, [LISTING], TODAY, write=write)
    assert not (root / "content/sources/ledger.jsonl").exists()
    for file in (METADATA, LISTING):
        imports(root, file)
        imports(whole, file)
    assert {d.name for d in (root / "content/sources").iterdir()} == {"ledger.jsonl"}
    assert [entry(root, p.stem) for p in sorted((root / "content/papers").iterdir())] == [
        entry(whole, p.stem) for p in sorted((whole / "content/papers").iterdir())
    ]
    assert all(not decision.conflicts for decision in imports(root, LISTING, METADATA).decisions)


# Works.


@pytest.mark.parametrize("start", ["", "# what I point to\n", "[]\n", "# mine\n[]  # none yet\n", "~\n"])
def test_works_are_appended_to_whatever_is_there(tmp_path: Path, start: str) -> None:
    path = tmp_path / "content/works.yaml"
    path.parent.mkdir()
    path.write_text(start, encoding="utf-8", newline="\n")
    imports(tmp_path, RELATED, to="works")
    works, problems = load_works("content/works.yaml", path.read_bytes())
    assert not has_errors(problems)
    assert [work.paper.identifiers.arxiv for work in works] == ["2103.00020"]
    text = path.read_text(encoding="utf-8")
    assert all(comment in text for comment in ("# what I point to", "# mine", "# none yet") if comment in start)
    before = tree(tmp_path)
    imports(tmp_path, RELATED)
    assert tree(tmp_path) == before


def test_a_work_is_filled_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "content/works.yaml"
    path.parent.mkdir()
    text = "- {arxiv: '2103.00020', title: Mine}  # first\n- title: Another\n  # about it\n  date: 2001\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    report = imports(tmp_path, RELATED)
    works, problems = load_works("content/works.yaml", path.read_bytes())
    assert not has_errors(problems)
    assert works[0].paper.title == "Mine"
    assert works[0].paper.authors[0].display == "Alec Radford"
    assert works[1].paper.title == "Another"
    assert "# first" in path.read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8").endswith("- title: Another\n  # about it\n  date: 2001\n")
    assert [conflict.name for decision in report.decisions for conflict in decision.conflicts] == ["title"]
    before = tree(tmp_path)
    imports(tmp_path, RELATED)
    assert tree(tmp_path) == before


def test_works_that_cannot_be_read_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "content/works.yaml"
    path.parent.mkdir()
    path.write_text("- title: 'unclosed\n", encoding="utf-8")
    report = imports(tmp_path, LISTING, RELATED)
    assert report.failed
    assert path.read_text(encoding="utf-8") == "- title: 'unclosed\n"
    assert len(os.listdir(tmp_path / "content/papers")) == 10


# The report.


def test_what_no_reader_could_use_is_kept_with_its_line(tmp_path: Path) -> None:
    source = tmp_path / "list.txt"
    source.write_bytes(LISTING.read_bytes() + b"\n\nAnd then a sentence without an id\nand another.")
    report = imports(tmp_path, source)
    kept = tmp_path / "content/sources/leftovers/list.txt.txt"
    assert "And then a sentence without an id\nand another.\n" in kept.read_text(encoding="utf-8")
    assert kept.read_text(encoding="utf-8").startswith("--- line ")
    assert "Not understood: list.txt, line " in format_report(report)
    before = tree(tmp_path)
    assert imports(tmp_path, source).written == ()
    assert tree(tmp_path) == before


def test_the_report_is_json_as_well(tmp_path: Path) -> None:
    report = imports(tmp_path, LISTING, METADATA, RELATED)
    data = json.loads(json.dumps(report_json(report)))
    assert data["counts"]["new"] == 10
    assert data["counts"]["to works"] == 1
    assert data["sources"][0]["records"] == 10
    assert data["papers"][0]["changes"]["arxiv"] == "2108.02818"


def test_values_that_yaml_finds_hard_come_back_as_they_were(tmp_path: Path) -> None:
    hard: dict[str, object] = {
        "id": "hard",
        "title": "'no': a #1 \"guide\" to 12:34 {x} & *y* – 2301.00010 $\\alpha$",
        "author": [{"literal": "null"}, {"family": "O'Neil, Jr", "given": "{A}"}, {"family": "True"}],
        "container-title": "yes",
        "volume": "007",
        "abstract": "- one\n\n# two: three\n\n  four",
        "note": "a\x07b",
    }
    source = csl(tmp_path / "hard.json", hard)
    report = imports(tmp_path, source)
    assert not report.failed, report.problems
    made = entry(tmp_path, "hard").paper
    assert made.title == hard["title"]
    assert (made.venue, made.volume) == ("yes", "007")
    assert made.abstract.split("\n\n")[0] == "- one"
    before = tree(tmp_path)
    assert imports(tmp_path, source).written == ()
    assert tree(tmp_path) == before
