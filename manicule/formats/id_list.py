"""A plain list of arXiv ids and DOIs, as ids or as addresses, to Papers of which no more is known.

Bytes go in, Records come out. It must not know of any other format, and asks no network: titles come from whoever has
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..identifiers import arxiv_base, arxiv_month, read_arxiv, read_doi
from ..model import Identifiers, Leftover, Paper, PartialDate, Reading, Record
from ..problems import Problem, Where, notice, warning
from ..text import collapse
from .decoding import Walk, decode
from .id_parts import arxiv_of_doi, find_ids


def read(data: bytes, path: str) -> Reading:
    """A record for each id, in order; several may stand on a line, with blanks, commas or semicolons between them. What
    follows `#` is a comment; a line that says anything else is left over. An arXiv id tells its month."""
    text, problems = decode(data, path)
    found = list(problems)
    records: list[Record] = []
    leftovers: list[Leftover] = []
    seen: dict[str, int] = {}
    walk = Walk(text, path)
    for at, line in _lines(text):
        ids, rest = _read_line(line)
        for start, word, known in ids:
            where = walk.place(at + start, len(word))
            found += _find_twice(known, where, seen)
            records.append(_make_record(known, where))
        if rest:
            where = walk.place(at + line.rindex(rest), len(rest))
            found.append(warning("list-no-id", "this is neither an arXiv id nor a DOI", where))
            leftovers.append(Leftover(line.strip(), where))
    return Reading(tuple(records), tuple(found), tuple(leftovers))


def sniff(text: str) -> bool:
    """Whether three of four lines of `text` (the beginning of a file), comments aside, are ids and nothing else."""
    found = [bool(ids and not rest) for ids, rest in (_read_line(line) for _, line in _lines(text))]
    return bool(found) and sum(found) * 4 >= len(found) * 3


_LINE = re.compile(r"[^\r\n]+")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_WORD = re.compile(r"[\s,;]*(?P<label>(?:arxiv|doi)\s*:\s*)?(?P<word>[^\s,;]+)", re.IGNORECASE)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for found in _LINE.finditer(text):
        line = _COMMENT.sub("", found[0])
        if line.strip(" \t\ufeff-*•"):
            yield found.start(), line


def _read_line(line: str) -> tuple[list[tuple[int, str, Identifiers]], str]:
    """The ids that the line begins with, and what follows them."""
    ids: list[tuple[int, str, Identifiers]] = []
    mark = re.match(r"[\s\ufeff]*(?:[-*•]|\d{1,4}[.)])?\s+", line)
    at = mark.end() if mark else 0
    while word := _WORD.match(line, at):
        known = _read_id(word["word"])
        if known is None:
            return ids, line[word.start("word") :].strip()
        ids.append((word.start("word"), word["word"], known))
        at = word.end()
    return ids, ""


def _read_id(word: str) -> Identifiers | None:
    bare = word.strip("<>()[]\"'").rstrip(".")
    ids = Identifiers(read_arxiv(bare), read_doi(bare))
    if ids == Identifiers() and bare.startswith(("http://", "https://")):
        ids = find_ids([bare])
    if ids == Identifiers():
        return None
    return Identifiers(ids.arxiv or arxiv_of_doi(ids.doi), ids.doi)


def _make_record(ids: Identifiers, where: Where) -> Record:
    date = PartialDate(*arxiv_month(arxiv_base(ids.arxiv))) if ids.arxiv else None
    return Record(
        Paper(date=date, identifiers=ids), derived=frozenset({"date"}), key=collapse(ids.arxiv or ids.doi), where=where
    )


def _find_twice(ids: Identifiers, where: Where, seen: dict[str, int]) -> Iterator[Problem]:
    name = ids.arxiv or ids.doi.lower()
    if name in seen:
        yield notice("list-twice", f"{name} is on line {seen[name]} already", where)
    seen.setdefault(name, where.line)
