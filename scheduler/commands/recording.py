"""Commands that record: fact, done."""

import getpass
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.deadlines.agreement import Agreement
    from scheduler.deadlines.computation import Computation
    from scheduler.deadlines.obligation import Occurrence
    from scheduler.foreseeing import Act
    from scheduler.situation import Situation
    from scheduler.store.database import Session

    Perform = Callable[[Act], None]

from scheduler.commands.ground import (
    DAY,
    fail,
    find,
    known_now,
    read_rules,
    recorded,
    settings_of,
    sound,
)
from scheduler.commands.planning import ONLY_PLAN, performer


@click.command()
@click.argument("agreement")
@click.argument("event")
@click.argument("on", type=DAY, required=False)
@click.option("--comment", default="", help="Un mot d'explication.")
@click.option("--evidence", default="", help="La pièce qui le prouve.")
@click.option("--withdraw", is_flag=True, help="Retirer ce fait (il reste au journal).")
@ONLY_PLAN
@click.pass_context
def fact(
    context: click.Context,
    agreement: str,
    event: str,
    on: date | None,
    comment: str,
    evidence: str,
    withdraw: bool,
    only_plan: bool,
) -> None:
    """Enregistrer la date d'un fait : signature, entrée, dénonciation."""
    settings = settings_of(context)
    rulebook = sound(read_rules(settings))
    known = rulebook.agreement(agreement)
    if known is None:
        fail(f"convention inconnue : « {agreement} »", [one.id for one in rulebook.agreements])
    if known.template:
        made = [one.id for one in rulebook.agreements if one.instance_of == agreement]
        fail(f"« {agreement} » est un modèle : enregistrer sur un exemplaire", made)
    allowed = list(known.event_titles())
    if event not in allowed:
        fail(f"fait inconnu : « {event} »", allowed)
    declared = known.events.get(event)
    many = declared is not None and declared.many
    perform = performer(settings, rulebook, only_plan=only_plan)
    if withdraw:
        _withdraw(perform, agreement, "event", event, comment, on if many else None)
    else:
        if on is None:
            fail("il manque la date du fait : AAAA-MM-JJ", [])
        _refuse_out_of_bounds(known_now(rulebook, recorded(settings)), known, event, on)
        _record(perform, "event", agreement, event, on, comment, evidence, many)
    _tell_next(known_now(rulebook, recorded(settings)), agreement)


def _refuse_out_of_bounds(known: "Situation", agreement: "Agreement", event: str, on: date) -> None:
    """A date that the rule file, or the term and its cap, do not allow."""
    from scheduler.deadlines.french import short

    declared = agreement.events.get(event)
    computation = known.computation(agreement.id)
    asked = [one for one in computation.questions if one.event == event] if computation else []
    low = declared.not_before if declared else next((one.earliest for one in asked), None)
    high = declared.not_after if declared else next((one.latest for one in asked), None)
    bound = ""
    if low and on < low:
        bound = f"pas avant le {short(low)}"
    elif high and on > high:
        bound = f"pas après le {short(high)}"
    if bound:
        why = f" ({declared.because})" if declared and declared.because else ""
        fail(f"le {short(on)} sort des bornes : {bound}{why} ; corriger l'un ou l'autre", [])


def _record(
    perform: "Perform",
    kind: str,
    agreement: str,
    subject: str,
    on: date | None,
    comment: str,
    evidence: str,
    many: bool = False,
) -> None:
    from scheduler.clock import SystemClock
    from scheduler.deadlines.french import full
    from scheduler.store import journal

    now = SystemClock().now()
    day = on or now.astimezone().date()

    def act(session: "Session") -> None:
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
            many=many,
        )

    perform(act)
    click.echo(f"Enregistré : {subject}, le {full(day)}.")


def _withdraw(
    perform: "Perform",
    agreement: str,
    kind: str,
    subject: str,
    comment: str,
    on: date | None = None,
) -> None:
    """Take back what was last recorded of it, or what was on that day."""
    from scheduler.clock import SystemClock
    from scheduler.store import journal

    def act(session: "Session") -> None:
        told = journal.standing(session, agreement, kind, subject)
        meant = [one for one in told if on in (None, one.occurred_on)]
        if not meant:
            days = [str(one.occurred_on) for one in told]
            fail(f"rien à retirer : « {subject} » n'est pas enregistré", days)
        now = SystemClock().now()
        journal.withdraw(session, meant[-1], by=getpass.getuser(), at=now, comment=comment)

    perform(act)
    click.echo(f"Retiré : {subject}. Le journal garde les deux lignes.")


def _tell_next(known: "Situation", agreement: str) -> None:
    from scheduler.situation import next_cliffs
    from scheduler.terminal import one_line

    computation = known.computation(agreement)
    cliffs = next_cliffs([computation] if computation else [], 1)
    for one, item in cliffs:
        click.echo(f"Prochain couperet : {one_line(one, item)}")


@click.command()
@click.argument("key")
@click.option("--on", type=DAY, help="Le jour où c'était fait (aujourd'hui par défaut).")
@click.option("--comment", default="", help="Un mot d'explication.")
@click.option("--evidence", default="", help="La pièce qui le prouve.")
@click.option("--document", "piece", help="Une seule pièce, reçue ou remise (son nom court).")
@click.option("--withdraw", is_flag=True, help="Retirer : ce n'était pas fait.")
@ONLY_PLAN
@click.pass_context
def done(
    context: click.Context,
    key: str,
    on: date | None,
    comment: str,
    evidence: str,
    piece: str | None,
    withdraw: bool,
    only_plan: bool,
) -> None:
    """Enregistrer qu'une échéance, ou une de ses pièces, est faite : ses rappels cessent."""
    settings = settings_of(context)
    rulebook = sound(read_rules(settings))
    _, item = find(known_now(rulebook, recorded(settings)), key)
    subject = _subject(item, piece)
    perform = performer(settings, rulebook, only_plan=only_plan)
    if withdraw:
        _withdraw(perform, item.agreement, "done", subject, comment)
    else:
        _record(perform, "done", item.agreement, subject, on, comment, evidence)
    if on and item.due and on > item.due:
        click.echo("Fait en retard : le retard reste au dossier.")
    if piece:
        click.echo(_pieces_left(*find(known_now(rulebook, recorded(settings)), key)))


def _subject(item: "Occurrence", piece: str | None) -> str:
    """What is recorded: the occurrence, or one piece of it."""
    from scheduler.deadlines.computation import document_key

    if piece is None:
        return item.key
    known = [one.id for one in item.documents]
    if piece not in known:
        fail(f"pièce inconnue : « {piece} »", known)
    return document_key(item.key, piece)


def _pieces_left(computation: "Computation", item: "Occurrence") -> str:
    from scheduler.deadlines.french import count

    missing = [
        one.title
        for one in item.documents
        if not one.condition and not computation.received(item, one)
    ]
    if not missing:
        return "Toutes les pièces demandées sont là : l'échéance est faite."
    number = count(len(missing), "pièce manque encore", "pièces manquent encore")
    return f"{number} : {' ; '.join(missing)}."
