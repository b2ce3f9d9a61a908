"""What every command starts from: settings, rules, facts; and how it gives up."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from scheduler.deadlines.computation import Computation
    from scheduler.deadlines.facts import Facts
    from scheduler.rulebook.rulebook import Rulebook
    from scheduler.settings import Settings
    from scheduler.situation import Situation
    from scheduler.store.database import Database


class Day(click.ParamType[date]):
    """A date, ISO or French."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """``2025-04-01`` or ``1er avril 2025``."""
        from scheduler.rulebook.readers import Reject, read_date

        try:
            return value if isinstance(value, date) else read_date(value)
        except Reject as error:
            message, _, remedy = str(error).partition("||")
            self.fail(f"{message} ({remedy})", param, ctx)


DAY = Day()
RULES = click.argument("rules", nargs=-1, type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Sortie JSON.")


def settings_of(context: click.Context) -> "Settings":
    """The settings, or what is wrong with them and exit 2."""
    from scheduler.problems import render_all
    from scheduler.settings import SettingsError, read_settings

    try:
        return read_settings(context.obj)
    except SettingsError as error:
        click.echo(render_all(error.problems), err=True)
        sys.exit(2)


def read_rules(
    settings: "Settings", rules: tuple[Path, ...] = (), papers: Path | None = None
) -> "Rulebook":
    """The rulebook of the settings, or of the given files alone, read against their papers."""
    from dataclasses import replace

    from scheduler.clock import SystemClock
    from scheduler.rulebook.load import load

    sources = replace(settings.sources, rules=rules) if rules else settings.sources
    return load(replace(sources, papers=papers), SystemClock().now().date())


def sound(rulebook: "Rulebook") -> "Rulebook":
    """The rulebook, or its errors on the error output and exit 1."""
    from scheduler.problems import render_all

    if rulebook.errors:
        click.echo(render_all(rulebook.errors), err=True)
        sys.exit(1)
    return rulebook


def sound_part(rulebook: "Rulebook") -> "Rulebook":
    """The agreements of the files without error; the errors, and what is left out, are told.

    On the error output; exit 1 where nothing is left. ``ending`` tells the exit status of what
    answers for the rest.
    """
    from scheduler.problems import render_all

    if not rulebook.errors:
        return rulebook
    kept = rulebook.sound()
    if not kept.agreements:
        return sound(rulebook)
    click.echo(f"{render_all(rulebook.errors)}\n", err=True)
    click.echo(f"{_left_out(rulebook, kept)}\n", err=True)
    return kept


def _left_out(rulebook: "Rulebook", kept: "Rulebook") -> str:
    """Which files are wrong, and which agreements the answer goes without."""
    files = ", ".join(sorted({problem.at.file for problem in rulebook.errors}))
    missing = [one.id for one in rulebook.agreements if kept.agreement(one.id) is None]
    named = f" ({', '.join(missing)})" if missing else ""
    return f"Laissé de côté, car fautif : {files}{named}. Le reste est calculé."


def ending(rulebook: "Rulebook") -> NoReturn:
    """The exit status of an answer about all agreements: 1 where a wrong file is left out."""
    sys.exit(1 if rulebook.errors else 0)


@contextmanager
def opened(settings: "Settings", told: bool = True) -> "Iterator[Database]":
    """The database, closed at the end; exit 2 where it cannot be used.

    One that is not there yet is made, and ``told``: the command was perhaps run in another folder.
    """
    from scheduler.problems import refused
    from scheduler.store.database import open_database
    from scheduler.store.faults import Unavailable, Unusable

    made = told and not settings.has_store
    try:
        database = open_database(settings.store)
    except (Unusable, OSError) as error:
        click.echo(f"base inutilisable : {refused(error)}", err=True)
        sys.exit(2)
    if made:
        click.echo(
            f"base nouvelle et vide : {settings.sqlite} (autre dossier ? --config)", err=True
        )
    try:
        yield database
    except Unavailable as error:
        click.echo(f"base indisponible : {error}", err=True)
        sys.exit(2)
    finally:
        database.close()


@contextmanager
def consulted(settings: "Settings") -> "Iterator[Database]":
    """The database; an empty one that leaves no trace where there is none yet."""
    if settings.has_store:
        with opened(settings) as database:
            yield database
        return
    with TemporaryDirectory() as folder:
        elsewhere = settings.model_copy(update={"var": Path(folder)})
        with opened(elsewhere, told=False) as database:
            yield database


def recorded(settings: "Settings", as_of: date | None = None) -> "dict[str, Facts]":
    """The journal as the computation reads it; empty where there is no database yet."""
    if not settings.has_store:
        return {}
    from scheduler.store import journal

    with opened(settings) as database, database.read() as session:
        return journal.facts(session, as_of)


def known_now(
    rulebook: "Rulebook",
    facts: "dict[str, Facts]",
    assume: "tuple[tuple[str, str, date], ...]" = (),
    today: date | None = None,
    until: date | None = None,
) -> "Situation":
    """The situation on the present day, under assumptions.

    What names a body of the agreement's calendar, and no event of it, is a session more.
    """
    from scheduler.clock import SystemClock
    from scheduler.deadlines.facts import Facts
    from scheduler.situation import situation

    for name, event, on in assume:
        agreement = rulebook.agreement(name)
        if agreement and agreement.is_only_a_body(event):
            rulebook = rulebook.with_agreement(agreement.sitting(event, on))
            continue
        facts = facts | {name: facts.get(name, Facts()).assuming(event, on)}
    return situation(rulebook, facts, SystemClock().now(), today=today, until=until)


def find(known: "Situation", key: str, *, clauses: bool = False) -> Any:
    """The occurrence with that key, or the keys that resemble it and exit 1.

    With ``clauses``, the names of clauses would do too.
    """
    from difflib import get_close_matches

    found = known.occurrence(key)
    if found is None:
        keys = [item.key for one in known.computations for item in one.occurrences]
        _refuse_unknown(known, key)
        if clauses and key.count("/") == 1:
            keys = sorted({_clause_key(key) for key in keys} | set(_clause_keys(known)))
        fail(f"échéance inconnue : « {key} »", get_close_matches(key, keys, 5, 0.5))
    return found


def _refuse_unknown(known: "Situation", key: str) -> None:
    """Exit 1 where the agreement that the key begins with is none of those computed."""
    agreement, slash, _ = key.partition("/")
    if slash and known.computation(agreement) is None:
        left_out = ", ou dans un fichier laissé de côté" if known.rulebook.errors else ""
        names = [one.agreement.id for one in known.computations]
        fail(f"convention inconnue{left_out} : « {agreement} »", names)


def _clause_key(key: str) -> str:
    return key.rpartition("/")[0]


def _clause_keys(known: "Situation") -> "Iterator[str]":
    """The clauses as their rule files name them, behind their agreement."""
    for computation in known.computations:
        agreement = computation.agreement
        yield from (f"{agreement.id}/{clause.id}" for clause in agreement.clauses)


def find_clause(known: "Situation", key: str) -> "tuple[Computation, str] | None":
    """The agreement and the clause that ``AGREEMENT/CLAUSE`` names, if that is its form."""
    agreement, _, clause = key.partition("/")
    computation = known.computation(agreement)
    return (computation, clause) if computation and clause else None


def fail(message: str, candidates: list[str]) -> NoReturn:
    """Say what is wrong, with the names that would do, and exit 1."""
    known = f" ; connus : {', '.join(candidates)}" if candidates else ""
    click.echo(f"{message}{known}", err=True)
    sys.exit(1)


def print_json(document: Any) -> None:
    """The document on the standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
