"""A version that is not sound, or loses much, never replaces the last good one."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from scheduler.feed import assembled, block, heading
from scheduler.feeds import disk, gate
from scheduler.feeds.printed import printed
from scheduler.feeds.ringing import ringing
from scheduler.feeds.showing import events_of
from scheduler.store.feeds import Feed
from tests.feeds.played import DOMAIN, NOON, Played, blocks, value
from tests.feeds.test_checklist import RULES, STYLE, near, told
from tests.ical.flawed import SOUND
from tests.service import run, serving, until

DAY = timedelta(days=1)
TODAY = NOON.date()
EVENTS = [near(f"c/{rank}/1", date(2027, 1, 1) + rank * DAY, "x") for rank in range(20)]


@pytest.fixture
def played(deployment: Path) -> Iterator[Played]:
    made = Played.opened(deployment)
    made.record("event", "signature", date(2025, 4, 1))
    yield made
    made.database.close()


def body_of(*events: object) -> bytes:
    return assembled(heading("n", "d", DOMAIN), {e.uid: block(e) for e in events})  # type: ignore[attr-defined,arg-type]


def lost(left: list[object], elsewhere: set[str] | None = None) -> str:
    return gate.loss(body_of(*EVENTS), left, lambda: elsewhere or set(), TODAY)  # type: ignore[arg-type]


def test_a_fifth_may_go_and_no_more() -> None:
    assert lost([*EVENTS]) == ""
    assert lost([*EVENTS[4:]]) == ""
    assert lost([*EVENTS[5:]]) == "5 événements disparaîtraient sur les 20 qui sont à venir"


def test_what_now_belongs_to_another_calendar_is_not_lost() -> None:
    assert lost([*EVENTS[8:]], {event.uid for event in EVENTS[:8]}) == ""


@pytest.mark.parametrize("words", ["BEGIN:VEVENT", "x BEGIN:VEVENT", "END:VEVENT", "UID:x"])
def test_words_of_the_format_in_a_name_or_a_title_stop_no_calendar(
    played: Played, words: str
) -> None:
    """They are read back as words by all that reads what was published."""
    feed, other = played.subscribe(label=words), played.subscribe("agreement", "bethune-sad")
    played.rewrite(RULES, "titre: Bilan annuel des actions et de l'acc", f'titre: "{words}"\n#')
    played.rewrite(RULES, "titre court: Convention SAD Béthune", f'titre court: "{words}"')
    played.at(NOON)
    body = played.body(feed)
    assert {one.uid for one in printed(body)} == blocks(body).keys()
    assert [one.title for one in printed(body)].count(f"{words} – {words}") >= 4
    assert len(gate.upcoming(body, TODAY)) > 10
    played.record("done", "bethune-sad/bilan-annuel/2026", date(2026, 11, 2))
    played.at(NOON + DAY)
    assert f"✓ {words} – {words}" in [one.title for one in printed(played.body(feed))]
    for one in (feed, other):
        (copy,) = played.copies(one)
        assert disk.read(played.folder / "feeds", copy) == played.published(one)
    assert played.held() == []


def test_what_is_over_or_cancelled_already_is_not_lost() -> None:
    assert gate.loss(body_of(*EVENTS), [], set, date(2027, 2, 1)) == ""
    (gone,) = events_of(told(applies=False), STYLE)
    assert gone.cancelled
    assert gate.upcoming(body_of(gone), TODAY) == set()


def test_bytes_that_read_otherwise_are_refused() -> None:
    named = {event.uid: event for event in EVENTS}
    assert gate.unsound(body_of(*EVENTS), named) == ""
    assert "relu autrement" in gate.unsound(body_of(*EVENTS[1:]), named)
    moved = body_of(*EVENTS).replace(b"20270101", b"20261231", 1)
    assert "relu autrement" in gate.unsound(moved, named)
    assert "défaut" in gate.unsound(body_of(*EVENTS).replace(b"\r\n", b"\n"), named)


def test_whatever_has_no_defect_can_be_read_back() -> None:
    """A service that is older, or newer, may have published it."""
    assert [one.category for one in printed(SOUND)] == ["", ""]
    assert len(gate.upcoming(SOUND, TODAY)) == 2
    assert ringing(SOUND, NOON) == assembled(SOUND.partition(b"BEGIN:VEVENT")[0], lines_of(SOUND))


def lines_of(body: bytes) -> dict[str, bytes]:
    return {one.uid: one.lines for one in printed(body)}


def test_a_file_emptied_by_mistake_empties_no_calendar(played: Played) -> None:
    feed = played.subscribe()
    played.at(NOON)
    good = played.published(feed)
    text = (played.folder / RULES).read_text("utf-8")
    empty_rules(played)
    played.at(NOON + DAY)
    assert played.published(feed) == good
    (reason,) = played.held()
    assert "disparaîtraient" in reason
    (played.folder / RULES).write_text(text, "utf-8")
    played.at(NOON + 2 * DAY)
    assert played.held() == []
    assert set(blocks(played.body(feed))) == set(blocks(good.body))


def test_roles_that_change_hands_move_their_dates_at_once(played: Played) -> None:
    leaves = played.subscribe("person", "directrice@ccas-bethune.example")
    comes = played.subscribe("person", "conventions@ccas-bethune.example")
    played.at(NOON)
    held = dated(played, leaves)
    assert len(held) > 10
    assert dated(played, comes) == {}
    for old, new in (
        ("directrice@", "x@"),
        ("conventions@", "directrice@"),
        ("x@", "conventions@"),
    ):
        played.rewrite("annuaire.yaml", old, new)
    played.at(NOON + DAY)
    assert played.held() == []
    assert dated(played, leaves) == {}
    assert dated(played, comes) == held


@pytest.mark.parametrize(
    ("kind", "subject", "named"),
    [("role", "ccas.directrice", "ccas.dirige"), ("authority", "bethune", "bethune-ville")],
)
def test_a_name_that_changes_leaves_no_subscriber_with_nothing(
    played: Played, kind: str, subject: str, named: str
) -> None:
    """The dates stand, under a name that this calendar does not know: a person must look."""
    feed = played.subscribe(kind, subject)
    played.at(NOON)
    good = played.published(feed)
    for path in played.folder.rglob("*.yaml"):
        text = path.read_text("utf-8").replace(f"calendrier: {subject}\n", f"calendrier: {named}\n")
        path.write_text(text.replace("ccas.directrice", "ccas.dirige"), "utf-8")
    for path in (played.folder / "calendars").glob(f"{subject}.yaml"):
        path.rename(path.with_stem(named))
    fresh = played.subscribe(kind, named)
    played.at(NOON + DAY)
    assert dated(played, fresh).keys() >= {
        uid for uid, event in blocks(good.body).items() if b"Information" not in event
    }
    assert played.published(feed) == good
    (reason,) = played.held()
    assert "disparaîtraient" in reason


def dated(played: Played, feed: Feed) -> dict[str, bytes]:
    found = blocks(played.body(feed))
    return {uid: event for uid, event in found.items() if "information" not in uid}


def test_a_moot_occurrence_is_cancelled_in_words(played: Played) -> None:
    (event,) = events_of(told(applies=False), STYLE)
    assert value(block(event), "SUMMARY").startswith("ANNULÉ — Bilan")


def test_a_person_lets_a_loss_through(deployment: Path) -> None:
    """The daemon holds it back and says so on its page; the command releases it."""
    assert run(deployment, "fact", "bethune-sad", "signature", "2025-04-01").returncode == 0
    address = run(deployment, "feed", "new").stdout.strip().rpartition("/")[2]
    with serving(deployment) as service, httpx.Client(base_url=service.page) as client:

        def body() -> bytes:
            return client.get(f"/flux/{address}").content

        good = body()
        assert len(blocks(good)) > 10
        empty_rules(Played(deployment, None, None))  # type: ignore[arg-type]
        until(lambda: "Calendriers retenus" in client.get("/etat").text)
        assert body() == good
        assert "held back" in service.log()
        assert address.removesuffix(".ics") not in service.log()
        assert "retenu : " in run(deployment, "feed", "list").stdout
        assert "Retenu depuis" in run(deployment, "feed", "publish", address[:8]).stdout
        assert body() == good
        said = run(deployment, "feed", "publish", address[:8], "--accept").stdout
        assert "à son prochain passage" in said
        until(lambda: body() != good)
        assert b"ANNUL" in body()
        assert "Calendriers retenus" not in client.get("/etat").text
        tag = client.get(f"/flux/{address}").headers["etag"]
        run(deployment, "feed", "publish", address[:8], "--again")
        until(lambda: client.get(f"/flux/{address}").headers["etag"] != tag)


def empty_rules(played: Played) -> None:
    """All duties but one leave the file."""
    path = played.folder / RULES
    head, _, duties = path.read_text("utf-8").partition("obligations:\n")
    first = duties.partition("\n\n")[0]
    path.write_text(f"{head}obligations:\n{first}\n", "utf-8")
