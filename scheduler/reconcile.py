"""Bring register and outbox into line with the rulebook and the facts, in one transaction."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler import interface, wording
from scheduler.correspondence.audience import role_of
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.feeds.stock import keep_questions
from scheduler.planning.published import lengths
from scheduler.queueing import Office, write_letters
from scheduler.remembering import last_pass
from scheduler.rulebook.kept import pack
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from scheduler.store import feeds, journal, outbox, register, rule_versions
from scheduler.store.database import Database, Session
from scheduler.store.register import Changes, Following, NewEntry


@dataclass(frozen=True)
class Pass:
    """What one reconciliation found and changed."""

    situation: Situation
    changes: Changes
    queued: int


class Superseded(Exception):
    """Another daemon has taken other rules since this one took its own."""


_LAST: dict[str, tuple[Computation, tuple[NewEntry, ...]]] = {}
"""By agreement: most passes find the same computation, and its entries are most of their work."""
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
        complete = rulebook.is_whole
        changes = register.publish(session, entries(known), now, complete=complete)
        keep_questions(session, known, complete=complete)
        if complete and rulebook.directory.present:
            feeds.mind_leavers(session, rulebook.directory.people(known.today).keys(), now)
        queued = write_letters(session, known, office)
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
        yield from _entries(computation)


def _entries(computation: Computation) -> tuple[NewEntry, ...]:
    """Those of one agreement: the same as at the last pass where it was not computed again."""
    kept = _LAST.get(computation.agreement.id)
    if kept and kept[0] is computation:
        return kept[1]
    same = _unchanged(*kept, computation) if kept else {}
    found = tuple(
        same.get(item.key) or _entry(computation, item) for item in computation.occurrences
    )
    _LAST[computation.agreement.id] = (computation, found)
    return found


def _unchanged(
    before: Computation, entries: tuple[NewEntry, ...], now: Computation
) -> dict[str, NewEntry]:
    """The entries that another day alone did not change: nearly all of them."""
    if before.agreement is not now.agreement or before.facts != now.facts:
        return {}
    was = {item.key: (item, one) for item, one in zip(before.occurrences, entries, strict=True)}
    return {
        item.key: was[item.key][1]
        for item in now.occurrences
        if item.key in was
        and was[item.key][0] == item
        and before.applies(item) == now.applies(item)
        and (item.recourse is None or _posting(before, item) == _posting(now, item))
    }


def _entry(computation: Computation, item: Occurrence) -> NewEntry:
    return NewEntry(
        key=item.key,
        agreement=item.agreement,
        fingerprint=_fingerprint(item),
        content=json.dumps(content(computation, item), ensure_ascii=False, sort_keys=True),
    )


def content(computation: Computation, item: Occurrence) -> dict[str, object]:
    """What feeds show of an occurrence.

    Nothing of the day but whether its condition is met, and whether a useful session is left.
    """
    shown = interface.occurrence(computation, item)
    for moving in ("status", "penalty", "next_act", "recourse"):
        del shown[moving]
    done = computation.done(item)
    own = lengths(item)
    if own is not None:
        shown["reminders"] = own
    return shown | {
        "agreement_title": computation.agreement.short_title,
        "responsible": computation.agreement.responsible,
        "role": role_of(computation, item),
        "authority": computation.agreement.calendar.name,
        "owed_by_names": [computation.agreement.party(name) for name in item.owed_by],
        "action": item.action,
        "when": wording.when(item),
        "posting": _posting(computation, item),
        "reference": wording.reference(item),
        "done": done.on.isoformat() if done else None,
        "to_follow": done is not None and done.to_follow,
        "answer": None if done else computation.facts.answer(item.key),
        "tentative": item.certainty != "exact" or _conditional(computation, item),
    }


def _posting(computation: Computation, item: Occurrence) -> str:
    """What comes before the last legal day, as it stands today."""
    return wording.posting(item, today=computation.today, performed=computation.performed(item))


def _conditional(computation: Computation, item: Occurrence) -> bool:
    """Whether a condition still stands between the date and anyone who must keep it."""
    if item.depends:
        return not computation.applies(item)
    return item.condition is not None


def _fingerprint(item: Occurrence) -> str:
    """Changes when a date does: that is what opens a revision."""
    dates: tuple[date | None, ...] = (item.due, item.earliest, item.latest, item.send_by)
    if item.session:
        dates += (item.session, item.convene_on)
    return hashlib.sha256("|".join(str(day) for day in dates).encode()).hexdigest()[:16]


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
