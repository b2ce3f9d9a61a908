"""Commands that foresee: plan; and what check and the recording commands show beforehand."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scheduler.foreseeing import Act
    from scheduler.planning.plan import Plan
    from scheduler.rulebook.rulebook import Rulebook
    from scheduler.settings import Settings
    from scheduler.store.database import Database

from scheduler.commands.ground import (
    AS_JSON,
    RULES,
    fail,
    opened,
    print_json,
    read_rules,
    settings_of,
    sound,
)

LIMIT = 12
"""How many changes of one kind are shown unless all are asked for."""
ONLY_PLAN = click.option(
    "--plan", "only_plan", is_flag=True, help="Montrer ce que cela changerait, sans rien écrire."
)


@click.command()
@RULES
@AS_JSON
@click.option("--all", "everything", is_flag=True, help="Tout montrer, si long que ce soit.")
@click.option("--exit-code", is_flag=True, help="Code de sortie 1 si quelque chose change.")
@click.pass_context
def plan(
    context: click.Context,
    rules: tuple[Path, ...],
    as_json: bool,
    everything: bool,
    exit_code: bool,
) -> None:
    """Ce que le service changerait en lisant ces fichiers : dates, rappels, messages.

    Compare à ce qu'il a publié en dernier, et n'écrit rien. Des fichiers nommés un par un sont
    comparés pour leurs seules conventions.
    """
    settings = settings_of(context)
    rulebook = sound(read_rules(settings, rules))
    found = _against_register(settings, rulebook, partial=any(path.is_file() for path in rules))
    if as_json:
        from scheduler.planning.document import document

        print_json(document(found))
    else:
        if not settings.has_store:
            click.echo("Aucune base encore : tout est nouveau.\n")
        _show(found, None if everything else LIMIT, "--all les montre")
    sys.exit(1 if exit_code and not found.is_empty else 0)


def _against_register(settings: "Settings", rulebook: "Rulebook", *, partial: bool) -> "Plan":
    from scheduler.clock import SystemClock
    from scheduler.foreseeing import foresee_rules

    with _consulted(settings) as database, database.read() as session:
        return foresee_rules(session, rulebook, SystemClock().now(), partial=partial)


@contextmanager
def _consulted(settings: "Settings") -> "Iterator[Database]":
    """The database; an empty one that leaves no trace where there is none yet."""
    if settings.has_store:
        with opened(settings) as database:
            yield database
        return
    with TemporaryDirectory() as folder:
        elsewhere = settings.model_copy(update={"var": Path(folder)})
        with opened(elsewhere, told=False) as database:
            yield database


def _show(found: "Plan", limit: int | None, more: str) -> None:
    from scheduler.planning.saying import told

    click.echo(told(found, limit, more))


def performer(
    settings: "Settings", rulebook: "Rulebook", *, only_plan: bool
) -> "Callable[[Act], None]":
    """What a recording command hands what it does in the journal to.

    It shows what that changes, then does it and wakes the service; where only the plan was asked
    for, the command ends there with nothing written.
    """
    from scheduler.clock import SystemClock
    from scheduler.foreseeing import foresee_recording

    def perform(act: "Act") -> None:
        with _consulted(settings) as database:
            found = foresee_recording(database, rulebook, SystemClock().now(), act)
        click.echo("Ce que cela changerait :\n" if only_plan else "Ce que cela change :\n")
        _show(found, None if only_plan else LIMIT, "--plan les montre")
        if only_plan:
            sys.exit(0)
        click.echo()
        with opened(settings) as database, database.write() as session:
            act(session)
            database.wake(session)

    return perform


def difference(
    settings: "Settings", rules: tuple[Path, ...], rulebook: "Rulebook", against: str
) -> "Plan":
    """What these files give that those of a folder, or of a git revision, did not; no facts."""
    from scheduler.clock import SystemClock
    from scheduler.planning.comparing import plan
    from scheduler.planning.published import published
    from scheduler.situation import situation

    now = SystemClock().now()
    before = _other(settings, rules, against)
    return plan(published(situation(before, {}, now)), situation(rulebook, {}, now))


def _other(settings: "Settings", rules: tuple[Path, ...], against: str) -> "Rulebook":
    """The rulebook to compare with, without the files of it that have errors, which are named."""
    from dataclasses import replace

    from scheduler.rulebook.committed import NoHistory, committed
    from scheduler.rulebook.load import load

    sources = replace(settings.sources, rules=rules) if rules else settings.sources
    if Path(against).is_file():
        fail(f"« {against} » est un fichier : --diff veut un dossier ou une révision git", [])
    if Path(against).is_dir():
        return _sound_ones(load(replace(sources, rules=_same_files(rules, Path(against)))), against)
    with TemporaryDirectory() as folder:
        try:
            return _sound_ones(load(committed(sources, against, Path(folder))), against)
        except NoHistory as error:
            click.echo(str(error), err=True)
            sys.exit(2)


def _same_files(rules: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
    """The folder, or the files of it that bear the names of those that are compared."""
    if not rules or any(path.is_dir() for path in rules):
        return (folder,)
    found = tuple(folder / path.name for path in rules if (folder / path.name).exists())
    if not found:
        fail(f"aucun de ces fichiers dans {folder}", [])
    return found


def _sound_ones(other: "Rulebook", name: str) -> "Rulebook":
    broken = sorted({Path(one.at.file).name for one in other.errors})
    if broken:
        click.echo(f"{name} : non comparé, car fautif : {', '.join(broken)}", err=True)
    return other.sound()


def difference_document(
    settings: "Settings", rules: tuple[Path, ...], rulebook: "Rulebook", against: str
) -> object:
    """The difference as JSON."""
    from scheduler.planning.document import document

    return document(difference(settings, rules, rulebook, against))


def show_difference(
    settings: "Settings", rules: tuple[Path, ...], rulebook: "Rulebook", against: str
) -> None:
    """The difference for the terminal, after what ``check`` says."""
    if rulebook.errors:
        click.echo("\nDifférences non calculées : corriger d'abord les erreurs.")
        return
    found = difference(settings, rules, rulebook, against)
    name = "au dossier" if Path(against).is_dir() else "à la révision"
    click.echo(f"\nPar rapport {name} {against}, sans les faits enregistrés :\n")
    _show(found, None, "")
