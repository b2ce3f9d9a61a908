"""The register: each occurrence as last published, with its revision and calendar sequence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from scheduler.store.tables import FollowingRow, MetaRow, OccurrenceRow

LAST_PASS = "last_pass"
LAST_OPEN = "last_open"
"""The last pass, and the last one in which messages could leave."""
RULES = "rules"
CLOCK_CONFIRMED = "clock_confirmed"
WAITS = "waits"
INVITED = "invited"
UID_DOMAIN = "uid_domain"
QUESTIONS = "questions"
"""The open questions, as calendars show them."""


@dataclass(frozen=True)
class NewEntry:
    """An occurrence as computed now: what makes its dates, and all that is shown of it."""

    key: str
    agreement: str
    fingerprint: str
    content: str


@dataclass(frozen=True)
class RegisterEntry:
    """An occurrence as the register holds it."""

    key: str
    agreement: str
    revision: int
    sequence: int
    content: str
    published_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Following:
    """Since when an agreement is followed, and the day its file was first loaded.

    ``ahead`` is that day where the clock says that it is still to come: it was ahead then, or is
    behind now, and only time will tell.
    """

    since: date
    loaded_on: date
    ahead: date | None = None

    def on(self, today: date) -> "Following":
        """The same as it holds today."""
        if self.loaded_on > today:
            return Following(today, today, self.ahead or self.loaded_on)
        if self.ahead and self.ahead <= today:
            return Following(self.ahead, self.ahead)
        return self


@dataclass(frozen=True)
class Changes:
    """What a publication changed, by keys."""

    added: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


def known(session: Session) -> dict[str, RegisterEntry]:
    """The whole register, by key."""
    return {row.key: _entry(row) for row in session.exec(select(OccurrenceRow))}


def stamps(session: Session) -> list[tuple[str, datetime]]:
    """Each key with the instant of its last change: what tells whether anything changed."""
    row = OccurrenceRow
    return list(session.exec(select(row.key, row.published_at).order_by(row.key)).all())


def withdrawn_since(session: Session, instant: datetime) -> list[RegisterEntry]:
    """What was withdrawn since then and has not come back."""
    query = select(OccurrenceRow).where(col(OccurrenceRow.withdrawn_at) >= instant)
    return [_entry(row) for row in session.exec(query)]


def revisions(session: Session) -> dict[str, int]:
    """Each key's revision."""
    return dict(session.exec(select(OccurrenceRow.key, OccurrenceRow.revision)).all())


def publish(
    session: Session, entries: Iterable[NewEntry], now: datetime, *, complete: bool = True
) -> Changes:
    """Bring the register into line; rows that did not change are not touched.

    What is absent is withdrawn only if the entries are ``complete``: an unreadable file withdraws
    nothing. A moved date opens a revision and raises the sequence; a withdrawal and a return raise
    the sequence alone: what was told of the date stays true. A new wording only moves
    ``published_at``, which never goes back for a key.
    """
    known = _as_published(session)
    added, moved, reworded = [], [], []
    seen = set()
    for entry in entries:
        seen.add(entry.key)
        was = known.get(entry.key)
        if was is None:
            session.add(_new(entry, now))
            added.append(entry.key)
        elif was.withdrawn or was.fingerprint != entry.fingerprint:
            _change(_row(session, entry.key), entry, now, sequence=1)
            moved.append(entry.key)
        elif was.content != entry.content:
            _change(_row(session, entry.key), entry, now, sequence=0)
            reworded.append(entry.key)
    absent = [key for key, was in known.items() if key not in seen and not was.withdrawn]
    withdrawn = absent if complete else []
    for row in (_row(session, key) for key in withdrawn):
        row.withdrawn_at = now
        row.sequence += 1
        row.published_at = _later(row, now)
    session.flush()
    return Changes(tuple(added), tuple(moved), tuple(reworded), tuple(withdrawn))


class _Published(NamedTuple):
    """What decides whether a row changes; read for all of them at each pass."""

    fingerprint: str
    content: str
    withdrawn: bool


def _as_published(session: Session) -> dict[str, _Published]:
    row = OccurrenceRow
    query = select(row.key, row.fingerprint, row.content, row.withdrawn_at)
    return {
        key: _Published(fingerprint, content, withdrawn is not None)
        for key, fingerprint, content, withdrawn in session.exec(query)
    }


def _row(session: Session, key: str) -> OccurrenceRow:
    return session.exec(select(OccurrenceRow).where(OccurrenceRow.key == key)).one()


def _new(entry: NewEntry, now: datetime) -> OccurrenceRow:
    stamp = now.replace(microsecond=0)
    return OccurrenceRow(
        key=entry.key,
        agreement=entry.agreement,
        revision=1,
        sequence=0,
        fingerprint=entry.fingerprint,
        content=entry.content,
        first_seen_at=stamp,
        published_at=stamp,
    )


def _change(row: OccurrenceRow, entry: NewEntry, now: datetime, sequence: int) -> None:
    row.revision += row.fingerprint != entry.fingerprint
    row.sequence += sequence
    row.fingerprint = entry.fingerprint
    row.content = entry.content
    row.withdrawn_at = None
    row.published_at = _later(row, now)


def _later(row: OccurrenceRow, now: datetime) -> datetime:
    """Strictly after the last publication, even if the clock has gone back."""
    return max(now.replace(microsecond=0), row.published_at + timedelta(seconds=1))


def _entry(row: OccurrenceRow) -> RegisterEntry:
    return RegisterEntry(
        key=row.key,
        agreement=row.agreement,
        revision=row.revision,
        sequence=row.sequence,
        content=row.content,
        published_at=row.published_at,
        withdrawn_at=row.withdrawn_at,
    )


def follow(session: Session, agreement: str, followed: Following) -> None:
    """Begin to follow an agreement, or correct since when it is."""
    session.merge(FollowingRow(agreement=agreement, **followed.__dict__))
    session.flush()


def following(session: Session) -> dict[str, Following]:
    """Since when each agreement is followed."""
    rows = session.exec(select(FollowingRow))
    return {row.agreement: Following(row.since, row.loaded_on, row.ahead) for row in rows}


def meta(session: Session, name: str) -> str | None:
    """A value made once and kept."""
    row = session.get(MetaRow, name)
    return row.value if row else None


def set_meta(session: Session, name: str, value: str) -> None:
    """Keep a value."""
    session.merge(MetaRow(name=name, value=value))
    session.flush()
