"""The formats that papers are written in, by their short names: for the site's files and for the command line.

A short name goes in, a `Writer` comes out. Its module is loaded when something is written: a build that writes no RIS
loads none. It must not know what is written, nor where it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ..model import Paper
from ..values import Value

Papers = Sequence[tuple[str, Paper]]


class Writer(Value):
    """`title` is for people, `ending` what a file's name ends in behind its stem, `media` the type that browsers are told."""

    title: str
    ending: str
    media: str
    write: Callable[[Papers], str]


def _write_bibtex(papers: Papers) -> str:
    from .bibtex import write

    return write(papers, abstract=True)


def _write_biblatex(papers: Papers) -> str:
    from .bibtex import write_biblatex

    return write_biblatex(papers)


def _write_ris(papers: Papers) -> str:
    from .ris_writing import write

    return write(papers)


def _write_csl(papers: Papers) -> str:
    from .csl_writing import write

    return write(papers)


def _write_csv(papers: Papers) -> str:
    from .csv_writing import write

    return write(papers)


def _write_markdown(papers: Papers) -> str:
    from .markdown_writing import write

    return write(papers)


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "bib": Writer("BibTeX", ".bib", "application/x-bibtex", _write_bibtex),
        # Two dashes: no slug has them, so that no paper `x-biblatex` can be in the way.
        "biblatex": Writer("BibLaTeX", "--biblatex.bib", "application/x-bibtex", _write_biblatex),
        "ris": Writer("RIS", ".ris", "application/x-research-info-systems", _write_ris),
        "json": Writer("CSL-JSON", ".json", "application/vnd.citationstyles.csl+json", _write_csl),
        "csv": Writer("CSV", ".csv", "text/csv", _write_csv),
        "md": Writer("Markdown", ".md", "text/markdown", _write_markdown),
    }
)
