"""A paper as a reference in a list of works cited, in the manner of APA (7th edition).

A Paper and its rendered title go in, one line of Html comes out, with the DOI or arXiv id as a link. It knows
nothing of the site's own pages.

Why "and" and not "&", and no capitals changed in titles: the reference is read on the page as much as it is copied.
"""

from __future__ import annotations

import re

from ..identifiers import arxiv_abs, arxiv_base, doi_address
from ..markup import Html
from ..model import Group, Name, Paper
from ..text import N_
from .markings import fill_html, fill_message, join_html, text_html
from .parts import NO_HTML
from .words import Words

ALL_NAMED = 20
"""APA 7, section 9.8: up to twenty authors are named; of more, the first nineteen, an ellipsis and the last."""

_PARTS = frozenset({"article", "conference", "chapter"})
"""Kinds that appear within something: the container's title is set in italics, theirs is not."""

_BRACKETED = {"thesis": N_("Thesis"), "software": N_("Computer software"), "dataset": N_("Data set")}


def format_reference(paper: Paper, title: Html, words: Words) -> Html:
    """`title` is the paper's, without marks. An author-less work begins with its title."""
    year = f"({paper.date.year})." if paper.date else "({}).".format(words.gettext("n.d."))
    names = _names(paper.authors, words)
    heading = _title(paper, title, words)
    opening = fill_html("{} {} {}", _stop(names), year, heading) if names else fill_html("{} {}", heading, year)
    return join_html([opening, *_container(paper, words), *_address(paper)], " ")


def initials(given: str) -> str:
    """`Jong Wook` → `J. W.`, `Jean-Luc` → `J.-L.`; names in scripts without capitals stay as they are.

    >>> initials("J.R.R."), initials("Sarah"), initials("小明")
    ('J. R. R.', 'S.', '小明')
    """
    words = given.replace(".", ". ").split()
    return " ".join("-".join(_initial(part) for part in word.split("-") if part) for word in words)


def _initial(word: str) -> str:
    return word[0].upper() + "." if word[0].upper() != word[0].lower() else word


def _name(name: Name) -> str:
    if isinstance(name, Group):
        return name.name
    return ", ".join(part for part in (name.last, initials(name.given), name.suffix) if part)


def _names(authors: tuple[Name, ...], words: Words) -> str:
    names = [_name(name) for name in authors]
    if len(names) > ALL_NAMED:
        return ", ".join(names[: ALL_NAMED - 1]) + ", … " + names[-1]
    return words.join(names) if names else ""


def _title(paper: Paper, title: Html, words: Words) -> Html:
    shown = title if paper.kind in _PARTS and paper.venue else fill_html("<i>{}</i>", title)
    if paper.kind in _BRACKETED:
        shown = fill_html("{} [{}]", shown, words.gettext(_BRACKETED[paper.kind]))
    return shown if paper.title.endswith(("?", "!", ".")) and paper.kind not in _BRACKETED else fill_html("{}.", shown)


def _container(paper: Paper, words: Words) -> list[Html]:
    """`Journal, 12(3), 26–38.`, `In Proceedings (pp. 26–38).` and the publisher, as far as they are known."""
    parts: list[Html] = []
    if paper.venue and paper.kind in ("conference", "chapter"):
        venue = fill_html("<i>{}</i>", paper.venue)
        if paper.pages:
            said, shown = words.gettext("In %(venue)s (pp. %(pages)s)."), text_html(_range(paper.pages))
            parts.append(fill_message(said, venue=venue, pages=shown))
        else:
            parts.append(fill_message(words.gettext("In %(venue)s."), venue=venue))
    elif paper.venue:
        volume = fill_html(", <i>{}</i>", paper.volume) if paper.volume else NO_HTML
        issue = f"({paper.issue})" if paper.volume and paper.issue else f", ({paper.issue})" if paper.issue else ""
        pages = f", {_range(paper.pages)}" if paper.pages else ""
        parts.append(fill_html("<i>{}</i>{}{}{}.", paper.venue, volume, issue, pages))
    if paper.publisher and paper.kind != "article":
        parts.append(text_html(_stop(paper.publisher)))
    return parts


def _address(paper: Paper) -> list[Html]:
    ids = paper.identifiers
    parts: list[Html] = []
    if ids.arxiv:
        label = f"arXiv:{arxiv_base(ids.arxiv)}"
        parts.append(fill_html("{}.", _link(label, arxiv_abs(ids.arxiv))))
    if ids.doi:
        parts.append(_link(doi_address(ids.doi), doi_address(ids.doi)))
    if not parts and paper.urls:
        parts.append(_link(paper.urls[0][1], paper.urls[0][1]))
    return parts


def _link(label: str, address: str) -> Html:
    return fill_html('<a href="{}">{}</a>', address, label)


def _range(pages: str) -> str:
    """`26-38` and `26--38` with the dash of a range."""
    return re.sub(r"(?<=\d)--?(?=\d)", "–", pages)


def _stop(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else text + "."
