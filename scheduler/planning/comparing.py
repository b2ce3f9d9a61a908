"""Compare what stands with what would: every change once, and the messages it causes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from scheduler.correspondence.bundles import Bundle, bundles
from scheduler.correspondence.records import Records, Tracking
from scheduler.correspondence.reminding import CORRECTION, to_come
from scheduler.deadlines.agreement import Agreement, Citation, Source
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Alternative, Duty, Occurrence
from scheduler.deadlines.period import Length
from scheduler.deadlines.reminders import Step
from scheduler.planning.plan import (
    GROUPS,
    Asked,
    Change,
    Kind,
    Leaving,
    LifeChange,
    Memory,
    Now,
    Plan,
    RecipientChange,
    Telling,
)
from scheduler.planning.published import Entry, Published, Standing, entry, standing
from scheduler.situation import Situation

_NOWHERE = Citation("", "", Source("", 0))


def plan(
    before: Published,
    after: Situation,
    memory: Memory | None = None,
    opening: Situation | None = None,
    *,
    complete: bool = True,
) -> Plan:
    """What putting ``after`` in the place of ``before`` would do.

    ``opening`` is the situation at the next business hour, where messages are to be foreseen.
    Unless ``complete``, what is absent is not withdrawn: an unreadable file withdraws nothing.
    """
    memory = memory or Memory()
    found = _changes(before, after, memory, complete)
    changes = sorted(found, key=lambda one: _order(one, after.today))
    lost = [one for one in changes if one.before and not one.after and _to_come(one.before, after)]
    caused = _caused(before, changes, memory.records, opening) if opening else []
    there = before.standing
    now = standing(after)
    return Plan(
        today=after.today,
        at_once=opening is not None and opening.now <= after.now,
        changes=tuple(_at_once(one, caused) for one in changes),
        lives=tuple(_lives(there, now, complete)) if there else (),
        recipients=tuple(_recipients(there, now)) if there else (),
        opened=_asked(now, there) if there else (),
        answered=_asked(there, now) if there and complete else (),
        messages=_messages(caused),
        opening=opening.now if opening else None,
        upcoming=sum(_to_come(one, after) for one in before.entries.values()),
        lost=len(lost),
    )


def _order(change: Change, today: date) -> tuple[int, bool, date, str]:
    """By seriousness, then what is still to come, the nearest first, before what is past."""
    shown = change.shown
    return GROUPS.index(change.group), shown.day < today, shown.day, shown.key


def _to_come(one: Entry, after: Situation) -> bool:
    return one.done is None and one.last >= after.today


def _changes(
    before: Published, after: Situation, memory: Memory, complete: bool
) -> Iterator[Change]:
    seen = set()
    for computation in after.binding:
        for item in computation.occurrences:
            seen.add(item.key)
            change = _change(before.entries.get(item.key), computation, item, memory, after)
            if change:
                yield change
    computations = {one.agreement.id: one for one in after.binding}
    for key, one in before.entries.items() if complete else ():
        if key not in seen:
            ringing = _ringing(one, computations.get(one.agreement), memory, after)
            yield Change("withdrawn", one, None, told=_told(one, memory), ringing=ringing)


def _change(
    was: Entry | None, computation: Computation, item: Occurrence, memory: Memory, after: Situation
) -> Change | None:
    would = entry(computation, item, after.now)
    ringing = _ringing(was, computation, memory, after) if was else ()
    would_ring = would.to_come or ()
    if was == would and ringing == would_ring:
        return None
    kind = _kind(was, would)
    return Change(
        kind,
        was,
        would,
        now=_now(computation, item),
        told=_told(was, memory) if was and kind == "moved" else (),
        ringing=ringing,
        would_ring=would_ring,
    )


def _kind(was: Entry | None, would: Entry) -> Kind:
    if was is None:
        return "added"
    if was.dates != would.dates:
        return "moved"
    if (was.done is None) != (would.done is None):
        return "closed" if would.done else "reopened"
    if was.applies != would.applies:
        return "condition"
    return "reminded" if replace(was, reminders=would.reminders) == would else "reworded"


def _now(computation: Computation, item: Occurrence) -> Now | None:
    where = computation.status(item)
    if where == "untracked":
        return "past"
    if where not in ("late", "missed"):
        return "unpostable" if _cannot_be_posted(computation, item) else None
    return "past" if computation.life == "ended" and not item.post_term else "late"


def _cannot_be_posted(computation: Computation, item: Occurrence) -> bool:
    """Whether its letter would no longer arrive in time, though its last day is to come."""
    if item.due is None or item.send_by is None or not computation.is_pending(item):
        return False
    return item.send_by < computation.today


def _told(was: Entry, memory: Memory) -> tuple[Telling, ...]:
    """Who was told its present date, each once; nobody minds the date of what is done."""
    if was.done:
        return ()
    revision = memory.records.revision(was.key)
    told = [one for one in memory.told.get(was.key, ()) if one.revision == revision]
    return tuple({one.recipient: one for one in told}.values())


def _ringing(
    was: Entry, computation: Computation | None, memory: Memory, after: Situation
) -> tuple[Step, ...]:
    """The reminders of its own that are still to leave, as it stands."""
    if was.to_come is not None:
        return was.to_come
    item = _as_occurrence(was)
    if computation is None:
        computation = _forgotten(was, memory, after.today)
    if not was.applies or (was.done and computation.posted(item) is None):
        return ()
    return to_come(computation, item, after.now)


def _as_occurrence(was: Entry) -> Occurrence:
    """The dates, the kind and the rule's own steps: all that its reminders depend on."""
    return Occurrence(
        Duty(
            was.agreement,
            "",
            was.title,
            was.cliff,
            _NOWHERE,
            (),
            (),
            True,
            reminders=None if was.reminders is None else tuple(map(_length, was.reminders)),
        ),
        was.key,
        was.kind,
        (),
        count=was.count,
        due=was.due,
        alternatives=tuple(Alternative("", day) for day in was.alternatives),
        earliest=was.earliest,
        latest=was.latest,
        send_by=was.send_by,
        session=was.session,
        convene_by=was.convene_by,
        convene_on=was.convene_on,
    )


def _length(stated: tuple[int, int]) -> Length:
    months, days = stated
    if not months:
        return Length(days, "day")
    return Length(months, "month", Length(days, "day") if days else None)


def _forgotten(was: Entry, memory: Memory, today: date) -> Computation:
    """That of an agreement that is in no file any more: its calendar and its facts are unknown."""
    title, source = was.agreement_title, _NOWHERE.source
    agreement = Agreement(was.agreement, title, title, "", "", {}, Calendar(""), source)
    tracking = memory.records.tracking.get(was.agreement)
    return compute(agreement, Facts(since=tracking.since if tracking else None), today)


def _lives(before: Standing, after: Standing, complete: bool) -> Iterator[LifeChange]:
    for name in sorted({*before.lives, *after.lives}):
        was, would = before.lives.get(name), after.lives.get(name)
        title = (would or was or ("", ""))[0]
        if would is None and not complete:
            continue
        if (was and was[1]) != (would and would[1]):
            yield LifeChange(name, title, was[1] if was else None, would[1] if would else None)


def _recipients(before: Standing, after: Standing) -> Iterator[RecipientChange]:
    for name, would in after.recipients.items():
        was = before.recipients.get(name, would)
        if was != would:
            yield RecipientChange(name, after.lives[name][0], was, would)


def _asked(there: Standing, elsewhere: Standing) -> tuple[Asked, ...]:
    """The questions of the first that the second does not have."""
    return tuple(
        Asked(name, text)
        for name, text in there.questions.items()
        if name not in elsewhere.questions
    )


def _caused(
    before: Published, changes: Sequence[Change], records: Records, opening: Situation
) -> list[Bundle]:
    """The messages that carry something of what changed."""
    keys = {one.shown.key for one in changes}
    lives = before.standing.lives if before.standing else {}
    known = {*lives, *(one.agreement for one in before.entries.values())}
    fresh = {f"initial/{one.agreement.id}" for one in opening.binding} - {
        f"initial/{name}" for name in known
    }
    due = bundles(opening, _as_published(before, changes, records, opening))
    return [one for one in due if _carried(one) & (keys | fresh)]


def _at_once(change: Change, caused: Sequence[Bundle]) -> Change:
    """The change, the reminder that its messages carry coming first."""
    leaving = [
        replace(told.step, day=bundle.today)
        for bundle in caused
        for told in bundle.reminders
        if told.occurrence.key == change.shown.key and told.step.name != CORRECTION
    ]
    later = [one for one in change.would_ring if one.name not in {step.name for step in leaving}]
    return replace(change, would_ring=(*leaving[:1], *later))


def _messages(caused: Sequence[Bundle]) -> tuple[Leaving, ...]:
    """How many to each person."""
    counted = Counter(one.person.address for one in caused)
    people = {one.person.address: one.person for one in caused}
    return tuple(Leaving(people[address], counted[address]) for address in sorted(counted))


def _carried(bundle: Bundle) -> set[str]:
    return {item.occurrence for item in bundle.items}


def _as_published(
    before: Published, changes: Sequence[Change], records: Records, opening: Situation
) -> Records:
    """The records as the publication would leave them: revisions opened, new agreements followed.

    An occurrence that comes back opens a revision only if its date is another than when it left.
    """
    opened = {one.shown.key for one in changes if one.kind == "moved"}
    for one in changes:
        gone = before.gone.get(one.shown.key)
        if one.kind == "added" and gone and gone.dates != one.shown.dates:
            opened.add(one.shown.key)
    revisions = {key: records.revision(key) + 1 for key in opened}
    new = {
        one.agreement.id: Tracking(one.since or one.today, one.today)
        for one in opening.binding
        if one.agreement.id not in records.tracking
    }
    return replace(
        records,
        revisions={**records.revisions, **revisions},
        tracking={**records.tracking, **new},
    )
