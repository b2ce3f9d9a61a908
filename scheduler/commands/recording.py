"""The command that records an event's date: fact."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scheduler.deadlines.agreement import Agreement
    from scheduler.situation import Situation

from scheduler.commands.ground import (
    DAY,
    fail,
    known_now,
    read_rules,
    recorded,
    settings_of,
    sound_part,
)
from scheduler.commands.planning import ONLY_PLAN, performer
from scheduler.commands.writing import Fact, record, take_back, tell_recorded


@click.command()
@click.argument("agreement")
@click.argument("event")
@click.argument("on", type=DAY, required=False)
@click.option("--comment", default="", help="Un mot d'explication.")
@click.option("--evidence", default="", help="La pièce qui le prouve.")
@click.option("--withdraw", is_flag=True, help="Retirer ce fait (il reste au journal).")
@ONLY_PLAN
@click.pass_context
def fact(
    context: click.Context,
    agreement: str,
    event: str,
    on: date | None,
    comment: str,
    evidence: str,
    withdraw: bool,
    only_plan: bool,
) -> None:
    """Enregistrer la date d'un fait : signature, entrée, dénonciation."""
    settings = settings_of(context)
    rulebook = sound_part(read_rules(settings))
    known = rulebook.agreement(agreement)
    if known is None:
        fail(f"convention inconnue : « {agreement} »", [one.id for one in rulebook.agreements])
    if known.template:
        made = [one.id for one in rulebook.agreements if one.instance_of == agreement]
        fail(f"« {agreement} » est un modèle : enregistrer sur un exemplaire", made)
    allowed = list(known.event_titles())
    if event not in allowed:
        fail(f"fait inconnu : « {event} »", allowed)
    declared = known.events.get(event)
    many = declared is not None and declared.many
    perform = performer(settings, rulebook, only_plan=only_plan)
    told = Fact("event", agreement, event, on, comment, evidence, many)
    if withdraw:
        take_back(perform, told if many else replace(told, on=None))
    else:
        if on is None:
            fail("il manque la date du fait : AAAA-MM-JJ", [])
        _refuse_out_of_bounds(known_now(rulebook, recorded(settings)), known, event, on)
        tell_recorded(told, record(perform, (told,)))
    _tell_next(known_now(rulebook, recorded(settings)), agreement)


def _refuse_out_of_bounds(known: "Situation", agreement: "Agreement", event: str, on: date) -> None:
    """A date that the rule file, or the term and its cap, do not allow."""
    from scheduler.deadlines.french import short

    declared = agreement.events.get(event)
    computation = known.computation(agreement.id)
    asked = [one for one in computation.questions if one.event == event] if computation else []
    low = declared.not_before if declared else next((one.earliest for one in asked), None)
    high = declared.not_after if declared else next((one.latest for one in asked), None)
    bound = ""
    if low and on < low:
        bound = f"pas avant le {short(low)}"
    elif high and on > high:
        bound = f"pas après le {short(high)}"
    if bound:
        why = f" ({declared.because})" if declared and declared.because else ""
        fail(f"le {short(on)} sort des bornes : {bound}{why} ; corriger l'un ou l'autre", [])


def _tell_next(known: "Situation", agreement: str) -> None:
    from scheduler.situation import next_cliffs
    from scheduler.terminal import one_line

    computation = known.computation(agreement)
    cliffs = next_cliffs([computation] if computation else [], 1)
    for one, item in cliffs:
        click.echo(f"Prochain couperet : {one_line(one, item)}")
