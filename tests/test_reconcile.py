"""Days go by on a real database: who is told what, once, and what a change corrects."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from scheduler.deadlines.agreement import DependsOn
from scheduler.deadlines.facts import Done, Facts
from scheduler.delivery import Outcome, OutcomeKind
from scheduler.letters.desk import Desk
from scheduler.queueing import Office
from scheduler.reconcile import Pass, Superseded, entries, reconcile
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from scheduler.store import claims, journal, outbox
from scheduler.store.claims import Settled
from scheduler.store.database import Database
from scheduler.store.register import NewEntry
from scheduler.store.tables import ItemRow, MessageRow
from tests.bethune import agreement, rulebook
from tests.blank import opened_blank

OFFICE = Office(Desk(("échéancier", "e@ville.example"), "essai.localhost"), within_hours=False)
DIRECTOR = "directrice@ccas-bethune.example"
MANAGER = "conventions@ccas-bethune.example"
START = date(2026, 11, 17)
SIGNED = date(2025, 4, 1)


class Town:
    """A database on which days are played at nine in the morning, Paris time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.folder = Path(database.name).parent
        self.rulebook: Rulebook = replace(rulebook(), agreements=(agreement(),))

    def at(self, day: date, hour: int = 8) -> Pass:
        now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        return reconcile(self.database, self.rulebook, now, OFFICE)

    def every_day(self, first: date, last: date) -> None:
        for number in range((last - first).days + 1):
            self.at(first + timedelta(days=number))
            self.deliver()

    def record(self, event: str, on: date, kind: str = "event") -> None:
        at = datetime(2026, 11, 17, tzinfo=UTC)
        with self.database.write() as session:
            journal.record(session, kind, "bethune-sad", event, on, by="essai", at=at)

    def deliver(self, kind: OutcomeKind = "accepted", code: int = 250, said: str = "ok") -> None:
        """A relay answers so for all that waits to the director, and takes the rest."""
        far, well = datetime(2040, 1, 1, tzinfo=UTC), Outcome("accepted", "data", 250, "ok")
        answer = Outcome(kind, "data", code, said)
        with self.database.write() as session:
            taken = claims.claim(session, "essai", far, 1000)
            ended = [Settled(one, answer if one.recipient == DIRECTOR else well) for one in taken]
            claims.settle(session, ended, far, Random(1))

    def messages(self, recipient: str = DIRECTOR) -> list[tuple[str, str]]:
        """(kind, subject) in the order they were written."""
        with self.database.read() as session:
            rows = session.exec(select(MessageRow).order_by(MessageRow.id))  # type: ignore[arg-type]
            return [(row.kind, row.subject) for row in rows if row.recipient == recipient]

    def steps(self, key: str, recipient: str = DIRECTOR) -> list[tuple[int, str, bool]]:
        about = (ItemRow.occurrence == key, ItemRow.recipient == recipient)
        with self.database.read() as session:
            rows = session.exec(select(ItemRow).where(*about))
            return [(row.revision, row.step, row.superseded) for row in rows]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    database = opened_blank(tmp_path / "base.sqlite")
    yield Town(database)
    database.close()


def test_the_first_load_writes_one_report_to_the_manager_and_no_blast(town: Town) -> None:
    town.record("signature", SIGNED)
    for hour in (8, 9, 10):
        town.at(START, hour)
    assert [kind for kind, _ in town.messages(MANAGER)] == ["initial"]
    assert town.messages(DIRECTOR) == []


def test_a_month_brings_the_digests_and_the_cliffs_steps_once_each(town: Town) -> None:
    town.record("signature", SIGNED)
    town.every_day(START, date(2026, 12, 31))
    sent = town.messages()
    cliffs = [step for _, step, _ in town.steps("bethune-sad/preavis/p1")]
    assert cliffs[:4] == ["j-15", "j-7", "j-1", "j-0"]
    assert cliffs[4:9] == ["late-1", "late-2", "late-3", "late-4", "late-5"]
    assert len(cliffs) == len(set(cliffs))
    digests = [subject for kind, subject in sent if kind == "digest"]
    assert digests[0].startswith("Vos échéances : ")
    working_days = 32
    assert len(sent) <= working_days


def test_a_missed_notice_is_told_once_with_its_consequence_and_never_called_late(
    town: Town,
) -> None:
    town.record("signature", SIGNED)
    town.every_day(START, date(2027, 1, 31))
    steps = [step for _, step, _ in town.steps("bethune-sad/preavis/p1")]
    assert steps[-1] == "missed"
    assert steps.count("missed") == 1
    with town.database.read() as session:
        rows = session.exec(select(MessageRow).where(MessageRow.recipient == DIRECTOR)).all()
    told = next(row for row in rows if "dernier jour passé" in row.subject.lower())
    body = message_from_bytes(told.body, policy=policy.default).get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().split())
    assert "Trop tard pour ce terme" in text
    assert "au plus tard le dimanche 31 décembre 2028" in text
    later = rows[rows.index(told) + 1 :]
    assert later
    assert all("énonciation" not in _plain(row) for row in later)


def _plain(row: MessageRow) -> str:
    body = message_from_bytes(row.body, policy=policy.default).get_body(("plain",))
    return str(body.get_content()) if body else ""


def test_recording_it_done_ends_its_reminders(town: Town) -> None:
    town.record("signature", SIGNED)
    town.every_day(START, date(2026, 12, 4))
    town.record("bethune-sad/preavis/p1", date(2026, 12, 4), "done")
    before = town.steps("bethune-sad/preavis/p1")
    town.every_day(date(2026, 12, 5), date(2027, 1, 31))
    after = town.steps("bethune-sad/preavis/p1")[len(before) :]
    assert [step for _, step, _ in after] == ["presented", "collected"]


def test_after_an_outage_one_message_says_so_and_nothing_is_replayed(town: Town) -> None:
    town.record("signature", SIGNED)
    town.at(START)
    town.at(date(2026, 12, 15))
    kinds = [kind for kind, _ in town.messages()]
    assert kinds == ["late"]
    (subject,) = [subject for _, subject in town.messages()]
    assert subject.startswith("Après interruption – ")
    steps = town.steps("bethune-sad/preavis/p1")
    assert [superseded for _, _, superseded in steps] == [True] * (len(steps) - 1) + [False]
    with town.database.read() as session:
        row = session.exec(select(MessageRow).where(MessageRow.recipient == DIRECTOR)).one()
    body = message_from_bytes(row.body, policy=policy.default).get_body(("plain",))
    assert body is not None
    assert "arrêté du 17 novembre 2026 au 15 décembre 2026" in " ".join(body.get_content().split())


def test_a_date_that_moves_after_a_reminder_is_corrected_once(town: Town) -> None:
    """The earliest letter day is announced, then the true signature moves it."""
    town.at(START)
    town.at(date(2026, 11, 23))
    assert [step for _, step, _ in town.steps("bethune-sad/preavis/p1")][-1] == "j-1"
    town.record("signature", SIGNED)
    changes = town.at(date(2026, 11, 23), 10).changes
    assert "bethune-sad/preavis/p1" in changes.moved
    town.at(date(2026, 11, 23), 11)
    corrections = [subject for kind, subject in town.messages() if kind == "correction"]
    assert len(corrections) == 1
    assert corrections[0].startswith("Date modifiée – À poster dans 18 jours")


def test_a_clock_set_back_repeats_nothing_that_has_left(town: Town) -> None:
    town.record("signature", SIGNED)
    town.every_day(START, date(2026, 11, 30))
    town.deliver()
    before = town.messages()
    town.at(date(2026, 11, 18))
    town.at(date(2025, 11, 18))
    town.at(date(2026, 11, 30), 10)
    assert town.messages() == before


def test_what_a_clock_a_year_ahead_had_queued_is_undone_and_written_at_its_time(
    town: Town,
) -> None:
    town.record("signature", SIGNED)
    town.at(START)
    town.deliver()
    town.at(date(2027, 11, 29))
    assert town.messages() != []
    town.every_day(START + timedelta(days=1), date(2026, 12, 31))
    straight = Town(opened_blank(town.folder / "droit.sqlite"))
    straight.record("signature", SIGNED)
    straight.every_day(START, date(2026, 12, 31))
    assert town.messages() == straight.messages()
    assert town.messages(MANAGER) == straight.messages(MANAGER)
    straight.database.close()


def test_an_agreement_first_loaded_by_a_clock_ahead_is_followed_from_today(town: Town) -> None:
    town.record("signature", SIGNED)
    town.at(date(2038, 1, 19))
    town.every_day(date(2026, 12, 1), date(2026, 12, 11))
    assert [step for _, step, _ in town.steps("bethune-sad/preavis/p1")] == ["j-7", "j-1", "j-0"]


def test_of_two_daemons_the_one_with_the_older_rules_only_sends(town: Town) -> None:
    town.at(START)
    newer = replace(town.rulebook, version="nouvelle")
    now = datetime(2026, 11, 17, 9, tzinfo=UTC)
    reconcile(town.database, newer, now, OFFICE)
    with pytest.raises(Superseded):
        reconcile(town.database, town.rulebook, now, OFFICE, adopt=False)
    reconcile(town.database, newer, now, OFFICE, adopt=False)


def test_withdrawing_the_rules_keeps_what_was_published_known(town: Town) -> None:
    town.at(START)
    agreement = town.rulebook.agreements[0]
    fewer = replace(agreement, clauses=agreement.clauses[:5])
    town.rulebook = replace(town.rulebook, agreements=(fewer,))
    gone = town.at(START, 9).changes.withdrawn
    assert "bethune-sad/bilan-annuel/2026" in gone
    town.rulebook = replace(town.rulebook, agreements=())
    assert town.at(START, 10).changes.withdrawn == ()


def test_a_message_refused_for_good_alerts_the_manager_once_and_again_after_a_retry(
    town: Town,
) -> None:
    town.record("signature", SIGNED)
    town.at(START)
    town.deliver()
    for day in (date(2026, 12, 4), date(2026, 12, 5), date(2026, 12, 7)):
        town.at(day)
        town.deliver("refused", 550, "5.1.1 inconnu")
    alerts = [subject for kind, subject in town.messages(MANAGER) if kind == "alert"]
    assert len(alerts) == 1
    assert "non remis : à transmettre autrement" in alerts[0]
    with town.database.write() as session:
        (refused,) = [one for one in outbox.stuck(session) if one.recipient == DIRECTOR]
        assert outbox.retry(session, [refused.id], datetime(2026, 12, 7, 8, tzinfo=UTC))
    town.deliver("refused", 550, "5.1.1 inconnu")
    town.at(date(2026, 12, 8), 9)
    kinds = [kind for kind, _ in town.messages(MANAGER)]
    assert kinds.count("alert") == 2


def test_an_alert_is_the_managers_message_of_the_day_or_of_the_next(town: Town) -> None:
    town.record("signature", SIGNED)
    town.at(START)
    town.deliver()
    for day in (START, START + timedelta(days=1)):
        with town.database.write() as session:
            session.add(_lost(day))
        town.at(day, 9)
        town.deliver()
        town.at(day, 10)
        town.deliver()
    assert [kind for kind, _ in town.messages(MANAGER)] == ["initial", "alert"]
    with town.database.read() as session:
        told = session.exec(select(ItemRow).where(ItemRow.step == "alert")).all()
    assert len(told) == 2


def _lost(day: date) -> MessageRow:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return MessageRow(
        kind="reminder",
        recipient=DIRECTOR,
        sender="e@ville.example",
        subject="Demain : bilan",
        message_id=f"<perdu.{day}@essai>",
        body=b"x",
        created_at=at,
        next_try_at=at,
        state="failed",
    )


def test_nothing_is_written_when_a_part_fails(town: Town) -> None:
    """An unsafe address stops the whole pass: no half register, no half outbox."""
    directory = town.rulebook.directory
    role = directory.roles["ccas.conventions"]
    holder = role.holders[0]
    unsafe = replace(holder, person=replace(holder.person, address="pas une adresse"))
    roles = {**directory.roles, role.id: replace(role, holders=(unsafe,))}
    town.rulebook = replace(town.rulebook, directory=replace(directory, roles=roles))
    with pytest.raises(ValueError, match="adresse refusée"):
        town.at(START)
    with town.database.read() as session:
        assert session.exec(select(MessageRow)).all() == []
        assert session.exec(select(ItemRow)).all() == []


def test_ended_agreements_and_templates_bring_no_mail_of_their_own(tmp_path: Path) -> None:
    """Five weeks of the five conventions: Dijon's and Wattrelos' directions get their question."""
    town = Town(opened_blank(tmp_path / "echeancier.db"))
    town.rulebook = rulebook()
    town.every_day(START, date(2026, 12, 22))
    for address in ("direction@ccas-dijon.example", "direction@ccas-wattrelos.example"):
        kinds = [kind for kind, _ in town.messages(address)]
        assert set(kinds) <= {"digest"}
        assert len(kinds) <= 6
    with town.database.read() as session:
        told = {row.occurrence for row in session.exec(select(ItemRow))}
    assert not [key for key in told if key.startswith(("wattrelos-cpom/", "dijon-carsat/"))]
    assert not [key for key in told if "bouches-du-rhone" in key]


def test_a_conditional_cliff_is_reminded_only_once_its_condition_is_recorded(
    tmp_path: Path,
) -> None:
    town = Town(opened_blank(tmp_path / "echeancier.db"))
    report = next(one for one in agreement().clauses if one.id == "bilan-annuel")
    conditional = replace(report, cliff=True, depends=DependsOn(("crise",)))
    clauses = tuple(conditional if one is report else one for one in agreement().clauses)
    town.rulebook = replace(rulebook(), agreements=(replace(agreement(), clauses=clauses),))
    town.record("signature", SIGNED)
    key = "bethune-sad/bilan-annuel/2026"
    town.every_day(date(2027, 1, 10), date(2027, 1, 20))
    assert town.steps(key) == []
    town.record("crise", date(2027, 1, 15))
    town.every_day(date(2027, 1, 21), date(2027, 2, 16))
    assert [step for _, step, superseded in town.steps(key) if not superseded]


def test_the_reminder_of_a_package_names_the_pieces_that_are_missing(tmp_path: Path) -> None:
    town = Town(opened_blank(tmp_path / "echeancier.db"))
    extended = replace(agreement("wattrelos-cpom"), tracked_since=date(2026, 9, 1))
    town.rulebook = replace(rulebook(), agreements=(extended,))
    at = datetime(2026, 9, 1, tzinfo=UTC)
    key = "wattrelos-cpom/documents-annuels/2026"
    with town.database.write() as session:
        for kind, subject, on in (
            ("event", "nouveau-terme", date(2028, 8, 31)),
            ("done", f"{key}#grille-tarifaire", date(2027, 2, 1)),
        ):
            journal.record(session, kind, "wattrelos-cpom", subject, on, by="essai", at=at)
    town.every_day(date(2027, 2, 20), date(2027, 3, 2))
    reader = "direction@ccas-wattrelos.example"
    steps = town.steps(key, reader)
    assert [step for _, step, superseded in steps if not superseded] == ["m-3", "j-30"]
    with town.database.read() as session:
        bodies = [row.body for row in session.exec(select(MessageRow)) if row.kind == "reminder"]
    text = message_from_bytes(bodies[-1], policy=policy.default).get_body(("plain",))
    assert text is not None
    words = " ".join(text.get_content().split())
    assert "Pièces qui manquent : comptes administratifs (cadre normalisé) ;" in words
    assert "grille tarifaire" not in words
    assert "Et, selon le cas : résultats des évaluations" in words
    assert "le 30 mars 2027 selon une autre lecture" in words


def test_each_digest_bears_the_head_of_the_register_of_what_was_sent(town: Town) -> None:
    town.record("signature", SIGNED)
    town.every_day(START, START + timedelta(days=14))
    with town.database.read() as session:
        rows = session.exec(select(MessageRow)).all()
        read = [message_from_bytes(row.body, policy=policy.default) for row in rows]
        bodies = [one.get_body(("plain",)) for one in read]
    told = {row.kind: body.get_content() for row, body in zip(rows, bodies, strict=True) if body}
    assert re.search(r"Registre des envois : [23] lignes, empreinte [0-9a-f]{16}", told["digest"])
    assert "Registre des envois" not in told["initial"]


def test_what_is_kept_from_one_day_to_the_next_is_what_would_be_made_anew() -> None:
    """Conditions are met, horizons move, facts come: nothing stays that no longer is so."""
    met = DependsOn(("signature",), absent=True)
    clauses = tuple(replace(one, depends=met) for one in agreement().clauses)
    every = (*rulebook().agreements, replace(agreement(), id="autre", clauses=clauses))
    facts = {one.id: Facts(since=date(2026, 1, 1)) for one in every}
    facts["bethune-sad"] = replace(facts["bethune-sad"], events={"signature": SIGNED})
    days = [
        datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=number) for number in range(0, 900, 30)
    ]
    known = replace(rulebook(), agreements=every)
    keys = [one.key for one in entries(situation(known, facts, days[0]))]
    done = {key: Done(days[10].date()) for key in keys}
    then = {name: replace(one, done=done) for name, one in facts.items()}
    played = [(now, then if now > days[10] else facts) for now in days]
    kept = [_by_key(situation(known, told, now)) for now, told in played]
    for (now, told), found in zip(played, kept, strict=True):
        anew = replace(known, agreements=tuple(replace(one) for one in every))
        assert found == _by_key(situation(anew, told, now))
    assert _changed("applies", kept), "no condition was met: the test would show nothing"
    assert _changed("done", kept)


def _by_key(known: Situation) -> dict[str, NewEntry]:
    return {one.key: one for one in entries(known)}


def _changed(what: str, passes: list[dict[str, NewEntry]]) -> int:
    """How often it was another at the next pass, the date being the same."""
    pairs = (
        (json.loads(was[key].content), json.loads(found[key].content))
        for was, found in pairwise(passes)
        for key in was.keys() & found.keys()
    )
    return sum(was[what] != found[what] and was["due"] == found["due"] for was, found in pairs)
