"""The last useful session of the body that must decide before a letter leaves."""

from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.business_days import Calendar, DecidingBody
from scheduler.deadlines.french import full, short
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.procedural import clear_days_before


@dataclass(frozen=True)
class Session:
    """A session of a deciding body, and the last day to convene it (CGCT L2121-11, CASF R123-16).

    The convocation's days are counted clear, which is prudent where a text does not say so.
    """

    body: str
    on: date
    convene_by: date | None


def last_session(body: DecidingBody, before: date) -> Session | None:
    """The body's last session before that day, exclusive; None beyond what is known of it.

    Its sessions are known up to the end of the civil year of the last one written.
    """
    if body.known_until is None or before > body.known_until:
        return None
    held = [day for day in body.sessions if day < before]
    if not held:
        return None
    return Session(body.title, held[-1], convene_by(body, held[-1]))


def convene_by(body: DecidingBody, on: date) -> date | None:
    """The last day to send the convocation of that session."""
    return clear_days_before(on, body.convened_days) if body.convened_days else None


def deciding_body(calendar: Calendar, named: str | None, usual: bool) -> DecidingBody | None:
    """The body a clause names; for a ``usual`` decision, the calendar's only one where none is."""
    if named:
        return next((one for one in calendar.bodies if one.id == named), None)
    return calendar.bodies[0] if usual and len(calendar.bodies) == 1 else None


def with_session(body: DecidingBody, item: Occurrence) -> Occurrence:
    """The occurrence, with the last session that can decide before its last useful day."""
    before = item.useful_by
    if before is None:
        return item
    found = last_session(body, before)
    if found is None:
        known = (
            f" ; elles sont connues jusqu'au {short(body.known_until)}" if body.known_until else ""
        )
        step = f"Aucune séance de « {body.title} » n'est connue avant le {short(before)}{known}."
        return replace(item, derivation=derivation.with_more(item.derivation, [step]))
    step = (
        f"La décision revient à « {body.title} » : sa dernière séance avant le {short(before)} est "
        f"celle du {full(found.on)}"
    )
    if found.convene_by:
        step += (
            f", à convoquer {body.convened_days} jours francs avant, au plus tard le "
            f"{full(found.convene_by)}"
        )
    told = derivation.with_more(item.derivation, [step + "."])
    return replace(
        item,
        deciding_body=found.body,
        session=found.on,
        convene_by=found.convene_by,
        derivation=told,
    )
