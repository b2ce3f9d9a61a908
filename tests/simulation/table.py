"""The table of every message that left, and figures per person and month, as text."""

from collections import Counter
from collections.abc import Iterable, Iterator

from scheduler.correspondence.records import DAY
from tests.simulation.simulation import Left, Script, Simulation, Told

TITLE = "date heure ; personne ; genre ; objet ; étapes"
OUTAGES = {"service": "le service est arrêté", "relay": "le relais ne répond pas"}


def table(played: Simulation) -> str:
    """One line a message, the script's events and outages between them, then the figures."""
    lines = sorted([*_script(played.script), *_messages(played.left)], key=lambda one: one[0])
    return "\n".join([TITLE, *(line for _, line in lines), "", *_figures(played), ""])


Dated = tuple[str, str]
"""Where a line goes, and the line."""


def _script(script: Script) -> Iterator[Dated]:
    for event in script.events:
        yield f"{event.on} 11:00", f"# {event.on} 11:00 {event.told}"
    for outage in script.outages:
        until = "" if outage.last == outage.first else f" jusqu'au {outage.last}"
        yield f"{outage.first} 00:00", f"# {outage.first} {OUTAGES[outage.of]}{until}"


def _messages(left: Iterable[Left]) -> Iterator[Dated]:
    for one in left:
        at = f"{one.at:%Y-%m-%d %H:%M}"
        told = ", ".join(_told(one.told))
        yield at, f"{at} ; {one.person} ; {one.kind} ; {one.subject} ; {told}"


def _told(told: Iterable[Told]) -> Iterator[str]:
    """Each occurrence with its step, then those it replaces; what has no clause is counted."""
    counted: Counter[str] = Counter()
    steps: dict[str, list[str]] = {}
    for one in told:
        name, _, key = one.occurrence.partition("/")
        if name == DAY:
            continue
        if "/" not in key:
            counted[one.step if name == "digest" else name] += 1
            continue
        revision = f" (révision {one.revision})" if one.revision > 1 else ""
        step = f"[{one.step}]" if one.superseded else one.step
        steps.setdefault(f"{one.occurrence}{revision}", []).append(step)
    for occurrence, its_steps in steps.items():
        yield " ".join([occurrence, *sorted(its_steps, key=lambda step: step.startswith("["))])
    for name, number in counted.items():
        yield name if number == 1 else f"{name} ×{number}"


def per_month(left: Iterable[Left]) -> Counter[tuple[str, str]]:
    """How many messages each person received in each month (``2026-01``)."""
    return Counter((one.person, f"{one.at:%Y-%m}") for one in left)


def _figures(played: Simulation) -> Iterator[str]:
    counted = per_month(played.left)
    people = sorted({person for person, _ in counted})
    months = sorted({f"{day:%Y-%m}" for day in played.days()})
    yield f"messages par personne et par mois, de {months[0]} à {months[-1]}"
    for person in people:
        numbers = [counted[person, month] for month in months]
        shown = " ".join(f"{number:2}" for number in numbers)
        yield f"{shown} ; total {sum(numbers)}, au plus {max(numbers)} ; {person}"
    kinds = Counter(one.kind for one in played.left)
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    yield f"{len(played.left)} messages : {told}"
