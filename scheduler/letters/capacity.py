"""Why a reminder comes to this person, who had it before, and who has it next."""

from collections.abc import Iterator

from scheduler.correspondence.audience import Hearing
from scheduler.correspondence.reminding import Reminder
from scheduler.deadlines import french
from scheduler.rulebook.directory import Directory, Standing
from scheduler.situation import Situation


def capacity_notes(reminder: Reminder, situation: Situation) -> Iterator[str]:
    """What the reader must know of their part in it; nothing where they are simply in charge."""
    directory = situation.rulebook.directory
    title = directory.title(reminder.hearing.role)
    holder = reminder.standing.person.name
    match reminder.capacity:
        case "assistant":
            yield f"Copie : vous pouvez agir pour {holder}, {title}."
        case "deputy" | "superior":
            rank = rank_of(reminder.hearing)
            yield (
                f"Vous recevez ce rappel comme {rank} : il a été adressé à {holder}, {title}, "
                "et rien n'est encore enregistré."
            )
        case "holder":
            yield from _standing_in(reminder.standing, title)
    if reminder.others and reminder.capacity == "holder":
        names = [_named(one, directory) for one in reminder.others]
        yield f"Jusqu'ici, cette échéance était rappelée à {french.listed(names)}."
    if reminder.next_hearer:
        person, day = reminder.next_hearer
        yield f"Sans suite d'ici là, le rappel du {french.short(day)} ira aussi à {person.name}."


def rank_of(hearing: Hearing) -> str:
    """What those who hear because nothing was done are to the role."""
    return "hiérarchie" if hearing.above else "suppléance"


def _standing_in(standing: Standing, title: str) -> Iterator[str]:
    instead = standing.instead_of.name if standing.instead_of else ""
    until = f", jusqu'au {french.short(standing.until)}" if standing.until else ""
    match standing.why:
        case "absent":
            yield f"Vous recevez ce rappel pour {instead}, en son absence{until}."
        case "vacant":
            yield f"Vous recevez ce rappel car personne ne tient le rôle « {title} »."
        case "unreachable":
            yield f"Vous recevez ce rappel pour {instead}, à qui nos messages n'arrivent plus."


def _named(address: str, directory: Directory) -> str:
    """The name under which the directory has that address."""
    for role in directory.roles.values():
        for holder in role.holders:
            if holder.person.address == address:
                return holder.person.name
    return address
