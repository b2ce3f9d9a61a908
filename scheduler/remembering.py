"""Read from the store what decides what is still to be written."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.correspondence.bundles import (
    ALERT,
    GONE,
    failure_key,
    personal_subjects,
    subjects,
)
from scheduler.correspondence.records import CALENDAR_STEPS, Failure, Gone, Records, Tracking
from scheduler.situation import Situation
from scheduler.store import outbox, register
from scheduler.store.database import Session
from scheduler.store.outbox import Queued
from scheduler.store.register import RegisterEntry

NEWS = timedelta(days=60)
"""What was withdrawn longer ago is no news."""


def read_records(
    session: Session, known: Situation, waited: Mapping[str, datetime] | None = None
) -> Records:
    """What the store remembers of this situation.

    ``waited`` is since when messages, by address, had been waiting that are now written anew.
    """
    revisions = register.revisions(session)
    stuck = outbox.stuck(session)
    records = Records(
        tracking={
            name: Tracking(followed.since, followed.loaded_on)
            for name, followed in register.following(session).items()
        },
        revisions=revisions,
        last_pass=last_open(session),
        failures=tuple(_failures(session, stuck)),
        unreachable=_unreachable(stuck),
        waited=waited or {},
        gone=tuple(_gone(session, known)),
    )
    keys = subjects(known) | personal_subjects(known, records) | {one.key for one in records.gone}
    moved = [key for key in keys if revisions.get(key, 1) > 1]
    return replace(
        records, sent=outbox.told(session, keys), days_told=outbox.days_told(session, moved)
    )


def unreachable(session: Session) -> frozenset[str]:
    """The addresses that refused a message for good, or from which one came back, in lower case.

    So until the message is tried again (`echeancier retry`): nothing else would tell.
    """
    return _unreachable(outbox.stuck(session))


def _unreachable(stuck: Iterable[Queued]) -> frozenset[str]:
    return frozenset(one.recipient.lower() for one in stuck if one.state == "failed")


@dataclass(frozen=True)
class Wait:
    """Since when what was to leave to somebody has waited; ``told`` is the message that says so."""

    since: datetime
    told: int | None = None


def waits(session: Session) -> dict[str, Wait]:
    """By address, who is still to learn that the relay took nothing."""
    kept = json.loads(register.meta(session, register.WAITS) or "{}")
    return {
        address: Wait(datetime.fromisoformat(since), told)
        for address, (since, told) in kept.items()
    }


def keep_waits(session: Session, found: Mapping[str, Wait]) -> None:
    """Remember them, if they are not as they were."""
    if found != waits(session):
        kept = {address: (one.since.isoformat(), one.told) for address, one in found.items()}
        register.set_meta(session, register.WAITS, json.dumps(kept, sort_keys=True))


def was_ever_invited(session: Session) -> bool:
    """Whether anybody may have a date of ours in a calendar by mail."""
    return register.meta(session, register.INVITED) is not None


def remember_invited(session: Session) -> None:
    """From now on, what calendars were told is looked at even if nobody wishes it any more."""
    if not was_ever_invited(session):
        register.set_meta(session, register.INVITED, "yes")


def last_pass(session: Session) -> datetime | None:
    """When the last reconciliation was made, by the clock of that moment."""
    written = register.meta(session, register.LAST_PASS)
    return datetime.fromisoformat(written) if written else None


def last_open(session: Session) -> datetime | None:
    """When messages could last leave: what a pass at night or on a day off saw is not told yet."""
    written = register.meta(session, register.LAST_OPEN)
    return datetime.fromisoformat(written) if written else last_pass(session)


def _failures(session: Session, stuck: Iterable[Queued]) -> Iterator[Failure]:
    """The messages that wait for a person who was not told so yet; an alert is not told of."""
    of_people = [one for one in stuck if one.kind != ALERT]
    told = {step[:2] for step in outbox.told(session, [failure_key(one.id) for one in of_people])}
    for one in of_people:
        if (failure_key(one.id), one.token) not in told:
            held = one.state == "held"
            yield Failure(one.id, one.token, one.recipient, one.subject, one.last_answer, held)


def _gone(session: Session, known: Situation) -> Iterator[Gone]:
    """What was withdrawn lately without having been done, though somebody was told of it."""
    done = {key for one in known.computations for key in one.facts.done}
    entries = [
        one for one in register.withdrawn_since(session, known.now - NEWS) if one.key not in done
    ]
    keys = [one.key for one in entries]
    told, days = outbox.told(session, keys), outbox.days_told(session, keys)
    for one in entries:
        addresses = {
            address
            for key, _, address, step in told
            if key == one.key and step != GONE and not step.startswith(CALENDAR_STEPS)
        }
        if addresses:
            yield _gone_entry(one, {whom: days.get((one.key, whom)) for whom in addresses})


def _gone_entry(entry: RegisterEntry, days: Mapping[str, date | None]) -> Gone:
    content = json.loads(entry.content)
    return Gone(
        key=entry.key,
        revision=entry.sequence,
        title=content["title"],
        agreement=content["agreement_title"],
        days=days,
    )
