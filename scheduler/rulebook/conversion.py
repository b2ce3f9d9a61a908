"""From the words of a rule file to the values of the domain, keeping the line of each."""

from collections.abc import Callable

from scheduler.deadlines import agreement as domain
from scheduler.deadlines import timing
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.period import Length
from scheduler.rulebook import rule_file as text

Locate = Callable[[tuple[str | int, ...]], domain.Source]
_COUNTS_FROM: dict[str, domain.CountsFrom] = {
    "envoi": "sent",
    "présentation": "presented",
    "réception": "received",
    "inconnu": "unknown",
}
_MOMENTS: dict[str, bool | None] = {
    "avant chaque terme": False,
    "à tout moment": True,
    "inconnu": None,
}
_BASES: dict[str | None, timing.Basis | None] = {
    "du contrat": "contract",
    "civiles": "civil",
    None: None,
}


def to_agreement(file: text.RuleFile, calendar: Calendar, locate: Locate) -> domain.Agreement:
    """The agreement a valid rule file describes; ``locate`` gives the line of a path of keys."""
    return domain.Agreement(
        id=file.id,
        title=file.title,
        short_title=file.short_title or file.title,
        document=file.document or "",
        us=file.us,
        parties=dict(file.parties),
        calendar=calendar,
        source=locate(("convention",)),
        responsible=file.responsible,
        tracked_since=file.tracked_since,
        term=_term(file.term, locate) if file.term else None,
        events={
            name: _event(name, event, locate(("faits", name)))
            for name, event in file.events.items()
        },
        clauses=tuple(
            _clause(name, clause, locate(("obligations", name)))
            for name, clause in file.clauses.items()
        ),
        milestones=tuple(
            _milestone(name, one, locate(("jalons", name))) for name, one in file.milestones.items()
        ),
        set_aside=tuple(
            domain.SetAside(
                f"ecarte-{rank}",
                _cited(one.article, one.quote, locate(("écarté", rank - 1))),
                one.because,
            )
            for rank, one in enumerate(file.set_aside, start=1)
        ),
    )


def _milestone(name: str, one: text.MilestoneText, source: domain.Source) -> domain.Milestone:
    on = one.on or one.since
    assert on is not None, "the model requires one date"
    return domain.Milestone(name, one.title, on, _cited(one.article, one.quote, source), one.until)


def _cited(article: str, quote: str | None, source: domain.Source) -> domain.Citation:
    return domain.Citation(article, quote or "", source)


def _event(name: str, event: text.EventText, source: domain.Source) -> domain.Event:
    title = event.title or name
    return domain.Event(
        name=name,
        title=title,
        question=event.question or f"Quelle est la date de : {title} ?",
        source=source,
        on=event.on,
        not_before=event.not_before,
        not_after=event.not_after,
        because=event.because or "",
    )


def _term(term: text.TermText, locate: Locate) -> domain.TermRule:
    def cited(part: text.Part, key: str) -> domain.Citation:
        return _cited(part.article or term.article, part.quote, locate(("durée", key)))

    return domain.TermRule(
        effect=domain.EffectRule(
            term.effect.event, term.effect.on, cited(term.effect, "prend effet")
        ),
        length=term.length,
        cited=_cited(term.article, term.quote, locate(("durée", "pour"))),
        renewal=(
            domain.RenewalRule(
                term.renewal.length,
                term.renewal.times,
                cited(term.renewal, "reconduction"),
                "tacit" if term.renewal.mode == "tacite" else "unknown",
            )
            if term.renewal
            else None
        ),
        cap=_cap(term.cap, cited(term.cap, "plafond")) if term.cap else None,
        notice=_notice(term.notice, cited(term.notice, "préavis")) if term.notice else None,
    )


def _cap(cap: text.CapText, cited: domain.Citation) -> domain.CapRule:
    scope: domain.CapScope = "total" if cap.total else "renewals" if cap.renewals else "unknown"
    length: Length = next(one for one in (cap.total, cap.renewals, cap.unsaid) if one)
    return domain.CapRule(length, scope, _settled(cap.settled), cited)


def _notice(notice: text.NoticeText, cited: domain.Citation) -> domain.NoticeRule:
    return domain.NoticeRule(
        length=notice.length,
        registered=notice.form == "LRAR",
        counts_from=_COUNTS_FROM[notice.counts_from],
        at_any_time=_MOMENTS[notice.moment],
        settled=_settled(notice.settled),
        cited=cited,
        event=notice.event,
        form_unsaid=notice.form == "inconnu",
    )


def _settled(settled: text.SettledBy | None) -> domain.Settled | None:
    return domain.Settled(settled.by, settled.on, settled.reason) if settled else None


def _clause(name: str, clause: text.ClauseText, source: domain.Source) -> domain.Clause:
    return domain.Clause(
        id=name,
        title=clause.title,
        cited=_cited(clause.article, clause.quote, source),
        timing=to_timing(clause.when),
        owed_by=tuple(clause.owed_by),
        owed_to=tuple(clause.owed_to),
        cliff=clause.cliff,
        otherwise=clause.otherwise or "",
        action=clause.action or "",
        evidence=clause.evidence or "",
        external=clause.external or "",
        asks=tuple(clause.asks),
        condition=clause.condition or "",
        personal=clause.personal,
    )


def to_timing(when: object) -> timing.Timing:
    """The timing that a ``quand`` describes."""
    match when:
        case text.QuotaTiming():
            return _quota(when)
        case text.YearlyTiming():
            day, month, offset = when.by or when.at_latest or when.before or (1, 1, 0)
            return timing.Yearly(day, month, offset, strict=when.before is not None)
        case text.FixedTiming():
            return _fixed(when)
        case text.WindowTiming():
            return timing.Window(when.opens, when.due)
        case text.ContractYearTiming():
            return timing.ContractYear(when.year)
        case text.AfterTiming():
            return timing.After(when.length, when.event, when.approximate)
        case text.BeforeTiming():
            return timing.Before(when.length, when.event, when.approximate, when.at_least)
        case text.AtTiming():
            return timing.At(when.event)
        case text.PastTiming():
            return timing.Past(when.length, when.event)
        case text.SameTiming():
            return timing.Same(when.clause)
        case text.AskTiming():
            return timing.Ask(when.question)
        case _:
            return timing.Always()


def _quota(when: text.QuotaTiming) -> timing.Quota:
    bounds: tuple[tuple[timing.AtLeast, int | None], ...] = (
        ("at least", when.at_least),
        ("exactly", when.exactly),
        ("at most", when.at_most),
    )
    bound, number = next((pair for pair in bounds if pair[1]), ("at least", 1))
    return timing.Quota(number or 1, bound, when.span, _BASES[when.basis])


def _fixed(when: text.FixedTiming) -> timing.Fixed:
    on = when.by or when.at_latest or when.before
    assert on is not None, "the model requires one date"
    return timing.Fixed(on, strict=when.before is not None)
