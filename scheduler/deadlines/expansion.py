"""One clause and one exact anchor in, its occurrences out, each with its derivation."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement, Clause, TermRule
from scheduler.deadlines.facts import Anchor
from scheduler.deadlines.obligation import NOTICE, Alternative, Covered, Occurrence
from scheduler.deadlines.period import (
    ONE_DAY,
    Period,
    add_months_up,
    after,
    latest_before,
    subtracted,
)
from scheduler.deadlines.recurrence import (
    civil_readings,
    civil_windows,
    civil_years,
    contract_windows,
)
from scheduler.deadlines.term import NoticeDay, Term, notice_days, period_name
from scheduler.deadlines.timing import (
    After,
    At,
    Before,
    BeforeRenewal,
    ContractYear,
    Fixed,
    Past,
    Quota,
    Window,
    Yearly,
)
from scheduler.french import count, day_and_month, full, in_words, ordinal, short


@dataclass(frozen=True)
class Ground:
    """What a clause is computed on: the agreement, its effect as known, and the term it gives."""

    agreement: Agreement
    rule: TermRule
    effect: Anchor
    term: Term

    def why(self) -> list[str]:
        """From the clause on effect to the effect's date."""
        return derivation.effect(self.agreement, self.rule, self.effect)


def occurrence(
    agreement: Agreement, clause: Clause, key: str, kind: str, steps: list[str]
) -> Occurrence:
    """The occurrence of a clause, still without dates."""
    return Occurrence(
        key=f"{agreement.id}/{clause.id}/{key}",
        agreement=agreement.id,
        clause=clause.id,
        title=clause.title,
        kind=kind,
        cliff=clause.cliff,
        cited=clause.cited,
        owed_by=clause.owed_by,
        owed_to=clause.owed_to,
        ours=agreement.is_ours(clause.owed_by),
        derivation=derivation.numbered([derivation.clause(clause.cited), *steps]),
        action=clause.action,
        evidence=clause.evidence,
        otherwise=clause.otherwise,
        external=clause.external,
        condition=clause.condition or None,
    )


def notices(ground: Ground, clause: Clause, _: BeforeRenewal) -> Iterator[Occurrence]:
    """One notice before each period that another would follow."""
    rule = ground.rule.notice
    if rule is None:
        return
    calendar = ground.agreement.calendar
    for day in notice_days(ground.term, rule, calendar):
        steps = [
            *ground.why(),
            *derivation.period_end(ground.rule, ground.term, day.period),
            *(derivation.cap(ground.rule, ground.term) if day.period.reading else []),
            *derivation.notice(rule, day),
            *derivation.posting(rule, day, calendar),
        ]
        item = occurrence(ground.agreement, clause, f"p{day.period.ordinal}", NOTICE, steps)
        yield replace(
            item,
            opens=day.period.start,
            due=day.due,
            alternatives=day.alternatives,
            send_by=day.send_by,
            period=Covered(period_name(day.period), day.period.start, day.period.end),
            condition=_only_under(day),
        )


def _only_under(day: NoticeDay) -> str | None:
    if day.period.reading is None:
        return None
    return f"utile seulement selon la lecture « {day.period.reading} »"


def quota(ground: Ground, clause: Clause, timing: Quota) -> Iterator[Occurrence]:
    """One occurrence per window, due on the window's last day."""
    term = ground.term
    for last, reading, first in _stretches(term):
        windows = (
            civil_windows(term.effect, last, timing.span)
            if timing.basis == "civil"
            else contract_windows(term.effect, last, timing.span)
        )
        for key, window in windows:
            if reading is None or window.start >= first:
                yield _quota_window(ground, clause, timing, key, window, reading)


def _stretches(term: Term) -> Iterator[tuple[date, str | None, date]]:
    """(last day, reading, first day): the main term, then what only another reading adds."""
    yield term.periods[-1].end, None, term.effect
    if term.others:
        yield term.others[-1].end, term.others[0].reading, term.others[0].start


def _quota_window(
    ground: Ground, clause: Clause, timing: Quota, key: str, window: Period, reading: str | None
) -> Occurrence:
    least = {"at least": "au moins", "exactly": "exactement", "at most": "au plus"}[timing.bound]
    steps = [
        *ground.why(),
        f"{window.label.capitalize()} : du {short(window.start)} au {full(window.end)}.",
    ]
    alternatives = () if timing.basis else civil_readings(window, timing.span)
    steps.append(
        f"La clause demande {least} {in_words(timing.number)} fois dans cette période ; tout acte "
        f"daté dans la période y satisfait, le dernier jour utile est le {short(window.end)}."
    )
    steps += [f"Autre lecture ({a.reading}) : le {full(a.due)}." for a in alternatives]
    steps += _beyond(ground.term, window.end, reading)
    return replace(
        occurrence(ground.agreement, clause, key, "quota", steps),
        count=timing.number,
        period=Covered(window.label, max(window.start, ground.term.effect), window.end),
        opens=max(window.start, ground.term.effect),
        due=window.end,
        alternatives=alternatives,
        condition=_reading_condition(reading) or clause.condition or None,
        post_term=_is_post_term(ground.term, window.end),
    )


def _reading_condition(reading: str | None) -> str | None:
    return f"seulement selon la lecture « {reading} »" if reading else None


def _is_post_term(term: Term, day: date) -> bool:
    return term.end is not None and day > term.end


def _beyond(term: Term, day: date, reading: str | None) -> list[str]:
    if not _is_post_term(term, day) or term.end is None:
        return []
    if reading:
        return [
            f"Après le terme du {short(term.end)}, cette date n'est due que selon la lecture "
            f"« {reading} »."
        ]
    return [derivation.post_term(term.end)]


def yearly(ground: Ground, clause: Clause, timing: Yearly) -> Iterator[Occurrence]:
    """One occurrence per civil year N that meets the term; nothing before the effect."""
    term = ground.term
    main = civil_years(term.effect, term.periods[-1].end)
    for year in civil_years(term.effect, term.last_day):
        written = _day_of(year + timing.offset, timing)
        due, alternatives = _before_that_day(written, timing.strict)
        if due < term.effect:
            continue
        reading = term.others[0].reading if term.others and year not in main else None
        rank = f"N+{timing.offset}" if timing.offset > 0 else f"N{timing.offset or ''}"
        steps = [
            *ground.why(),
            f"L'année N = {year} a des jours dans la convention, {_span(term)}.",
            f"{'Avant le' if timing.strict else 'Au plus tard le'} "
            f"{day_and_month(timing.day, timing.month)} de l'année {rank} = "
            f"{year + timing.offset} : le {full(due)}.",
            *_beyond(term, due, reading),
        ]
        yield replace(
            occurrence(ground.agreement, clause, str(year), "yearly", steps),
            period=Covered(str(year), date(year, 1, 1), date(year, 12, 31)),
            due=due,
            alternatives=alternatives,
            condition=_reading_condition(reading) or clause.condition or None,
            post_term=_is_post_term(term, due),
        )


def _span(term: Term) -> str:
    """The stretch of the agreement; without an end its horizon is nobody's business."""
    begins = short(term.effect)
    if term.end is None:
        return f"qui court depuis le {begins}"
    return f"du {begins} au {short(term.last_day)}"


def _day_of(year: int, timing: Yearly) -> date:
    """The written day in that year; 29 February is the 28th in common years."""
    return date(year, timing.month, min(timing.day, monthrange(year, timing.month)[1]))


def _before_that_day(day: date, strict: bool) -> tuple[date, tuple[Alternative, ...]]:
    """The eve for "avant le X"; the day itself is the other reading, save for a first."""
    if not strict:
        return day, ()
    other = () if day.day == 1 else (Alternative("le jour dit compris", day),)
    return day - ONE_DAY, other


def fixed(agreement: Agreement, clause: Clause, timing: Fixed) -> Occurrence:
    """The one occurrence of a written date."""
    due, alternatives = _before_that_day(timing.on, timing.strict)
    steps = [f"La date est écrite : le {full(due)} est le dernier jour utile, compris."]
    if clause.external:
        steps.append(f"Elle n'est pas fixée par la convention : {clause.external}.")
    item = occurrence(agreement, clause, "unique", "fixed", steps)
    return replace(item, due=due, alternatives=alternatives)


def window(agreement: Agreement, clause: Clause, timing: Window) -> Occurrence:
    """The one occurrence of a written window, both bounds included."""
    until = f" au {full(timing.due)}" if timing.due else ""
    item = occurrence(
        agreement, clause, "unique", "window", [f"La période va du {full(timing.opens)}{until}."]
    )
    return replace(item, opens=timing.opens, due=timing.due)


def contract_year(ground: Ground, clause: Clause, timing: ContractYear) -> Iterator[Occurrence]:
    """The one occurrence of "during the k-th year of the contract", if the term reaches it."""
    effect = ground.term.effect
    start = add_months_up(effect, 12 * (timing.number - 1))
    if start > ground.term.last_day:
        return
    end = min(add_months_up(effect, 12 * timing.number) - ONE_DAY, ground.term.last_day)
    label = f"{ordinal(timing.number, feminine=True)} année du contrat"
    civil = date(effect.year + timing.number - 1, 12, 31)
    alternatives = (
        (Alternative(f"année civile {civil.year}", civil),) if start <= civil < end else ()
    )
    steps = [*ground.why(), f"La {label} va du {short(start)} au {full(end)}."]
    steps += [f"Autre lecture ({a.reading}) : le {full(a.due)}." for a in alternatives]
    yield replace(
        occurrence(ground.agreement, clause, "unique", "window", steps),
        opens=start,
        due=end,
        period=Covered(label, start, end),
        alternatives=alternatives,
    )


def after_event(
    agreement: Agreement, clause: Clause, timing: After, known: Anchor, on: date
) -> Occurrence:
    """A delay after an event: the event's day is not counted."""
    due = after(on, timing.length)
    title = derivation.event_title(agreement, timing.event)
    steps = [derivation.anchor(agreement, known), derivation.delay(timing.length, title, on, due)]
    item = occurrence(agreement, clause, "unique", "delay after", steps)
    certainty = "approximate" if timing.approximate else item.certainty
    return replace(item, opens=on, due=due, certainty=certainty)


def past_event(
    agreement: Agreement, clause: Clause, timing: Past, known: Anchor, on: date
) -> Occurrence:
    """What opens once the delay has wholly run: "plus de" is strict."""
    last = after(on, timing.length)
    title = derivation.event_title(agreement, timing.event)
    steps = [
        derivation.anchor(agreement, known),
        derivation.delay(timing.length, title, on, last),
        f"Le délai doit être dépassé : tout s'ouvre le lendemain, le {full(last + ONE_DAY)}.",
    ]
    item = occurrence(agreement, clause, "unique", "delay past", steps)
    return replace(item, opens=last + ONE_DAY)


def before_event(
    agreement: Agreement, clause: Clause, timing: Before, known: Anchor, on: date
) -> Occurrence:
    """A delay before an event; both ways of counting are listed where they differ."""
    due = latest_before(on, timing.length)
    alternatives = [
        Alternative(f"{timing.length} retranchés de la date", subtracted(on, timing.length))
    ]
    if timing.at_least and timing.length.days:
        alternatives.append(
            Alternative(f"{count(timing.length.days, 'jour')} pleins avant", due - ONE_DAY)
        )
    different = tuple(other for other in alternatives if other.due != due)
    title = derivation.event_title(agreement, timing.event)
    how = "Environ" if timing.approximate else "Au moins" if timing.at_least else ""
    words = (
        f"{how} {timing.length.in_words} avant « {title} » du {short(on)} : le {full(due)}.".strip()
    )
    steps = [derivation.anchor(agreement, known), words[:1].upper() + words[1:]]
    steps += [f"Autre lecture ({a.reading}) : le {full(a.due)}." for a in different]
    item = occurrence(agreement, clause, "unique", "delay before", steps)
    certainty = "approximate" if timing.approximate else item.certainty
    return replace(item, due=due, alternatives=different, certainty=certainty)


def at_event(
    agreement: Agreement, clause: Clause, timing: At, known: Anchor, on: date
) -> Occurrence:
    """An item that opens with its event and has no deadline of its own."""
    steps = [
        derivation.anchor(agreement, known),
        f"À faire dès cette date, le {full(on)} ; le texte ne fixe pas de dernier jour.",
    ]
    return replace(occurrence(agreement, clause, "unique", "event", steps), opens=on)
