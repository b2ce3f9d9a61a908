"""What cannot be dated is said by every command that lists dates, and a wrong file is left out."""

import json
from pathlib import Path

import pytest

from tests.commands import ok, refused, run

CONVENTION = """
convention: parc
titre: Gestion du parc
nous: commune
calendrier: bethune
parties: {commune: Commune, association: Association}
faits:
  signature: {titre: signature, question: Quand fut-elle signée ?}
  ouverture: {titre: ouverture du parc}
durée: {article: "1", prend effet: {le: 2026-01-01}, pour: 3 ans}
obligations:
  remise:
    titre: Remise des clés
    article: "2"
    citation: dans le mois de l'ouverture
    par: commune
    quand: {délai: 1 mois, après: ouverture}
  plan:
    titre: Plan du parc
    article: "2"
    citation: quinze jours après l'ouverture
    par: commune
    quand: {délai: 15 jours, après: ouverture}
  loyer:
    titre: Loyer
    article: "3"
    citation: avant le 15 janvier 2027
    par: association
    quand: {avant: 15 janvier 2027}
  visite:
    titre: Visite de la cinquième année
    article: "4"
    citation: la cinquième année
    par: association
    quand: {pendant: 5e année}
  ouvert:
    titre: Parc ouvert
    article: "5"
    citation: ouvert tous les jours
    par: association
    quand: permanent
"""
AWAITED = """En attente d'un fait :
  parc : « ouverture du parc »
    Remise des clés (article 2 : « dans le mois de l'ouverture »)
    Plan du parc (article 2 : « quinze jours après l'ouverture »)
    echeancier fact parc ouverture AAAA-MM-JJ
"""
DATELESS = """Sans date :
  parc : Visite de la cinquième année (article 4 : « la cinquième année ») – la convention, \
du 1er janvier 2026 au 31 décembre 2028, n'a pas de 5e année
"""


@pytest.fixture
def parc(deployment: Path) -> Path:
    for rule in (deployment / "rules").iterdir():
        rule.unlink()
    (deployment / "rules" / "parc.yaml").write_text(CONVENTION, "utf-8")
    return deployment


@pytest.mark.parametrize("command", [("occurrences", "--to", "2026-01-01"), ("upcoming",)])
def test_a_list_of_dates_says_what_has_none(parc: Path, command: tuple[str, ...]) -> None:
    told = ok(run(parc, *command))
    assert AWAITED in told
    assert DATELESS in told


def test_a_list_of_dates_for_programs_says_what_has_none(parc: Path) -> None:
    told = json.loads(ok(run(parc, "upcoming", "--json")))
    assert [one["clause"] for one in told["waiting"]] == ["remise", "plan"]
    assert [one["clause"] for one in told["dateless"]] == ["visite"]


def test_every_reading_of_a_date_is_shown(parc: Path) -> None:
    told = ok(run(parc, "occurrences"))
    assert "    autre lecture : le vendredi 15 janvier 2027 (le jour dit compris)\n" in told


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        (
            "remise",
            "En attente d'un fait : « ouverture du parc ».\n"
            "  echeancier fact parc ouverture AAAA-MM-JJ",
        ),
        ("visite", "Sans date : la convention, du 1er janvier 2026 au 31 décembre 2028, n'a"),
        ("ouvert", "Sans date : en permanence."),
        ("loyer", "parc/loyer/unique : Au plus tard le jeudi 14 janvier 2027."),
    ],
)
def test_a_clause_is_explained_by_its_name(parc: Path, clause: str, said: str) -> None:
    assert said in ok(run(parc, "explain", f"parc/{clause}"))


def test_a_clause_that_does_not_exist_is_helped_by_names_of_clauses(parc: Path) -> None:
    assert "connus : parc/remise" in refused(run(parc, "explain", "parc/remises"))


def test_the_end_that_no_fact_gives_has_no_command(parc: Path) -> None:
    """No command is shown that would be refused."""
    rule = parc / "rules" / "parc.yaml"
    text = rule.read_text("utf-8").replace("pour: 3 ans", "pour: indéterminée")
    rule.write_text(text.replace("{pendant: 5e année}", "{délai: 1 mois, avant: terme}"), "utf-8")
    assert "echeancier fact parc end" not in ok(run(parc, "upcoming"))


def test_of_an_ended_agreement_only_the_question_is_told_in_what_comes(parc: Path) -> None:
    rule = parc / "rules" / "parc.yaml"
    text = rule.read_text("utf-8").replace("le: 2026-01-01", "le: 2016-01-01")
    rule.write_text(text, "utf-8")
    assert "En attente d'un fait" not in ok(run(parc, "upcoming"))
    assert "En attente d'un fait" in ok(run(parc, "occurrences"))


WRONG = "titre: Parc\nduréee: {}\n"


@pytest.fixture
def beside_a_wrong_file(parc: Path) -> Path:
    (parc / "rules" / "autre.yaml").write_text(WRONG, "utf-8")
    return parc


@pytest.mark.parametrize("command", [("occurrences",), ("upcoming",)])
def test_a_list_leaves_a_wrong_file_out_and_says_so(
    beside_a_wrong_file: Path, command: tuple[str, ...]
) -> None:
    done = run(beside_a_wrong_file, *command)
    assert done.returncode == 1
    assert AWAITED in done.stdout
    assert "Laissé de côté, car fautif : rules/autre.yaml. Le reste est calculé." in done.stderr


def test_one_date_of_another_file_is_explained_in_full(beside_a_wrong_file: Path) -> None:
    done = run(beside_a_wrong_file, "explain", "parc/loyer/unique")
    assert done.returncode == 0
    assert "14 janvier 2027" in done.stdout
    assert "Laissé de côté, car fautif : rules/autre.yaml" in done.stderr


def test_a_fact_of_another_file_may_be_recorded(beside_a_wrong_file: Path) -> None:
    done = run(beside_a_wrong_file, "fact", "parc", "ouverture", "2026-05-04")
    assert done.returncode == 0
    assert "Enregistré : ouverture" in done.stdout


def test_what_the_wrong_file_holds_is_told_to_be_in_it(beside_a_wrong_file: Path) -> None:
    done = refused(run(beside_a_wrong_file, "explain", "autre/bilan/2026"))
    assert "convention inconnue, ou dans un fichier laissé de côté : « autre »" in done


def test_where_every_file_is_wrong_nothing_is_answered(parc: Path) -> None:
    (parc / "rules" / "parc.yaml").write_text(WRONG, "utf-8")
    done = run(parc, "upcoming")
    assert (done.returncode, done.stdout) == (1, "")
    assert "duréee" in done.stderr


SEVERAL = ("--assume", "parc:ouverture=2026-05-04", "parc:signature=1er mars 2026")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("occurrences", *SEVERAL, "rules/parc.yaml"), "parc/remise/unique"),
        (("upcoming", *SEVERAL, "--days", "3000"), "Loyer"),
        (("explain", *SEVERAL, "parc/remise/unique"), "le jeudi 4 juin 2026"),
        (("explain", "parc/remise/unique", *SEVERAL), "le jeudi 4 juin 2026"),
    ],
)
def test_several_assumptions_follow_one_flag_of_any_command(
    parc: Path, command: tuple[str, ...], said: str
) -> None:
    told = ok(run(parc, *command))
    assert said in told
    assert "Remise des clés (article 2" not in told


def test_each_day_of_a_fact_that_comes_again_is_assumed(parc: Path) -> None:
    rule = parc / "rules" / "parc.yaml"
    text = rule.read_text("utf-8")
    rule.write_text(text.replace("ouverture du parc}", "ouverture, plusieurs fois: oui}"), "utf-8")
    days = ("--assume", "parc:ouverture=2026-05-04", "parc:ouverture=2026-09-07")
    told = ok(run(parc, "explain", "parc/remise", *days))
    assert "le jeudi 4 juin 2026" in told
    assert "le mercredi 7 octobre 2026" in told


def test_a_notice_is_assumed_to_be_recorded(deployment: Path) -> None:
    told = ok(
        run(
            deployment,
            "explain",
            "bethune-sad/dernier-terme",
            "--assume",
            "bethune-sad:signature=2025-04-01",
            "bethune-sad:denonciation=2026-11-01",
        )
    )
    assert "Fin de la convention, dénoncée" in told
    assert "le lundi 1er février 2027" in told


def test_a_session_of_a_body_is_assumed_to_be_held(whole_deployment: Path) -> None:
    """2028 is not entered in the calendar."""
    key, session = "ccas-exemple-legal/budget/2028", "conseil-administration=2028-03-09"
    assert "Dates des séances de 2028 à saisir" in ok(run(whole_deployment, "explain", key))
    assumed = f"ccas-exemple-legal:{session}"
    told = ok(run(whole_deployment, "explain", key, "--assume", assumed))
    assert "est celle du jeudi 9 mars 2028" in told


def test_the_help_says_what_may_be_assumed(parc: Path) -> None:
    told = " ".join(ok(run(parc, "explain", "--help")).split())
    assert "une dénonciation, une reconduction décidée (reconduction-1)" in told
    assert "un organe du calendrier (une séance ce jour-là)" in told
    assert "d'un fait qui se répète, chaque jour compte" in told
