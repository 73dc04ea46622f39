"""A paper as a reference in the styles that journals ask for: APA 7, Chicago 17 (author-date), MLA 9, IEEE.

A Paper and its rendered title go in, one line of Html for each style comes out. It knows nothing of the site's own pages.

Why not a CSL processor: the one there is in Python (citeproc-py 0.11.1) prints a title twice where there is no author,
puts full stops behind quotation marks, initials where Chicago and MLA want names, and markup in titles through as it is
(docs/dependencies.md). Capitals in titles stay as they are in all of them: no program knows which words are names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ..formats.csl_parts import read_name
from ..identifiers import arxiv_abs, arxiv_base, doi_address
from ..markup import Html
from ..model import MONTHS, Group, Json, Name, Paper, Person
from .citing import initials
from .markings import fill_html, join_html, text_html
from .parts import NO_HTML

Style = Callable[[Paper, Html], Html]


def format_styles(paper: Paper, title: Html, wanted: Sequence[str]) -> tuple[tuple[str, Html], ...]:
    """Label and reference for each of the styles, in the order given."""
    return tuple((STYLES[name][0], STYLES[name][1](paper, title)) for name in wanted)


# APA, 7th edition (sections 9.7–9.9 names, 10 examples).

APA_NAMED = 20
"""Section 9.8: of more authors the first nineteen are named, and the last."""


def format_apa(paper: Paper, title: Html) -> Html:
    names = _apa_names(paper.authors)
    year = f"({paper.date.year})." if paper.date else "(n.d.)."
    said = _extra(paper)
    if paper.kind in _WITHIN and paper.venue:
        heading = _sentence(title, paper.title)
    else:
        edition = f" ({said['edition']} ed.)" if said.get("edition") and paper.kind == "book" else ""
        heading = fill_html("<i>{}</i>{}", title, edition + _apa_detail(paper, said))
        heading = (
            heading
            if _ended(paper.title) and not edition and not _apa_detail(paper, said)
            else fill_html("{}.", heading)
        )
    opening = [text_html(_stop(names)), text_html(year), heading] if names else [heading, text_html(year)]
    return join_html([*opening, *_apa_container(paper), *_find_address(paper)], " ")


def _apa_names(authors: Sequence[Name]) -> str:
    names = [_last_first(name, initials) for name in authors]
    if len(names) > APA_NAMED:
        return ", ".join(names[: APA_NAMED - 1]) + ", . . . " + names[-1]
    return ", ".join(names[:-1]) + f", & {names[-1]}" if len(names) > 1 else "".join(names)


def _apa_detail(paper: Paper, said: Mapping[str, str]) -> str:
    if paper.kind == "thesis":
        genre = said.get("genre") or "Doctoral dissertation"
        return f" [{', '.join(filter(None, (genre, paper.publisher)))}]"
    if paper.kind == "report" and said.get("number"):
        return f" ({said.get('genre') or 'Report'} No. {said['number']})"
    if paper.kind == "preprint" and paper.identifiers.arxiv:
        return f" (arXiv:{arxiv_base(paper.identifiers.arxiv)})"
    return {"software": " [Computer software]", "dataset": " [Data set]"}.get(paper.kind, "")


def _apa_container(paper: Paper) -> list[Html]:
    pages = _range(paper.pages)
    if paper.kind in ("conference", "chapter") and paper.venue:
        editors = _editors(paper)
        by = (
            f"{_series([_first_last(name, initials) for name in editors], ' & ', ', & ')} ({'Ed.' if len(editors) == 1 else 'Eds.'}), "
            if editors
            else ""
        )
        within = fill_html("In {}<i>{}</i>{}.", by, paper.venue, f" (pp. {pages})" if pages else "")
        return [within, *_sentences(paper.publisher)]
    if paper.venue:
        volume = fill_html(", <i>{}</i>", paper.volume) if paper.volume else NO_HTML
        issue = f"({paper.issue})" if paper.volume and paper.issue else f", ({paper.issue})" if paper.issue else ""
        where = (
            f", {pages}"
            if pages.replace("–", "").isalnum() and pages[:1].isdigit()
            else f", Article {pages}"
            if pages
            else ""
        )
        return [fill_html("<i>{}</i>{}{}{}.", paper.venue, volume, issue, where)]
    if paper.kind == "preprint" and paper.identifiers.arxiv:
        return _sentences("arXiv")
    return _sentences(paper.publisher) if paper.kind != "thesis" else []


# Chicago, 17th edition, author-date (chapter 15; names 15.9 and 14.76).

CHICAGO_NAMED, CHICAGO_OF_MORE = 10, 7


def format_chicago(paper: Paper, title: Html) -> Html:
    names = _chicago_names(paper.authors)
    year = f"{paper.date.year}." if paper.date else "n.d."
    said = _extra(paper)
    heading = (
        fill_html("<i>{}</i>{}", title, _unless(paper.title))
        if paper.kind in _WHOLE
        else _quoted(title, paper.title, ".")
    )
    opening = [text_html(_stop(names)), text_html(year), heading] if names else [heading, text_html(year)]
    return join_html([*opening, *_chicago_container(paper, said), *_find_address(paper, ".")], " ")


def _chicago_names(authors: Sequence[Name]) -> str:
    shown = authors if len(authors) <= CHICAGO_NAMED else authors[:CHICAGO_OF_MORE]
    names = [_last_first(name, str) if not number else _first_last(name, str) for number, name in enumerate(shown)]
    if len(shown) < len(authors):
        return ", ".join(names) + ", et al."
    return ", ".join(names[:-1]) + f", and {names[-1]}" if len(names) > 1 else "".join(names)


def _chicago_container(paper: Paper, said: Mapping[str, str]) -> list[Html]:
    pages, place = _range(paper.pages), said.get("publisher-place", "")
    publisher = ": ".join(filter(None, (place, paper.publisher)))
    if paper.kind in ("conference", "chapter") and paper.venue:
        editors = _editors(paper)
        by = f", edited by {_series([_first_last(name, str) for name in editors])}" if editors else ""
        return [fill_html("In <i>{}</i>{}{}.", paper.venue, by, f", {pages}" if pages else ""), *_sentences(publisher)]
    if paper.kind == "thesis":
        return _sentences(", ".join(filter(None, (said.get("genre") or "PhD diss.", paper.publisher))))
    if paper.kind == "preprint" and not paper.venue:
        arxiv = f", arXiv:{arxiv_base(paper.identifiers.arxiv)}" if paper.identifiers.arxiv else ""
        return _sentences(f"Preprint{arxiv}")
    if paper.venue and paper.kind not in ("book", "report"):
        number = f" {paper.volume}" if paper.volume else ""
        number += f" ({paper.issue})" if paper.issue and paper.volume else f", no. {paper.issue}" if paper.issue else ""
        where = f"{':' if number else ','} {pages}" if pages else ""
        return [fill_html("<i>{}</i>{}{}.", paper.venue, number, where)]
    detail = [
        f"{said['edition']} ed." if said.get("edition") else "",
        f"No. {said['number']}" if said.get("number") else "",
    ]
    return [part for text in (*detail, paper.venue, publisher) for part in _sentences(text)]


# MLA, 9th edition (section 5; months 1.10, "Appendix: Abbreviations").


def format_mla(paper: Paper, title: Html) -> Html:
    names = _mla_names(paper.authors)
    said = _extra(paper)
    heading = (
        fill_html("<i>{}</i>{}", title, _unless(paper.title))
        if paper.kind in _WHOLE
        else _quoted(title, paper.title, ".")
    )
    parts: list[Html] = []
    if paper.kind == "preprint" and not paper.venue and paper.identifiers.arxiv:
        parts.append(fill_html("<i>{}</i>", "arXiv"))
    elif paper.venue:
        parts.append(fill_html("<i>{}</i>", paper.venue))
    if paper.kind == "chapter" and (editors := _editors(paper)):
        parts.append(
            text_html(
                f"edited by {_first_last(editors[0], str)}{' et al.' if len(editors) > 2 else ''}"
                if len(editors) != 2
                else f"edited by {_series([_first_last(name, str) for name in editors])}"
            )
        )
    parts += [text_html(f"{said['edition']} ed.")] if said.get("edition") else []
    parts += [text_html(f"vol. {paper.volume}")] if paper.volume else []
    parts += [text_html(f"no. {paper.issue}")] if paper.issue else []
    parts += [text_html(paper.publisher)] if paper.publisher and paper.kind not in ("article", "thesis") else []
    parts += [text_html(_mla_date(paper))] if paper.date and paper.kind != "thesis" else []
    pages = _range(paper.pages)
    parts += [text_html(f"{'pp.' if re.search('[–,-]', pages) else 'p.'} {pages}")] if pages else []
    address = _find_address(paper)
    body = [fill_html("{}.", join_html([*parts, *address], ", "))] if parts or address else []
    if paper.kind == "thesis":
        body = [
            *([text_html(f"{paper.date.year}.")] if paper.date else []),
            *_sentences(", ".join(filter(None, (paper.publisher, said.get("genre") or "PhD dissertation")))),
            *body,
        ]
    return join_html([*([text_html(_stop(names))] if names else []), heading, *body], " ")


def _mla_names(authors: Sequence[Name]) -> str:
    names = [_last_first(authors[0], str)] if authors else []
    if len(authors) == 2:
        names.append(f"and {_first_last(authors[1], str)}")
    elif len(authors) > 2:
        names.append("et al")
    return ", ".join(names)


def _mla_date(paper: Paper) -> str:
    date = paper.date
    if date is None:
        return ""
    month = MONTHS[date.month - 1] if date.month else ""
    short = month if len(month) <= 4 else f"{month[:4] if month == 'September' else month[:3]}."
    return " ".join(filter(None, (str(date.day or ""), short, str(date.year))))


# IEEE (IEEE Reference Guide, 2023).

IEEE_NAMED = 6


def format_ieee(paper: Paper, title: Html) -> Html:
    said = _extra(paper)
    names = [_first_last(name, initials) for name in paper.authors]
    who = f"{names[0]} et al." if len(names) > IEEE_NAMED else _series(names)
    whole = paper.kind in _WHOLE and paper.kind != "report"
    heading = fill_html("<i>{}</i>", title) if whole else _quoted(title, paper.title, ",")
    opening = fill_html("{}, {}", who, heading) if who else heading
    parts = _ieee_parts(paper, said)
    ids = paper.identifiers
    if ids.arxiv and paper.kind == "preprint":
        parts.append(fill_html('<a href="{}">{}</a>', arxiv_abs(ids.arxiv), f"arXiv:{arxiv_base(ids.arxiv)}"))
    if ids.doi:
        parts.append(fill_html('doi: <a href="{}">{}</a>', doi_address(ids.doi), ids.doi))
    first = fill_html("{}, ", opening) if whole else fill_html("{} ", opening)
    text = (
        fill_html("{}{}.", first, join_html(parts, ", "))
        if parts
        else fill_html("{}{}", opening, "." if whole else NO_HTML)
    )
    if not ids.doi and not ids.arxiv and paper.urls:
        text = fill_html('{} [Online]. Available: <a href="{}">{}</a>', text, paper.urls[0][1], paper.urls[0][1])
    return text


def _ieee_parts(paper: Paper, said: Mapping[str, str]) -> list[Html]:
    pages = _range(paper.pages)
    date = paper.date
    month = (
        f"{MONTHS[date.month - 1][:3]}. "
        if date and date.month and len(MONTHS[date.month - 1]) > 4
        else f"{MONTHS[date.month - 1]} "
        if date and date.month
        else ""
    )
    year = f"{'' if paper.kind in ('book', 'chapter', 'thesis') else month}{date.year}" if date else ""
    where = [f"pp. {pages}" if re.search("[–,]", pages) else f"p. {pages}"] if pages else []
    texts: list[Html | str]
    if paper.kind in ("conference", "chapter") and paper.venue:
        texts = [
            fill_html("in <i>{}</i>", paper.venue),
            paper.publisher if paper.kind == "chapter" else "",
            year,
            *where,
        ]
    elif paper.kind == "thesis":
        texts = [said.get("genre") or "Ph.D. dissertation", paper.publisher, said.get("publisher-place", ""), year]
    elif paper.kind == "report":
        number = said.get("number", "")
        texts = [
            paper.publisher,
            f"{said.get('genre') or 'Tech. Rep.'} {number}" if number else said.get("genre", ""),
            year,
        ]
    elif paper.venue and paper.kind != "book":
        volume = [f"vol. {paper.volume}" if paper.volume else "", f"no. {paper.issue}" if paper.issue else ""]
        texts = [fill_html("<i>{}</i>", paper.venue), *volume, *where, year]
    else:
        place = ": ".join(filter(None, (said.get("publisher-place", ""), paper.publisher)))
        edition = f"{said['edition']} ed." if said.get("edition") else ""
        texts = [" ".join(filter(None, (edition, place))), year]
    return [part if isinstance(part, Html) else text_html(part) for part in texts if part]


# What they have in common.

_WITHIN = frozenset({"article", "conference", "chapter"})
_WHOLE = frozenset({"book", "report", "software", "dataset"})
"""Kinds whose title is set in italics, since they are no part of anything."""


def _extra(paper: Paper) -> dict[str, str]:
    return {name: value for name, value in paper.extra if isinstance(value, str)}


def _editors(paper: Paper) -> tuple[Name, ...]:
    value: Json = dict(paper.extra).get("editor")
    names = (read_name(name)[0] for name in value) if isinstance(value, tuple) else ()
    return tuple(name for name in names if name)


def _last_first(name: Name, given: Callable[[str], str]) -> str:
    if isinstance(name, Group):
        return name.name
    return ", ".join(filter(None, (name.last, given(name.given), name.suffix)))


def _first_last(name: Name, given: Callable[[str], str]) -> str:
    if isinstance(name, Group):
        return name.name
    plain = Person(name.last, given(name.given)).display
    return f"{plain} {name.suffix}" if name.suffix else plain


def _series(names: Sequence[str], two: str = " and ", more: str = ", and ") -> str:
    if len(names) < 3:
        return two.join(names)
    return ", ".join(names[:-1]) + more + names[-1]


def _quoted(title: Html, text: str, mark: str) -> Html:
    """The mark is within the quotation marks, unless the title ends in one of its own."""
    return fill_html("“{}{}”", title, "" if _ended(text) and not (mark == "," and text.endswith(".")) else mark)


def _sentence(title: Html, text: str) -> Html:
    return title if _ended(text) else fill_html("{}.", title)


def _unless(text: str) -> str:
    return "" if _ended(text) else "."


def _ended(text: str) -> bool:
    return text.endswith((".", "?", "!"))


def _stop(text: str) -> str:
    return text if _ended(text) else f"{text}."


def _sentences(*texts: str) -> list[Html]:
    return [text_html(_stop(text)) for text in texts if text]


def _range(pages: str) -> str:
    return (
        re.sub(r"(?<=\w)--?(?=\w)", "–", pages)
        if re.fullmatch(r"[\w.]+--?[\w.]+(?:, .*)?", pages) and pages[:1].isdigit()
        else pages
    )


def _find_address(paper: Paper, stop: str = "") -> list[Html]:
    """The DOI, else arXiv's page, else the first of the addresses."""
    ids = paper.identifiers
    address = doi_address(ids.doi) if ids.doi else arxiv_abs(arxiv_base(ids.arxiv)) if ids.arxiv else ""
    address = address or (paper.urls[0][1] if paper.urls else "")
    return [fill_html('<a href="{}">{}</a>{}', address, address, stop)] if address else []


STYLES: Mapping[str, tuple[str, Style]] = MappingProxyType(
    {
        "apa": ("APA", format_apa),
        "chicago": ("Chicago", format_chicago),
        "mla": ("MLA", format_mla),
        "ieee": ("IEEE", format_ieee),
    }
)
