"""An occurrence whose clause says where its day goes: the next working day, the month's end."""

from dataclasses import replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.french import full
from scheduler.deadlines.obligation import Alternative, Occurrence, as_one_day
from scheduler.deadlines.rounding import WORDS, Rounding, rounded


def moved(item: Occurrence, rounding: Rounding | None, calendar: Calendar) -> Occurrence:
    """The occurrence with every day that its readings give moved as the clause says.

    The opening of a window stays; of two readings that meet on one day, one is left.
    """
    if rounding is None:
        return item

    def goes(day: date | None) -> date | None:
        return rounded(day, rounding, calendar) if day else None

    due, earliest = goes(item.due), goes(item.earliest)
    opens = item.opens if due and item.opens != item.due else goes(item.opens)
    if opens and due and opens > due:
        opens = None
    found = replace(
        item,
        opens=opens,
        due=due,
        alternatives=_others(item, due, rounding, calendar),
        earliest=earliest,
        latest=goes(item.latest),
    )
    found = as_one_day(found)
    day = due or opens or earliest
    if day is None or day == (item.due or item.opens or item.earliest):
        return found
    step = f"Le texte reporte ce jour ({WORDS[rounding]}) : le {full(day)}."
    return replace(found, derivation=derivation.with_more(item.derivation, [step]))


def _others(
    item: Occurrence, due: date | None, rounding: Rounding, calendar: Calendar
) -> tuple[Alternative, ...]:
    days = [replace(one, due=rounded(one.due, rounding, calendar)) for one in item.alternatives]
    return tuple(one for one in days if one.due != due)
