"""The health of a list: what is gone, in doubt, missing, unused, alone or there twice, each with what mends it.

The content, the library built of it and what was found out about addresses and ids go in; `Finding`s come out, and of those
that can be mended by a click also Problems. It asks nobody, knows no clock and no page; what is wrong so that a build stops,
the gates say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .checked import Finding, Verdict
from .content import Content
from .library import Library, reference_keys
from .matching import are_twins, title_key, twin_key
from .model import Entry
from .outward import Outward, bare, list_outward, outward_of
from .problems import Problem, Where, notice, warning
from .statements import ids_of, statements
from .text import N_
from .values import replace
from .yamlwrite import Line, Map, write_mapping

KINDS = ("dead", "moved", "unclear", "doubted", "twice", "dangling", "missing", "silent", "alone", "unused", "once")
"""In the order in which one would go about it."""

TOLD = ("dead", "moved", "doubted")
"""States of which pages and builds tell; the others are for whoever asks."""


def keep_told(verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    return {of: one for of, one in verdicts.items() if one.state in TOLD}


def speaks_of(entry: Entry, checked: Mapping[str, Verdict]) -> bool:
    """Whether any of these addresses is in the entry's texts."""
    return bool(checked) and any(bare(one.address) in checked for one in outward_of(entry))


def find_link_problems(content: Content, checked: Mapping[str, Verdict]) -> Iterator[Problem]:
    """What a click mends: an address with a new one, and one with a copy in an archive that its entry does not name."""
    if not any(one.state in ("dead", "moved") for one in checked.values()):
        return
    archived = {entry.slug: dict(entry.archived) for entry in content.entries}
    told = set()
    for one in list_outward(content):
        verdict = checked.get(bare(one.address))
        if verdict is None:
            continue
        if verdict.state == "moved":
            yield notice("link-moved", f"`{one.address}` has moved for good", one.place, fix=new_address(one, verdict))
        elif verdict.state == "dead" and verdict.archived and one.about == "paper":
            address = bare(one.address)
            if address not in archived[one.key] and (one.key, address) not in told:
                told.add((one.key, address))
                message = f"`{address}` is gone since {verdict.since}, and an archive has a copy"
                yield warning("link-dead", message, one.place, fix=archived_text(address, verdict.archived))


def new_address(one: Outward, verdict: Verdict) -> str:
    """With what stood behind `#`, unless the new one says something else there."""
    _, sign, part = one.address.partition("#")
    return verdict.to if "#" in verdict.to else verdict.to + sign + part


def archived_text(address: str, copy: str) -> str:
    return write_mapping([("archived", Map(((address, Line(copy)),)))]).rstrip()


def list_findings(content: Content, library: Library, verdicts: Mapping[str, Verdict]) -> tuple[Finding, ...]:
    """Of what is published; by kind, and in the order of the list."""
    found = [
        *_links(content, library, verdicts),
        *_doubts(library, verdicts),
        *_twice(library),
        *_dangling(library),
        *_entries(library),
        *_alone(library),
        *_tags(content, library),
    ]
    order = {kind: number for number, kind in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda one: order[one.kind]))


def finding_problem(finding: Finding) -> Problem:
    """For the terminal: nothing of it stops a build."""
    return Problem("notice", f"health-{finding.kind}", finding.said, finding.where, fix=finding.fix)


# Links and facts.


def _links(content: Content, library: Library, verdicts: Mapping[str, Verdict]) -> Iterator[Finding]:
    archived = {slug: dict(entry.archived) for slug, entry in library.entries.items() if entry.archived}
    ranks = {slug: number for number, slug in enumerate(library.entries)}
    found = [one for one in list_outward(content) if bare(one.address) in verdicts] if verdicts else []
    found.sort(key=lambda one: ranks.get(one.key, len(ranks)) if one.about == "paper" else len(ranks) + 1)
    for one in found:
        verdict = verdicts[bare(one.address)]
        if verdict.state == "fine" or (one.about == "paper" and one.key not in library.entries):
            continue
        copy = archived.get(one.key, {}).get(bare(one.address), "") if one.about == "paper" else ""
        kept, copy = bool(copy), copy or verdict.archived
        message, fix, more = _tell_link(one, verdict, kept, copy)
        values = (("address", one.address), ("what", one.what), *more)
        yield Finding(verdict.state, one.about, one.key, message, fix, one.place, one.address, copy, values=values)


def _tell_link(one: Outward, verdict: Verdict, kept: bool, copy: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """The message, what mends it, and the values of the message besides address and what it is."""
    if verdict.state == "moved":
        aim, said = (
            new_address(one, verdict),
            N_("%(address)s (%(what)s) has moved for good to %(to)s, seen on %(day)s"),
        )
        return said, aim, (("to", aim), ("day", verdict.asked))
    if verdict.state == "unclear":
        said = N_("%(address)s (%(what)s) cannot be told since %(day)s: %(said)s")
        return said, "", (("day", verdict.since), ("said", verdict.said))
    fix = archived_text(bare(one.address), copy) if copy else "manicule check --links --archive"
    mended = kept or (copy and one.about != "paper")
    return N_("%(address)s (%(what)s) is gone since %(day)s"), "" if mended else fix, (("day", verdict.since),)


def _doubts(library: Library, verdicts: Mapping[str, Verdict]) -> Iterator[Finding]:
    doubted = {of: one for of, one in verdicts.items() if one.state == "doubted"}
    for entry in library.entries.values() if doubted else ():
        for of in ids_of(statements(entry.paper)):
            for code, said in doubted[of].doubts if of in doubted else ():
                kind = of.partition(":")[0]
                where = entry.places.get(kind) or Where(_file(entry.slug))
                fix = fix_of_doubt(code, said)
                message = N_("%(id)s: %(said)s (asked on %(day)s)")
                values = (("id", of), ("said", said), ("day", doubted[of].asked))
                yield Finding("doubted", "paper", entry.slug, message, fix, where, values=values)


def fix_of_doubt(code: str, said: str) -> str:
    """What to write into the entry, where the service's own word for it ends the sentence."""
    told = said.rpartition(" ")[2]
    return {"newer": f"arxiv: '{told}'", "published": f"doi: {told}"}.get(code, "")


# Entries.


def _twice(library: Library) -> Iterator[Finding]:
    """By title, first author and year, or as a preprint and what it became."""
    values = {slug: statements(entry.paper) for slug, entry in library.entries.items()}
    groups: dict[str, list[str]] = {}
    for slug, stated in values.items():
        for key in (title_key(stated), twin_key(stated)):
            if key:
                groups.setdefault(key, []).append(slug)
    told = set()
    for key, slugs in groups.items():
        for other in slugs[1:]:
            pair = (slugs[0], other)
            if pair in told or (key.startswith("twin:") and not are_twins(values[slugs[0]], values[other])):
                continue
            told.add(pair)
            said = N_("`%(other)s` may be the same paper as `%(slug)s`: title and first author are")
            fix, where, told_of = f"aliases: [{other}]", Where(_file(slugs[0])), (("other", other), ("slug", slugs[0]))
            yield Finding("twice", "paper", slugs[0], said, fix, where, near=(other,), values=told_of)


def _dangling(library: Library) -> Iterator[Finding]:
    for slug, ties in library.ties.items():
        for tie in ties:
            if not tie.slug and tie.work is None and not tie.inverse:
                said, fix = N_("points to %(work)s, of which nobody says what it is"), f"manicule fetch {tie.reference}"
                values = (("work", tie.reference),)
                yield Finding("dangling", "paper", slug, said, fix, Where(_file(slug)), values=values)


def _entries(library: Library) -> Iterator[Finding]:
    for slug, entry in library.entries.items():
        lacks = tuple(name for name, there in _parts(entry) if not there)
        has_id = bool(reference_keys(entry.paper))
        if lacks:
            fix = f"manicule fetch {slug}" if has_id else "\n".join(_LACKING[name] for name in lacks)
            yield Finding("missing", "paper", slug, _TELLS_LACK[lacks], fix, Where(_file(slug)))
    for slug, entry in library.entries.items():
        if not (entry.why or entry.notes or entry.margin or entry.quotes):
            said = N_("says neither why it is here nor anything else of yours")
            yield Finding("silent", "paper", slug, said, "why: One line on what it is here for", Where(_file(slug)))


def _parts(entry: Entry) -> Iterator[tuple[str, bool]]:
    paper, ids = entry.paper, entry.paper.identifiers
    yield "abstract", bool(paper.abstract)
    yield "date", bool(paper.date)
    yield "id", any((ids.arxiv, ids.doi, ids.isbn, ids.pmid, ids.pmcid, paper.urls))


_LACKING = {
    "abstract": "abstract: >-\n  Its text",
    "date": "date: YYYY-MM-DD",
    "id": "doi: 10.…/…",
}
_TELLS_LACK = {
    ("abstract",): N_("has no abstract"),
    ("date",): N_("has no date"),
    ("id",): N_("has no id or address"),
    ("abstract", "date"): N_("has no abstract and no date"),
    ("abstract", "id"): N_("has no abstract and no id or address"),
    ("date", "id"): N_("has no date and no id or address"),
    ("abstract", "date", "id"): N_("has no abstract and no date and no id or address"),
}


def _alone(library: Library) -> Iterator[Finding]:
    linking = {link.key for links in library.backlinks.values() for link in links if link.kind == "paper"}
    for slug in library.entries if len(library.entries) > 1 else ():
        if not library.ties.get(slug) and not library.backlinks.get(slug) and slug not in linking:
            said = N_("links to no other paper, and none to it")
            fix = "relations:\n  - {type: background, to: SLUG}"
            yield Finding("alone", "paper", slug, said, fix, Where(_file(slug)))


# Tags.


def _tags(content: Content, library: Library) -> Iterator[Finding]:
    above = {tag.parent for tag in content.tags}
    for tag in content.tags:
        where = replace(tag.places.get("", Where("content/tags.yaml")))
        if tag.key not in library.tags and tag.key not in above:
            said, values = N_("`%(tag)s` is in tags.yaml, and nothing has it"), (("tag", tag.key),)
            yield Finding("unused", "tag", tag.key, said, "", where, values=values)
    for key, slugs in library.tagged.items():
        if len(slugs) == 1 and key not in above:
            where = library.tags[key].places.get("", Where("content/tags.yaml"))
            said, values = N_("`%(tag)s` is the tag of one paper alone"), (("tag", key),)
            yield Finding("once", "tag", key, said, f"manicule tag {key} OTHER", where, near=slugs, values=values)


def _file(slug: str) -> str:
    return f"content/papers/{slug}.yaml"
