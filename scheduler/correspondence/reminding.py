"""Whether one person is to be reminded of one occurrence now, and by which of its steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.correspondence.audience import ESCALATED, Capacity, Hearing
from scheduler.correspondence.records import Records
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.period import add_months
from scheduler.deadlines.reminders import POSTAL_DAYS, PRESENTED, Step, steps
from scheduler.rulebook.directory import Person, Standing

CORRECTION, MISSED = "correction", "missed"
HORIZON_MONTHS = 25
"""How far ahead a cliff may have reminders."""
FRESH = timedelta(days=7)
"""An escalation, a missed notice, a letter's fate: no news a week later to who heard nothing."""
ABSENCE_MARGIN = timedelta(days=30)
"""What falls later than that after an absence waits for whoever comes back."""


@dataclass(frozen=True)
class Item:
    """One thing a message carries; ``superseded`` where a later step took its place.

    ``day`` is the last useful day of its first act: what is told again where it moves.
    """

    occurrence: str
    revision: int
    step: str
    superseded: bool = False
    day: date | None = None


@dataclass(frozen=True)
class Reminder:
    """A cliff to be told now.

    ``overdue``: its day passed while nothing could leave. ``corrected``: another day, ``told``, was
    told before. ``others``: the addresses that heard of it until now. ``next_hearer``: who hears
    too, and when, where nothing is done.
    """

    hearing: Hearing
    occurrence: Occurrence
    step: Step
    following: Step | None
    items: tuple[Item, ...]
    overdue: bool = False
    corrected: bool = False
    told: date | None = None
    others: tuple[str, ...] = ()
    next_hearer: tuple[Person, date] | None = None

    @property
    def computation(self) -> Computation:
        """The agreement it comes from."""
        return self.hearing.computation

    @property
    def capacity(self) -> Capacity:
        """As what the person hears."""
        return self.hearing.capacity

    @property
    def standing(self) -> Standing:
        """Why it is this person."""
        return self.hearing.standing

    @property
    def is_last_day(self) -> bool:
        """Whether tomorrow would be too late to tell it."""
        today = self.computation.today
        return any(act.by == today for act in self.occurrence.acts)


def cliffs(computation: Computation) -> Iterator[Occurrence]:
    """What may have reminders of its own: cliffs still to be done, or letters on their way."""
    limit = add_months(computation.today, HORIZON_MONTHS)
    for item in computation.occurrences:
        day = item.useful_by
        if item.cliff and day and day <= limit and _is_live(computation, item):
            yield item


def _is_live(computation: Computation, item: Occurrence) -> bool:
    return computation.is_pending(item) or computation.posted(item) is not None


def to_come(computation: Computation, item: Occurrence, now: datetime) -> tuple[Step, ...]:
    """The reminders of its own that are still to leave, whoever hears them, in order."""
    if not item.cliff or not _is_live(computation, item):
        return ()
    since, calendar = computation.since or date.min, computation.agreement.calendar
    by_day = {one.day: one for one in (*_resumed(computation, item), *_audible(computation, item))}
    return tuple(
        by_day[day] for day in sorted(by_day) if day >= since and calendar.opening(day) > now
    )


def _resumed(computation: Computation, item: Occurrence) -> Iterator[Step]:
    """The last of the steps that were silenced, told on the day the silence ends."""
    put_off, noted = computation.postponement(item), computation.facts.seen.get(item.key)
    quiet = computation.quiet_until(item)
    ends = [(quiet, put_off.recorded_on)] if quiet and put_off else []
    week = computation.week_after_seen(item)
    if week and noted and computation.seen(item):
        ends.append((week, noted.on))
    if ends:
        end, recorded = max(ends)
        every = steps(
            item,
            computation.agreement.calendar,
            until=computation.today,
            performed=computation.performed(item),
        )
        silent = [one for one in every if recorded < one.day < end]
        if silent:
            yield Step(silent[-1].name, computation.agreement.calendar.following(end))


def _audible(computation: Computation, item: Occurrence) -> Iterator[Step]:
    """Its steps, but those that somebody silenced."""
    posted, calendar = computation.posted(item), computation.agreement.calendar
    performed = computation.performed(item)
    for step in steps(item, calendar, until=computation.today, posted=posted, performed=performed):
        if not _is_silent(computation, item, step):
            yield step


def _is_silent(computation: Computation, item: Occurrence, step: Step) -> bool:
    if step.name in POSTAL_DAYS:
        return _is_answered(computation, item, step.name)
    quiet = computation.quiet_until(item)
    if quiet and step.day < quiet:
        return True
    week = computation.week_after_seen(item)
    return week is not None and step.day < week and computation.seen(item)


def reminder(
    hearing: Hearing, address: str, item: Occurrence, records: Records, now: datetime
) -> Reminder | None:
    """The latest step due and not yet sent; the ones before it are superseded, never replayed."""
    decision = _Decision(hearing, address, item, records, now)
    return decision.step_due() or decision.correction()


@dataclass(frozen=True)
class _Decision:
    """One person, one occurrence, one instant."""

    hearing: Hearing
    address: str
    item: Occurrence
    records: Records
    now: datetime

    @property
    def _today(self) -> date:
        return self.hearing.computation.today

    @property
    def _revision(self) -> int:
        return self.records.revision(self.item.key)

    def _plan(self) -> list[Step]:
        """The steps that this person hears, but those that somebody silenced."""
        every = _audible(self.hearing.computation, self.item)
        return [one for one in every if self.hearing.hears(one.name)]

    def step_due(self) -> Reminder | None:
        tracking = self.records.tracking.get(self.hearing.computation.agreement.id)
        if tracking is None:
            return None
        calendar = self.hearing.computation.agreement.calendar
        plan = self._plan()
        due = [one for one in plan if one.day >= tracking.since and self._has_come(one)]
        waiting = [one for one in due if not self._is_sent(one.name)]
        if not waiting or waiting[-1] != due[-1] or self._is_stale(waiting[-1]):
            return None
        first, step = waiting[0], waiting[-1]
        moved = self._told_before()
        items = [self._item(one, superseded=one != step) for one in waiting]
        if moved:
            items.append(self._item(Step(CORRECTION, self._today)))
        last_pass, waited = self.records.last_pass, self.records.waited.get(self.address)
        stopped = last_pass is not None and last_pass < calendar.opening(first.day)
        return Reminder(
            hearing=self.hearing,
            occurrence=self.item,
            step=step,
            following=self._following(plan),
            items=tuple(items),
            overdue=first.day < self._today and (stopped or waited is not None),
            corrected=moved,
            told=self._day_told() if moved else None,
            others=self._others(),
            next_hearer=self._next_hearer(),
        )

    def correction(self) -> Reminder | None:
        """The new day, where this person was told another one and nothing of the present one."""
        if not self._told_before() or self._is_sent(CORRECTION):
            return None
        step = Step(CORRECTION, self._today)
        return Reminder(
            hearing=self.hearing,
            occurrence=self.item,
            step=step,
            following=self._following(self._plan()),
            items=(self._item(step),),
            corrected=True,
            told=self._day_told(),
        )

    def _has_come(self, step: Step) -> bool:
        return self.hearing.computation.agreement.calendar.opening(step.day) <= self.now

    def _following(self, plan: list[Step]) -> Step | None:
        return next((one for one in plan if not self._has_come(one)), None)

    def _is_sent(self, step: str) -> bool:
        """Of the present date; of an earlier revision too, where that told the same day."""
        if self._same_day():
            return any(
                step == one for _, address, one in self._tellings() if address == self.address
            )
        return (self.item.key, self._revision, self.address, step) in self.records.sent

    def _same_day(self) -> bool:
        """Whether what changed since this person was told is not the day."""
        return self.item.useful_by is not None and self._day_told() == self.item.useful_by

    def _item(self, step: Step, superseded: bool = False) -> Item:
        return Item(self.item.key, self._revision, step.name, superseded, self.item.useful_by)

    def _told_before(self) -> bool:
        """Whether this person was told an earlier date and nothing of the present one."""
        told = [of for of, address, _ in self._tellings() if address == self.address]
        return bool(told) and max(told) < self._revision and not self._same_day()

    def _tellings(self) -> list[tuple[int, str, str]]:
        """Revision, address and step of all that was told of it."""
        sent = self.records.by_occurrence.get(self.item.key, frozenset())
        return [(of, address, step) for _, of, address, step in sent]

    def _day_told(self) -> date | None:
        return self.records.days_told.get((self.item.key, self.address))

    def _others(self) -> tuple[str, ...]:
        """Who was told so far, where this person was told nothing."""
        heard = {address for _, address, _ in self._tellings()}
        return () if self.address in heard else tuple(sorted(heard))

    def _is_stale(self, step: Step) -> bool:
        """Whether it would be no news to who was told nothing: it had its time, or has not yet."""
        standing = self.hearing.standing
        last = self.hearing.computation.useful_on(self.item)
        if self._told():
            return False
        away = standing.until if standing.why == "absent" else None
        if away and last and last > away + ABSENCE_MARGIN:
            return True
        in_time_only = step.name in (MISSED, *POSTAL_DAYS) or self.item.due is None
        late_news = self.hearing.capacity != "holder" or in_time_only
        return late_news and step.day < self._watched_since() - FRESH

    def _told(self) -> bool:
        return any(address == self.address for _, address, _ in self._tellings())

    def _watched_since(self) -> date:
        """Since when nothing could be told: today, or the last pass before an interruption."""
        known = (self.records.last_pass, self.records.waited.get(self.address))
        local = self.hearing.computation.agreement.calendar.local
        return min([self._today, *(local(one).date() for one in known if one)])

    def _next_hearer(self) -> tuple[Person, date] | None:
        """Who hears too if nothing is done, and when: announced to whoever is in charge."""
        if self.hearing.capacity != "holder" or self.hearing.computation.posted(self.item):
            return None
        calendar = self.hearing.computation.agreement.calendar
        performed = self.hearing.computation.performed(self.item)
        for step in steps(self.item, calendar, until=self._today, performed=performed):
            if not self._has_come(step):
                for capacity, person in self.hearing.escalation:
                    if step.name in ESCALATED[capacity]:
                        return person, step.day
        return None


def _is_answered(computation: Computation, item: Occurrence, step: str) -> bool:
    """Whether what became of the letter is known."""
    collected = computation.collected(item) is not None
    return collected or (step == PRESENTED and computation.presented(item) is not None)
