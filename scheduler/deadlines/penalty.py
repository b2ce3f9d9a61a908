"""What a delay costs: so much a day, a week or a month begun, or once, up to a limit."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduler.deadlines.french import count
from scheduler.deadlines.period import add_months

Per = Literal["day", "week", "month", "once"]
WORDS: dict[Per, str] = {"day": "jour", "week": "semaine", "month": "mois", "once": "fois"}
_PLURALS: dict[Per, str] = {"month": "mois"}
DAYS_IN_A_WEEK = 7


@dataclass(frozen=True)
class Penalty:
    """An amount in euro cents for each unit of delay begun; ``cap`` limits the whole."""

    cents: int
    per: Per
    cap: int | None = None

    @property
    def in_words(self) -> str:
        """``50 € par jour de retard, au plus 1 000 €``."""
        each = "" if self.per == "once" else f" par {WORDS[self.per]}"
        most = f", au plus {euros(self.cap)}" if self.cap is not None else ""
        return f"{euros(self.cents)}{each} de retard{most}"


def owed(penalty: Penalty, due: date, on: date) -> tuple[int, str]:
    """Cents owed on that day for what was due on ``due``, and how they are counted.

    The day after the last one is the first day of delay; nothing is owed before it.
    """
    units = _units(penalty.per, due, on)
    counted = penalty.cents * units
    total = counted if penalty.cap is None else min(counted, penalty.cap)
    if penalty.per == "once":
        return total, euros(total)
    capped = f", limité à {euros(total)}" if total < counted else ""
    delay = count(units, WORDS[penalty.per], _PLURALS.get(penalty.per))
    return total, f"{delay} × {euros(penalty.cents)} = {euros(counted)}{capped}"


def _units(per: Per, due: date, on: date) -> int:
    days = (on - due).days
    if days <= 0:
        return 0
    if per == "day":
        return days
    if per == "week":
        return -(-days // DAYS_IN_A_WEEK)
    if per == "once":
        return 1
    months = 1
    while add_months(due, months) < on:
        months += 1
    return months


def euros(cents: int) -> str:
    """``1 500,50 €``; no cents where they are none."""
    whole, rest = divmod(cents, 100)
    grouped = f"{whole:,}".replace(",", "\u202f")
    return f"{grouped},{rest:02d}\u00a0€" if rest else f"{grouped}\u00a0€"
