"""Changes by the list's owner, carried out: files of content/ read, changed as `edits` and `renaming` say, and written.

In go the list's root and what is to be changed; out comes what was written, or why not. Every file is replaced whole or
not at all, and none that is not as it was when the change was thought of. It must not know who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .content import load_tags
from .edits import Change, change_text
from .entryfile import append_tags, new_entry
from .inputs import digest_of
from .model import PartialDate, Tag
from .problems import Problem, Where, error
from .renaming import TAGS, rename_paper, rename_tag
from .safewrite import LeadsOutsideError, clear_left, find_inside, write_safely
from .statements import statements
from .text import is_slug, slug
from .values import Value
from .yamlnodes import MAX_BYTES
from .yamltext import decode_yaml


class Sheet(Value):
    """A file as it is; `base` is the digest that says which state of it that is."""

    name: str
    text: str
    base: str


class Done(Value):
    """Files with what they held before and hold now, None where there was or is none; or what stood in the way."""

    written: tuple[tuple[str, bytes | None, bytes | None], ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _, _ in self.written)


def read_file(root: Path, name: str) -> Sheet | Problem:
    """A file of content/, by its path from the list's root."""
    data = _read(root, name)
    if isinstance(data, Problem):
        return data
    text, problems = decode_yaml(data, name)
    return problems[0] if text is None else Sheet(name, text, digest_of(data))


def change_file(root: Path, name: str, base: str, change: Change | Callable[[str], str | Problem | None]) -> Done:
    """`base` is the state of the file that the change was thought of for; '' for whatever it is now. A file that is in
    another one is left alone, and so is one to which the change does nothing."""
    sheet = read_file(root, name)
    if isinstance(sheet, Problem):
        return Done(problems=(sheet,))
    if base and sheet.base != base:
        return Done(problems=(_changed_meanwhile(name),))
    after = change(sheet.text) if callable(change) else change_text(sheet.text, name, change)
    if after is None:
        return Done(problems=(error("edit-refused", "there is nothing here that could be changed so", Where(name)),))
    if isinstance(after, Problem):
        return Done(problems=(after,))
    return Done() if after == sheet.text else _write(root, {name: (sheet.text.encode(), after.encode())})


def add_tags(root: Path, labels: Sequence[str]) -> tuple[tuple[str, ...], Done]:
    """The keys of the tags with these labels or keys, those that tags.yaml has not made at its end."""
    sheet = read_file(root, TAGS) if (root / TAGS).exists() else Sheet(TAGS, "", "")
    if isinstance(sheet, Problem):
        return (), Done(problems=(sheet,))
    known, _ = load_tags(TAGS, sheet.text.encode())
    keys = {tag.key: tag.key for tag in known} | {tag.label.casefold(): tag.key for tag in known}
    found, added = [], []
    for label in labels:
        key = keys.get(label.casefold()) or slug(label).replace(".", "-")
        if not key:
            return (), Done(
                problems=(error("wrong-form", f"`{label}` has no letter that a key can be made of", Where(TAGS)),)
            )
        if key not in keys:
            keys[key] = key
            added.append(Tag(key, label))
        found.append(key)
    if not added:
        return tuple(dict.fromkeys(found)), Done()
    after = append_tags(sheet.text, TAGS, [Tag(tag.key, "" if tag.label == tag.key else tag.label) for tag in added])
    if isinstance(after, Problem):
        return (), Done(problems=(after,))
    old = sheet.text.encode() if sheet.base else None
    return tuple(dict.fromkeys(found)), _write(root, {TAGS: (old, after.encode())})


class NewPaper(Value):
    """What is known of a paper that somebody adds by hand. `values` are its fields by name, as fields.PAPER has them."""

    values: Mapping[str, object]
    slug: str = ""
    tags: tuple[str, ...] = ()


def add_paper(root: Path, new: NewPaper, today: PartialDate) -> Done:
    """A file of its own, with the field `added`; under `new.slug`, or one that is made of its id or its title."""
    from .fields import paper_from

    wish = new.slug or slug(str(new.values.get("arxiv") or "")) or slug(str(new.values["title"]))
    if not is_slug(wish):
        return Done(problems=(error("bad-slug", f"`{wish}` cannot be the name of an entry", Where("--slug")),))
    name = f"content/papers/{wish}.yaml"
    if (root / name).exists():
        return Done(problems=(error("same-slug", f"there is an entry `{wish}` already", Where(name)),))
    text = new_entry(name, statements(paper_from(new.values)), today, tags=new.tags)
    return Done(problems=(text,)) if isinstance(text, Problem) else _write(root, {name: (None, text.encode())})


def move_tag(root: Path, old: str, new: str) -> Done:
    texts = _read_all(root)
    changed, problems = rename_tag(texts, old, new)
    return _rename(root, texts, changed, problems)


def move_paper(root: Path, old: str, new: str) -> Done:
    """The old file goes when all else is written, so that a move which was interrupted can be done again."""
    if not is_slug(new):
        return Done(problems=(error("bad-slug", f"`{new}` cannot be the name of an entry", Where(new)),))
    if new.lower() == old.lower() and new != old:
        message = f"`{new}` and `{old}` are the same file where capitals do not count: give it another name first"
        return Done(problems=(error("same-slug", message, Where(f"content/papers/{old}.yaml")),))
    texts = _read_all(root)
    changed, problems = rename_paper(texts, old, new)
    done = _rename(root, texts, changed, problems)
    if not done.problems and changed:
        source = f"content/papers/{old}.yaml"
        place = find_inside(root / source, root / "content")
        data = place.read_bytes()
        if data != texts[source].encode():
            return Done(done.written, (_changed_meanwhile(source),))
        place.unlink()
        return Done((*done.written, (source, data, None)))
    return done


def take_back(root: Path, done: Done) -> Done:
    """What `done` did, undone, unless one of its files has been changed since."""
    for name, _, after in done.written:
        now = _read(root, name)
        if (None if isinstance(now, Problem) else now) != after:
            return Done(
                problems=(error("changed-meanwhile", "this file has changed since, so it stays as it is", Where(name)),)
            )
    for name, before, _ in reversed(done.written):
        if before is None:
            find_inside(root / name, root / "content").unlink()
        else:
            write_safely(root / name, before, root / "content")
    return Done(tuple((name, after, before) for name, before, after in reversed(done.written)))


def _rename(root: Path, texts: Mapping[str, str], changed: Mapping[str, str], problems: Sequence[Problem]) -> Done:
    """All or nothing where something cannot be changed; a warning stops nothing. `texts` are what was read, and what a file
    has to hold still when it is written."""
    if any(problem.level == "error" for problem in problems):
        return Done(problems=tuple(problems))
    edits = {
        name: (texts[name].encode() if name in texts else None, text.encode())
        for name, text in changed.items()
        if text != texts.get(name)
    }
    done = _write(root, edits)
    return Done(done.written, (*problems, *done.problems))


def _write(root: Path, edits: Mapping[str, tuple[bytes | None, bytes]]) -> Done:
    """One by one, and none that does not hold what it held when the change was thought of; that ends it."""
    written: list[tuple[str, bytes | None, bytes | None]] = []
    clear_left({(root / name).parent for name in edits})
    for name, (before, after) in edits.items():
        now = _read(root, name)
        if (None if isinstance(now, Problem) else now) != before:
            return Done(tuple(written), (_changed_meanwhile(name),))
        try:
            write_safely(root / name, after, root / "content")
        except OSError as reason:
            return Done(tuple(written), (_unwritten(name, reason),))
        written.append((name, before, after))
    return Done(tuple(written))


def _read_all(root: Path) -> dict[str, str]:
    """The texts of content/ that can hold names. One that is not UTF-8 has none of ours in it."""
    content = root / "content"
    files = [
        *content.glob("*.yaml"),
        *content.glob("papers/*.yaml"),
        *content.glob("paths/*.yaml"),
        *content.glob("pages/*.md"),
    ]
    texts = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(files)}
    return {name: data.decode() for name, data in texts.items() if _is_utf8(data)}


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read(root: Path, name: str) -> bytes | Problem:
    try:
        place = find_inside(root / name, root / "content")
        if place.stat().st_size > MAX_BYTES:
            return error("too-large", "this file is too large to be changed", Where(name))
        return place.read_bytes()
    except FileNotFoundError:
        return error("no-such-file", "there is no such file", Where(name))
    except LeadsOutsideError:
        return error("leads-outside", "this leads out of content/, so it is left alone", Where(name))
    except OSError as reason:
        return error("unreadable-file", f"cannot be read: {reason.strerror or reason}", Where(name))


def _changed_meanwhile(name: str) -> Problem:
    return error("changed-meanwhile", "this file has changed meanwhile", Where(name))


def _unwritten(name: str, reason: OSError) -> Problem:
    return error("not-written", f"cannot be written: {reason.strerror or reason}", Where(name))
