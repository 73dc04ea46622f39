"""Papers' pages as Markdown, for programs that read rather than look, and the `llms.txt` that leads to them.

In go the `Holdings`, out come planned files where site.yaml asks for them (`markdown: true`). It must not know how the
pages look.

Source: llmstxt.org.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..markup import plain_line
from ..mentions import find_links
from ..values import Value
from .bibliography_text import (
    TextItem,
    escape_markdown,
    name_footnotes,
    write_note,
    write_own,
    write_quote,
    write_reference,
)
from .facts import list_facts
from .holdings import Holdings
from .labels import INVERSE_RELATIONS, RELATIONS
from .own_text import Addresses, find_addresses, gather_text
from .parts import Page
from .urls import LLMS, absolute, paper_file, root_of
from .words import Words


class TwinView(Value):
    """`facts` as they stand beside the title, `relations` with the word, the other paper and the owner's reason."""

    title: str
    authors: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    status: tuple[str, ...]
    abstract: str
    said: TextItem
    relations: tuple[tuple[str, str, str, str], ...]
    bibtex: str
    addresses: Addresses
    words: Words


class LlmsView(Value):
    """`sections` have a heading and, of each paper, title, address and why it is there."""

    title: str
    about: str
    sections: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    words: Words


def plan_twins(holdings: Holdings) -> Iterator[Page]:
    if not holdings.site.markdown:
        return
    for slug in holdings.library.entries:
        yield Page(paper_file(slug, ".md"), make_twin, partial(_make_view, holdings, slug), slug)
    yield Page(LLMS, make_llms, partial(_make_llms_view, holdings))


def _make_view(holdings: Holdings, slug: str) -> TwinView:
    entry = holdings.library.entries[slug]
    paper, path = entry.paper, paper_file(slug, ".md")
    said, words = gather_text(holdings, slug, ""), holdings.words
    facts = []
    for fact in list_facts(entry, (), words, holdings.library.checked):
        links = [link.url if link.text in link.url else f"{link.text}: {link.url}" for link in fact.links]
        facts.append((fact.label, " ".join(part for part in (fact.text, *links, fact.after) if part)))
    relations = []
    for tie in holdings.library.ties.get(slug, ()):
        word = words.gettext((INVERSE_RELATIONS if tie.inverse else RELATIONS)[tie.type])
        other = plain_line(holdings.papers[tie.slug].title) if tie.slug else ""
        other = other or (plain_line(tie.work.paper.title) if tie.work else tie.reference)
        address = _from(holdings, path, paper_file(tie.slug, ".md")) if tie.slug else ""
        relations.append((word, other, address, tie.note))
    texts = (said.notes, *(one.note for one in (*said.margin, *said.quotes)), *(note for *_, note in relations))
    mentions = [(kind, key) for text in texts for _, _, kind, key, _ in find_links(text)]
    return TwinView(
        title=plain_line(paper.title),
        authors=tuple(name.display for name in paper.authors),
        facts=tuple(facts),
        tags=tuple(holdings.tags[key].text for key in entry.tags if key in holdings.tags),
        status=tuple(words.gettext(part.replace("-", " ")) for part in (entry.importance, entry.status) if part),
        abstract=paper.abstract,
        said=said,
        relations=tuple(relations),
        bibtex=holdings.bibtex[slug],
        addresses=find_addresses(holdings, path, mentions),
        words=words,
    )


def _make_llms_view(holdings: Holdings) -> LlmsView:
    """By tag, each paper below the first of its own; those without one at the end."""
    entries, tags = holdings.census.tags, holdings.tags
    first = {slug: next((key for key in keys if key in tags), "") for slug, keys in entries.items()}
    sections = []
    for key in (*tags, ""):
        papers = tuple(
            (
                holdings.rows[slug].title_text,
                _from(holdings, LLMS, paper_file(slug, ".md")),
                plain_line(holdings.library.entries[slug].why),
            )
            for slug, own in first.items()
            if own == key
        )
        if papers:
            sections.append((tags[key].text if key else holdings.words.gettext("Others"), papers))
    return LlmsView(holdings.site.title, holdings.site.description, tuple(sections), holdings.words)


def _from(holdings: Holdings, path: str, aim: str) -> str:
    return absolute(holdings.site.url, aim) if holdings.site.url else root_of(path) + aim


# As Markdown.


def make_twin(view: TwinView) -> str:
    addresses, words = dict(view.addresses), view.words
    said = name_footnotes(view.said, 1)
    facts = [
        (words.gettext("Authors"), ", ".join(view.authors)),
        *view.facts,
        (words.gettext("Tags"), ", ".join(view.tags)),
        (words.gettext("Status"), ", ".join(view.status)),
    ]
    parts = [
        f"# {escape_markdown(view.title)}",
        "\n".join(f"- {label}: {escape_markdown(text)}" for label, text in facts if text),
        *_section(words.gettext("Why it is on the list"), escape_markdown(said.why)),
        *_section(
            words.gettext("Abstract"), "\n\n".join(escape_markdown(part) for part in view.abstract.split("\n\n"))
        ),
        *_section(words.gettext("Notes"), write_own(said.notes, addresses, 2)),
        *_section(words.gettext("In the margin"), "\n\n".join(write_note(note, addresses) for note in said.margin)),
        *_section(words.gettext("Quotes"), "\n\n".join(write_quote(quote, addresses) for quote in said.quotes)),
        *_section(words.gettext("Relations"), "\n".join(_relation(one, addresses) for one in view.relations)),
        *_section(words.gettext("Reference"), write_reference(said.reference)),
        f"```bibtex\n{view.bibtex.strip()}\n```",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(heading: str, text: str) -> tuple[str, ...]:
    return (f"## {heading}", text) if text else ()


def _relation(relation: tuple[str, str, str, str], addresses: dict[tuple[str, str], tuple[str, str]]) -> str:
    word, title, address, note = relation
    name = f"[{escape_markdown(title)}]({address})" if address else escape_markdown(title)
    reason = " ".join(write_own(note, addresses, 2).split())
    return f"- {word}: {name}" + (f" — {reason}" if reason else "")


def make_llms(view: LlmsView) -> str:
    parts = [f"# {escape_markdown(view.title)}"]
    parts += [f"> {escape_markdown(view.about)}"] if view.about else []
    parts.append(
        view.words.gettext(
            "A reading list with its owner's notes: each paper as Markdown, with abstract, notes, margin notes and reference."
        )
    )
    for heading, papers in view.sections:
        lines = (
            f"- [{escape_markdown(title)}]({address})" + (f": {escape_markdown(why)}" if why else "")
            for title, address, why in papers
        )
        parts += [f"## {escape_markdown(heading)}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"
