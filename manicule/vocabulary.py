"""The headings above papers in an imported list, as tags of ours: which there are, and which are to be made.

Paths of headings and the list's tags go in, keys and new rows of tags.yaml come out. It must not know of entries, nor how
a file looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .model import Tag
from .text import digest, fold, slug

LONGEST = 60
"""Characters of a heading beyond which it is a sentence and no name of a tag."""


@dataclass(slots=True)
class Vocabulary:
    """`added` are the tags to be made, by key, each behind the wider one that it belongs to."""

    tags: Mapping[str, Tag]
    added: dict[str, Tag] = field(default_factory=dict)

    def find(self, path: Iterable[str]) -> str:
        """The key of the tag for the last of the headings, which is made if the list has none of that name; '' where
        there is none to be had. A heading that stands below several others is a tag for each."""
        parent, label = "", ""
        for heading in path:
            if len(heading) > LONGEST or not heading.strip():
                continue
            parent, label = self._find_one(heading, parent, label), heading
        return parent

    def _find_one(self, heading: str, parent: str, above: str) -> str:
        """A tag of the owner's is taken wherever they have put it."""
        for tag in self.tags.values():
            if fold(tag.label) == fold(heading) or tag.key == _key(heading):
                return tag.key
        for label in (heading, f"{above}: {heading}"):
            key = _key(label)
            made = self.added.get(key)
            if key not in self.tags and (made is None or made.parent == parent):
                self.added.setdefault(key, Tag(key, label, parent=parent))
                return key
        return parent


def _key(heading: str) -> str:
    """Small letters, digits and hyphens; of a heading in another script, a digest."""
    return slug(heading).replace(".", "-") or f"tag-{digest(fold(heading))[:6]}"
