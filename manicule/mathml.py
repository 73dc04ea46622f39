"""TeX maths to MathML, by math-core; a formula that fails shows its source.

TeX goes in, safe markup comes out, with the source in `data-tex` so that what is copied and quoted is what was
written. It must not know where in a text a formula stands.

Why our own bound: math-core is a recursive parser in native code, and nesting deep enough ends the whole process.
"""

from __future__ import annotations

import re
from functools import lru_cache

from math_core import LatexError, LatexToMathML

from .safehtml import escape

GROUPS = 150
"""Commands and groups in one formula, at most; as many, nested, still fit into a stack of half a megabyte."""

LENGTH = 4_000


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, max_expansions=20)


def render_maths(tex: str, display: bool = False) -> tuple[str, str]:
    """MathML, or the source as code, and what was wrong with it ('' if nothing)."""
    fault = _bound(tex)
    if not fault:
        try:
            made = _converter().convert_with_local_state(tex, displaystyle=display)
        except LatexError as reason:
            fault = str(reason).partition(": ")[2] or str(reason)
        else:
            made = _STYLE.sub(lambda match: _class_of(match[1]), made)
            shown = ' display="block"' if display else ""
            return made.replace("<math", f'<math data-tex="{escape(tex)}"{shown}', 1) if "<math" in made else made, ""
    return f'<code class="tex" data-tex="{escape(tex)}">{escape(tex)}</code>', fault


def _bound(tex: str) -> str:
    if len(tex) > LENGTH:
        return f"a formula of more than {LENGTH:,} characters is not set"
    if len(re.findall(r"[\\{]", tex)) > GROUPS:
        return f"a formula of more than {GROUPS} commands and groups is not set"
    return ""


_STYLE = re.compile(r' style="([^"]*)"')


def _class_of(style: str) -> str:
    """A class in place of a style, since pages carry none: alignment in tables is kept, colours are not."""
    if "text-align: right" in style:
        return ' class="mr"'
    if "text-align: left" in style:
        return ' class="ml"'
    return ""
