"""A list whose own words are all Greek, with every kind of page: whatever is in Latin letters on its site, the site says by
itself. A folder, a language and a catalogue go in, and the folder has a list in it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "templates/locales/manicule.pot"

SITE = """\
title: Θηρία
description: Μέτρα και σταθμά.
url: https://example.org/
language: {language}
annotators:
  ab: {{name: Ηρώ}}
  cd: {{name: Νίκη}}
start: pros
downloads: {{tags: [bib], people: [bib], years: [bib], paths: [bib], list: [bib]}}
bibliographies: [list, paths, tags]
feeds: {{list: [atom, json], tags: [atom], people: [atom], paths: [atom]}}
markdown: true
pages: {{health: true}}
"""

TAGS = """\
alpha: {label: Άλφα, description: Περί αρχής.}
beta: {label: Βήτα, parent: alpha}
"""

ENTRY = """\
title: Περί {number}
authors: [{authors}]
date: {date}
venue: Πρακτικά
kind: {kind}
{more}abstract: >-
  Πρώτα λόγια του κειμένου {number}. Δεύτερα λόγια του κειμένου.
tags: [{tags}]
why: Αξίζει.
status: {status}
importance: {importance}
added: 2026-01-0{number}
margin:
  - {{quote: Πρώτα λόγια, kind: question, note: Γιατί;, by: ab, created: 2026-02-03}}
  - {{quote: Δεύτερα λόγια, kind: doubt, note: Μήπως;, by: cd}}
  - {{quote: του κειμένου {number}, kind: highlight}}
quotes:
  - {{text: Από μέσα., page: '7', by: ab}}
relations:
  - {{type: {relation}, to: {to}, note: Ίσως.}}
notes: |
  Βλέπε [[{near}]].[^1]

  [^1]: Πηγή.
"""

PATH = """\
title: Προς
intro: Εισαγωγή.
steps:
  - {paper: p1, why: Αρχή.}
  - {paper: p2, after: [p1]}
  - {paper: p3}
"""

STATUSES = ("read", "to-read", "skimmed", "reading", "abandoned", "read")
KINDS = ("conference", "article", "thesis", "preprint", "book", "report")
RELATIONS = ("cites", "extends", "replicates", "contradicts", "supersedes", "background")
IMPORTANCES = ("essential", "recommended", "background", "essential", "recommended", "background")


def make_foreign_list(root: Path, language: str, translate: Callable[[str], str] | None = None) -> None:
    """With `translate`, the list has a catalogue of its own that says every message like that."""
    content = root / "content"
    (content / "papers").mkdir(parents=True)
    (content / "paths").mkdir()
    (content / "pages").mkdir()
    files = {"site.yaml": SITE.format(language=language), "tags.yaml": TAGS, "paths/pros.yaml": PATH}
    files["pages/about.md"] = "# Για εμάς\n\nΛόγια.\n\n## Ένα\n\nΛόγια.\n\n## Δύο\n\nΛόγια.\n\n## Τρία\n\nΛόγια.\n"
    for number in range(1, 7):
        files[f"papers/p{number}.yaml"] = ENTRY.format(
            number=number,
            authors="Ωμέγα Ψι, Κάπα Ρο" if number < 5 else "Ένα Α, Δύο Β, Τρία Γ, Τέσσερα Δ, Πέντε Ε, Έξι Ζ",
            date=("2019-08-24", "2019-08", "2020", "2021-01-02", "2018", "2018-02")[number - 1],
            kind=KINDS[number - 1],
            more="volume: '3'\nissue: '2'\npages: 4-9\npublisher: Εκδόσεις\nupdated: 2021-05\nlanguage: fr\n"
            if number < 3
            else "",
            tags="beta" if number % 2 else "alpha, beta",
            status=STATUSES[number - 1],
            importance=IMPORTANCES[number - 1],
            relation=RELATIONS[number - 1],
            to=f"p{number % 6 + 1}" if number < 5 else "doi:10.1000/182",
            near=f"p{(number + 2) % 6 + 1}",
        )
    files["works.yaml"] = "- {title: Άλλο, authors: [Ρω Σίγμα], date: 2001, doi: 10.1000/182}\n"
    for name, text in files.items():
        (content / name).write_text(text, encoding="utf-8")
    if translate:
        write_catalogue(root, language, translate)


def write_catalogue(root: Path, language: str, translate: Callable[[str], str]) -> Path:
    with TEMPLATE.open("rb") as file:
        catalogue = read_po(file, locale=language.replace("-", "_"))
    catalogue.fuzzy = False
    for message in catalogue:
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            message.string = tuple(translate(message.id[min(n, 1)]) for n in range(catalogue.num_plurals))
        else:
            message.string = translate(str(message.id))
    path = root / "templates/locales" / f"{language}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    return path
