"""Importing as a whole: on the files that the project was given, and on small lists of its own."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from manicule.cli import main
from manicule.content import load_entry, load_works
from manicule.formats import annotation_writing, csl_json
from manicule.importing import (
    ImportReport,
    Source,
    Wanted,
    format_report,
    import_sources,
    report_json,
    run_import,
)
from manicule.ledger import read_ledger
from manicule.model import Annotation, Entry, PartialDate, Reading
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
    assert len(report.written) == 12
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
    two = csl(tmp_path / "two.json", {**DUCKS, "title": "Geese\u200b"})
    said = format_report(imports(tmp_path, one, two))
    assert "    one.json  Ducks\n    two.json  Geese\\u200b  (line 1)" in said
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
    assert len(report.written) == 10
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
    assert len(report.unwritten) == 11
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


# Annotations.

CODE = "https://arxiv.org/pdf/2107.03374v2.pdf"
NOTES = (
    Annotation("x:1", (CODE,), quote="study its Python code-writing capabilities", note="How?", creator="me"),
    Annotation("x:2", (CODE,), quote="Words of the body.", page="4", creator="me"),
    Annotation("x:3", (CODE,), note="On the page as a whole."),
    Annotation("x:4", (CODE,), quote="GitHub Copilot", private=True, creator="me"),
    Annotation("x:5", ("https://example.org/swans",), title="Of swans", quote="Swans."),
    Annotation("x:6", ("https://example.org/swans",), title="Of swans", quote="More swans."),
)
TITLE = "Evaluating Large Language Models Trained on Code"


def notes(*annotations: Annotation, name: str = "notes.json") -> Source:
    return Source(name, f"downloads/{name}", "W3C annotations", Reading(annotations=annotations or NOTES))


def annotates(root: Path, *annotations: Annotation, private: bool = False, dry_run: bool = False) -> ImportReport:
    return import_sources(root, [notes(*annotations)], TODAY, dry_run=dry_run, wanted=Wanted(private))


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("papers")
    imports(root, LISTING, METADATA)
    (root / "content/site.yaml").write_text("title: A list\n", encoding="utf-8")
    return root


@pytest.fixture
def shelved(papers: Path, tmp_path: Path) -> Path:
    """The shipped papers, without notes."""
    return Path(shutil.copytree(papers, tmp_path / "list"))


def test_annotations_are_appended_to_their_papers(shelved: Path) -> None:
    path = shelved / "content/papers/2107.03374.yaml"
    before = path.read_text(encoding="utf-8")
    others = {name: data for name, data in tree(shelved).items() if "2107" not in name and "ledger" not in name}
    report = annotates(shelved)
    assert set(report.written) == {"content/papers/2107.03374.yaml", "content/sources/ledger.jsonl"}
    made = entry(shelved, "2107.03374")
    assert [(note.id, note.note, note.source) for note in made.margin] == [
        ("study-its-python-code-writing", "How?", "x:1")
    ]
    assert [(quote.text, quote.page, quote.source) for quote in made.quotes] == [("Words of the body.", "4", "x:2")]
    assert path.read_text(encoding="utf-8").startswith(before)
    assert others == {name: tree(shelved)[name] for name in others}
    before_again = tree(shelved)
    again = annotates(shelved)
    assert again.written == ()
    assert tree(shelved) == before_again


def test_the_report_says_what_became_of_each(shelved: Path) -> None:
    report = annotates(shelved)
    assert format_report(report) == (
        "read 6 annotations from downloads/notes.json (W3C annotations)\n"
        "\n"
        "Annotations:\n"
        "  margin notes     1  new\n"
        "  quotes           1  new: their words are neither in the abstract nor in the title\n"
        "  private          1  left out; --private takes them\n"
        "  without words    1  left out: they are about a whole page\n"
        "  not on the list  2  left out: so is what they are about\n"
        "  Not on the list:\n"
        "    Of swans (2)\n"
        "  Without words:\n"
        "    2107.03374  x:3 (1)\n"
        "\n"
        "Not signed, since site.yaml has no `annotators`: all that is new is by me."
    )
    rows = report_json(report)["annotations"]
    assert [(row["source"], row["verdict"], row["paper"]) for row in rows[:2]] == [
        ("x:1", "margin", "2107.03374"),
        ("x:2", "quote", "2107.03374"),
    ]
    assert rows[1]["written"] == {"text": "Words of the body.", "page": "4", "source": "x:2"}
    json.dumps(report_json(report), default=str)
    said = format_report(annotates(shelved, NOTES[0], NOTES[1]))
    assert "Annotations: nothing new; the list has all of them already." in said


def test_private_ones_come_on_request(shelved: Path) -> None:
    annotates(shelved, private=True)
    assert [note.source for note in entry(shelved, "2107.03374").margin] == ["x:1", "x:4"]


def test_a_note_that_was_taken_out_stays_out(shelved: Path) -> None:
    annotates(shelved)
    path = shelved / "content/papers/2107.03374.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("margin:")], encoding="utf-8", newline="\n")
    before = tree(shelved)
    assert "kept absent      2  you took them out" in format_report(annotates(shelved))
    assert tree(shelved) == before
    # Papers that come again forget nothing of it.
    csl(
        shelved.parent / "code.json", {"title": TITLE, "arxiv": "2107.03374", "URL": CODE, "publisher": "Example Press"}
    )
    imports(shelved, shelved.parent / "code.json")
    assert [outcome.verdict for outcome in annotates(shelved).annotations[:2]] == ["kept-absent", "kept-absent"]


def test_annotations_find_the_papers_of_the_same_run(tmp_path: Path) -> None:
    said = Annotation("x:1", ("https://doi.org/10.1234/DUCKS",), quote="quack")
    for abstract in ("Ducks quack.", "Ducks quack. So they do."):
        root = tmp_path / "list"
        file = csl(tmp_path / "refs.json", {**DUCKS, "abstract": abstract})
        source = Source("refs.json", "refs.json", "CSL-JSON", csl_json.read(file.read_bytes(), "refs.json"))
        report = import_sources(root, [notes(said), source], TODAY)
        assert "content/papers/drake-2021.yaml" in report.written
        assert [note.quote for note in entry(root, "drake-2021").margin] == ["quack"]
        assert entry(root, "drake-2021").paper.abstract == abstract
        before = tree(root)
        assert import_sources(root, [notes(said), source], TODAY).written == ()
        assert tree(root) == before
        said = Annotation("x:2", said.addresses, quote="quack")
    assert [outcome.verdict for outcome in report.annotations] == ["same"]


def test_a_dry_run_of_annotations_writes_nothing(shelved: Path) -> None:
    before = tree(shelved)
    report = annotates(shelved, dry_run=True)
    assert report.written == ("content/papers/2107.03374.yaml",)
    assert tree(shelved) == before
    assert annotates(shelved).annotations == report.annotations


def test_annotations_wait_until_the_site_can_be_read(shelved: Path) -> None:
    (shelved / "content/site.yaml").write_text("title: 'A list\n", encoding="utf-8")
    before = tree(shelved)
    report = annotates(shelved)
    assert report.failed
    assert "6 annotations left out" in " ".join(problem.message for problem in report.problems)
    assert tree(shelved) == before


def test_an_entry_that_takes_no_notes_is_left_alone_and_told(shelved: Path) -> None:
    path = shelved / "content/papers/2107.03374.yaml"
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write("margin: words\n")
    before = tree(shelved)
    report = annotates(shelved)
    assert [outcome.verdict for outcome in report.annotations[:2]] == ["not-written", "not-written"]
    assert [problem.code for problem in report.problems] == ["import-refused"]
    assert tree(shelved) == before
    path.write_text("title: 'unclosed\n", encoding="utf-8")
    assert [outcome.verdict for outcome in annotates(shelved).annotations[:2]] == ["unreadable", "unreadable"]


def test_notes_that_could_not_be_written_come_with_the_next_import(shelved: Path) -> None:
    whole = Path(shutil.copytree(shelved, shelved.parent / "whole"))
    write = failing(lambda name: name == "2107.03374.yaml")
    report = import_sources(shelved, [notes()], TODAY, write=write)
    assert [outcome.verdict for outcome in report.annotations[:2]] == ["not-written", "not-written"]
    assert report.unwritten == ("content/papers/2107.03374.yaml",)
    annotates(shelved)
    annotates(whole)
    assert tree(shelved) == tree(whole)


def test_an_import_of_notes_that_was_killed_is_completed_by_the_next(shelved: Path) -> None:
    whole = Path(shutil.copytree(shelved, shelved.parent / "whole"))
    other = Annotation("x:9", ("arxiv:1708.05866",), quote="Deep reinforcement learning")

    def write(place: Path, data: bytes, within: Path) -> None:
        if place.name == "1708.05866.yaml":
            raise KilledError
        write_safely(place, data, within)

    with pytest.raises(KilledError):
        import_sources(shelved, [notes(NOTES[0], other)], TODAY, write=write)
    assert entry(shelved, "2107.03374").margin
    path = shelved / "content/papers/2107.03374.yaml"
    annotates(shelved, other)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("margin:")], encoding="utf-8", newline="\n")
    assert [outcome.verdict for outcome in annotates(shelved, NOTES[0], other).annotations] == ["kept-absent", "same"]
    annotates(whole, NOTES[0], other)
    ledger = "content/sources/ledger.jsonl"
    assert (shelved / ledger).read_bytes() == (whole / ledger).read_bytes()


MARGIN = """margin:
  - quote: study its Python code-writing capabilities
    kind: claim
    note: |
      In *one* language.

      - and no other
    by: ab
    created: 2026-11-20
    tags: [code]
  - quote: model
    prefix: a GPT language
    id: the-model
  - quote: Trained on Code
    in: title
    kind: question
    note: Which?
"""
SITE = "title: A list\nurl: https://list.example.org/\nannotators: {ab: {name: Ann Bird, url: 'https://ann.example.org/'}}\n"
SAME = ("quote", "id", "kind", "note", "target", "by", "created", "tags", "start", "end")


def exported(made: Entry, page: str, file: Path) -> Path:
    """The entry's margin notes as a W3C collection of ours."""
    texts = {"abstract": made.paper.abstract, "title": made.paper.title}
    told = [
        Annotation(
            f"{page}#{note.id}",
            (f"https://arxiv.org/abs/{made.paper.identifiers.arxiv}",),
            quote=texts[note.target][note.start : note.end],
            prefix=texts[note.target][max(0, note.start - 32) : note.start],
            suffix=texts[note.target][note.end : note.end + 32],
            target=note.target,
            kind=note.kind,
            note=note.note,
            created=note.created,
            creator="Ann Bird" if note.by else "",
            creator_address="https://ann.example.org/" if note.by else "",
            tags=note.tags,
            scope=page,
        )
        for note in made.margin
    ]
    text = annotation_writing.write_collection(told, f"{page}.jsonld", "Margin notes")
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


@pytest.mark.parametrize("page", ["https://list.example.org/papers/2107.03374.html", "2107.03374.html"])
def test_our_own_export_comes_back_as_it_was(shelved: Path, page: str) -> None:
    site = SITE if ":" in page else SITE.replace("url: https://list.example.org/\n", "")
    (shelved / "content/site.yaml").write_text(site, encoding="utf-8", newline="\n")
    (shelved / "content/tags.yaml").write_text("code: {label: Code}\n", encoding="utf-8", newline="\n")
    empty = Path(shutil.copytree(shelved, shelved.parent / "empty"))
    path = shelved / "content/papers/2107.03374.yaml"
    with path.open("a", encoding="utf-8", newline="\n") as opened:
        opened.write(MARGIN)
    made = entry(shelved, "2107.03374")
    file = exported(made, page, shelved.parent / "notes.jsonld")
    before = tree(shelved)
    report = imports(shelved, file)
    assert [outcome.verdict for outcome in report.annotations] == ["same"] * 3
    assert tree(shelved) == before
    report = imports(empty, file)
    assert not report.problems
    assert [(outcome.verdict, outcome.dropped) for outcome in report.annotations] == [("margin", ())] * 3
    again = entry(empty, "2107.03374")
    assert [[getattr(note, name) for name in SAME] for note in again.margin] == [
        [getattr(note, name) for name in SAME] for note in made.margin
    ]
    # And what the other list exports is no news to the first.
    page = "https://other.example.org/papers/2107.03374.html"
    report = imports(shelved, exported(again, page, file))
    assert [outcome.verdict for outcome in report.annotations] == ["same"] * 3
    assert tree(shelved) == before


def test_the_command_tells_of_private_ones_and_replies(shelved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = csl(shelved.parent / "refs.json", DUCKS)
    assert main(["import", "--root", str(shelved), "--private", "--replies", "--json", str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["annotations"], told["annotation_counts"]) == ([], {})


def test_a_file_of_hypothesis_is_imported_as_any_other(shelved: Path) -> None:
    def row(name: str, words: str, **more: object) -> dict[str, object]:
        selector = [{"type": "TextQuoteSelector", "exact": words, "prefix": "and ", "suffix": ". A distinct"}]
        target = [{"source": "https://arxiv.org/abs/2107.03374v2", "selector": selector}]
        who = {"user": "acct:ab@example.org", "group": "__world__", "created": "2026-11-20T10:00:00.000000+00:00"}
        return {"id": name, "uri": "https://arxiv.org/abs/2107.03374v2", "target": target, **who, "tags": [], **more}

    rows = [
        row("aa", "study its Python code- writing capabilities", text="How?"),
        row("bb", "Words of the body", text="", group="friends"),
        row("cc", "study its Python code-writing capabilities", text="So!", references=["aa"]),
    ]
    file = shelved.parent / "hypothesis.json"
    file.write_text(json.dumps({"total": 3, "rows": rows}), encoding="utf-8")
    (shelved / "content/site.yaml").write_text(SITE, encoding="utf-8")
    report = imports(shelved, file)
    assert [outcome.verdict for outcome in report.annotations] == ["margin", "private", "reply"]
    (note,) = entry(shelved, "2107.03374").margin
    assert (note.quote, note.by, str(note.created), note.source) == (
        "study its Python code-writing capabilities", "ab", "2026-11-20", "hypothesis:aa",
    )  # fmt: skip
    report = run_import(shelved, [file], TODAY, wanted=Wanted(private=True, replies=True))
    assert [outcome.verdict for outcome in report.annotations] == ["same", "quote", "margin"]
