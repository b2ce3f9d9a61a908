"""What could not be delivered: told at once to whoever manages, with what to do."""

from scheduler.correspondence import Bundle, Failure
from scheduler.deadlines import french
from scheduler.letters.desk import Desk, written
from scheduler.mail.letter import Letter, Line, Section
from scheduler.situation import Situation


def alert_letter(bundle: Bundle, situation: Situation, desk: Desk) -> Letter:
    """The messages that will not leave again by themselves."""
    number = len(bundle.failures)
    subject = f"{french.count(number, 'rappel')} non remis : à transmettre autrement"
    return written(
        bundle,
        situation,
        desk,
        kind="alert",
        subject=subject,
        heading=subject,
        lead=[
            "Ces messages n'ont pas été remis, et ne repartiront pas d'eux-mêmes.",
            "Prévenir chaque personne autrement, aujourd'hui ; corriger l'adresse dans l'annuaire "
            "si elle a changé.",
        ],
        sections=[
            Section(
                "Messages non remis",
                tuple(_line(one, desk) for one in bundle.failures),
                intro="Faire repartir un message : echeancier retry, puis son numéro.",
            )
        ],
    )


def _line(one: Failure, desk: Desk) -> Line:
    why = f"réponse : {one.answer}" if one.answer else "sans réponse"
    held = "retenu, peut-être arrivé (echeancier doubtful) ; " if one.held else ""
    return Line(
        when=f"n° {one.id}",
        title=one.subject,
        agreement=one.recipient,
        left="",
        url=desk.url("/etat"),
        note=f"{held}{why}",
    )
