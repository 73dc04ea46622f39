"""The corpus as content for Hugo, with layouts that make the same pages of it as Manicule's plain list.

Samples go in, a folder for Hugo comes out. It must not know how it is timed. What Manicule works out of the content
itself, and Hugo has no means for, is done beforehand and put into the front matter (a citation's names turned round,
the notes in the order of the abstract); what is left out is named in README.md. Both favour Hugo.

    python benchmarks/hugo_site.py 1000 /some/empty/folder
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

from corpus import Sample, make_samples

LAYOUTS = Path(__file__).parent / "hugo"
ASSETS = Path(__file__).parents[1] / "templates/assets"
BASE = "/list"
"""The path of the site's address, which links in Markdown carry as well."""


def write_hugo(count: int, root: Path) -> None:
    (root / "content/papers").mkdir(parents=True)
    shutil.copytree(LAYOUTS, root, dirs_exist_ok=True)
    _copy_assets(root / "static/assets")
    for sample in make_samples(count):
        (root / f"content/papers/{sample.slug}.md").write_text(_page(sample), encoding="utf-8", newline="\n")


def _copy_assets(folder: Path) -> None:
    """The same style sheets and scripts as Manicule's pages have, ready made."""
    folder.mkdir(parents=True)
    for file in (*ASSETS.glob("*.*"), *ASSETS.glob("js/*.js")):
        shutil.copyfile(file, folder / file.name)
    sheets = [file.read_text(encoding="utf-8") for file in sorted(ASSETS.glob("css/*.css"))]
    (folder / "style.css").write_text("".join(sheets), encoding="utf-8", newline="\n")


def _page(sample: Sample) -> str:
    abstract = " ".join(sample.abstract)
    margin = sorted(sample.margin, key=lambda note: abstract.index(note[0]))
    front = {
        "title": sample.title,
        "slug": sample.slug,
        "date": f"{sample.year}-{sample.month:02d}-01",
        "authors": list(sample.authors),
        "signed": [", ".join(reversed(name.split(" "))) for name in sample.authors],
        "arxiv": sample.arxiv,
        "abstract": abstract,
        "tags": list(sample.tags),
        "years": [str(sample.year)],
        "why": sample.why,
        "status": sample.status,
        "added": sample.added,
        "margin": [
            {"n": number, "id": f"note-{number}", "quote": quote, "kind": kind, "note": note}
            for number, (quote, kind, note) in enumerate(margin, start=1)
        ],
    }
    body = re.sub(r"\]\(paper:([^)]+)\)", rf"]({BASE}/papers/\1.html)", "\n\n".join(sample.notes))
    return json.dumps(front, ensure_ascii=False, indent=1) + "\n\n" + body + "\n"


if __name__ == "__main__":
    write_hugo(int(sys.argv[1]), Path(sys.argv[2]))
