"""A plan for other programs: a versioned JSON document."""

from datetime import date
from typing import Any

from scheduler.planning.plan import Asked, Change, Plan, Telling
from scheduler.planning.published import Entry

FORMAT = "echeancier/plan"
VERSION = 1
Json = dict[str, Any]


def document(plan: Plan) -> Json:
    """The whole plan; dates are ISO, ``changes`` are the most serious first, each key once."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "today": plan.today.isoformat(),
        "empty": plan.is_empty,
        "upcoming": plan.upcoming,
        "upcoming_withdrawn": plan.lost,
        "loses_too_many": plan.loses_too_many,
        "changes": [_change(one) for one in plan.changes],
        "agreements": [
            {"id": one.agreement, "title": one.title, "before": one.before, "after": one.after}
            for one in plan.lives
        ],
        "recipients": [
            {"agreement": one.agreement, "before": one.before, "after": one.after}
            for one in plan.recipients
        ],
        "questions": {
            "opened": [_asked(one) for one in plan.opened],
            "answered": [_asked(one) for one in plan.answered],
        },
        "opening": plan.opening.isoformat() if plan.opening else None,
        "messages": [
            {"name": one.person.name, "address": one.person.address, "messages": one.messages}
            for one in plan.messages
        ],
    }


def _change(one: Change) -> Json:
    return {
        "key": one.shown.key,
        "agreement": one.shown.agreement,
        "agreement_title": one.shown.agreement_title,
        "title": one.shown.title,
        "kind": one.kind,
        "group": one.group,
        "now": one.now,
        "before": _entry(one.before) if one.before else None,
        "after": _entry(one.after) if one.after else None,
        "told": [_telling(told) for told in one.told],
        "reminders_stopped": [
            {"step": step.name, "day": step.day.isoformat()} for step in one.stopped
        ],
        "reminders_begun": [{"step": step.name, "day": step.day.isoformat()} for step in one.begun],
    }


def _entry(one: Entry) -> Json:
    return {
        "title": one.title,
        "cliff": one.cliff,
        "responsible": one.responsible,
        "due": _day(one.due),
        "earliest": _day(one.earliest),
        "latest": _day(one.latest),
        "send_by": _day(one.send_by),
        "when": one.when,
        "posting": one.posting,
        "done": _day(one.done),
        "applies": one.applies,
    }


def _telling(one: Telling) -> Json:
    return {"recipient": one.recipient, "left_at": one.left_at and one.left_at.isoformat()}


def _asked(one: Asked) -> Json:
    return {"id": one.id, "question": one.text}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
