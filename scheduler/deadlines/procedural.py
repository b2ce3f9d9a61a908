"""Time limits that are not a contract's: clear days, extension to a working day, silence, letters.

None of this applies to a contract's term or notice (Cass. 3e civ., 8 mars 2018, n° 17-11.312):
article 642 of the code de procédure civile extends a time limit of procedure only.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from scheduler.deadlines.business_days import counts
from scheduler.deadlines.period import ONE_DAY, Length, after

Regime = Literal["contract", "limitation", "procedure"]
"""A contract's date or a limitation period never moves; a time limit of procedure does."""
Judge = Literal["administrative", "civil"]
METROPOLE = "Métropole"
POST_KEEPS_DAYS = 15
"""Days an unclaimed registered letter is kept, counted from its first presentation."""


def extended(day: date, regime: Regime, zone: str = METROPOLE, good_friday: bool = True) -> date:
    """The next working day where the limit ends on a day off (CPC 642), under procedure only."""
    if regime != "procedure":
        return day
    while not counts(day, "worked", zone, good_friday):
        day += ONE_DAY
    return day


def brought_forward(day: date, zone: str = METROPOLE, good_friday: bool = True) -> date:
    """The working day on or before that day: prudence, never a rule of law."""
    while not counts(day, "worked", zone, good_friday):
        day -= ONE_DAY
    return day


def clear_limit(start: date, length: Length) -> date:
    """The last day of a clear ("franc") delay after an event: neither end is counted (CJA R421-1).

    It is not yet extended to a working day.
    """
    return after(start, length) + ONE_DAY


def clear_days_before(event: date, days: int) -> date:
    """The last day for an act that needs so many clear days before an event (CGCT L2121-11).

    The event's day is left out, the days counted back, and the act done the day before the last
    (Cass. com., 14 mars 2018, n° 16-26.996).
    """
    return event - timedelta(days=days + 1)


def days_before_as_in_1985(event: date, days: int, zone: str = METROPOLE) -> date:
    """The abandoned reading: a day less, then extended (Cass. 2e civ., 20 juin 1985, 84-11.713)."""
    return extended(event - timedelta(days=days), "procedure", zone)


@dataclass(frozen=True)
class Silence:
    """A delay whose silence decides: answer by, expiry, and the first day one may rely on it."""

    answer_by: date
    expires: date
    effective_from: date


def silence(received: date, length: Length) -> Silence:
    """Silence kept for that long after reception (CRPA L231-1); no extension to a working day."""
    expires = after(received, length)
    return Silence(expires - ONE_DAY, expires, expires + ONE_DAY)


def letter_notified(presented: date, collected: date | None, judge: Judge) -> date | None:
    """When a registered letter counts as received; None where it never does.

    Collected: that day. Unclaimed: the day it was presented before administrative courts
    (CE, 24 avril 2012, n° 341146), not at all before civil ones (CPC 669).
    """
    if collected:
        return collected
    return presented if judge == "administrative" else None


def letter_kept_until(presented: date) -> date:
    """The last day on which an unclaimed registered letter can be collected."""
    return presented + timedelta(days=POST_KEEPS_DAYS)


@dataclass(frozen=True)
class Notified:
    """An electronic notification: the day it takes effect, and the day one knows that."""

    on: date
    known_on: date


def electronic_notification(available: date, consulted: date | None) -> Notified:
    """First consultation, or else the day it was made available, fifteen days having passed.

    CRPA R112-20.
    """
    limit = available + timedelta(days=POST_KEEPS_DAYS)
    if consulted and consulted <= limit:
        return Notified(consulted, consulted)
    return Notified(available, limit + ONE_DAY)


def in_time_for_an_administration(deadline: date, posted: date) -> bool:
    """Whether what a citizen sends by post is in time: the postmark counts (CRPA L112-1).

    Not for offers in public procurement.
    """
    return posted <= deadline


INCLUSIVE = ("au plus tard le", "pour le", "jusqu'au", "jusqu'à", "au", "le", "d'ici le")
INCLUSIVE_PERIODS = ("avant la fin du mois de", "avant la fin de", "fin")


@dataclass(frozen=True)
class Limit:
    """The last day that words leave, and the one a tolerant reader would still accept."""

    last_day: date
    tolerant: date

    @property
    def ambiguous(self) -> bool:
        """Whether the two readings differ."""
        return self.last_day != self.tolerant


def limit(words: str, day: date) -> Limit:
    """``avant le`` leaves the day out, and its tolerant reading in, save for a first of a month.

    Raises ValueError for words that set no limit.
    """
    said = " ".join(words.replace("’", "'").lower().split())
    if said in ("avant le", "avant"):
        return Limit(day - ONE_DAY, day - ONE_DAY if day.day == 1 else day)
    if said in (*INCLUSIVE, *INCLUSIVE_PERIODS):
        return Limit(day, day)
    raise ValueError(f"« {words} » : ces mots ne fixent pas de limite connue")


def civil_year_after(event: date) -> tuple[date, date]:
    """The civil year that follows the year of an event (CASF R123-1: after the elections)."""
    return date(event.year + 1, 1, 1), date(event.year + 1, 12, 31)
