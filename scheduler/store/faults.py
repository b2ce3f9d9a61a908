"""What can be wrong with a database, each with the one question its caller must decide."""

import contextlib
from collections.abc import Iterator

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection


class Unavailable(Exception):
    """The database cannot answer now: locked, full, stopped, damaged; it may come back."""


class Replaced(Unavailable):
    """The database is no longer the one that was opened: it will not come back."""


class Unusable(Exception):
    """The database is not one of this program; the text says what to do."""


class SchemaAhead(Unusable):
    """The database was written by a newer program than this one."""


class AlreadyRunning(Exception):
    """Another daemon holds this database."""


@contextlib.contextmanager
def named() -> Iterator[None]:
    """Give the faults of a database their name here, whichever it is."""
    try:
        yield
    except (OperationalError, InterfaceError, NoConnection) as error:
        raise Unavailable(words(error)) from error
    except DatabaseError as error:
        # Itself and no kind of it: the file is damaged, or no database any more. Of whatever kind,
        # it cut the connection: a server ended the session, its clock having been set for instance.
        if not is_damage(error) and not error.connection_invalidated:
            raise
        raise Unavailable(words(error)) from error


def words(error: Exception) -> str:
    """The database's own words, on one line; in French what SQLite says of files and disks."""
    told = error.orig if isinstance(error, DBAPIError) and error.orig else error
    said = " ".join(str(told).split())
    return _OF_FILES.get(said, said)


_OF_FILES = {
    "attempt to write a readonly database": "écriture interdite (droits et propriétaire du "
    "fichier, de ses -wal et -shm, de son dossier ; disque en lecture seule)",
    "unable to open database file": "ouverture interdite ou impossible (droits et propriétaire du "
    "fichier et de son dossier ; disque plein ou en lecture seule)",
    "database or disk is full": "plus de place sur le disque",
    "database is locked": "un autre programme la tient trop longtemps",
}


def is_damage(error: DatabaseError) -> bool:
    """Whether what the file holds is wrong, which neither a full disk nor missing rights do."""
    return type(error) is DatabaseError
