"""Occurrences and questions told in a line each, grouped by how near they are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler import english, wording
from scheduler.awaiting import AwaitedFact, awaited_facts
from scheduler.correspondence.bundles import Bundle
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence, Question
from scheduler.letters.desk import Desk
from scheduler.mail.letter import Line, Section
from scheduler.tongue import Tongue

FACTS_NAMED = 3
"""How many of the facts awaited are named; the others are counted."""
NEAR_DAYS = 30
FAR_DAYS = 120


@dataclass(frozen=True)
class Found:
    """An occurrence with the agreement it comes from."""

    computation: Computation
    item: Occurrence

    @property
    def day(self) -> date | None:
        """The nearest of its days still to come."""
        return self.computation.next_day(self.item)


def watched(bundle: Bundle, told: Iterable[str] = ()) -> list[Found]:
    """What is still to be done, dated for certain, and not told elsewhere in the letter."""
    left_out = set(told)
    return [
        one
        for one in _in_charge(bundle)
        if one.item.key not in left_out
        and one.item.due is not None
        and one.computation.to_do(one.item)
    ]


def _in_charge(bundle: Bundle) -> Iterator[Found]:
    """Every occurrence the person answers for."""
    for hearing in bundle.in_charge:
        for item in hearing.computation.occurrences:
            if hearing.covers(item):
                yield Found(hearing.computation, item)


def begun(bundle: Bundle) -> list[Found]:
    """What may be done since this week: its window or its period opened."""
    return [one for one in watched(bundle) if _this_week(_opening(one.item), bundle.today)]


def half_over(bundle: Bundle) -> list[Found]:
    """What is to be done so many times in a period of which half is over since this week."""
    return [one for one in watched(bundle) if _this_week(_half(one.item), bundle.today)]


def _this_week(day: date | None, today: date) -> bool:
    return day is not None and today - timedelta(days=7) < day <= today


def _opening(item: Occurrence) -> date | None:
    opens = item.opens or (item.period.start if item.period and item.count else None)
    return opens if item.due and item.opens != item.due else None


def _half(item: Occurrence) -> date | None:
    opens = _opening(item)
    return opens + (item.due - opens) / 2 if opens and item.due and item.count else None


def unproven(bundle: Bundle) -> list[Found]:
    """What is done, and whose proof is still awaited."""
    return [one for one in _in_charge(bundle) if one.computation.status(one.item) == "unproven"]


def open_ended(bundle: Bundle) -> list[Found]:
    """What is open since its event and has no last day."""
    return [
        one
        for one in _in_charge(bundle)
        if one.item.due is None and one.computation.status(one.item) == "open"
    ]


def groups(
    found: Iterable[Found], today: date
) -> tuple[list[Found], list[Found], list[Found], list[Found]]:
    """Late, this week, within thirty days, and the next four months."""
    groups: tuple[list[Found], ...] = ([], [], [], [])
    sunday = today + timedelta(days=6 - today.weekday())
    for one in sorted(found, key=lambda one: (one.day or date.max, one.item.key)):
        day = one.day
        if day is None or day > today + timedelta(days=FAR_DAYS):
            continue
        if one.item.due is not None and one.item.due < today:
            groups[0].append(one)
        elif day <= sunday:
            groups[1].append(one)
        elif day <= today + timedelta(days=NEAR_DAYS):
            groups[2].append(one)
        else:
            groups[3].append(one)
    return groups[0], groups[1], groups[2], groups[3]


def near(bundle: Bundle, told: Iterable[str]) -> list[Found]:
    """What falls within the month, told nowhere else in the letter."""
    limit = bundle.today + timedelta(days=NEAR_DAYS)
    soon = [one for one in watched(bundle, told) if one.day and one.day <= limit]
    return sorted(soon, key=lambda one: (one.day or date.max, one.item.key))


def lines(found: Iterable[Found], desk: Desk, tongue: Tongue) -> tuple[Line, ...]:
    """Each occurrence in a line: when, what, how long is left."""
    return tuple(
        Line(
            when=wording.when(one.item, tongue),
            title=wording.title(one.computation, one.item, tongue),
            agreement=one.computation.agreement.short_title,
            left=wording.left(
                one.item, one.computation.today, tongue, one.computation.performed(one.item)
            ),
            url=desk.url(f"/echeance/{one.item.key}"),
            note=wording.posting(
                one.item, tongue, one.computation.today, one.computation.performed(one.item)
            ),
        )
        for one in found
    )


def shortened(found: Sequence[Found], most: int, desk: Desk, tongue: Tongue) -> tuple[Line, ...]:
    """At most so many of them in a line each, and how many more there are."""
    shown, left = found[:most], len(found) - most
    if left <= 0:
        return lines(found, desk, tongue)
    others = tongue.say(f"et {french.count(left, 'autre', 'autres')}", f"and {left} more")
    return (*lines(shown, desk, tongue), Line("", others, "", "", desk.url("/")))


def questions_section(
    asked: Iterable[tuple[Computation, Question]], desk: Desk, tongue: Tongue, *, records: bool
) -> list[Section]:
    """The questions that hold dates back; to who ``records`` the answers, each line says how."""
    lines = tuple(
        Line(
            when="",
            title=wording.question(question, tongue),
            agreement=computation.agreement.short_title,
            left="",
            url=desk.url(f"/convention/{computation.agreement.id}"),
            note=_how_to_answer(computation, question.event, tongue) if records else "",
        )
        for computation, question in asked
        if question.pressing
    )
    title = tongue.say("Questions qui retiennent des dates", "Questions that hold dates back")
    return [Section(title, lines)] if lines else []


def _how_to_answer(computation: Computation, event: str | None, tongue: Tongue) -> str:
    if event is None:
        return ""
    command = f"echeancier fact {computation.agreement.id} {event}"
    return tongue.say(f"Pour répondre : {command} AAAA-MM-JJ", f"To answer: {command} YYYY-MM-DD")


def awaited_section(bundle: Bundle, desk: Desk, tongue: Tongue) -> list[Section]:
    """How many clauses wait for a fact, in one line: of the agreements the person answers for.

    A fact that a question asks for is not counted again; an ended agreement waits for nothing.
    """
    waiting = [fact for one in _answered_for(bundle) for fact in _unasked(one)]
    if not waiting:
        return []
    number = len({(one.agreement, one.clause) for fact in waiting for one in fact.clauses})
    agreements = {fact.computation.agreement.id for fact in waiting}
    path = f"/convention/{agreements.pop()}" if len(agreements) == 1 else "/conventions"
    counted = tongue.say(
        french.count(number, "clause attend un fait", "clauses attendent un fait") + " : ",
        english.count(number, "clause waits for a fact", "clauses wait for a fact") + ": ",
    )
    titles = list(dict.fromkeys(fact.title for fact in waiting))
    named, others = titles[:FACTS_NAMED], len(titles) - FACTS_NAMED
    if others > 0:
        named.append(tongue.say(french.count(others, "autre", "autres"), f"{others} more"))
    how = "echeancier upcoming"
    note = tongue.say(f"Pour les voir : {how}", f"To see them: {how}") if bundle.manages else ""
    line = Line("", counted + tongue.listed(named), "", "", desk.url(path), note)
    return [Section(tongue.say("En attente d'un fait", "Waiting for a fact"), (line,))]


def _answered_for(bundle: Bundle) -> list[Computation]:
    """The agreements in force, or to be confirmed, that are the person's own."""
    own = {
        one.computation.agreement.id: one.computation
        for one in bundle.in_charge
        if one.role == one.computation.agreement.responsible
        and one.computation.life not in ("ended", "template")
    }
    return list(own.values())


def _unasked(computation: Computation) -> Iterator[AwaitedFact]:
    """The facts awaited that no question of the letter asks for already."""
    asked = {question.event for question in computation.asked if question.pressing}
    for fact in awaited_facts(computation):
        if fact.clauses[0].event not in asked:
            yield fact
