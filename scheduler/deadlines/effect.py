"""What is known of the day an agreement takes effect: written, of one event or of several."""

from dataclasses import replace

from scheduler.deadlines.agreement import Agreement, EffectRule
from scheduler.deadlines.facts import Anchor, Facts, resolve
from scheduler.deadlines.rounding import WORDS, rounded


def effect_of(agreement: Agreement, facts: Facts) -> Anchor:
    """What is known of the day the agreement takes effect."""
    if "effect" in facts.assumed:
        return resolve(agreement, facts, "effect")
    rule = agreement.term.effect if agreement.term else None
    if rule is None:
        return Anchor("effect", None, None, "la convention ne dit pas sa prise d'effet")
    if rule.on:
        return Anchor("effect", rule.on, rule.on, "date écrite dans la convention")
    known = _of_several(rule, [resolve(agreement, facts, name) for name in rule.events])
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
