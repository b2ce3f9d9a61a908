"""The question that sessions leave open: a year that holds a cliff, and none of them entered."""

from collections.abc import Iterator, Sequence
from datetime import date

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence, Question, Recourse
from scheduler.deadlines.period import add_months

MONTHS_AHEAD = 25
"""How far ahead the sessions of a cliff are asked for: as far as it may have reminders."""
PRESSING_MONTHS = 9
"""How near a cliff must be for its sessions to hold its reminders back."""


def about_sessions(
    agreement: Agreement, facts: Facts, today: date, occurrences: Sequence[Occurrence]
) -> Iterator[Question]:
    """The sessions of each body and year that might save a cliff still to be done, and are unknown.

    Asked of a cliff from twenty-five months ahead; it holds dates back from nine months ahead.
    """
    awaited: dict[tuple[str, int], list[Occurrence]] = {}
    for item in occurrences:
        if item.recourse and item.cliff and _is_to_do(item, facts, today):
            for year in _unentered(item.recourse, today):
                awaited.setdefault((item.decided_by or "", year), []).append(item)
    for (body, year), items in sorted(awaited.items()):
        yield _about(agreement, today, body, year, items)


def _is_to_do(item: Occurrence, facts: Facts, today: date) -> bool:
    last = item.final_by
    if last is None or not today <= last <= add_months(today, MONTHS_AHEAD):
        return False
    return item.key not in facts.done and facts.answer(item.key) is None


def _unentered(recourse: Recourse, today: date) -> Iterator[int]:
    for year in recourse.unentered:
        if year >= today.year:
            yield year


def _about(
    agreement: Agreement, today: date, body: str, year: int, items: Sequence[Occurrence]
) -> Question:
    first = min(items, key=lambda item: (item.final_by or date.max, item.key))
    near = first.final_by is not None and first.final_by <= add_months(today, PRESSING_MONTHS)
    return Question(
        id=f"{agreement.id}/seances-{body}-{year}",
        agreement=agreement.id,
        clause=first.clause,
        text=(
            f"Quelles sont les dates des séances de « {first.deciding_body} » en {year} ? "
            f"(à saisir dans le calendrier « {agreement.calendar.name} »)"
        ),
        kind="date",
        cited=None,
        source=agreement.source,
        holds=len(items) if near else 0,
        topic="sessions",
    )
