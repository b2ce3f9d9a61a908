"""The command that compiles everything about one agreement into one archive."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from scheduler.rulebook.rulebook import Rulebook

from scheduler.commands.ground import fail, opened, read_rules, settings_of, sound
from scheduler.problems import said


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
    from scheduler.dossier.former import former_rulebook
    from scheduler.situation import situation
    from scheduler.store import journal

    settings = settings_of(context)
    current = read_rules(settings)
    target = out or Path(f"dossier-{re.sub(r'[^A-Za-z0-9._-]', '-', agreement)}.zip")
    with opened(settings) as database, database.snapshot() as session:
        there = current.sound().agreement(agreement) is not None
        rulebook = current.sound() if there else former_rulebook(session, agreement)
        if rulebook is None:
            _unknown(current, agreement)
        known = situation(rulebook, journal.facts(session), SystemClock().now())
        computation = known.computation(agreement)
        assert computation is not None
        wishes = Wishes(papers, with_directory, former=not there)
        try:
            compiled = compile_dossier(session, rulebook, computation, target, wishes)
        except OSError as error:
            click.echo(f"archive impossible à écrire : {target} : {said(error)}", err=True)
            sys.exit(2)
    click.echo(_told(target, compiled.messages, compiled.absent, former=not there))


def _unknown(rulebook: "Rulebook", agreement: str) -> NoReturn:
    """Say why there is no such agreement: its file is wrong, or there never was one."""
    sound(rulebook)
    fail(f"convention inconnue : « {agreement} »", [one.id for one in rulebook.agreements])


def _told(target: Path, messages: int, absent: tuple[str, ...], *, former: bool) -> str:
    from scheduler.deadlines.french import count

    written = f"Dossier écrit dans {target} ({count(messages, 'message')})."
    lines = [f"{written} L'ouvrir : index.html ; le vérifier : LISEZ-MOI.txt."]
    if former:
        lines.append("Son fichier n'est plus parmi les règles : calculée avec la dernière version.")
    if absent:
        lines += ["N'y est pas :", *(f"  {one}" for one in absent)]
    return "\n".join(lines)
