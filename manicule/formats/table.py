"""Outside text to Papers and annotations, and back: the table of formats, one module for each.

A file's name and its beginning go in, and the format that reads it comes out. It must not know of YAML or of the
Library, and the modules must not know of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..model import Paper, Reading
from ..values import Value
from . import (
    arxiv_atom,
    arxiv_listing,
    bibtex,
    bibtex_reading,
    csl_json,
    hypothesis,
    id_list,
    markdown_list,
    ris,
    web_annotation,
    zotero_json,
    zotero_notes,
)


class Format(Value):
    """`title` is for people. `suffixes` begin with a dot, in small letters. `sniff` takes the beginning of a text,
    `read` a file's bytes and the path to name in problems, `write` (key, paper) pairs; None where it cannot."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    sniff: Callable[[str], bool]
    read: Callable[[bytes, str], Reading] | None = None
    write: Callable[[Sequence[tuple[str, Paper]]], str] | None = None


def find_format(path: str, text_head: str) -> Format | None:
    """The format of a file: by what its text begins with, else by its suffix (the longest that fits); else None."""
    for known in FORMATS:
        if known.sniff(text_head):
            return known
    name = path.lower()
    fitting = [(len(suffix), known) for known in FORMATS for suffix in known.suffixes if name.endswith(suffix)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


FORMATS = (
    # In the order in which they are tried: what is sure of itself first, plain text last.
    Format(
        "web-annotation", "W3C Web Annotations", (".jsonld", ".anno.json"), web_annotation.sniff, web_annotation.read
    ),
    Format("hypothesis", "Hypothesis", (".hypothesis.json",), hypothesis.sniff, hypothesis.read),
    Format("zotero-json", "Zotero's JSON", (".zotero.json",), zotero_json.sniff, zotero_json.read),
    Format("zotero-notes", "notes of Zotero", (".zotero.html", ".zotero.md"), zotero_notes.sniff, zotero_notes.read),
    Format("csl-json", "CSL-JSON", (".csl.json", ".csljson", ".json"), csl_json.sniff, csl_json.read, csl_json.write),
    Format("bibtex", "BibTeX", (".bib", ".bibtex"), bibtex.sniff, bibtex_reading.read, bibtex.write),
    Format("ris", "RIS", (".ris",), ris.sniff, ris.read, ris.write),
    Format("arxiv-atom", "arXiv Atom", (".atom", ".xml"), arxiv_atom.sniff, arxiv_atom.read),
    Format("ids", "list of ids", (".ids",), id_list.sniff, id_list.read),
    Format(
        "markdown", "Markdown list", (".md", ".markdown"), markdown_list.sniff, markdown_list.read, markdown_list.write
    ),
    Format("arxiv-listing", "arXiv listing", (".txt",), arxiv_listing.sniff, arxiv_listing.read, None),
)
