"""Claim and settle everything there is, a few messages at a time."""

import sys
from datetime import UTC, datetime
from random import Random

from scheduler.delivery import Outcome
from scheduler.store import claims
from scheduler.store.claims import Settled
from scheduler.store.database import open_database
from tests.store.claimer import located


def main(location: str, owner: str) -> None:
    database = open_database(located(location))
    while True:
        now = datetime.now(UTC)
        with database.write(alone=False) as session:
            claimed = claims.claim(session, owner, now, 7)
        if not claimed:
            return
        with database.write(alone=False) as session:
            ended = [Settled(one, Outcome("accepted", "data", 250, "Ok")) for one in claimed]
            claims.settle(session, ended, now, Random(1))


if __name__ == "__main__":
    main(*sys.argv[1:])
