"""What people do about what they read: most things get done, some late, a few never."""

from datetime import date, timedelta
from random import Random

from scheduler.deadlines.obligation import Occurrence
from scheduler.situation import Situation
from tests.simulation.simulation import Left, Planned, Simulation

NEVER = -1000
READINESS = (100, 45, 30, 30, 15, 15, 7, 7, 1, -2, NEVER)
"""How many days before the last useful one somebody acts on a reminder, if not earlier."""
DAYS_TO_ACT = (1, 4)
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
        pending = {
            item.key: item
            for computation in known.binding
            for item in computation.occurrences
            if item.key not in played.planned and computation.is_pending(item)
        }
        for message in played.left[self._read :]:
            if message.person not in played.dead:
                self._act_upon(played, message, pending, today)
        self._read = len(played.left)
        for item in pending.values():
            if item.due and not item.cliff and item.due - LOOKED_AT_BEFORE <= today:
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
                on = today + timedelta(days=chance.randint(*DAYS_TO_ACT))
                played.planned.setdefault(item.key, Planned(on, item.agreement, cliff=True))

    def _keep_up(self, played: Simulation, item: Occurrence, due: date, today: date) -> None:
        """Do a routine duty around its last day, or leave it for ever."""
        chance = self._random(item)
        if chance.random() >= ROUTINE_NEVER_DONE:
            on = due + timedelta(days=chance.randint(*ROUTINE_DAYS))
            played.planned[item.key] = Planned(max(on, today), item.agreement, cliff=False)

    def _random(self, item: Occurrence) -> Random:
        return Random(f"{self._seed}|{item.key}")
