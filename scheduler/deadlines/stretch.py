"""From when to when a clause recurs: dates, or months and years of the contract."""

from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines.french import ordinal, short
from scheduler.deadlines.period import ONE_DAY, Period, add_months_up
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import Bound, ContractRank, EventBound

MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True)
class Stretch:
    """The days within which a clause recurs, both included; ``date.max`` where nothing ends it.

    A period counts where it has days in the stretch. A day counts where its period does and, if it
    falls within that period, where it falls in the stretch too: a report of June due in July is
    one of the months to June. ``others`` are the same stretch under the readings that end it later.
    """

    first: date
    last: date
    others: tuple["Stretch", ...] = ()

    def meets(self, window: Period) -> bool:
        """Whether a period has days in it."""
        here = window.start <= self.last and window.end >= self.first
        return here or any(other.meets(window) for other in self.others)

    def holds(self, day: date, window: Period) -> bool:
        """Whether a day of that period is one of the days to keep."""
        beside = not window.start <= day <= window.end
        here = beside or self.first <= day <= self.last
        return here or any(other.holds(day, window) for other in self.others)


def stretch(term: Term, since: Bound | None, until: Bound | None) -> Stretch | None:
    """The stretch that two bounds of a clause give; None where it hangs on an end not known."""
    if since is None and until is None:
        return Stretch(term.effect, date.max)
    if term.end is None and follows_the_end(since, until):
        return None
    if not (follows_the_end(since, until) and term.other_ends):
        return _one(term, since, until)
    end = term.end or term.last_day
    later = [other.end for other in term.other_ends if other.end > end]
    kept, *others = (_until(term, day, since, until) for day in (end, *later))
    return replace(kept, others=tuple(others))


def _until(term: Term, end: date, since: Bound | None, until: Bound | None) -> Stretch:
    """The stretch of a term that ends that day, no further than it."""
    whole = _one(replace(term, end=end), since, until)
    return replace(whole, last=min(whole.last, end))


def _one(term: Term, since: Bound | None, until: Bound | None) -> Stretch:
    first = max(term.effect, begins(term, since)) if since else term.effect
    return Stretch(first, ends(term, until) if until else date.max)


def begins(term: Term, bound: Bound) -> date:
    """The first day of a bound; that of an event that has not happened never comes."""
    if isinstance(bound, EventBound):
        return date.max
    if not isinstance(bound, ContractRank):
        return bound
    return _start(term, bound.number, bound.months)


def ends(term: Term, bound: Bound) -> date:
    """The last day of a bound; an event that has not happened ends nothing."""
    if isinstance(bound, EventBound):
        return date.max
    if not isinstance(bound, ContractRank):
        return bound
    if bound.number == -1:
        return term.end or term.last_day
    return _start(term, bound.number + 1, bound.months) - ONE_DAY


def _start(term: Term, number: int, months: int) -> date:
    """The first day of the part of the contract of that rank; those from the end, from below."""
    if number > 0:
        return add_months_up(term.effect, months * (number - 1))
    return add_months_up((term.end or term.last_day) + ONE_DAY, months * number)


def follows_the_end(since: Bound | None, until: Bound | None) -> bool:
    """Whether one of the bounds is counted back from the end of the contract."""
    return any(isinstance(bound, ContractRank) and bound.from_end for bound in (since, until))


def bound_steps(term: Term, since: Bound | None, until: Bound | None) -> list[str]:
    """The step that says where a clause begins and ends to recur, where the text says so."""
    if since is None and until is None:
        return []
    first = f" à partir du {short(begins(term, since))}{_rank(since)}" if since else ""
    last = f" jusqu'au {short(ends(term, until))}{_rank(until)}" if until else ""
    if isinstance(until, EventBound):
        last = f" jusqu'à {until.in_words}, qui n'est pas encore connu"
    return [f"La clause vaut{first}{last}."] if first or last else []


def _rank(bound: Bound) -> str:
    return f" ({rank_in_words(bound)})" if isinstance(bound, ContractRank) else ""


def rank_in_words(rank: ContractRank) -> str:
    """``7e mois du contrat``, ``1re année du contrat``, ``3e mois avant la fin``."""
    feminine = rank.months == MONTHS_IN_A_YEAR
    name = "année" if feminine else "mois"
    if rank.number == -1:
        return f"{'dernière' if feminine else 'dernier'} {name} du contrat"
    if rank.from_end:
        return f"{ordinal(-rank.number, feminine=feminine)} {name} avant la fin"
    return f"{ordinal(rank.number, feminine=feminine)} {name} du contrat"


def in_words(since: Bound | None, until: Bound | None) -> str:
    """``, à partir du 7e mois du contrat, jusqu'au 31 décembre 2026``; nothing without bounds."""
    first = f", à partir {_of(since)}" if since else ""
    last = f", jusqu'{_to(until)}" if until else ""
    return first + last


def _of(bound: Bound) -> str:
    if isinstance(bound, EventBound):
        return f"de {bound.in_words}"
    if not isinstance(bound, ContractRank):
        return f"du {short(bound)}"
    words = rank_in_words(bound)
    return f"de la {words}" if bound.months == MONTHS_IN_A_YEAR else f"du {words}"


def _to(bound: Bound) -> str:
    if isinstance(bound, EventBound):
        return f"à {bound.in_words}"
    if not isinstance(bound, ContractRank):
        return f"au {short(bound)}"
    words = f"{rank_in_words(bound)} compris"
    return f"à la {words}e" if bound.months == MONTHS_IN_A_YEAR else f"au {words}"
