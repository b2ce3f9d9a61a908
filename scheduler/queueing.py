"""Write what is due into the outbox, and take back what waits there and is true no more."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler import invitations
from scheduler.correspondence.audience import Listener, audience
from scheduler.correspondence.bundles import Bundle, bundles, is_written_anew, subjects
from scheduler.correspondence.records import DAY, Records, SentStep, day_key
from scheduler.correspondence.reminding import Item
from scheduler.deadlines.business_days import Calendar
from scheduler.invitations import Invite
from scheduler.letters.desk import Desk, Witness
from scheduler.letters.digest import presses
from scheduler.letters.invitation import invitation_letter
from scheduler.letters.letter import letter
from scheduler.mail.letter import Letter
from scheduler.mail.message import render
from scheduler.remembering import (
    Wait,
    keep_waits,
    read_records,
    remember_invited,
    unreachable,
    waits,
    was_ever_invited,
)
from scheduler.situation import Situation
from scheduler.store import outbox, register, sent
from scheduler.store.database import Session
from scheduler.store.outbox import NewItem, NewMessage, Waiting

LONGEST_PAUSE = timedelta(hours=2)
"""A message put off for longer was put off by a clock that was ahead."""


@dataclass(frozen=True)
class Office:
    """How letters leave: the desk they are written at, and whether business hours bind them."""

    desk: Desk
    within_hours: bool

    def is_open(self, calendar: Calendar, now: datetime) -> bool:
        """Whether a message may leave now."""
        return not self.within_hours or calendar.is_open(now)


def write_letters(session: Session, known: Situation, office: Office) -> int:
    """Queue all that is due now, once the register is in line; how many messages."""
    waited = _take_back(session, known, office)
    records = read_records(session, known, waited)
    office = replace(office, desk=witnessing(session, office.desk))
    queued = 0
    for bundle in bundles(known, records):
        if office.is_open(bundle.calendar, known.now) and worth_sending(bundle):
            written = letter(bundle, known, records, office.desk)
            address = bundle.person.address
            tried = outbox.tried_in_vain(session, address) if address in waited else 0
            message = _queue(session, written, bundle.items, known, office, tried)
            _say_it_waited(session, address, message)
            queued += message is not None
    queued += _invite(session, known, office)
    if any(office.is_open(one.agreement.calendar, known.now) for one in known.binding):
        register.set_meta(session, register.LAST_OPEN, known.now.isoformat())
    return queued


def witnessing(session: Session, desk: Desk) -> Desk:
    """The desk, its digests telling how far the register of what was sent has come."""
    head = sent.head(session)
    if head is None or not head.number:
        return desk
    return replace(desk, register=Witness(head.number, head.hash))


def worth_sending(bundle: Bundle) -> bool:
    """Whether the bundle says something; the month's first digest leaves even when it does not."""
    if bundle.digest is None or not replace(bundle, digest=None).is_empty:
        return True
    return bundle.is_monthly or presses(bundle)


def _take_back(session: Session, known: Situation, office: Office) -> dict[str, datetime]:
    """Let wait no longer what is to be written anew; since when it waited, by address.

    A message that the relay has not taken by the evening would tell tomorrow what was true today:
    all that is due to its reader then is one message. One to somebody who is no longer written to
    goes to whoever is.
    """
    waiting = outbox.waiting(session, known.now + LONGEST_PAUSE)
    since = waits(session)
    if not waiting and not since:
        return {}
    people = {one.person.address: one for one in audience(known, unreachable(session))}
    ours = subjects(known)
    stale = [
        one
        for one in waiting
        if is_written_anew(one.keys, ours)
        and _is_stale(one, people.get(one.recipient), known.now, office)
    ]
    taken = set(outbox.take_back(session, [one.id for one in stale]))
    left = {one.id for one in waiting} - taken
    found = {address: one for address, one in since.items() if _untold(one, left, taken)}
    for one in stale:
        if one.id in taken:
            first = since[one.recipient].since if one.recipient in since else one.created_at
            found[one.recipient] = Wait(first)
    keep_waits(session, found)
    return {address: one.since for address, one in found.items()}


def _untold(wait: Wait, waiting: Set[int], taken: Set[int]) -> bool:
    """Whether the message that says it has not left: there is none, or it waits as well."""
    return wait.told is None or wait.told in waiting or wait.told in taken


def _is_stale(one: Waiting, reader: Listener | None, now: datetime, office: Office) -> bool:
    """Whether it is of another day, comes too late for today, or goes to the wrong person.

    Who left the directory may still have a date to take out of a calendar.
    """
    if reader is None:
        return one.kind not in invitations.KINDS
    if not office.is_open(reader.calendar, now):
        return True
    return reader.calendar.local(one.created_at).date() < reader.today


def _queue(
    session: Session,
    written: Letter,
    items: Iterable[Item],
    known: Situation,
    office: Office,
    tried: int = 0,
) -> int | None:
    """The id of the message, unless all that it tells was told."""
    message = NewMessage(
        kind=written.kind,
        recipient=written.recipient[1],
        sender=office.desk.envelope,
        subject=written.subject,
        message_id=written.message_id,
        body=render(written),
        not_before=known.now,
        rules=known.rulebook.version,
        attempts=tried,
    )
    carried = [
        NewItem(item.occurrence, item.revision, item.step, item.superseded, item.day)
        for item in items
    ]
    return outbox.enqueue(session, message, carried, known.now)


def _say_it_waited(session: Session, address: str, message: int | None) -> None:
    """The letter says since when its reader was waiting: it is known once that one has left."""
    found = waits(session)
    if message is not None and address in found:
        keep_waits(session, found | {address: Wait(found[address].since, message)})


def _invite(session: Session, known: Situation, office: Office) -> int:
    """Queue the calendar messages that are due."""
    queued = 0
    for written, items in calendar_letters(session, known, office):
        queued += _queue(session, written, items, known, office) is not None
    if queued:
        remember_invited(session)
    return queued


def calendar_letters(
    session: Session, known: Situation, office: Office, beside: Set[SentStep] = frozenset()
) -> Iterator[tuple[Letter, list[Item]]]:
    """The calendar messages that are due, with what each carries, once the register is in line.

    Corrections at once, a new date on a free day; ``beside`` is what leaves too, unqueued yet.
    """
    wished = any(
        holder.person.invited
        for role in known.rulebook.directory.roles.values()
        for holder in role.holders
    )
    if not wished and not was_ever_invited(session):
        return
    published = register.known(session)
    days = _days(known)
    keys = invitations.subjects(known, published) | {day_key(*one) for one in days.items()}
    records = Records(
        revisions={key: one.revision for key, one in published.items()},
        sent=outbox.told(session, keys) | beside,
    )
    organizer = office.desk.sender[1]
    due = invitations.wanted(known, records, published, lambda one: one.invited, organizer)
    for invite, items in _that_may_leave(due, records, days, known, office):
        yield invitation_letter(invite, known, office.desk), items


def _days(known: Situation) -> dict[str, date]:
    """Today, where each person is."""
    return {one.person.address: one.today for one in audience(known)}


def _that_may_leave(
    due: Iterable[Invite],
    records: Records,
    days: Mapping[str, date],
    known: Situation,
    office: Office,
) -> Iterator[tuple[Invite, list[Item]]]:
    """What leaves now: a new date only as the one message of its reader's day."""
    calendar = known.binding[0].agreement.calendar
    written: set[str] = set()
    for invite in due:
        address = invite.person.address
        day = days.get(address, known.today)
        if not office.is_open(calendar, known.now):
            continue
        if not invite.is_new:
            yield invite, [invite.item]
        elif address not in written and not records.has_written(address, day):
            written.add(address)
            yield invite, [invite.item, Item(day_key(address, day), 1, DAY)]
