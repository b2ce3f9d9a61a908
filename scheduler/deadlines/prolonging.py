"""A delay that may be made longer before it ends, once or several times: how long it then is."""

from dataclasses import replace

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.business_days import end_of
from scheduler.deadlines.facts import Anchor, Facts, each_time
from scheduler.deadlines.french import capitalised, short, times
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.pausing import stops_met
from scheduler.deadlines.period import Length
from scheduler.deadlines.rounding import rounded
from scheduler.deadlines.stops import run
from scheduler.deadlines.timing import After, OnEvent, Past, Prolonged


def added(length: Length, more: Length) -> Length | None:
    """The whole length of a delay made longer; None where the two cannot be counted as one."""
    alike = (length.kind, length.clear) == (more.kind, more.clear)
    if length.more or more.more or not alike or "hour" in (length.unit, more.unit):
        return None
    if length.unit == more.unit:
        return replace(length, number=length.number + more.number)
    if length.months and more.months:
        return replace(length, number=length.months + more.months, unit="month")
    if length.months:
        return replace(length, more=more) if more.plain else None
    return None if more.months else replace(length, number=length.days + more.days, unit="day")


def prolonged(
    agreement: Agreement, facts: Facts, timing: OnEvent, known: Anchor
) -> tuple[OnEvent, tuple[str, ...]]:
    """The delay as long as what was recorded makes it, and the French steps that tell of it.

    Only what comes before the delay has ended makes it longer; ``known`` is where it begins.
    """
    if not isinstance(timing, After | Past) or timing.prolonged is None:
        return timing, ()
    rule, start = timing.prolonged, known.earliest
    if start is None or not known.exact:
        return timing, ()
    if isinstance(timing, After) and timing.begins:
        start = rounded(start, timing.begins, agreement.calendar)
    length, steps, left = timing.length, list[str](), rule.times
    title = derivation.event_title(agreement, rule.event)
    for day in sorted(time.on for time in each_time(agreement, facts, rule.event)):
        stops = stops_met(agreement, facts, timing.paused, start, length)
        nominal = end_of(start, length, agreement.calendar)
        last = run(start, nominal, length, stops, agreement.calendar).last
        longer = added(length, rule.length)
        if day > last or not left or longer is None:
            why = f"après l'expiration du {short(last)}" if day > last else "une fois de trop"
            steps.append(f"« {title} » du {short(day)} vient {why} : il ne prolonge rien.")
            continue
        left -= 1
        length = longer
        steps.append(
            f"« {title} » du {short(day)} prolonge le délai {rule.length.of_words} : en tout "
            f"{length.in_words}, comptés du même jour."
        )
    if left:
        steps.append(
            f"{capitalised(still(rule, left))}, si « {title} » est enregistré avant sa fin."
        )
    return replace(timing, length=length), tuple(steps)


def still(rule: Prolonged, left: int) -> str:
    """``prolongeable une fois d'un mois``."""
    return f"prolongeable {times(left)} {rule.length.of_words}"


def told(item: Occurrence, steps: tuple[str, ...]) -> Occurrence:
    """The occurrence, with what made its delay longer."""
    return replace(item, derivation=derivation.with_more(item.derivation, steps))
