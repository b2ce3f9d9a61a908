"""Why a reminder comes to this person, who had it before, and who has it next."""

from collections.abc import Iterator
from datetime import date

from scheduler.correspondence.audience import Hearing
from scheduler.correspondence.reminding import Reminder
from scheduler.rulebook.directory import Directory, Person, Standing
from scheduler.situation import Situation
from scheduler.tongue import Tongue


def capacity_notes(reminder: Reminder, situation: Situation, tongue: Tongue) -> Iterator[str]:
    """What the reader must know of their part in it; nothing where they are simply in charge."""
    directory = situation.rulebook.directory
    title = directory.title(reminder.hearing.role)
    holder = reminder.standing.person.name
    match reminder.capacity:
        case "assistant":
            yield tongue.say(
                f"Copie : vous pouvez agir pour {holder}, {title}.",
                f"Copy: you may act for {holder}, {title}.",
            )
        case "deputy" | "superior":
            rank = rank_of(reminder.hearing, tongue)
            yield tongue.say(
                f"Vous recevez ce rappel comme {rank} : il a été adressé à {holder}, {title}, "
                "et rien n'est encore enregistré.",
                f"You receive this reminder as {rank}: it was sent to {holder}, {title}, and "
                "nothing is recorded yet.",
            )
        case "holder":
            yield from _standing_in(reminder.standing, title, tongue)
    if reminder.others and reminder.capacity == "holder":
        names = tongue.listed([_named(one, directory) for one in reminder.others])
        yield tongue.say(
            f"Jusqu'ici, cette échéance était rappelée à {names}.",
            f"Until now, the reminders of this date went to {names}.",
        )
    if reminder.next_hearer:
        yield _announced(*reminder.next_hearer, tongue)


def _announced(person: Person, day: date, tongue: Tongue) -> str:
    on = tongue.short(day)
    return tongue.say(
        f"Sans suite d'ici là, le rappel du {on} ira aussi à {person.name}.",
        f"If nothing is done by then, the reminder of {on} will also go to {person.name}.",
    )


def rank_of(hearing: Hearing, tongue: Tongue) -> str:
    """What those who hear because nothing was done are to the role."""
    if hearing.above:
        return tongue.say("hiérarchie", "superior")
    return tongue.say("suppléance", "deputy")


def _standing_in(standing: Standing, title: str, tongue: Tongue) -> Iterator[str]:
    instead = standing.instead_of.name if standing.instead_of else ""
    match standing.why:
        case "absent":
            day = tongue.short(standing.until) if standing.until else ""
            until = tongue.say(f", jusqu'au {day}", f", until {day}") if day else ""
            yield tongue.say(
                f"Vous recevez ce rappel pour {instead}, en son absence{until}.",
                f"You receive this reminder for {instead}, who is away{until}.",
            )
        case "vacant":
            yield tongue.say(
                f"Vous recevez ce rappel car personne ne tient le rôle « {title} ».",
                f"You receive this reminder because nobody holds the role “{title}”.",
            )
        case "unreachable":
            yield tongue.say(
                f"Vous recevez ce rappel pour {instead}, à qui nos messages n'arrivent plus.",
                f"You receive this reminder for {instead}, whom our messages no longer reach.",
            )


def _named(address: str, directory: Directory) -> str:
    """The name under which the directory has that address."""
    for role in directory.roles.values():
        for holder in role.holders:
            if holder.person.address == address:
                return holder.person.name
    return address
