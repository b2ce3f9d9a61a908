"""From the words of a rule file to the values of the domain, keeping the line of each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

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
_MODES: dict[str, domain.RenewalMode] = {
    "tacite": "tacit",
    "expresse": "express",
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


def to_instance(
    template: domain.Agreement,
    name: str,
    one: text.InstanceText,
    calendar: Calendar,
    source: domain.Source,
) -> domain.Agreement:
    """An agreement of its own, made from a template with its parties and its dates."""
    events = {
        event: replace(known, on=one.events[event], because="date donnée pour cet exemplaire")
        if event in one.events
        else known
        for event, known in template.events.items()
    }
    return replace(
        template,
        id=name,
        title=one.title,
        short_title=one.short_title or one.title,
        document=one.document or template.document,
        parties={**template.parties, **one.parties},
        calendar=calendar,
        source=source,
        responsible=one.responsible or template.responsible,
        tracked_since=one.tracked_since or template.tracked_since,
        events=events,
        template=False,
        instance_of=template.id,
    )


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
                _cited(one.article, quote, locate(("écarté", rank - 1, "citation", place))),
                one.because,
            )
            for rank, one in enumerate(file.set_aside, start=1)
            for place, quote in enumerate(one.quotes)
        ),
        notes=tuple(file.notes),
        template=file.template,
    )


def _milestone(name: str, one: text.MilestoneText, source: domain.Source) -> domain.Milestone:
    stretch = tuple(day for day in (one.since, one.until) if day)
    return domain.Milestone(
        name,
        one.title,
        stretch or tuple(one.on or ()),
        _cited(one.article, one.quote, source),
        stretch=bool(stretch),
    )


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
        cited=_cited(event.article, event.quote, source) if event.article else None,
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
                _MODES[term.renewal.mode],
            )
            if term.renewal
            else None
        ),
        cap=_cap(term.cap, cited(term.cap, "plafond")) if term.cap else None,
        notice=_notice(term.notice, cited(term.notice, "préavis")) if term.notice else None,
        extension=_extension(term.extension, term, locate) if term.extension else None,
    )


def _extension(
    rule: text.ExtensionText, term: text.TermText, locate: Locate
) -> domain.ExtensionRule:
    article = rule.article or term.article

    def cited(part: text.Part, *keys: str) -> domain.Citation:
        at = locate(("durée", "prorogation", *keys))
        return _cited(part.article or article, part.quote, at)

    def told(
        part: text.AnswerText | text.SilenceText | text.ConsequenceText, key: str
    ) -> domain.Told:
        return domain.Told(part.title, cited(part, key))

    return domain.ExtensionRule(
        ask_before=rule.ask_before,
        owed_by=tuple(rule.owed_by),
        received=rule.received,
        cited=cited(rule),
        answer_within=rule.answer.length,
        answer=told(rule.answer, "réponse"),
        silence="accepted" if rule.silence.means == "accord" else "refused",
        silent=told(rule.silence, "silence"),
        registered=rule.form == "LRAR",
        length=rule.length,
        disagreed=told(rule.disagreed, "désaccord") if rule.disagreed else None,
        unasked=told(rule.unasked, "sans demande") if rule.unasked else None,
        supposes=tuple(rule.supposes),
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
        by_agreement=notice.by_agreement,
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
        depends=_depends(clause.condition),
        personal=clause.personal,
        documents=tuple(
            domain.Document(name, one.title, one.condition or "")
            for name, one in clause.documents.items()
        ),
        valid_from=clause.validity.since if clause.validity else None,
        valid_until=clause.validity.until if clause.validity else None,
        supposes=tuple(clause.supposes),
        same_act=clause.same_act,
        contradicted=tuple(
            domain.Contradiction(one.about, _cited(one.article, one.quote, source))
            for one in clause.contradicted
        ),
    )


def _depends(condition: text.ConditionText | None) -> domain.DependsOn | None:
    if condition is None:
        return None
    return domain.DependsOn(
        tuple(condition.events or condition.absent or ()), bool(condition.absent)
    )


def to_timing(when: object) -> timing.Timing:
    """The timing that a ``quand`` describes."""
    match when:
        case list():
            return timing.Sequence(tuple(to_timing(one) for one in when))
        case text.QuotaTiming():
            return _quota(when)
        case text.YearlyTiming():
            return _yearly(when)
        case text.DayOfTiming():
            return _day_of(when)
        case text.CivilTiming():
            return timing.CivilWindow(*when.within, when.exactly or when.at_least)
        case text.FixedTiming():
            return _fixed(when)
        case text.WindowTiming():
            return timing.Window(when.opens, when.due)
        case text.ContractYearTiming():
            return timing.ContractYear(when.year)
        case text.SameTiming():
            reading = to_timing(when.reading) if when.reading else None
            return timing.Same(when.clause, reading)
        case text.AlternatesTiming():
            return timing.Alternates(when.clause, when.first)
        case text.AskTiming():
            return timing.Ask(when.question)
        case text.FuzzyTiming():
            return timing.Fuzzy(when.words)
        case _:
            return _on_event(when)


def _on_event(when: object) -> timing.Timing:
    match when:
        case text.AfterTiming():
            return timing.After(when.length, when.event, when.approximate)
        case text.BeforeTiming():
            return timing.Before(when.length, when.event, when.approximate, when.at_least)
        case text.AtTiming():
            return timing.At(when.event)
        case text.PastTiming():
            return timing.Past(when.length, when.event)
        case text.ElapsedTiming():
            return timing.Elapsed(when.length, when.event)
        case _:
            return timing.Always()


def _quota(when: text.QuotaTiming) -> timing.Quota:
    bounds: tuple[tuple[timing.AtLeast, int | None], ...] = (
        ("at least", when.at_least),
        ("exactly", when.exactly),
        ("at most", when.at_most),
    )
    bound, number = next((pair for pair in bounds if pair[1]), ("at least", 1))
    span: timing.Span = when.span or when.every or timing.YEAR
    return timing.Quota(number or 1, bound, span, _BASES[when.basis], when.since)


def _yearly(when: text.YearlyTiming) -> timing.Timing:
    if when.within:
        return timing.YearlyWindow(*when.within, when.since)
    day, month, offset = when.by or when.at_latest or when.before or (1, 1, 0)
    return timing.Yearly(day, month, offset, when.before is not None, when.since)


def _day_of(when: text.DayOfTiming) -> timing.DayOf:
    bound: Literal["by", "before", "on"] = "before" if when.before else "on" if when.on else "by"
    day, rank = when.by or when.at_latest or when.before or when.on or (1, 0)
    span = timing.SPANS[when.every]
    last = day == timing.LAST
    return timing.DayOf(
        span,
        day,
        bound,
        rank or (span.months if last else 1),
        tuple((month, other) for month, (other, _) in when.exceptions.items()),
        when.since,
    )


def _fixed(when: text.FixedTiming) -> timing.Fixed:
    on = when.by or when.at_latest or when.before
    assert on is not None, "the model requires one date"
    return timing.Fixed(on, strict=when.before is not None)
