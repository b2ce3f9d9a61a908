"""What a delay costs: so much a day, a week or a month begun, or once, up to a limit."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduler.deadlines.french import count
from scheduler.deadlines.period import Length, add_months

Per = Literal["day", "week", "month", "once"]
WORDS: dict[Per, str] = {"day": "jour", "week": "semaine", "month": "mois", "once": "fois"}
_PLURALS: dict[Per, str] = {"month": "mois"}
DAYS_IN_A_WEEK = 7


@dataclass(frozen=True)
class Share:
    """A part of a sum that only the agreement knows: ``10 % du montant annuel``."""

    words: str


Sum = int | Share
"""Euro cents, or a share whose cents are not known here."""


@dataclass(frozen=True)
class FormalNotice:
    """The event without which nothing is owed, such as a formal notice, and how long it is left.

    ``length`` is None where the penalty runs as soon as the event has taken place.
    """

    event: str
    title: str
    length: Length | None = None

    @property
    def in_words(self) -> str:
        """``à compter de « mise en demeure »``, ``une fois passés 15 jours après « … »``."""
        title = f"« {self.title} »"
        if self.length is None:
            return f"à compter de {title}"
        return f"{self.length.once_passed} après {title}"


@dataclass(frozen=True)
class Penalty:
    """What each unit of delay begun costs; ``cap`` limits the whole.

    It runs from the first day of delay, or from ``after`` where the text asks for a formal notice.
    """

    amount: Sum
    per: Per
    cap: Sum | None = None
    after: FormalNotice | None = None

    @property
    def in_words(self) -> str:
        """``50 € par jour de retard, au plus 10 % du montant annuel``."""
        each = "" if self.per == "once" else f" par {WORDS[self.per]}"
        most = f", au plus {said(self.cap)}" if self.cap is not None else ""
        after = f", {self.after.in_words}" if self.after else ""
        return f"{said(self.amount)}{each} de retard{most}{after}"


def owed(penalty: Penalty, due: date, on: date) -> tuple[int, str]:
    """Cents owed on that day for what was due on ``due``, and how they are counted.

    The day after the last one is the first day of delay; nothing is owed before it, and there are
    no words then. A share has words and no cents; one that caps the whole is said beside it.
    """
    units = _units(penalty.per, due, on)
    if not units:
        return 0, ""
    delay = count(units, WORDS[penalty.per], _PLURALS.get(penalty.per))
    most = f", au plus {said(penalty.cap)}" if isinstance(penalty.cap, Share) else ""
    if isinstance(penalty.amount, Share):
        most = most or (f", au plus {said(penalty.cap)}" if penalty.cap is not None else "")
        each = penalty.amount.words
        return 0, f"{each}{most}" if penalty.per == "once" else f"{delay} × {each}{most}"
    counted = penalty.amount * units
    total = min(counted, penalty.cap) if isinstance(penalty.cap, int) else counted
    if penalty.per == "once":
        return total, f"{euros(total)}{most}"
    capped = f", limité à {euros(total)}" if total < counted else most
    return total, f"{delay} × {euros(penalty.amount)} = {euros(counted)}{capped}"


def said(amount: Sum) -> str:
    """``1 500 €``, ``10 % du montant annuel``."""
    return amount.words if isinstance(amount, Share) else euros(amount)


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
