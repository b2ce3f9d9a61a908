"""What people do about what they read: most things get done, some late, a few never."""

from datetime import date, timedelta
from random import Random

from scheduler.deadlines.obligation import NOTICE, Occurrence
from scheduler.situation import Situation
from tests.simulation.simulation import Left, Planned, Simulation

NEVER = -1000
READINESS = (100, 45, 30, 30, 15, 15, 7, 7, 1, -2, NEVER)
"""How many days before the last useful one somebody acts on a reminder, if not earlier."""
DAYS_TO_ACT = (1, 4)
NOTICE_GIVEN = 0.3
"""Most agreements are meant to go on: their notice is waived."""
WAIVED = "la convention est reconduite, c'est voulu"
DAYS_TO_PRESENT, DAYS_TO_COLLECT, NEVER_COLLECTED = (2, 4), (1, 10), 0.3
ROUTINE_NEVER_DONE = 0.04
ROUTINE_DAYS = (-8, 6)
"""Around its last day, when a routine duty gets done."""
LOOKED_AT_BEFORE = timedelta(days=10)


class People:
    """Holders who answer as a seed says: the same for an occurrence, whatever else happens."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._read = 0

    def __call__(self, played: Simulation, known: Situation, today: date) -> None:
        """Plan what today's messages, and the days that come near, make people do."""
        heard = [one for one in played.left[self._read :] if one.person not in played.dead]
        self._read = len(played.left)
        told_of = {told.occurrence for message in heard for told in message.told}
        pending = {
            item.key: item
            for computation in known.binding
            for item in computation.occurrences
            if (item.key in told_of or _comes_near(item, today))
            and item.key not in played.answered
            and computation.is_pending(item)
        }
        for message in heard:
            self._act_upon(played, message, pending, today)
        for item in pending.values():
            if item.due and _comes_near(item, today):
                self._keep_up(played, item, item.due, today)

    def _act_upon(
        self, played: Simulation, message: Left, pending: dict[str, Occurrence], today: date
    ) -> None:
        """Do what a message tells of, soon after, where one was ready to."""
        for told in message.told:
            item = pending.get(told.occurrence)
            if item is None or told.superseded or item.useful_by is None or not item.cliff:
                continue
            chance = self._random(item)
            if (item.useful_by - today).days <= chance.choice(READINESS):
                pending.pop(item.key)
                self._decide(played, item, today + _some_days(chance, DAYS_TO_ACT), chance)

    def _decide(self, played: Simulation, item: Occurrence, on: date, chance: Random) -> None:
        """Do it; of a notice, waive it, or post it and say what becomes of the letter."""
        if item.kind == NOTICE and chance.random() >= NOTICE_GIVEN:
            played.plan(Planned(on, "waived", item.agreement, item.key, WAIVED))
            return
        played.plan(Planned(on, "done", item.agreement, item.key))
        if item.send_by:
            on += _some_days(chance, DAYS_TO_PRESENT)
            played.plan(Planned(on, "presented", item.agreement, item.key))
            if chance.random() >= NEVER_COLLECTED:
                on += _some_days(chance, DAYS_TO_COLLECT)
                played.plan(Planned(on, "collected", item.agreement, item.key))

    def _keep_up(self, played: Simulation, item: Occurrence, due: date, today: date) -> None:
        """Do a routine duty around its last day, or leave it for ever."""
        chance = self._random(item)
        if chance.random() >= ROUTINE_NEVER_DONE:
            on = max(due + _some_days(chance, ROUTINE_DAYS), today)
            played.plan(Planned(on, "done", item.agreement, item.key, cliff=False))

    def _random(self, item: Occurrence) -> Random:
        return Random(f"{self._seed}|{item.key}")


def _comes_near(item: Occurrence, today: date) -> bool:
    """Whether its last day makes people think of a routine duty."""
    return not item.cliff and item.due is not None and item.due - LOOKED_AT_BEFORE <= today


def _some_days(chance: Random, between: tuple[int, int]) -> timedelta:
    return timedelta(days=chance.randint(*between))
