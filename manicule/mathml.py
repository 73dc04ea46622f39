"""TeX maths to MathML, by math-core; a formula that fails shows its source.

A formula as it was written goes in, safe markup comes out, with what stood between the dollars in `data-tex`, so that
what is copied and quoted is what was written. It must not know where in a text a formula stands.

Why our own bounds: math-core (0.9.0) is a recursive parser in native code, and nesting deep enough ends the whole
process; and with each opening delimiter that is not closed its time doubles.
"""

from __future__ import annotations

import re
from functools import cache

from math_core import LatexError, LatexToMathML

from .safehtml import escape

GROUPS = 150
"""Commands and groups in one formula, at most; as many, nested, still fit into a stack of half a megabyte."""

LENGTH = 4_000
UNCLOSED = 8


def render_maths(written: str, inline: bool = False) -> tuple[str, str]:
    """`written` is `$…$`, or `$$…$$`, which is set on a line of its own unless `inline`. Gives MathML, or the source as
    code and what was wrong with it ('' if nothing)."""
    display = written.startswith("$$") and len(written) > 4
    tex = written[2:-2] if display else written[1:-1]
    source = escape(written[1:-1])
    fault = _find_excess(tex)
    if not fault:
        try:
            made = _converter().convert_with_local_state(tex, displaystyle=display and not inline)
        except LatexError as reason:
            fault = str(reason).partition(": ")[2] or str(reason)
        else:
            return _TAG.sub(_keep_tag, made).replace("<math", f'<math data-tex="{source}"', 1), ""
    return f'<code class="tex" data-tex="{source}">{escape(tex)}</code>', fault


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, max_expansions=20)


def _find_excess(tex: str) -> str:
    if len(tex) > LENGTH:
        return f"a formula of more than {LENGTH:,} characters is not set"
    if _DEFINING.search(tex):
        # What a command stands for would be anyone's guess, and with it what has been counted here.
        return "a formula that defines commands of its own is not set"
    commands = re.findall(r"\\(?:[A-Za-z]+|.)|\{", tex, re.DOTALL)
    if sum(command[1:] not in _SYMBOLS for command in commands) > GROUPS:
        return f"a formula of more than {GROUPS} commands and groups is not set"
    if _count_unclosed(tex) > UNCLOSED:
        return f"a formula with more than {UNCLOSED} brackets that are not closed is not set"
    return ""


def _count_unclosed(tex: str) -> int:
    """Opening delimiters without a closing one in the same group."""
    unclosed = 0
    groups = [0]
    for match in re.finditer(_DELIMITER, tex, re.DOTALL):
        if match["group"] == "{":
            groups.append(0)
        elif match["group"]:
            unclosed += groups.pop()
            groups = groups or [0]
        elif match["opening"]:
            groups[-1] += 1
        elif match["closing"] and groups[-1]:
            groups[-1] -= 1
    return unclosed + sum(groups)


_DEFINING = re.compile(r"\\(?:(?:re|provide)?newcommand|providecommand|DeclareMathOperator|[gex]?def|let)(?![A-Za-z])")
_PAIRED = (
    r"paren\w*|brac[ek]\w*|brbrak\w*|bbrack\w*|angle\w*|ang|floor|ceil|vert|group|moustache|bag|bracket|corner|"
    r"v?zigzag|curvyangle|blkbrbrak"
)
_DELIMITER = (
    r"\\(?:left|right|middle|[bB]igg?)(?![A-Za-z])\s*(?:\\(?:[A-Za-z]+|.)|.)"
    r"|(?P<group>[{}])"
    rf"|(?P<opening>[(\[⎰⌈⌊⌜⌞⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦗⧘⧚⧼⁅❲〈]|\\(?:\{{|(?:[lL]|ul|ll)(?i:{_PAIRED})|[bB]igg?l|mathopen)(?![A-Za-z]))"
    rf"|(?P<closing>[)\]⎱⌉⌋⌝⌟⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦎⦐⦒⦔⦘⧙⧛⧽⁆❳〉]|\\(?:\}}|(?:[rR]|ur|lr|rr)(?i:{_PAIRED})|[bB]igg?r|mathclose)(?![A-Za-z]))"
    r"|\\(?:[A-Za-z]+|.)"
)
"""A pattern that takes long to compile, and few lists have formulas."""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Commands without arguments: they nest nothing.
_SYMBOLS = _names(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega infty partial "
    "nabla ell hbar forall exists in notin subset subseteq cup cap emptyset times cdot circ pm mp leq geq le ge neq "
    "ne approx sim simeq equiv propto ll gg to rightarrow leftarrow Rightarrow mapsto sum prod int log ln exp sin "
    "cos tan max min sup inf lim det dim ker deg ldots cdots dots quad qquad , ; : ! { } | % & _ # $ \\"
)

_TAG = re.compile(r"<(/?)([a-z]+)((?:\s+[a-z-]+=\"[^\"]*\")*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"([a-z-]+)=\"([^\"]*)\"")

_ELEMENTS = _names(
    "math mrow mi mn mo mtext mspace ms msup msub msubsup munder mover munderover mmultiscripts mprescripts mfrac msqrt "
    "mroot mtable mtr mtd mstyle mpadded mphantom menclose merror b i span code"
)
_ATTRIBUTES = _names(
    "display displaystyle scriptlevel lspace rspace stretchy symmetric fence separator largeop movablelimits accent "
    "accentunder linethickness minsize maxsize width height depth voffset notation form mathvariant columnspan rowspan "
    "class"
)
_VALUE = re.compile(r"[A-Za-z0-9 .%+-]*")

STYLES = {
    "text-align:right": "mr",
    "text-align:left": "ml",
    "padding-left:0": "mpl0",
    "padding-left:0.1em": "mpl1",
    "padding-left:1em": "mpl2",
    "padding-right:0": "mpr0",
    "padding-right:0.1em": "mpr1",
    "padding-top:0": "mpt0",
    "padding-bottom:0": "mpb0",
    "border-left:0.05emsolidcurrentcolor": "mbl",
    "border-left:0.05emdashedcurrentcolor": "mbld",
    "border-right:0.05emsolidcurrentcolor": "mbr",
    "border-right:0.05emdashedcurrentcolor": "mbrd",
    "border-top:0.05emsolidcurrentcolor": "mbt",
    "border-top:0.05emdashedcurrentcolor": "mbtd",
    "width:100%": "mw",
    "width:50%": "mwh",
    "width:7.5%": "mwm",
}
"""The class in place of each style that math-core emits, since pages carry no styles. Those left out, among them every
colour, are dropped: colour means something here."""


def _keep_tag(match: re.Match[str]) -> str:
    """The tag with what is known to be harmless: no ids (they would be there twice), no links, no styles."""
    closing, name, attributes, empty = match.groups()
    if name not in _ELEMENTS:
        return ""
    if closing:
        return f"</{name}>"
    kept: list[str] = []
    classes: list[str] = []
    for attribute, value in _ATTRIBUTE.findall(attributes):
        if attribute == "style":
            classes += [STYLES[said] for said in value.replace(" ", "").split(";") if said in STYLES]
        elif attribute == "class" and _VALUE.fullmatch(value):
            classes.append(value)
        elif attribute in _ATTRIBUTES and _VALUE.fullmatch(value):
            kept.append(f' {attribute}="{value}"')
    if classes:
        kept.append(f' class="{" ".join(classes)}"')
    return f"<{name}{''.join(kept)}{empty}>"
