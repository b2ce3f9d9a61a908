"""What could not be delivered: told with what to do."""

from collections.abc import Iterator, Sequence

from scheduler import english
from scheduler.correspondence.bundles import Bundle
from scheduler.correspondence.records import Failure
from scheduler.deadlines import french
from scheduler.letters.desk import Desk, Head
from scheduler.mail.letter import Line, Section
from scheduler.tongue import Tongue


def alert_head(bundle: Bundle) -> Head:
    """The messages that will not leave again by themselves, in a sentence."""
    number = len(bundle.failures)
    tongue = bundle.person.tongue
    subject = tongue.say(
        f"{french.count(number, 'rappel')} non remis : à transmettre autrement",
        f"{english.count(number, 'reminder')} not delivered: to be passed on another way",
    )
    return Head("alert", subject, subject, tuple(_lead(bundle.failures, tongue)))


def _lead(failures: Sequence[Failure], tongue: Tongue) -> Iterator[str]:
    yield tongue.say(
        "Rien ne repartira sans votre intervention.", "Nothing will leave again unless you act."
    )
    who = tongue.say("chaque personne", "each person")
    if len(failures) == 1:
        who = tongue.say("la personne", "the person")
    yield tongue.say(
        f"Prévenir {who} autrement, aujourd'hui ; corriger l'adresse dans l'annuaire si elle a "
        "changé.",
        f"Tell {who} another way, today; put the address right in the directory if it has changed.",
    )
    # Not where a message is only held back: its reader is still written to.
    if any(not one.held for one in failures):
        yield tongue.say(
            "D'ici là, les rappels vont à la suppléance.",
            "Until then, reminders go to the deputy.",
        )


def alert_sections(failures: Sequence[Failure], desk: Desk, tongue: Tongue) -> list[Section]:
    """Each of those messages, with the relay's answer."""
    if not failures:
        return []
    return [
        Section(
            tongue.say("Messages non remis", "Messages not delivered"),
            tuple(_line(one, desk, tongue) for one in failures),
            intro=tongue.say(
                "Faire repartir un message : echeancier retry, puis son numéro.",
                "To send a message again: echeancier retry, then its number.",
            ),
        )
    ]


def _line(one: Failure, desk: Desk, tongue: Tongue) -> Line:
    why = tongue.say("sans réponse", "no answer")
    if one.answer:
        why = tongue.say("réponse : ", "answer: ") + one.answer
    held = tongue.say(
        "retenu, peut-être arrivé (echeancier doubtful) ; ",
        "held back, may have arrived (echeancier doubtful); ",
    )
    return Line(
        when=tongue.say("n° ", "No. ") + str(one.id),
        title=one.subject,
        agreement=one.recipient,
        left="",
        url=desk.url("/etat"),
        note=f"{held if one.held else ''}{why}",
    )
