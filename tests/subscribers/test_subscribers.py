"""Real calendar programs, subscribed to a running daemon through moves and outages.

Each program holds two subscriptions: at the daemon itself, and at the nginx of the
administrator's guide before it. Both must show what the feed says, no event more or less, within
a few of the program's own refreshes; and nothing may be lost while the feed is out of reach.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from tests.postgresql import Server
from tests.subscribers.evolution import Evolution
from tests.subscribers.front import Front, free_port, front
from tests.subscribers.home import home
from tests.subscribers.khal import Khal
from tests.subscribers.shown import Agenda, Subscriber, cancelled
from tests.subscribers.thunderbird import Thunderbird
from tests.subscribers.town import Town

DIRECT, BEHIND = "direct", "nginx"
CALENDARS = (DIRECT, BEHIND)
TRIES = 2
"""A try may have been under way when the outage began; the second one was not."""
LATER = timedelta(days=91)
Subscriptions = Sequence[tuple[Subscriber, str]]
Clients = Callable[[], list[Subscriber]]
PATIENCE = 200
"""Seconds: three refreshes of a minute, and some."""
REFILLED = 15
"""Seconds after which a calendar that is empty is no longer being refilled."""
NOTICE = "Dénonciation avant reconduction tacite"
FIRST, MOVED, MEANWHILE, AFTERWARDS = "2026-01-15", "2026-01-20", "2026-01-25", "2026-01-30"
LAST_DAY = {FIRST: 14, MOVED: 19, MEANWHILE: 24, AFTERWARDS: 29}
"""Two years, less three months' notice, less a day: that day of October 2027."""


@dataclass
class Table:
    """What each program did at each step; a cell that begins with NON is a failure."""

    clients: list[Subscriber] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    cells: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def note(self, column: str, client: Subscriber, words: str) -> None:
        if column not in self.columns:
            self.columns.append(column)
        self.cells.setdefault((client.name, column), []).append(words)
        print(f"{column}: {client.name}: {words}", flush=True)

    def failures(self) -> list[str]:
        return [
            f"{name}, {column}: {words}"
            for (name, column), told in self.cells.items()
            for words in told
            if words.startswith("NON")
        ]

    def text(self) -> str:
        """One block a program, one line a step."""
        return "\n".join(
            "\n".join([f"{one.name} {one.version}", *self._lines(one)]) for one in self.clients
        )

    def _lines(self, client: Subscriber) -> Iterator[str]:
        for column in self.columns:
            yield f"  {column:<44} {' ; '.join(self.cells.get((client.name, column), ['–']))}"


def expect(table: Table, column: str, wanted: Agenda, but: Subscriptions = ()) -> None:
    """Every program shows exactly that on its calendars, in time; says how soon."""
    began = time.monotonic()
    every = [(client, calendar) for client in table.clients for calendar in CALENDARS]
    waiting = [one for one in every if one not in but]
    while waiting and time.monotonic() < began + PATIENCE:
        for client, calendar in list(waiting):
            if client.agenda(calendar) == wanted:
                waiting.remove((client, calendar))
                table.note(column, client, f"{calendar} {time.monotonic() - began:.0f} s")
        time.sleep(1)
    for client, calendar in waiting:
        table.note(column, client, difference(calendar, client.agenda(calendar), wanted))


def keep(table: Table, column: str, wanted: Agenda) -> None:
    """Every program goes for its feeds twice more and still shows exactly that."""
    began = time.monotonic()
    before = {client.name: client.tries() for client in table.clients}
    waiting = list(table.clients)
    while waiting and time.monotonic() < began + PATIENCE:
        time.sleep(1)
        for client in list(waiting):
            tried = client.tries() - before[client.name]
            lost = [one for name in CALENDARS if (one := lost_of(client, name, wanted))]
            if lost or tried >= TRIES:
                waiting.remove(client)
                told = lost or [f"{wanted.total()} événements, {tried} demandes"]
                table.note(column, client, " ; ".join(told))
    for client in waiting:
        table.note(column, client, f"NON : ne demande plus rien après {PATIENCE} s")


def lost_of(client: Subscriber, calendar: str, wanted: Agenda) -> str:
    """What is wrong there for good: Thunderbird empties, then fills, at each refresh."""
    deadline = time.monotonic() + REFILLED
    while (seen := client.agenda(calendar)) != wanted and time.monotonic() < deadline:
        time.sleep(1)
    return "" if seen == wanted else difference(calendar, seen, wanted)


def difference(calendar: str, seen: Agenda, wanted: Agenda) -> str:
    missing, more = wanted - seen, seen - wanted
    some = [*list(missing)[:2], *list(more)[:2]]
    return f"NON : {calendar}, {missing.total()} manquent, {more.total()} de trop : {some}"


def last_days(agenda: Agenda) -> list[date]:
    """Those of the first notice; the day to post the letter is another event."""
    days = sorted(one.last for one in agenda if one.title.startswith(NOTICE))
    return days[:1]


def assert_known(agenda: Agenda, signed: str) -> None:
    """The feed itself is right, by a date computed by hand."""
    assert last_days(agenda) == [date(2027, 10, LAST_DAY[signed])]
    assert max(agenda.values()) == 1


@contextlib.contextmanager
def subscribed(town: Town, frontal: Front, folder: Path) -> Iterator[list[Subscriber]]:
    addresses = {DIRECT: town.feed, BEHIND: frontal.page + town.path}
    with home("evolution") as one, home("thunderbird") as other:
        yield [
            Khal(folder, addresses),
            Evolution(one, addresses, frontal.seen),
            Thunderbird(other, addresses, frontal.seen),
        ]


@contextlib.contextmanager
def stopped(server: Server) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


def live_through(
    town: Town, table: Table, frontal: Front, server: Server, clients: Clients
) -> None:
    """From the first synchronisation to the day when what was withdrawn is gone."""
    with town.serving() as service:
        table.clients += clients()
        first = town.published()
        assert_known(first, FIRST)
        expect(table, "première synchronisation", first)
        town.sign(MOVED)
        moved = town.published_after(first)
        assert_known(moved, MOVED)
        assert moved.total() == first.total()
        expect(table, "dates déplacées", moved)
        town.withdraw()
        withdrawn = town.published_after(moved)
        assert cancelled(withdrawn)
        expect(table, "retirée : « ANNULÉ — », CANCELLED", withdrawn)
        with stopped(server):
            keep(table, "a. base arrêtée, service en vie", withdrawn)
            status = httpx.get(town.feed, timeout=60).status_code
            assert status < 500, f"with its database stopped, the daemon answers {status}"
        town.sign(MEANWHILE)
        known = town.published_after(withdrawn)
        expect(table, "a. retour", known)
        service.kill()
    begins = len(frontal.visits())
    keep(table, "b. mort derrière nginx, c. mort sans rien", known)
    print("b. nginx a répondu :", dict(frontal.answers(begins)))
    assert_nothing_told_of(town, frontal)
    town.sign(AFTERWARDS)
    with town.serving():
        last = town.published_after(known)
        assert_known(last, AFTERWARDS)
        # A refused connection stops Thunderbird as an error does: nothing that we answer helps.
        deaf = [(one, DIRECT) for one in table.clients if isinstance(one, Thunderbird)]
        expect(table, "b, c. retour", last, but=deaf)
        for one, _ in deaf:
            told = "attend" if one.agenda(DIRECT) == known else "est revenu"
            table.note("c. retour sans nginx", one, told)
            one.restart()
        expect(table, "c. Thunderbird relancé, les autres non", last)
    with town.serving(LATER):
        town.confirm(LATER)
        later = town.published_after(last)
        assert not cancelled(later)
        expect(table, "91 jours après : retirée, disparue", later)


def assert_nothing_told_of(town: Town, frontal: Front) -> None:
    """A feed never asked for is absent, not broken; and no log tells an address."""
    unseen = httpx.get(f"{frontal.page}/flux/e1inconnu.ics")
    assert (unseen.status_code, unseen.headers["content-type"]) == (
        404,
        "text/plain; charset=utf-8",
    )
    assert Path(town.path).stem not in frontal.logs()


@pytest.mark.proof
@pytest.mark.timeout(2400)
@pytest.mark.needs("postgresql")
@pytest.mark.needs("faketime")
@pytest.mark.needs("nginx")
@pytest.mark.needs("khal")
@pytest.mark.needs("evolution")
@pytest.mark.needs("thunderbird")
def test_moves_appear_and_outages_empty_nobodys_calendar(
    deployment: Path, tmp_path_factory: pytest.TempPathFactory, postgresql: Server
) -> None:
    town = Town(deployment, postgresql.new(), free_port())
    town.sign(FIRST)
    town.subscribe()
    with ExitStack() as held:
        frontal = held.enter_context(front(town.port))
        programs = subscribed(town, frontal, tmp_path_factory.mktemp("khal"))
        table = Table()
        try:
            live_through(town, table, frontal, postgresql, lambda: held.enter_context(programs))
        finally:
            print(table.text())
    assert table.failures() == []
