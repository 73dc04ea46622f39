"""Ids of a list, resolved: whether they lead to the papers that their entries are about, and what became of these.

The list's root goes in, a `FactReport` comes out; what was found out is kept in content/sources/checked.jsonl beside what is
known of links, and answers in content/sources/fetched/ as those of `fetch`. What is held against what is doubting.py's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from .checked import Verdict, is_recent, keep_known
from .content import load_content
from .doubting import SERIOUS, Doubt, find_doubts
from .fetch import Services, Told, ask_services
from .health import fix_of_doubt
from .identifiers import arxiv_base, doi_key
from .inputs import Source, find_files
from .linkcheck import Journal, read_noted
from .model import Entry, PartialDate
from .outward import bare, list_outward
from .problems import Problem, Where
from .safewrite import find_inside
from .statements import ids_of, statements
from .values import Value, field


class FactReport(Value):
    """`asked` requests were answered and `known` answers were there; of `recent` ids the old verdict holds, of `unanswered`
    ones nobody could say anything now."""

    asked: int = 0
    known: int = 0
    recent: int = 0
    unanswered: tuple[tuple[str, str], ...] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    over: bool = False


def check_facts(
    root: Path,
    today: PartialDate,
    services: Services,
    days: int = 30,
    sleep: Callable[[float], None] = time.sleep,
    say: Callable[[str], None] = lambda _: None,
) -> FactReport:
    """Ids that were never asked about are judged by answers that are kept, if there are any; those that were in doubt, or
    asked so many days ago, are asked about anew."""
    names = sorted(name for name, _ in find_files(Source("content", root / "content")))
    content, _ = load_content(names, lambda name: (root / name).read_bytes())
    noted, problems = read_noted(root)
    stated = {entry.slug: statements(entry.paper) for entry in content.entries}
    owners: dict[str, str] = {}
    for slug, values in stated.items():
        for one in ids_of(values):
            owners.setdefault(one, slug)
    new = [one for one in owners if one not in noted]
    old = [
        one
        for one in owners
        if one in noted and (noted[one].state == "doubted" or not is_recent(noted[one], today, days))
    ]
    journal = Journal(root, noted)
    told = [ask_services(root, ids, services, again, sleep, say) for ids, again in ((new, False), (old, True)) if ids]
    values = {of: stated[slug] for of, slug in owners.items()}
    for found in told:
        _judge(root, found, str(today), values, journal)
    wanted = (bare(one.address) for one in list_outward(content))
    problems = (*problems, *(problem for one in told for problem in one.problems), *journal.settle((*wanted, *owners)))
    verdicts = keep_known(journal.known, owners)
    entries = {entry.slug: entry for entry in content.entries}
    doubted = [(entries[owners[of]], one) for of, one in sorted(verdicts.items()) if one.state == "doubted"]
    unanswered = tuple((of, why) for one in told for of, why in one.unanswered.items() if of not in journal.new)
    return FactReport(
        sum(one.asked for one in told),
        sum(one.known for one in told),
        len(owners) - len(new) - len(old),
        unanswered,
        verdicts,
        (*problems, *(problem for entry, one in doubted for problem in _tell(one, entry))),
        any(one.over for one in told),
    )


def _judge(root: Path, told: Told, today: str, stated: Mapping[str, Mapping[str, Any]], journal: Journal) -> None:
    for service, answers in told.answers.items():
        for path, answer in answers:
            data = _read_kept(root, path) if service == "crossref" else b""
            for record in answer.records:
                ids = record.paper.identifiers
                of = f"arxiv:{arxiv_base(ids.arxiv)}" if service == "arxiv" else f"doi:{doi_key(ids.doi)}"
                if of in stated:
                    _note(journal, of, today, tuple(find_doubts(of, stated[of], record, data, service)))
    for of in told.absent:
        who = "arXiv has nothing" if of.startswith("arxiv:") else "neither Crossref nor DataCite has anything"
        _note(journal, of, today, (("unknown-id", f"{who} on it"),))


def _note(journal: Journal, of: str, today: str, doubts: Sequence[Doubt]) -> None:
    state = "doubted" if doubts else "fine"
    journal.note(Verdict(of, state, "", today, today, doubts=tuple(doubts)))


def _read_kept(root: Path, path: str) -> bytes:
    try:
        return find_inside(root / path, root / "content").read_bytes()
    except OSError:
        return b""


def _tell(verdict: Verdict, entry: Entry) -> Iterator[Problem]:
    kind = verdict.of.partition(":")[0]
    where = entry.places.get(kind) or entry.places.get("doi") or Where(f"content/papers/{entry.slug}.yaml")
    for code, said in verdict.doubts:
        level = partial(Problem, "warning" if code in SERIOUS else "notice")
        yield level(f"fact-{code}", f"{verdict.of}: {said}", where, fix=fix_of_doubt(code, said))
