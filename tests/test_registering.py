"""The commands of the register of what was sent, as an administrator and an auditor run them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.store.database import open_database
from tests.commands import run
from tests.store.registered import ENTRIES, twelve
from tests.test_documentation import ADMINISTRATOR


@pytest.fixture
def registered(deployment: Path) -> Path:
    """A deployment whose register has twelve lines."""
    database = open_database(deployment / "var" / "echeancier.sqlite")
    twelve(database)
    database.close()
    return deployment


def alter(folder: Path, statement: str) -> None:
    database = open_database(folder / "var" / "echeancier.sqlite")
    with database.write() as session:
        session.connection().exec_driver_sql(statement)
    database.close()


def test_a_sound_register_is_said_in_one_sentence(registered: Path) -> None:
    done = run(registered, "register", "verify")
    assert done.returncode == 0
    found = re.fullmatch(r"Registre intact : 12 lignes, empreinte ([0-9a-f]{64})\.\n", done.stdout)
    assert found is not None
    again = run(registered, "register", "verify", "--head", f"{found[1][:16]}…")
    assert (again.returncode, "L'empreinte donnée s'y trouve." in again.stdout) == (0, True)
    other = run(registered, "register", "verify", "--head", "0" * 11 + "1")
    assert (other.returncode, "aucune ligne" in other.stdout) == (1, True)
    short = run(registered, "register", "verify", "--head", found[1][:11])
    assert (short.returncode, "au moins 12" in short.stderr) == (2, True)


def test_an_altered_register_names_its_lines(registered: Path) -> None:
    alter(registered, "UPDATE sent_entry SET kind = 'accepted' WHERE number = 5")
    alter(registered, "DELETE FROM sent_entry WHERE number = 9")
    done = run(registered, "register", "verify")
    assert done.returncode == 1
    assert "  ligne 5 : " in done.stdout
    assert "  ligne 9 : elle manque (après 8 et avant 10)" in done.stdout
    document = json.loads(run(registered, "register", "verify", "--json").stdout)
    assert (document["version"], document["sound"]) == (1, False)
    assert {5, 9} <= {one["entry"] for one in document["broken"]}


def test_an_export_is_verified_without_the_base_and_without_this_program(registered: Path) -> None:
    file = registered / "registre.jsonl"
    assert run(registered, "register", "export", "--out", str(file)).returncode == 0
    assert (
        run(registered, "register", "export").stdout.splitlines()[1:]
        == (file.read_text("utf-8").splitlines()[1:])
    )
    alone = registered / "auditeur"
    alone.mkdir()
    assert "12 lignes" in run(alone, "register", "verify", str(file)).stdout
    assert not (alone / "var").exists()
    program = re.search(
        r"<!-- exemple : registre -->\n```python\n(.*?)```", ADMINISTRATOR, re.DOTALL
    )
    assert program is not None

    def audited() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program[1], str(file)]
        return subprocess.run(command, capture_output=True, text=True)

    assert audited().stdout.startswith(f"{ENTRIES} lignes")
    file.write_text(file.read_text("utf-8").replace("refused", "doubtful"), "utf-8")
    assert audited().stderr == "ligne 5 : ne suit pas la précédente\n"
    done = run(alone, "register", "verify", str(file))
    assert (done.returncode, "ligne 5 : " in done.stdout) == (1, True)


def test_erasing_says_what_it_did_and_refuses_what_must_be_kept(registered: Path) -> None:
    erase = ("register", "erase")
    assert run(registered, *erase).returncode == 2
    done = run(registered, *erase, "--person", "p1@ville.example")
    assert done.stdout.startswith("2 lignes effacées")
    assert run(registered, *erase, "--person", "p1@ville.example").stdout == "Rien à effacer.\n"
    refused = run(registered, *erase, "--before", "2026-11-23")
    assert (refused.returncode, "5 ans au moins" in refused.stderr) == (1, True)
    assert run(registered, "register", "verify").returncode == 0
