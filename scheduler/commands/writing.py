"""How a command writes in the journal of facts, or takes back what is written there."""

import getpass
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scheduler.settings import Settings

from scheduler.commands.ground import fail, opened


@dataclass(frozen=True)
class Fact:
    """A fact to be written; ``on`` None where it is today's, or where any day is meant."""

    kind: str
    agreement: str
    subject: str
    on: date | None = None
    comment: str = ""
    evidence: str = ""
    many: bool = False
    to_follow: bool = False
    past_the_deadline: bool = False


def record(settings: "Settings", facts: tuple[Fact, ...]) -> date:
    """Write the facts, all or none, in the user's name; the day of those that gave none."""
    from scheduler.clock import SystemClock
    from scheduler.store import journal

    now = SystemClock().now()
    today = now.astimezone().date()
    with opened(settings) as database, database.write() as session:
        for one in facts:
            journal.record(
                session,
                one.kind,
                one.agreement,
                one.subject,
                one.on or today,
                by=getpass.getuser(),
                at=now,
                comment=one.comment,
                evidence=one.evidence,
                many=one.many,
                to_follow=one.to_follow,
                past_the_deadline=one.past_the_deadline,
            )
        database.wake(session)
    return today


LETTER = {"presented": "lettre présentée ", "collected": "lettre retirée "}
"""What is said of a letter's way, before its day."""


def tell_recorded(fact: Fact, today: date) -> None:
    """Say that it is written, and for which day."""
    from scheduler.deadlines.french import full

    what = LETTER.get(fact.kind, "")
    click.echo(f"Enregistré : {fact.subject}, {what}le {full(fact.on or today)}.")


def take_back(settings: "Settings", fact: Fact) -> None:
    """Take back all that was recorded of it, or on that day; of an event, the last time only."""
    from scheduler.clock import SystemClock
    from scheduler.store import journal

    with opened(settings) as database, database.write() as session:
        told = journal.standing(session, fact.agreement, fact.kind, fact.subject)
        meant = [one for one in told if fact.on in (None, one.occurred_on)]
        if not meant:
            days = [str(one.occurred_on) for one in told]
            fail(f"rien à retirer : « {fact.subject} » n'est pas enregistré", days)
        now = SystemClock().now()
        for one in meant[-1:] if fact.kind == "event" else meant:
            journal.withdraw(session, one, by=getpass.getuser(), at=now, comment=fact.comment)
        database.wake(session)
    click.echo(f"Retiré : {fact.subject}. Le journal garde les deux lignes.")
