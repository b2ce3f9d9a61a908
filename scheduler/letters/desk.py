"""What every letter shares: who sends, why it comes, its identity."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler import english
from scheduler.correspondence.audience import Hearing, manager
from scheduler.correspondence.bundles import Bundle
from scheduler.deadlines import french
from scheduler.letters.capacity import rank_of
from scheduler.mail.letter import Entry, Letter, Section
from scheduler.rulebook.directory import FALLBACK_ADDRESS, Directory, Person
from scheduler.situation import Situation
from scheduler.tongue import Tongue

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
class Witness:
    """How far the register of what was sent had come: who keeps the mail can prove it later."""

    entries: int
    fingerprint: str

    def told(self, tongue: Tongue) -> str:
        """The sentence that a digest prints."""
        print_, number = self.fingerprint[:WITNESSED], self.entries
        lines = "ligne" if number < 2 else "lignes"
        entries = "entry" if number == 1 else "entries"
        return tongue.say(
            f"Registre des envois : {french.thousands(number)} {lines}, empreinte {print_}.",
            f"Register of messages: {english.thousands(number)} {entries}, fingerprint {print_}.",
        )


@dataclass(frozen=True)
class Desk:
    """What every letter shares: who sends, to whom one answers, where the pages are."""

    sender: tuple[str, str]
    domain: str
    reply_to: tuple[str, str] | None = None
    page: str | None = None
    banner: str = ""
    register: Witness | None = None
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
    tongue = person.tongue
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
        greeting=greeting(person),
        entries=tuple(entries),
        sections=tuple(sections),
        why=_why(bundle, situation),
        whom=_whom(whom, tongue),
        banner=desk.banner,
        quoted=quoted(tongue),
        register=desk.register.told(tongue) if desk.register and bundle.digest else "",
        answer_by=_answer_by(whom, tongue) if answers and bundle.asks else "",
    )


def greeting(person: Person) -> str:
    """The form of address that the directory gives, else the plain one."""
    return person.greeting or person.tongue.say("Bonjour,", "Hello,")


def quoted(tongue: Tongue) -> str:
    """Why a letter in another language than the convention's has French words in it."""
    return tongue.say(
        "",
        "Titles, questions, what is to be done, what proves it, what happens otherwise and the "
        "reasons of a date come from the agreement and its rules: they are quoted in French.",
    )


def _whom(whom: Person, tongue: Tongue) -> str:
    asked = tongue.say("Une question sur ces échéances : ", "A question about these deadlines: ")
    return f"{asked}{whom.name}, {whom.address}."


def _answer_by(whom: Person, tongue: Tongue) -> str:
    """How to answer: to somebody who records it."""
    return tongue.say(
        f"Pour répondre : répondre à ce message, en disant ce qui est fait et quel jour, avec la "
        f"preuve ; {whom.name} l'enregistre, et les rappels cessent.",
        f"To answer: reply to this message, saying what is done and which day, with the proof; "
        f"{whom.name} records it, and the reminders stop.",
    )


def _why(bundle: Bundle, situation: Situation) -> str:
    directory, tongue = situation.rulebook.directory, bundle.person.tongue
    if bundle.initial or bundle.failures:
        return _why_the_manager(bundle, directory, tongue)
    hearings = _heard_of(bundle)
    because = [_as(one, directory, tongue) for one in hearings]
    named = tongue.listed(list(dict.fromkeys(because)))
    files = tongue.listed(sorted({_where(one) for one in hearings})[:5])
    return f"{received_as(named, tongue)} ({files})."


def _heard_of(bundle: Bundle) -> Sequence[Hearing]:
    """What this letter is about: with a digest, all that its reader is in charge of as well."""
    told = [one.hearing for one in bundle.reminders]
    told += [one.hearing for one in bundle.settled]
    if bundle.digest:
        told += bundle.in_charge
    return [one for one in bundle.hearings if one in told] or bundle.hearings


def received_as(title: str, tongue: Tongue) -> str:
    """How the sentence begins that says why a letter comes."""
    return tongue.say("Vous recevez ce message comme ", "You receive this message as ") + title


def _why_the_manager(bundle: Bundle, directory: Directory, tongue: Tongue) -> str:
    known = directory.title(directory.manager) if directory.manager else ""
    title = known or tongue.say("gestionnaire", "manager")
    what = tongue.say(
        "des conventions viennent d'être chargées", "agreements have just been loaded"
    )
    if bundle.failures:
        what = tongue.say("un message n'a pas été remis", "a message was not delivered")
    return received_as(title, tongue) + tongue.say(" : ", ": ") + f"{what}."


def _as(hearing: Hearing, directory: Directory, tongue: Tongue) -> str:
    """In what capacity a person hears, in a few words."""
    title = directory.title(hearing.role)
    instead, held = hearing.standing.instead_of, f"{hearing.standing.person.name} ({title})"
    match hearing.capacity:
        case "assistant":
            return f"{tongue.say('assistance, pour', 'assistant of')} {held}"
        case "deputy" | "superior":
            return f"{rank_of(hearing, tongue)}{tongue.say(', pour', ' of')} {held}"
    if hearing.standing.why == "absent" and instead:
        return tongue.say(
            f"{title}, pour {instead.name}, en son absence",
            f"{title}, for {instead.name}, who is away",
        )
    return title


def _where(hearing: Hearing) -> str:
    source = hearing.computation.agreement.source
    return f"{source.file}:{source.line}"
