"""What a command is told to assume: CONVENTION:FAIT=DATE."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scheduler.rulebook.rulebook import Rulebook

from scheduler.commands.ground import DAY, fail


def assumption(_: Any, __: Any, values: tuple[str, ...]) -> tuple[tuple[str, str, date], ...]:
    """``AGREEMENT:EVENT=DATE``."""
    found = []
    for value in values:
        name, _, rest = value.partition(":")
        event, equals, day = rest.partition("=")
        if not (name and event and equals):
            raise click.BadParameter(f"« {value} » : écrire CONVENTION:FAIT=AAAA-MM-JJ")
        found.append((name, event, DAY.convert(day, None, None)))
    return tuple(found)


def sorted_out(
    rules: tuple[Path, ...], assume: tuple[tuple[str, str, date], ...]
) -> tuple[tuple[Path, ...], tuple[tuple[str, str, date], ...]]:
    """Several assumptions may follow one --assume; what is written like one is no file."""
    written = re.compile(r"[a-z0-9._-]+:[A-Za-z0-9._-]+=\S+")
    files = tuple(path for path in rules if not written.fullmatch(str(path)))
    others = tuple(str(path) for path in rules if path not in files)
    return files, assume + assumption(None, None, others)


def check_assumptions(rulebook: "Rulebook", assume: tuple[tuple[str, str, date], ...]) -> None:
    """An assumption must name an agreement and one of its events."""
    from scheduler.rulebook.consistency import RESERVED_EVENTS

    for name, event, _ in assume:
        agreement = rulebook.agreement(name)
        if agreement is None:
            fail(f"convention inconnue : « {name} »", [one.id for one in rulebook.agreements])
        elif event not in (*agreement.event_titles(), *RESERVED_EVENTS):
            known = [*agreement.event_titles(), *RESERVED_EVENTS]
            fail(f"fait inconnu : « {event} »", known)


ASSUME = click.option(
    "--assume",
    multiple=True,
    callback=assumption,
    metavar="CONVENTION:FAIT=DATE",
    help="Calculer comme si ce fait était connu (effect et end : prise d'effet et terme).",
)
