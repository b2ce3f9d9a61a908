"""Where an occurrence stands once people have waived, put off, seen, sorted or half done it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Done, Facts, Noted, Postponed, Waived
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.recorded import document_key
from tests.bethune import agreement

SIGNED = {"signature": date(2025, 4, 1)}
REPORT = "bethune-sad/bilan-annuel/2025"
"""Due on 15 February 2026."""
NOTICE = "bethune-sad/preavis/p1"
"""To be received by 31 December 2026, posted by 11 December."""
PACKAGE = "wattrelos-cpom/documents-annuels/2025"


def on(today: date, key: str = REPORT, **facts: object) -> tuple[Computation, Occurrence]:
    """The occurrence on that day, under these facts."""
    name = key.partition("/")[0]
    events = SIGNED if name == "bethune-sad" else {"reception": date(2024, 6, 28)}
    known = Facts(events=events, **facts)  # type: ignore[arg-type]
    computation = compute(agreement(name), known, today)
    (item,) = [one for one in computation.occurrences if one.key == key]
    return computation, item


def put_off(until: date, *, past: bool = False) -> dict[str, Postponed]:
    return dict.fromkeys((REPORT, NOTICE), Postponed(until, "congés", "x", date(2025, 12, 1), past))


def test_what_is_waived_is_awaited_no_more_and_never_late() -> None:
    waived = Waived(date(2026, 1, 5), "non demandé", "x")
    computation, item = on(date(2026, 3, 1), waived={REPORT: waived})
    assert computation.status(item) == "waived"
    assert computation.waived(item) == waived
    assert not computation.is_pending(item)
    assert not computation.to_do(item)
    assert computation.late_by(item) == 0


def test_a_waived_notice_is_not_missed() -> None:
    waived = {NOTICE: Waived(date(2026, 11, 1), "on reste", "x")}
    computation, item = on(date(2027, 2, 1), NOTICE, waived=waived)
    assert computation.status(item) == "waived"
    computation, item = on(date(2027, 2, 1), NOTICE)
    assert computation.status(item) == "missed"
    assert computation.is_pending(item)
    assert computation.late_by(item) == 32


@pytest.mark.parametrize(("answer", "status"), [("missed", "missed"), ("unknown", "unknown")])
def test_what_was_sorted_leaves_the_list_and_keeps_its_answer(answer: str, status: str) -> None:
    noted = Noted(date(2026, 11, 22), "x", "archives perdues")
    for key in (REPORT, NOTICE):
        computation, item = on(date(2027, 2, 1), key, **{answer: {key: noted}})
        assert computation.status(item) == status
        assert computation.sorted_as(item) == noted
        assert not computation.is_pending(item)
        assert not computation.to_do(item)


def test_done_with_its_piece_to_follow_is_a_state_and_lateness_stays_beside_it() -> None:
    for day, late in ((date(2026, 2, 15), 0), (date(2026, 2, 18), 3)):
        computation, item = on(date(2026, 3, 1), done={REPORT: Done(day, to_follow=True)})
        assert computation.status(item) == "unproven"
        assert computation.late_by(item) == late
        assert not computation.is_pending(item)
        proven, item = on(date(2026, 3, 1), done={REPORT: Done(day, evidence="reçu")})
        assert proven.status(item) == ("done late" if late else "done")
        assert proven.late_by(item) == late


def test_a_piece_to_follow_is_there_once_each_piece_always_asked_for_is() -> None:
    day, later = date(2026, 4, 10), date(2026, 6, 1)
    _, item = on(later, PACKAGE)
    asked = [document_key(PACKAGE, one.id) for one in item.documents if not one.condition]
    assert len(asked) == 7
    act = {PACKAGE: Done(day, to_follow=True)}
    most = act | dict.fromkeys(asked[:-1], Done(later))
    computation, item = on(later, PACKAGE, done=most)
    assert computation.status(item) == "unproven"
    every = most | {asked[-1]: Done(later)}
    computation, item = on(later, PACKAGE, done=every)
    assert computation.status(item) == "done late"
    assert computation.done(item) == Done(day)
    pieces_alone, item = on(later, PACKAGE, done=dict.fromkeys(asked, Done(later)))
    assert pieces_alone.late_by(item) > computation.late_by(item) > 0


def test_what_is_late_counts_its_days_and_what_is_not_counts_none() -> None:
    for today, late in ((date(2026, 2, 15), 0), (date(2026, 2, 16), 1), (date(2026, 3, 17), 30)):
        computation, item = on(today)
        assert computation.late_by(item) == late
    computation, item = on(date(2026, 3, 17), since=date(2026, 3, 1))
    assert (computation.status(item), computation.late_by(item)) == ("untracked", 0)


def test_a_posted_letter_is_not_missed_and_counts_from_the_day_it_was_collected() -> None:
    today, posted = date(2027, 1, 25), date(2026, 12, 28)
    letter = {NOTICE: Done(posted)}
    computation, item = on(today, NOTICE, done=letter)
    assert (computation.posted(item), computation.status(item)) == (posted, "done")
    for collected, status, late in (
        (date(2026, 12, 31), "done", 0),
        (date(2027, 1, 4), "done late", 4),
    ):
        computation, item = on(
            today,
            NOTICE,
            done=letter,
            presented={NOTICE: date(2026, 12, 30)},
            collected={NOTICE: collected},
        )
        assert computation.presented(item) == date(2026, 12, 30)
        assert computation.collected(item) == collected
        assert (computation.status(item), computation.late_by(item)) == (status, late)
        assert computation.done(item) == Done(posted)


def test_nothing_is_known_of_a_letter_that_was_not_posted_or_of_what_is_no_letter() -> None:
    days = {NOTICE: date(2026, 12, 30), REPORT: date(2026, 12, 30)}
    computation, item = on(date(2027, 1, 4), NOTICE, presented=days, collected=days)
    assert (computation.posted(item), computation.presented(item)) == (None, None)
    computation, item = on(date(2027, 1, 4), done={REPORT: Done(date(2026, 2, 1))}, collected=days)
    assert (computation.posted(item), computation.collected(item)) == (None, None)


@pytest.mark.parametrize(
    ("until", "past", "today", "expected"),
    [
        # ordinary: silent until the day, which rings
        (date(2026, 1, 20), False, date(2026, 1, 10), date(2026, 1, 20)),
        (date(2026, 1, 20), False, date(2026, 1, 20), None),
        # within the last week before 15 February: silent until the 8th only
        (date(2026, 2, 12), False, date(2026, 2, 1), date(2026, 2, 8)),
        (date(2026, 2, 12), False, date(2026, 2, 8), None),
        # beyond the last useful day: never in silence, unless it was said
        (date(2026, 2, 16), False, date(2026, 1, 10), None),
        (date(2026, 3, 1), True, date(2026, 2, 10), date(2026, 3, 1)),
        (date(2026, 3, 1), True, date(2026, 2, 20), date(2026, 3, 1)),
        # said to wait beyond, but the date has moved later: the last week rings again
        (date(2026, 2, 12), True, date(2026, 2, 10), None),
    ],
)
def test_reminders_that_were_put_off_are_silent_until(
    until: date, past: bool, today: date, expected: date | None
) -> None:
    computation, item = on(today, postponed=put_off(until, past=past))
    assert computation.quiet_until(item) == expected


def test_what_was_put_off_past_its_deadline_stays_late() -> None:
    computation, item = on(date(2026, 2, 20), postponed=put_off(date(2026, 3, 1), past=True))
    assert (computation.status(item), computation.late_by(item)) == ("late", 5)
    assert computation.to_do(item)
    assert not computation.has_lapsed(item)


def test_a_date_that_moved_before_the_day_it_was_put_off_to_ends_the_delay() -> None:
    """The letter of a convention signed on 13 March 2025 leaves on 24 November 2026."""
    until = date(2026, 12, 1)
    facts = Facts(events=SIGNED, postponed=put_off(until))
    sooner = Facts(events={"signature": date(2025, 3, 13)}, postponed=put_off(until))
    told = []
    for one in (facts, sooner):
        computation = compute(agreement(), one, date(2026, 11, 1))
        (item,) = [each for each in computation.occurrences if each.key == NOTICE]
        told.append((computation.has_lapsed(item), computation.quiet_until(item)))
    assert told == [(False, until), (True, None)]


@given(
    st.dates(date(2025, 12, 1), date(2026, 4, 1)),
    st.dates(date(2025, 12, 1), date(2026, 4, 1)),
    st.booleans(),
)
def test_the_last_week_always_rings_unless_it_was_said(
    until: date, today: date, past: bool
) -> None:
    computation, item = on(today, postponed=put_off(until, past=past))
    quiet = computation.quiet_until(item)
    useful = item.useful_by
    assert useful is not None
    if quiet is not None:
        assert today < quiet <= until
        assert past or quiet <= useful - timedelta(days=7)


def test_what_was_seen_is_silent_until_its_last_week() -> None:
    seen = {REPORT: Noted(date(2025, 12, 1), "x")}
    told = [on(date(2026, 2, day), seen=seen) for day in (7, 8, 16)]
    assert [computation.seen(item) for computation, item in told] == [True, False, False]
    computation, item = on(date(2026, 2, 1))
    assert not computation.seen(item)
