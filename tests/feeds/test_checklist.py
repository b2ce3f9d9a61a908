"""What a calendar holds, one test for each thing that some calendar program gets wrong."""

import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from scheduler.feed import CATEGORIES, FeedEvent, assembled, block, heading
from scheduler.feeds import choosing, gate
from scheduler.feeds.belonging import Belonging
from scheduler.feeds.ledger import stamp
from scheduler.feeds.ringing import ringing
from scheduler.feeds.showing import Style, events_of
from scheduler.feeds.stock import Told, read_stock
from scheduler.ical.lint import defects
from scheduler.ical.texts import clean
from scheduler.store.feeds import Feed
from tests.engines.read import read_with
from tests.feeds.played import DOMAIN, NOON, PAGE, Played, blocks, one, titles, value
from tests.service import ROOT

DAY = timedelta(days=1)
NOTICE = "Dénonciation avant reconduction tacite – "
RULES = "rules/bethune-sad.yaml"
STYLE = Style("all", True, DOMAIN, PAGE)


@pytest.fixture
def played(deployment: Path) -> Iterator[Played]:
    """Béthune, signed on 1 April 2025, with its first pass still to be made."""
    made = Played.opened(deployment)
    made.record("event", "signature", date(2025, 4, 1))
    yield made
    made.database.close()


def test_c01_the_same_content_gives_the_same_bytes_in_another_process(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    first = played.published(feed)
    played.at(NOON + timedelta(seconds=5))
    again = Played.opened(played.folder)
    again.at(NOON + timedelta(hours=2))
    assert again.published(feed) == first


def test_c02_a_change_touches_one_event_and_only_what_it_must(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    before = played.published(feed)
    played.record("done", "bethune-sad/bilan-annuel/2026", date(2026, 11, 2))
    played.at(NOON + timedelta(hours=1))
    was, now = blocks(before.body), blocks(played.body(feed))
    (changed,) = (uid for uid in was if now.get(uid) != was[uid])
    assert was.keys() == now.keys()
    assert value(now[changed], "SUMMARY") == "✓ " + value(was[changed], "SUMMARY")
    assert value(now[changed], "LAST-MODIFIED") == "20261125T130000Z"
    assert value(now[changed], "SEQUENCE") == value(was[changed], "SEQUENCE") == "0"
    assert played.published(feed).modified == NOON + timedelta(hours=1)
    assert played.published(feed).tag != before.tag


def test_c02_a_new_wording_touches_nothing_that_does_not_hold_it(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    was = blocks(played.body(feed))
    played.rewrite(RULES, "titre: Bilan annuel des", "titre: Grand bilan annuel des")
    played.at(NOON + timedelta(hours=1))
    for uid, event in blocks(played.body(feed)).items():
        text = value(event, "SUMMARY") + value(event, "DESCRIPTION")
        assert ("Grand bilan annuel des" in text) == (event != was[uid])


def test_c02_a_moved_date_raises_the_sequence_of_the_same_event(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    was = one(played.body(feed), "Bilan annuel des actions", "20270215")
    played.rewrite(RULES, "pour: 15 février N+1", "pour: 17 février N+1")
    played.at(NOON + timedelta(hours=1))
    now = blocks(played.body(feed))[value(was, "UID")]
    assert (value(now, "DTSTART"), value(now, "SEQUENCE")) == ("20270217", "1")
    assert value(now, "STATUS") == "CONFIRMED"


def test_c03_an_event_is_dated_by_its_publication(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    played.record("done", "bethune-sad/bilan-annuel/2026", date(2026, 11, 2))
    played.at(NOON + 3 * DAY)
    done = one(played.body(feed), "✓ Bilan annuel")
    assert value(done, "LAST-MODIFIED") == "20261128T120000Z"


def test_c03_a_clock_that_goes_back_takes_no_stamp_back(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    played.rewrite(RULES, "titre: Bilan annuel des", "titre: Grand bilan annuel des")
    played.at(NOON - 2 * DAY)
    changed = one(played.body(feed), "Grand bilan annuel", "20270215")
    assert value(changed, "LAST-MODIFIED") == "20261125T120001Z"
    assert played.published(feed).modified == NOON + timedelta(seconds=1)


def test_c04_an_identity_survives_every_change_and_tells_no_secret(played: Played) -> None:
    every = [
        played.subscribe(),
        played.subscribe("agreement", "bethune-sad"),
        played.subscribe("person", "directrice@ccas-bethune.example"),
        played.subscribe(detail="title"),
    ]
    played.at(NOON)
    before = [blocks(played.body(feed)).keys() for feed in every]
    for old, new in (
        ("titre: Bilan annuel des", "titre: Bilan des"),
        ("pour: 15 février N+1", "pour: 1er mars N+1"),
    ):
        played.rewrite(RULES, old, new)
    played.at(NOON + DAY)
    assert [blocks(played.body(feed)).keys() for feed in every] == before
    for uids in before:
        assert all(uid.endswith("@" + DOMAIN) and uid.count("@") == 1 for uid in uids)
    assert sum(len(uids) for uids in before) == len(set().union(*before))


def test_c05_stamp_and_last_change_are_one_instant_in_utc(played: Played) -> None:
    feed = played.subscribe()
    played.at(datetime(2026, 11, 25, 23, 30, 0, 250_000, tzinfo=UTC))
    for event in blocks(played.body(feed)).values():
        assert value(event, "DTSTAMP") == value(event, "LAST-MODIFIED") == "20261125T233000Z"


@pytest.mark.parametrize(
    "day", [date(2027, 12, 31), date(2027, 2, 28), date(2028, 2, 29), date(2027, 3, 28)]
)
def test_c06_a_deadline_is_a_whole_day_its_last(day: date) -> None:
    (event,) = events_of(told(due=day.isoformat()), STYLE)
    body = assembled(heading("n", "d", DOMAIN), {event.uid: block(event)})
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\n".encode() in body
    assert f"DTEND;VALUE=DATE:{day + DAY:%Y%m%d}\r\n".encode() in body


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_c06_the_machines_time_zone_changes_nothing(
    zone: str, played: Played, tmp_path: Path
) -> None:
    feed = played.subscribe()
    there = tmp_path / "elsewhere"
    shutil.copytree(played.folder, there, ignore=shutil.ignore_patterns("*.sqlite*", "elsewhere"))
    played.database.copy_to(there / "echeancier.sqlite")
    played.at(NOON)
    program = (
        "import sys; from pathlib import Path; from tests.feeds.played import NOON, Played;"
        f"there = Played.opened(Path({str(there)!r})); there.at(NOON);"
        "from scheduler.store import feeds; session = there.database.read().__enter__();"
        "sys.stdout.buffer.write(there.body(feeds.list_feeds(session)[0]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"TZ": zone, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout == played.body(feed), done.stderr.decode()


def test_c07_what_is_withdrawn_says_so_for_ninety_days_then_goes(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    was = one(played.body(feed), "Bilan annuel des actions", "20270215")
    text = (played.folder / RULES).read_text("utf-8")
    start = text.index("  bilan-annuel:")
    end = text.index("\n\n", start)
    played.rewrite(RULES, text[start:end], "")
    played.at(NOON + DAY)
    withdrawn = blocks(played.body(feed))[value(was, "UID")]
    assert value(withdrawn, "SUMMARY").startswith("ANNULÉ — Bilan annuel")
    assert (value(withdrawn, "STATUS"), value(withdrawn, "SEQUENCE")) == ("CANCELLED", "1")
    assert value(withdrawn, "DTSTART") == "20270215"
    played.at(NOON + 90 * DAY)
    assert blocks(played.body(feed))[value(was, "UID")] == withdrawn
    played.at(NOON + 92 * DAY)
    assert value(was, "UID") not in blocks(played.body(feed))
    assert played.published(feed).modified == NOON + 92 * DAY
    assert played.held() == []


def test_c08_a_calendar_is_never_empty(played: Played) -> None:
    nothing = played.subscribe("role", "personne", label="Rien")
    played.at(NOON)
    (event,) = blocks(played.body(nothing)).values()
    assert value(event, "SUMMARY") == "Calendrier « Rien », tenu par échéancier"
    assert value(event, "DTSTART") == "20260101"
    played.at(datetime(2027, 1, 4, 12, tzinfo=UTC))
    assert value(one(played.body(nothing), "tenu par"), "DTSTART") == "20270101"
    everything = played.subscribe()
    played.at(datetime(2027, 1, 4, 13, tzinfo=UTC))
    assert one(played.body(everything), "tenu par échéancier", "20270101")


def test_c09_a_calendar_asks_nothing_and_repeats_nothing(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    body = played.body(feed)
    for name in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"VTODO", b"VJOURNAL", b"TZID", b"RRULE"):
        assert name not in body
    head = body.partition(b"BEGIN:VEVENT")[0].replace(b"\r\n ", b"").decode().split("\r\n")
    names = [line.partition(":")[0].partition(";")[0] for line in head if line]
    assert "UID" not in names
    assert len(names) == len(set(names))
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in head
    assert "X-PUBLISHED-TTL:PT12H" in head


def test_c10_categories_are_few_and_closed(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    used = {value(event, "CATEGORIES") for event in blocks(played.body(feed)).values()}
    with_reminders = blocks(ringing(*whole(played, feed))).values()
    unused = {"Séance"}  # nobody decides in session there
    assert used == set(CATEGORIES) - {"Rappel"} - unused
    assert {value(event, "CATEGORIES") for event in with_reminders} == set(CATEGORIES) - unused
    assert len(CATEGORIES) <= 8


def test_c11_nothing_rings_and_the_day_to_post_is_an_event_of_its_own(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    body = played.body(feed)
    assert b"VALARM" not in body
    due = one(body, NOTICE, "20261231")
    posting = one(body, f"Poster la lettre : {NOTICE}", "20261211")
    assert value(due, "UID") != value(posting, "UID")


def test_c11_asked_for_each_day_to_act_on_rings_once_at_nine_on_a_working_day_before(
    played: Played,
) -> None:
    feed = played.subscribe()
    played.record("done", "bethune-sad/bilan-annuel/2026", date(2026, 11, 2))
    played.at(NOON)
    rung = dict(alarms(ringing(*whole(played, feed))))
    silent = blocks(played.body(feed))
    for uid, event in silent.items():
        acted_on = value(event, "CATEGORIES") in ("Couperet", "Échéance", "Envoi")
        assert (uid in rung) == (acted_on and not value(event, "SUMMARY").startswith("✓")), event
    for uid, (at, text) in rung.items():
        assert text == value(silent[uid], "SUMMARY")
        assert (at.hour, at.minute) == (9, 0)
        day = datetime.strptime(value(silent[uid], "DTSTART"), "%Y%m%d")
        assert at.weekday() < 5
        assert DAY * 0.5 < day - at < 5 * DAY
    notice = value(one(played.body(feed), f"Poster la lettre : {NOTICE}", "20261211"), "UID")
    assert rung[notice][0] == datetime(2026, 12, 10, 9)


def test_c11_asked_for_a_cliff_is_told_thirty_and_seven_days_before_its_last_useful_day(
    played: Played,
) -> None:
    feed = played.subscribe()
    played.at(NOON)
    body = ringing(*whole(played, feed))
    posting = one(played.body(feed), f"Poster la lettre : {NOTICE}", "20261211")
    name, _, domain = value(posting, "UID").partition("@")
    for number, day in ((30, "20261111"), (7, "20261204")):
        told = one(body, f"Dans {number} jours : Poster la lettre : {NOTICE}", day)
        assert value(told, "RELATED-TO") == value(posting, "UID")
        assert value(told, "UID") == f"{name}-j{number}@{domain}"
        assert value(told, "DESCRIPTION").startswith("Dernier jour utile : vendredi 11 décembre")
        assert value(told, "URL") == value(posting, "URL")
        assert value(told, "CATEGORIES") == "Rappel"
        assert b"VALARM" not in told
    assert defects(body) == []
    assert not [title for title in titles(body) if f"jours : {NOTICE}" in title]
    ahead = [title for title in titles(body) if title.startswith("Dans ")]
    assert not [title for title in ahead if "Bilan annuel" in title]


def test_c11_a_reminder_follows_what_it_announces(played: Played) -> None:
    """Its stamps are the same; cancelled with it, gone once it is done."""
    feed = played.subscribe()
    played.at(NOON)
    ahead = f"Dans 7 jours : Poster la lettre (sous condition) : {NOTICE[:-3]}"
    was = one(ringing(*whole(played, feed)), ahead, "20301204")
    played.rewrite(RULES, "fois: 3", "fois: 2")
    played.at(NOON + DAY)
    body = ringing(*whole(played, feed))
    now = blocks(body)[value(was, "UID")]
    parent = blocks(body)[value(now, "RELATED-TO")]
    assert value(now, "SUMMARY") == f"ANNULÉ — {value(was, 'SUMMARY')}"
    for name in ("STATUS", "SEQUENCE", "LAST-MODIFIED"):
        assert value(now, name) == value(parent, name)
        assert value(now, name) != value(was, name)
    assert b"VALARM" not in parent
    assert defects(body) == []
    near_one = one(body, f"Dans 7 jours : Poster la lettre : {NOTICE}", "20261204")
    played.record("done", "bethune-sad/preavis/p1", date(2026, 11, 26))
    played.at(NOON + 2 * DAY)
    body = ringing(*whole(played, feed))
    assert value(near_one, "UID") not in blocks(body)
    assert b"VALARM" not in blocks(body)[value(near_one, "RELATED-TO")]


def test_c11_a_reminder_that_is_over_stays_until_the_month_after_the_next_change(
    played: Played,
) -> None:
    feed = played.subscribe()
    played.at(NOON)
    body, _ = whole(played, feed)
    posting = value(one(body, f"Poster la lettre : {NOTICE}", "20261211"), "UID")
    for month, days in (
        (date(2026, 12, 31), ["20261111", "20261204"]),
        (date(2027, 1, 1), ["20261204"]),
        (date(2027, 1, 31), ["20261204"]),
        (date(2027, 2, 1), []),
    ):
        modified = datetime.combine(month, time(12), UTC)
        events = blocks(ringing(body, modified)).values()
        told = [event for event in events if f"RELATED-TO:{posting}" in unfolded(event)]
        assert sorted(value(event, "DTSTART") for event in told) == days, month


def test_c11_titles_alone_stay_titles_alone(played: Played) -> None:
    feed = played.subscribe(detail="title")
    played.at(NOON)
    told = one(ringing(*whole(played, feed)), "Dans 7 jours : Poster la lettre", "20261204")
    assert b"DESCRIPTION" not in told
    assert "Béthune" not in value(told, "SUMMARY")


def test_c11_reminders_never_make_a_calendar_too_large() -> None:
    """The nearest first, as far as they fit; every event stays."""
    days = [date(2027, 1, 1) + rank * DAY for rank in range(400)]
    many = [
        replace(near(f"c/{rank}/1", day, "é" * 980), category="Couperet", url=f"{PAGE}/{rank}")
        for rank, day in enumerate(days)
    ]
    full = assembled(heading("n", "d", DOMAIN), {event.uid: block(event) for event in many})
    assert 900_000 < len(full) < 1_000_000
    body = ringing(full, NOON)
    assert 995_000 < len(body) <= 1_000_000
    assert {event.uid for event in many} < blocks(body).keys()
    rung = {uid for uid, _ in alarms(body)}
    assert rung == {event.uid for event in many[: len(rung)]}
    assert 0 < len(rung) < len(many)


@given(st.lists(st.text(st.characters(), max_size=60), min_size=1, max_size=4))
def test_c11_any_texts_make_a_sound_calendar_with_reminders(texts: list[str]) -> None:
    events = [
        event
        for rank, text in enumerate(texts)
        for event in events_of(
            replace(told(title=text, cliff=rank % 2 == 0), key=f"c/{rank}/1"), STYLE
        )
    ]
    shown = stamp(events, {}, NOON)
    head = heading(texts[0], "d", DOMAIN)
    body = assembled(head, {uid: one.block for uid, one in shown.items()})
    rung = ringing(body, NOON)
    assert defects(rung) == []
    assert rung.startswith(head)
    kept = {uid: value(event, "SUMMARY") for uid, event in blocks(rung).items()}
    assert (
        kept.items()
        >= {uid: value(event, "SUMMARY") for uid, event in blocks(body).items()}.items()
    )


def unfolded(event: bytes) -> str:
    return event.replace(b"\r\n ", b"").decode()


def whole(played: Played, feed: Feed) -> tuple[bytes, datetime]:
    found = played.published(feed)
    return found.body, found.modified


def alarms(body: bytes) -> Iterator[tuple[str, tuple[datetime, str]]]:
    """By the event's UID, when its alarm rings where the reader is, and what it says."""
    calendar: Any = Calendar.from_ical(body)
    for event in calendar.walk("VEVENT"):
        for alarm in event.walk("VALARM"):
            midnight = datetime.combine(event.decoded("DTSTART"), time())
            yield str(event["UID"]), (midnight + alarm["TRIGGER"].dt, str(alarm["DESCRIPTION"]))


def test_c12_texts_are_clean_and_names_plain(played: Played) -> None:
    title = 'titre: "Bilan a\\u0300 faire\\tC:\\\\Notes\\u2028, oui ; non"'
    played.rewrite(RULES, "titre: Bilan annuel des actions et de l'accompagnement", title)
    feed = played.subscribe(label="Ville, CCAS ; tout\\ensemble")
    played.at(NOON)
    body = played.body(feed)
    assert defects(body) == []
    text = body.replace(b"\r\n ", b"").decode()
    assert text == unicodedata.normalize("NFC", text)
    assert "SUMMARY:Bilan à faire C:/Notes \\, oui \\; non – Convention SAD Béthune\r\n" in text
    assert "\r\nNAME:Échéances – Ville CCAS tout/ensemble\r\n" in text
    for event in blocks(body).values():
        assert len(value(event, "DESCRIPTION")) <= 2_000
        assert value(event, "DESCRIPTION").endswith(value(event, "URL"))


def test_c12_a_text_that_is_cut_keeps_its_link() -> None:
    (event,) = events_of(told(derivation=["raison " * 500]), STYLE)
    lines = value(block(event), "DESCRIPTION").split("\n")
    assert lines[-1] == f"{PAGE}/echeance/c/bilan/2027"
    assert lines[-2].endswith("…")


@pytest.mark.parametrize(
    "engine",
    [
        "icalendar",
        pytest.param("ical.js", marks=pytest.mark.needs("node-engines")),
        pytest.param("node-ical", marks=pytest.mark.needs("node-engines")),
        pytest.param("libical", marks=pytest.mark.needs("libical")),
    ],
)
def test_c13_engines_read_what_was_to_be_shown(
    engine: str, whole_deployment: Path, tmp_path: Path
) -> None:
    played = Played.opened(whole_deployment)
    feed = played.subscribe()
    played.at(NOON)
    body = played.body(feed)
    assert defects(body) == []
    path = tmp_path / "feed.ics"
    path.write_bytes(body)
    read = {
        (item.uid, item.start, item.end, item.summary, item.description, item.status)
        for item in read_with(engine, path)
    }
    with played.database.read() as session:
        stock = choosing.chosen(read_stock(session), Belonging("all", ""), NOON)
    wanted = choosing.events(stock, STYLE, choosing.span_of(NOON.date()), NOON)
    expected = {
        (
            event.uid,
            event.start.isoformat(),
            (event.end + DAY).isoformat(),
            clean(event.summary),
            clean(event.description),
            "TENTATIVE" if event.tentative else "CONFIRMED",
        )
        for event in wanted
    }
    assert len(expected) > 100
    assert {one for one in read if "information-" not in one[0]} == expected


@given(st.lists(st.text(max_size=80), min_size=1, max_size=12, unique=True))
def test_c14_any_text_is_published_sound_and_read_back(texts: list[str]) -> None:
    events = [
        event
        for rank, text in enumerate(texts)
        for event in events_of(
            replace(told(title=text, quote=text, when=text), key=f"c/{rank}/1"), STYLE
        )
    ]
    shown = stamp(events, {}, NOON)
    body = assembled(heading(texts[0], "d", DOMAIN), {uid: s.block for uid, s in shown.items()})
    assert defects(body) == []
    assert gate.unsound(body, {event.uid: event for event in events}) == ""


def test_c15_a_calendar_keeps_what_is_near_and_says_what_does_not_fit() -> None:
    first = date(2027, 1, 1)
    many = [near(f"c/{rank}/1", first + rank * DAY, "x") for rank in range(700)]
    shown = stamp(many, {}, NOON)
    kept = choosing.fitting(b"", many, shown)
    assert kept == [event.uid for event in many[:499]]
    large = [near(f"c/{rank}/1", first + rank * DAY, "é" * 1_990) for rank in range(400)]
    kept = choosing.fitting(b"", large, stamp(large, {}, NOON))
    assert 200 < len(kept) < 400
    size = sum(len(block(event)) for event in large if event.uid in kept)
    assert 990_000 < size < 1_000_000


def test_c15_what_does_not_fit_is_said_in_the_calendar(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "MAX_EVENTS", 10)
    feed = played.subscribe()
    played.at(NOON)
    body = played.body(feed)
    assert played.published(feed).events == len(blocks(body)) == 10
    told = one(body, "incomplet à partir du")
    assert "ne tiennent pas dans un seul calendrier" in value(told, "DESCRIPTION")


def test_c15_the_past_is_cut_on_the_first_of_a_month(played: Played) -> None:
    feed = played.subscribe()
    played.at(datetime(2027, 5, 2, 12, tzinfo=UTC))
    first = played.published(feed)
    for day in (9, 16, 30):
        played.at(datetime(2027, 5, day, 12, tzinfo=UTC))
        assert played.published(feed) == first
    assert one(first.body, "Bilan annuel des actions", "20270215")
    played.at(datetime(2027, 6, 1, 12, tzinfo=UTC))
    assert all(value(b, "DTSTART") != "20270215" for b in blocks(played.body(feed)).values())
    assert played.held() == []


def near(key: str, day: date, description: str) -> FeedEvent:
    return FeedEvent(STYLE.uid(key), day, day, "Bilan", description, 0, NOON)


def told(**changes: object) -> Told:
    content: dict[str, object] = {
        "title": "Bilan",
        "agreement_title": "Convention",
        "kind": "yearly",
        "ours": True,
        "owed_by_names": ["Ville"],
        "opens": None,
        "due": "2027-02-15",
        "earliest": None,
        "send_by": None,
        "certainty": "exact",
        "tentative": False,
        "applies": True,
        "done": None,
        "cliff": False,
        "when": "au plus tard le 15 février 2027",
        "posting": "",
        "condition": None,
        "action": "",
        "reference": "article 3",
        "quote": "chaque année",
        "derivation": [],
    }
    return Told("c/bilan/2027", "c", content | changes, NOON, None)
