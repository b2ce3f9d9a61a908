"""Commands of the subscribed calendars: feed new, list, show, rotate, revoke, set."""

import json
from typing import TYPE_CHECKING, NoReturn

import click

from scheduler.commands.french_words import Listing
from scheduler.commands.ground import (
    AS_JSON,
    fail,
    opened,
    print_json,
    read_rules,
    settings_of,
    sound_part,
)

if TYPE_CHECKING:
    from datetime import date

    from scheduler.rulebook.rulebook import Rulebook
    from scheduler.settings import Settings
    from scheduler.store.feeds import Feed


@click.group(cls=Listing)
def feed() -> None:
    """Les calendriers abonnés."""


@feed.command("new")
@click.option("--agreement", help="Une seule convention.")
@click.option("--role", help="Les échéances d'un rôle.")
@click.option("--person", help="Les échéances d'une personne, par son adresse dans l'annuaire.")
@click.option("--authority", help="Les conventions d'une collectivité, par son calendrier.")
@click.option(
    "--detail",
    type=click.Choice(["full", "title"]),
    default="full",
    help="Tout dire (full), ou le titre seul (title) : ce que lit Google lui est communiqué.",
)
@click.option("--label", help="Le nom que l'agenda montrera.")
@click.option("--gzip/--no-gzip", default=True, help="Comprimer pour qui le demande.")
@click.pass_context
def feed_new(
    context: click.Context,
    agreement: str | None,
    role: str | None,
    person: str | None,
    authority: str | None,
    detail: str,
    label: str | None,
    gzip: bool,
) -> None:
    """Créer un calendrier ; son adresse n'est montrée qu'une fois."""
    from scheduler.clock import SystemClock
    from scheduler.store import feeds

    settings, now = settings_of(context), SystemClock().now()
    rulebook = sound_part(read_rules(settings))
    asked = {"agreement": agreement, "role": role, "person": person, "authority": authority}
    given = [(kind, subject) for kind, subject in asked.items() if subject]
    if len(given) > 1:
        raise click.UsageError("--agreement, --role, --person ou --authority : un seul")
    kind, subject = given[0] if given else ("all", "")
    subject, title = _subject(rulebook, kind, subject, now.date())
    with opened(settings) as database, database.write() as session:
        made, token = feeds.new_feed(
            session, kind, subject, label or title, now, detail=detail, gzip=gzip
        )
    _show_once(settings, made, token, f"Calendrier « {made.label} » créé.")


def _subject(rulebook: "Rulebook", kind: str, subject: str, today: "date") -> tuple[str, str]:
    """The subject as the rules write it, and its title; exit 1 where there is none such."""
    if kind == "agreement":
        known = rulebook.agreement(subject)
        if known is None:
            fail(f"convention inconnue : « {subject} »", [one.id for one in rulebook.agreements])
        return subject, known.short_title
    if kind == "role":
        if subject not in rulebook.directory.roles:
            fail(f"rôle inconnu : « {subject} »", list(rulebook.directory.roles))
        return subject, rulebook.directory.title(subject)
    if kind == "authority":
        titles = {one.calendar.name: one.calendar.title for one in rulebook.agreements}
        if subject not in titles:
            fail(f"calendrier de collectivité inconnu : « {subject} »", sorted(titles))
        return subject, titles[subject] or subject
    if kind == "person":
        people = rulebook.directory.people(today)
        found = people.get(subject.lower())
        if found is None:
            fail(f"personne dans aucun rôle aujourd'hui : « {subject} »", sorted(people))
        return found.address, found.name
    return "", "toutes"


def _show_once(settings: "Settings", made: "Feed", token: str, done: str) -> None:
    """The address on the standard output, and beside it what it is worth."""
    click.echo(f"{settings.page}/flux/{token}.ics")
    click.echo(
        f"{done} Cette adresse est secrète et ne sera plus montrée.\n"
        f"Comment s'y abonner : echeancier feed show {made.prefix}",
        err=True,
    )


@feed.command("list")
@AS_JSON
@click.pass_context
def feed_list(context: click.Context, as_json: bool) -> None:
    """Les calendriers, sans leurs adresses."""
    from dataclasses import asdict

    from scheduler.store import feeds, publications

    with opened(settings_of(context)) as database, database.read() as session:
        listed = feeds.list_feeds(session)
        held = {one.feed: one for one in publications.held(session)}
    if as_json:
        shown = [
            {
                **asdict(one),
                "prefix": one.prefix,
                "last_access_at": one.last_access_at,
                "held": held[one.id].reason if one.id in held else None,
            }
            for one in listed
        ]
        print_json({"version": 1, "feeds": json.loads(json.dumps(shown, default=str))})
        return
    for one in listed:
        click.echo("\n".join(_lines(one)))
        if one.id in held:
            click.echo(f"  retenu : {held[one.id].reason} (echeancier feed publish {one.prefix})")
    if not listed:
        click.echo("Aucun calendrier. En créer un : echeancier feed new")


def _lines(one: "Feed") -> list[str]:
    """One line for each address, the present one first."""
    state = "révoqué" if one.revoked_at else "arrêté" if one.left_at else "actif"
    lines = []
    for token in reversed(one.tokens):
        seen = token.last_access_at.date().isoformat() if token.last_access_at else "jamais"
        ends = f", remplacée, s'arrête le {token.ends_at.date()}" if token.ends_at else ""
        lines.append(f"{token.prefix}…  {state:<8} {one.label}  (dernière visite : {seen}{ends})")
    return lines


@feed.command("show")
@click.argument("prefix")
@click.pass_context
def feed_show(context: click.Context, prefix: str) -> None:
    """Un calendrier, et comment s'y abonner avec chaque programme."""
    from scheduler.store import feeds
    from scheduler.web import clients

    settings = settings_of(context)
    with opened(settings) as database, database.read() as session:
        one = feeds.named(session, prefix.rstrip("…"))
    if one is None:
        _unknown(prefix)
    subject = f" : {one.subject}" if one.subject else ""
    click.echo("\n".join(_lines(one)))
    click.echo(f"{clients.KINDS[one.kind]}{subject} ; {clients.DETAILS[one.detail]}")
    click.echo(f"page : {settings.page}/calendrier/{one.id}")
    click.echo(f"\n{clients.SUBSCRIBE}\n{clients.FROM_INTERNET}\n{clients.BY_MAIL}\n{clients.LATE}")
    click.echo(clients.RINGING)
    for client in clients.CLIENTS:
        click.echo(f"\n{client.name} (lu par {clients.FROM[client.reader]})")
        click.echo(f"  {client.steps}\n  Retard possible : {client.delay}.")
        if client.caution:
            click.echo(f"  {client.caution}")


@feed.command("rotate")
@click.argument("prefix")
@click.pass_context
def feed_rotate(context: click.Context, prefix: str) -> None:
    """Remplacer l'adresse d'un calendrier ; l'ancienne marche encore 30 jours."""
    from scheduler.clock import SystemClock
    from scheduler.store import feeds

    settings = settings_of(context)
    with opened(settings) as database, database.write() as session:
        done = feeds.rotate(session, prefix.rstrip("…"), SystemClock().now())
    if done is None:
        fail(f"aucun calendrier actif ne commence par « {prefix} »", [])
    made, token = done
    ends = made.tokens[-2].ends_at
    until = f"L'ancienne adresse marche jusqu'au {ends.date()}, et le dit." if ends else ""
    _show_once(settings, made, token, f"Adresse de « {made.label} » remplacée. {until}")


@feed.command("revoke")
@click.argument("prefix")
@click.pass_context
def feed_revoke(context: click.Context, prefix: str) -> None:
    """Révoquer un calendrier par le début de son adresse."""
    from scheduler.clock import SystemClock
    from scheduler.store import feeds

    with opened(settings_of(context)) as database, database.write() as session:
        gone = feeds.revoke(session, prefix.rstrip("…"), SystemClock().now())
    if gone is None:
        fail(f"aucun calendrier actif ne commence par « {prefix} »", [])
    click.echo(f"Révoqué : {gone.label}. L'agenda verra un avis pendant 90 jours.")


@feed.command("set")
@click.argument("prefix")
@click.option("--gzip/--no-gzip", required=True, help="Comprimer pour qui le demande, ou jamais.")
@click.pass_context
def feed_set(context: click.Context, prefix: str, gzip: bool) -> None:
    """Changer un réglage d'un calendrier, par le début de son adresse."""
    from scheduler.store import feeds

    with opened(settings_of(context)) as database, database.write() as session:
        one = feeds.set_gzip(session, prefix.rstrip("…"), gzip)
    if one is None:
        _unknown(prefix)
    click.echo(f"{one.label} : {'comprimé pour qui le demande' if gzip else 'jamais comprimé'}.")


def _unknown(prefix: str) -> NoReturn:
    fail(f"aucun calendrier ne commence par « {prefix} » (echeancier feed list)", [])


@feed.command("publish")
@click.argument("prefix")
@click.option("--accept", is_flag=True, help="Publier ce qui est retenu, malgré ce qu'il perd.")
@click.option("--again", is_flag=True, help="Faire reprendre le calendrier à tous les agendas.")
@click.pass_context
def feed_publish(context: click.Context, prefix: str, accept: bool, again: bool) -> None:
    """Ce qui est retenu d'un calendrier ; le publier, ou faire tout reprendre aux agendas.

    Le service s'en charge à son prochain passage.
    """
    from scheduler.store import feeds, publications

    with opened(settings_of(context)) as database, database.write() as session:
        one = feeds.named(session, prefix.rstrip("…"))
        if one is None:
            _unknown(prefix)
        state = publications.state(session, one.id)
        held = state.held if state else None
        if accept and held:
            publications.accept(session, one.id)
        if again and not publications.renew(session, one.id):
            fail(f"« {one.label} » n'a pas encore été publié", [])
        database.wake(session)
    if held:
        click.echo(f"Retenu depuis le {held.at:%d/%m/%Y %H:%M} (UTC) : {held.reason}.")
    elif accept or not again:
        click.echo(f"Rien n'est retenu de « {one.label} ».")
    if again or (accept and held):
        click.echo("Le service le publie à son prochain passage.")
