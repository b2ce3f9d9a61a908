"""What every letter shares: who sends, why it comes, its identity."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.correspondence.audience import Hearing, manager
from scheduler.correspondence.bundles import Bundle
from scheduler.deadlines import french
from scheduler.letters.capacity import rank_of
from scheduler.mail.letter import Entry, Letter, Section
from scheduler.rulebook.directory import FALLBACK_ADDRESS, Directory, Person
from scheduler.situation import Situation

WITNESSED = 16
"""Hexadecimal digits of the register's hash that a digest prints."""


@dataclass(frozen=True)
class Head:
    """What a letter opens with: its kind, its subject, and its first sentences."""

    kind: str
    subject: str
    heading: str
    lead: tuple[str, ...] = ()
    thread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What every letter shares: who sends, to whom one answers, where the pages are."""

    sender: tuple[str, str]
    domain: str
    reply_to: tuple[str, str] | None = None
    page: str | None = None
    banner: str = ""
    register: str = ""
    bounces_to: str | None = None

    @property
    def envelope(self) -> str:
        """The envelope's sender: where reports come back to."""
        return self.bounces_to or self.sender[1]

    def url(self, path: str) -> str | None:
        """The address of a page, where pages can be reached by people."""
        return f"{self.page.rstrip('/')}{path}" if self.page else None


def message_id(bundle: Bundle, now: datetime, domain: str) -> str:
    """Of that content, to that person, written at that instant; every attempt bears the same."""
    told = [f"{item.occurrence}|{item.revision}|{item.step}" for item in bundle.items]
    named = [bundle.person.address, now.isoformat(), *sorted(told)]
    digest = hashlib.sha256("\n".join(named).encode())
    return f"<{digest.hexdigest()[:32]}@{domain}>"


def witness(entries: int, fingerprint: str) -> str:
    """How far the register of what was sent had come: who keeps the mail can prove it later."""
    lines = "ligne" if entries < 2 else "lignes"
    shown = f"{french.thousands(entries)} {lines}, empreinte {fingerprint[:WITNESSED]}"
    return f"Registre des envois : {shown}."


def thread_id(key: str, domain: str) -> str:
    """What all the messages about one occurrence refer to."""
    return f"<fil.{hashlib.sha256(key.encode()).hexdigest()[:24]}@{domain}>"


def written(
    bundle: Bundle,
    situation: Situation,
    desk: Desk,
    head: Head,
    *,
    entries: Sequence[Entry] = (),
    sections: Sequence[Section] = (),
) -> Letter:
    """The letter with all that does not depend on its kind."""
    person, whom = bundle.person, manager(situation)
    answers = whom.address != person.address and whom.address != FALLBACK_ADDRESS
    return Letter(
        message_id=message_id(bundle, situation.now, desk.domain),
        thread=head.thread,
        date=situation.now,
        sender=desk.sender,
        reply_to=desk.reply_to or ((whom.name, whom.address) if answers else None),
        recipient=(person.name, person.address),
        language=person.language,
        kind=head.kind,
        subject=head.subject,
        heading=head.heading,
        lead=head.lead,
        greeting=person.greeting or ("Hello," if person.language == "en" else "Bonjour,"),
        entries=tuple(entries),
        sections=tuple(sections),
        why=_why(bundle, situation),
        whom=f"Une question sur ces échéances : {whom.name}, {whom.address}.",
        banner=desk.banner,
        register=desk.register if bundle.digest else "",
        answer_by=_answer_by(whom) if answers and bundle.asks else "",
    )


def _answer_by(whom: Person) -> str:
    """How to answer: to somebody who records it."""
    return (
        f"Pour répondre : répondre à ce message, en disant ce qui est fait et quel jour, avec la "
        f"preuve ; {whom.name} l'enregistre, et les rappels cessent."
    )


def _why(bundle: Bundle, situation: Situation) -> str:
    directory = situation.rulebook.directory
    because = [_as(one, directory) for one in bundle.hearings]
    if bundle.initial or bundle.failures:
        title = directory.title(directory.manager) if directory.manager else "gestionnaire"
        what = (
            "un message n'a pas été remis"
            if bundle.failures
            else "des conventions viennent d'être chargées"
        )
        return f"Vous recevez ce message comme {title} : {what}."
    named = french.listed(list(dict.fromkeys(because)))
    files = french.listed(sorted({_where(one) for one in bundle.hearings})[:5])
    return f"Vous recevez ce message comme {named} ({files})."


def _as(hearing: Hearing, directory: Directory) -> str:
    """In what capacity a person hears, in a few words."""
    title = directory.title(hearing.role)
    instead = hearing.standing.instead_of
    match hearing.capacity:
        case "assistant":
            return f"assistance, pour {hearing.standing.person.name} ({title})"
        case "deputy" | "superior":
            return f"{rank_of(hearing)}, pour {hearing.standing.person.name} ({title})"
    if hearing.standing.why == "absent" and instead:
        return f"{title}, pour {instead.name}, en son absence"
    return title


def _where(hearing: Hearing) -> str:
    source = hearing.computation.agreement.source
    return f"{source.file}:{source.line}"
