"""Plans against a real database: what a changed file or fact would do to what was told."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from scheduler.delivery import Outcome
from scheduler.foreseeing import foresee_recording, foresee_rules, keep_standing
from scheduler.planning.document import document
from scheduler.planning.plan import Change, Plan
from scheduler.planning.published import standing_as_text
from scheduler.planning.saying import NOTHING, summary, told, warning
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from scheduler.store import claims, journal, tellings
from scheduler.store.claims import Settled
from scheduler.store.database import Session, open_database
from tests.blank import opened_blank
from tests.postgresql import Server
from tests.test_reconcile import DIRECTOR, MANAGER, SIGNED, START, Town

GOLDEN = Path(__file__).parent / "planning" / "golden" / "plan.txt"
NOTICE = "bethune-sad/preavis/p1"
REPORT = "bethune-sad/bilan-annuel/2026"
NOW = datetime(2026, 12, 5, 20, tzinfo=UTC)
"""A Saturday evening: the next opening is on Monday."""


class Office(Town):
    """A town whose rules are files that are edited."""

    def __init__(self, folder: Path) -> None:
        super().__init__(opened_blank(folder / "base.sqlite"))
        self.sources = Sources((folder / "rules",), folder / "calendars", folder / "annuaire.yaml")
        self.file = folder / "rules" / "bethune-sad.yaml"
        self.rulebook = self.read()

    def read(self) -> Rulebook:
        found = load(self.sources)
        assert found.errors == ()
        return found

    def edit(self, old: str, new: str) -> None:
        text = self.file.read_text("utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), "utf-8")

    def drop(self, *clauses: str) -> None:
        """Take duties out of the file."""
        for clause in clauses:
            before, found, rest = self.file.read_text("utf-8").partition(f"\n  {clause}:\n")
            assert found
            kept = rest.splitlines(keepends=True)
            while kept and kept[0].startswith("    "):
                kept.pop(0)
            self.file.write_text(before + "\n" + "".join(kept), "utf-8")

    def publish(self, day: date = START, hour: int = 8) -> None:
        """One pass of the service, with what it keeps for the next plan."""
        done = self.at(day, hour)
        keep_standing(self.database, standing_as_text(done.situation))

    def accept(self, now: datetime) -> None:
        """A relay accepts at that moment everything that waits."""
        with self.database.write() as session:
            taken = claims.claim(session, "essai", now, 1000)
            ended = [Settled(one, Outcome("accepted", "data", 250, "ok")) for one in taken]
            claims.settle(session, ended, now, Random(1))

    def plan(self, now: datetime = NOW) -> Plan:
        with self.database.read() as session:
            return foresee_rules(session, self.read(), now)

    def foresee(self, act: Callable[[Session], object], now: datetime = NOW) -> Plan:
        return foresee_recording(self.database, self.rulebook, now, act)


@pytest.fixture
def office(deployment: Path) -> Iterator[Office]:
    """Béthune signed and followed; its notice was reminded on 30 November and 4 December."""
    opened = Office(deployment)
    opened.record("signature", SIGNED)
    opened.publish()
    opened.publish(date(2026, 12, 4))
    opened.accept(datetime(2026, 12, 4, 8, 1, tzinfo=UTC))
    yield opened
    opened.database.close()


def of_key(plan: Plan, key: str) -> Change:
    (found,) = [one for one in plan.changes if one.shown.key == key]
    return found


def test_nothing_changes_where_the_files_are_those_that_were_read(office: Office) -> None:
    assert told(office.plan()) == NOTHING
    assert list(summary(office.plan())) == [NOTHING]


def test_a_comment_changes_nothing(office: Office) -> None:
    office.edit("convention: bethune-sad", "# relu\nconvention: bethune-sad")
    assert office.plan().is_empty


def test_a_routine_date_moves_and_no_message_leaves(office: Office) -> None:
    office.edit("pour: 15 février N+1", "pour: 15 mars N+1")
    found = office.plan()
    one = of_key(found, REPORT)
    assert one.before is not None
    assert one.after is not None
    assert (one.kind, one.group) == ("moved", "moved")
    assert (one.before.due, one.after.due) == (date(2027, 2, 15), date(2027, 3, 15))
    assert {change.group for change in found.changes} <= {"moved", "past"}
    assert found.messages == ()


def test_a_date_that_was_told_becomes_wrong_and_one_correction_would_leave(office: Office) -> None:
    """The notice grows by a month: its day is moved after two reminders were accepted."""
    office.edit("délai: 3 mois", "délai: 4 mois")
    found = office.plan()
    one = of_key(found, NOTICE)
    assert (one.kind, one.group, one.now) == ("moved", "wrong", "late")
    assert one.before is not None
    assert one.before.send_by == date(2026, 12, 11)
    assert one.after is not None
    assert one.after.due == date(2026, 11, 30)
    (telling,) = one.told
    assert telling.recipient == DIRECTOR
    assert telling.left_at is not None
    assert found.changes[0] is one
    assert [(leaving.person.address, leaving.messages) for leaving in found.messages] == [
        (MANAGER, 1),
        (DIRECTOR, 1),
    ]
    before = len(office.messages())
    office.rulebook = office.read()
    office.publish(date(2026, 12, 7))
    assert len(office.messages()) == before + 1


def test_what_waits_in_the_outbox_is_said_to_be_wrong_too(deployment: Path) -> None:
    opened = Office(deployment)
    opened.record("signature", SIGNED)
    opened.publish()
    opened.publish(date(2026, 12, 4))
    opened.edit("délai: 3 mois", "délai: 4 mois")
    (telling,) = of_key(opened.plan(), NOTICE).told
    assert telling.left_at is None
    assert "par un message qui n'est pas encore parti" in told(opened.plan())
    opened.deliver("refused", 550, "inconnu")
    assert of_key(opened.plan(), NOTICE).told == ()
    opened.database.close()


def test_a_correction_once_published_is_no_longer_planned(office: Office) -> None:
    office.edit("délai: 3 mois", "délai: 4 mois")
    office.rulebook = office.read()
    office.publish(date(2026, 12, 5), 19)
    assert office.plan().is_empty
    office.edit("délai: 4 mois", "délai: 5 mois")
    assert of_key(office.plan(), NOTICE).told != ()
    assert all(one.revision == 2 for one in of_key(office.plan(), NOTICE).told)


def test_a_withdrawn_duty_says_the_reminders_that_stop(office: Office) -> None:
    office.edit("    titre: Bilan annuel", "    couperet: oui\n    titre: Bilan annuel")
    office.rulebook = office.read()
    office.publish(date(2026, 12, 5), 19)
    office.drop("bilan-annuel")
    one = of_key(office.plan(), REPORT)
    assert (one.kind, one.group, one.after) == ("withdrawn", "withdrawn", None)
    names = [step.name for step in one.stopped]
    assert names[:5] == ["j-30", "j-15", "j-7", "j-1", "j-0"]
    assert one.stopped[0].day == date(2027, 1, 15)
    assert not office.plan().loses_too_many


def reminded(office: Office, key: str, first: date, last: date) -> list[date]:
    """The days on which the director is told of it, the service passing each day."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        office.publish(day)
        office.accept(datetime(day.year, day.month, day.day, 8, 1, tzinfo=UTC))
    with office.database.read() as session:
        told = [one for one in tellings.carried(session, [key]) if one.recipient == DIRECTOR]
    return sorted({one.accepted_at.date() for one in told if one.accepted_at})


def cliff(office: Office, own: str = "") -> None:
    """The report becomes a cliff, reminded as the rule says."""
    office.edit("    titre: Bilan annuel", f"    couperet: oui\n{own}    titre: Bilan annuel")
    office.rulebook = office.read()
    office.publish(date(2026, 12, 5), 19)


def test_a_duty_with_reminders_of_its_own_says_when_the_next_one_would_be(office: Office) -> None:
    """What it says is what happens: the same days, once the files are read."""
    cliff(office, "    rappels: [40 jours, 20 jours]\n")
    office.edit("pour: 15 février N+1", "pour: 14 janvier N+1")
    one = of_key(office.plan(), REPORT)
    assert (one.kind, one.group) == ("moved", "moved")
    assert [(step.name, step.day) for step in one.ringing[:2]] == [
        ("j-40", date(2027, 1, 6)),
        ("j-20", date(2027, 1, 26)),
    ]
    assert [(step.name, step.day) for step in one.would_ring[:2]] == [
        ("j-40", date(2026, 12, 7)),
        ("j-20", date(2026, 12, 24)),
    ]
    assert "prochain rappel le lundi 7 décembre 2026, au lieu du mercredi 6 janvier 2027" in told(
        office.plan()
    )
    office.rulebook = office.read()
    days = reminded(office, REPORT, date(2026, 12, 7), date(2027, 1, 14))
    assert days == [step.day for step in one.would_ring if step.day <= date(2027, 1, 14)]


def test_reminders_that_alone_change_are_told(office: Office) -> None:
    cliff(office)
    office.edit("couperet: oui\n", "couperet: oui\n    rappels: [1 mois, 40 jours]\n")
    one = of_key(office.plan(), REPORT)
    assert (one.kind, one.group) == ("reminded", "reminded")
    assert [step.name for step in one.begun] == ["j-40", "m-1"]
    assert [step.name for step in one.stopped][:4] == ["j-30", "j-15", "j-7", "j-1"]
    shown = told(office.plan())
    assert "rappels : ceux d'usage → 40 jours, 1 mois avant" in shown
    assert (
        "prochain rappel le mercredi 6 janvier 2027, au lieu du vendredi 15 janvier 2027" in shown
    )
    office.edit("[1 mois, 40 jours]", "aucun")
    silent = of_key(office.plan(), REPORT)
    assert (silent.kind, silent.begun, silent.would_ring) == ("reminded", (), ())
    assert "rappels : ceux d'usage → aucun" in told(office.plan())
    office.rulebook = office.read()
    office.publish(date(2026, 12, 5), 20)
    assert office.plan().is_empty


def test_what_is_put_off_says_the_reminders_that_stop(office: Office) -> None:
    cliff(office)

    def put_off(session: Session) -> None:
        journal.record(
            session,
            "postponed",
            "bethune-sad",
            REPORT,
            date(2027, 2, 1),
            by="essai",
            at=NOW,
            comment="le conseil se réunit fin janvier",
        )

    one = of_key(office.foresee(put_off), REPORT)
    assert (one.kind, [step.name for step in one.stopped]) == ("reminded", ["j-30"])
    assert "prochain rappel le lundi 1er février 2027, au lieu du vendredi 15 janvier 2027" in told(
        office.foresee(put_off)
    )
    with office.database.write() as session:
        put_off(session)
    assert office.plan().is_empty
    days = reminded(office, REPORT, date(2027, 1, 11), date(2027, 2, 2))
    assert days == [step.day for step in one.would_ring[:1]]


def test_a_duty_that_would_be_late_at_once_and_one_from_before_following(office: Office) -> None:
    office.edit("pour: 15 février N+1", "pour: 1er décembre N")
    found = office.plan()
    late, past = of_key(found, REPORT), of_key(found, "bethune-sad/bilan-annuel/2025")
    assert (late.group, past.group) == ("late", "past")
    assert late in found.group("late")
    assert past not in found.group("late")


def test_a_letter_whose_day_to_post_would_have_passed_is_late_too(office: Office) -> None:
    """The last legal day is still to come, but a letter would no longer arrive in time."""
    office.edit("délai: 3 mois", "délai: 107 jours")
    one = of_key(office.plan(), NOTICE)
    assert one.after is not None
    assert (one.after.send_by, one.after.due) == (date(2026, 11, 24), date(2026, 12, 14))
    assert (one.now, one.group) == ("unpostable", "wrong")
    assert "le jour de la poste serait déjà passé" in told(office.plan())


def test_a_duty_said_otherwise_at_the_same_date_is_told_apart(office: Office) -> None:
    office.edit("titre: Bilan annuel des actions", "titre: Rapport annuel des actions")
    found = office.plan()
    assert {one.kind for one in found.changes} == {"reworded"}
    assert "intitulé : Bilan annuel des actions" in told(found)


def test_losing_more_than_a_fifth_of_what_is_to_come_is_said_first(office: Office) -> None:
    office.drop("reunions-trimestrielles", "comite-suivi")
    found = office.plan()
    assert found.loses_too_many
    assert found.lost * 5 > found.upcoming
    assert told(found).startswith(f"*** {warning(found)} ***")
    assert f"retire {found.lost} des {found.upcoming} échéances à venir" in warning(found)


def test_an_emptied_folder_would_withdraw_nothing(office: Office) -> None:
    office.file.rename(office.file.with_suffix(".txt"))
    assert office.plan().is_empty


def test_a_new_agreement_brings_its_life_its_questions_and_one_report(office: Office) -> None:
    text = office.file.read_text("utf-8").replace("convention: bethune-sad", "convention: autre")
    (office.file.parent / "autre.yaml").write_text(text, "utf-8")
    found = office.plan()
    assert [(one.agreement, one.before, one.after) for one in found.lives] == [
        ("autre", None, "to_confirm")
    ]
    assert "autre/signature" in {one.id for one in found.opened}
    assert found.answered == ()
    assert {one.kind for one in found.changes} == {"added"}
    assert [(one.person.address, one.messages) for one in found.messages] == [(MANAGER, 1)]


def test_a_new_holder_is_told_though_no_date_moves(office: Office) -> None:
    directory = office.sources.directory
    text = directory.read_text("utf-8")
    assert DIRECTOR in text
    directory.write_text(text.replace(DIRECTOR, "suivante@ville.example"), "utf-8")
    found = office.plan()
    assert (found.is_empty, found.changes) == (False, ())
    assert [(one.before, one.after) for one in found.recipients] == [
        (DIRECTOR, "suivante@ville.example")
    ]
    assert f"{DIRECTOR} → suivante@ville.example" in told(found)
    assert "suivante" not in " ".join(summary(found))


def test_files_named_one_by_one_are_compared_for_their_agreements_alone(office: Office) -> None:
    text = office.file.read_text("utf-8").replace("convention: bethune-sad", "convention: autre")
    (office.file.parent / "autre.yaml").write_text(text, "utf-8")
    office.rulebook = office.read()
    office.publish(date(2026, 12, 5), 19)
    alone = load(Sources((office.file,), office.sources.calendars, office.sources.directory))
    with office.database.read() as session:
        assert foresee_rules(session, alone, NOW, partial=True).is_empty
        whole = foresee_rules(session, alone, NOW)
    assert {one.kind for one in whole.changes} == {"withdrawn"}
    assert [(one.agreement, one.after) for one in whole.lives] == [("autre", None)]


def test_a_database_of_before_plans_compares_dates_only(deployment: Path) -> None:
    opened = Office(deployment)
    opened.at(START)
    opened.edit("pour: 15 février N+1", "pour: 15 mars N+1")
    found = opened.plan()
    assert found.changes
    assert (found.lives, found.opened, found.answered) == ((), (), ())
    opened.database.close()


def test_a_fact_is_foreseen_and_leaves_no_trace(deployment: Path) -> None:
    opened = Office(deployment)
    opened.publish()

    def sign(session: Session) -> None:
        journal.record(session, "event", "bethune-sad", "signature", SIGNED, by="essai", at=NOW)

    with contextlib.closing(sqlite3.connect(opened.database.name)) as watching:

        def version() -> int:
            return int(watching.execute("PRAGMA data_version").fetchone()[0])

        before = version()
        found = opened.foresee(sign)
        opened.plan()
        assert version() == before
        opened.record("signature", SIGNED)
        assert version() > before
    assert [(one.before, one.after) for one in found.lives] == [("to_confirm", "in_force")]
    assert "bethune-sad/signature" in {one.id for one in found.answered}
    assert of_key(found, NOTICE).kind == "moved"
    assert opened.plan().kind("moved") == found.kind("moved")
    opened.database.close()


def test_what_is_done_stops_its_reminders_and_taking_it_back_resumes_them(office: Office) -> None:
    def finish(session: Session) -> None:
        journal.record(
            session, "done", "bethune-sad", NOTICE, date(2026, 12, 4), by="essai", at=NOW
        )

    one = of_key(office.foresee(finish), NOTICE)
    assert (one.kind, one.group, one.told) == ("closed", "closed", ())
    assert [step.name for step in one.stopped][:2] == ["j-1", "j-0"]
    office.record(NOTICE, date(2026, 12, 4), "done")

    def resume(session: Session) -> None:
        (standing,) = journal.standing(session, "bethune-sad", "done", NOTICE)
        journal.withdraw(session, standing, by="essai", at=NOW)

    assert of_key(office.foresee(resume), NOTICE).kind == "reopened"


def test_the_plan_as_it_is_told(office: Office) -> None:
    """Wrong, withdrawn, late, moved, new, past: each once, the most serious first."""
    office.edit("délai: 3 mois", "délai: 4 mois")
    office.edit("pour: 15 février N+1", "pour: 1er décembre N")
    office.drop("comite-suivi")
    assert told(office.plan(), 2, "--all les montre") + "\n" == GOLDEN.read_text("utf-8")


def test_the_document_is_versioned_and_has_each_change_once(office: Office) -> None:
    office.edit("délai: 3 mois", "délai: 4 mois")
    office.drop("comite-suivi")
    found = office.plan()
    shown = document(found)
    assert (shown["format"], shown["version"]) == ("echeancier/plan", 1)
    assert [one["key"] for one in shown["changes"]] == [one.shown.key for one in found.changes]
    first = shown["changes"][0]
    assert (first["key"], first["kind"], first["group"], first["now"]) == (
        NOTICE,
        "moved",
        "wrong",
        "late",
    )
    assert (first["before"]["send_by"], first["after"]["due"]) == ("2026-12-11", "2026-11-30")
    assert first["told"][0]["recipient"] == DIRECTOR
    assert shown["opening"] == "2026-12-07T08:00:00+01:00"
    assert [one["address"] for one in shown["messages"]] == [MANAGER, DIRECTOR]


@pytest.mark.needs("postgresql")
def test_a_fact_foreseen_on_a_shared_database_leaves_no_trace(
    deployment: Path, postgresql: Server
) -> None:
    sources = Sources(
        (deployment / "rules",), deployment / "calendars", deployment / "annuaire.yaml"
    )
    database, rulebook = open_database(postgresql.new()), load(sources)

    def sign(session: Session) -> None:
        journal.record(session, "event", "bethune-sad", "signature", SIGNED, by="essai", at=NOW)

    assert of_key(foresee_recording(database, rulebook, NOW, sign), NOTICE).kind == "moved"
    with database.read() as session:
        assert journal.entries(session) == []
        assert {one.kind for one in foresee_rules(session, rulebook, NOW).changes} == {"added"}
    database.close()
