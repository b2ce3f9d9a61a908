"""Events that take place several times: which time of one answers which time of another."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement, DependsOn
from scheduler.deadlines.facts import Facts, each_time, is_repeated
from scheduler.deadlines.french import short
from scheduler.deadlines.obligation import Occurrence

_A_TIME = re.compile(r".*/n\d+")


def is_a_time(item: Occurrence) -> bool:
    """Whether the occurrence is that of one time of an event that takes place several times."""
    return _A_TIME.fullmatch(item.key) is not None


def answered(
    agreement: Agreement,
    facts: Facts,
    condition: DependsOn,
    items: Iterable[Occurrence],
    *,
    silent: bool,
) -> list[Occurrence]:
    """The occurrences of one clause, each told which answer is its own, where they are such times.

    An answer goes with the oldest time that still has none, as a payment does with the oldest debt
    (C. civ. 1342-10). One that comes after a silence has taken effect, where the clause is of that
    effect (``silent``), answers the next one.
    """
    kept = list(items)
    times = [item for item in kept if is_a_time(item)]
    repeated = all(is_repeated(agreement, name) for name in condition.events)
    if not (condition.absent and times and repeated):
        return kept
    given = sorted(
        (time.on, name) for name in condition.events for time in each_time(agreement, facts, name)
    )
    matched: dict[str, tuple[date, str]] = {}
    for answer in given:
        answers = _oldest(times, answer[0], matched, silent=silent)
        if answers:
            matched[answers.key] = answer
    return [
        _with_its_answer(agreement, item, matched.get(item.key)) if is_a_time(item) else item
        for item in kept
    ]


def _oldest(
    times: Sequence[Occurrence], day: date, matched: Iterable[str], *, silent: bool
) -> Occurrence | None:
    """The oldest time that an answer of that day may be about, none of those already answered."""
    open_still = [
        item
        for item in times
        if item.key not in matched
        and _began(item) <= day
        and not (silent and item.opens and item.opens <= day)
    ]
    return min(open_still, key=lambda item: (_began(item), item.key), default=None)


def _began(item: Occurrence) -> date:
    return (item.period.start if item.period else None) or date.min


def _with_its_answer(
    agreement: Agreement, item: Occurrence, answer: tuple[date, str] | None
) -> Occurrence:
    if answer is None:
        return replace(item, met_by=())
    day, name = answer
    title = derivation.event_title(agreement, name)
    step = (
        f"« {title} » du {short(day)} va avec cette fois : c'était la plus ancienne à attendre la "
        "sienne."
    )
    return replace(item, met_by=(day,), derivation=derivation.with_more(item.derivation, [step]))
