"""The three-way rule as a pure function, and what comes of records, entries and a ledger together."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.intake import (
    OWNERS,
    Conflict,
    Decision,
    Destination,
    Intake,
    Statement,
    decide,
    learn,
    plan_intake,
    still_untitled,
)
from manicule.ledger import Line, Told, value_digest
from manicule.matching import Incoming, Known
from manicule.model import Group, Identifiers, Paper, PartialDate, Person, Record, Relation
from manicule.problems import Where
from manicule.statements import statements
from manicule.text import is_slug

FAR = "arxiv:2103.00020"
WHERE = Where("a.txt", 3, 1)


def record(source: str = "a.txt", key: str = "", derived: tuple[str, ...] = (), to: str = "", **paper: Any) -> Incoming:
    """A record with `arxiv` and `doi` as fields, and one relation if `to` is given."""
    ids = Identifiers(paper.pop("arxiv", ""), paper.pop("doi", ""))
    relations = (Relation("overlaps", to, source=f"{source}:{to}"),) if to else ()
    made = Record(Paper(identifiers=ids, **paper), relations, frozenset(derived), key, WHERE)
    return Incoming(source, made, statements(made.paper))


def after(decision: Decision, known: Known | None = None) -> Known:
    """What the list has of the paper once the decision is carried out."""
    values = {**(known.values if known else {}), **decision.changes}
    relations = (*(known.relations if known else ()), *decision.relations)
    return Known(
        decision.place,
        decision.key,
        values,
        frozenset(values) | {name.partition(".")[0] for name in values},
        relations,
        decision.line.ids,
        max(decision.index, 0) if decision.place == "works" else -1,
    )


def run(*incoming: Incoming, known: tuple[Known, ...] = (), ledger: Mapping[str, Line] | None = None) -> Intake:
    return plan_intake(incoming, known, ledger or {}, taken=[paper.key for paper in known])


def one(intake: Intake) -> Decision:
    (decision,) = intake.decisions
    assert intake.problems == ()
    return decision


# The rule for one field.

VALUES = st.sampled_from([PartialDate(2021), PartialDate(2021, 7), PartialDate(2021, 7, 7), PartialDate(2020)])
SOURCES = st.sampled_from(["a", "b"])
SAID = st.builds(Statement, VALUES, SOURCES, st.booleans())


@given(st.none() | VALUES, SAID, st.lists(SAID, max_size=4))
def test_what_an_importer_did_not_write_is_never_replaced(
    current: PartialDate | None, said: Statement, history: list[Statement]
) -> None:
    told = Told()
    for earlier in history:
        told = learn(told, earlier, "update")
    verdict = decide("date", current, said, told)
    if current is not None and value_digest(current) != told.wrote:
        assert verdict in ("same", "yield", "conflict")
    if current is None:
        assert verdict == ("kept-absent" if told.wrote else "fill")


@given(st.lists(SAID, min_size=1, max_size=8))
def test_saying_it_all_again_changes_nothing(history: list[Statement]) -> None:
    """Each source says one thing; whatever the order, a second round decides nothing new."""
    said = {statement.source: statement for statement in history}
    current, told = None, Told()
    for statement in said.values():
        verdict = decide("date", current, statement, told)
        told = learn(told, statement, verdict)
        current = statement.value if verdict in ("fill", "update") else current
    for statement in said.values():
        verdict = decide("date", current, statement, told)
        assert verdict in ("same", "yield", "conflict")
        assert learn(told, statement, verdict) == told


@given(VALUES, VALUES, st.booleans())
def test_a_stated_value_wins_over_a_derived_one_in_either_order(
    stated: PartialDate, derived: PartialDate, first: bool
) -> None:
    pair = [Statement(derived, "a", derived=True), Statement(stated, "b")]
    current, told = None, Told()
    for statement in pair if first else reversed(pair):
        verdict = decide("date", current, statement, told)
        assert verdict != "conflict"
        told = learn(told, statement, verdict)
        current = statement.value if verdict in ("fill", "update") else current
    assert current == stated
    assert (told.by, told.derived) == ("b", False)


@pytest.mark.parametrize(
    ("current", "told", "said", "verdict"),
    [
        (None, Told(), Statement("x", "a"), "fill"),
        (None, Told({}, "1", "a"), Statement("x", "a"), "kept-absent"),
        ("x", Told(), Statement("x", "a"), "same"),
        ("x", Told({}, value_digest("x"), "a"), Statement("y", "a"), "update"),
        ("x", Told({}, value_digest("x"), "a"), Statement("y", "b"), "conflict"),
        ("x", Told({}, value_digest("x"), "a", True), Statement("y", "b"), "update"),
        ("x", Told({}, value_digest("x"), "a", True), Statement("y", "b", True), "yield"),
        ("x", Told({}, value_digest("x"), "a", True), Statement("y", "a", True), "update"),
        ("x", Told({}, value_digest("x"), "a"), Statement("y", "a", True), "yield"),
        ("mine", Told({}, value_digest("x"), "a"), Statement("y", "a"), "conflict"),
        ("mine", Told({}, value_digest("x"), "a"), Statement("x", "a"), "conflict"),
        ("mine", Told({}, value_digest("x"), "a", True), Statement("y", "a", True), "yield"),
        ("mine", Told(), Statement("y", "a"), "conflict"),
    ],
)
def test_the_rule(current: str | None, told: Told, said: Statement, verdict: str) -> None:
    assert decide("title", current, said, told) == verdict


def test_a_more_exact_date_is_no_conflict_in_either_order() -> None:
    year, day = PartialDate(2021), PartialDate(2021, 7, 7)
    assert decide("date", year, Statement(day, "b"), Told({}, value_digest(year), "a")) == "update"
    assert decide("date", day, Statement(year, "b"), Told({}, value_digest(day), "a")) == "yield"
    assert decide("date", year, Statement(day, "b"), Told()) == "conflict"


def test_versions_and_case_are_no_conflict() -> None:
    assert decide("arxiv", "2107.03374", Statement("2107.03374v2", "b"), Told()) == "same"
    assert decide("doi", "10.1109/MSP", Statement("10.1109/msp", "b"), Told()) == "same"
    own = Told({}, value_digest("2107.03374v1"), "a")
    assert decide("arxiv", "2107.03374v1", Statement("2107.03374v2", "a"), own) == "update"


# Papers.


def test_a_new_paper_gets_its_arxiv_id_as_slug_and_a_stand_in_for_its_title() -> None:
    decision = one(run(record(arxiv="2107.03374v2", abstract="Words.", date=PartialDate(2021, 7), derived=("date",))))
    assert (decision.place, decision.key, decision.new) == ("papers", "2107.03374", True)
    assert decision.changes == {
        "title": "arXiv:2107.03374",
        "date": PartialDate(2021, 7),
        "kind": "preprint",
        "arxiv": "2107.03374v2",
        "abstract": "Words.",
    }
    assert list(decision.changes) == ["title", "date", "kind", "arxiv", "abstract"]
    assert decision.line.fields["title"].derived
    assert decision.line.fields["date"].derived
    assert still_untitled([decision.changes]) == 1


@pytest.mark.parametrize("runs", [1, 2])
@pytest.mark.parametrize("first", ["listing", "record"])
def test_a_title_and_a_date_come_with_whichever_source_states_them(runs: int, first: str) -> None:
    listing = record("l.txt", arxiv="2107.03374", date=PartialDate(2021, 7), derived=("date",), comment="9 pages")
    stated = record("m.json", arxiv="2107.03374", title="Ducks", date=PartialDate(2021, 7, 7))
    both = (listing, stated) if first == "listing" else (stated, listing)
    if runs == 1:
        decision = one(run(*both))
        shown = after(decision)
    else:
        made = one(run(both[0]))
        shown = after(made)
        decision = one(run(both[1], known=(shown,), ledger={made.key: made.line}))
        shown = after(decision, shown)
    assert shown.values == {
        "title": "Ducks",
        "date": PartialDate(2021, 7, 7),
        "kind": "preprint",
        "arxiv": "2107.03374",
        "comment": "9 pages",
    }
    assert decision.conflicts == ()
    again = one(run(*both, known=(shown,), ledger={decision.key: decision.line}))
    assert again.same
    assert again.line == decision.line


def test_a_title_that_stands_in_is_replaced_even_where_the_ledger_was_lost() -> None:
    known = Known("papers", "x", {"title": "arXiv:2107.03374", "arxiv": "2107.03374"}, frozenset({"title", "arxiv"}))
    decision = one(run(record(arxiv="2107.03374", title="Ducks"), known=(known,)))
    assert decision.changes == {"title": "Ducks"}
    assert decision.before == {"title": "arXiv:2107.03374"}


def test_the_owners_title_stays_and_is_reported_on_every_run() -> None:
    said = record("a.txt", arxiv="2107.03374", title="Ducks")
    made = one(run(said))
    shown = after(made)
    edited = Known("papers", shown.key, {**shown.values, "title": "My ducks"}, shown.present)
    ledger = {made.key: made.line}
    for _ in range(2):
        decision = one(run(said, known=(edited,), ledger=ledger))
        assert decision.same
        assert decision.conflicts == (Conflict("title", "My ducks", OWNERS, "Ducks", "a.txt"),)
        ledger = {decision.key: decision.line}


def test_a_source_that_changes_its_mind_is_followed_where_the_owner_wrote_nothing() -> None:
    made = one(run(record(arxiv="2107.03374", title="Ducks", venue="Pond")))
    shown = after(made)
    changed = record(arxiv="2107.03374", title="Ducks and geese", venue="Lake")
    owners = Known("papers", shown.key, {**shown.values, "venue": "Sea"}, shown.present)
    decision = one(run(changed, known=(owners,), ledger={made.key: made.line}))
    assert decision.changes == {"title": "Ducks and geese"}
    assert decision.conflicts == (Conflict("venue", "Sea", OWNERS, "Lake", "a.txt"),)


def test_two_sources_that_differ_are_both_named() -> None:
    decision = one(run(record("a", arxiv="2107.03374", title="Ducks"), record("b", arxiv="2107.03374", title="Geese")))
    assert decision.changes["title"] == "Ducks"
    assert decision.conflicts == (Conflict("title", "Ducks", "a", "Geese", "b"),)


def test_a_source_that_contradicts_itself_is_in_conflict_with_itself() -> None:
    twice = (record(arxiv="2107.03374v1", title="Ducks"), record(arxiv="2107.03374v2", title="Geese"))
    decision = one(run(*twice))
    assert decision.conflicts == (Conflict("title", "Ducks", "a.txt", "Geese", "a.txt"),)
    again = one(run(*twice, known=(after(decision),), ledger={decision.key: decision.line}))
    assert again.same
    assert again.conflicts == decision.conflicts


def test_what_the_owner_took_out_stays_out() -> None:
    said = record(arxiv="2107.03374", title="Ducks", comment="9 pages", urls=(("pdf", "https://e.org/p"),))
    made = one(run(said))
    left = {name: value for name, value in after(made).values.items() if name not in ("comment", "urls.pdf")}
    decision = one(run(said, known=(Known("papers", made.key, left, frozenset(left)),), ledger={made.key: made.line}))
    assert decision.same
    assert decision.kept_absent == ("comment", "urls.pdf")
    gone = {name: value for name, value in left.items() if name != "arxiv"}
    decision = one(run(said, known=(Known("papers", made.key, gone, frozenset(gone)),), ledger={made.key: made.line}))
    assert "arxiv" in decision.kept_absent


def test_a_field_that_cannot_be_read_is_left_alone() -> None:
    known = Known("papers", "x", {"title": "Ducks", "arxiv": "2107.03374"}, frozenset({"title", "arxiv", "date"}))
    decision = one(run(record(arxiv="2107.03374", title="Ducks", date=PartialDate(2021)), known=(known,)))
    assert decision.same
    assert decision.conflicts == ()


def test_a_record_that_says_nothing_is_a_problem() -> None:
    intake = run(record(abstract="Words."))
    assert intake.decisions == ()
    assert [problem.code for problem in intake.problems] == ["import-nothing"]


# Which paper it is.


def known(slug: str, **values: Any) -> Known:
    return Known("papers", slug, values, frozenset(values))


def test_records_and_entries_are_matched_by_doi_in_any_case_and_by_arxivs_own_dois() -> None:
    here = known("duck", title="Ducks", doi="10.1109/MSP.1")
    assert one(run(record(doi="10.1109/msp.1", title="Ducks"), known=(here,))).key == "duck"
    here = known("duck", title="Ducks", arxiv="2107.03374v1")
    assert one(run(record(doi="10.48550/arXiv.2107.03374", title="Ducks"), known=(here,))).key == "duck"


def test_records_are_matched_by_title_year_and_family() -> None:
    here = known("duck", title="On  DÜCKS", date=PartialDate(2021, 7), authors=(Person("Drake", "A."),))
    same: dict[str, Any] = {"title": "On ducks", "authors": (Person("Drake", "Anna"),)}
    assert one(run(record(date=PartialDate(2021), **same), known=(here,))).key == "duck"
    assert one(run(record(date=PartialDate(2020), **same), known=(here,))).new
    numbered = known("duck", **{**here.values, "arxiv": "2107.03374"})
    assert one(run(record(date=PartialDate(2021), arxiv="2107.00001", **same), known=(numbered,))).new


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_a_record_that_knows_both_ids_joins_those_that_know_one(order: tuple[int, ...]) -> None:
    records = [
        record("a", arxiv="2107.03374", title="Ducks"),
        record("b", doi="10.1109/MSP.1", title="Ducks"),
        record("c", arxiv="2107.03374", doi="10.1109/msp.1", title="Ducks"),
    ]
    assert one(run(*(records[number] for number in order))).key == "2107.03374"


def test_a_record_that_fits_two_entries_is_a_problem_and_no_guess() -> None:
    here = (known("duck", title="Ducks", arxiv="2107.03374"), known("goose", title="Geese", doi="10.1234/g"))
    both, clear = (
        record(arxiv="2107.03374", doi="10.1234/g", title="Ducks"),
        record("b", doi="10.1234/g", title="Geese"),
    )
    intake = run(both, clear, known=here)
    assert [decision.key for decision in intake.decisions] == ["goose"]
    (problem,) = intake.problems
    assert (problem.level, problem.code, problem.where) == ("error", "import-ambiguous", WHERE)
    assert "`duck` or `goose`" in problem.message


def test_records_without_ids_are_known_again_by_their_name_in_the_source() -> None:
    said = record("refs.bib", key="Drake:2021", title="Ducks", date=PartialDate(2021))
    made = one(run(said))
    assert made.key == "drake-2021"
    mine = Known(
        "papers", made.key, {**made.changes, "title": "My ducks", "date": PartialDate(2020)}, remembered=made.line.ids
    )
    decision = one(run(said, known=(mine,), ledger={made.key: made.line}))
    assert not decision.new
    other = record("refs.bib", key="Drake:2021", title="Another paper", date=PartialDate(1999))
    assert one(run(other, known=(mine,), ledger={made.key: made.line})).key == "drake-2021-2"


def test_an_entry_that_cannot_be_read_is_neither_touched_nor_doubled() -> None:
    broken = Known("papers", "2107.03374", readable=False)
    intake = run(record(arxiv="2107.03374", title="Ducks"), record(arxiv="2107.00001", title="Geese"), known=(broken,))
    assert [decision.key for decision in intake.decisions] == ["2107.00001"]
    assert [problem.code for problem in intake.problems] == ["import-unreadable"]


def test_slugs_are_unique_whatever_their_case_and_never_reserved() -> None:
    said = [
        record("b", key="Index", title="One"),
        record("b", key="Duck", title="Two"),
        record("b", key="duck", title="Three"),
        record("b", title="Ducks at large", date=PartialDate(2021), authors=(Person("Drake"),)),
        record("b", title="The ducks", authors=(Group("Pond Group"),)),
        record("b", title="鴨", authors=(Person("鴨"),)),
        record("b", arxiv="hep-th/9901001", key="x", title="Old"),
    ]
    keys = [decision.key for decision in run(*said, known=(known("DUCK", title="D"),)).decisions]
    assert keys == ["index-2", "duck-2", "duck-3", "drake-2021-ducks", "pond-group-ducks", "ya-ya", "hep-th-9901001"]


def test_slugs_stay_slugs_however_long_the_keys_are() -> None:
    said = [record("b", key=f"{'long-' * 30}{number}", title=f"T {number}") for number in range(12)]
    said += [record("b", key="../etc/passwd", title="U"), record("b", key="con", title="V")]
    keys = [decision.key for decision in run(*said).decisions]
    assert len(set(keys)) == 14
    assert all(is_slug(key) for key in keys)


def test_a_title_that_everybody_has_tells_nobody_apart() -> None:
    many = tuple(known(f"e{number}", title="Editorial", doi=f"10.1234/{number}") for number in range(30))
    assert one(run(record(title="Editorial"), known=many)).new


# Relations and works.


def test_relations_are_added_once_and_what_the_owner_took_out_stays_out() -> None:
    said = record(arxiv="2108.02818", title="Ducks", to=FAR)
    made = one(run(said))
    assert [relation.to for relation in made.relations] == [FAR]
    shown, ledger = after(made), {made.key: made.line}
    assert one(run(said, known=(shown,), ledger=ledger)).same
    without = Known("papers", shown.key, shown.values, shown.present)
    decision = one(run(said, known=(without,), ledger=ledger))
    assert decision.same
    assert decision.kept_absent == (f"relations (overlaps {FAR})",)


def test_a_relation_that_the_owner_has_is_not_doubled() -> None:
    far = known("clip", title="Geese", arxiv="2103.00020")
    own = Known("papers", "duck", {"title": "Ducks", "arxiv": "2108.02818"}, relations=(Relation("overlaps", "clip"),))
    assert one(run(record(arxiv="2108.02818", to=FAR), known=(own, far))).same


def test_what_a_relation_points_to_goes_to_the_works_with_the_reason() -> None:
    here = record("l.txt", arxiv="2108.02818", title="Ducks", to=FAR)
    far = record("r.json", arxiv="2103.00020v1", title="Geese")
    for order in ((here, far), (far, here)):
        decisions = {decision.key: decision for decision in run(*order).decisions}
        assert decisions["works:arxiv:2103.00020"].why == "`Ducks` overlaps it"
        assert decisions["2108.02818"].place == "papers"
    shown = after(one(run(here)))
    decision = one(run(far, known=(shown,)))
    assert (decision.place, decision.why) == ("works", "`2108.02818` overlaps it")
    work = after(decision)
    assert one(run(far, known=(shown, work), ledger={decision.key: decision.line})).same


@pytest.mark.parametrize("to", ["papers", "works"])
def test_where_new_papers_go_can_be_said(to: Destination) -> None:
    said = (record("l.txt", arxiv="2108.02818", title="Ducks", to=FAR), record("r.json", arxiv="2103.00020", title="G"))
    assert {decision.place for decision in plan_intake(said, (), {}, to).decisions} == {to}


def test_a_work_can_be_put_on_the_list() -> None:
    work = Known("works", "works:arxiv:2103.00020", {"title": "Geese", "arxiv": "2103.00020"}, index=0)
    far = record("r.json", arxiv="2103.00020", title="Geese")
    assert one(plan_intake([far], [work], {}, "papers")).place == "papers"
    entry = after(one(plan_intake([far], [work], {}, "papers")))
    assert one(run(far, known=(work, entry))).place == "papers"


def test_two_papers_of_one_list_may_refer_to_each_other() -> None:
    said = (record(arxiv="2108.02818", title="Ducks", to=FAR), record(arxiv="2103.00020", title="Geese"))
    assert [decision.place for decision in run(*said).decisions] == ["papers", "papers"]


def test_of_two_papers_in_two_files_that_point_at_each_other_one_stays() -> None:
    said = (
        record("a", arxiv="2108.02818", title="D", to=FAR),
        record("b", arxiv="2103.00020", title="G", to="arxiv:2108.02818"),
    )
    assert [decision.place for decision in run(*said).decisions] == ["works", "papers"]


def test_ten_thousand_records_into_ten_thousand_entries() -> None:
    """Not a benchmark: quadratic work would take minutes."""
    said = [record(arxiv=f"2107.{number:05}", title=f"Paper {number}", to=FAR) for number in range(10_000)]
    made = run(*said)
    shown = tuple(after(decision) for decision in made.decisions)
    again = plan_intake(said, shown, {decision.key: decision.line for decision in made.decisions})
    assert len(again.decisions) == 10_000
    assert all(decision.same for decision in again.decisions)
