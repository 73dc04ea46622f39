"""What is to be asked of arXiv, Crossref and DataCite about the papers of a list, and what their answers are worth.

What the list knows of its papers goes in and ids that somebody names, questions come out; answers go in as they were
received, records of just the papers that were asked about come out, and what is wrong with the others. It opens no
connection and touches no file.

Sources: arXiv API User's Manual, sections 3.1 and 4.2; Crossref REST API, "Content negotiation"; DataCite, "Content
Negotiation".
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from .formats import arxiv_atom, csl_json
from .identifiers import arxiv_base, doi_key
from .matching import Known
from .model import Reading, Record
from .problems import Problem, Where, error, has_errors, warning
from .statements import ids_of, placeholder_title
from .text import digest, fold, slug
from .values import Value, replace

BATCH = 40
"""Ids in one question to arXiv."""

ALIKE = 0.85
"""How much alike (difflib's ratio of the folded titles) two titles with maths are at least: each source writes it its way."""

LEAST = 12
"""Letters of a title from which on another that begins with it, and then a subtitle, is the same."""

SLIPS = 2
"""Words that may be spelt otherwise, and letters of each that may: `modelling` and `modeling`, `weight` and `weigth`."""

LONG = 5
"""Letters of a word from which on a slip in it is more likely than another word."""

_LACKING = {
    "arxiv": ("abstract", "authors", "categories", "date"),
    "doi": ("authors", "date", "venue"),
}
"""Fields of which one is absent, so that it is worth asking; a title that is but an id is absent too."""

_CSL_NAMES = frozenset(
    [
        "type",
        "title",
        "container-title",
        "author",
        "editor",
        "issued",
        "volume",
        "issue",
        "page",
        "publisher",
        "DOI",
        "ISBN",
        "ISSN",
        "abstract",
        "language",
        "title-short",
        "number",
        "archive",
        "archive_location",
        "genre",
        "event-title",
        "collection-title",
        "PMID",
        "PMCID",
        "URL",
        "version",
    ]
)
_CROSSREF_TYPES = {
    "journal-article": "article-journal", "proceedings-article": "paper-conference", "book-chapter": "chapter",
    "book-section": "chapter", "reference-entry": "chapter", "monograph": "book", "edited-book": "book",
    "reference-book": "book", "posted-content": "article", "dissertation": "thesis", "report-component": "report",
}  # fmt: skip
"""Crossref's own types, which its CSL has as they are."""


class Question(Value):
    """To `service` (arxiv, crossref, datacite) about `ids`; of the last two there is one."""

    service: str
    ids: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name that the answer is kept under: the same for the same question."""
        if self.service == "arxiv":
            return f"arxiv-{slug(self.ids[0])}-{digest(*self.ids)[:8]}.xml"
        return f"{self.service}-{slug(self.ids[0])[:80]}-{digest(doi_key(self.ids[0]))[:8]}.json"

    def address(self, base: str) -> str:
        """The whole address; `base` is the service's."""
        if self.service == "arxiv":
            ids = ",".join(quote(one, safe="/") for one in self.ids)
            return f"{base}?id_list={ids}&max_results={len(self.ids)}"
        doi = quote(self.ids[0], safe="")
        if self.service == "crossref":
            return f"{base}/{doi}/transform/application/vnd.citationstyles.csl+json"
        return f"{base}/application/vnd.citationstyles.csl+json/{quote(self.ids[0], safe='/')}"


def choose_ids(known: Iterable[Known], everything: bool) -> tuple[str, ...]:
    """The ids of the papers that lack something a service could tell, or of all that have one."""
    found: dict[str, None] = {}
    for paper in known:
        for one in ids_of(paper.values):
            kind = one.partition(":")[0]
            bare = paper.values.get("title") == placeholder_title(paper.values)
            lacks = bare or any(name not in paper.present for name in _LACKING[kind])
            if everything or (paper.readable and lacks):
                found[one] = None
    return tuple(found)


def list_questions(ids: Iterable[str]) -> tuple[Question, ...]:
    """Many ids at once of arXiv; each DOI by itself, of Crossref first."""
    papers = [one.removeprefix("arxiv:") for one in ids if one.startswith("arxiv:")]
    batches = [Question("arxiv", tuple(papers[n : n + BATCH])) for n in range(0, len(papers), BATCH)]
    dois = [Question("crossref", (one.removeprefix("doi:"),)) for one in ids if one.startswith("doi:")]
    return (*batches, *dois)


def ask_elsewhere(question: Question) -> Question | None:
    """Whom else one may ask about a DOI that Crossref does not know."""
    return replace(question, service="datacite") if question.service == "crossref" else None


def split(question: Question) -> tuple[Question, ...]:
    """Two halves of a question that arXiv refuses as a whole, since one id of it is odd."""
    if len(question.ids) < 2:
        return ()
    half = len(question.ids) // 2
    return replace(question, ids=question.ids[:half]), replace(question, ids=question.ids[half:])


# Answers.


class Answer(Value):
    """The records of papers that were asked about, and the ids of those that the service has nothing on."""

    records: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether it ends before its end, so that nobody can say what it has nothing on."""
        return has_errors(self.problems)

    @property
    def useless(self) -> bool:
        """Whether it is no answer at all, so that it had better not be kept."""
        return not self.records and self.broken


def read_answer(question: Question, data: bytes, path: str) -> Answer:
    """`path` is where it is kept, for problems. What is of another paper than was asked for is no answer."""
    reading = _read(question.service, data, path)
    wanted = {_key(question.service, one): one for one in question.ids}
    found: dict[str, Record] = {}
    problems = [problem for problem in reading.problems if problem.code != "atom-empty"]
    for key, record in _keyed(question.service, reading):
        if key in wanted:
            found.setdefault(key, record)
        else:
            message = f"this is of another paper ({key or 'without an id'}) than was asked for"
            problems.append(warning("fetch-other", message, record.where))
    absent = tuple(one for key, one in wanted.items() if key not in found)
    if not reading.records and not problems and question.service != "arxiv":
        problems.append(error("fetch-nonsense", "this is not what was asked for", Where(path)))
    return Answer(tuple(found.values()), tuple(problems), absent)


def recall_answer(service: str, data: bytes, path: str, wanted: Container[str]) -> dict[str, Record]:
    """What an answer that was kept says of the `wanted` ids (`arxiv:…`, `doi:…`), by id; of others there is nothing to
    say. It costs no more for there being many of them."""
    kind = "arxiv" if service == "arxiv" else "doi"
    found: dict[str, Record] = {}
    for key, record in _keyed(service, _read(service, data, path)):
        if f"{kind}:{key}" in wanted:
            found.setdefault(f"{kind}:{key}", record)
    return found


def _read(service: str, data: bytes, path: str) -> Reading:
    if service == "arxiv":
        return arxiv_atom.read(data, path)
    tidied = _tidy_csl(data)
    if tidied is None:
        return Reading(problems=(error("fetch-nonsense", "this is not what was asked for", Where(path)),))
    return csl_json.read(tidied, path)


def _keyed(service: str, reading: Reading) -> Iterator[tuple[str, Record]]:
    for record in reading.records:
        ids = record.paper.identifiers
        yield _key(service, ids.arxiv if service == "arxiv" else ids.doi), record


def _key(service: str, name: str) -> str:
    return arxiv_base(name) if service == "arxiv" else doi_key(name)


def _tidy_csl(data: bytes) -> bytes | None:
    """Only what CSL has: Crossref puts its whole record in, references and all, under types of its own."""
    try:
        item = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(item, dict) or not (item.get("title") or item.get("DOI")):
        return None
    kept = {name: value for name, value in item.items() if name in _CSL_NAMES and name != "URL"}
    kept["type"] = _CROSSREF_TYPES.get(str(item.get("type")), item.get("type"))
    return json.dumps([kept]).encode()


def index_papers(known: Iterable[Known]) -> dict[str, Known]:
    """By all that they can be asked for by."""
    return {one: paper for paper in known for one in ids_of(paper.values)}


def check_titles(records: Sequence[Record], papers: Mapping[str, Known], path: str) -> Iterator[Record | Problem]:
    """`papers` are the list's (`index_papers`). Each record whose title is that of the list's paper with its id, or of which the list has none yet; else the
    problem. An id that leads to another paper is wrong somewhere, and nobody can say where."""
    for record in records:
        ids = record.paper.identifiers
        names = [f"arxiv:{arxiv_base(ids.arxiv)}"] if ids.arxiv else []
        names += [f"doi:{doi_key(ids.doi)}"] if ids.doi else []
        paper = next((papers[name] for name in names if name in papers), None)
        if paper is None or not paper.readable or _is_same(record, paper.values):
            yield record
            continue
        file = f"content/papers/{paper.key}.yaml" if paper.place == "papers" else "content/works.yaml"
        yield error(
            "fetch-conflict",
            f"{names[0]} is of another paper by its title, so nothing of it was taken",
            Where(file),
            f"here:  {paper.values.get('title', '')}",
            f"there: {record.paper.title}  ({path})",
        )


def _is_same(record: Record, values: Mapping[str, Any]) -> bool:
    said = values.get("title", "")
    if not said or said == placeholder_title(values):
        return True
    titles = [said, *values.get("earlier_titles", ())]
    return any(same_title(one, record.paper.title) for one in titles)


def same_title(one: str, other: str) -> bool:
    """But for capitals, accents and marks, a subtitle, an article, or a word that was corrected.

    Why words and no ratio over all letters: ids that are mistaken for each other are neighbours, and so are what they
    name: part I and part II, few-shot and zero-shot.
    """
    a, b = fold(one), fold(other)
    if not a or not b:
        return one.strip() == other.strip()
    if "".join(_telling(a)) == "".join(_telling(b)):
        return True
    if _FORMULA.search(one) or _FORMULA.search(other):
        return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE
    if _has_head(other, a) or _has_head(one, b):
        return True
    return _same_words(_telling(a), _telling(b))


_FORMULA = re.compile(r"[$\\<]")
_SUBTITLE = re.compile(r"[:?!.(\u2013\u2014]|\s-\s")
_ARTICLES = frozenset(("a", "an", "the", "and"))


def _has_head(title: str, head: str) -> bool:
    """Whether `title` is the folded `head` and a subtitle behind a mark."""
    return len(head) >= LEAST and any(fold(title[: mark.start()]) == head for mark in _SUBTITLE.finditer(title))


def _telling(folded: str) -> list[str]:
    words = folded.split()
    return [word for word in words if word not in _ARTICLES] or words


def _same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    if len(one) != len(other) or not one:
        return False
    odd = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(odd) <= SLIPS and all(_is_slip(a, b) for a, b in odd)


def _is_slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < LONG or one[0] != other[0] or not (one + other).isalpha():
        return False
    steps = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(a - b, c - d) for step, b, a, d, c in steps if step != "equal") <= SLIPS
