"""The watched mailbox that reports come back to: a maildir, or one read over IMAP (RFC 3501)."""

import base64
import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from scheduler.addresses import is_loopback
from scheduler.mail.bounce import MAX_BYTES
from scheduler.mail.message import clean

Security = Literal["tls", "starttls", "none"]
TIMEOUT_SECONDS = 30.0
BATCH = 100
"""How many messages one call gives: the others wait for the next."""
SEEN = ":2,S"
log = logging.getLogger(__name__)


class BoxUnavailable(Exception):
    """The mailbox cannot be read now; the text says why."""


@dataclass(frozen=True)
class Incoming:
    """A new message, as far as it is read; ``id`` is what the mailbox calls it."""

    id: str
    body: bytes


class MaildirBox:
    """A maildir: what was handled goes from ``new`` to ``cur``, marked as seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch_new(self) -> list[Incoming]:
        """The first messages that nobody handled yet, oldest name first."""
        try:
            found = [path for path in (self._folder / "new").iterdir() if path.is_file()]
        except OSError as error:
            raise BoxUnavailable(f"{self._folder} : {error.strerror}") from None
        names = sorted(path.name for path in found if not path.name.startswith("."))
        return list(islice(filter(None, map(self._read, names)), BATCH))

    def mark_handled(self, identifier: str) -> None:
        """Move the message; one that another program moved already is left where it is."""
        target = self._folder / "cur" / (identifier.partition(":")[0] + SEEN)
        try:
            target.parent.mkdir(exist_ok=True)
            with suppress(FileNotFoundError):
                (self._folder / "new" / identifier).rename(target)
        except OSError as error:
            raise BoxUnavailable(f"{target} : {error.strerror}") from None

    def close(self) -> None:
        """Nothing is held open."""

    def _read(self, name: str) -> Incoming | None:
        """None for what cannot be read: one bad file must not hide the others."""
        try:
            with (self._folder / "new" / name).open("rb") as opened:
                return Incoming(name, opened.read(MAX_BYTES))
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning("bounce mailbox: %s cannot be read: %s", name, error.strerror)
            return None


@dataclass(frozen=True)
class Account:
    """Where the mailbox is and who may open it."""

    host: str
    port: int
    security: Security
    username: str
    password: str = field(repr=False)
    mailbox: str = "INBOX"


class ImapBox:
    """A mailbox over IMAP: opened when it is read, held while its messages are marked."""

    def __init__(self, account: Account) -> None:
        if account.security == "none" and not is_loopback(account.host):
            raise ValueError(f"sans chiffrement, sur cette machine seulement : {account.host}")
        self._account = account
        self._connection: imaplib.IMAP4 | None = None

    def fetch_new(self) -> list[Incoming]:
        """The first messages not seen yet; reading them does not mark them."""
        with self._faults():
            connection = self._open()
            found = b" ".join(_answer(connection.uid("SEARCH", "UNSEEN"))).split()
            read = (self._read(connection, uid.decode("ascii")) for uid in found[:BATCH])
            return [one for one in read if one]

    def mark_handled(self, identifier: str) -> None:
        """Mark as seen, which is all that changes."""
        with self._faults():
            connection = self._connection
            if connection is None:
                raise BoxUnavailable(f"{self._account.host} : connexion perdue")
            _answer(connection.uid("STORE", identifier, "+FLAGS", r"(\Seen)"))

    def close(self) -> None:
        """Say goodbye if one can; the socket is closed in every case."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with suppress(imaplib.IMAP4.error, OSError):
            connection.logout()
        with suppress(imaplib.IMAP4.error, OSError):
            connection.shutdown()

    def _open(self) -> imaplib.IMAP4:
        self.close()
        account = self._account
        connection = self._connection = _connected(account)
        if account.security == "starttls":
            connection.starttls(ssl.create_default_context())
        _log_in(connection, account)
        _answer(connection.select(_quoted(account.mailbox)))
        return connection

    @staticmethod
    def _read(connection: imaplib.IMAP4, uid: str) -> Incoming | None:
        """None for a message that has gone meanwhile."""
        kind, parts = connection.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MAX_BYTES}>)")
        if kind != "OK":
            raise BoxUnavailable(f"message {uid} : {kind}")
        bodies = [part[1] for part in parts if isinstance(part, tuple)]
        return Incoming(uid, bytes(bodies[0])) if bodies else None

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Whatever goes wrong between two machines is one thing: the mailbox is unavailable."""
        try:
            yield
        except BoxUnavailable:
            self.close()
            raise
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            self.close()
            raise BoxUnavailable(f"{self._account.host} : {_words(error)}") from None


def _connected(account: Account) -> imaplib.IMAP4:
    if account.security != "tls":
        return imaplib.IMAP4(account.host, account.port, timeout=TIMEOUT_SECONDS)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(
        account.host, account.port, ssl_context=context, timeout=TIMEOUT_SECONDS
    )


def _log_in(connection: imaplib.IMAP4, account: Account) -> None:
    """By the mechanism that takes accents, where the server offers it."""
    if "AUTH=PLAIN" not in connection.capabilities:
        connection.login(_string(account.username), account.password)
        return
    secret = f"\0{account.username}\0{account.password}".encode()
    connection.authenticate("PLAIN", lambda _: secret)


def _quoted(mailbox: str) -> str:
    """The name as IMAP writes it: quoted, accents in its own UTF-7 (RFC 3501 5.1.3)."""
    name = re.sub(r"[^\x20-\x7e]+", _shifted, mailbox.replace("&", "&-"))
    return _string(name)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(found: re.Match[str]) -> str:
    coded = base64.b64encode(found[0].encode("utf-16-be")).decode("ascii")
    return f"&{coded.rstrip('=').replace('/', ',')}-"


def _words(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "ce serveur n'admet pas d'accents dans un nom ou un mot de passe"
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    return clean(" ".join(text.split()))[:300] or type(error).__name__


def _answer(reply: tuple[str, list[bytes | None]]) -> list[bytes]:
    """What the server said, where it agreed."""
    kind, data = reply
    words = [one for one in data if one]
    if kind != "OK":
        raise BoxUnavailable(b" ".join(words).decode("utf-8", "replace") or kind)
    return words
