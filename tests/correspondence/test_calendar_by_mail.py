"""Dates in calendars by mail, wired: a free day each, corrected at once, taken out once done."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.blank import opened_blank
from tests.correspondence.played import ANA, REPORT, START, Mail, Played, to


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Played]:
    database = opened_blank(tmp_path / "base.sqlite")
    town = Played(database, tmp_path)
    town.change(
        "annuaire.yaml",
        f"{{nom: Ana, adresse: {ANA}}}",
        f"{{nom: Ana, adresse: {ANA}, agenda: oui}}",
    )
    yield town
    database.close()


def methods(mails: list[Mail]) -> list[str]:
    found = []
    for one in to(mails, ANA):
        parsed = message_from_bytes(one.body, policy=policy.default)
        for part in parsed.walk():
            if part.get_content_type() == "text/calendar":
                found.append(str(part.get_param("method")))
    return found


def test_each_date_takes_a_day_on_which_nothing_else_leaves(town: Played) -> None:
    found = to(town.days(START, date(2026, 11, 27)), ANA)
    invited = [one for one in found if one.kind == "invitation"]
    assert [one.on for one in invited] == [START, date(2026, 11, 18)]
    assert len({one.on for one in found}) == len(found)


def test_a_date_that_moves_and_one_that_is_done_are_corrected_the_same_day(town: Played) -> None:
    town.days(START, date(2026, 11, 19))
    town.change("rules/gymnase.yaml", "au plus tard: 2027-03-15", "au plus tard: 2027-04-15")
    assert methods(town.on(date(2026, 11, 20))) == ["REQUEST"]
    town.record("done", REPORT, date(2026, 11, 20))
    assert methods(town.on(date(2026, 11, 20), 11)) == ["CANCEL"]
    assert methods(town.days(date(2026, 11, 23), date(2026, 11, 27))) == []


def test_who_was_only_invited_gets_no_letter_beside_the_calendars_correction(
    town: Played,
) -> None:
    town.days(START, date(2026, 11, 19))
    town.change("rules/gymnase.yaml", "au plus tard: 2027-03-15", "au plus tard: 2027-08-15")
    assert [one.kind for one in to(town.on(date(2026, 11, 20)), ANA)] == ["invitation"]
    text = (town.folder / "rules/gymnase.yaml").read_text("utf-8")
    town.write("rules/gymnase.yaml", text.partition("obligations:")[0])
    assert [one.kind for one in to(town.on(date(2026, 11, 20), 11), ANA)] == ["cancellation"]


def test_who_no_longer_wishes_it_gets_each_date_taken_out(town: Played) -> None:
    town.days(START, date(2026, 11, 19))
    town.change("annuaire.yaml", ", agenda: oui", "")
    assert methods(town.on(date(2026, 11, 20))) == ["CANCEL", "CANCEL"]
    assert methods(town.on(date(2026, 11, 23))) == []


def test_an_absence_leaves_the_calendar_alone(town: Played) -> None:
    town.days(START, date(2026, 11, 19))
    town.change(
        "annuaire.yaml",
        ", agenda: oui",
        ", agenda: oui, absences: [{du: 2026-11-20, au: 2026-12-20}]",
    )
    assert methods(town.days(date(2026, 11, 20), date(2026, 11, 27))) == []


def test_one_that_waits_for_the_relay_is_written_anew_and_doubles_nothing(town: Played) -> None:
    town.down = True
    town.days(START, date(2026, 11, 20))
    town.down = False
    found = town.days(date(2026, 11, 23), date(2026, 11, 27))
    assert methods(found) == ["REQUEST", "REQUEST"]
    assert methods(town.days(date(2026, 11, 28), date(2026, 12, 4))) == []
