"""Why a clause gives no day under a term: what it waits for, or what in the rule forbids one."""

from typing import assert_never

from scheduler.deadlines.agreement import Agreement, Clause, renewal_event
from scheduler.deadlines.french import ordinal, short
from scheduler.deadlines.stretch import begins, ends, follows_the_end
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import (
    LAST,
    BeforeRenewal,
    Bound,
    ByRule,
    ContractStretch,
    ContractYear,
    DayOf,
    EveryFrom,
    ExtensionRequest,
    LastEnd,
    NoRequest,
    OnTerm,
    Quota,
    RenewalDecision,
    TermDay,
    Yearly,
    YearlyWindow,
)

END = "end"
"""The name under which the end of an agreement is awaited, where nothing recorded can give it."""
Emptiness = tuple[tuple[str, ...], str]
"""The events that are awaited, and the reason in French, as the end of a sentence."""


def why_none(agreement: Agreement, term: Term, timing: OnTerm | TermDay | EveryFrom) -> Emptiness:
    """Why that timing gives no day under that term.

    What hangs on an end that nobody knows yet awaits the event that would give one. Before a
    renewal, a request or a last end, nothing is asked where there is none: no reason is told.
    """
    match timing:
        case TermDay():
            return _of_term_day(agreement, term, timing)
        case ContractYear() | Yearly():
            return _of_contract_years(agreement, term, timing)
        case Quota(basis="rolling") if not (timing.since or timing.until):
            months = timing.span.months
            return (), f"la convention finit avant les {months} mois qui suivent la prise d'effet"
        case Quota() | DayOf() | YearlyWindow() | EveryFrom() | ContractStretch():
            return _of_bounds(agreement, term, timing.since, timing.until)
        case ByRule():
            stretch = _stretch(term)
            return (), f"la règle de récurrence {timing.rule} ne donne aucun jour {stretch}"
        case BeforeRenewal() | LastEnd() | RenewalDecision() | ExtensionRequest() | NoRequest():
            return (term.awaited.name,) if term.awaited else (), ""
        case _:
            assert_never(timing)


def beyond_validity(clause: Clause) -> str:
    """That every day of the clause falls out of the time its law is in force."""
    since = f" depuis le {short(clause.valid_from)}" if clause.valid_from else ""
    until = f" jusqu'au {short(clause.valid_until)}" if clause.valid_until else ""
    return f"aucun de ses jours ne tombe pendant qu'elle est en vigueur{since}{until}"


def _of_term_day(agreement: Agreement, term: Term, of: TermDay) -> Emptiness:
    match of.which:
        case "end" | "middle" | "each end":
            return awaited_end(agreement, term), "la convention n'a pas de terme connu"
        case "each renewal":
            return _undecided(agreement), "la convention ne se reconduit pas"
        case "anniversary":
            often = f"{ordinal(of.every)} " if of.every > 1 else ""
            return (), f"aucun {often}anniversaire de la prise d'effet ne tombe {_stretch(term)}"
        case "effect":
            return (), "la prise d'effet n'est pas connue"
        case _:
            assert_never(of.which)


def _undecided(agreement: Agreement) -> tuple[str, ...]:
    """The decision that the first renewal hangs on, where one that must be decided may follow."""
    renewal = agreement.term.renewal if agreement.term else None
    return (renewal_event(1),) if renewal and renewal.mode != "tacit" else ()


def awaited_end(agreement: Agreement, term: Term) -> tuple[str, ...]:
    """The event that would give the agreement an end: its own, its notice, or one unforeseen."""
    if term.awaited:
        return (term.awaited.name,)
    notices = agreement.term.notices if agreement.term else ()
    return (notices[0].event,) if notices else (END,)


def _of_contract_years(
    agreement: Agreement, term: Term, timing: ContractYear | Yearly
) -> Emptiness:
    number = timing.number if isinstance(timing, ContractYear) else timing.only
    if number == LAST and term.end is None:
        return awaited_end(agreement, term), "la convention n'a pas de terme connu"
    if isinstance(timing, ContractYear):
        year = ordinal(timing.number, feminine=True)
        return (), f"la convention, {_stretch(term)}, n'a pas de {year} année"
    if number == LAST or isinstance(number, int):
        return (), f"ce jour ne tombe pas cette année-là {_stretch(term)}"
    return _of_bounds(agreement, term, timing.since, timing.until)


def _of_bounds(
    agreement: Agreement, term: Term, since: Bound | None, until: Bound | None
) -> Emptiness:
    """Why a repetition between two bounds has no day; one counted from the end awaits the end."""
    if term.end is None and follows_the_end(since, until):
        return awaited_end(agreement, term), "la convention n'a pas de terme connu"
    first, last = begins(term, since) if since else None, ends(term, until) if until else None
    if first and first > term.last_day:
        return (), f"« depuis » ({short(first)}) vient après la fin, le {short(term.last_day)}"
    if last and last < term.effect:
        before = f"précède la prise d'effet, le {short(term.effect)}"
        return (), f"« jusqu'au » ({short(last)}) {before}"
    if first and last and last < first:
        return (), f"« jusqu'au » ({short(last)}) précède « depuis » ({short(first)})"
    return (), f"aucun de ses jours ne tombe {_stretch(term)}"


def _stretch(term: Term) -> str:
    """``du 1er janvier 2025 au 31 décembre 2027``, ``depuis le 1er janvier 2025``."""
    if term.end is None:
        return f"depuis le {short(term.effect)}"
    return f"du {short(term.effect)} au {short(term.last_day)}"
