"""Commands that silence reminders without the thing being done: waive, postpone, seen."""

from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scheduler.deadlines.computation import Computation
    from scheduler.deadlines.obligation import Occurrence
    from scheduler.rulebook.rulebook import Rulebook
    from scheduler.settings import Settings

from scheduler.commands.ground import (
    DAY,
    fail,
    find,
    known_now,
    read_rules,
    recorded,
    settings_of,
    sound_part,
)
from scheduler.commands.planning import ONLY_PLAN, performer
from scheduler.commands.writing import Fact, record, take_back

REASON = click.option("--reason", default="", help="Pourquoi : obligatoire, gardé au dossier.")


def _found(
    settings: "Settings", rulebook: "Rulebook", key: str
) -> "tuple[Computation, Occurrence]":
    found: tuple[Computation, Occurrence] = find(known_now(rulebook, recorded(settings)), key)
    return found


def _reason(text: str) -> str:
    """The reason, which is compulsory."""
    if not text.strip():
        fail("il manque la raison : --reason « … » ; elle reste au dossier", [])
    return text.strip()


def _refuse_settled(computation: "Computation", item: "Occurrence", act: str) -> None:
    """What nobody awaits any more needs neither waiver nor delay."""
    from scheduler.standing import SETTLED_IN_WORDS

    words = SETTLED_IN_WORDS.get(computation.status(item))
    if words:
        fail(f"« {item.key} » est {words} : il n'y a rien à {act}", [])


@click.command()
@click.argument("key")
@REASON
@click.option(
    "--withdraw", is_flag=True, help="Revenir sur cette décision (elle reste au journal)."
)
@ONLY_PLAN
@click.pass_context
def waive(context: click.Context, key: str, reason: str, withdraw: bool, only_plan: bool) -> None:
    """Écarter une échéance : on y renonce, ou elle n'est pas demandée. Ses rappels cessent."""
    from scheduler.wording import renewal

    settings = settings_of(context)
    rulebook = sound_part(read_rules(settings))
    computation, item = _found(settings, rulebook, key)
    perform = performer(settings, rulebook, only_plan=only_plan)
    if withdraw:
        take_back(perform, Fact("waived", item.agreement, key, comment=reason))
        return
    reason = _reason(reason)
    if computation.status(item) != "unknown":
        _refuse_settled(computation, item, "écarter")
    record(perform, (Fact("waived", item.agreement, key, computation.today, reason),))
    click.echo(f"Écartée : {key}. Ses rappels cessent ; elle reste au dossier avec sa raison.")
    follows = renewal(computation, item) or item.otherwise
    if item.cliff and follows:
        click.echo(f"Attention : {follows}", err=True)


@click.command()
@click.argument("key")
@click.option("--until", type=DAY, help="Le jour où les rappels reprennent.")
@REASON
@click.option(
    "--past-the-deadline",
    is_flag=True,
    help="Attendre au-delà du prochain acte utile (convocation, séance, poste, dernier jour), en "
    "le sachant : le retard reste au dossier.",
)
@click.option("--withdraw", is_flag=True, help="Reprendre les rappels tout de suite.")
@ONLY_PLAN
@click.pass_context
def postpone(
    context: click.Context,
    key: str,
    until: date | None,
    reason: str,
    past_the_deadline: bool,
    withdraw: bool,
    only_plan: bool,
) -> None:
    """Reporter les rappels d'une échéance jusqu'à un jour ; la date due, elle, ne bouge pas."""
    settings = settings_of(context)
    rulebook = sound_part(read_rules(settings))
    computation, item = _found(settings, rulebook, key)
    perform = performer(settings, rulebook, only_plan=only_plan)
    if withdraw:
        take_back(perform, Fact("postponed", item.agreement, key, comment=reason))
        return
    if until is None:
        fail("il manque le jour où reprendre : --until AAAA-MM-JJ", [])
    reason = _reason(reason)
    _refuse_settled(computation, item, "reporter")
    beyond = _refuse_until(computation, item, until, past_the_deadline)
    fact = Fact("postponed", item.agreement, key, until, reason, past_the_deadline=beyond)
    record(perform, (fact,))
    _tell_postponed(*_found(settings, rulebook, key))


def _refuse_until(
    computation: "Computation", item: "Occurrence", until: date, past_the_deadline: bool
) -> bool:
    """Whether it is put off beyond the next useful act, which must be said."""
    from scheduler.deadlines.french import short
    from scheduler.deadlines.postponing import is_beyond
    from scheduler.standing import act_by

    if until <= computation.today:
        fail(f"le {short(until)} n'est pas à venir : donner un jour après aujourd'hui", [])
    performed = computation.performed(item)
    beyond = is_beyond(until, item, computation.today, performed)
    if beyond and not past_the_deadline:
        act = act_by(item, computation.today, performed)
        fail(
            f"le {short(until)} vient après {act} : reporter à ce jour au plus tard, ou ajouter "
            "--past-the-deadline (le retard restera au dossier)",
            [],
        )
    return beyond


def _tell_postponed(computation: "Computation", item: "Occurrence") -> None:
    from scheduler.deadlines.french import full
    from scheduler.standing import act_by

    quiet = computation.quiet_until(item)
    if quiet is None:
        click.echo(
            f"Enregistré : {item.key} ; mais la dernière semaine est entamée, "
            "ses rappels continuent."
        )
        return
    click.echo(f"Reportée : {item.key}. Ses rappels reprennent le {full(quiet)}.")
    put_off = computation.postponement(item)
    if put_off and quiet < put_off.until:
        act = act_by(item, computation.today, computation.performed(item))
        click.echo(f"La dernière semaine avant {act}, rien ne les fait taire.")
    if put_off and put_off.past_the_deadline:
        act = act_by(item, put_off.recorded_on, computation.performed(item))
        click.echo(f"Au-delà de ce qui presse d'abord, {act} : elle reste montrée en retard.")


@click.command()
@click.argument("key")
@click.option("--withdraw", is_flag=True, help="Reprendre les rappels lointains.")
@ONLY_PLAN
@click.pass_context
def seen(context: click.Context, key: str, withdraw: bool, only_plan: bool) -> None:
    """Dire qu'une échéance est vue : les rappels se taisent jusqu'à sa dernière semaine."""
    from scheduler.deadlines.french import full
    from scheduler.standing import act_by

    settings = settings_of(context)
    rulebook = sound_part(read_rules(settings))
    computation, item = _found(settings, rulebook, key)
    perform = performer(settings, rulebook, only_plan=only_plan)
    fact = Fact("seen", item.agreement, key, computation.today)
    if withdraw:
        take_back(perform, Fact("seen", item.agreement, key))
        return
    _refuse_settled(computation, item, "voir venir")
    record(perform, (fact,))
    performed = computation.performed(item)
    week = item.last_week(computation.today, performed)
    if week is None:
        click.echo(f"Vue : {key}.")
    elif week > computation.today:
        act = act_by(item, computation.today, performed)
        click.echo(f"Vue : {key}. Les rappels reprennent le {full(week)}, une semaine avant {act}.")
    else:
        click.echo(f"Vue : {key}. C'est la dernière semaine : les rappels continuent.")
