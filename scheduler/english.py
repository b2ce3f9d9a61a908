"""English wording of dates, durations and counts, for who asked for English letters."""

from collections.abc import Sequence
from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS_COUNTED = 60
MONTHS_COUNTED = 24


def short(on: date) -> str:
    """``31 March 2026``."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def full(on: date) -> str:
    """``Tuesday 31 March 2026``."""
    return f"{WEEKDAYS[on.weekday()]} {short(on)}"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """``1 day``, ``2 days``; zero is plural in English."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def between(first: date, last: date) -> str:
    """``from 15 February 2027 to 1 March 2027``, or ``on 15 February 2027`` alone."""
    return f"on {short(first)}" if first == last else f"from {short(first)} to {short(last)}"


def thousands(number: int) -> str:
    """``1,234``."""
    return f"{number:,}"


def listed(words: Sequence[str]) -> str:
    """``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def time_left(today: date, until: date) -> str:
    """``in 30 days``, ``tomorrow``, ``today``, ``3 days late``, ``in 2 years``."""
    days = (until - today).days
    if days < 0:
        return f"{_span(-days)} late"
    return {0: "today", 1: "tomorrow"}.get(days) or f"in {_span(days)}"


def since(today: date, day: date) -> str:
    """How long ago a past day was: ``3 days``, ``2 years``."""
    return _span((today - day).days)


def euros(cents: int) -> str:
    """``€1,500.50``; no cents where they are none."""
    whole, rest = divmod(cents, 100)
    return f"€{whole:,}.{rest:02d}" if rest else f"€{whole:,}"


def _span(days: int) -> str:
    """Days up to two months, then months, the nearest, then years."""
    if days <= DAYS_COUNTED:
        return count(days, "day")
    months = round(days * 12 / 365)
    return count(months, "month") if months < MONTHS_COUNTED else count(months // 12, "year")
