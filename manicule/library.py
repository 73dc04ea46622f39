"""Everything loaded, to one Library: keys unique, references resolved, indexes by tag, person, year and link.

In goes a `Content`, out come frozen indexes over it and every problem that lies between files. It renders nothing,
knows no address of a page and never touches the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from .checked import Finding, Verdict
from .collation import make_sort_key
from .content import Content
from .fieldtypes import did_you_mean
from .identifiers import arxiv_base, doi_key
from .mentions import Mention, find_mentions, has_bare
from .model import (
    MADE_PICTURE,
    NOWHERE,
    Entry,
    KnownPerson,
    Name,
    Paper,
    ProsePage,
    ReadingPath,
    Relation,
    Site,
    Tag,
    Work,
)
from .problems import Problem, Where, error, warning
from .text import fold, slug
from .values import Value, field, replace

_Key = TypeVar("_Key", str, int)


GUESSED = 100
"""Problems of one kind beyond which nobody is told what may have been meant: each guess looks at all names."""

MAX_TAG_LEVELS = 16
"""Tags above one another: pages name all that are above a tag, and set those below it within one another."""


class Somebody(Value):
    """A person or group of the index: the name shown, the forms printed, the slugs of what they signed."""

    key: str
    slug: str
    name: Name
    printed: tuple[str, ...]
    entries: tuple[str, ...]
    known: KnownPerson | None = None


class Tie(Value):
    """A relation as one of its two ends sees it. `inverse`: stated by the other end. The other end is an entry
    (`slug`), a work outside the list (`work`), or only the `reference` that was given."""

    type: str
    inverse: bool
    reference: str
    note: str
    slug: str = ""
    work: Work | None = None


class Backlink(Value):
    """A sentence that links to a paper: `sentence[start:end]` are the link's words; `kind` and `key` say where it
    stands (paper, tag, path, page)."""

    kind: str
    key: str
    sentence: str
    start: int
    end: int


class Library(Value):
    """`entries` are in the list's order, newest first; so is every tuple of slugs. `tags` holds the tags in use, by
    papers or by margin notes, and those above them; `tagged` a tag's own papers and those of the tags below it.
    `checked` are the addresses and ids of which there is something to tell, `findings` what there is to say of the list's
    health, where anybody wants to know."""

    site: Site
    entries: Mapping[str, Entry]
    tags: Mapping[str, Tag]
    tagged: Mapping[str, tuple[str, ...]]
    people: Mapping[str, Somebody]
    years: Mapping[int, tuple[str, ...]]
    paths: Mapping[str, ReadingPath]
    pages: tuple[ProsePage, ...]
    ties: Mapping[str, tuple[Tie, ...]]
    backlinks: Mapping[str, tuple[Backlink, ...]]
    files: tuple[str, ...]
    aliases: Mapping[str, str]
    checked: Mapping[str, Verdict] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def signers(self, paper: Paper) -> tuple[str, ...]:
        """The keys in `people` of those who signed the paper, in its order."""
        return tuple(self.person_key(name) for name in paper.authors)

    def person_key(self, name: Name) -> str:
        return self.aliases.get(fold(name.display), fold(name.display))


def build_library(
    content: Content, drafts: bool = False, mentions: Mapping[str, Mentions] = MappingProxyType({})
) -> tuple[Library, tuple[Problem, ...]]:
    """`drafts` keeps entries marked as such; a published build has no trace of them. `mentions` has, by slug, what
    `list_mentions` has found already."""
    problems: list[Problem] = []
    ordered = sorted(content.entries, key=_list_order(make_sort_key(content.site.language)))
    entries = {e.slug: e for e in ordered if drafts or not e.draft}
    drafted = {e.slug for e in ordered} - set(entries)
    # Of an entry that could not be read that has been told already; what refers to it is not at fault.
    hidden = drafted | set(content.unreadable)
    problems += _check_identity(ordered, content.works)
    problems += _check_site(content)
    vocabulary, found = _build_vocabulary(content, entries)
    problems += found
    paths, found = _build_paths(content.paths, entries, hidden)
    problems += found
    ties, found = _build_ties(entries, hidden, content.works)
    problems += found
    backlinks, found = _build_backlinks(content, entries, (vocabulary, paths), hidden, mentions)
    problems += found
    aliases = {fold(name.display): fold(p.name.display) for p in content.people for name in (p.name, *p.also)}
    tagged = _tagged(entries, vocabulary)
    library = Library(
        site=content.site,
        entries=entries,
        tags={key: tag for key, tag in vocabulary.items() if key in tagged},
        tagged=tagged,
        people=_build_people(entries.values(), content.people, aliases),
        years=_group(entries.values(), lambda e: [e.paper.date.year] if e.paper.date else []),
        paths=paths,
        pages=content.pages,
        ties=ties,
        backlinks=backlinks,
        files=content.files,
        aliases=aliases,
    )
    return library, tuple(problems)


def reference_keys(paper: Paper) -> tuple[str, ...]:
    """What the paper can be referred to by from outside: `arxiv:ID` without its version, `doi:DOI` in lower case."""
    ids = paper.identifiers
    keys = (f"arxiv:{arxiv_base(ids.arxiv)}" if ids.arxiv else "", f"doi:{doi_key(ids.doi)}" if ids.doi else "")
    return tuple(key for key in keys if key)


def reference_key(target: str) -> str:
    """A relation's `arxiv:` or `doi:` target in the form of `reference_keys`."""
    scheme, _, rest = target.partition(":")
    return f"arxiv:{arxiv_base(rest)}" if scheme == "arxiv" else f"doi:{doi_key(rest)}"


def _list_order(sort_key: Callable[[str], tuple[object, ...]]) -> Callable[[Entry], tuple[object, ...]]:
    def key(entry: Entry) -> tuple[object, ...]:
        date = entry.paper.date
        year, month, day = date.sort_key if date else (0, 0, 0)
        return (-year, -month, -day, sort_key(entry.paper.title), entry.slug)

    return key


def _group(entries: Iterable[Entry], keys: Callable[[Entry], Iterable[_Key]]) -> dict[_Key, tuple[str, ...]]:
    groups: dict[_Key, list[str]] = {}
    for entry in entries:
        for key in keys(entry):
            groups.setdefault(key, []).append(entry.slug)
    return {key: tuple(slugs) for key, slugs in groups.items()}


# Identity.


def _check_identity(entries: Iterable[Entry], works: Iterable[Work]) -> Iterator[Problem]:
    """One paper, one entry; one old address, one new."""
    entries = list(entries)
    slugs = {entry.slug.lower() for entry in entries}
    holder: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for entry in sorted(entries, key=lambda e: e.slug):
        for key in reference_keys(entry.paper):
            if key in holder:
                place = entry.places.get(key.partition(":")[0], NOWHERE)
                what = "arXiv id" if key.startswith("arxiv:") else "DOI"
                yield error("same-paper", f"the entry `{holder[key]}` has the same {what}", place)
            holder.setdefault(key, entry.slug)
        for number, alias in enumerate(entry.aliases):
            other = alias if alias.lower() in slugs else aliases.get(alias.lower())
            if other is not None:
                place = entry.places.get(f"aliases.{number}", NOWHERE)
                yield error("same-slug", f"`{alias}` is taken by the entry `{other}`", place)
            aliases[alias.lower()] = entry.slug
    for work in works:
        on_list = next((holder[key] for key in reference_keys(work.paper) if key in holder), None)
        if on_list:
            yield warning("work-on-list", f"this work is on the list, as `{on_list}`; it can go from here", work.where)


def _check_site(content: Content) -> Iterator[Problem]:
    site = content.site
    known = {who.key for who in site.annotators}
    for entry in content.entries:
        signed = [(note.by, note.places) for note in entry.margin] + [(q.by, q.places) for q in entry.quotes]
        for by, places in signed:
            if by and by not in known:
                yield error("unknown-annotator", f"`{by}` is none of the `annotators` in site.yaml", places["by"])
    if site.start and site.start not in {path.slug for path in content.paths}:
        guess = did_you_mean(site.start, (path.slug for path in content.paths))
        yield error("unknown-path", f"there is no reading path `{site.start}`", site.places["start"], fix=guess)
    pages = {page.slug for page in content.pages}
    for number, group in enumerate(site.menu):
        for place, name in enumerate(group.pages):
            if name not in pages:
                guess = did_you_mean(name, pages)
                where = site.places.get(f"menu.{number}.pages.{place}", site.places["menu"])
                yield error("unknown-page", f"there is no page content/pages/{name}.md", where, fix=guess)
    if site.picture and site.picture != MADE_PICTURE and site.picture not in content.files:
        guess = did_you_mean(site.picture, content.files)
        message = f"there is no file content/files/{site.picture}"
        yield error("unknown-picture", message, site.places["picture"], fix=guess)


# Tags.


def _build_vocabulary(content: Content, entries: Mapping[str, Entry]) -> tuple[dict[str, Tag], list[Problem]]:
    """The tags by key, with those that an open vocabulary adds; every use of an unknown tag is a problem."""
    problems: list[Problem] = []
    tags = {tag.key: tag for tag in content.tags}
    for tag in content.tags:
        if tag.parent and tag.parent not in tags:
            guess = did_you_mean(tag.parent, tags)
            problems.append(error("unknown-tag", f"there is no tag `{tag.parent}`", tag.places["parent"], fix=guess))
        elif tag.key in (above := ancestors(tags, tag.key)):
            problems.append(error("tag-circle", f"`{tag.key}` is above itself", tag.places["parent"]))
            tags[tag.key] = replace(tag, parent="")
        elif len(above) > MAX_TAG_LEVELS:
            message = f"`{tag.key}` has more than {MAX_TAG_LEVELS} tags above it"
            problems.append(error("tag-depth", message, tag.places["parent"]))
            tags[tag.key] = replace(tag, parent="")
    declared = list(tags)
    for entry in entries.values():
        if all(key in tags for key in entry.tags) and all(key in tags for note in entry.margin for key in note.tags):
            continue  # where they stand need not be known
        used = [(key, entry.places[f"tags.{n}"]) for n, key in _positions(entry, "tags", entry.tags)]
        for note in entry.margin:
            used += [(key, note.places["tags"]) for key in note.tags]
        for key, place in used:
            if key in tags:
                continue
            if content.site.vocabulary == "open":
                tags[key] = Tag(key, key.replace("-", " ").capitalize())
                continue
            guess = did_you_mean(key, declared) if len(problems) < GUESSED else ""
            hint = f"; did you mean `{guess}`?" if guess else ""
            problems.append(error("unknown-tag", f"`{key}` is not in tags.yaml{hint}", place, fix=guess))
    return tags, problems


def _positions(entry: Entry, field: str, values: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Each value with its number in the file; values that could not be read have left gaps in the places."""
    numbers = [n for n in range(len(entry.places)) if f"{field}.{n}" in entry.places]
    return zip(numbers, values, strict=False)


def ancestors(tags: Mapping[str, Tag], key: str) -> tuple[str, ...]:
    """The tags above `key`, nearest first; ends where they come round in a circle, or are more than there may be."""
    above: list[str] = []
    parent = tags[key].parent if key in tags else ""
    while parent and parent in tags and parent not in above and len(above) <= MAX_TAG_LEVELS:
        above.append(parent)
        parent = tags[parent].parent
    return tuple(above)


def _tagged(entries: Mapping[str, Entry], tags: Mapping[str, Tag]) -> dict[str, tuple[str, ...]]:
    def keys(entry: Entry) -> Iterable[str]:
        own = [key for key in entry.tags if key in tags]
        return dict.fromkeys(key for tag in own for key in (tag, *ancestors(tags, tag)))

    tagged = _group(entries.values(), keys)
    for entry in entries.values():
        for key in dict.fromkeys(key for note in entry.margin for key in note.tags if key in tags):
            for one in (key, *ancestors(tags, key)):
                tagged.setdefault(one, ())
    return tagged


# People.


def _build_people(
    entries: Iterable[Entry], known: Iterable[KnownPerson], aliases: Mapping[str, str]
) -> dict[str, Somebody]:
    """By folded name; names that people.yaml says are one person's come together."""
    by_key = {fold(person.name.display): person for person in known}
    signed: dict[str, dict[str, None]] = {}
    forms: dict[str, dict[str, Name]] = {}
    for entry in entries:
        for name in entry.paper.authors:
            key = aliases.get(fold(name.display), fold(name.display))
            signed.setdefault(key, {})[entry.slug] = None
            forms.setdefault(key, {}).setdefault(name.display, name)
    people: dict[str, Somebody] = {}
    taken: set[str] = set()
    for key in sorted(signed):
        person = by_key.get(key)
        name = person.name if person else next(iter(forms[key].values()))
        address = _free_slug(slug(name.display) or slug(key) or "person", taken)
        people[key] = Somebody(key, address, name, tuple(sorted(forms[key])), tuple(signed[key]), person)
    return people


def _free_slug(wish: str, taken: set[str]) -> str:
    free, count = wish, 1
    while free in taken or free == "index":
        count += 1
        free = f"{wish}-{count}"
    taken.add(free)
    return free


# Reading paths.


def _build_paths(
    paths: Iterable[ReadingPath], entries: Mapping[str, Entry], hidden: set[str]
) -> tuple[dict[str, ReadingPath], list[Problem]]:
    problems: list[Problem] = []
    built: dict[str, ReadingPath] = {}
    for path in paths:
        seen: list[str] = []
        for step in path.steps:
            place = step.places["paper"]
            if step.paper not in entries and step.paper not in hidden:
                guess = did_you_mean(step.paper, entries) if len(problems) < GUESSED else ""
                problems.append(error("unknown-paper", f"there is no entry `{step.paper}`", place, fix=guess))
            if step.paper in seen:
                problems.append(error("duplicate-item", f"`{step.paper}` is a step of this path already", place))
            for before in step.after:
                if before not in seen:
                    message = f"`{before}` is not a step before this one"
                    problems.append(error("unknown-step", message, step.places["after"]))
            seen.append(step.paper)
        steps = tuple(
            replace(step, after=tuple(slug for slug in step.after if slug in entries))
            for step in path.steps
            if step.paper in entries
        )
        if steps:
            built[path.slug] = replace(path, steps=steps)
    return built, problems


# Relations and links.


def _build_ties(
    entries: Mapping[str, Entry], hidden: set[str], works: Iterable[Work]
) -> tuple[dict[str, tuple[Tie, ...]], list[Problem]]:
    """Each entry's relations, those that it states before those stated of it."""
    problems: list[Problem] = []
    on_list = {key: entry.slug for entry in entries.values() for key in reference_keys(entry.paper)}
    outside = {key: work for work in works for key in reference_keys(work.paper)}
    stated: dict[str, list[Tie]] = {slug: [] for slug in entries}
    received: dict[str, list[Tie]] = {slug: [] for slug in entries}
    for entry in entries.values():
        for relation in entry.relations:
            target = _target_slug(relation, on_list)
            if target in hidden:
                continue
            if target == entry.slug:
                problems.append(error("relation-to-itself", "this is the entry itself", relation.where))
            elif target in entries:
                stated[entry.slug].append(Tie(relation.type, False, relation.to, relation.note, slug=target))
                received[target].append(Tie(relation.type, True, relation.to, relation.note, slug=entry.slug))
            elif ":" in relation.to:
                work = outside.get(reference_key(relation.to))
                stated[entry.slug].append(Tie(relation.type, False, relation.to, relation.note, work=work))
            else:
                guess = did_you_mean(relation.to, entries) if len(problems) < GUESSED else ""
                message = f"there is no entry `{relation.to}`"
                problems.append(error("unknown-paper", message, relation.where, fix=guess))
    return {slug: (*stated[slug], *received[slug]) for slug in entries}, problems


def _target_slug(relation: Relation, on_list: Mapping[str, str]) -> str:
    return on_list.get(reference_key(relation.to), "") if ":" in relation.to else relation.to


class _Text(Value):
    """A Markdown text of content/, and where it stands."""

    kind: str
    key: str
    text: str
    places: Mapping[str, Where]
    place: str

    def within(self, offset: int, width: int) -> Where:
        """Of a part of the text; asked for only where something is wrong, since places may have to be looked up."""
        return self.places.get(self.place, NOWHERE).within(self.text, offset, width)


Mentions = tuple[tuple[Mention, ...], ...]
"""Of each text of an entry (`_texts_of`)."""


def list_mentions(entry: Entry) -> Mentions:
    """The links in each of the entry's texts; bare ones are called by their keys."""
    return tuple(find_mentions(text.text) for text in _texts_of(entry))


def _texts_of(entry: Entry) -> Iterator[_Text]:
    yield _Text("paper", entry.slug, entry.notes, entry.places, "notes")
    for note in entry.margin:
        yield _Text("paper", entry.slug, note.note, note.places, "note")
    for quote in entry.quotes:
        yield _Text("paper", entry.slug, quote.note, quote.places, "note")
    for number, relation in enumerate(entry.relations):
        yield _Text("paper", entry.slug, relation.note, entry.places, f"relations.{number}.note")


def _read_texts(
    content: Content, entries: Iterable[Entry], mentions: Mapping[str, Mentions]
) -> Iterator[tuple[_Text, tuple[Mention, ...] | None]]:
    """Every text, with the links in it if they are known."""
    for entry in entries:
        known = mentions.get(entry.slug)
        if known is None:
            yield from ((text, None) for text in _texts_of(entry))
        elif any(known):
            yield from zip(_texts_of(entry), known, strict=True)
    yield from ((text, None) for text in _other_texts(content))


def _other_texts(content: Content) -> Iterator[_Text]:
    for tag in content.tags:
        yield _Text("tag", tag.key, tag.description, tag.places, "description")
    for path in content.paths:
        yield _Text("path", path.slug, path.intro, path.places, "intro")
    for page in content.pages:
        yield _Text("page", page.slug, page.body, {"": page.where}, "")


def _build_backlinks(
    content: Content,
    entries: Mapping[str, Entry],
    others: tuple[Mapping[str, Tag], Mapping[str, ReadingPath]],
    hidden: set[str],
    mentions: Mapping[str, Mentions],
) -> tuple[dict[str, tuple[Backlink, ...]], list[Problem]]:
    """Every link in every Markdown text: those to papers by paper, those that lead nowhere as problems."""
    tags, paths = others
    problems: list[Problem] = []
    links: dict[str, list[Backlink]] = {}

    def name(kind: str, key: str) -> str:
        if kind == "tag":
            return tags[key].label if key in tags else key
        return " ".join(entries[key].paper.title.split()) if key in entries else key

    for text, found in _read_texts(content, entries.values(), mentions):
        for mention in find_mentions(text.text, name) if found is None or has_bare(text.text) else found:
            known: Mapping[str, object] = entries if mention.kind == "paper" else tags
            if mention.kind == "paper" and mention.key in content.unreadable:
                continue
            if mention.kind == "paper" and mention.key in hidden:
                place = text.within(mention.offset, mention.width)
                problems.append(error("draft-link", f"`{mention.key}` is a draft, and this text is not", place))
            elif mention.key not in known:
                guess = did_you_mean(mention.key, known) if len(problems) < GUESSED else ""
                hint = f"; did you mean `{guess}`?" if guess else ""
                what = "entry" if mention.kind == "paper" else "tag"
                place = text.within(mention.offset, mention.width)
                problems.append(
                    error(f"unknown-{mention.kind}", f"there is no {what} `{mention.key}`{hint}", place, fix=guess)
                )
            elif mention.kind == "paper" and (text.kind, text.key) != ("paper", mention.key):
                link = Backlink(text.kind, text.key, mention.sentence, mention.start, mention.end)
                links.setdefault(mention.key, []).append(link)
    shown = {"paper": set(entries), "path": set(paths), "tag": set(tags), "page": {page.slug for page in content.pages}}
    return {
        slug: tuple(dict.fromkeys(link for link in found if link.key in shown[link.kind]))
        for slug, found in links.items()
    }, problems
