"""What ``check`` says of a directory: who covers an absence, vacancies, circles, two at once."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.problems import Problem, render
from tests.rulebook.test_directory import TOWN, book

TODAY = date(2026, 3, 1)


def warnings(folder: Path, text: str, today: date | None = TODAY) -> list[Problem]:
    read = book(folder, text, today)
    assert read.errors == ()
    return [one for one in read.problems if one.at.file.endswith("annuaire.yaml")]


def test_a_role_that_will_be_vacant_within_the_year_is_told(tmp_path: Path) -> None:
    (vacancy,) = warnings(tmp_path, TOWN)
    assert (vacancy.code, vacancy.severity) == ("R174", "avertissement")
    assert "du 1er janvier 2027 au 31 janvier 2027" in vacancy.message
    assert "Paul" in vacancy.hint
    assert vacancy.at.text == "    titulaires:"


@pytest.mark.parametrize("today", [date(2025, 12, 1), date(2027, 2, 1), None])
def test_a_vacancy_too_far_or_past_or_without_a_day_to_look_from_is_not(
    tmp_path: Path, today: date | None
) -> None:
    assert warnings(tmp_path, TOWN, today) == []


def test_nobody_after_a_departure_is_told_without_an_end(tmp_path: Path) -> None:
    text = TOWN.replace("      - {nom: Sacha, adresse: sacha@ville.example, du: 2027-02-01}\n", "")
    (vacancy,) = warnings(tmp_path, text)
    assert "à partir du 1er janvier 2027" in vacancy.message


def test_a_role_without_any_holder_is_vacant_today(tmp_path: Path) -> None:
    text = TOWN.replace("[{nom: Driss, adresse: driss@ville.example}]", "[]")
    (vacancy,) = warnings(tmp_path, text.replace("au: 2026-12-31", "au: 2027-01-31"))
    assert "« dgs » n'a pas de titulaire à partir du 1er mars 2026" in vacancy.message


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        (
            "gestionnaire: conventions\n",
            "gestionnaire: vice-presidente\n",
            "R170",
            "personne ne remplace Camille le 10 août 2026",
        ),
        ("suppléance: adjoint", "suppléance: directrice", "R171", "« directrice », suppléance de"),
        ("nom: Driss, adresse: driss@", "nom: Camille, adresse: camille@", "R171", "hiérarchie de"),
        (
            "hiérarchie: vice-presidente",
            "hiérarchie: directrice",
            "R172",
            "directrice → dgs → directrice",
        ),
        ("du: 2027-02-01}", "du: 2026-12-31}", "R173", "le 31 décembre 2026"),
        ("ines@ville.example", "CAMILLE@ville.example", "R175", "même adresse"),
    ],
)
def test_each_weakness_is_a_warning_at_its_line(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    text = TOWN.replace(old, new)
    if code == "R170":
        text = text.replace("    hiérarchie: dgs\n", "")
    found = [one for one in warnings(tmp_path, text) if one.code == code]
    assert found
    assert words in render(found[0])
    assert found[0].at.text == text.splitlines()[found[0].at.line - 1]
    assert found[0].at.column > 1


def test_an_absence_that_is_over_is_not_told(tmp_path: Path) -> None:
    text = TOWN.replace("gestionnaire: conventions\n", "").replace("    hiérarchie: dgs\n", "")
    assert "R170" in {one.code for one in warnings(tmp_path, text)}
    assert "R170" not in {one.code for one in warnings(tmp_path, text, date(2026, 8, 13))}


def test_two_roles_may_stand_in_for_each_other(tmp_path: Path) -> None:
    text = TOWN.replace("suppléance: remplacant", "suppléance: directrice")
    assert [one.code for one in warnings(tmp_path, text)] == ["R174"]
