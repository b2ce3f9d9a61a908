"""Each script played once, in a folder that is given back."""

import tempfile
from functools import lru_cache
from pathlib import Path

from tests.blank import MEMORY
from tests.simulation import five, town
from tests.simulation.answers import People
from tests.simulation.simulation import Script, Simulation

SCRIPTS: dict[str, Script] = {script.name: script for script in (five.SCRIPT, town.SCRIPT)}


@lru_cache
def played(name: str) -> Simulation:
    """The simulation of that name, at its end."""
    with tempfile.TemporaryDirectory(prefix="simulation", dir=MEMORY) as folder:
        simulation = Simulation(SCRIPTS[name], Path(folder), People(name))
        simulation.play()
        return simulation


def golden(name: str) -> Path:
    """Where its table is kept."""
    return Path(__file__).parent / f"{name}.txt"
