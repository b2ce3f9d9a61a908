"""Notice that a SQLite file was removed, replaced or written over while it is in use."""

import contextlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from scheduler.clock import running
from scheduler.store.faults import Replaced, Unavailable

MAGIC = b"SQLite format 3\0"
MARK = slice(60, 64)
"""Where the header keeps the number ``user_version`` (sqlite.org/fileformat2, 1.3)."""
HEADER_BYTES = 100
MARKED_SECONDS = 3600.0
WRITING_SECONDS = 0.5
ASIDE = ".ancienne"


class Seal:
    """The file as one process found it: its place on the disk, and a mark put into its header.

    The mark changes every hour: an earlier copy shows, even poured into this very file.
    """

    def __init__(self, path: Path, engine: Engine, clock: Callable[[], float] = running) -> None:
        """Mark the file. One process alone may do so: a daemon that holds its lock."""
        self._path = path
        # Never closed before the database is: that would release the locks SQLite has on it.
        self._file = os.open(path, os.O_RDONLY)
        self._engine, self._clock = engine, clock
        self._marks = {self._header()[MARK]}
        self._marking = threading.Lock()
        self._empty_since: float | None = None
        self._put_mark()

    def _put_mark(self) -> None:
        """Change the mark; whoever looks meanwhile may find either."""
        mark = 1 + secrets.randbelow(2**31 - 1)
        fresh = mark.to_bytes(4, "big")
        # Each that is not yet known to be in the file may still come into it before this one.
        self._marks = self._marks | {fresh}
        self._marked_at = self._clock()
        # Full or locked, or read by somebody just then, it keeps the mark before for a while.
        with contextlib.suppress(sqlite3.Error, SQLAlchemyError):
            with contextlib.closing(self._engine.raw_connection()) as connection:
                connection.cursor().execute(f"PRAGMA user_version = {mark}")
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
            if self._header()[MARK] == fresh:
                self._marks = {fresh}

    @property
    def is_broken(self) -> bool:
        """Whether the file is another one, or holds something else."""
        before, header = self._marks, self._header()
        is_whole = header.startswith(MAGIC) and header[MARK] in before | self._marks
        return not is_whole or not self._is_in_its_place()

    def check(self) -> None:
        """Raises Replaced where it is broken; where it is not, mark it anew in its time.

        Raises Unavailable where what is in its place is no database: nothing is written into it,
        and calendars are served all the while, until one is put back.
        """
        if self._is_damaged():
            raise Unavailable(f"{self._path} est abîmé ; remettre une sauvegarde à sa place")
        if self.is_broken:
            raise Replaced(
                f"{self._path} a été supprimé, remplacé ou réécrit pendant que le service le "
                "tenait : plus rien ne part ni ne s'enregistre ; remettre une sauvegarde à sa "
                "place, puis relancer le service (la prochaine fois, l'arrêter d'abord)"
            )
        if self._clock() - self._marked_at > MARKED_SECONDS and self._marking.acquire(False):
            try:
                self._put_mark()
            finally:
                self._marking.release()

    def _is_damaged(self) -> bool:
        """Whether no database is in its place; empty, the file may just be being written over."""
        header = self._header()
        if not self._is_in_its_place() or header.startswith(MAGIC):
            self._empty_since = None
            return False
        if header:
            return True
        self._empty_since = self._empty_since or self._clock()
        return self._clock() - self._empty_since < WRITING_SECONDS

    def set_aside(self) -> None:
        """Keep what the old file had not taken in yet from being poured into the new one."""
        for end in ("-wal", "-shm"):
            beside = self._path.with_name(self._path.name + end)
            with contextlib.suppress(OSError):
                beside.rename(beside.with_name(beside.name + ASIDE))

    def close(self) -> None:
        """Look no more."""
        os.close(self._file)

    def _is_in_its_place(self) -> bool:
        try:
            return os.path.samestat(self._path.stat(), os.fstat(self._file))
        except OSError:
            return False

    def _header(self) -> bytes:
        return os.pread(self._file, HEADER_BYTES, 0)
