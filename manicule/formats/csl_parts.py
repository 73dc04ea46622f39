"""The parts of a CSL item that have a form of their own: kinds, dates, names, marked-up text, the schema's fields.

JSON values go in, nouns come out, and the other way round; csl_json.py puts whole items together from them. It must
not know where in an item a part stood.

Sources: the CSL 1.0.2 specification (appendices III and IV, and "Name particles"), the official csl-data.json.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from types import MappingProxyType

from ..model import MONTHS, Group, Json, Name, PartialDate, Person
from ..text import collapse


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Kinds.

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "preprint": "article",
        "article": "article-journal",
        "conference": "paper-conference",
        "chapter": "chapter",
        "book": "book",
        "thesis": "thesis",
        "report": "report",
        "software": "software",
        "dataset": "dataset",
        "web": "webpage",
    }
)
"""Each kind with the CSL type that it is written as."""

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        **{csl: kind for kind, csl in TYPES.items()},
        **dict.fromkeys(("article-magazine", "article-newspaper", "review", "review-book"), "article"),
        **dict.fromkeys(("entry", "entry-dictionary", "entry-encyclopedia"), "chapter"),
        **dict.fromkeys(("classic", "collection", "periodical"), "book"),
        **dict.fromkeys(("post", "post-weblog"), "web"),
        **dict.fromkeys(("document", "pamphlet", "standard", "patent"), "report"),
        "speech": "conference",
        "manuscript": "preprint",
    }
)

OTHER_TYPES = words(
    "bill broadcast figure graphic hearing interview legal_case legislation map motion_picture musical_score "
    "performance personal_communication regulation song treaty"
)
"""CSL's types for which no kind fits."""


def find_kind(csl_type: str, preprint: bool, venue: str) -> str:
    """The kind for a CSL type, '' if none fits. `preprint`: something else in the item says that it is one.

    CSL 1.0.2 means preprints and working papers by `article`; older writers mean any article, so one with a venue is
    taken for a journal's.
    """
    if csl_type == "article" and venue and not preprint:
        return "article"
    return _KINDS.get(csl_type, "")


# Dates.

_DATE_KEYS = frozenset({"date-parts", "season", "circa", "literal", "raw", "edtf"})
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:T[\d:.]+Z?)?", re.ASCII)
_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})\.? )?(?P<month>[A-Za-z]{3,9})\.?(?: (?P<day2>\d{1,2}),?|,)? (?P<year>\d{4})", re.ASCII
)
MONTH_NUMBERS = {name.lower()[:length]: n for n, name in enumerate(MONTHS, 1) for length in (3, 4, len(name))}


def read_date(value: Json) -> tuple[PartialDate | None, bool]:
    """The date (of a range, its start), and whether all that `value` says is in it; where not, it is to be kept.

    Reads date-parts (numbers or digits), raw, literal and EDTF text as far as they are dates of the years 1 to 9999.
    """
    if isinstance(value, str):
        return _read_text(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _read_parts((value,))
    if not isinstance(value, Mapping):
        return None, value is None
    more = any(value.get(key) for key in value if key not in ("date-parts", "raw", "literal", "edtf"))
    parts = value.get("date-parts")
    if isinstance(parts, tuple) and parts:
        first = parts[0] if isinstance(parts[0], tuple) else parts
        date, whole = _read_parts(first)
        several = isinstance(parts[0], tuple) and any(parts[1:])
        said = date is None or not any(value.get(key) for key in ("raw", "literal", "edtf"))
        if date is not None or any(first):
            return date, whole and said and not more and not several
    for key in ("raw", "edtf", "literal"):
        text = value.get(key)
        if isinstance(text, str) and text.strip():
            date, whole = _read_text(text)
            return date, whole and not more
    return None, not more


def write_date(date: PartialDate) -> Json:
    return {"date-parts": (tuple(part for part in (date.year, date.month, date.day) if part),)}


def _read_parts(parts: tuple[Json, ...]) -> tuple[PartialDate | None, bool]:
    """From year, month, day; as much of them as makes a date, and whether that was all."""
    numbers = [number for part in parts if (number := _read_number(part)) is not None]
    if not any(numbers):
        return None, all(part in (None, "") for part in parts)
    stated = len([part for part in parts if part not in (None, "", 0, "0")])
    for length in (3, 2, 1):
        try:
            date = PartialDate(*numbers[:length])
        except ValueError:
            continue
        return date, len([part for part in (date.year, date.month, date.day) if part]) == stated
    return None, False


def _read_number(part: Json) -> int | None:
    if isinstance(part, bool):
        return None
    if isinstance(part, int):
        return part
    if isinstance(part, float):
        return int(part) if part.is_integer() else None
    match = re.fullmatch(r"\s*(-?\d{1,4})\s*", part, re.ASCII) if isinstance(part, str) else None
    return int(match[1]) if match else None


def _read_text(text: str) -> tuple[PartialDate | None, bool]:
    """`2019-08-24`, `2019/8`, `24 August 2019`, `Aug. 24, 2019`; the start of an EDTF range; else nothing."""
    plain = collapse(text)
    if match := _ISO.fullmatch(plain):
        return _read_parts(match.groups())
    if match := _WORDS.fullmatch(plain):
        month = MONTH_NUMBERS.get(match["month"].lower())
        if month:
            return _read_parts((match["year"], month, match["day"] or match["day2"]))
    start = re.match(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)[/~?%]", plain, re.ASCII)
    return (_read_text(start[1])[0], False) if start else (None, not plain)


# Identifiers.

ARXIV_NAMES = ("arxiv", "arxiv.org")
"""What arXiv is called as a publisher, folded."""

ARXIV_LINE = re.compile(
    r"^[ \t]*(?:arxiv|eprint|number)[ \t]*:[ \t]*(?:arxiv:[ \t]*)?(\S+)", re.IGNORECASE | re.MULTILINE
)
"""A line of a note in which Zotero keeps an arXiv id; group 1 is the id."""

# Names.

_NAME_TEXTS = ("family", "given", "non-dropping-particle", "dropping-particle", "suffix", "literal")
_NAME_FLAGS = ("comma-suffix", "static-ordering", "parse-names")


def read_name(value: Json) -> tuple[Name | None, bool]:
    """The name, and whether all that `value` says is in it. A name as one text is split only at a comma."""
    if isinstance(value, str):
        family, comma, given = collapse(value).partition(", ")
        if not family:
            return None, True
        return (Person(family, given) if comma else Group(family)), True
    if not isinstance(value, Mapping):
        return None, value is None
    text = {key: collapse(part) for key in _NAME_TEXTS if isinstance(part := value.get(key), str)}
    whole = all(key in text or key in _NAME_FLAGS or not value[key] for key in value)
    family, given = text.get("family", ""), text.get("given", "")
    particle = " ".join(filter(None, (text.get("dropping-particle"), text.get("non-dropping-particle"))))
    if family or given:
        whole = whole and not text.get("literal")
        # One name only is the one to sort by, whatever field it came in.
        return Person(family or given, given if family else "", particle, text.get("suffix", "")), whole
    return (Group(text["literal"]) if text.get("literal") else None), whole and not (particle or text.get("suffix"))


def write_name(name: Name) -> Json:
    if isinstance(name, Group):
        return {"literal": name.name}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: part for key, part in parts.items() if part}


# Text.

_TAG = re.compile(r"</?(?:i|b|sc|sub|sup|p)>|</?span(?:\s[^<>]*)?>|</?jats:[a-z-]+(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SHIFTED = re.compile(r"<(?P<tag>sup|sub)>(?P<text>[0-9+\-=()]{1,20})</(?P=tag)>")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_PARAGRAPH_END = re.compile(r"</(?:jats:)?(?:p|title)>", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[^\S\n]*+\n\s*+")
_SHIFTS = {
    "sup": str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"),
    "sub": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}


def read_marked(text: str) -> tuple[str, bool]:
    """`text` without CSL's markup (`<i>`, `<span class="nocase">` …) and with entities as characters; and whether
    any markup is lost. Raised and lowered digits become Unicode's own, since "10<sup>5</sup>" is not 105."""
    shifted = _SHIFTED.sub(lambda match: match["text"].translate(_SHIFTS[match["tag"]]), text)
    plain, lost = _TAG.subn("", shifted)
    return _ENTITY.sub(lambda match: html.unescape(match[0]), plain), lost > 0


def write_marked(text: str) -> str:
    """`text` so that `read_marked` gives it back: what looks like markup or an entity in it is no such thing."""
    escaped = _ENTITY.sub(lambda match: "&amp;" + match[0][1:], text)
    return _TAG.sub(lambda match: "&lt;" + match[0][1:], escaped)


def read_paragraphs(text: str) -> tuple[str, bool]:
    """An abstract as the model has it: paragraphs parted by a blank line, each one line; and whether markup is lost.

    The paragraphs of JATS, as Crossref gives them, are paragraphs; their tags are no loss.
    """
    lines = _PARAGRAPH_END.sub("\n\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain, lost = read_marked(lines)
    paragraphs = (
        " ".join(stripped for line in paragraph.split("\n") if (stripped := line.strip()))
        for paragraph in _BLANK_LINES.split(plain)
    )
    return "\n\n".join(filter(None, paragraphs)), lost and "<jats:" not in text


# The official schema's fields, for what is given back as it came.

_NAMES = words(
    "chair collection-editor compiler composer container-author contributor curator director editor "
    "editorial-director executive-producer interviewer illustrator organizer original-author performer producer "
    "recipient reviewed-author translator"
)
_DATES = words("accessed available-date event-date issued original-date submitted")
_NUMBERS = words(
    "chapter-number citation-number collection-number edition first-reference-note-number number number-of-pages "
    "number-of-volumes page-first part printing supplement"
)
_TEXTS = words(
    "journalAbbreviation shortTitle annote archive archive_collection archive_location archive-place authority "
    "call-number citation-label collection-title container-title-short dimensions division DOI event event-place "
    "genre ISAN ISCI ISMN ISRC ISWC jurisdiction keyword locator medium note original-publisher "
    "original-publisher-place original-title part-title publisher-place references reviewed-title scale section "
    "source status title-short translated-title translated-title-short version year-suffix"
)


def fits_schema(name: str, value: Json) -> bool:
    """Whether the schema accepts `value` under `name`, among the fields that we only carry."""
    if isinstance(value, str):
        return name in _TEXTS or name in _NUMBERS
    if isinstance(value, int | float) and not isinstance(value, bool):
        return name in _NUMBERS
    if name in _DATES:
        return isinstance(value, Mapping) and _is_date(value)
    if name in _NAMES:
        return isinstance(value, tuple) and all(isinstance(part, Mapping) and _is_name(part) for part in value)
    return False


def _is_name(value: Mapping[str, Json]) -> bool:
    return all(
        isinstance(part, str)
        if key in _NAME_TEXTS
        else key in _NAME_FLAGS and isinstance(part, str | bool | int | float)
        for key, part in value.items()
    )


def _is_date(value: Mapping[str, Json]) -> bool:
    if not _DATE_KEYS.issuperset(value) or not all(
        isinstance(part, str | bool | int | float) if key in ("circa", "season") else isinstance(part, str)
        for key, part in value.items()
        if key != "date-parts"
    ):
        return False
    if isinstance(value.get("season"), bool) or not re.search(r"[0-9,%~X?./-]", str(value.get("edtf", "X"))):
        return False
    parts = value.get("date-parts", ((0,),))
    return (
        isinstance(parts, tuple)
        and 1 <= len(parts) <= 2
        and all(
            isinstance(date, tuple)
            and 1 <= len(date) <= 3
            and all(isinstance(part, str | int | float) and not isinstance(part, bool) for part in date)
            for date in parts
        )
    )
