"""The rules as they were: each version's files kept once, and when each was adopted."""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.store.tables import RuleAdoptionRow, RuleVersionRow


@dataclass(frozen=True)
class Adoption:
    """From ``at``, in whole seconds, until the next one, the rules were those of ``version``."""

    version: str
    at: datetime


def enter(session: Session, version: str, files: Callable[[], bytes], now: datetime) -> None:
    """Enter that these rules are in force, and keep their files if no adoption did before.

    Nothing is done, nor ``files`` asked for, where they were in force already.
    """
    latest = select(RuleAdoptionRow.version).order_by(col(RuleAdoptionRow.number).desc()).limit(1)
    if session.exec(latest).first() == version:
        return
    at = now.replace(microsecond=0)
    session.add(RuleAdoptionRow(version=version, at=at))
    if session.get(RuleVersionRow, version) is None:
        session.add(RuleVersionRow(version=version, taken_at=at, content=files()))
    session.flush()


def adoptions(session: Session) -> list[Adoption]:
    """Every adoption, oldest first; a version that came back stands twice."""
    rows = session.exec(select(RuleAdoptionRow).order_by(col(RuleAdoptionRow.number)))
    return [Adoption(row.version, row.at) for row in rows]


def contents(session: Session, versions: Set[str]) -> Iterator[tuple[str, bytes]]:
    """Those of the versions that are kept, in their order, each with its files' archive."""
    for version in sorted(versions):
        row = session.get(RuleVersionRow, version)
        if row is not None:
            yield version, row.content
            session.expunge(row)
