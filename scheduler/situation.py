"""What we know at one instant: the rulebook, the facts, and what they give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.period import add_months
from scheduler.rulebook.rulebook import Rulebook
from scheduler.shared_questions import asked_once


@dataclass(frozen=True)
class Situation:
    """Every agreement computed for ``today``; ``banners`` are what a reader must be told first."""

    now: datetime
    today: date
    rulebook: Rulebook
    computations: tuple[Computation, ...]
    banners: tuple[str, ...] = ()

    @property
    def binding(self) -> tuple[Computation, ...]:
        """The agreements that bind somebody: not the templates others are made from."""
        return tuple(one for one in self.computations if one.life != "template")

    def computation(self, agreement: str) -> Computation | None:
        """The agreement of that name, computed."""
        return next((one for one in self.computations if one.agreement.id == agreement), None)

    def occurrence(self, key: str) -> tuple[Computation, Occurrence] | None:
        """The occurrence with that key, and the computation it comes from."""
        for computation in self.computations:
            for item in computation.occurrences:
                if item.key == key:
                    return computation, item
        return None


def situation(
    rulebook: Rulebook,
    facts: Mapping[str, Facts],
    now: datetime,
    banners: tuple[str, ...] = (),
    today: date | None = None,
    until: date | None = None,
) -> Situation:
    """The situation at ``now``; each agreement's today is its own authority's, unless given.

    An agreement never loaded before is followed from today. ``until`` extends the horizon.
    """
    computations = []
    for one in rulebook.agreements:
        its_day = today or one.calendar.local(now).date()
        known = facts.get(one.id, Facts())
        known = replace(known, since=known.since or its_day)
        computations.append(_computed(one, known, its_day, until))
    computations = asked_once(computations)
    day = today or max((one.today for one in computations), default=now.date())
    return Situation(now, day, rulebook, tuple(computations), banners)


_Given = tuple[Facts, date, date | None]
_latest: dict[str, tuple[Agreement, _Given, Computation]] = {}


def _computed(agreement: Agreement, facts: Facts, today: date, until: date | None) -> Computation:
    """The computation, or the last one where all it depends on is the same.

    Every tick and every page asks, all day long; nothing changes a computation once it is made.
    """
    given = (facts, today, until)
    latest = _latest.get(agreement.id)
    if latest and latest[0] is agreement and latest[1] == given:
        return latest[2]
    computation = compute(agreement, facts, today, until)
    _latest[agreement.id] = (agreement, given, computation)
    return computation


def next_cliffs(
    computations: Iterable[Computation], number: int = 5
) -> list[tuple[Computation, Occurrence]]:
    """The nearest cliffs still to come, certain or not, by their next useful act.

    Those of the coming two years, or the first one where none is so near.
    """
    found = [
        (one, item)
        for one in computations
        for item in one.occurrences
        if item.cliff and one.is_pending(item) and not _past(item, one.today)
    ]
    found.sort(key=lambda pair: (pair[0].useful_on(pair[1]) or date.max, pair[1].key))
    near = [pair for pair in found if _near(*pair)]
    return near[:number] or found[:1]


def _near(computation: Computation, item: Occurrence) -> bool:
    day = computation.useful_on(item)
    return day is not None and day <= add_months(computation.today, 24)


def _past(item: Occurrence, today: date) -> bool:
    return item.acts_by is None or item.acts_by < today
