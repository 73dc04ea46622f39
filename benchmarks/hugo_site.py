"""The corpus as content for Hugo, with layouts that make the same pages of it as Manicule's plain list.

Samples go in, a folder for Hugo comes out. It must not know how it is timed. What Manicule works out of the content
itself (marks of quotes in an abstract, the groups of years) the layouts do, or have done for them in the front matter
where Hugo has no means for it: that favours Hugo.

    python benchmarks/hugo_site.py 1000 /some/empty/folder
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from corpus import Sample, make_samples

LAYOUTS = Path(__file__).parent / "hugo"


def write_hugo(count: int, root: Path) -> None:
    (root / "content/papers").mkdir(parents=True)
    shutil.copytree(LAYOUTS, root, dirs_exist_ok=True)
    for sample in make_samples(count):
        (root / f"content/papers/{sample.slug}.md").write_text(_page(sample), encoding="utf-8", newline="\n")


def _page(sample: Sample) -> str:
    front = {
        "title": sample.title,
        "slug": sample.slug,
        "date": f"{sample.year}-{sample.month:02d}-01",
        "authors": list(sample.authors),
        "arxiv": sample.arxiv,
        "abstract": " ".join(sample.abstract),
        "tags": list(sample.tags),
        "years": [str(sample.year)],
        "why": sample.why,
        "status": sample.status,
        "added": sample.added,
        "margin": [{"quote": quote, "kind": kind, "note": note} for quote, kind, note in sample.margin],
    }
    notes = "\n\n".join(sample.notes)
    body = "".join(
        part if number % 2 == 0 else f"](/papers/{part.partition(')')[0]}.html){part.partition(')')[2]}"
        for number, part in _pieces(notes)
    )
    return json.dumps(front, ensure_ascii=False, indent=1) + "\n\n" + body + "\n"


def _pieces(text: str) -> list[tuple[int, str]]:
    """Text and, at odd places, what stands behind `](paper:`."""
    first, *rest = text.split("](paper:")
    return [(0, first), *((1, part) for part in rest)]


if __name__ == "__main__":
    write_hugo(int(sys.argv[1]), Path(sys.argv[2]))
