"""The command on what partners owe: campaign."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scheduler.campaign import Campaign
    from scheduler.deadlines.facts import Facts

from scheduler.commands.ground import (
    AS_JSON,
    DAY,
    ending,
    fail,
    known_now,
    print_json,
    read_rules,
    recorded,
    settings_of,
    sound_part,
)


@click.command()
@click.argument("name", metavar="[MODÈLE[/OBLIGATION[/PÉRIODE]]]", default="")
@click.option("--csv", "as_csv", is_flag=True, help="Une campagne, pour un tableur.")
@AS_JSON
@click.option("--on", "day", type=DAY, help="Ce qui était remis à la fin de ce jour.")
@click.pass_context
def campaign(
    context: click.Context, name: str, as_csv: bool, as_json: bool, day: date | None
) -> None:
    """Ce que les partenaires d'un modèle doivent, et qui n'a pas remis quoi."""
    from scheduler.campaign import campaigns
    from scheduler.campaign_telling import as_json as campaign_json

    if as_csv and as_json:
        raise click.UsageError("--csv ou --json, pas les deux")
    settings = settings_of(context)
    rulebook = sound_part(read_rules(settings))
    facts = recorded(settings)
    known = known_now(rulebook, _received_by(facts, day) if day else facts, today=day)
    every = campaigns(known)
    chosen = [one for one in every if _is_named(one, name)]
    if name and not chosen:
        fail(f"campagne inconnue : « {name} »", sorted({one.template for one in every}))
    # A whole template has ten years of campaigns: those of the day, unless a period is named.
    if name.count("/") < 2:
        chosen = [one for one in chosen if one.presses(known.today)]
    if as_csv:
        _print_csv(chosen, [one.key for one in every if _is_named(one, name)])
    elif as_json:
        print_json({"version": 1, "campaigns": [campaign_json(one) for one in chosen]})
    else:
        _print(chosen, bool(name))
    ending(rulebook)


def _received_by(facts: "dict[str, Facts]", day: date) -> "dict[str, Facts]":
    """The facts without what was received after that day, whenever it was recorded."""
    from dataclasses import replace

    return {
        name: replace(one, done={key: done for key, done in one.done.items() if done.on <= day})
        for name, one in facts.items()
    }


def _is_named(one: "Campaign", name: str) -> bool:
    return not name or one.key == name or one.key.startswith(f"{name}/")


def _print_csv(chosen: "Sequence[Campaign]", known: Sequence[str]) -> None:
    from scheduler.campaign_telling import header, rows
    from scheduler.spreadsheet import sheet

    if len(chosen) != 1:
        candidates = [one.key for one in chosen] or list(known)[:5]
        fail(f"--csv demande une seule campagne, {len(chosen)} répondent", candidates)
    matrix = chosen[0].matrix
    click.echo(sheet(header(matrix), rows(matrix)), nl=False)


def _print(chosen: "Sequence[Campaign]", in_full: bool) -> None:
    from scheduler.campaign_telling import last_days, missing, summary

    for one in chosen:
        matrix = one.matrix
        click.echo(f"{one.title} : {summary(matrix)} ; {last_days(one)}\n    {one.key}")
        for row in matrix.incomplete if in_full else ():
            late = f" (en retard de {row.days} jours)" if row.days else ""
            click.echo(f"  {row.partner}{late} : {' ; '.join(missing(row, matrix.columns))}")
    if not chosen:
        click.echo("Aucune campagne en cours où il manque quelque chose.")
