"""arXiv's answers, lists of ids and READMEs: what of them becomes papers."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from plain_papers import PAPERS

from manicule.formats import arxiv_atom, id_list, markdown_list
from manicule.formats.table import find_format
from manicule.model import Identifiers, Paper, PartialDate, Person, Reading

FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/qFNnN3Zc8bA02fouemuGZq2J4Tg</id>
  <title>arXiv Query: search_query=&amp;id_list=1605.08386</title>
  <entry>
    <id>http://arxiv.org/abs/1605.08386v2</id>
    <title>Heat-bath random walks
 with Markov bases</title>
    <updated>2016-06-01T23:59:59Z</updated>
    <link href="https://arxiv.org/abs/1605.08386v2" rel="alternate" type="text/html"/>
    <link href="https://dx.doi.org/10.1000/x" rel="related" title="doi"/>
    <link href="https://arxiv.org/pdf/1605.08386v2" rel="related" type="application/pdf" title="pdf"/>
    <summary>  Graphs on lattice points are
studied &amp; $x &lt; y$.
  A second one.</summary>
    <category term="math.ST" scheme="http://arxiv.org/schemas/atom"/>
    <published>2016-05-26T17:59:46Z</published>
    <arxiv:comment>20 pages, 3 figures</arxiv:comment>
    <arxiv:primary_category term="math.CO"/>
    <arxiv:journal_ref>Annals 12 (2016)</arxiv:journal_ref>
    <arxiv:doi>10.1000/x</arxiv:doi>
    <author><name>Caprice Stanley</name><arxiv:affiliation>A School</arxiv:affiliation></author>
    <author><name>Peter H. N. de With</name></author>
  </entry>
</feed>
"""


def test_an_answer_of_arxiv() -> None:
    assert arxiv_atom.sniff(FEED)
    reading = arxiv_atom.read(FEED.encode(), "feed.xml")
    assert (reading.problems, reading.leftovers) == ((), ())
    (record,) = reading.records
    assert (record.key, record.where.line, record.where.column) == ("1605.08386v2", 5, 3)
    assert record.paper == Paper(
        title="Heat-bath random walks with Markov bases",
        authors=(Person("Stanley", "Caprice"), Person("With", "Peter H. N.", "de")),
        date=PartialDate(2016, 5, 26),
        updated=PartialDate(2016, 6, 1),
        identifiers=Identifiers("1605.08386", "10.1000/x"),
        categories=("math.CO", "math.ST"),
        comment="20 pages, 3 figures",
        abstract="Graphs on lattice points are studied & $x < y$.\n\nA second one.",
        extra=(("affiliation", ("A School",)), ("arxiv-version", "2"), ("journal-ref", "Annals 12 (2016)")),
    )


def test_answers_that_are_none() -> None:
    def told(text: str) -> list[tuple[str, str, int]]:
        reading = arxiv_atom.read(text.encode(), "feed.xml")
        return [(problem.code, problem.level, problem.where.line) for problem in reading.problems]

    failure = "<id>http://arxiv.org/api/errors#incorrect_id_format_for_1</id><title>Error</title><summary>incorrect id</summary>"
    assert told(f"<feed>\n<entry>{failure}</entry></feed>") == [("atom-error", "warning", 2)]
    assert told("<feed></feed>") == [("atom-empty", "notice", 1)]
    assert told("<!DOCTYPE feed [<!ENTITY a 'b'>]>\n<feed>&a;</feed>") == [("atom", "error", 1)]
    assert told("<a>" * 100_000) == [("atom", "error", 1)]
    cut = FEED[: FEED.index("<summary>")].replace(
        "<entry>", "<entry><id>http://arxiv.org/abs/1707.08567v1</id></entry>\n<entry>"
    )
    reading = arxiv_atom.read(cut.encode(), "feed.xml")
    assert [record.key for record in reading.records] == ["1707.08567v1"]
    assert [(problem.code, problem.where.line) for problem in reading.problems] == [("atom", 14)]
    assert [(left.where.line, left.text[:12]) for left in reading.leftovers] == [(6, "<entry>\n    ")]


def test_a_list_of_ids() -> None:
    text = (
        "# mine\n2107.03374  # codex\narXiv: hep-th/9901001v2, doi:10.1109/MSP.2017.2743240\n- <https://doi.org/10.48550/arXiv.1706.03762>\n"
        "1. https://www.nature.com/articles/nature14539\nnothing\n2107.03374 and more\n"
    )
    reading = id_list.read(text.encode(), "a.txt")
    assert [record.paper.identifiers for record in reading.records] == [
        Identifiers("2107.03374"),
        Identifiers("hep-th/9901001v2"),
        Identifiers(doi="10.1109/MSP.2017.2743240"),
        Identifiers("1706.03762", "10.48550/arXiv.1706.03762"),
        Identifiers(doi="10.1038/nature14539"),
        Identifiers("2107.03374"),
    ]
    assert [str(record.paper.date) for record in reading.records[:3]] == ["2021-07", "1999-01", "None"]
    assert [(p.code, p.where.line, p.where.column) for p in reading.problems] == [
        ("list-no-id", 6, 1),
        ("list-twice", 7, 1),
        ("list-no-id", 7, 12),
    ]
    assert [left.text for left in reading.leftovers] == ["nothing", "2107.03374 and more"]
    assert (
        id_list.sniff(text[: text.index("nothing")])
        and not id_list.sniff("An abstract.\narXiv:2108.02818")
        and not id_list.sniff("")
    )


README = """# Awesome Lists [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)

See [another list](https://example.org).

- [Contents](#contents)

## Language *models*

### Code & data
- [Evaluating Large Language Models Trained on Code](https://arxiv.org/abs/2107.03374) - Chen et al., 2021. [[code]](https://github.com/openai/human-eval) [pdf](https://arxiv.org/pdf/2107.03374.pdf)
* [x] **Attention is All You Need**, Vaswani et al. *NeurIPS 2017* [[arXiv](https://arxiv.org/abs/1706.03762)] [[code](https://github.com/x/y)]
- (2019) "A Quoted Title of Things" [[Paper]][ref]
- no link
- [Human Eval](https://github.com/openai/human-eval)

```
- [not](https://example.org/this)
```
## Tables
| Title | Link |
|---|---|
| [Row title](https://openreview.net/forum?id=abc) | 2020 |
| ![img](https://example.org/y.png) Other \\[row\\] | [paper](https://doi.org/10.1000/y) |

[ref]: https://doi.org/10.1109/MSP.2017.2743240
<!-- - [nor](https://example.org/that) -->
"""


def test_a_readme() -> None:
    reading = markdown_list.read(README.encode(), "README.md")
    assert markdown_list.sniff(README)
    assert (reading.problems, dict(reading.dropped)) == ((), {"links outside of lists": 1})
    assert [record.where.line for record in reading.records] == [10, 11, 12, 14, 22, 23]
    assert {record.tags for record in reading.records} == {("Language models", "Code & data"), ("Tables",)}
    assert [record.paper for record in reading.records] == [
        Paper(
            title="Evaluating Large Language Models Trained on Code",
            date=PartialDate(2021, 7),
            identifiers=Identifiers("2107.03374"),
            comment="Chen et al., 2021.",
            urls=(("code", "https://github.com/openai/human-eval"),),
        ),
        Paper(
            title="Attention is All You Need",
            date=PartialDate(2017, 6),
            identifiers=Identifiers("1706.03762"),
            comment="Vaswani et al. NeurIPS 2017",
            urls=(("code", "https://github.com/x/y"),),
        ),
        Paper(
            title="A Quoted Title of Things",
            date=PartialDate(2019),
            identifiers=Identifiers(doi="10.1109/MSP.2017.2743240"),
            comment="(2019)",
        ),
        Paper("software", "Human Eval", urls=(("url", "https://github.com/openai/human-eval"),)),
        Paper(
            title="Row title",
            date=PartialDate(2020),
            urls=(("url", "https://openreview.net/forum?id=abc"),),
            comment="2020",
        ),
        Paper(title="Other [row]", identifiers=Identifiers(doi="10.1000/y")),
    ]


@given(PAPERS)
def test_titles_ids_and_addresses_of_a_readme_come_back(paper: Paper) -> None:
    """All else is words for people there. A title without a letter or digit is taken for what stands between two."""
    assume(any(letter.isalnum() for letter in paper.title))
    text = markdown_list.write([("a", paper)])
    assert text.count("\n") == 1
    records = markdown_list.read(text.encode(), "a.md").records
    assert len(records) == bool(paper.urls or paper.identifiers.arxiv or paper.identifiers.doi)
    for record in records:
        found, ids = record.paper, paper.identifiers
        assert found.title == paper.title
        if ids.arxiv:
            assert found.identifiers.arxiv == ids.arxiv.partition("v")[0]
        else:
            assert found.identifiers.doi == ids.doi
        assert {address for _, address in paper.urls} <= {address for _, address in found.urls}


@pytest.mark.parametrize("read", [arxiv_atom.read, id_list.read, markdown_list.read])
@pytest.mark.parametrize(
    "text",
    ["- " + "[" * 50_000, "- [a](http://x" + "(" * 50_000, "- " + "[a[b" * 20_000, "- " + "**" * 50_000 + "[pdf](http://x)", "<feed>" * 50_000,
     "<feed>" + "&amp;" * 100_000, "10.1000/" * 20_000, "- " * 50_000, "<!--" * 20_000, "\x00\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), ""],
)  # fmt: skip
def test_hostile_files_end_soon(read: Callable[[bytes, str], Reading], text: str) -> None:
    started = time.process_time()
    read(text.encode(), "a")
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (FEED, "arxiv-atom"),
        (README, "markdown"),
        ("2107.03374\n", "ids"),
        ("TY  - JOUR\nTI  - A\n", "ris"),
        ("@misc{a, title = {B}}", "bibtex"),
    ],
)
def test_files_are_recognised_by_what_they_say(text: str, name: str) -> None:
    found = find_format("unnamed", text)
    assert found and found.name == name and found.read
