"""The last session that can decide before a letter leaves, and the day to convene it."""

from datetime import date
from pathlib import Path

import pytest

from scheduler import wording
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts
from scheduler.problems import render_all
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook

CALENDAR = """calendrier: ville
titre: Ville
zone: ZONE
séances:
  ca:
    titre: conseil d'administration
    convocation: 3 jours francs
    dates: [2026-09-24, 2026-06-18, 2026-12-03]
"""
RULES = """convention: essai
titre: Essai
nous: ccas
calendrier: ville
parties: {ccas: CCAS, asso: Association}
durée:
  article: "1"
  prend effet: {le: 2024-04-01}
  pour: 3 ans
  reconduction: {mode: tacite, pour: 1 an, fois: 3}
  préavis: {délai: 3 mois, forme: LRAR, compté de: réception, moment: avant chaque terme}
obligations:
  demande:
    titre: Demande de subvention
    article: "2"
    citation: avant le 1er octobre
    par: ccas
    quand: {chaque: année, avant: 1er octobre N}
    DECIDED
"""


def loaded(folder: Path, decided: str = "", zone: str = "Métropole", more: str = "") -> Rulebook:
    (folder / "calendars").mkdir()
    calendar = CALENDAR.replace("ZONE", zone) + more
    (folder / "calendars" / "ville.yaml").write_text(calendar, "utf-8")
    (folder / "essai.yaml").write_text(RULES.replace("DECIDED", decided), "utf-8")
    return load(Sources((folder / "essai.yaml",), folder / "calendars", folder / "none.yaml"))


def computed(folder: Path, decided: str = "") -> Computation:
    book = loaded(folder, decided)
    assert book.errors == (), render_all(book.errors)
    return compute(book.agreements[0], Facts(), date(2026, 3, 1))


def test_the_notice_is_decided_in_the_last_session_before_the_letter_leaves(tmp_path: Path) -> None:
    computation = computed(tmp_path)
    first, second, *_ = (one for one in computation.occurrences if one.clause == "preavis")
    assert (first.due, first.send_by) == (date(2026, 12, 31), date(2026, 12, 11))
    assert first.session == date(2026, 12, 3)
    assert (first.convene_by, first.convene_on) == (date(2026, 11, 29), date(2026, 11, 27))
    decided, enforceable = first.derivation[-2:]
    assert decided.endswith(
        "La décision revient à « conseil d'administration » : sa dernière séance utile avant le "
        "11 décembre 2026 est celle du jeudi 3 décembre 2026, à convoquer 3 jours francs avant, "
        "au plus tard le dimanche 29 novembre 2026, soit le vendredi 27 novembre 2026, dernier "
        "jour ouvré."
    )
    assert enforceable.endswith(
        "Une décision doit être publiée et transmise avant que la lettre parte (CGCT L2131-1 ; "
        "trois jours, délai retenu à défaut d'autre) : elle se prend au plus tard le mardi "
        "8 décembre 2026."
    )
    assert wording.posting(first) == (
        "dernière séance utile (conseil d'administration) le jeudi 3 décembre 2026, à convoquer au "
        "plus tard le vendredi 27 novembre 2026, dernier jour ouvré (le délai finit le dimanche "
        "29 novembre 2026) ; lettre à poster au plus tard le vendredi 11 décembre 2026"
    )
    assert second.session is None
    assert "Aucune séance" in second.derivation[-1]


def test_a_clause_may_name_who_decides_and_none_is_supposed(tmp_path: Path) -> None:
    plain = computed(tmp_path)
    assert {one.session for one in plain.occurrences if one.clause == "demande"} == {None}
    (tmp_path / "named").mkdir()
    named = computed(tmp_path / "named", "décidé par: ca")
    sessions = {one.due: one.session for one in named.occurrences if one.clause == "demande"}
    assert sessions[date(2026, 9, 30)] == date(2026, 9, 24)
    assert sessions[date(2027, 9, 30)] is None


def test_a_reminder_tells_of_the_session_where_no_letter_leaves(tmp_path: Path) -> None:
    named = computed(tmp_path, "décidé par: ca")
    (asked,) = [one for one in named.occurrences if one.due == date(2026, 9, 30)]
    told = [wording.day_to_act(asked, date(2026, 9, day)) for day in (18, 19, 21, 24, 25, 29)]
    told.append(wording.day_to_act(asked, date(2026, 10, 1)))
    last = "dernier jour : le mercredi 30 septembre 2026"
    by = "au plus tard le mercredi 30 septembre 2026"
    session = "dernière séance utile (conseil d'administration)"
    none_left = (
        "sans décision prise le 24 septembre 2026, plus aucune séance utile (conseil "
        "d'administration) avant le mercredi 30 septembre 2026 : convoquer en urgence (délai "
        "abrégé)"
    )
    delegation = "ou décision par délégation (si une délégation le permet)"
    assert told == [
        "au plus tard le vendredi 18 septembre 2026, dernier jour ouvré (le délai finit le "
        f"dimanche 20 septembre 2026), pour la {session}, le jeudi 24 septembre 2026 ; {last}",
        f"{session} le jeudi 24 septembre 2026, à convoquer au plus tard le dimanche "
        f"20 septembre 2026 ; {last}",
        f"{session} le jeudi 24 septembre 2026, dont la convocation devait partir le vendredi "
        f"18 septembre 2026 : si elle n'est pas partie, convoquer en urgence (délai abrégé) ; "
        f"{last}",
        f"{session} le jeudi 24 septembre 2026, dont la convocation devait partir le vendredi "
        f"18 septembre 2026 ; {last}",
        f"{by} ; {none_left}, séance au plus tard le 29 septembre 2026, {delegation}",
        f"{by} ; {none_left}, {delegation}",
        by,
    ]


@pytest.mark.parametrize(
    ("decided", "zone", "more", "code", "words"),
    [
        ("décidé par: cm", "Métropole", "", "R152", "organe délibérant inconnu : « cm »"),
        ("", "Métropole", "vendredi saint: non\n", "R022", "Alsace-Moselle"),
        ("", "Métropole", "  cm: {titre: CM, dates: [hier]}\n", "R022", "hier"),
        (
            "",
            "Métropole",
            "  cm: {titre: CM, convocation: 1 mois, dates: []}\n",
            "R022",
            "se compte en jours",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, decided: str, zone: str, more: str, code: str, words: str
) -> None:
    found = [one for one in loaded(tmp_path, decided, zone, more).errors if one.code == code]
    assert words in found[0].message


def test_good_friday_is_a_holiday_only_where_the_commune_has_a_temple(tmp_path: Path) -> None:
    good_friday = date(2026, 4, 3)
    for more, works in (("", False), ("vendredi saint: non\n", True)):
        folder = tmp_path / (more[:8].strip() or "temple")
        folder.mkdir()
        (agreement,) = loaded(folder, zone="Alsace-Moselle", more=more).agreements
        assert agreement.calendar.is_working(good_friday) is works
