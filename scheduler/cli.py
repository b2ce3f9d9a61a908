"""The commands and their exit status: 0 fine, 1 findings, 2 could not run."""

import getpass
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scheduler.deadlines.computation import Computation
    from scheduler.deadlines.facts import Facts
    from scheduler.rulebook.rulebook import Rulebook
    from scheduler.settings import Settings
    from scheduler.situation import Situation
    from scheduler.store.database import Database

# Imports stand inside the commands: --help and check answer without loading the store.


class Day(click.ParamType[date]):
    """A date, ISO or French."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """``2025-04-01`` or ``1er avril 2025``."""
        from scheduler.rulebook.scalars import Reject, read_date

        try:
            return value if isinstance(value, date) else read_date(value)
        except Reject as error:
            message, _, remedy = str(error).partition("||")
            self.fail(f"{message} ({remedy})", param, ctx)


DAY = Day()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path), help="Fichier echeancier.toml.")
@click.version_option(package_name="echeancier")
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """Les échéances des conventions : calculées, expliquées, rappelées."""
    context.obj = config


def _settings(context: click.Context) -> "Settings":
    from scheduler.problems import render_all
    from scheduler.settings import SettingsError, read_settings

    try:
        return read_settings(context.obj)
    except SettingsError as error:
        click.echo(render_all(error.problems), err=True)
        sys.exit(2)


def _rulebook(settings: "Settings", rules: tuple[Path, ...] = ()) -> "Rulebook":
    from dataclasses import replace

    from scheduler.rulebook.load import load

    sources = replace(settings.sources, rules=rules) if rules else settings.sources
    return load(sources)


def _sound(rulebook: "Rulebook") -> "Rulebook":
    """The rulebook, or its errors on the error output and exit 1."""
    from scheduler.problems import render_all

    if rulebook.errors:
        click.echo(render_all(rulebook.errors), err=True)
        sys.exit(1)
    return rulebook


@contextmanager
def _database(settings: "Settings") -> "Iterator[Database]":
    from scheduler.store.database import SchemaAhead, open_database

    try:
        database = open_database(settings.database)
    except (SchemaAhead, OSError) as error:
        click.echo(f"base inutilisable : {error}", err=True)
        sys.exit(2)
    try:
        yield database
    finally:
        database.close()


def _facts(settings: "Settings", as_of: date | None = None) -> "dict[str, Facts]":
    if not settings.database.exists():
        return {}
    from scheduler.store import journal

    with _database(settings) as database, database.read() as session:
        return journal.facts(session, as_of)


def _situation(
    rulebook: "Rulebook",
    facts: "dict[str, Facts]",
    assume: "tuple[tuple[str, str, date], ...]" = (),
    today: date | None = None,
) -> "Situation":
    from dataclasses import replace

    from scheduler.clock import SystemClock
    from scheduler.deadlines.facts import Facts
    from scheduler.situation import situation

    for name, event, on in assume:
        known = facts.get(name, Facts())
        facts = facts | {name: replace(known, assumed={**known.assumed, event: on})}
    return situation(rulebook, facts, SystemClock().now(), today=today)


def _assumption(_: Any, __: Any, values: tuple[str, ...]) -> tuple[tuple[str, str, date], ...]:
    """``AGREEMENT:EVENT=DATE``."""
    found = []
    for value in values:
        name, _, rest = value.partition(":")
        event, equals, day = rest.partition("=")
        if not (name and event and equals):
            raise click.BadParameter(f"« {value} » : écrire CONVENTION:FAIT=AAAA-MM-JJ")
        found.append((name, event, DAY.convert(day, None, None)))
    return tuple(found)


def _sorted_out(
    rules: tuple[Path, ...], assume: tuple[tuple[str, str, date], ...]
) -> tuple[tuple[Path, ...], tuple[tuple[str, str, date], ...]]:
    """Several assumptions may follow one --assume; what is written like one is no file."""
    written = re.compile(r"[a-z0-9._-]+:[a-z0-9._-]+=\S+")
    files = tuple(path for path in rules if not written.fullmatch(str(path)))
    others = tuple(str(path) for path in rules if path not in files)
    return files, assume + _assumption(None, None, others)


def _check_assumptions(rulebook: "Rulebook", assume: tuple[tuple[str, str, date], ...]) -> None:
    """An assumption must name an agreement and one of its events."""
    from scheduler.rulebook.checks import RESERVED_EVENTS

    for name, event, _ in assume:
        agreement = rulebook.agreement(name)
        if agreement is None:
            _fail(f"convention inconnue : « {name} »", [one.id for one in rulebook.agreements])
        elif event not in (*agreement.events, *RESERVED_EVENTS, *_notice_event(agreement)):
            _fail(f"fait inconnu : « {event} »", [*agreement.events, *RESERVED_EVENTS])


def _notice_event(agreement: Any) -> list[str]:
    from scheduler.deadlines.agreement import NOTICE_GIVEN

    return [NOTICE_GIVEN] if agreement.term and agreement.term.notice else []


def _fail(message: str, candidates: list[str]) -> None:
    known = f" ; connus : {', '.join(candidates)}" if candidates else ""
    click.echo(f"{message}{known}", err=True)
    sys.exit(1)


def _print_json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


RULES = click.argument("rules", nargs=-1, type=click.Path(path_type=Path))
ASSUME = click.option(
    "--assume",
    multiple=True,
    callback=_assumption,
    metavar="CONVENTION:FAIT=DATE",
    help="Calculer comme si ce fait était connu (effect et end : prise d'effet et terme).",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Sortie JSON.")


@main.command()
@RULES
@AS_JSON
@click.pass_context
def check(context: click.Context, rules: tuple[Path, ...], as_json: bool) -> None:
    """Vérifier les fichiers de règles, calendriers et annuaire."""
    from scheduler.french import count
    from scheduler.problems import as_json as problem_json
    from scheduler.problems import render_all

    rulebook = _rulebook(_settings(context), rules)
    if as_json:
        _print_json({"version": 1, "problems": [problem_json(one) for one in rulebook.problems]})
    else:
        read = count(len(rulebook.agreements), "convention lue", "conventions lues")
        click.echo(f"{read}.\n{render_all(rulebook.problems)}")
    sys.exit(1 if rulebook.errors else 0)


@main.command()
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
    assume: tuple[tuple[str, str, date], ...],
    no_facts: bool,
) -> None:
    """Toutes les échéances calculées, avec leur pourquoi."""
    from scheduler.interface import document, within
    from scheduler.terminal import one_line

    settings = _settings(context)
    rules, assume = _sorted_out(rules, assume)
    rulebook = _sound(_rulebook(settings, rules))
    _check_assumptions(rulebook, assume)
    facts = {} if no_facts else _facts(settings, as_of)
    known = _situation(rulebook, facts, assume, today=as_of)
    if as_json:
        _print_json(document(known.computations, rulebook.problems, known.today, since, until))
        return
    for computation in known.computations:
        for item in computation.occurrences:
            if within(item, since, until):
                click.echo(f"{item.key}\n    {one_line(computation, item)}")


@main.command()
@click.option("--days", default=120, show_default=True, help="Nombre de jours à venir.")
@AS_JSON
@ASSUME
@click.pass_context
def upcoming(
    context: click.Context, days: int, as_json: bool, assume: tuple[tuple[str, str, date], ...]
) -> None:
    """Ce qui est dû bientôt, et les questions ouvertes."""
    from scheduler.interface import occurrence, question

    settings = _settings(context)
    rulebook = _sound(_rulebook(settings))
    _check_assumptions(rulebook, assume)
    known = _situation(rulebook, _facts(settings), assume)
    chosen = [
        (one, item)
        for one in known.computations
        for item in one.occurrences
        if _soon(one, item, days)
    ]
    if as_json:
        asked = [question(item) for one in known.computations for item in one.questions]
        found = [occurrence(one, item) for one, item in chosen]
        _print_json({"version": 1, "occurrences": found, "questions": asked})
        return
    _print_upcoming(known, chosen, days)


def _soon(computation: "Computation", item: Any, days: int) -> bool:
    from datetime import timedelta

    day = item.next_day(computation.today)
    if day is None or day > computation.today + timedelta(days=days):
        return False
    if item.due is None:
        return bool(item.acts_by >= computation.today)
    return computation.status(item) in ("late", "open", "upcoming")


def _print_upcoming(known: "Situation", chosen: list[Any], days: int) -> None:
    from scheduler import wording
    from scheduler.terminal import one_line

    for computation, item in chosen:
        click.echo(f"{one_line(computation, item)}\n    {item.key}")
    if not chosen:
        click.echo(f"Rien de daté dans les {days} jours.")
    asked = [item for one in known.computations for item in one.questions]
    if asked:
        click.echo("\nQuestions ouvertes :")
    for question in asked:
        click.echo(f"  {question.agreement} : {wording.question(question)}")


@main.command()
@click.argument("key")
@AS_JSON
@ASSUME
@click.pass_context
def explain(
    context: click.Context, key: str, as_json: bool, assume: tuple[tuple[str, str, date], ...]
) -> None:
    """Dire pourquoi cette date, étape par étape, jusqu'à la clause."""
    from scheduler.interface import occurrence
    from scheduler.terminal import explanation

    settings = _settings(context)
    rulebook = _sound(_rulebook(settings))
    _check_assumptions(rulebook, assume)
    known = _situation(rulebook, _facts(settings), assume)
    found = _find(known, key)
    if as_json:
        _print_json({"version": 1, "occurrence": occurrence(*found)})
    else:
        click.echo(explanation(*found))


def _find(known: "Situation", key: str) -> Any:
    from difflib import get_close_matches

    found = known.occurrence(key)
    if found is None:
        keys = [item.key for one in known.computations for item in one.occurrences]
        _fail(f"échéance inconnue : « {key} »", get_close_matches(key, keys, 5, 0.5))
    return found


@main.command()
@click.argument("agreement")
@click.argument("event")
@click.argument("on", type=DAY, required=False)
@click.option("--comment", default="", help="Un mot d'explication.")
@click.option("--evidence", default="", help="La pièce qui le prouve.")
@click.option("--withdraw", is_flag=True, help="Retirer ce fait (il reste au journal).")
@click.pass_context
def fact(
    context: click.Context,
    agreement: str,
    event: str,
    on: date | None,
    comment: str,
    evidence: str,
    withdraw: bool,
) -> None:
    """Enregistrer la date d'un fait : signature, entrée, dénonciation."""
    settings = _settings(context)
    rulebook = _sound(_rulebook(settings))
    known = rulebook.agreement(agreement)
    if known is None:
        _fail(f"convention inconnue : « {agreement} »", [one.id for one in rulebook.agreements])
        return
    allowed = [*known.events, *_notice_event(known)]
    if event not in allowed:
        _fail(f"fait inconnu : « {event} »", allowed)
    if withdraw:
        _withdraw(settings, agreement, "event", event, comment)
    else:
        _refuse_out_of_bounds(known, event, on)
        _record(settings, "event", agreement, event, on, comment, evidence)
    _tell_next(_situation(rulebook, _facts(settings)), agreement)


def _refuse_out_of_bounds(agreement: Any, event: str, on: date | None) -> None:
    from scheduler.french import short

    if on is None:
        _fail("il manque la date du fait : AAAA-MM-JJ", [])
        return
    declared = agreement.events.get(event)
    low = declared.not_before if declared else None
    high = declared.not_after if declared else None
    bound = ""
    if low and on < low:
        bound = f"pas avant le {short(low)}"
    elif high and on > high:
        bound = f"pas après le {short(high)}"
    if bound:
        why = f" ({declared.because})" if declared.because else ""
        _fail(f"le {short(on)} sort des bornes : {bound}{why} ; corriger l'un ou l'autre", [])


def _record(
    settings: "Settings",
    kind: str,
    agreement: str,
    subject: str,
    on: date | None,
    comment: str,
    evidence: str,
) -> None:
    from scheduler.clock import SystemClock
    from scheduler.french import full
    from scheduler.store import journal

    now = SystemClock().now()
    day = on or now.astimezone().date()
    with _database(settings) as database, database.write() as session:
        journal.record(
            session,
            kind,
            agreement,
            subject,
            day,
            by=getpass.getuser(),
            at=now,
            comment=comment,
            evidence=evidence,
        )
    click.echo(f"Enregistré : {subject}, le {full(day)}.")


def _withdraw(settings: "Settings", agreement: str, kind: str, subject: str, comment: str) -> None:
    from scheduler.clock import SystemClock
    from scheduler.store import journal

    with _database(settings) as database, database.write() as session:
        entry = journal.standing(session, agreement, kind, subject)
        if entry is None:
            _fail(f"rien à retirer : « {subject} » n'est pas enregistré", [])
            return
        now = SystemClock().now()
        journal.withdraw(session, entry, by=getpass.getuser(), at=now, comment=comment)
    click.echo(f"Retiré : {subject}. Le journal garde les deux lignes.")


def _tell_next(known: "Situation", agreement: str) -> None:
    from scheduler.situation import next_cliffs
    from scheduler.terminal import one_line

    computation = known.computation(agreement)
    cliffs = next_cliffs([computation] if computation else [], 1)
    for one, item in cliffs:
        click.echo(f"Prochain couperet : {one_line(one, item)}")


@main.command()
@click.argument("key")
@click.option("--on", type=DAY, help="Le jour où c'était fait (aujourd'hui par défaut).")
@click.option("--comment", default="", help="Un mot d'explication.")
@click.option("--evidence", default="", help="La pièce qui le prouve.")
@click.option("--withdraw", is_flag=True, help="Retirer : ce n'était pas fait.")
@click.pass_context
def done(
    context: click.Context,
    key: str,
    on: date | None,
    comment: str,
    evidence: str,
    withdraw: bool,
) -> None:
    """Enregistrer qu'une échéance est faite : ses rappels cessent."""
    settings = _settings(context)
    _, item = _find(_situation(_sound(_rulebook(settings)), _facts(settings)), key)
    if withdraw:
        _withdraw(settings, item.agreement, "done", key, comment)
        return
    _record(settings, "done", item.agreement, key, on, comment, evidence)
    if on and item.due and on > item.due:
        click.echo("Fait en retard : le retard reste au dossier.")


@main.group()
def feed() -> None:
    """Les calendriers abonnés."""


@feed.command("new")
@click.option("--agreement", help="Une seule convention.")
@click.option("--role", help="Les conventions d'un rôle.")
@click.option("--label", help="Le nom que l'agenda montrera.")
@click.pass_context
def feed_new(
    context: click.Context, agreement: str | None, role: str | None, label: str | None
) -> None:
    """Créer un calendrier ; son adresse n'est montrée qu'une fois."""
    from scheduler.clock import SystemClock
    from scheduler.store import feeds

    settings = _settings(context)
    rulebook = _sound(_rulebook(settings))
    if agreement and role:
        raise click.UsageError("--agreement ou --role, pas les deux")
    if agreement and rulebook.agreement(agreement) is None:
        _fail(f"convention inconnue : « {agreement} »", [one.id for one in rulebook.agreements])
    if role and role not in rulebook.directory.roles:
        _fail(f"rôle inconnu : « {role} »", list(rulebook.directory.roles))
    kind = "agreement" if agreement else "role" if role else "all"
    known = rulebook.agreement(agreement or "")
    named = known.short_title if known else rulebook.directory.title(role) if role else "toutes"
    with _database(settings) as database, database.write() as session:
        made, token = feeds.new_feed(
            session, kind, agreement or role or "", label or named, SystemClock().now()
        )
    click.echo(f"{settings.page}/flux/{token}.ics")
    click.echo(
        f"Calendrier « {made.label} » créé. Cette adresse est secrète et ne sera plus montrée.",
        err=True,
    )


@feed.command("list")
@AS_JSON
@click.pass_context
def feed_list(context: click.Context, as_json: bool) -> None:
    """Les calendriers, sans leurs adresses."""
    from dataclasses import asdict

    from scheduler.store import feeds

    with _database(_settings(context)) as database, database.read() as session:
        listed = feeds.list_feeds(session)
    if as_json:
        _print_json(
            {
                "version": 1,
                "feeds": json.loads(json.dumps([asdict(f) for f in listed], default=str)),
            }
        )
        return
    for one in listed:
        state = "révoqué" if one.revoked_at else "actif"
        seen = one.last_access_at.date().isoformat() if one.last_access_at else "jamais"
        click.echo(f"{one.prefix}…  {state:<8} {one.label}  (dernière visite : {seen})")
    if not listed:
        click.echo("Aucun calendrier. En créer un : echeancier feed new")


@feed.command("revoke")
@click.argument("prefix")
@click.pass_context
def feed_revoke(context: click.Context, prefix: str) -> None:
    """Révoquer un calendrier par le début de son adresse."""
    from scheduler.clock import SystemClock
    from scheduler.store import feeds

    with _database(_settings(context)) as database, database.write() as session:
        gone = feeds.revoke(session, prefix.rstrip("…"), SystemClock().now())
    if not gone:
        _fail(f"aucun calendrier actif ne commence par « {prefix} »", [])
    for one in gone:
        click.echo(f"Révoqué : {one.label}. L'agenda verra un avis pendant 90 jours.")


@main.command()
@click.option("--dry-run", is_flag=True, required=True, help="Montrer sans rien écrire.")
@click.option("--on", type=DAY, required=True, help="Le jour à simuler.")
@click.option("--out", type=click.Path(path_type=Path), help="Dossier où écrire les .eml.")
@click.pass_context
def remind(context: click.Context, dry_run: bool, on: date, out: Path | None) -> None:
    """Montrer les messages qui partiraient ce jour-là."""
    from email import message_from_bytes, policy

    from scheduler.service import preview

    settings = _settings(context)
    written = preview(settings, _sound(_rulebook(settings)), on)
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


@main.command()
@click.option("--now", "simulated", type=DAY, help="Simuler ce jour (rien n'est envoyé).")
@click.pass_context
def serve(context: click.Context, simulated: date | None) -> None:
    """Le service : calcule, rappelle, publie."""
    from scheduler.service import CannotRun
    from scheduler.service import serve as run
    from scheduler.store.database import AlreadyRunning, SchemaAhead
    from scheduler.terminal import opening

    settings = _settings(context)
    try:
        run(
            settings,
            simulated,
            lambda known, page, mail: click.echo(
                opening(known, page, mail, _simulated_banner(simulated))
            ),
        )
    except (CannotRun, AlreadyRunning, SchemaAhead, OSError) as error:
        click.echo(f"échéancier ne peut pas démarrer : {error}", err=True)
        sys.exit(2)


def _simulated_banner(simulated: date | None) -> tuple[str, ...]:
    return ("horloge simulée, sur une copie : rien n'est envoyé",) if simulated else ()
