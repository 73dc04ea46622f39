"""The links to papers and tags in a Markdown text, each with the sentence that holds it: what backlinks are made of.

A text goes in, mentions come out, in linear time and without setting the text. It must not know which of them lead
anywhere, nor how Markdown is rendered.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from .anchoring import maths_spans
from .values import Value


class Mention(Value):
    """A link to a paper or tag (`kind`, `key`) at `text[offset:offset + width]`; `sentence[start:end]` are its words
    in the plain sentence that holds it."""

    kind: str
    key: str
    offset: int
    width: int
    sentence: str
    start: int
    end: int


def has_bare(text: str) -> bool:
    """Whether there may be links that say what they lead to."""
    return "[[" in text


Naming = Callable[[str, str], str]


def find_mentions(text: str, name: Naming = lambda _kind, key: key) -> tuple[Mention, ...]:
    """Links to papers and tags in their order, with their sentences. `name` says what a bare link (`[[slug]]`) of
    that kind and key reads as. In linear time."""
    mentions = []
    for offset, end, kind, key, label in find_links(text):
        before, behind = _sentence_around(text, offset, end)
        lead = _plain(before, name, True).lstrip()
        words = name(kind, key) if label is None else _plain(label, name).strip()
        sentence = lead + words + _plain(behind, name).rstrip()
        mentions.append(Mention(kind, key, offset, end - offset, sentence, len(lead), len(lead) + len(words)))
    return tuple(mentions)


def replace_mentions(text: str, link: Callable[[str, str], tuple[str, str]]) -> str:
    """The text with ordinary links in place of those to papers and tags: `link` gives, for kind and key, the words of
    a bare one and the address; without an address only the words stay."""
    out, at = [], 0
    for start, end, kind, key, _ in find_links(text):
        words, address = link(kind, key)
        out += [text[at:start], _replace_one(text[start:end], words, address)]
        at = end
    replaced = "".join([*out, text[at:]])
    return _DEFINITION.sub(
        lambda match: f"[{match['id']}]: {link(match['kind'], unquote(match['key']))[1] or '#'}", replaced
    )


def rename_mentions(text: str, kind: str, old: str, new: str) -> str:
    """The text with links of that kind to `new` in place of those to `old`; their words stay."""
    if old not in text:
        return text
    out, at = [], 0
    for start, _, *found, _ in find_links(text):
        match = _LINK.match(text, start) if found == [kind, old] else None
        if match is not None:
            group = "key" if match["bare"] is None else "bare"
            stop = match.end(group)
            out += [text[at : match.start(group) if group == "key" else stop - len(old)], new]
            at = stop
    replaced = "".join([*out, text[at:]])
    return _DEFINITION.sub(
        lambda match: (
            match[0].replace(f"{kind}:{old}", f"{kind}:{new}", 1)
            if (match["kind"], unquote(match["key"])) == (kind, old)
            else match[0]
        ),
        replaced,
    )


def _replace_one(written: str, words: str, address: str) -> str:
    match = _LINK.match(written)
    if match is None:
        return written  # by reference: its definition is replaced
    label = words if match["bare"] is not None else match["label"]
    return f"[{label}]({address})" if address else label


_LABEL = r"\[(?P<label>(?:[^\[\]\\\n]|\\.|\n(?![ \t]*\n)|\[[^\[\]\n]*\])*+)\]"
_LINK = re.compile(
    rf"(?<![\\!])(?:{_LABEL}\([ \t]*<?(?P<kind>paper|tag):(?P<key>[^\s()<>]{{1,200}})>?(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*\)"
    r"|\[\[(?P<bare>[^\[\]\n]{1,200})\]\])"
)
_REFERENCE = re.compile(rf"(?<![\\!]){_LABEL}(?:[ ]?\[(?P<id>[^\[\]\n]*)\])?(?![\[(:])")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<id>[^\[\]\n]+)\]:[ \t]*<?(?P<kind>paper|tag):(?P<key>[^\s<>]{1,200})>?[ \t]*(?:[\"'(].*)?$",
    re.MULTILINE,
)


Linked = tuple[int, int, str, str, str | None]
"""Where a link begins and ends, the kind and the key of what it leads to, and its label, if it has one."""


def find_links(text: str) -> Iterator[Linked]:
    """In their order; those in code are none."""
    if "paper:" not in text and "tag:" not in text and not has_bare(text):
        return
    code = find_code(text)
    starts = [start for start, _ in code]
    for link in _find_links(text):
        number = bisect_right(starts, link[0]) - 1
        if number < 0 or link[0] >= code[number][1]:
            yield link


def _find_links(text: str) -> Iterator[Linked]:
    """`[label](paper:key)`, `[[key]]`, and by reference."""
    found: list[Linked] = []
    for match in _match_brackets(text):
        if match["bare"] is not None:
            kind, key = read_bare(match["bare"])
            found.append((match.start(), match.end(), kind, key, None))
        else:
            found.append((match.start(), match.end(), match["kind"], unquote(match["key"]), match["label"]))
    definitions = _DEFINITION.finditer(text) if "]:" in text else ()
    defined = {_fold_id(m["id"]): (m["kind"], unquote(m["key"])) for m in definitions}
    for match in _REFERENCE.finditer(text) if defined else ():
        aim = defined.get(_fold_id(match["id"] or match["label"]))
        if aim:
            found.append((match.start(), match.end(), *aim, match["label"]))
    yield from sorted(found, key=lambda link: link[:2])


def _match_brackets(text: str) -> Iterator[re.Match[str]]:
    """What `_LINK.finditer` finds, tried where a link can begin only."""
    at = text.find("[")
    while at >= 0:
        match = _LINK.match(text, at)
        if match is not None:
            yield match
        at = text.find("[", at + 1 if match is None else match.end())


def read_bare(said: str) -> tuple[str, str]:
    """Kind and key of what stands in `[[…]]`."""
    return ("tag", said[4:]) if said.startswith("tag:") else ("paper", said.removeprefix("paper:"))


def _fold_id(name: str) -> str:
    return " ".join(name.lower().split())


def find_code(text: str) -> list[tuple[int, int]]:
    """Where a `[` opens nothing: fenced and indented blocks, and code within a line."""
    if not any(sign in text for sign in _CODE_SIGNS):
        return []
    lines = [(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\n]*\n?", text) if m[0]]
    closing: dict[str, list[int]] = {}
    for number, (_, _, line) in enumerate(lines):
        if re.match(r"```|~~~", line):
            closing.setdefault(line.rstrip(), []).append(number)
    found: list[tuple[int, int]] = []
    number = begun = 0
    blank, listed = True, False
    while number < len(lines):
        start, end, line = lines[number]
        fence = re.match(r"(`{3,}|~{3,})[^`\n]*$", line)
        ends = closing.get(fence[1], []) if fence else []
        close = next(iter(ends[bisect_right(ends, number) :]), -1) if ends else -1
        if close >= 0:
            found += [*_find_ticks(text, begun, start), (start, lines[close][1])]
            number, begun, blank = close + 1, lines[close][1], True
            continue
        indented = line.startswith(("    ", "\t"))
        if not line.strip():
            blank = True
        elif indented and not listed and (blank or (found and found[-1][1] == start)):
            found += [*_find_ticks(text, begun, start), (start, end)]
            begun = end
        else:
            listed = bool(re.match(r" {0,3}(?:[-*+]|\d+\.|\[\^[^\]]+\]:)[ \t]", line)) or (
                listed and (indented or not blank)
            )
            blank = False
        number += 1
    return [*found, *_find_ticks(text, begun, len(text))]


_CODE_SIGNS = ("`", "    ", "\t", "~~~")


def _find_ticks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Code between runs of as many backticks, within a paragraph."""
    for block in re.finditer(r"(?:[^\n]|\n(?![ \t]*\n))+", text[start:end]):
        runs = [(m.start(), m.end()) for m in re.finditer(r"(?<!\\)`+", block[0])]
        ahead: dict[int, list[int]] = {}
        for number in range(len(runs) - 1, -1, -1):
            ahead.setdefault(runs[number][1] - runs[number][0], []).append(number)
        number = 0
        while number < len(runs):
            same = ahead[runs[number][1] - runs[number][0]]
            while same and same[-1] <= number:
                same.pop()
            if same:
                offset = start + block.start()
                yield offset + runs[number][0], offset + runs[same[-1]][1]
                number = same[-1]
            number += 1


_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]*_]*(?=\s)|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d+\.|#+|\||>)\s)")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:al|cf|e\.g|i\.e|vs|Figs?|Eqs?|Secs?|No|Dr|Prof|resp|approx))\.$")
_SENTENCE = 400


def _sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind in the same sentence, cut at some hundred characters."""
    low, high = max(0, start - _SENTENCE), min(len(text), end + _SENTENCE)
    ends = reversed(list(_SENTENCE_END.finditer(text, low, start)))
    begin = next((m.end() for m in ends if _ends_sentence(text, m)), -1)
    before = text[max(begin, low) : start]
    if begin < 0 and low:
        before = "…" + before.partition(" ")[2]
    stop = next((m.end() for m in _SENTENCE_END.finditer(text, end, high) if _ends_sentence(text, m)), high)
    behind = text[end:stop]
    if stop == high < len(text):
        behind = behind.rpartition(" ")[0] + "…"
    line = text.rfind("\n", low, start) + 1
    if text[line:start].lstrip().startswith("|"):
        return _row(before.lstrip(" \t|")), _row(behind.rstrip(" \t\n|"))
    return before, behind


def _row(cells: str) -> str:
    return _CELL.sub(" · ", cells).replace("\\|", "|")


_CELL = re.compile(r"[ \t]*(?<!\\)\|[ \t]*")
"""What parts the cells of a row."""


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match[0][0] == "\n":
        return True
    stop = match.start() + 1
    return not text[match.end() :][:2].strip().islower() and not _ABBREVIATION.search(text[max(0, stop - 8) : stop])


def _plain(text: str, name: Naming, opening: bool = False) -> str:
    """Without Markdown's marks, maths aside; white space as one space. `opening`: the text begins a line."""
    if _UNMARKED.fullmatch(text) and not (opening and text[:1] in "-+0123456789"):
        return text
    names: list[str] = []

    def keep(match: re.Match[str]) -> str:
        # A title is no Markdown: it comes back when that is done.
        names.append(name(*read_bare(match[1])))
        return f"\x10{len(names) - 1}\x11"

    text = _BARE.sub(keep, text.translate(_NO_TOKENS))
    out = []
    at = 0
    for start, end in (*maths_spans(text), (len(text), len(text))):
        out += [_strip_marks(text[at:start], opening and not at), text[start:end]]
        at = end
    said = _SPACE.sub(" ", "".join(out))
    return _TOKEN.sub(lambda match: names[int(match[1])], said) if names else said


_SPACE = re.compile(r"\s+")
_TOKEN = re.compile("\x10(\\d+)\x11")
_UNMARKED = re.compile(r" ?(?:[A-Za-z0-9.,;:'\"()/?!%+-]++ ?)*+")
_BARE = re.compile(r"\[\[([^\[\]\n]*)\]\]")
_NO_TOKENS = {0x10: None, 0x11: None}


def _strip_marks(text: str, opening: bool) -> str:
    if "[" in text or "<" in text:
        text = _NO_WORDS.sub("", _LABELLED.sub(r"\1", text))
    if "\n" in text or opening:
        text = (_OPENINGS if opening else _LINE_OPENINGS).sub(" ", text)
    text = _EMPHASIS.sub("", text)
    if "\\" in text:
        text = _BACKSLASH.sub(r"\1", text)
    return html.unescape(text) if "&" in text else text


_LABELLED = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_NO_WORDS = re.compile(r"\[\^[^\[\]\n]*\]:?|</?[A-Za-z][^<>]*>")
_OPENINGS, _LINE_OPENINGS = (re.compile(rf"(?:{start}\n)[ \t]*(?:(?:#+|>|[-*+]|\d+\.)[ \t]+)+") for start in ("^|", ""))
_EMPHASIS = re.compile(r"(?<!\\)(?:\*+(?!\s)|(?<![\s\\])\*+|`+|(?<!\w)_+(?!\s)|(?<![\s\\])_+(?!\w))")
_BACKSLASH = re.compile(r"\\([\\`*_{}\[\]()#+.!$-])")
