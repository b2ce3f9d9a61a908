"""A calendar that follows RFC 5546, and a town that invites: the real register, letters, bytes."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

from icalendar import Calendar

from scheduler.correspondence.records import Records, SentStep
from scheduler.deadlines.facts import Done, Facts
from scheduler.deadlines.obligation import Occurrence
from scheduler.invitations import Invite, subjects, wanted
from scheduler.letters.desk import Desk
from scheduler.letters.invitation import invitation_letter
from scheduler.mail.message import render
from scheduler.problems import Place, Problem
from scheduler.reconcile import entries
from scheduler.rulebook.directory import Directory, Holder, Person, Role
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from scheduler.store import register
from scheduler.store.database import Database
from scheduler.store.register import RegisterEntry
from tests.bethune import agreement

ORGANIZER = "echeancier@ville.example"
DESK = Desk(("Échéancier", ORGANIZER), "essai.localhost", page="https://echeances.ville.example")
PEOPLE = tuple(Person(name, f"{name.lower()}@ville.example") for name in ("Ana", "Bo", "Zoe"))
AGREEMENTS = ("bail", "sad")
START = date(2026, 11, 17)
UNREADABLE = Problem(Place("rules/x.yaml", 1, 1), "R001", "illisible", "corriger", "erreur")


@dataclass
class Client:
    """What one person's calendar shows, by UID; the highest SEQUENCE alone counts (2.1.5)."""

    seen: dict[str, int] = field(default_factory=dict)
    shown: dict[str, date] = field(default_factory=dict)

    def receive(self, message: bytes) -> None:
        method, event = read(message)
        uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
        if sequence <= self.seen.get(uid, -1):
            return
        self.seen[uid] = sequence
        if method == "CANCEL":
            self.shown.pop(uid, None)
        else:
            self.shown[uid] = event["DTSTART"].dt


def read(message: bytes) -> tuple[str, Any]:
    """The method and the one event of a message, as a mail program finds them."""
    parsed = message_from_bytes(message, policy=policy.default)
    (part,) = [one for one in parsed.walk() if one.get_content_type() == "text/calendar"]
    calendar: Any = Calendar.from_ical(part.get_content())
    (event,) = calendar.walk("VEVENT")
    method = str(calendar["METHOD"])
    assert part["Content-Type"].params["method"] == method
    assert event["ATTENDEE"] == f"mailto:{parsed['To'].addresses[0].addr_spec}"
    return method, event


class Town:
    """Two agreements, each followed by one of three people; a pass delivers what it writes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.today = START
        self.signed: dict[str, date] = {}
        self.done: dict[str, set[str]] = {name: set() for name in AGREEMENTS}
        self.holder = dict.fromkeys(AGREEMENTS, PEOPLE[0])
        self.wishing = {PEOPLE[0].address}
        self.absent: set[str] = set()
        self.unreadable: set[str] = set()
        self.sent: set[SentStep] = set()
        self.uids: dict[tuple[str, str], str] = {}
        self.delivered: list[tuple[str, bytes]] = []
        self.clients = {one.address: Client() for one in PEOPLE}

    def situation(self) -> Situation:
        kept = [name for name in AGREEMENTS if name not in self.absent | self.unreadable]
        book = Rulebook(
            agreements=tuple(replace(agreement(), id=name, responsible=name) for name in kept),
            directory=self.directory(),
            problems=(UNREADABLE,) if self.unreadable else (),
            version="1",
        )
        facts = {name: self._facts(name) for name in kept}
        return situation(book, facts, datetime.combine(self.today, datetime.min.time(), UTC))

    def directory(self) -> Directory:
        roles = {
            name: Role(name, f"Direction {name}", (Holder(person),))
            for name, person in self.holder.items()
        }
        everyone = Role("tous", "Tous", tuple(map(Holder, PEOPLE)))
        return Directory(roles | {"tous": everyone}, manager="tous", present=True)

    def _facts(self, name: str) -> Facts:
        signed = {"signature": self.signed[name]} if name in self.signed else {}
        done = {key: Done(self.today) for key in self.done[name]}
        return Facts(events=signed, done=done, since=date(2026, 1, 1))

    def published(self, known: Situation) -> dict[str, RegisterEntry]:
        with self.database.write() as session:
            complete = not known.rulebook.errors
            register.publish(session, entries(known), known.now, complete=complete)
            return register.known(session)

    def due(self) -> tuple[Situation, list[Invite]]:
        """What is due to be sent now, given what was sent."""
        known = self.situation()
        published = self.published(known)
        asked = subjects(known, published)
        records = Records(
            revisions={key: one.revision for key, one in published.items()},
            sent=frozenset(step for step in self.sent if step[0] in asked),
        )
        return known, wanted(known, records, published, self.wishes, ORGANIZER)

    def wishes(self, person: Person) -> bool:
        return person.address in self.wishing

    def write(self, at_most: int | None = None) -> list[Invite]:
        """One pass: the first of what is due is written, delivered and remembered."""
        known, due = self.due()
        for invite in due[:at_most]:
            item, address = invite.item, invite.person.address
            step = (item.occurrence, item.revision, address, item.step)
            assert step not in self.sent
            self.sent.add(step)
            body = render(invitation_letter(invite, known, DESK))
            uid, sequence = (read(body)[1][name] for name in ("UID", "SEQUENCE"))
            assert int(sequence) > self.clients[address].seen.get(str(uid), -1)
            assert self.uids.setdefault((item.occurrence, address), str(uid)) == str(uid)
            assert len(set(self.uids.values())) == len(self.uids)
            self.delivered.append((address, body))
            self.clients[address].receive(body)
        return due[:at_most]

    def write_all(self) -> list[Invite]:
        """Passes until nothing is due."""
        written: list[Invite] = []
        while found := self.write():
            written += found
            assert len(written) < 100, "it never ends"
        return written

    def shown(self, clients: dict[str, Client] | None = None) -> dict[str, list[date]]:
        """The days still to come in each person's calendar."""
        return {
            address: sorted(day for day in client.shown.values() if day >= self.today)
            for address, client in (clients or self.clients).items()
        }

    def current(self) -> dict[str, list[tuple[Occurrence, date]]]:
        """What should stand there: certain cliffs to come, not done, for who follows and wishes."""
        found: dict[str, list[tuple[Occurrence, date]]] = {one.address: [] for one in PEOPLE}
        for computation in self.situation().computations:
            person = self.holder[computation.agreement.id]
            for item in computation.occurrences if self.wishes(person) else ():
                day = item.send_by or item.due
                # What is useful in one reading alone is certain in none.
                unsure = item.condition is not None and item.depends is None
                certain = item.cliff and item.due and item.certainty == "exact" and not unsure
                done = item.key in self.done[computation.agreement.id]
                if certain and day and day >= self.today and not done:
                    found[person.address].append((item, day))
        return found

    def notice(self, name: str = "sad", period: int = 1) -> str:
        return f"{name}/preavis/p{period}"

    def sign(self, name: str, day_of_notice: date) -> None:
        """Signed so that its first notice falls about that day."""
        self.signed[name] = day_of_notice - timedelta(days=2 * 365 - 110)
