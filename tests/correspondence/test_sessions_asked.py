"""The sessions of a year are asked for once, of whoever keeps the calendar where it says who."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scheduler.rulebook.load import Sources, load
from scheduler.situation import situation
from tests.blank import opened_blank
from tests.correspondence.played import ANA, BO, CLEO, LEASE, MAX, START, Played, to

CALENDAR = """calendrier: mairie
titre: Mairie
zone: Métropole
{keeper}séances:
  cm:
    titre: conseil municipal
    convocation: 5 jours francs
    dates: [2026-12-10]
"""
ASKED = "Quelles sont les dates des séances de « conseil municipal » en 2027 ?"
RESPONSIBLE = {"gymnase": "sport", "piscine": "adjoint", "stade": "direction"}
MONDAY = date(2026, 12, 7)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Played]:
    """Three agreements of one calendar, each with its own role in charge."""
    database = opened_blank(tmp_path / "base.sqlite")
    town = Played(database, tmp_path, calendars=tmp_path / "calendars")
    for name, role in RESPONSIBLE.items():
        text = LEASE.replace("convention: gymnase", f"convention: {name}")
        text = text.replace("calendrier: bethune", "calendrier: mairie")
        text = text.replace("responsable: sport\nveille: greffe\n", f"responsable: {role}\n")
        town.write(f"rules/{name}.yaml", text)
    yield town
    database.close()


def told(town: Played, keeper: str) -> list[str]:
    """Whose first Monday digest asks for the sessions."""
    town.write("calendars/mairie.yaml", CALENDAR.format(keeper=keeper))
    town.on(START)
    town.days(date(2026, 12, 1), date(2026, 12, 6))
    mails = town.on(MONDAY)
    assert {one.to for one in mails if one.kind == "digest"} >= {ANA, BO, CLEO}
    return [one.to for one in mails if ASKED in one.text for _ in range(one.text.count(ASKED))]


def test_whoever_keeps_the_calendar_is_asked_once(town: Played) -> None:
    assert told(town, "tenu par: greffe\n") == [MAX]


def test_without_a_keeper_the_first_agreements_role_is_asked_once(town: Played) -> None:
    assert told(town, "") == [ANA]


def test_the_first_report_asks_once_with_all_that_hangs_on_the_answer(town: Played) -> None:
    town.write("calendars/mairie.yaml", CALENDAR.format(keeper="tenu par: greffe\n"))
    (report,) = [one for one in to(town.on(START), MAX) if one.kind == "initial"]
    assert report.text.count(ASKED) == 1


def test_a_keeper_who_is_no_role_is_refused(town: Played) -> None:
    town.write("calendars/mairie.yaml", CALENDAR.format(keeper="tenu par: grefe\n"))
    folder = town.folder
    book = load(Sources((folder / "rules",), folder / "calendars", folder / "annuaire.yaml"))
    (problem,) = book.errors
    assert (problem.code, problem.at.line) == ("R102", 4)
    assert "« greffe »" in problem.hint


def test_what_is_not_asked_by_this_agreement_is_the_same_computation_at_each_pass(
    town: Played,
) -> None:
    """What is published is compared by identity: another pass makes nothing anew."""
    town.write("calendars/mairie.yaml", CALENDAR.format(keeper=""))
    folder = town.folder
    book = load(Sources((folder / "rules",), folder / "calendars", folder / "annuaire.yaml"))
    first, again = (situation(book, {}, NOW).computations for _ in range(2))
    assert all(one is other for one, other in zip(first, again, strict=True))
    topics = [[q.topic for q in one.questions if q.topic == "sessions"] for one in first]
    assert topics.count([]) == len(RESPONSIBLE) - 1
