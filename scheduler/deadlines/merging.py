"""Duties said twice and turns taken: other readings joined to the occurrence they are about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import KEPT, Agreement, Citation, Clause, SettledReading
from scheduler.deadlines.french import full, times
from scheduler.deadlines.obligation import Alternative, Duty, Occurrence
from scheduler.deadlines.timing import Alternates, Same


def merged(
    agreement: Agreement,
    occurrences: Iterable[Occurrence],
    readings: Mapping[str, Sequence[Occurrence]],
) -> list[Occurrence]:
    """The occurrences with what other places say of the same duty, and whose turn each is.

    ``readings`` are, by clause, the dates that a second wording would give: each joins the
    occurrence of the same period and makes none of its own.
    """
    found = list(occurrences)
    for clause in agreement.clauses:
        if isinstance(clause.timing, Same):
            found = _joined(found, clause, clause.timing.clause, readings.get(clause.id, ()))
        if isinstance(clause.timing, Alternates) and clause.timing.first:
            found = _in_turn(agreement, found, clause.timing, clause.timing.first)
    return found


def _joined(
    occurrences: list[Occurrence], clause: Clause, target: str, readings: Sequence[Occurrence]
) -> list[Occurrence]:
    targets = [one for one in occurrences if one.clause == target]
    by_period = {_period_of(one): one for one in readings}
    alone = readings[0] if len(readings) == len(targets) == 1 else None
    joined = {
        one.key: _joined_one(one, by_period.get(_period_of(one), alone), clause.cited)
        for one in targets
    }
    return [joined.get(one.key, one) for one in occurrences]


def _period_of(occurrence: Occurrence) -> str:
    return occurrence.key.rpartition("/")[2]


def _joined_one(item: Occurrence, other: Occurrence | None, cited: Citation) -> Occurrence:
    """One occurrence, with the second wording's day beside its own; the earliest drives."""
    steps = [_said_again(cited)]
    if other is None or item.certainty != "exact":
        sooner = other.acts_by if other else None
        if item.earliest and sooner and sooner < item.earliest:
            steps.append(
                f"Ce passage donne au plus tôt le {full(sooner)} : les rappels suivent ce jour."
            )
            item = replace(item, earliest=sooner)
        return replace(item, derivation=derivation.with_more(item.derivation, steps))
    alternatives = item.alternatives
    due = item.due
    if other.due and item.due is None:
        steps.append(f"C'est ce passage qui donne un dernier jour : le {full(other.due)}.")
        due = other.due
    elif other.due and other.due != item.due:
        steps.append(
            f"Ce passage donne le {full(other.due)} : les deux jours sont montrés, "
            "les rappels suivent le premier."
        )
        reading = f"{derivation.place(cited)} : « {cited.quote} »"
        alternatives = (*alternatives, Alternative(reading, other.due))
    if other.count and item.count and other.count != item.count:
        steps.append(
            f"Ce passage demande {times(other.count)}, et non {times(item.count)} : question posée."
        )
    return replace(
        item,
        due=due,
        alternatives=alternatives,
        derivation=derivation.with_more(item.derivation, steps),
    )


def _said_again(cited: Citation) -> str:
    return f"Le texte le dit aussi ({derivation.place(cited)}) : « {cited.quote} »."


def _in_turn(
    agreement: Agreement, occurrences: list[Occurrence], timing: Alternates, first: str
) -> list[Occurrence]:
    """Each occurrence owed by one party, in the order of the clause, the named one first."""
    turns = [one for one in occurrences if one.clause == timing.clause]
    if not turns or first not in turns[0].owed_by:
        return occurrences
    parties = turns[0].owed_by
    start = parties.index(first)
    owed = {
        one.key: (parties[(start + rank) % len(parties)],)
        for rank, one in enumerate(sorted(turns, key=lambda one: (one.due is None, one.due)))
    }
    return [
        replace(one, duty=_taken_by(agreement, one.duty, owed[one.key])) if one.key in owed else one
        for one in occurrences
    ]


def _taken_by(agreement: Agreement, duty: Duty, parties: tuple[str, ...]) -> Duty:
    return replace(duty, owed_by=parties, ours=agreement.is_ours(parties))


def settled(
    agreement: Agreement, occurrences: Iterable[Occurrence], today: date
) -> list[Occurrence]:
    """The occurrences, of which a reading was chosen, with that one alone."""
    chosen = {
        one.id: one.settled
        for one in agreement.clauses
        if one.settled and one.settled.by.on <= today
    }
    if not chosen:
        return list(occurrences)
    return [
        _settled(item, chosen[item.clause]) if item.clause in chosen else item
        for item in occurrences
    ]


def _settled(item: Occurrence, choice: SettledReading) -> Occurrence:
    """The occurrence under the chosen reading; as it was where it does not have that one."""
    words = choice.reading
    days = [one.due for one in item.alternatives if is_reading(one, words)]
    if item.due is None or not (days or (words == KEPT and item.alternatives)):
        return item
    due = days[0] if days else item.due
    by = choice.by
    step = (
        f"Lecture tranchée par {by.by} le {full(by.on)} ({by.reason}) : « {words} », "
        f"le {full(due)}."
    )
    return replace(
        item,
        due=due,
        alternatives=(),
        derivation=derivation.with_more(item.derivation, [step]),
    )


def is_reading(alternative: Alternative, words: str) -> bool:
    """Whether those are the reading's words, what follows its colon apart."""
    return words in (alternative.reading, alternative.reading.partition(" : ")[0])
