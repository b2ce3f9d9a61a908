"""What to write to a partner who owes us something: a letter ready to send, in three tones."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from scheduler import wording
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence, last_day
from scheduler.tongue import Tongue

Tone = Literal["reminder", "late", "last"]
PATIENCE = 15
"""Days after which a late duty deserves its last letter."""
SUBJECTS: dict[Tone, str] = {"reminder": "Rappel", "late": "Relance", "last": "Dernière relance"}
READY: dict[Tone, tuple[str, str]] = {
    "reminder": ("un rappel est prêt", "a reminder is ready"),
    "late": ("une relance est prête", "a second letter is ready"),
    "last": ("une dernière relance est prête", "a last letter is ready"),
}
REGISTERED = "lettre recommandée avec demande d'avis de réception"


def expected_action(computation: Computation, item: Occurrence, tongue: Tongue) -> str:
    """What whoever watches has to do about a duty of others: record it, or send what is ready.

    Empty where nothing is to be asked of anybody (see ``relance``).
    """
    if not _to_ask(computation, item):
        return ""
    ready = tongue.say(*READY[_tone(item, computation.today)])
    pieces, documents = "", ""
    if item.documents:
        pieces, documents = " (et quelles pièces sont reçues)", " (and which documents came)"
    partners = tongue.listed([computation.agreement.party(name) for name in item.owed_by])
    return tongue.say(
        f"Attendu de : {partners}. Si c'est fait, dire quel jour{pieces}. Sinon, {ready} à partir.",
        f"Expected from: {partners}. If it is done, say which day{documents}. "
        f"Otherwise, {ready} to send, in French.",
    )


def relance(computation: Computation, item: Occurrence, today: date) -> str:
    """The letter to send to whoever owes the occurrence: addressee, object, reference, text.

    A courteous reminder until every reading of the last day has passed, then for fifteen days a
    relance, then the last one, which says what the agreement provides otherwise. Empty where
    nothing is to be asked: what we owe ourselves, what is done or without object, what fell
    before it was followed.
    """
    if not _to_ask(computation, item):
        return ""
    tone = _tone(item, today)
    paragraphs = [
        _head(computation, item, tone),
        "Madame, Monsieur,",
        *_rests_on(item),
        _expected(computation, item, tone, today),
        *_pieces(computation, item),
        *_form(item),
        *_otherwise(computation, item, tone, today),
        _request(computation, item, tone),
        "Si cette lettre a croisé votre envoi, merci de ne pas en tenir compte.",
        "Nous vous prions d'agréer, Madame, Monsieur, l'expression de notre considération "
        "distinguée.",
        f"Pour signature : {computation.agreement.party(computation.agreement.us)}",
    ]
    return "\n\n".join(paragraphs) + "\n"


def _to_ask(computation: Computation, item: Occurrence) -> bool:
    """Of what fell before it was followed nobody here knows whether it came."""
    known = ("done", "done late", "moot", "missed", "untracked")
    return not item.ours and computation.status(item) not in known


def _tone(item: Occurrence, today: date) -> Tone:
    last = last_day(item)
    if last is None or today <= last:
        return "reminder"
    return "late" if (today - last).days <= PATIENCE else "last"


def _partners(computation: Computation, item: Occurrence) -> str:
    return french.listed([computation.agreement.party(name) for name in item.owed_by])


def _name(item: Occurrence) -> str:
    return f"{item.title} – {item.period.label}" if item.period else item.title


def _head(computation: Computation, item: Occurrence, tone: Tone) -> str:
    of = f", échéance du {french.short(item.due)}" if item.due else ""
    return "\n".join(
        [
            f"À : {_partners(computation, item)}",
            f"Objet : {SUBJECTS[tone]} – {_name(item)}{of}",
            f"Référence : {computation.agreement.title}, {wording.reference(item)}",
        ]
    )


def _rests_on(item: Occurrence) -> Iterator[str]:
    """The words that let us ask."""
    told = []
    if item.cited.quote:
        told.append(f"Le texte cité en référence prévoit : « {item.cited.quote} ».")
    if item.external:
        told.append(f"Cette échéance est fixée par {item.external}.")
    if told:
        yield " ".join(told)


def _expected(computation: Computation, item: Occurrence, tone: Tone, today: date) -> str:
    condition = f" ({item.condition})" if item.condition else ""
    what = f"« {_name(item)} »{condition}"
    day = last_day(item)
    if tone == "reminder" or day is None:
        left = f", {french.time_left(today, item.due)}" if item.due and item.due >= today else ""
        return (
            "Nous nous permettons de vous rappeler cette échéance, attendue de votre part "
            f"{_when(item, today)}{left} : {what}."
        )
    if not item.documents:
        state = "nous n'avons pas connaissance que ce soit fait"
    elif _received(computation, item):
        state = "il nous manque encore des pièces"
    else:
        state = "nous n'avons rien reçu à ce titre"
    late = french.since(today, day)
    return (
        f"Cette échéance était attendue de votre part {_when(item, today)} : {what}. "
        f"{late[:1].upper()}{late[1:]} après, {state}."
    )


def _when(item: Occurrence, today: date) -> str:
    """The day we hold to; once it has passed, that of the reading that leaves most time."""
    day = last_day(item)
    if item.due is None or day is None:
        return wording.when(item).removesuffix(", sans dernier jour")
    shown = item.due if item.due >= today else day
    about = "environ " if item.certainty == "approximate" else ""
    by = "le" if item.opens == item.due else f"au plus tard {about}le"
    return f"{by} {french.full(shown)}"


def _received(computation: Computation, item: Occurrence) -> list[str]:
    return [
        f"{piece.title}, le {french.short(got.on)}"
        for piece in item.documents
        if (got := computation.received(item, piece))
    ]


def _pieces(computation: Computation, item: Occurrence) -> Iterator[str]:
    """What we have, what we still wait for, and what is only asked under a condition."""
    left = [piece for piece in item.documents if not computation.received(item, piece)]
    came = _received(computation, item)
    lists = (
        ("Nous avons bien reçu, et vous en remercions :", came),
        (
            f"Nous attendons{' encore' if came else ''} :",
            [piece.title for piece in left if not piece.condition],
        ),
        (
            "Et, selon votre situation :",
            [f"{piece.title}, si {piece.condition}" for piece in left if piece.condition],
        ),
    )
    for heading, titles in lists:
        if titles:
            yield "\n".join([heading, *[f"- {title} ;" for title in titles[:-1]]]) + (
                f"\n- {titles[-1]}."
            )


def _form(item: Occurrence) -> Iterator[str]:
    """An act that must travel by registered letter keeps its form, whatever ours is."""
    if item.send_by:
        yield (
            f"Le texte demande pour cet acte une {REGISTERED} : merci de l'adresser sous "
            "cette forme."
        )


def _otherwise(
    computation: Computation, item: Occurrence, tone: Tone, today: date
) -> Iterator[str]:
    """What the agreement provides otherwise; a mere reminder says it of a cliff only."""
    told = wording.otherwise(item)
    if not told or (tone == "reminder" and not item.cliff):
        return
    if tone != "last":
        yield f"Pour mémoire, il est prévu à défaut : {told}."
        return
    text = f"À défaut de réponse, il est prévu : {told}."
    if item.penalty and item.due:
        last = last_day(item) or item.due
        cents, words = computation.owed_since(item, last, today)
        text += f" À ce jour, la pénalité s'élève à : {words}." if cents else ""
    yield text


def _request(computation: Computation, item: Occurrence, tone: Tone) -> str:
    send = "nous confirmer que c'est fait"
    if item.documents:
        send = f"{_to_whom(computation, item)} les pièces attendues"
    if tone == "last":
        return (
            f"Nous vous demandons, sans délai, de {send}, ou de nous faire connaître ce qui s'y "
            "oppose."
        )
    return (
        f"Nous vous remercions de {send}, ou de nous indiquer la date à laquelle vous pensez "
        "pouvoir le faire."
    )


def _to_whom(computation: Computation, item: Occurrence) -> str:
    agreement = computation.agreement
    if not item.owed_to or agreement.us in item.owed_to:
        return "nous adresser"
    names = french.listed([agreement.party(name) for name in item.owed_to])
    return f"adresser (à : {names})"
