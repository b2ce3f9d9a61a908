"""The command that compiles everything about one agreement into one archive."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scheduler.rulebook.rulebook import Rulebook

from scheduler.commands.ground import fail, opened, read_rules, settings_of, sound


@click.command()
@click.argument("agreement")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Archive à écrire.")
@click.option(
    "--papers",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Dossier des textes signés.",
)
@click.option("--with-directory", is_flag=True, help="Joindre l'annuaire, qui dit des adresses.")
@click.pass_context
def dossier(
    context: click.Context,
    agreement: str,
    out: Path | None,
    papers: Path | None,
    with_directory: bool,
) -> None:
    """Réunir en une archive tout ce qui prouve une convention, lisible sans ce programme."""
    from scheduler.clock import SystemClock
    from scheduler.dossier.compiling import Wishes, compile_dossier
    from scheduler.situation import situation
    from scheduler.store import journal

    settings = settings_of(context)
    rulebook = _readable(read_rules(settings), agreement)
    target = out or Path(f"dossier-{re.sub(r'[^A-Za-z0-9._-]', '-', agreement)}.zip")
    with opened(settings) as database, database.snapshot() as session:
        known = situation(rulebook, journal.facts(session), SystemClock().now())
        computation = known.computation(agreement)
        assert computation is not None
        wishes = Wishes(papers, with_directory)
        try:
            compiled = compile_dossier(session, rulebook, computation, target, wishes)
        except OSError as error:
            click.echo(f"archive impossible à écrire : {target} : {error.strerror}", err=True)
            sys.exit(2)
    click.echo(_said(target, compiled.messages, compiled.absent))


def _readable(rulebook: "Rulebook", agreement: str) -> "Rulebook":
    """The rulebook without the files in error, provided that the agreement's is not one."""
    kept = rulebook.sound()
    if kept.agreement(agreement) is None:
        sound(rulebook)
        fail(f"convention inconnue : « {agreement} »", [one.id for one in kept.agreements])
    return kept


def _said(target: Path, messages: int, absent: tuple[str, ...]) -> str:
    from scheduler.deadlines.french import count

    written = f"Dossier écrit dans {target} ({count(messages, 'message')})."
    lines = [f"{written} L'ouvrir : index.html ; le vérifier : LISEZ-MOI.txt."]
    if absent:
        lines += ["N'y est pas :", *(f"  {one}" for one in absent)]
    return "\n".join(lines)
