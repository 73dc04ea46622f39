"""How good the related papers are, and how long they take: precision at five against tag overlap alone, and seconds.

The shipped list, a list's folder or a file that can be imported goes in, or nothing for the made-up corpus; tables come
out. Of each kind (tags, people, relations) the features are held out in turn and serve as labels: a paper that is found is
right if it has one of them in common, or is tied to the paper. Neither side is given what is held out.

    python benchmarks/related.py                     # the shipped list and the corpus
    python benchmarks/related.py /some/list          # a folder with content/ in it
    python benchmarks/related.py some.json           # CSL-JSON, for one; its keywords are tags
    python benchmarks/related.py --time 1000 10000   # processor seconds, on the corpus
"""

from __future__ import annotations

import marshal
import re
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import make_samples

from manicule.content import load_content
from manicule.formats.table import find_format
from manicule.inputs import stamp_inputs
from manicule.library import build_library, reference_key
from manicule.related import Part, find_related
from manicule.sources import sources
from manicule.terms import find_terms
from manicule.text import fold

AT = 5
STATED = 4
LABELS = ("tag", "person", "tie")


@dataclass(frozen=True, slots=True)
class Example:
    """`tied`: the keys of those with which there is a relation."""

    title: str
    abstract: str
    texts: tuple[str, ...]
    stated: Mapping[str, tuple[str, ...]]
    tied: frozenset[str] = frozenset()


# What is measured on.


def read_list(root: Path) -> dict[str, Example]:
    names = [name for name, _ in stamp_inputs(sources(root)).below("content/")]
    content, _ = load_content(names, lambda name: (root / name).read_bytes(), {})
    library, _ = build_library(content)
    examples = {}
    for slug, entry in library.entries.items():
        ties = library.ties.get(slug, ())
        examples[slug] = Example(
            entry.paper.title,
            entry.paper.abstract,
            (entry.why, entry.notes, *(note.note for note in entry.margin)),
            {
                "tag": entry.tags,
                "person": library.signers(entry.paper),
                "tie": tuple(tie.slug or reference_key(tie.reference) for tie in ties),
            },
            frozenset(tie.slug for tie in ties if tie.slug),
        )
    return examples


def read_file(path: Path) -> dict[str, Example]:
    data = path.read_bytes()
    form = find_format(path.name, data[:2000].decode("utf-8", "replace"))
    if form is None or form.read is None:
        raise SystemExit(f"{path} is in no format that can be read")
    examples = {}
    for number, record in enumerate(form.read(data, path.name).records):
        paper = record.paper
        extra = {name.lower(): str(said) for name, said in paper.extra}
        tags = re.split(r"[,;]", ",".join(extra.get(name, "") for name in ("keyword", "keywords")))
        examples[f"{number:05d}"] = Example(
            paper.title,
            paper.abstract,
            (),
            {
                "tag": tuple(filter(None, map(fold, tags))),
                "person": tuple(fold(name.display) for name in paper.authors if name.last != "others"),
                "tie": (),
            },
        )
    return examples


def make_corpus(count: int) -> dict[str, Example]:
    return {
        sample.slug: Example(
            sample.title,
            " ".join(sample.abstract),
            (sample.why, *sample.notes, *(note for _, _, note in sample.margin)),
            {"tag": sample.tags, "person": tuple(map(fold, sample.authors)), "tie": ()},
        )
        for sample in make_samples(count)
    }


# Precision.


def measure(title: str, examples: Mapping[str, Example]) -> None:
    print(f"\n{title}: {len(examples)} papers\n")
    print(f"| held out | papers asked | by chance | tag overlap | related | at most |\n|{' --- |' * 6}")
    for label in LABELS:
        right = find_right(examples, label)
        if not right:
            continue
        ours = find_ours(examples, label)
        overlap = find_overlaps(examples) if label != "tag" else {}
        chance = sum(len(known) / (len(examples) - 1) for known in right.values()) / len(right)
        most = sum(min(AT, len(known)) / AT for known in right.values()) / len(right)
        by_tags = f"{precision(right, overlap):.3f}" if overlap else "–"
        print(f"| {label} | {len(right)} | {chance:.3f} | {by_tags} | {precision(right, ours):.3f} | {most:.3f} |")


def find_right(examples: Mapping[str, Example], label: str) -> dict[str, set[str]]:
    """For each paper those that it ought to be near to by the label; only papers with any."""
    holders: dict[str, list[str]] = {}
    for key, example in examples.items():
        for name in example.stated[label] if label != "tie" else ():
            holders.setdefault(name, []).append(key)
    right = {}
    for key, example in examples.items():
        named = example.tied if label == "tie" else {k for name in example.stated[label] for k in holders[name]} - {key}
        if named:
            right[key] = set(named)
    return right


def find_ours(examples: Mapping[str, Example], without: str) -> dict[str, list[str]]:
    features = {key: list_features(example, without) for key, example in examples.items()}
    found = find_related(features, AT)
    return {key: [other for other, _ in near] for key, near in found.nearest.items()}


def list_features(example: Example, without: str = "") -> dict[str, Part]:
    terms = find_terms(example.title, example.abstract, example.texts)
    features = {"term": (tuple(name for name, _, _ in terms), bytes(strength for _, _, strength in terms))}
    for kind in LABELS:
        names = tuple(dict.fromkeys(example.stated[kind])) if kind != without else ()
        features[kind] = (names, bytes([STATED]) * len(names))
    return features


def find_overlaps(examples: Mapping[str, Example]) -> dict[str, list[str]]:
    """Those with the most tags in common, of equals those with the fewest others, then by key."""
    holders: dict[str, list[str]] = {}
    for key, example in examples.items():
        for name in set(example.stated["tag"]):
            holders.setdefault(name, []).append(key)
    found = {}
    for key, example in examples.items():
        shared: dict[str, int] = {}
        for name in set(example.stated["tag"]):
            for other in holders[name]:
                shared[other] = shared.get(other, 0) + 1
        shared.pop(key, None)
        found[key] = sorted(shared, key=lambda o: (-shared[o], len(set(examples[o].stated["tag"])), o))[:AT]
    return found


def precision(right: Mapping[str, set[str]], found: Mapping[str, Sequence[str]]) -> float:
    return sum(len(known.intersection(found[key][:AT])) / AT for key, known in right.items()) / len(right)


# Time.


def measure_time(counts: Iterable[int]) -> None:
    print(f"| papers | terms | related | after one edit | pages changed by it | kept, in MB |\n|{' --- |' * 6}")
    for count in counts:
        examples = make_corpus(count)
        started = time.process_time()
        features = {key: list_features(example) for key, example in examples.items()}
        termed = time.process_time()
        related = find_related(features, 4)
        done = time.process_time()
        key = next(iter(examples))
        one = examples[key]
        words = " ".join(name for name in features[list(examples)[count // 2]]["term"][0][:6])
        edited = Example(one.title, one.abstract, (*one.texts, f"{words}. " * 4), one.stated)
        begun = time.process_time()
        again = find_related({**features, key: list_features(edited)}, 4, last=related)
        ended = time.process_time()
        changed = sum(again.nearest[key] != related.nearest[key] for key in examples)
        size = len(marshal.dumps((related.features, related.holders, related.vectors, related.nearest))) / 1e6
        spans = (termed - started, done - termed, ended - begun)
        print(f"| {count:,} | {' | '.join(f'{span:.2f} s' for span in spans)} | {changed} | {size:.1f} |")


def main(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["--time"]:
        measure_time(map(int, arguments[1:]))
    elif arguments:
        path = Path(arguments[0])
        measure(path.name or "the list", read_list(path) if path.is_dir() else read_file(path))
    else:
        measure("The shipped list", read_list(Path(__file__).parents[1]))
        measure("Corpus", make_corpus(1000))


if __name__ == "__main__":
    main(sys.argv[1:])
