"""The register read by those who check it: exported, verified against itself and the outbox."""

import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import Session

from scheduler.store.chain import FORMAT, Entry, Head, ranges, read_object, stamp, text_of
from scheduler.store.proof import Proof, Verdict
from scheduler.store.sent import MESSAGE, META, PAGE, SENT, head

SINCE = "register_since"
"""Names the instant of the last message that left before there was a register."""
BOM = "\ufeff"
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
EXTRACT = (
    "Ceci est un extrait : details, person et leurs sels sont null aux numéros de withheld "
    "(premiers, derniers), qui concernent d'autres messages ; leurs empreintes restent, et la "
    "chaîne se vérifie entière."
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
_STORED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", re.ASCII)
"""An instant as SQLite keeps it."""
_s, _m = SENT.c, MESSAGE.c
# As the database has it: an instant that was tampered with may be none at all.
_AS_STORED = [type_coerce(_s[name], NullType()).label(name) for name in _FIELDS]
_AFTER = select(*_AS_STORED).where(_s.number > bindparam("after")).order_by(_s.number).limit(PAGE)


def entries(session: Session, after: int = BEFORE_ALL) -> Iterator[Entry]:
    """The lines whose number is above that one, in order."""
    connection = session.connection()
    while page := connection.execute(_AFTER, {"after": after}).all():
        yield from map(_entry, page)
        after = page[-1].number


def _entry(row: Any) -> Entry:
    number, at, *others = row
    return Entry(number, _instant(at), *map(_whole, others))


def _instant(value: Any) -> str:
    """The instant as the hash covers it, where it is stored as it is always written."""
    if isinstance(value, datetime):
        return stamp(value.replace(tzinfo=UTC))
    return f"{value[:10]}T{value[11:]}Z" if _STORED.fullmatch(str(value)) else repr(value)


def _whole(value: Any) -> Any:
    """The value, or in words one of a kind that is never written."""
    return value if value is None or isinstance(value, str | int) else repr(value)


def export(session: Session, now: datetime, only: Container[int] | None = None) -> Iterator[str]:
    """The register as lines of JSON: what it is and how to verify it, then a line for each.

    ``only`` makes an extract: of the lines about other messages than those, the digests alone.
    """
    top = head(session) or Head()
    heading: dict[str, Any] = {
        "format": FORMAT,
        "entries": top.number,
        "head": top.hash,
        "exported_at": stamp(now),
        "explanation": EXPLANATION,
    }
    if only is None:
        yield text_of(heading)
        yield from (one.written() for one in entries(session))
        return
    others = ranges(one.number for one in entries(session) if _is_of_others(one, only))
    yield text_of(heading | {"explanation": (*EXPLANATION, EXTRACT), "withheld": others})
    for one in entries(session):
        yield (_withheld(one) if _is_of_others(one, only) else one).written()


def _is_of_others(one: Entry, only: Container[int]) -> bool:
    """Whether the line is about none of those messages; what says an erasure is about all."""
    return one.kind != "erased" and one.message not in only


def _withheld(one: Entry) -> Entry:
    return replace(one, details=None, details_salt=None, person=None, person_salt=None)


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
    """The same of an export, line by line; there is no outbox to compare it with.

    What an extract says that it withholds is counted, not taken for erased.
    """
    proof, top = Proof(heads), None
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if number == 1:
            top = _heading(text)
            proof.withhold(read_object(text.removeprefix(BOM)).get("withheld"))
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
    read = read_object(text.removeprefix(BOM))
    number, last = read.get("entries"), read.get("head")
    if read.get("format") != FORMAT or type(number) is not int or not isinstance(last, str):
        return None
    return Head(number, last)


def _exported(text: str) -> Entry | None:
    read = read_object(text)
    if read.keys() != _FIELDS.keys():
        return None
    return Entry(**read) if all(type(read[name]) in _FIELDS[name] for name in read) else None
