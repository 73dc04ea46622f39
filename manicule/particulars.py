"""What an imported annotation says besides its words, as the list can hold it: note, annotator and tags.

An annotation and what the list has besides its papers go in; values of an entry's fields come out, and what is lost on
the way. It must not know which paper the annotation is on, nor what is there already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .addresses import page_key
from .model import Annotation, Site, Tag
from .statements import clean
from .text import fold, slug
from .values import Value, field


class House(Value):
    """What a list has besides its papers. `titles` are the names of what its texts can link to, by kind (`paper`,
    `tag`) and key."""

    site: Site = field(default_factory=lambda: Site(""))
    tags: tuple[Tag, ...] = ()
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)


class Particulars:
    """What an annotation says besides its words, as the list can hold it, and what is lost on the way."""

    def __init__(self, annotation: Annotation, house: House) -> None:
        self._annotation = annotation
        self._house = house
        self.dropped: list[tuple[str, str]] = []

    def drop(self, name: str, value: str) -> None:
        self.dropped.append((name, value))

    def note(self) -> str:
        said = self._annotation.note.replace("\r\n", "\n").replace("\r", "\n")
        kept = clean(said)
        if kept != said:
            self.drop("control characters", "")
        return kept.strip("\n").rstrip()

    def annotator(self) -> str:
        """The key in site.yaml; '' if nobody is known to have written it, or if it is nobody there."""
        said = self._annotation
        account = _ACCOUNT.match(said.creator_address) or _ACCOUNT.match(said.creator)
        names = {fold(name) for name in (said.creator, account[1] if account else "") if fold(name)}
        address = page_key(said.creator_address)
        for who in self._house.site.annotators:
            if {fold(who.key), fold(who.name)} & names or (address and address == page_key(who.url)):
                return who.key
        if creator_of(said):
            self.drop("creator", creator_of(said))
        return ""

    def tags(self) -> tuple[str, ...]:
        """By key or label; others only where the vocabulary is open."""
        labels = {slug(tag.label): tag.key for tag in reversed(self._house.tags)}
        known = {**labels, **{tag.key: tag.key for tag in self._house.tags}}
        kept: dict[str, None] = {}
        for tag in self._annotation.tags:
            key = slug(tag)
            if key in known:
                kept[known[key]] = None
            elif key and self._house.site.vocabulary == "open":
                kept[key] = None
            else:
                self.drop("tags", tag)
        return tuple(kept)


def creator_of(annotation: Annotation) -> str:
    return annotation.creator or annotation.creator_address


_ACCOUNT = re.compile(r"acct:([^@\s]+)@")
