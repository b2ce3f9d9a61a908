"""The events of one occurrence, and of what is still to be answered."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.feed import FeedEvent
from scheduler.feeds.belonging import Belonging, answers_for
from scheduler.feeds.showing import Style, events_of
from scheduler.rulebook.directory import Absence, Directory, Holder, Person, Role
from scheduler.store.tables import OccurrenceRow
from tests.feeds.played import DOMAIN, NOON, PAGE, Played, blocks, one, value
from tests.feeds.test_checklist import STYLE, told

TITLES = Style("all/title", False, DOMAIN, PAGE)
TODAY = date(2026, 11, 25)
NOTICE = {
    "kind": "notice",
    "opens": "2025-04-01",
    "due": "2026-12-31",
    "send_by": "2026-12-11",
    "cliff": True,
}


def shown(**changes: object) -> list[tuple[str, date, date]]:
    return [(one.summary, one.start, one.end) for one in events_of(told(**changes), STYLE)]


def test_a_notice_is_its_day_its_window_and_the_day_to_post() -> None:
    assert shown(**NOTICE) == [
        ("Bilan – Convention", date(2026, 12, 31), date(2026, 12, 31)),
        (
            "Fenêtre, dernier jour utile le 11 décembre 2026 : Bilan – Convention",
            date(2026, 9, 11),
            date(2026, 12, 11),
        ),
        ("Poster la lettre : Bilan – Convention", date(2026, 12, 11), date(2026, 12, 11)),
    ]


def test_a_window_that_opens_late_is_shown_from_its_opening() -> None:
    late = NOTICE | {"kind": "request", "opens": "2026-11-20", "send_by": None}
    assert shown(**late)[1][1:] == (date(2026, 11, 20), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"due": None, "earliest": "2027-02-15"}, "Bilan (au plus tôt) – Convention"),
        ({"due": None, "opens": "2027-02-15"}, "Bilan (dès ce jour) – Convention"),
        ({"certainty": "approximate", "tentative": True}, "Bilan (environ) – Convention"),
        ({"tentative": True}, "Bilan (sous condition) – Convention"),
        ({"done": "2027-01-01", "tentative": True}, "✓ Bilan – Convention"),
        ({"done": "2027-01-01", "to_follow": True}, "✓ Bilan (pièce à suivre) – Convention"),
        ({"answer": "waived"}, "Bilan (écartée) – Convention"),
        ({"answer": "missed"}, "Bilan (manquée) – Convention"),
        ({"answer": "unknown"}, "Bilan (on ne sait pas si elle a été faite) – Convention"),
        ({"ours": False}, "Bilan (attendu de : Ville) – Convention"),
    ],
)
def test_a_title_says_what_is_uncertain_and_what_was_recorded(
    changes: dict[str, object], title: str
) -> None:
    assert [one[0] for one in shown(**changes)] == [title]


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"tentative": True}, " (sous condition)"),
        ({"certainty": "approximate", "tentative": True}, " (environ)"),
        ({"tentative": True, "done": "2026-12-01"}, ""),
    ],
)
def test_the_window_and_the_day_to_post_are_no_more_certain_than_the_day(
    changes: dict[str, object], doubt: str
) -> None:
    """A calendar that shows no STATUS would have them as certain."""
    mark = "✓ " if "done" in changes else ""
    assert [one[0] for one in shown(**NOTICE, **changes)] == [
        f"{mark}Bilan{doubt} – Convention",
        f"{mark}Fenêtre{doubt}, dernier jour utile le 11 décembre 2026 : Bilan – Convention",
        f"{mark}Poster la lettre{doubt} : Bilan – Convention",
    ]


def test_what_is_uncertain_is_tentative_until_it_is_done() -> None:
    (perhaps,) = events_of(told(tentative=True), STYLE)
    (done,) = events_of(told(tentative=True, done="2027-01-01"), STYLE)
    assert (perhaps.tentative, done.tentative) == (True, False)


def test_titles_alone_name_no_partner_and_quote_nothing() -> None:
    secret = {"agreement_title": "Partenaire", "owed_by_names": ["Partenaire"], "ours": False}
    for event in events_of(told(**NOTICE, **secret, quote="les mots"), TITLES):
        assert "Partenaire" not in event.summary
        assert event.description == ""


def test_nothing_shown_of_an_occurrence_depends_on_the_day(deployment: Path) -> None:
    """A month of passes, each day: the same bytes, whatever falls due in it."""
    played = Played.opened(deployment)
    played.record("event", "signature", date(2025, 4, 1))
    feed = played.subscribe()
    played.at(datetime(2026, 12, 1, 12, tzinfo=NOON.tzinfo))
    first = played.published(feed)
    for days in range(1, 31):
        played.at(datetime(2026, 12, 1, 12, tzinfo=NOON.tzinfo) + timedelta(days=days))
        assert played.published(feed) == first
    played.database.close()


def test_questions_stand_on_a_day_of_their_own_until_they_are_answered(deployment: Path) -> None:
    played = Played.opened(deployment)
    feed = played.subscribe("person", "directrice@ccas-bethune.example")
    played.at(NOON)
    signed = one(played.body(feed), "Question : À quelle date la dernière des trois parties")
    others = one(played.body(feed), "8 questions à trancher – Convention SAD Béthune")
    assert value(signed, "DTSTART") == "20261101"
    assert value(others, "DTSTART") == "20261125"
    assert "Combien de temps dure le suivi" in value(others, "DESCRIPTION")
    played.at(datetime(2027, 1, 4, 12, tzinfo=NOON.tzinfo))
    assert value(one(played.body(feed), "8 questions à trancher"), "DTSTART") == "20270101"
    played.record("event", "signature", date(2025, 4, 1))
    played.at(datetime(2027, 1, 5, 12, tzinfo=NOON.tzinfo))
    assert value(signed, "UID") not in blocks(played.body(feed))
    played.database.close()


def test_a_file_that_cannot_be_read_takes_no_question_away(whole_deployment: Path) -> None:
    played = Played.opened(whole_deployment)
    feed = played.subscribe()
    played.at(NOON)
    before = played.published(feed)
    played.rewrite("rules/bethune-sad.yaml", "convention: bethune-sad", "convention: [")
    played.at(NOON + timedelta(hours=1))
    assert played.published(feed) == before
    played.database.close()


@pytest.mark.parametrize(
    ("kind", "subject", "held"),
    [
        ("all", "", True),
        ("agreement", "c", True),
        ("agreement", "d", False),
        ("authority", "ville", True),
        ("authority", "autre", False),
        ("role", "suivi", True),
        ("role", "direction", False),
        ("unheard-of", "", False),
    ],
)
def test_what_belongs_to_a_calendar(kind: str, subject: str, held: bool) -> None:
    entry = told(role="suivi", responsible="direction", authority="ville")
    assert Belonging(kind, subject).holds(entry) is held


ANNE, BEN, CAM = (Person(name, f"{name}@ville.example") for name in ("Anne", "Ben", "Cam"))
DIRECTORY = Directory(
    {
        "direction": Role(
            "direction",
            "Direction",
            (Holder(ANNE, absences=(Absence(TODAY, TODAY),), assistant=BEN),),
            deputy="adjoint",
        ),
        "adjoint": Role("adjoint", "Adjoint", (Holder(CAM),)),
        "vacant": Role("vacant", "Vacant", (), deputy="adjoint"),
    },
    manager="direction",
)


@pytest.mark.parametrize(
    ("person", "role", "answers"),
    [
        (ANNE, "direction", True),
        (BEN, "direction", True),
        (CAM, "direction", False),
        (CAM, "vacant", True),
        (ANNE, "vacant", False),
    ],
)
def test_a_persons_calendar_follows_who_holds_the_role_not_who_is_away(
    person: Person, role: str, answers: bool
) -> None:
    assert answers_for(DIRECTORY, person.address.upper(), role, TODAY) is answers


def test_no_two_events_share_an_identity() -> None:
    events: list[FeedEvent] = list(events_of(told(**NOTICE), STYLE))
    events += events_of(told(**NOTICE), TITLES)
    assert len({event.uid for event in events}) == 6


def test_what_an_older_program_published_stops_no_calendar(deployment: Path) -> None:
    """Withdrawn since, it is never written anew, and may lack what is told today."""
    played = Played.opened(deployment)
    feed = played.subscribe()
    played.at(NOON)
    for number, content in enumerate(('{"due": "2027-01-01"}', "{}", "[]", "illisible")):
        with played.database.write() as session:
            key = f"bethune-sad/ancienne/{number}"
            session.add(
                OccurrenceRow(
                    key=key,
                    agreement="bethune-sad",
                    fingerprint="x",
                    content=content,
                    revision=1,
                    sequence=1,
                    first_seen_at=NOON,
                    published_at=NOON,
                    withdrawn_at=NOON,
                )
            )
    played.at(NOON + timedelta(hours=1))
    old = one(played.body(feed), "ANNULÉ — bethune-sad/ancienne/0", "20270101")
    assert value(old, "STATUS") == "CANCELLED"
    played.database.close()
