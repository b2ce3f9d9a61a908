"""What could not be delivered: told with what to do."""

from collections.abc import Sequence

from scheduler.correspondence.bundles import Bundle
from scheduler.correspondence.records import Failure
from scheduler.deadlines import french
from scheduler.letters.desk import Desk, Head
from scheduler.mail.letter import Line, Section


def alert_head(bundle: Bundle) -> Head:
    """The messages that will not leave again by themselves, in a sentence."""
    subject = f"{french.count(len(bundle.failures), 'rappel')} non remis : à transmettre autrement"
    lead = (
        "Ces messages n'ont pas été remis, et ne repartiront pas d'eux-mêmes.",
        "Prévenir chaque personne autrement, aujourd'hui ; corriger l'adresse dans l'annuaire "
        "si elle a changé.",
        "D'ici là, leurs suppléants sont prévenus à leur place.",
    )
    return Head("alert", subject, subject, lead)


def alert_sections(failures: Sequence[Failure], desk: Desk) -> list[Section]:
    """Each of those messages, with the relay's answer."""
    if not failures:
        return []
    return [
        Section(
            "Messages non remis",
            tuple(_line(one, desk) for one in failures),
            intro="Faire repartir un message : echeancier retry, puis son numéro.",
        )
    ]


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
