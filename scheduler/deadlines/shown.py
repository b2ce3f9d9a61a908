"""What an agreement shows and never reminds: milestones, standing duties, words set aside."""

from datetime import date

from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.facts import Anchor
from scheduler.deadlines.obligation import Shown
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import Alternates, Fuzzy, Same, is_standing, parts


def milestones(agreement: Agreement, effect: Anchor, term: Term | None) -> tuple[Shown, ...]:
    """The facts with their dates, its amendments, its effect and its minimum among them."""
    shown = [
        Shown(agreement.id, item.id, item.title, item.cited, on=day)
        for item in agreement.milestones
        for day in item.days
    ]
    shown += [
        Shown(agreement.id, one.id, one.title, one.cited, on=one.signed or one.since)
        for one in agreement.amendments
    ]
    if agreement.term and effect.exact:
        cited = agreement.term.effect.cited
        shown.append(Shown(agreement.id, "prise-effet", "Prise d'effet", cited, on=effect.earliest))
        if term and term.firm_until:
            cited = agreement.term.cited
            title = "Fin de la durée minimale"
            shown.append(Shown(agreement.id, "duree-minimale", title, cited, on=term.firm_until))
    return tuple(sorted(shown, key=lambda item: (item.on or date.max, item.clause)))


def standing(agreement: Agreement) -> tuple[Shown, ...]:
    """The duties that no date can tell: owed at all times, vague, or about persons."""
    return tuple(
        Shown(agreement.id, clause.id, clause.named, clause.cited, because=_said(clause))
        for clause in agreement.clauses
        if any(is_standing(timing) for timing in parts(clause.timing)) or clause.personal
    )


def _said(clause: Clause) -> str:
    """The words of a vague moment, and what a miss costs."""
    vague = clause.timing.words if isinstance(clause.timing, Fuzzy) else ""
    cost = f"pénalité de {clause.penalty.in_words}" if clause.penalty else ""
    return " ; ".join(part for part in (vague, cost) if part)


def set_aside(agreement: Agreement) -> tuple[Shown, ...]:
    """The words that look like a date and are none, with the reason."""
    return tuple(
        Shown(agreement.id, item.id, item.cited.quote, item.cited, because=item.because)
        for item in agreement.set_aside
    )


def same(agreement: Agreement) -> tuple[Shown, ...]:
    """The clauses that say another one's duty again, or whose turn it is, with that one's id."""
    return tuple(
        Shown(agreement.id, clause.id, clause.title, clause.cited, because=clause.timing.clause)
        for clause in agreement.clauses
        if isinstance(clause.timing, Same | Alternates)
    )


def without_date(agreement: Agreement, clause: Clause, reason: str) -> Shown:
    """A clause that gives no date, with the reason in French."""
    return Shown(agreement.id, clause.id, clause.title, clause.cited, because=reason)
