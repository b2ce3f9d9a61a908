"""What people have recorded of an agreement's occurrences, and where each stands on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines import postponing
from scheduler.deadlines.acts import Act, ActKind
from scheduler.deadlines.agreement import Agreement, Document
from scheduler.deadlines.business_days import end_of
from scheduler.deadlines.facts import Done, Facts, Noted, Postponed, Waived, each_time, is_repeated
from scheduler.deadlines.french import short
from scheduler.deadlines.obligation import END, SETTLED, Occurrence, Status, status
from scheduler.deadlines.penalty import owed

CONVOCATION, DECISION = "convocation", "deliberation"
"""The pieces that every occurrence a body decides has, whatever its rule asks for."""
_NOTHING: Mapping[ActKind, date] = {}
OVERDUE: tuple[Status, ...] = ("late", "missed")


@dataclass(frozen=True)
class Recorded:
    """The facts known of one agreement on ``today``, asked of any of its occurrences."""

    agreement: Agreement
    facts: Facts
    today: date

    def status(self, occurrence: Occurrence) -> Status:
        """Where the occurrence stands today."""
        return status(
            occurrence,
            self._counted(occurrence),
            self.today,
            self.since,
            self.applies(occurrence),
            self.facts.answer(occurrence.key),
        )

    def done(self, occurrence: Occurrence) -> Done | None:
        """How it was done: recorded as such, or by the last of the pieces always asked for.

        Its proof is no longer awaited once each of those pieces is there.
        """
        recorded = self.facts.done.get(occurrence.key)
        always = [piece for piece in occurrence.documents if not piece.condition]
        if not always or (recorded and not recorded.to_follow):
            return recorded
        received = [self.received(occurrence, piece) for piece in always]
        dated = [one for one in received if one]
        if len(dated) < len(always):
            return recorded
        if recorded:
            return replace(recorded, to_follow=False)
        return Done(max(one.on for one in dated), "toutes les pièces demandées sont reçues")

    def _counted(self, occurrence: Occurrence) -> Done | None:
        """How it was done, on the day that counts: of a letter, the one its clause counts from."""
        done = self.done(occurrence)
        if done is None or occurrence.counts_from is None:
            return done
        known = {"sent": self.posted, "presented": self.presented}
        day = known.get(occurrence.counts_from, self.collected)(occurrence)
        return replace(done, on=day) if day else done

    def posted(self, occurrence: Occurrence) -> date | None:
        """The day its registered letter was posted; None where there is none, or not yet."""
        done = self.facts.done.get(occurrence.key)
        return done.on if done and occurrence.send_by else None

    def presented(self, occurrence: Occurrence) -> date | None:
        """The day the postal service first presented its letter."""
        return self.facts.presented.get(occurrence.key) if self.posted(occurrence) else None

    def collected(self, occurrence: Occurrence) -> date | None:
        """The day its letter was handed over."""
        return self.facts.collected.get(occurrence.key) if self.posted(occurrence) else None

    def late_by(self, occurrence: Occurrence) -> int:
        """By how many days it was done too late, or is late today; 0 where it is not.

        What was waived, sorted as missed or unknown, or never followed, is not counted; nor is an
        end that has come, which is past.
        """
        if occurrence.kind == END:
            return 0
        done = self._counted(occurrence)
        if occurrence.due is None or (not done and self.status(occurrence) not in OVERDUE):
            return 0
        return max(0, ((done.on if done else self.today) - occurrence.due).days)

    def waived(self, occurrence: Occurrence) -> Waived | None:
        """Who decided that it will not be done, and why; None where it was done after all."""
        return None if self.done(occurrence) else self.facts.waived.get(occurrence.key)

    def postponement(self, occurrence: Occurrence) -> Postponed | None:
        """How its reminders were last put off, over or not."""
        return self.facts.postponed.get(occurrence.key)

    def has_lapsed(self, occurrence: Occurrence) -> bool:
        """Whether it was put off to a day that has become too late, its date having moved."""
        put_off = self.postponement(occurrence)
        return put_off is not None and postponing.has_lapsed(
            put_off, occurrence, self.performed(occurrence)
        )

    def quiet_until(self, occurrence: Occurrence) -> date | None:
        """The day its reminders, put off, ring again; None where they are not silent today."""
        put_off = self.postponement(occurrence)
        performed = self.performed(occurrence)
        return (
            postponing.silent_until(put_off, occurrence, self.today, performed) if put_off else None
        )

    def seen(self, occurrence: Occurrence) -> bool:
        """Whether somebody has seen it, and its last week, when nothing is silent, is to come.

        The last week is that of the act which came next on the day it was seen.
        """
        if occurrence.key not in self.facts.seen:
            return False
        week = self.week_after_seen(occurrence)
        return week is None or self.today < week

    def week_after_seen(self, occurrence: Occurrence) -> date | None:
        """The day from which the reminders of what was seen ring again; None without a day."""
        seen = self.facts.seen.get(occurrence.key)
        return occurrence.last_week(seen.on, self.performed(occurrence)) if seen else None

    def convened(self, occurrence: Occurrence) -> date | None:
        """The day the deciding body was convened, where somebody recorded it."""
        return self._act_on(occurrence, CONVOCATION)

    def resolved(self, occurrence: Occurrence) -> date | None:
        """The day the deciding body took its decision, where somebody recorded it."""
        return self._act_on(occurrence, DECISION)

    def performed(self, occurrence: Occurrence) -> Mapping[ActKind, date]:
        """The day of each act before the last that is recorded.

        A decision needs no convocation any more: it stands for one that nobody recorded.
        """
        if occurrence.recourse is None:
            return _NOTHING
        convened, resolved = self.convened(occurrence), self.resolved(occurrence)
        days: dict[ActKind, date] = {}
        if first := convened or resolved:
            days["convene"] = first
        if resolved:
            days["session"] = resolved
        return days

    def next_act(self, occurrence: Occurrence) -> Act | None:
        """The next useful act today; None once the last one has passed."""
        return occurrence.next_act(self.today, self.performed(occurrence))

    def useful_on(self, occurrence: Occurrence) -> date | None:
        """The last useful day of the next act today; of the last one, once all have passed."""
        return occurrence.useful_on(self.today, self.performed(occurrence))

    def next_day(self, occurrence: Occurrence) -> date | None:
        """The nearest of its days still to come, what is recorded apart, else the last one."""
        return occurrence.next_day(self.today, self.performed(occurrence))

    def _act_on(self, occurrence: Occurrence, piece: str) -> date | None:
        done = self.facts.done.get(document_key(occurrence.key, piece))
        return done.on if done and occurrence.recourse else None

    def sorted_as(self, occurrence: Occurrence) -> Noted | None:
        """Who answered, on sorting the past, that it was missed or that nobody knows."""
        if self.done(occurrence):
            return None
        key = occurrence.key
        return self.facts.missed.get(key) or self.facts.unknown.get(key)

    def is_pending(self, occurrence: Occurrence) -> bool:
        """Whether it is still to be done: followed, its condition, if it has one, met.

        A missed notice stays so until somebody has noted that it was.
        """
        where = self.status(occurrence)
        if where in SETTLED or where in ("unproven", "untracked", "conditional", "moot"):
            return False
        return where != "missed" or occurrence.key not in self.facts.missed

    def received(self, occurrence: Occurrence, piece: Document) -> Done | None:
        """How one piece of the package was received."""
        return self.facts.done.get(document_key(occurrence.key, piece.id))

    def applies(self, occurrence: Occurrence) -> bool | None:
        """Whether the occurrence's condition is met; None while nothing recorded says so.

        An event that took place meets it for what falls from its day on; one that may take place
        several times, for the period it falls in. An absence is met once the day of the occurrence
        has come and nothing was recorded before.
        """
        depends = occurrence.depends
        if depends is None:
            return True
        happened = [
            one.on for name in depends.events for one in each_time(self.agreement, self.facts, name)
        ]
        last = occurrence.due or occurrence.opens or occurrence.acts_by
        first = occurrence.period.start if occurrence.period else None
        repeated = all(is_repeated(self.agreement, name) for name in depends.events)
        if depends.absent:
            if occurrence.met_by is not None:
                happened = list(occurrence.met_by)
            elif first and repeated:
                happened = [day for day in happened if day >= first]
            begins = occurrence.opens or last
            if happened and (begins is None or min(happened) < begins):
                return False
            return True if begins and begins <= self.today else None
        if first and repeated:
            happened = [day for day in happened if first <= day <= (last or day)]
        if not happened:
            return None
        return last is None or min(happened) <= last

    def penalty(self, occurrence: Occurrence) -> str | None:
        """What its delay costs, with how it is counted; None while there is none."""
        return self._owed(occurrence)[1] or None

    def penalty_cents(self, occurrence: Occurrence) -> int:
        """What its delay costs, in euro cents; 0 while there is nothing, or a share of a sum."""
        return self._owed(occurrence)[0]

    def _owed(self, occurrence: Occurrence) -> tuple[int, str]:
        rule = occurrence.penalty
        if rule is None or occurrence.due is None or not self.applies(occurrence):
            return 0, ""
        done = self._counted(occurrence)
        until = done.on if done else self.today
        return self.owed_since(occurrence, occurrence.due, until)

    def owed_since(self, occurrence: Occurrence, last: date, until: date) -> tuple[int, str]:
        """Cents owed on a day for what was due on ``last``, and how they are counted.

        Nothing is owed where the formal notice that the text asks for was not given after that
        day, nor until its own delay has wholly run.
        """
        rule = occurrence.penalty
        if rule is None:
            return 0, ""
        if rule.after is None:
            return owed(rule, last, until)
        given = (one.on for one in each_time(self.agreement, self.facts, rule.after.event))
        notified = min((day for day in given if day > last), default=None)
        if notified is None:
            return 0, ""
        length = rule.after.length
        runs_after = end_of(notified, length, self.agreement.calendar) if length else notified
        cents, words = owed(rule, runs_after, until)
        since = f" (« {rule.after.title} » du {short(notified)})" if words else ""
        return cents, f"{words}{since}"

    @property
    def since(self) -> date | None:
        """The day from which the agreement is followed, where one is known."""
        return self.agreement.tracked_since or self.facts.since


def document_key(key: str, document: str) -> str:
    """The key under which one piece of an occurrence is recorded."""
    return f"{key}#{document}"
