"""Dates in people's calendars by mail: sent once, moved with the date, taken out with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlmodel import delete

from scheduler.correspondence.records import Records
from scheduler.deadlines.period import add_months
from scheduler.invitations import MONTHS_AHEAD, wanted
from scheduler.letters.invitation import invitation_letter
from scheduler.mail.letter import Letter
from scheduler.mail.message import render
from scheduler.rulebook.directory import Person
from scheduler.store.database import Database
from scheduler.store.tables import OccurrenceRow
from tests.blank import opened_blank
from tests.invited import AGREEMENTS, DESK, ORGANIZER, PEOPLE, START, Client, Town

ANA, BO = PEOPLE[0], PEOPLE[1]
SOON = date(2027, 2, 15)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = opened_blank(tmp_path_factory.mktemp("invited") / "base.sqlite")
    yield opened
    opened.close()


def emptied(database: Database) -> Database:
    with database.write() as session:
        session.exec(delete(OccurrenceRow))
    return database


@pytest.fixture
def town(database: Database) -> Town:
    made = Town(emptied(database))
    made.sign("sad", SOON)
    return made


def told(town: Town) -> list[tuple[str, str, int]]:
    """(method, person, sequence) of each message of a drained pass."""
    return [(one.method, one.person.name, one.sequence) for one in town.write_all()]


def texts(town: Town, written: Letter) -> str:
    body = message_from_bytes(render(written), policy=policy.default).get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def test_a_certain_date_is_put_into_the_calendar_once(town: Town) -> None:
    assert told(town) == [("REQUEST", "Ana", 0)]
    assert told(town) == []
    assert town.shown()[ANA.address] == [day for _, day in town.current()[ANA.address]][:1]


def test_nobody_is_invited_who_did_not_wish_it(town: Town) -> None:
    town.wishing.clear()
    assert told(town) == []


def test_a_date_that_is_not_known_is_put_into_no_calendar(town: Town) -> None:
    town.signed.clear()
    assert told(town) == []


def test_a_date_useful_in_one_reading_alone_is_put_into_no_calendar(town: Town) -> None:
    town.signed["sad"] = date(2025, 3, 27)
    town.today = date(2030, 4, 13)
    _, due = town.due()
    assert {one.key for one in due} == {"sad/dernier-terme/unique"}


def test_a_date_further_than_twelve_months_waits(town: Town) -> None:
    town.sign("sad", add_months(START, MONTHS_AHEAD + 2))
    assert told(town) == []
    town.today = add_months(START, 3)
    assert told(town) == [("REQUEST", "Ana", 0)]


def test_a_moved_date_moves_the_same_event(town: Town) -> None:
    town.write_all()
    town.sign("sad", SOON + timedelta(days=40))
    assert told(town) == [("REQUEST", "Ana", 1)]
    assert len(town.clients[ANA.address].seen) == 1
    assert town.shown()[ANA.address] == [day for _, day in town.current()[ANA.address]][:1]


def test_one_that_moves_beyond_twelve_months_is_followed_there(town: Town) -> None:
    town.write_all()
    town.sign("sad", add_months(SOON, 14))
    assert told(town) == [("REQUEST", "Ana", 1)]


@pytest.mark.parametrize("how", ["withdrawn", "done", "undue", "unwished"])
def test_what_ends_leaves_the_calendar_once_and_says_why(town: Town, how: str) -> None:
    town.write_all()
    if how == "withdrawn":
        town.absent.add("sad")
    elif how == "done":
        town.done["sad"].add(town.notice())
    elif how == "undue":
        town.signed.clear()
    else:
        town.wishing.clear()
    assert [one.because for one in town.due()[1]] == [how]
    assert [method for method, _, _ in told(town)] == ["CANCEL"]
    assert town.shown()[ANA.address] == []
    assert told(town) == []


def test_a_new_holder_takes_the_date_over(town: Town) -> None:
    town.write_all()
    town.wishing.add(BO.address)
    town.holder["sad"] = BO
    known, (ended, begun) = town.due()
    assert (ended.method, ended.because, ended.person.name) == ("CANCEL", "reassigned", "Ana")
    assert (begun.method, begun.because, begun.person.name) == ("REQUEST", "new", "Bo")
    assert "Bo suit désormais cette échéance." in texts(town, invitation_letter(ended, known, DESK))
    town.write_all()
    assert len(town.shown()[BO.address]) == 1
    assert town.shown()[ANA.address] == []


def test_a_return_is_higher_than_the_cancellation(town: Town) -> None:
    town.write_all()
    town.done["sad"].add(town.notice())
    assert told(town) == [("CANCEL", "Ana", 1)]
    town.done["sad"].clear()
    assert told(town) == [("REQUEST", "Ana", 2)]
    town.absent.add("sad")
    assert told(town) == [("CANCEL", "Ana", 3)]


def test_a_day_that_has_passed_stays_in_the_calendar(town: Town) -> None:
    (invite,) = town.write_all()
    town.today = invite.day + timedelta(days=1)
    town.done["sad"].add(town.notice())
    assert told(town) == []
    assert list(town.clients[ANA.address].shown.values()) == [invite.day]


def test_a_date_far_ahead_is_taken_out_however_long_ago_it_was_withdrawn(town: Town) -> None:
    town.write_all()
    town.sign("sad", add_months(START, 24))
    assert told(town) == [("REQUEST", "Ana", 1)]
    town.absent.add("sad")
    assert town.write(at_most=0) == []
    town.today += timedelta(days=450)
    assert told(town) == [("CANCEL", "Ana", 2)]
    assert town.shown()[ANA.address] == []


def test_a_file_that_cannot_be_read_takes_nothing_out(town: Town) -> None:
    town.write_all()
    town.unreadable.add("sad")
    assert told(town) == []
    town.unreadable = {"bail"}
    town.holder["sad"] = BO
    assert told(town) == []


def test_nobody_is_invited_by_her_own_address(town: Town) -> None:
    own = replace(ANA, address=ORGANIZER.upper())
    town.holder["sad"] = own
    town.wishing = {own.address}
    assert told(town) == []


def test_cancellations_come_first_then_what_moved_then_what_is_new(town: Town) -> None:
    town.sign("bail", SOON + timedelta(days=60))
    town.write_all()
    town.done["sad"].add(town.notice())
    town.sign("bail", SOON + timedelta(days=30))
    assert [one.because for one in town.due()[1]] == ["done", "moved"]
    town.wishing.add(BO.address)
    town.holder["bail"] = BO
    assert {one.because for one in town.due()[1][:2]} == {"done", "reassigned"}
    assert [one.because for one in town.due()[1][2:]] == ["new"]
    assert town.write(at_most=1)[0].method == "CANCEL"


def test_the_letter_says_what_when_why_and_how_to_stop(town: Town) -> None:
    known, (invite,) = town.due()
    letter = invitation_letter(invite, known, DESK)
    assert letter.kind == "invitation"
    assert letter.subject.startswith("Agenda : Poster la lettre : Dénonciation avant reconduction")
    text = texts(town, letter)
    for words in (
        "au plus tard le",
        "lettre à poster au plus tard le",
        "comme Direction sad (",
        "ne plus recevoir d'invitations : écrire à",
    ):
        assert words in text
    assert invitation_letter(invite, known, DESK) == letter
    town.write_all()
    town.sign("sad", SOON + timedelta(days=40))
    known, (moved,) = town.due()
    letter = invitation_letter(moved, known, DESK)
    assert letter.subject.startswith("Agenda : date modifiée, ")
    assert "et non plus" in texts(town, letter)
    town.write_all()
    town.absent.add("sad")
    known, (gone,) = town.due()
    letter = invitation_letter(gone, known, DESK)
    assert letter.kind == "cancellation"
    assert letter.subject.startswith("Annulé : Poster la lettre : Dénonciation avant")
    assert "L'échéance n'existe plus" in texts(town, letter)


def test_messages_about_one_occurrence_are_told_apart_and_thread(town: Town) -> None:
    letters = []
    for days in (0, 40, 80):
        town.sign("sad", SOON + timedelta(days=days))
        known, (invite,) = town.due()
        letters.append(invitation_letter(invite, known, DESK))
        town.write_all()
    assert len({one.message_id for one in letters}) == 3
    assert len({one.thread for one in letters}) == 1


def test_without_a_register_or_records_everything_is_new(town: Town) -> None:
    known = town.situation()
    (invite,) = wanted(known, Records(), {}, town.wishes, ORGANIZER)
    assert (invite.because, invite.sequence, invite.revision) == ("new", 0, 1)


class Histories(RuleBasedStateMachine):
    """Whatever happens, and however late messages leave, calendars end up showing what is so."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.town = Town(emptied(self.database))

    @initialize(days=st.integers(20, 300))
    def a_first_date_is_sent(self, days: int) -> None:
        self.a_date_moves("sad", days)
        self.town.write_all()

    @rule(name=st.sampled_from(AGREEMENTS), days=st.integers(-40, 480))
    def a_date_moves(self, name: str, days: int) -> None:
        self.town.sign(name, self.town.today + timedelta(days=days))

    @rule(name=st.sampled_from(AGREEMENTS), days=st.integers(-30, 30))
    def a_date_slips(self, name: str, days: int) -> None:
        if name in self.town.signed:
            self.town.signed[name] += timedelta(days=days)

    @rule(name=st.sampled_from(AGREEMENTS))
    def a_date_is_no_longer_known(self, name: str) -> None:
        self.town.signed.pop(name, None)

    @rule(name=st.sampled_from(AGREEMENTS))
    def an_agreement_leaves_or_returns(self, name: str) -> None:
        self.town.absent ^= {name}

    @rule(name=st.sampled_from(AGREEMENTS))
    def a_file_breaks_or_is_mended(self, name: str) -> None:
        self.town.unreadable ^= {name}

    @rule(name=st.sampled_from(AGREEMENTS), period=st.integers(1, 2))
    def it_is_done_or_was_not(self, name: str, period: int) -> None:
        self.town.done[name] ^= {self.town.notice(name, period)}

    @rule(name=st.sampled_from(AGREEMENTS), person=st.sampled_from(PEOPLE))
    def another_holds_the_role(self, name: str, person: Person) -> None:
        self.town.holder[name] = person

    @rule(person=st.sampled_from(PEOPLE))
    def a_person_wishes_it_or_no_longer(self, person: Person) -> None:
        self.town.wishing ^= {person.address}

    @rule(days=st.integers(1, 90))
    def days_pass(self, days: int) -> None:
        self.town.today += timedelta(days=days)

    @rule(at_most=st.integers(0, 2))
    def a_pass_writes_some(self, at_most: int) -> None:
        self.town.write(at_most)

    @rule()
    def all_is_written(self) -> None:
        self.check(0)

    def teardown(self) -> None:
        self.check(len(self.town.delivered))

    def check(self, seed: int) -> None:
        """Once nothing more is due, each calendar shows what is so, in whatever order it came."""
        town = self.town
        town.unreadable.clear()
        town.write_all()
        horizon = add_months(town.today, MONTHS_AHEAD)
        for address, shown in town.shown().items():
            current = sorted(day for _, day in town.current()[address])
            near = [day for day in current if day <= horizon]
            assert [day for day in shown if day <= horizon] == near
            assert set(shown) <= set(current)
        late = {address: Client() for address in town.clients}
        messages = list(town.delivered)
        Random(seed).shuffle(messages)
        for address, body in messages:
            late[address].receive(body)
        assert late == town.clients


@pytest.mark.drawn
def test_any_history_leaves_every_calendar_as_the_dates_are(database: Database) -> None:
    Histories.database = database
    run_state_machine_as_test(Histories, settings=settings(max_examples=40, stateful_step_count=25))
