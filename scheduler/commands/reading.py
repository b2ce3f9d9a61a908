"""Commands that read: check, occurrences, upcoming, explain."""

import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scheduler.deadlines.computation import Computation
    from scheduler.rulebook.rulebook import Rulebook
    from scheduler.situation import Situation

from scheduler.commands.assumptions import ASSUME, Assuming, Assumptions, check_assumptions
from scheduler.commands.ground import (
    AS_JSON,
    DAY,
    RULES,
    ending,
    fail,
    find,
    find_clause,
    known_now,
    print_json,
    read_rules,
    recorded,
    settings_of,
    sound_part,
)
from scheduler.commands.planning import difference_document, show_difference


@click.command()
@RULES
@AS_JSON
@click.option("--read-back", is_flag=True, help="Relire chaque règle en une phrase.")
@click.option(
    "--papers",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Comparer aux textes signés de ce dossier (txt, docx, pdf).",
)
@click.option(
    "--diff",
    "against",
    is_flag=False,
    flag_value="HEAD",
    metavar="[DOSSIER|RÉVISION]",
    help="Dire ce qui change par rapport à un dossier ou à une révision git (HEAD par défaut).",
)
@click.pass_context
def check(
    context: click.Context,
    rules: tuple[Path, ...],
    as_json: bool,
    read_back: bool,
    papers: Path | None,
    against: str | None,
) -> None:
    """Vérifier les fichiers de règles, calendriers et annuaire."""
    from scheduler.deadlines.french import count
    from scheduler.problems import as_json as problem_json
    from scheduler.problems import render_all
    from scheduler.rulebook.asked import asked

    settings = settings_of(context)
    rulebook = read_rules(settings, rules, papers)
    problems = [*rulebook.problems, *asked(rulebook)]
    if as_json:
        shown: dict[str, Any] = {"version": 1, "problems": [problem_json(one) for one in problems]}
        if against and not rulebook.errors:
            shown["plan"] = difference_document(settings, rules, rulebook, against)
        print_json(shown)
    else:
        if read_back:
            _read_back(rulebook)
        read = count(len(rulebook.agreements), "convention lue", "conventions lues")
        click.echo(f"{read}.\n{render_all(problems)}")
        if against:
            show_difference(settings, rules, rulebook, against)
    sys.exit(1 if rulebook.errors else 0)


def _read_back(rulebook: "Rulebook") -> None:
    """Each rule beside the words it rests on."""
    from scheduler.deadlines.reading import read_back
    from scheduler.wording import cited

    for agreement in rulebook.agreements:
        click.echo(f"{agreement.title}\n")
        for read in read_back(agreement):
            source = read.cited.source
            click.echo(f"{source.file}:{source.line}: {cited(read.cited)}")
            click.echo(f"    {read.sentence}\n")


@click.command(cls=Assuming)
@RULES
@AS_JSON
@click.option("--from", "since", type=DAY, help="À partir de ce jour.")
@click.option("--to", "until", type=DAY, help="Jusqu'à ce jour.")
@click.option("--as-of", type=DAY, help="Ce que l'on savait à la fin de ce jour.")
@ASSUME
@click.option("--no-facts", is_flag=True, help="Sans le journal des faits.")
@click.pass_context
def occurrences(
    context: click.Context,
    rules: tuple[Path, ...],
    as_json: bool,
    since: date | None,
    until: date | None,
    as_of: date | None,
    assume: Assumptions,
    no_facts: bool,
) -> None:
    """Toutes les échéances calculées, avec leur pourquoi ; puis ce qui n'a pas de date.

    Un fichier fautif est laissé de côté et nommé : les autres sont calculés, code de sortie 1.
    """
    from scheduler.interface import document

    settings = settings_of(context)
    rulebook = sound_part(read_rules(settings, rules))
    check_assumptions(rulebook, assume)
    facts = {} if no_facts else recorded(settings, as_of)
    known = known_now(rulebook, facts, assume, today=as_of, until=until)
    if as_json:
        print_json(document(known.computations, rulebook.problems, known.today, since, until))
    else:
        _print_occurrences(known, since, until)
    ending(rulebook)


def _print_occurrences(known: "Situation", since: date | None, until: date | None) -> None:
    from scheduler.interface import within
    from scheduler.terminal import left_open, one_line, other_readings, questions_open

    for computation in known.computations:
        for item in computation.occurrences:
            if not within(item, since, until):
                continue
            click.echo(f"{item.key}\n    {one_line(computation, item)}")
            for reading in other_readings(item):
                click.echo(f"    {reading}")
    for line in (*questions_open(known.computations), *left_open(known.computations)):
        click.echo(line)


@click.command(cls=Assuming)
@click.option("--days", default=120, show_default=True, help="Nombre de jours à venir.")
@AS_JSON
@ASSUME
@click.pass_context
def upcoming(context: click.Context, days: int, as_json: bool, assume: Assumptions) -> None:
    """Ce qui est dû bientôt ; les questions ouvertes, les faits attendus, ce qui n'a pas de date.

    Un fichier fautif est laissé de côté et nommé : les autres sont calculés, code de sortie 1.
    """
    from scheduler.interface import described, question, shown, waiting

    settings = settings_of(context)
    rulebook = sound_part(read_rules(settings))
    check_assumptions(rulebook, assume)
    known = known_now(rulebook, recorded(settings), assume)
    chosen = [
        (one, item) for one in known.binding for item in one.occurrences if _soon(one, item, days)
    ]
    chosen.sort(key=lambda pair: (pair[0].next_day(pair[1]) or date.max, pair[1].key))
    if as_json:
        asked = [question(item) for one in known.computations for item in one.questions]
        found = [described(one, item) for one, item in chosen]
        awaited = [waiting(item) for one in _alive(known) for item in one.waiting]
        dateless = [shown(item) for one in _alive(known) for item in one.dateless]
        print_json(
            {
                "version": 1,
                "occurrences": found,
                "questions": asked,
                "waiting": awaited,
                "dateless": dateless,
            }
        )
    else:
        _print_upcoming(known, chosen, days)
    ending(rulebook)


def _alive(known: "Situation") -> "list[Computation]":
    """The agreements that may still date something: neither ended nor a template."""
    return [one for one in known.binding if one.life != "ended"]


def _soon(computation: "Computation", item: Any, days: int) -> bool:
    from datetime import timedelta

    day = computation.next_day(item)
    if day is None or day > computation.today + timedelta(days=days):
        return False
    if item.due is None:
        return bool(item.acts_by >= computation.today)
    return computation.to_do(item)


def _print_upcoming(known: "Situation", chosen: list[Any], days: int) -> None:
    from scheduler.terminal import left_open, one_line, questions_open

    for computation, item in chosen:
        click.echo(f"{one_line(computation, item)}\n    {item.key}")
    if not chosen:
        click.echo(f"Rien de daté dans les {days} jours.")
    for line in (*questions_open(known.computations), *left_open(_alive(known))):
        click.echo(line)


def _explain_code(code: str) -> None:
    from scheduler.rulebook.codes import CODES

    if code not in CODES:
        fail(f"code inconnu : « {code} »", list(CODES))
    click.echo(f"{code} : {CODES[code]}")


@click.command(cls=Assuming)
@click.argument("key")
@AS_JSON
@ASSUME
@click.pass_context
def explain(context: click.Context, key: str, as_json: bool, assume: Assumptions) -> None:
    """Dire pourquoi cette date, jusqu'à la clause ; ou ce que veut dire un code (R110).

    KEY est celle d'une échéance (bethune-sad/bilan-annuel/2026), ou d'une clause
    (bethune-sad/bilan-annuel) : ses dates, ou le fait qu'elle attend, ou pourquoi elle n'en a pas.
    """
    from scheduler.interface import described
    from scheduler.terminal import explanation

    if re.fullmatch(r"[RC]\d{3}", key, re.IGNORECASE):
        _explain_code(key.upper())
        return
    settings = settings_of(context)
    rulebook = sound_part(read_rules(settings))
    check_assumptions(rulebook, assume)
    known = known_now(rulebook, recorded(settings), assume)
    if known.occurrence(key) is None and _explain_clause(known, key, as_json=as_json):
        return
    found = find(known, key, clauses=True)
    if as_json:
        print_json({"version": 1, "occurrence": described(*found)})
    else:
        click.echo(explanation(*found))


def _explain_clause(known: "Situation", key: str, *, as_json: bool) -> bool:
    """Whether the key names a clause; what comes out of it is then told."""
    from scheduler.interface import of_clause
    from scheduler.terminal import clause_explained

    found = find_clause(known, key)
    told = clause_explained(*found) if found else None
    if found is None or told is None:
        return False
    if as_json:
        print_json({"version": 1, **of_clause(*found)})
    else:
        click.echo(told)
    return True


@click.command()
@click.argument("kind", type=click.Choice(["rules", "calendar", "directory"]), default="rules")
def schema(kind: str) -> None:
    """Le schéma JSON des fichiers, pour qu'un éditeur complète et explique les clés."""
    from scheduler.rulebook.schema import schema as made

    print_json(made(kind))
