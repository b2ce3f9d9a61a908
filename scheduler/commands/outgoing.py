"""Commands on messages that leave: outbox, doubtful, retry."""

import getpass
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scheduler.store.outbox import Queued

from scheduler.commands.ground import AS_JSON, fail, opened, print_json, settings_of

STATES = {
    "pending": "en attente",
    "in_flight": "en cours",
    "sent": "accepté par le relais",
    "failed": "refusé",
    "held": "retenu",
    "replaced": "récrit depuis",
}
NUMBERS = click.argument("numbers", nargs=-1, type=int)


@click.command()
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(list(STATES)),
    help="Seulement cet état (plusieurs fois possible).",
)
@click.option("--limit", default=200, show_default=True, help="Combien de messages, les derniers.")
@click.option(
    "--clock-is-right", is_flag=True, help="Confirmer l'horloge : ce qui était retenu part."
)
@AS_JSON
@click.pass_context
def outbox(
    context: click.Context,
    states: tuple[str, ...],
    limit: int,
    clock_is_right: bool,
    as_json: bool,
) -> None:
    """Les messages : à qui, quoi, où ils en sont. « Accepté par le relais » n'est pas « reçu »."""
    from scheduler.store import outbox, register

    with opened(settings_of(context)) as database:
        if clock_is_right:
            with database.write() as session:
                register.set_meta(session, register.CLOCK_CONFIRMED, "1")
                database.wake(session)
            click.echo("L'horloge est confirmée : le service repart à son prochain passage.")
            return
        with database.read() as session:
            listed = outbox.listing(session, states or tuple(STATES), limit)
    _show(listed, as_json, "Aucun message.")


@click.command()
@NUMBERS
@click.option("--arrived", is_flag=True, help="Constater que ces messages sont arrivés.")
@AS_JSON
@click.pass_context
def doubtful(
    context: click.Context, numbers: tuple[int, ...], arrived: bool, as_json: bool
) -> None:
    """Les messages qui ont pu arriver deux fois, et ceux que le doute retient.

    Un double porte le même Message-ID. Un message retenu attend une personne : --arrived, ou retry.
    """
    from scheduler.clock import SystemClock
    from scheduler.store import outbox

    if arrived != bool(numbers):
        raise click.UsageError("--arrived va avec les numéros des messages, et eux avec lui")
    with opened(settings_of(context)) as database:
        if arrived:
            with database.write() as session:
                now = SystemClock().now()
                settled = outbox.arrived(session, numbers, getpass.getuser(), now)
            _done(settled, numbers, "arrivée constatée", "n'est pas retenu")
            return
        with database.read() as session:
            listed = outbox.doubtful(session)
    _show(listed, as_json, "Aucun message douteux.")


@click.command()
@NUMBERS
@click.option("--failed", "all_failed", is_flag=True, help="Tous les messages refusés.")
@click.pass_context
def retry(context: click.Context, numbers: tuple[int, ...], all_failed: bool) -> None:
    """Faire partir maintenant des messages refusés, retenus ou remis à plus tard."""
    from scheduler.clock import SystemClock
    from scheduler.store import outbox

    if all_failed == bool(numbers):
        raise click.UsageError("donner des numéros (echeancier outbox), ou --failed")
    with opened(settings_of(context)) as database, database.write() as session:
        if all_failed:
            numbers = tuple(one.id for one in outbox.listing(session, ["failed"], None))
        leaving = outbox.retry(session, numbers, SystemClock().now())
        database.wake(session)
    _done(leaving, numbers, "repart au prochain passage", "est inconnu, parti ou en cours")


def _show(listed: "Sequence[Queued]", as_json: bool, none: str) -> None:
    if as_json:
        print_json({"version": 1, "messages": [_document(one) for one in listed]})
        return
    for one in listed:
        click.echo(_line(one))
    if not listed:
        click.echo(none)


def _line(one: "Queued") -> str:
    notes = [
        f"essais : {one.attempts}" if one.attempts else "",
        f"doublé peut-être {one.possible_duplicates} fois" if one.possible_duplicates else "",
        one.last_answer,
    ]
    told = " ; ".join(note for note in notes if note)
    when = (one.accepted_at or one.next_try_at).astimezone()
    return (
        f"{one.id:>6}  {STATES[one.state]:<22} {when:%d/%m/%Y %H:%M}  {one.recipient}  "
        f"{one.subject}{f' ({told})' if told else ''}\n        {one.message_id}"
    )


def _document(one: "Queued") -> dict[str, object]:
    from dataclasses import asdict

    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in asdict(one).items()
    }


def _done(done: "Sequence[Queued]", wanted: Sequence[int], told: str, otherwise: str) -> None:
    """Say what was done, and of which messages it could not be; exit 1 for those."""
    for one in done:
        click.echo(f"{one.id} ({one.recipient}) : {told}.")
    absent = sorted(set(wanted) - {one.id for one in done})
    if absent:
        numbers = ", ".join(map(str, absent))
        fail(f"{numbers} {otherwise}", [])
    if not done:
        click.echo("Aucun message.", err=True)
        sys.exit(1)
