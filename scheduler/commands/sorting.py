"""The command that sorts the past in bulk: triage."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scheduler.rulebook.rulebook import Rulebook
    from scheduler.settings import Settings
    from scheduler.situation import Situation

from scheduler.commands.ground import (
    fail,
    find,
    known_now,
    read_rules,
    recorded,
    settings_of,
    sound_part,
)
from scheduler.commands.planning import performer
from scheduler.commands.writing import Fact, record, take_back
from scheduler.problems import said


@click.command()
@click.argument("agreements", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), help="Le fichier CSV à écrire.")
@click.option("--apply", "filled", type=click.Path(path_type=Path), help="La table remplie.")
@click.option("--withdraw", "key", metavar="CLÉ", help="Retirer « manqué » ou « inconnu ».")
@click.pass_context
def triage(
    context: click.Context,
    agreements: tuple[str, ...],
    out: Path | None,
    filled: Path | None,
    key: str | None,
) -> None:
    """Trier le passé : écrire en table ce qui était dû avant le suivi, puis en lire les réponses.

    Sans convention nommée, celles dont le terme est passé sont laissées de côté. Réponses : fait
    (avec son jour), écarté (avec sa raison), manqué, inconnu ; rien : la ligne reste à trier.
    """
    if sum(map(bool, (filled, key, out or agreements))) > 1:
        fail("« --apply » et « --withdraw » s'emploient seuls", [])
    settings = settings_of(context)
    rulebook = sound_part(read_rules(settings))
    known = known_now(rulebook, recorded(settings))
    if filled:
        _apply(settings, known, filled)
    elif key:
        _withdraw(settings, known, key)
    else:
        _write(rulebook, known, agreements, out)


def _write(
    rulebook: "Rulebook", known: "Situation", agreements: tuple[str, ...], out: Path | None
) -> None:
    from scheduler.deadlines.french import count
    from scheduler.triage.sheet import sheet, to_sort

    names = [one.agreement.id for one in known.binding]
    for name in agreements:
        if name not in names:
            fail(f"convention inconnue, ou modèle : « {name} »", names)
    found = list(to_sort(known, agreements))
    if out is None:
        click.echo(sheet(found), nl=False)
    else:
        _write_file(out, sheet(found))
        click.echo(f"{count(len(found), 'échéance')} à trier : {out}")
    left = [one for one in known.binding if one.life == "ended"] if not agreements else []
    if left:
        told = count(
            len(left),
            "convention au terme passé est laissée",
            "conventions au terme passé sont laissées",
        )
        listed = ", ".join(one.agreement.id for one in left)
        click.echo(f"{told} de côté ; pour les trier, les nommer : {listed}", err=True)


def _write_file(out: Path, content: bytes) -> None:
    """Write a new file: one that is there may hold somebody's answers."""
    try:
        with out.open("xb") as file:
            file.write(content)
    except FileExistsError:
        fail(f"{out} existe déjà, peut-être rempli : donner un autre nom", [])
    except OSError as error:
        click.echo(f"{out} ne peut pas être écrit : {said(error)}", err=True)
        sys.exit(2)


def _apply(settings: "Settings", known: "Situation", filled: Path) -> None:
    """Record every answer of the table, or none where one of them is wrong."""
    from scheduler.deadlines.french import count
    from scheduler.problems import render_all
    from scheduler.triage.answers import read_answers

    answers = read_answers(filled, known)
    if answers.problems:
        click.echo(render_all(answers.problems), err=True)
        click.echo("Rien n'est enregistré.", err=True)
        sys.exit(1)
    facts = tuple(
        Fact(one.kind, one.agreement, one.key, one.on, one.comment, one.evidence)
        for one in answers.new
    )
    if facts:
        record(performer(settings, known.rulebook, only_plan=False), facts)
    new = count(len(facts), "réponse enregistrée", "réponses enregistrées")
    before = count(answers.known, "déjà connue", "déjà connues")
    click.echo(f"{new}, {before}, {count(answers.blank, 'ligne')} sans réponse.")


def _withdraw(settings: "Settings", known: "Situation", key: str) -> None:
    computation, item = find(known, key)
    answer = computation.facts.answer(item.key)
    if answer not in ("missed", "unknown"):
        fail(f"« {key} » n'est ni « manqué » ni « inconnu » : il n'y a rien à retirer", [])
    perform = performer(settings, known.rulebook, only_plan=False)
    take_back(perform, Fact(answer, item.agreement, item.key))
