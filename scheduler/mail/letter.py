"""A letter before it is rendered: plain texts, all of them data."""

from dataclasses import dataclass
from datetime import date, datetime

from scheduler.ical.invitation import Invitation


@dataclass(frozen=True)
class Entry:
    """One cliff, told in full; ``notes`` are on the reader's part, ``draft`` a letter to send."""

    title: str
    agreement: str
    day: date | None
    when: str
    left: str
    late: bool
    uncertain: bool
    who: str
    deputy: str | None
    action: str
    evidence: str
    otherwise: str
    condition: str
    article: str
    quote: str
    derivation: tuple[str, ...]
    source: str
    url: str | None
    next_reminder: date | None
    notes: tuple[str, ...] = ()
    draft: str = ""


@dataclass(frozen=True)
class Line:
    """One duty or question, told in a line."""

    when: str
    title: str
    agreement: str
    left: str
    url: str | None
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A titled list of lines; ``empty`` is said where there are none."""

    title: str
    lines: tuple[Line, ...]
    intro: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Letter:
    """The whole message; pairs are (display name, address), ``date`` an aware UTC instant.

    ``quoted`` says which of its words are not in its language;
    ``register`` witnesses, in a digest, how far the register of what was sent had come;
    ``invitation`` puts a date into the recipient's calendar, or takes it out.
    """

    message_id: str
    thread: tuple[str, ...]
    date: datetime
    sender: tuple[str, str]
    reply_to: tuple[str, str] | None
    recipient: tuple[str, str]
    language: str
    kind: str
    subject: str
    heading: str
    lead: tuple[str, ...]
    greeting: str
    entries: tuple[Entry, ...]
    sections: tuple[Section, ...]
    why: str
    whom: str
    banner: str = ""
    answer_by: str = ""
    quoted: str = ""
    register: str = ""
    invitation: Invitation | None = None
