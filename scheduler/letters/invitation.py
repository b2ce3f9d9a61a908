"""The letter that carries a date to a person's calendar, or takes it out."""

import hashlib
from datetime import datetime

from scheduler import wording
from scheduler.correspondence.audience import in_title, manager, role_of
from scheduler.deadlines import french
from scheduler.ical.invitation import Invitation
from scheduler.ical.texts import uid
from scheduler.invitations import Invite
from scheduler.letters.desk import Desk, thread_id
from scheduler.mail.letter import Letter
from scheduler.situation import Situation

WHY_CANCELLED = {
    "withdrawn": "L'échéance n'existe plus : la convention ou ses dates ont changé.",
    "done": "L'échéance est enregistrée comme faite.",
    "undue": "La date n'est plus certaine, ou plus rien n'est à faire.",
    "unwished": "L'annuaire ne demande plus d'invitations pour vous.",
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
        greeting=person.greeting or ("Hello," if person.language == "en" else "Bonjour,"),
        entries=(),
        sections=(),
        why=_why(invite, situation),
        whom=_whom(situation),
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
    return f"Poster la lettre : {invite.title}" if invite.to_post else invite.title


def _subject(invite: Invite) -> str:
    day = french.short(invite.day)
    if invite.method == "CANCEL":
        return f"Annulé : {_what(invite)} ({day}) – {invite.agreement}"
    moved = "date modifiée, " if invite.previous else ""
    return f"Agenda : {moved}{_what(invite)} ({day}) – {invite.agreement}"


def _heading(invite: Invite) -> str:
    where = "Retiré de votre agenda" if invite.method == "CANCEL" else "Pour votre agenda"
    return f"{where} : {_what(invite)} ({french.short(invite.day)})"


def _asked(invite: Invite) -> tuple[str, ...]:
    lines = []
    if invite.previous:
        lines.append(
            f"La date a changé : {french.full(invite.day)} et non plus "
            f"{french.full(invite.previous)}. L'agenda déplace l'inscription, sans en ajouter."
        )
    if invite.found:
        _, item = invite.found
        posting = wording.posting(item)
        told = f"{invite.title}, {wording.when(item)}" + (f" ; {posting}" if posting else "")
        lines.append(f"{told} ({invite.agreement}).")
    lines.append(
        "L'invitation jointe inscrit ce jour entier dans votre agenda, sans vous y marquer "
        "occupé. S'il ne s'y inscrit pas de lui-même : accepter l'invitation, sans envoyer de "
        "réponse, ou ouvrir le fichier joint. Les rappels par courriel viennent comme avant."
    )
    return tuple(lines)


def _cancelled(invite: Invite, situation: Situation) -> tuple[str, ...]:
    why = WHY_CANCELLED.get(invite.because, "")
    if invite.because == "reassigned" and invite.found:
        why = f"{in_title(situation, *invite.found).name} suit désormais cette échéance."
    return (
        f"{invite.title} ({invite.agreement}), à la date du {french.full(invite.day)}.",
        why,
        "L'annulation jointe l'ôte de votre agenda ; s'il y reste, le supprimer à la main.",
    )


def _description(invite: Invite, desk: Desk) -> str:
    """What the calendar shows when the date is opened."""
    if invite.found is None:
        return f"{invite.agreement} : {invite.title}"
    computation, item = invite.found
    told = (wording.when(item), wording.posting(item))
    lines = [f"Convention : {computation.agreement.title}"]
    lines += [french.capitalised(text) for text in told if text]
    lines += [f"À faire : {item.action}"] if item.action else []
    lines.append(french.capitalised(wording.cited(item.cited)))
    lines += item.derivation
    page = desk.url(f"/echeance/{item.key}")
    return "\n".join([*lines, page] if page else lines)


def _why(invite: Invite, situation: Situation) -> str:
    if invite.found is None or invite.because in ("reassigned", "unwished"):
        return "Vous recevez ce message parce que cette date était dans votre agenda."
    agreement = invite.found[0].agreement
    title = situation.rulebook.directory.title(role_of(*invite.found))
    where = f"{agreement.source.file}:{agreement.source.line}"
    return (
        f"Vous recevez ce message comme {title} ({where}) : "
        "l'annuaire demande des invitations pour vous."
    )


def _whom(situation: Situation) -> str:
    person = manager(situation)
    return (
        f"Une question, ou ne plus recevoir d'invitations : écrire à {person.name}, "
        f"{person.address}."
    )
