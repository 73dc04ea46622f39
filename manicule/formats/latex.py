"""LaTeX as bibliographies have it to plain Unicode with `$maths$`.

A field's text goes in; the text as a reader would see it, and the commands that were left standing because nobody knows
what letters they make, come out. It must not know of fields, entries or papers.

Why not a library: pylatexenc 2.11 drops what it does not know (`\\copyright` as well) and raises on `\\href`; latexcodec 3
leaves the braces around what it has read. Here an unknown command stays as it was written, and is told.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

DEPTH = 6
"""Accents that may stand on one letter; what is nested deeper stays as it is."""

LONGEST = 200
"""Characters of an unknown command's argument that stay as they were written; a longer one is read as text."""

LONGEST_FORMULA = 4_000
"""Characters within which a formula has to be closed."""


def read_latex(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` in plain Unicode, every run of white space one space but blank lines kept as such; and unknown commands.

    Groups lose their braces, formulas stay in TeX between single `$`. Time grows with the text's length; never raises.

    >>> read_latex(r"{\\c C}etinkaya \\& the {CNN}s of \\(x^2\\)")
    ('Çetinkaya & the CNNs of $x^2$', ())
    """
    if _PLAIN.fullmatch(text):
        return tidy(text), ()
    made: list[str] = []
    unknown: list[str] = []
    at = 0
    while at < len(text):
        found = _SPECIAL.search(text, at)
        if found is None:
            made.append(text[at:])
            break
        made.append(text[at : found.start()])
        piece, at = _read_special(text, found, unknown)
        made.append(piece)
    return tidy("".join(made)), tuple(dict.fromkeys(unknown))


def tidy(text: str) -> str:
    """Runs of white space as one space, blank lines as one, no space at the ends."""
    if "\n" not in text and "\r" not in text:
        return " ".join(text.split())
    paragraphs = _BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n\n".join(filter(None, (" ".join(paragraph.split()) for paragraph in paragraphs)))


def match_braces(text: str) -> dict[int, int]:
    """For each `{` that is closed, where. As BibTeX counts: a backslash in front changes nothing."""
    closed: dict[int, int] = {}
    opened: list[int] = []
    for brace in _BRACES.finditer(text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif opened:
            closed[opened.pop()] = brace.start()
    return closed


_PLAIN = re.compile(r"[^\\{}$~`'-]*+")
_BLANK_LINES = re.compile(r"\n[^\S\n]*+\n\s*+")
_BRACES = re.compile(r"[{}]")
_SPECIAL = re.compile(
    r"\\(?P<name>[A-Za-z@]++)(?P<star>\*?)(?P<space>[^\S\n]*+\n?[^\S\n]*+)|\\(?P<sign>.)|[{}~]|---?|``|''|(?P<maths>\$\$?)|\\",
    re.DOTALL,
)
_SIGNS: Mapping[str, str] = MappingProxyType(
    {"{": "", "}": "", "~": " ", "--": "–", "---": "—", "``": "“", "''": "”", "\\": "\\"}
)


def _read_special(text: str, found: re.Match[str], unknown: list[str]) -> tuple[str, int]:
    """What stands for `found`, and where to go on."""
    if found["maths"]:
        return _read_maths(text, found.start(), found["maths"])
    if found["sign"] is not None:
        return _read_sign(text, found)
    if found["name"] is not None:
        return _read_command(text, found, unknown)
    return _SIGNS[found[0]], found.end()


def _read_maths(text: str, at: int, mark: str) -> tuple[str, int]:
    """The formula that begins at `at`, between single `$`; the mark alone where nothing closes it."""
    start, limit = at + len(mark), min(len(text), at + LONGEST_FORMULA)
    closed = text.find(_CLOSING[mark], start, limit) >= 0
    found = _FORMULAS[mark].match(text, start, limit) if closed else None
    inside = " ".join(found[1].split()) if found else ""
    if found is None or not inside or _BLANK_LINES.search(found[1]):
        return (mark if mark[0] == "$" else ""), start
    return f"${inside}$", found.end()


_CLOSING: Mapping[str, str] = MappingProxyType({"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"})
_FORMULAS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "$": re.compile(r"((?:[^$\\]++|\\.)*+)\$", re.DOTALL),
        "$$": re.compile(r"((?:[^$\\]++|\\.)*+)\$\$", re.DOTALL),
        "\\(": re.compile(r"((?:[^$\\]++|\\[^)])*+)\\\)", re.DOTALL),
        "\\[": re.compile(r"((?:[^$\\]++|\\[^\]])*+)\\\]", re.DOTALL),
    }
)


def _read_sign(text: str, found: re.Match[str]) -> tuple[str, int]:
    r"""`\&`, `\,`, `\"o` and their like."""
    sign = found["sign"]
    if sign in "([":
        return _read_maths(text, found.start(), "\\" + sign)
    if sign in _ACCENTS:
        return _read_accent(text, found.end(), sign, DEPTH)
    if sign.isspace() or sign in "\\,;:>!/-":
        # Spaces of every width, and the line's end; \/ and \- and \! make none.
        return "" if sign in "/-!" else " ", found.end()
    return sign, found.end()


def _read_command(text: str, found: re.Match[str], unknown: list[str]) -> tuple[str, int]:
    name, end = found["name"], found.end()
    if name in _LETTERS:
        return _LETTERS[name], _skip_empty(text, end)
    if name in _ACCENTS and len(name) == 1:
        return _read_accent(text, end, name, DEPTH)
    if name in _SILENT:
        return "", end
    if name in _WITHOUT_ARGUMENT:
        return "", _find_end(text, end)
    if name in ("par", "newline", "linebreak"):
        return "\n\n" if name == "par" else " ", end
    if name in _SHIFTED and text[end : end + 1] == "{":
        shifted = _SHIFTABLE.match(text, end)
        return (shifted[1].translate(_SHIFTED[name]), shifted.end()) if shifted else ("", end)
    if name in _VERBATIM and text[end : end + 1] == "{":
        close = _find_end(text, end)
        return _UNESCAPED.sub(r"\1", text[end + 1 : close - 1]), close
    if name == "href" and text[end : end + 1] == "{":
        return "", _find_end(text, end)
    if name == "ensuremath" and text[end : end + 1] == "{":
        close = _find_end(text, end)
        inside = text[end + 1 : close - 1].strip()
        return (f"${inside}$" if inside and "$" not in inside else inside), close
    unknown.append(f"\\{name}")
    close = _find_end(text, end, end + LONGEST) if text[end : end + 1] == "{" else end
    return (text[found.start() : close], close) if close < end + LONGEST else (f"\\{name} ", end)


def _skip_empty(text: str, at: int) -> int:
    r"""Behind the `{}` that only ends a command: `\LaTeX{} is`."""
    return at + 2 if text.startswith("{}", at) else at


def _find_end(text: str, at: int, limit: int = sys.maxsize) -> int:
    """Behind the group that opens at `at`; `at` where none does; where it is not closed, the text's end or `limit`."""
    if text[at : at + 1] != "{":
        return at
    depth = 0
    for brace in _BRACES.finditer(text, at, min(limit, len(text))):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return min(limit, len(text))


def _read_accent(text: str, at: int, accent: str, depth: int) -> tuple[str, int]:
    r"""The letter with its accent: `\'e`, `\'{e}`, `\'{\i}`, `\v s`, `\'{\^e}`; the accent alone if there is none."""
    base, end = _read_base(text, at, depth)
    if not base:
        return _ALONE.get(accent, ""), end
    if accent == "t":
        return base[0] + _ACCENTS[accent] + base[1:], end
    # The dotless letters are there so that no dot stands below an accent; Unicode's letters lose it by themselves.
    letter = {"ı": "i", "ȷ": "j"}.get(base[0], base[0])
    return unicodedata.normalize("NFC", letter + _ACCENTS[accent] + base[1:]), end


def _read_base(text: str, at: int, depth: int) -> tuple[str, int]:
    """What an accent is to stand on, and where to go on: within a group that is not closed yet, its brace is skipped."""
    start = at
    while text[at : at + 1] in (" ", "\t", "\n", "{") and at - start < DEPTH and at < len(text):
        at += 1
    if text[at : at + 1] == "}":
        return "", at + 1 if at > start else at
    command = _COMMAND.match(text, at)
    if command is None:
        return (text[at], at + 1) if at < len(text) and text[at] not in "\\$~" else ("", at)
    name = command["name"] or command["sign"]
    if name in _LETTERS and command["name"]:
        return _LETTERS[name], _skip_empty(text, command.end())
    if name in _ACCENTS and depth > 0:
        return _read_accent(text, command.end(), name, depth - 1)
    return "", at


_COMMAND = re.compile(r"\\(?:(?P<name>[A-Za-z]++)[^\S\n]*+|(?P<sign>[^A-Za-z\s]))")
_UNESCAPED = re.compile(r"\\([%#&_~{}$^])")

_ACCENTS: Mapping[str, str] = MappingProxyType(
    {
        "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
        "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "d": "\u0323", "b": "\u0331", "r": "\u030a",
        "k": "\u0328", "t": "\u0361", "h": "\u0309", "G": "\u030f", "U": "\u030e",
    }
)  # fmt: skip
_ALONE: Mapping[str, str] = MappingProxyType({"`": "`", "'": "'", "^": "^", "~": "~", '"': '"', "=": "¯", ".": "."})

_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
        "ss": "ß", "SS": "ẞ", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
        "ng": "ŋ", "NG": "Ŋ", "textcrh": "ħ", "TeX": "TeX", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2ε",
        "BibTeX": "BibTeX", "XeTeX": "XeTeX", "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
        "lbrace": "{", "rbrace": "}", "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_",
        "textdollar": "$", "textbar": "|", "textless": "<", "textgreater": ">", "textquotesingle": "'",
        "textquotedbl": '"', "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
        "textquotedblright": "”", "quotedblbase": "„", "quotesinglbase": "‚", "lq": "‘", "rq": "’", "glqq": "„",
        "grqq": "“", "flqq": "«", "frqq": "»", "guillemotleft": "«", "guillemotright": "»", "guillemetleft": "«",
        "guillemetright": "»", "guilsinglleft": "‹", "guilsinglright": "›", "textendash": "–", "textemdash": "—",
        "textellipsis": "…", "dots": "…", "ldots": "…", "textbullet": "•", "textperiodcentered": "·",
        "textasteriskcentered": "*", "textsection": "§", "S": "§", "P": "¶", "textparagraph": "¶", "dag": "†",
        "ddag": "‡", "textdagger": "†", "copyright": "©", "textcopyright": "©", "textregistered": "®",
        "texttrademark": "™", "pounds": "£", "textsterling": "£", "euro": "€", "texteuro": "€", "EUR": "€",
        "textyen": "¥", "textcent": "¢", "textdegree": "°", "degree": "°", "textmu": "µ", "textmicro": "µ",
        "textonehalf": "½", "textonequarter": "¼", "textordfeminine": "ª", "textordmasculine": "º",
        "textexclamdown": "¡", "textquestiondown": "¿", "textnumero": "№", "checkmark": "✓", "slash": "/",
        "space": " ", "quad": " ", "qquad": " ", "nobreakspace": " ", "textvisiblespace": " ", "thinspace": " ",
        "enspace": " ", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
        "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
        "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ",
        "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ",
        "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "times": "×", "pm": "±",
        "cdot": "·", "infty": "∞", "leq": "≤", "geq": "≥", "le": "≤", "ge": "≥", "neq": "≠", "approx": "≈",
        "sim": "∼", "to": "→", "rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒",
        "textrightarrow": "→", "textalpha": "α", "textbeta": "β", "textgamma": "γ", "percent": "%",
    }
)  # fmt: skip
"""Commands that are letters and signs. Greek letters and a few relations stand outside of formulas in many real files."""

_SILENT = frozenset(
    (
        "bf", "em", "it", "rm", "sc", "sf", "sl", "tt", "bfseries", "itshape", "mdseries", "rmfamily", "scshape",
        "sffamily", "slshape", "ttfamily", "upshape", "normalfont", "tiny", "scriptsize", "footnotesize", "small",
        "normalsize", "large", "Large", "LARGE", "huge", "Huge", "emph", "textbf", "textit", "textmd", "textnormal",
        "textrm", "textsc", "textsf", "textsl", "texttt", "textup", "text", "mbox", "hbox", "fbox", "makebox",
        "underline", "uline", "enquote", "mkbibquote", "mkbibemph", "mkbibitalic", "mkbibbold", "mkbibparens", "textquote",
        "uppercase", "lowercase", "MakeUppercase", "MakeLowercase", "NoCaseChange", "protect", "relax", "noindent",
        "centering", "raggedright", "bibinfo", "nobreak", "allowbreak", "hskip", "xspace", "ignorespaces", "null",
        "foreignlanguage", "titlecap", "mathrm", "mathit", "mathbf", "mathsf", "ocirc", "bgroup", "egroup", "begingroup",
        "endgroup", "selectfont", "sloppy", "unskip", "hfill", "break", "boldmath", "unboldmath", "leavevmode",
    )
)  # fmt: skip
"""Commands that change only how the words look, or where a line ends; their argument stays as text."""

_WITHOUT_ARGUMENT = frozenset(
    ("noopsort", "SortNoop", "sortnoop", "hspace", "vspace", "color", "label", "fontsize", "phantom", "hphantom")
)
"""Commands whose argument nobody reads: the letters of `\\noopsort{1973b}` are for sorting."""

_VERBATIM = frozenset(("url", "path", "nolinkurl", "detokenize"))
_SHIFTABLE = re.compile(r"\{([0-9+\-=()]{1,20})\}")
_UP, _DOWN = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"), str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SHIFTED: Mapping[str, dict[int, int]] = MappingProxyType(
    {"textsuperscript": _UP, "mkbibsuperscript": _UP, "textsubscript": _DOWN}
)
