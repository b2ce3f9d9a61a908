"""What every clause is computed on, and the occurrence as it stands before it has dates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement, Clause, CountsFrom, TermRule
from scheduler.deadlines.facts import Anchor, Facts
from scheduler.deadlines.french import full, short
from scheduler.deadlines.obligation import Alternative, Covered, Duty, Occurrence
from scheduler.deadlines.term import Term


@dataclass(frozen=True)
class Ground:
    """What a clause is computed on: the agreement, its effect as known, and the term it gives."""

    agreement: Agreement
    rule: TermRule
    effect: Anchor
    term: Term
    facts: Facts

    def why(self) -> tuple[str, ...]:
        """From the clause on effect to the effect's date."""
        return self._why

    @cached_property
    def _why(self) -> tuple[str, ...]:
        return tuple(derivation.effect(self.agreement, self.rule, self.effect))


class Writer:
    """Writes the occurrences of one clause: what they share, and the steps they begin with.

    ``why`` are the steps from the clause to where its dates are counted from.
    """

    def __init__(self, agreement: Agreement, clause: Clause, why: Iterable[str] = ()) -> None:
        self._duty = Duty(
            agreement=agreement.id,
            clause=clause.id,
            title=clause.named,
            cliff=clause.cliff,
            cited=clause.cited,
            owed_by=clause.owed_by,
            owed_to=clause.owed_to,
            ours=agreement.is_ours(clause.owed_by),
            depends=clause.depends,
            documents=clause.documents,
            action=clause.action,
            evidence=clause.evidence,
            otherwise=clause.otherwise,
            external=clause.external,
            penalty=clause.penalty,
            reminders=clause.reminders,
            watcher=agreement.watched_by(clause),
        )
        self._prefix = f"{agreement.id}/{clause.id}/"
        self._opening = derivation.numbered([derivation.clause(clause.cited), *why])
        self._condition = derivation.condition(agreement, clause.depends)

    def __call__(
        self,
        key: str,
        kind: str,
        steps: Sequence[str],
        *,
        opens: date | None = None,
        due: date | None = None,
        alternatives: tuple[Alternative, ...] = (),
        period: Covered | None = None,
        count: int | None = None,
        reading: str | None = None,
        post_term: bool = False,
        send_by: date | None = None,
        counts_from: CountsFrom | None = None,
    ) -> Occurrence:
        """One occurrence; ``reading`` is the reading of the term that alone gives it."""
        return Occurrence(
            self._duty,
            self._prefix + key,
            kind,
            derivation.with_more(self._opening, steps),
            count=count,
            period=period,
            opens=opens,
            due=due,
            alternatives=alternatives,
            condition=under(reading, self._condition) if reading else self._condition,
            post_term=post_term,
            send_by=send_by,
            counts_from=counts_from,
        )


def occurrence(
    agreement: Agreement, clause: Clause, key: str, kind: str, steps: list[str]
) -> Occurrence:
    """The occurrence of a clause, still without dates."""
    return Writer(agreement, clause)(key, kind, steps)


def reading_beyond(term: Term, start: date) -> str | None:
    """The reading that alone makes the agreement last until ``start``, if it takes one."""
    return term.others[0].reading if term.others and start > term.periods[-1].end else None


def under(reading: str | None, otherwise: str | None) -> str | None:
    """The condition of an occurrence that only a reading of the term gives."""
    return f"seulement selon la lecture « {reading} »" if reading else otherwise


def is_post_term(term: Term, day: date) -> bool:
    """Whether the day comes after the end of the agreement as the main reading has it."""
    return term.end is not None and day > term.end


def beyond(term: Term, day: date, reading: str | None) -> list[str]:
    """The step that says why a date after the end is kept, where it is one."""
    if not is_post_term(term, day) or term.end is None:
        return []
    if reading:
        return [
            f"Après le terme du {short(term.end)}, cette date n'est due que selon la lecture "
            f"« {reading} »."
        ]
    return [derivation.post_term(term.end)]


def span_in_words(term: Term) -> str:
    """The stretch of the agreement; without an end its horizon is nobody's business."""
    begins = short(term.effect)
    if term.end is None:
        unsaid = ", sans que sa fin soit connue encore" if term.pending else ""
        return f"qui court depuis le {begins}{unsaid}"
    return f"du {begins} au {short(term.last_day)}"


def on_the_effect(day: date) -> str:
    """The step that says why "avant le 20", of an agreement that begins on the 20th, keeps it."""
    return (
        f"La convention prend effet le {full(day)} même : la veille la précède, et seul ce jour "
        "peut encore servir."
    )


def other_readings(alternatives: Iterable[Alternative]) -> list[str]:
    """The steps that name the other readings of a day, with what each gives."""
    return [f"Autre lecture ({one.reading}) : le {full(one.due)}." for one in alternatives]


def begun_at(effect: date | None, opens: date, last: date | None) -> tuple[date, list[str]]:
    """The first day of a stretch, the effect where that comes within it, and the step that says so.

    Nothing can be done of an agreement before it takes effect. A stretch that ends before the
    effect, or under an effect that is not known, keeps its own first day.
    """
    if effect is None or opens >= effect or (last is not None and last < effect):
        return opens, []
    cut = (
        f"La période commence le {full(opens)}, mais la convention ne prend effet que le "
        f"{full(effect)} : elle s'ouvre ce jour-là."
    )
    return effect, [cut]


def opened_at(effect: date | None, item: Occurrence) -> Occurrence:
    """The occurrence, its stretch opened at the effect where that comes within it."""
    if item.opens is None:
        return item
    opens, cut = begun_at(effect, item.opens, item.due)
    return replace(item, opens=opens, derivation=derivation.with_more(item.derivation, cut))
