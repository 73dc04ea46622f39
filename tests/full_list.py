"""A list that has every kind of page and every file that can be asked for: for checks of what is published.

It is the sample (tests/sample) among so many made-up papers with notes (annotated_list.py) that lists and indexes have a
second page, with everything switched on. A folder goes in and has a list in it afterwards.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from annotated_list import make_annotated_list

SAMPLE = Path(__file__).parent / "sample/content"

ADDRESS = "https://example.org/some/list/"

SETTINGS = """\
title: Beasts & Measures, all of it
description: A list, made up from end to end, with every kind of page and every file.
url: https://example.org/some/list/
feed_id: tag:example.org,2026:all
annotators:
  ab: {name: A. Bystander, url: 'https://example.org/ab'}
  cd: {name: C. Dabbler}
start: weights
exports: [bib, biblatex, ris, json]
downloads:
  list: [bib, biblatex, ris, json, csv, md]
  tags: [bib, biblatex, ris, json, csv, md]
  people: [bib, ris]
  years: [json, md]
  paths: [csv, ris]
export_notes: true
bibliographies: [list, paths, tags]
citations: [apa, chicago, mla, ieee]
feeds: {list: [atom, json], tags: [atom, json], people: [atom, json], paths: [atom, json]}
markdown: true
picture: made
pages: {health: true}
"""


def make_full_list(root: Path, papers: int = 104) -> None:
    """`papers` more than the sample has; with the usual number there are 107, and a page of a list has a hundred."""
    make_annotated_list(root, papers=papers, notes=5)
    content = root / "content"
    (content / "site.yaml").write_text(SETTINGS, encoding="utf-8")
    for name in ("papers", "paths", "pages", "files"):
        shutil.copytree(SAMPLE / name, content / name, dirs_exist_ok=True)
    shutil.copy(SAMPLE / "people.yaml", content)
    for name in ("tags.yaml", "works.yaml"):
        both = (content / name).read_text("utf-8") + (SAMPLE / name).read_text("utf-8")
        (content / name).write_text(both, encoding="utf-8")
