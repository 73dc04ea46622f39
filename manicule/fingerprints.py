"""Of what a page is made, as digests: two pages with equal fingerprints have equal bytes.

Pages and their views go in, digests come out by the names of the parts. It must not know how a page is made, nor where
it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from gettext import NullTranslations
from typing import Any

import msgspec

from .inputs import digest_of
from .pages.parts import Page
from .safehtml import Html
from .values import Value, names_of


class Fingerprints(Value):
    """`common` are digests that are part of every page: the generator, the site's facts. `maker` gives the digest of
    what makes a page."""

    common: Mapping[str, str]
    maker: Callable[[Page], str]

    def parts(self, page: Page, view: Any) -> dict[str, str]:
        """The digest of each part by its name."""
        parts = {"maker": self.maker(page), **self.common}
        for name in names_of(type(view)):
            parts[name] = digest_of(_tell(getattr(view, name)))
        return parts


def join_digests(parts: Mapping[str, str]) -> str:
    """The fingerprint of a page: of the names of its parts and their digests, neither of which has a line break."""
    return digest_of("\n".join([*parts, *parts.values()]).encode())


def _tell_other(value: object) -> object:
    """Markup is told apart from the same signs as text, which are escaped where they are shown. For translations stands the
    digest of the words that have them."""
    if type(value) is Html:
        return "Html", value.__str__()
    if isinstance(value, NullTranslations):
        return None
    raise TypeError(f"{type(value).__name__} cannot be part of a page: what it holds could not be told")


_tell: Callable[[object], bytes] = msgspec.msgpack.Encoder(enc_hook=_tell_other, order="deterministic").encode
"""All of a value as bytes, the names of its fields included."""
