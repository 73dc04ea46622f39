"""Documents held against the code: the reference of fields, the commands, the examples of the README."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from manicule.cli import main
from manicule.gates import check
from manicule.order import Order
from manicule.reference import reference_text
from manicule.schema import read_names, schema_texts

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_reference_is_made_from_the_table_of_fields() -> None:
    """`python -m manicule.reference > docs/reference.md` makes it anew."""
    assert (ROOT / "docs/reference.md").read_text("utf-8") == reference_text()


def test_the_schemas_of_the_shipped_list_are_up_to_date() -> None:
    """`manicule schema` makes them anew."""
    for name, text in schema_texts(read_names(ROOT)).items():
        assert (ROOT / "content/.schema" / name).read_text("utf-8") == text


def test_every_command_is_in_the_readme_and_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE)
    assert set(commands) >= {"build", "check", "serve", "import", "why", "schema"}
    for command in commands:
        assert f"manicule {command}" in README, command
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert len(capsys.readouterr().out) > 200


def test_the_commands_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").glob("*.md"),
    ]:
        for link in re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8")):
            if not link.startswith(("http", "paper:", "tag:", "mailto:")):
                assert (document.parent / link).exists(), (document.name, link)


def test_the_entry_of_the_readme_is_a_good_one(tmp_path: Path) -> None:
    """Laid over the entry that it names, nothing is wrong with it."""
    example = re.search(r"```yaml\n(tags: .*?)```", README, re.DOTALL)
    assert example
    shutil.copytree(ROOT / "content", tmp_path / "content")
    entry = tmp_path / "content/papers/2107.03374.yaml"
    upper = entry.read_text("utf-8").partition("# from here on")[0]
    entry.write_text(upper + example[1], encoding="utf-8")
    outcome = check(Order(tmp_path, tmp_path / "site"))
    assert not outcome.failed, outcome.report


def test_the_error_of_the_readme_is_what_is_said(tmp_path: Path) -> None:
    shown = re.search(r"```\n(content/papers/.*?)\n```", README, re.DOTALL)
    assert shown
    shutil.copytree(ROOT / "content", tmp_path / "content")
    entry = tmp_path / "content/papers/2107.03374.yaml"
    text = entry.read_text("utf-8").partition("\nmargin:")[0]
    entry.write_text(f"{text}\nmargin:\n  - quote: repeat sampling\n", encoding="utf-8")
    said = check(Order(tmp_path, tmp_path / "site")).report

    def told(report: str) -> list[str]:
        """Without the line's number, which any edit above it moves."""
        return [re.sub(r"\d+", "N", line) for line in report.splitlines() if "quote-not-found" in line or "=" in line]

    assert told(shown[1]) == told(said.partition("\n\n")[0])
