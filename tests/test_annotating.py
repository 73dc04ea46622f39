"""What becomes of annotations: decided for single entries, and written to them and read again."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manicule.annotating import AnnotationPlan, Outcome, Received, Wanted, plan_annotations, rows_by_entry
from manicule.content import load_entry
from manicule.entryfile import append_notes
from manicule.model import Annotation, Annotator, Entry, MarginNote, PartialDate, Quote, Site, Tag
from manicule.particulars import House
from manicule.problems import has_errors
from manicule.values import replace

PATH = "content/papers/ducks.yaml"
TEXT = """\
title: The release of ducks
arxiv: '2107.03374'
abstract: >-
  We discuss staged release, which allows time between releases. A release of ducks related to the release of
  geese needs $\\alpha < 3$ ponds.
added: 2026-11-23
margin:
  - quote: ponds
    kind: question
    note: How deep?
quotes:
  - {text: Ducks quack., page: 4}
notes: |
  A note that *reads* well, of [the geese](paper:geese).
aliases: [old-ducks]
"""
PAGE = "https://list.example.org/papers/ducks.html"
SITE = Site(
    "Ducks", url="https://list.example.org/", annotators=(Annotator("ab", "Ann Bird", "https://ann.example.org"),)
)
HOUSE = House(
    SITE,
    (Tag("release-norms", "Norms of release"), Tag("misuse", "Misuse")),
    {("paper", "ducks"): "Ducks", ("paper", "geese"): "Geese"},
)
OPEN = House(replace(SITE, vocabulary="open", annotators=()))


def entry_of(text: str) -> Entry:
    entry, problems = load_entry(PATH, text.encode())
    assert entry is not None
    assert not has_errors(problems), problems
    return entry


def plan(
    *annotations: Annotation,
    text: str = TEXT,
    house: House = HOUSE,
    written: tuple[str, ...] = (),
    private: bool = False,
    replies: bool = False,
) -> AnnotationPlan:
    entry = entry_of(text)
    received = [Received("a.json", annotation) for annotation in annotations]
    return plan_annotations(received, lambda _: ("ducks",), lambda _: (entry, written), house, Wanted(private, replies))


def settle(annotation: Annotation, **more: Any) -> Outcome:
    (outcome,) = plan(annotation, **more).outcomes
    return outcome


def appended(made: AnnotationPlan, text: str = TEXT) -> Entry:
    after = append_notes(text, PATH, rows_by_entry(made.outcomes).get("ducks", {}))
    assert isinstance(after, str), after
    return entry_of(after)


def said(quote: str, source: str = "x:1", **more: Any) -> Annotation:
    return Annotation(source, ("arxiv:2107.03374",), quote=quote, **more)


# Words.


def test_words_of_the_abstract_become_a_margin_note_in_its_own_words() -> None:
    outcome = settle(said("staged  release", note="It stuck."))
    assert (outcome.verdict, dict(outcome.row)) == (
        "margin",
        {"quote": "staged release", "note": "It stuck.", "source": "x:1"},
    )
    note = appended(plan(said("staged  release", note="It stuck."))).margin[-1]
    assert (note.quote, note.kind, note.id, note.note) == ("staged release", "comment", "staged-release", "It stuck.")
    assert note.start == 11


def test_context_is_kept_only_as_far_as_it_is_needed() -> None:
    row = settle(said("release", prefix="We discuss staged ", suffix=", which allows time between")).row
    assert dict(row) == {"quote": "release", "prefix": "staged", "source": "x:1"}
    row = settle(said("staged release", prefix="We discuss ", suffix=", which allows time between")).row
    assert dict(row) == {"quote": "staged release", "source": "x:1"}


def test_a_formula_is_kept_whole() -> None:
    assert settle(said("needs $\\alpha < 3$")).row["quote"] == "needs $\\alpha < 3$"


def test_words_of_the_title() -> None:
    assert dict(settle(said("The release of ducks")).row) == {
        "quote": "The release of ducks", "in": "title", "source": "x:1",
    }  # fmt: skip
    assert settle(said("release of ducks")).row.get("in") is None
    assert settle(said("release of ducks", target="title")).row["in"] == "title"


def test_words_of_the_owners_notes_are_looked_for_as_they_read() -> None:
    outcome = settle(said("reads well, of the geese", target="notes", note="Do they?"))
    assert (outcome.verdict, outcome.row["in"]) == ("margin", "notes")
    outcome = settle(said("READS WELL", target="notes", note="Do they?"))
    assert outcome.verdict == "not-in-notes"


def test_words_from_elsewhere_become_a_quote() -> None:
    outcome = settle(
        said("Geese  honk.", page="12", note="They *do*.", creator="ann bird", kind="claim", tags=("misuse",))
    )
    assert (outcome.verdict, dict(outcome.row)) == (
        "quote",
        {"text": "Geese honk.", "page": "12", "note": "They *do*.", "by": "ab", "source": "x:1"},
    )
    assert outcome.dropped == (("kind", "claim"), ("tags", "misuse"))
    assert appended(plan(said("Geese honk.", page="12"))).quotes[-1] == Quote("Geese honk.", "12", source="x:1")


def test_a_quote_does_not_cross_paragraphs() -> None:
    text = "title: Ducks\nabstract: |\n  One.\n\n  Two.\n"
    outcome = settle(said("One. Two."), text=text)
    assert outcome.verdict == "quote"


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({}, "margin"),
        ({"page": "1"}, "margin"),
        ({"page": "12"}, "quote"),
        ({"page": "12", "target": "abstract"}, "margin"),
        ({"page": "12", "prefix": "the re-\nlease of "}, "margin"),
        ({"page": "12", "suffix": " needs a permit"}, "margin"),
        ({"prefix": "all of the ", "suffix": " were counted"}, "quote"),
        ({"prefix": "swans and ", "suffix": " needs"}, "margin"),
    ],
)
def test_few_words_may_stand_in_the_abstract_by_chance(more: dict[str, str], verdict: str) -> None:
    assert settle(said("geese", **more)).verdict == verdict
    assert settle(said("which allows time between releases", **more)).verdict == "margin"


def test_one_entry_takes_only_so_much() -> None:
    many = [said(f"Quack {number}.", f"x:{number}", note="x" * 90_000) for number in range(20)]
    verdicts = [outcome.verdict for outcome in plan(*many).outcomes]
    assert verdicts == ["quote"] * 11 + ["too-long"] * 9


def test_no_abstract_is_no_matter() -> None:
    assert settle(said("staged release"), text="title: Ducks\n").verdict == "quote"


# The rest of a note.


@pytest.mark.parametrize(
    ("kind", "note", "written"),
    [
        ("", "", None),
        ("", "x", None),
        ("comment", "x", None),
        ("highlight", "", None),
        ("highlight", "x", "highlight"),
        ("comment", "", "comment"),
        ("claim", "x", "claim"),
        ("nonsense", "x", None),
    ],
)
def test_default_kinds_are_left_unsaid(kind: str, note: str, written: str | None) -> None:
    assert settle(said("staged release", kind=kind, note=note)).row.get("kind") == written


def test_tags_of_the_vocabulary_are_kept_by_key_or_label() -> None:
    tags = ("Release norms", "norms of release", "MISUSE", "Other", "!!")
    outcome = settle(said("staged release", tags=tags))
    assert outcome.row["tags"] == ("release-norms", "misuse")
    assert outcome.dropped == (("tags", "Other"), ("tags", "!!"))
    outcome = settle(said("staged release", tags=tags), house=OPEN)
    assert outcome.row["tags"] == ("release-norms", "norms-of-release", "misuse", "other")
    assert outcome.dropped == (("tags", "!!"),)


@pytest.mark.parametrize(
    ("creator", "address"),
    [
        ("AB", ""),
        ("Ann  Bird", ""),
        ("acct:ab@example.org", ""),
        ("", "acct:ab@example.org"),
        ("", "http://ann.example.org/"),
    ],
)
def test_annotators_are_known_by_key_name_or_address(creator: str, address: str) -> None:
    outcome = settle(said("staged release", creator=creator, creator_address=address))
    assert (outcome.row["by"], outcome.dropped) == ("ab", ())


def test_others_are_dropped_and_told() -> None:
    outcome = settle(said("staged release", creator="Somebody"))
    assert ("by" in outcome.row, outcome.dropped) == (False, (("creator", "Somebody"),))


def test_one_creator_where_there_are_no_annotators_is_told_once() -> None:
    one, other = said("staged release", creator="me"), said("geese", "x:2", creator="you")
    made = plan(one, house=OPEN)
    assert (made.unsigned, made.outcomes[0].dropped) == ("me", ())
    made = plan(one, other, house=OPEN)
    assert made.unsigned == ""
    assert [outcome.dropped for outcome in made.outcomes] == [(("creator", "me"),), (("creator", "you"),)]
    assert plan(said("staged release"), house=OPEN).unsigned == ""


def test_links_that_lead_nowhere_are_told() -> None:
    made = plan(said("staged release", note="See [[ducks]], [[swans]] and [it](tag:none)."))
    assert [problem.message.split(",")[0] for problem in made.problems] == [
        "this note links to `swans`",
        "this note links to `none`",
    ]


# Ids.


def test_an_id_is_kept_where_our_own_page_has_another_than_the_usual_one() -> None:
    assert settle(said("staged release", f"{PAGE}#wording")).row["id"] == "wording"
    assert "id" not in settle(said("staged release", f"{PAGE}#staged-release")).row
    assert settle(said("staged release", "../papers/ducks.html#wording")).row["id"] == "wording"
    assert settle(said("staged release", "https://other.example.org/papers/old-ducks.html#w")).row["id"] == "w"
    assert "id" not in settle(said("staged release", "https://other.example.org/papers/geese.html#wording")).row
    assert "id" not in settle(said("staged release", "hypothesis:wording")).row


def test_an_id_that_is_taken_is_not_taken_from_its_note() -> None:
    outcome = settle(said("staged release", "https://other.example.org/papers/ducks.html#ponds", note="x"))
    assert ("id" in outcome.row, outcome.dropped) == (False, (("id", "ponds"),))
    first, second = said("geese", "x:1"), said("staged release", f"{PAGE}#geese")
    entry = appended(plan(first, second))
    assert [note.id for note in entry.margin] == ["ponds", "geese", "staged-release"]


# The same again.


def test_what_is_there_already_is_the_same() -> None:
    done = TEXT.replace("    note: How deep?\n", "    note: How deep?\n    source: x:7\n")
    done = done.replace("page: 4}", "page: 4, source: 'x:8'}")
    for source in ("x:7", "x:8"):
        assert settle(said("staged release", source, note="edited since"), text=done).verdict == "changed"
    assert settle(said("other words", "x:7", note="How  deep?"), text=done).verdict == "same"
    assert settle(said("staged release", f"{PAGE}#ponds", note="edited since")).verdict == "changed"
    assert settle(said("staged release", f"{PAGE}#ponds", note="How deep?")).verdict == "same"
    assert settle(said("ponds", kind="question", note="How  deep?")).verdict == "same"
    assert settle(said("ponds", kind="doubt", note="How deep?")).verdict == "margin"
    assert settle(said("Ducks quack.", page="4")).verdict == "same"
    assert settle(said("Ducks quack.", page="5")).verdict == "quote"


def test_two_lists_that_call_different_notes_the_same_do_not_lose_one() -> None:
    outcome = settle(
        said("ponds", "https://other.example.org/papers/ducks.html#ponds", kind="question", note="How wet?")
    )
    assert (outcome.verdict, outcome.row["note"]) == ("margin", "How wet?")


def test_an_annotation_that_comes_twice_is_written_once() -> None:
    made = plan(said("geese"), said("geese"), said("geese", "x:2"))
    assert [outcome.verdict for outcome in made.outcomes] == ["margin", "same", "same"]


def test_what_was_taken_out_stays_out() -> None:
    assert settle(said("geese"), written=("x:1",)).verdict == "kept-absent"


# What is left out.


def test_private_ones_and_replies_come_on_request() -> None:
    private, reply = said("geese", private=True), said("ducks", "x:2", reply=True)
    assert [o.verdict for o in plan(private, reply).outcomes] == ["private", "reply"]
    assert [o.verdict for o in plan(private, reply, private=True, replies=True).outcomes] == ["margin", "margin"]


def test_each_reason_has_a_name() -> None:
    outcomes = plan(said("", note="On the page"), said("x" * 200_000, "x:2"), said("\x07", "x:3")).outcomes
    assert [outcome.verdict for outcome in outcomes] == ["wordless", "too-long", "wordless"]
    received = [Received("a.json", said("geese"))]
    for slugs, verdict in (((), "not-on-list"), (("a", "b"), "ambiguous"), (("a",), "unreadable")):
        made = plan_annotations(received, lambda _, s=slugs: s, lambda _: (None, ()), HOUSE, Wanted())  # type: ignore[misc]
        assert [outcome.verdict for outcome in made.outcomes] == [verdict]


# Whatever it says.

HARD = st.text(
    st.sampled_from("ab Z09,.:;#-'\"\\|>{}[]&*!%@`?~=$\n\t\r\x07\x85\u2028\xa0éß漢😀\u202e\ud800"), max_size=40
) | st.sampled_from(
    ["no", "2301.00010", "- a", "# x", "a: b", "---", "{}", "[[ducks]]", "  code\n\n    more", "end  \nof"]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(HARD, HARD, HARD, HARD), max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_anything_comes_back_equal_or_is_reported(texts: list[tuple[str, str, str, str]], newline: str) -> None:
    annotations = [
        Annotation(f"x:{number}{source}", quote=quote or "geese", note=note, page=page, tags=(note, page))
        for number, (quote, note, page, source) in enumerate(texts)
    ]
    made = plan(*annotations, house=OPEN)
    text = TEXT.replace("\n", newline)
    entry = appended(made, text)
    rows = [outcome for outcome in made.outcomes if outcome.verdict in ("margin", "quote")]
    assert len(entry.margin) + len(entry.quotes) == 2 + len(rows)
    notes = {note.source: note.note for note in entry.margin} | {quote.source: quote.note for quote in entry.quotes}
    for outcome in rows:
        kept, given = notes[outcome.row["source"]], outcome.annotation.note
        lost = ("control characters", "") in outcome.dropped
        assert lost or kept == given.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    again = plan(*annotations, text=text_after(made), house=OPEN)
    assert not rows_by_entry(again.outcomes)


def text_after(made: AnnotationPlan) -> str:
    after = append_notes(TEXT, PATH, rows_by_entry(made.outcomes).get("ducks", {}))
    assert isinstance(after, str)
    return after


# There and back.


def exported(entry: Entry) -> list[Annotation]:
    """The entry's margin notes as our own export has them: named after our page, with plenty of context."""
    texts = {"abstract": entry.paper.abstract, "title": entry.paper.title}
    names = {who.key: who.name for who in SITE.annotators}
    return [
        Annotation(
            f"{PAGE}#{note.id}",
            ("https://arxiv.org/abs/2107.03374",),
            quote=texts[note.target][note.start : note.end],
            prefix=texts[note.target][max(0, note.start - 32) : note.start],
            suffix=texts[note.target][note.end : note.end + 32],
            target=note.target,
            kind=note.kind,
            note=note.note,
            created=note.created,
            creator=names.get(note.by, ""),
            tags=note.tags,
            scope=PAGE,
        )
        for note in entry.margin
    ]


FULL = (
    TEXT[: TEXT.index("margin:")]
    + """\
margin:
  - quote: staged release
    kind: claim
    note: |
      The word that stuck.

      - in two paragraphs
    by: ab
    created: 2026-11
    tags: [release-norms]
  - quote: release
    prefix: related to the
    id: the-other
  - quote: release
    suffix: of ducks
    kind: highlight
    note: With a note
  - quote: release
    prefix: staged
    note: The third of that name
  - quote: release of ducks
    in: title
    kind: doubt
    note: 'Really?  '
"""
)


def bare(note: MarginNote) -> Mapping[str, object]:
    names = ("quote", "id", "kind", "note", "target", "by", "created", "tags", "start", "end")
    return {name: getattr(note, name) for name in names}


def test_our_own_export_read_back_adds_nothing() -> None:
    made = plan(*exported(entry_of(FULL)), text=FULL)
    assert [outcome.verdict for outcome in made.outcomes] == ["same"] * 5


@pytest.mark.parametrize("site", [SITE, replace(SITE, url="https://moved.example.org/"), replace(SITE, url="")])
def test_our_own_export_gives_the_same_notes_to_a_list_that_has_only_the_paper(site: Site) -> None:
    there = entry_of(FULL)
    empty = FULL[: FULL.index("margin:")]
    made = plan(*exported(there), text=empty, house=replace(HOUSE, site=site))
    here = appended(made, empty)
    assert [bare(note) for note in here.margin] == [bare(note) for note in there.margin]
    assert all(not outcome.dropped for outcome in made.outcomes)
    assert all(len(f"{note.prefix} {note.suffix}".split()) <= 1 for note in here.margin)
    back = plan(*exported(here), text=FULL, house=replace(HOUSE, site=site))
    assert [outcome.verdict for outcome in back.outcomes] == ["same"] * 5


def test_dates_are_kept() -> None:
    assert settle(said("geese", created=PartialDate(2021, 7, 3))).row["created"] == PartialDate(2021, 7, 3)
    assert settle(said("Honk.", created=PartialDate(2021))).dropped == (("created", "2021"),)


def test_a_paper_that_is_known_by_its_citation_alone_is_said_once() -> None:
    cited = [Annotation(f"zotero:{n}", quote="staged release", note=n, family="Drake", year=2021) for n in "ab"]
    (problem,) = plan(*cited).problems
    assert (problem.code, problem.level) == ("import-citation", "notice")
    assert "“Drake 2021” is taken for `ducks`" in problem.message
    assert plan(replace(cited[0], title="Ducks")).problems == ()
