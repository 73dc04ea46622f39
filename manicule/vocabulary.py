"""The headings above papers in an imported list, and their keywords, as tags of ours: which there are, and which to make.

Paths of headings, keywords and the list's tags go in, keys and new rows of tags.yaml come out. It must not know of entries, nor how
a file looks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .model import Tag
from .statements import clean
from .text import digest, fold, slug

LONGEST = 60
"""Characters of a heading beyond which it is a sentence and no name of a tag."""


COMMON = 2
"""Papers of one import that have a keyword, below which it is a word about that paper and no tag."""


@dataclass(slots=True)
class Vocabulary:
    """`added` are the tags to be made, by key, each behind the wider one that it belongs to."""

    tags: Mapping[str, Tag]
    added: dict[str, Tag] = field(default_factory=dict)
    _known: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for tag in self.tags.values():
            self._known.setdefault(fold(tag.label), tag.key)

    def find(self, path: Iterable[str]) -> str:
        """The key of the tag for the last of the headings, which is made if the list has none of that name; '' where
        there is none to be had. A heading that stands below several others is a tag for each."""
        parent, label = "", ""
        for heading in (" ".join(clean(said).split()) for said in path):
            if len(heading) > LONGEST or not heading:
                continue
            parent, label = self._find_one(heading, parent, label), heading
        return parent

    def _find_one(self, heading: str, parent: str, above: str) -> str:
        """A tag of the owner's is taken wherever they have put it."""
        known = self._known.get(fold(heading)) or self.tags.get(_key(heading))
        if known is not None:
            return known if isinstance(known, str) else known.key
        for label in (heading, f"{above}: {heading}"):
            key = _key(label)
            made = self.added.get(key)
            if key not in self.tags and (made is None or made.parent == parent):
                self.added.setdefault(key, Tag(key, label, parent=parent))
                return key
        return parent

    def knows(self, word: str) -> bool:
        return fold(word) in self._known or _key(word) in self.tags


def choose_keywords(said: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Of what each paper's source says in its field of keywords: those that are tags of the list already, and those that
    several papers have."""
    words = {key: tuple(_split(text)) for key, text in said.items()}
    count = Counter(name for mine in words.values() for name in {_key(word) for word in mine})
    return {
        key: tuple(word for word in mine if count[_key(word)] >= COMMON or vocabulary.knows(word))
        for key, mine in words.items()
    }


def _split(text: str) -> Iterable[str]:
    """Programs part keywords by semicolons, which may have commas in them, or else by commas."""
    words = (" ".join(word.split()) for word in text.split(";" if ";" in text else ","))
    return dict.fromkeys(word for word in words if word and len(word) <= LONGEST)


def _key(heading: str) -> str:
    """Small letters, digits and hyphens; of a heading in another script, a digest."""
    return slug(heading).replace(".", "-") or f"tag-{digest(fold(heading))[:6]}"
