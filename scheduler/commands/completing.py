"""The command that records what was done: done."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scheduler.deadlines.computation import Computation
    from scheduler.deadlines.obligation import Occurrence

from scheduler.commands.ground import (
    DAY,
    fail,
    find,
    known_now,
    read_rules,
    recorded,
    settings_of,
    sound_part,
)
from scheduler.commands.planning import ONLY_PLAN, performer
from scheduler.commands.writing import Fact, record, take_back, tell_recorded


@dataclass(frozen=True)
class Said:
    """What the command was told of an occurrence, or of one ``piece`` of it."""

    on: date | None
    comment: str
    evidence: str
    piece: str | None
    to_follow: bool
    presented: date | None
    collected: date | None

    @property
    def of_the_letter(self) -> tuple[tuple[str, date], ...]:
        """What the postal service said, in the order of the letter's way."""
        days = (("presented", self.presented), ("collected", self.collected))
        return tuple((kind, day) for kind, day in days if day)

    @property
    def of_the_letter_alone(self) -> bool:
        """Whether nothing is said of the act itself: it was recorded before."""
        more = self.on or self.evidence or self.to_follow or self.piece
        return bool(self.of_the_letter) and not more


@click.command()
@click.argument("key")
@click.option("--on", type=DAY, help="Le jour où c'était fait, ou posté (aujourd'hui par défaut).")
@click.option("--comment", default="", help="Un mot d'explication.")
@click.option("--evidence", default="", help="La pièce qui le prouve.")
@click.option("--document", "piece", help="Une seule pièce, reçue ou remise (son nom court).")
@click.option("--to-follow", is_flag=True, help="Fait, mais la pièce qui le prouve est à suivre.")
@click.option("--presented", type=DAY, help="Le jour où la Poste a présenté la lettre.")
@click.option("--collected", type=DAY, help="Le jour où la lettre a été retirée ou remise.")
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
    to_follow: bool,
    presented: date | None,
    collected: date | None,
    withdraw: bool,
    only_plan: bool,
) -> None:
    """Enregistrer qu'une échéance, ou une de ses pièces, est faite : ses rappels cessent.

    D'une lettre recommandée, --on est le jour de poste ; ce que la Poste en dit ensuite
    s'enregistre par --presented et --collected. De ce qu'un organe décide, --document convocation
    dit que la séance est convoquée, --document deliberation qu'elle a décidé.
    """
    settings = settings_of(context)
    rulebook = sound_part(read_rules(settings))
    computation, item = find(known_now(rulebook, recorded(settings)), key)
    said = Said(on, comment, evidence, piece, to_follow, presented, collected)
    perform = performer(settings, rulebook, only_plan=only_plan)
    if withdraw:
        take_back(perform, *_meant(computation, item, said))
    else:
        _refuse(computation, item, said)
        facts = tuple(_facts(computation, item, said))
        today = record(perform, facts)
        for fact in facts:
            tell_recorded(fact, today)
    _tell_where_it_stands(said, *find(known_now(rulebook, recorded(settings)), key))


def _meant(computation: "Computation", item: "Occurrence", said: Said) -> list[Fact]:
    """What is to be taken back: what the postal service said, else that it was done, whole."""
    if said.of_the_letter:
        return [
            Fact(kind, item.agreement, item.key, day, said.comment)
            for kind, day in said.of_the_letter
        ]
    act = Fact("done", item.agreement, _subject(item, said.piece), comment=said.comment)
    way = {"presented": computation.presented(item), "collected": computation.collected(item)}
    letter = [kind for kind, day in way.items() if day and not said.piece]
    return [act, *(replace(act, kind=kind) for kind in letter)]


def _refuse(computation: "Computation", item: "Occurrence", said: Said) -> None:
    """What cannot be, or contradicts itself."""
    from scheduler.deadlines.french import short

    if said.on and said.on > computation.today:
        fail(f"le {short(said.on)} n'est pas encore passé : ce n'est pas fait", [])
    if said.to_follow and (said.evidence or said.piece):
        fail("« --to-follow » : la pièce est attendue ; ôter --evidence ou --document", [])
    if said.of_the_letter and (item.send_by is None or said.piece):
        fail(f"« {item.key} » n'est pas une lettre recommandée : ôter --presented, --collected", [])
    if said.of_the_letter or (computation.posted(item) and not said.piece):
        _refuse_the_letter(computation, item, said)


def _refuse_the_letter(computation: "Computation", item: "Occurrence", said: Said) -> None:
    """A letter is posted, then presented, then collected, and none of it is still to come."""
    from scheduler.deadlines.french import short

    posted = said.on or computation.posted(item)
    if posted is None:
        fail("jour de poste inconnu : l'ajouter par --on AAAA-MM-JJ", [])
    presented = said.presented or computation.presented(item)
    collected = said.collected or computation.collected(item)
    way = (("postée", posted), ("présentée", presented), ("retirée", collected))
    known = [(words, day) for words, day in way if day]
    after = [*known[1:], ("aujourd'hui", computation.today)]
    for (words, day), (then, later) in zip(known, after, strict=True):
        if day > later:
            fail(
                f"lettre {words} le {short(day)}, après le {short(later)} ({then}) : "
                "vérifier les jours",
                [],
            )


def _facts(computation: "Computation", item: "Occurrence", said: Said) -> list[Fact]:
    """What is to be written; the day, comment and proof told before are kept where none is now."""
    letter = [
        Fact(kind, item.agreement, item.key, day, said.comment) for kind, day in said.of_the_letter
    ]
    if said.of_the_letter_alone:
        return letter
    subject = _subject(item, said.piece)
    before = computation.facts.done.get(subject)
    act = Fact(
        "done",
        item.agreement,
        subject,
        said.on or (before.on if before else None),
        said.comment or (before.comment if before else ""),
        said.evidence or (before.evidence if before and not said.to_follow else ""),
        to_follow=said.to_follow,
    )
    return [act, *letter]


def _subject(item: "Occurrence", piece: str | None) -> str:
    """What is recorded: the occurrence, or one piece of it."""
    from scheduler.deadlines.recorded import CONVOCATION, DECISION, document_key

    if piece is None:
        return item.key
    known = [one.id for one in item.documents]
    known += [CONVOCATION, DECISION] if item.recourse else []
    if piece not in known:
        fail(f"pièce inconnue : « {piece} »", known)
    return document_key(item.key, piece)


def _tell_where_it_stands(said: Said, computation: "Computation", item: "Occurrence") -> None:
    """Whether it stays late in the record, and what is still awaited."""
    done = computation.done(item)
    if done and computation.late_by(item):
        click.echo("Fait en retard : le retard reste au dossier.")
    if done and done.to_follow:
        click.echo(f"Pièce à suivre : echeancier done {item.key} --evidence TEXTE")
    if said.piece in [one.id for one in item.documents]:
        click.echo(_pieces_left(computation, item))
    elif said.piece:
        click.echo(_acts_left(computation, item))


def _acts_left(computation: "Computation", item: "Occurrence") -> str:
    """What comes next, once the body was convened or has decided."""
    from scheduler.standing import act_by

    return f"Reste : {act_by(item, computation.today, computation.performed(item))}."


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
