"""A filled sheet: read whole or not at all, each mistake at its line, nothing recorded twice."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.problems import render_all
from scheduler.triage.answers import read_answers
from tests.commands import ok, refused, run
from tests.conftest import ROOT
from tests.triage.test_sheet import REPORT, known

GOLDEN = Path(__file__).parent / "golden"
REVIEW = "bethune-sad/comite-suivi/s1"
MEETING = "bethune-sad/reunions-trimestrielles/t1"
Fill = dict[str, tuple[str, str, str, str]]


@pytest.fixture
def signed(deployment: Path) -> Path:
    ok(run(deployment, "fact", "bethune-sad", "signature", "2025-04-01"))
    return deployment


@pytest.fixture
def apply(signed: Path) -> Callable[[Fill], CompletedProcess[str]]:
    """Write the sheet, fill these lines, apply it."""
    ok(run(signed, "triage", "--out", "vierge.csv"))

    def fill(answers: Fill) -> CompletedProcess[str]:
        with (signed / "vierge.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        for row in rows:
            row[4:] = answers.get(row[0], row[4:])
        with (signed / "rempli.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        return run(signed, "triage", "--apply", "rempli.csv")

    return fill


def shown(folder: Path, key: str) -> tuple[str, dict[str, object]]:
    found = json.loads(run(folder, "explain", key, "--json").stdout)["occurrence"]
    return found["status"], found["recorded"]


ANSWERS: Fill = {
    REPORT: ("Fait", "20/02/2026", "délibération 4", "retrouvé aux archives"),
    REVIEW: ("écartée", "", "", "non demandé"),
    MEETING: ("manqué", "", "", ""),
    "bethune-sad/indicateurs/unique": ("inconnu", "", "", "personne ne sait"),
}


def test_answers_are_recorded_once_and_leave_the_sheet(
    signed: Path, apply: Callable[[Fill], CompletedProcess[str]]
) -> None:
    assert "\n4 réponses enregistrées, 0 déjà connue" in ok(apply(ANSWERS))
    assert ok(apply(ANSWERS)).startswith("0 réponse enregistrée, 4 déjà connues")
    status, recorded = shown(signed, REPORT)
    assert (status, recorded["late_by"]) == ("done late", 5)
    assert recorded["evidence"] == "délibération 4"
    assert shown(signed, REVIEW)[0] == "waived"
    status, recorded = shown(signed, MEETING)
    assert status == "missed"
    assert recorded["sorted"] is not None
    assert shown(signed, "bethune-sad/indicateurs/unique")[0] == "unknown"
    again = ok(run(signed, "triage"))
    assert not [key for key in ANSWERS if key in again]


def test_one_mistake_and_nothing_is_recorded(
    signed: Path, apply: Callable[[Fill], CompletedProcess[str]]
) -> None:
    error = refused(apply(ANSWERS | {MEETING: ("peut-être", "", "", "")}))
    assert "Rien n'est enregistré." in error
    assert "rempli.csv:" in error
    assert "réponse inconnue : « peut-être »" in error
    assert shown(signed, REPORT)[0] == "untracked"


def test_only_what_nobody_knew_is_answered_anew(
    signed: Path, apply: Callable[[Fill], CompletedProcess[str]]
) -> None:
    ok(apply({REPORT: ("inconnu", "", "", ""), MEETING: ("manqué", "", "", "")}))
    found = ("fait", "2026-02-10", "", "")
    error = refused(apply({REPORT: found, MEETING: found}))
    assert f"« {MEETING} » a déjà une réponse : manqué" in error
    assert f"echeancier triage --withdraw {MEETING}" in error
    assert REPORT not in error
    ok(run(signed, "triage", "--withdraw", MEETING))
    ok(apply({REPORT: found, MEETING: found}))
    assert shown(signed, REPORT)[0] == "done"
    assert "n'est ni" in refused(run(signed, "triage", "--withdraw", REPORT))
    assert "déjà une réponse : fait" in refused(apply({REPORT: ("inconnu", "", "", "")}))


def test_a_sheet_that_may_hold_answers_is_never_written_over(signed: Path) -> None:
    (signed / "table.csv").write_text("réponses")
    assert "existe déjà" in refused(run(signed, "triage", "--out", "table.csv"))
    assert (signed / "table.csv").read_text() == "réponses"


def test_an_agreement_that_is_not_there_is_named(signed: Path) -> None:
    assert "bethune-sad" in refused(run(signed, "triage", "bethune"))
    both = run(signed, "triage", "--apply", "x.csv", "--withdraw", REPORT)
    assert "s'emploient seuls" in refused(both)


HEAD = "clé;convention;échéance;titre;réponse;le;pièce;commentaire\n"
FILES = {
    "headings": "clé;convention;réponse\nbethune-sad/bilan-annuel/2025;x;fait\n",
    "empty": "",
    "lines": HEAD
    + f"{REPORT};c;;t;fait;;;\n"
    + f"{REPORT};c;;t;manqué;;;\n"
    + f"{REVIEW};c;;t;fait;31/02/2026;;\n"
    + f"{MEETING};c;;t;fait;01/01/2100;;\n"
    + "bethune-sad/comite-suivi/s2;c;;t;écarté;;;\n"
    + "bethune-sad/reunions-trimestrielles/t2;c;;t;inconnu;;reçu;\n"
    + "bethune-sad/reunions-trimestrielles/t3;c;;t;;2026-01-01;;\n"
    + "bethune-sad/preavis/p1;c;;t;manqué;;;\n"
    + "bethune-sad/bilan-annuel/1999;c;;t;fait;2026-01-01;;\n"
    + "bethune-sad/indicateurs/unique;c;;t;inconnu;2026-01-01;;;trop\n",
}


@pytest.mark.parametrize("name", FILES)
def test_each_mistake_is_told_at_its_line_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("table.csv").write_text(FILES[name], "utf-8")
    answers = read_answers(Path("table.csv"), known())
    assert answers.new == ()
    told = render_all(answers.problems) + "\n"
    assert told == (GOLDEN / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_another_encoding_is_refused_with_its_remedy(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(HEAD + f"{REPORT};c;;t;fait;2026-02-01;;\n", encoding)
    assert [one.code for one in read_answers(path, known()).problems] == ["R003"]


def test_columns_may_be_moved_added_and_separated_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "réponse,le,clé,note,pièce,commentaire\r\n"
        f'fait,1er février 2026,{REPORT},à revoir,"reçu, 2 pages","\'=bien\r\nreçu"\r\n',
        "utf-8",
    )
    (answer,) = read_answers(path, known()).new
    assert (answer.kind, str(answer.on)) == ("done", "2026-02-01")
    assert (answer.evidence, answer.comment) == ("reçu, 2 pages", "=bien reçu")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text() | st.text().map(lambda text: HEAD + text) | st.binary())
def test_no_file_at_all_makes_it_fail(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "table.csv"
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    path.write_bytes(data)
    answers = read_answers(path, known())
    assert answers.new == ()
    for problem in answers.problems:
        assert problem.hint
        assert problem.at.file == str(path)


def test_the_guide_names_every_answer() -> None:
    from scheduler.triage.answers import KINDS

    guide = (ROOT / "docs" / "administrateur.md").read_text("utf-8")
    assert all(f"| `{word}` |" in guide for word in KINDS)
