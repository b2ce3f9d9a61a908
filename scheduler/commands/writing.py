"""How a command writes in the journal of facts, or takes back what is written there."""

import getpass
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.foreseeing import Act
    from scheduler.store.database import Session

    Perform = Callable[[Act], None]

from scheduler.commands.ground import fail


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


def record(perform: "Perform", facts: tuple[Fact, ...]) -> date:
    """Write the facts, all or none, in the user's name; the day of those that gave none."""
    from scheduler.clock import SystemClock
    from scheduler.store import journal

    now = SystemClock().now()
    today = now.astimezone().date()

    def act(session: "Session") -> None:
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

    perform(act)
    return today


LETTER = {"presented": "lettre présentée ", "collected": "lettre retirée "}
"""What is said of a letter's way, before its day."""


def tell_recorded(fact: Fact, today: date) -> None:
    """Say that it is written, and for which day."""
    from scheduler.deadlines.french import full

    what = LETTER.get(fact.kind, "")
    click.echo(f"Enregistré : {fact.subject}, {what}le {full(fact.on or today)}.")


def take_back(perform: "Perform", *facts: Fact) -> None:
    """Take back all that was recorded of each, or on that day; of an event, the last time only.

    An earlier date of the same event, which the one taken back had corrected, counts again.
    """
    from scheduler.deadlines.french import full

    again: dict[Fact, date | None] = {}

    def act(session: "Session") -> None:
        for fact in facts:
            again[fact] = _take_back(session, fact)

    perform(act)
    for fact in facts:
        click.echo(f"Retiré : {fact.subject}. Le journal garde les deux lignes.")
        if day := again.get(fact):
            click.echo(
                f"Compte de nouveau : {fact.subject}, le {full(day)}, enregistré avant "
                "(s'il est faux aussi, retirer encore)."
            )


def _take_back(session: "Session", fact: Fact) -> date | None:
    """Take it back; the day that counts again, where an event had been corrected."""
    from scheduler.clock import SystemClock
    from scheduler.store import journal

    told = journal.standing(session, fact.agreement, fact.kind, fact.subject)
    meant = [one for one in told if fact.on in (None, one.occurred_on)]
    if not meant:
        days = [str(one.occurred_on) for one in told]
        fail(f"rien à retirer : « {fact.subject} » n'est pas enregistré", days)
    now = SystemClock().now()
    for one in meant[-1:] if fact.kind == "event" else meant:
        journal.withdraw(session, one, by=getpass.getuser(), at=now, comment=fact.comment)
    corrected = fact.kind == "event" and not fact.many and len(meant) > 1
    return meant[-2].occurred_on if corrected else None
