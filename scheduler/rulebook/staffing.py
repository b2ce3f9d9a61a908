"""What the directory leaves uncovered: absences, vacancies, people who stand in for themselves."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from scheduler.deadlines.french import short
from scheduler.deadlines.period import ONE_DAY, add_months
from scheduler.problems import Problem
from scheduler.rulebook.checked import Loaded
from scheduler.rulebook.directory import Absence, Directory, Holder, Role
from scheduler.rulebook.yaml_nodes import Node, locate

MONTHS_AHEAD = 12
_LONG_AGO = date(1900, 1, 1)
_Loc = tuple[str | int, ...]


def uncovered_absences(loaded: Loaded) -> Iterator[Problem]:
    """An absence during which nobody hears for the role."""
    directory = loaded.directory
    for role, rank, holder in _holders(directory):
        for place, absence in enumerate(holder.absences):
            day = _uncovered(directory, role.id, absence, loaded.today or _LONG_AGO)
            if day:
                yield _warning(
                    loaded.directory_root,
                    ("rôles", role.id, "titulaires", rank, "absences", place),
                    "R170",
                    f"personne ne remplace {holder.person.name} le {short(day)}",
                    "nommer une suppléance, une hiérarchie ou un gestionnaire présents ce jour-là",
                )


def _uncovered(directory: Directory, role: str, absence: Absence, today: date) -> date | None:
    first = max(absence.since, today)
    for day in (first, *_turns(directory)):
        if first <= day <= absence.until:
            heard = directory.standing(role, day)
            nobody = heard.role is None or directory.away_until(heard.person, day) is not None
            if heard.why == "absent" and nobody:
                return day
    return None


def stand_ins_for_themselves(loaded: Loaded) -> Iterator[Problem]:
    """A deputy or a superior who is the very holder helps nobody."""
    directory, today = loaded.directory, loaded.today or _LONG_AGO
    days = [today, *(day for day in _turns(directory) if day > today)]
    for role in directory.roles.values():
        for key, other in (("suppléance", role.deputy), ("hiérarchie", role.superior)):
            day = next((one for one in days if _same(directory, role.id, other, one)), None)
            if day:
                yield _warning(
                    loaded.directory_root,
                    ("rôles", role.id, key),
                    "R171",
                    f"« {other} », {key} de « {role.id} », est tenu par la même personne",
                    "nommer un rôle tenu par quelqu'un d'autre, ou ôter cette ligne",
                )


def _same(directory: Directory, role: str, other: str | None, day: date) -> bool:
    one, two = directory.holder(role, day), directory.holder(other, day)
    return one is not None and two is not None and one.is_same_as(two)


def circles_of_superiors(loaded: Loaded) -> Iterator[Problem]:
    """Above a role, going up must not come back to it."""
    roles = loaded.directory.roles
    for role in roles.values():
        above = list(loaded.directory.superiors(role.id))
        if above and roles[above[-1]].superior == role.id:
            yield _warning(
                loaded.directory_root,
                ("rôles", role.id, "hiérarchie"),
                "R172",
                f"la hiérarchie tourne en rond : {' → '.join((role.id, *above, role.id))}",
                "ôter l'une de ces lignes « hiérarchie »",
            )


def overlapping_holders(loaded: Loaded) -> Iterator[Problem]:
    """Two holders of a role on the same day: the first written hears."""
    for role in loaded.directory.roles.values():
        for (_, one), (rank, other) in combinations(enumerate(role.holders), 2):
            day = max(one.since or _LONG_AGO, other.since or _LONG_AGO)
            if one.holds_on(day) and other.holds_on(day):
                since = f" le {short(day)}" if day > _LONG_AGO else ""
                yield _warning(
                    loaded.directory_root,
                    ("rôles", role.id, "titulaires", rank),
                    "R173",
                    f"{one.person.name} et {other.person.name} tiennent le même rôle{since}",
                    "écrire « au: » à la veille du jour où l'autre arrive ; pour une absence, "
                    "écrire « absences »",
                )


def vacancies_ahead(loaded: Loaded) -> Iterator[Problem]:
    """A role that nobody holds, now or some day of the coming twelve months."""
    if loaded.today is None:
        return
    limit = add_months(loaded.today, MONTHS_AHEAD)
    for role in loaded.directory.roles.values():
        day = _vacant(role, loaded.today, limit)
        if day:
            yield _warning(
                loaded.directory_root,
                ("rôles", role.id, "titulaires"),
                "R174",
                f"« {role.id} » n'a pas de titulaire {_span(role, day)}",
                "nommer qui vient ; d'ici là ses messages vont à : "
                + loaded.directory.recipient(role.id, day).name,
            )


def _vacant(role: Role, today: date, limit: date) -> date | None:
    leaving = (one.until + ONE_DAY for one in role.holders if one.until)
    days = sorted({today, *(day for day in leaving if today <= day <= limit)})
    return next((day for day in days if not any(one.holds_on(day) for one in role.holders)), None)


def _span(role: Role, day: date) -> str:
    back = min((one.since for one in role.holders if one.since and one.since > day), default=None)
    return f"du {short(day)} au {short(back - ONE_DAY)}" if back else f"à partir du {short(day)}"


def assistants_who_are_holders(loaded: Loaded) -> Iterator[Problem]:
    """An assistant with the holder's own address could not be told from the holder."""
    for role, rank, holder in _holders(loaded.directory):
        assistant = holder.assistant
        if assistant and assistant.reached_at({holder.person.address.lower()}):
            yield _warning(
                loaded.directory_root,
                ("rôles", role.id, "titulaires", rank, "assistant", "adresse"),
                "R175",
                f"l'assistant de {holder.person.name} a la même adresse que la personne assistée",
                "écrire l'adresse propre de l'assistant, ou ôter « assistant »",
            )


def _holders(directory: Directory) -> Iterator[tuple[Role, int, Holder]]:
    for role in directory.roles.values():
        for rank, holder in enumerate(role.holders):
            yield role, rank, holder


def _turns(directory: Directory) -> list[date]:
    """Every day on which somebody comes, has left, goes away or is back."""
    found: set[date] = set()
    for _, _, holder in _holders(directory):
        found |= {day for day in (holder.since, *(one.since for one in holder.absences)) if day}
        last = (holder.until, *(one.until for one in holder.absences))
        found |= {day + ONE_DAY for day in last if day}
    return sorted(found)


def _warning(root: Node | None, loc: _Loc, code: str, message: str, hint: str) -> Problem:
    assert root is not None, "roles come from a file"
    return Problem(locate(root, loc), code, message, hint, "avertissement")
