"""Importing what several formats say of the same papers: joined, never doubled; taken where asked; accounted for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from manicule.cli import main
from manicule.content import load_entry
from manicule.gates import check
from manicule.importing import ImportReport, format_report, run_import
from manicule.model import Entry, PartialDate
from manicule.order import Order

TODAY = PartialDate(2026, 11, 23)


def imports(root: Path, *files: Path, accept: tuple[str, ...] = ()) -> ImportReport:
    return run_import(root, files, TODAY, accept=accept)


def file(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.write_text(text, encoding="utf-8")
    return path


def entries(root: Path) -> dict[str, Entry]:
    found = {}
    for path in sorted((root / "content/papers").glob("*.yaml")):
        entry, problems = load_entry(path.name, path.read_bytes())
        assert entry and not problems, problems
        found[path.stem] = entry
    return found


def tree(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted((root / "content").rglob("*")) if path.is_file()}


PREPRINT = """@misc{chen2021evaluating,
  title = {Evaluating Large Language Models Trained on Code}, author = {Chen, M. and Tworek, J.},
  year = 2021, eprint = {2107.03374}, archivePrefix = {arXiv}
}
"""
PUBLISHED = """TY  - JOUR
TI  - Evaluating large language models trained on code
AU  - Chen, Mark
AU  - Tworek, Jerry
PY  - 2023
T2  - A Journal
DO  - 10.1000/codex
ER  -
"""
README = """# Mine
## Code
- [Evaluating LLMs](https://arxiv.org/abs/2107.03374v2) ([code](https://github.com/openai/human-eval))
- [Another one entirely](https://example.org/another)
## Other things: code
- [Another one entirely](https://example.org/another)
"""


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 0, 1)])
def test_a_preprint_and_what_it_became_are_one_paper_in_whatever_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    files = (
        file(tmp_path, "refs.bib", PREPRINT),
        file(tmp_path, "refs.ris", PUBLISHED),
        file(tmp_path, "ids.txt", "2107.03374v1\nhttps://doi.org/10.48550/arXiv.2107.03374\n"),
    )
    for number in order:
        imports(tmp_path, files[number])
    ((slug, entry),) = entries(tmp_path).items()
    paper = entry.paper
    assert (paper.kind, paper.venue, paper.identifiers.doi) == ("article", "A Journal", "10.1000/codex")
    assert paper.identifiers.arxiv.startswith("2107.03374")
    assert [author.display for author in paper.authors] == ["Mark Chen", "Jerry Tworek"]
    assert slug in ("2107.03374", "paper", "chen-2023-evaluating")
    before = tree(tmp_path)
    for number in (0, 1, 2):
        report = imports(tmp_path, files[number])
        # The years differ, and are shown side by side.
        assert {conflict.name for decision in report.decisions for conflict in decision.conflicts} <= {"date"}
    assert tree(tmp_path) == before


def test_entries_that_turn_out_to_be_one_paper_are_told(tmp_path: Path) -> None:
    """An id and a published paper: only what comes third knows that they are the same."""
    for name, text in (("refs.ris", PUBLISHED), ("ids.txt", "2107.03374\n")):
        assert imports(tmp_path, file(tmp_path, name, text)).problems == ()
    (problem,) = imports(tmp_path, file(tmp_path, "refs.bib", PREPRINT)).problems
    assert (problem.code, problem.level) == ("import-double", "warning")
    assert problem.message == "`2107.03374` and `chen-2023-evaluating` seem to be one paper"


def test_namesakes_are_not_joined(tmp_path: Path) -> None:
    text = """@misc{a, title = {An Introduction to Ducks}, author = {Drake, A.}, year = 1990, eprint = {2107.03374}}
@article{b, title = {An Introduction to Ducks}, author = {Drake, A.}, year = 2021, doi = {10.1000/ducks}}
@article{c, title = {An Introduction to Ducks}, author = {Drake, A.}, year = 2020, doi = {10.1000/more}}
@article{d, title = {Introduction}, author = {Drake, A.}, year = 2020}
@misc{e, title = {Introduction}, author = {Drake, A.}, year = 2021}
"""
    report = imports(tmp_path, file(tmp_path, "refs.bib", text))
    assert (len(entries(tmp_path)), report.left_out) == (5, 0)


def test_what_is_accepted_is_taken_and_stays(tmp_path: Path) -> None:
    one = file(
        tmp_path,
        "one.bib",
        "@article{a, title = {On Ducks and Geese}, doi = {10.1000/x}, journal = {Ponds}, pages = {1--2}}",
    )
    two = file(
        tmp_path,
        "two.bib",
        "@article{b, title = {On ducks and geese}, doi = {10.1000/X}, journal = {Annals of Ponds}, pages = {1--9}}",
    )
    imports(tmp_path, one)
    report = imports(tmp_path, two)
    assert [conflict.name for conflict in report.decisions[0].conflicts] == ["venue", "pages"]
    assert "    one.bib  Ponds\n    two.bib  Annals of Ponds  (line 1)" in format_report(report)
    report = imports(tmp_path, two, accept=("venue",))
    assert [conflict.name for conflict in report.decisions[0].conflicts] == ["pages"]
    (entry,) = entries(tmp_path).values()
    assert (entry.paper.venue, entry.paper.pages, entry.paper.title) == ("Annals of Ponds", "1-2", "On Ducks and Geese")
    before = tree(tmp_path)
    assert [conflict.name for conflict in imports(tmp_path, one).decisions[0].conflicts] == ["venue"]
    assert tree(tmp_path) == before


def test_a_field_to_accept_has_to_be_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = file(tmp_path, "one.bib", PREPRINT)
    assert main(["import", "--root", str(tmp_path), "--accept", "tittle", str(one)]) == 1
    assert "--accept: error[unknown-field]: a paper has no field tittle" in capsys.readouterr().err
    assert not (tmp_path / "content").exists()


def test_headings_become_tags_of_what_is_new(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    file(tmp_path, "content/site.yaml", "title: T\n")
    file(tmp_path, "content/tags.yaml", "# mine\nprogramming: {label: Code}\n")
    report = imports(tmp_path, file(tmp_path, "README.md", README))
    assert report.new_tags == ("Other things: code",)
    tags = {entry.paper.title: entry.tags for entry in entries(tmp_path).values()}
    assert tags == {"Evaluating LLMs": ("programming",), "Another one entirely": ("programming", "other-things-code")}
    assert (tmp_path / "content/tags.yaml").read_text("utf-8") == (
        "# mine\nprogramming: {label: Code}\nother-things-code:\n  label: 'Other things: code'\n"
    )
    assert not check(Order(tmp_path, tmp_path / "site")).failed
    before = tree(tmp_path)
    assert imports(tmp_path, tmp_path / "README.md").new_tags == ()
    assert tree(tmp_path) == before


def test_keywords_become_tags_where_that_is_wanted(tmp_path: Path) -> None:
    """Those that several papers have, however they are written, and those that are tags already."""
    said = ("Deep learning, beasts", "deep  Learning, own", "weights; Own; rare, very")
    text = "".join(f"@book{{b{n}, title = {{Book {n}}}, keywords = {{{words}}}}}\n" for n, words in enumerate(said))
    bib = file(tmp_path, "refs.bib", text)
    for wanted in (False, True):
        root = tmp_path / str(wanted)
        (root / "content").mkdir(parents=True)
        file(root, "content/tags.yaml", "own:\n  label: My own\n")
        report = run_import(root, [bib], TODAY, keywords=wanted)
        assert report.new_tags == (("Deep learning",) if wanted else ())
        tags = [entry.tags for entry in entries(root).values()]
        assert tags == ([("deep-learning",), ("deep-learning", "own"), ("own",)] if wanted else [(), (), ()])
        assert {dict(entry.paper.extra)["keyword"] for entry in entries(root).values()} >= {said[0], said[2]}


def test_headings_of_one_name_are_told_apart_by_those_above(tmp_path: Path) -> None:
    text = "".join(
        f"## {top}\n### Papers\n- [{top} paper](https://example.org/{top})\n- [{top} two](https://example.org/{top}2)\n"
        for top in ("A", "B")
    )
    imports(tmp_path, file(tmp_path, "README.md", text))
    tags = [entry.tags for entry in entries(tmp_path).values()]
    assert sorted(tags) == [("b-papers",), ("b-papers",), ("papers",), ("papers",)]
    assert "papers:\n  label: Papers\n  parent: a\n" in (tmp_path / "content/tags.yaml").read_text("utf-8")


def test_from_a_bib_to_a_site_in_two_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["--root", str(tmp_path)]
    assert main(["import", *root, str(file(tmp_path, "refs.bib", PREPRINT))]) == 0
    assert "A new list: content/site.yaml has its title." in capsys.readouterr().out
    assert main(["build", *root]) == 0
    assert "Evaluating Large Language Models" in (tmp_path / "site/papers/2107.03374.html").read_text("utf-8")
    (tmp_path / "content/site.yaml").unlink()
    imports(tmp_path, file(tmp_path, "more.bib", "@book{x, title = {X}}"))
    assert not (tmp_path / "content/site.yaml").exists()


def test_the_report_accounts_for_every_entry(tmp_path: Path) -> None:
    """A .bib of 400 entries: some twice, some not closed, some that lend their fields, some that are nothing."""
    parts = []
    for number in range(400):
        of = number - 1 if number % 50 == 49 else number
        end = "\n" if number % 97 == 96 else "}\n"
        parts.append(
            f"@article{{key{number}, title = {{A Study of Number {of}}}, author = {{Drake, A. and {{A Group}}}}, year = {2000 + of % 20}{end}"
        )
    parts += [
        "@xdata{x, publisher = {P}}\n",
        "@misc{nothing, note = {}}\n",
        "@misc{, }\n",
        "@article{broken, title : {B}}\n",
    ]
    report = imports(tmp_path, file(tmp_path, "refs.bib", "".join(parts)))
    source, said = report.sources[0], format_report(report)
    made = sum(decision.records for decision in report.decisions)
    assert source.records == made + report.left_out == 401
    assert len(entries(tmp_path)) == len(report.decisions) == 393
    assert (len(source.leftovers), dict(source.dropped)) == (1, {"@xdata": 1})
    assert re.search(r"joined +8 +records more", said) and "Fields dropped: @xdata (1)" in said
    assert "Not understood: " in said and "@article{broken, title : {B}}" in (tmp_path / source.kept_in).read_text(
        "utf-8"
    )
    before = tree(tmp_path)
    assert "Nothing new" in format_report(imports(tmp_path, tmp_path / "refs.bib"))
    assert tree(tmp_path) == before
