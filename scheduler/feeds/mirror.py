"""Keep the copies on disk in step with the database; learn from them what a backup forgot."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.feeds import disk
from scheduler.feeds.disk import Copy, Seen
from scheduler.feeds.ledger import NO_FLOOR, ONE_SECOND, Floor
from scheduler.feeds.printed import printed
from scheduler.store.publications import Publication, State

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Press:
    """What calendars are published with: addresses of pages, the domain of identities, the disk.

    ``shared`` says that other machines may publish from the same database.
    """

    page: str
    domain: str
    folder: Path
    shared: bool = False


def floor_of(press: Press, hashes: Iterable[str], state: State | None) -> Floor:
    """What subscribers may have been given that the database does not know any more.

    That is so where the copy on disk is the newer one: the database came from a backup.
    """
    found = [one for name in hashes if (one := disk.copy(press.folder, name))]
    if not found:
        return NO_FLOOR
    newest = max(found, key=lambda one: one.publication.modified)
    at = newest.publication.modified
    if state and state.current and at <= state.current.modified:
        return NO_FLOOR
    return Floor(newest.seen, after=at + ONE_SECOND)


def disk_is_lost(press: Press, hashes: Iterable[str], published_at: datetime | None) -> bool:
    """Whether nothing is left of copies that must have been made.

    A database from a backup then looks like any other: what subscribers saw nobody knows.
    """
    if published_at is None:
        return False
    return not any(disk.copy(press.folder, name) for name in hashes)


def mirror(folder: Path, versions: Mapping[str, Publication]) -> None:
    """Bring the copies into line, by token hash; those of other tokens go.

    A disk that cannot be written costs no one their calendar: the database has it.
    """
    try:
        for token_hash, version in versions.items():
            _mirror_one(folder, token_hash, version)
        disk.keep_only(folder, versions.keys())
    except OSError as error:
        log.error("calendars not copied to %s: %s", folder, error)


def _mirror_one(folder: Path, token_hash: str, version: Publication) -> None:
    was = disk.copy(folder, token_hash)
    if was and (was.publication == version or was.publication.modified > version.modified):
        return
    seen = dict(was.seen) if was else {}
    for uid, stamps in stamps_of(version.body).items():
        seen[uid] = max(stamps, seen.get(uid, stamps))
    disk.write(folder, token_hash, Copy(version, seen))


def stamps_of(body: bytes) -> Seen:
    """By UID, the sequence and the instant that a calendar of ours gives."""
    return {one.uid: (one.sequence, one.at) for one in printed(body)}
