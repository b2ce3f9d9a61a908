"""Occurrences of what has its own date or event: a fixed day, a window, a delay around an event."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import assert_never

from scheduler.deadlines import derivation, french
from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.backwards import before_that_day, counted_back, day_before, start_of
from scheduler.deadlines.business_days import Calendar, first_after
from scheduler.deadlines.facts import Anchor
from scheduler.deadlines.forwards import day_after, lasting_readings
from scheduler.deadlines.french import count, full, short, times
from scheduler.deadlines.ground import begun_at, occurrence, other_readings
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.period import ONE_DAY, Length
from scheduler.deadlines.recurrence import civil_window, in_window
from scheduler.deadlines.rounding import WORDS, rounded
from scheduler.deadlines.timing import (
    After,
    At,
    Before,
    By,
    CivilWindow,
    Elapsed,
    Fixed,
    OnEvent,
    Past,
    Window,
)


def on_event(
    agreement: Agreement, clause: Clause, timing: OnEvent, known: Anchor, on: date
) -> Occurrence:
    """The occurrence that an event gives, were its date ``on``."""
    match timing:
        case After():
            return _after(agreement, clause, timing, known, on)
        case Before():
            return _before(agreement, clause, timing, known, on)
        case At():
            return _at(agreement, clause, known, on)
        case By():
            return _by(agreement, clause, known, on)
        case Past():
            return _past(agreement, clause, timing, known, on)
        case Elapsed():
            return _elapsed(agreement, clause, timing, known, on)
        case _:
            assert_never(timing)


def fixed(agreement: Agreement, clause: Clause, timing: Fixed) -> Occurrence:
    """The one occurrence of a written date."""
    due, alternatives = before_that_day(timing.on, timing.strict)
    steps = [f"La date est écrite : le {full(due)} est le dernier jour utile, compris."]
    if timing.strict:
        steps = [
            f"La date est écrite : avant le {full(timing.on)}. Le dernier jour utile est la "
            f"veille, le {full(due)}.",
            *other_readings(alternatives),
        ]
    if clause.external:
        steps.append(f"Elle n'est pas fixée par la convention : {clause.external}.")
    item = occurrence(agreement, clause, "unique", "fixed", steps)
    return replace(item, due=due, alternatives=alternatives)


def window(agreement: Agreement, clause: Clause, timing: Window, effect: date | None) -> Occurrence:
    """The one occurrence of a written window, both bounds included; none opens before ``effect``.

    ``effect`` is None while it is not known.
    """
    opens, cut = begun_at(effect, timing.opens, timing.due)
    until = f" au {full(timing.due)}" if timing.due else ""
    steps = [f"La période va du {full(timing.opens)}{until}.", *cut]
    item = occurrence(agreement, clause, "unique", "window", steps)
    return replace(item, opens=opens, due=timing.due)


def civil_window_once(
    agreement: Agreement, clause: Clause, timing: CivilWindow, effect: date | None
) -> Occurrence:
    """The one occurrence of "en mai 2023"; it opens with the agreement at the earliest."""
    key, found = civil_window(timing.span, timing.number, timing.year)
    opens, cut = begun_at(effect, found.start, found.end)
    named = french.capitalised(in_window(timing.span, timing.number, timing.year))
    steps = [f"{named} : du {short(found.start)} au {full(found.end)}, dernier jour compris.", *cut]
    if timing.count:
        steps.append(f"Il demande {times(timing.count)} l'acte dans cette période.")
    return replace(
        occurrence(agreement, clause, key, "window", steps),
        count=timing.count,
        period=Covered(found.label, opens, found.end),
        opens=opens,
        due=found.end,
    )


def _after(
    agreement: Agreement, clause: Clause, timing: After, known: Anchor, on: date
) -> Occurrence:
    """A delay after an event: the event's day is not counted."""
    title = derivation.event_title(agreement, known.name)
    steps = [derivation.anchor(agreement, known)]
    start = on
    if timing.begins:
        start = rounded(on, timing.begins, agreement.calendar)
        steps.append(f"Le délai court du {full(start)} ({WORDS[timing.begins]}).")
    due, others = day_after(start, timing.length, agreement.calendar)
    steps.append(derivation.delay(timing.length, title, start, due))
    steps += other_readings(others)
    item = occurrence(agreement, clause, "unique", "delay after", steps)
    certainty = "approximate" if timing.approximate else item.certainty
    return replace(
        item, opens=on, due=due, alternatives=others, certainty=certainty, counted_from=on
    )


def _past(
    agreement: Agreement, clause: Clause, timing: Past, known: Anchor, on: date
) -> Occurrence:
    """What opens once the delay has wholly run: "plus de" is strict."""
    opens, last, others = opening_past(on, timing.length, agreement.calendar)
    within_the_day = timing.length.unit == "hour" and not timing.after_the_day
    if timing.length.unit == "hour" and timing.after_the_day:
        opens, others = last + ONE_DAY, ()
    title = derivation.event_title(agreement, known.name)
    steps = [derivation.anchor(agreement, known)]
    if timing.length.number:
        steps.append(derivation.delay(timing.length, title, on, last))
    steps += [
        f"{past_which(timing.length, within_the_day=within_the_day)}, le {full(opens)}.",
        *other_readings(others),
    ]
    item = occurrence(agreement, clause, "unique", "delay past", steps)
    return replace(item, opens=opens, alternatives=others, counted_from=on)


def opening_past(
    on: date, length: Length, calendar: Calendar
) -> tuple[date, date, tuple[Alternative, ...]]:
    """When what follows a delay opens, the delay's last day, and the opening's other readings.

    It is the day after the last one; after a delay of hours, which is over within a day, that day.
    """
    if not length.number:
        return on + ONE_DAY, on, ()
    last, others = day_after(on, length, calendar)
    if length.unit == "hour":
        later = tuple(other for other in others if other.due > last)
        return last, last, later
    return (
        last + ONE_DAY,
        last,
        tuple(replace(other, due=other.due + ONE_DAY) for other in others),
    )


def past_which(length: Length, *, within_the_day: bool) -> str:
    """``Le délai doit être dépassé : tout s'ouvre le lendemain``, or within the day, of hours."""
    if not length.number:
        return "Ce jour doit être passé : tout s'ouvre le lendemain"
    when = "ce jour-là, à l'heure où il expire" if within_the_day else "le lendemain"
    return f"Le délai doit être dépassé : tout s'ouvre {when}"


def _elapsed(
    agreement: Agreement, clause: Clause, timing: Elapsed, known: Anchor, on: date
) -> Occurrence:
    """What opens when something has lasted so long, its first day counted."""
    opens = first_after(on, timing.length, agreement.calendar)
    title = derivation.event_title(agreement, timing.event)
    first = first_day_of_what_lasts(timing.length)
    over = opens if timing.length.unit == "hour" else opens - ONE_DAY
    others = tuple(lasting_readings(on, timing.length))
    steps = [
        derivation.anchor(agreement, known),
        f"{timing.length.in_words.capitalize()} à compter de « {title} », {first}, s'achèvent le "
        f"{short(over)} : tout s'ouvre le {full(opens)}.",
        *other_readings(others),
    ]
    item = occurrence(agreement, clause, "unique", "delay past", steps)
    return replace(item, opens=opens, alternatives=others, counted_from=on)


def first_day_of_what_lasts(length: Length) -> str:
    """How the first day of something that lasts is counted, in French."""
    match length.kind:
        case "calendar" if length.unit == "hour":
            return "compté d'heure à heure"
        case "calendar":
            return "premier jour compté"
        case "worked":
            return "premier jour compté s'il est ouvré"
        case "workable":
            return "premier jour compté s'il est ouvrable"
        case _:
            assert_never(length.kind)


def _before(
    agreement: Agreement, clause: Clause, timing: Before, known: Anchor, on: date
) -> Occurrence:
    """A delay before an event; both ways of counting are listed where they differ."""
    calendar = agreement.calendar
    due, others = day_before(on, timing.length, calendar, "retranchés de la date")
    alternatives = (*others, *_longer_before(timing, on, due, calendar))
    title = derivation.event_title(agreement, timing.event)
    how = "Environ" if timing.approximate else "Au moins" if timing.at_least else ""
    words = (
        f"{how} {timing.length.in_words} avant « {title} » du {short(on)} : le {full(due)}.".strip()
    )
    steps = [derivation.anchor(agreement, known), words[:1].upper() + words[1:]]
    steps += other_readings(alternatives)
    opens = None
    if timing.opens:
        opens = min(counted_back(on, timing.opens, calendar), due)
        steps.append(
            f"La période s'ouvre {timing.opens.in_words} avant ce jour : le {full(opens)}."
        )
    item = occurrence(agreement, clause, "unique", "delay before", steps)
    certainty = "approximate" if timing.approximate else item.certainty
    return replace(item, opens=opens, due=due, alternatives=alternatives, certainty=certainty)


def _longer_before(
    timing: Before, on: date, due: date, calendar: Calendar
) -> Iterator[Alternative]:
    """An earlier day: for a whole delay between, or because the event's hour is not known."""
    if timing.length.unit == "hour":
        yield Alternative("heure de l'événement inconnue : la veille", due - ONE_DAY)
    elif timing.at_least:
        yield from whole_delay_before(on, timing.length, due, calendar)


def whole_delay_before(
    on: date, length: Length, due: date, calendar: Calendar
) -> Iterator[Alternative]:
    """The other reading of "au moins deux mois avant": the whole delay lies between the two days.

    A delay of clear days has none, since neither of its ends counts already.
    """
    if length.clear or length.unit == "hour":
        return
    whole = start_of(on, replace(length, clear=True), calendar)
    if whole < due:
        named = count(length.days, "jour") if length.plain and not length.months else str(length)
        yield Alternative(f"{named} pleins avant", whole)


def _by(agreement: Agreement, clause: Clause, known: Anchor, on: date) -> Occurrence:
    """What is due at the latest on the day of its event."""
    steps = [
        derivation.anchor(agreement, known),
        f"Le jour même est le dernier jour utile, compris : le {full(on)}.",
    ]
    return replace(occurrence(agreement, clause, "unique", "event", steps), due=on)


def _at(agreement: Agreement, clause: Clause, known: Anchor, on: date) -> Occurrence:
    """An item that opens with its event and has no deadline of its own."""
    steps = [
        derivation.anchor(agreement, known),
        f"À faire dès cette date, le {full(on)} ; le texte ne fixe pas de dernier jour.",
    ]
    return replace(occurrence(agreement, clause, "unique", "event", steps), opens=on)
