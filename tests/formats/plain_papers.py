"""Papers as hypothesis makes them for round trips: with all that markup could trip over, but as people write it."""

from __future__ import annotations

from hypothesis import strategies as st

from manicule.model import KINDS, Group, Identifiers, Paper, PartialDate, Person

WORDS = st.sampled_from(
    (
        "A", "study", "of", "CLIP", "GPT-2", "Ó", "hÉigeartaigh’s", "100%", "R&D", "#1", "C_2", "{x}", "a~b", "x^y", "\\alpha",
        "--", "---", "``so''", '"q"', "“q”", "‘s’", "naïve", "Łódź", "深層学習", "Ελλάδα", "@misc", "@misc{a,", "and", "<i>", "&amp;",
        "$x^2$", "$\\{a\\}_b$", "ER", "TY", "[x](y)", "*b*", "|", ",", "=", "’", "costs $5", ".", "x's", "1.", "- y", "…",
    )
)  # fmt: skip
TEXT = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
MAYBE = st.one_of(st.just(""), TEXT)
PARAGRAPHS = st.lists(TEXT, max_size=2).map("\n\n".join)
FAMILY = st.sampled_from(
    ("Solaiman", "Ó hÉigeartaigh", "de Haas", "Herbert-Voss", "小明", "O'Neil", "Łukasz", "Smith and Sons")
)
GIVEN = st.sampled_from(("Irene", "Jong Wook", "J.-P.", "Seán", "A."))
NAMES = st.one_of(
    st.builds(Person, FAMILY, GIVEN),
    st.builds(Person, st.sampled_from(("Beethoven", "Gogh")), GIVEN, st.sampled_from(("van", "von der", "de la"))),
    st.builds(Person, st.sampled_from(("King", "Vance")), GIVEN, st.just(""), st.sampled_from(("Jr.", "III"))),
    st.builds(Group, st.sampled_from(("OpenAI", "The A & B Group, Ltd", "Centre for X and Y"))),
)
DATES = st.sampled_from((None, PartialDate(2020), PartialDate(1999, 2), PartialDate(2021, 12, 31)))
ADDRESSES = st.sampled_from(("https://example.org/a_b%20c", "http://example.org/~x/?q=1&r=#top"))
ARXIV = st.sampled_from(("", "2107.03374", "1908.09203v2", "hep-th/9901001"))
DOIS = st.sampled_from(("", "10.1109/MSP.2017.2743240", "10.1000/a_b(c)"))

PAPERS = st.builds(
    Paper,
    kind=st.sampled_from(KINDS),
    title=TEXT,
    authors=st.lists(NAMES, max_size=4).map(tuple),
    date=DATES,
    updated=DATES,
    venue=MAYBE,
    volume=st.sampled_from(("", "12", "63-II")),
    issue=st.sampled_from(("", "3", "1-2")),
    pages=st.sampled_from(("", "19-35", "e0815", "P18-1001", "1-4, 9")),
    publisher=MAYBE,
    language=st.sampled_from(("", "en", "pt-BR")),
    identifiers=st.builds(
        Identifiers,
        ARXIV,
        DOIS,
        st.sampled_from(("", "978-1-59593-411-1")),
        st.sampled_from(("", "1540-7993")),
        st.sampled_from(("", "9653189")),
        st.sampled_from(("", "PMC123456")),
    ),
    categories=st.sampled_from(((), ("cs.CL",), ("cs.CL", "cs.AI"))),
    comment=st.lists(TEXT, max_size=2).map("\n".join),
    abstract=PARAGRAPHS,
    urls=st.sampled_from(
        ((), (("url", "https://example.org/a_b"),), (("code", "https://example.org/~c"), ("url", "http://example.org")))
    ),
    earlier_titles=st.sampled_from(((), ("Before",))),
)
