"""Every example of the documents, run: each block of commands, settings or files, in the order of its page.

A page is one session in a folder of its own, which is empty at first. Comments that no reader sees say what is not plain:

`<!-- examples: the list that comes with Manicule -->`, `<!-- examples: a new list -->`
or `<!-- examples: a file of papers -->` where the session begins;
`<!-- file: PATH -->` the block is this file; `<!-- in: PATH -->` its keys go into this file in the place of those there;
`<!-- not run: WHY -->` it cannot be run here.

`console` has commands behind `$ ` and what they say, `…` for what differs; `sh` has commands alone. YAML without a comment has
fields of the settings or else of the session's entry. Blocks of other languages without a comment are only shown.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from manicule import fields
from manicule.cli import RUNS, main
from manicule.gates import check
from manicule.options import make_parser
from manicule.order import Order

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN = ("console", "sh", "yaml", "bib")
ENTRY = "content/papers/1908.09203.yaml"
"""The entry whose fields a page shows if it does not say of which paper they are."""

NOT_RUN = 17
"""Blocks in all documents that cannot be run: what installs, asks the network or is for another system."""

REFS = """\
@article{solaiman2019release,
  title = {Release Strategies and the Social Impacts of Language Models},
  author = {Solaiman, Irene and Brundage, Miles}, year = {2019},
  eprint = {1908.09203}, archiveprefix = {arXiv}, keywords = {language models}
}
@article{chen2021evaluating,
  title = {Evaluating Large Language Models Trained on Code},
  author = {Chen, Mark and Brundage, Miles}, year = {2021},
  eprint = {2107.03374}, archiveprefix = {arXiv}, keywords = {language models}
}
"""


@dataclass(frozen=True, slots=True)
class Block:
    line: int
    language: str
    said: str
    text: str


def read_blocks(markdown: str) -> Iterator[Block]:
    """With what the comment right above each says."""
    pattern = r"(?:^<!-- ([^\n]*?) -->\n)?^( *)```([a-z]*)\n(.*?)^ *```$"
    for match in re.finditer(pattern, markdown, re.MULTILINE | re.DOTALL):
        line = markdown.count("\n", 0, match.start(3)) + 1
        yield Block(line, match[3], match[1] or "", re.sub(rf"^{match[2]}", "", match[4], flags=re.MULTILINE))


def is_run(block: Block) -> bool:
    return (block.language in RUN or block.said.startswith(("file: ", "in: "))) and not block.said.startswith("not run")


class Session:
    """A folder in which a page's examples are run one after the other."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.here = folder
        self.capsys = capsys
        self.patch = patch
        self.patch.chdir(folder)

    def begin(self, how: str) -> None:
        if how.startswith("the list that comes"):
            shutil.copytree(ROOT / "content", self.here / "content")
        elif how == "a file of papers":
            (self.here / "refs.bib").write_text(REFS, encoding="utf-8")
        elif how == "a new list":
            (self.here / "refs.bib").write_text(REFS, encoding="utf-8")
            self.run("manicule init . --from refs.bib")
        else:
            raise AssertionError(how)

    def do(self, block: Block) -> None:
        kind, _, name = block.said.partition(": ")
        if kind == "file":
            self.write(name, block.text)
        elif kind == "in":
            self.merge(name, block.text)
        elif block.language == "yaml":
            keys = set(re.findall(r"^(\w+):", block.text, re.MULTILINE))
            assert keys, "fields, or a comment that says what it is"
            of_site = keys <= {row.name for row in fields.SITE}
            self.merge("content/site.yaml" if of_site else ENTRY, block.text)
        elif block.language == "console":
            for command, wanted in read_dialogue(block.text):
                code, said = self.run(command)
                assert code == 0 or wanted, f"{command}: {said}"
                if wanted:
                    assert fits(wanted, said), f"$ {command}\n{said}"
        else:
            for line in block.text.splitlines():
                command = re.sub(r"(^| +)#.*", "", line)
                code, said = self.run(command) if command else (0, "")
                assert code == 0, f"{command}: {said}"
        if block.language == "yaml":
            root = self.here / name.partition("content/")[0]
            outcome = check(Order(root, root / "site"))
            assert not outcome.failed, outcome.report

    def write(self, name: str, text: str) -> None:
        path = self.here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def merge(self, name: str, text: str) -> None:
        """The keys of the first level that the block has replace those of the file."""
        path = self.here / name
        for key in re.findall(r"^([\w-]+):", text, re.MULTILINE):
            old = path.read_text("utf-8")
            path.write_text(re.sub(rf"^{key}:.*\n(?:(?:[ -].*)?\n)*", "", old, flags=re.MULTILINE), encoding="utf-8")
        path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + text, encoding="utf-8")

    def run(self, command: str) -> tuple[int, str]:
        """The exit code, and all that was said, as on a terminal."""
        words = shlex.split(command)
        if words[0] == "cd":
            self.here = (self.here / words[1]).resolve()
            self.patch.chdir(self.here)
            return 0, ""
        if words[0] == "cat":
            return 0, "".join((self.here / name).read_text("utf-8") for name in words[1:])
        if words[0] == "mkdir":
            (self.here / words[-1]).mkdir(parents=True)
            return 0, ""
        assert words[0] == "manicule", f"{command}: neither run nor marked as not run"
        if words[1:2] == ["serve"]:
            make_parser(RUNS).parse_args(words[1:])
            return 0, ""
        asks = words[1:2] == ["fetch"] or {"--links", "--facts"} & set(words)
        assert not asks, "it would ask the network"
        self.capsys.readouterr()
        try:
            code = main(words[1:])
        except SystemExit as end:
            code = int(end.code or 0)
        said = self.capsys.readouterr()
        return code, said.err + said.out


def read_dialogue(text: str) -> Iterator[tuple[str, str]]:
    """Each command with what it is to say."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, said = part.partition("\n")
        yield command, said.strip("\n")


def fits(wanted: str, said: str) -> bool:
    """`…` alone in a line is any lines, within one any words; white space at the ends of lines does not count."""
    parts = [
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line.rstrip()).replace("…", ".*") + r"[ ]*\n"
        for line in wanted.splitlines()
    ]
    return re.search("^" + "".join(parts), said + "\n", re.MULTILINE) is not None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_examples_do_what_is_said(
    document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = document.read_text("utf-8")
    session = Session(tmp_path, capsys, monkeypatch)
    begin = re.search(r"^<!-- examples: (.*) -->$", text, re.MULTILINE)
    if begin:
        session.begin(begin[1])
    for block in read_blocks(text):
        if is_run(block):
            try:
                session.do(block)
            except AssertionError as reason:
                raise AssertionError(f"{document.name}:{block.line}: {reason}") from None


def test_few_examples_are_not_run() -> None:
    blocks = [(path.name, block) for path in DOCUMENTS for block in read_blocks(path.read_text("utf-8"))]
    left = [(name, block) for name, block in blocks if block.said.startswith("not run")]
    assert all(re.fullmatch(r"not run: \S.*", block.said) for _, block in left), "each says why"
    assert len(left) <= NOT_RUN, "\n".join(f"{name}:{block.line}: {block.said}" for name, block in left)
    assert sum(is_run(block) for _, block in blocks) > 3 * len(left)
