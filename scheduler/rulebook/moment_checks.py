"""What the keys of a moment must have between them, said alike wherever they are written."""

from scheduler.deadlines import timing
from scheduler.deadlines.period import Length
from scheduler.rulebook.readers import LONGEST_MONTH, Reject
from scheduler.rulebook.written import one_of

SHORTEST_MONTH = 28


def in_years(length: Length) -> bool:
    """Whether a length is so many whole years, and nothing more."""
    return length.unit == "year" and length.plain and length.more is None


def opens_before(opens: Length | None, length: Length | None) -> None:
    """A stretch before a day opens longer before it than it closes."""
    if opens and length and _is_shorter(opens, length):
        raise Reject(
            "cette période finit avant de commencer",
            f"elle s'ouvre plus longtemps avant que {length.in_words}",
        )


def _is_shorter(one: Length, other: Length) -> bool:
    """Whether a length is shorter than the other, whatever the months and the days off."""
    if not one.plain or one.months == other.months or one.days == other.days:
        comparable = one.plain or (one.kind, one.clear) == (other.kind, other.clear)
        return comparable and (one.months, one.days) < (other.months, other.days)
    return LONGEST_MONTH * one.months + one.days < SHORTEST_MONTH * other.months + other.days


def two_bounds(opens: object, last: object, otherwise: bool) -> None:
    """A stretch has both of its bounds, or its first alone where nothing else is said."""
    if (opens is None) != (last is None) and (otherwise or last is not None):
        raise Reject("« du » et « au » vont ensemble", "écrire les deux")


def cutoff_is_whole(
    by: timing.Place | None, before: timing.Place | None, otherwise: timing.Place | None
) -> None:
    """A cutoff has its day, written one way, and what holds after it."""
    if (by or before) and not otherwise:
        raise Reject("il manque « sinon »", "dire d'où compter ensuite : sinon: mois suivant")
    if otherwise and not (by or before):
        raise Reject("« sinon » va avec un seuil", "par exemple si au plus tard: 15")
    if by and before:
        one_of({"si au plus tard": by, "si avant": before})


def about_an_anniversary(
    anchors: tuple[object, ...], every: Length | None, of: object | None
) -> None:
    """``tous les`` and ``de`` are about an anniversary, and are refused beside anything else."""
    anniversary = "anniversaire" in anchors
    if every and (not anniversary or not in_years(every)):
        raise Reject(
            "« tous les » va ici avec « anniversaire », en années",
            "par exemple à: anniversaire, tous les: 3 ans",
        )
    if of and not anniversary:
        raise Reject(
            "« de » va ici avec « anniversaire »", "par exemple à: anniversaire, de: jugement"
        )


def nothing_to_stretch(length: Length | None, **modifiers: object) -> None:
    """No days at all are the day itself: what stretches a delay has nothing to act on."""
    written = [key for key, value in modifiers.items() if value]
    if length and not length.number and written:
        raise Reject(
            f"« 0 jour » est le jour même : « {written[0]} » n'y change rien",
            "l'ôter, ou écrire la durée",
        )
