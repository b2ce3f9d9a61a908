"""Bring register and outbox into line with the rulebook and the facts, in one transaction."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler import interface, wording
from scheduler.correspondence.audience import Listener, audience
from scheduler.correspondence.bundles import Bundle, bundles, is_written_anew, subjects
from scheduler.correspondence.records import Records
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.reminders import first_of_month
from scheduler.letters.desk import Desk, witness
from scheduler.letters.digest import digest_is_empty
from scheduler.letters.letter import letter
from scheduler.mail.message import render
from scheduler.remembering import (
    keep_waiting_since,
    last_pass,
    read_records,
    unreachable,
    waiting_since,
)
from scheduler.rulebook.kept import pack
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from scheduler.store import journal, outbox, register, rule_versions, sent
from scheduler.store.database import Database, Session
from scheduler.store.outbox import NewItem, NewMessage, Waiting
from scheduler.store.register import Changes, Following, NewEntry


@dataclass(frozen=True)
class Office:
    """How letters leave: the desk they are written at, and whether business hours bind them."""

    desk: Desk
    within_hours: bool

    def is_open(self, calendar: Calendar, now: datetime) -> bool:
        """Whether a message may leave now."""
        return not self.within_hours or calendar.is_open(now)


@dataclass(frozen=True)
class Pass:
    """What one reconciliation found and changed."""

    situation: Situation
    changes: Changes
    queued: int


class Superseded(Exception):
    """Another daemon has taken other rules since this one took its own."""


LONGEST_PAUSE = timedelta(hours=2)
"""A message put off for longer was put off by a clock that was ahead."""
AHEAD = timedelta(hours=2)
"""A last pass that much later than now was made by a clock that was ahead."""


def reconcile(
    database: Database, rulebook: Rulebook, now: datetime, office: Office, *, adopt: bool = True
) -> Pass:
    """Compute, publish, queue what is due; nothing is written if any part fails.

    The rules are taken where they are new to this daemon (``adopt``). Raises Superseded where
    they are not, and are no longer those that were taken last.
    """
    with database.write() as session:
        _take_rules(session, rulebook, adopt, now)
        _come_back(session, now)
        _follow(session, rulebook, now)
        known = situation(rulebook, journal.facts(session), now)
        complete = bool(rulebook.agreements) and not rulebook.errors
        changes = register.publish(session, entries(known), now, complete=complete)
        waited = _take_back(session, known, office)
        records = read_records(session, known, waited)
        office = replace(office, desk=witnessing(session, office.desk))
        queued = sum(
            _queue(session, bundle, known, records, office)
            for bundle in bundles(known, records)
            if office.is_open(bundle.calendar, now) and worth_sending(bundle)
        )
        register.set_meta(session, register.LAST_PASS, now.isoformat())
        if queued:
            database.wake(session)
    return Pass(known, changes, queued)


def _take_rules(session: Session, rulebook: Rulebook, adopt: bool, now: datetime) -> None:
    if register.meta(session, register.RULES) != rulebook.version:
        if not adopt:
            raise Superseded
        register.set_meta(session, register.RULES, rulebook.version)
    rule_versions.enter(session, rulebook.version, lambda: pack(rulebook.files), now)


def _come_back(session: Session, now: datetime) -> None:
    """Undo what was queued while the clock was ahead: it is written again when it is due."""
    last = last_pass(session)
    if last and last > now + AHEAD:
        outbox.withdraw_from_the_future(session, now, AHEAD)


def _follow(session: Session, rulebook: Rulebook, now: datetime) -> None:
    """Begin to follow what is new; a day stated in the file is since when it is."""
    known = register.following(session)
    for one in rulebook.agreements:
        if one.template:
            continue
        today = one.calendar.local(now).date()
        wanted = known.get(one.id, Following(today, today)).on(today)
        if one.tracked_since:
            wanted = replace(wanted, since=one.tracked_since)
        if known.get(one.id) != wanted:
            register.follow(session, one.id, wanted)


def entries(known: Situation) -> Iterator[NewEntry]:
    """Every occurrence that binds somebody, as the register keeps it."""
    for computation in known.binding:
        for item in computation.occurrences:
            yield NewEntry(
                key=item.key,
                agreement=item.agreement,
                fingerprint=_fingerprint(item),
                content=json.dumps(content(computation, item), ensure_ascii=False, sort_keys=True),
            )


def content(computation: Computation, item: Occurrence) -> dict[str, object]:
    """What feeds show of an occurrence: nothing that moves from day to day."""
    shown = interface.occurrence(computation, item)
    for moving in ("status", "penalty"):
        del shown[moving]
    done = computation.done(item)
    return shown | {
        "agreement_title": computation.agreement.short_title,
        "responsible": computation.agreement.responsible,
        "owed_by_names": [computation.agreement.party(name) for name in item.owed_by],
        "action": item.action,
        "when": wording.when(item),
        "posting": wording.posting(item),
        "reference": wording.reference(item),
        "done": done.on.isoformat() if done else None,
        "tentative": item.certainty != "exact" or _conditional(computation, item),
    }


def _conditional(computation: Computation, item: Occurrence) -> bool:
    """Whether a condition still stands between the date and anyone who must keep it."""
    if item.depends:
        return not computation.applies(item)
    return item.condition is not None


def _fingerprint(item: Occurrence) -> str:
    """Changes when a date does: that is what opens a revision."""
    dates = (item.due, item.earliest, item.latest, item.send_by)
    return hashlib.sha256("|".join(str(day) for day in dates).encode()).hexdigest()[:16]


def witnessing(session: Session, desk: Desk) -> Desk:
    """The desk, its digests telling how far the register of what was sent has come."""
    head = sent.head(session)
    return replace(desk, register=witness(head.number, head.hash)) if head else desk


def worth_sending(bundle: Bundle) -> bool:
    """Whether the bundle says something; the month's first digest leaves even when empty."""
    if bundle.digest is None or not replace(bundle, digest=None).is_empty:
        return True
    return first_of_month(bundle.digest, bundle.calendar) or not digest_is_empty(bundle)


def _take_back(session: Session, known: Situation, office: Office) -> dict[str, datetime]:
    """Let wait no longer what is to be written anew; since when it waited, by address.

    A message that the relay has not taken by the evening would tell tomorrow what was true today:
    all that is due to its reader then is one message. One to somebody who is no longer written to
    goes to whoever is.
    """
    since = waiting_since(session)
    waiting = outbox.waiting(session, known.now + LONGEST_PAUSE)
    if not waiting:
        return since
    people = {one.person.address: one for one in audience(known, unreachable(session))}
    ours = subjects(known)
    stale = [
        one
        for one in waiting
        if is_written_anew(one.keys, ours)
        and _is_stale(one, people.get(one.recipient), known.now, office)
    ]
    taken = set(outbox.take_back(session, [one.id for one in stale]))
    for one in stale:
        if one.id in taken:
            since.setdefault(one.recipient, one.created_at)
    keep_waiting_since(session, since)
    return since


def _is_stale(one: Waiting, reader: Listener | None, now: datetime, office: Office) -> bool:
    """Whether it is of another day, comes too late for today, or goes to the wrong person."""
    if reader is None or not office.is_open(reader.calendar, now):
        return True
    return reader.calendar.local(one.created_at).date() < reader.today


def _queue(
    session: Session, bundle: Bundle, known: Situation, records: Records, office: Office
) -> bool:
    desk = office.desk
    written = letter(bundle, known, records, desk)
    message = NewMessage(
        kind=written.kind,
        recipient=bundle.person.address,
        sender=desk.envelope,
        subject=written.subject,
        message_id=written.message_id,
        body=render(written),
        not_before=known.now,
        rules=known.rulebook.version,
    )
    items = [
        NewItem(item.occurrence, item.revision, item.step, item.superseded, item.day)
        for item in bundle.items
    ]
    queued = outbox.enqueue(session, message, items, known.now) is not None
    if queued and records.waited.get(bundle.person.address):
        left = waiting_since(session)
        left.pop(bundle.person.address, None)
        keep_waiting_since(session, left)
    return queued


def known_domain(session: Session) -> str | None:
    """The domain of UIDs and Message-IDs, if it was made already."""
    return register.meta(session, register.UID_DOMAIN)


def domain_of(database: Database) -> str:
    """The domain of UIDs and Message-IDs, made once and kept for ever."""
    with database.write() as session:
        domain = known_domain(session)
        if domain is None:
            domain = f"{secrets.token_hex(6)}.echeancier.localhost"
            register.set_meta(session, register.UID_DOMAIN, domain)
    return domain


def with_domain(office: Office, domain: str) -> Office:
    """The office once the database has given its domain."""
    return replace(office, desk=replace(office.desk, domain=domain))
