"""What the documents say of commands and problems, made from the code: docs/commands.md and docs/problems.md.

`python tests/make_reference.py` writes them, and docs/reference.md as well; tests/test_docs.py holds them against the code.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from manicule.cli import RUNS
from manicule.options import make_parser
from manicule.reference import reference_text

ROOT = Path(__file__).parents[1]

COMMANDS = """\
# Commands

Made from the command line's own table (`make reference`). `manicule COMMAND --help` says the same; `manicule` alone builds, and
in a checkout `python build.py` is another name for it. What a command finds goes to the terminal's standard output,
problems and progress to its standard error.

| exit code | means |
| --- | --- |
| 0 | fine |
| 1 | problems in the content |
| 2 | wrong usage |
| 3 | a bug in Manicule |
"""

PROBLEMS = """\
# What problems mean

Made from the code and its tests (`make reference`). Each problem has a level, a code, a place and, where one is known, a fix
that can be pasted. An **error** stops a build before anything is written; a **warning** is what you may mean; a
**notice** is worth knowing. `manicule check` shows them all, and `--json` gives them to programs.
"""


def commands_text() -> str:
    parser = make_parser(RUNS)
    chosen = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    parts = [COMMANDS]
    for name, command in chosen.choices.items():
        usage = " ".join(command.format_usage().removeprefix("usage: ").split())
        parts.append(f"## {name}\n\n{_words(command.description or '')}\n\n```text\n{usage}\n```\n")
        rows = [_row(command, action) for action in command._actions if action.help is not argparse.SUPPRESS]
        parts.append("| option | what it does |\n| --- | --- |\n" + "\n".join(row for row in rows if row) + "\n")
    return "\n".join(parts)


def _row(command: argparse.ArgumentParser, action: argparse.Action) -> str:
    if isinstance(action, argparse._HelpAction):
        return ""
    formatter = command._get_formatter()
    said = formatter._expand_help(action) if action.help else ""
    wanted = (
        formatter._format_args(action, formatter._get_default_metavar_for_optional(action)) if action.nargs != 0 else ""
    )
    if not action.option_strings:
        name = str(action.metavar or action.dest)
        return f"| `{name}` | {_words(said)} |"
    names = ", ".join(f"`{option} {wanted}`" if wanted else f"`{option}`" for option in action.option_strings)
    return f"| {names.replace('|', chr(92) + '|')} | {_words(said)} |"


def _words(text: str) -> str:
    """What Markdown would take for HTML or a cell's end is set as it is."""
    return (
        text.replace("|", "\\|").replace("<", "&lt;").replace("content/sources/fetched/", "`content/sources/fetched/`")
    )


# Problems.


@dataclass(frozen=True, slots=True)
class Shown:
    """A problem of tests/problems/ as it is told."""

    level: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A problem that code makes: in which module, and what it says, `…` for what differs."""

    module: str
    level: str
    code: str
    message: str


def read_shown() -> dict[str, Shown]:
    """By code, the first that is shown; what differs from place to place only is shown once."""
    shown: dict[str, Shown] = {}
    for file in sorted((ROOT / "tests/problems").glob("*/expected.txt")):
        for block in file.read_text("utf-8").strip().split("\n\n"):
            match = re.match(r"\S+?: (error|warning|notice)\[([a-z0-9-]+)\]", block)
            if match and (match[2] not in shown or file.parent.name == match[2]):
                shown[match[2]] = Shown(match[1], match[2], _visible(block))
    return shown


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)


def read_said() -> list[Said]:
    """Each call of `error`, `warning` and `notice` in the package whose code stands there."""
    found = []
    for file in sorted((ROOT / "manicule").rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            level = call.func.id if isinstance(call.func, ast.Name) else ""
            if level not in ("error", "warning", "notice") or len(call.args) < 2:
                continue
            code = _literal(call.args[0])
            if re.fullmatch("[a-z][a-z0-9-]+", code):
                within = [one for one in functions if one.lineno <= call.lineno <= (one.end_lineno or 0)]
                module = file.relative_to(ROOT / "manicule").with_suffix("").as_posix()
                found.append(Said(module, level, code, _message(call.args[1], within)))
    return found


def _message(node: ast.expr, within: list[ast.FunctionDef]) -> str:
    """A name is what it was last set to in the function around it, above."""
    if not isinstance(node, ast.Name):
        return _literal(node)
    values = [
        (other.lineno, other.value)
        for function in within
        for other in ast.walk(function)
        if isinstance(other, ast.Assign)
        and other.lineno <= node.lineno
        and any(isinstance(target, ast.Name) and target.id == node.id for target in other.targets)
    ]
    return _literal(max(values, key=lambda pair: pair[0])[1]) if values else ""


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _literal(node.left) + _literal(node.right)
    if isinstance(node, ast.IfExp):
        return _literal(node.body)
    return "…"


GROUPS = (
    ("When papers and notes are imported", "formats/ importing intake annotating annotationreport drafting matching ledger shelf entryfile vocabulary documents lock"),
    ("When papers are fetched or exported", "fetch asking exporting"),
    ("When you change something", "editing edits renaming mending preview/"),
    ("In the set-up, templates and the output", "doctor overrides starting manifest pipeline listing render publish"),
    ("Anything else", ""),
)  # fmt: skip


def problems_text() -> str:
    shown = read_shown()
    parts = [PROBLEMS, "## In what you write\n"]
    for code, one in sorted(shown.items()):
        parts.append(f"### {code}\n\n{one.level.capitalize()}.\n\n```text\n{one.text}\n```\n")
    rest = [said for said in read_said() if said.code not in shown]
    told: set[str] = set()
    for title, modules in GROUPS:
        names = modules.split()
        rows: dict[str, Said] = {}
        for said in rest:
            if said.code not in told and (
                not names or any(said.module == n or (n.endswith("/") and said.module.startswith(n)) for n in names)
            ):
                kept = rows.get(said.code)
                rows[said.code] = kept if kept and kept.message.strip("… :") else said
        told |= rows.keys()
        lines = list(_lines(rows))
        if lines:
            parts.append(
                f"## {title}\n\n| code | level | what is said |\n| --- | --- | --- |\n" + "\n".join(lines) + "\n"
            )
    return "\n".join(parts)


def _lines(rows: dict[str, Said]) -> Iterator[str]:
    for code, said in sorted(rows.items()):
        message = said.message if said.message.strip("… :") else "(depends on what is wrong)"
        yield f"| `{code}` | {said.level} | {_cell(message)} |"


def _cell(text: str) -> str:
    """Code stays code; all else is text."""
    parts = re.split("(`[^`]*`)", text.replace("|", "\\|"))
    return "".join(part if n % 2 else re.sub(r"([<\[\]*_])", r"\\\1", part) for n, part in enumerate(parts))


PAGES = {"docs/reference.md": reference_text, "docs/commands.md": commands_text, "docs/problems.md": problems_text}

if __name__ == "__main__":
    for name, make in PAGES.items():
        (ROOT / name).write_text(make(), encoding="utf-8")
