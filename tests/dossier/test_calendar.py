"""However much was published, each calendar file is one that every calendar accepts."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scheduler.dossier.calendar import calendars
from scheduler.dossier.gathering import Evidence
from scheduler.ical.lint import MAX_BYTES, defects
from scheduler.store import register
from scheduler.store.register import RegisterEntry
from tests.bethune import computed, rulebook
from tests.feeds.played import DOMAIN, NOON, blocks, value
from tests.feeds.played import Played as Subscribed

SHOWN = ("Couperet", "Échéance", "Fenêtre", "Envoi")
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


def published(number: int, **content: object) -> RegisterEntry:
    shown = {
        "title": f"Bilan {number}",
        "quote": "é" * 600,
        "reference": "article 3",
        "cliff": number % 2 == 0,
    } | content
    key = f"bethune-sad/bilan/{number}"
    return RegisterEntry(key, "bethune-sad", 1, 0, json.dumps(shown), NOW, None)


def evidence(*entries: RegisterEntry, domain: str = "essai.localhost") -> Evidence:
    return Evidence(
        computation=computed(),
        rulebook=rulebook(),
        facts=(),
        messages=(),
        attempts=(),
        lines=(),
        publications={one.key: one for one in entries},
        adoptions=(),
        registered_at=None,
        domain=domain,
    )


def test_too_many_for_one_file_are_spread_over_several_without_loss() -> None:
    first = date(2026, 1, 1)
    days = [(first + timedelta(days=number)).isoformat() for number in range(1200)]
    of = evidence(*(published(number, due=day) for number, day in enumerate(days)))
    files = dict(calendars(of))
    assert list(files)[:2] == ["feed.ics", "feed-2.ics"]
    assert all(len(body) <= MAX_BYTES and defects(body) == [] for body in files.values())
    uids = [one for body in files.values() for one in re.findall(rb"UID:(\S+)", body)]
    assert len(uids) == len(set(uids)) == 1200


def test_an_event_that_no_calendar_would_take_costs_only_itself() -> None:
    huge = published(1, due="2026-01-01", title="x" * 2 * MAX_BYTES)
    (body,) = [body for _, body in calendars(evidence(huge, published(2, due="2026-01-02")))]
    assert body.count(b"BEGIN:VEVENT") == 1
    assert b"Bilan 2" in body


def test_what_an_older_program_published_has_its_event_too() -> None:
    """Its content may lack what is asked for today."""
    entry = RegisterEntry("bethune-sad/x/1", "bethune-sad", 1, 0, '{"due": "2026-01-01"}', NOW, NOW)
    (body,) = [body for _, body in calendars(evidence(entry))]
    assert defects(body) == []
    assert b"STATUS:CANCELLED" in body


def test_an_agreement_is_shown_as_its_subscribed_calendar_shows_it(deployment: Path) -> None:
    """The same events under the same identities, in the same words; but for links and stamps."""
    played = Subscribed.opened(deployment)
    played.record("event", "signature", date(2025, 4, 1))
    feed = played.subscribe("agreement", "bethune-sad")
    played.at(NOON)
    with played.database.read() as session:
        known = register.known(session)
    body = next(body for _, body in calendars(evidence(*known.values(), domain=DOMAIN)))
    mine, theirs = blocks(body), blocks(played.body(feed))
    dated = {uid for uid, event in theirs.items() if value(event, "CATEGORIES") in SHOWN}
    assert {value(theirs[uid], "CATEGORIES") for uid in dated} == set(SHOWN)
    for uid in dated:
        for name in ("SUMMARY", "DTSTART", "DTEND", "STATUS", "CATEGORIES"):
            assert value(mine[uid], name) == value(theirs[uid], name)
        said, link = value(theirs[uid], "DESCRIPTION").rsplit("\n", 1)
        assert value(mine[uid], "DESCRIPTION").startswith(said.removesuffix("…"))
        assert link == value(theirs[uid], "URL")
        assert b"URL:" not in mine[uid]
    played.database.close()
