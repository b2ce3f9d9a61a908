"""What a command is told to assume: CONVENTION:FAIT=DATE."""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scheduler.rulebook.rulebook import Rulebook

from scheduler.commands.ground import DAY, fail

FLAG = "--assume"
_WRITTEN = re.compile(r"[a-z0-9._-]+:[\w.-]+=.+")
Assumptions = tuple[tuple[str, str, date], ...]
"""Each an agreement, what is assumed to take place (a fact, or the session of a body), its day."""


class Assuming(click.Command):
    """A command that takes ``--assume``: several assumptions may follow one flag."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, what is written like an assumption having its own flag."""
        return super().parse_args(ctx, list(_each_with_its_flag(args)))


def _each_with_its_flag(args: list[str]) -> Iterator[str]:
    for before, argument in zip(["", *args], args, strict=False):
        if before != FLAG and _WRITTEN.fullmatch(argument):
            yield FLAG
        yield argument


def assumption(_: Any, __: Any, values: tuple[str, ...]) -> Assumptions:
    """``AGREEMENT:EVENT=DATE``."""
    found = []
    for value in values:
        name, _, rest = value.partition(":")
        event, equals, day = rest.partition("=")
        if not (name and event and equals):
            raise click.BadParameter(f"« {value} » : écrire CONVENTION:FAIT=AAAA-MM-JJ")
        found.append((name, event, DAY.convert(day, None, None)))
    return tuple(found)


def check_assumptions(rulebook: "Rulebook", assume: Assumptions) -> None:
    """An assumption must name an agreement and one of its events, or a body of its calendar."""
    from scheduler.rulebook.consistency import RESERVED_EVENTS

    for name, event, _ in assume:
        agreement = rulebook.agreement(name)
        if agreement is None:
            fail(f"convention inconnue : « {name} »", [one.id for one in rulebook.agreements])
        bodies = [body.id for body in agreement.calendar.bodies]
        known = [*agreement.event_titles(), *RESERVED_EVENTS, *bodies]
        if event not in known:
            fail(f"fait inconnu : « {event} »", known)


ASSUME = click.option(
    FLAG,
    multiple=True,
    callback=assumption,
    metavar="CONVENTION:FAIT=DATE",
    help=(
        "Calculer comme si ce fait était connu : un fait du fichier, une dénonciation, une "
        "reconduction décidée (reconduction-1), effect et end (prise d'effet et terme), ou un "
        "organe du calendrier (une séance ce jour-là). Plusieurs peuvent suivre : "
        "--assume a:signature=2026-03-01 a:reunion=2026-05-12 a:reunion=2026-09-08 ; d'un fait "
        "qui se répète, chaque jour compte, d'un autre, le dernier."
    ),
)
