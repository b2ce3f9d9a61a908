"""Claim everything there is, a few messages at a time, and print their ids."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from scheduler.store import outbox
from scheduler.store.database import open_database


def main(path: str, owner: str) -> None:
    database = open_database(Path(path))
    while True:
        with database.write() as session:
            claimed = outbox.claim(session, owner, datetime.now(UTC), 7)
        if not claimed:
            return
        for message in claimed:
            print(message.id)


if __name__ == "__main__":
    main(*sys.argv[1:])
