"""Commands on the directory: read it from a spreadsheet, show who hears for each role."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copymode
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.french_words import Listing
from scheduler.commands.ground import AS_JSON, DAY, fail, print_json, read_rules, settings_of
from scheduler.problems import said

if TYPE_CHECKING:
    from scheduler.rulebook.directory import Directory, Person


@click.group(cls=Listing)
def directory() -> None:
    """L'annuaire : qui tient chaque rôle."""


@directory.command("import")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire.")
@click.option("--force", is_flag=True, help="Remplacer le fichier s'il existe.")
@click.option("--manager", help="Le rôle gestionnaire, qu'aucune colonne ne dit.")
def import_table(table: Path, out: Path | None, force: bool, manager: str | None) -> None:
    """Faire l'annuaire d'un tableau CSV, un titulaire par ligne."""
    from scheduler.clock import SystemClock
    from scheduler.problems import render_all
    from scheduler.rulebook.directory_table import read_table
    from scheduler.rulebook.directory_writing import to_yaml

    read, problems = read_table(table, str(table), manager, SystemClock().now().date())
    if problems:
        click.echo(render_all(problems), err=True)
    if read is None:
        sys.exit(1)
    if out is None:
        click.echo(to_yaml(read), nl=False)
        return
    _write(out, to_yaml(read), force)
    click.echo(f"{out} écrit : {_counted(read)}.")


def _write(out: Path, text: str, force: bool) -> None:
    """The whole file or nothing: the one that was there stays until the new one is complete.

    A link is followed, and a file that is replaced keeps its permissions.
    """
    if out.exists() and not force:
        fail(f"{out} existe déjà : --force pour le remplacer, ou un autre nom", [])
    target = out.resolve()
    beside = target.with_name(f".{target.name}.nouveau")
    try:
        beside.write_text(text, "utf-8")
        if target.exists():
            copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        click.echo(f"{out} ne peut pas être écrit : {said(error)}", err=True)
        sys.exit(2)


def _counted(read: "Directory") -> str:
    from scheduler.deadlines.french import count

    holders = sum(len(role.holders) for role in read.roles.values())
    return f"{count(len(read.roles), 'rôle')}, {count(holders, 'titulaire')}"


@directory.command()
@click.option("--on", "day", type=DAY, help="Ce jour-là ; aujourd'hui par défaut.")
@AS_JSON
@click.pass_context
def show(context: click.Context, day: date | None, as_json: bool) -> None:
    """Qui reçoit pour chaque rôle, et pourquoi."""
    from scheduler.clock import SystemClock
    from scheduler.deadlines.french import capitalised, full

    day = day or SystemClock().now().date()
    read = _read(context)
    if as_json:
        roles = [_document(read, role, day) for role in read.roles]
        print_json({"version": 1, "on": day.isoformat(), "roles": roles})
        return
    click.echo(f"{capitalised(full(day))}\n")
    for line in _aligned([_row(read, role, day) for role in read.roles]):
        click.echo(line)


def _read(context: click.Context) -> "Directory":
    """The directory, or its errors and exit 1."""
    from scheduler.problems import render_all

    settings = settings_of(context)
    rulebook = read_rules(settings)
    if not rulebook.directory.present:
        fail(f"aucun annuaire : {settings.sources.directory} n'existe pas", [])
    wrong = [one for one in rulebook.errors if one.at.file == str(settings.sources.directory)]
    if wrong:
        click.echo(render_all(wrong), err=True)
        sys.exit(1)
    return rulebook.directory


def _row(read: "Directory", role: str, day: date) -> tuple[str, ...]:
    from scheduler.rulebook.hearing import reason

    standing = read.standing(role, day)
    person = standing.person
    return role, person.name, person.address, reason(read, role, standing)


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    titles = ("Rôle", "Reçoit", "Adresse", "Pourquoi")
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    for row in (titles, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _document(read: "Directory", role: str, day: date) -> dict[str, Any]:
    standing = read.standing(role, day)
    return {
        "role": role,
        "title": read.title(role),
        "person": _person(standing.person),
        "through": standing.role,
        "why": standing.why,
        "instead_of": _person(standing.instead_of),
        "until": standing.until.isoformat() if standing.until else None,
        "next": [_person(one) for one in read.escalation(role, day)],
        "assistant": _person(read.assistant(role, day)),
    }


def _person(one: "Person | None") -> dict[str, str] | None:
    return {"name": one.name, "address": one.address} if one else None
