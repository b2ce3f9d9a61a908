"""What a calendar costs: made anew, with one event changed, asked for again and again.

Each figure stands beside a named baseline of the same run. Building: to a builder written by
hand, which escapes and folds and nothing else. Publishing: everything that a change goes through,
judged and read back included, to the cold publication of the same calendar. Serving: to a static
file of the same bytes from the same server, whole (200) and unchanged (304). Nothing here is a
promise in seconds.
"""

import asyncio
import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from scheduler.feed import END, FeedEvent, block, heading
from scheduler.feeds.mirror import Press
from scheduler.feeds.rounds import Rounds
from scheduler.letters.desk import Desk
from scheduler.queueing import Office
from scheduler.reconcile import reconcile
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from scheduler.store import feeds, journal, publications
from scheduler.store.database import Database, open_database

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DOMAIN = "banc.localhost"
OFFICE = Office(Desk(("échéancier", "e@ville.example"), DOMAIN), within_hours=True)
ROUNDS = 5
REQUESTS = 400
CONNECTIONS = 8
SECONDS = 4.0
WORDS = "Compte rendu financier, à remettre ; au plus tard « six mois » après la clôture\n"


def some_events(number: int) -> list[FeedEvent]:
    """That many events, of the length that ours have."""
    return [
        FeedEvent(
            uid=f"convention-{rank}-bilan-2026-0123456789ab@{DOMAIN}",
            start=date(2026, 1, 1) + timedelta(days=rank),
            end=date(2026, 1, 1) + timedelta(days=rank),
            summary=f"Bilan annuel, exercice {rank} – Convention {rank}",
            description=WORDS * 6,
            sequence=0,
            published_at=NOW,
            url=f"https://echeances.ville.example/echeance/convention/bilan/{rank}",
        )
        for rank in range(number)
    ]


def ours(events: list[FeedEvent]) -> bytes:
    """A whole calendar, every event made anew."""
    return b"".join([heading("banc", "banc", DOMAIN), *map(block, events), END])


def by_hand(events: list[FeedEvent]) -> bytes:
    """The same lines, written out: texts escaped, lines folded at 75 octets."""
    parts = [heading("banc", "banc", DOMAIN)]
    for one in events:
        stamp = f"{one.published_at:%Y%m%dT%H%M%SZ}"
        lines = (
            "BEGIN:VEVENT",
            f"SUMMARY:{_escaped(one.summary)}",
            f"DTSTART;VALUE=DATE:{one.start:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.end + timedelta(days=1):%Y%m%d}",
            f"DTSTAMP:{stamp}",
            f"UID:{one.uid}",
            f"SEQUENCE:{one.sequence}",
            f"CATEGORIES:{one.category}",
            "CLASS:PUBLIC",
            f"DESCRIPTION:{_escaped(one.description.strip())}",
            f"LAST-MODIFIED:{stamp}",
            "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
            f"URL:{one.url}",
            "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
            "END:VEVENT",
        )
        parts += [_folded(line) for line in lines]
    return b"".join([*parts, END])


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (",", "\\,"), (";", "\\;"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> bytes:
    rest, parts, room = line.encode(), [], 75
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut])
        rest, room = rest[cut:], 74
    return b"\r\n ".join([*parts, rest]) + b"\r\n"


def timed(work: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def town(copies: int) -> Rulebook:
    """Béthune's agreement, as many times."""
    rules = load(Sources((ROOT / "rules",), ROOT / "calendars", ROOT / "annuaire.yaml")).sound()
    one = rules.agreement("bethune-sad")
    assert one is not None
    return replace(
        rules, agreements=tuple(replace(one, id=f"{one.id}-{rank}") for rank in range(copies))
    )


def followed(path: Path, rulebook: Rulebook) -> tuple[Database, str]:
    """A database in which they are signed and followed, and the token of a calendar of them all."""
    database = open_database(path)
    with database.write() as session:
        for one in rulebook.agreements:
            journal.record(
                session, "event", one.id, "signature", date(2025, 4, 1), by="banc", at=NOW
            )
        _, token = feeds.new_feed(session, "all", "", "banc", NOW)
    return database, token


def build() -> None:
    """Cold, from events to bytes."""
    for number in (500, 5000):
        events = some_events(number)
        size = len(ours(events))
        made, written = (
            statistics.median(timed(partial(builder, events)) for _ in range(3))
            for builder in (ours, by_hand)
        )
        print(
            f"cold build of {number} events ({size:,} bytes) to one written by hand: "
            f"{made / written:.1f} ({made * 1e3:.0f} ms, {written * 1e3:.0f} ms; no aim)"
        )


def publish(folder: Path) -> None:
    """All that a pass does for a calendar: cold, one event changed, nothing changed."""
    rulebook = town(12)
    database, _ = followed(folder / "publier.sqlite", rulebook)
    rounds = Rounds(database, Press("https://banc.example", DOMAIN, folder / "feeds"))
    known = reconcile(database, rulebook, NOW, OFFICE).situation
    cold = timed(lambda: rounds.make(known))
    changed = []
    for rank in range(ROUNDS):
        name, at = f"bethune-sad-{rank}", NOW + timedelta(minutes=rank + 1)
        with database.write() as session:
            item = f"{name}/bilan-annuel/2026"
            journal.record(session, "done", name, item, date(2026, 11, 1), by="banc", at=at)
        known = reconcile(database, rulebook, at, OFFICE).situation
        changed.append(timed(partial(rounds.make, known)))
    unchanged = statistics.median(timed(lambda: rounds.make(known)) for _ in range(ROUNDS))
    with database.read() as session:
        version = publications.current(session, 1)
    database.close()
    assert version is not None
    print(f"publishing {version.events} events, {len(version.body):,} bytes: {cold * 1e3:.0f} ms")
    for what, took in (("one changed", statistics.median(changed)), ("none changed", unchanged)):
        print(f"{what}, to the cold publication: {took / cold:.3f} ({took * 1e3:.1f} ms)")


@contextmanager
def served(folder: Path, token: str) -> Iterator[tuple[int, Path]]:
    """The port of the pages and calendars, in a process of their own, and a file they serve."""
    static = folder / "static"
    static.mkdir()
    command = [sys.executable, "-m", "benchmarks.feed_server", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as client:
            status, body, _ = ask(client, f"/flux/{token}.ics")
        assert status == 200
        (static / "calendrier.ics").write_bytes(body)
        yield port, static
    finally:
        process.kill()
        process.wait()


def ask(
    client: http.client.HTTPConnection, path: str, tag: str = ""
) -> tuple[int, bytes, dict[str, str]]:
    """One answer over a connection that stays open."""
    client.request("GET", path, headers={"If-None-Match": tag} if tag else {})
    answer = client.getresponse()
    return answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}


def latencies(port: int, token: str) -> None:
    """The calendar to the file, asked for in turn: whole, then with its own validator."""
    paths = {"calendar": f"/flux/{token}.ics", "file": "/fichier/calendrier.ics"}
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as client:
        tags = {name: ask(client, path)[2]["etag"] for name, path in paths.items()}
        for status in (200, 304):
            took: dict[str, list[float]] = {name: [] for name in paths}
            for _ in range(REQUESTS):
                for name, path in paths.items():
                    started = time.perf_counter()
                    answer = ask(client, path, tags[name] if status == 304 else "")
                    took[name].append(time.perf_counter() - started)
                    assert answer[0] == status, answer
            calendar, file = (statistics.median(took[name]) for name in paths)
            print(
                f"unchanged calendar to a static file, {status}: {calendar / file:.2f} "
                f"({calendar * 1e3:.2f} ms, {file * 1e3:.2f} ms; aim: at most 2)"
            )


async def _lane(port: int, request: bytes, until: float) -> int:
    """How many 304 one connection gets."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    while time.perf_counter() < until:
        writer.write(request)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 304"), answer
        done += 1
    writer.close()
    return done


async def _many(port: int, path: str, tag: str) -> float:
    request = f"GET {path} HTTP/1.1\r\nHost: banc\r\nIf-None-Match: {tag}\r\n\r\n".encode()
    until = time.perf_counter() + SECONDS
    return (
        sum(await asyncio.gather(*(_lane(port, request, until) for _ in range(CONNECTIONS))))
        / SECONDS
    )


def throughput(port: int, token: str) -> None:
    """Conditional requests a second: the server on one core, those who ask on another."""
    rates = []
    for path in (f"/flux/{token}.ics", "/fichier/calendrier.ics"):
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as client:
            tag = ask(client, path)[2]["etag"]
        rates.append(asyncio.run(_many(port, path, tag)))
    print(
        f"conditional requests a second over {CONNECTIONS} connections, to a static file: "
        f"{rates[0] / rates[1]:.2f} ({rates[0]:.0f}/s, {rates[1]:.0f}/s)"
    )


def main() -> None:
    """Print all."""
    build()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        publish(folder)
        rulebook = town(12)
        database, token = followed(folder / "servir.sqlite", rulebook)
        known = reconcile(database, rulebook, NOW, OFFICE).situation
        Rounds(database, Press("https://banc.example", DOMAIN, folder / "servis")).make(known)
        database.close()
        with served(folder, token) as (port, _):
            latencies(port, token)
            throughput(port, token)


if __name__ == "__main__":
    main()
