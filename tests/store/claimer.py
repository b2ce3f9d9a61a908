"""Claim everything there is, a few messages at a time, and print their ids."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from scheduler.store import claims
from scheduler.store.database import open_database


def located(location: str) -> Path | str:
    """A file unless it is the url of a server."""
    return location if "://" in location else Path(location)


def main(location: str, owner: str) -> None:
    database = open_database(located(location))
    while True:
        with database.write(alone=False) as session:
            claimed = claims.claim(session, owner, datetime.now(UTC), 7)
        if not claimed:
            return
        for message in claimed:
            print(message.id)


if __name__ == "__main__":
    main(*sys.argv[1:])
