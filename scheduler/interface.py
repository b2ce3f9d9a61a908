"""The machine's view: the versioned JSON document that other programs read."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from scheduler.deadlines.agreement import Agreement, Citation, Source
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Noted
from scheduler.deadlines.notices import notice_days, request_days
from scheduler.deadlines.obligation import Occurrence, Question, Shown, Waiting
from scheduler.deadlines.term import Term, TermPeriod, period_name
from scheduler.problems import Problem, as_json

FORMAT = "echeancier/occurrences"
VERSION = 1
Json = dict[str, Any]


def document(
    computations: Sequence[Computation],
    problems: Iterable[Problem],
    today: date,
    since: date | None = None,
    until: date | None = None,
) -> Json:
    """The whole document; ``since`` and ``until`` choose among occurrences, never change them."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "today": today.isoformat(),
        "occurrences": [
            described(computation, item)
            for computation in computations
            for item in computation.occurrences
            if within(item, since, until)
        ],
        "agreements": [agreement(computation) for computation in computations],
        "questions": [question(item) for one in computations for item in one.questions],
        "waiting": [waiting(item) for one in computations for item in one.waiting],
        "milestones": [shown(item) for one in computations for item in one.milestones],
        "standing": [shown(item) for one in computations for item in one.standing],
        "dateless": [shown(item) for one in computations for item in one.dateless],
        "set_aside": [shown(item) for one in computations for item in one.set_aside],
        "same_as": [same(item) for one in computations for item in one.same],
        "problems": [as_json(problem) for problem in problems],
    }


def within(item: Occurrence, since: date | None, until: date | None) -> bool:
    """Whether any day of the occurrence lies in the query window, both bounds included."""
    days = [
        day
        for day in (
            *(item.opens, item.due, item.earliest, item.latest),
            *(item.send_by, item.session, item.convene_by, item.convene_on),
        )
        if day is not None
    ]
    first, last = min(days, default=None), max(days, default=None)
    after_since = since is None or (last is not None and last >= since)
    return after_since and (until is None or (first is not None and first <= until))


def occurrence(computation: Computation, item: Occurrence) -> Json:
    """One occurrence, with its standing today."""
    return {
        "key": item.key,
        "agreement": item.agreement,
        "clause": item.clause,
        **_cited(item.cited),
        "title": item.title,
        "kind": item.kind,
        "cliff": item.cliff,
        "owed_by": list(item.owed_by),
        "owed_to": list(item.owed_to),
        "ours": item.ours,
        "count": item.count,
        "period": _period(item),
        "opens": _day(item.opens),
        "due": _day(item.due),
        "alternatives": [
            {"reading": other.reading, "due": other.due.isoformat()} for other in item.alternatives
        ],
        "earliest": _day(item.earliest),
        "latest": _day(item.latest),
        "condition": item.condition,
        "applies": computation.applies(item),
        "documents": [
            {
                "id": piece.id,
                "title": piece.title,
                "condition": piece.condition or None,
                "received": _day(got.on) if (got := computation.received(item, piece)) else None,
            }
            for piece in item.documents
        ],
        "send_by": _day(item.send_by),
        "session": (
            {
                "body": item.deciding_body,
                "date": _day(item.session),
                "convene_by": _day(item.convene_by),
                "convene_on": _day(item.convene_on),
            }
            if item.session
            else None
        ),
        "recourse": _recourse(item),
        "next_act": _next_act(computation, item),
        "penalty": computation.penalty(item),
        "certainty": item.certainty,
        "post_term": item.post_term,
        "same_as": item.same_as,
        "status": computation.status(item),
        "derivation": list(item.derivation),
    }


def _recourse(item: Occurrence) -> Json | None:
    """What remains once the last useful session has passed, or where none is known."""
    recourse = item.recourse
    if recourse is None:
        return None
    return {
        "body": item.deciding_body,
        "decide_by": _day(recourse.decide_by),
        "second_from": _day(recourse.second_from),
        "later": _day(recourse.later),
        "delegate": recourse.delegate or None,
        "unentered": list(recourse.unentered),
    }


def _next_act(computation: Computation, item: Occurrence) -> Json | None:
    """The next useful act today: its kind, its last day in law, the last working one."""
    act = computation.next_act(item)
    return {"kind": act.kind, "day": _day(act.day), "by": _day(act.by)} if act else None


def described(computation: Computation, item: Occurrence) -> Json:
    """One occurrence with what people recorded of it, for other programs."""
    return occurrence(computation, item) | {"recorded": recorded(computation, item)}


def recorded(computation: Computation, item: Occurrence) -> Json:
    """What people recorded of an occurrence; days and words as they gave them.

    ``late_by`` counts days, today's included where it is not done; ``quiet_until`` is None where
    reminders are not put off today.
    """
    done, waived = computation.done(item), computation.waived(item)
    return {
        "done": _day(done.on) if done else None,
        "to_follow": done is not None and done.to_follow,
        "evidence": (done.evidence or None) if done else None,
        "late_by": computation.late_by(item),
        "waived": (
            {"on": _day(waived.on), "reason": waived.reason, "by": waived.by} if waived else None
        ),
        "sorted": _noted(computation.sorted_as(item)),
        "postponed": _put_off(computation, item),
        "quiet_until": _day(computation.quiet_until(item)),
        "seen": _noted(computation.facts.seen.get(item.key)),
        "posted": _day(computation.posted(item)),
        "presented": _day(computation.presented(item)),
        "collected": _day(computation.collected(item)),
    }


def _noted(noted: Noted | None) -> Json | None:
    if noted is None:
        return None
    return {"on": _day(noted.on), "by": noted.by, "comment": noted.comment or None}


def _put_off(computation: Computation, item: Occurrence) -> Json | None:
    put_off = computation.postponement(item)
    if put_off is None:
        return None
    return {
        "until": _day(put_off.until),
        "reason": put_off.reason,
        "by": put_off.by,
        "past_the_deadline": put_off.past_the_deadline,
        "lapsed": computation.has_lapsed(item),
    }


def _period(item: Occurrence) -> Json | None:
    if item.period is None:
        return None
    covered = item.period
    return {"label": covered.label, "start": _day(covered.start), "end": _day(covered.end)}


def agreement(computation: Computation) -> Json:
    """One agreement: its life, its term under each reading, its notice days."""
    of, effect = computation.agreement, computation.effect
    return {
        "id": of.id,
        "title": of.title,
        "document": of.document,
        "life": computation.life,
        "us": of.us,
        "template": of.template,
        "instance_of": of.instance_of,
        "parties": dict(of.parties),
        "following_since": _day(computation.since),
        "effect": {
            "date": _day(effect.earliest) if effect.exact else None,
            "earliest": None if effect.exact else _day(effect.earliest),
            "latest": None if effect.exact else _day(effect.latest),
            "because": effect.why,
        },
        "term": _term(computation, computation.term) if computation.term else None,
        "ends_by_notice": _day(computation.ends_by_notice),
        "source": _source(of.source),
    }


def _term(computation: Computation, term: Term) -> Json:
    """``certainty`` is ``bracketed`` where every date is counted from the earliest effect."""
    exact = computation.effect.exact
    return {
        "certainty": "exact" if exact else "bracketed",
        "start": _day(term.effect),
        "end": None if term.pending else _day(term.end),
        "end_between": _end_between(term),
        "firm_until": _day(term.firm_until),
        "ended_by": term.ended_by.name if term.ended_by else None,
        "other_end": (
            {"reading": other.reading, "end": _day(other.end)}
            if (other := term.other_end or term.eve)
            else None
        ),
        "truncated": (
            {"reading": term.truncated.reading, "end": _day(term.truncated.end)}
            if term.truncated
            else None
        ),
        "terminated_on": _day(term.terminated_on),
        "periods": [_term_period(period, term) for period in term.all_periods],
        "renewals": {
            "mode": _renewal_mode(computation.agreement),
            "stated": term.stated,
            "allowed": term.allowed,
            "barred": term.barred,
            "used": term.used(computation.today) if exact else None,
            "left": (
                term.allowed - term.used(computation.today)
                if exact and term.allowed is not None
                else None
            ),
        },
        "caps": [{"reading": cap.reading, "end": _day(cap.end)} for cap in term.caps],
        "notice": _notice(computation.agreement, term),
        "extension": _extension(computation.agreement, term),
    }


def _end_between(term: Term) -> Json | None:
    """The days that bound an end still unknown, and the events that will set it."""
    if term.pending is None:
        return None
    return {
        "earliest": _day(term.pending.earliest),
        "latest": _day(term.pending.latest),
        "events": [event.name for event in term.pending.events],
    }


def _extension(of: Agreement, term: Term) -> Json | None:
    rule = of.term.extension if of.term else None
    if rule is None:
        return None
    return {
        "length": str(rule.length) if rule.length else None,
        "requests": [
            {"period": day.period.ordinal, "due": _day(day.due), "send_by": _day(day.send_by)}
            for day in request_days(term, rule, of.calendar)
        ],
        "silence": rule.silence,
        "agreed_until": _day(next((one.end for one in term.periods if one.extension), None)),
    }


def _renewal_mode(of: Agreement) -> str | None:
    return of.term.renewal.mode if of.term and of.term.renewal else None


def _term_period(period: TermPeriod, term: Term) -> Json:
    return {
        "ordinal": period.ordinal,
        "name": period_name(period),
        "start": _day(period.start),
        "end": None if term.endless or period.endless else _day(period.end),
        "barred": period.reading is not None and term.barred > 0,
        "reading": period.reading,
    }


def _notice(of: Agreement, term: Term) -> Json | None:
    rule = of.term.notice if of.term else None
    if rule is None:
        return None
    return {
        "length": str(rule.length),
        "registered_letter": rule.registered,
        "counts_from": rule.counts_from,
        "days": [
            {
                "period": day.period.ordinal,
                "due": _day(day.due),
                "send_by": _day(day.send_by),
                "reading": day.period.reading,
                "alternatives": [
                    {"reading": other.reading, "due": _day(other.due)} for other in day.alternatives
                ],
            }
            for day in notice_days(term, rule, of.calendar)
        ],
    }


def question(item: Question) -> Json:
    """One open question, with the bounds that are known."""
    return {
        "id": item.id,
        "agreement": item.agreement,
        "clause": item.clause,
        "question": item.text,
        "kind": item.kind,
        "topic": item.topic,
        "event": item.event,
        "earliest": _day(item.earliest),
        "latest": _day(item.latest),
        "because": item.because,
        "holds": item.holds,
        "futures": [{"reading": one.reading, "end": _day(one.end)} for one in item.futures],
        "article": item.cited.article if item.cited else None,
        "quote": item.cited.quote if item.cited else None,
        "source": _source(item.source),
    }


def of_clause(computation: Computation, clause: str) -> Json:
    """What comes out of one clause of the agreement: its occurrences, or why it has none."""
    items = [item for item in computation.occurrences if item.clause == clause]
    return {
        "occurrences": [described(computation, item) for item in items],
        "questions": [question(item) for item in computation.questions if item.clause == clause],
        "waiting": [waiting(item) for item in computation.waiting if item.clause == clause],
        "dateless": [shown(item) for item in computation.dateless if item.clause == clause],
        "standing": [shown(item) for item in computation.standing if item.clause == clause],
        "milestones": [shown(item) for item in computation.milestones if item.clause == clause],
        "same_as": [same(item) for item in computation.same if item.clause == clause],
    }


def waiting(item: Waiting) -> Json:
    """One clause that waits for its event."""
    return {
        "agreement": item.agreement,
        "clause": item.clause,
        "title": item.title,
        "event": item.event,
        "event_title": item.event_title,
        **_cited(item.cited),
    }


def shown(item: Shown) -> Json:
    """A milestone, a standing duty, or words set aside."""
    return {
        "agreement": item.agreement,
        "clause": item.clause,
        "title": item.title,
        "date": _day(item.on),
        "because": item.because or None,
        **_cited(item.cited),
    }


def same(item: Shown) -> Json:
    """A clause that says the same duty as another."""
    return {
        "agreement": item.agreement,
        "clause": item.clause,
        "same_as": item.because,
        **_cited(item.cited),
    }


def _cited(cited: Citation) -> Json:
    return {"article": cited.article, "quote": cited.quote, "source": _source(cited.source)}


def _source(source: Source) -> Json:
    return {"file": source.file, "line": source.line}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
