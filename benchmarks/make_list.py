"""A list of any size to measure builds on: `python benchmarks/make_list.py 1000 /some/empty/folder`.

The same number gives the same bytes on every machine. Texts are put together from a fixed vocabulary; names and titles
are plainly made up.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

WORDS = [
    "model",
    "data",
    "method",
    "result",
    "measure",
    "sample",
    "error",
    "rate",
    "field",
    "state",
    "graph",
    "proof",
    "bound",
    "noise",
    "signal",
    "layer",
    "image",
    "text",
    "theory",
    "system",
    "test",
    "agent",
    "policy",
    "reward",
    "value",
    "space",
    "time",
    "energy",
    "surface",
    "network",
    "cell",
    "wave",
    "spin",
    "mass",
    "light",
    "star",
    "the",
    "of",
    "a",
    "in",
    "and",
    "to",
    "for",
    "with",
    "on",
    "by",
    "from",
    "that",
    "which",
    "we",
    "show",
    "find",
    "study",
    "under",
    "over",
    "between",
    "new",
    "large",
    "small",
    "open",
]
TAGS = 60


def main(count: int, root: Path) -> None:
    chance = random.Random(count)
    (root / "content/papers").mkdir(parents=True)
    (root / "content/site.yaml").write_text(
        "title: A list to measure\nurl: https://example.org/list/\nfeed_id: tag:example.org,2026:list\n",
        encoding="utf-8",
    )
    tags = "".join(f"tag-{n}: {{label: Tag {n}}}\n" for n in range(TAGS))
    (root / "content/tags.yaml").write_text(tags, encoding="utf-8")
    for n in range(count):
        slug = f"paper-{n}"
        (root / f"content/papers/{slug}.yaml").write_text(_entry(n, count, chance), encoding="utf-8", newline="\n")


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


def _entry(n: int, count: int, chance: random.Random) -> str:
    abstract = [f"Sentence {n} of number {k}: {_sentence(chance, 22)}" for k in range(8)]
    authors = ", ".join(f"Given{chance.randrange(count)} Family{chance.randrange(count)}" for _ in range(4))
    year = 1990 + chance.randrange(36)
    notes = "\n\n  ".join(
        f"{_sentence(chance, 40)} See [another](paper:paper-{chance.randrange(count)}) and *this* one."
        for _ in range(3)
    )
    tags = ", ".join(f"tag-{k}" for k in sorted(chance.sample(range(TAGS), 3)))
    return (
        f"title: {_sentence(chance, 8)[:-1]}\nauthors: [{authors}]\ndate: {year}-{1 + chance.randrange(12):02d}\n"
        f"kind: preprint\nabstract: |\n  {'  '.join(line + chr(10) for line in abstract)}"
        f"tags: [{tags}]\nwhy: {_sentence(chance, 10)}\nstatus: read\nadded: 2026-{1 + chance.randrange(9):02d}-15\n"
        f"margin:\n  - quote: Sentence {n} of number 3\n    note: {_sentence(chance, 15)}\n"
        f"  - quote: Sentence {n} of number 5\n    kind: question\n    note: {_sentence(chance, 12)}\nnotes: |\n  {notes}\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
