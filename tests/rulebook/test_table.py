"""A table of instances: one file and one line each, mistakes shown at their line."""

import re
from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.problems import render
from scheduler.rulebook.load import Sources, load, version
from scheduler.rulebook.rulebook import Rulebook
from tests.bethune import ROOT
from tests.rulebook.test_schema import refused

GUIDE = (ROOT / "docs" / "langage.md").read_text("utf-8")
MODEL = """convention: convention-type
titre: Convention type
modèle: oui
nous: association
calendrier: bethune
parties: {departement: Département, association: l'association}
faits: {signature: {titre: signature}}
durée: {article: "6", prend effet: signature, pour: 1 an}
obligations:
  bilan:
    titre: Bilan
    article: "5"
    citation: un bilan trois mois avant le terme
    par: association
    quand: {délai: 3 mois, avant: terme}
exemplaires: conventions.csv
"""


def table() -> str:
    found = re.search(r"<!-- table -->\n```text\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    return found[1]


def sources(folder: Path, text: str | bytes, model: str = MODEL) -> Sources:
    (folder / "modele.yaml").write_text(model, "utf-8")
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "conventions.csv").write_bytes(data)
    return Sources((folder,), ROOT / "calendars", ROOT / "annuaire.yaml")


def read(folder: Path, text: str | bytes, model: str = MODEL) -> Rulebook:
    return load(sources(folder, text, model))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_each_line_is_an_agreement(tmp_path: Path, separator: str) -> None:
    book = read(tmp_path, "\ufeff" + table().replace(";", separator))
    assert book.errors == ()
    _, lake, port = book.agreements
    assert (lake.id, lake.parties["association"], lake.responsible) == (
        "association-du-lac",
        "Association du Lac",
        None,
    )
    assert (port.responsible, port.source.line) == ("ccas.conventions", 3)
    items = compute(port, Facts(), date(2026, 11, 22)).occurrences
    assert [(item.clause, item.due) for item in items] == [
        ("bilan", date(2027, 3, 14)),
        ("dernier-terme", date(2027, 6, 14)),
    ]
    assert refused("rules", MODEL) == []


def test_three_hundred_agreements_are_one_file_and_one_table(tmp_path: Path) -> None:
    lines = [
        f"saad-{rank};SAAD n° {rank};Service {rank};2025-01-{rank % 28 + 1:02d};"
        for rank in range(300)
    ]
    book = read(tmp_path, "\n".join([table().splitlines()[0], *lines, ""]))
    assert book.errors == ()
    assert len(book.agreements) == 301


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "words"),
    [
        ("exemplaire;titre", "nom;titre", "R160", 1, "exemplaire"),
        ("faits.signature", "faits.signatur", "R104", 2, "signatur"),
        ("responsable", "responsible", "R020", 3, "responsable"),
        ("2026-03-01", "2026-02-30", "R022", 2, "n'existe pas au calendrier"),
        ("du Port;15", "du Port;un;15", "R161", 3, "guillemets"),
        ("association-du-port;", "association-du-lac;", "R007", 3, "déjà dans la table"),
        ("association-du-port;", "Le Port;", "R022", 3, "nom court"),
        ("ccas.conventions", "ccas.convention", "R102", 3, "ccas.conventions"),
    ],
)
def test_a_mistake_is_shown_at_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int, words: str
) -> None:
    problem = read(tmp_path, table().replace(old, new)).errors[0]
    assert (problem.code, problem.at.line) == (code, line)
    assert Path(problem.at.file).name == "conventions.csv"
    assert words in render(problem)


def test_a_table_that_is_missing_in_another_encoding_or_elsewhere_is_said_to_be_so(
    tmp_path: Path,
) -> None:
    given = sources(tmp_path, table())
    (tmp_path / "conventions.csv").unlink()
    (missing,) = load(given).errors
    assert (missing.code, Path(missing.at.file).name) == ("R001", "conventions.csv")
    assert missing.also is not None
    assert missing.also.line == MODEL.count("\n")
    (latin,) = read(tmp_path, table().replace("Lac", "Fréjus").encode("latin-1")).errors
    assert (latin.code, latin.at.line) == ("R003", 2)
    elsewhere = MODEL.replace("conventions.csv", "../conventions.csv")
    (outside,) = read(tmp_path, table(), elsewhere).errors
    assert outside.code == "R162"


def test_a_change_of_the_table_calls_for_a_reload(tmp_path: Path) -> None:
    given = sources(tmp_path, table())
    before = version(given.files())
    sources(tmp_path, table().replace("2026-03-01", "2026-03-02"))
    assert version(given.files()) != before
