"""What was found out about addresses and ids of a list, as content/sources/checked.jsonl has it.

A line of JSON for each goes in and out, sorted, with keys in one order, so that git merges it line by line and a diff
shows what has changed; a `Verdict` is what everybody else works with. It must not know how anything is asked, nor the
clock: days are given.

Why a file beside the entries and not in them: what a host answered is no word of the owner's, and would touch a hundred
entries at each check. Why one line each: two people may check two halves of a list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .jsontext import write_json
from .model import NOWHERE, PartialDate
from .problems import Problem, Where, warning
from .values import Value, replace

CHECKED = "content/sources/checked.jsonl"

LINK_STATES = ("fine", "moved", "dead", "unclear")
FACT_STATES = ("fine", "doubted", "unclear")


class Verdict(Value):
    """Of an address, or of an id (`arxiv:…`, `doi:…`): its `state`; what was `said` (a status, or words); the day on which
    it was `asked`, and that `since` which the state is what it is. An address that has moved has `to`, one with a known
    copy in an archive `archived`; an id has `doubts`, each a code and a sentence."""

    of: str
    state: str
    said: str = ""
    asked: str = ""
    since: str = ""
    to: str = ""
    archived: str = ""
    doubts: tuple[tuple[str, str], ...] = ()

    @property
    def is_fact(self) -> bool:
        return not self.of.startswith(("http://", "https://"))


def take_over(old: Verdict | None, new: Verdict) -> Verdict:
    """What is to be noted, `old` being what was: whoever cannot tell now has not learnt that a dead address is alive, and
    a state that lasts keeps its first day. A copy in an archive stays known."""
    if old is None:
        return new
    new = replace(new, archived=new.archived or old.archived)
    if new.state == "unclear" and old.state == "dead":
        return replace(old, archived=new.archived)
    return replace(new, since=old.since) if old.state == new.state else new


def is_recent(verdict: Verdict | None, today: PartialDate, days: int) -> bool:
    """Whether it was asked fewer than so many days ago, and then to some purpose."""
    if verdict is None or verdict.state == "unclear":
        return False
    try:
        asked = PartialDate.parse(verdict.asked)
    except ValueError:
        return False
    return 0 <= _number(today) - _number(asked) < days


def _number(day: PartialDate) -> int:
    """Days since the beginning of the calendar, as the Gregorian one counts them."""
    year, month = (day.year, day.month) if day.month > 2 else (day.year - 1, day.month + 12)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + (day.day or 1)


def read_checked(data: bytes, path: str = CHECKED) -> tuple[dict[str, Verdict], tuple[Problem, ...]]:
    """By address or id; of two lines of one, as a merge may leave them, the later asked. What cannot be read is left out,
    with a problem: it will be asked again."""
    found: dict[str, Verdict] = {}
    problems: list[Problem] = []
    for number, raw in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        if not raw.strip():
            continue
        verdict = read_line(raw)
        if verdict is None:
            message = "this line cannot be read; it can be deleted, and the next check asks again"
            problems.append(warning("checked-damaged", message, Where(path, number, 1, len(raw))))
        elif verdict.of not in found or found[verdict.of].asked <= verdict.asked:
            found[verdict.of] = verdict
    return found, tuple(problems)


def checked_text(verdicts: Iterable[Verdict]) -> str:
    return "".join(line_text(one) + "\n" for one in sorted(verdicts, key=lambda one: one.of))


def line_text(verdict: Verdict) -> str:
    """Without what is empty, and without the first day where it is the last."""
    data: dict[str, Any] = {"of": verdict.of, "state": verdict.state}
    for name in ("said", "to", "archived"):
        if getattr(verdict, name):
            data[name] = getattr(verdict, name)
    if verdict.doubts:
        data["doubts"] = dict(verdict.doubts)
    if verdict.since and verdict.since != verdict.asked:
        data["since"] = verdict.since
    return write_json({**data, "asked": verdict.asked})


def read_line(raw: str) -> Verdict | None:
    """None if it is not of the form that `line_text` writes."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not isinstance(data.get("of"), str) or not data["of"]:
        return None
    texts = {name: data.get(name, "") for name in ("state", "said", "asked", "since", "to", "archived")}
    doubts = data.get("doubts", {})
    fine = isinstance(doubts, dict) and all(isinstance(one, str) for one in (*texts.values(), *doubts.values()))
    if not fine or not _is_day(texts["asked"]) or not _is_day(texts["since"] or texts["asked"]):
        return None
    if any(texts[name] and not texts[name].startswith(("http://", "https://")) for name in ("to", "archived")):
        return None
    verdict = Verdict(
        of=data["of"], **{**texts, "since": texts["since"] or texts["asked"]}, doubts=tuple(doubts.items())
    )
    return verdict if verdict.state in (FACT_STATES if verdict.is_fact else LINK_STATES) else None


def _is_day(text: str) -> bool:
    try:
        return bool(PartialDate.parse(text).day)
    except ValueError:
        return False


def keep_known(verdicts: Mapping[str, Verdict], wanted: Iterable[str]) -> dict[str, Verdict]:
    """Those that the list still has: what has gone from it is of no use to anybody."""
    names = set(wanted)
    return {of: verdict for of, verdict in verdicts.items() if of in names}


class Finding(Value):
    """One thing about the health of a list: of which `kind` (see health.KINDS), of a paper, tag, person or page (`about`,
    `key`), in a sentence (`message`, with the `values` of it), with what mends it in words. `address` and `copy` are those of a link and of its archived copy,
    `near` the slugs of other papers that it is about as well."""

    kind: str
    about: str
    key: str
    message: str
    fix: str = ""
    where: Where = NOWHERE
    address: str = ""
    copy: str = ""
    near: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> str:
        return self.message % dict(self.values) if self.values else self.message
