"""Say what new rules or a new fact would do: read the store, compare, leave it as it was."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts
from scheduler.planning.comparing import plan
from scheduler.planning.plan import Memory, Plan, Telling
from scheduler.planning.published import (
    Published,
    Standing,
    published,
    read_entries,
    read_standing,
)
from scheduler.remembering import read_records
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from scheduler.store import journal, register, tellings
from scheduler.store.database import Database, Session

STANDING = "standing"
"""Under which name the register keeps the lives and questions of the last pass."""
Act = Callable[[Session], object]
"""Something that records in the journal."""


class _Undone(Exception):
    """Ends a transaction that must leave nothing behind."""


def last_published(session: Session) -> Published:
    """What the register last told; where it never told anything, nothing stands."""
    rows = register.known(session).values()
    kept = register.meta(session, STANDING)
    return Published(
        entries=read_entries(row.content for row in rows if row.withdrawn_at is None),
        gone=read_entries(row.content for row in rows if row.withdrawn_at),
        standing=read_standing(kept) if rows or kept else Standing(),
    )


def foresee_rules(
    session: Session, rulebook: Rulebook, now: datetime, *, partial: bool = False
) -> Plan:
    """What the next pass would do with these rules; ``partial``: of their agreements alone."""
    before = last_published(session)
    if partial:
        before = before.of({one.id for one in rulebook.agreements})
    facts = journal.facts(session)
    after = situation(rulebook, facts, now)
    complete = rulebook.is_whole
    return _planned(session, before, after, at_opening(after, facts), complete=complete)


def foresee_recording(database: Database, rulebook: Rulebook, now: datetime, act: Act) -> Plan:
    """What ``act`` would do: it is done in a transaction that is then undone."""
    with database.read() as session:
        before = published(situation(rulebook, journal.facts(session), now))
    facts = _facts_after(database, act)
    after = situation(rulebook, facts, now)
    with database.read() as session:
        return _planned(session, before, after, at_opening(after, facts))


def _facts_after(database: Database, act: Act) -> dict[str, Facts]:
    """The journal as it would read."""
    found: dict[str, Facts] = {}
    with contextlib.suppress(_Undone), database.write() as session:
        act(session)
        found = journal.facts(session)
        raise _Undone
    return found


def _planned(
    session: Session,
    before: Published,
    after: Situation,
    opening: Situation,
    *,
    complete: bool = True,
) -> Plan:
    told: dict[str, list[Telling]] = {}
    for one in tellings.carried(session, before.entries):
        left = one.accepted_at and one.accepted_at.astimezone(opening.now.tzinfo)
        told.setdefault(one.occurrence, []).append(Telling(one.recipient, one.revision, left))
    memory = Memory(read_records(session, after), {key: tuple(some) for key, some in told.items()})
    return plan(before, after, memory, opening, complete=complete)


def at_opening(after: Situation, facts: Mapping[str, Facts]) -> Situation:
    """The same situation at the first moment messages may leave: now, within business hours."""
    opening = min((_opening(one, after.now) for one in after.binding), default=after.now)
    if opening == after.now:
        return replace(after, now=opening)
    return situation(after.rulebook, facts, opening)


def _opening(computation: Computation, now: datetime) -> datetime:
    calendar = computation.agreement.calendar
    return calendar.local(calendar.next_open(now))


def keep_standing(database: Database, text: str) -> None:
    """Keep the lives and questions that a pass has published, for the next plan."""
    with database.read() as session:
        kept = register.meta(session, STANDING)
    if kept != text:
        with database.write() as session:
            register.set_meta(session, STANDING, text)
