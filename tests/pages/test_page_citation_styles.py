"""References in APA, Chicago, MLA and IEEE, as the styles' own manuals would print them."""

from __future__ import annotations

import re

import pytest

from manicule.model import KINDS, Group, Identifiers, Paper, PartialDate, Person
from manicule.pages.citation_styles import STYLES, format_styles
from manicule.pages.markings import text_html

SOLAIMAN = (Person("Solaiman", "Irene"), Person("Brundage", "Miles"), Person("Herbert-Voss", "Ariel"))
ARTICLE = Paper(
    "article", "On Release", SOLAIMAN, PartialDate(2019, 8, 24), venue="Journal of Things", volume="12", issue="3", pages="19-35",
    identifiers=Identifiers(doi="10.1000/x"),
)  # fmt: skip
CONFERENCE = Paper(
    "conference", "Is It All You Need?", (Person("Gogh", "Vincent Q.", "van"), Person("King", "Martin Luther", "", "Jr.")), PartialDate(2017, 9),
    venue="Proceedings of X", pages="1-9", publisher="ACM",
)  # fmt: skip
PREPRINT = Paper(
    title="A Preprint",
    authors=(Group("The Group"),),
    date=PartialDate(2021, 7, 7),
    identifiers=Identifiers("2107.03374v2"),
)
CHAPTER = Paper(
    "chapter", "Part", SOLAIMAN[:1], PartialDate(2001), venue="Whole", publisher="Press", pages="5-7",
    extra=(("editor", ({"family": "Bass", "given": "Len"}, {"family": "Kruchten", "given": "Philippe"})), ("publisher-place", "Boston")),
)  # fmt: skip
BOOK = Paper(
    "book", "Untold <i>Things</i>", publisher="Press", extra=(("edition", "2nd"), ("publisher-place", "London"))
)
THESIS = Paper(
    "thesis", "Theses", SOLAIMAN[:2], PartialDate(2001), publisher="A School", extra=(("genre", "Master's thesis"),)
)
REPORT = Paper("report", "Findings", SOLAIMAN[:1], PartialDate(2001, 5), publisher="RAND", extra=(("number", "RR-7"),))
PAGE = Paper("web", "A Page", date=PartialDate(2001), urls=(("url", "https://example.org/?a&b"),))


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (ARTICLE, {
            "apa": "Solaiman, I., Brundage, M., & Herbert-Voss, A. (2019). On Release. *Journal of Things*, *12*(3), 19–35. https://doi.org/10.1000/x",
            "chicago": "Solaiman, Irene, Miles Brundage, and Ariel Herbert-Voss. 2019. “On Release.” *Journal of Things* 12 (3): 19–35. https://doi.org/10.1000/x.",
            "mla": "Solaiman, Irene, et al. “On Release.” *Journal of Things*, vol. 12, no. 3, 24 Aug. 2019, pp. 19–35, https://doi.org/10.1000/x.",
            "ieee": "I. Solaiman, M. Brundage, and A. Herbert-Voss, “On Release,” *Journal of Things*, vol. 12, no. 3, pp. 19–35, Aug. 2019, doi: 10.1000/x.",
        }),
        (CONFERENCE, {
            "apa": "van Gogh, V. Q., & King, M. L., Jr. (2017). Is It All You Need? In *Proceedings of X* (pp. 1–9). ACM.",
            "chicago": "van Gogh, Vincent Q., and Martin Luther King Jr. 2017. “Is It All You Need?” In *Proceedings of X*, 1–9. ACM.",
            "mla": "van Gogh, Vincent Q., and Martin Luther King Jr. “Is It All You Need?” *Proceedings of X*, ACM, Sept. 2017, pp. 1–9.",
            "ieee": "V. Q. van Gogh and M. L. King Jr., “Is It All You Need?” in *Proceedings of X*, Sep. 2017, pp. 1–9.",
        }),
        (PREPRINT, {
            "apa": "The Group. (2021). *A Preprint* (arXiv:2107.03374). arXiv. https://arxiv.org/abs/2107.03374",
            "chicago": "The Group. 2021. “A Preprint.” Preprint, arXiv:2107.03374. https://arxiv.org/abs/2107.03374.",
            "mla": "The Group. “A Preprint.” *arXiv*, 7 July 2021, https://arxiv.org/abs/2107.03374.",
            "ieee": "The Group, “A Preprint,” July 2021, arXiv:2107.03374.",
        }),
        (CHAPTER, {
            "apa": "Solaiman, I. (2001). Part. In L. Bass & P. Kruchten (Eds.), *Whole* (pp. 5–7). Press.",
            "chicago": "Solaiman, Irene. 2001. “Part.” In *Whole*, edited by Len Bass and Philippe Kruchten, 5–7. Boston: Press.",
            "mla": "Solaiman, Irene. “Part.” *Whole*, edited by Len Bass and Philippe Kruchten, Press, 2001, pp. 5–7.",
            "ieee": "I. Solaiman, “Part,” in *Whole*, Press, 2001, pp. 5–7.",
        }),
        (BOOK, {
            "apa": "*Untold &lt;i&gt;Things&lt;/i&gt;* (2nd ed.). (n.d.). Press.",
            "chicago": "*Untold &lt;i&gt;Things&lt;/i&gt;*. n.d. 2nd ed. London: Press.",
            "mla": "*Untold &lt;i&gt;Things&lt;/i&gt;*. 2nd ed., Press.",
            "ieee": "*Untold &lt;i&gt;Things&lt;/i&gt;*, 2nd ed. London: Press.",
        }),
        (THESIS, {
            "apa": "Solaiman, I., & Brundage, M. (2001). *Theses* [Master's thesis, A School].",
            "chicago": "Solaiman, Irene, and Miles Brundage. 2001. “Theses.” Master's thesis, A School.",
            "mla": "Solaiman, Irene, and Miles Brundage. “Theses.” 2001. A School, Master's thesis.",
            "ieee": "I. Solaiman and M. Brundage, “Theses,” Master's thesis, A School, 2001.",
        }),
        (REPORT, {
            "apa": "Solaiman, I. (2001). *Findings* (Report No. RR-7). RAND.",
            "chicago": "Solaiman, Irene. 2001. *Findings*. No. RR-7. RAND.",
            "mla": "Solaiman, Irene. *Findings*. RAND, May 2001.",
            "ieee": "I. Solaiman, “Findings,” RAND, Tech. Rep. RR-7, May 2001.",
        }),
        (PAGE, {
            "apa": "*A Page*. (2001). https://example.org/?a&amp;b",
            "chicago": "“A Page.” 2001. https://example.org/?a&amp;b.",
            "mla": "“A Page.” 2001, https://example.org/?a&amp;b.",
            "ieee": "“A Page,” 2001. [Online]. Available: https://example.org/?a&amp;b",
        }),
    ],
)  # fmt: skip
def test_references(paper: Paper, expected: dict[str, str]) -> None:
    for name, (_, style) in STYLES.items():
        said = re.sub("</?i>", "*", re.sub("</?a[^>]*>", "", str(style(paper, text_html(paper.title)))))
        assert said.replace("&amp; ", "& ").replace("&#x27;", "'") == expected[name]


def test_many_authors() -> None:
    paper = Paper("article", "Many", tuple(Person(f"N{n}", "First") for n in range(25)), venue="J")
    said = {
        name: str(style(paper, text_html(paper.title))).partition(" (n.d.)")[0].partition(" n.d.")[0]
        for name, (_, style) in STYLES.items()
    }
    assert said["apa"].count(",") == 39 and said["apa"].endswith("N18, F., . . . N24, F.")
    assert said["chicago"].endswith("First N5, First N6, et al.") and said["chicago"].count("First") == 7
    assert said["mla"].startswith("N0, First, et al. “Many.”") and said["ieee"].startswith("F. N0 et al., “Many,”")


def test_any_paper_has_a_reference_in_the_styles_that_are_wanted() -> None:
    for kind in KINDS:
        for paper in (
            Paper(kind),
            Paper(kind, "T.", venue="V", volume="1", pages="9", publisher="P", date=PartialDate(2000, 1)),
        ):
            found = format_styles(paper, text_html(paper.title), ("ieee", "apa"))
            assert [label for label, _ in found] == ["IEEE", "APA"]
            assert all(".." not in str(html).replace(". . .", "") for _, html in found), found
