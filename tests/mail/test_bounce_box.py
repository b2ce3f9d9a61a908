"""The watched mailboxes: read without harm, marked once handled, any fault told as one thing."""

import imaplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduler.mail import bounce_box
from scheduler.mail.bounce import MAX_BYTES
from scheduler.mail.bounce_box import (
    BATCH,
    Account,
    BoxUnavailable,
    ImapBox,
    Incoming,
    MaildirBox,
    Security,
)
from tests.imap_server import (
    PASSWORD,
    PLAIN_PASSWORD,
    PLAIN_USER,
    USER,
    ImapServer,
    imap_server,
)

BODY = b"Subject: essai\n\nBonjour\n"
DOVECOT = pytest.mark.needs("dovecot")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def names(folder: Path, part: str) -> list[str]:
    return sorted(path.name for path in (folder / part).iterdir())


def test_a_handled_message_is_moved_and_kept(folder: Path) -> None:
    for name in ("2.b", "1.a"):
        (folder / "new" / name).write_bytes(BODY)
    box = MaildirBox(folder)
    assert box.fetch_new() == [Incoming("1.a", BODY), Incoming("2.b", BODY)]
    box.mark_handled("1.a")
    assert (names(folder, "new"), names(folder, "cur")) == (["2.b"], ["1.a:2,S"])
    assert (folder / "cur" / "1.a:2,S").read_bytes() == BODY


def test_a_message_not_marked_comes_again(folder: Path) -> None:
    (folder / "new" / "1.a").write_bytes(BODY)
    assert MaildirBox(folder).fetch_new() == MaildirBox(folder).fetch_new()


def test_what_is_no_message_is_left_alone(folder: Path) -> None:
    (folder / "new" / ".nfs1").write_bytes(BODY)
    (folder / "new" / "dossier").mkdir()
    (folder / "new" / "absent").symlink_to(folder / "nulle-part")
    assert MaildirBox(folder).fetch_new() == []


def test_a_message_moved_by_another_program_is_no_fault(folder: Path) -> None:
    MaildirBox(folder).mark_handled("1.a")
    assert names(folder, "cur") == []


def test_a_folder_that_is_no_maildir_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(BoxUnavailable, match="absent"):
        MaildirBox(tmp_path / "absent").fetch_new()


def test_a_full_mailbox_is_read_in_turns_and_a_huge_message_only_at_its_start(
    folder: Path,
) -> None:
    for number in range(BATCH + 1):
        (folder / "new" / f"{number:04d}").write_bytes(BODY)
    (folder / "new" / "0000").write_bytes(b"x" * (MAX_BYTES + 1))
    box = MaildirBox(folder)
    first = box.fetch_new()
    assert len(first) == BATCH
    assert len(first[0].body) == MAX_BYTES
    for one in first:
        box.mark_handled(one.id)
    assert [one.id for one in box.fetch_new()] == [f"{BATCH:04d}"]


@pytest.fixture(scope="module")
def running() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


@pytest.fixture
def server(running: ImapServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapServer]:
    """The server with an empty mailbox and its certificate trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
    yield running
    with opened(running) as box:
        for one in box.fetch_new():
            box.mark_handled(one.id)


@contextmanager
def opened(server: ImapServer, security: Security = "none", **other: Any) -> Iterator[ImapBox]:
    """A box of the server, closed at the end."""
    port = server.tls if security == "tls" else server.plain
    box = ImapBox(replace(Account("localhost", port, security, USER, PASSWORD), **other))
    yield box
    box.close()


@DOVECOT
@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_reading_marks_nothing_and_handling_marks_one(
    server: ImapServer, security: Security
) -> None:
    server.deliver(f"1.{security}", BODY)
    server.deliver(f"2.{security}", b"x" * (MAX_BYTES + 1))
    with opened(server, security) as box:
        first, second = box.fetch_new()
        assert first.body == BODY.replace(b"\n", b"\r\n")
        assert len(second.body) == MAX_BYTES
        assert [one.id for one in box.fetch_new()] == [first.id, second.id]
        box.mark_handled(first.id)
        assert box.fetch_new() == [second]
    flags = server.flags()
    assert (flags[f"1.{security}"], flags[f"2.{security}"]) == ("S", "")


@DOVECOT
def test_another_mailbox_may_be_named_with_accents(server: ImapServer) -> None:
    with opened(server, mailbox="Rebonds traités & gardés") as box:
        assert box.fetch_new() == []


@DOVECOT
@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"password": "faux mot"}, "Authentication failed"),
        ({"mailbox": 'sans "guillemet'}, "doesn't exist"),
    ],
)
def test_a_refusal_is_told_without_the_password(
    server: ImapServer, other: dict[str, Any], said: str
) -> None:
    with opened(server, **other) as box, pytest.raises(BoxUnavailable, match=said) as error:
        box.fetch_new()
    assert "mot" not in str(error.value)


@DOVECOT
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused(
    running: ImapServer, security: Security
) -> None:
    with opened(running, security) as box, pytest.raises(BoxUnavailable, match="certificate"):
        box.fetch_new()


@DOVECOT
def test_a_server_without_the_mechanism_of_accents_takes_a_plain_password(
    running: ImapServer,
) -> None:
    account = Account("localhost", running.plain, "none", PLAIN_USER, PLAIN_PASSWORD)
    with imaplib.IMAP4(account.host, account.port) as connection:
        connection.capabilities = ("IMAP4REV1",)
        with pytest.raises(UnicodeError):
            bounce_box._log_in(connection, replace(account, password=PASSWORD))
        bounce_box._log_in(connection, account)
        assert connection.state == "AUTH"


@DOVECOT
def test_a_lost_connection_is_told_when_marking(server: ImapServer) -> None:
    server.deliver("3.perdu", BODY)
    with opened(server) as box:
        (one,) = box.fetch_new()
        box.close()
        with pytest.raises(BoxUnavailable, match="connexion perdue"):
            box.mark_handled(one.id)
        assert box.fetch_new() == [one]


@pytest.mark.parametrize(
    "greeting",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"* BYE too many\r\n",
        b"* OK ready\r\n",
        b"* OK ready\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n+ \r\n+ \r\n",
        b"\xff" * 3_000_000,
        None,
    ],
    ids=["nothing", "http", "bye", "mute", "loose", "flood", "silence"],
)
def test_a_rude_server_is_unavailable(
    greeting: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounce_box, "TIMEOUT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        if greeting is not None:
            threading.Thread(target=_greet, args=(listener, greeting), daemon=True).start()
        port = listener.getsockname()[1]
        box = ImapBox(Account("127.0.0.1", port, "none", USER, "mot"))
        with pytest.raises(BoxUnavailable, match=r"127\.0\.0\.1 : ."):
            box.fetch_new()


def _greet(listener: socket.socket, greeting: bytes) -> None:
    try:
        one, _ = listener.accept()
        with one:
            one.sendall(greeting)
            one.shutdown(socket.SHUT_WR)
            one.recv(1000)
    except OSError:
        pass


def test_nobody_there_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(BoxUnavailable, match="refused"):
        ImapBox(Account("127.0.0.1", port, "none", USER, "mot")).fetch_new()


def test_no_password_crosses_a_network_in_clear() -> None:
    with pytest.raises(ValueError, match="sur cette machine"):
        ImapBox(Account("imap.ville.example", 143, "none", USER, "mot"))
