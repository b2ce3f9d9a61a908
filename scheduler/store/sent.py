"""The register of what was sent: every outcome chained to the one before, erased only aloud."""

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlmodel import Session, SQLModel

from scheduler.store import tables
from scheduler.store.chain import (
    PARTS,
    Head,
    digest,
    hashed,
    ranges,
    read_object,
    stamp,
    text_of,
)

HEAD = "register_head"
YEARS_KEPT = 5
PAGE = 500
RECIPIENT = "destinataire"
"""Stands for the address in what names an occurrence, so that it can be erased."""

assert tables.SentRow.__tablename__ == "sent_entry"
_TABLES = SQLModel.metadata.tables
SENT: Table = _TABLES["sent_entry"]
META, MESSAGE, ITEM = _TABLES["meta"], _TABLES["message"], _TABLES["message_item"]
_s, _m, _i = SENT.c, MESSAGE.c, ITEM.c


@dataclass(frozen=True)
class NewEntry:
    """What happened to a message; its bytes and attempts are the outbox's where not given."""

    kind: str
    message: int
    answer: str = ""
    code: int | None = None
    phase: str = ""
    attempts: int | None = None
    body: bytes | None = None


class TooRecent(Exception):
    """What must be kept cannot be erased yet; the text says until when."""


class _Draft(NamedTuple):
    """A line before it has its place."""

    kind: str
    message: int | None
    details: str
    person: str


class _Told(NamedTuple):
    """A message as the outbox has it, and what it carries."""

    kind: str
    rules: str
    attempts: int | None
    recipient: str
    subject: str
    message_id: str
    items: list[tuple[Any, ...]]


_UNKNOWN = _Told("", "", None, "", "", "", [])
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_TOLD = (
    select(
        _m.id,
        *(_m.kind, _m.rules, _m.attempts, _m.recipient, _m.subject, _m.message_id),
        *(_i.occurrence, _i.revision, _i.step, _i.superseded),
    )
    .outerjoin(ITEM, _i.message == _m.id)
    .where(_m.id.in_(_IDS))
    .order_by(_i.id)
)
_BODIES = select(_m.id, _m.body).where(_m.id.in_(_IDS))
_LAST = select(func.max(_s.number)).scalar_subquery()
_HEAD = select(META.c.value, _LAST).where(META.c.name == HEAD)
_LOCKED = _HEAD.with_for_update()
_ADVANCED = update(META).where(META.c.name == HEAD).values(value=bindparam("to"))
_NEW = insert(SENT)


def append(session: Session, entries: Sequence[NewEntry], now: datetime) -> None:
    """Enter what happened, in that order, in the transaction that settles it."""
    if not entries:
        return
    connection = session.connection()
    told: dict[int, _Told] = {}
    ids = list({one.message for one in entries})
    for row in connection.execute(_TOLD, {"ids": ids}).all():
        if row[0] not in told:
            told[row[0]] = _Told(*row[1:7], [])
        told[row[0]].items.append(row[7:])
    unread = [one.message for one in entries if one.body is None]
    bodies = dict(connection.execute(_BODIES, {"ids": unread}).all()) if unread else {}
    drafts = [_draft(one, told.get(one.message, _UNKNOWN), bodies) for one in entries]
    _chain(connection, drafts, now)


def _draft(one: NewEntry, told: _Told, bodies: Mapping[int, bytes]) -> _Draft:
    body = bodies.get(one.message) if one.body is None else one.body
    details = {
        "kind": told.kind,
        "rules": told.rules,
        "sha256": hashlib.sha256(body).hexdigest() if body is not None else None,
        "attempts": told.attempts if one.attempts is None else one.attempts,
        "code": one.code,
        "phase": one.phase,
        "occurrences": [_impersonal(item, told.recipient) for item in told.items if item[0]],
    }
    person = {
        "recipient": told.recipient,
        "subject": told.subject,
        "message_id": told.message_id,
        "answer": one.answer,
    }
    return _Draft(one.kind, one.message, text_of(details), text_of(person))


def _impersonal(item: tuple[Any, ...], recipient: str) -> tuple[Any, ...]:
    """The item, the key of a person's digest being named without the address."""
    return (item[0].replace(recipient, RECIPIENT), *item[1:]) if recipient in item[0] else item


def _chain(connection: Connection, drafts: Sequence[_Draft], now: datetime) -> Head:
    """Write the lines after the last one, and move the head."""
    top = _locked(connection)
    number, previous, at = top.number, top.hash, stamp(now)
    salts = iter(_salts(2 * len(drafts)))
    rows = []
    for draft in drafts:
        number += 1
        details_salt, person_salt = next(salts), next(salts)
        details = digest(details_salt, draft.details)
        person = digest(person_salt, draft.person)
        previous = hashed(previous, number, at, draft.kind, draft.message, details, person)
        rows.append(
            {
                "number": number,
                "at": now,
                "kind": draft.kind,
                "message": draft.message,
                "details": draft.details,
                "details_salt": details_salt,
                "details_digest": details,
                "person": draft.person,
                "person_salt": person_salt,
                "person_digest": person,
                "hash": previous,
            }
        )
    connection.execute(_NEW, rows)
    connection.execute(_ADVANCED, {"to": f"{number} {previous}"})
    return Head(number, previous)


def _salts(number: int) -> list[str]:
    drawn = os.urandom(16 * number).hex()
    return [drawn[start : start + 32] for start in range(0, len(drawn), 32)]


def _locked(connection: Connection) -> Head:
    """The head, held until the end of the transaction; a damaged one never keeps mail back."""
    row = connection.execute(_LOCKED).first()
    found = _read(row.value) if row else None
    if row is None:
        connection.execute(insert(META), {"name": HEAD, "value": ""})
    last = row[1] if row else connection.scalar(select(_LAST))
    if found is None:
        known = connection.execute(select(_s.number, _s.hash).where(_s.number == last)).first()
        return Head(*known) if known else Head()
    return Head(max(found.number, last or 0), found.hash)


def _read(value: str) -> Head | None:
    number, _, hash_ = value.partition(" ")
    return Head(int(number), hash_) if number.isdecimal() and len(number) < 10 else None


def head(session: Session) -> Head | None:
    """The last line as the register keeps it apart; None where that was lost."""
    row = session.connection().execute(_HEAD).first()
    return _read(row.value) if row else None


def erase_person(session: Session, address: str, now: datetime) -> list[int]:
    """Erase the personal part of every line about that recipient; the numbers of those lines."""
    wanted = address.lower()
    like = func.lower(_s.person).contains(text_of(wanted), autoescape=True)
    rows = session.connection().execute(select(_s.number, _s.person).where(like))
    found = [number for number, person in rows if _recipient(person) == wanted]
    return _erase(session, found, ("person",), now)


def _recipient(person: str) -> str:
    return str(read_object(person).get("recipient", "")).lower()


def erase_before(session: Session, day: date, now: datetime) -> list[int]:
    """Erase all but the digests of every line up to that day; the numbers of those lines.

    Raises TooRecent for a day within the years that must be kept.
    """
    limit = _years_before(now.astimezone(UTC).date())
    if day > limit:
        raise TooRecent(
            f"le registre se garde {YEARS_KEPT} ans au moins : rien après le "
            f"{limit:%d/%m/%Y} ne peut être effacé"
        )
    end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    there = _s.details.is_not(None) | _s.person.is_not(None)
    query = select(_s.number).where(_s.at < end, _s.kind != "erased", there)
    return _erase(session, session.connection().execute(query).scalars(), PARTS, now)


def _years_before(today: date) -> date:
    try:
        return today.replace(year=today.year - YEARS_KEPT)
    except ValueError:
        return today.replace(year=today.year - YEARS_KEPT, day=28)


def _erase(
    session: Session, numbers: Iterable[int], parts: Collection[str], now: datetime
) -> list[int]:
    """Blank those parts of those lines, and enter that it was done."""
    connection, found = session.connection(), sorted(numbers)
    if not found:
        return []
    blank = {name: None for part in parts for name in (part, f"{part}_salt")}
    for start in range(0, len(found), PAGE):
        some = _s.number.in_(found[start : start + PAGE])
        connection.execute(update(SENT).where(some).values(**blank))
    details = {"parts": sorted(parts), "numbers": ranges(found)}
    _chain(connection, [_Draft("erased", None, text_of(details), text_of({}))], now)
    return found
