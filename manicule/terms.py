"""The words and two-word phrases that a paper is about, from its title and the other texts of its entry.

Texts go in (plain ones and Markdown), terms come out: folded for comparing, as printed for showing, and how strongly
each is said. It must not know any other entry, so that what it finds can be kept as long as the texts stay what they are.

Why only from title and abstract, or said twice: what a note says once, in passing, is what the paper is about as seldom
as any word is, and such words would be most of the work.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from operator import itemgetter
from sys import intern
from typing import TypeVar

from .text import plain

Term = tuple[str, str, int]
"""Name (folded, in the singular), as printed, and how often it is said, from 2 to 9."""

MOST_WORDS, MOST_PHRASES = 60, 24
"""Of one entry, those said most often, and of these the first: long notes do not make a paper near to everything."""

MOST_OFTEN = 9
"""Beyond it, more does not make it more what the paper is about."""

TITLE, ABSTRACT = 3, 2
"""What stands there is what the paper is about sooner than what its reader says of it: it counts so many times."""


def find_terms(title: str, abstract: str, texts: Iterable[str]) -> tuple[Term, ...]:
    """The most often said first. Letters of any language; numbers alone and what stands in `_STOP_WORDS` are none."""
    parts = [_split(_CAPITAL.sub(_lower, title)), _split(abstract), _split("\n\n".join(texts))]
    said = [word for part in reversed(parts) for word in part]
    heading, middle, rest = ([*map(_name, part)] for part in parts)
    names = heading * TITLE + middle * ABSTRACT + rest
    words = Counter(names)
    again = {name for name, count in words.items() if count > 1 and name}
    likely = [name if name in again else "" for name in names]
    pairs = Counter([pair for pair in pairwise(likely) if pair[0] and pair[1]])
    found = _first([item for item in words.items() if item[0] in again], MOST_WORDS)
    printed = dict(zip(rest + middle + heading, said, strict=True))
    shown = {name: _print(printed[name], said) for name, _ in found}
    for (one, other), count in _first([item for item in pairs.items() if item[1] > 1], MOST_PHRASES):
        name = f"{one} {other}"
        if name not in words and one in shown and other in shown:
            shown[name] = f"{shown[one]} {shown[other]}"
            found.append((name, count))
    return tuple([(intern(name), shown[name], min(count, MOST_OFTEN)) for name, count in found])


def _split(text: str) -> list[str]:
    """Words, and a full stop for whatever no phrase goes over."""
    for sign, pattern in _SKIPPED:
        if sign in text:
            text = pattern.sub(" . ", text)
    text = text.replace("\n\n", " . ")
    parted = text.translate(_STOPS).replace("\0", " . ") if text.isascii() else _SIGNS.sub(" . ", text)
    return [".", *parted.split(), "."]


_Counted = TypeVar("_Counted", bound=tuple[object, int])


def _first(counted: Iterable[_Counted], most: int) -> list[_Counted]:
    """The most often said; of equals those that come first."""
    return sorted(counted, key=itemgetter(1), reverse=True)[:most]


def _print(word: str, said: list[str]) -> str:
    """`word`, one of those said, as it stands within a sentence."""
    if word.isalpha() and word.islower():
        return word
    small = word.lower()
    if word[:1].isupper() and word[1:].islower() and (small in said or said[said.index(word) - 1] == "."):
        word = small
    return _ENDING.sub("", word.strip("-'’_")).strip("-'’_")


def _lower(match: re.Match[str]) -> str:
    return match[0].lower()


@cache
def _name(word: str) -> str:
    """`Models` → `model`, `GPT-2’s` → `gpt 2`, '' for what is no term."""
    name = plain(word).casefold().replace("’", "'").strip("-'_").partition("'")[0].replace("-", " ").strip()
    if len(name) < 2 or name in _STOP_WORDS or not any(map(str.isalpha, name)):
        return ""
    if len(name) > 3 and name[-1] == "s" and name[-2] not in "sui" and name.isascii():
        name = name[:-3] + "y" if name.endswith("ies") and len(name) > 4 else name[:-1]
    return "" if name in _STOP_WORDS else intern(name)


_ENDING = re.compile(r"['’]\w*$")
_SIGNS = re.compile(r"[^\w\s'’-]+")
"""No phrase goes over one of them."""

_STOPS = {n: "\0" for n in range(128) if not (chr(n).isalnum() or chr(n).isspace() or chr(n) in "_'-")}
"""The same of ASCII, in a fifth of the time, but that several signs are several stops."""

_CAPITAL = re.compile(r"(?<![\w-])[A-Z](?=[a-z’']*(?![\w-]))")
"""Those that are only the title's way."""

_SKIPPED = (
    ("```", re.compile(r"```.*?```", re.DOTALL)),
    ("`", re.compile(r"`[^`\n]*`")),
    ("[[", re.compile(r"\[\[[^\[\]\n]*\]\]")),
    ("](", re.compile(r"\]\([^()\n]*\)")),
    ("://", re.compile(r"https?://[^\s<>()\]]+")),
    ("<", re.compile(r"<[^<>\n]{1,300}>")),
    ("$", re.compile(r"\$\$[^$]*\$\$|\$(?![\s$])[^$\n]*(?<!\s)\$(?!\d)")),
)
"""Code, the targets of links, addresses, HTML and maths, with a sign of each: roughly, since a wrong word in a hundred
changes nothing."""

_COMMON = """
a able about above abstract according accordingly account accounts achieve achieves across actually add added addition
adds admit after again against ago agree aim al aligned all allow allowed allowing allows almost alone along already
also although always am among amongst amount an analyse analysis analyze and another answer answered any anyone
anything appear appears application applied apply approach approaches are area aren argue argued argument around
article as aside ask asked asks aspect associated at attempt author available aware away back bad based be became
because become becomes been before began begin being below beside besides best better between beyond big bit book both
bring broad broader build building built but by call called came can cannot careful carefully case cause certain
challenge chapter check choice choose chosen cite claim clear clearly close closely combine combined come comes common
commonly compare compared comparison complete completely concern concerned conclude conclusion condition consider
considered contain contains context contrast contribution could couldn count cover create created current currently
data datum day deal decide define defined definition degree demonstrate demonstrates depend depends derive derived
describe describes detail detailed determine develop developed development did didn differ difference different
difficult difficulty directly discuss discussed discusses discussion distinct do does doesn doing domain don done down
due during each easier easily easy effect effective effectively efficient effort either element else emerging employ
enable enables encourage end enough ensure entire especially essential establish etc evaluate even ever every
everybody everything exactly example except exist existing exists expand expect expected experiment experimental
explain explore extend extended extensive extent fact fail fails fall far fast feature few fig figure final finally
find finding findings fine first five focus follow following for form formal former found four framework free from
full fully fundamental further future gain gap gave general generally get gets getting give given gives go goes going
gone good got great grow growing grows had half hand happen hard has hasn have haven having he held help helps her
here hers herself high higher highly him himself his hold holds hope how however hundred i idea identify if illustrate
implement implementation implementing implies important importantly improve improved improvement in include includes
including increase increasing indeed inform information inside instead interest interesting into introduce introduced
introduces investigate involve is isn issue it its itself just keep keeps key kind know known large largely larger
last later latter lead leading leads least leave leaves left length less let level lie lies like likely limit
limitation limited line link list literature little long longer look looks lot low lower made main mainly make makes
making manner many match matter may maybe me mean means meet mention mentioned merely method might mine miss missing
model month more moreover most mostly move moves mr much multiple must my myself name named names natural nature near
nearly necessary need needed needing needs negative neither never nevertheless new next no nobody none nor not note
nothing notion novel now nowhere number obtain obtained of off offer offers often old on once one ones only onto open
opposite option or order original other others otherwise our ours ourselves out outperform outside over overall own
page pair paper paragraph part particular particularly passage past per perform performance perhaps perspective pick
piece place plain play please point positive possible possibly potential practical practice precisely present
presented presents previous previously principle prior problem process produce produced produces proper property
propose proposed proposes provide provided provides providing purpose put puts quality question quick quite quote
quoted raise raised raises range rate rather reach read reader reading real really reason recent recently recommend
recommendation refer reference regarding relate related relation relative relatively relevant rely remain remains
remark report reported represent require required research respect respectively rest result review right role rule run
running said same saw say saying says scenario scheme scope second section see seem seems seen self sense sentence
separate serious serve set sets several shall she short should shouldn show showed showing shown shows side sign
significant significantly similar simple simply since single small so some somebody someone something sometimes
somewhat soon sort source speak special specific specifically stand stands start state stated statement stay step
still stop strategy strong structure studies study subject substantial success successful such suggest suggests suited
sum summary support suppose sure surely surprising survey system table take taken takes taking talk task technique
tell tells ten term test text than that the their theirs them themselves then theory there thereby therefore these
they thing think third this those though thousand three through throughout thus time title to together too took topic
total toward towards traditional treat tried true truth try turn turns two type typically unclear under understand
understanding understood unless unlike until up upon us use used useful uses using usual usually utilize valid value
variety various version very via view wait want wanting wants was wasn way we well went were weren what whatever when
where whereas whether which while who whole whom whose why wide widely will wish with within without won word work
would wouldn write writes writing written wrong year yes yet you your yours yourself
"""
_STOP_WORDS = frozenset(_COMMON.split())
"""Common English, and what abstracts of any field say. What else is common on a list is told by how many entries say it."""
