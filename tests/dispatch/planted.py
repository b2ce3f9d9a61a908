"""Bugs that somebody might write into the store one day: each must be found by the model."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import ColumnElement, update
from sqlmodel import Session

from scheduler.dispatch.custody import Custody
from scheduler.store import claims, outbox
from scheduler.store.claims import MESSAGE, Claimed, Held, Settled

FREE: dict[str, Any] = {"state": "pending", "owner": None, "lease_until": None}


def _change(session: Session, which: ColumnElement[bool], **values: Any) -> None:
    session.connection().execute(update(MESSAGE).where(which).values(**values))


def forget_the_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a crash the message leaves again, and nobody is told that it may be the second."""
    real = claims._next

    def forgetful(one: Settled, *rest: Any) -> dict[str, Any]:
        return real(one, *rest) | {"doubts": one.message.possible_duplicates}

    monkeypatch.setattr(claims, "_next", forgetful)


def mark_at_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a dead process held is taken as sent."""
    real = claims._next

    def hopeful(one: Settled, *rest: Any) -> dict[str, Any]:
        found = real(one, *rest)
        return found | {"to_state": "sent"} if one.outcome.phase == "interrupted" else found

    monkeypatch.setattr(claims, "_next", hopeful)


def retry_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal for good is treated as one for now."""
    real = claims._next

    def stubborn(one: Settled, *rest: Any) -> dict[str, Any]:
        later = replace(one.outcome, kind="later") if one.outcome.kind == "refused" else one.outcome
        return real(replace(one, outcome=later), *rest)

    monkeypatch.setattr(claims, "_next", stubborn)


def try_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is put off for days is never given up: no person hears of it."""
    real = claims._next

    def patient(one: Settled, *rest: Any) -> dict[str, Any]:
        found = real(one, *rest)
        return found | {"to_state": "pending"} if one.outcome.kind == "later" else found

    monkeypatch.setattr(claims, "_next", patient)


def settle_only_what_was_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer other than yes is dropped: the message stays in flight, and is doubted later."""
    real = claims.settle

    def partial(
        session: Session, ended: Sequence[Settled], now: datetime, random: Random, **rest: Any
    ) -> None:
        kept = [one for one in ended if one.outcome.kind in ("accepted", "channel")]
        real(session, kept, now, random, **rest)

    monkeypatch.setattr(claims, "settle", partial)


def settle_what_another_took_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last word wins, though the message was no longer in this process's hands."""
    real = claims.settle

    def unfenced(
        session: Session, ended: Sequence[Settled], now: datetime, random: Random, **rest: Any
    ) -> None:
        real(session, ended, now, random, **rest)
        late = [one.message.id for one in ended if one.outcome.kind == "later"]
        _change(session, MESSAGE.c.id.in_(late), next_try_at=now, **FREE)

    monkeypatch.setattr(claims, "settle", unfenced)


def leave_no_trace_before_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing says on disk that a message is about to leave: after a crash it was never taken."""

    def trusting(session: Session, abandoned: Set[Held], now: datetime, **_: Any) -> int:
        _change(session, MESSAGE.c.id.in_([one.id for one in abandoned]), **FREE)
        return 0

    monkeypatch.setattr(claims, "recover", trusting)


def take_what_others_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim does not look whether another lane has the message already."""
    real = claims.claim

    def greedy(session: Session, owner: str, now: datetime, limit: int) -> list[Claimed]:
        _change(session, MESSAGE.c.state == "in_flight", **FREE)
        return real(session, owner, now, limit)

    monkeypatch.setattr(claims, "claim", greedy)


def never_withdraw(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a clock ahead put off waits for the day that clock showed."""
    monkeypatch.setattr(outbox, "withdraw_from_the_future", lambda *_: 0)


def wait_for_the_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead process keeps what it took as long as a living one may."""
    real = Custody.look

    def believing(self: Custody, held: Set[Held], gone: Set[str]) -> set[Held]:
        return real(self, held, frozenset())

    monkeypatch.setattr(Custody, "look", believing)


def withdraw_what_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back from the future, all that was written there is undone, sent or not."""
    real = outbox.withdraw_from_the_future

    def thorough(session: Session, now: datetime, allowed: timedelta) -> int:
        ahead = MESSAGE.c.created_at > now + allowed
        _change(session, ahead & (MESSAGE.c.state == "sent"), state="pending", next_try_at=now)
        return real(session, now, allowed)

    monkeypatch.setattr(outbox, "withdraw_from_the_future", thorough)


PLANTS = (
    forget_the_doubt,
    mark_at_a_crash,
    retry_what_is_refused,
    try_for_ever,
    settle_only_what_was_accepted,
    settle_what_another_took_over,
    leave_no_trace_before_sending,
    take_what_others_hold,
    never_withdraw,
    wait_for_the_dead,
    withdraw_what_has_left,
)
