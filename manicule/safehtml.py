"""Html as a type: markup that has been made safe, told apart from text that has not.

Only the rooms that escape or sanitise make an `Html`; templates print it as it is, and escape every other string. Links
within the site start from a marker until a page is known, and `at` moves them there.
"""

from __future__ import annotations

import html
import re

from markupsafe import Markup

ROOT = "\x02"
"""Stands for the way to the site's root. Content cannot hold control characters, so nobody can forge one."""


class Html(Markup):
    """Safe markup. As with `Markup`, text that is put together with it is escaped first."""

    __slots__ = ()

    def at(self, root: str) -> Html:
        """For a page from which `root` leads to the site's root: "", "../" or an absolute address."""
        return Html(str(self).replace(ROOT, escape(root))) if ROOT in self else self


def escape(text: str) -> str:
    """Text for an element's content or a double-quoted attribute. Control characters that HTML has no place for go."""
    if _SPECIAL.search(text) is None:
        return text
    return html.escape(text.translate(_NO_CONTROLS), quote=True)


def element(name: str, attributes: dict[str, str], content: str = "") -> str:
    """`content` is markup already; the attributes' values are text."""
    said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{said}>{content}</{name}>"


_SPECIAL = re.compile("[&<>\"'\x00-\x08\x0b\x0d-\x1f\x7f]")
_NO_CONTROLS = dict.fromkeys((*range(9), 11, *range(13, 32), 127))
