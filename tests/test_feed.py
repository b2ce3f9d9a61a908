"""The bytes of a feed: sound, stable, and read alike by engines that are not ours."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.feed import FeedEvent, clean, defects, etag, render, uid
from tests.engines.read import Item, read_with
from tests.service import ROOT

DOMAIN = "essai.echeancier.localhost"
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
ENGINES = [
    "icalendar",
    pytest.param("ical.js", marks=pytest.mark.needs("node-engines")),
    pytest.param("node-ical", marks=pytest.mark.needs("node-engines")),
    pytest.param("libical", marks=pytest.mark.needs("libical")),
]


def event(key: str, day: date, summary: str = "Bilan annuel", **changes: object) -> FeedEvent:
    made = FeedEvent(uid(key, "all", DOMAIN), day, day, summary, "Une ligne.", 0, AT)
    return replace(made, **changes)  # type: ignore[arg-type]


HARD = [
    event("c/a/1", date(2026, 12, 31), "Dénonciation, « oui » ; non : l'été à 100 %"),
    event(
        "c/a/2", date(2028, 2, 29), "é" * 90, description="Première ligne\nDeuxième, ligne ; fin"
    ),
    event("c/a/3", date(2027, 3, 28), "Ça s'achève ici…", tentative=True, sequence=3),
    event("c/a/4", date(2027, 10, 31), "Réunion", cancelled=True, url="http://127.0.0.1:8014/x"),
    event("c/a/5", date(2027, 12, 25), "Noël 🎄", description="x" * 300),
]


def feed(events: list[FeedEvent]) -> bytes:
    return render("Échéances – Béthune, toutes", "Une phrase", DOMAIN, events, HARD[0])


def expected(made: FeedEvent) -> Item:
    prefix = "ANNULÉ — " if made.cancelled else ""
    status = "CANCELLED" if made.cancelled else "TENTATIVE" if made.tentative else "CONFIRMED"
    return Item(
        made.uid,
        made.start.isoformat(),
        (made.end + timedelta(days=1)).isoformat(),
        prefix + made.summary,
        made.description,
        status,
        made.sequence,
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_gives_back_the_same_dates_and_texts(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "feed.ics"
    path.write_bytes(feed(HARD))
    assert read_with(engine, path) == sorted(expected(one) for one in HARD)


def test_a_sound_feed_has_no_defect_and_each_planted_one_is_found() -> None:
    body = feed(HARD)
    assert defects(body) == ()
    assert b"METHOD" not in body
    planted = {
        "a line ends without CRLF": body.replace(b"\r\n", b"\n", 3),
        "a line longer than 75 octets": body.replace(b"\r\n ", b""),
        "UIDs missing or not unique": body.replace(HARD[1].uid.encode(), HARD[2].uid.encode()),
        "a calendar property given twice": body.replace(b"NAME:", b"VERSION:2.0\r\nNAME:", 1),
        "not one whole VCALENDAR": body[:-20],
        "a line that is not UTF-8 by itself": body.replace("Ç".encode(), b"\xc3\r\n \x87", 1),
    }
    for name, broken in planted.items():
        assert name in defects(broken), name


def test_the_same_events_in_any_order_give_the_same_bytes() -> None:
    assert feed(HARD) == feed(HARD[::-1])
    assert etag(feed(HARD), "1") == etag(feed(HARD[::-1]), "1")
    assert etag(feed(HARD), "1") != etag(feed(HARD), "2")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_machines_time_zone_changes_nothing(zone: str) -> None:
    program = (
        "import sys; from tests.test_feed import HARD, feed; sys.stdout.buffer.write(feed(HARD))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"TZ": zone, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout == feed(HARD), done.stderr


def test_a_moved_date_changes_one_event_alone() -> None:
    moved = replace(HARD[0], start=date(2027, 1, 4), end=date(2027, 1, 4), sequence=1)
    before = feed(HARD).split(b"BEGIN:VEVENT")
    after = feed([moved, *HARD[1:]]).split(b"BEGIN:VEVENT")
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


def test_an_empty_feed_holds_the_information_event() -> None:
    assert feed([]).count(b"BEGIN:VEVENT") == 1


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_any_text_comes_back_once_cleaned(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("feed") / "feed.ics"
    events = [
        event(f"c/t/{rank}", date(2027, 1, 1), "T", description=clean(text) or "vide")
        for rank, text in enumerate(texts)
    ]
    body = feed(events)
    path.write_bytes(body)
    assert defects(body) == ()
    assert read_with("icalendar", path) == sorted(expected(one) for one in events)
