"""The health of the list, for whoever wants to help: what is gone, in doubt, missing, unused, alone or there twice.

In go the `Holdings`, out comes one planned page where site.yaml asks for it. What there is to say was found before
(health.py); it must not know how.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checked import Finding
from ..markup import plain_line
from ..model import PartialDate
from .head import make_head
from .holdings import Holdings
from .markings import text_html
from .parts import Card, HealthGroup, HealthItem, HealthView, Link, Page
from .urls import HEALTH, page_url, path_url
from .words import capital, count_words, join_words

SHOWN = 200
"""Items of one kind on the page; `manicule check --health` has all of them."""


def plan_health(holdings: Holdings) -> Iterator[Page]:
    if not holdings.has.health:
        return
    findings = holdings.library.findings
    groups = []
    for kind, title, about, one, many in _KINDS:
        found = [finding for finding in findings if finding.kind == kind]
        if found:
            items = tuple(_make_item(holdings, finding) for finding in found[:SHOWN])
            count = count_words(len(found), one, many)
            groups.append(HealthGroup(kind, title, about, capital(count), items, len(found) - len(items)))
    counts = [group.count[:1].lower() + group.count[1:] for group in groups]
    lede = f"{capital(join_words(counts))}." if counts else "Nothing is missing, gone or in doubt."
    head = make_head(holdings.site, HEALTH, "Health of this list", "health", "health", lede)
    days = [one.asked for one in holdings.library.checked.values()]
    asked = PartialDate.parse(max(days)).words if days else ""
    yield Page(HEALTH, "health.html", HealthView(head, lede, asked, tuple(groups)))


def _make_item(holdings: Holdings, finding: Finding) -> HealthItem:
    near = tuple(holdings.cards[slug] for slug in finding.near if slug in holdings.cards)
    link = Link("archived copy", finding.copy) if finding.copy else None
    return HealthItem(_make_card(holdings, finding), finding.said, near, link, finding.fix)


def _make_card(holdings: Holdings, finding: Finding) -> Card:
    """What it is about, with a link where there is a page."""
    key = finding.key
    if finding.about == "paper":
        return holdings.cards[key]
    if finding.about == "tag" and key in holdings.tags:
        return Card(holdings.tags[key].url, text_html(holdings.tags[key].text), "tag")
    if finding.about == "path" and key in holdings.paths:
        return Card(path_url(key), text_html(plain_line(holdings.library.paths[key].title)), "reading path")
    if finding.about == "page" and key in holdings.texts.pages:
        return Card(page_url(key), holdings.texts.pages[key][0], "page")
    return Card("", text_html(plain_line(key)), finding.about)


_KINDS = (
    ("dead", "Links that are gone", "Each was asked twice, and said both times that nothing is there.", "link is gone", "links are gone"),
    ("moved", "Links that have moved", "The hosts say that it is for good.", "link has moved", "links have moved"),
    ("doubted", "Facts in doubt", "What arXiv or Crossref say is not what stands here.", "fact is in doubt", "facts are in doubt"),
    ("twice", "Perhaps there twice", "", "paper may be there twice", "papers may be there twice"),
    ("dangling", "Relations to the unknown", "They name a work by its id alone.", "relation leads to the unknown", "relations lead to the unknown"),
    ("missing", "Incomplete entries", "", "entry is incomplete", "entries are incomplete"),
    ("silent", "Papers without a word of the owner's", "", "paper has no word of the owner's", "papers have no word of the owner's"),
    ("alone", "Papers that no link joins to another", "", "paper stands alone", "papers stand alone"),
    ("unused", "Tags that nothing has", "", "tag is unused", "tags are unused"),
    ("once", "Tags of one paper alone", "", "tag has one paper", "tags have one paper each"),
)  # fmt: skip
