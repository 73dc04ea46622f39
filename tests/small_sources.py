"""One small source of each format that is read, and one of each file of content/, with every value marked.

`⟪a value⟫` is where another may be put: `fill` puts the same into all of them, or into one. Hostile input is made of
these (test_hostile.py, test_hostile_readers.py), and the fuzzer begins with them (fuzz/). All works and names are made up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote
from xml.sax.saxutils import escape

VALUE = re.compile("⟪([^⟫]*)⟫")


def plain(source: str) -> str:
    return VALUE.sub(r"\1", source)


def count_values(source: str) -> int:
    return len(VALUE.findall(source))


def fill(source: str, value: Callable[[str], str], only: int | None = None) -> str:
    """`value` of what stands there, in place of each marked value, or of number `only`."""
    numbers = iter(range(count_values(source)))
    return VALUE.sub(lambda match: value(match[1]) if only in (None, next(numbers)) else match[1], source)


def in_json(value: str) -> str:
    """As it stands within quotes in JSON; half a surrogate pair as an escape."""
    return json.dumps(value)[1:-1]


def in_xml(value: str) -> str:
    return escape(value, {'"': "&quot;", "'": "&apos;"})


def in_address(value: str) -> str:
    return quote(value, safe="", errors="replace")


def as_it_is(value: str) -> str:
    return value


BIBTEX = r"""@string{jan = "⟪January⟫"}
@comment{⟪a comment⟫}
@article{⟪weigh2020⟫,
  title = {⟪On Dragons⟫}, subtitle = "⟪A Study⟫", author = {⟪Example⟫, ⟪Ada⟫ and {⟪The Group⟫} and Bo van ⟪Beispiel⟫},
  editor = {⟪Some Editor⟫}, journal = {⟪Journal of Beasts⟫}, year = ⟪2020⟫, month = jan # "~⟪12⟫", volume = {⟪3⟫}, number = {⟪4⟫},
  pages = {⟪1--9⟫}, publisher = {⟪A Press⟫}, doi = {⟪10.1000/dragon⟫}, eprint = {⟪2001.00001⟫}, archiveprefix = {⟪arXiv⟫},
  primaryclass = {⟪cs.CL⟫}, url = {⟪https://example.org/a⟫}, isbn = {⟪978-1-59593-411-1⟫}, issn = {⟪1540-7993⟫},
  pmid = {⟪123⟫}, language = {⟪en⟫}, keywords = {⟪beasts, weights⟫}, note = {⟪in \url{press}⟫}, howpublished = {⟪online⟫},
  abstract = {⟪We weigh $x^2$ \'eagles.⟫}, langid = {⟪english⟫}, crossref = {⟪other⟫}, xdata = {⟪data⟫}, ⟪odd-field⟫ = {⟪odd⟫}
}
@inproceedings{other, title = {Proceedings}, booktitle = {⟪A Conference⟫}, date = {⟪2020-01-02/2021⟫}, eventtitle = {⟪An Event⟫}}
@techreport{third, title = {⟪Report⟫}, institution = {⟪An Institute⟫}, type = {⟪Note⟫}, school = {⟪A School⟫}, urldate = {⟪2020-02-30⟫}}
"""

RIS = """TY  - ⟪JOUR⟫
ID  - ⟪weigh2020⟫
TI  - ⟪On Dragons⟫
T2  - ⟪Journal of Beasts⟫
JO  - ⟪J. Beasts⟫
AU  - ⟪Example, Ada⟫
AU  - ⟪The Group⟫
A2  - ⟪Editor, Some⟫
PY  - ⟪2020/01/02/spring⟫
DA  - ⟪2020/01/02⟫
VL  - ⟪3⟫
IS  - ⟪4⟫
SP  - ⟪1⟫
EP  - ⟪9⟫
PB  - ⟪A Press⟫
CY  - ⟪A Town⟫
SN  - ⟪1540-7993⟫
DO  - ⟪10.1000/dragon⟫
UR  - ⟪https://example.org/a⟫
L1  - ⟪https://example.org/a.pdf⟫
AN  - ⟪arXiv:2001.00001⟫
LA  - ⟪en⟫
KW  - ⟪beasts⟫
N1  - ⟪a note⟫
N2  - ⟪We weigh eagles.⟫
C1  - ⟪custom⟫
ZZ  - ⟪odd⟫
⟪a line that goes on⟫
ER  -
"""

CSL = """[{"id": "⟪weigh2020⟫", "type": "⟪article-journal⟫", "title": "⟪On Dragons⟫", "title-short": "⟪Dragons⟫",
 "author": [{"family": "⟪Example⟫", "given": "⟪Ada⟫", "non-dropping-particle": "⟪van⟫", "suffix": "⟪Jr.⟫"}, {"literal": "⟪The Group⟫"}],
 "editor": [{"family": "⟪Editor⟫"}], "issued": {"date-parts": [["⟪2020⟫", 1, 2]], "literal": "⟪in 2020⟫", "season": "⟪1⟫"},
 "accessed": {"raw": "⟪2021-01-02⟫"}, "container-title": "⟪Journal of Beasts⟫", "volume": "⟪3⟫", "issue": "⟪4⟫", "page": "⟪1-9⟫",
 "publisher": "⟪A Press⟫", "genre": "⟪Note⟫", "number": "⟪2001.00001⟫", "DOI": "⟪10.1000/dragon⟫", "URL": "⟪https://example.org/a⟫",
 "ISBN": "⟪978-1-59593-411-1⟫", "ISSN": "⟪1540-7993⟫", "PMID": "⟪123⟫", "PMCID": "⟪PMC123⟫", "language": "⟪en⟫", "keyword": "⟪beasts⟫",
 "note": "⟪arXiv:2001.00001\\nPublication: x⟫", "abstract": "⟪We weigh <i>eagles</i>.⟫", "custom": {"⟪key⟫": ["⟪odd⟫", 1, null]}, "⟪odd⟫": "⟪odd⟫"}]
"""

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>⟪https://arxiv.org/api/x⟫</id><title>⟪arXiv Query⟫</title>
  <entry><id>⟪http://arxiv.org/abs/2001.00001v2⟫</id><title>⟪On Dragons⟫</title><updated>⟪2020-06-01T23:59:59Z⟫</updated>
    <link href="⟪https://arxiv.org/abs/2001.00001v2⟫" rel="⟪alternate⟫" type="text/html"/>
    <link href="⟪https://dx.doi.org/10.1000/x⟫" rel="related" title="⟪doi⟫"/><summary>⟪  We weigh
eagles.⟫</summary><category term="⟪cs.CL⟫"/><published>⟪2020-05-26T17:59:46Z⟫</published><arxiv:comment>⟪20 pages⟫</arxiv:comment>
    <arxiv:primary_category term="⟪cs.CL⟫"/><arxiv:journal_ref>⟪Annals 12⟫</arxiv:journal_ref><arxiv:doi>⟪10.1000/x⟫</arxiv:doi>
    <author><name>⟪Ada Example⟫</name><arxiv:affiliation>⟪A School⟫</arxiv:affiliation></author><⟪odd⟫>⟪odd⟫</⟪odd⟫>
  </entry>
</feed>
"""

IDS = """# ⟪mine⟫
⟪2107.03374⟫  # ⟪codex⟫
doi:⟪10.1109/MSP.2017.2743240⟫, <⟪https://doi.org/10.48550/arXiv.1706.03762⟫>
- arXiv: ⟪hep-th/9901001v2⟫
"""

MARKDOWN = """# ⟪Awesome Lists⟫ [![⟪Awesome⟫](⟪https://awesome.re/badge.svg⟫)](https://awesome.re)

## ⟪Language *models*⟫

- [⟪On Dragons⟫](⟪https://arxiv.org/abs/2001.00001⟫) - ⟪Example et al., 2020⟫. [[⟪code⟫]](⟪https://example.org/code⟫)
* [x] **⟪Attention⟫**, ⟪Vaswani et al. *NeurIPS 2017*⟫ [[⟪arXiv⟫](https://arxiv.org/abs/1706.03762)]
- (2019) "⟪A Quoted Title of Things⟫" [[⟪Paper⟫]][ref]

| Title | Link |
|---|---|
| [⟪Row title⟫](⟪https://openreview.net/forum?id=abc⟫) | ⟪2020⟫ |

[ref]: ⟪https://doi.org/10.1109/MSP.2017.2743240⟫
"""

LISTING = """⟪We weigh dragons, and find them light.⟫
⟪20 pages, 3 figures; text overlap with arXiv:2103.00020⟫
arXiv:⟪2108.02818⟫We go on.
⟪Another abstract.⟫
arXiv:⟪hep-th/9901001⟫
⟪a rest⟫
"""

WEB_ANNOTATION = """{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "⟪https://example.org/page⟫", "type": "AnnotationPage", "items": [
 {"id": "⟪urn:uuid:1⟫", "type": "Annotation", "motivation": "⟪commenting⟫", "creator": {"id": "⟪https://example.org/ab⟫", "name": "⟪A. B.⟫"},
  "created": "⟪2026-11-23T23:59:09Z⟫", "body": [{"type": "TextualBody", "value": "⟪Really? <b>Which</b>⟫", "format": "⟪text/html⟫", "purpose": "⟪commenting⟫"},
  {"type": "TextualBody", "value": "⟪beasts⟫", "purpose": "tagging"}], "bodyValue": "⟪More⟫", "⟪odd⟫": "⟪odd⟫",
  "target": {"source": {"id": "⟪https://arxiv.org/abs/2001.00001⟫", "title": "⟪On Dragons⟫"}, "scope": "⟪https://example.org/list/⟫",
  "selector": [{"type": "TextQuoteSelector", "exact": "⟪weigh⟫", "prefix": "⟪We ⟫", "suffix": "⟪ eagles⟫"}, {"type": "FragmentSelector", "value": "⟪page=3⟫"}]}}]}
"""

HYPOTHESIS = """{"total": 1, "rows": [{"id": "⟪a1⟫", "created": "⟪2026-11-23T23:59:09+00:00⟫", "user": "⟪acct:ada@h.example⟫",
 "uri": "⟪https://arxiv.org/abs/2001.00001⟫", "text": "⟪Really? *Which* scales?⟫", "tags": ["⟪scales⟫"], "group": "⟪__world__⟫",
 "permissions": {"read": ["⟪group:__world__⟫"]}, "references": ["⟪a0⟫"], "user_info": {"display_name": "⟪Ada⟫"},
 "target": [{"source": "⟪https://arxiv.org/abs/2001.00001⟫", "selector": [{"type": "TextQuoteSelector", "exact": "⟪weigh⟫", "prefix": "⟪We ⟫",
 "suffix": "⟪ eagles⟫"}, {"type": "PageSelector", "index": 3, "label": "⟪iv⟫"}]}], "document": {"title": ["⟪On Dragons⟫"],
 "highwire": {"doi": ["⟪10.1000/dragon⟫"]}, "dc": {"identifier": ["⟪doi:10.1000/dragon⟫"]}, "link": [{"href": "⟪https://example.org/a⟫"}]}}]}
"""

ZOTERO = """[{"key": "PAPER001", "data": {"key": "PAPER001", "itemType": "⟪preprint⟫", "title": "⟪On Dragons⟫", "date": "⟪2020-01-02⟫",
 "creators": [{"creatorType": "author", "firstName": "⟪Ada⟫", "lastName": "⟪Example⟫"}], "archiveID": "⟪arXiv:2001.00001⟫",
 "DOI": "⟪10.1000/dragon⟫", "url": "⟪http://arxiv.org/abs/2001.00001⟫", "extra": "⟪arXiv:2001.00001 [cs]⟫"}},
 {"key": "FILE0001", "data": {"key": "FILE0001", "itemType": "attachment", "parentItem": "PAPER001", "title": "⟪PDF⟫", "url": "⟪https://arxiv.org/pdf/2001.00001⟫"}},
 {"key": "⟪NOTE0001⟫", "data": {"key": "⟪NOTE0001⟫", "parentItem": "FILE0001", "itemType": "annotation", "annotationType": "⟪highlight⟫",
 "annotationAuthorName": "⟪A. B.⟫", "annotationText": "⟪weigh⟫", "annotationComment": "⟪Do they? <b>No</b>⟫", "annotationColor": "⟪#ffd400⟫",
 "annotationPageLabel": "⟪iv⟫", "tags": [{"tag": "⟪scales⟫"}], "dateAdded": "⟪2026-11-23T23:59:09Z⟫"}},
 {"key": "NOTE0002", "data": {"key": "NOTE0002", "parentItem": "PAPER001", "itemType": "note", "note": "⟪<p>A <b>note</b></p>⟫"}}]
"""

ZOTERO_NOTE = """<div class="zotero-note"><h1>⟪Annotations⟫<br>(24/11/2026, 10:00:00)</h1><p><span class="highlight">“⟪We weigh dragons⟫”</span>
 <span class="citation">(<a href="⟪zotero://select/library/items/PAPER001⟫">⟪Example, 2020, p. 4⟫</a>)</span>
 (<a href="⟪zotero://open-pdf/library/items/FILE0001?page=4&amp;annotation=NOTE0001⟫">pdf</a>)  ⟪Do they?⟫ See <a href="⟪https://example.org/⟫">⟪this⟫</a>.</p></div>
"""

SOURCES: dict[str, tuple[str, Callable[[str], str]]] = {
    "web-annotation": (WEB_ANNOTATION, in_json),
    "hypothesis": (HYPOTHESIS, in_json),
    "zotero-json": (ZOTERO, in_json),
    "zotero-notes": (ZOTERO_NOTE, as_it_is),
    "csl-json": (CSL, in_json),
    "bibtex": (BIBTEX, as_it_is),
    "ris": (RIS, as_it_is),
    "arxiv-atom": (ATOM, in_xml),
    "ids": (IDS, as_it_is),
    "markdown": (MARKDOWN, as_it_is),
    "arxiv-listing": (LISTING, as_it_is),
}
"""By the names of formats/table.py: the source, and how a value is written in it."""

# The files of content/: every field of every table of fields.py that holds text. Together they are a list that builds.


def in_yaml(value: str) -> str:
    """As it stands within double quotes in YAML; what no file can hold as an escape."""
    return "".join(_ESCAPED.get(c) or (c if c.isprintable() else f"\\U{ord(c):08x}") for c in value)


_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}

ENTRY = """title: "⟪On⟫ the weight of dragons"
authors: ["⟪Ada Example⟫", {family: "⟪Beispiel⟫", given: "⟪Bo⟫", particle: "⟪van⟫", suffix: "⟪Jr.⟫"}, {name: "⟪The Group⟫"}]
date: "2020-01-02"
kind: article
arxiv: "2001.00001"
doi: "10.1000/dragon"
categories: ["⟪cs.CL⟫"]
venue: "⟪Journal of Beasts⟫"
volume: "⟪3⟫"
issue: "⟪4⟫"
pages: "⟪1-9⟫"
publisher: "⟪A Press⟫"
isbn: "⟪978-1-59593-411-1⟫"
comment: "⟪12 pages⟫"
abstract: "We weigh dragons. ⟪A second sentence⟫ follows."
urls: {"⟪code⟫": "https://example.org/code"}
earlier_titles: ["⟪On dragons⟫"]
extra: {"⟪report⟫": "⟪R1⟫", list: ["⟪one⟫"]}
tags: [beasts]
why: "⟪The first⟫"
status: read
importance: essential
added: "2026-11-20"
margin:
  - {quote: "We weigh dragons", kind: claim, note: "⟪Do they?⟫", by: ab, source: "⟪urn:x⟫"}
  - {quote: "weight of dragons", in: title, note: "⟪Light⟫"}
quotes:
  - {text: "⟪From its body⟫", page: "⟪4⟫", note: "⟪Worth it⟫", by: ab}
relations:
  - {type: extends, to: other, note: "⟪Same scales⟫"}
  - {type: cites, to: "doi:10.1000/outside", note: "⟪Where they are from⟫"}
notes: "⟪Words⟫ and [[other]], [a link](https://example.org/) and [[tag:beasts]]."
aliases: [old-dragon]
"""

TAGS = """beasts: {label: "⟪Beasts⟫", description: "⟪All that moves⟫"}
weights: {label: "⟪Weights⟫", parent: beasts}
"""

PEOPLE = """- {name: "⟪Ada Example⟫", also: ["⟪A. Example⟫"], url: "https://example.org/ada"}
"""

WORKS = """- {title: "⟪A work outside⟫", authors: ["⟪Outer Person⟫"], date: "1999", doi: "10.1000/outside", venue: "⟪Elsewhere⟫"}
"""

WALK = """title: "⟪From weights to rest⟫"
intro: "⟪Begin here⟫"
steps: [{paper: dragon, why: "⟪It weighs⟫"}, {paper: other, why: "⟪It rests⟫", after: [dragon]}]
"""

SITE = """title: "⟪Beasts & measures⟫"
description: "⟪A small list⟫"
url: https://example.org/list/
annotators: {ab: {name: "⟪A. Bystander⟫", url: "https://example.org/ab"}}
start: walk
menu: [{title: "⟪Help⟫", pages: [about]}]
exports: [bib, biblatex, ris, json]
downloads: {list: [bib, biblatex, ris, json, csv, md], tags: [csv], people: [ris], years: [md], paths: [json]}
export_notes: true
bibliographies: [list, paths, tags]
citations: [apa, chicago, mla, ieee]
feeds: {list: [atom, json], tags: [json], people: [atom], paths: [atom]}
markdown: true
pages: {health: true}
"""

PAGE = """# ⟪About these beasts⟫

⟪Words⟫ *and* more. See [[dragon]], [⟪this⟫](⟪https://example.org/⟫ "⟪title⟫") and ![⟪a picture⟫](⟪files/x.png⟫).

## ⟪A heading⟫

| ⟪head⟫ | b |
| --- | --- |
| ⟪cell⟫ | `⟪code⟫` |

⟪text⟫[^1]

[^1]: ⟪A note⟫
"""

FILES: dict[str, tuple[str, Callable[[str], str]]] = {
    "content/papers/dragon.yaml": (ENTRY, in_yaml),
    "content/papers/other.yaml": ('title: "⟪Griffins at rest⟫"\nauthors: ["⟪Ada Example⟫"]\ndate: "2019"\n', in_yaml),
    "content/tags.yaml": (TAGS, in_yaml),
    "content/people.yaml": (PEOPLE, in_yaml),
    "content/works.yaml": (WORKS, in_yaml),
    "content/paths/walk.yaml": (WALK, in_yaml),
    "content/site.yaml": (SITE, in_yaml),
    "content/pages/about.md": (PAGE, as_it_is),
}
"""By their names: the source, and how a value is written in it."""

TEXTS = (
    plain(PAGE),
    "We weigh $x^2$ of *them*, [a link](paper:x) and [[tag:y]] <b>z</b> for $5.",
    r"$$\begin{array}{c}a & \frac{b}{c}\\ \left( d \right) \end{array}$$ \text{x} \operatorname{y} \sqrt[3]{z}_i^j",
    r"{\'E}tude \& \textbf{x} \url{http://x} \(y\) --- ``q''",
    "Ó hÉigeartaigh, Łódź 深層学習 con.5 aux NUL com1.2",
)
"""Of all kinds that set texts hold, for what needs no file."""
