"""``rappels``: how long before its last useful day a cliff is reminded, or ``aucun``."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BeforeValidator

from scheduler.deadlines.period import Length
from scheduler.rulebook.readers import Reject
from scheduler.rulebook.scalars import ReminderText, Text

NONE = "aucun"
MOST = 12
_DAYS_IN_A_MONTH = 31


def _listed(value: Any) -> Any:
    """``aucun``, ``30 jours``, ``6 mois, 30 jours`` or a list."""
    if value == NONE:
        return []
    listed = [one.strip() for one in value.split(",")] if isinstance(value, str) else value
    if isinstance(listed, list) and not 1 <= len(listed) <= MOST:
        raise Reject(
            f"entre un et {MOST} rappels sont attendus ici",
            f"écrire par exemple « rappels: [30 jours, 7 jours] », ou « rappels: {NONE} »",
        )
    return listed


Reminders = Annotated[
    list[ReminderText], BeforeValidator(_listed, json_schema_input_type=Text | list[ReminderText])
]


def to_reminders(written: Iterable[Length] | None) -> tuple[Length, ...] | None:
    """The earliest first, each once; None where nothing is written, empty for ``aucun``."""
    if written is None:
        return None
    return tuple(sorted(dict.fromkeys(written), key=_days, reverse=True))


def _days(length: Length) -> int:
    return length.months * _DAYS_IN_A_MONTH + length.days
