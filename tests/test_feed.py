"""The bytes of a feed: sound, stable, and read alike by engines that are not ours."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.feed import FeedEvent, FeedTooLarge, etag, render
from scheduler.ical.event import UNTITLED
from scheduler.ical.lint import defects
from scheduler.ical.texts import MAX_DESCRIPTION, clean, one_line, plain_name, uid
from tests.engines.read import FEED_ENGINES, Item, read_with
from tests.service import ROOT

DOMAIN = "essai.echeancier.localhost"
GOLDEN = Path(__file__).parent / "feed_golden"
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def event(key: str, day: date, summary: str = "Bilan annuel", **changes: Any) -> FeedEvent:
    made = FeedEvent(uid(key, "all", DOMAIN), day, day, summary, "Une ligne.", 0, AT)
    return replace(made, **changes)


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


@pytest.mark.parametrize("engine", FEED_ENGINES)
def test_each_engine_gives_back_the_same_dates_and_texts(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "feed.ics"
    path.write_bytes(feed(HARD))
    assert read_with(engine, path) == sorted(expected(one) for one in HARD)


def test_the_feed_is_the_golden_one() -> None:
    assert feed(HARD) == (GOLDEN / "bethune.ics").read_bytes()


def test_a_sound_feed_has_no_defect_and_asks_nothing() -> None:
    body = feed(HARD)
    assert defects(body) == []
    assert defects(feed([])) == []
    for name in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"VALARM", b"VTODO", b"TZID"):
        assert name not in body


def test_a_withdrawn_event_says_so_in_its_title_and_takes_no_time() -> None:
    body = feed([HARD[3]]).decode()
    assert "SUMMARY:ANNULÉ — Réunion\r\n" in body
    assert "STATUS:CANCELLED\r\n" in body
    assert "TRANSP:TRANSPARENT\r\n" in body
    assert "X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n" in body


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


def test_an_accent_written_apart_is_joined_to_its_letter() -> None:
    """Else two readers may show, sort and compare one title as two."""
    assert clean("e\u0301te\u0301") == "été"


def test_names_hold_nothing_that_calendars_show_escaped() -> None:
    assert plain_name("a, b ; c\\d\ne") == "a b c/d e"


def test_an_identity_is_stable_readable_and_its_familys_own() -> None:
    key = "bethune-sad/préavis/p1"
    assert uid(key, "all", DOMAIN) == uid(key, "all", DOMAIN)
    assert len({uid(key, family, DOMAIN) for family in ("all", "role", "agreement")}) == 3
    assert uid("c/é/1", "all", DOMAIN) != uid("c/è/1", "all", DOMAIN)
    assert uid(key, "all", DOMAIN).isascii()
    assert uid(key, "all", DOMAIN).startswith("bethune-sad-pr-avis-p1-")
    assert uid(key, "all", DOMAIN).endswith("@" + DOMAIN)


def test_an_address_with_accents_or_a_line_break_stays_one_line() -> None:
    body = feed([replace(HARD[0], url="https://x.example/é\r\nSTATUS:DONE")])
    assert b"URL:https://x.example/%C3%A9%0D%0ASTATUS:DONE\r\n" in body
    assert defects(body) == []


def test_a_long_text_is_cut_and_says_so() -> None:
    body = feed([replace(HARD[0], description="mot " * 1000)])
    assert "…".encode() in body
    assert len(body) < MAX_DESCRIPTION + 1500


@pytest.mark.parametrize(
    "changes",
    [
        {"end": date(2026, 12, 30)},
        {"published_at": datetime(2026, 11, 22, 9)},
        {"category": "Libre"},
    ],
)
def test_an_event_that_no_calendar_could_show_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"c-a-1-"):
        event("c/a/1", date(2026, 12, 31), **changes)


def test_a_feed_too_large_for_some_calendars_is_refused() -> None:
    events = [event(f"c/{n}", date(2027, 1, 1), description="x" * 1990) for n in range(500)]
    with pytest.raises(FeedTooLarge):
        feed(events)


@given(st.lists(st.text(st.characters(), max_size=60), min_size=1, max_size=8))
def test_any_text_comes_back_once_cleaned(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("feed") / "feed.ics"
    events = [
        event(f"c/t/{rank}", date(2027, 1, 1), text, description=text)
        for rank, text in enumerate(texts)
    ]
    body = render(texts[0], texts[0], DOMAIN, events, HARD[0])
    path.write_bytes(body)
    assert defects(body) == []
    assert read_with("icalendar", path) == sorted(
        replace(
            expected(one),
            summary=one_line(one.summary) or UNTITLED,
            description=clean(one.description),
        )
        for one in events
    )


@given(st.text(st.characters(), max_size=60))
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
