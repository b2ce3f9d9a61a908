"""Who owes: a party by either of its names, a body of ours, or words that nobody declared."""

from pathlib import Path

import pytest

from scheduler.problems import Problem
from scheduler.rulebook.rulebook import Rulebook
from tests.written import book

FILE = """convention: essai
titre: Essai
nous: {us}
calendrier: bethune
parties: {{dept: Conseil départemental, asso: L'association du Lac, maire: Ville de Lac}}
durée:
  article: "1"
  prend effet: {{le: 2025-01-01}}
  pour: 3 ans
  préavis: {{délai: 3 mois, moment: avant chaque terme, par: {notice}}}
  prorogation:
    demande: 6 mois
    par: {asked}
    réponse: {{délai: 2 mois}}
    silence: {{vaut: accord}}
obligations:
  comite:
    titre: Comité
    article: "2"
    citation: réunissent un comité
    par: [dept, asso]
    quand: {{au moins: 1, par: année}}
  essai:
    titre: Essai
    article: "2"
    citation: remise
    par: {by}
    à: {to}
    quand: {{question: "Quand ?"}}
  tour:
    titre: Organisation
    article: "2"
    citation: à tour de rôle
    par: [dept, asso]
    quand: {{alterne: comite, premier: {first}}}
avenants:
  avenant-1:
    titre: Avenant
    du: 2026-01-01
    article: "1"
    obligations:
      essai:
        titre: Essai
        article: "2"
        citation: remise
        par: {by}
        quand: {{question: "Quand ?"}}
"""
PLAIN = {"us": "asso", "notice": "asso", "asked": "asso", "by": "dept", "to": "asso"}
PLAIN["first"] = "dept"


def read(folder: Path, **names: str) -> Rulebook:
    return book(folder, FILE.format(**{**PLAIN, **names}))


def told(folder: Path, **names: str) -> list[Problem]:
    return [one for one in read(folder, **names).problems if one.code == "R103"]


@pytest.mark.parametrize(
    "name", ["Conseil départemental", "conseil departemental", "le Conseil Départemental", "Dept"]
)
def test_a_full_name_is_its_party(tmp_path: Path, name: str) -> None:
    """E2: an obligation of another party was counted as ours, in silence."""
    (agreement,) = read(tmp_path, by=name).agreements
    owes = {(one.id, one.amendment): one.owed_by for one in agreement.clauses}
    assert owes["essai", None] == owes["essai", "avenant-1"] == ("dept",)
    assert not agreement.is_ours(("dept",))
    assert told(tmp_path, by=name) == []


def test_a_full_name_is_its_party_wherever_one_is_named(tmp_path: Path) -> None:
    lake = "l'Association du lac"
    named = read(tmp_path, us=lake, notice=lake, asked=f"[dept, {lake}]", to=lake, first=lake)
    assert named.errors == ()
    (agreement,) = named.agreements
    term = agreement.term
    assert agreement.us == "asso"
    assert term
    assert term.notice
    assert (term.notice.given_by, term.notice.event) == (("asso",), "denonciation-asso")
    assert term.extension
    assert term.extension.owed_by == ("dept", "asso")
    clauses = {one.id: one for one in agreement.clauses if one.amendment is None}
    assert clauses["essai"].owed_to == ("asso",)
    assert getattr(clauses["tour"].timing, "first", None) == "asso"


def test_a_name_that_two_parties_bear_is_neither(tmp_path: Path) -> None:
    text = FILE.format(**{**PLAIN, "by": "conseil"}).replace(
        "maire: Ville de Lac", "a: Conseil, b: le conseil"
    )
    (agreement,) = book(tmp_path, text).agreements
    assert ("conseil",) in [one.owed_by for one in agreement.clauses]


@pytest.mark.parametrize(
    "name",
    ["comité de suivi", "commission d'attribution", "conseil d'administration", "le directeur"],
)
def test_a_body_or_an_office_stands_for_itself(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, by=name, to=name) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Préfecture", "la déclarer sous « parties » ; sans cela, l'obligation compte"),
        ("Conseil régional", "la déclarer sous « parties »"),
        ("le président du Conseil départemental", "elle compte comme la nôtre"),
        ("maires", "vouliez-vous dire « maire » ?"),
        ("Conseil départementale", "vouliez-vous dire « dept » ?"),
    ],
)
def test_words_that_count_as_ours_though_nobody_declared_them_are_told(
    tmp_path: Path, name: str, hint: str
) -> None:
    """E2: in the text and in its amendment, once with the line of each."""
    (problem,) = told(tmp_path, by=name)
    assert problem.severity == "avertissement"
    assert problem.hint.startswith(hint)
    assert problem.message.endswith("(et 1 autre fois : ligne 46)")


def test_a_word_near_a_party_is_only_a_warning_for_who_receives(tmp_path: Path) -> None:
    """E2: ``à: maires`` beside a party ``maire``."""
    (problem,) = told(tmp_path, to="maires")
    assert problem.severity == "avertissement"
    assert problem.hint == "vouliez-vous dire « maire » ?"


@pytest.mark.parametrize("key", ["notice", "asked"])
def test_who_gives_notice_or_asks_is_looked_at_too(tmp_path: Path, key: str) -> None:
    (problem,) = told(tmp_path, **{key: "Préfecture"})
    assert problem.severity == "avertissement"
