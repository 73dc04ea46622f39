"""Papers as BibTeX entries, and as those of BibLaTeX, for LaTeX and the reference managers that read them.

Papers go in and text comes out, in UTF-8 and with ASCII keys; no value, however hostile, can end its field or its
entry. It must not know where keys are kept; the way back is bibtex_reading.py's.

Why `howpublished` for a preprint's journal reference: styles print it, and the note stays what the comment was.
Why `{\\textbraceleft}` and not `\\{`: BibTeX counts braces whether or not a backslash stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..model import MONTHS, Group, Json, Name, Paper
from ..text import collapse, plain
from .csl_parts import read_name

WIDTH = 75
"""Columns after which a list of authors goes on in a new line."""

_TYPES = {
    "preprint": "misc",
    "article": "article",
    "conference": "inproceedings",
    "chapter": "incollection",
    "book": "book",
    "thesis": "phdthesis",
    "report": "techreport",
    "software": "software",
    "dataset": "dataset",
    "web": "online",
}
_LATER_TYPES = {**_TYPES, "preprint": "online", "thesis": "thesis", "report": "report"}
_VENUES = {"article": "journal", "conference": "booktitle", "chapter": "booktitle", "book": "series"}
_PUBLISHERS = {"thesis": "school", "report": "institution"}
_MONTHS = tuple(name.lower()[:3] for name in MONTHS)

_SMALL_WORDS = frozenset(
    (
        "a", "about", "above", "across", "after", "against", "along", "among", "an", "and", "are", "as", "at", "before",
        "behind", "below", "between", "beyond", "but", "by", "can", "do", "does", "for", "from", "how", "in", "into",
        "is", "its", "like", "near", "nor", "of", "off", "on", "onto", "or", "over", "since", "so", "the", "through",
        "to", "toward", "towards", "under", "until", "up", "upon", "via", "what", "when", "where", "which", "why",
        "with", "within", "without", "yet",
    )
)  # fmt: skip


def citation_key(paper: Paper) -> str:
    """Family name, year and first telling word of the title, in ASCII: `solaiman2019release`.

    What is missing is left out, but for the name: `anon`. Never empty; letters and digits only.
    """
    first = paper.authors[0] if paper.authors else None
    if isinstance(first, Group):
        family = _first_word(first.name)
    else:
        family = _ascii(first.family or first.given) if first else ""
    year = str(paper.date.year) if paper.date else ""
    return f"{family[:40] or 'anon'}{year}{_first_word(paper.title)[:40]}"


def citation_keys(papers: Iterable[Paper]) -> tuple[str, ...]:
    """A key for each paper, no two alike: where several would be, the first has it as it is, the others get a, b, c …
    in order, so that a list that grows at its end never changes a key."""
    wanted = [citation_key(paper) for paper in papers]
    taken, times = set(wanted), dict.fromkeys(wanted, 0)
    seen: set[str] = set()
    keys = []
    for base in wanted:
        key = base
        while key in seen or (key in taken and key != base):
            times[base] += 1
            key = base + _letters(times[base])
        seen.add(key)
        keys.append(key)
    return tuple(keys)


def write(papers: Sequence[tuple[str, Paper]], abstract: bool = False) -> str:
    """(key, paper) to entries in the order given, a blank line between any two."""
    return "\n".join(write_entry(key, paper, abstract) for key, paper in papers)


def write_biblatex(papers: Sequence[tuple[str, Paper]]) -> str:
    """The same for biber: its types, whole dates, addresses and ids by its names for them, and abstracts."""
    return "\n".join(write_entry(key, paper, abstract=True, later=True) for key, paper in papers)


def write_entry(key: str, paper: Paper, abstract: bool = False, annote: str = "", later: bool = False) -> str:
    """One entry, its `=` aligned, ending in a newline. Characters that no key may have are left out of `key`. `annote`
    is what annotated bibliography styles print below a reference; `later`: as BibLaTeX has it."""
    safe_key = _NO_KEY.sub("", key) or citation_key(paper)
    listed = _list_later(paper) if later else _list_fields(paper)
    listed.append(("abstract", _braced(_write_paragraphs(paper.abstract)) if abstract else ""))
    fields = [(name, value) for name, value in listed if value]
    fields += [("annote", _said(annote))] if annote else []
    lines = [f"  {name:<13} = {value},\n" for name, value in fields]
    kinds = _LATER_TYPES if later else _TYPES
    return f"@{kinds[paper.kind]}{{{safe_key},\n{''.join(lines)}}}\n"


_NO_KEY = re.compile(r"[^A-Za-z0-9:._+/-]")
_NO_LETTER = re.compile(r"[^a-z0-9]")
_BETWEEN_WORDS = re.compile(r"[^\w'’]+")


def sniff(text: str) -> bool:
    """Whether `text` (the beginning of a file) has a line that begins an entry."""
    return _ENTRY.search(text) is not None


_ENTRY = re.compile(r"^[ \t\ufeff]*@[A-Za-z]+[ \t]*[{(][ \t]*[^\s{}(),=]*[ \t]*[,=\"{\n]", re.MULTILINE)

# Keys.


def _ascii(text: str) -> str:
    return _NO_LETTER.sub("", plain(text).lower())


def _first_word(text: str) -> str:
    """The first word that is no article, preposition or the like, else the first of all; maths is no word."""
    split = (_ascii(word) for word in _BETWEEN_WORDS.split(_MATHS.sub(" ", text)))
    found = [word for word in split if word]
    return next((word for word in found if word not in _SMALL_WORDS), found[0] if found else "")


def _letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa."""
    made = ""
    while number:
        number, rest = divmod(number - 1, 26)
        made = chr(ord("a") + rest) + made
    return made


# Fields.


def _list_fields(paper: Paper) -> list[tuple[str, str]]:
    """Every field with its value as it stands in the file, braces and all; '' where there is nothing to say."""
    ids, date = paper.identifiers, paper.date
    said = _texts(paper)
    return [
        ("title", _braced(_protect(paper.title))),
        ("author", _write_authors(paper.authors)),
        *_list_people(paper),
        ("year", f"{{{date.year}}}" if date else ""),
        ("month", _MONTHS[date.month - 1] if date and date.month else ""),
        (_VENUES.get(paper.kind, "howpublished"), _said(_find_venue(paper))),
        ("series", _said(said.get("collection-title", "")) if paper.kind != "book" else ""),
        ("volume", _said(paper.volume)),
        ("number", _said(_find_number(paper))),
        ("pages", _braced(_write_pages(paper.pages))),
        ("type", _said(said.get("genre", "")) if paper.kind in ("thesis", "report") else ""),
        (_PUBLISHERS.get(paper.kind, "publisher"), _said(paper.publisher)),
        ("address", _said(said.get("publisher-place", ""))),
        ("edition", _said(said.get("edition", ""))),
        ("isbn", _said(ids.isbn)),
        ("issn", _said(ids.issn)),
        ("doi", _braced(_verbatim(ids.doi))),
        ("eprint", _braced(_verbatim(ids.arxiv))),
        ("archivePrefix", "{arXiv}" if ids.arxiv else ""),
        ("eprinttype", "{arxiv}" if ids.arxiv else ""),
        ("primaryClass", _braced(_verbatim(paper.categories[0])) if ids.arxiv and paper.categories else ""),
        ("pmid", _said(ids.pmid)),
        ("pmcid", _said(ids.pmcid)),
        ("url", _braced(_verbatim(_find_address(paper)))),
        ("language", _said(paper.language)),
        ("pubstate", "{preprint}" if _is_bare_preprint(paper) else ""),
        ("note", _said("; ".join(line for line in paper.comment.split("\n") if line.strip()))),
    ]


def _list_later(paper: Paper) -> list[tuple[str, str]]:
    """The same as biblatex has it (its manual, section 2.2)."""
    ids, said = paper.identifiers, _texts(paper)
    names = {"journal": "journaltitle", "series": "series"}
    venue = _VENUES.get(paper.kind, "howpublished")
    genre = said.get("genre", "") or ("phdthesis" if paper.kind == "thesis" else "techreport")
    return [
        ("title", _braced(_protect(paper.title))),
        ("author", _write_authors(paper.authors)),
        *_list_people(paper),
        ("date", f"{{{paper.date}}}" if paper.date else ""),
        (names.get(venue, venue), _said(_find_venue(paper))),
        ("series", _said(said.get("collection-title", "")) if paper.kind != "book" else ""),
        ("volume", _said(paper.volume)),
        ("number", _said(_find_number(paper))),
        ("pages", _braced(_write_pages(paper.pages))),
        ("type", _said(genre) if paper.kind in ("thesis", "report") else ""),
        ("institution" if paper.kind in _PUBLISHERS else "publisher", _said(paper.publisher)),
        ("location", _said(said.get("publisher-place", ""))),
        ("edition", _said(said.get("edition", ""))),
        ("isbn", _said(ids.isbn)),
        ("issn", _said(ids.issn)),
        ("doi", _braced(_verbatim(ids.doi))),
        ("eprint", _braced(_verbatim(ids.arxiv))),
        ("eprinttype", "{arxiv}" if ids.arxiv else ""),
        ("eprintclass", _braced(_verbatim(paper.categories[0])) if ids.arxiv and paper.categories else ""),
        ("pmid", _said(ids.pmid)),
        ("pmcid", _said(ids.pmcid)),
        ("url", _braced(_verbatim(_find_address(paper)))),
        ("langid", _said(paper.language)),
        ("pubstate", "{preprint}" if paper.kind == "preprint" and not ids.arxiv else ""),
        ("note", _said("; ".join(line for line in paper.comment.split("\n") if line.strip()))),
    ]


def _texts(paper: Paper) -> dict[str, str]:
    return {name: value for name, value in paper.extra if isinstance(value, str)}


def _find_venue(paper: Paper) -> str:
    return paper.venue or (_texts(paper).get("journal-ref", "") if paper.kind == "preprint" else "")


def _find_number(paper: Paper) -> str:
    return paper.issue or (_texts(paper).get("number", "") if paper.kind in ("report", "thesis") else "")


def _is_bare_preprint(paper: Paper) -> bool:
    """One that only has an address would be taken for a web page."""
    return paper.kind == "preprint" and bool(paper.urls) and not (paper.identifiers.arxiv or paper.identifiers.doi)


def _list_people(paper: Paper) -> list[tuple[str, str]]:
    """Editors and translators, whom we carry as CSL has them."""
    extra = dict(paper.extra)
    return [(role, _write_authors(_read_people(extra.get(role)))) for role in ("editor", "translator")]


def _read_people(value: Json) -> tuple[Name, ...]:
    names = (read_name(name)[0] for name in value) if isinstance(value, tuple) else ()
    return tuple(name for name in names if name)


def _find_address(paper: Paper) -> str:
    """The address that is called just that, else the first."""
    first = paper.urls[0][1] if paper.urls else ""
    return next((address for what, address in paper.urls if what == "url"), first)


def _write_pages(pages: str) -> str:
    """Ranges with `--`: `19–35`, `e1-e10`; but `P18-1001` is one number, since its two sides begin differently."""

    def is_range(match: re.Match[str]) -> str:
        return f"{match[1]}--{match[2]}" if match[1].rstrip("0123456789") == match[2].rstrip("0123456789") else match[0]

    if not pages:
        return ""
    parts = re.split(r"\s?[‒–—−]\s?|--", re.sub(r"\b(\w{1,12})\s?-{1,2}\s?(\w{1,12})\b", is_range, pages))
    return "--".join(map(_escape, parts))


def _write_authors(names: Sequence[Name]) -> str:
    """The names with `and` between them, wrapped between names only."""
    if not names:
        return ""
    indent = " " * 19
    lines = [""]
    for word in [part for name in names for part in ("and", _write_name(name))][1:]:
        if lines[-1] and len(indent) + len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "{" + f"\n{indent}".join(lines) + "}"


def _write_name(name: Name) -> str:
    """`Family, Given`, `van Family, Given`, `Family, Jr., Given`; groups, and whatever BibTeX would cut, in braces."""
    if isinstance(name, Group):
        return "{" + (_escape(name.name) or "{}") + "}"
    words = name.family.split()
    # "de Haas, Sarah" would be read as a particle and a family name, "Van Dyke" as a given and a family name.
    whole = any(word[:1].islower() for word in words[:-1]) or name.family.casefold() == "others"
    alone = len(words) > 1 and not (name.given or name.particle or name.suffix)
    last = " ".join(filter(None, (_part(name.particle), _part(name.family, whole or alone)))) or "{}"
    given, suffix = _part(name.given), _part(name.suffix)
    if suffix:
        return f"{last}, {suffix}, {given or '{}'}"
    return f"{last}, {given}" if given else last


def _part(text: str, whole: bool = False) -> str:
    """A part of a name; in braces if asked, or if BibTeX would see more than one part, or a new entry, in it."""
    escaped = _escape(text)
    odd = whole or "," in escaped or "@" in escaped or "and" in escaped.casefold().split()
    return _braced(escaped) if odd else escaped


# Values.

_MATHS = re.compile(r"(?<!\\)\$(?![\s$])(?:[^$\\]++|\\.)*+(?<=\S)\$(?!\d)", re.DOTALL)
"""Maths as pandoc has it: no space inside at either `$`, no digit behind the second ("$5 and $10" is money)."""

_ESCAPES = str.maketrans(
    {
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "$": r"\$",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "\\": r"{\textbackslash}",
    }
)
_WORD = re.compile(r"[^\W_](?:[\w'’.+]*[^\W_])?(?:-[^\W_](?:[\w'’.+]*[^\W_])?)*")


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _said(text: str) -> str:
    return _braced(_escape(text)) if text else ""


_NOTHING_TO_DO = re.compile(r"(?:(?:[A-Za-z0-9.,;:!?()/+*=<>\"@|]|'(?!')|-(?!-))++(?: (?! )(?=.))?)*")
"""What `_clean`, `_escape` and `_verbatim` leave as it is, which is most of what there is."""


def _clean(text: str) -> str:
    """One line without control characters, and such that UTF-8 can hold it."""
    if _NOTHING_TO_DO.fullmatch(text):
        return text
    printable = "".join(c for c in collapse(text) if c.isprintable() or not c.isascii())
    return printable.encode("utf-8", "replace").decode("utf-8")


def _verbatim(text: str) -> str:
    """Identifiers and addresses, which LaTeX packages read as they stand; what could upset braces percent-encoded."""
    one_word = "".join(_clean(text).split())
    return one_word.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _write_paragraphs(text: str) -> str:
    """With a blank line between paragraphs, as TeX has it."""
    return "\n\n".join(_escape(part) for part in re.split(r"\n\s*\n", text) if part.strip())


def _escape(text: str) -> str:
    if _NOTHING_TO_DO.fullmatch(text):
        return text
    return "".join(part if maths else _escape_words(part) for part, maths in _split_maths(_clean(text)))


def _escape_words(text: str) -> str:
    """What TeX would set as one dash or quotation mark stays two signs."""
    return _LIGATURES.sub(r"\1{}", text.translate(_ESCAPES))


_LIGATURES = re.compile(r"(-(?=-)|'(?=')|`(?=`))")


def _protect(title: str) -> str:
    """The title escaped, and words whose capitals matter in braces: styles make the others small."""
    if _PLAIN_TITLE.fullmatch(title) and _NOTHING_TO_DO.fullmatch(title):
        return title
    return "".join(part if maths else _protect_words(part) for part, maths in _split_maths(_clean(title)))


_PLAIN_TITLE = re.compile(r"(?:(?:[A-Z]?[a-z]++|A|[0-9]++)(?:[:,.;!?]? |[.!?]?\Z))*")
"""Words of which a capital letter is the first of several at most."""


def _protect_words(text: str) -> str:
    made, done = [], 0
    for word in _WORD.finditer(text):
        made += [_escape_words(text[done : word.start()]), _protect_word(word[0])]
        done = word.end()
    return "".join([*made, _escape_words(text[done:])])


def _protect_word(word: str) -> str:
    """`{CLIP}`, `{GPT-2}`, `{AI}-Based`: the parts that need it, with numbers that follow them."""
    if len(word) > 1 and word.isalpha() and word[1:].islower():
        return word
    made: list[str] = []
    for part in word.split("-"):
        number = part.replace(".", "").isdigit()
        if number and made and made[-1].endswith("}"):
            made[-1] = f"{made[-1][:-1]}-{part}}}"
        else:
            escaped = part.translate(_ESCAPES)
            made.append(f"{{{escaped}}}" if _needs_braces(part) and word != "A" else escaped)
    return "-".join(made)


def _needs_braces(part: str) -> bool:
    """A capital that does not only begin the word: inside it, alone, or next to a digit."""
    capitals = any(c.isupper() for c in part)
    return capitals and (len(part) == 1 or any(c.isupper() for c in part[1:]) or any(c.isdigit() for c in part))


def _split_maths(text: str) -> Iterable[tuple[str, bool]]:
    """The text in pieces, each with whether it is maths that can be kept as it is: braces balanced, no comment."""
    done = 0
    for maths in _MATHS.finditer(text):
        if _is_safe(maths[0]):
            yield text[done : maths.start()], False
            yield maths[0], True
            done = maths.end()
    yield text[done:], False


def _is_safe(maths: str) -> bool:
    depth = 0
    for c in maths:
        depth += (c == "{") - (c == "}")
        if depth < 0:
            return False
    return depth == 0 and re.search(r"(?<!\\)%", maths) is None
