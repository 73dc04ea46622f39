"""Lists of made-up papers to measure on: any number of them, the same bytes on every machine.

A number goes in, `Sample` papers come out one by one; `write_list` writes them as a list of Manicule's, hugo_site.py as
content for Hugo. Lengths are those of arXiv's abstracts and of notes that people write; words are made of syllables
and come as often as words do (Zipf), most of them of a paper's own few topics.

    python benchmarks/corpus.py 1000 /some/empty/folder
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

TAGS = 60
TOPICS = 200
COMMON = "the of a in and to for with on by from that which we is are as this it can not be at our more than".split()  # noqa: SIM905 (as a list it is a word a line)
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en", "il", "or", "un")]
STATUSES = ("to-read", "reading", "skimmed", "read")
KINDS = ("comment", "question", "claim", "doubt")


@dataclass(frozen=True, slots=True)
class Sample:
    """A paper and what its reader says of it. `margin` are (quote, kind, note); `notes` are paragraphs of Markdown."""

    slug: str
    arxiv: str
    title: str
    authors: tuple[str, ...]
    year: int
    month: int
    abstract: tuple[str, ...]
    tags: tuple[str, ...]
    why: str
    status: str
    added: str
    margin: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


def make_samples(count: int) -> Iterator[Sample]:
    chance = random.Random(20261124)
    desk = _Desk(chance)
    for number in range(count):
        yield desk.make(number, count)


def slug_of(number: int) -> str:
    """Of an arXiv id: a year and month, and a number of five digits; unique up to a million or so."""
    return f"{15 + number % 11:02d}{1 + number % 12:02d}.{number % 99999 + 1:05d}"


class _Desk:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        names = dict.fromkeys("".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3, 3, 4)))) for _ in range(9000))
        words = list(names)
        self._words, self._own = words[:1500], words[1500:]
        self._weights = list(accumulate(1 / (rank + 20) for rank in range(len(self._words))))
        per_topic = len(self._own) // TOPICS
        self._topics = [self._own[n * per_topic : (n + 1) * per_topic] for n in range(TOPICS)]
        self._families = ["".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(4000)]

    def make(self, number: int, count: int) -> Sample:
        chance = self._chance
        topics = chance.sample(range(TOPICS), 2)
        abstract = tuple(self._sentence(topics, chance.randint(12, 30)) for _ in range(chance.randint(5, 9)))
        quoted = chance.sample(abstract, 2)
        others = [slug_of(chance.randrange(max(1, count))) for _ in range(2)]
        paragraphs = [" ".join(self._sentence(topics, 20) for _ in range(3)) for _ in range(3)]
        paragraphs[0] += (
            f" See [the other one](paper:{others[0]}), and *{self._word(topics)}* in [its notes](paper:{others[1]})."
        )
        if number % 5 == 0:
            paragraphs.append("\n".join(f"- {self._sentence(topics, 8)}" for _ in range(3)))
        authors = tuple(self._author(topics) for _ in range(chance.choice((1, 2, 3, 3, 4, 5, 8))))
        return Sample(
            slug=slug_of(number),
            arxiv=slug_of(number),
            title=self._sentence(topics, chance.randint(5, 12))[:-1],
            authors=tuple(dict.fromkeys(authors)),
            year=2015 + number % 11,
            month=1 + number % 12,
            abstract=abstract,
            tags=tuple(sorted({f"tag-{topic % TAGS}" for topic in topics} | {f"tag-{chance.randrange(TAGS)}"})),
            why=self._sentence(topics, 10),
            status=chance.choice(STATUSES),
            added=f"2026-{1 + number % 9:02d}-{1 + number % 28:02d}",
            margin=tuple((quote[:-1], chance.choice(KINDS), self._sentence(topics, 14)) for quote in quoted),
            notes=tuple(paragraphs),
        )

    def _word(self, topics: list[int]) -> str:
        return self._chance.choice(self._topics[self._chance.choice(topics)])

    def _sentence(self, topics: list[int], length: int) -> str:
        chance = self._chance
        plain = iter(chance.choices(self._words, cum_weights=self._weights, k=length))
        said = []
        for _ in range(length):
            kind = chance.random()
            said.append(chance.choice(COMMON) if kind < 0.4 else self._word(topics) if kind < 0.6 else next(plain))
        return " ".join(said).capitalize() + "."

    def _author(self, topics: list[int]) -> str:
        """Those of one topic sign together."""
        family = self._families[(self._chance.choice(topics) * 40 + self._chance.randrange(40)) % len(self._families)]
        return f"{self._chance.choice('ABCDEFGHIJKLM')}. {family}"


PLAIN = """\
pages:
  {people: false, paths: false, margin: false, works: false, cards: false, exports: false, annotations: false, related: false, search: false, map: false, metadata: false}
feeds: {list: [atom], tags: [], paths: []}
exports: []
bibliographies: []
"""
"""What is switched off where only the pages of other generators are wanted."""


def write_list(count: int, root: Path, plain: bool = False) -> None:
    """A list's content/ in `root`; `plain`: with no more pages than papers, tags, years, lists and a feed."""
    (root / "content/papers").mkdir(parents=True)
    _write(
        root / "content/site.yaml",
        "title: A list to measure\nurl: https://example.org/list/\nfeed_id: tag:example.org,2026:list\n"
        + (PLAIN if plain else ""),
    )
    _write(root / "content/tags.yaml", "".join(f"tag-{n}: {{label: Tag {n}}}\n" for n in range(TAGS)))
    for sample in make_samples(count):
        _write(root / f"content/papers/{sample.slug}.yaml", _entry(sample))


def _entry(sample: Sample) -> str:
    notes = "\n\n".join(sample.notes).replace("\n", "\n  ").replace("\n  \n", "\n\n")
    margin = "".join(f"  - quote: {q}\n    kind: {kind}\n    note: {note}\n" for q, kind, note in sample.margin)
    return (
        f"title: {sample.title}\nauthors: [{', '.join(sample.authors)}]\ndate: {sample.year}-{sample.month:02d}\n"
        f"kind: preprint\narxiv: '{sample.arxiv}'\nabstract: >-\n  {' '.join(sample.abstract)}\n"
        f"tags: [{', '.join(sample.tags)}]\nwhy: {sample.why}\nstatus: {sample.status}\nadded: {sample.added}\n"
        f"margin:\n{margin}notes: |\n  {notes}\n"
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_list(int(sys.argv[1]), Path(sys.argv[2]), "--plain" in sys.argv)
