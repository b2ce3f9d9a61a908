"""The letter that carries a date to a person's calendar, or takes it out."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from scheduler import wording
from scheduler.correspondence.audience import in_title, manager, role_of
from scheduler.deadlines import french
from scheduler.deadlines.acts import ActKind
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.ical.invitation import Invitation
from scheduler.ical.texts import uid
from scheduler.invitations import Invite
from scheduler.letters.desk import Desk, greeting, quoted, received_as, thread_id
from scheduler.mail.letter import Letter
from scheduler.situation import Situation
from scheduler.tongue import Tongue

WHY_CANCELLED = {
    "withdrawn": (
        "L'échéance n'existe plus : la convention ou ses dates ont changé.",
        "It is owed no more: the agreement or its dates have changed.",
    ),
    "done": ("L'échéance est enregistrée comme faite.", "It is recorded as done."),
    "undue": (
        "La date n'est plus certaine, ou plus rien n'est à faire.",
        "The date is no longer certain, or nothing is left to do.",
    ),
    "unwished": (
        "L'annuaire ne demande plus d'invitations pour vous.",
        "The directory no longer asks for invitations for you.",
    ),
}
"""What the reader is told of a reason; one that names somebody is made apart."""


def invitation_letter(invite: Invite, situation: Situation, desk: Desk) -> Letter:
    """The letter of one calendar message; its ``invitation`` is what calendars read."""
    person = invite.person
    cancelled = invite.method == "CANCEL"
    return Letter(
        message_id=message_id(invite, situation.now, desk.domain),
        thread=(thread_id(invite.key, desk.domain),),
        date=situation.now,
        sender=desk.sender,
        reply_to=desk.reply_to,
        recipient=(person.name, person.address),
        language=person.language,
        kind="cancellation" if cancelled else "invitation",
        subject=_subject(invite),
        heading=_heading(invite),
        lead=_cancelled(invite, situation) if cancelled else _asked(invite),
        greeting=greeting(person),
        entries=(),
        sections=(),
        why=_why(invite, situation),
        whom=_whom(situation, person.tongue),
        quoted=quoted(person.tongue),
        banner=desk.banner,
        invitation=_invitation(invite, situation, desk),
    )


def message_id(invite: Invite, now: datetime, domain: str) -> str:
    """Of that calendar message, written at that instant; every attempt bears the same."""
    item = invite.item
    told = f"{invite.person.address}\n{now.isoformat()}\n{item.occurrence}|{item.step}"
    return f"<{hashlib.sha256(told.encode()).hexdigest()[:32]}@{domain}>"


def _invitation(invite: Invite, situation: Situation, desk: Desk) -> Invitation:
    person = invite.person
    return Invitation(
        method=invite.method,
        uid=uid(invite.key, f"invitation|{person.address}", desk.domain),
        sequence=invite.sequence,
        day=invite.day,
        summary=f"{_what(invite)} – {invite.agreement}",
        description=_description(invite, desk),
        organizer=desk.sender,
        attendee=(person.name, person.address),
        stamp=situation.now,
        url=desk.url(f"/echeance/{invite.key}"),
    )


def _what(invite: Invite) -> str:
    act = invite.person.tongue.say(*_ACTS[invite.act]) if invite.act else ""
    return f"{act}{invite.title}"


_ACTS: Mapping[ActKind, tuple[str, str]] = {
    "convene": ("Convoquer la séance : ", "Convene the session: "),
    "session": ("Dernière séance utile : ", "Last useful session: "),
    "post": ("Poster la lettre : ", "Post the letter: "),
    "last": ("", ""),
}
"""What is to be done on the day that is inscribed, before the title."""


def _subject(invite: Invite) -> str:
    tongue = invite.person.tongue
    day = tongue.short(invite.day)
    prefix = tongue.say("Agenda : ", "Calendar: ")
    if invite.method == "CANCEL":
        prefix = tongue.say("Annulé : ", "Cancelled: ")
    elif invite.previous:
        moved = tongue.say("date modifiée, ", "date changed, ")
        prefix += "" if invite.act and invite.previous < invite.today else moved
    return f"{prefix}{_what(invite)} ({day}) – {invite.agreement}"


def _heading(invite: Invite) -> str:
    tongue = invite.person.tongue
    where = tongue.say("Pour votre agenda : ", "For your calendar: ")
    if invite.method == "CANCEL":
        where = tongue.say("Retiré de votre agenda : ", "Taken out of your calendar: ")
    return f"{where}{_what(invite)} ({tongue.short(invite.day)})"


def _asked(invite: Invite) -> tuple[str, ...]:
    tongue = invite.person.tongue
    lines = [_moved(invite, invite.previous)] if invite.previous else []
    if invite.found:
        lines.append(f"{_days(invite, *invite.found)} ({invite.agreement}).")
    return (*lines, _how_to_accept(tongue))


def _days(invite: Invite, computation: Computation, item: Occurrence) -> str:
    """What, and by when; where a body decides, the day that is inscribed comes first."""
    tongue = invite.person.tongue
    if item.session:
        performed = computation.performed(item)
        days = wording.day_to_act(item, computation.today, tongue, performed=performed)
        return f"{_what(invite)}, {days}"
    told = [invite.title + ", " + wording.when(item, tongue), wording.posting(item, tongue)]
    return tongue.say(" ; ", "; ").join(text for text in told if text)


def _moved(invite: Invite, previous: date) -> str:
    tongue = invite.person.tongue
    now, before = tongue.full(invite.day), tongue.full(previous)
    if invite.act and previous < invite.today:
        return tongue.say(
            f"Étape suivante, le {now} : l'agenda déplace l'inscription du {before}, sans en "
            "ajouter.",
            f"Next step, on {now}: the calendar moves the entry of {before} and adds none.",
        )
    return tongue.say(
        f"La date a changé : {now} et non plus {before}. L'agenda déplace l'inscription, sans en "
        "ajouter.",
        f"The date has changed: {now}, no longer {before}. The calendar moves the entry and adds "
        "none.",
    )


def _how_to_accept(tongue: Tongue) -> str:
    return tongue.say(
        "L'invitation jointe inscrit ce jour entier dans votre agenda, sans vous y marquer "
        "occupé. S'il ne s'y inscrit pas de lui-même : accepter l'invitation, sans envoyer de "
        "réponse, ou ouvrir le fichier joint. Les rappels par courriel viennent comme avant.",
        "The attached invitation puts that whole day into your calendar, without marking you as "
        "busy. If it does not appear by itself: accept the invitation without sending an answer, "
        "or open the attached file. Reminders by mail come as before.",
    )


def _cancelled(invite: Invite, situation: Situation) -> tuple[str, ...]:
    tongue = invite.person.tongue
    day = tongue.full(invite.day)
    why = tongue.say(*WHY_CANCELLED.get(invite.because, ("", "")))
    if invite.because == "reassigned" and invite.found:
        name = in_title(situation, *invite.found).name
        why = tongue.say(
            f"{name} suit désormais cette échéance.", f"{name} follows it from now on."
        )
    return (
        f"{invite.title} ({invite.agreement}), {tongue.say('à la date du', 'on')} {day}.",
        why,
        tongue.say(
            "L'annulation jointe l'ôte de votre agenda ; s'il y reste, le supprimer à la main.",
            "The attached cancellation takes it out of your calendar; if it stays there, delete "
            "it by hand.",
        ),
    )


def _description(invite: Invite, desk: Desk) -> str:
    """What the calendar shows when the date is opened."""
    tongue = invite.person.tongue
    if invite.found is None:
        return f"{invite.agreement}{tongue.say(' : ', ': ')}{invite.title}"
    computation, item = invite.found
    performed = computation.performed(item)
    told = (
        wording.when(item, tongue),
        wording.posting(item, tongue, computation.today, performed),
    )
    lines = [tongue.say("Convention : ", "Agreement: ") + computation.agreement.title]
    lines += [french.capitalised(text) for text in told if text]
    lines += [tongue.say("À faire : ", "To do: ") + item.action] if item.action else []
    lines.append(french.capitalised(wording.cited(item.cited, tongue)))
    lines += item.derivation
    page = desk.url(f"/echeance/{item.key}")
    return "\n".join([*lines, page] if page else lines)


def _why(invite: Invite, situation: Situation) -> str:
    tongue = invite.person.tongue
    if invite.found is None or invite.because in ("reassigned", "unwished"):
        return tongue.say(
            "Vous recevez ce message parce que cette date était dans votre agenda.",
            "You receive this message because this date was in your calendar.",
        )
    agreement = invite.found[0].agreement
    title = situation.rulebook.directory.title(role_of(*invite.found))
    where = f"{agreement.source.file}:{agreement.source.line}"
    because = tongue.say(
        " : l'annuaire demande des invitations pour vous.",
        ": the directory asks for invitations for you.",
    )
    return f"{received_as(title, tongue)} ({where}){because}"


def _whom(situation: Situation, tongue: Tongue) -> str:
    person = manager(situation)
    asked = tongue.say(
        "Une question, ou ne plus recevoir d'invitations : écrire à ",
        "A question, or no more invitations: write to ",
    )
    return f"{asked}{person.name}, {person.address}."
