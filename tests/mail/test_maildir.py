"""The maildir: any reader opens it, the same message twice is one file, a full disk closes it."""

import asyncio
import mailbox
from pathlib import Path

from scheduler.delivery import Outcome
from scheduler.mail.maildir import MaildirChannel

BODY = b"Subject: essai\r\n\r\nBonjour\r\n"


def send(folder: Path, message_id: str) -> Outcome:
    channel = MaildirChannel(folder)
    return asyncio.run(channel.send("e@x.example", "a@x.example", BODY, message_id))


def test_a_resend_replaces_and_a_reader_reads(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    assert [send(folder, one).kind for one in ("<1@x>", "<2@x>", "<1@x>")] == ["accepted"] * 3
    read = mailbox.Maildir(folder, create=False)
    assert [message["Subject"] for message in read] == ["essai", "essai"]
    assert list((folder / "tmp").iterdir()) == []


def test_a_place_that_cannot_be_written_closes_the_channel(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    assert send(tmp_path / "mail", "<1@x>").kind == "channel"
