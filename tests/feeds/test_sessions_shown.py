"""The convocation and the session as events of their own: what rings, and what is announced."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scheduler.feeds.ringing import ringing
from tests.conftest import copied
from tests.feeds.played import NOON, Played, blocks, one, value

BUDGET = "Vote du budget primitif"


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    """The legal calendar of a body whose last session before the budget is 1 April 2027."""
    made = Played.opened(copied(tmp_path, "ccas-*.yaml"))
    yield made
    made.database.close()


def of_the_budget(body: bytes, year: str = "2027") -> dict[str, str]:
    """The title of each event about the budget, by its day."""
    return {
        value(event, "DTSTART"): value(event, "SUMMARY")
        for event in blocks(body).values()
        if BUDGET in value(event, "SUMMARY") and value(event, "DTSTART").startswith(year)
    }


def rung(body: bytes) -> dict[str, str]:
    """The title of each event that rings, by its day."""
    return {
        value(event, "DTSTART"): value(event, "SUMMARY")
        for event in blocks(body).values()
        if b"BEGIN:VALARM" in event
    }


def test_the_convocation_and_the_session_are_events(played: Played) -> None:
    """G: beside the last legal day."""
    feed = played.subscribe()
    played.at(NOON)
    body = played.body(feed)
    found = of_the_budget(body)
    assert sorted(found) == ["20270326", "20270401", "20270414"]
    assert found["20270326"].startswith(
        f"Convoquer la séance du 1er avril 2027, délai jusqu'au 28 mars 2027 : {BUDGET}"
    )
    assert found["20270401"].startswith(
        f"Dernière séance utile (conseil d'administration) : {BUDGET}"
    )
    last = one(body, BUDGET, "20270414")
    for day in ("20270326", "20270401"):
        event = one(body, BUDGET, day)
        assert value(event, "CATEGORIES") == "Séance"
        assert value(event, "RELATED-TO") == value(last, "UID")


def test_reminders_announce_the_convocation_and_ring_then(played: Played) -> None:
    """The paragraph on calendars: never seven days before the legal day, nor on its eve."""
    feed = played.subscribe()
    played.at(NOON)
    current = played.published(feed)
    body = ringing(current.body, current.modified)
    announced = {
        value(event, "DTSTART"): value(event, "SUMMARY")
        for event in blocks(body).values()
        if value(event, "CATEGORIES") == "Rappel"
        and "2027, délai jusqu'au 28" in value(event, "SUMMARY")
    }
    assert sorted(announced) == ["20270224", "20270319"]
    assert announced["20270319"].startswith("Dans 7 jours : Convoquer la séance du 1er avril 2027")
    told = of_the_budget(body).values()
    assert not [title for title in told if title.startswith(f"Dans 7 jours : {BUDGET}")]
    ringing_days = {day for day, title in rung(body).items() if BUDGET in title}
    assert {"20270326", "20270401"} <= ringing_days
    assert "20270414" not in ringing_days


def test_once_the_session_is_over_the_last_day_says_what_remains(played: Played) -> None:
    """G: a past session is never told as if it were useful."""
    feed = played.subscribe()
    played.at(NOON)
    before = value(one(played.body(feed), BUDGET, "20270414"), "DESCRIPTION")
    assert "dernière séance utile (conseil d'administration)" in before.lower()
    played.at(datetime(2027, 4, 2, 12, tzinfo=UTC))
    after = value(one(played.body(feed), BUDGET, "20270414"), "DESCRIPTION")
    assert "plus aucune séance utile (conseil d'administration)" in after
    same = played.body(feed)
    played.at(datetime(2027, 4, 3, 12, tzinfo=UTC))
    assert played.body(feed) == same


def test_a_letter_is_announced_once_its_session_is_over(tmp_path: Path) -> None:
    """The paragraph on calendars: each act follows the one before."""
    folder = copied(tmp_path, "bethune-*.yaml")
    calendar = folder / "calendars" / "bethune.yaml"
    sessions = (
        "séances:\n  cm: {titre: conseil municipal, convocation: 5 jours francs, "
        "dates: [2026-11-26]}\n"
    )
    calendar.write_text(calendar.read_text("utf-8") + sessions, "utf-8")
    played = Played.opened(folder)
    played.record("event", "signature", date(2025, 4, 1))
    feed = played.subscribe()
    played.at(NOON)
    current = played.published(feed)
    body = ringing(current.body, current.modified)
    played.database.close()
    ahead = {
        value(event, "DTSTART"): value(event, "SUMMARY")
        for event in blocks(body).values()
        if value(event, "CATEGORIES") == "Rappel"
        and "20261001" < value(event, "DTSTART") < "20270101"
    }
    assert {day: title.partition(" – ")[0] for day, title in ahead.items()} == {
        "20261021": "Dans 30 jours : Convoquer la séance du 26 novembre 2026 : "
        "Dénonciation avant reconduction tacite",
        "20261113": "Dans 7 jours : Convoquer la séance du 26 novembre 2026 : "
        "Dénonciation avant reconduction tacite",
        "20261204": "Dans 7 jours : Poster la lettre : Dénonciation avant reconduction tacite",
    }
