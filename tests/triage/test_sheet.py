"""The sheet a spreadsheet opens: its bytes, its guards, and which lines it holds."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.deadlines.facts import Done, Facts, Noted
from scheduler.situation import Situation, situation
from scheduler.triage.sheet import HEADER, guarded, sheet, to_sort, unguarded
from tests.bethune import TODAY, rulebook

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SIGNED = Facts(events={"signature": date(2025, 4, 1)}, since=TODAY)
REPORT = "bethune-sad/bilan-annuel/2025"


def known(facts: Facts = SIGNED) -> Situation:
    return situation(rulebook(), {"bethune-sad": facts}, NOW)


def keys(now: Situation, *named: str) -> list[str]:
    return [item.key for _, item in to_sort(now, named)]


def test_it_holds_what_was_due_before_following_began_and_nothing_else() -> None:
    found = [(one, item) for one, item in to_sort(known(), ("bethune-sad",))]
    assert REPORT in [item.key for _, item in found]
    assert {one.status(item) for one, item in found} == {"untracked"}
    every = [
        item.key
        for one in known().binding
        for item in one.occurrences
        if one.agreement.id == "bethune-sad" and one.status(item) == "untracked"
    ]
    assert keys(known(), "bethune-sad") == every


def test_a_notice_missed_since_is_to_be_sorted_until_somebody_has() -> None:
    followed = replace(SIGNED, since=date(2025, 4, 1))
    late = situation(rulebook(), {"bethune-sad": followed}, datetime(2027, 2, 1, 9, tzinfo=UTC))
    assert keys(late, "bethune-sad") == ["bethune-sad/preavis/p1"]
    noted = replace(followed, missed={"bethune-sad/preavis/p1": Noted(TODAY, "x")})
    late = situation(rulebook(), {"bethune-sad": noted}, datetime(2027, 2, 1, 9, tzinfo=UTC))
    assert keys(late, "bethune-sad") == []


@pytest.mark.parametrize(
    "answered",
    [
        replace(SIGNED, done={REPORT: Done(date(2026, 2, 1))}),
        replace(SIGNED, missed={REPORT: Noted(TODAY, "x")}),
        replace(SIGNED, unknown={REPORT: Noted(TODAY, "x")}),
    ],
    ids=["done", "missed", "unknown"],
)
def test_what_somebody_answered_leaves_it(answered: Facts) -> None:
    before, after = keys(known(), "bethune-sad"), keys(known(answered), "bethune-sad")
    assert set(before) - set(after) == {REPORT}


def test_agreements_that_have_ended_are_in_it_when_they_are_named() -> None:
    assert not [key for key in keys(known()) if key.startswith("dijon-carsat/")]
    assert keys(known(), "dijon-carsat")


def test_its_bytes_are_those_a_french_spreadsheet_reads() -> None:
    written = sheet(to_sort(known(), ("bethune-sad",)))
    assert written.startswith(b"\xef\xbb\xbf")
    text = written.decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n") == len(keys(known(), "bethune-sad")) + 1
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert tuple(rows[0]) == HEADER
    (report,) = [row for row in rows if row[0] == REPORT]
    assert report[1:3] == ["Convention SAD Béthune", "15/02/2026"]
    assert report[4:] == ["", "", "", ""]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_computed_by_a_spreadsheet(first: str) -> None:
    computation, item = next(to_sort(known(), ("bethune-sad",)))
    hostile = replace(item, duty=replace(item.duty, title=f"{first}HYPERLINK(1)"), period=None)
    hostile.duty.ours = True
    written = sheet([(computation, hostile)]).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))[1]
    assert row[3] == f"'{first}HYPERLINK(1)"


@given(st.text() | st.from_regex(r"'*[=+\-@\t\r].*"))
def test_a_guard_is_taken_off_as_it_was_put_on(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(cell)) == cell
