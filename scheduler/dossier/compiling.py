"""Compile the archive about one agreement: every file of it, from one snapshot of the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scheduler import interface
from scheduler.deadlines.computation import Computation
from scheduler.dossier import tables
from scheduler.dossier.binder import Binder
from scheduler.dossier.calendar import calendars
from scheduler.dossier.derivations import derivations
from scheduler.dossier.gathering import Evidence, gather
from scheduler.dossier.page import Contents, note, page
from scheduler.dossier.papers import add_papers
from scheduler.dossier.rules import add_rules
from scheduler.problems import Problem
from scheduler.rulebook.rulebook import Rulebook
from scheduler.store import auditing, evidence
from scheduler.store.database import Session

MESSAGES = "messages"
REGISTER = "register.jsonl"


@dataclass(frozen=True)
class Wishes:
    """What the archive is to hold beside the rest: papers of that folder, people's directory.

    ``former``: the rulebook is the last one that held the agreement, whose file has left.
    """

    papers: Path | None = None
    with_directory: bool = False
    former: bool = False


@dataclass(frozen=True)
class Compiled:
    """What the archive holds: how many messages, and what could not be had, in words."""

    messages: int
    absent: tuple[str, ...]


def compile_dossier(
    session: Session, rulebook: Rulebook, computation: Computation, target: Path, wishes: Wishes
) -> Compiled:
    """Write the archive to ``target``, which it replaces; the session must be a snapshot.

    The same state on the same day gives the same bytes. Raises OSError.
    """
    of = gather(session, rulebook, computation, former=wishes.former)
    with Binder(target.parent) as binder:
        contents = _fill(binder, session, of, wishes)
        binder.seal(target, of.newest)
    absent = [f"{one.title} : {one.document} {one.absent}" for one in contents.papers if one.absent]
    absent += [
        f"règles {one.id[:16]}… : {one.told}" for one in contents.versions if one.state != "kept"
    ]
    absent += [f"message {number} : effacé sur ordre" for number in sorted(of.all_erased)]
    return Compiled(len(of.messages), tuple(absent))


def _fill(binder: Binder, session: Session, of: Evidence, wishes: Wishes) -> Contents:
    papers = add_papers(binder, of.agreement, wishes.papers)
    versions = add_rules(binder, session, of, with_directory=wishes.with_directory)
    mails, digests = _add_messages(binder, session, of)
    names = list(_add_tables(binder, of, mails, digests))
    binder.add(REGISTER, _register(session, of))
    contents = Contents(papers, versions, mails, [*names, REGISTER], wishes.with_directory)
    binder.add("index.html", page(of, contents))
    binder.add("LISEZ-MOI.txt", note(of, contents))
    return contents


def _add_messages(
    binder: Binder, session: Session, of: Evidence
) -> tuple[dict[int, str], dict[int, str]]:
    """The messages' files and digests; of those erased on order, the register's digest alone."""
    erased = of.all_erased
    mails: dict[int, str] = {}
    digests = {number: _registered(of, number) for number in erased}
    for number, body in evidence.bodies(session, {one.id for one in of.messages} - erased):
        mails[number] = f"{MESSAGES}/{number:04}.eml"
        digests[number] = binder.add(mails[number], body)
    return mails, digests


def _registered(of: Evidence, message: int) -> str:
    """The digest of the message's bytes that the register keeps, if it still does."""
    told = (one.told().get("sha256") for one in of.lines_of[message])
    return next((str(digest) for digest in told if digest), "")


def _add_tables(
    binder: Binder, of: Evidence, mails: dict[int, str], digests: dict[int, str]
) -> Iterator[str]:
    """Add the files of the archive's root; their names."""
    shown = interface.document([of.computation], _problems(of), of.computation.today)
    files = {
        "facts.csv": tables.facts(of),
        "occurrences.csv": tables.occurrences(of),
        "occurrences.json": tables.document(shown),
        "derivations.txt": derivations(of.computation),
        "messages.csv": tables.messages(of, mails, digests),
        "attempts.csv": tables.attempts(of),
        "bounces.csv": tables.bounces(of),
        **dict(calendars(of)),
    }
    for name, body in files.items():
        if body is not None:
            binder.add(name, body)
            yield name


def _problems(of: Evidence) -> list[Problem]:
    """What is said of the agreement's own file."""
    own = of.agreement.source.file
    return [one for one in of.rulebook.problems if one.at.file == own]


def _register(session: Session, of: Evidence) -> Iterator[bytes]:
    """The extract of the register about these messages."""
    known = {one.message for one in of.lines if one.message is not None}
    only = known | {one.id for one in of.messages}
    for line in auditing.export(session, of.newest, only):
        yield f"{line}\n".encode("utf-8", "replace")
