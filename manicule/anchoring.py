"""A quote to the one range of a text that it is from, or to what is wrong and what would mend it.

W3C Web Annotation's TextQuoteSelector: exact words, and prefix or suffix where they occur more than once. Texts go in
and offsets come out; it knows nothing of entries, files or HTML.

Why no edit distance on the way to a match: in a file that a person wrote, a silently wrong anchor is worse than an
error. Nearness is only used to propose a fix.
"""

from __future__ import annotations

import difflib
import heapq
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from .text import slug
from .values import Value

SIMILAR = 0.6
"""How much alike (difflib's ratio) a passage must be to be proposed."""

SEARCHED = 200_000
"""Characters of a text in which a similar passage is looked for; in more, a person would be kept waiting."""

NEIGHBOURHOOD = 2_000
"""Characters around a quote in which the words are looked for that tell it from others like it."""

FARTHEST = NEIGHBOURHOOD + 10

EFFORT = 300_000
"""Pairs of equal characters that comparing the candidates may come to: about 50 ms."""

CANDIDATES = 16
PLACES_SHOWN = 6
PLACES_KEPT = 200


class Anchor(Value):
    """`text[start:end]` is the quote. `warnings` are (code, message)."""

    start: int
    end: int
    warnings: tuple[tuple[str, str], ...] = ()


class Miss(Value):
    """Why a quote has no anchor; `fix` are lines of YAML to paste, or empty."""

    code: str
    message: str
    detail: tuple[str, ...] = ()
    fix: str = ""


class Folded(Value):
    """A text as it is compared; a paragraph break is one line feed. Piece i stands in `folded` from `offsets[i]` on:
    with one character for each of `text[start:end]`, or, if not `even`, with all of its characters for the whole."""

    text: str
    folded: str
    offsets: tuple[int, ...]
    pieces: tuple[tuple[int, int, bool], ...]
    maths: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that a range of `folded` stands for: whole characters with all their marks, and
        whole formulas."""
        left, right = self._original(start)[0], self._original(end - 1)[1]
        number = bisect_right(self.maths, (left, len(self.text))) - 1
        if number >= 0 and self.maths[number][1] > left:
            left = self.maths[number][0]
        number = bisect_left(self.maths, (right, 0)) - 1
        if number >= 0 and self.maths[number][1] > right:
            right = self.maths[number][1]
            while right < len(self.text) and _joins(self.text[right]):
                right += 1
        return left, right

    def _original(self, offset: int) -> tuple[int, int]:
        number = bisect_right(self.offsets, offset) - 1
        start, end, even = self.pieces[number]
        if not even:
            return start, end
        at = start + offset - self.offsets[number]
        return at, at + 1


def fold_text(text: str) -> Folded:
    """Forgives what people and programs change in copying: composition (to NFC), white space, quotation marks, dashes,
    ligatures, invisible characters. Case stays."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return Folded(text, text, (0,), ((0, len(text), True),), maths_spans(text))
    out: list[str] = []
    offsets: list[int] = []
    pieces: list[tuple[int, int, bool]] = []
    length = at = 0
    for region in _ODD.finditer(text):
        if at < region.start():
            offsets.append(length)
            pieces.append((at, region.start(), True))
            out.append(text[at : region.start()])
            length += region.start() - at
        at = region.end()
        for start, end in _clusters(text, region.start(), region.end()):
            said = _fold_cluster(text[start:end])
            if said:
                offsets.append(length)
                pieces.append((start, end, False))
                out.append(said)
                length += len(said)
    if at < len(text):
        offsets.append(length)
        pieces.append((at, len(text), True))
        out.append(text[at:])
    return Folded(text, "".join(out), tuple(offsets), tuple(pieces), maths_spans(text))


def find_in(text: Folded, quote: str, prefix: str = "", suffix: str = "", name: str = "abstract") -> Anchor | Miss:
    """The one range that is the quote, between prefix and suffix. `name` is what messages call the text."""
    if not text.folded.strip():
        missing = "there is no abstract to quote from"
        return Miss("no-abstract", missing if name == "abstract" else f"the {name} to quote from is empty")
    wanted, before, behind = _flat(quote), _flat(prefix), _flat(suffix)
    if not wanted:
        return Miss("quote-empty", "this quote is empty")
    fitting = find_places(text, wanted, before, behind)
    if len(fitting) == 1:
        return _anchor(text, fitting[0])
    everywhere = find_places(text, wanted) if before or behind else fitting
    if not everywhere:
        return _not_found(text, wanted, name)
    if not fitting:
        return _misplaced(text, everywhere, before, behind, name)
    return _ambiguous(text, fitting, everywhere, name)


def find_context(text: Folded, start: int, end: int) -> tuple[str, str]:
    """The shortest prefix, suffix, or both, with which the words of that range are found there and nowhere else; two
    empty ones where they need none, and where none would do."""
    wanted = _flat(text.text[start:end])
    places = find_places(text, wanted) if wanted else []
    own = [place for place in places if text.span(*place) == (start, end)]
    return _find_context(text, own[0], places) if own and len(places) > 1 else ("", "")


def slug_of_quote(quote: str) -> str:
    """The id of a note: its quote's first words, five at most, as a slug of at most 40 characters; '' if no letter or
    digit of it can be one."""
    words = quote.split(None, 5)[:5]
    made = slug(" ".join(words))
    if len(made) <= 40:
        return made
    made = ""
    for count in range(1, len(words) + 1):
        longer = slug(" ".join(words[:count]))
        if len(longer) > 40:
            break
        made = longer
    return made or slug(" ".join(words))[:40].strip("-.")


def maths_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of `$…$` and `$$…$$`, dollars included, as pandoc's tex_math_dollars has it: the opening one followed,
    the closing one preceded by other than white space, and not followed by a digit; `\\$` is a dollar; no formula
    crosses a paragraph."""
    if "$" not in text:
        return ()
    return tuple(m.span() for m in _MATHS.finditer(text) if m[0][0] == "$")


def maths_at(text: str, start: int) -> int:
    """Where the formula ends whose first dollar is `text[start]`; -1 if that dollar opens none."""
    match = _MATHS.match(text, start)
    return match.end() if match and text[start] == "$" else -1


# Possessive, so that nothing is tried twice: within a formula each character can be read in but one way.
_MATHS = re.compile(
    r"\\."
    r"|\$\$(?=\s*[^\s$])(?>\\[^\n]|\\(?=\n)|[^$\\\n]|\n(?![ \t]*\n)|\$(?!\$))++\$\$"
    r"|\$(?![\s$])(?>\\text\{[^{}\n]*\}|\\[^\n]|\\(?=\n)|[^$\\\n]|\n(?![ \t]*\n))++(?<!\s)\$(?!\d)",
    re.DOTALL,
)


# Folding.

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

# Characters that stand for themselves and join nothing before them.
_EVEN = "!-~À-ʻΈ-΢Σ-ϐЀ-҂Ҋ-ԯぁ-ゖァ-ヺ一-鿿가-힣"
# Everything else, with what may belong to it: the character before it, the spaces around it.
_ODD = re.compile(rf"(?> *+[{_EVEN}]?[^ {_EVEN}]++)++ *| {{2,}}|^ +| +$")

# Starters that compose with the character before them (NFC_Quick_Check=Maybe and Canonical_Combining_Class=0).
_JOINING = re.compile(
    "[\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1161-\u1175"
    "\u11a8-\u11c2\u1b35\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930]"
)
_GAP = re.compile(rf"[\s{_INVISIBLE}]+")

_FOLDED = {
    **dict.fromkeys("‘’‚‛‹›′‵ʼ＇", "'"),
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


def _joins(character: str) -> bool:
    return unicodedata.combining(character) > 0 or _JOINING.match(character) is not None


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Ranges that are folded as one: runs of white space, and characters with the marks behind them."""
    while start < end:
        gap = _GAP.match(text, start, end)
        at = gap.end() if gap else start + 1
        if not gap:
            while at < end and _joins(text[at]):
                at += 1
        yield start, at
        start = at


def _fold_cluster(cluster: str) -> str:
    if _GAP.match(cluster):
        if cluster.count("\n") > 1:
            return "\n"
        return " " if any(c.isspace() for c in cluster) else ""
    return "".join(_FOLDED.get(c, c) for c in unicodedata.normalize("NFC", cluster))


def _flat(words: str) -> str:
    """Folded, on one line."""
    return fold_text(words.strip()).folded.replace("\n", " ").strip()


# Finding.

_Place = tuple[int, int]


def find_places(text: Folded, wanted: str, before: str = "", behind: str = "", most: int = PLACES_KEPT) -> list[_Place]:
    """The ranges of `folded` that are `wanted` between the two, overlapping ones too; of those that stand for one
    range of the original the first. White space beside the quote does not count."""
    found: dict[tuple[int, int], _Place] = {}
    flat = text.folded.replace("\n", " ") if before or behind else text.folded
    for left in (before, f"{before} ") if before else ("",):
        for right in (behind, f" {behind}") if behind else ("",):
            pattern = left + wanted + right
            at = flat.find(pattern)
            tried = 0
            while at >= 0 and tried < PLACES_KEPT and len(found) < most:
                tried += 1
                place = at + len(left), at + len(left) + len(wanted)
                if "\n" not in text.folded[place[0] : place[1]]:
                    found.setdefault(text.span(*place), place)
                at = flat.find(pattern, at + 1)
    return sorted(found.values())


def _anchor(text: Folded, place: _Place) -> Anchor:
    start, end = text.span(*place)
    warnings = []
    if _within_word(text.text, start):
        warnings.append(("quote-cuts-word", "this quote starts inside a word"))
    if _within_word(text.text, end):
        warnings.append(("quote-cuts-word", "this quote ends inside a word"))
    return Anchor(start, end, tuple(warnings))


# Scripts that set no spaces between words: a pattern that takes long to compile, and is seldom needed.
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"


def _within_word(text: str, at: int) -> bool:
    pair = text[at - 1 : at + 1] if at else ""
    return len(pair) == 2 and pair[0].isalnum() and pair[1].isalnum() and not re.search(_UNSPACED, pair)


# Proposing.


def _not_found(text: Folded, wanted: str, name: str) -> Miss:
    message = f"this quote is not in the {name}"
    at = _lower(text.folded).find(_lower(wanted))
    if at >= 0:
        exact = _said(text, (at, at + len(wanted)))
        return Miss("quote-not-found", message, (f'capitals count: "{exact}"',), _line("quote", exact))
    if wanted in text.folded.replace("\n", " "):
        return Miss("quote-crosses-paragraph", f"a quote cannot cross a paragraph, as this one does in the {name}")
    ratio, place = find_closest(text.folded[:SEARCHED], wanted)
    where = f"the {name}" if len(text.folded) <= SEARCHED else f"the first {SEARCHED:,} characters of the {name}"
    if ratio < 0:
        return Miss("quote-not-found", message, ("it is too long for something similar to be looked for",))
    if ratio < SIMILAR:
        return Miss("quote-not-found", message, (f"nothing in {where} is similar",))
    passage = _said(text, place)
    return Miss("quote-not-found", message, (f'closest: "{passage}" ({ratio:.0%} alike)',), _line("quote", passage))


def _lower(text: str) -> str:
    """In small letters, each character still one character (`İ` would become two)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def find_closest(folded: str, wanted: str) -> tuple[float, _Place]:
    """The passage of whole words within one paragraph that is most alike, and its ratio; -1 if that is too much work.

    Every window of about the quote's length is weighed by how many of its letter pairs the quote has, which running
    sums make cheap; only the best ones are then compared in earnest."""
    pairs = {_lower(wanted[i : i + 2]) for i in range(len(wanted) - 1)} or {_lower(wanted)}
    size = min(2, len(wanted))
    lower = _lower(folded)
    hits = [0, *accumulate(lower[i : i + size] in pairs for i in range(len(lower)))]
    weighed = (
        (2 * (hits[max(start, end - size + 1)] - hits[start]) / (end - start + len(wanted)), start, end)
        for start, end in _windows(folded, len(wanted))
    )
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    letters = Counter(wanted)
    best: tuple[float, _Place] = (-1.0, (0, 0))
    effort = 0
    for _, start, end in heapq.nlargest(CANDIDATES, weighed, key=lambda item: (item[0], -item[1], -item[2])):
        place = _trim(folded, start, end, wanted)
        passage = folded[place[0] : place[1]]
        effort += sum(letters[c] * count for c, count in Counter(passage).items())
        if effort > EFFORT:
            return best
        matcher.set_seq1(passage)
        if matcher.real_quick_ratio() > best[0] and matcher.quick_ratio() > best[0]:
            best = max(best, (matcher.ratio(), place), key=lambda found: found[0])
    return (0.0, (0, 0)) if best[0] < 0 else best


def _windows(folded: str, length: int) -> Iterator[_Place]:
    """From each word to the four word ends about `length` characters on, within its paragraph."""
    at = 0
    for paragraph in folded.split("\n"):
        words = [(m.start() + at, m.end() + at) for m in re.finditer(r"[^ ]+", paragraph)]
        ends = [end for _, end in words]
        for number, (start, _) in enumerate(words):
            near = bisect_right(ends, start + length)
            for end in ends[max(number, near - 2) : near + 2]:
                yield start, end
        at += len(paragraph) + 1


def _trim(folded: str, start: int, end: int, wanted: str) -> _Place:
    """Without the punctuation at its ends that the quote does not have."""
    while end - start > 1 and not folded[end - 1].isalnum() and folded[end - 1] != wanted[-1]:
        end -= 1
    while end - start > 1 and not folded[start].isalnum() and folded[start] != wanted[0]:
        start += 1
    return start, end


def _misplaced(text: Folded, places: list[_Place], before: str, behind: str, name: str) -> Miss:
    """The quote is there, but not between these words."""
    wanted = text.folded[slice(*places[0])]
    wrong = []
    if before and not find_places(text, wanted, before):
        wrong.append(f'never preceded by "{_short(before)}"')
    if behind and not find_places(text, wanted, "", behind):
        wrong.append(f'never followed by "{_short(behind)}"')
    how = " and ".join(wrong) or "never between this prefix and this suffix"
    detail = tuple(_shown(text, place) for place in places[:PLACES_SHOWN])
    return Miss("quote-context", f"this quote is in the {name}, but {how}", detail)


def _ambiguous(text: Folded, fitting: list[_Place], places: list[_Place], name: str) -> Miss:
    count = f"at least {PLACES_KEPT}" if len(fitting) >= PLACES_KEPT else str(len(fitting))
    message = f"this quote is in the {name} {count} times: say which is meant"
    shown = [(place, _context_lines(text, place, places)) for place in fitting[:PLACES_SHOWN]]
    detail = [_shown(text, place) + (f"  {' · '.join(lines)}" if lines else "") for place, lines in shown]
    if len(fitting) > PLACES_SHOWN:
        detail.append(f"and {len(fitting) - PLACES_SHOWN} more")
    return Miss("quote-ambiguous", message, tuple(detail), "\n".join(shown[0][1]))


def _context_lines(text: Folded, place: _Place, places: list[_Place]) -> list[str]:
    prefix, suffix = _find_context(text, place, places)
    return [_line(key, words) for key, words in (("prefix", prefix), ("suffix", suffix)) if words]


def _find_context(text: Folded, place: _Place, places: list[_Place]) -> tuple[str, str]:
    """The fewest words before, behind or on both sides that only this one of the places has: (prefix, suffix).

    A prefix rules out the places that have less than it in common before them, and a suffix has to rule out the rest;
    so each length of prefix worth trying comes with one length of suffix."""
    flat = text.folded.replace("\n", " ")
    own = text.span(*place)
    left, right = _edges(flat, place)
    others = [_edges(flat, other) for other in places if text.span(*other) != own]
    common = sorted((_common_before(flat, left, low), _common_behind(flat, right, high)) for low, high in others)
    needed = [0, *accumulate((behind + 1 for _, behind in reversed(common)), max)][::-1]
    ways = []
    for number, behind in enumerate(needed):
        prefix = _words_before(flat, left, common[number - 1][0] + 1 if number else 0)
        suffix = _words_behind(flat, right, behind)
        words = prefix.count(" ") + suffix.count(" ") + 2 * bool(prefix and suffix)
        ways.append((words, not prefix, len(prefix) + len(suffix), prefix, suffix))
    wanted = flat[slice(*place)]
    tried = [(prefix, suffix) for _, _, _, prefix, suffix in heapq.nsmallest(4, ways)]
    # Where a formula holds the words more than once, its other places have not been reckoned with: then ever more words.
    tried += [(_words_before(flat, left, many), _words_behind(flat, right, many)) for many in (4, 8, 16, 32, 64)]
    for prefix, suffix in tried:
        if 0 < len(prefix) + len(suffix) <= NEIGHBOURHOOD:
            fitting = find_places(text, wanted, prefix, suffix, most=2)
            if [text.span(*one) for one in fitting] == [own]:
                return prefix, suffix
    return "", ""


def _edges(flat: str, place: _Place) -> _Place:
    """Where the words before a place end and those behind it begin."""
    start, end = place
    return start - (start > 0 and flat[start - 1] == " "), end + (flat[end : end + 1] == " ")


def _common_before(flat: str, one: int, other: int) -> int:
    """How many characters before two offsets are the same, NEIGHBOURHOOD at most."""
    most = min(one, other, NEIGHBOURHOOD)
    return _first_difference(flat[one - most : one][::-1], flat[other - most : other][::-1])


def _common_behind(flat: str, one: int, other: int) -> int:
    return _first_difference(flat[one : one + NEIGHBOURHOOD], flat[other : other + NEIGHBOURHOOD])


def _first_difference(one: str, other: str) -> int:
    """By halves, since comparing slices is much faster than comparing characters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _words_before(flat: str, end: int, length: int) -> str:
    """Whole words, at least `length` characters with what is not white space at their front; nothing useful, since
    longer than NEIGHBOURHOOD, if a word is as long as that."""
    if not length:
        return ""
    start = max(0, end - length)
    while start and flat[start] == " ":
        start -= 1
    return flat[max(flat.rfind(" ", 0, start + 1) + 1, end - FARTHEST) : end].strip()


def _words_behind(flat: str, start: int, length: int) -> str:
    if not length:
        return ""
    end = min(len(flat), start + length)
    while end < len(flat) and flat[end - 1] == " ":
        end += 1
    stop = flat.find(" ", end - 1)
    return flat[start : min(stop if stop >= 0 else len(flat), start + FARTHEST)].strip()


def _said(text: Folded, place: _Place) -> str:
    """The words of a place as the text has them, on one line and without what cannot be seen."""
    left, right = text.span(*place)
    return " ".join(re.sub(f"[{_INVISIBLE}]", "", text.text[left:right]).split())


def _shown(text: Folded, place: _Place) -> str:
    """The place with some words around it, the quote in brackets."""
    start, end = place
    before = text.folded[max(0, start - 30) : start].replace("\n", " ")
    behind = text.folded[end : end + 30].replace("\n", " ")
    head, tail = ("…" if start > 30 else ""), ("…" if end + 30 < len(text.folded) else "")
    return f"{head}{before}[{_short(text.folded[start:end])}]{behind}{tail}"


def _short(words: str) -> str:
    return words if len(words) <= 200 else f"{words[:100]} … {words[-60:]}"


_RISKY = re.compile(
    r"^[\s\-?:,\[\]{}#&*!|>'\"%@`=<]|:\s|:$|\s#|^(?:true|false|null|yes|no|on|off|y|n|~)$|^[\d.+-]", re.IGNORECASE
)


def _line(key: str, value: str) -> str:
    """A line of YAML; quoted where YAML would take the value for something else."""
    if not value.isprintable():
        return (
            f'{key}: "' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in value) + '"'
        )
    return f"{key}: '" + value.replace("'", "''") + "'" if _RISKY.search(value) else f"{key}: {value}"
