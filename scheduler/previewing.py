"""Show the messages that a day would bring, calendars' included, and leave the store as it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from scheduler.correspondence.bundles import Bundle, bundles
from scheduler.correspondence.records import Records, SentStep, Tracking
from scheduler.deadlines.period import ONE_DAY
from scheduler.letters.letter import letter
from scheduler.mail.letter import Letter
from scheduler.mail.message import render
from scheduler.queueing import Office, calendar_letters, worth_sending
from scheduler.reconcile import entries, known_domain, with_domain
from scheduler.remembering import read_records
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from scheduler.store import journal, register
from scheduler.store.database import Database, Session


@dataclass(frozen=True)
class Written:
    """A message as it would leave."""

    recipient: str
    subject: str
    body: bytes


class _Undone(Exception):
    """Ends a transaction that must leave nothing behind."""


def preview(database: Database, rulebook: Rulebook, office: Office, on: date) -> list[Written]:
    """The messages that would be written on ``on`` at the opening hour; nothing is recorded.

    Of the dates that are still to be put into somebody's calendar, the first: one a person and
    day leaves, on a day that brings nothing else.
    """
    start = [one.calendar.opening(on) for one in rulebook.agreements]
    now = max(start, default=datetime.combine(on, time(8), UTC))
    found: list[Letter] = []
    try:
        with database.write() as session:
            known = situation(rulebook, journal.facts(session), now)
            register.publish(session, entries(known), now, complete=rulebook.is_whole)
            found += _letters(session, known, _with_known_domain(session, office), on)
            raise _Undone
    except _Undone:
        return [Written(one.recipient[1], one.subject, render(one)) for one in found]


def _with_known_domain(session: Session, office: Office) -> Office:
    domain = known_domain(session)
    return with_domain(office, domain) if domain else office


def _letters(session: Session, known: Situation, office: Office, on: date) -> Iterator[Letter]:
    records = _as_if_followed(read_records(session, known), known, on)
    due = [one for one in bundles(known, records) if worth_sending(one)]
    yield from (letter(bundle, known, records, office.desk) for bundle in due)
    for written, _ in calendar_letters(session, known, office, _carried(due)):
        yield written


def _carried(due: Sequence[Bundle]) -> set[SentStep]:
    """What those messages would be known to have told."""
    return {
        (item.occurrence, item.revision, bundle.person.address, item.step)
        for bundle in due
        for item in bundle.items
    }


def _as_if_followed(records: Records, known: Situation, on: date) -> Records:
    """Only what falls on that very day: every earlier step is taken as sent."""
    names = [one.agreement.id for one in known.computations]
    initial = frozenset((f"initial/{name}", 1, "", "initial") for name in names)
    return replace(
        records,
        tracking={name: Tracking(on, on - ONE_DAY) for name in names},
        sent=records.sent | initial,
        last_pass=None,
    )
