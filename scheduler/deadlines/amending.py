"""Amendments: from a date a clause reads otherwise, is added or goes; what fell before it stays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement, Amendment, Clause
from scheduler.deadlines.french import full
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.term import ReadEnd


@dataclass(frozen=True)
class Version:
    """How a clause reads once its amendment holds; None where that takes it away."""

    clause: Clause | None
    amendment: Amendment | None = None


def known_on(agreement: Agreement, today: date) -> Agreement:
    """The agreement without the amendments that nobody had signed yet on that day."""
    known = tuple(one for one in agreement.amendments if one.signed is None or one.signed <= today)
    agreement = _of_its_length(agreement, known)
    if known == agreement.amendments:
        return agreement
    names = {one.id for one in known}
    clauses = tuple(one for one in agreement.clauses if one.amendment in (None, *names))
    return replace(agreement, amendments=known, clauses=clauses)


def _of_its_length(agreement: Agreement, known: Sequence[Amendment]) -> Agreement:
    """The agreement with the duration that the latest of those amendments about it gives."""
    about = [one for one in known if one.length or one.ends]
    last = max(about, key=lambda one: one.since, default=None)
    if last is None or last.length is None or agreement.term is None:
        return agreement
    term = replace(
        agreement.term,
        length=last.length,
        cited=replace(last.cited, article=f"{last.title}, {derivation.place(last.cited)}"),
        until=None,
        least=None,
        most=None,
        length_unsaid=False,
    )
    return replace(agreement, term=term)


def versions(agreement: Agreement) -> dict[str, list[Version]]:
    """Each clause's readings, the signed text's first, then its amendments' by their dates."""
    found: dict[str, list[Version]] = {}
    for clause in agreement.clauses:
        if clause.amendment is None:
            found[clause.id] = [Version(clause)]
    for amendment in sorted(agreement.amendments, key=lambda one: one.since):
        for clause in agreement.clauses:
            if clause.amendment == amendment.id:
                found.setdefault(clause.id, []).append(Version(clause, amendment))
        for name in amendment.removed:
            found.setdefault(name, []).append(Version(None, amendment))
    return found


def in_force(agreement: Agreement, today: date) -> Agreement:
    """The agreement with each clause as it reads on that day."""
    if not agreement.amendments:
        return agreement
    return replace(agreement, clauses=tuple(_in_force(agreement, today)))


def _in_force(agreement: Agreement, today: date) -> Iterator[Clause]:
    for readings in versions(agreement).values():
        begun = [one for one in readings if one.amendment is None or one.amendment.since <= today]
        if begun and begun[-1].clause:
            yield begun[-1].clause


def folded(
    before: Sequence[Occurrence], after: Sequence[Occurrence], amendment: Amendment
) -> list[Occurrence]:
    """What fell before the amendment as it was, and what falls from then on as it now reads.

    A period whose new day would come before the amendment itself keeps its old one.
    """
    since = amendment.since
    new = {one.key: one for one in after if _day(one) is None or _falls(one) >= since}
    late = {one.key for one in after} - new.keys()
    kept = [
        one for one in before if _falls(one) < since or (one.key in late and one.key not in new)
    ]
    names = {one.key for one in kept}
    return [*kept, *(_told(one, amendment) for key, one in new.items() if key not in names)]


def _day(item: Occurrence) -> date | None:
    return item.acts_by or item.opens


def _falls(item: Occurrence) -> date:
    return _day(item) or date.max


def _told(item: Occurrence, amendment: Amendment) -> Occurrence:
    step = (
        f"Depuis le {full(amendment.since)}, cette clause se lit ainsi : {amendment.title} "
        f"{derivation.quoted(item.duty.cited)}."
    )
    return replace(item, derivation=derivation.with_more(item.derivation, [step]))


def new_end(agreement: Agreement) -> ReadEnd | None:
    """The end of the agreement as its latest amendment about it says."""
    about_the_end = [change for change in agreement.amendments if change.ends or change.length]
    amendment = max(about_the_end, key=lambda change: change.since, default=None)
    end = amendment.ends if amendment else None
    if amendment is None or end is None:
        return None
    return ReadEnd(f"{amendment.title} {derivation.quoted(amendment.cited)}", end)
