"""The plan as an administrator and a jurist ask for it, on real files, git and database."""

import contextlib
import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.foreseeing import keep_standing
from scheduler.planning.published import standing_as_text
from scheduler.planning.saying import NOTHING
from scheduler.reconcile import reconcile
from scheduler.rulebook.load import Sources, load
from scheduler.store.database import open_database
from tests.commands import run
from tests.service import environment, serving, until
from tests.test_reconcile import OFFICE

RULE = "bethune-sad.yaml"
STORE = ("sqlalchemy", "sqlmodel", "alembic")


def published(folder: Path) -> Path:
    """The folder, once its service has made a pass."""
    database = open_database(folder / "var" / "echeancier.sqlite")
    rulebook = load(Sources((folder / "rules",), folder / "calendars", folder / "annuaire.yaml"))
    done = reconcile(database, rulebook, datetime.now(UTC), OFFICE)
    keep_standing(database, standing_as_text(done.situation))
    database.close()
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "rules" / RULE
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Essai", "-c", "user.email=essai@ville.example")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def versioned(deployment: Path) -> Path:
    """A deployment under version control, with one revision."""
    git(deployment, "init", "-q")
    git(deployment, "add", "-A")
    git(deployment, "commit", "-qm", "premier")
    return deployment


def test_without_a_database_everything_is_new_and_none_is_made(deployment: Path) -> None:
    done = run(deployment, "plan")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Aucune base encore : tout est nouveau.")
    assert "échéances nouvelles :" in done.stdout
    assert "bethune-sad – Convention SAD Béthune : nouvelle, à confirmer" in done.stdout
    assert "9 questions ouvertes :" in done.stdout
    assert run(deployment, "plan", "--exit-code").returncode == 1
    assert not (deployment / "var").exists()


def test_the_plan_writes_nothing_and_says_what_moves(deployment: Path) -> None:
    published(deployment)
    with contextlib.closing(sqlite3.connect(deployment / "var" / "echeancier.sqlite")) as watching:

        def version() -> int:
            return int(watching.execute("PRAGMA data_version").fetchone()[0])

        before = version()
        assert run(deployment, "plan", "--exit-code").stdout == f"{NOTHING}\n"
        edit(deployment, "pour: 15 février N+1", "pour: 15 mars N+1")
        done = run(deployment, "plan", "--exit-code")
        assert (done.returncode, "échéances déplacées :" in done.stdout) == (1, True)
        assert "serait au plus tôt le lundi 15 mars 2027" in done.stdout
        assert "Aucun message ne partirait" in done.stdout
        assert run(deployment, "plan").returncode == 0
        document = json.loads(run(deployment, "plan", "--json").stdout)
        assert (document["format"], document["version"]) == ("echeancier/plan", 1)
        assert document["empty"] is False
        assert version() == before


def test_a_plan_of_wrong_files_is_refused_with_their_errors(deployment: Path) -> None:
    published(deployment)
    edit(deployment, "reconduction:", "recondution:")
    done = run(deployment, "plan")
    assert done.returncode == 1
    assert "vouliez-vous dire « reconduction »" in done.stderr


def test_a_fact_is_shown_before_it_is_recorded_or_alone(deployment: Path) -> None:
    published(deployment)
    signed = ("fact", "bethune-sad", "signature", "2025-04-01")
    shown = run(deployment, *signed, "--plan")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("Ce que cela changerait :")
    assert "bethune-sad – Convention SAD Béthune : à confirmer → en vigueur" in shown.stdout
    assert "1 question répondue ou retirée" in shown.stdout
    assert "Enregistré" not in shown.stdout
    done = run(deployment, *signed)
    assert done.stdout.index("Ce que cela change :") < done.stdout.index("Enregistré : signature")
    assert "(--plan les montre)" in done.stdout
    again = run(deployment, *signed)
    assert NOTHING in again.stdout
    back = run(deployment, "fact", "bethune-sad", "signature", "--withdraw", "--plan")
    assert "en vigueur → à confirmer" in back.stdout
    assert "Retiré" not in back.stdout
    key = "bethune-sad/preavis/p1"
    assert "1 échéance close" in run(deployment, "done", key, "--plan").stdout


def test_a_fact_shown_alone_makes_no_database(deployment: Path) -> None:
    done = run(deployment, "fact", "bethune-sad", "signature", "2025-04-01", "--plan")
    assert (done.returncode, "échéances déplacées" in done.stdout) == (0, True)
    assert not (deployment / "var").exists()
    absent = run(deployment, "fact", "bethune-sad", "signature", "--withdraw", "--plan")
    assert (absent.returncode, "rien à retirer" in absent.stderr) == (1, True)


def test_check_tells_what_moved_since_the_last_revision(versioned: Path) -> None:
    done = run(versioned, "check", "--diff")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(
        f"Par rapport à la révision HEAD, sans les faits enregistrés :\n\n{NOTHING}\n"
    )
    edit(versioned, "pour: 15 février N+1", "pour: 15 mars N+1")
    moved = run(versioned, "check", "--diff").stdout
    assert "serait au plus tôt le lundi 15 mars 2027" in moved
    assert "message" not in moved.partition("Par rapport")[2]
    alone = run(versioned, "check", f"rules/{RULE}", "--diff", "HEAD", "--json")
    document = json.loads(alone.stdout)
    assert {one["kind"] for one in document["plan"]["changes"]} == {"moved"}
    git(versioned, "commit", "-qam", "second")
    assert run(versioned, "check", "--diff").stdout.endswith(f"\n{NOTHING}\n")
    assert run(versioned, "check", "--diff", "HEAD~1").stdout.endswith(moved.partition(":\n\n")[2])
    assert not (versioned / "var").exists()


def test_check_compares_the_calendars_of_the_revision_too(versioned: Path) -> None:
    calendar = versioned / "calendars" / "bethune.yaml"
    text = calendar.read_text("utf-8")
    calendar.write_text(
        text + "\nfermetures:\n  - {du: 2028-11-20, au: 2028-11-24, motif: travaux}\n", "utf-8"
    )
    assert run(versioned, "check").returncode == 0
    done = run(versioned, "check", "--diff").stdout
    assert "1 échéance déplacée" in done
    assert "bethune-sad/preavis/p2" in done.partition("Par rapport")[2]


def test_check_compares_with_another_folder(deployment: Path, tmp_path: Path) -> None:
    other = tmp_path / "avant"
    other.mkdir()
    (other / RULE).write_bytes((deployment / "rules" / RULE).read_bytes())
    edit(deployment, "pour: 15 février N+1", "pour: 15 mars N+1")
    done = run(deployment, "check", "--diff", "avant").stdout.partition("Par rapport")[2]
    assert done.startswith(" au dossier avant")
    assert "échéances déplacées" in done
    alone = run(deployment, "check", f"rules/{RULE}", "--diff", "avant").stdout
    assert alone.partition("Par rapport")[2] == done


@pytest.mark.parametrize(
    ("against", "words"),
    [
        ("HEAD~7", "une révision du dépôt"),
        (f"rules/{RULE}", "un dossier ou une révision git"),
    ],
)
def test_what_cannot_be_compared_with_is_said(versioned: Path, against: str, words: str) -> None:
    done = run(versioned, "check", f"--diff={against}")
    assert done.returncode in (1, 2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_rules_outside_git_and_a_machine_without_it_are_told(deployment: Path) -> None:
    done = run(deployment, "check", "--diff")
    assert (done.returncode, "not a git repository" in done.stderr) == (2, True)
    without = run(deployment, "check", "--diff", PATH=str(deployment))
    assert (without.returncode, "git n'est pas installé" in without.stderr) == (2, True)


def test_a_revision_with_errors_is_compared_without_its_broken_files(versioned: Path) -> None:
    edit(versioned, "reconduction:", "recondution:")
    refused = run(versioned, "check", "--diff")
    assert (refused.returncode, "corriger d'abord les erreurs" in refused.stdout) == (1, True)
    git(versioned, "commit", "-qam", "fautif")
    edit(versioned, "recondution:", "reconduction:")
    done = run(versioned, "check", "--diff")
    assert f"HEAD : non comparé, car fautif : {RULE}" in done.stderr
    assert "échéances nouvelles" in done.stdout


def test_a_difference_does_not_load_the_store(versioned: Path) -> None:
    program = (
        "import sys; sys.argv = ['echeancier', *sys.argv[1:]]\n"
        "from scheduler.cli import main\n"
        "try: main()\n"
        f"finally: print([name for name in {STORE!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "--diff"],
        cwd=versioned,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "[]")


def test_a_reload_logs_its_plan_before_it_applies(deployment: Path) -> None:
    with serving(deployment) as service:
        edit(deployment, "pour: 15 février N+1", "pour: 15 mars N+1")
        until(lambda: "échéances déplacées" in service.log())
        path = deployment / "rules" / RULE
        before, _, _ = path.read_text("utf-8").partition("\n  reunions-trimestrielles:")
        path.write_text(before + "\n", "utf-8")
        until(lambda: "ATTENTION" in service.log())
        until(lambda: "WARNING plan: bethune-sad/" in service.log())
        log = service.log()
        assert "ERROR plan: ATTENTION : ce changement retire" in log
        assert "@" not in log
        assert "échéances retirées" in log
        until(lambda: run(deployment, "plan").stdout == f"{NOTHING}\n")
        service.process.send_signal(1)
        until(lambda: f"INFO plan: {NOTHING}" in service.log())
        assert "Traceback" not in service.log()
