"""Commands of the subscribed calendars: feed new, list, revoke."""

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    pass

from scheduler.commands.ground import (
    AS_JSON,
    fail,
    opened,
    print_json,
    read_rules,
    settings_of,
    sound,
)


@click.group()
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

    settings = settings_of(context)
    rulebook = sound(read_rules(settings))
    if agreement and role:
        raise click.UsageError("--agreement ou --role, pas les deux")
    if agreement and rulebook.agreement(agreement) is None:
        fail(f"convention inconnue : « {agreement} »", [one.id for one in rulebook.agreements])
    if role and role not in rulebook.directory.roles:
        fail(f"rôle inconnu : « {role} »", list(rulebook.directory.roles))
    kind = "agreement" if agreement else "role" if role else "all"
    known = rulebook.agreement(agreement or "")
    named = known.short_title if known else rulebook.directory.title(role) if role else "toutes"
    with opened(settings) as database, database.write() as session:
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

    with opened(settings_of(context)) as database, database.read() as session:
        listed = feeds.list_feeds(session)
    if as_json:
        print_json(
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

    with opened(settings_of(context)) as database, database.write() as session:
        gone = feeds.revoke(session, prefix.rstrip("…"), SystemClock().now())
    if not gone:
        fail(f"aucun calendrier actif ne commence par « {prefix} »", [])
    for one in gone:
        click.echo(f"Révoqué : {one.label}. L'agenda verra un avis pendant 90 jours.")
