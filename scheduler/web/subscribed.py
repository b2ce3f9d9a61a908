"""What the address of a subscribed calendar gives: its calendar, a notice that it ended, nothing.

An answer is made once and kept until what it is made of changes; the database down, the last one
is given again, for one error would switch some calendars off.
"""

import gzip
import logging
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.deadlines import french
from scheduler.feed import CATEGORIES, FeedEvent, etag, render
from scheduler.feeds import disk
from scheduler.feeds.publishing import day_of, publish
from scheduler.feeds.ringing import ringing
from scheduler.ical.lint import MAX_BYTES, defects
from scheduler.ical.texts import uid
from scheduler.store import feeds, publications
from scheduler.store.database import Session
from scheduler.store.faults import Unavailable
from scheduler.store.feeds import OVERLAP, Feed, Visit
from scheduler.store.publications import Publication
from scheduler.web.site import Site

TOLD = timedelta(days=90)
"""How long an address that ended says so, before it is gone."""
GENERATION = "1"
"""Raised when every subscriber must take the feed again, whatever it believes to hold."""
BETWEEN_VISITS = timedelta(minutes=10)
"""A visit sooner after another is not worth a write."""
FILE = "echeances.ics"
SOON = "Ce calendrier n'est pas encore publié : il attend l'administrateur du service"
OVER = "Ce calendrier n'est plus alimenté – réabonnez-vous"
ASK = "Retirer cet abonnement, puis s'abonner à la nouvelle adresse, à demander au service."
END = b"END:VCALENDAR\r\n"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Served:
    """A calendar ready to be sent: ``packed`` is its body compressed, None where it must not be."""

    body: bytes
    packed: bytes | None
    tag: str
    modified: datetime
    filename: str
    over: bool = False


@dataclass(frozen=True)
class Refusal:
    """An address that gives no calendar: unknown, or ended long ago."""

    status: int
    words: str


Answer = Served | Refusal
Stamp = tuple[object, ...]
"""What an answer was made of."""
UNKNOWN = Refusal(404, "Ce calendrier n'existe pas.")
GONE = Refusal(410, "Ce calendrier n'est plus alimenté.")


class Subscribed:
    """The answers of one service, by the hash of their token."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._made: dict[str, tuple[Stamp, Answer]] = {}
        self._rung: dict[str, tuple[Served, Served]] = {}
        self._visited: dict[int, datetime] = {}

    def answer(self, token: str, *, rings: bool = False) -> tuple[Answer, Visit | None]:
        """What the token gives now, and whose it is where the database says so; never fails.

        ``rings``: with its reminders.
        """
        key = feeds.hashed(token)
        answer, visit = self._silent(key, token)
        if rings and isinstance(answer, Served) and not answer.over:
            return self._ringing(key, answer), visit
        return answer, visit

    def _silent(self, key: str, token: str) -> tuple[Answer, Visit | None]:
        try:
            return self._known(key, token)
        except Unavailable as error:
            log.warning("database unavailable, the last calendar is given again: %s", error)
        except Exception:  # an answer of 500 would switch some calendars off until their restart
            log.exception("a calendar could not be made, the last one is given again")
        return self._remembered(key), None

    def _ringing(self, key: str, silent: Served) -> Served:
        """The same with its reminders, made once; without them where they would not be sound."""
        kept = self._rung.get(key)
        if kept is None or kept[0] != silent:
            kept = self._rung[key] = (silent, _with_reminders(silent))
        return kept[1]

    def begins(self, visit: Visit) -> bool:
        """Whether this is a visit to write down, which the next ones for a while are not."""
        now, last = self._site.clock.now(), self._visited.get(visit.token.id)
        if last and timedelta(0) <= now - last < BETWEEN_VISITS:
            return False
        self._visited[visit.token.id] = now
        return True

    def note(self, visit: Visit) -> None:
        """Write down that a calendar came by; a database that cannot be written costs nothing."""
        try:
            with self._site.database.write() as session:
                feeds.touch(session, visit.token, self._site.clock.now())
        except Unavailable:
            self._visited.pop(visit.token.id, None)
            log.warning("visit of a calendar not recorded")

    def _known(self, key: str, token: str) -> tuple[Answer, Visit | None]:
        now = self._site.clock.now()
        with self._site.database.read() as session:
            visit = feeds.find(session, token)
            if visit is None:
                return UNKNOWN, None
            ended = visit.ended_at(now)
            if ended is None:
                return self._live(key, visit, session), visit
        if now - ended > TOLD:
            return self._keep(key, (), lambda: GONE), visit
        return self._keep(key, (ended, visit.feed.gzip), lambda: self._over(visit, ended)), visit

    def _keep(self, key: str, stamp: Stamp, make: Callable[[], Answer]) -> Answer:
        """The answer made before of the same, else a new one."""
        kept = self._made.get(key)
        if kept is None or kept[0] != stamp:
            kept = self._made[key] = (stamp, make())
        return kept[1]

    def _live(self, key: str, visit: Visit, session: Session) -> Answer:
        feed = visit.feed
        tag = publications.tag(session, feed.id)
        first = None if tag else self._first(feed)
        named = first.tag if first else tag
        stamp = (named, feed.gzip, feed.label, feed.resumed_at, visit.token.ends_at)
        return self._keep(
            key,
            stamp,
            lambda: self._made_of(visit, first or publications.current(session, feed.id)),
        )

    def _made_of(self, visit: Visit, whole: Publication | None) -> Served:
        if whole is None:
            return self._alone(visit.feed, SOON, visit.feed.created_at)
        return self._current(visit, whole)

    def _first(self, feed: Feed) -> Publication | None:
        """The first version of a calendar that the service has not come round to."""
        day = day_of(self._site.situation())
        with self._site.database.write() as session:
            return publish(session, feed, day, self._site.press)

    def _current(self, visit: Visit, whole: Publication) -> Served:
        feed, ends_at = visit.feed, visit.token.ends_at
        modified = max(whole.modified, feed.resumed_at or whole.modified)
        if ends_at is None:
            return _served(feed, whole.body, whole.tag, modified)
        replaced = ends_at - OVERLAP
        body = _with(whole.body, self._notice(feed, _ending(ends_at), replaced, ends_at))
        return _served(feed, body, etag(body, whole.tag), max(modified, replaced))

    def _over(self, visit: Visit, since: datetime) -> Served:
        """One event that says so: without it a phone would show stale deadlines for ever."""
        return replace(self._alone(visit.feed, OVER, since), over=True)

    def _alone(self, feed: Feed, text: str, since: datetime) -> Served:
        """A calendar of one event."""
        event = self._notice(feed, text, since, since + TOLD)
        body = render(f"Échéances – {feed.label}", f"{text}.", self._site.domain, [event], event)
        return _served(feed, body, etag(body, GENERATION), since)

    def _notice(self, feed: Feed, text: str, since: datetime, until: datetime) -> FeedEvent:
        """A band over all the days on which it matters: whoever looks at any of them sees it."""
        where = f"{self._site.page}/calendrier/{feed.id}"
        return FeedEvent(
            uid=uid(f"adresse/{feed.id}/{since:%Y%m%d%H%M%S}", feed.kind, self._site.domain),
            start=since.date(),
            end=until.date(),
            summary=text,
            description=f"{text}.\n{ASK}\n{where}",
            sequence=0,
            published_at=since,
            url=where,
            category=CATEGORIES[2],
        )

    def _remembered(self, key: str) -> Answer:
        """The last version under that token; where there is none, 404 disturbs calendars least."""
        kept = self._made.get(key)
        answer = kept[1] if kept else UNKNOWN
        if kept and (isinstance(answer, Refusal) or answer.over):
            return answer
        copy = disk.read(self._site.press.folder, key)
        if copy is None or (kept and copy.tag in kept[0]):
            return answer
        return Served(copy.body, None, copy.tag, copy.modified, FILE)


def _served(feed: Feed, body: bytes, tag: str, modified: datetime) -> Served:
    packed = gzip.compress(body, mtime=0) if feed.gzip else None
    return Served(body, packed, tag, modified, _filename(feed))


def _with_reminders(silent: Served) -> Served:
    body = ringing(silent.body, silent.modified)
    found = defects(body)
    if found:
        log.error("a calendar is given without its reminders: %s", " ; ".join(found))
        return silent
    packed = gzip.compress(body, mtime=0) if silent.packed is not None else None
    return replace(silent, body=body, packed=packed, tag=etag(body, silent.tag))


def _filename(feed: Feed) -> str:
    """The label in the letters that every program takes in a header."""
    plain = unicodedata.normalize("NFKD", feed.label).encode("ascii", "ignore").decode().lower()
    named = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    return f"echeances-{named}.ics" if named else FILE


def _ending(ends_at: datetime) -> str:
    day = french.full(ends_at.date())
    return f"L'adresse de ce calendrier change : celle-ci s'arrête le {day}"


def _with(body: bytes, event: FeedEvent) -> bytes:
    """The same calendar with one more event, if it may still grow."""
    alone = render("x", "x", "x", [event], event)
    block = alone[alone.index(b"BEGIN:VEVENT") : -len(END)]
    longer = body.removesuffix(END) + block + END
    return longer if len(longer) <= MAX_BYTES else body
