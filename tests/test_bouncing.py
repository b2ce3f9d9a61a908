"""The watched mailbox, taken in pass after pass: nothing lost, nothing twice, nothing blocked."""

import logging
from pathlib import Path
from random import Random

import pytest

from scheduler.bouncing import collect
from scheduler.delivery import Outcome
from scheduler.mail.bounce_box import ImapBox, MaildirBox
from scheduler.service import box_of
from scheduler.settings import read_settings
from scheduler.store import claims
from scheduler.store.claims import Claimed, Settled
from scheduler.store.database import Database
from scheduler.store.faults import Unavailable
from tests.bounced import DELAYED, NOW, OURS, POSTFIX, VACATION, state, with_message
from tests.imap_server import PASSWORD, USER, imap_server


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return with_message(tmp_path / "base.sqlite")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "rebonds" / name).mkdir(parents=True)
    return tmp_path / "rebonds"


def deliver(folder: Path, *bodies: bytes) -> None:
    for number, body in enumerate(bodies):
        (folder / "new" / f"{number}.x").write_bytes(body)


def left(folder: Path) -> tuple[list[str], list[str]]:
    new, cur = (sorted(one.name for one in (folder / part).iterdir()) for part in ("new", "cur"))
    return new, cur


def test_everything_is_recorded_then_marked_and_nothing_deleted(
    database: Database, folder: Path
) -> None:
    unknown = POSTFIX.replace(OURS, b"autre@ville.example")
    deliver(folder, DELAYED, VACATION, unknown, POSTFIX, POSTFIX, b"\xff\x00")
    counts = collect(database, MaildirBox(folder), NOW)
    assert counts == {"delayed": 1, "other": 2, "unknown": 1, "failed": 1, "known": 1}
    assert state(database)[0] == "failed"
    assert left(folder) == ([], [f"{number}.x:2,S" for number in range(6)])
    assert collect(database, MaildirBox(folder), NOW) == {}


def test_a_crash_between_recording_and_marking_does_nothing_twice(
    database: Database, folder: Path
) -> None:
    class Crashing(MaildirBox):
        def mark_handled(self, identifier: str) -> None:
            raise KeyboardInterrupt

    deliver(folder, POSTFIX)
    with pytest.raises(KeyboardInterrupt):
        collect(database, Crashing(folder), NOW)
    before = state(database)
    assert before[0] == "failed"
    assert collect(database, MaildirBox(folder), NOW) == {"known": 1}
    assert state(database) == before
    assert left(folder) == ([], ["0.x:2,S"])


def test_the_log_says_one_line_each_and_nothing_private(
    database: Database, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    deliver(folder, POSTFIX, VACATION)
    with caplog.at_level(logging.INFO, "scheduler.bouncing"):
        collect(database, MaildirBox(folder), NOW)
    assert [record.getMessage() for record in caplog.records] == [
        "bounce of message 1: failed, 5.1.1: failed",
        "bounce mailbox: a message that is no report (answer)",
    ]


def test_a_mailbox_that_cannot_be_read_is_counted(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert collect(database, MaildirBox(tmp_path / "absent"), NOW) == {"unavailable": 1}
    assert "absent" in caplog.text


def test_a_database_closed_to_writing_leaves_the_mailbox_as_it_was(
    database: Database, folder: Path
) -> None:
    deliver(folder, POSTFIX)
    with database.write() as session:
        session.connection().exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(Unavailable):
        collect(database, MaildirBox(folder), NOW)
    assert left(folder) == (["0.x"], [])


def test_a_report_quicker_than_its_sender_waits_in_the_mailbox(
    tmp_path: Path, folder: Path
) -> None:
    database = with_message(tmp_path / "base.sqlite", settled=False)
    deliver(folder, POSTFIX)
    assert collect(database, MaildirBox(folder), NOW) == {"leaving": 1}
    assert left(folder) == (["0.x"], [])
    claimed = Claimed(1, "", "", "", b"x", 1, 1, 0, NOW)
    with database.write() as session:
        claims.settle(session, [Settled(claimed, Outcome("accepted", "data", 250))], NOW, Random(1))
    assert collect(database, MaildirBox(folder), NOW) == {"failed": 1}
    assert left(folder) == ([], ["0.x:2,S"])


@pytest.mark.needs("dovecot")
def test_an_imap_mailbox_is_taken_in_too(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with imap_server() as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        (tmp_path / "secret").write_text(PASSWORD, "utf-8")
        (tmp_path / "echeancier.toml").write_text(
            f'[bounces]\nimap_host = "localhost"\nimap_port = {server.tls}\n'
            f'imap_username = "{USER}"\nimap_password_file = "secret"\n'
        )
        box = box_of(read_settings(tmp_path / "echeancier.toml", {}))
        assert isinstance(box, ImapBox)
        server.deliver("1.a", POSTFIX)
        server.deliver("2.b", VACATION)
        assert collect(database, box, NOW) == {"failed": 1, "other": 1}
        assert server.flags() == {"1.a": "S", "2.b": "S"}
        assert collect(database, box, NOW) == {}
    assert state(database)[0] == "failed"


def test_the_settings_say_which_mailbox(tmp_path: Path) -> None:
    (tmp_path / "echeancier.toml").write_text('[bounces]\nmaildir = "rebonds"\n')
    assert isinstance(box_of(read_settings(tmp_path / "echeancier.toml", {})), MaildirBox)
    (tmp_path / "echeancier.toml").write_text("")
    assert box_of(read_settings(tmp_path / "echeancier.toml", {})) is None
