"""A list of made-up papers with many notes, some of them hostile: for trying annotation on more than a few pages.

The same size gives the same files. Nothing here is random, so that a failure can be looked at again.
"""

from __future__ import annotations

from pathlib import Path

KINDS = ("comment", "question", "claim", "doubt", "highlight")
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[a link](javascript:alert(1))",
    "</textarea></style><svg/onload=alert(1)>",
    "$\\text{<script>alert(1)</script>}$",
    "{{ page }} {% raw %} ${x} `code <b>`",
)


def make_annotated_list(folder: Path, papers: int, notes: int) -> None:
    """`papers` entries with `notes` margin notes each, two annotators, relations, links and a work outside the list."""
    (folder / "content/papers").mkdir(parents=True)
    (folder / "content/site.yaml").write_text(
        "title: Many notes\n"
        "url: https://example.org/notes/\n"
        "annotators:\n"
        "  ab: {name: A. Bystander, url: 'https://example.org/ab'}\n"
        "  cd: {name: C. Dabbler}\n",
        encoding="utf-8",
    )
    (folder / "content/tags.yaml").write_text(
        "even: {label: Even}\nodd: {label: Odd}\nnoted: {label: Noted}\n", "utf-8"
    )
    (folder / "content/works.yaml").write_text("- {arxiv: '1901.00001', title: A work outside}\n", "utf-8")
    for number in range(papers):
        (folder / f"content/papers/{slug_of(number)}.yaml").write_text(_entry(number, papers, notes), "utf-8")


def slug_of(number: int) -> str:
    return f"20{number // 100 + 10:02d}.{number % 100 + 1:05d}"


def _entry(number: int, papers: int, notes: int) -> str:
    # Ten words to a sentence; every word is there but once, so that any run of them can be quoted.
    sentences = [
        " ".join(f"w{number}n{10 * line + word}" for word in range(10)) + "." for line in range(12)
    ]  # fmt: skip
    abstract = " ".join(sentences[:6]) + "\n\n  " + " ".join(sentences[6:]).replace(f"w{number}n66", "$x_{66}$")
    lines = [
        f"title: The paper about number {number}",
        f"authors: [Author A{number % 7}, Beta B{number % 11}]",
        f"date: {2010 + number % 12}-05",
        f"arxiv: '{slug_of(number)}'",
        f"abstract: |-\n  {abstract}",
        f"tags: [{'odd' if number % 2 else 'even'}]",
        "margin:",
        *(line for note in range(notes) for line in _note(number, note, papers)),
        "quotes:",
        f"  - {{text: 'From the body of {number}', page: '{number}', by: cd}}",
        "relations:",
        f"  - {{type: extends, to: '{slug_of((number + 1) % papers)}', note: 'Goes on.'}}",
        "  - {type: cites, to: 'arXiv:1901.00001'}",
        "notes: |",
        f"  What *I* think of number {number}, after [[{slug_of((number + 3) % papers)}]] and [[tag:odd]].",
    ]
    return "\n".join(lines) + "\n"


def _note(number: int, note: int, papers: int) -> list[str]:
    """Notes overlap their neighbours; one is on the title, one on the owner's own text, the last within a formula."""
    kind = KINDS[(number + note) % len(KINDS)]
    first = 7 * note % 60
    words = " ".join(f"w{number}n{at}" + "." * (at % 10 == 9) for at in range(first, first + 9)).rstrip(".")
    place = []
    if note == 1:
        words, place = f"about number {number}", ["    in: title"]
    if note == 2:
        words, place = f"I think of number {number}, after The paper", ["    in: notes"]
    if note == 3:
        words = "$x_{66}$"
    text = f"{NASTY[(number + note) % len(NASTY)]} See [that](paper:{slug_of((number + note + 5) % papers)})."
    said = ["    note: |-", f"      {text}"] if kind != "highlight" else []
    return [
        f"  - quote: {words}",
        *place,
        f"    kind: {kind}",
        *said,
        *([f"    by: {'ab' if number % 2 else 'cd'}"] if note % 2 else []),
        *(["    created: 2026-11-21"] if note == 0 else []),
        *(["    tags: [noted]"] if note == 4 else []),
    ]
