"""What people do to a list between two builds: edits of every kind, for tests that follow series of them.

An edit takes an `Editor`, which knows the list's folder and has the chance that all choices come from; it changes files
and says in words what it did, or "" if there was nothing to do it to. It may leave an error behind, as people do.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HOUR = 3600 * 1_000_000_000
"""In nanoseconds, as all times here."""

SAMPLE = Path(__file__).parent / "sample"

Entry = dict[str, Any]
Edit = Callable[["Editor"], str]


def make_full_list(root: Path, more: int = 8) -> None:
    """The small list that has one of everything, and `more` entries that point to each other and share their authors,
    years and tags. All of its files are as old as those of a list that is lived with."""
    shutil.copytree(SAMPLE / "content", root / "content")
    for number in range(more):
        _save(root / f"content/papers/more-{number}.yaml", _made_up(number, more))
    for path in sorted((root / "content").rglob("*.*")):
        set_time(path, time.time_ns() - 24 * HOUR)


def _made_up(number: int, count: int) -> Entry:
    words = [f"word{number}x{n}" for n in range(12)]
    entry: Entry = {
        "title": f"Paper {number} of more",
        "authors": [["Ada Example", "Cy Third"][number % 2], f"Dee Fourth{number // 3}"],
        "date": f"{2015 + number // 3}-0{1 + number % 3}",
        "arxiv": f"2101.0000{number}",
        "abstract": " ".join(words).capitalize() + ".",
        "tags": [["beasts", "scales", "units"][number % 3]],
        "why": f"Because of {number}.",
        "added": f"2026-10-0{1 + number % 8}",
        "relations": [{"type": "extends", "to": f"more-{(number + 1) % count}", "note": f"As {number} says."}],
        "notes": f"After [[more-{(number + 3) % count}]] comes [that one](paper:griffin), see [[tag:units]].",
    }
    if number % 2:
        entry["margin"] = [{"quote": " ".join(words[3:6]), "note": f"A note on [[more-{(number + 5) % count}]]."}]
    return entry


def set_time(path: Path, mtime: int) -> None:
    os.utime(path, ns=(mtime, mtime))


@dataclass(frozen=True, slots=True)
class Editor:
    """Changes files of the list in `root`, whose site is in `site`."""

    root: Path
    chance: random.Random
    site: Path

    def write(self, path: Path, data: bytes) -> None:
        """As programs do: in place, or another file in its place; with the time of now, or whatever time they like,
        which may be what it was before, or come from a clock that has been moved."""
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.stat().st_mtime_ns if path.exists() else time.time_ns() - 20 * HOUR
        if self.chance.random() < 0.5 and path.exists():
            beside = path.with_name(f".{path.name}.tmp")
            beside.write_bytes(data)
            beside.replace(path)
        else:
            path.write_bytes(data)
        wish = self.chance.choice((None, before, time.time_ns() - 3 * HOUR, time.time_ns() + HOUR))
        if wish is not None:
            set_time(path, wish)

    def text(self, name: str, old: str, new: str) -> str:
        """Replaces `old`, wherever it is."""
        path = self.root / "content" / name
        text = path.read_text("utf-8") if path.exists() else ""
        if old not in text:
            return ""
        self.write(path, text.replace(old, new).encode())
        return f"{name}: {old!r} is {new!r}"

    def papers(self) -> list[Path]:
        return sorted((self.root / "content/papers").glob("[!.]*.yaml"))

    def paper(self) -> Path:
        return self.chance.choice(self.papers())

    def unnamed(self) -> list[Path]:
        """Entries that no other file names."""
        said = {p: p.read_bytes() for p in (self.root / "content").rglob("*.*") if p.suffix in (".yaml", ".md")}
        return [p for p in self.papers() if not any(p.stem.encode() in t for other, t in said.items() if other != p)]

    def slug(self) -> str:
        """Of an entry that others may point to; one that an edit has broken is none."""
        read = ((path.stem, load(path)) for path in self.papers())
        return self.chance.choice(
            [slug for slug, entry in read if isinstance(entry, dict) and "draft" not in entry] or ["griffin"]
        )

    def entry(self, change: Callable[[Entry], object], path: Path | None = None) -> str:
        path = path or self.paper()
        entry = load(path)
        if not isinstance(entry, dict):
            return ""
        before = dump(entry)
        change(entry)
        if dump(entry) == before:
            return ""
        self.write(path, dump(entry))
        return f"{path.name}: {dump(entry).decode()}"

    def file(self, name: str, change: Callable[[Any], object]) -> str:
        """Another YAML file of content/."""
        path = self.root / "content" / name
        data = load(path)
        if data is None:
            return ""
        change(data)
        self.write(path, dump(data))
        return f"{name}: {dump(data).decode()}"

    def number(self) -> int:
        return self.chance.randrange(100)


def load(path: Path) -> Any:
    try:
        return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    except (OSError, yaml.YAMLError):
        return None


def dump(data: Any) -> bytes:
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1000)
    return text.replace("draft: 'true'", "draft: true").encode()


def _save(path: Path, data: Any) -> None:
    path.write_bytes(dump(data))


# Entries.


def retitle(editor: Editor) -> str:
    return editor.entry(lambda entry: entry.update(title=f"Titled {editor.number()}"))


def add(editor: Editor) -> str:
    """By the same first author and of the same year as others, so that citation keys may meet."""
    number = editor.number() % 6
    entry = {
        "title": f"Paper {number} of more",
        "authors": ["Ada Example", "New Fifth"][: 1 + number % 2],
        "date": f"2015-0{1 + number}",
        "abstract": "Few words are enough here.",
        "tags": ["weights"],
        "added": "2026-11-01",
        "notes": f"Compare [[{editor.slug()}]].",
    }
    path = editor.root / f"content/papers/added-{number}.yaml"
    editor.write(path, dump(entry))
    return f"added {path.stem}"


def remove(editor: Editor) -> str:
    """One that none points to, where there is one; else any, which may be an error."""
    path = editor.chance.choice(editor.unnamed() or editor.papers())
    path.unlink()
    return f"removed {path.stem}"


def rename(editor: Editor) -> str:
    """With all that points to it; its old address may become an alias."""
    path = editor.paper()
    old, new = path.stem, f"renamed-{editor.number()}"
    place = path.with_name(f"{new}.yaml")
    if place.exists():
        return ""
    path.rename(place)
    for file in sorted((editor.root / "content").rglob("*.*")):
        text = file.read_text("utf-8")
        if file.suffix in (".yaml", ".md") and old in text:
            text = text.replace(f"[[{old}]]", f"[[{new}]]").replace(f"paper:{old})", f"paper:{new})")
            text = text.replace(f"to: {old}\n", f"to: {new}\n").replace(f"to: {old},", f"to: {new},")
            text = text.replace(f"paper: {old}", f"paper: {new}").replace(f"[{old}]", f"[{new}]")
            text = text.replace(f"- {old}\n", f"- {new}\n").replace(f"[{old},", f"[{new},")
            editor.write(file, text.encode())
    if editor.chance.random() < 0.5:
        editor.entry(lambda entry: entry.setdefault("aliases", []).append(old), place)
    return f"{old} is {new}"


def come_again(editor: Editor) -> str:
    """Gone and back, as it was, under another inode."""
    path = editor.paper()
    data = path.read_bytes()
    path.unlink()
    editor.write(path, data)
    return f"{path.name} came again"


def swap(editor: Editor) -> str:
    """Two entries change their files."""
    one, other = editor.chance.sample(editor.papers(), 2)
    beside = one.with_name(".swap.tmp")
    one.rename(beside)
    other.rename(one)
    beside.rename(other)
    return f"{one.name} and {other.name} are swapped"


def retag(editor: Editor) -> str:
    tags = editor.chance.sample(["beasts", "scales", "units", "things", "weights", "unused", "oddments"], k=2)
    return editor.entry(lambda entry: entry.update(tags=tags[: editor.chance.randint(0, 2)]))


def renote(editor: Editor) -> str:
    text = f"Noted {editor.number()}, with [[{editor.slug()}]] and [so](paper:{editor.slug()}) in [[tag:beasts]]."
    return editor.entry(lambda entry: entry.update(notes=text))


def unnote(editor: Editor) -> str:
    return editor.entry(lambda entry: [entry.pop(name, None) for name in ("notes", "quotes")])


def annotate(editor: Editor) -> str:
    """One margin note more, often the first."""
    note: Entry = {"quote": "", "note": f"Said {editor.number()} of [[{editor.slug()}]]."}
    rest: tuple[Entry, ...] = ({}, {"kind": "doubt"}, {"by": "ab"}, {"tags": ["units"]}, {"created": "2026-11-30"})
    note |= editor.chance.choice(rest)

    def change(entry: Entry) -> None:
        words = entry.get("abstract", "").split()
        if len(words) > 3 and "$" not in entry["abstract"] and '"' not in entry["abstract"]:
            at = editor.chance.randrange(len(words) - 2)
            note["quote"] = " ".join(words[at : at + 3]).rstrip(".")
            entry.setdefault("margin", []).append(note)

    return editor.entry(change)


def take_notes_away(editor: Editor) -> str:
    """The last margin note, or all."""

    def change(entry: Entry) -> None:
        if editor.chance.random() < 0.5 and len(entry.get("margin", ())) > 1:
            entry["margin"].pop()
        else:
            entry.pop("margin", None)

    return editor.entry(change)


def say_why(editor: Editor) -> str:
    return editor.entry(lambda entry: entry.update(why=f"For {editor.number()} *reasons*."))


def read_on(editor: Editor) -> str:
    status = editor.chance.choice(("to-read", "reading", "skimmed", "read"))
    importance = editor.chance.choice(("essential", "recommended", "background"))
    return editor.entry(lambda entry: entry.update(status=status, importance=importance))


def redate(editor: Editor) -> str:
    date = editor.chance.choice(("2015", "2016-02", "2019-05-01", "2021-12", "1999"))
    return editor.entry(lambda entry: entry.update(date=date))


def add_date(editor: Editor) -> str:
    """When it came on the list, which orders the feed and the home page."""
    return editor.entry(lambda entry: entry.update(added=f"2026-12-{1 + editor.number() % 28:02d}"))


def sign(editor: Editor) -> str:
    """Other authors: somebody may get a second paper by it, or lose one."""
    people = ["Ada Example", "A. Example", "Cy Third", "Dee Fourth0", "Bo van Beispiel", "Once Only"]
    authors = editor.chance.sample(people, editor.chance.randint(0, 3))
    return editor.entry(lambda entry: entry.update(authors=authors))


def alias(editor: Editor) -> str:
    aliases = [f"once-{editor.number()}"] if editor.chance.random() < 0.7 else []
    return editor.entry(lambda entry: entry.update(aliases=aliases))


def toggle_draft(editor: Editor) -> str:
    drafts = [path for path in editor.papers() if b"draft" in path.read_bytes()]
    path = editor.chance.choice([*drafts, *editor.unnamed()] or editor.papers())
    return editor.entry(lambda entry: entry.pop("draft", None) or entry.update(draft="true"), path)


def relate(editor: Editor) -> str:
    target = editor.chance.choice((editor.slug(), "doi:10.1000/outside", "arXiv:1901.00001", "arXiv:2101.00002"))
    relation = {"type": editor.chance.choice(("extends", "cites", "overlaps", "background")), "to": target}
    relation |= editor.chance.choice(({}, {"note": f"As *{editor.number()}* has it."}))

    def change(entry: Entry) -> None:
        if editor.chance.random() < 0.4:
            entry.pop("relations", None)
        else:
            entry.setdefault("relations", []).append(relation)

    return editor.entry(change)


def identify(editor: Editor) -> str:
    """By a DOI, a venue or a kind, all of which references show; or by an arXiv id less."""
    number = editor.number()
    fields = editor.chance.choice(
        ({"doi": f"10.1000/made.{number}"}, {"venue": f"Journal {number}", "kind": "article"}, {"language": "de"})
    )
    return editor.entry(lambda entry: entry.update(fields) if number % 4 else entry.pop("arxiv", None))


def abridge(editor: Editor) -> str:
    """An abstract's last word goes, by which a quote may lose its place."""

    def change(entry: Entry) -> None:
        words = entry.get("abstract", "").split(" ")
        if len(words) > 8:
            entry["abstract"] = " ".join(words[:-1])

    return editor.entry(change)


def same_size(editor: Editor) -> str:
    """A letter for another, in place, with the time that the file had."""
    path = editor.paper()
    stat, text = path.stat(), path.read_text("utf-8")
    for old, new in (
        ("Paper", "Piper"),
        ("After", "Often"),
        ("Piper", "Paper"),
        ("Often", "After"),
        ("Noted", "Toned"),
    ):
        if old in text:
            path.write_text(text.replace(old, new), encoding="utf-8", newline="")
            set_time(path, stat.st_mtime_ns)
            return f"{path.name}: {old} is {new}"
    return ""


def touch(editor: Editor) -> str:
    path = editor.chance.choice(sorted(p for p in (editor.root / "content").rglob("*") if p.is_file()))
    set_time(path, time.time_ns() + editor.chance.choice((-HOUR, 0, HOUR)))
    return f"touched {path.name}"


# The rest of content/.


def set_up(editor: Editor) -> str:
    """A setting of site.yaml is changed, or changed back to what it is if nothing is said."""
    chance, number = editor.chance, editor.number()
    pages = ("people", "years", "paths", "margin", "works", "cards", "exports", "annotations", "related")
    name, value = chance.choice(
        (
            ("pages", {chance.choice(pages): "false" for _ in range(2)}),
            ("pages", {chance.choice(pages): "false"}),
            ("exports", chance.choice(([], ["bib"], ["json"], ["bib", "json"]))),
            ("bibliographies", chance.choice(([], ["list"], ["tags"], ["paths"], ["list", "paths", "tags"]))),
            ("export_notes", chance.choice(("true", "false"))),
            ("url", chance.choice(("https://example.org/list/", "https://example.com/"))),
            ("title", f"Beasts {number}"),
            ("description", f"What is said of {number} beasts."),
            ("language", chance.choice(("en", "de"))),
            ("vocabulary", chance.choice(("open", "closed"))),
            ("start", "weights"),
            ("annotators", {"ab": {"name": f"B. Stander {number}"}}),
        )
    )

    def change(site: dict[str, Any]) -> None:
        if chance.random() < 0.3 and name not in ("title", "annotators"):
            site.pop(name, None)
        else:
            site[name] = value

    return editor.file("site.yaml", change)


def relabel(editor: Editor) -> str:
    def change(tags: dict[str, Any]) -> None:
        key = editor.chance.choice(sorted(tags))
        tags[key]["label"] = f"Label {editor.number()}"
        if editor.chance.random() < 0.5:
            tags[key]["description"] = f"See [[{editor.slug()}]] for {editor.number()}."
        if key in ("units", "beasts", "oddments"):
            tags[key].pop("parent", None)
            tags[key] |= editor.chance.choice(({}, {"parent": "things"}, {"parent": "measures"}))

    return editor.file("tags.yaml", change)


def know_people(editor: Editor) -> str:
    people = editor.chance.choice(
        (
            [],
            [{"name": "Ada Example", "also": ["A. Example", "Cy Third"]}],
            [{"name": "Ada Lovely Example", "also": ["Ada Example"], "url": "https://example.org/x"}],
            [{"name": "Ada Example", "also": ["A. Example"]}, {"name": "Cy Third", "orcid": "0000-0002-1825-0097"}],
        )
    )
    editor.write(editor.root / "content/people.yaml", dump(people))
    return f"people.yaml: {people}"


def know_works(editor: Editor) -> str:
    works = editor.chance.choice(
        (
            [],
            [{"title": f"A work outside {editor.number()}", "doi": "10.1000/outside"}],
            [{"title": "Outside", "date": "1999", "doi": "10.1000/outside"}, {"title": "Too", "arxiv": "1901.00001"}],
            [{"title": "On the list as well", "arxiv": "2101.00001"}],
        )
    )
    editor.write(editor.root / "content/works.yaml", dump(works))
    return f"works.yaml: {works}"


def walk(editor: Editor) -> str:
    """A reading path more, another one, or one less."""
    path = editor.root / f"content/paths/walk-{editor.number() % 2}.yaml"
    if path.exists() and editor.chance.random() < 0.4:
        path.unlink()
        return f"{path.name} is gone"
    slugs = list(dict.fromkeys(editor.slug() for _ in range(3)))
    steps = [{"paper": slug, "why": f"Step {editor.number()}."} for slug in slugs]
    walk = {"title": f"Walk {editor.number()}", "intro": f"First [[{slugs[0]}]].", "steps": steps}
    editor.write(path, dump(walk))
    return f"{path.name}: {walk}"


def write_page(editor: Editor) -> str:
    path = editor.root / f"content/pages/{editor.chance.choice(('about', 'other'))}.md"
    if path.exists() and editor.chance.random() < 0.3:
        path.unlink()
        return f"{path.name} is gone"
    editor.write(path, f"# Page {editor.number()}\n\nOf [[{editor.slug()}]] and *more*.\n".encode())
    return f"{path.name} is written"


def file_away(editor: Editor) -> str:
    """A file of the owner's own; a folder may stand where a file stood, and the other way round."""
    folder = editor.root / "content/files"
    name = editor.chance.choice(("CNAME", "pictures/a.png", "pictures/deep/b.txt", "data", "data/x.csv", "data/y"))
    place = folder / name
    if editor.chance.random() < 0.3 and place.exists():
        shutil.rmtree(place) if place.is_dir() else place.unlink()
        return f"files/{name} is gone"
    if place.is_dir():
        shutil.rmtree(place)
    if place.parent.is_file():
        place.parent.unlink()
    editor.write(place, f"{name} {editor.number():03d}".encode())
    return f"files/{name} is written"


def leave_lying(editor: Editor) -> str:
    """A file that nothing reads, which is a warning; or it goes."""
    path = editor.root / "content/tugs.yaml"
    if path.exists():
        path.unlink()
        return "tugs.yaml is gone"
    editor.write(path, b"lying: here\n")
    return "tugs.yaml lies here"


# Templates.

OWN = {
    "prose.html": '{% extends "base.html" %}{% block main %}<main>own {{ page.title }} NUMBER</main>{% endblock %}',
    "margin.html": "own margin {{ page.lede }} NUMBER",
    "parts/own.html": "{% macro own() %}NUMBER{% endmacro %}",
    "works.html": '{% from "parts/own.html" import own %}{{ own() }}{{ page.lede }}',
    "assets/css/own.css": "p { margin: NUMBERpx }",
    "assets/lists.css": "ol { margin: NUMBERpx }",
    "assets/picture.svg": "<svg><!-- NUMBER --></svg>",
}


def template(editor: Editor) -> str:
    """A template or asset of the list's own; those that another one includes among them."""
    name = editor.chance.choice(sorted(OWN))
    path = editor.root / "templates" / name
    if path.exists() and editor.chance.random() < 0.3:
        path.unlink()
        return f"templates/{name} is gone"
    editor.write(path, OWN[name].replace("NUMBER", f"{editor.number():02d}").encode())
    return f"templates/{name} is written"


def change_ours(editor: Editor) -> str:
    """A template that comes with Manicule, changed a little and put into the list's own."""
    ours = Path(__file__).parents[1] / "templates"
    name = editor.chance.choice(("base.html", "parts/entry.html", "parts/links.html", "parts/note.html", "paper.html"))
    text = (ours / name).read_text("utf-8")
    changed = text.replace("</a>", f"</a><!-- {editor.number():02d} -->", 1)
    editor.write(editor.root / "templates" / name, (changed if changed != text else text + "\n").encode())
    return f"templates/{name} is changed"


# Mistakes.


def err(editor: Editor) -> str:
    """What stops a build, until it is mended."""
    path = editor.paper()
    kind = editor.number() % 5
    if kind == 0:
        editor.write(path, path.read_bytes() + b"\n  bad: [yaml\n")
    elif kind == 1:
        return editor.entry(lambda entry: entry.update(tags=["never-heard-of"]), path)
    elif kind == 2:
        return editor.entry(lambda entry: entry.update(notes="See [[nothing-there]]."), path)
    elif kind == 3:
        editor.write(editor.root / "templates/prose.html", b"{{ page.titel }}")
    else:
        return editor.entry(lambda entry: entry.update(margin=[{"quote": "words that are not there"}]), path)
    return f"a mistake of kind {kind} in {path.name}"


def warn(editor: Editor) -> str:
    """What a build tells, and goes on."""
    text = editor.chance.choice(
        ("Bad [x](javascript:alert(1)).", "A <script>y</script> tag.", "![p](https://e.example/i)")
    )
    return editor.entry(lambda entry: entry.update(notes=text))


# The output and the cache.


def harm(editor: Editor) -> str:
    """A file of the output is altered, deleted, or an empty folder or a link in its place."""
    files = sorted(p for p in editor.site.rglob("*") if p.is_file() and p.name != ".manicule.json")
    if not files:
        return ""
    path = editor.chance.choice(files)
    kind = editor.number() % 5
    if kind == 0:
        path.write_bytes(b"harmed")
    elif kind == 1:
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if data else b"x")
    else:
        path.unlink()
        if kind == 3:
            path.mkdir()
        elif kind == 4:
            path.symlink_to(editor.root / "content/site.yaml")
    return f"{path.relative_to(editor.site)} is harmed in way {kind}"


def harm_much(editor: Editor) -> str:
    """A folder of the output, or all of it."""
    if editor.number() % 3 == 0:
        shutil.rmtree(editor.site, ignore_errors=True)
        return "the output is gone"
    folders = sorted(p for p in editor.site.rglob("*") if p.is_dir())
    if folders:
        shutil.rmtree(editor.chance.choice(folders))
    return "a folder of the output is gone"


def forget(editor: Editor) -> str:
    """.cache/ is deleted, or its files are cut short, emptied, filled with something else, or exchanged."""
    folder = editor.root / ".cache"
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    kind = editor.number() % 8
    if kind == 0 or not files:
        shutil.rmtree(folder, ignore_errors=True)
    elif kind == 1:
        one, other = editor.chance.choices(files, k=2)
        one.write_bytes(other.read_bytes())
    else:
        for path in editor.chance.choices(files, k=2) if kind < 4 else files:
            data = path.read_bytes()
            noise = bytes(editor.chance.randrange(256) for _ in range(200))
            path.write_bytes(
                editor.chance.choice(
                    (b"", data[: len(data) // 2], data[:-1], noise, b"{}", b"[]", b"null", noise + data)
                )
            )
    return f".cache/ is forgotten in way {kind}"


EDITS: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (
        retitle, add, remove, rename, come_again, swap, retag, renote, unnote, annotate, take_notes_away, say_why,
        read_on, redate, add_date, sign, alias, toggle_draft, relate, identify, abridge, same_size, touch, set_up,
        relabel, know_people, know_works, walk, write_page, file_away, leave_lying, template, change_ours, err, warn,
        harm, harm_much, forget,
    )
}  # fmt: skip
