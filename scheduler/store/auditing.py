"""The register read by those who check it: exported, verified against itself and the outbox."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import Session

from scheduler.store.chain import FORMAT, Entry, Head, read_object, stamp, text_of
from scheduler.store.proof import Proof, Verdict
from scheduler.store.sent import MESSAGE, META, PAGE, SENT, head

SINCE = "register_since"
"""Names the instant of the last message that left before there was a register."""
BEFORE_ALL = -(2**31)
EXPLANATION = (
    "Registre des envois : une ligne par fait, numérotée sans trou à partir de 1.",
    "details et person sont des textes JSON ; leur empreinte (details_digest, person_digest) est "
    "le SHA-256, en hexadécimal, du sel (details_salt, person_salt) suivi du texte, en UTF-8.",
    "Une partie effacée sur ordre est null, son sel aussi, et son empreinte reste ; une ligne "
    "« erased » plus loin donne dans ses details les parties et les numéros (premier, dernier).",
    "hash est le SHA-256 d'un texte JSON en ASCII sans espace : "
    f'["{FORMAT}",hash de la ligne précédente,number,at,kind,message,details_digest,'
    "person_digest].",
    "Avant la première ligne, le hash est fait de 64 zéros. head est le hash de la dernière ligne.",
)
_TEXT, _MAYBE = (str,), (str, type(None))
_FIELDS: Mapping[str, tuple[type, ...]] = {
    "number": (int,),
    "at": _TEXT,
    "kind": _TEXT,
    "message": (int, type(None)),
    "details": _MAYBE,
    "details_salt": _MAYBE,
    "details_digest": _TEXT,
    "person": _MAYBE,
    "person_salt": _MAYBE,
    "person_digest": _TEXT,
    "hash": _TEXT,
}
_s, _m = SENT.c, MESSAGE.c
# As the database has it: an instant that was tampered with may be none at all.
_AS_STORED = [type_coerce(_s[name], NullType()).label(name) for name in _FIELDS]
_AFTER = select(*_AS_STORED).where(_s.number > bindparam("after")).order_by(_s.number).limit(PAGE)


def entries(session: Session, after: int = BEFORE_ALL) -> Iterator[Entry]:
    """The lines whose number is above that one, in order."""
    connection = session.connection()
    while page := connection.execute(_AFTER, {"after": after}).all():
        yield from (_entry(row) for row in page)
        after = page[-1].number


def _entry(row: Iterable[Any]) -> Entry:
    return Entry(*(_whole(value) for value in row))


def _whole(value: Any) -> Any:
    """The value as the hash covers it; one of a kind that is never written, in words."""
    if isinstance(value, datetime):
        return stamp(value.replace(tzinfo=UTC))
    return value if value is None or isinstance(value, str | int) else repr(value)


def export(session: Session, now: datetime) -> Iterator[str]:
    """The register as lines of JSON: what it is and how to verify it, then a line for each."""
    top = head(session) or Head()
    yield text_of(
        {
            "format": FORMAT,
            "entries": top.number,
            "head": top.hash,
            "exported_at": stamp(now),
            "explanation": EXPLANATION,
        }
    )
    for one in entries(session):
        yield one.written()


def verify(session: Session, heads: Iterable[str] = ()) -> Verdict:
    """Every place where the register, its head or the outbox is not what was written.

    ``heads`` are hashes noted elsewhere, or their beginnings, that must occur.
    """
    proof = Proof(heads)
    left = _left(session)
    registered: dict[int, tuple[int, str]] = {}
    arrived: set[int | None] = set()
    for one in entries(session):
        if one.kind in ("accepted", "confirmed"):
            arrived.add(one.message)
        known = one.told().get("sha256")
        if proof.feed(one) and one.message is not None and known:
            registered.setdefault(one.message, (one.number, known))
    for of, (number, _) in _changed(session, registered):
        proof.say(number, f"les octets du message {of} ne sont plus ceux qui sont partis")
    for of in sorted(left - arrived):
        proof.say(None, f"message {of} : parti selon la boîte d'envoi, aucune ligne ne le dit")
    return proof.end(head(session))


def _left(session: Session) -> set[int]:
    """The messages that left since there is a register, as the outbox says."""
    connection = session.connection()
    query = select(_m.id).where(_m.state == "sent")
    since = connection.scalar(select(META.c.value).where(META.c.name == SINCE))
    if since:
        left = func.coalesce(_m.accepted_at, _m.created_at)
        query = query.where(left > datetime.fromisoformat(since).replace(tzinfo=UTC))
    return set(connection.execute(query).scalars())


def _changed(
    session: Session, registered: Mapping[int, tuple[int, str]]
) -> Iterator[tuple[int, tuple[int, str]]]:
    """The messages whose bytes have not the hash that was registered."""
    connection, ids = session.connection(), sorted(registered)
    for start in range(0, len(ids), PAGE):
        some = select(_m.id, _m.body).where(_m.id.in_(ids[start : start + PAGE]))
        for of, body in connection.execute(some):
            if hashlib.sha256(body).hexdigest() != registered[of][1]:
                yield of, registered[of]


def verify_lines(lines: Iterable[str], heads: Iterable[str] = ()) -> Verdict:
    """The same of an export, line by line; there is no outbox to compare it with."""
    proof, top = Proof(heads), None
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if number == 1:
            top = _heading(text)
        elif (one := _exported(text)) is None:
            proof.say(None, f"ligne {number} du fichier : illisible")
        else:
            if one.written() != text:
                proof.say(one.number, "écrite autrement que l'export ne l'écrit")
            proof.feed(one)
    if top is None:
        proof.say(None, f"ligne 1 du fichier : ce n'est pas la première d'un export « {FORMAT} »")
    return proof.end(top or proof.head)


def _heading(text: str) -> Head | None:
    read = read_object(text.removeprefix("\ufeff"))
    number, last = read.get("entries"), read.get("head")
    if read.get("format") != FORMAT or type(number) is not int or not isinstance(last, str):
        return None
    return Head(number, last)


def _exported(text: str) -> Entry | None:
    read = read_object(text)
    if read.keys() != _FIELDS.keys():
        return None
    return Entry(**read) if all(type(read[name]) in _FIELDS[name] for name in read) else None
