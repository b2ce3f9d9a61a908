"""Bring register and outbox into line with the rulebook and the facts, in one transaction."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler import interface, wording
from scheduler.correspondence import (
    ALERT,
    Bundle,
    Failure,
    Records,
    Tracking,
    bundles,
    failure_key,
    subjects,
)
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.reminders import first_of_month
from scheduler.letters.desk import Desk, message_id, witness
from scheduler.letters.digest import digest_is_empty
from scheduler.letters.letter import letter
from scheduler.mail.message import render
from scheduler.rulebook.kept import pack
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from scheduler.store import journal, outbox, register, rule_versions, sent
from scheduler.store.database import Database, Session
from scheduler.store.outbox import NewItem, NewMessage
from scheduler.store.register import Changes, Following, NewEntry


@dataclass(frozen=True)
class Office:
    """How letters leave: the desk they are written at, and whether business hours bind them."""

    desk: Desk
    within_hours: bool


@dataclass(frozen=True)
class Pass:
    """What one reconciliation found and changed."""

    situation: Situation
    changes: Changes
    queued: int


class Superseded(Exception):
    """Another daemon has taken other rules since this one took its own."""


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
        records = read_records(session, known)
        office = replace(office, desk=witnessing(session, office.desk))
        queued = sum(
            _queue(session, bundle, known, records, office)
            for bundle in bundles(known, records)
            if worth_sending(bundle)
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


def last_pass(session: Session) -> datetime | None:
    """When the last reconciliation was made, by the clock of that moment."""
    written = register.meta(session, register.LAST_PASS)
    return datetime.fromisoformat(written) if written else None


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


def read_records(session: Session, known: Situation) -> Records:
    """What the store remembers of this situation, as the correspondence needs it."""
    return Records(
        tracking={
            name: Tracking(followed.since, followed.loaded_on)
            for name, followed in register.following(session).items()
        },
        revisions=register.revisions(session),
        sent=outbox.told(session, subjects(known)),
        last_pass=last_pass(session),
        failures=tuple(_failures(session)),
    )


def _failures(session: Session) -> Iterator[Failure]:
    """The messages that wait for a person who was not told so yet; an alert is not told of."""
    stuck = [one for one in outbox.stuck(session) if one.kind != ALERT]
    told = {step[:2] for step in outbox.told(session, [failure_key(one.id) for one in stuck])}
    for one in stuck:
        if (failure_key(one.id), one.token) not in told:
            held = one.state == "held"
            yield Failure(one.id, one.token, one.recipient, one.subject, one.last_answer, held)


def witnessing(session: Session, desk: Desk) -> Desk:
    """The desk, its digests telling how far the register of what was sent has come."""
    head = sent.head(session)
    return replace(desk, register=witness(head.number, head.hash)) if head else desk


def worth_sending(bundle: Bundle) -> bool:
    """Whether the bundle says something; the month's first digest leaves even when empty."""
    if bundle.digest is None or bundle.reminders:
        return True
    first = bundle.computations[0]
    calendar = first.agreement.calendar
    return first_of_month(bundle.digest, calendar) or not digest_is_empty(bundle, first.today)


def _queue(
    session: Session, bundle: Bundle, known: Situation, records: Records, office: Office
) -> bool:
    calendar = bundle.computations[0].agreement.calendar
    leaves = calendar.next_open(known.now) if office.within_hours else known.now
    desk = office.desk
    written = letter(bundle, known, records, desk)
    message = NewMessage(
        kind=written.kind,
        recipient=bundle.person.address,
        sender=desk.envelope,
        subject=written.subject,
        message_id=message_id(bundle, desk.domain),
        body=render(written),
        not_before=leaves,
        rules=known.rulebook.version,
    )
    items = [
        NewItem(item.occurrence, item.revision, item.step, item.superseded) for item in bundle.items
    ]
    return outbox.enqueue(session, message, items, known.now) is not None


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
