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
        if type(error) is not DatabaseError and not error.connection_invalidated:
            raise
        raise Unavailable(words(error)) from error


def words(error: Exception) -> str:
    """The database's own words, on one line."""
    told = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return " ".join(str(told).split())
