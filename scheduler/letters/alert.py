"""What could not be delivered: told with what to do."""

from collections.abc import Sequence

from scheduler.correspondence.bundles import Bundle
from scheduler.correspondence.records import Failure
from scheduler.deadlines import french
from scheduler.letters.desk import Desk, Head
from scheduler.mail.letter import Line, Section

STOOD_IN = ("D'ici là, les rappels vont à la suppléance.",)
"""Not where a message is only held back: its reader is still written to."""


def alert_head(bundle: Bundle) -> Head:
    """The messages that will not leave again by themselves, in a sentence."""
    number = len(bundle.failures)
    subject = f"{french.count(number, 'rappel')} non remis : à transmettre autrement"
    who = "la personne" if number == 1 else "chaque personne"
    lead = (
        "Rien ne repartira sans votre intervention.",
        f"Prévenir {who} autrement, aujourd'hui ; corriger l'adresse dans l'annuaire si elle a "
        "changé.",
        *(STOOD_IN if any(not one.held for one in bundle.failures) else ()),
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
