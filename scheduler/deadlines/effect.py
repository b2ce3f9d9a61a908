"""What is known of the day an agreement takes effect: written, of one event or of several."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from scheduler.deadlines.agreement import Agreement, EffectRule, EffectStart
from scheduler.deadlines.backwards import day_before
from scheduler.deadlines.business_days import Calendar, first_after
from scheduler.deadlines.facts import Anchor, Facts, resolve
from scheduler.deadlines.forwards import day_after
from scheduler.deadlines.french import short
from scheduler.deadlines.period import Length
from scheduler.deadlines.rounding import WORDS, rounded
from scheduler.deadlines.single import opening_past


def effect_of(agreement: Agreement, facts: Facts) -> Anchor:
    """What is known of the day the agreement takes effect."""
    if "effect" in facts.assumed:
        return resolve(agreement, facts, "effect")
    rule = agreement.term.effect if agreement.term else None
    if rule is None:
        return Anchor("effect", None, None, "la convention ne dit pas sa prise d'effet")
    if rule.on:
        return Anchor("effect", rule.on, rule.on, "date écrite dans la convention")
    known = _of_several(rule, [_started(agreement, facts, start) for start in rule.days])
    if rule.rounding is None:
        return known
    return replace(
        known,
        earliest=rounded(known.earliest, rule.rounding, agreement.calendar)
        if known.earliest
        else None,
        latest=rounded(known.latest, rule.rounding, agreement.calendar) if known.latest else None,
        why=f"{known.why} ; {WORDS[rule.rounding]}",
    )


def _started(agreement: Agreement, facts: Facts, start: EffectStart) -> Anchor:
    """What is known of one of the days that are compared; named by its event while that lacks."""
    if start.on:
        known = Anchor("effect", start.on, start.on, "date écrite dans la convention")
    else:
        known = resolve(agreement, facts, start.event or "effect")
    if start.length is None:
        return known
    low, high = (
        _counted(start, start.length, day, agreement.calendar) if day else None
        for day in (known.earliest, known.latest)
    )
    if not known.exact or known.earliest is None:
        return replace(known, earliest=low, latest=high)
    since = f"le {short(known.earliest)}"
    if start.event:
        title = agreement.event_titles().get(start.event, start.event)
        since = f"« {title} » du {short(known.earliest)}, {known.why}"
    return Anchor("effect", low, high, f"{start.in_words} {since}")


def _counted(start: EffectStart, length: Length, day: date, calendar: Calendar) -> date:
    match start.way:
        case "after":
            return day_after(day, length, calendar)[0]
        case "before":
            return day_before(day, length, calendar, "")[0]
        case "past":
            return opening_past(day, length, calendar)[0]
        case "elapsed":
            return first_after(day, length, calendar)
        case "at":
            return day
        case _:
            assert_never(start.way)


def _of_several(rule: EffectRule, known: list[Anchor]) -> Anchor:
    """The last of several events, or the first, as far as known; named by it, or by what lacks."""
    if len(known) == 1:
        return known[0]
    unknown = next((one for one in known if not one.exact), None)
    choose = max if rule.last else min
    lows = [one.earliest for one in known if one.earliest]
    highs = [one.latest for one in known if one.latest]
    certain = len(lows) == len(known) if not rule.last else bool(lows)
    bounded = len(highs) == len(known) if rule.last else bool(highs)
    which = f"{'la dernière' if rule.last else 'la première'} de {len(known)} dates"
    low = choose(lows) if certain else None
    high = choose(highs) if bounded else None
    if low and low == high:
        kept = next(one for one in known if one.earliest == low)
        return Anchor(kept.name, low, high, f"{kept.why} ; {which}")
    return Anchor(unknown.name if unknown else known[0].name, low, high, which)
