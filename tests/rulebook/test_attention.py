"""``rappels`` and ``veille``: read, carried to what is computed, read back, refused."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.period import Length
from scheduler.deadlines.reading import read_back
from scheduler.problems import Problem, render
from tests.rulebook.test_schema import refused
from tests.written import book, computed, of

TODAY = date(2026, 1, 1)
TEXT = """convention: essai
titre: Essai
nous: ccas
calendrier: bethune
parties: {ccas: CCAS, asso: Association}
responsable: ccas.directrice
veille: ccas.conventions
durée:
  article: "1"
  prend effet: {le: 2025-01-01}
  pour: 3 ans
  reconduction: {mode: tacite, pour: 1 an, fois: 2}
  préavis:
    - {par: ccas, délai: 3 mois, moment: avant chaque terme, rappels: [6 mois, 7 jours]}
    - {par: asso, délai: 6 mois, compté de: envoi, moment: avant chaque terme}
obligations:
  dossier:
    titre: Dossier de subvention
    article: "2"
    citation: avant le 1er octobre
    par: ccas
    couperet: oui
    rappels: [0 jour, deux mois, 30 jours, 2 mois]
    quand: {chaque: année, avant: 1er octobre N}
  rapport:
    titre: Rapport d'activité
    article: "3"
    citation: au plus tard le 31 mars
    par: asso
    quand: {chaque: année, au plus tard: 31 mars N+1}
  comptes:
    titre: Comptes
    article: "4"
    citation: au plus tard le 30 juin
    par: asso
    veille: seniors.pole
    couperet: oui
    rappels: aucun
    quand: {chaque: année, au plus tard: 30 juin N+1}
"""
MONTHS, DAYS = Length(6, "month"), Length(7, "day")


def warnings(folder: Path, text: str) -> list[Problem]:
    read = book(folder, text)
    assert read.errors == ()
    return [one for one in read.problems if one.code in ("R176", "R178")]


def test_reminders_reach_what_is_computed_the_earliest_first(tmp_path: Path) -> None:
    found = computed(tmp_path, TEXT, Facts(), TODAY)
    assert next(one.duty.reminders for one in of(found, "preavis")) == (MONTHS, DAYS)
    (lengths,) = {one.duty.reminders for one in of(found, "dossier")}
    assert lengths == (Length(2, "month"), Length(30, "day"), Length(0, "day"))
    assert {one.duty.reminders for one in of(found, "rapport")} == {None}
    assert {one.duty.reminders for one in of(found, "comptes")} == {()}
    assert refused("rules", TEXT) == []


def test_who_watches_is_the_clauses_then_the_agreements_then_who_is_responsible(
    tmp_path: Path,
) -> None:
    found = computed(tmp_path, TEXT, Facts(), TODAY)
    assert {one.duty.watcher for one in of(found, "rapport")} == {"ccas.conventions"}
    assert {one.duty.watcher for one in of(found, "comptes")} == {"seniors.pole"}
    unsaid = computed(tmp_path, TEXT.replace("veille: ccas.conventions\n", ""), Facts(), TODAY)
    assert {one.duty.watcher for one in of(unsaid, "rapport")} == {"ccas.directrice"}
    assert {one.duty.watcher for one in of(unsaid, "comptes")} == {"seniors.pole"}


def test_an_instance_has_a_watcher_of_its_own(tmp_path: Path) -> None:
    model = TEXT.replace("nous: ccas\n", "nous: ccas\nmodèle: oui\n") + (
        "exemplaires:\n  un: {titre: Un, veille: seniors.pole}\n  deux: {titre: Deux}\n"
    )
    read = book(tmp_path, model)
    assert read.errors == ()
    watchers = {
        one.id: {
            item.duty.watcher
            for item in compute(one, Facts(), TODAY).occurrences
            if item.clause == "rapport"
        }
        for one in read.agreements
        if one.instance_of
    }
    assert watchers == {"un": {"seniors.pole"}, "deux": {"ccas.conventions"}}


def test_both_are_read_back(tmp_path: Path) -> None:
    (agreement,) = book(tmp_path, TEXT).agreements
    said = [one.sentence for one in read_back(agreement)]
    assert any(one.endswith("rappelé 6 mois, 7 jours avant.") for one in said)
    assert any("rappelé 2 mois, 30 jours avant et le jour même" in one for one in said)
    assert any("Rapport" in one and "veillé par ccas.conventions" in one for one in said)
    assert any("jamais rappelé à part, veillé par seniors.pole" in one for one in said)
    assert not any("Dossier" in one and "veillé" in one for one in said)


def test_an_extension_has_its_reminders_too(tmp_path: Path) -> None:
    extension = """  plafond: {total: 6 ans, citation: six ans}
  prorogation:
    demande: 12 mois
    par: ccas
    rappels: 30 jours, 1 jour
    réponse: {délai: 2 mois}
    silence: {vaut: accord}
obligations:
"""
    text = TEXT.replace("obligations:\n", extension)
    text = text.replace("  reconduction: {mode: tacite, pour: 1 an, fois: 2}\n", "")
    start, end = text.index("  préavis:"), text.index("  plafond:")
    found = computed(tmp_path, text[:start] + text[end:], Facts(), TODAY)
    (lengths,) = {one.duty.reminders for one in of(found, "prorogation")}
    assert lengths == (Length(30, "day"), Length(1, "day"))
    said = [one.sentence for one in read_back(found.agreement)]
    assert any(one.endswith("avant le terme, rappelé 30 jours, 1 jour avant.") for one in said)


@pytest.mark.parametrize("written", ["aucun", "[6 mois, 8 jours]", "2 semaines"])
def test_a_notice_whose_last_week_is_silent_is_a_warning(tmp_path: Path, written: str) -> None:
    text = TEXT.replace("rappels: [6 mois, 7 jours]", f"rappels: {written}")
    (found,) = warnings(tmp_path, text)
    assert (found.code, found.at.line, found.severity) == ("R176", 14, "avertissement")
    admitted = text + "admis: [{code: R176, parce que: le directeur compte autrement}]\n"
    assert warnings(tmp_path, admitted)[0].severity == "note"


def test_a_notice_reminded_in_its_last_week_is_none(tmp_path: Path) -> None:
    assert warnings(tmp_path, TEXT) == []


def test_watching_what_we_owe_ourselves_is_a_warning(tmp_path: Path) -> None:
    text = TEXT.replace("    par: ccas\n", "    par: ccas\n    veille: seniors.pole\n")
    (found,) = warnings(tmp_path, text)
    assert (found.code, found.subject) == ("R178", "dossier")


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("[6 mois, 7 jours]", "[6 mois, 7 jour ouvré]", "R022", "jours du calendrier"),
        ("[6 mois, 7 jours]", "[6 mois, bientôt]", "R022", "« bientôt » n'est pas une durée"),
        ("[6 mois, 7 jours]", "[]", "R022", "rappels: aucun"),
        ("[6 mois, 7 jours]", "[24 heures]", "R022", "jours du calendrier"),
        ("[6 mois, 7 jours]", "[6 ans]", "R022", "plus de cinq ans"),
        ("rappels: aucun", "rappels: {avant: 3 mois}", "R022", "liste"),
        (
            "rappels: aucun",
            "rappels: " + ", ".join(f"{n} jours" for n in range(2, 15)),
            "R022",
            "12",
        ),
        ("    couperet: oui\n    rappels: aucun", "    rappels: aucun", "R177", "couperet: oui"),
        ("6 mois, compté de: envoi", "6 mois, rappels: 1 jour, compté de: envoi", "R177", "nôtre"),
        ("veille: ccas.conventions", "veille: ccas.convention", "R102", "ccas.conventions"),
        ("veille: seniors.pole", "veille: senior.pole", "R102", "seniors.pole"),
        ("veille: seniors.pole", "veilleur: seniors.pole", "R020", "veille"),
    ],
)
def test_a_mistake_is_shown_at_its_line(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new)
    (problem,) = book(tmp_path, text).errors
    assert problem.code == code
    assert words in render(problem)
    assert new.strip().splitlines()[0] in text.splitlines()[problem.at.line - 1]
