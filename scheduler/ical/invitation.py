"""One date put into one person's calendar by mail (iTIP, RFC 5546): request, update, cancel."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from urllib.parse import quote

from icalendar import Calendar, vCalAddress

from scheduler.addresses import is_plain
from scheduler.ical.event import AllDay, component
from scheduler.ical.texts import plain_name, shortened

Method = Literal["REQUEST", "CANCEL"]
MAX_SUMMARY = 200
MAX_NAME = 100


@dataclass(frozen=True)
class Invitation:
    """What one calendar is asked to show on ``day``, or no longer.

    Pairs are (display name, address); ``stamp`` is aware. Raises ValueError for what no calendar
    could place: a local instant, an address in which something hides, a negative sequence, an
    organizer who invites herself (Outlook then sees a meeting of her own, and does nothing).
    """

    method: Method
    uid: str
    sequence: int
    day: date
    summary: str
    description: str
    organizer: tuple[str, str]
    attendee: tuple[str, str]
    stamp: datetime
    url: str | None = None

    def __post_init__(self) -> None:
        if self.stamp.tzinfo is None:
            raise ValueError(f"{self.uid} : instant sans fuseau")
        if self.sequence < 0:
            raise ValueError(f"{self.uid} : numéro de version négatif")
        for _, address in (self.organizer, self.attendee):
            if not is_plain(address):
                raise ValueError(f"adresse refusée : {address!r}")
        if self.organizer[1].lower() == self.attendee[1].lower():
            raise ValueError(f"{self.uid} : l'organisateur est l'invité")


def to_bytes(invitation: Invitation) -> bytes:
    """The calendar object, the same for the same invitation.

    Nobody is asked to answer (RSVP=FALSE, no counter-proposal). PARTSTAT is NEEDS-ACTION all the
    same: on ACCEPTED, which only the attendee may say, programs offer no click to place the event.
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//{invitation.uid.rpartition('@')[2]}//echeancier 1//FR")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", invitation.method)
    event = component(_event(invitation))
    event.add("ORGANIZER", _person(invitation.organizer))
    attendee = _person(invitation.attendee)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    attendee.params["RSVP"] = "FALSE"
    event.add("ATTENDEE", attendee)
    event.add("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE")
    event.add("X-MICROSOFT-CDO-INTENDEDSTATUS", "FREE")
    event.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")
    calendar.add_component(event)
    body: bytes = calendar.to_ical()
    return body


def _event(invitation: Invitation) -> AllDay:
    return AllDay(
        uid=invitation.uid,
        first=invitation.day,
        last=invitation.day,
        summary=shortened(invitation.summary, MAX_SUMMARY),
        description=invitation.description,
        sequence=invitation.sequence,
        at=invitation.stamp,
        status="CANCELLED" if invitation.method == "CANCEL" else "CONFIRMED",
        url=invitation.url,
    )


def _person(pair: tuple[str, str]) -> vCalAddress:
    """A calendar user's address; in the name, nothing that RFC 6868 would have to escape."""
    called, address = pair
    made = vCalAddress("mailto:" + quote(address, safe="@!$'*+="))
    name = shortened(" ".join(re.sub(r'["^]', " ", plain_name(called)).split()), MAX_NAME)
    if name:
        made.params["CN"] = name
    return made
