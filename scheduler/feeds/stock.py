"""What calendars may show, read from the store: occurrences as published, open questions."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from scheduler import wording
from scheduler.correspondence.audience import role_asked
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Question
from scheduler.situation import Situation
from scheduler.store import register
from scheduler.store.chain import read_object
from scheduler.store.database import Session
from scheduler.store.register import RegisterEntry

UNTOLD: Mapping[str, Any] = {
    "title": "",
    "agreement_title": "",
    "kind": "",
    "ours": True,
    "owed_by_names": [],
    "opens": None,
    "due": None,
    "earliest": None,
    "send_by": None,
    "session": None,
    "certainty": "exact",
    "tentative": False,
    "applies": None,
    "done": None,
    "cliff": False,
    "when": "",
    "posting": "",
    "condition": None,
    "action": "",
    "reference": "",
    "quote": "",
    "derivation": [],
}
"""What stands for what a content does not tell: an older program may have published it."""


@dataclass(frozen=True)
class Asked:
    """An open question as it is told; ``role`` is who must answer, ``day`` where it belongs.

    ``day`` is the earliest day it bears on where it is ``dated``, else the day following began:
    never today's.
    """

    id: str
    agreement: str
    agreement_title: str
    authority: str
    role: str | None
    title: str
    text: str
    cited: str
    day: date
    dated: bool


@dataclass(frozen=True)
class Told:
    """An occurrence as published; ``content`` has all of ``UNTOLD``, and what else was told."""

    key: str
    agreement: str
    content: Mapping[str, Any]
    published_at: datetime
    withdrawn_at: datetime | None

    @property
    def role(self) -> str | None:
        """The role it falls to, its watcher's where others owe it."""
        role = self.content.get("role", self.content.get("responsible"))
        return str(role) if role is not None else None

    @property
    def authority(self) -> str:
        """The authority whose calendar it is counted by."""
        return str(self.content.get("authority", ""))


@dataclass(frozen=True)
class Stock:
    """Everything calendars choose from."""

    told: tuple[Told, ...]
    asked: tuple[Asked, ...]


def read_stock(session: Session) -> Stock:
    """All that is published."""
    return Stock(tuple(map(told_of, register.known(session).values())), _kept(session))


def told_of(entry: RegisterEntry) -> Told:
    """One occurrence of the register, whatever program published it."""
    content = {**UNTOLD, "title": entry.key, **read_object(entry.content)}
    return Told(entry.key, entry.agreement, content, entry.published_at, entry.withdrawn_at)


def keep_questions(session: Session, known: Situation, *, complete: bool) -> None:
    """Keep the open questions for calendars; those of a file that cannot be read stay."""
    fresh = [_asked(one, item) for one in known.binding for item in one.asked]
    if not complete:
        loaded = {one.agreement.id for one in known.binding}
        fresh += [one for one in _kept(session) if one.agreement not in loaded]
    text = _written(fresh)
    if text != register.meta(session, register.QUESTIONS):
        register.set_meta(session, register.QUESTIONS, text)


def _asked(computation: Computation, item: Question) -> Asked:
    agreement = computation.agreement
    return Asked(
        id=item.id,
        agreement=agreement.id,
        agreement_title=agreement.short_title,
        authority=agreement.calendar.name,
        role=role_asked(computation, item),
        title=item.text,
        text=wording.question(item),
        cited=wording.cited(item.cited) if item.cited else "",
        day=item.earliest or computation.since or computation.today,
        dated=item.earliest is not None,
    )


def _written(questions: Iterable[Asked]) -> str:
    listed = sorted((asdict(one) for one in questions), key=lambda one: str(one["id"]))
    return json.dumps(listed, ensure_ascii=False, default=date.isoformat)


def _kept(session: Session) -> tuple[Asked, ...]:
    text = register.meta(session, register.QUESTIONS)
    as_day: Callable[[Any], date] = date.fromisoformat
    return tuple(Asked(**(one | {"day": as_day(one["day"])})) for one in json.loads(text or "[]"))
