"""What every letter shares: who sends, why it comes, its identity."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.correspondence import Bundle
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.mail.letter import Entry, Letter, Section
from scheduler.situation import Situation

WITNESSED = 16
"""Hexadecimal digits of the register's hash that a digest prints."""


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


def message_id(bundle: Bundle, domain: str) -> str:
    """The same for the same content to the same person, whatever the number of attempts."""
    told = [f"{item.occurrence}|{item.revision}|{item.step}" for item in bundle.items]
    digest = hashlib.sha256("\n".join([bundle.person.address, *sorted(told)]).encode())
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
    *,
    kind: str,
    subject: str,
    heading: str,
    lead: Sequence[str],
    entries: Sequence[Entry] = (),
    sections: Sequence[Section] = (),
    thread: Sequence[str] = (),
) -> Letter:
    """The letter with all that does not depend on its kind."""
    person = bundle.person
    return Letter(
        message_id=message_id(bundle, desk.domain),
        thread=tuple(thread),
        date=situation.now,
        sender=desk.sender,
        reply_to=desk.reply_to,
        recipient=(person.name, person.address),
        language=person.language,
        kind=kind,
        subject=subject,
        heading=heading,
        lead=tuple(lead),
        greeting=person.greeting or ("Hello," if person.language == "en" else "Bonjour,"),
        entries=tuple(entries),
        sections=tuple(sections),
        why=_why(bundle, situation),
        whom=_whom(situation),
        banner=desk.banner,
        register=desk.register if bundle.digest else "",
        answer_by="" if desk.page else "Pour répondre : écrire à la personne ci-dessous.",
    )


def _why(bundle: Bundle, situation: Situation) -> str:
    directory = situation.rulebook.directory
    if bundle.initial or bundle.failures:
        title = directory.title(directory.manager) if directory.manager else "gestionnaire"
        because = (
            "un message n'a pas été remis"
            if bundle.failures
            else "des conventions viennent d'être chargées"
        )
        return f"Vous recevez ce message comme {title} : {because}."
    roles = {one.agreement.responsible for one in bundle.computations}
    named = french.listed(sorted(directory.title(role) for role in roles))
    files = french.listed(sorted({_where(one) for one in bundle.computations})[:5])
    return f"Vous recevez ce message comme {named} ({files})."


def _where(computation: Computation) -> str:
    source = computation.agreement.source
    return f"{source.file}:{source.line}"


def _whom(situation: Situation) -> str:
    directory = situation.rulebook.directory
    person = directory.recipient(directory.manager, situation.today)
    return f"Une question sur ces échéances : {person.name}, {person.address}."
