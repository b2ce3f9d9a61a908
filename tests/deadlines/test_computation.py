"""Every form of timing, the bounds of an unknown date, and independence from the query."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.deadlines.agreement import Agreement, Citation, Clause, Event, Source
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Done, Facts
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.period import Length
from scheduler.deadlines.timing import After, At, Before, Fixed, Timing, Window
from scheduler.interface import document
from tests.bethune import TODAY, agreement, computed, of_clause

SOURCE = Source("essai.yaml", 3)
CITED = Citation("1", "des mots", SOURCE)


def essay(timing: Timing, **event: object) -> Agreement:
    clause = Clause("essai", "Essai", CITED, timing, ("ccas",), ())
    happening = replace(Event("fait", "un fait", "Quand ?", SOURCE), **event)  # type: ignore[arg-type]
    return Agreement(
        id="c",
        title="C",
        short_title="C",
        document="",
        us="ccas",
        parties={"ccas": "CCAS"},
        calendar=Calendar("ville"),
        source=SOURCE,
        events={"fait": happening},
        clauses=(clause,),
    )


def only(timing: Timing, **event: object) -> Occurrence:
    (item,) = compute(essay(timing, **event), Facts(), TODAY).occurrences
    return item


def test_a_strict_date_is_the_eve_with_the_day_itself_beside_it() -> None:
    item = only(Fixed(date(2027, 4, 30), strict=True))
    assert item.due == date(2027, 4, 29)
    assert [other.due for other in item.alternatives] == [date(2027, 4, 30)]
    assert only(Fixed(date(2027, 5, 1), strict=True)).alternatives == ()


def test_a_window_keeps_both_its_bounds() -> None:
    item = only(Window(date(2027, 1, 1), date(2027, 3, 31)))
    assert (item.opens, item.due) == (date(2027, 1, 1), date(2027, 3, 31))
    assert only(Window(date(2027, 1, 1), None)).due is None


def test_a_delay_after_an_event_waits_for_it_then_counts() -> None:
    timing = After(Length(3, "month"), "fait")
    assert [item.event for item in compute(essay(timing), Facts(), TODAY).waiting] == ["fait"]
    item = only(timing, on=date(2026, 11, 30))
    assert (item.opens, item.due) == (date(2026, 11, 30), date(2027, 2, 28))


def test_a_delay_before_an_event_lists_both_ways_of_counting() -> None:
    item = only(Before(Length(3, "month"), "fait"), on=date(2025, 11, 30))
    assert item.due == date(2025, 8, 31)
    assert [other.due for other in item.alternatives] == [date(2025, 8, 30)]
    days = only(Before(Length(8, "day"), "fait", at_least=True), on=date(2026, 12, 20))
    assert days.due == date(2026, 12, 12)
    assert [other.due for other in days.alternatives] == [date(2026, 12, 11)]
    about = only(Before(Length(1, "month"), "fait", approximate=True), on=date(2026, 12, 20))
    assert about.certainty == "approximate"


def test_an_event_between_two_bounds_gives_a_bracket() -> None:
    item = only(
        After(Length(1, "month"), "fait"),
        not_before=date(2026, 1, 31),
        not_after=date(2026, 3, 31),
    )
    assert (item.due, item.certainty) == (None, "bracketed")
    assert (item.earliest, item.latest) == (date(2026, 2, 28), date(2026, 4, 30))


def test_an_item_with_no_delay_opens_with_its_event_only_once_it_is_known() -> None:
    bounded = compute(essay(At("fait"), not_before=date(2026, 1, 1)), Facts(), TODAY)
    assert bounded.occurrences == ()
    assert len(bounded.waiting) == 1
    assert only(At("fait"), on=date(2026, 1, 1)).opens == date(2026, 1, 1)


def test_done_late_stays_late_in_the_record() -> None:
    known = agreement()
    key = "bethune-sad/bilan-annuel/2025"
    for day, expected in ((date(2026, 2, 15), "done"), (date(2026, 2, 16), "done late")):
        facts = Facts(events={"signature": date(2025, 4, 1)}, done={key: Done(day)})
        computation = compute(known, facts, TODAY)
        (item,) = [one for one in computation.occurrences if one.key == key]
        assert computation.status(item) == expected


def test_what_was_due_before_following_began_is_not_called_late() -> None:
    facts = Facts(events={"signature": date(2025, 4, 1)}, since=date(2026, 11, 22))
    computation = compute(agreement(), facts, TODAY)
    statuses = {computation.status(item) for item in computation.occurrences}
    assert "late" not in statuses
    assert "untracked" in statuses


@given(st.dates(date(2025, 3, 13), date(2027, 12, 31)))
def test_no_real_signature_gives_a_notice_before_the_bound(signed: date) -> None:
    """What the lower bound announces as the earliest is never later than the truth."""
    earliest = {item.key: item.acts_by for item in computed().occurrences}
    for item in of_clause(computed(signature=signed), "preavis"):
        assert item.acts_by is not None
        bound = earliest[item.key]
        assert bound is not None
        assert bound <= item.acts_by


@given(st.dates(date(2025, 3, 13), date(2030, 12, 31)), st.integers(0, 4000))
def test_the_same_occurrences_come_out_whatever_is_asked(signed: date, days: int) -> None:
    """Neither the query window nor the day of asking changes an occurrence."""
    first = computed(signature=signed)
    later = computed(date.fromordinal(TODAY.toordinal() + days), signature=signed)
    assert first.occurrences == later.occurrences
    whole = _documented(first, None, None)
    since, until = date(2026, 1, 1), date(2027, 6, 30)
    chosen = _documented(first, since, until)
    assert all(whole[key] == item for key, item in chosen.items())
    for key, item in whole.items():
        if item["due"] and since.isoformat() <= item["due"] <= until.isoformat():
            assert key in chosen


@given(st.dates(date(2000, 1, 29), date(2026, 1, 31)), st.integers(0, 40))
def test_renewals_without_an_end_are_followed_further_and_never_differently(
    effect: date, years: int
) -> None:
    """A later horizon adds occurrences; those already there stay to the letter."""
    known = agreement()
    assert known.term is not None
    endless = replace(known.term, cap=None, renewal=replace(known.term.renewal, times=None))  # type: ignore[type-var]
    known = replace(known, term=endless)
    facts = Facts(assumed={"effect": effect})
    near = compute(known, facts, TODAY)
    far = compute(known, facts, TODAY, date(2036 + years, 1, 1))
    assert set(near.occurrences) <= set(far.occurrences)
    assert near.term is not None
    assert near.term.end is None
    assert all(item.post_term is False for item in near.occurrences)


def _documented(
    computation: Computation, since: date | None, until: date | None
) -> dict[str, dict[str, str]]:
    listed = document([computation], [], TODAY, since, until)["occurrences"]
    return {item["key"]: item for item in listed}


def test_keys_never_hold_a_date_of_the_signature() -> None:
    """Recording another signature keeps the keys of the periods."""
    one = {item.key for item in computed(signature=date(2025, 4, 1)).occurrences}
    other = {item.key for item in computed(signature=date(2025, 4, 20)).occurrences}
    assert one == other


@pytest.mark.parametrize("clause", ["preavis", "bilan-annuel", "comite-suivi", "indicateurs"])
def test_every_date_is_explained_from_its_clause_to_the_day(clause: str) -> None:
    item = of_clause(computed(signature=date(2025, 4, 1)), clause)[0]
    assert item.cited.quote in item.derivation[0]
    assert item.derivation == tuple(
        f"{number}. {step.partition('. ')[2]}" for number, step in enumerate(item.derivation, 1)
    )
    assert any("1er avril 2025" in step for step in item.derivation)
    assert all(step.rstrip().endswith((".", "»")) for step in item.derivation)
