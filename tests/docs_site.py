"""The documents as a list of Manicule's own: docs/ and the documents beside it as pages, and its site.

`python tests/docs_site.py FOLDER` lays the list into FOLDER and builds FOLDER/site. What is a page of its own there is a
file that one can read here: links are changed only where a file lies elsewhere.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from manicule.order import Order
from manicule.pipeline import build

ROOT = Path(__file__).parents[1]

BESIDE = {
    "CONTRIBUTING.md": "contributing",
    "CHANGELOG.md": "changelog",
    "SECURITY.md": "security",
    "benchmarks/README.md": "benchmarks",
}
"""Documents outside docs/, and what their pages are called."""

PICTURES = (".png", ".svg")


def list_documents() -> dict[Path, str]:
    """Each document with its page's slug; docs/README.md is the home page."""
    docs = {path: "index" if path.name == "README.md" else path.stem for path in sorted((ROOT / "docs").glob("*.md"))}
    return {**docs, **{ROOT / name: slug for name, slug in BESIDE.items()}}


def make_page(path: Path, pages: dict[Path, str]) -> str:
    """A document as the page's Markdown: without comments, its links leading to pages and pictures. A link to any other file of
    the checkout is only its words."""
    text = re.sub(r"^<!--.*?-->\n?", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)

    def lead(match: re.Match[str]) -> str:
        sign, words, address = match.groups()
        name, hash_, anchor = address.partition("#")
        if re.match(r"[a-z]+:", address) or not name:
            return match[0]
        target = (path.parent / name).resolve()
        if target in pages:
            return f"{sign}[{words}]({pages[target]}.md{hash_}{anchor})"
        return f"{sign}[{words}]({target.name})" if target.suffix in PICTURES else words

    # A row of code may hold what looks like a link.
    parts = re.split(r"(^```.*?^```$|`[^`\n]+`(?!\]))", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(
        part if n % 2 else re.sub(r"(!?)\[((?:[^\]`]|`[^`]*`)*)\]\(([^)\s]+)\)", lead, part)
        for n, part in enumerate(parts)
    )


def lay_out(folder: Path) -> None:
    """The list in `folder`, made anew; what was built there stays, so that only what has changed is written."""
    shutil.rmtree(folder / "content", ignore_errors=True)
    (folder / "content/pages").mkdir(parents=True)
    (folder / "content/files").mkdir()
    shutil.copy(ROOT / "docs/site.yaml", folder / "content/site.yaml")
    pages = list_documents()
    for path, slug in pages.items():
        (folder / f"content/pages/{slug}.md").write_text(make_page(path, pages), encoding="utf-8")
    for picture in sorted((ROOT / "docs").iterdir()):
        if picture.suffix in PICTURES:
            shutil.copy(picture, folder / "content/files" / picture.name)


def main(name: str) -> None:
    folder = Path(name)
    lay_out(folder)
    outcome = build(Order(folder, folder / "site"))
    if outcome.report:
        sys.stderr.write(outcome.report + "\n")
    if outcome.failed:
        sys.exit(1)
    sys.stdout.write(f"{folder / 'site/index.html'}: the documents\n")


if __name__ == "__main__":
    main(sys.argv[1])
