"""An occurrence whose clause says where its day goes: the next working day, the month's end."""

from dataclasses import replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.forwards import OTHER_HOLIDAY
from scheduler.deadlines.french import full, short
from scheduler.deadlines.obligation import Alternative, Occurrence, as_one_day
from scheduler.deadlines.rounding import BACK_TO_A_WORKING_DAY, WORDS, Rounding, rounded


def moved(
    item: Occurrence, rounding: Rounding | None, calendar: Calendar, where: str = ""
) -> Occurrence:
    """The occurrence with every day that its readings give moved as the clause says.

    The opening of a window stays; of two readings that meet on one day, one is left. What is
    counted after a day is not brought back before it by a closed day: it stays where it is.
    ``where`` names the place of the paper that says so, where it is not the clause's own.
    """
    if rounding is None:
        return item

    def goes(day: date | None) -> date | None:
        return _goes(item, day, rounding, calendar) if day else None

    due, earliest = goes(item.due), goes(item.earliest)
    opens = item.opens if due and item.opens != item.due else goes(item.opens)
    if opens and due and opens > due:
        opens = None
    placed = replace(
        item,
        opens=opens,
        due=due,
        alternatives=_others(item, due or opens, rounding, calendar),
        earliest=earliest,
        latest=goes(item.latest),
    )
    placed = as_one_day(placed)
    day = due or opens or earliest
    if day is None:
        return placed
    if day == (item.due or item.opens or item.earliest):
        kept = rounded(day, rounding, calendar)
        return placed if kept == day else _kept(placed, kept, rounding)
    said = f"{WORDS[rounding]} ; {where}" if where else WORDS[rounding]
    step = f"Le texte reporte ce jour ({said}) : le {full(day)}."
    return replace(placed, derivation=derivation.with_more(item.derivation, [step]))


def _goes(item: Occurrence, day: date, rounding: Rounding, calendar: Calendar) -> date:
    """Where that day goes; a closed day does not bring it before the day it is counted after."""
    there = rounded(day, rounding, calendar)
    floor = item.counted_from
    back = floor is not None and there < floor <= day
    return day if back and rounding in BACK_TO_A_WORKING_DAY else there


def _kept(item: Occurrence, there: date, rounding: Rounding) -> Occurrence:
    """The occurrence with the step that says why its day is not brought back."""
    since = item.counted_from
    assert since is not None, "only what is counted after a day is kept"
    step = (
        f"Reporté ({WORDS[rounding]}), ce jour serait le {short(there)}, avant le {short(since)} "
        "qu'il ne peut pas précéder : il reste où il est."
    )
    return replace(item, derivation=derivation.with_more(item.derivation, [step]))


def _others(
    item: Occurrence, due: date | None, rounding: Rounding, calendar: Calendar
) -> tuple[Alternative, ...]:
    readings = [
        replace(other, due=_goes(item, other.due, rounding, calendar))
        for other in item.alternatives
    ]
    again = calendar.otherwise
    if item.due and again and due:
        there = _goes(item, item.due, rounding, again)
        readings.append(Alternative(OTHER_HOLIDAY, there))
    kept = {other.due: other for other in reversed(readings) if other.due != due}
    return tuple(other for other in readings if kept.get(other.due) is other)
