"""``echeancier bounce`` as a mail program runs it."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bounced import DELAYED, OURS, POSTFIX, RECIPIENT, REPORTS, VACATION, state, with_message
from tests.commands import run
from tests.service import ROOT, environment
from tests.service import piped as piped_into

FAILED = "rebond 5.1.1 : 550 5.1.1 <camille.delattre@ccas.example>: Recipient address rejected"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with_message(tmp_path / "var" / "echeancier.sqlite").close()
    return tmp_path


def piped(folder: Path, body: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return piped_into(folder, body, "bounce", *arguments)


def kept(folder: Path) -> tuple[str, str]:
    from scheduler.store.database import open_database

    database = open_database(folder / "var" / "echeancier.sqlite")
    found = state(database)
    database.close()
    return found


def test_a_failure_is_told_and_recorded(folder: Path) -> None:
    done = piped(folder, POSTFIX)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == (
        f"À poster demain – {RECIPIENT} : non remis (5.1.1), "
        f"« 550 5.1.1 <{RECIPIENT}>: Recipient address rejected: "
        "User unknown in virtual mailbox table » ; le message est marqué en échec\n"
    )
    assert kept(folder)[0] == "failed"
    assert kept(folder)[1].startswith(FAILED)


def test_the_same_report_again_is_fine_and_says_so(folder: Path) -> None:
    piped(folder, POSTFIX)
    done = piped(folder, POSTFIX)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "déjà connu" in done.stdout.decode()


def test_a_delay_keeps_the_message_sent(folder: Path) -> None:
    done = piped(folder, DELAYED)
    assert "retardé, le relais essaie encore (4.4.1)" in done.stdout.decode()
    assert kept(folder)[0] == "sent"


def test_an_address_behind_an_alias_is_named(folder: Path) -> None:
    done = piped(folder, POSTFIX.replace(RECIPIENT.encode(), b"privee@agent.example"))
    assert f"{RECIPIENT} (par privee@agent.example) : non remis" in done.stdout.decode()
    assert "rebond 5.1.1 (privee@agent.example)" in kept(folder)[1]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("vacation", "pas un rapport, une réponse automatique"),
        ("receipt", "pas un rapport, un accusé de lecture"),
        ("prose", "à lire par une personne"),
        ("garbage", "pas un rapport, un autre message"),
    ],
)
def test_what_is_no_report_is_said(folder: Path, name: str, said: str) -> None:
    done = piped(folder, (REPORTS / f"{name}.eml").read_bytes())
    assert (done.returncode, done.stdout) == (1, b"")
    assert said in done.stderr.decode()
    assert kept(folder)[0] == "sent"


def test_a_message_of_another_base_is_said(folder: Path) -> None:
    done = piped(folder, POSTFIX.replace(OURS, b"autre@ville.example"))
    assert (done.returncode, done.stdout) == (1, b"")
    assert "message inconnu de cette base" in done.stderr.decode()


def test_several_files_are_read_and_the_worst_is_the_status(folder: Path) -> None:
    names = [str(REPORTS / f"{name}.eml") for name in ("postfix-delayed", "vacation", "exim")]
    done = run(folder, "bounce", *names)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert f"{names[1]} : pas un rapport" in done.stderr
    assert kept(folder)[0] == "failed"


def test_the_json_document_says_the_same(folder: Path) -> None:
    done = run(
        folder, "bounce", "--json", str(REPORTS / "postfix.eml"), str(REPORTS / "vacation.eml")
    )
    document = json.loads(done.stdout)
    assert (done.returncode, document["version"]) == (1, 1)
    first, second = document["reports"]
    assert (first["report"], second["report"], second["kind"]) == (True, False, "answer")
    (told,) = first["recipients"]
    assert told["recipient"] == told["written_to"] == RECIPIENT
    assert (told["action"], told["status"], told["change"]) == ("failed", "5.1.1", "failed")
    assert told["message_id"] == f"<{OURS.decode()}>"


def test_without_a_base_none_is_made(tmp_path: Path) -> None:
    done = piped(tmp_path, POSTFIX)
    assert done.returncode == 2
    assert "base inutilisable" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_base_that_is_none_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "echeancier.sqlite").write_bytes(b"x" * 5000)
    done = piped(tmp_path, POSTFIX)
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_report_quicker_than_its_sender_must_come_again(tmp_path: Path) -> None:
    with_message(tmp_path / "var" / "echeancier.sqlite", settled=False).close()
    done = piped(tmp_path, POSTFIX)
    assert done.returncode == 2
    assert "recommencer" in done.stdout.decode()


@pytest.mark.parametrize(
    ("body", "base", "status"),
    [(POSTFIX, True, 0), (VACATION, True, 0), (POSTFIX, False, 75)],
    ids=["report", "other", "no-base"],
)
def test_the_documented_pipe_keeps_and_retries_as_a_relay_expects(
    tmp_path: Path, body: bytes, base: bool, status: int
) -> None:
    """Exit status 75 is "try again later" (sysexits.h); what is no report never bounces again."""
    if base:
        with_message(tmp_path / "var" / "echeancier.sqlite").close()
    text = (ROOT / "docs" / "administrateur.md").read_text("utf-8")
    found = re.search(r'^"\|(\S+)( --config \S+)( bounce.*)"$', text, re.MULTILINE)
    assert found is not None
    line = shlex.join([sys.executable, "-m", "scheduler"]) + found[3]
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=tmp_path, env=environment(), input=body, capture_output=True
    )
    assert done.returncode == status
