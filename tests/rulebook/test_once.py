"""One cause is told once, with how many other places it has."""

from pathlib import Path

import pytest

from scheduler.rulebook.load import Sources, load
from tests.service import ROOT
from tests.written import THREE_YEARS, book

HEAD = """convention: {name}
titre: Essai
nous: commune
calendrier: bethune
{more}parties: {{commune: Commune, asso: Association}}
"""
CLAUSE = """  o{rank}:
    titre: Essai
    article: "{rank}"
    citation: remise
    par: {by}
    quand: {when}
"""


def file(name: str = "essai", more: str = "", by: str = "commune", when: str = "permanent") -> str:
    clauses = "".join(CLAUSE.format(rank=rank, by=by, when=when) for rank in range(1, 19))
    return f"{HEAD.format(name=name, more=more)}{THREE_YEARS}obligations:\n{clauses}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (file(by="Fédération des acteurs"), "R103"),
        (file(when="{dès: sinistre}"), "R104"),
        (file(when="{délai: 1 mois, après: {échéance: bilan}}"), "R108"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_once(tmp_path: Path, text: str, code: str) -> None:
    (problem,) = [one for one in book(tmp_path, text).problems if one.code == code]
    first = problem.at.line
    others = ", ".join(f"ligne {first + 6 * rank}" for rank in range(1, 6))
    assert problem.message.endswith(f"(et 17 autres fois : {others}…)")


def test_a_role_that_is_not_in_the_directory_is_told_once_for_all_files(tmp_path: Path) -> None:
    paths = []
    for name in ("a", "b", "c"):
        paths.append(tmp_path / f"{name}.yaml")
        paths[-1].write_text(file(name, "responsable: nul.part\n"), "utf-8")
    found = load(Sources(tuple(paths), ROOT / "calendars", ROOT / "annuaire.yaml"))
    (problem,) = [one for one in found.problems if one.code == "R102"]
    assert problem.message.endswith(f"(et 2 autres fois : {paths[1]}:5:14, {paths[2]}:5:14)")


def test_two_causes_are_told_apart(tmp_path: Path) -> None:
    text = file(when="{dès: sinistre}").replace("{dès: sinistre}", "{dès: incendie}", 1)
    found = [one.message for one in book(tmp_path, text).errors]
    assert found == [
        "fait inconnu : « incendie »",
        "fait inconnu : « sinistre » (et 16 autres fois : ligne 25, ligne 31, ligne 37, ligne 43, "
        "ligne 49…)",
    ]
