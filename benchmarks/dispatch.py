"""How fast messages leave durably, and what a pulse costs when nothing is due.

Two ratios, each to a baseline in the same run. Messages a second, from due rows to rows settled in
a SQLite file with ``synchronous=FULL``: to aiosmtplib with as many connections, each reused,
sending the same ready bytes without a database; against a relay that answers at once, one that has
the message on disk before it answers, as a real one must, and one that answers ten milliseconds
later, as one on the network does. The pulse: among 1,000,000 waiting messages, to the same among
1,000. Nothing here is a promise in seconds.
"""

import asyncio
import contextlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import aiosmtplib
from sqlalchemy import insert

from scheduler.clock import SystemClock
from scheduler.dispatch.sending import dispatch
from scheduler.dispatch.writer import Writer
from scheduler.letters.desk import Desk
from scheduler.mail.smtp import Relay, SmtpChannel
from scheduler.queueing import Office
from scheduler.reconcile import reconcile
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from scheduler.store.claims import MESSAGE
from scheduler.store.database import Database, open_database
from scheduler.store.tables import ItemRow

CONNECTIONS = 8
MESSAGES = 3000
ROUNDS = 5
PULSES = 30
FEW, MANY = 1_000, 1_000_000
SENDER, RECIPIENT = "e@ville.example", "p@ville.example"
BODY = (
    b"Subject: banc\r\n\r\n"
    + b"Une ligne de soixante-dix caracteres, comme en portent nos lettres.\r\n" * 40
)
ROOT = Path(__file__).parent.parent


@contextlib.contextmanager
def sink(*manner: str) -> Iterator[int]:
    """The port of a relay in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.sink", *manner]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def filled(database: Database, number: int, due: datetime, items: bool = False) -> None:
    """Put that many messages into the outbox, due then."""
    for start in range(0, number, 10_000):
        some = range(start, min(start + 10_000, number))
        with database.write() as session:
            session.connection().execute(
                insert(MESSAGE),
                [
                    {
                        "id": one + 1,
                        "kind": "reminder",
                        "recipient": RECIPIENT,
                        "sender": SENDER,
                        "subject": "banc",
                        "message_id": f"<{one}@banc>",
                        "body": b"x" if items else BODY,
                        "rules": "",
                        "created_at": due,
                        "next_try_at": due,
                        "state": "pending",
                        "token": 0,
                        "attempts": 0,
                        "possible_duplicates": 0,
                        "last_answer": "",
                    }
                    for one in some
                ],
            )
            if items:
                session.connection().execute(
                    insert(ItemRow),
                    [
                        {
                            "message": one + 1,
                            "occurrence": f"banc/clause/{one}",
                            "revision": 1,
                            "recipient": RECIPIENT,
                            "step": "j-1",
                            "superseded": False,
                        }
                        for one in some
                    ],
                )


async def bare(port: int) -> None:
    """The same bytes over as many connections, nothing kept."""
    left = iter(range(MESSAGES))

    async def lane() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        await client.connect()
        for _ in left:
            await client.sendmail(SENDER, [RECIPIENT], BODY)
        await client.quit()

    await asyncio.gather(*(lane() for _ in range(CONNECTIONS)))


async def durable(database: Database, port: int) -> None:
    """From due rows to settled rows."""
    channel = SmtpChannel(Relay("127.0.0.1", port, "none"), CONNECTIONS)
    counts = await dispatch(Writer(database, SystemClock(), "banc", Random(1)), channel)
    await channel.close()
    assert counts["accepted"] == MESSAGES, counts


def throughput(folder: Path, *manner: str) -> float:
    """Durable messages a second, as a ratio to the bare ones; medians over interleaved rounds."""
    ratios = []
    with sink(*manner) as port:
        for number in range(ROUNDS):
            database = open_database(folder / f"debit-{number}.sqlite")
            filled(database, MESSAGES, datetime.now(UTC) - timedelta(hours=1))
            without = timed(lambda: asyncio.run(bare(port)))
            kept = timed(lambda base=database: asyncio.run(durable(base, port)))
            database.close()
            shutil.rmtree(folder)
            ratios.append(without / kept)
            print(
                f"  round {number + 1}: bare {MESSAGES / without:6.0f}/s, "
                f"durable {MESSAGES / kept:6.0f}/s, ratio {ratios[-1]:.2f}"
            )
    return statistics.median(ratios)


def timed(work: object) -> float:
    """How long the callable takes."""
    assert callable(work)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def pulse_cost(path: Path, waiting: int, rulebook: Rulebook) -> tuple[float, float]:
    """Median seconds of a pulse of the dispatcher, and of the whole tick with its reconciling."""
    database = open_database(path)
    filled(database, waiting, datetime.now(UTC) + timedelta(days=365), items=True)
    writer = Writer(database, SystemClock(), "banc", Random(1))
    channel = SmtpChannel(Relay("127.0.0.1", 1, "none"), CONNECTIONS)
    office = Office(Desk(("échéancier", SENDER), "banc.localhost"), within_hours=True)

    def pulse() -> None:
        asyncio.run(dispatch(writer, channel))

    def tick() -> None:
        # Within business hours nothing of it is due before they open: nothing is sent here.
        reconcile(database, rulebook, datetime.now(UTC), office)
        pulse()

    tick()
    with database.write() as session:
        session.connection().execute(
            MESSAGE.update().values(next_try_at=datetime.now(UTC) + timedelta(days=365))
        )
    costs = [statistics.median(timed(work) for _ in range(PULSES)) for work in (pulse, tick)]
    database.close()
    return costs[0], costs[1]


def main() -> None:
    """Print both."""
    rulebook = load(Sources((ROOT / "rules",), ROOT / "calendars", ROOT / "annuaire.yaml")).sound()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        print(f"{MESSAGES} messages, {CONNECTIONS} connections, SQLite synchronous=FULL")
        relays = {"at once": [], "once on disk": [str(folder / "spool")], "10 ms later": ["10"]}
        for relay, manner in relays.items():
            print(f"a relay that answers {relay}:")
            ratio = throughput(folder / relay, *manner)
            print(f"durable to bare, median: {ratio:.2f} (aim: at least 0.8)")
        few = pulse_cost(folder / "peu.sqlite", FEW, rulebook)
        many = pulse_cost(folder / "beaucoup.sqlite", MANY, rulebook)
        for name, one, other in zip(("pulse", "whole tick"), few, many, strict=True):
            print(
                f"{name} with nothing due, {MANY:,} waiting to {FEW:,}: "
                f"{other / one:.2f} ({one * 1e3:.2f} ms, {other * 1e3:.2f} ms)"
            )


if __name__ == "__main__":
    main()
