"""Commands of the register of what was sent: register export, verify, erase."""

import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scheduler.store.proof import Verdict

from scheduler.commands.french_words import Listing
from scheduler.commands.ground import AS_JSON, DAY, fail, opened, print_json, settings_of

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHORTEST = 12
"""Hexadecimal digits of a hash below which it could be met by chance, or on purpose."""


@click.group(cls=Listing)
def register() -> None:
    """Le registre des envois : ce qui est parti, à qui, quand, et la preuve."""


@register.command("export")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire.")
@click.pass_context
def register_export(context: click.Context, out: Path | None) -> None:
    """Écrire le registre en lignes JSON ; la première dit comment le vérifier."""
    from scheduler.clock import SystemClock
    from scheduler.store import auditing

    with opened(settings_of(context)) as database, database.snapshot() as session:
        lines = auditing.export(session, SystemClock().now())
        if out is None:
            for line in lines:
                click.echo(line.encode("utf-8"))
            return
        with out.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    click.echo(f"Registre écrit dans {out}. Le vérifier : echeancier register verify {out}")


def _heads(_: Any, __: Any, values: tuple[str, ...]) -> tuple[str, ...]:
    heads = tuple(value.strip().rstrip("….").lower() for value in values)
    for one in heads:
        if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", one):
            raise click.BadParameter(
                f"« {one} » : au moins {SHORTEST} chiffres hexadécimaux d'une empreinte"
            )
    return heads


@register.command("verify")
@click.argument("file", type=FILE, required=False)
@click.option(
    "--head",
    "heads",
    multiple=True,
    callback=_heads,
    metavar="EMPREINTE",
    help="Une empreinte lue dans un bulletin : une ligne doit la porter.",
)
@AS_JSON
@click.pass_context
def register_verify(
    context: click.Context, file: Path | None, heads: tuple[str, ...], as_json: bool
) -> None:
    """Vérifier le registre, ou un export : rien d'altéré, d'ôté ni d'ajouté."""
    verdict = _of_file(file, heads) if file else _of_database(context, heads)
    if as_json:
        print_json(_document(verdict))
    else:
        click.echo(_said(verdict, heads))
    sys.exit(0 if verdict.sound else 1)


def _of_file(file: Path, heads: tuple[str, ...]) -> "Verdict":
    from scheduler.store import auditing

    with file.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        return auditing.verify_lines(lines, heads)


def _of_database(context: click.Context, heads: tuple[str, ...]) -> "Verdict":
    from scheduler.store import auditing

    with opened(settings_of(context)) as database, database.snapshot() as session:
        return auditing.verify(session, heads)


def _document(verdict: "Verdict") -> Any:
    return {
        "version": 1,
        "sound": verdict.sound,
        "entries": verdict.head.number,
        "withheld": verdict.withheld,
        "head": verdict.head.hash,
        "broken": [{"entry": one.entry, "what": one.what} for one in verdict.broken],
    }


def _said(verdict: "Verdict", heads: tuple[str, ...]) -> str:
    from scheduler.deadlines.french import count, thousands

    if not verdict.sound:
        places = count(len(verdict.broken), "anomalie", "anomalies")
        return "\n".join([f"Registre altéré : {places}.", *(f"  {one}" for one in verdict.broken)])
    number = verdict.head.number
    lines = f"{thousands(number)} {'ligne' if number < 2 else 'lignes'}"
    found = f" Les {len(heads)} empreintes données s'y trouvent." if len(heads) > 1 else ""
    found = " L'empreinte donnée s'y trouve." if len(heads) == 1 else found
    if verdict.withheld:
        lines += f" dont {thousands(verdict.withheld)} sans leur contenu, qui concerne d'autres"
        lines += " messages"
    named = "Extrait du registre" if verdict.withheld else "Registre"
    return f"{named} intact : {lines}, empreinte {verdict.head.hash}.{found}"


@register.command("erase")
@click.option("--person", metavar="ADRESSE", help="Tout ce qui désigne ce destinataire.")
@click.option("--before", type=DAY, help="Tout ce qui date de ce jour ou d'avant (5 ans révolus).")
@click.pass_context
def register_erase(context: click.Context, person: str | None, before: date | None) -> None:
    """Effacer sur ordre ; les empreintes restent, et le registre se vérifie toujours."""
    from scheduler.clock import SystemClock
    from scheduler.deadlines.french import count
    from scheduler.store import sent

    if (person is None) == (before is None):
        raise click.UsageError("--person ADRESSE ou --before DATE, l'un des deux")
    now = SystemClock().now()
    with opened(settings_of(context)) as database, database.write() as session:
        try:
            erased = (
                sent.erase_before(session, before, now)
                if before
                else sent.erase_person(session, person or "", now)
            )
        except sent.TooRecent as error:
            fail(f"refusé : {error}", [])
    if not erased:
        click.echo("Rien à effacer.")
        return
    lines = count(len(erased), "ligne effacée", "lignes effacées")
    click.echo(f"{lines} ; le registre garde leurs empreintes et dit ce qui a été effacé.")
