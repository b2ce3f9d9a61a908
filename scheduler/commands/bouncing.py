"""The command that takes in what came back: bounce."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scheduler.delivery import NotReport
    from scheduler.settings import Settings
    from scheduler.store.bounces import Matched

from scheduler.commands.ground import AS_JSON, opened, print_json, settings_of

KINDS: Mapping[str, str] = {
    "prose": "un rebond sans rapport lisible : à lire par une personne",
    "answer": "une réponse automatique",
    "receipt": "un accusé de lecture",
    "other": "un autre message",
}
ACTIONS: Mapping[str, str] = {
    "failed": "non remis",
    "delayed": "retardé, le relais essaie encore",
    "delivered": "remis, selon l'autre serveur",
    "relayed": "relayé, sans autre nouvelle",
    "expanded": "transmis à une liste",
}
CHANGES: Mapping[str, str] = {
    "failed": "le message est marqué en échec",
    "delayed": "le retard est noté",
    "known": "déjà connu, rien n'est changé",
    "noted": "rien n'est changé",
    "unsent": "rien n'est changé, le message est encore à envoyer",
    "leaving": "rien n'est changé, le message part en ce moment : recommencer",
    "unknown": "message inconnu de cette base",
}


@dataclass(frozen=True)
class Read:
    """What one input was."""

    name: str
    taken: "list[Matched] | NotReport"


@click.command()
@click.argument("files", nargs=-1, type=click.File("rb"), metavar="[FILE]...")
@AS_JSON
@click.pass_context
def bounce(context: click.Context, files: tuple[IO[bytes], ...], as_json: bool) -> None:
    """Lire des rapports de non-remise (l'entrée standard par défaut) et les enregistrer.

    Codes de sortie : 0, chaque rapport concerne un message connu ; 1, l'un n'en est pas un ou son
    message est inconnu ; 2, la base ne peut pas servir, ou le message part encore : recommencer.
    """
    inputs = files or (sys.stdin.buffer,)
    bodies = [(_name(one), one.read()) for one in inputs]
    read = _recorded(settings_of(context), bodies)
    if as_json:
        print_json({"version": 1, "reports": [_document(one) for one in read]})
    else:
        for one in read:
            _say(one)
    sys.exit(max(_status(one) for one in read))


def _name(source: IO[bytes]) -> str:
    name = str(getattr(source, "name", "-"))
    return "entrée standard" if name in ("-", "<stdin>") else name


def _recorded(settings: "Settings", bodies: Sequence[tuple[str, bytes]]) -> list[Read]:
    from scheduler.bouncing import take
    from scheduler.clock import SystemClock

    if not settings.has_store:
        # Opening would make one: a mail program started in the wrong folder must not.
        click.echo(f"base inutilisable : {settings.sqlite} n'existe pas (--config ?)", err=True)
        sys.exit(2)
    with opened(settings) as database:
        now = SystemClock().now()
        return [Read(name, take(database, body, now)) for name, body in bodies]


def _say(read: Read) -> None:
    if not isinstance(read.taken, list):
        click.echo(f"{read.name} : pas un rapport, {KINDS[read.taken.kind]}", err=True)
        return
    for one in read.taken:
        click.echo(_line(one), err=one.change == "unknown")


def _line(one: "Matched") -> str:
    """Subject, recipient, fate, status, the other side's words, and what was done."""
    failure = one.failure
    whom = one.recipient or failure.original_recipient or failure.recipient
    through = f" (par {one.forwarded})" if one.forwarded else ""
    status = f" ({failure.status})" if failure.status else ""
    words = f", « {failure.diagnostic} »" if failure.diagnostic else ""
    subject = f"{one.subject} – " if one.subject else ""
    told = f"{subject}{whom}{through} : {ACTIONS[failure.action]}{status}{words}"
    return f"{told} ; {CHANGES[one.change]}"


def _status(read: Read) -> int:
    if not isinstance(read.taken, list):
        return 1
    changes = {one.change for one in read.taken}
    return 2 if "leaving" in changes else 1 if "unknown" in changes else 0


def _document(read: Read) -> dict[str, Any]:
    if not isinstance(read.taken, list):
        return {"file": read.name, "report": False, "kind": read.taken.kind, "recipients": []}
    recipients = [
        asdict(one.failure)
        | {
            "change": one.change,
            "message_id": one.message_id,
            "subject": one.subject or None,
            "written_to": one.recipient or None,
        }
        for one in read.taken
    ]
    return {"file": read.name, "report": True, "kind": None, "recipients": recipients}
