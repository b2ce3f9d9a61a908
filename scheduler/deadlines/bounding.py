"""The events with which what recurs begins or ends, at their days where these are known."""

from dataclasses import replace
from typing import TypeVar

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.facts import Facts, resolve
from scheduler.deadlines.timing import Bound, EventBound, Recurs

Recurring = TypeVar("Recurring", bound=Recurs)


def at_known_days(
    agreement: Agreement, facts: Facts, timing: Recurring
) -> tuple[Recurring, tuple[str, ...]]:
    """The timing with the day of each event that bounds it, and the steps that tell these days.

    An event whose day is not known exactly stays, with its title.
    """
    if timing.since is None and timing.until is None:
        return timing, ()
    since, began = _at_its_day(agreement, facts, timing.since)
    until, ended = _at_its_day(agreement, facts, timing.until)
    return _between(timing, since, until), (*began, *ended)


def titled(agreement: Agreement, timing: Recurring) -> Recurring:
    """The timing with what the events that bound it are called."""
    return _between(timing, _called(agreement, timing.since), _called(agreement, timing.until))


def _between(timing: Recurring, since: Bound | None, until: Bound | None) -> Recurring:
    if since is timing.since and until is timing.until:
        return timing
    return replace(timing, since=since, until=until)


def _called(agreement: Agreement, bound: Bound | None) -> Bound | None:
    if not isinstance(bound, EventBound):
        return bound
    return replace(bound, named=derivation.event_title(agreement, bound.event))


def _at_its_day(
    agreement: Agreement, facts: Facts, bound: Bound | None
) -> tuple[Bound | None, tuple[str, ...]]:
    if not isinstance(bound, EventBound):
        return bound, ()
    known = resolve(agreement, facts, bound.event)
    if known.exact and known.earliest:
        return known.earliest, (derivation.anchor(agreement, known),)
    return _called(agreement, bound), ()
