"""A newcomer's mistakes with files: each is answered with where to look or what to write."""

import re
from pathlib import Path

import pytest

from tests.commands import ok, refused, run
from tests.conftest import copied
from tests.test_left_open import CONVENTION


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """One rule file in a folder of its own: no calendar, no directory."""
    (tmp_path / "parc.yaml").write_text(CONVENTION, "utf-8")
    return tmp_path


def check(folder: Path, *arguments: str, **settings: str) -> str:
    done = run(folder, "check", *arguments, **settings)
    assert done.returncode == 1
    return done.stdout


def test_the_calendar_to_be_made_is_given_whole(alone: Path) -> None:
    told = check(alone, "--read-back", "parc.yaml")
    assert "calendrier inconnu : « bethune » ; il n'y a pas de dossier calendars" in told
    found = re.search(r"créer (\S+), de trois lignes : (.*)", told)
    assert found is not None
    (alone / "calendars").mkdir()
    (alone / found[1]).write_text("\n".join(re.findall("`(.*?)`", found[2])), "utf-8")
    assert "0 erreur" in ok(run(alone, "check", "--read-back", "parc.yaml"))


def test_the_calendars_may_be_elsewhere(
    alone: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = copied(tmp_path_factory.mktemp("elsewhere"), "*.yaml") / "calendars"
    assert "ECHEANCIER_CALENDARS=DOSSIER" in check(alone, "parc.yaml")
    assert "0 erreur" in ok(run(alone, "check", "parc.yaml", ECHEANCIER_CALENDARS=str(elsewhere)))


def test_from_within_the_rules_the_calendars_are_found_above(deployment: Path) -> None:
    told = check(deployment / "rules", "bethune-sad.yaml")
    assert f"un dossier de ce nom est dans {deployment} : lancer la commande de là" in told


@pytest.mark.parametrize("wrong", ["calendrier: Béthunes", "zonne: Métropole"])
def test_the_calendar_file_that_is_there_is_to_be_mended_first(
    deployment: Path, wrong: str
) -> None:
    calendar = deployment / "calendars" / "bethune.yaml"
    key = wrong.split(":")[0].replace("nn", "n")
    calendar.write_text(re.sub(f"(?m)^{key}:.*", wrong, calendar.read_text("utf-8")), "utf-8")
    told = check(deployment)
    assert "corriger d'abord calendars/bethune.yaml, qui doit dire `calendrier: bethune`" in told


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("bethune-sad", "rules/bethune-sad.yaml"),
        ("bethune-sad.yaml", "rules/bethune-sad.yaml"),
        ("rules/bethune-sad.yml", "rules/bethune-sad.yaml"),
        ("rules/bethunes-sad.yaml", "rules/bethune-sad.yaml"),
        ("regles/../rule", "regles/../rules"),
    ],
)
def test_a_file_that_is_not_there_is_answered_by_one_that_is(
    deployment: Path, path: str, meant: str
) -> None:
    (deployment / "regles").mkdir()
    assert f"vouliez-vous dire « {meant} » ?" in check(deployment, path)
    ok(run(deployment, "check", meant))


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (".", "l'annuaire"),
        ("annuaire.yaml", "l'annuaire"),
        ("calendars/dijon.yaml", "un calendrier"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(
    deployment: Path, path: str, what: str
) -> None:
    told = check(deployment, path)
    assert f"ce fichier est {what}, pas une convention" in told
    assert "1 erreur, 0 avertissement" in told
    assert "echeancier check rules" in told


def test_where_there_are_no_rules_it_is_said_where_to_go(alone: Path) -> None:
    told = refused(run(alone, "upcoming"))
    assert "ECHEANCIER_RULES=DOSSIER" in told
    assert "nommer un fichier : echeancier check FICHIER.yaml" in told
