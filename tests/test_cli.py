"""The commands as an administrator and a jurist run them."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from scheduler.commands.french_words import WORDS
from tests.commands import run
from tests.service import ROOT, environment

STORE = ("sqlalchemy", "sqlmodel", "alembic")


@pytest.mark.parametrize("arguments", [["--help"], ["check"], ["serve", "--help"]])
def test_help_and_check_do_not_load_the_store(deployment: Path, arguments: list[str]) -> None:
    program = (
        "import sys; sys.argv = ['echeancier', *sys.argv[1:]]\n"
        "from scheduler.cli import main\n"
        "try: main()\n"
        f"finally: print([name for name in {STORE!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=deployment,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "[]"


def test_check_says_what_the_texts_contradict(deployment: Path) -> None:
    done = run(deployment, "check")
    assert done.returncode == 0
    assert "2 ans + 3 × 2 ans dépassent le plafond de 6 ans" in done.stdout
    assert "0 erreur, 4 avertissements, 9 questions" in done.stdout


def test_the_json_document_has_the_published_shape(deployment: Path) -> None:
    done = run(
        deployment,
        "occurrences",
        "--json",
        "--no-facts",
        "--from",
        "2026-12-01",
        "--to",
        "2026-12-31",
        "--assume",
        "bethune-sad:effect=2025-04-01",
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["version"] == 1
    assert set(document) >= {
        "occurrences",
        "agreements",
        "questions",
        "waiting",
        "milestones",
        "standing",
        "set_aside",
        "problems",
    }
    notice = next(one for one in document["occurrences"] if one["kind"] == "notice")
    assert notice["key"] == "bethune-sad/preavis/p1"
    assert notice["due"] == "2026-12-31"
    assert notice["send_by"] == "2026-12-11"
    assert notice["source"]["file"] == "rules/bethune-sad.yaml"
    assert set(notice) >= {
        "key",
        "agreement",
        "clause",
        "article",
        "quote",
        "title",
        "kind",
        "cliff",
        "owed_by",
        "owed_to",
        "count",
        "period",
        "opens",
        "due",
        "alternatives",
        "earliest",
        "latest",
        "condition",
        "send_by",
        "certainty",
        "post_term",
        "same_as",
        "source",
        "derivation",
    }
    (agreement,) = document["agreements"]
    assert [cap["end"] for cap in agreement["term"]["caps"]] == ["2031-03-31", "2033-03-31"]
    assert agreement["term"]["renewals"]["barred"] == 1
    asked = {one["id"] for one in document["questions"]}
    assert "bethune-sad/signature" not in asked
    assert "entree-ra" in {one["event"] for one in document["waiting"]}


def test_several_assumptions_may_follow_one_flag(deployment: Path) -> None:
    done = run(
        deployment,
        "occurrences",
        "--json",
        "--assume",
        "bethune-sad:effect=2025-04-01",
        "bethune-sad:end=2031-03-31",
        "rules/bethune-sad.yaml",
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["occurrences"]
    assert max(one["due"] or "" for one in found) == "2032-02-15"


def test_an_unknown_assumption_is_refused(deployment: Path) -> None:
    done = run(deployment, "occurrences", "--assume", "bethune-sad:signatur=2025-04-01")
    assert done.returncode == 1
    assert "signature" in done.stderr


def test_explain_prints_the_steps_from_clause_to_date(deployment: Path) -> None:
    done = run(
        deployment,
        "explain",
        "bethune-sad/preavis/p1",
        "--assume",
        "bethune-sad:signature=2025-04-01",
    )
    assert done.returncode == 0
    golden = Path(__file__).parent / "golden" / "explain-preavis.txt"
    assert done.stdout == golden.read_text("utf-8")


def test_a_key_that_does_not_exist_is_helped(deployment: Path) -> None:
    done = run(deployment, "explain", "bethune-sad/preavi/p1")
    assert done.returncode == 1
    assert "bethune-sad/preavis/p1" in done.stderr


def test_recording_the_signature_dates_everything_and_can_be_taken_back(deployment: Path) -> None:
    def dated() -> int:
        found = json.loads(run(deployment, "occurrences", "--json").stdout)["occurrences"]
        return sum(1 for one in found if one["due"])

    assert dated() == 1
    done = run(deployment, "fact", "bethune-sad", "signature", "1er avril 2025")
    assert "mardi 1er avril 2025" in done.stdout
    explained = run(deployment, "explain", "bethune-sad/preavis/p1").stdout
    assert "poster au plus tard le vendredi 11 décembre 2026" in explained
    assert dated() > 60
    assert run(deployment, "fact", "bethune-sad", "signature", "--withdraw").returncode == 0
    assert dated() == 1


def test_a_correction_taken_back_says_which_date_counts_again(deployment: Path) -> None:
    for day in ("2025-04-01", "2025-05-06"):
        assert run(deployment, "fact", "bethune-sad", "signature", day).returncode == 0
    first = run(deployment, "fact", "bethune-sad", "signature", "--withdraw").stdout
    assert "Compte de nouveau : signature, le mardi 1er avril 2025" in first
    second = run(deployment, "fact", "bethune-sad", "signature", "--withdraw").stdout
    assert "Retiré : signature." in second
    assert "Compte de nouveau" not in second


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bethune-sad", "signature", "2025-03-01"], "pas avant le 13 mars 2025"),
        (["bethune-sad", "signatur", "2025-04-01"], "signature"),
        (["bethune", "signature", "2025-04-01"], "bethune-sad"),
        (["bethune-sad", "signature"], "il manque la date"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(
    deployment: Path, arguments: list[str], words: str
) -> None:
    done = run(deployment, "fact", *arguments)
    assert done.returncode == 1
    assert words in done.stderr


def test_a_day_that_does_not_exist_is_refused(deployment: Path) -> None:
    done = run(deployment, "fact", "bethune-sad", "signature", "2025-02-30")
    assert done.returncode == 2
    assert "n'existe pas au calendrier" in done.stderr


def test_a_feed_is_made_listed_and_revoked(deployment: Path) -> None:
    made = run(deployment, "feed", "new", "--agreement", "bethune-sad")
    assert made.returncode == 0
    token = made.stdout.strip().rpartition("/")[2].removesuffix(".ics")
    listed = run(deployment, "feed", "list").stdout
    assert token[:8] in listed
    assert token not in listed
    assert run(deployment, "feed", "revoke", token[:8]).returncode == 0
    assert run(deployment, "feed", "revoke", token[:8]).returncode == 1
    assert "révoqué" in run(deployment, "feed", "list").stdout


def test_remind_shows_the_messages_of_a_day_and_writes_nothing(deployment: Path) -> None:
    run(deployment, "fact", "bethune-sad", "signature", "2025-04-01")
    before = (deployment / "var" / "echeancier.sqlite").read_bytes()
    done = run(deployment, "remind", "--dry-run", "--on", "2026-12-10", "--out", "messages")
    assert "À : directrice@ccas-bethune.example" in done.stdout
    assert "À poster demain" in done.stdout
    assert "À : conventions@ccas-bethune.example" in done.stdout  # the eve, the deputy hears too
    assert len(list((deployment / "messages").glob("*.eml"))) == 2
    quiet = run(deployment, "remind", "--dry-run", "--on", "2026-12-09")
    assert "Aucun message" in quiet.stdout
    assert (deployment / "var" / "echeancier.sqlite").read_bytes() == before


def test_remind_shows_the_invitations_of_a_day_to_who_wishes_them(deployment: Path) -> None:
    run(deployment, "fact", "bethune-sad", "signature", "2025-04-01")
    quiet = ("remind", "--dry-run", "--on", "2026-12-09", "--out", "messages")
    assert "Aucun message" in run(deployment, *quiet).stdout
    directory = deployment / "annuaire.yaml"
    address = "adresse: directrice@ccas-bethune.example"
    text = directory.read_text("utf-8")
    assert text.count(address) == 1
    directory.write_text(text.replace(address, f"{address}\n        agenda: oui"), "utf-8")
    before = (deployment / "var" / "echeancier.sqlite").read_bytes()
    done = run(deployment, *quiet)
    assert "Objet : Agenda : Poster la lettre" in done.stdout, done.stdout + done.stderr
    assert "L'invitation jointe inscrit ce jour" in done.stdout
    (written,) = (deployment / "messages").glob("*.eml")
    assert b"method=REQUEST" in written.read_bytes().replace(b'"', b"")
    busy = run(deployment, "remind", "--dry-run", "--on", "2026-12-10").stdout
    assert "À poster demain" in busy
    assert "Agenda" not in busy  # a new date waits for a day that brings nothing else
    assert (deployment / "var" / "echeancier.sqlite").read_bytes() == before
    shutil.rmtree(deployment / "var")
    assert "Aucun message" in run(deployment, *quiet).stdout  # unsigned: no date is certain
    assert not (deployment / "var").exists()


def test_a_setting_that_does_not_exist_is_named_with_its_line(deployment: Path) -> None:
    (deployment / "echeancier.toml").write_text('[smtp]\nhots = "relais.ville.example"\n')
    done = run(deployment, "check")
    assert done.returncode == 2
    assert "echeancier.toml:2:1" in done.stderr
    assert "« host »" in done.stderr


def test_a_configuration_file_elsewhere_anchors_its_paths(deployment: Path, tmp_path: Path) -> None:
    (deployment / "echeancier.toml").write_text('rules = "rules"\n')
    done = run(ROOT, "--config", str(deployment / "echeancier.toml"), "check")
    assert done.returncode == 0
    assert str(deployment) in done.stdout


def test_without_a_directory_roles_are_only_warned_about(deployment: Path) -> None:
    (deployment / "annuaire.yaml").unlink()
    done = run(deployment, "check")
    assert done.returncode == 0
    assert "responsable@localhost" in done.stdout


PACKAGE = "wattrelos-cpom/documents-annuels/2025"


def test_a_package_is_received_piece_by_piece(whole_deployment: Path) -> None:
    first = run(whole_deployment, "done", PACKAGE, "--document", "bilan-etape")
    assert first.returncode == 0
    assert "6 pièces manquent encore : comptes administratifs" in first.stdout
    pieces = (
        "comptes-administratifs",
        "bilans-comptables",
        "bilan-financier",
        "rapport-activite",
        "grille-tarifaire",
        "reste-a-charge",
    )
    for piece in pieces:
        done = run(whole_deployment, "done", PACKAGE, "--document", piece, "--on", "2026-03-30")
        assert done.returncode == 0
    assert "Toutes les pièces demandées sont là" in done.stdout
    shown = json.loads(run(whole_deployment, "explain", PACKAGE, "--json").stdout)["occurrence"]
    assert shown["status"] == "done late"
    assert sum(1 for one in shown["documents"] if one["received"]) == 7
    again = run(whole_deployment, "done", PACKAGE, "--document", "grille-tarifaire", "--withdraw")
    assert "1 pièce manque encore : grille tarifaire actualisée" in again.stdout
    unknown = run(whole_deployment, "done", PACKAGE, "--document", "grille")
    assert unknown.returncode == 1
    assert "grille-tarifaire" in unknown.stderr


def test_a_fact_of_the_duration_clause_needs_no_declaration(whole_deployment: Path) -> None:
    done = run(whole_deployment, "fact", "wattrelos-cpom", "nouveau-terme", "2027-08-31")
    assert done.returncode == 0
    shown = json.loads(run(whole_deployment, "occurrences", "--json").stdout)
    (one,) = [each for each in shown["agreements"] if each["id"] == "wattrelos-cpom"]
    assert (one["life"], one["term"]["end"]) == ("in_force", "2027-08-31")
    assert one["term"]["extension"]["agreed_until"] == "2027-08-31"


def test_an_extension_beyond_the_cap_or_before_the_end_is_refused(whole_deployment: Path) -> None:
    for day in ("2028-09-01", "2025-08-31"):
        done = run(whole_deployment, "fact", "wattrelos-cpom", "nouveau-terme", day)
        assert done.returncode == 1
        assert "sort des bornes" in done.stderr


def test_nothing_is_recorded_on_a_template(whole_deployment: Path) -> None:
    template = "bouches-du-rhone-infos-seniors"
    done = run(whole_deployment, "fact", template, "signature", "2026-01-01")
    assert done.returncode == 1
    assert "est un modèle" in done.stderr
    assert "infos-seniors-exemple" in done.stderr
    assumed = run(
        whole_deployment, "occurrences", "--json", "--assume", f"{template}:effect=2024-03-01"
    )
    due = [
        one["due"]
        for one in json.loads(assumed.stdout)["occurrences"]
        if one["agreement"] == template and one["clause"] == "rencontre-operationnelle"
    ]
    assert due[:4] == ["2024-05-31", "2024-08-31", "2024-11-30", "2025-02-28"]


def test_an_event_in_capitals_may_follow_another_assumption(whole_deployment: Path) -> None:
    done = run(
        whole_deployment,
        "occurrences",
        "--json",
        "--assume",
        "wattrelos-cpom:reception=2024-06-28",
        "wattrelos-cpom:debut_activite_APA_PCH=2022-09-15",
    )
    opened = [
        one["opens"]
        for one in json.loads(done.stdout)["occurrences"]
        if one["clause"] == "eligibilite-mensuelle"
    ]
    assert opened == ["2023-03-15"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "commande inconnue : « chek »"),
        (["check", "--paper"], "option inconnue : « --paper » ; vouliez-vous dire '--papers' ?"),
        (["check", "--papers", "nulle-part"], "« nulle-part » n'existe pas"),
        (["check", "--papers", "annuaire.yaml"], "est un fichier, non un dossier"),
        (["directory", "import", "rules"], "est un dossier, non un fichier"),
        (["done"], "il manque l'argument"),
        (["remind"], "il manque l'option"),
        (["upcoming", "--days", "dix"], "« dix » n'est pas un nombre entier"),
        (["schema", "rule"], "« rule » n'est pas l'un de"),
        (["seen", "a", "b"], "argument en trop : b"),
        (["occurrences", "--from"], "l'option « --from » demande une valeur"),
        (["check", "--json=oui"], "ne prend pas de valeur"),
    ],
)
def test_a_command_mistyped_is_answered_in_french(
    deployment: Path, arguments: list[str], said: str
) -> None:
    done = run(deployment, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert not re.search(r"\b(Try|Error|Usage:|Missing|Invalid|such|expected)\b", done.stderr)


def test_each_sentence_put_into_french_is_one_that_click_says() -> None:
    """A new click that words one of them otherwise would answer in English."""
    folder = Path(click.__file__).parent
    said = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    assert [one for one in WORDS if f'"{one}"' not in said] == []


def test_help_says_what_each_command_does_in_full(deployment: Path) -> None:
    said = run(deployment, "--help").stdout
    assert "..." not in said.partition("Commandes:")[2]
    assert "Montrer cette aide." in said


def test_a_code_may_be_asked_in_small_letters(deployment: Path) -> None:
    assert run(deployment, "explain", "r110").stdout == run(deployment, "explain", "R110").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told_and_is_no_finding(deployment: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scheduler", "check"],
            cwd=deployment,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 2
    assert "plus de place sur le disque" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[smtp]\nport = "abc"\n', "écrire un nombre entier"),
        ("rules = 3\n", "écrire un chemin entre guillemets"),
        ("[smtp]\nconnections = 99\n", "au plus 16"),
        ("smtp = 3\n", "écrire une section entre crochets"),
        ("[smtp]\nhost = 3\n", "écrire un texte entre guillemets"),
    ],
)
def test_a_setting_of_the_wrong_form_is_told_the_right_one(
    deployment: Path, written: str, said: str
) -> None:
    (deployment / "echeancier.toml").write_text(written, "utf-8")
    done = run(deployment, "check")
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("name", "said"), [("nulle-part.toml", "il n'existe pas"), ("rules", "c'est un dossier")]
)
def test_why_a_configuration_cannot_be_read_is_said_in_french(
    deployment: Path, name: str, said: str
) -> None:
    done = run(deployment, "--config", name, "check")
    assert done.returncode == 2
    assert f"configuration illisible ({said})" in done.stderr
    assert "Errno" not in done.stderr


def test_a_command_run_where_there_is_no_database_says_so_once(deployment: Path) -> None:
    first, again = run(deployment, "register", "verify"), run(deployment, "register", "verify")
    assert first.stdout == again.stdout
    assert (
        first.stderr == "base nouvelle et vide : var/echeancier.sqlite (autre dossier ? --config)\n"
    )
    assert again.stderr == ""


def test_a_plan_where_there_is_no_database_makes_none_and_says_nothing(deployment: Path) -> None:
    assert run(deployment, "plan").stderr == ""
    assert not (deployment / "var").exists()


def test_a_folder_that_cannot_be_made_is_told_in_french(deployment: Path) -> None:
    (deployment / "var").write_text("un fichier", "utf-8")
    for command in (["outbox"], ["serve"]):
        done = run(deployment, *command)
        assert done.returncode == 2
        assert done.stdout == ""
        assert "Errno" not in done.stderr
        assert "Traceback" not in done.stderr
