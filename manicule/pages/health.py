"""The health of the list, for whoever wants to help: what is gone, in doubt, missing, unused, alone or there twice.

In go the `Holdings`, out comes one planned page where site.yaml asks for it. What there is to say was found before
(health.py); it must not know how.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checked import Finding
from ..markup import plain_line
from ..model import PartialDate
from ..text import N_
from .head import make_head
from .holdings import Holdings
from .markings import text_html
from .parts import Card, Link, Page
from .urls import HEALTH, page_url, path_url
from .views import HealthGroup, HealthItem, HealthView
from .words import Words, capital

SHOWN = 200
"""Items of one kind on the page; `manicule check --health` has all of them."""


def plan_health(holdings: Holdings) -> Iterator[Page]:
    if not holdings.has.health:
        return
    findings = holdings.library.findings
    groups = []
    words = holdings.words
    counts = []
    for kind, title, about in _KINDS:
        found = [finding for finding in findings if finding.kind == kind]
        if found:
            items = tuple(_make_item(holdings, finding) for finding in found[:SHOWN])
            counts.append(_count(kind, len(found), words))
            title, about = words.gettext(title), words.gettext(about)
            groups.append(HealthGroup(kind, title, about, items, len(found) - len(items)))
    lede = f"{capital(words.join(counts))}." if counts else words.gettext("Nothing is missing, gone or in doubt.")
    head = make_head(holdings.site, HEALTH, words.gettext("Health of this list"), "health", "health", lede)
    days = [one.asked for one in holdings.library.checked.values()]
    asked = words.day(PartialDate.parse(max(days))) if days else ""
    yield Page(HEALTH, "health.html", HealthView(head, lede, asked, tuple(groups)))


def _make_item(holdings: Holdings, finding: Finding) -> HealthItem:
    near = tuple(holdings.cards[slug] for slug in finding.near if slug in holdings.cards)
    link = Link(holdings.words.gettext("archived copy"), finding.copy) if finding.copy else None
    return HealthItem(
        _make_card(holdings, finding),
        holdings.words.gettext(finding.message, **dict(finding.values)),
        near,
        link,
        finding.fix,
    )


def _make_card(holdings: Holdings, finding: Finding) -> Card:
    """What it is about, with a link where there is a page."""
    key = finding.key
    if finding.about == "paper":
        return holdings.cards[key]
    if finding.about == "tag" and key in holdings.tags:
        return Card(holdings.tags[key].url, text_html(holdings.tags[key].text), holdings.words.gettext("tag"))
    if finding.about == "path" and key in holdings.paths:
        return Card(
            path_url(key),
            text_html(plain_line(holdings.library.paths[key].title)),
            holdings.words.gettext("reading path"),
        )
    if finding.about == "page" and key in holdings.texts.pages:
        return Card(page_url(key), holdings.texts.pages[key][0], holdings.words.gettext("page"))
    return Card("", text_html(plain_line(key)), holdings.words.gettext(finding.about))


_KINDS = (
    ("dead", N_("Links that are gone"), N_("Each was asked twice, and said both times that nothing is there.")),
    ("moved", N_("Links that have moved"), N_("The hosts say that it is for good.")),
    ("doubted", N_("Facts in doubt"), N_("What arXiv or Crossref say is not what stands here.")),
    ("twice", N_("Perhaps there twice"), ""),
    ("dangling", N_("Relations to the unknown"), N_("They name a work by its id alone.")),
    ("missing", N_("Incomplete entries"), ""),
    ("silent", N_("Papers without a word of the owner's"), ""),
    ("alone", N_("Papers that no link joins to another"), ""),
    ("unused", N_("Tags that nothing has"), ""),
    ("once", N_("Tags of one paper alone"), ""),
)
"""Each kind that is shown, its heading, and what there is to say of all of it."""


def _count(kind: str, number: int, words: Words) -> str:
    """`two links are gone`."""
    match kind:
        case "dead":
            return words.ngettext("%(count)s link is gone", "%(count)s links are gone", number)
        case "moved":
            return words.ngettext("%(count)s link has moved", "%(count)s links have moved", number)
        case "doubted":
            return words.ngettext("%(count)s fact is in doubt", "%(count)s facts are in doubt", number)
        case "twice":
            return words.ngettext("%(count)s paper may be there twice", "%(count)s papers may be there twice", number)
        case "dangling":
            return words.ngettext(
                "%(count)s relation leads to the unknown", "%(count)s relations lead to the unknown", number
            )
        case "missing":
            return words.ngettext("%(count)s entry is incomplete", "%(count)s entries are incomplete", number)
        case "silent":
            return words.ngettext(
                "%(count)s paper has no word of the owner's", "%(count)s papers have no word of the owner's", number
            )
        case "alone":
            return words.ngettext("%(count)s paper stands alone", "%(count)s papers stand alone", number)
        case "unused":
            return words.ngettext("%(count)s tag is unused", "%(count)s tags are unused", number)
        case _:
            return words.ngettext("%(count)s tag has one paper", "%(count)s tags have one paper each", number)
