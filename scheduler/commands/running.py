"""Commands that run: serve, and remind to see a day before it comes."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    pass

from scheduler.commands.ground import DAY, consulted, ending, read_rules, settings_of, sound_part


@click.command()
@click.option("--dry-run", is_flag=True, required=True, help="Montrer sans rien écrire.")
@click.option("--on", type=DAY, required=True, help="Le jour à simuler.")
@click.option("--out", type=click.Path(path_type=Path), help="Dossier où écrire les .eml.")
@click.pass_context
def remind(context: click.Context, dry_run: bool, on: date, out: Path | None) -> None:
    """Montrer les messages, invitations comprises, qui partiraient ce jour-là."""
    from email import message_from_bytes, policy

    from scheduler.previewing import preview
    from scheduler.service import office_of

    settings = settings_of(context)
    rulebook, office = sound_part(read_rules(settings)), office_of(settings, settings.page)
    with consulted(settings) as database:
        written = preview(database, rulebook, office, on)
    for number, message in enumerate(written, start=1):
        read = message_from_bytes(message.body, policy=policy.default)
        body = read.get_body(("plain",))
        click.echo(f"À : {message.recipient}\nObjet : {message.subject}\n")
        click.echo(body.get_content() if body else "")
        if out:
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{number:03d}.eml").write_bytes(message.body)
    if not written:
        click.echo(f"Aucun message le {on:%d/%m/%Y}.")
    ending(rulebook)


@click.command()
@click.option("--now", "simulated", type=DAY, help="Simuler ce jour (rien n'est envoyé).")
@click.pass_context
def serve(context: click.Context, simulated: date | None) -> None:
    """Le service : calcule, rappelle, publie."""
    from scheduler.problems import refused
    from scheduler.service import CannotRun
    from scheduler.service import serve as run
    from scheduler.store.faults import AlreadyRunning, Replaced, Unavailable, Unusable
    from scheduler.terminal import opening

    settings = settings_of(context)
    try:
        run(
            settings,
            simulated,
            lambda known, page, mail: click.echo(opening(known, page, mail)),
        )
    except Replaced as error:
        click.echo(f"échéancier s'arrête : {error}", err=True)
        # An orderly end would pour what is left of the old database into the new one.
        os._exit(2)
    except (CannotRun, AlreadyRunning, Unavailable, Unusable, OSError) as error:
        click.echo(f"échéancier ne peut pas démarrer : {refused(error)}", err=True)
        sys.exit(2)
