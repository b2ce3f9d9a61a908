"""From the words of a rule file to the values of the domain, keeping the line of each."""

import re
from collections.abc import Iterator
from dataclasses import replace

from scheduler.deadlines import agreement as domain
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.penalty import WORDS, FormalNotice, Penalty, Per
from scheduler.deadlines.timing import (
    FISCAL,
    SEASON,
    After,
    DayOf,
    Extreme,
    Relative,
    Sequence,
    Timing,
    parts,
)
from scheduler.rulebook import rule_file as text
from scheduler.rulebook.duration import to_term
from scheduler.rulebook.own_years import Firsts, in_own_years, term_in_own_years
from scheduler.rulebook.pause_text import GeneralPauseText
from scheduler.rulebook.permitted import gives
from scheduler.rulebook.reminding import to_reminders
from scheduler.rulebook.timings import to_timing
from scheduler.rulebook.written import Locate, citation

_SILENCES: dict[str, domain.Silence] = {"accord": "accepted", "refus": "refused"}
_PER: dict[str, Per] = {words: per for per, words in WORDS.items()}


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
        calendar=replace(calendar, season_from=template.calendar.season_from),
        source=source,
        responsible=one.responsible or template.responsible,
        watcher=one.watcher or template.watcher,
        tracked_since=one.tracked_since or template.tracked_since,
        events=events,
        template=False,
        instance_of=template.id,
    )


def to_agreement(file: text.RuleFile, calendar: Calendar, locate: Locate) -> domain.Agreement:
    """The agreement a valid rule file describes; ``locate`` gives the line of a path of keys."""
    firsts = _firsts(file)
    term = to_term(file.term, file.us, locate) if file.term else None
    return domain.Agreement(
        id=file.id,
        title=file.title,
        short_title=file.short_title or file.title,
        document=file.document or "",
        us=file.us,
        parties=dict(file.parties),
        calendar=replace(calendar, season_from=firsts[SEASON.name]),
        source=locate(("convention",)),
        responsible=file.responsible,
        watcher=file.watcher,
        tracked_since=file.tracked_since,
        term=term_in_own_years(term, firsts) if term else None,
        events={
            name: _event(name, event, locate(("faits", name)))
            for name, event in file.events.items()
        },
        clauses=tuple(_clauses(file, locate)),
        report=_report(file.report, locate) if file.report else None,
        suspension=_suspension(file.suspension, locate) if file.suspension else None,
        amendments=tuple(
            domain.Amendment(
                name,
                one.title,
                one.since,
                citation(one.article, one.quote, locate(("avenants", name))),
                one.signed,
                tuple(one.removed),
                one.ends,
                one.document or "",
                one.length,
            )
            for name, one in file.amendments.items()
        ),
        milestones=tuple(
            _milestone(name, one, locate(("jalons", name))) for name, one in file.milestones.items()
        ),
        set_aside=tuple(
            domain.SetAside(
                f"ecarte-{rank}",
                citation(one.article, quote, locate(("écarté", rank - 1, "citation", place))),
                one.because,
            )
            for rank, one in enumerate(file.set_aside, start=1)
            for place, quote in enumerate(one.quotes)
        ),
        notes=tuple(file.notes),
        template=file.template,
    )


def _firsts(file: text.RuleFile) -> Firsts:
    """In which months its financial years and its seasons begin."""
    return {FISCAL: file.fiscal_year, SEASON.name: file.season or SEASON.first}


def _clauses(file: text.RuleFile, locate: Locate) -> Iterator[domain.Clause]:
    """Every reading of every clause, its day put off as the whole agreement says where it does."""
    general = _report(file.report, locate) if file.report else None
    own = [
        (clause, _clause(name, clause, locate(("obligations", name)), _firsts(file)))
        for name, clause in file.clauses.items()
    ]
    for written, bare in (*own, *_amended_clauses(file, locate)):
        clause = _with_its_notice(bare, file)
        yield clause if written.rounding or not general else _put_off(clause, general)


def _suspension(written: GeneralPauseText, locate: Locate) -> domain.GeneralSuspension:
    cited = citation(written.article, written.quote, locate(("suspendu",)))
    return domain.GeneralSuspension(written.pause, cited)


def _report(written: text.ReportText, locate: Locate) -> domain.GeneralReport:
    rounding = written.delays or written.last_days
    assert rounding is not None, "the model requires one"
    cited = citation(written.article, written.quote, locate(("report",)))
    return domain.GeneralReport(rounding, written.delays is not None, cited)


def _put_off(clause: domain.Clause, general: domain.GeneralReport) -> domain.Clause:
    """The clause under the report of the whole agreement, where that is about its day."""
    about = (
        any(map(_expires, _own_moments(clause.timing)))
        if general.only_delays
        else "last day" in gives(clause.timing)
    )
    if not about:
        return clause
    return replace(clause, rounding=general.rounding, rounded_by=general.cited)


def _own_moments(timing: Timing) -> Iterator[Timing]:
    """The moments whose day is the clause's: its parts, and those it compares."""
    for part in parts(timing):
        if isinstance(part, Extreme):
            for compared in part.parts:
                yield from _own_moments(compared)
        else:
            yield part


def _expires(timing: Timing) -> bool:
    """Whether it is a delay that runs from a day and expires: what "tout délai" speaks of."""
    if isinstance(timing, Relative):
        return timing.counting in ("after", "within")
    return isinstance(timing, After)


def _amended_clauses(
    file: text.RuleFile, locate: Locate
) -> Iterator[tuple[text.ClauseText, domain.Clause]]:
    for name, amendment in file.amendments.items():
        for of, clause in amendment.clauses.items():
            at = locate(("avenants", name, "obligations", of))
            yield clause, replace(_clause(of, clause, at, _firsts(file)), amendment=name)


def _milestone(name: str, one: text.MilestoneText, source: domain.Source) -> domain.Milestone:
    stretch = tuple(day for day in (one.since, one.until) if day)
    return domain.Milestone(
        name,
        one.title,
        stretch or tuple(one.on or ()),
        citation(one.article, one.quote, source),
        stretch=bool(stretch),
    )


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
        many=event.many,
        cited=citation(event.article, event.quote, source) if event.article else None,
    )


_CIVIL = re.compile(r"\b(?:semestre|trimestre|bimestre)s? civils?\b", re.IGNORECASE)


def _of_civil_periods(timing: Timing, quote: str) -> Timing:
    """The timing, a day of each period being the calendar's where the text's own words say so."""
    if not _CIVIL.search(quote):
        return timing
    if isinstance(timing, Sequence):
        return replace(timing, parts=tuple(_of_civil_periods(of, quote) for of in timing.parts))
    return replace(timing, civil_said=True) if isinstance(timing, DayOf) else timing


def _clause(
    name: str, clause: text.ClauseText, source: domain.Source, firsts: Firsts
) -> domain.Clause:
    return domain.Clause(
        id=name,
        title=clause.title,
        cited=citation(clause.article, clause.quote, source),
        timing=_of_civil_periods(in_own_years(to_timing(clause.when), firsts), clause.quote),
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
        rounding=None if clause.rounding == "none" else clause.rounding,
        silence=(
            domain.SilenceRule(
                _SILENCES.get(clause.silence.means), clause.silence.answered, clause.silence.means
            )
            if clause.silence
            else None
        ),
        hour=(clause.hour.at or clause.hour.before) if clause.hour else None,
        at_hour=clause.hour is not None and clause.hour.at is not None,
        since_hour=clause.hour.since if clause.hour else None,
        decided_by=clause.decided_by,
        reminders=to_reminders(clause.reminders),
        watcher=clause.watcher,
        penalty=_penalty(clause.penalty) if clause.penalty else None,
        settled=(
            domain.SettledReading(
                clause.settled.reading,
                domain.Settled(clause.settled.by, clause.settled.on, clause.settled.reason),
            )
            if clause.settled
            else None
        ),
        supposes=tuple(clause.supposes),
        same_act=clause.same_act,
        contradicted=tuple(
            domain.Contradiction(one.about, citation(one.article, one.quote, source))
            for one in clause.contradicted
        ),
    )


def _penalty(written: text.PenaltyText) -> Penalty:
    after = FormalNotice(written.after, written.after, written.past) if written.after else None
    return Penalty(written.amount, _PER[written.per], written.cap, after)


def _with_its_notice(clause: domain.Clause, file: text.RuleFile) -> domain.Clause:
    """The clause, the event that its penalty waits for called as the file calls it."""
    after = clause.penalty.after if clause.penalty else None
    declared = file.events.get(after.event) if after else None
    if clause.penalty is None or after is None or declared is None or declared.title is None:
        return clause
    named = replace(after, title=declared.title)
    return replace(clause, penalty=replace(clause.penalty, after=named))


def _depends(condition: text.ConditionText | None) -> domain.DependsOn | None:
    if condition is None:
        return None
    return domain.DependsOn(
        tuple(condition.events or condition.absent or ()), bool(condition.absent)
    )
