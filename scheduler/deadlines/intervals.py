"""Days that come round every so many months or years from a day that is itself computed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.french import full, ordinal, short
from scheduler.deadlines.ground import Ground, beyond, occurrence, other_readings
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.period import ONE_DAY, add_months
from scheduler.deadlines.relative import From
from scheduler.deadlines.stretch import bound_steps, stretch
from scheduler.deadlines.timing import EveryFrom, Payable

THE_DAY_AFTER = "le lendemain, l'intervalle étant alors échu"
"""The other reading of "à terme échu": once the interval is wholly over."""


def every_from(
    ground: Ground, clause: Clause, timing: EveryFrom, anchor: From, until: date | None
) -> Iterator[Occurrence]:
    """One occurrence per interval from the anchor's day to the end, always counted from the anchor.

    ``until`` is the day on which a new count begins, which ends this one; None where none does.
    """
    if anchor.day is None:
        return
    recurs = stretch(ground.term, timing.since, timing.until)
    if recurs is None:
        return
    months = timing.length.months
    number = 0
    while True:
        start, following = (add_months(anchor.day, months * (number + more)) for more in (0, 1))
        day = day_of_interval(timing.payable, start, following)
        if start > ground.term.last_day or day > min(ground.term.last_day, recurs.last):
            return
        if until and day >= until:
            return
        number += 1
        if day >= recurs.first:
            yield _of_interval(ground, clause, timing, anchor, number, start, following)


def day_of_interval(payable: Payable, start: date, following: date) -> date:
    """The day that one interval gives: its first, its last, or the first of the next."""
    return {"in advance": start, "in arrears": following - ONE_DAY, "plain": following}[payable]


def _of_interval(
    ground: Ground,
    clause: Clause,
    timing: EveryFrom,
    anchor: From,
    number: int,
    start: date,
    following: date,
) -> Occurrence:
    due = day_of_interval(timing.payable, start, following)
    others = (Alternative(THE_DAY_AFTER, following),) if timing.payable == "in arrears" else ()
    rank = ordinal(number, feminine=True)
    steps = [
        *anchor.why,
        *bound_steps(ground.term, timing.since, timing.until),
        f"Tous les {timing.length.in_words} à compter de {anchor.what}, le {short(_day(anchor))} : "
        f"{rank} période, du {short(start)} au {short(following - ONE_DAY)}.",
        f"{_PAYABLE[timing.payable]} : le {full(due)}.",
        *other_readings(others),
        *beyond(ground.term, due, None),
    ]
    item = occurrence(ground.agreement, clause, f"{_prefix(anchor)}i{number}", "interval", steps)
    conditions = [text for text in (anchor.condition, item.condition) if text]
    covered = Covered(f"{rank} période", start, following - ONE_DAY)
    return replace(
        item,
        due=due,
        alternatives=others,
        period=covered,
        condition=" ; ".join(dict.fromkeys(conditions)) or None,
    )


def _day(anchor: From) -> date:
    assert anchor.day is not None, "the caller says so"
    return anchor.day


def _prefix(anchor: From) -> str:
    return "" if anchor.key == "unique" else f"{anchor.key}-"


_PAYABLE: dict[Payable, str] = {
    "plain": "À la fin de cet intervalle, au même quantième",
    "in advance": "D'avance, le premier jour de la période",
    "in arrears": "À terme échu, le dernier jour de la période",
}
