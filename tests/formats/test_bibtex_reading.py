"""BibTeX and BibLaTeX in: the awkward cases of real files, and that what is written comes back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from plain_papers import PAPERS

from manicule.formats.bibtex import write, write_biblatex
from manicule.formats.bibtex_names import read_names
from manicule.formats.bibtex_reading import read
from manicule.formats.latex import read_latex
from manicule.model import Group, Identifiers, Json, Paper, PartialDate, Person, Reading
from manicule.values import replace


def read_text(text: str) -> Reading:
    return read(text.encode(), "refs.bib")


def paper_of(fields: str, kind: str = "article") -> Paper:
    (record,) = read_text(f"@{kind}{{key,\n{fields}\n}}\n").records
    return record.paper


def extra_of(fields: str, kind: str = "article") -> dict[str, Json]:
    return dict(paper_of(fields, kind).extra)


def told(reading: Reading) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.where.line, problem.where.column) for problem in reading.problems]


# Syntax.


def test_macros_concatenation_and_months() -> None:
    reading = read_text(
        """@STRING{Patterson = {Patterson, David}}
@string(krste = {Asanov\\'\\i{}c, Krste})
@TECHREPORT(Patterson06,
  author = Patterson # { and } # Arvind # " and " # KRSTE,
  title = "{RAMP}: " # {Research Accelerator},
  year = 2006, month = 10 # "~" # aug,
)
"""
    )
    assert told(reading) == [("bibtex-macro", 4, 34)]
    (record,) = reading.records
    assert (record.key, record.paper.kind, record.paper.title) == (
        "Patterson06",
        "report",
        "RAMP: Research Accelerator",
    )
    assert record.paper.authors == (Person("Patterson", "David"), Person("Arvind"), Person("Asanovíc", "Krste"))
    assert record.paper.date == PartialDate(2006, 8, 10)


BROKEN = """Free text is a comment, and an @ in it is nothing.
% @article{not, title = {commented out}}
@comment{ @article{nor, title = {this}} }
@article{one,
  title = {One}
  year = 1999,
  note = "see
@home in {"}x{"}",
}
@book{two, title = {Two}, publisher = {Never closed, year = 2000

@misc{three, title = {Three}},
  year = {2001}
}
@misc{four, title = {Four}, year = 2002
@misc{five title = {Five}}
@misc{six, title : {Six}}
@misc{one, title = {Again}, title = {Twice}}
"""


def test_what_is_broken_spoils_nothing_else_and_is_kept_with_its_place() -> None:
    reading = read_text(BROKEN)
    titles = [(record.key, record.paper.title, record.where.line) for record in reading.records]
    assert titles == [
        ("one", "One", 4),
        ("two", "Two", 10),
        ("three", "Three", 12),
        ("four", "Four", 15),
        ("five", "Five", 16),
        ("one-2", "Again", 18),
    ]
    assert [str(record.paper.date) for record in reading.records] == ["1999", "None", "None", "2002", "None", "None"]
    assert reading.records[0].paper.comment == 'see @home in "x"'
    assert [(left.text, left.where.line) for left in reading.leftovers] == [
        ("{Never closed, year = 2000", 10),
        (",\n  year = {2001}\n}", 12),
        ("@misc{six, title : {Six}}", 17),
    ]
    assert told(reading) == [
        ("bibtex-comma", 5, 16),
        ("bibtex-broken", 10, 39),
        ("bibtex-broken", 12, 30),
        ("bibtex-broken", 16, 1),
        ("bibtex-comma", 16, 7),
        ("bibtex-broken", 17, 12),
        ("bibtex-duplicate", 18, 1),
        ("bibtex-duplicate", 18, 1),
    ]
    assert dict(reading.dropped) == {"comments": 2, "title (a second one)": 1}


def test_what_is_inherited() -> None:
    """The software entries of JabRef's testbib, shortened; proceedings as DBLP has them."""
    reading = read_text(
        """@inproceedings{part, title = {Part}, crossref = {WHOLE}, xdata = {press, nowhere}}
@proceedings{whole, title = {Whole}, subtitle = {Sub}, year = 2015, doi = {10.1000/whole}, editor = {Len Bass}}
@xdata{press, publisher = {Press}, crossref = {whole}}
@software{cgal, title = {The Library}, author = {{The CGAL Project}}, abstract = {About.}}
@softwareversion{cgal:5, crossref = {cgal}, version = {{5.0.2}}, date = {2020}}
@misc{round, crossref = {about}, title = {Round}}
@misc{about, crossref = {round}}
"""
    )
    papers = {record.key: record.paper for record in reading.records}
    part, version = papers["part"], papers["cgal:5"]
    assert (part.title, part.venue, part.publisher, str(part.date)) == ("Part", "Whole: Sub", "Press", "2015")
    assert part.identifiers.doi == ""
    assert dict(part.extra)["editor"] == ({"family": "Bass", "given": "Len"},)
    assert (version.title, version.abstract, version.authors) == ("The Library", "About.", (Group("The CGAL Project"),))
    assert dict(version.extra) == {"entrytype": "softwareversion", "version": "5.0.2"}
    assert papers["about"].title == "Round"
    assert dict(reading.dropped) == {"@xdata": 1}
    assert [problem.code for problem in reading.problems] == ["bibtex-crossref"]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "gbk"])
def test_encodings(codec: str) -> None:
    name = "凯撒测试期刊" if codec == "gbk" else "Özkal, Müller und Söhne"
    reading = read(f"@article{{a,\n title = {{{name}}},\n author = {{{name}}}\n}}\n".encode(codec), "refs.bib")
    assert reading.records[0].paper.title == name
    assert [problem.code for problem in reading.problems] == (
        ["encoding-guessed"] if codec in ("cp1252", "gbk") else []
    )


def test_an_encoding_that_the_file_tells() -> None:
    data = "% Encoding: windows-1251\n\n@misc{a, title={Привет}}".encode("cp1251")
    assert read(data, "refs.bib").records[0].paper.title == "Привет"


HOSTILE = {
    "braces": "@misc{a, title = {" + "{" * 100_000 + "}" * 100_000 + "}}",
    "open": "@misc{a, title = {\n" * 20_000,
    "quotes": '@misc{a, title = "{' * 20_000,
    "comments": "@comment{\n" * 20_000,
    "percents": "% @misc{a\n" * 20_000,
    "laughs": "@string{a0 = 1}"
    + "".join(f"@string{{a{n + 1} = a{n} # a{n} # a{n}}}\n" for n in range(40))
    + "@misc{x, title = a40}",
    "chain": "".join(f"@misc{{a{n}, crossref = {{a{n + 1}}}}}\n" for n in range(5_000)),
    "names": "@misc{a, author = {" + "{x and y} and " * 20_000 + "}}",
    "latex": "@misc{a, title = {" + r"\foo{\'{" * 20_000 + "}}" * 20_000 + "}}",
    "maths": r"@misc{a, title = {" + r"\(" * 50_000 + "}}",
    "spaces": "@misc{a" + " " * 200_000 + "title",
    "signs": "@" * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_end_soon(text: str) -> None:
    started = time.process_time()
    read_text(text)
    assert time.process_time() - started < 10


# Letters.


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"Bostr\"{o}m, Rog\'{e}rio and {\c{C}}etinkaya", "Boström, Rogério and Çetinkaya"),
        (r"Fran{\c c}ois H{\aa}kan Aks{\i}n Erd{\H o}s \v Siroky", "François Håkan Aksın Erdős Široky"),
        (r"Asanov\'\i{}c, \'{\^e}, \L{}ukasz \oe uvre stra\ss e", "Asanovíc, ế, Łukasz œuvre straße"),
        (r"{CORDIC} {II:} {A} \textit{Procolophon} {\em new}", "CORDIC II: A Procolophon new"),
        (r"70\% \& \#1 a\_b \{x\} \textasciitilde \$5", "70% & #1 a_b {x} ~$5".replace("~$", "~$")),
        (r"$\Sigma$$\Delta$ of \(x^2\) and $$ y $$ at \ensuremath{\alpha}", r"$\Sigma$$\Delta$ of $x^2$ and $y$ at $\alpha$"),
        ("pp.~3--5 --- ``so'' said", "pp. 3–5 — “so” said"),
        (r"10\textsuperscript{5} H\textsubscript{2}O \noopsort{1973b}1973", "10⁵ H₂O 1973"),
        (r"\url{http://example.org/a_b%20c} \href{http://example.org}{there}", "http://example.org/a_b%20c there"),
        (r"\copyright\ 5\,\textdegree C \TeX{} \dots", "© 5 °C TeX …"),
        ("a\n  b\n \n c", "a b\n\nc"),
        (r"$ unclosed and \' \ { } \\", "$ unclosed and '"),
    ],
)  # fmt: skip
def test_latex(latex: str, expected: str) -> None:
    assert read_latex(latex) == (expected, ())


def test_an_unknown_command_stays_and_is_told() -> None:
    assert read_latex(r"a \foo{bar} \baz") == (r"a \foo{bar} \baz", (r"\foo", r"\baz"))
    (problem,) = read_text(r"@misc{a, title = {A \foo{b} \'e}}").problems
    assert (problem.level, problem.code) == ("warning", "bibtex-latex")


# People.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("von Hippel, Eric and Reagle, Jr., Joseph M.", [Person("Hippel", "Eric", "von"), Person("Reagle", "Joseph M.", "", "Jr.")]),
        ("Sherry, John F., Jr.", [Person("Sherry", "John F.", "", "Jr.")]),
        ("Jean Charles de la Vall{\\'e}e~Poussin", [Person("Vallée Poussin", "Jean Charles", "de la")]),
        ("{The CGAL Project} and {Inria} and others", [Group("The CGAL Project"), Group("Inria")]),
        ("{\\\"O}zge Aks{\\i}n AND {A and B Group}", [Person("Aksın", "Özge"), Group("A and B Group")]),
        ("Di Cosmo, Roberto and Marco Danelutto", [Person("Di Cosmo", "Roberto"), Person("Danelutto", "Marco")]),
        ("given=Hans, family=Harman, prefix=von", [Person("Harman", "Hans", "von")]),
        ("{de} Boer, X and {de Haas}, Sarah", [Person("de Boer", "X"), Person("de Haas", "Sarah")]),
        ("Lu, S{hih-Lien}; Chiou, Derek", [Person("Lu", "Shih-Lien"), Person("Chiou", "Derek")]),
        ("OpenAI and  and ,", [Person("OpenAI")]),
    ],
)  # fmt: skip
def test_names(text: str, expected: list[Person | Group]) -> None:
    assert list(read_names(text).names) == expected


# Dates, ids, kinds.


@pytest.mark.parametrize(
    ("fields", "expected", "kept"),
    [
        ("date = {2006-05-03}", "2006-05-03", {}),
        ("date = {2006-05/2006-07}", "2006-05", {"date": "2006-05/2006-07"}),
        ("date = {1994~}, year = {1999}", "1994", {"date": "1994~"}),
        ("year = {2009a}", "2009", {"year": "2009a"}),
        ("year = {in press}, month = may", "None", {"month": "May", "year": "in press"}),
        ("year = 2009, month = {MAR}", "2009-03", {}),
        ("year = 2009, month = {05}, day = 7", "2009-05-07", {}),
        ("year = 2009, month = {Jul.-Aug.}", "2009-07", {"month": "Jul.-Aug."}),
        ("year = 2009, month = {February 30}", "2009-02", {"month": "February 30"}),
        ("year = 2009, month = {Spring}", "2009", {"month": "Spring"}),
        ("year = 2009, month = dez # { 4}", "2009-12-04", {}),
    ],
)
def test_dates(fields: str, expected: str, kept: dict[str, str]) -> None:
    paper = paper_of(fields)
    assert (str(paper.date), dict(paper.extra)) == (expected, kept)


ARXIV = Identifiers("1706.03762")


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("misc", "eprint = {1706.03762}, archivePrefix = {arXiv}, primaryClass = {cs.CL}", Paper(identifiers=ARXIV, categories=("cs.CL",))),
        ("online", "eprint = {1706.03762}, eprinttype = arxiv, eprintclass = {cs.CL}", Paper(identifiers=ARXIV, categories=("cs.CL",))),
        ("article", "journal = {arXiv preprint arXiv:1706.03762}", Paper(identifiers=ARXIV)),
        ("article", "journal = {CoRR}, volume = {abs/1706.03762}, url = {http://arxiv.org/abs/1706.03762}", Paper(identifiers=ARXIV)),
        ("article", "journal = {Nature}, eprint = {1706.03762}", Paper("article", venue="Nature", identifiers=ARXIV)),
        ("inproceedings", "booktitle = {NIPS}, note = {arXiv:1706.03762 [cs]}", Paper("conference", venue="NIPS", identifiers=ARXIV)),
        ("misc", "url = {https://arxiv.org/pdf/1706.03762v5}", Paper(identifiers=Identifiers("1706.03762"))),
        ("misc", "doi = {10.48550/arXiv.1706.03762}", Paper(identifiers=Identifiers("1706.03762", "10.48550/arXiv.1706.03762"))),
        ("article", "doi = {http://doi.acm.org/10.1145/1137627.1137631}", Paper("article", identifiers=Identifiers(doi="10.1145/1137627.1137631"))),
        ("article", r"doi = {10.1000/a\_b}, url = {https://doi.org/10.1000/A_b}", Paper("article", identifiers=Identifiers(doi="10.1000/a_b"))),
        ("misc", r"howpublished = {\url{https://example.org/a_b}}", Paper("web", urls=(("url", "https://example.org/a_b"),))),
        ("mastersthesis", "school = {A School}, type = {}", Paper("thesis", publisher="A School", extra=(("genre", "Master's thesis"),))),
        ("thesis", "institution = {A School}, type = {phdthesis}", Paper("thesis", publisher="A School")),
        ("report", "institution = {RAND}, number = {RR-7}", Paper("report", publisher="RAND", extra=(("number", "RR-7"),))),
        ("inbook", "booktitle = {Book}, chapter = 3, pages = {1--2}", Paper("chapter", venue="Book", pages="1-2", extra=(("chapter-number", "3"), ("entrytype", "inbook")))),
        ("movie", "title = {Film}", Paper("web", "Film", extra=(("entrytype", "movie"),))),
        ("article", "journaltitle = {Annals}, langid = {ngerman}, eid = {e0815}, number = 3", Paper("article", venue="Annals", language="de", pages="e0815", issue="3")),
        ("article", "file = {:/home/someone/x.pdf:PDF}, timestamp = {2015}, keywords = {a, b}, custom = {x}", Paper("article", extra=(("custom", "x"), ("keyword", "a, b")))),
    ],
)  # fmt: skip
def test_what_entries_are(kind: str, fields: str, expected: Paper) -> None:
    found = paper_of(fields, kind)
    assert (
        replace(found, identifiers=replace(found.identifiers, arxiv=found.identifiers.arxiv.partition("v")[0]))
        == expected
    )


# What is written comes back.


def without(paper: Paper) -> Paper:
    """What BibTeX has no field for: when a preprint changed, earlier titles, further addresses and categories, and which
    lines a comment had. An address is called `url`; a web page on arXiv is a preprint of it."""
    ids = paper.identifiers
    return replace(
        paper,
        kind="preprint" if paper.kind == "web" and ids.arxiv else paper.kind,
        updated=None,
        earlier_titles=(),
        urls=tuple(("url", dict(paper.urls).get("url", address)) for _, address in paper.urls[:1]),
        categories=paper.categories[:1] if ids.arxiv else (),
        comment="; ".join(paper.comment.split("\n")) if paper.comment else "",
    )


@given(PAPERS)
def test_bibtex_comes_back(paper: Paper) -> None:
    (record,) = read(write([("key", paper)], abstract=True).encode(), "a.bib").records
    number = (("number", paper.issue),) if paper.kind in ("report", "thesis") and paper.issue else ()
    date = replace(paper.date, day=0) if paper.date else None
    # It has no days, and the number of a report is no issue.
    expected = replace(without(paper), date=date, issue="" if number else paper.issue, extra=number)
    assert (record.key, record.paper) == ("key", expected)


@given(PAPERS)
def test_biblatex_comes_back(paper: Paper) -> None:
    (record,) = read(write_biblatex([("key", paper)]).encode(), "a.bib").records
    number = (("number", paper.issue),) if paper.kind in ("report", "thesis") and paper.issue else ()
    assert record.paper == replace(without(paper), issue="" if number else paper.issue, extra=number)


def test_editors_and_the_like_come_back() -> None:
    text = (
        "@book{a, title = {T}, editor = {Bass, Len and {A Board}}, address = {London}, edition = {3}, keywords = {x}}"
    )
    paper = read_text(text).records[0].paper
    for written in (write([("a", paper)]), write_biblatex([("a", paper)])):
        again = dict(read_text(written).records[0].paper.extra)
        assert again == {name: value for name, value in paper.extra if name != "keyword"}
