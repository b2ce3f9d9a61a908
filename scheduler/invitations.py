"""Decide which dates are put into whose calendar by mail, moved there, or taken out again."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from scheduler import wording
from scheduler.correspondence.audience import in_title
from scheduler.correspondence.records import Records
from scheduler.correspondence.reminding import Item
from scheduler.deadlines.acts import Act, ActKind
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.period import add_months
from scheduler.ical.invitation import Method
from scheduler.rulebook.directory import Person
from scheduler.situation import Situation
from scheduler.store.register import RegisterEntry

MONTHS_AHEAD = 12
Reason = Literal["new", "moved", "withdrawn", "done", "undue", "reassigned", "unwished"]
Found = tuple[Computation, Occurrence]
KINDS = ("invitation", "cancellation")
"""The kinds of the messages that carry them."""
Place = tuple[str, str]
"""An occurrence in a person's calendar: its key, the person's address."""
_STEP = re.compile(r"(un)?invite-(\d+)-(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Invite:
    """One calendar message that is due: ``day`` is what the calendar is to show, or shows.

    ``sequence`` is above that of every earlier message about this occurrence to this person;
    ``previous`` is the day that ``day`` replaces; ``act`` what is to be done on it, None for what
    the occurrence's own title says.
    ``found`` is None where the occurrence has left the rules.
    """

    method: Method
    because: Reason
    key: str
    revision: int
    sequence: int
    day: date
    person: Person
    title: str
    agreement: str
    act: ActKind | None
    previous: date | None = None
    found: Found | None = None

    @property
    def today(self) -> date:
        """The day on which it is written; that of the calendar where the occurrence is gone."""
        return self.found[0].today if self.found else self.day

    @property
    def is_new(self) -> bool:
        """Whether the calendar shows nothing of it yet: it misleads nobody meanwhile."""
        return self.method == "REQUEST" and self.previous is None

    @property
    def item(self) -> Item:
        """What the message carries, for the outbox's unique keys and for the passes to come."""
        verb = "uninvite" if self.method == "CANCEL" else "invite"
        return Item(self.key, self.revision, f"{verb}-{self.sequence}-{self.day}")


@dataclass(frozen=True)
class _Shown:
    """The last calendar message about an occurrence to a person."""

    sequence: int
    day: date
    stands: bool


def subjects(situation: Situation, register: Mapping[str, RegisterEntry]) -> set[str]:
    """Every key of which it matters here what was sent: withdrawn and done ones too.

    However long ago it was withdrawn: a date far ahead may still stand in a calendar.
    """
    computed = {item.key for one in situation.binding for item in one.occurrences}
    return computed | {key for key, one in register.items() if one.withdrawn_at}


def wanted(
    situation: Situation,
    records: Records,
    register: Mapping[str, RegisterEntry],
    wishes: Callable[[Person], bool],
    organizer: str,
) -> list[Invite]:
    """The calendar messages due now, the most misleading dates first; one a date and person.

    ``records.sent`` must cover ``subjects``; ``register`` is by key, as just published. Only exact
    dates of cliffs still to come are shown, from twelve months ahead; one that is shown follows
    its date wherever it goes, and the next act once one has passed; the last one stays where it is.
    Nobody is invited by her own address, ``organizer``: her calendar would take it for a meeting
    that she holds.
    """
    wished = dict(_wished(situation, wishes))
    shown = _shown(records)
    places = [one for one in wished.keys() | shown.keys() if one[1].lower() != organizer.lower()]
    due = (
        _request(place, wished[place], shown.get(place), situation, records, register)
        if place in wished
        else _cancel(place, shown[place], situation, records, register)
        for place in places
    )
    return sorted((one for one in due if one), key=_urgency)


def _urgency(invite: Invite) -> tuple[bool, bool, date, str, str]:
    return (invite.method != "CANCEL", invite.is_new, invite.day, invite.key, invite.person.address)


def _wished(
    situation: Situation, wishes: Callable[[Person], bool]
) -> Iterator[tuple[Place, tuple[Found, Person, date]]]:
    """Each date that is to stand in somebody's calendar."""
    for computation in situation.binding:
        for item in computation.occurrences:
            day = _day(computation, item)
            person = in_title(situation, computation, item) if day else None
            if day and person and wishes(person):
                yield (item.key, person.address), ((computation, item), person, day)


def _day(computation: Computation, item: Occurrence) -> date | None:
    """The day of the next act that somebody has to do, where it is certain."""
    act = _act(computation, item)
    return act.by if act else None


def _act(computation: Computation, item: Occurrence) -> Act | None:
    """The next act to do: to convene, else the session itself; then to post, else the last day.

    None where the date is not certain, or where nobody has to keep it.
    """
    if not item.cliff or item.due is None or item.certainty != "exact":
        return None
    if not computation.is_pending(item):
        return None
    # A condition told in words alone: nothing recorded can say that it is met.
    if item.condition is not None and item.depends is None:
        return None
    performed = computation.performed(item)
    acts = (act for act in _to_do(item) if act.kind not in performed)
    return next((act for act in acts if act.by >= computation.today), None)


def _to_do(item: Occurrence) -> tuple[Act, ...]:
    """The acts that a calendar shows one after the other: each needs somebody."""
    kinds = {act.kind for act in item.acts}
    left_out: set[ActKind] = {"last"} if kinds & {"session", "post"} else set()
    if {"convene", "post"} <= kinds:
        left_out.add("session")
    return tuple(act for act in item.acts if act.kind not in left_out)


def _shown(records: Records) -> dict[Place, _Shown]:
    """What each calendar was last told of each occurrence."""
    found: dict[Place, _Shown] = {}
    for key, _, address, step in records.sent:
        told = _STEP.fullmatch(step)
        if not told:
            continue
        one = _Shown(int(told[2]), date.fromisoformat(told[3]), not told[1])
        last = found.get((key, address))
        if last is None or last.sequence < one.sequence:
            found[key, address] = one
    return found


def _request(
    place: Place,
    wish: tuple[Found, Person, date],
    shown: _Shown | None,
    situation: Situation,
    records: Records,
    register: Mapping[str, RegisterEntry],
) -> Invite | None:
    found, person, day = wish
    stands = shown is not None and shown.stands
    if stands and shown and shown.day == day:
        return None
    if not stands and day > add_months(situation.today, MONTHS_AHEAD):
        return None
    key = place[0]
    computation, item = found
    return Invite(
        method="REQUEST",
        because="moved" if stands else "new",
        key=key,
        revision=records.revision(key),
        sequence=_next(key, shown, register),
        day=day,
        person=person,
        title=wording.title(computation, item, person.tongue),
        agreement=computation.agreement.short_title,
        act=_kind(item, day),
        previous=shown.day if stands and shown else None,
        found=found,
    )


def _next(key: str, shown: _Shown | None, register: Mapping[str, RegisterEntry]) -> int:
    """The register's sequence, raised where this calendar has seen one as high (RFC 5546 2.1.4)."""
    published = register[key].sequence if key in register else 0
    return max(published, shown.sequence + 1) if shown else published


def _cancel(
    place: Place,
    shown: _Shown,
    situation: Situation,
    records: Records,
    register: Mapping[str, RegisterEntry],
) -> Invite | None:
    key, address = place
    entry = register.get(key)
    if not shown.stands or shown.day < situation.today or entry is None:
        return None
    found = situation.occurrence(key)
    because = _reason(situation, entry, found, address)
    if because is None:
        return None
    content, person = json.loads(entry.content), _known(situation, address)
    return Invite(
        method="CANCEL",
        because=because,
        key=key,
        revision=records.revision(key),
        sequence=_next(key, shown, register),
        day=shown.day,
        person=person,
        title=wording.title(*found, person.tongue) if found else _title(content),
        agreement=content["agreement_title"],
        act=_shown_act(content, shown.day),
        found=found,
    )


def _kind(item: Occurrence, day: date) -> ActKind | None:
    """What is to be done that day; None for what the title says."""
    act = next((act for act in _to_do(item) if act.by == day), None)
    return act.kind if act and act.kind != "last" else None


def _shown_act(content: Mapping[str, Any], day: date) -> ActKind | None:
    """What the calendar shows for that day, as the register last knew it."""
    sitting = content.get("session") or {}
    told: dict[ActKind, Any] = {
        "convene": sitting.get("convene_on"),
        "session": sitting.get("date"),
        "post": content["send_by"],
    }
    return next((kind for kind, shown in told.items() if shown == day.isoformat()), None)


def _reason(
    situation: Situation, entry: RegisterEntry, found: Found | None, address: str
) -> Reason | None:
    """Why the date leaves this calendar; None where a file that cannot be read may be why."""
    if found is None or found[0].life == "template":
        return "withdrawn" if entry.withdrawn_at else None
    computation, item = found
    if computation.done(item):
        return "done"
    if _day(computation, item) is None:
        return "undue"
    if situation.rulebook.errors:
        return None
    same = in_title(situation, computation, item).address == address
    return "unwished" if same else "reassigned"


def _title(content: Mapping[str, Any]) -> str:
    """The title as the register last knew it."""
    period = content["period"]
    return f"{content['title']} – {period['label']}" if period else str(content["title"])


def _known(situation: Situation, address: str) -> Person:
    """The person of that address, in whatever role and time; without a name if there is none."""
    roles = situation.rulebook.directory.roles.values()
    people = (one.person for role in roles for one in role.holders)
    return next((one for one in people if one.address == address), Person("", address))
