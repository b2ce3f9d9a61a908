"""What is known and recorded about one agreement, gathered from one snapshot of the store."""

import email
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation
from scheduler.rulebook.rulebook import Rulebook
from scheduler.store import evidence, register, rule_versions
from scheduler.store.chain import Entry
from scheduler.store.database import Session
from scheduler.store.evidence import Attempt, Fact, Message
from scheduler.store.register import RegisterEntry
from scheduler.store.rule_versions import Adoption

NEVER = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Evidence:
    """All there is about one agreement; ``lines`` are the register's about its messages.

    ``former`` where its file has left the rules, and the rulebook is the last one that held it.
    """

    computation: Computation
    rulebook: Rulebook
    facts: tuple[Fact, ...]
    messages: tuple[Message, ...]
    attempts: tuple[Attempt, ...]
    lines: tuple[Entry, ...]
    publications: Mapping[str, RegisterEntry]
    adoptions: tuple[Adoption, ...]
    registered_at: datetime | None
    domain: str
    former: bool = False

    @property
    def agreement(self) -> Agreement:
        """The agreement."""
        return self.computation.agreement

    @property
    def calendar(self) -> Calendar:
        """The authority's calendar, whose clocks the instants are told by."""
        return self.agreement.calendar

    @property
    def newest(self) -> datetime:
        """The latest instant at which any of it was recorded; 1980 where nothing was."""
        instants = chain(
            (one.recorded_at for one in self.facts),
            (at for one in self.messages for at in (one.created_at, one.accepted_at)),
            (at for one in self.attempts for at in (one.started_at, one.ended_at)),
            (one.published_at for one in self.publications.values()),
            (one.withdrawn_at for one in self.publications.values()),
            (one.at for one in self.adoptions),
            (self.registered_at,),
        )
        return max((at for at in instants if at), default=NEVER)

    @property
    def empty(self) -> bool:
        """Whether nothing was ever recorded."""
        return self.newest == NEVER

    @cached_property
    def by_number(self) -> Mapping[int, Message]:
        """The messages by their numbers."""
        return {one.id: one for one in self.messages}

    @cached_property
    def lines_of(self) -> Mapping[int, Sequence[Entry]]:
        """The register's lines about each message."""
        found: dict[int, list[Entry]] = {}
        for one in self.lines:
            if one.message is not None:
                found.setdefault(one.message, []).append(one)
        return found

    @cached_property
    def attempts_at(self) -> Mapping[int, Sequence[Attempt]]:
        """The attempts at each message."""
        found: dict[int, list[Attempt]] = {}
        for one in self.attempts:
            found.setdefault(one.message, []).append(one)
        return found

    @cached_property
    def told_of(self) -> Mapping[str, Sequence[Message]]:
        """The messages that tell of each occurrence."""
        found: dict[str, list[Message]] = {}
        for message in self.messages:
            for key in dict.fromkeys(item.occurrence for item in message.items):
                found.setdefault(key, []).append(message)
        return found

    def erased(self, message: int) -> tuple[int, ...]:
        """The register's lines about that message whose personal part was erased on order."""
        lines = self.lines_of.get(message, ())
        return tuple(one.number for one in lines if one.is_blank("person"))

    @property
    def all_erased(self) -> frozenset[int]:
        """The messages of which the register has erased what concerns the person."""
        return frozenset(one.id for one in self.messages if self.erased(one.id))

    def concerns(self, occurrence: str) -> bool:
        """Whether what a message tells of is this agreement's."""
        name = self.agreement.id
        return occurrence.startswith(f"{name}/") or occurrence == f"{evidence.INITIAL}{name}"


def gather(
    session: Session, rulebook: Rulebook, computation: Computation, *, former: bool = False
) -> Evidence:
    """Everything, read from a session in which nothing changes."""
    name = computation.agreement.id
    found = evidence.messages(session, name, lambda body: is_named(computation.agreement, body))
    ids = {one.id for one in found}
    return Evidence(
        computation=computation,
        rulebook=rulebook,
        facts=tuple(evidence.facts(session, name)),
        messages=tuple(found),
        attempts=tuple(evidence.attempts(session, ids)),
        lines=tuple(evidence.lines(session, name, ids)),
        publications={
            key: one for key, one in register.known(session).items() if one.agreement == name
        },
        adoptions=tuple(rule_versions.adoptions(session)),
        registered_at=evidence.last_instant(session),
        domain=register.meta(session, register.UID_DOMAIN) or "echeancier.localhost",
        former=former,
    )


def is_named(agreement: Agreement, body: bytes) -> bool:
    """Whether the text of a message names the agreement, by a title or by a link to it."""
    text = _squeezed(_text(body))
    links = (f"/convention/{agreement.id}", f"/echeance/{agreement.id}/")
    named = map(_squeezed, (agreement.title, agreement.short_title, *links))
    return any(one and one in text for one in named)


def _text(body: bytes) -> str:
    for part in email.message_from_bytes(body).walk():
        if part.get_content_type() == "text/plain":
            decoded = part.get_payload(decode=True)
            return decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else ""
    return ""


def _squeezed(text: str) -> str:
    """Without spaces, which the text of a message has elsewhere: its lines are cut."""
    return "".join(text.split()).casefold()
