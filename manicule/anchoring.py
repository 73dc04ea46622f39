"""A quote to the one range of a text that it is from, or to what is wrong and what would mend it.

W3C Web Annotation's TextQuoteSelector: exact words, and prefix or suffix where they occur more than once. Texts go in
and offsets come out; it knows nothing of entries, files or HTML.

Why no edit distance on the way to a match: in a file that a person wrote, a silently wrong anchor is worse than an
error. Nearness is only used to propose a fix.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from .text import slug

SIMILAR = 0.6
"""How much alike (difflib's ratio) a passage must be to be proposed."""

SEARCHED = 60_000
"""Characters of a text in which similar passages are looked for; beyond, the search would take seconds."""

QUOTE_SEARCHED = 1_000
PLACES_SHOWN = 6
MATCHES_FOUND = 1_000
NEIGHBOURHOOD = 2_000
"""Characters around a quote in which the words are looked for that tell it from others like it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """`text[start:end]` is the quote. `warnings` are (code, message)."""

    start: int
    end: int
    warnings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Miss:
    """Why a quote has no anchor; `fix` are lines of YAML to paste in place of the quote's line, or empty."""

    code: str
    message: str
    detail: tuple[str, ...] = ()
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared. Character i of `folded` stands for `text[starts[i]:ends[i]]`; a paragraph break is
    one line feed. Both maps are None where every character stands for itself."""

    text: str
    folded: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that a range of the folded text stands for."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold_text(text: str) -> Folded:
    """Forgives what people and programs change in copying: white space, quotation marks, dashes, ligatures, invisible
    characters, composition. Case stays."""
    if _PLAIN.fullmatch(text) and not _GAPS.search(text):
        return Folded(text, text)
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _CLUSTER.finditer(text):
        cluster = match[0]
        if cluster[0].isspace():
            said = "\n" if cluster.count("\n") > 1 else " "
        elif len(cluster) == 1 and cluster < "\x7f":
            said = cluster
        else:
            said = "".join(_FOLDED.get(c, c) for c in unicodedata.normalize("NFC", cluster))
        for c in said:
            folded.append(c)
            starts.append(match.start())
            ends.append(match.end())
    return Folded(text, "".join(folded), tuple(starts), tuple(ends))


def find_quote(text: str, quote: str, prefix: str = "", suffix: str = "", name: str = "abstract") -> Anchor | Miss:
    """As `find_in`, for a text that is looked into but once."""
    return find_in(fold_text(text), quote, prefix, suffix, name)


def find_in(text: Folded, quote: str, prefix: str = "", suffix: str = "", name: str = "abstract") -> Anchor | Miss:
    """The one range that is the quote, between prefix and suffix. `name` is what messages call the text."""
    if not text.text:
        return Miss(
            "no-abstract",
            f"there is no {name} to quote from" if name == "abstract" else f"the {name} to quote from is empty",
        )
    wanted = fold_text(quote.strip()).folded.strip()
    if not wanted:
        return Miss("quote-empty", "this quote is empty")
    if "\n" in wanted:
        return Miss("quote-crosses-paragraph", "a quote cannot cross a paragraph")
    everywhere = _places(text, wanted)
    if not everywhere:
        return _not_found(text, wanted, name)
    before, behind = _context(prefix), _context(suffix)
    fitting = [place for place in everywhere if _fits(text.folded, place, before, behind)]
    if not fitting:
        return _misplaced(text, everywhere, prefix, suffix, name)
    if len(fitting) > 1:
        return _ambiguous(text, fitting, everywhere, name)
    return _anchor(text, fitting[0])


def slug_of_quote(quote: str) -> str:
    """The id of a note: its quote's first words, five at most, as a slug of at most 40 characters."""
    made = ""
    for word in quote.split()[:5]:
        longer = slug(f"{made} {word}")
        if len(longer) > 40:
            break
        made = longer
    return made or slug(quote)[:40].strip("-.")


def maths_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of `$…$` and `$$…$$`, dollars included, as pandoc's tex_math_dollars has it: the opening one followed,
    the closing one preceded by other than white space, and not followed by a digit; `\\$` is a dollar."""
    if "$" not in text:
        return ()
    return tuple((m.start(), m.end()) for m in _MATHS.finditer(text) if m[0][0] == "$")


# A formula has no blank line and no bare dollar in it; a lone dollar or an escaped one is passed over.
_MATHS = re.compile(
    r"\\."
    r"|\$\$(?P<display>(?:[^$\\\n]|\\.|\n(?!\s*\n)){1,10000}?)\$\$"
    r"|\$(?P<tex>(?![\s$])(?:[^$\\\n]|\\.|\n(?!\s*\n)){0,10000}?(?<!\s))\$(?!\d)",
    re.DOTALL,
)

_PLAIN = re.compile(r"[ -~]*")
_GAPS = re.compile(r"  |^ | $")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_CLUSTER = re.compile(
    r"[\s]+|[^\s][\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31\u0e34-\u0e4e\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe20-\ufe2f]*"
)
_FOLDED = {
    **dict.fromkeys(_INVISIBLE, ""),
    **dict.fromkeys("‘’‚‛‹›′‵`´ʼ＇", "'"),
    **dict.fromkeys("“”„‟«»″‶＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    "…": "...",
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
}


# Finding.


def _places(text: Folded, wanted: str) -> list[tuple[int, int]]:
    """Every range of the folded text that is `wanted`, overlapping ones too; those of one original range once."""
    found: list[tuple[int, int]] = []
    spans: set[tuple[int, int]] = set()
    start = text.folded.find(wanted)
    while start >= 0 and len(found) < MATCHES_FOUND:
        place = (start, start + len(wanted))
        if text.span(*place) not in spans:
            spans.add(text.span(*place))
            found.append(place)
        start = text.folded.find(wanted, start + 1)
    return found


def _context(words: str) -> str:
    return fold_text(words.strip()).folded.replace("\n", " ").strip()


def _fits(folded: str, place: tuple[int, int], before: str, behind: str) -> bool:
    """Context may lie beyond a paragraph break; white space between it and the quote does not count."""
    start, end = place
    if before:
        window = folded[max(0, start - len(before) - 2) : start].replace("\n", " ").rstrip()
        if not window.endswith(before):
            return False
    if behind:
        window = folded[end : end + len(behind) + 2].replace("\n", " ").lstrip()
        return window.startswith(behind)
    return True


def _anchor(text: Folded, place: tuple[int, int]) -> Anchor:
    start, end = text.span(*place)
    for left, right in maths_spans(text.text):
        if start < right and left < end:
            start, end = min(start, left), max(end, right)
    warnings = []
    if start and text.text[start - 1].isalnum() and text.text[start].isalnum():
        warnings.append(("quote-cuts-word", "this quote starts inside a word"))
    if end < len(text.text) and text.text[end - 1].isalnum() and text.text[end].isalnum():
        warnings.append(("quote-cuts-word", "this quote ends inside a word"))
    return Anchor(start, end, tuple(warnings))


# Proposing.


def _not_found(text: Folded, wanted: str, name: str) -> Miss:
    message = f"this quote is not in the {name}"
    lower = text.folded.lower()
    at = lower.find(wanted.lower()) if len(lower) == len(text.folded) else -1
    if at >= 0:
        exact = _original(text, at, at + len(wanted))
        return Miss("quote-not-found", message, (f'capitals count: "{exact}"',), _line("quote", exact))
    if wanted in text.folded.replace("\n", " "):
        return Miss("quote-crosses-paragraph", f"a quote cannot cross a paragraph, as this one does in the {name}")
    if len(wanted) > QUOTE_SEARCHED or len(text.folded) > SEARCHED:
        return Miss("quote-not-found", message, ("it is too long for something similar to be looked for",))
    ratio, start, end = _closest(text.folded, wanted)
    if ratio < SIMILAR:
        return Miss("quote-not-found", message, (f"nothing in the {name} is similar",))
    passage = _original(text, start, end)
    return Miss("quote-not-found", message, (f'closest: "{passage}" ({ratio:.0%} alike)',), _line("quote", passage))


def _closest(folded: str, wanted: str) -> tuple[float, int, int]:
    """The passage of whole words within one paragraph that is most alike, with its ratio. Windows that share most
    words with the quote are compared letter by letter, and only those."""
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", folded)]
    count = len(wanted.split())
    bag = Counter(wanted.lower().split())
    shared = []
    for width in sorted({max(1, count - 1), count, count + 1}):
        for first in range(len(words) - width + 1):
            start, end = words[first][0], words[first + width - 1][1]
            if "\n" in folded[start:end]:
                continue
            common = sum((Counter(folded[start:end].lower().split()) & bag).values())
            shared.append((-common, abs(end - start - len(wanted)), start, end))
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    best = (0.0, 0, 0)
    for _, _, start, end in sorted(shared)[:60]:
        start, end = _trim(folded, start, end, wanted)
        matcher.set_seq1(folded[start:end])
        if matcher.real_quick_ratio() > best[0] and matcher.quick_ratio() > best[0]:
            ratio = matcher.ratio()
            if ratio > best[0]:
                best = (ratio, start, end)
    return best


def _trim(folded: str, start: int, end: int, wanted: str) -> tuple[int, int]:
    """Without the punctuation at its ends that the quote does not have."""
    while end - start > 1 and not folded[end - 1].isalnum() and folded[end - 1] != wanted[-1]:
        end -= 1
    while end - start > 1 and not folded[start].isalnum() and folded[start] != wanted[0]:
        start += 1
    return start, end


def _misplaced(text: Folded, places: list[tuple[int, int]], prefix: str, suffix: str, name: str) -> Miss:
    """The quote is there, but not between these words."""
    behind, before = _context(suffix), _context(prefix)
    wrong = []
    if before and not any(_fits(text.folded, place, before, "") for place in places):
        wrong.append(f'never preceded by "{prefix.strip()}"')
    if behind and not any(_fits(text.folded, place, "", behind) for place in places):
        wrong.append(f'never followed by "{suffix.strip()}"')
    how = " and ".join(wrong) or "never between this prefix and this suffix"
    detail = tuple(_shown(text, place) for place in places[:PLACES_SHOWN])
    return Miss("quote-context", f"this quote is in the {name}, but {how}", detail)


def _ambiguous(text: Folded, fitting: list[tuple[int, int]], places: list[tuple[int, int]], name: str) -> Miss:
    count = "at least 1,000" if len(places) >= MATCHES_FOUND else str(len(fitting))
    detail = []
    for place in fitting[:PLACES_SHOWN]:
        prefix, suffix = shortest_context(text, place, places)
        lines = [_line(key, words) for key, words in (("prefix", prefix), ("suffix", suffix)) if words]
        detail.append(f"{_shown(text, place)}  {' · '.join(lines)}")
    if len(fitting) > PLACES_SHOWN:
        detail.append(f"and {len(fitting) - PLACES_SHOWN} more")
    prefix, suffix = shortest_context(text, fitting[0], places)
    fix = "\n".join(_line(key, words) for key, words in (("prefix", prefix), ("suffix", suffix)) if words)
    return Miss("quote-ambiguous", f"this quote is in the {name} {count} times: say which is meant", tuple(detail), fix)


def shortest_context(text: Folded, place: tuple[int, int], places: list[tuple[int, int]]) -> tuple[str, str]:
    """The fewest words before, behind or on both sides that only this place has around it: (prefix, suffix)."""
    low, high = max(0, place[0] - NEIGHBOURHOOD), place[1] + NEIGHBOURHOOD
    befores = [low + m.start() for m in re.finditer(r"\S+", text.folded[low : place[0]])][::-1]
    behinds = [place[1] + m.end() for m in re.finditer(r"\S+", text.folded[place[1] : high])]
    others = [other for other in places if other != place]
    left = right = 0
    while others:
        for use_left, use_right in ((left + 1, 0), (0, right + 1), (left + 1, right + 1)):
            prefix = text.folded[befores[min(use_left, len(befores)) - 1] : place[0]] if use_left and befores else ""
            suffix = text.folded[place[1] : behinds[min(use_right, len(behinds)) - 1]] if use_right and behinds else ""
            before, behind = _context(prefix), _context(suffix)
            if not any(_fits(text.folded, other, before, behind) for other in others):
                return before, behind
        if left >= len(befores) and right >= len(behinds):
            break
        left, right = left + 1, right + 1
    return "", ""


def _original(text: Folded, start: int, end: int) -> str:
    left, right = text.span(start, end)
    return " ".join(text.text[left:right].split())


def _shown(text: Folded, place: tuple[int, int]) -> str:
    """The place with some words around it, the quote in brackets."""
    start, end = place
    before = text.folded[max(0, start - 30) : start].replace("\n", " ")
    behind = text.folded[end : end + 30].replace("\n", " ")
    head, tail = ("…" if start > 30 else ""), ("…" if end + 30 < len(text.folded) else "")
    return f"{head}{before}[{text.folded[start:end]}]{behind}{tail}"


def _line(key: str, value: str) -> str:
    """A line of YAML; in single quotes where YAML would take it for something else."""
    risky = re.search(
        r"^[\s\-?:,\[\]{}#&*!|>'\"%@`]|: |:$| #|^(true|false|null|yes|no|on|off|~)$|^[\d.+-]", value, re.IGNORECASE
    )
    return f"{key}: '" + value.replace("'", "''") + "'" if risky else f"{key}: {value}"
