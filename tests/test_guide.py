"""The jurist's guide: every snippet is a sound rule file, and every class of clause has its own."""

import re
from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.french import short
from scheduler.problems import render, render_all
from scheduler.rulebook.load import Sources, load
from tests.rulebook.test_also_written import without_places
from tests.rulebook.test_schema import refused
from tests.service import ROOT

GUIDE = (ROOT / "docs" / "langage.md").read_text("utf-8")
HEAD = """convention: guide
titre: Guide
nous: asso
calendrier: bethune
parties: {asso: Association, dept: Département}
"""
TERM = """durée: {article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans}
"""
BLOCKS = re.findall(r"(?m)^```yaml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


def whole(snippet: str) -> str:
    """The snippet as a file: with a head and a term of its own where it has none."""
    if snippet.startswith("convention:"):
        return snippet
    return HEAD + snippet + ("" if re.search(r"(?m)^durée:", snippet) else TERM)


@pytest.mark.parametrize("snippet", BLOCKS, ids=lambda one: one.strip().splitlines()[1].strip())
def test_every_snippet_is_sound_and_its_examples_hold(tmp_path: Path, snippet: str) -> None:
    text = whole(snippet)
    (tmp_path / "guide.yaml").write_text(text, "utf-8")
    book = load(Sources((tmp_path / "guide.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml"))
    assert book.errors == (), render_all(book.errors)
    assert book.agreements
    assert refused("rules", text) == []


def test_every_class_of_clause_has_its_section_with_a_snippet() -> None:
    sections = re.split(r"(?m)^### ", GUIDE)[1:]
    shown = {
        code
        for section in sections
        if "```yaml" in section
        for code in re.findall(r"T\d\d", section.splitlines()[0])
    }
    assert shown == {f"T{number:02d}" for number in range(1, 28)}
    assert set(re.findall(r"(?m)^\| (T\d\d) \|", GUIDE)) == shown


FACTS = """faits:
  signature: {titre: signature}
  notification: {titre: notification}
  livraison: {titre: livraison de l'équipement}
  dissolution: {titre: dissolution}
  ouverture: {titre: ouverture}
  demande: {titre: demande}
  reponse: {titre: réponse}
  facture: {titre: facture}
  seance: {titre: séance}
  sinistre: {titre: sinistre, plusieurs fois: oui}
  reunion: {titre: réunion, plusieurs fois: oui}
  absence: {titre: absence, plusieurs fois: oui}
  arret: {titre: arrêt}
  mise-en-demeure: {titre: mise en demeure}
  reprise: {titre: reprise}
"""
BILAN = """  bilan:
    titre: Bilan
    article: "3"
    citation: un bilan
    par: asso
    quand: {chaque: année, au plus tard: 28 février N+1}
"""
OTHERWISE = ("R132", "R133", "R134", "R135")


def rows(marker: str) -> list[tuple[str, list[str]]]:
    """The rows of the tables under a marker: the first cell, and the forms of the second."""
    tables = re.findall(rf"(?m)^<!-- {marker} -->\n((?:\|.*\n)+)", GUIDE)
    assert tables
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for table in tables
        for line in table.splitlines()[2:]
    ]
    return [(first, re.findall(r"`([^`]+)`", second)) for first, second in cells]


def clause(quote: str, keys: str) -> str:
    """An obligation with the quote and those keys, in a file of its own."""
    return (
        f'{HEAD}{FACTS}{TERM}obligations:\n{BILAN}  essai: {{titre: Essai, article: "2", '
        f'citation: "{quote}", par: asso, {keys}}}\n'
    )


def term(quote: str, keys: str) -> str:
    """A duration clause with those keys, the quote in its last part where it has several."""
    parts = list(re.finditer(r"(?:préavis|plafond|reconduction): {", keys))
    at = parts[-1].end() if parts else 0
    written = f'{keys[:at]}citation: "{quote}", {keys[at:]}'
    return f'{HEAD}{FACTS}durée: {{article: "1", {written}}}\n'


READ = [
    *((quote, clause(quote, f"quand: {form}")) for quote, (form,) in rows("je lis : quand")),
    *((quote, clause(quote, form)) for quote, (form,) in rows("je lis : obligation")),
    *((quote, term(quote, form)) for quote, (form,) in rows("je lis : durée")),
]


@pytest.mark.parametrize("text", [text for _, text in READ], ids=[quote for quote, _ in READ])
def test_what_one_reads_is_written_as_the_table_says(tmp_path: Path, text: str) -> None:
    """The form is sound, and the quote is found to say what it says."""
    (tmp_path / "guide.yaml").write_text(text, "utf-8")
    book = load(Sources((tmp_path / "guide.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml"))
    told = [one for one in book.problems if one.severity == "erreur" or one.code in OTHERWISE]
    assert told == [], render_all(told)
    assert refused("rules", text) == []


def test_the_table_is_long_enough_to_begin_with() -> None:
    assert len(READ) >= 70


@pytest.mark.parametrize("kind", ["quand", "durée"])
def test_what_may_also_be_written_means_the_same(tmp_path: Path, kind: str) -> None:
    tables = re.findall(rf"(?m)^<!-- on peut aussi écrire : {kind} -->\n((?:\|.*\n)+)", GUIDE)
    (table,) = tables
    for line in table.splitlines()[2:]:
        others, right = (re.findall(r"`([^`]+)`", cell) for cell in line.strip("|").split("|"))
        means = {repr(meant(tmp_path, kind, form)) for form in (*others, *right)}
        assert len(means) == 1, line


def meant(folder: Path, kind: str, form: str) -> object:
    """What a form is taken for, the places where it is written apart."""
    text = clause("x", f"quand: {form}") if kind == "quand" else term("x", form)
    (folder / "guide.yaml").write_text(text, "utf-8")
    book = load(Sources((folder / "guide.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml"))
    assert book.errors == (), render_all(book.errors)
    assert refused("rules", text) == []
    agreement = book.agreements[0]
    return agreement.clauses[-1].timing if kind == "quand" else without_places(agreement.term)


def opening(folder: Path) -> Sources:
    """The worked example: its text and its file, as the guide prints them."""
    text = re.search(r"<!-- texte : valmont.txt -->\n```text\n(.*?)```", GUIDE, re.DOTALL)
    file = re.search(r"<!-- fichier : valmont -->\n```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert text
    assert file
    (folder / "valmont.txt").write_text(text[1], "utf-8")
    (folder / "valmont.yaml").write_text(file[1], "utf-8")
    return Sources(
        (folder / "valmont.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml", papers=folder
    )


def test_the_worked_example_claims_every_sentence_of_its_text(tmp_path: Path) -> None:
    found = {one.code for one in load(opening(tmp_path)).problems}
    assert found == {"R129"}


def test_the_worked_example_gives_the_dates_of_its_table(tmp_path: Path) -> None:
    (agreement,) = load(opening(tmp_path)).agreements
    facts = Facts(events={"signature": date(2025, 1, 15)})
    computation = compute(agreement, facts, date(2026, 1, 1))
    rows = [
        f"| {short(item.due)} | {item.title} | `{item.key}` |"
        for item in computation.occurrences
        if item.due and item.due.year == 2026
    ]
    table = GUIDE.partition("<!-- dates : valmont 2026 -->\n")[2].partition("\n\n")[0]
    assert table.splitlines()[2:] == rows
    unsigned = compute(agreement, Facts(), date(2026, 1, 1))
    assert [one.topic for one in unsigned.questions] == ["effect", "clause"]


def test_the_sample_of_a_wrong_example_is_what_check_prints(tmp_path: Path) -> None:
    sources = opening(tmp_path)
    file = tmp_path / "valmont.yaml"
    wrong = file.read_text("utf-8").replace("échéance: 2026-03-31", "échéance: 2026-03-30")
    file.write_text(wrong, "utf-8")
    (problem,) = load(sources).errors
    said = render(problem).replace(str(tmp_path), "rules")
    sample = re.search(r"<!-- sample: example -->\n```text\n(.*?)```", GUIDE, re.DOTALL)
    assert sample
    assert sample[1] == said + "\n"
