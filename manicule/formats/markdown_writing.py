"""Papers to a list in Markdown, as a README has it: the way back of markdown_list.py.

Papers go in, with titles for the whole and its sections, Markdown comes out. It must not know of any other format, nor of
notes: those are the annotated bibliography's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from ..identifiers import arxiv_abs, doi_address
from ..model import Paper
from ..text import collapse


def write(papers: Sequence[tuple[str, Paper]]) -> str:
    """(key, paper) to one list, in the order given; keys are not written."""
    return "".join(write_item(paper) for _, paper in papers)


def write_sections(title: str, about: str, sections: Sequence[tuple[str, Sequence[Paper]]]) -> str:
    """A whole README: each section with its heading; one without a heading comes right below the title."""
    parts = [f"# {escape(title)}\n", f"{escape(about)}\n" if about else ""]
    for heading, papers in sections:
        parts.append(f"## {escape(heading)}\n" if heading else "")
        parts.append("".join(map(write_item, papers)))
    return "\n".join(part for part in parts if part)


def group_papers(headed: Iterable[tuple[str, Paper]]) -> tuple[tuple[str, tuple[Paper, ...]], ...]:
    """(heading, paper) to sections by their headings; papers without one come first."""
    sections: dict[str, list[Paper]] = {}
    for heading, paper in headed:
        sections.setdefault(heading, []).append(paper)
    ordered = sorted(sections.items(), key=lambda pair: (pair[0] != "", pair[0]))
    return tuple((heading, tuple(papers)) for heading, papers in ordered)


def write_item(paper: Paper) -> str:
    """`- [Title](address). Family, Family and Family. *Venue*, 2019. [code](address)`"""
    address, others = _addresses(paper)
    title = escape(paper.title) or "Untitled"
    said = [f"[{title}]({address})" if address else f"**{title}**"]
    names = [name.display for name in paper.authors]
    if names:
        said.append(escape(", ".join(names[:3]) + (" and others" if len(names) > 3 else "")))
    venue = f"*{escape(paper.venue)}*" if paper.venue else ""
    year = str(paper.date.year) if paper.date else ""
    said.append(", ".join(filter(None, (venue, year))))
    line = ". ".join(filter(None, said)) + "."
    return f"- {line}" + "".join(f" [{escape(what)}]({where})" for what, where in others) + "\n"


def _addresses(paper: Paper) -> tuple[str, list[tuple[str, str]]]:
    """The address that names the paper best, and the others with what they are."""
    ids = paper.identifiers
    found = [("arxiv", arxiv_abs(ids.arxiv))] if ids.arxiv else []
    found += [("doi", doi_address(ids.doi))] if ids.doi else []
    found += [(what, address) for what, address in paper.urls if address.startswith(("http://", "https://"))]
    safe = [(what, quote(address, safe="%/:?#@!$&'*+,;=~._-")) for what, address in found]
    return (safe[0][1], safe[1:]) if safe else ("", [])


def escape(text: str) -> str:
    """Plain text so that Markdown shows it as it is, on one line; formulas stay."""
    parts = re.split(r"(\$(?![\s$])[^$\n]{1,500}(?<!\s)\$(?!\d))", collapse(text))
    for number in range(0, len(parts), 2):
        parts[number] = re.sub(r"[\\`*_\[\]<>|~$:]|&(?=#?\w+;)|!(?=\[)", r"\\\g<0>", parts[number])
    line = re.sub(r"\\:(?![a-z_]{2,30}\\:)(?<![a-z_]\\:)", ":", "".join(parts))
    return re.sub(r"^(\d{1,9})([.)])(?=\s|$)", r"\1\\\2", re.sub(r"^(?=[-+#=])", r"\\", line))
