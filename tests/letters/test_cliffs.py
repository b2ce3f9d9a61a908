"""What a cliff's letter says first, and what it says only once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from scheduler import wording
from scheduler.letters.cliffs import lowered
from tests.bethune import SIGNED, computed, of_clause, played
from tests.blank import opened_blank
from tests.correspondence.played import ANA, NOTICE, START, Played, to


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Played]:
    database = opened_blank(tmp_path / "base.sqlite")
    yield Played(database, tmp_path)
    database.close()


def test_the_first_report_does_not_hide_a_cliff_of_this_week(town: Played) -> None:
    town.change("annuaire.yaml", "gestionnaire: greffe", "gestionnaire: sport")
    (mail,) = to(town.on(date(2027, 3, 12)), ANA)
    assert (mail.kind, mail.subject) == (
        "initial",
        "Dans 3 jours : bilan de la saison (15 mars 2027) – Bail du gymnase ; "
        "état initial : 1 convention suivie, 0 question",
    )
    said = mail.text
    assert said.index("État initial : 1 convention suivie") < said.index("BILAN DE LA SAISON")


def test_a_first_report_without_haste_keeps_its_subject(town: Played) -> None:
    town.change("annuaire.yaml", "gestionnaire: greffe", "gestionnaire: sport")
    (mail,) = to(town.on(date(2026, 12, 15)), ANA)
    assert mail.subject == "État initial : 1 convention suivie, 0 question"


def test_an_alert_does_not_hide_a_cliff_of_this_week(town: Played) -> None:
    town.change("annuaire.yaml", "gestionnaire: greffe", "gestionnaire: adjoint")
    town.days(START, date(2027, 3, 11))
    town.dead.add(ANA)
    town.on(date(2027, 3, 12))
    (mail,) = to(town.on(date(2027, 3, 15)), "bo@ville.example")
    assert mail.kind == "alert"
    assert mail.subject == (
        "Aujourd'hui : bilan de la saison (15 mars 2027) – Bail du gymnase (+ 1 autre) ; "
        "1 rappel non remis : à transmettre autrement"
    )


def test_a_missed_notice_says_its_consequence_once(town: Played) -> None:
    (missed, *_) = to(town.days(date(2027, 5, 31), date(2027, 6, 1)), ANA)[-1:]
    assert missed.subject.startswith("Dernier jour passé depuis 1 jour : dénonciation")
    assert missed.text.count("la convention est reconduite") == 1


def test_a_time_left_that_leads_to_another_day_than_the_one_said_says_so() -> None:
    legal = played("ccas-exemple-legal", {}, date(2027, 4, 15))
    committee = of_clause(computed(date(2026, 12, 15), signature=SIGNED), "comite-suivi")
    (one,) = [item for item in committee if item.due == date(2027, 3, 31)]
    assert wording.left(one, date(2026, 12, 15)) == "dans 16 jours selon une autre lecture"
    assert wording.left(one, date(2027, 1, 4)) == "dans 3 mois"
    (budget,) = [one for one in legal.occurrences if one.key == "ccas-exemple-legal/budget/2027"]
    assert wording.left(budget, date(2027, 4, 15)) == "aujourd'hui selon une autre lecture"
    assert wording.left(budget, date(2027, 4, 19)) == "en retard de 4 jours"


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Bilan de la saison", "bilan de la saison"),
        ("Élection du bureau", "élection du bureau"),
        ("ERRD de l'année", "ERRD de l'année"),
        ("A10, action pour les aidants", "A10, action pour les aidants"),
        ("À rendre", "à rendre"),
    ],
)
def test_a_title_inside_a_sentence_keeps_its_acronym(title: str, inside: str) -> None:
    assert lowered(title) == inside


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        (
            "fr",
            "Séance à convoquer dans 7 jours : dénonciation avant reconduction tacite "
            "(26 mars 2027) – Bail du gymnase",
            "au plus tard le vendredi 26 mars 2027, dernier jour ouvré (le délai finit le dimanche "
            "28 mars 2027)",
        ),
        (
            "en",
            "Session to be convened in 7 days: ",
            "no later than Friday 26 March 2027, the last working day (the time limit ends on "
            "Sunday 28 March 2027)",
        ),
    ],
)
def test_a_session_to_convene_is_what_its_reminder_says_first(
    town: Played, language: str, subject: str, said: str
) -> None:
    town.change("annuaire.yaml", f"adresse: {ANA}", f"adresse: {ANA}, langue: {language}")
    town.change("rules/gymnase.yaml", "calendrier: bethune", "calendrier: exemple")
    (mail,) = to(town.days(date(2027, 3, 16), date(2027, 3, 19)), ANA)
    assert (mail.on, mail.steps[-1]) == (date(2027, 3, 19), f"{NOTICE} j-7")
    assert mail.subject.startswith(subject)
    assert said in mail.text


def test_a_letter_says_its_own_reason_and_not_every_part_its_reader_has(town: Played) -> None:
    town.change("annuaire.yaml", "titre: Greffe", "titre: Greffe\n    suppléance: adjoint")
    town.days(date(2027, 3, 10), date(2027, 3, 11))
    (mail,) = to(town.on(date(2027, 3, 12)), "bo@ville.example")
    assert "bilan de la saison" in mail.subject
    assert "comme suppléance, pour Ana (Service des sports) (rules/gymnase.yaml" in mail.text
